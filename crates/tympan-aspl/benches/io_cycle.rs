//! What an I/O cycle costs through the C ABI, next to plain copies of the same samples and to a bare clock read in the same run.
//!
//! `cargo bench -p tympan-aspl --bench io_cycle` prints tables of medians; the ratios say whether the targets are met. Names after `--` choose some of the
//! tables: `channels`, `clients`, `gain`, `no-op`, `clock`, `odd`.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "../tests/abi/mini_host/mod.rs"]
mod mini_host;

use core::ffi::c_void;
use core::hint::{black_box, spin_loop};
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tympan_aspl::platform::host_time;
use tympan_aspl::prelude::*;
use tympan_aspl::sys;

use mini_host::MiniHost;
use mini_host::calls::call;

/// Measurements of which the median counts.
const SAMPLES: usize = 201;

/// About so many nanoseconds are spent in one measurement.
const NANOSECONDS: f64 = 60_000.0;

/// Single cycles that are timed one by one.
const SHOTS: usize = 401;

const DEVICE: u32 = 2;
const INPUT: u32 = 3;
const OUTPUT: u32 = 4;

const READ_INPUT: u32 = sys::kAudioServerPlugInIOOperationReadInput;
const WRITE_MIX: u32 = sys::kAudioServerPlugInIOOperationWriteMix;
const PROCESS_MIX: u32 = sys::kAudioServerPlugInIOOperationProcessMix;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median of nanoseconds a call, for several things measured in turns so that they see the same machine.
fn time<const N: usize>(mut things: [&mut dyn FnMut(); N]) -> [f64; N] {
    let counts: Vec<u32> = things
        .iter_mut()
        .map(|thing| {
            (0..3).for_each(|_| thing());
            let start = Instant::now();
            (0..8).for_each(|_| thing());
            let each = start.elapsed().as_nanos() as f64 / 8.0;
            (NANOSECONDS / each).clamp(1.0, 5_000.0) as u32
        })
        .collect();
    let mut samples = vec![Vec::new(); N];
    for _ in 0..SAMPLES {
        for ((thing, count), samples) in things.iter_mut().zip(&counts).zip(&mut samples) {
            let start = Instant::now();
            (0..*count).for_each(|_| thing());
            samples.push(start.elapsed().as_nanos() as f64 / f64::from(*count));
        }
    }
    let mut medians = samples.into_iter().map(median);
    core::array::from_fn(|_| medians.next().unwrap_or(f64::NAN))
}

/// A buffer of the host's that lies elsewhere in every cycle. Processors take a load and a store whose addresses are close to each other modulo 4096 for
/// overlapping, and the luck of an allocation should not decide a benchmark.
struct Buffer {
    memory: Vec<f32>,
    at: usize,
    length: usize,
}

impl Buffer {
    /// Samples in 4096 bytes, and in a cache line.
    const PLACES: usize = 1024;
    const STEP: usize = 16;

    fn new(length: usize) -> Self {
        Self {
            memory: (0..Self::PLACES + length).map(|n| n as f32).collect(),
            at: 0,
            length,
        }
    }

    fn advance(&mut self) {
        self.at = (self.at + Self::STEP) % Self::PLACES;
    }

    fn samples(&mut self) -> &mut [f32] {
        &mut self.memory[self.at..][..self.length]
    }
}

/// A host with a running loopback device and its buffers.
struct Cycles {
    host: Arc<MiniHost>,
    cycle: sys::AudioServerPlugInIOCycleInfo,
    frames: u32,
    recorded: Buffer,
    played: Buffer,
    ring_frames: usize,
}

fn loopback(channels: u32) -> (Device, Arc<OnceLock<usize>>) {
    let ring_frames = Arc::new(OnceLock::new());
    let found = Arc::clone(&ring_frames);
    let io = Io::rebuilt(move |setup: &IoSetup, previous| {
        let _ = found.set(setup.ring_frames());
        Loopback::rebuilt(setup, previous)
    })
    .read_input(Loopback::read_input)
    .write_mix(Loopback::write_mix);
    let device = Device::new("com.example.bench", "Bench")
        .sample_rates([44_100.0, 48_000.0])
        .stream(Stream::input(channels))
        .stream(Stream::output(channels))
        .io(io);
    (device, ring_frames)
}

impl Cycles {
    fn new(channels: u32, frames: u32, clients: u32) -> Self {
        let (device, ring_frames) = loopback(channels);
        let host = MiniHost::with_device(device);
        for client in 1..=clients {
            host.add_client(DEVICE, client).unwrap();
        }
        host.start_io(DEVICE, 1).unwrap();
        let samples = (channels * frames) as usize;
        Self {
            host: Arc::new(host),
            cycle: mini_host::cycle(0.0, 0.0),
            frames,
            recorded: Buffer::new(samples),
            played: Buffer::new(samples),
            ring_frames: *ring_frames.get().unwrap(),
        }
    }

    /// Moves on to the next cycle. Input is read from two blocks before.
    fn advance(&mut self) {
        let frames = f64::from(self.frames);
        self.recorded.advance();
        self.played.advance();
        self.cycle.mIOCycleCounter += 1;
        self.cycle.mOutputTime.mSampleTime += frames;
        self.cycle.mInputTime.mSampleTime = self.cycle.mOutputTime.mSampleTime - 2.0 * frames;
    }

    fn operation(&mut self, operation: u32, stream: u32, client: u32) {
        let buffer: *mut c_void = match operation {
            READ_INPUT => self.recorded.samples().as_mut_ptr().cast(),
            _ => self.played.samples().as_mut_ptr().cast(),
        };
        bracketed(
            &self.host,
            operation,
            stream,
            client,
            self.frames,
            &self.cycle,
            buffer,
        );
    }

    /// One whole cycle: every client reads, and the mix is written.
    fn run(&mut self, clients: u32) {
        self.advance();
        for client in 1..=clients {
            self.operation(READ_INPUT, INPUT, client);
        }
        self.operation(WRITE_MIX, OUTPUT, 1);
    }

    /// A single cycle of one client, timed.
    fn shot(&mut self) -> f64 {
        let start = Instant::now();
        self.run(1);
        start.elapsed().as_nanos() as f64
    }
}

/// Begin, Do and End.
fn bracketed(
    host: &MiniHost,
    operation: u32,
    stream: u32,
    client: u32,
    frames: u32,
    cycle: &sys::AudioServerPlugInIOCycleInfo,
    buffer: *mut c_void,
) {
    let driver = host.driver;
    let begun = call!(
        host,
        BeginIOOperation(driver, DEVICE, client, operation, frames, cycle)
    );
    let done = call!(
        host,
        DoIOOperation(
            driver,
            DEVICE,
            stream,
            client,
            operation,
            frames,
            cycle,
            buffer,
            ptr::null_mut()
        )
    );
    let ended = call!(
        host,
        EndIOOperation(driver, DEVICE, client, operation, frames, cycle)
    );
    assert_eq!((begun, done, ended), (0, 0, 0));
}

/// The floor: the same samples copied into a ring of the same size and out of it again, split where it wraps.
struct Copies {
    ring: Vec<f32>,
    at: usize,
    played: Buffer,
    recorded: Buffer,
}

impl Copies {
    fn new(cycles: &Cycles, channels: u32) -> Self {
        Self {
            ring: vec![1.0; cycles.ring_frames * channels as usize],
            at: 0,
            played: Buffer::new(cycles.played.length),
            recorded: Buffer::new(cycles.recorded.length),
        }
    }

    fn run(&mut self) {
        self.played.advance();
        self.recorded.advance();
        let (played, recorded) = (self.played.samples(), self.recorded.samples());
        let (length, size) = (played.len(), self.ring.len());
        let from = (self.at + size - 2 * length % size) % size;
        let until_wrap = length.min(size - from);
        recorded[..until_wrap].copy_from_slice(&self.ring[from..from + until_wrap]);
        recorded[until_wrap..].copy_from_slice(&self.ring[..length - until_wrap]);
        black_box(recorded);
        let until_wrap = length.min(size - self.at);
        self.ring[self.at..self.at + until_wrap].copy_from_slice(&played[..until_wrap]);
        self.ring[..length - until_wrap].copy_from_slice(&played[until_wrap..]);
        black_box(&mut self.ring);
        self.at = (self.at + length) % size;
    }
}

/// A verdict that says what was aimed at.
fn verdict(value: f64, limit: f64) -> &'static str {
    if value <= limit { "met" } else { "MISSED" }
}

fn by_channels_and_frames() {
    println!(
        "Loopback: ReadInput + WriteMix with their Begin and End, one client; the floor is two plain copies"
    );
    println!(
        "{:>8} {:>7} {:>11} {:>11} {:>7}  target",
        "channels", "frames", "floor ns", "cycle ns", "ratio"
    );
    for channels in [2, 16, 64, 256] {
        for frames in [32, 128, 512, 4096] {
            let mut cycles = Cycles::new(channels, frames, 1);
            let mut copies = Copies::new(&cycles, channels);
            let [floor, cycle] = time([&mut || copies.run(), &mut || cycles.run(1)]);
            let target = match (channels, frames) {
                (2, 512) => Some(("1.5 x + 80 ns", 1.5 * floor + 80.0)),
                (64 | 256, 512) => Some(("1.2 x", 1.2 * floor)),
                _ => None,
            };
            let target = target.map_or(String::new(), |(text, limit)| {
                format!("{text}: {}", verdict(cycle, limit))
            });
            let ratio = cycle / floor;
            println!(
                "{channels:>8} {frames:>7} {floor:>11.0} {cycle:>11.0} {ratio:>7.2}  {target}"
            );
        }
    }
}

fn by_clients() {
    println!("\nPer client, 2 channels, 512 frames: ReadInput with Begin and End");
    println!(
        "{:>8} {:>11} {:>13}  target",
        "clients", "cycle ns", "ns a client"
    );
    let counts = [1, 8, 64];
    let [one, eight, many] = &mut counts.map(|clients| Cycles::new(2, 512, clients));
    let mut written = Cycles::new(2, 512, 1);
    let [one, eight, many, write] = time([
        &mut || one.run(counts[0]),
        &mut || eight.run(counts[1]),
        &mut || many.run(counts[2]),
        &mut || {
            written.advance();
            written.operation(WRITE_MIX, OUTPUT, 1);
        },
    ]);
    for (clients, cycle) in counts.into_iter().zip([one, eight, many]) {
        let each = (cycle - write) / f64::from(clients);
        let flat = verdict(each, 1.2 * (one - write));
        println!("{clients:>8} {cycle:>11.0} {each:>13.0}  flat (1.2 x): {flat}");
    }
}

/// What the framework adds to an operation that does nothing.
fn no_op() {
    let device = Device::new("com.example.noop", "Nothing")
        .sample_rates([48_000.0])
        .stream(Stream::input(2))
        .stream(Stream::output(2))
        .io(Io::new(|_: &IoSetup| ())
            .read_input(|(), _, _| {})
            .process_mix(|(), _, _| {})
            .write_mix(|(), _, _| {}));
    let host = MiniHost::with_device(device);
    host.start_io(DEVICE, 1).unwrap();
    let mut cycle = mini_host::cycle(0.0, 0.0);
    let mut buffer = vec![0.0_f32; 1024];
    let start = buffer.as_mut_ptr().cast();
    let [empty, none] = time([
        &mut || {
            black_box(call!(host, AddRef(host.driver.cast())));
            black_box(call!(host, Release(host.driver.cast())));
            black_box(call!(host, AddRef(host.driver.cast())));
            black_box(call!(host, Release(host.driver.cast())));
        },
        &mut || {
            cycle.mIOCycleCounter += 1;
            bracketed(&host, PROCESS_MIX, OUTPUT, 1, 512, &cycle, start);
        },
    ]);
    println!(
        "\nBegin + Do + End of an operation whose handler does nothing: {none:.0} ns (target 40 ns: {})",
        verdict(none, 40.0)
    );
    println!("  four empty calls (AddRef and Release twice): {empty:.0} ns");
}

/// A gain so near to 1, in decibels, that samples multiplied by it again and again stay normal numbers.
const SLIGHTLY: f32 = -0.001;

/// A volume that acts on the mix, at 1 and below.
fn gain() {
    println!(
        "\nProcessMix with a volume that acts, 512 frames, less one that does nothing; the floor is a plain multiplication of the samples"
    );
    println!(
        "{:>8} {:>11} {:>11} {:>9} {:>7}  target",
        "channels", "at 0 dB ns", "below ns", "floor ns", "ratio"
    );
    for channels in [2, 16, 64, 256] {
        let host = |decibels: Option<f32>| {
            let curve = VolumeCurve::decibels(-64.0..=0.0);
            let volume =
                Volume::new(Scope::Output, curve).initial_decibels(decibels.unwrap_or(0.0));
            let gain = Gain::new().volume(&volume);
            let io = Io::new(|_: &IoSetup| ()).mix_part(move |(), setup| gain.stage(setup));
            let io = match decibels {
                Some(_) => io.process_mix(GainStage::process_mix),
                None => io.process_mix(|(), _, _| {}),
            };
            let host = MiniHost::with_device(
                Device::new("com.example.gain", "Gain")
                    .sample_rates([48_000.0])
                    .stream(Stream::input(2))
                    .stream(Stream::output(channels))
                    .io(io.read_input(|(), _, _| {}).write_mix(|(), _, _| {})),
            );
            host.start_io(DEVICE, 1).unwrap();
            host
        };
        let hosts = [host(None), host(Some(0.0)), host(Some(SLIGHTLY))];
        let mut cycle = mini_host::cycle(0.0, 0.0);
        cycle.mIOCycleCounter = 2;
        let samples = 512 * channels as usize;
        let mut buffers = [const { Vec::new() }; 4].map(|_: Vec<f32>| vec![0.5_f32; samples]);
        let [nothing, unity, lower, floor] = &mut buffers;
        let process = |host: &MiniHost, buffer: &mut Vec<f32>| {
            let start = buffer.as_mut_ptr().cast();
            bracketed(host, PROCESS_MIX, OUTPUT, 1, 512, &cycle, start);
        };
        let [nothing, unity, lower, floor] = time([
            &mut || process(&hosts[0], nothing),
            &mut || process(&hosts[1], unity),
            &mut || process(&hosts[2], lower),
            &mut || {
                let gain = black_box(10_f32.powf(SLIGHTLY / 20.0));
                floor.iter_mut().for_each(|sample| *sample *= gain);
                black_box(&mut *floor);
            },
        ]);
        let (unity, lower) = (unity - nothing, lower - nothing);
        let ratio = lower / floor;
        println!(
            "{channels:>8} {unity:>11.0} {lower:>11.0} {floor:>9.0} {ratio:>7.2}  one pass: {}",
            verdict(lower, floor)
        );
    }
}

fn clock() {
    // Without the simulated clock that the test host gives, the driver reads that of the system.
    let host = MiniHost::with_system_clock(mini_host::make(mini_host::PLUG_IN_TYPE));
    let device = loopback(2).0;
    let added = move |plug_in: &PlugIn, control: &ControlContext<'_>| {
        plug_in.add_device(control, device).map(drop)
    };
    host.initialize(added).unwrap();
    host.start_io(DEVICE, 1).unwrap();
    let driver = host.driver;
    let [bare, stamp] = time([&mut || _ = black_box(host_time::now()), &mut || {
        let (mut sample, mut time, mut seed) = (0.0, 0, 0);
        let status = call!(
            host,
            GetZeroTimeStamp(
                driver,
                DEVICE,
                1,
                &raw mut sample,
                &raw mut time,
                &raw mut seed
            )
        );
        assert_eq!(status, 0);
        black_box((sample, time, seed));
    }]);
    let added = stamp - bare;
    println!(
        "\nGetZeroTimeStamp: {stamp:.0} ns; a bare clock read: {bare:.0} ns; added: {added:.0} ns (target 15 ns: {})",
        verdict(added, 15.0)
    );
}

/// Cycles that are not like the others, timed one by one as the steady ones next to them are.
fn odd_cycles() {
    println!("\nSingle cycles, 2 channels, 512 frames, timed one by one (a clock read included)");
    println!("{:<28} {:>9} {:>7}  target", "cycle", "ns", "ratio");
    let mut cycles = Cycles::new(2, 512, 1);
    let steady = {
        let shots = (0..SHOTS).map(|_| cycles.shot());
        median(shots.collect())
    };
    let report = |name: &str, shots: Vec<f64>| {
        let odd = median(shots);
        println!(
            "{name:<28} {odd:>9.0} {:>7.2}  2 x: {}",
            odd / steady,
            verdict(odd, 2.0 * steady)
        );
    };
    println!("{:<28} {steady:>9.0} {:>7.2}", "steady", 1.0);

    let mut wraps = Vec::new();
    while wraps.len() < SHOTS {
        let next = cycles.cycle.mOutputTime.mSampleTime as usize + 512;
        let wraps_now = next % cycles.ring_frames > cycles.ring_frames - 512;
        // Times that are no multiple of the block let the ring's end fall inside of one.
        if next % cycles.ring_frames + 1024 > cycles.ring_frames && !wraps_now {
            cycles.cycle.mOutputTime.mSampleTime += 100.0;
        }
        let shot = cycles.shot();
        if wraps_now {
            wraps.push(shot);
        }
    }
    report("the ring wraps", wraps);

    let mut starved = Cycles::new(2, 512, 1);
    starved.run(1);
    // What is read lies a minute after what was written.
    starved.cycle.mOutputTime.mSampleTime += 2_880_000.0;
    let shots = (0..SHOTS).map(|_| {
        starved.advance();
        let start = Instant::now();
        starved.operation(READ_INPUT, INPUT, 1);
        start.elapsed().as_nanos() as f64
    });
    report("a starved reader (read only)", shots.collect());

    println!(
        "\nThe first cycle after something was done; the floor is one after a wait as long in which nothing was done"
    );
    println!(
        "{:<20} {:>9} {:>9} {:>7}  target",
        "after", "ns", "floor ns", "ratio"
    );
    let report = |name: &str, [odd, floor]: [Vec<f64>; 2]| {
        let (odd, floor) = (median(odd), median(floor));
        println!(
            "{name:<20} {odd:>9.0} {floor:>9.0} {:>7.2}  2 x: {}",
            odd / floor,
            verdict(odd, 2.0 * floor)
        );
    };

    let restart = |host: &MiniHost| {
        host.stop_io(DEVICE, 1).unwrap();
        host.start_io(DEVICE, 1).unwrap();
    };
    report(
        "a start",
        first_after(&mut cycles, |_, _| (), |host, ()| restart(host)),
    );

    // A client asks for the rate while I/O runs; later the host lets the device change.
    let ask = |host: &MiniHost, shot: usize| {
        let _ = host.events();
        host.set_rate(DEVICE, [48_000.0, 44_100.0][shot % 2])
            .unwrap();
        host.requested_action()
    };
    let change = |host: &MiniHost, action| host.perform(DEVICE, action).unwrap();
    report("a new rate", first_after(&mut cycles, ask, change));
}

/// The first cycles after something was done on a control thread, and those after nothing was done for as long. They are timed on an I/O thread that runs
/// cycles before and after, and waits meanwhile: what else the processor does in that time costs it its caches, whether the driver does anything or not.
fn first_after<T>(
    cycles: &mut Cycles,
    prepare: impl Fn(&MiniHost, usize) -> T,
    act: impl Fn(&MiniHost, T),
) -> [Vec<f64>; 2] {
    const CONTROL: usize = 0;
    const IO: usize = 1;
    let host = Arc::clone(&cycles.host);
    let turn = AtomicUsize::new(CONTROL);
    let wait_for = |whose| {
        while turn.load(Ordering::Acquire) != whose {
            spin_loop();
        }
    };
    let give_to = |whose| turn.store(whose, Ordering::Release);
    std::thread::scope(|scope| {
        let io = scope.spawn(|| {
            let mut shots = [(); 2].map(|()| Vec::with_capacity(SHOTS));
            for shot in 0..2 * SHOTS {
                wait_for(IO);
                (0..50).for_each(|_| cycles.run(1));
                give_to(CONTROL);
                wait_for(IO);
                shots[shot % 2].push(cycles.shot());
                give_to(CONTROL);
            }
            shots
        });
        for shot in 0..SHOTS {
            wait_for(CONTROL);
            let prepared = prepare(&host, shot);
            give_to(IO);
            wait_for(CONTROL);
            let start = Instant::now();
            act(&host, prepared);
            let took = start.elapsed();
            give_to(IO);

            wait_for(CONTROL);
            give_to(IO);
            wait_for(CONTROL);
            let start = Instant::now();
            while start.elapsed() < took {
                spin_loop();
            }
            give_to(IO);
        }
        io.join().unwrap_or_default()
    })
}

/// The tables, by the names with which some of them can be asked for.
const TABLES: [(&str, fn()); 6] = [
    ("channels", by_channels_and_frames),
    ("clients", by_clients),
    ("gain", gain),
    ("no-op", no_op),
    ("clock", clock),
    ("odd", odd_cycles),
];

fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with("--"))
        .collect();
    for (name, table) in TABLES {
        if asked.is_empty() || asked.iter().any(|other| other == name) {
            table();
        }
    }
}
