//! DoIOOperation: what handlers are given, and that a client hears silence whenever something is wrong (hal-facts C.11, C.12).

use core::ptr;
use std::sync::{Arc, Mutex};

use tympan_aspl::prelude::*;
use tympan_aspl::sys;

use crate::devices;
use crate::mini_host::calls::call;
use crate::mini_host::{Code, MiniHost, Target, code, cycle, err, outcome};

/// What was in a buffer before.
pub const OLD: f32 = 0.75;

/// What a handler was given: stream, client, samples and sample time.
type Log = Arc<Mutex<Vec<(u32, Option<u32>, usize, f64)>>>;

/// A device that notes every call. Its input begins with the sample time, counted up.
fn noting(device: Device) -> (Device, Log) {
    let log = Log::default();
    let (reads, writes) = (Arc::clone(&log), Arc::clone(&log));
    let io = Io::new(|_: &IoSetup| ())
        .read_input(move |(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            let entry = (
                op.stream.id.get(),
                Some(op.client.get()),
                op.samples.len(),
                op.sample_time,
            );
            reads.lock().unwrap().push(entry);
            let beginning: Vec<f32> = (0..8)
                .map(|place| op.sample_time as f32 + place as f32)
                .collect();
            op.samples.from_float32(&beginning);
        })
        .write_mix(move |(), _: &RealtimeContext<'_>, op: WriteMix<'_>| {
            let entry = (op.stream.id.get(), None, op.samples.len(), op.sample_time);
            writes.lock().unwrap().push(entry);
        });
    (device.io(io), log)
}

fn taken(log: &Log) -> Vec<(u32, Option<u32>, usize, f64)> {
    std::mem::take(&mut *log.lock().unwrap())
}

pub const READ: Target = Target {
    device: 2,
    stream: 3,
    client: 1,
    operation: *b"read",
};
pub const WRITE: Target = Target {
    device: 2,
    stream: 4,
    client: 1,
    operation: *b"rite",
};

/// A ReadInput of so many stereo frames into a buffer with old contents.
pub fn read(host: &MiniHost, target: Target, frames: usize) -> (Result<(), Code>, Vec<f32>) {
    let mut buffer = vec![OLD; 2 * frames];
    let outcome = host.do_io(target, 2, &cycle(100.0, 700.0), &mut buffer);
    (outcome, buffer)
}

pub fn is_silent(buffer: &[f32]) -> bool {
    buffer.iter().all(|sample| sample.to_bits() == 0)
}

#[test]
fn operations_reach_their_handlers_with_their_own_time() {
    let (device, log) = noting(devices::loopback("abi.io"));
    let host = MiniHost::with_device(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    let (outcome, buffer) = read(&host, READ, 4);
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        buffer,
        [100.0, 101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0]
    );
    assert_eq!(
        host.do_io(WRITE, 2, &cycle(100.0, 700.0), &mut [OLD; 6]),
        Ok(())
    );
    assert_eq!(taken(&log), [(3, Some(1), 8, 100.0), (4, None, 6, 700.0)]);
}

#[test]
fn input_is_silent_before_the_first_start_and_after_the_last_stop() {
    let (device, log) = noting(devices::loopback("abi.silent"));
    let host = MiniHost::with_device(device);
    for _ in 0..2 {
        let (_, buffer) = read(&host, READ, 64);
        assert!(is_silent(&buffer));
        let _ = host.do_io(WRITE, 2, &cycle(0.0, 0.0), &mut [OLD; 64]);
        assert_eq!(taken(&log), [], "no handler is called");
        assert_eq!(host.start_io(2, 1), Ok(()));
        assert!(!is_silent(&read(&host, READ, 64).1));
        assert_eq!(taken(&log).len(), 1);
        assert_eq!(host.stop_io(2, 1), Ok(()));
    }
    assert!(is_silent(&read(&host, READ, 64).1));
}

#[test]
fn input_has_the_size_of_the_current_format_even_before_the_first_start() {
    let host = MiniHost::with_device(devices::full());
    let int16 = host.get(3, *b"sfma").unwrap()[56 * 3..][..40].to_vec();
    assert_eq!(host.set(3, *b"sfmt", &int16), Ok(()));
    assert_eq!(host.perform(2, host.requested_action()), Ok(()));
    let mut buffer = [7_i16; 2 * 16];
    assert_eq!(
        host.do_io(READ, 2, &cycle(0.0, 0.0), &mut buffer[..16]),
        Ok(())
    );
    assert_eq!(buffer[..16], [0; 16]);
    assert_eq!(buffer[16..], [7; 16]);
}

#[test]
fn a_broken_call_is_an_error_and_leaves_silence_where_the_size_is_known() {
    let (device, log) = noting(devices::loopback("abi.broken"));
    let host = MiniHost::with_device(device);
    for is_running in [false, true] {
        if is_running {
            assert_eq!(host.start_io(2, 1), Ok(()));
        }
        let broken = |target: Target, cycle: *const sys::AudioServerPlugInIOCycleInfo| {
            let mut buffer = [OLD; 32];
            let Target {
                device,
                stream,
                client,
                operation,
            } = target;
            let (operation, buffer_pointer) = (code(operation), buffer.as_mut_ptr());
            let status = call!(
                host,
                DoIOOperation(
                    host.driver,
                    device,
                    stream,
                    client,
                    operation,
                    16,
                    cycle,
                    buffer_pointer.cast(),
                    ptr::null_mut()
                )
            );
            (outcome(status), buffer)
        };
        let good = cycle(0.0, 0.0);
        let good = &raw const good;
        let (outcome, buffer) = broken(READ, ptr::null());
        assert_eq!(outcome, err(*b"nope"), "no cycle");
        assert!(is_silent(&buffer));
        let (outcome, buffer) = broken(Target { stream: 4, ..READ }, good);
        assert_eq!(outcome, err(*b"nope"), "an output stream");
        assert!(is_silent(&buffer));
        for (target, status) in [
            (Target { device: 1, ..READ }, *b"!obj"),
            (Target { device: 3, ..READ }, *b"!obj"),
            (
                Target {
                    device: u32::MAX,
                    ..READ
                },
                *b"!obj",
            ),
            (Target { stream: 0, ..READ }, *b"!obj"),
            (Target { stream: 2, ..READ }, *b"!obj"),
            (
                Target {
                    stream: u32::MAX,
                    ..READ
                },
                *b"!obj",
            ),
            (
                Target {
                    operation: *b"thrd",
                    ..READ
                },
                *b"unop",
            ),
            (
                Target {
                    operation: *b"pinp",
                    ..READ
                },
                *b"unop",
            ),
            (
                Target {
                    operation: [0; 4],
                    ..READ
                },
                *b"unop",
            ),
            (Target { stream: 3, ..WRITE }, *b"nope"),
        ] {
            let (outcome, buffer) = broken(target, good);
            assert_eq!(outcome, err(status), "{target:?}");
            assert!(buffer.iter().all(|sample| *sample == OLD), "{target:?}");
        }
        assert_eq!(broken(WRITE, ptr::null()).0, err(*b"nope"), "no cycle");
    }
    assert_eq!(taken(&log), []);
    // Any client is served, where clients have no part (hal-facts C.12).
    for client in [0, 99, u32::MAX] {
        assert!(!is_silent(&read(&host, Target { client, ..READ }, 16).1));
    }
}

#[test]
fn no_buffer_is_an_error() {
    let (device, log) = noting(devices::loopback("abi.null"));
    let host = MiniHost::with_device(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    let cycle = cycle(0.0, 0.0);
    for (operation, stream) in [(*b"read", 3), (*b"rite", 4)] {
        for frames in [0, 512, u32::MAX] {
            let operation = code(operation);
            let status = call!(
                host,
                DoIOOperation(
                    host.driver,
                    2,
                    stream,
                    1,
                    operation,
                    frames,
                    &raw const cycle,
                    ptr::null_mut(),
                    ptr::null_mut()
                )
            );
            assert_eq!(outcome(status), err(*b"nope"));
        }
    }
    assert_eq!(taken(&log), []);
}

#[test]
fn an_unaligned_buffer_is_silenced_and_not_handed_on() {
    let (device, log) = noting(devices::many_streams());
    let host = MiniHost::with_device(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    let cycle = cycle(0.0, 0.0);
    // Stream, bytes of a frame, alignment.
    for (stream, frame, alignment) in [
        (3, 4, 4),
        (5, 4, 2),
        (7, 16, 4),
        (4, 8, 4),
        (6, 3, 1),
        (8, 12, 2),
    ] {
        let is_input = stream % 2 == 1;
        let operation = code(if is_input { *b"read" } else { *b"rite" });
        for offset in 0..4 {
            let mut memory = [0xA5_A5_A5_A5_A5_A5_A5_A5_u64; 20];
            let start = 8 + offset;
            // SAFETY: still inside.
            let buffer = unsafe { memory.as_mut_ptr().cast::<u8>().add(start) };
            let status = call!(
                host,
                DoIOOperation(
                    host.driver,
                    2,
                    stream,
                    1,
                    operation,
                    5,
                    &raw const cycle,
                    buffer.cast(),
                    ptr::null_mut()
                )
            );
            let bytes: Vec<u8> = memory.iter().flat_map(|word| word.to_ne_bytes()).collect();
            let end = start + 5 * frame;
            let is_old = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0xA5);
            assert!(
                is_old(&bytes[..start]) && is_old(&bytes[end..]),
                "stream {stream}"
            );
            if offset % alignment == 0 {
                assert_eq!(outcome(status), Ok(()));
                assert_eq!(taken(&log).len(), 1);
            } else {
                assert_eq!(outcome(status), err(*b"nope"));
                assert_eq!(taken(&log), []);
                assert_eq!(is_input, bytes[start..end].iter().all(|byte| *byte == 0));
            }
        }
    }
}

#[test]
fn a_call_without_frames_reaches_no_handler() {
    let (device, log) = noting(devices::loopback("abi.empty"));
    let host = MiniHost::with_device(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(read(&host, READ, 0).0, Ok(()));
    assert_eq!(
        host.do_io::<f32>(WRITE, 2, &cycle(0.0, 0.0), &mut []),
        Ok(())
    );
    assert_eq!(taken(&log), []);
}

#[test]
fn a_long_call_is_delivered_in_pieces_with_their_own_times() {
    // 3/8 of a period of 16384 are 6144 frames, and of 20000 they are 7500. The least is 4096.
    for (device, longest) in [
        (devices::loopback("abi.long"), 6144_usize),
        (
            devices::loopback("abi.longer").zero_time_stamp_period(20_000),
            7500,
        ),
        (
            devices::loopback("abi.least").zero_time_stamp_period(10_923),
            4096,
        ),
    ] {
        let (device, log) = noting(device);
        let host = MiniHost::with_device(device);
        assert_eq!(host.start_io(2, 1), Ok(()));
        for frames in [1, 7, longest, longest + 13] {
            let (outcome, buffer) = read(&host, READ, frames);
            assert_eq!(outcome, Ok(()));
            let mut expected = Vec::new();
            for start in (0..frames).step_by(longest) {
                let piece = longest.min(frames - start);
                expected.push((3, Some(1), 2 * piece, 100.0 + start as f64));
                // Each piece begins with its own time.
                assert_eq!(buffer[2 * start], 100.0 + start as f32);
                assert_eq!(buffer[2 * start + 1], 101.0 + start as f32);
            }
            assert_eq!(taken(&log), expected);
        }
    }
}

#[test]
fn handlers_see_the_samples_in_the_format_of_their_stream() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (reads, writes) = (Arc::clone(&seen), Arc::clone(&seen));
    let note = |stream: &tympan_aspl::io::StreamSetup, sample_type, samples: usize| {
        assert_eq!(stream.format.sample_format.sample_type, sample_type);
        (
            stream.id.get(),
            sample_type,
            samples,
            stream.index,
            stream.starting_channel,
        )
    };
    let io = Io::new(|_: &IoSetup| ())
        .read_input(move |(), _: &RealtimeContext<'_>, op: ReadInput<'_>| {
            let entry = note(op.stream, op.samples.sample_type(), op.samples.len());
            reads.lock().unwrap().push(entry);
        })
        .write_mix(move |(), _: &RealtimeContext<'_>, op: WriteMix<'_>| {
            let entry = note(op.stream, op.samples.sample_type(), op.samples.len());
            writes.lock().unwrap().push(entry);
        });
    let host = MiniHost::with_device(devices::many_streams().io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let expected = [
        (3, SampleType::Float32, 1, 0, 1),
        (4, SampleType::Float32, 2, 0, 1),
        (5, SampleType::Int16, 2, 1, 2),
        (6, SampleType::Int24, 1, 1, 3),
        (7, SampleType::Int32, 4, 2, 4),
        (8, SampleType::Int16, 6, 2, 4),
    ];
    for (stream, sample_type, channels, index, starting_channel) in expected {
        let operation = if stream % 2 == 1 { *b"read" } else { *b"rite" };
        let target = Target {
            stream,
            operation,
            ..READ
        };
        let cycle = cycle(0.0, 0.0);
        let outcome = match sample_type {
            SampleType::Float32 => {
                host.do_io(target, channels, &cycle, &mut vec![0_f32; 9 * channels])
            }
            SampleType::Int16 => {
                host.do_io(target, channels, &cycle, &mut vec![0_i16; 9 * channels])
            }
            SampleType::Int24 => {
                host.do_io(target, channels, &cycle, &mut vec![[0_u8; 3]; 9 * channels])
            }
            _ => host.do_io(target, channels, &cycle, &mut vec![0_i32; 9 * channels]),
        };
        assert_eq!(outcome, Ok(()));
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        assert_eq!(
            seen,
            [(stream, sample_type, 9 * channels, index, starting_channel)]
        );
    }
}

#[test]
fn the_ready_made_loopback_gives_back_what_was_written_and_silence_elsewhere() {
    let host = MiniHost::with_device(devices::loopback("abi.ring").io(Io::loopback()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let mut written: Vec<f32> = (1..=512).map(|sample| sample as f32).collect();
    assert_eq!(
        host.do_io(WRITE, 2, &cycle(0.0, 1000.0), &mut written),
        Ok(())
    );
    let read_at = |sample_time: f64| {
        let mut buffer = vec![OLD; 512];
        assert_eq!(
            host.do_io(READ, 2, &cycle(sample_time, 0.0), &mut buffer),
            Ok(())
        );
        buffer
    };
    assert_eq!(read_at(1000.0), written);
    let shifted = read_at(1010.0);
    assert_eq!(shifted[..492], written[20..]);
    assert!(
        is_silent(&shifted[492..]) && is_silent(&read_at(1256.0)) && is_silent(&read_at(744.0))
    );
    for odd in [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -1e300,
        1e300,
        -256.0,
        9.3e18,
        f64::MIN,
    ] {
        assert!(is_silent(&read_at(odd)), "{odd}");
        let mut buffer = vec![OLD; 512];
        let _ = host.do_io(WRITE, 2, &cycle(0.0, odd), &mut buffer);
    }
    assert_eq!(read_at(1000.0), written, "odd times change nothing");
    let mut without_time = cycle(1000.0, 1000.0);
    without_time.mInputTime.mFlags = 2;
    let mut buffer = vec![OLD; 512];
    assert_eq!(host.do_io(READ, 2, &without_time, &mut buffer), Ok(()));
    assert!(
        is_silent(&buffer),
        "a sample time that is not valid is none"
    );
}
