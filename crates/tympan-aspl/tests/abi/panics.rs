//! Author code that panics wherever it is called: the call fails, and nothing else does (design rule 9).

use std::panic::panic_any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tympan_aspl::prelude::*;

use crate::devices;
use crate::mini_host::calls::call;
use crate::mini_host::{MiniHost, Target, code, cycle, err, outcome};

const READ: Target = Target {
    device: 2,
    stream: 3,
    client: 1,
    operation: *b"read",
};

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
        let device = devices::loopback("abi.carried").on_identify(move |_| match carried {
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
