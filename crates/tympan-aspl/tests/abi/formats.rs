//! Every physical format through DoIOOperation: bytes in, bytes out (hal-facts A.9, C.11).

use std::thread;

use tympan_aspl::prelude::*;

use crate::io::{READ, WRITE};
use crate::mini_host::calls::{format_bytes, format_from};
use crate::mini_host::{Code, MiniHost, Target, cycle, err};

/// Frames of a call; few under Miri.
const BUFFERS: &[usize] = if cfg!(miri) {
    &[1, 15]
} else {
    &[1, 15, 64, 512, 1021, 4096]
};

/// Channels of a stream; only stereo under Miri.
const CHANNELS: &[u32] = if cfg!(miri) { &[2] } else { &[1, 2, 5] };

/// By how many places the formats of two streams are shifted against each other; few under Miri.
const SHIFTS: std::ops::Range<usize> = if cfg!(miri) { 7..9 } else { 0..24 };

/// Of so many formats one is tried: all, but for Miri.
const SPARSENESS: usize = if cfg!(miri) { 5 } else { 1 };

const TYPES: [SampleType; 6] = [
    SampleType::Float32,
    SampleType::Int16,
    SampleType::Int24,
    SampleType::Int24In32Low,
    SampleType::Int24In32High,
    SampleType::Int32,
];

/// The formats to try, with the size of their samples.
fn formats() -> impl Iterator<Item = (SampleFormat, usize)> {
    all_formats().step_by(SPARSENESS)
}

/// Every format with the size of its samples.
fn all_formats() -> impl Iterator<Item = (SampleFormat, usize)> {
    TYPES
        .into_iter()
        .zip([4, 2, 3, 4, 4, 4])
        .flat_map(|(sample_type, bytes)| {
            [
                sample_type.into(),
                sample_type.big_endian(),
                sample_type.non_mixable(),
                sample_type.big_endian().non_mixable(),
            ]
            .map(|format| (format, bytes))
        })
}

fn loopback(output: Stream, input: Stream) -> MiniHost {
    let host = MiniHost::with_device(
        Device::new("abi.formats", "Formats")
            .sample_rates([48_000.0, 96_000.0])
            .stream(input)
            .stream(output)
            .io(Io::loopback()),
    );
    assert_eq!(host.start_io(2, 1), Ok(()));
    host
}

/// Bytes that repeat nowhere near, aligned for any sample.
fn noise(bytes: usize) -> Vec<u32> {
    let mut state = 0x9E37_79B9_u32;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    })
    .take(bytes.div_ceil(4))
    .collect()
}

fn bytes_of(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

/// DoIOOperation on a buffer of `frames` frames of `frame_bytes` bytes that begins with `words`.
fn transfer(
    host: &MiniHost,
    target: Target,
    at: f64,
    frames: usize,
    words: &mut [u32],
) -> Result<(), Code> {
    host.do_io_frames(target, frames, &cycle(at, at), words.as_mut_ptr().cast())
}

/// What is played to the one stream is recorded from the other.
struct Pair {
    output: (Target, SampleFormat, usize),
    input: (Target, SampleFormat, usize),
}

/// A loopback with a pair of streams for each format of the output, whose input has the one `shift` places further.
fn pairs(
    shift: usize,
    output: impl Fn() -> Stream,
    input: impl Fn() -> Stream,
) -> (MiniHost, Vec<Pair>) {
    let formats: Vec<_> = formats().collect();
    let shifted = formats.iter().cycle().skip(shift);
    let mut device = Device::new("abi.pairs", "Pairs").sample_rates([48_000.0]);
    for ((of_output, _), (of_input, _)) in formats.iter().zip(shifted.clone()) {
        device = device
            .stream(output().formats([*of_output]))
            .stream(input().formats([*of_input]));
    }
    let host = MiniHost::with_device(device.io(Io::loopback()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let streams = |scope| host.get_ids(2, (*b"stm#", scope));
    let ids = streams(*b"outp").into_iter().zip(streams(*b"inpt"));
    let pairs = formats
        .iter()
        .zip(shifted)
        .zip(ids)
        .map(|((output, input), ids)| Pair {
            output: (
                Target {
                    stream: ids.0,
                    ..WRITE
                },
                output.0,
                output.1,
            ),
            input: (
                Target {
                    stream: ids.1,
                    ..READ
                },
                input.0,
                input.1,
            ),
        })
        .collect();
    (host, pairs)
}

#[test]
fn a_loopback_is_bit_exact_in_every_format_whatever_the_bits_mean() {
    for &channels in CHANNELS {
        let (host, pairs) = pairs(0, || Stream::output(channels), || Stream::input(channels));
        for Pair { output, input } in pairs {
            let (output, format, bytes) = output;
            for &frames in BUFFERS {
                let size = frames * channels as usize * bytes;
                let mut played = noise(size);
                let copy = bytes_of(&played);
                assert_eq!(transfer(&host, output, 1000.0, frames, &mut played), Ok(()));
                assert_eq!(bytes_of(&played), copy, "the mix is not written to");
                // Two words more than the call may touch.
                let mut recorded = vec![0x5555_5555; size.div_ceil(4) + 2];
                let outcome = transfer(&host, input.0, 1000.0, frames, &mut recorded);
                assert_eq!(outcome, Ok(()));
                let recorded = bytes_of(&recorded);
                assert!(
                    recorded[..size] == copy[..size],
                    "{format}, {frames} frames"
                );
                assert!(recorded[size..].iter().all(|byte| *byte == 0x55));
            }
        }
    }
}

#[test]
fn what_was_never_written_is_silent_in_every_format() {
    let (host, pairs) = pairs(0, || Stream::output(2), || Stream::input(2));
    for Pair { input, .. } in pairs {
        let (input, format, bytes) = input;
        let mut recorded = vec![0x5555_5555; 32 * bytes];
        assert_eq!(transfer(&host, input, 77.0, 64, &mut recorded), Ok(()));
        assert!(recorded.iter().all(|word| *word == 0), "{format}");
    }
}

/// One sample of each type: a quarter of full scale, as 16, 24 and 32 bits hold it.
fn quarter(format: SampleFormat) -> Vec<u8> {
    let mut bytes = match format.sample_type {
        SampleType::Float32 => vec![0x00, 0x00, 0x80, 0x3E],
        SampleType::Int16 => vec![0x00, 0x20],
        SampleType::Int24 => vec![0x00, 0x00, 0x20],
        SampleType::Int24In32Low => vec![0x00, 0x00, 0x20, 0x00],
        _ => vec![0x00, 0x00, 0x00, 0x20],
    };
    if format.byte_order == ByteOrder::Big {
        bytes.reverse();
    }
    bytes
}

#[test]
fn a_loopback_between_any_two_formats_converts() {
    for shift in SHIFTS {
        let (host, pairs) = pairs(shift, || Stream::output(1), || Stream::input(2));
        for Pair { output, input } in pairs {
            let (output, of_output, output_bytes) = output;
            let (input, of_input, input_bytes) = input;
            let mut played = quarter(of_output).repeat(3);
            played.resize(3 * output_bytes + 4, 0);
            let mut played: Vec<u32> = played
                .chunks_exact(4)
                .map(|word| u32::from_ne_bytes(word.try_into().unwrap()))
                .collect();
            assert_eq!(transfer(&host, output, 9.0, 3, &mut played), Ok(()));
            let mut recorded = vec![0x5555_5555; 2 * input_bytes];
            assert_eq!(transfer(&host, input, 9.0, 4, &mut recorded), Ok(()));
            let silent = vec![0; input_bytes];
            let frame = [quarter(of_input), silent.clone()].concat();
            let expected = [frame.repeat(3), silent.repeat(2)].concat();
            assert_eq!(bytes_of(&recorded), expected, "{of_output} to {of_input}");
        }
    }
}

/// A device whose input is what its handler leaves: sample n of the whole buffer holds n / 2^15, and every odd one is left out.
fn counting(format: SampleFormat) -> MiniHost {
    let io = Io::new(|_: &IoSetup| ()).read_input(
        |(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            assert!(
                op.stream.as_float32 && op.stream.format.sample_format != SampleFormat::default()
            );
            let first = 2.0 * op.sample_time as f32;
            let samples = op.samples.float32_mut().expect("Float32");
            for (index, sample) in samples.iter_mut().enumerate().step_by(2) {
                *sample = (first + index as f32) / 32_768.0;
            }
        },
    );
    let host = MiniHost::with_device(
        Device::new("abi.counting", "Counting")
            .sample_rates([48_000.0])
            .stream(Stream::input(2).formats([format]).as_float32())
            .io(io),
    );
    assert_eq!(host.start_io(2, 1), Ok(()));
    host
}

fn int16_at(recorded: &[u32], index: usize) -> i16 {
    let bytes = bytes_of(&recorded[index / 2..=index / 2]);
    i16::from_be_bytes([bytes[index % 2 * 2], bytes[index % 2 * 2 + 1]])
}

#[test]
fn handlers_that_want_float32_fill_any_format_piece_by_piece() {
    let frames = if cfg!(miri) { 1030 } else { 9001 };
    let host = counting(SampleType::Int16.big_endian());
    let mut recorded = vec![0x5555_5555; frames];
    assert_eq!(transfer(&host, READ, 0.0, frames, &mut recorded), Ok(()));
    for index in 0..2 * frames {
        // What the handler leaves out is silent.
        let expected = if index % 2 == 0 { index as i16 } else { 0 };
        assert_eq!(int16_at(&recorded, index), expected, "sample {index}");
    }
}

#[test]
fn clients_on_threads_of_their_own_do_not_disturb_each_others_conversion() {
    const FRAMES: usize = 1500;
    let rounds = if cfg!(miri) { 1 } else { 50 };
    let host = counting(SampleType::Int16.big_endian());
    for client in 2..6 {
        assert_eq!(host.start_io(2, client), Ok(()));
    }
    thread::scope(|scope| {
        for client in 2..6 {
            let host = &host;
            scope.spawn(move || {
                for round in 0..rounds {
                    let start = client as usize * 1000 + round;
                    let target = Target { client, ..READ };
                    let mut recorded = vec![0x5555_5555; FRAMES];
                    assert_eq!(
                        transfer(host, target, start as f64, FRAMES, &mut recorded),
                        Ok(())
                    );
                    for frame in 0..FRAMES {
                        let expected = 2 * (start + frame) as i16;
                        assert_eq!(int16_at(&recorded, 2 * frame), expected);
                    }
                }
            });
        }
    });
}

#[test]
fn a_loopback_by_way_of_float32_keeps_every_bit_that_a_float_holds() {
    let (host, pairs) = pairs(
        0,
        || Stream::output(2).as_float32(),
        || Stream::input(2).as_float32(),
    );
    for Pair { output, input } in pairs {
        let (output, format, bytes) = output;
        let frames = if cfg!(miri) { 16 } else { 1400 };
        let mut played = noise(frames * 2 * bytes);
        for word in &mut played {
            // Without the byte of a container that does not count, and the bits of an Int32 that a float does not hold.
            let value = match format.sample_type {
                SampleType::Int24In32Low => ((*word << 8) as i32 >> 8) as u32,
                SampleType::Int24In32High | SampleType::Int32 => *word & !0xFF,
                _ => *word,
            };
            *word = match format.byte_order {
                ByteOrder::Little => value,
                ByteOrder::Big => value.swap_bytes(),
            };
        }
        let copy = played.clone();
        assert_eq!(transfer(&host, output, 50.0, frames, &mut played), Ok(()));
        let mut recorded = vec![0x5555_5555; copy.len()];
        assert_eq!(
            transfer(&host, input.0, 50.0, frames, &mut recorded),
            Ok(())
        );
        assert!(recorded == copy, "{format}");
    }
}

#[test]
fn a_handler_that_wants_float32_gets_the_mix_in_it() {
    let io =
        Io::new(|_: &IoSetup| ()).write_mix(|(), _: &RealtimeContext<'_>, op: WriteMix<'_>| {
            assert_eq!(op.samples.float32(), Some(&[0.25; 4][..]));
            assert_eq!(
                op.stream.format.sample_format,
                SampleType::Int24.big_endian()
            );
            assert_eq!(
                op.stream.sample_format_in_handlers(),
                SampleType::Float32.into()
            );
        });
    let host = MiniHost::with_device(
        Device::new("abi.mix", "Mix")
            .sample_rates([48_000.0])
            .stream(
                Stream::output(2)
                    .formats([SampleType::Int24.big_endian()])
                    .as_float32(),
            )
            .io(io),
    );
    assert_eq!(host.start_io(2, 1), Ok(()));
    let mut mix = [0x20_u8, 0, 0].repeat(4);
    let target = Target { stream: 3, ..WRITE };
    assert_eq!(host.do_io(target, 6, &cycle(0.0, 0.0), &mut mix), Ok(()));
}

#[test]
fn a_buffer_must_be_aligned_as_the_samples_of_its_format_are() {
    let (host, pairs) = pairs(0, || Stream::output(1), || Stream::input(1));
    for Pair { input, .. } in pairs {
        let (input, format, bytes) = input;
        let needed = match (format.sample_type, format.byte_order) {
            (_, ByteOrder::Big) | (SampleType::Int24, _) => 1,
            (SampleType::Int16, _) => 2,
            _ => 4,
        };
        for offset in 0..4 {
            let mut words = [0x5555_5555_u32; 8];
            let buffer = words.as_mut_ptr().cast::<u8>().wrapping_add(offset);
            let outcome = host.do_io_frames(input, 5, &cycle(0.0, 0.0), buffer.cast());
            let expected = if offset % needed == 0 {
                Ok(())
            } else {
                err(*b"nope")
            };
            assert_eq!(outcome, expected, "{format} at {offset}");
            let heard = &bytes_of(&words)[offset..][..5 * bytes];
            assert!(heard.iter().all(|byte| *byte == 0), "silence in any case");
        }
    }
}

#[test]
fn a_stream_offers_all_its_formats_and_starts_with_the_first() {
    let offered: Vec<_> = all_formats().map(|(format, _)| format).collect();
    let host = MiniHost::with_device(
        Device::new("abi.offers", "Offers")
            .sample_rates([48_000.0, 96_000.0])
            .stream(Stream::input(2).formats(offered.iter().rev().copied()))
            .io(Io::loopback()),
    );
    let flags = [0x9, 0xC, 0xC, 0x4, 0x14, 0xC];
    let bits = [32, 16, 24, 24, 24, 32];
    let variants = [0, 0x2, 0x40, 0x42];
    let mut expected: Vec<_> = flags
        .into_iter()
        .zip(bits)
        .flat_map(|(flags, bits)| variants.map(|variant| (flags + variant, bits)))
        .collect();
    expected.reverse();
    for selector in [*b"sfma", *b"pfta"] {
        let list = host.get(3, selector).unwrap();
        assert_eq!(list.len(), 2 * 24 * 56);
        let listed: Vec<_> = list
            .chunks_exact(56)
            .map(|entry| format_from(&entry[..40]))
            .map(|format| (format.mFormatFlags, format.mBitsPerChannel))
            .collect();
        assert_eq!(listed, expected.repeat(2));
    }
    assert_eq!(host.get_format(3).mFormatFlags, 0xC + 0x42);
    let entries = host.get(3, *b"pfta").unwrap();
    for entry in entries
        .chunks_exact(56)
        .skip(1)
        .step_by(SPARSENESS * SPARSENESS)
    {
        let wanted = format_from(&entry[..40]);
        assert_eq!(host.set(3, *b"pft ", &format_bytes(&wanted)), Ok(()));
        assert_eq!(host.perform(2, host.requested_action()), Ok(()));
        for selector in [*b"sfmt", *b"pft "] {
            assert_eq!(host.get(3, selector).unwrap(), format_bytes(&wanted));
        }
    }
}

#[test]
fn a_format_that_is_not_offered_is_refused() {
    let host = loopback(
        Stream::output(2).formats([SampleType::Int24.big_endian()]),
        Stream::input(2),
    );
    for (flags, accepted) in [(0xE, true), (0xC, false), (0x4E, false)] {
        let mut wanted = host.get_format(4);
        wanted.mFormatFlags = flags;
        let expected = if accepted { Ok(()) } else { err(*b"!dat") };
        assert_eq!(host.set(4, *b"pft ", &format_bytes(&wanted)), expected);
    }
}

/// A device with one rate by itself and every rate of a range.
fn with_range() -> MiniHost {
    MiniHost::with_device(
        Device::new("abi.range", "Range")
            .sample_rates([192_000.0])
            .sample_rate_range(8_000.0..=96_000.0)
            .sample_rate(44_100.0)
            .stream(Stream::input(2).formats([SampleType::Float32, SampleType::Int16]))
            .io(Io::loopback()),
    )
}

#[test]
fn a_range_of_rates_is_listed_by_its_ends_and_in_formats_as_any_rate() {
    let host = with_range();
    assert_eq!(host.get_f64(2, *b"nsrt"), 44_100.0);
    let floats = |bytes: &[u8]| -> Vec<f64> {
        let numbers = bytes.chunks_exact(8);
        numbers
            .map(|bytes| f64::from_ne_bytes(bytes.try_into().unwrap()))
            .collect()
    };
    let rates = host.get(2, *b"nsr#").unwrap();
    assert_eq!(floats(&rates), [192_000.0, 192_000.0, 8_000.0, 96_000.0]);
    for selector in [*b"sfma", *b"pfta"] {
        let list = host.get(3, selector).unwrap();
        let listed: Vec<_> = list
            .chunks_exact(56)
            .map(|entry| (floats(&entry[..8])[0], floats(&entry[40..])))
            .collect();
        let single = (192_000.0, vec![192_000.0; 2]);
        let any = (0.0, vec![8_000.0, 96_000.0]);
        assert_eq!(listed, [single.clone(), single, any.clone(), any]);
    }
    assert_eq!(host.get_format(3).mSampleRate, 44_100.0);
}

#[test]
fn a_rate_within_the_range_is_taken_and_runs_the_clock() {
    let host = with_range();
    for rate in [8_000.0, 12_345.678, 96_000.0, 192_000.0] {
        assert_eq!(host.set_rate(2, rate), Ok(()));
        assert_eq!(host.perform(2, host.requested_action()), Ok(()));
        assert_eq!(host.get_f64(2, *b"nsrt"), rate);
        assert_eq!(host.get_format(3).mSampleRate, rate);
    }
    let mut wanted = host.get_format(3);
    wanted.mSampleRate = 22_050.5;
    wanted.mFormatFlags = 0xC;
    wanted.mBitsPerChannel = 16;
    (wanted.mBytesPerFrame, wanted.mBytesPerPacket) = (4, 4);
    assert_eq!(host.set(3, *b"pft ", &format_bytes(&wanted)), Ok(()));
    assert_eq!(host.perform(2, host.requested_action()), Ok(()));
    assert_eq!(host.get_f64(2, *b"nsrt"), 22_050.5);
    assert_eq!(host.start_io(2, 1), Ok(()));
    // The second time stamp lies a period later: 16384 frames of the new rate.
    host.set_now(host.now() + 800_000_000);
    let second = host.zero_time_stamp(2).unwrap();
    assert_eq!(second.sample_time, 16_384.0);
}

#[test]
fn rates_outside_every_range_are_refused() {
    let host = with_range();
    for rate in [
        0.0,
        7_999.999,
        96_000.001,
        100_000.0,
        191_999.0,
        f64::NAN,
        f64::INFINITY,
    ] {
        assert_eq!(host.set_rate(2, rate), err(*b"nope"), "{rate}");
        let mut wanted = host.get_format(3);
        wanted.mSampleRate = rate;
        let outcome = host.set(3, *b"sfmt", &format_bytes(&wanted));
        assert_eq!(outcome, err(*b"nope"), "{rate}");
    }
    assert_eq!(host.events(), []);
}
