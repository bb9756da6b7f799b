//! Author code that panics wherever it is called: the call fails, and nothing else does (design rule 9).

use std::panic::panic_any;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tympan_aspl::prelude::*;

use crate::devices;
use crate::io::{OLD, READ, WRITE, is_silent, read};
use crate::mini_host::calls::call;
use crate::mini_host::{MiniHost, Target, code, cycle, err, outcome};

/// Panics when it is dropped, unless that is because of a panic.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("asked to panic when dropped");
        }
    }
}

fn silence(_: &(), _: &RealtimeContext<'_>, mut op: ReadInput<'_, impl Sized>) {
    op.samples.silence();
}

#[test]
fn a_panic_about_an_operation_fails_that_question() {
    let io = Io::new(|_: &IoSetup| ())
        .read_input(silence)
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {})
        .will_do(|_, operation| operation == Operation::WriteMix || panic!("asked to panic"));
    let host = MiniHost::with_device(devices::loopback("abi.question").io(io));
    assert_eq!(host.add_client(2, 1), Ok(()));
    let (mut will_do, mut in_place) = (0xA5, 0xA5);
    let read = code(*b"read");
    let status = call!(
        host,
        WillDoIOOperation(host.driver, 2, 1, read, &raw mut will_do, &raw mut in_place)
    );
    assert_eq!(
        (outcome(status), will_do, in_place),
        (err(*b"what"), 0xA5, 0xA5)
    );
    assert_eq!(host.will_do(2, 1, *b"rite"), Ok((true, true)));
    assert_eq!(host.start_io(2, 1), Ok(()));
}

#[test]
fn a_factory_that_panics_fails_the_start_and_may_do_better_the_next_time() {
    let attempts = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&attempts);
    let io = Io::new(move |_: &IoSetup| {
        assert!(
            counter.fetch_add(1, Ordering::Relaxed) > 0,
            "asked to panic"
        );
    })
    .read_input(silence)
    .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::loopback("abi.start").io(io));
    assert_eq!(host.start_io(2, 1), err(*b"what"));
    assert_eq!(host.get_u32(2, *b"goin"), 0);
    assert_eq!(host.stop_io(2, 1), err(*b"nope"));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(attempts.load(Ordering::Relaxed), 2);
}

#[test]
fn what_a_panic_carries_may_panic_too() {
    for carried in [true, false] {
        let device = devices::loopback("abi.carried").on_identify(move |_, _| match carried {
            true => panic_any(Bomb),
            false => panic_any(vec![7_u8; 100]),
        });
        let io = Io::new(|_: &IoSetup| ())
            .read_input(move |(), _: &RealtimeContext<'_>, _: ReadInput<'_>| panic_any(Bomb))
            .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
        let host = MiniHost::with_device(device.io(io));
        assert_eq!(host.set_u32(2, *b"iden", 1), err(*b"what"));
        assert_eq!(host.start_io(2, 1), Ok(()));
        let read = host.do_io(READ, 2, &cycle(0.0, 0.0), &mut [1.0_f32; 4]);
        assert_eq!(read, err(*b"what"));
        // What the handler's panic carried is freed here, and that must not stop anything.
        assert_eq!(host.stop_io(2, 1), Ok(()));
        assert_eq!(host.get_u32(2, *b"goin"), 0);
        assert_eq!(host.start_io(2, 1), Ok(()));
    }
}

#[test]
fn a_part_that_panics_when_it_is_dropped_fails_the_call_that_drops_it() {
    let io = Io::new(|_: &IoSetup| ())
        .client_part(|(): &(), _: &IoSetup, client: &Client| {
            (client.id().get() == 13).then(|| Bomb)
        })
        .read_input(silence)
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::loopback("abi.dropped").io(io));
    for client in [1, 13] {
        assert_eq!(host.add_client(2, client), Ok(()));
    }
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(host.remove_client(2, 13), err(*b"what"));
    assert_eq!(
        host.remove_client(2, 13),
        err(*b"nope"),
        "it is gone all the same"
    );
    let mut buffer = [1.0_f32; 4];
    for client in [1, 13] {
        let target = Target { client, ..READ };
        assert_eq!(host.do_io(target, 2, &cycle(0.0, 0.0), &mut buffer), Ok(()));
        assert_eq!(buffer, [0.0; 4]);
    }
    assert_eq!(host.stop_io(2, 1), Ok(()));
}

#[test]
fn an_instance_whose_parts_panic_when_dropped_is_destroyed() {
    let io = Io::new(|_: &IoSetup| Bomb)
        .read_input(|_: &Bomb, _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
        .write_mix(|_: &Bomb, _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::loopback("abi.destroyed").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(host.destroy(), err(*b"what"));
}

#[test]
fn a_handler_that_panics_is_an_error_and_silence_until_the_next_start() {
    let panics: [fn(); 3] = [
        || panic!("asked to panic"),
        || panic_any(vec![1, 2, 3]),
        || panic!("{}", 5),
    ];
    for panic in panics {
        let calls = Arc::new(Mutex::new((0, 0)));
        let (reads, writes) = (Arc::clone(&calls), Arc::clone(&calls));
        let io = Io::new(|_: &IoSetup| ())
            .read_input(move |(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
                op.samples.from_float32(&[OLD; 32]);
                reads.lock().unwrap().0 += 1;
                panic();
            })
            .write_mix(move |(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {
                writes.lock().unwrap().1 += 1;
            });
        let host = MiniHost::with_device(devices::loopback("abi.panic").io(io));
        assert_eq!(host.start_io(2, 1), Ok(()));
        for start in 1..=2 {
            let (outcome, buffer) = read(&host, READ, 16);
            assert_eq!(outcome, err(*b"what"));
            assert!(is_silent(&buffer));
            assert!(is_silent(&read(&host, Target { client: 2, ..READ }, 16).1));
            assert_eq!(
                host.start_io(2, 2),
                Ok(()),
                "another client does not wake it"
            );
            assert!(is_silent(&read(&host, READ, 16).1));
            let _ = host.do_io(WRITE, 2, &cycle(0.0, 0.0), &mut [OLD; 32]);
            assert_eq!(*calls.lock().unwrap(), (start, 0));
            assert!(host.zero_time_stamp(2).is_ok());
            assert_eq!((host.stop_io(2, 1), host.stop_io(2, 2)), (Ok(()), Ok(())));
            assert_eq!(host.start_io(2, 1), Ok(()));
        }
    }
}

#[test]
fn a_panic_of_the_mix_silences_the_input_too() {
    let io = Io::new(|_: &IoSetup| ())
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            op.samples.from_float32(&[OLD; 32]);
        })
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| panic!("asked to panic"));
    let host = MiniHost::with_device(devices::loopback("abi.mix").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert!(!is_silent(&read(&host, READ, 16).1));
    let written = host.do_io(WRITE, 2, &cycle(0.0, 0.0), &mut [OLD; 32]);
    assert_eq!(written, err(*b"what"));
    assert!(is_silent(&read(&host, READ, 16).1));
    // Nothing has to be done for what the panic left to be freed with the instance.
}
