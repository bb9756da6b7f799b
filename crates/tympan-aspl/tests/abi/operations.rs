//! All ten I/O operations (hal-facts C.11): what is answered about them, what their handlers are given and leave, and their beginnings and ends.

use core::ptr;
use std::sync::{Arc, Mutex};

use tympan_aspl::io::{Bracket, ProcessInputFrom, ProcessMixFrom, ProcessOutputFrom};
use tympan_aspl::prelude::*;

use crate::io::{OLD, is_silent};
use crate::mini_host::calls::call;
use crate::mini_host::{MiniHost, Target, code, cycle, err, outcome};

/// The operations in the order of a cycle, and on which side of the device.
const OPERATIONS: [(&[u8; 4], Option<Direction>); 10] = [
    (b"thrd", None),
    (b"cycl", None),
    (b"read", Some(Direction::Input)),
    (b"cinp", Some(Direction::Input)),
    (b"pinp", Some(Direction::Input)),
    (b"pout", Some(Direction::Output)),
    (b"mixo", Some(Direction::Output)),
    (b"pmix", Some(Direction::Output)),
    (b"cmix", Some(Direction::Output)),
    (b"rite", Some(Direction::Output)),
];

/// A stereo device of 16-bit streams: 3 is the output, 4 the input.
fn int16(uid: &str) -> Device {
    Device::new(uid, "Operations")
        .sample_rates([48_000.0])
        .stream(Stream::output(2).sample_type(SampleType::Int16))
        .stream(Stream::input(2).sample_type(SampleType::Int16))
}

fn target(operation: [u8; 4], client: u32) -> Target {
    let is_input = OPERATIONS
        .iter()
        .any(|(known, side)| **known == operation && *side == Some(Direction::Input));
    Target {
        device: 2,
        stream: if is_input { 4 } else { 3 },
        client,
        operation,
    }
}

/// A handler that answers something of its own kind to each operation.
fn everything() -> Io<(), (), (), impl Sized> {
    Io::new(|_: &IoSetup| ())
        .read_input(|(), _, mut op| op.samples.int16_mut().unwrap().fill(3))
        .convert_input(|(), _, op| {
            op.source.to_float32(op.samples);
            op.samples.iter_mut().for_each(|sample| *sample *= 2.0);
        })
        .process_input(|(), _, op| op.samples.iter_mut().for_each(|sample| *sample += 1.0))
        .process_output(|(), _, op| op.samples.iter_mut().for_each(|sample| *sample += 2.0))
        .process_mix(|(), _, op| op.samples.iter_mut().for_each(|sample| *sample += 3.0))
        .convert_mix(|(), _, mut op| op.samples.from_float32(op.source))
        .write_mix(|(), _, op| assert!(op.samples.int16().is_some()))
}

/// An operation on eight stereo frames from a main buffer to a secondary one, both of these samples.
fn between<S: Copy, T: Copy>(
    host: &MiniHost,
    operation: [u8; 4],
    main: S,
    secondary: T,
) -> ([S; 16], [T; 16]) {
    let (mut main, mut secondary) = ([main; 16], [secondary; 16]);
    let done = host.do_io_between(
        target(operation, 1),
        8,
        &cycle(0.0, 0.0),
        main.as_mut_ptr().cast(),
        secondary.as_mut_ptr().cast(),
    );
    assert_eq!(done, Ok(()));
    (main, secondary)
}

#[test]
fn operations_with_a_handler_are_done_and_the_converting_ones_not_in_place() {
    let host = MiniHost::with_device(int16("abi.answers").io(everything()));
    for (operation, _) in OPERATIONS {
        let expected = match operation {
            b"thrd" | b"cycl" | b"mixo" => (false, true),
            b"cinp" | b"cmix" => (true, false),
            _ => (true, true),
        };
        assert_eq!(
            host.will_do(2, 1, *operation),
            Ok(expected),
            "{operation:?}"
        );
    }
}

#[test]
fn every_handler_is_given_the_samples_of_its_stage() {
    let host = MiniHost::with_device(int16("abi.stages").io(everything()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(between(&host, *b"read", 7_i16, OLD), ([3; 16], [OLD; 16]));
    let quarter = 8192_i16;
    assert_eq!(
        between(&host, *b"cinp", quarter, OLD),
        ([quarter; 16], [0.5; 16])
    );
    assert_eq!(
        between(&host, *b"pinp", 0.5_f32, OLD),
        ([1.5; 16], [OLD; 16])
    );
    assert_eq!(
        between(&host, *b"pout", 0.5_f32, OLD),
        ([2.5; 16], [OLD; 16])
    );
    assert_eq!(
        between(&host, *b"pmix", 0.5_f32, OLD),
        ([3.5; 16], [OLD; 16])
    );
    assert_eq!(
        between(&host, *b"cmix", 0.25_f32, 7_i16),
        ([0.25; 16], [quarter; 16])
    );
    assert_eq!(between(&host, *b"rite", 7_i16, OLD), ([7; 16], [OLD; 16]));
}

#[test]
fn a_process_can_go_from_one_buffer_to_the_other() {
    fn copy(source: &[f32], samples: &mut [f32]) {
        for (to, from) in samples.iter_mut().zip(source) {
            *to = -from;
        }
    }
    let io = Io::new(|_: &IoSetup| ())
        .read_input(|(), _, mut op| op.samples.silence())
        .process_input_from(|(), _, op: ProcessInputFrom<'_>| copy(op.source, op.samples))
        .process_output_from(|(), _, op: ProcessOutputFrom<'_>| copy(op.source, op.samples))
        .process_mix_from(|(), _, op: ProcessMixFrom<'_>| copy(op.source, op.samples))
        .write_mix(|(), _, _| {});
    let host = MiniHost::with_device(int16("abi.between").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    for operation in [*b"pinp", *b"pout", *b"pmix"] {
        assert_eq!(host.will_do(2, 1, operation), Ok((true, false)));
        assert_eq!(
            between(&host, operation, 0.5_f32, OLD),
            ([0.5; 16], [-0.5; 16])
        );
    }
}

#[test]
fn the_later_handler_of_an_operation_decides_about_its_buffers() {
    let io = everything()
        .process_mix_from(|(), _, op| op.samples.fill(9.0))
        .process_mix(|(), _, op| op.samples.fill(8.0));
    let host = MiniHost::with_device(int16("abi.later").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(host.will_do(2, 1, *b"pmix"), Ok((true, true)));
    assert_eq!(
        between(&host, *b"pmix", 0.5_f32, OLD),
        ([8.0; 16], [OLD; 16])
    );
}

#[test]
fn what_fails_leaves_silence_in_the_buffer_of_the_result() {
    let host = MiniHost::with_device(int16("abi.failures").io(everything()));
    // Not started: nothing is done.
    assert!(is_silent(&between(&host, *b"cinp", 7_i16, OLD).1));
    assert!(is_silent(&between(&host, *b"pinp", OLD, OLD).0));
    assert!(is_silent(&between(&host, *b"pout", OLD, OLD).0));
    assert!(is_silent(&between(&host, *b"pmix", OLD, OLD).0));
    assert_eq!(between(&host, *b"cmix", OLD, 7_i16).1, [0; 16]);
    assert_eq!(
        between(&host, *b"pmix", OLD, OLD).1,
        [OLD; 16],
        "not touched"
    );

    assert_eq!(host.start_io(2, 1), Ok(()));
    let cycle = cycle(0.0, 0.0);
    let convert = target(*b"cinp", 1);
    let mut buffers = [OLD; 32];
    let start = buffers.as_mut_ptr();
    let no_room = host.do_io_between(convert, 8, &cycle, start.cast(), ptr::null_mut());
    assert_eq!(no_room, err(*b"nope"), "no secondary buffer");
    assert_eq!(buffers, [OLD; 32]);

    // 8 frames of two 16-bit samples are 32 bytes, 8 floats: the secondary buffer begins in the last of them.
    let start = buffers.as_mut_ptr();
    let overlapping = host.do_io_between(
        convert,
        8,
        &cycle,
        start.cast(),
        start.wrapping_add(7).cast(),
    );
    assert_eq!(overlapping, err(*b"nope"));
    assert!(is_silent(&buffers[7..23]));
    assert!(
        buffers[..7]
            .iter()
            .chain(&buffers[23..])
            .all(|sample| *sample == OLD)
    );

    let start = buffers.as_mut_ptr();
    let odd = start.wrapping_byte_add(2);
    let unaligned = host.do_io_between(target(*b"pmix", 1), 4, &cycle, odd.cast(), ptr::null_mut());
    assert_eq!(unaligned, err(*b"nope"));

    let wrong_side = Target {
        stream: 3,
        ..convert
    };
    let mut main = [7_i16; 16];
    let mut secondary = [OLD; 16];
    let (main, secondary_start) = (main.as_mut_ptr().cast(), secondary.as_mut_ptr().cast());
    assert_eq!(
        host.do_io_between(wrong_side, 8, &cycle, main, secondary_start),
        err(*b"nope")
    );
    assert!(is_silent(&secondary));
}

#[test]
fn a_driver_that_mixes_itself_leaves_the_mix_of_the_host_alone() {
    let io = Io::new(|_: &IoSetup| Mutex::new(Vec::new()))
        .client_part(|_, _, client| client.id().get())
        .read_input(|mixed: &Mutex<Vec<(u32, f32)>>, _, mut op| {
            // Only to look at what was mixed.
            let count = mixed.lock().unwrap().len() as i16;
            op.samples.int16_mut().unwrap().fill(count);
        })
        .mix_output(|mixed, _, op| {
            assert_eq!(*op.part, op.client.get());
            mixed.lock().unwrap().push((*op.part, op.samples[0]));
        })
        .process_mix(|_, _, _| {})
        .write_mix(|_, _, _| {})
        .will_do(|client, operation| operation != Operation::MixOutput || client.id().get() != 3);
    let host = MiniHost::with_device(int16("abi.own").io(io));
    for client in 1..=3 {
        assert_eq!(host.add_client(2, client), Ok(()));
        let mixes = client != 3;
        assert_eq!(host.will_do(2, client, *b"mixo"), Ok((mixes, true)));
        for operation in [*b"pmix", *b"rite"] {
            assert_eq!(host.will_do(2, client, operation), Ok((!mixes, true)));
        }
    }
    assert_eq!(host.start_io(2, 1), Ok(()));
    for client in [1, 2] {
        let mut floats = [0.25 * client as f32; 8];
        let mixed = host.do_io(target(*b"mixo", client), 2, &cycle(0.0, 0.0), &mut floats);
        assert_eq!(mixed, Ok(()));
        assert_eq!(floats, [0.25 * client as f32; 8]);
    }
    let mut buffer = [0_i16; 4];
    assert_eq!(
        host.do_io(target(*b"read", 1), 2, &cycle(0.0, 0.0), &mut buffer),
        Ok(())
    );
    assert_eq!(buffer, [2; 4]);
}

#[test]
fn an_output_stream_needs_somebody_who_takes_its_audio() {
    let io = Io::new(|_: &IoSetup| ()).process_mix(|(), _, _| {});
    let host = MiniHost::new();
    let error = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&error);
    let initialized = host.initialize(move |plug_in, control| {
        let device = Device::new("abi.nobody", "Nobody")
            .stream(Stream::output(2))
            .io(io);
        let added = plug_in.add_device(control, device);
        *seen.lock().unwrap() = added.unwrap_err().to_string();
        Ok(())
    });
    assert_eq!(initialized, Ok(()));
    let error = error.lock().unwrap();
    assert!(
        error.contains("neither a `write_mix` nor a `mix_output` handler"),
        "{error}"
    );
}

/// What a hook was given: the operation, the client, the frames and the cycle's counter.
type Log = Arc<Mutex<Vec<(&'static str, Operation, u32, u32, Option<u64>)>>>;

fn noting(
    edge: &'static str,
    log: &Log,
) -> impl Fn(&(), &RealtimeContext<'_>, &Bracket<'_>) + use<> {
    let log = Arc::clone(log);
    move |(), _, bracket| {
        let cycle = bracket.cycle.map(|cycle| {
            assert!(cycle.is_restart());
            assert_eq!(cycle.raw().mIOCycleCounter, cycle.counter());
            cycle.counter()
        });
        let entry = (
            edge,
            bracket.operation,
            bracket.client.get(),
            bracket.frames,
            cycle,
        );
        log.lock().unwrap().push(entry);
    }
}

#[test]
fn beginnings_and_ends_reach_their_hooks_and_threads_and_cycles_are_done_for_them() {
    let log = Log::default();
    let io = everything()
        .on_begin(Operation::Thread, noting("begin", &log))
        .on_end(Operation::Thread, noting("end", &log))
        .on_end(Operation::Cycle, noting("end", &log))
        .on_begin(Operation::WriteMix, noting("begin", &log));
    let host = MiniHost::with_device(int16("abi.hooks").io(io));
    for operation in [*b"thrd", *b"cycl"] {
        assert_eq!(host.will_do(2, 1, operation), Ok((true, true)));
    }
    let everywhere = |frames| {
        for (operation, _) in OPERATIONS {
            assert_eq!(host.begin(target(*operation, 5), frames), Ok(()));
            assert_eq!(host.end(target(*operation, 5), frames), Ok(()));
        }
    };
    everywhere(1);
    assert_eq!(*log.lock().unwrap(), [], "there is no device part yet");
    assert_eq!(host.start_io(2, 5), Ok(()));
    everywhere(2);
    assert_eq!(host.stop_io(2, 5), Ok(()));
    assert_eq!(
        host.end(target(*b"thrd", 5), 0),
        Ok(()),
        "a thread may end late"
    );
    let thread = code(*b"thrd");
    let status = call!(
        host,
        BeginIOOperation(host.driver, 2, 6, thread, 4, ptr::null())
    );
    assert_eq!(outcome(status), Ok(()));
    assert_eq!(
        *log.lock().unwrap(),
        [
            ("begin", Operation::Thread, 5, 2, Some(1)),
            ("end", Operation::Thread, 5, 2, Some(1)),
            ("end", Operation::Cycle, 5, 2, Some(1)),
            ("begin", Operation::WriteMix, 5, 2, Some(1)),
            ("end", Operation::Thread, 5, 0, Some(1)),
            ("begin", Operation::Thread, 6, 4, None),
        ]
    );
}

#[test]
fn a_hook_that_panics_silences_the_device() {
    let io = everything().on_begin(Operation::Cycle, |(), _, _| panic!("asked to panic"));
    let host = MiniHost::with_device(int16("abi.panicking").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert!(!is_silent(&between(&host, *b"pinp", OLD, OLD).0));
    assert_eq!(host.begin(target(*b"cycl", 1), 8), err(*b"what"));
    assert_eq!(
        host.begin(target(*b"cycl", 1), 8),
        Ok(()),
        "it is not called again"
    );
    assert!(is_silent(&between(&host, *b"pinp", OLD, OLD).0));
    assert_eq!((host.stop_io(2, 1), host.start_io(2, 1)), (Ok(()), Ok(())));
    assert!(!is_silent(&between(&host, *b"pinp", OLD, OLD).0));
}
