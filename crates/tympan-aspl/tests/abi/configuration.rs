//! Configuration changes: asked for on another thread without a lock, performed as a whole, or not at all (hal-facts C.8).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use tympan_aspl::prelude::*;

use crate::devices;
use crate::mini_host::calls::format_bytes;
use crate::mini_host::{Answer, Event, MiniHost, err};

/// The rate of a device and of all its streams, which are never different.
fn rate(host: &MiniHost, device: u32) -> f64 {
    let rate = host.get_f64(device, *b"nsrt");
    for stream in host.get_ids(device, *b"stm#") {
        assert_eq!(host.get_format(stream).mSampleRate, rate);
    }
    rate
}

fn request_rate(host: &MiniHost, device: u32, rate: f64) -> u64 {
    assert_eq!(host.set_rate(device, rate), Ok(()));
    host.requested_action()
}

#[test]
fn a_request_comes_from_another_thread_after_the_setter_has_returned() {
    let host = MiniHost::with_device(devices::loopback("abi.async"));
    // While this is held, the host does not come back from the request.
    let answer = host.side().answer.lock().unwrap();
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    drop(answer);
    let events = host.events_and_threads();
    let [(Event::Requested { device: 2, .. }, requester)] = events[..] else {
        panic!("{events:?}");
    };
    assert_ne!(requester, thread::current().id());
}

#[test]
fn every_way_of_answering_a_request_is_survived() {
    for (answer, expected) in [
        (Answer::Later, 48_000.0),
        (Answer::AtOnce, 44_100.0),
        (Answer::OtherThread, 44_100.0),
        (Answer::Abort, 48_000.0),
        (Answer::Refuse, 48_000.0),
    ] {
        let host = MiniHost::with_device(devices::many_streams());
        assert_eq!(rate(&host, 2), 48_000.0);
        host.answer(answer);
        assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
        let action = host.requested_action();
        assert_eq!(rate(&host, 2), expected, "{answer:?}");
        assert!(
            host.side()
                .performed
                .lock()
                .unwrap()
                .iter()
                .all(Result::is_ok)
        );
        // Whatever the answer was, except for one that is still to come, it was the only one.
        assert_eq!(host.perform(2, action), Ok(()));
        let expected = if answer == Answer::Later {
            44_100.0
        } else {
            expected
        };
        assert_eq!(rate(&host, 2), expected, "{answer:?}");
        assert_eq!(host.events(), []);
    }
}

#[test]
fn a_format_with_another_rate_changes_the_rate_of_the_device_and_one_sample_type() {
    let host = MiniHost::with_device(devices::many_streams());
    let before: Vec<_> = (3..=8).map(|stream| host.get_format(stream)).collect();
    let mut wanted = before[2];
    wanted.mSampleRate = 44_100.0;
    (
        wanted.mBitsPerChannel,
        wanted.mBytesPerFrame,
        wanted.mBytesPerPacket,
    ) = (24, 6, 6);
    assert_eq!(host.set(5, *b"pft ", &format_bytes(&wanted)), Ok(()));
    let action = host.requested_action();
    assert_eq!(host.get_format(5), before[2]);
    assert_eq!(host.perform(2, action), Ok(()));
    assert_eq!(rate(&host, 2), 44_100.0);
    for (stream, mut expected) in (3..).zip(before) {
        expected.mSampleRate = 44_100.0;
        let expected = if stream == 5 { wanted } else { expected };
        assert_eq!(host.get_format(stream), expected);
    }
    assert_eq!(host.events(), [], "the host finds out by itself");
}

#[test]
fn an_aborted_change_leaves_everything_and_cannot_be_performed_any_more() {
    let host = MiniHost::with_device(devices::full());
    let before: Vec<_> = (3..=5).map(|stream| host.get_format(stream)).collect();
    let action = request_rate(&host, 2, 96_000.0);
    assert_eq!(host.abort(2, action), Ok(()));
    assert_eq!(host.abort(2, action), Ok(()));
    assert_eq!(host.perform(2, action), Ok(()));
    let after: Vec<_> = (3..=5).map(|stream| host.get_format(stream)).collect();
    assert_eq!(after, before);
    assert_eq!(rate(&host, 2), 48_000.0);
}

#[test]
fn stale_and_unknown_actions_are_ignored() {
    let host = MiniHost::with_device(devices::full());
    let first = request_rate(&host, 2, 96_000.0);
    assert_eq!(host.perform(2, first), Ok(()));
    let second = request_rate(&host, 2, 44_100.0);
    assert_ne!(first, second);
    for action in [first, second.wrapping_add(1), 0, u64::MAX] {
        assert_eq!(host.perform(2, action), Ok(()));
        assert_eq!(host.abort(2, action), Ok(()));
        assert_eq!(rate(&host, 2), 96_000.0);
    }
    assert_eq!(host.perform(2, second), Ok(()));
    assert_eq!(rate(&host, 2), 44_100.0);
}

#[test]
fn an_action_belongs_to_the_device_it_was_requested_for() {
    let host = MiniHost::start(|plug_in, control| {
        plug_in.add_device(control, devices::loopback("abi.one"))?;
        plug_in
            .add_device(control, devices::loopback("abi.two"))
            .map(drop)
    });
    let (one, two) = (host.translate("abi.one"), host.translate("abi.two"));
    let action = request_rate(&host, one, 44_100.0);
    assert_eq!(host.perform(two, action), Ok(()));
    assert_eq!(host.abort(two, action), Ok(()));
    for wrong in [0, 1, 3, 99, u32::MAX] {
        assert_eq!(host.perform(wrong, action), err(*b"!obj"));
        assert_eq!(host.abort(wrong, action), err(*b"!obj"));
    }
    assert_eq!((rate(&host, one), rate(&host, two)), (48_000.0, 48_000.0));
    assert_eq!(host.perform(one, action), Ok(()));
    assert_eq!((rate(&host, one), rate(&host, two)), (44_100.0, 48_000.0));
}

#[test]
fn the_rate_set_last_is_the_one_that_stays() {
    let host = MiniHost::with_device(devices::full());
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    assert_eq!(host.set_rate(2, 96_000.0), Ok(()));
    // Still the current one, but not what the device is on its way to.
    assert_eq!(host.set_rate(2, 48_000.0), Ok(()));
    let events = host.events();
    for event in &events {
        let Event::Requested { device, action } = event else {
            panic!("{event:?}");
        };
        assert_eq!(host.perform(*device, *action), Ok(()));
    }
    assert_eq!(rate(&host, 2), 48_000.0);
}

#[test]
fn the_format_set_last_is_the_one_that_stays() {
    let host = MiniHost::with_device(devices::full());
    let float = host.get(3, *b"sfmt").unwrap();
    let int16 = host.get(3, *b"sfma").unwrap()[56 * 3..][..40].to_vec();
    assert_eq!(host.set(3, *b"sfmt", &int16), Ok(()));
    assert_eq!(host.set(3, *b"sfmt", &float), Ok(()));
    for event in host.events() {
        let Event::Requested { device, action } = event else {
            panic!("{event:?}");
        };
        assert_eq!(host.perform(device, action), Ok(()));
    }
    assert_eq!(host.get(3, *b"sfmt"), Ok(float));
}

#[test]
fn a_rate_change_during_io_begins_a_new_timeline() {
    let host = MiniHost::with_device(devices::loopback("abi.timeline"));
    assert_eq!(host.start_io(2, 1), Ok(()));
    host.set_now(host.now() + 10_000_000_000);
    let before = host.zero_time_stamp(2).unwrap();
    let action = request_rate(&host, 2, 44_100.0);
    assert_eq!(host.zero_time_stamp(2), Ok(before));
    host.set_now(host.now() + 5);
    assert_eq!(host.perform(2, action), Ok(()));
    let after = host.zero_time_stamp(2).unwrap();
    assert_ne!(after.seed, before.seed);
    assert_eq!(after.sample_time % 16_384.0, 0.0);
    assert!(after.sample_time > before.sample_time && after.host_time <= host.now());
    // 16384 / 44100 s is 371519274.376 ns.
    host.set_now(after.host_time + 371_519_273);
    assert_eq!(host.zero_time_stamp(2), Ok(after));
    host.set_now(after.host_time + 371_519_275);
    let next = host.zero_time_stamp(2).unwrap();
    assert_eq!(
        (next.sample_time, next.seed),
        (after.sample_time + 16_384.0, after.seed)
    );
    assert!(next.host_time - after.host_time <= 371_519_275);
}

#[test]
fn a_format_change_at_the_same_rate_keeps_the_timeline() {
    let host = MiniHost::with_device(devices::full());
    assert_eq!(host.start_io(2, 1), Ok(()));
    let before = host.zero_time_stamp(2);
    let int16 = host.get(3, *b"sfma").unwrap()[56 * 3..][..40].to_vec();
    assert_eq!(host.set(3, *b"sfmt", &int16), Ok(()));
    assert_eq!(host.perform(2, host.requested_action()), Ok(()));
    assert_eq!(host.get(3, *b"sfmt"), Ok(int16));
    assert_eq!(host.zero_time_stamp(2), before);
}

#[test]
fn a_factory_that_panics_leaves_the_old_configuration() {
    let made = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&made);
    let io = Io::new(move |setup: &IoSetup| {
        assert!(setup.sample_rate() < 90_000.0, "too fast for this driver");
        counter.fetch_add(1, Ordering::Relaxed);
    })
    .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
    .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::full().io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let stamp = host.zero_time_stamp(2);
    let action = request_rate(&host, 2, 96_000.0);
    assert_eq!(host.perform(2, action), err(*b"what"));
    assert_eq!(rate(&host, 2), 48_000.0);
    assert_eq!(host.zero_time_stamp(2), stamp);
    assert_eq!(made.load(Ordering::Relaxed), 1);
    let action = request_rate(&host, 2, 44_100.0);
    assert_eq!(host.perform(2, action), Ok(()));
    assert_eq!(rate(&host, 2), 44_100.0);
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

#[test]
fn before_the_first_start_a_change_makes_no_parts() {
    let made = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&made);
    let io = Io::new(move |_: &IoSetup| {
        counter.fetch_add(1, Ordering::Relaxed);
    })
    .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
    .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::loopback("abi.unprepared").io(io));
    let action = request_rate(&host, 2, 44_100.0);
    assert_eq!(host.perform(2, action), Ok(()));
    assert_eq!(rate(&host, 2), 44_100.0);
    assert_eq!(made.load(Ordering::Relaxed), 0);
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(made.load(Ordering::Relaxed), 1);
}
