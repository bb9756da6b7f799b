//! Devices come and go before, during and after I/O: what is announced, what still answers, and that nothing is freed under a caller (hal-facts D.4).

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use tympan_aspl::VoiceActivity;
use tympan_aspl::prelude::*;

use crate::STEPS;
use crate::author_side::{
    add, changed, device_list_changed, edit, remove, start_and_keep, start_with,
};
use crate::devices;
use crate::mini_host::code::INPUT;
use crate::mini_host::{Answer, MiniHost, Target, code, cycle, err};
use crate::watchdog::watched;

fn is_alive(host: &MiniHost, device: u32) -> u32 {
    host.get_u32(device, *b"livn")
}

/// That nothing at all answers for an id.
fn assert_gone(host: &MiniHost, id: u32) {
    assert!(!host.has(id, *b"clas"));
    assert_eq!(host.size(id, *b"clas"), err(*b"!obj"));
    assert_eq!(host.get(id, *b"clas"), err(*b"!obj"));
    assert_eq!(host.set_u32(id, *b"sact", 1), err(*b"!obj"));
    assert_eq!(host.is_settable(id, *b"clas"), err(*b"!obj"));
    assert_eq!(host.start_io(id, 1), err(*b"!obj"));
    assert_eq!(host.stop_io(id, 1), err(*b"!obj"));
    assert_eq!(host.add_client(id, 1), err(*b"!obj"));
    assert_eq!(host.remove_client(id, 1), err(*b"!obj"));
    assert_eq!(host.zero_time_stamp(id).map(drop), err(*b"!obj"));
    assert_eq!(host.will_do(id, 1, *b"read"), err(*b"!obj"));
    assert_eq!(host.perform(id, 1), err(*b"!obj"));
    assert_eq!(host.abort(id, 1), err(*b"!obj"));
}

#[test]
fn an_unused_device_is_gone_once_the_host_has_heard_of_it() {
    let (host, plug_in, device) = start_with(devices::loopback("abi.unused"));
    let id = device.id().get();
    let streams = host.get_ids(id, *b"stm#");
    assert_eq!(remove(&plug_in, &device), Ok(()));
    assert_eq!(
        host.events(),
        [changed(id, [*b"livn"]), device_list_changed()]
    );
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.get_ids(1, *b"ownd"), []);
    assert_eq!(host.translate("abi.unused"), 0);
    assert_gone(&host, id);
    for stream in streams {
        assert_gone(&host, stream);
    }
    let gone = Err(Error::UnknownObject(device.id()));
    assert_eq!(remove(&plug_in, &device), gone);
    assert_eq!(edit(&plug_in, &device, |device| device).map(drop), gone);
    assert_eq!(device.streams().map(drop), gone);
    assert_eq!(host.events(), []);
}

#[test]
fn a_device_in_use_answers_not_alive_until_the_host_has_let_go() {
    for stop_first in [true, false] {
        let (host, plug_in, device) = start_with(devices::loopback("abi.used"));
        let id = device.id().get();
        let [input, output] = host.get_ids(id, *b"stm#")[..] else {
            panic!("two streams");
        };
        assert_eq!(host.add_client(id, 7), Ok(()));
        assert_eq!(host.start_io(id, 7), Ok(()));
        assert_eq!(remove(&plug_in, &device), Ok(()));
        assert_eq!(
            host.events(),
            [changed(id, [*b"livn"]), device_list_changed()]
        );
        assert_eq!(host.get_ids(1, *b"dev#"), []);
        assert_eq!(host.translate("abi.used"), 0);
        assert_eq!((is_alive(&host, id), host.get_u32(id, *b"goin")), (0, 1));
        assert_eq!(host.get_text(id, *b"uid "), "abi.used");
        assert_eq!(host.get_format(input).mSampleRate, 48_000.0);
        assert!(host.zero_time_stamp(id).is_ok());
        for (operation, stream) in [(*b"read", input), (*b"rite", output)] {
            let target = Target {
                device: id,
                stream,
                client: 7,
                operation,
            };
            let done = host.do_io(target, 2, &cycle(0.0, 0.0), &mut [0.0_f32; 64]);
            assert_eq!(done, Ok(()));
        }
        // Nothing is asked of the host for a device that it is about to forget.
        assert_eq!(host.set_rate(id, 44_100.0), Ok(()));
        assert_eq!(host.events(), []);
        if stop_first {
            assert_eq!(host.stop_io(id, 7), Ok(()));
            assert_eq!(is_alive(&host, id), 0);
            assert_eq!(host.remove_client(id, 7), Ok(()));
        } else {
            assert_eq!(host.remove_client(id, 7), Ok(()));
            assert_eq!(is_alive(&host, id), 0);
            assert_eq!(host.stop_io(id, 7), Ok(()));
        }
        for id in [id, input, output] {
            assert_gone(&host, id);
        }
        assert_eq!(host.events(), []);
    }
}

#[test]
fn the_same_uid_can_come_back_while_the_old_device_lingers() {
    let (host, plug_in, first) = start_with(devices::loopback("abi.again"));
    assert_eq!(host.add_client(first.id().get(), 1), Ok(()));
    assert_eq!(host.start_io(first.id().get(), 1), Ok(()));
    remove(&plug_in, &first).unwrap();
    let second = add(&plug_in, devices::loopback("abi.again").name("Again"));
    assert!(second.id() > first.id());
    assert_eq!(host.translate("abi.again"), second.id().get());
    assert_eq!(host.get_ids(1, *b"dev#"), [second.id().get()]);
    assert_eq!(host.get_text(first.id().get(), *b"lnam"), "Loopback");
    assert_eq!(host.start_io(second.id().get(), 1), Ok(()));
    assert_eq!(host.stop_io(first.id().get(), 1), Ok(()));
    assert_eq!(host.remove_client(first.id().get(), 1), Ok(()));
    assert_gone(&host, first.id().get());
    assert_eq!(host.translate("abi.again"), second.id().get());
    assert!(
        host.zero_time_stamp(second.id().get()).is_ok(),
        "not its realtime side"
    );
    assert_eq!(host.stop_io(second.id().get(), 1), Ok(()));
}

#[test]
fn ids_are_never_used_again() {
    let (host, plug_in) = start_and_keep();
    host.side().is_curious.store(false, Ordering::Relaxed);
    host.answer(Answer::AtOnce);
    let mut last = 1;
    for round in 0..STEPS.min(200) {
        let device = add(&plug_in, devices::loopback("abi.round"));
        let id = device.id().get();
        if round % 3 == 0 {
            edit(&plug_in, &device, |device| device.stream(Stream::input(1))).unwrap();
            host.drain();
        }
        let mut ids = vec![id];
        ids.extend(host.get_ids(id, *b"stm#"));
        for id in ids {
            assert!(id > last);
            last = id;
        }
        remove(&plug_in, &device).unwrap();
    }
    for id in 2..=last {
        assert!(!host.has(id, *b"clas"));
    }
}

#[test]
fn a_batch_is_added_with_one_notification_or_not_at_all() {
    let (host, plug_in, _) = start_with(devices::loopback("abi.taken"));
    let batch = |names: [&str; 3]| {
        let devices = names.map(devices::loopback);
        plug_in
            .control(|control| plug_in.add_devices(control, devices))
            .unwrap()
    };
    let duplicate = |uid: &str| Err(Error::DuplicateUid(uid.to_owned()));
    assert_eq!(
        batch(["abi.a", "abi.taken", "abi.b"]).map(drop),
        duplicate("abi.taken")
    );
    assert_eq!(
        batch(["abi.a", "abi.b", "abi.a"]).map(drop),
        duplicate("abi.a")
    );
    assert!(batch(["abi.a", "", "abi.b"]).is_err());
    assert_eq!(host.events(), []);
    assert_eq!(host.get_ids(1, *b"dev#"), [2]);
    let added = batch(["abi.a", "abi.b", "abi.c"]).unwrap();
    assert_eq!(host.events(), [device_list_changed()]);
    let mut expected = vec![2];
    expected.extend(added.iter().map(|device| device.id().get()));
    assert_eq!(host.get_ids(1, *b"dev#"), expected);
    let removed = plug_in.control(|control| {
        let mut devices = added.iter();
        devices.try_for_each(|device| device.remove(control))
    });
    assert_eq!(removed, Ok(Ok(())));
    let events = host.events();
    assert_eq!(events.len(), 4);
    assert_eq!(
        events
            .iter()
            .filter(|event| **event == device_list_changed())
            .count(),
        1
    );
    for id in &expected[1..] {
        assert!(events.contains(&changed(*id, [*b"livn"])));
        assert_gone(&host, *id);
    }
}

#[test]
fn related_devices_hear_of_each_other() {
    let (host, plug_in, one) =
        start_with(devices::loopback("abi.one").related_devices(["abi.two", "abi.none"]));
    let (one, related) = (one.id().get(), |id| host.get_ids(id, *b"akin"));
    assert_eq!(related(one), [one]);
    let handle = add(&plug_in, devices::loopback("abi.two"));
    let two = handle.id().get();
    assert_eq!(
        host.events(),
        [device_list_changed(), changed(one, [*b"akin"])]
    );
    assert_eq!((related(one), related(two)), (vec![one, two], vec![two]));
    remove(&plug_in, &handle).unwrap();
    let expected = [
        changed(two, [*b"livn"]),
        device_list_changed(),
        changed(one, [*b"akin"]),
    ];
    assert_eq!(host.events(), expected);
    assert_eq!(related(one), [one]);
}

#[test]
fn what_a_handler_is_using_stays_until_it_returns() {
    struct Part(Arc<AtomicU32>);
    impl Drop for Part {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let freed = Arc::new(AtomicU32::new(0));
    let (entered, has_entered) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    let (factory_freed, may_leave) = (Arc::clone(&freed), Mutex::new(may_leave));
    let io = Io::new(move |_: &IoSetup| Part(Arc::clone(&factory_freed)))
        .read_input(
            move |part: &Part, _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
                entered.send(()).unwrap();
                may_leave.lock().unwrap().recv().unwrap();
                assert_eq!(part.0.load(Ordering::SeqCst), 0, "in use");
                op.samples.silence();
            },
        )
        .write_mix(|_: &Part, _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let (host, plug_in, device) = start_with(devices::loopback("abi.held").io(io));
    let id = device.id().get();
    assert_eq!(host.start_io(id, 1), Ok(()));
    thread::scope(|scope| {
        let target = Target {
            device: id,
            stream: 3,
            client: 1,
            operation: *b"read",
        };
        let host = &host;
        let reader =
            scope.spawn(move || host.do_io(target, 2, &cycle(0.0, 0.0), &mut [1.0_f32; 16]));
        has_entered.recv().unwrap();
        remove(&plug_in, &device).unwrap();
        // A rude host, that does not wait for its I/O thread.
        assert_eq!(host.stop_io(id, 1), Ok(()));
        assert_gone(host, id);
        // Its place is taken by another one.
        let next = add(&plug_in, devices::loopback("abi.next"));
        assert_eq!(host.start_io(next.id().get(), 1), Ok(()));
        assert_eq!(freed.load(Ordering::SeqCst), 0);
        leave.send(()).unwrap();
        assert_eq!(reader.join().unwrap(), Ok(()));
        assert_eq!(host.stop_io(next.id().get(), 1), Ok(()));
    });
    assert_eq!(freed.load(Ordering::SeqCst), 1);
}

#[test]
fn a_handle_can_move_to_another_device_once_its_own_is_gone() {
    let voice = VoiceActivity::new();
    let (host, plug_in, one) = start_with(devices::loopback("abi.one").voice_activity(&voice));
    assert_eq!(host.add_client(one.id().get(), 1), Ok(()));
    remove(&plug_in, &one).unwrap();
    let try_add = || {
        let device = devices::loopback("abi.two").voice_activity(&voice);
        plug_in
            .control(|control| plug_in.add_device(control, device))
            .unwrap()
    };
    assert_eq!(
        try_add().map(drop),
        Err(Error::InUse(one.id())),
        "it still answers"
    );
    assert_eq!(host.remove_client(one.id().get(), 1), Ok(()));
    let two = try_add().unwrap();
    host.events();
    plug_in
        .control(|control| voice.set_detected(control, true))
        .unwrap();
    assert_eq!(
        host.events(),
        [changed(two.id().get(), [(*b"vAdS", INPUT)])]
    );
}

#[test]
fn devices_come_and_go_under_io_and_clients_on_other_threads() {
    watched(|| {
        let (host, plug_in) = start_and_keep();
        host.side().is_curious.store(false, Ordering::Relaxed);
        host.answer(Answer::OtherThreadMeanwhile);
        let rounds = STEPS.min(60);
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let is_over = &is_over;
            let plug_in = &plug_in;
            scope.spawn(move || {
                for round in 0..rounds {
                    let device = add(plug_in, devices::loopback("abi.flicker"));
                    edit(plug_in, &device, move |device| {
                        let rate = [44_100.0, 48_000.0][round % 2];
                        device.sample_rate(rate).name(format!("Round {round}"))
                    })
                    .unwrap();
                    if round % 2 == 0 {
                        thread::yield_now();
                    }
                    remove(plug_in, &device).unwrap();
                }
                is_over.store(true, Ordering::Relaxed);
            });
            for client in 1..=2 {
                let host = &host;
                scope.spawn(move || {
                    while !is_over.load(Ordering::Relaxed) {
                        let Some(&id) = host.get_ids(1, *b"dev#").first() else {
                            continue;
                        };
                        // Each may come too late, but what was begun can be ended.
                        let added = host.add_client(id, client).is_ok();
                        let started = host.start_io(id, client).is_ok();
                        let _ = host.zero_time_stamp(id);
                        let target = Target {
                            device: id,
                            stream: id + 1,
                            client,
                            operation: *b"read",
                        };
                        let _ = host.do_io(target, 2, &cycle(0.0, 0.0), &mut [0.0_f32; 32]);
                        if started {
                            assert_eq!(host.stop_io(id, client), Ok(()));
                        }
                        if added {
                            assert_eq!(host.remove_client(id, client), Ok(()));
                        }
                    }
                });
            }
        });
        host.drain();
        assert_eq!(host.get_ids(1, *b"dev#"), []);
        for id in 2..200 {
            assert!(!host.has(id, *b"clas"), "{id} was left behind");
        }
        assert_eq!(host.get_u32(1, *b"clas"), code(*b"aplg"));
    });
}
