//! The author changes a published device: what the host is asked, what it hears, what becomes of clients, parts and ids (hal-facts C.8, D.3).

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use tympan_aspl::ObjectId;
use tympan_aspl::prelude::*;
use tympan_aspl::sys::names;

use crate::author_side::{add, changed, edit, remove, start_with};
use crate::devices;
use crate::mini_host::code::{GLOBAL, INPUT, OUTPUT};
use crate::mini_host::{Answer, Code, Event, MiniHost, Target, code, cycle, err};
use crate::watchdog::watched;

type Edit = fn(Device) -> Device;

/// Selector, scope and element.
type Place = ([u8; 4], [u8; 4], u32);

/// For each device part made, the rate of the one before it and the frames played to it.
type Made = Arc<Mutex<Vec<Option<(f64, u32)>>>>;

/// Of so many changes one is made.
const SPARSENESS: usize = if cfg!(miri) { 4 } else { 1 };

/// Every selector that the headers name; under Miri, those whose values the changes made there change.
fn selectors() -> Vec<u32> {
    if cfg!(miri) {
        let touched = [*b"nsrt", *b"ring", *b"stm#", *b"sfmt"];
        return touched.map(u32::from_be_bytes).to_vec();
    }
    let named = names::all().flat_map(|group| group.entries);
    let values = named.map(|entry| entry.value).collect::<BTreeSet<_>>();
    values
        .into_iter()
        .filter(|value| names::selector(*value).is_some())
        .collect()
}

/// Everything about a device and its streams that can be asked for, as bytes or text.
fn snapshot(host: &MiniHost, device: u32) -> Vec<(u32, Code, Code, String)> {
    let mut all = Vec::new();
    let mut objects = vec![device];
    objects.extend(host.get_ids(device, *b"stm#"));
    let selectors = selectors();
    for object in objects {
        for &selector in &selectors {
            for scope in [GLOBAL, INPUT, OUTPUT] {
                let address = (Code(selector), Code::from(scope), 0);
                if !host.has(object, address) || Code(selector) == (*b"goin").into() {
                    continue;
                }
                let is_object = crate::mini_host::calls::is_object(Code(selector));
                let value = if is_object {
                    host.get_text(object, address)
                } else {
                    format!("{:?}", host.get(object, address))
                };
                all.push((object, address.0, address.1, value));
            }
        }
    }
    all
}

/// Every change that touches neither I/O nor structure, with what is announced for it.
const AT_ONCE: &[(&str, Edit, &[Place])] = &[
    (
        "name",
        |device| device.name("New"),
        &[(*b"lnam", GLOBAL, 0)],
    ),
    (
        "hidden",
        |device| device.hidden(true),
        &[(*b"hidn", GLOBAL, 0)],
    ),
    (
        "default device",
        |device| device.can_be_default(Direction::Input, false),
        &[(*b"dflt", INPUT, 0)],
    ),
    (
        "system default device",
        |device| device.can_be_system_default(Direction::Output, false),
        &[(*b"sflt", OUTPUT, 0)],
    ),
    (
        "stereo channels",
        |device| device.preferred_stereo_channels(Direction::Output, [2, 1]),
        &[(*b"dch2", OUTPUT, 0)],
    ),
    (
        "element names",
        |device| {
            let device = device.element_name(Direction::Input, 2, "Right");
            device.element_category_name(Direction::Output, 1, "Analog")
        },
        &[(*b"lchn", INPUT, 2), (*b"lccn", OUTPUT, 1)],
    ),
    ("nothing", |device| device, &[]),
    (
        "the same again",
        |device| device.name("Loopback").sample_rate(48_000.0),
        &[],
    ),
];

#[test]
fn what_touches_neither_io_nor_structure_is_changed_and_announced_at_once() {
    for (what, change, announced) in AT_ONCE.iter().step_by(SPARSENESS) {
        let (host, plug_in, device) = start_with(devices::loopback("abi.at-once"));
        let outcome = edit(&plug_in, &device, *change).unwrap().outcome();
        assert_eq!(outcome, Some(Ok(())), "{what}");
        let mut expected = vec![];
        if !announced.is_empty() {
            expected.push(changed(2, announced.iter().copied()));
        }
        assert_eq!(host.events(), expected, "{what}");
        assert_eq!(edit(&plug_in, &device, *change).map(drop), Ok(()));
        assert_eq!(host.events(), [], "{what}, which it is already");
    }
}

#[test]
fn properties_of_a_stream_are_announced_for_the_stream() {
    let (host, plug_in, device) = start_with(devices::loopback("abi.streams"));
    let stream = device.streams().unwrap()[1].id;
    edit(&plug_in, &device, move |device| {
        device.name("New").edit_stream(stream, |stream| {
            stream.name("Main").element_name(2, "Right")
        })
    })
    .unwrap();
    let stream = stream.get();
    let expected = [
        changed(2, [*b"lnam"]),
        changed(stream, [(*b"lnam", GLOBAL, 0), (*b"lchn", GLOBAL, 2)]),
    ];
    assert_eq!(host.events(), expected);
    assert_eq!(host.get_text(stream, (*b"lchn", GLOBAL, 2)), "Right");
}

/// Every kind of change that the host has to be asked for.
const ASKED_FOR: &[(&str, Edit)] = &[
    ("rate", |device| device.sample_rate(44_100.0)),
    ("rates", |device| device.sample_rates([48_000.0, 96_000.0])),
    ("latency", |device| device.latency(Direction::Input, 7)),
    ("safety offset", |device| {
        device.safety_offset(Direction::Output, 8)
    }),
    ("period", |device| device.zero_time_stamp_period(20_000)),
    ("clock domain", |device| device.clock_domain(5)),
    ("stable clock", |device| device.clock_is_stable(false)),
    ("a stream more", |device| device.stream(Stream::output(1))),
    ("a stream fewer", |device| {
        let first = device_streams(&device)[0];
        device.without_stream(first)
    }),
    ("other channels", |device| {
        let first = device_streams(&device)[0];
        device.edit_stream(first, |stream| stream.channels(4))
    }),
    ("other formats", |device| {
        let first = device_streams(&device)[0];
        device.edit_stream(first, |stream| stream.sample_type(SampleType::Int16))
    }),
    ("stream latency", |device| {
        let first = device_streams(&device)[0];
        device.edit_stream(first, |stream| stream.latency(9))
    }),
    ("how handlers get samples", |device| {
        let first = device_streams(&device)[0];
        device.edit_stream(first, Stream::as_float32)
    }),
    ("other I/O", devices::quiet),
    ("several at once", |device| {
        let device = device.name("New").sample_rate(44_100.0);
        device.stream(Stream::input(8)).hidden(true)
    }),
];

/// The streams of the one device of these tests are always the objects 3 and 4.
fn device_streams(_: &Device) -> [ObjectId; 2] {
    *STREAMS.get().expect("known before the first edit")
}

static STREAMS: OnceLock<[ObjectId; 2]> = OnceLock::new();

fn start() -> (MiniHost, PlugIn, DeviceHandle) {
    let started = start_with(devices::loopback("abi.reconfigure"));
    let streams = started.2.streams().unwrap();
    let streams = [streams[0].id, streams[1].id];
    assert_eq!(streams, *STREAMS.get_or_init(|| streams));
    started
}

#[test]
fn what_touches_io_or_structure_waits_for_the_host() {
    for (what, change) in ASKED_FOR.iter().step_by(SPARSENESS) {
        let (host, plug_in, device) = start();
        assert_eq!(host.start_io(2, 1), Ok(()));
        let before = snapshot(&host, 2);
        let change = edit(&plug_in, &device, *change).unwrap();
        let action = host.requested_action();
        assert_eq!(change.outcome(), None, "{what}");
        assert_eq!(snapshot(&host, 2), before, "{what}");
        assert_eq!(host.perform(2, action), Ok(()), "{what}");
        assert_eq!(change.outcome(), Some(Ok(())), "{what}");
        let visible = !["how handlers get samples", "other I/O"].contains(what);
        assert_eq!(snapshot(&host, 2) != before, visible, "{what}");
        assert_eq!(host.get_u32(2, *b"goin"), 1, "{what}");
        assert_eq!(host.stop_io(2, 1), Ok(()));
    }
}

#[test]
fn an_aborted_or_refused_change_leaves_everything_as_it_was() {
    for (what, change) in ASKED_FOR.iter().step_by(SPARSENESS) {
        for answer in [Answer::Abort, Answer::Refuse] {
            let (host, plug_in, device) = start();
            host.answer(answer);
            let before = snapshot(&host, 2);
            let change = edit(&plug_in, &device, *change).unwrap();
            let action = host.requested_action();
            assert_eq!(change.outcome(), Some(Err(Error::Refused)), "{what}");
            assert_eq!(host.perform(2, action), Ok(()), "too late");
            assert_eq!(snapshot(&host, 2), before, "{what}");
            assert_eq!(host.events(), [], "{what}");
        }
    }
}

#[test]
fn every_host_that_lets_it_happen_is_right_and_the_result_reaches_who_waits() {
    watched(|| {
        for answer in [
            Answer::AtOnce,
            Answer::OtherThread,
            Answer::OtherThreadMeanwhile,
            Answer::Confused,
        ] {
            let (host, plug_in, device) = start();
            host.side().has_others_ask.store(true, Ordering::Relaxed);
            host.answer(answer);
            let waited = plug_in.control(|control| {
                let change =
                    device.reconfigure(control, |device| device.sample_rate(44_100.0).name("New"));
                change.unwrap().wait(control, Duration::from_secs(30))
            });
            assert_eq!(waited, Ok(Some(Ok(()))), "{answer:?}");
            assert_eq!(host.get_f64(2, *b"nsrt"), 44_100.0);
            let events = host.events();
            let [Event::Requested { device: 2, .. }, ref name] = events[..] else {
                panic!("{events:?}");
            };
            assert_eq!(*name, changed(2, [*b"lnam"]));
        }
    });
}

#[test]
fn who_waits_for_a_host_that_never_answers_waits_as_long_as_it_said() {
    let (host, plug_in, device) = start();
    let change = edit(&plug_in, &device, |device| device.sample_rate(44_100.0)).unwrap();
    let waited = plug_in.control(|control| change.wait(control, Duration::from_millis(5)));
    assert_eq!(waited, Ok(None));
    let action = host.requested_action();
    remove(&plug_in, &device).unwrap();
    let gone = Some(Err(Error::UnknownObject(device.id())));
    assert_eq!(change.outcome(), gone);
    host.events();
    assert_eq!(host.perform(2, action), err(*b"!obj"));
    assert_eq!(change.outcome(), gone);
}

#[test]
fn the_changes_of_a_client_and_of_the_author_are_both_made_whichever_is_first() {
    for reversed in [false, true] {
        let (host, plug_in, device) = start();
        assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
        let change = edit(&plug_in, &device, |device| {
            device
                .latency(Direction::Input, 77)
                .stream(Stream::input(1))
        })
        .unwrap();
        // It would not need the host's leave, but is not to overtake what came before it.
        let renamed = edit(&plug_in, &device, |device| device.name("New")).unwrap();
        let mut events = host.events();
        assert_eq!(events.len(), 3);
        if reversed {
            events.reverse();
        }
        for event in events {
            let Event::Requested { action, device: 2 } = event else {
                panic!("{event:?}");
            };
            assert_eq!(host.perform(2, action), Ok(()));
        }
        assert_eq!(
            [change.outcome(), renamed.outcome()],
            [Some(Ok(())), Some(Ok(()))]
        );
        // Another input channel makes another layout.
        let mut expected = vec![changed(2, [(*b"srnd", INPUT)]), changed(2, [*b"lnam"])];
        if reversed {
            expected.reverse();
        }
        assert_eq!(host.events(), expected);
        assert_eq!(host.get_f64(2, *b"nsrt"), 44_100.0);
        assert_eq!(host.get_u32(2, (*b"ltnc", INPUT)), 77);
        let streams = host.get_ids(2, *b"stm#");
        assert_eq!(streams.len(), 3);
        for stream in streams {
            assert_eq!(host.get_format(stream).mSampleRate, 44_100.0);
        }
    }
}

#[test]
fn a_change_that_no_longer_fits_when_it_is_made_is_an_error_and_changes_nothing() {
    let (host, plug_in, device) = start();
    let fewer = edit(&plug_in, &device, |device| device.sample_rates([48_000.0])).unwrap();
    let rate = edit(&plug_in, &device, |device| device.sample_rate(44_100.0)).unwrap();
    let actions: Vec<_> = host.events();
    let [
        Event::Requested { action: first, .. },
        Event::Requested { action: second, .. },
    ] = actions[..]
    else {
        panic!("{actions:?}");
    };
    assert_eq!(host.perform(2, first), Ok(()));
    assert_eq!(host.perform(2, second), err(*b"nope"));
    assert_eq!(fewer.outcome(), Some(Ok(())));
    assert!(matches!(
        rate.outcome(),
        Some(Err(Error::InvalidDevice { .. }))
    ));
    assert_eq!(host.get_f64(2, *b"nsrt"), 48_000.0);
}

#[test]
fn a_description_that_does_not_hold_together_is_refused_before_the_host_is_asked() {
    let wrong: &[(&str, Edit)] = &[
        ("not in its list", |device| device.sample_rate(1.0)),
        ("name is empty", |device| device.name("")),
        ("no channels", |device| device.stream(Stream::output(0))),
        ("cannot change", |device| {
            devices::quiet(Device::new("another", &*format!("{device:?}")).sample_rates([48_000.0]))
        }),
    ];
    let (host, plug_in, device) = start();
    let before = snapshot(&host, 2);
    for (problem, change) in wrong {
        let Err(Error::InvalidDevice { problems, .. }) = edit(&plug_in, &device, *change) else {
            panic!("{problem}");
        };
        assert!(
            problems.len() == 1 && problems[0].contains(problem),
            "{problems:?}"
        );
    }
    assert_eq!(host.events(), []);
    assert_eq!(snapshot(&host, 2), before);
}

#[test]
fn streams_keep_their_ids_and_new_ones_get_new_ids() {
    let (host, plug_in, device) = start();
    host.answer(Answer::AtOnce);
    let [first, second] = device_streams(&Device::new("", ""));
    let ids = |host: &MiniHost| host.get_ids(2, *b"stm#");
    assert_eq!(host.set_u32(second.get(), *b"sact", 0), Ok(()));
    edit(&plug_in, &device, move |device| {
        device.without_stream(first).stream(Stream::input(3))
    })
    .unwrap();
    host.events();
    let [kept, new] = ids(&host)[..] else {
        panic!("two streams");
    };
    assert!(kept == second.get() && new > kept);
    assert_eq!(
        host.get_u32(second.get(), *b"sact"),
        0,
        "it is the same object"
    );
    assert!(!host.has(first.get(), *b"clas"));
    assert_eq!(host.set_u32(first.get(), *b"sact", 0), err(*b"!obj"));
    edit(&plug_in, &device, |device| device.stream(Stream::input(1))).unwrap();
    host.events();
    assert!(ids(&host)[2] > new);
    assert_eq!(
        host.get_u32(ids(&host)[2], *b"schn"),
        4,
        "after the three before it"
    );
}

#[test]
fn a_stream_that_is_added_twice_is_two_streams() {
    let (host, plug_in, device) = start();
    host.answer(Answer::AtOnce);
    let [first, _] = device_streams(&Device::new("", ""));
    edit(&plug_in, &device, move |device| {
        let mut copy = None;
        let device = device.edit_stream(first, |stream| {
            copy = Some(stream.clone());
            stream
        });
        device.stream(copy.unwrap())
    })
    .unwrap();
    host.events();
    let mut streams = host.get_ids(2, *b"stm#");
    assert_eq!(streams.len(), 3);
    streams.dedup();
    assert_eq!(streams.len(), 3);
}

/// A device part that counts what was played to it, and remembers where it came from.
struct Tape {
    rate: f64,
    frames: AtomicU32,
    previous: Option<(f64, u32)>,
}

/// A device whose reads give the frames played so far.
fn with_tape(uid: &str, made: &Made) -> Device {
    let made = Arc::clone(made);
    let io = Io::rebuilt(move |setup: &IoSetup, old: Option<&Tape>| {
        let previous = old.map(|old| (old.rate, old.frames.load(Ordering::Relaxed)));
        made.lock().unwrap().push(previous);
        Tape {
            rate: setup.sample_rate(),
            frames: AtomicU32::new(previous.map_or(0, |(_, frames)| frames)),
            previous,
        }
    })
    .client_part(|_: &Tape, _: &IoSetup, client: &Client| client.id().get())
    .read_input(
        |tape: &Tape, _: &RealtimeContext<'_>, mut op: ReadInput<'_, u32>| {
            assert_eq!(op.client.get(), *op.part);
            assert_eq!(op.stream.format.sample_rate, tape.rate);
            assert!(tape.previous.is_none_or(|(rate, _)| rate != tape.rate));
            let frames = tape.frames.load(Ordering::Relaxed);
            op.samples.float32_mut().unwrap().fill(frames as f32);
        },
    )
    .write_mix(|tape: &Tape, _: &RealtimeContext<'_>, op: WriteMix<'_>| {
        let frames = op.samples.len() / op.stream.format.channels as usize;
        tape.frames
            .fetch_add(u32::try_from(frames).unwrap(), Ordering::Relaxed);
    });
    devices::loopback(uid).io(io)
}

#[test]
fn a_rate_change_during_io_keeps_clients_and_running_and_shows_the_old_part_to_its_successor() {
    for by_client in [false, true] {
        let made = Made::default();
        let (host, plug_in, device) = start_with(with_tape("abi.tape", &made));
        let target = |operation, stream| Target {
            device: 2,
            stream,
            client: 5,
            operation,
        };
        let play = || {
            let done = host.do_io(target(*b"rite", 4), 2, &cycle(0.0, 0.0), &mut [0.5_f32; 32]);
            assert_eq!(done, Ok(()));
        };
        let read = || {
            let mut buffer = [0.5_f32; 4];
            let done = host.do_io(target(*b"read", 3), 2, &cycle(0.0, 0.0), &mut buffer);
            assert_eq!(done, Ok(()));
            buffer[0]
        };
        assert_eq!(host.add_client(2, 5), Ok(()));
        assert_eq!(host.start_io(2, 5), Ok(()));
        play();
        assert_eq!(read(), 16.0);
        let seed = host.zero_time_stamp(2).unwrap().seed;
        if by_client {
            assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
        } else {
            edit(&plug_in, &device, |device| device.sample_rate(44_100.0)).unwrap();
        }
        let action = host.requested_action();
        play();
        assert_eq!(read(), 32.0, "before it is performed, all goes on");
        assert_eq!(host.perform(2, action), Ok(()));
        assert_eq!(host.get_u32(2, *b"goin"), 1);
        assert_eq!(
            read(),
            32.0,
            "the client is known, and the tape's length was taken over"
        );
        assert_eq!(*made.lock().unwrap(), [None, Some((48_000.0, 32))]);
        assert_ne!(host.zero_time_stamp(2).unwrap().seed, seed);
        assert_eq!(host.stop_io(2, 5), Ok(()));
        assert_eq!(host.remove_client(2, 5), Ok(()));
        assert_eq!(host.remove_client(2, 5), err(*b"nope"));
    }
}

#[test]
fn a_panic_in_an_edit_leaves_everything_as_it_was_and_reaches_who_asked() {
    let (host, plug_in, device) = start();
    assert_eq!(host.start_io(2, 1), Ok(()));
    let before = snapshot(&host, 2);
    let at_once = thread::scope(|scope| {
        let panicking = scope.spawn(|| edit(&plug_in, &device, |_| panic!("asked to panic")));
        panicking.join().map(drop)
    });
    assert!(at_once.is_err(), "the caller's own panic");
    let calls = AtomicU32::new(0);
    let change = edit(&plug_in, &device, move |device| {
        assert_eq!(
            calls.fetch_add(1, Ordering::Relaxed),
            0,
            "asked to panic later"
        );
        device.sample_rate(44_100.0)
    })
    .unwrap();
    assert_eq!(host.perform(2, host.requested_action()), err(*b"what"));
    let Some(Err(Error::Other(text))) = change.outcome() else {
        panic!("{change:?}");
    };
    assert!(text.contains("asked to panic later"), "{text}");
    assert_eq!(snapshot(&host, 2), before);
    assert_eq!(
        edit(&plug_in, &device, |device| device.name("Well")).map(drop),
        Ok(())
    );
    assert_eq!(host.get_text(2, *b"lnam"), "Well");
}

#[test]
fn a_part_that_panics_when_it_is_freed_does_not_undo_half_of_a_change() {
    struct Bomb(Arc<AtomicBool>);
    impl Drop for Bomb {
        fn drop(&mut self) {
            assert!(!self.0.swap(false, Ordering::Relaxed), "asked to panic");
        }
    }
    let armed = Arc::new(AtomicBool::new(true));
    let fuse = Arc::clone(&armed);
    let io = Io::new(move |_: &IoSetup| Bomb(Arc::clone(&fuse)))
        .read_input(|_: &Bomb, _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
        .write_mix(|_: &Bomb, _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let voice = tympan_aspl::VoiceActivity::new();
    let (host, plug_in, device) = start_with(devices::loopback("abi.bomb").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let in_use = voice.clone();
    edit(&plug_in, &device, move |device| {
        device
            .voice_activity(&in_use)
            .sample_rate(44_100.0)
            .name("New")
    })
    .unwrap();
    let performed = host.perform(2, host.requested_action());
    assert_eq!(performed, err(*b"what"));
    assert_eq!(host.get_f64(2, *b"nsrt"), 44_100.0);
    assert_eq!(host.get_text(2, *b"lnam"), "New");
    let announced = [(*b"lnam", GLOBAL), (*b"vAd+", INPUT), (*b"vAdS", INPUT)];
    assert_eq!(host.events(), [changed(2, announced)]);
    plug_in
        .control(|control| voice.set_detected(control, true))
        .unwrap();
    assert_eq!(host.events(), [changed(2, [(*b"vAdS", INPUT)])]);
}

#[test]
fn a_handle_in_use_elsewhere_refuses_the_change_and_stays_where_it_is() {
    let voice = tympan_aspl::VoiceActivity::new();
    let (host, plug_in, one) = start_with(devices::loopback("abi.one").voice_activity(&voice));
    let two = add(&plug_in, devices::loopback("abi.two"));
    host.events();
    let taken = voice.clone();
    let refused = edit(&plug_in, &two, move |device| device.voice_activity(&taken));
    assert_eq!(refused.map(drop), Err(Error::InUse(one.id())));
    // The same ids in another plug-in are other objects.
    let (other_host, other_plug_in) = crate::author_side::start_and_keep();
    let refused = other_plug_in.control(|control| {
        let device = devices::loopback("abi.other").voice_activity(&voice);
        other_plug_in.add_device(control, device).map(drop)
    });
    assert_eq!(refused, Ok(Err(Error::InUse(one.id()))));
    assert_eq!(other_host.get_ids(1, *b"dev#"), []);
    plug_in
        .control(|control| voice.set_detected(control, true))
        .unwrap();
    assert_eq!(
        host.events(),
        [changed(one.id().get(), [(*b"vAdS", INPUT)])]
    );
    remove(&plug_in, &one).unwrap();
    host.events();
    let taken = voice.clone();
    assert_eq!(
        edit(&plug_in, &two, move |device| device.voice_activity(&taken)).map(drop),
        Ok(())
    );
    assert_eq!(host.get_u32(two.id().get(), (*b"vAdS", INPUT)), 1);
}

#[test]
fn several_changes_of_one_call_are_announced_together() {
    let (host, plug_in, device) = start_with(devices::loopback("abi.batch"));
    let other = add(&plug_in, devices::loopback("abi.other"));
    host.events();
    plug_in
        .control(|control| {
            let change = |device: &DeviceHandle, edit: Edit| {
                device.reconfigure(control, edit).map(drop).unwrap();
            };
            change(&device, |device| device.name("One"));
            change(&other, |device| device.hidden(true));
            change(&device, |device| device.hidden(true));
            change(&device, |device| device.name("Two"));
            plug_in
                .add_device(control, devices::loopback("abi.third"))
                .unwrap();
            assert_eq!(host.side().events.lock().unwrap().len(), 0, "not yet");
        })
        .unwrap();
    let expected = [
        changed(device.id().get(), [*b"lnam", *b"hidn"]),
        changed(other.id().get(), [*b"hidn"]),
        changed(1, [*b"dev#", *b"ownd"]),
    ];
    assert_eq!(host.events(), expected);
}

#[test]
fn in_initialize_changes_are_made_at_once_and_nobody_is_told() {
    let host = MiniHost::start(|plug_in, control| {
        let device = plug_in.add_device(control, devices::loopback("abi.early"))?;
        let change =
            device.reconfigure(control, |device| device.name("New").sample_rate(44_100.0))?;
        assert_eq!(change.outcome(), Some(Ok(())));
        let removed = plug_in.add_device(control, devices::loopback("abi.removed"))?;
        removed.remove(control)
    });
    assert_eq!(host.get_f64(2, *b"nsrt"), 44_100.0);
    assert_eq!(host.get_ids(1, *b"dev#"), [2]);
    assert_eq!(host.translate("abi.removed"), 0);
    assert_eq!(host.events(), []);
    assert_eq!(host.get_u32(2, *b"clas"), code(*b"adev"));
}
