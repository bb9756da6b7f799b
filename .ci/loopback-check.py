#!/usr/bin/env python3
"""Judges the loopback of a driver from outside: nothing here is shared with the code it judges.

Sound files are written in which every frame carries its own number, `cargo aspl run` plays and records them, and the
recording is read back and judged frame by frame. A frame that is lost, repeated or shifted is told from one that is wrong.

Usage: .ci/loopback-check.py [PACKAGE]      (default: minimal-loopback)

Needs Python 3.8 or later and nothing else. `wave` reads and writes the integer files; it knows no floats, so those are done with
`struct`. Exit code 0 only if every frame of every recording is right.
"""

import concurrent.futures
import itertools
import math
import os
import struct
import subprocess
import sys
import tempfile
import wave

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RATES = (44100, 48000)
CHANNELS = (1, 2)
TYPES = ("int16", "int24", "float")
BUFFERS = (15, 64, 512, 1021, 4096)
FRAMES = 20011
WIDTH = {"int16": 2, "int24": 3, "float": 4}

# As documented in `cargo aspl run --help`.
CYCLES_BETWEEN_CLIENTS = 4

# These multipliers permute the numbers below each size used here, another one in each channel. Neighbouring frames get
# values far apart, so that no sum of shifted copies looks like another.
MULTIPLIERS = (40503 * 257, 27947 * 257)


def numbers(channel, size):
    """The number of each frame of a channel, spread over `size` values around zero."""
    return [(frame + 1) * MULTIPLIERS[channel] % size - size // 2 for frame in range(FRAMES)]


def number_of(value, channel, size):
    """The frame that carries a value, or None."""
    frame = (value + size // 2) * pow(MULTIPLIERS[channel], -1, size) % size - 1
    return frame if 0 <= frame < FRAMES else None


def float32(value):
    """The nearest 32-bit float."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def write(path, rate, sample_type, channels):
    """Writes a file; `channels` are lists of integers, or of floats."""
    frames = list(itertools.chain.from_iterable(zip(*channels)))
    if sample_type == "float":
        data = struct.pack("<%df" % len(frames), *frames)
        count = len(channels)
        form = struct.pack("<HHIIHH", 3, count, rate, rate * count * 4, count * 4, 32)
        body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
        body += b"data" + struct.pack("<I", len(data)) + data
        with open(path, "wb") as file:
            file.write(b"RIFF" + struct.pack("<I", len(body)) + body)
        return
    width = WIDTH[sample_type]
    with wave.open(path, "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"".join(v.to_bytes(width, "little", signed=True) for v in frames))


def read(path):
    """Reads a file: rate, sample type, channels."""
    with open(path, "rb") as file:
        content = file.read()
    if content[20:22] == b"\x03\x00":
        rate, count, data, place = None, None, None, 12
        while place + 8 <= len(content):
            name, size = content[place:place + 4], struct.unpack_from("<I", content, place + 4)[0]
            if name == b"fmt ":
                _, count, rate = struct.unpack_from("<HHI", content, place + 8)
            elif name == b"data":
                data = content[place + 8:place + 8 + size]
            place += 8 + size + size % 2
        samples = struct.unpack("<%df" % (len(data) // 4), data)
        return rate, "float", [samples[channel::count] for channel in range(count)]
    with wave.open(path, "rb") as file:
        width, count = file.getsampwidth(), file.getnchannels()
        data = file.readframes(file.getnframes())
        samples = [int.from_bytes(data[at:at + width], "little", signed=True)
                   for at in range(0, len(data), width)]
        names = {2: "int16", 3: "int24"}
        return (file.getframerate(), names.get(width, "%d bytes" % width),
                [samples[channel::count] for channel in range(count)])


def same(a, b):
    """Bit for bit, except that one NaN is as good as another."""
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or struct.pack("<f", a) == struct.pack("<f", b)
    return a == b


def fault(expected, recorded, carried_by):
    """What is wrong with a channel, or None. `carried_by` gives the frame that carries a value."""
    if len(expected) != len(recorded):
        return "%d frames, not %d" % (len(recorded), len(expected))
    for frame, (wanted, got) in enumerate(zip(expected, recorded)):
        if same(wanted, got):
            continue
        wrong = sum(1 for a, b in zip(expected, recorded) if not same(a, b))
        place = "frame %d (%d are wrong): " % (frame, wrong)
        source = carried_by(got)
        if got == 0:
            return place + "silence"
        if source is None:
            return place + "%r, not %r" % (got, wanted)
        if source > frame:
            return place + "%d frames lost" % (source - frame)
        return place + "repeated, %d frames late" % (frame - source)
    return None


class Case:
    """One file played under several conditions."""

    def __init__(self, name, rate, sample_type, channels, size=None, clients=1):
        self.name, self.rate, self.sample_type = name, rate, sample_type
        self.channels, self.size, self.clients = channels, size, clients

    def carried_by(self, channel):
        if self.clients > 1 or self.size is None:
            return lambda value: None
        if self.sample_type == "float":
            scale = self.size / 2.0
            return lambda value: (number_of(int(value * scale), channel, self.size)
                                  if math.isfinite(value) and value * scale == int(value * scale) else None)
        return lambda value: number_of(value, channel, self.size)

    def expected(self, buffer_frames):
        """The sum of the clients, in their order; floats are rounded after each addition."""
        apart = CYCLES_BETWEEN_CLIENTS * buffer_frames
        result = []
        for channel in self.channels:
            total = list(channel) + [None] * (apart * (self.clients - 1))
            for client in range(1, self.clients):
                for frame, value in enumerate(channel, apart * client):
                    before = total[frame]
                    total[frame] = value if before is None else before + value
                    if self.sample_type == "float":
                        total[frame] = float32(total[frame])
            silence = 0.0 if self.sample_type == "float" else 0
            result.append([silence if value is None else value for value in total])
        return result

    def judge(self, recording, buffer_frames):
        """What is wrong with a recording, or None."""
        rate, sample_type, channels = read(recording)
        if (rate, sample_type) != (self.rate, self.sample_type):
            return "recorded as %s at %s Hz" % (sample_type, rate)
        expected = self.expected(buffer_frames)
        if len(expected) == 1:
            # A mono file goes to every channel of the device.
            expected *= len(channels)
        if len(channels) != len(expected):
            return "%d channels, not %d" % (len(channels), len(expected))
        for index, (wanted, got) in enumerate(zip(expected, channels)):
            source = min(index, len(self.channels) - 1)
            problem = fault(wanted, got, self.carried_by(source))
            if problem:
                return "channel %d, %s" % (index + 1, problem)
        return None


def single_cases():
    for rate, sample_type, count in itertools.product(RATES, TYPES, CHANNELS):
        size = {"int16": 1 << 16, "int24": 1 << 24, "float": 1 << 24}[sample_type]
        channels = [numbers(channel, size) for channel in range(count)]
        if sample_type == "float":
            channels = [[value / (size / 2.0) for value in channel] for channel in channels]
        name = "%d Hz %s %s" % (rate, "mono" if count == 1 else "stereo", sample_type)
        yield Case(name, rate, sample_type, channels, size)
    odd = [float("nan"), float("inf"), float("-inf"), -0.0, 1e-45, 3.0, -1e30, 0.1]
    yield Case("48000 Hz mono odd floats", 48000, "float",
               [[float32(odd[frame % len(odd)]) for frame in range(FRAMES)]])


def client_cases():
    for clients, sample_type in itertools.product((2, 3), TYPES):
        # The sum of the integers has to fit, and every frame of a file has a number of its own. 20021 is a prime.
        size = {"int16": 20021, "int24": 1 << 22, "float": 1 << 24}[sample_type]
        channels = [numbers(channel, size) for channel in range(2)]
        if sample_type == "float":
            # Not exact in sums: the order of the additions shows.
            channels = [[float32(value / 7.0e6) for value in channel] for channel in channels]
        yield Case("%d clients, stereo %s" % (clients, sample_type), 48000, sample_type, channels,
                   size, clients)


def check_the_judge():
    """Faults of each kind, which the judge has to see and to tell apart."""
    case = next(single_cases())
    original = case.channels[0]
    for name, recorded, word in (
            ("nothing", original, None),
            ("a lost frame", original[:500] + original[501:] + [0], "1 frames lost"),
            ("a repeated frame", original[:500] + original[499:-1], "1 frames late"),
            ("a late start", [0] * 64 + original[:-64], "silence"),
            ("silence", [0] * FRAMES, "silence"),
            ("a wrong value", original[:500] + [original[500] ^ 1] + original[501:], "1 are wrong"),
            ("a missing end", original[:-1], "frames, not"),
    ):
        problem = fault(original, recorded, case.carried_by(0))
        if (problem is None) != (word is None) or (word and word not in problem):
            raise SystemExit("the judge is blind: with %s planted it says %r" % (name, problem))


def run(command, **options):
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, timeout=600, check=False, **options)


def main():
    check_the_judge()
    package = sys.argv[1] if len(sys.argv) > 1 else "minimal-loopback"
    with tempfile.TemporaryDirectory(prefix="loopback-check-") as folder:
        packed = run(["cargo", "aspl", "bundle", "-p", package, "--target", "host", "--out", folder])
        bundles = [name for name in os.listdir(folder) if name.endswith(".driver")]
        if packed.returncode != 0 or len(bundles) != 1:
            print(packed.stdout, file=sys.stderr)
            return 1
        bundle = os.path.join(folder, bundles[0])

        jobs = []
        for index, case in enumerate(itertools.chain(single_cases(), client_cases())):
            path = os.path.join(folder, "%d.wav" % index)
            write(path, case.rate, case.sample_type, case.channels)
            if case.clients == 1:
                variants = [("package", ["-p", package]), ("bundle", [bundle])]
            else:
                options = ["-p", package, "--clients", str(case.clients), "--threads"]
                variants = [(threads, options + [threads]) for threads in ("one", "per-client")]
            jobs.extend((case, path, label, options, size)
                        for label, options in variants for size in BUFFERS)

        def play(job):
            case, path, label, options, size = job
            recording = "%s.%s.%d.recorded.wav" % (path, label, size)
            result = run(["cargo", "aspl", "run", *options, "--play", path, "--record", recording,
                          "--buffer-frames", str(size)])
            problem = None if result.returncode == 0 else "exit code %d" % result.returncode
            if os.path.exists(recording):
                problem = case.judge(recording, size) or problem
                os.remove(recording)
            else:
                problem = problem or "no recording"
            return case, label, size, problem, result.stdout

        # One at first, so that everything is built before several run at once.
        outcomes = [play(jobs[0])]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            outcomes.extend(pool.map(play, jobs[1:]))

    print("%-28s %-11s" % ("frames per cycle", "") + "".join("%6d" % size for size in BUFFERS))
    rows = {}
    for case, label, size, problem, _ in outcomes:
        rows.setdefault((case.name, label), {})[size] = problem
    for (name, label), cells in rows.items():
        marks = "".join("%6s" % ("ok" if cells[size] is None else "WRONG") for size in BUFFERS)
        print("%-28s %-11s%s" % (name, label, marks))
    failed = [outcome for outcome in outcomes if outcome[3]]
    for case, label, size, problem, printed in failed[:10]:
        print("\n%s, %s, %d frames per cycle: %s\n%s" % (case.name, label, size, problem, printed.strip()))
    print("\n%d recordings judged, %d wrong" % (len(outcomes), len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
