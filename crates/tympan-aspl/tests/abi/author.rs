//! What a driver's author meets: refused descriptions, failing functions, devices that come later, and the two contexts.

use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

use tympan_aspl::prelude::*;
use tympan_aspl::{ChannelLayout, VoiceActivity};

use crate::devices;
use crate::mini_host::calls::call;
use crate::mini_host::code::INPUT;
use crate::mini_host::{Event, MiniHost, Target, cycle, err, outcome};

/// A running plug-in without devices, and the author's hold on it.
fn start_and_keep() -> (MiniHost, PlugIn) {
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, _| {
        keeper.set(plug_in.clone()).unwrap();
        Ok(())
    });
    let plug_in = kept.get().unwrap().clone();
    (host, plug_in)
}

#[test]
fn ranges_of_rates_that_make_no_sense_are_refused() {
    let (host, plug_in) = start_and_keep();
    let base = || {
        devices::loopback("abi.ranges")
            .sample_rates([48_000.0])
            .sample_rate(48_000.0)
    };
    for (device, expected) in [
        (
            base().sample_rate_range(96_000.0..=88_200.0),
            "96000 to 88200 Hz are none",
        ),
        (
            base().sample_rate_range(44_100.0..=48_000.0),
            "44100 to 48000 Hz are listed in part before",
        ),
        (
            base()
                .sample_rate_range(8_000.0..=16_000.0)
                .sample_rate(20_000.0),
            "20000 Hz it is to have is not in its list",
        ),
        (base().sample_rate_range(f64::NAN..=f64::NAN), "NaN"),
        (base().sample_rate_range(0.0..=32_000.0), " 0"),
        (base().sample_rate_range(64_000.0..=f64::INFINITY), "inf"),
    ] {
        let refused = plug_in
            .control(|control| plug_in.add_device(control, device))
            .unwrap();
        let Err(Error::InvalidDevice { problems, .. }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert!(problems[0].contains(expected), "{problems:#?}");
    }
    assert_eq!(host.get_ids(1, *b"dev#"), []);
}

#[test]
fn all_that_is_wrong_with_a_device_is_said_at_once() {
    let (host, plug_in) = start_and_keep();
    let device = Device::new("", "")
        .sample_rates([48_000.0, 48_000.0, f64::NAN, -1.0])
        .sample_rate(96_000.0)
        .zero_time_stamp_period(10_922)
        .stream(Stream::input(0))
        .stream(
            Stream::output(2)
                .formats([] as [SampleType; 0])
                .element_name(3, "third"),
        )
        .preferred_stereo_channels(Direction::Output, [1, 3])
        .preferred_channel_layout(Direction::Output, ChannelLayout::labels([1, 2, 3]))
        .element_name(Direction::Output, 3, "third");
    let refused = plug_in
        .control(|control| plug_in.add_device(control, device))
        .unwrap();
    let Err(Error::InvalidDevice { uid, problems }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(uid, "");
    for expected in [
        "UID is empty",
        "name is empty",
        "48000 Hz is listed twice",
        "96000 Hz it is to have",
        "10922 frames",
        "stream 1: it has no channels",
        "stream 2: it has no sample format",
        "stream 2: the name \"third\" is for channel 3",
        "stereo channels [1, 3]",
        "layout is for 3 channels",
        "text \"third\" is for Output channel 3",
        "call `io`",
    ] {
        let found = problems
            .iter()
            .filter(|problem| problem.contains(expected))
            .count();
        assert_eq!(found, 1, "{expected}: {problems:#?}");
    }
    // And the two rates that no clock can have.
    assert_eq!(problems.len(), 14, "{problems:#?}");
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.events(), []);
}

#[test]
fn a_uid_is_taken_once_and_ids_are_never_used_again() {
    let (host, plug_in) = start_and_keep();
    let add = |device| {
        let added = plug_in
            .control(|control| plug_in.add_device(control, device))
            .unwrap();
        added.map(|device| device.id().get())
    };
    let first = add(devices::loopback("abi.same")).unwrap();
    let refused = add(devices::full().io(Io::loopback())).and(add(devices::loopback("abi.same")));
    assert_eq!(refused, Err(Error::DuplicateUid("abi.same".to_owned())));
    let last = add(devices::many_streams()).unwrap();
    let devices = host.get_ids(1, *b"dev#");
    assert_eq!((devices.len(), devices[0], devices[2]), (3, first, last));
    let mut ids = vec![1];
    for device in devices {
        ids.push(device);
        ids.extend(host.get_ids(device, *b"stm#"));
    }
    assert!(ids.is_sorted_by(|before, after| before < after), "{ids:?}");
}

#[test]
fn a_function_that_panics_or_fails_makes_the_plug_in_unusable_and_nothing_else() {
    let failing: [fn(&PlugIn, &ControlContext<'_>) -> Result<()>; 3] = [
        |_, _| panic!("asked to panic"),
        |_, _| Err(Error::from("asked to fail")),
        |plug_in, control| {
            plug_in.add_device(control, devices::loopback("abi.twice"))?;
            plug_in
                .add_device(control, devices::loopback("abi.twice"))
                .map(drop)
        },
    ];
    for setup in failing {
        let host = MiniHost::new();
        assert_eq!(host.initialize(setup), err(*b"what"));
        assert_eq!(
            host.initialize(|_, _| Ok(())),
            err(*b"nope"),
            "once is enough"
        );
        assert_eq!(host.get_text(1, *b"lmak"), "Example");
        assert_eq!(host.events(), []);
    }
}

#[test]
fn initialize_needs_a_host_and_comes_once() {
    let host = MiniHost::new();
    let initialized = outcome(call!(host, Initialize(host.driver, core::ptr::null())));
    assert_eq!(initialized, err(*b"nope"));
    assert_eq!(host.initialize(|_, _| Ok(())), Ok(()));
    assert_eq!(host.initialize(|_, _| unreachable!()), err(*b"nope"));
}

#[test]
fn devices_of_initialize_are_not_announced_and_later_ones_are_once() {
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, control| {
        keeper.set(plug_in.clone()).unwrap();
        plug_in
            .add_device(control, devices::loopback("abi.early"))
            .map(drop)
    });
    assert_eq!(host.events(), []);
    let plug_in = kept.get().unwrap();
    thread::scope(|scope| {
        let adder = scope.spawn(|| {
            let device = devices::loopback("abi.late");
            plug_in
                .control(|control| plug_in.add_device(control, device))
                .unwrap()
                .unwrap();
        });
        adder.join().unwrap();
    });
    let announced = Event::Changed {
        object: 1,
        addresses: vec![(*b"dev#").into(), (*b"ownd").into()],
    };
    assert_eq!(host.events(), [announced]);
    assert_eq!(host.get_ids(1, *b"dev#").len(), 2);
    assert_ne!(host.translate("abi.late"), 0);
}

#[test]
fn devices_added_at_once_get_ids_of_their_own() {
    let (host, plug_in) = start_and_keep();
    host.side().is_curious.store(false, Ordering::Relaxed);
    thread::scope(|scope| {
        for thread in 0..3 {
            let plug_in = &plug_in;
            scope.spawn(move || {
                for number in 0..3 {
                    let device = devices::loopback(&format!("abi.{thread}.{number}"));
                    plug_in
                        .control(|control| plug_in.add_device(control, device))
                        .unwrap()
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(host.events().len(), 9);
    let devices = host.get_ids(1, *b"dev#");
    let mut ids: Vec<_> = devices
        .iter()
        .flat_map(|device| host.get_ids(*device, *b"stm#"))
        .collect();
    ids.extend(&devices);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 27);
}

#[test]
fn control_is_refused_inside_an_io_callback_and_on_no_other_thread() {
    let (host, plug_in) = start_and_keep();
    let (to_test, from_handler) = mpsc::channel();
    let (to_handler, from_test) = mpsc::channel::<()>();
    let from_test = Mutex::new(from_test);
    let author = plug_in.clone();
    let io = Io::new(|_: &IoSetup| ())
        .read_input(move |(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            to_test.send(author.control(|_| ())).unwrap();
            from_test.lock().unwrap().recv().unwrap();
            op.samples.silence();
        })
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let device = devices::loopback("abi.contexts").io(io);
    plug_in
        .control(|control| plug_in.add_device(control, device))
        .unwrap()
        .unwrap();
    let device = host.device();
    assert_eq!(host.start_io(device, 1), Ok(()));
    thread::scope(|scope| {
        let io_thread = scope.spawn(|| {
            let target = Target {
                device,
                stream: 3,
                client: 1,
                operation: *b"read",
            };
            let read = host.do_io(target, 2, &cycle(0.0, 0.0), &mut [1.0_f32; 16]);
            (read, plug_in.control(|_| ()))
        });
        assert_eq!(from_handler.recv().unwrap(), Err(Error::InsideIo));
        assert_eq!(plug_in.control(|_| ()), Ok(()), "this thread is outside");
        to_handler.send(()).unwrap();
        assert_eq!(
            io_thread.join().unwrap(),
            (Ok(()), Ok(())),
            "and so is that one afterwards"
        );
    });
}

#[test]
fn a_destroyed_plug_in_is_gone() {
    let (host, plug_in) = start_and_keep();
    let voice = VoiceActivity::new();
    let device = devices::loopback("abi.gone").voice_activity(&voice);
    plug_in
        .control(|control| plug_in.add_device(control, device))
        .unwrap()
        .unwrap();
    drop(host);
    assert_eq!(plug_in.control(|_| ()), Err(Error::Gone));
    let (other, other_plug_in) = start_and_keep();
    other_plug_in
        .control(|control| {
            let device = devices::loopback("abi.gone");
            assert_eq!(
                plug_in.add_device(control, device).map(drop),
                Err(Error::Gone)
            );
            voice.set_detected(control, true);
        })
        .unwrap();
    assert_eq!(other.get_ids(1, *b"dev#"), []);
}

#[test]
fn an_instance_is_destroyed_only_when_the_authors_threads_have_left_it() {
    let (host, plug_in) = start_and_keep();
    // Who destroys an instance may not call it any more, not even in answer to an announcement.
    host.side().is_curious.store(false, Ordering::Relaxed);
    let (to_test, from_author) = mpsc::channel();
    let author = thread::spawn(move || {
        for number in 0.. {
            let device = Device::new(format!("abi.{number}"), "Endless").sample_rates([48_000.0]);
            let added = plug_in.control(|control| plug_in.add_device(control, device));
            let _ = to_test.send(());
            match added {
                Ok(Ok(_)) => {}
                Ok(Err(Error::Gone)) | Err(Error::Gone) => return number,
                other => panic!("{other:?}"),
            }
        }
        0
    });
    from_author.recv().unwrap();
    // The announcement of a device reaches the host, or Miri and AddressSanitizer say that it is gone.
    drop(host);
    assert!(author.join().unwrap() > 0);
}

#[test]
fn voice_activity_is_announced_when_it_changes() {
    let (host, plug_in) = start_and_keep();
    let voice = VoiceActivity::new();
    let device = devices::loopback("abi.voice").voice_activity(&voice);
    plug_in
        .control(|control| plug_in.add_device(control, device))
        .unwrap()
        .unwrap();
    host.events();
    let detected = |is_detected| {
        plug_in
            .control(|control| voice.set_detected(control, is_detected))
            .unwrap();
        (host.events(), host.get_u32(2, (*b"vAdS", INPUT)))
    };
    let announced = Event::Changed {
        object: 2,
        addresses: vec![(*b"vAdS", INPUT).into()],
    };
    assert_eq!(detected(false), (vec![], 0));
    assert_eq!(detected(true), (vec![announced.clone()], 1));
    assert_eq!(detected(true), (vec![], 1));
    assert_eq!(detected(false), (vec![announced], 0));
    assert!(!voice.is_enabled());
    assert_eq!(host.set_u32(2, (*b"vAd+", INPUT), 1), Ok(()));
    assert!(voice.is_enabled());
}
