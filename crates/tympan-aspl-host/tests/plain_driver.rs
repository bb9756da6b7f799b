//! Good I/O with a driver that was not made with the framework.

mod common;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::plain_driver::{
    Call, DEVICE, INPUT, Log, OUTPUT, Options, UID, load, start, start_with,
};
use common::{
    BUFFER_FRAMES, FRAMES, MODELS, USUAL_BUFFER_FRAMES, assert_identical, loop_numbered, numbered,
};
use tympan_aspl_host::{
    ClientIdentity, ClientIo, ClientPlan, Direction, Engine, EngineOptions, Host, Session,
    StartCalls, ThreadModel, Timebase,
};

/// Of so many integer formats one is tried: all, but for Miri.
const SPARSENESS: usize = if cfg!(miri) { 3 } else { 1 };

/// Frames played by the wall clock, at 48 kHz.
const WALL_CLOCK_FRAMES: usize = if cfg!(miri) { 480 } else { 4_800 };

fn operation(code: &[u8; 4]) -> u32 {
    u32::from_be_bytes(*code)
}

#[test]
fn a_loopback_is_bit_exact_at_any_buffer_size() {
    for model in MODELS {
        for &buffer_frames in BUFFER_FRAMES {
            let host = start(Options::default()).expect("the host starts");
            let device = host.device(UID).expect("the device");
            let outcome = loop_numbered(&device, buffer_frames, model);
            assert_identical(&outcome.recorded, &outcome.expected);
            assert_eq!((outcome.overloads, outcome.resynchronisations), (0, 0));
            assert_eq!(outcome.round_trip_frames, 2 * u64::from(buffer_frames));
            assert_eq!(host.shut_down().violations, []);
        }
    }
}

#[test]
fn what_a_driver_has_counted_is_read_name_by_name() {
    let host = start(Options::default()).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let counts = device.diagnostics().expect("the driver answers");
    let expected = [("questions".to_owned(), u64::from(DEVICE))];
    assert_eq!(counts.as_deref(), Some(&expected[..]));
}

#[test]
fn a_loopback_is_bit_exact_with_frame_counts_that_vary() {
    for model in MODELS {
        let host = start(Options::default()).expect("the host starts");
        let device = host.device(UID).expect("the device");
        let signal = numbered(FRAMES, 2);
        let outcome = Session::new(&device)
            .buffer_frames(100)
            .frame_counts([100, 1, 99, 103, 7])
            .threads(model)
            .client(ClientPlan::play(signal.clone()))
            .run()
            .expect("the session runs");
        assert_identical(&outcome.recorded, &signal);
        assert_eq!(host.violations(), []);
    }
}

#[test]
fn a_loopback_is_bit_exact_on_a_timebase_of_125_to_3_at_44100_hz() {
    let builder = Host::builder().virtual_clock(Timebase {
        numerator: 125,
        denominator: 3,
    });
    let host = start_with(Options::default(), builder).expect("the host starts");
    let device = host.device(UID).expect("the device");
    device.set_sample_rate(44_100.0).expect("the rate changes");
    let outcome = loop_numbered(&device, USUAL_BUFFER_FRAMES, ThreadModel::One);
    assert_eq!(outcome.sample_rate, 44_100.0);
    assert_identical(&outcome.recorded, &outcome.expected);
    assert_eq!(host.violations(), []);
}

#[test]
fn integer_streams_are_converted_by_the_host() {
    // Flags, bytes and bits of hal-facts A.9.
    let formats = [
        (0xC, 2, 16),
        (0xE, 2, 16),
        (0xC, 3, 24),
        (0x4, 4, 24),
        (0x14, 4, 24),
        (0xC, 4, 32),
        (0xB, 4, 32),
    ];
    for format in formats.into_iter().step_by(SPARSENESS) {
        let options = Options {
            format: Some(format),
            ..Options::default()
        };
        let host = start(options).expect("the host starts");
        let device = host.device(UID).expect("the device");
        // Steps of one sixteen-bit unit, so that every format holds them exactly.
        let signal: Vec<f32> = (0..FRAMES * 2)
            .map(|index| ((index % 65_536) as f32 - 32_768.0) / 32_768.0)
            .collect();
        let outcome = Session::new(&device)
            .client(ClientPlan::play(signal.clone()))
            .run()
            .expect("the session runs");
        assert_identical(&outcome.expected, &signal);
        assert_identical(&outcome.recorded, &signal);
        assert_eq!(host.violations(), [], "{format:?}");
    }
}

#[test]
fn the_driver_may_convert_and_process_in_place_or_elsewhere() {
    for in_place in [true, false] {
        let codes = [b"cinp", b"cmix", b"pinp", b"pmix"];
        let options = Options {
            format: Some((0xC, 2, 16)),
            operations: codes
                .iter()
                .map(|code| (operation(code), in_place))
                .collect(),
            ..Options::default()
        };
        let host = start(options).expect("the host starts");
        let device = host.device(UID).expect("the device");
        let signal: Vec<f32> = (0..FRAMES * 2)
            .map(|index| (index % 32_768) as f32 / 32_768.0)
            .collect();
        let outcome = Session::new(&device)
            .buffer_frames(64)
            .client(ClientPlan::play(signal.clone()))
            .run()
            .expect("the session runs");
        // Upside down on the way out, and upside down again on the way in; -0 and 0 are the same integer.
        assert!(outcome.recorded.iter().zip(&signal).all(|(a, b)| a == b));
        assert!(outcome.expected.iter().zip(&signal).all(|(a, b)| *a == -b));
        assert_eq!(host.violations(), []);
    }
}

#[test]
fn a_device_that_mixes_itself_gets_each_client() {
    for model in MODELS {
        let options = Options {
            operations: [(operation(b"mixo"), true)].into(),
            ..Options::default()
        };
        let log = Arc::clone(&options.log);
        let host = start(options).expect("the host starts");
        let device = host.device(UID).expect("the device");
        // The plain driver's own mix never clears its ring, so less than one turn of it is played.
        let signal = numbered(FRAMES.min(20_000), 2);
        let outcome = Session::new(&device)
            .threads(model)
            .client(ClientPlan::play(signal.clone()))
            .client(ClientPlan::play(signal.clone()))
            .run()
            .expect("the session runs");
        let doubled: Vec<f32> = signal.iter().map(|sample| sample * 2.0).collect();
        assert_identical(
            &outcome.recorded[..doubled.len().min(outcome.recorded.len())],
            &doubled,
        );
        let wrote = |call: &Call| matches!(call, Call::Do { operation: code, .. } if *code == operation(b"rite"));
        assert!(!log.take().iter().any(wrote), "MixOutput excludes WriteMix");
    }
}

#[test]
fn the_second_client_starts_later_and_keeps_running_when_the_first_stops() {
    // Each plays longer than the first is to run.
    let frames = (FRAMES / 2).max(5 * 64);
    for model in MODELS {
        for start_calls in [StartCalls::EachClient, StartCalls::FirstAndLast] {
            let host = start(Options::default()).expect("the host starts");
            let device = host.device(UID).expect("the device");
            let first = numbered(frames, 2);
            let second: Vec<f32> = first.iter().map(|s| s * 64.0).collect();
            let outcome = Session::new(&device)
                .buffer_frames(64)
                .threads(model)
                .start_calls(start_calls)
                .client(ClientPlan::play(first.clone()).stopping_at_cycle(4))
                .client(ClientPlan::play(second.clone()).starting_at_cycle(2))
                .run()
                .expect("the session runs");
            let mut sum = vec![0.0; 2 * 64 * 2 + second.len()];
            sum[..4 * 64 * 2].copy_from_slice(&first[..4 * 64 * 2]);
            for (place, sample) in sum[2 * 64 * 2..].iter_mut().zip(&second) {
                *place += sample;
            }
            assert_identical(&outcome.expected, &sum);
            assert_identical(&outcome.recorded, &sum);
            assert_eq!(outcome.disagreements, 0);
            assert_eq!(outcome.clients[0].cycles, 4);
            assert_eq!(host.shut_down().violations, []);
        }
    }
}

#[test]
fn a_device_of_latency_and_safety_offset_comes_back_aligned() {
    let options = Options {
        safety_offset: [32, 48],
        ..Options::default()
    };
    let host = start(options).expect("the host starts");
    let device = host.device(UID).expect("the device");
    assert_eq!(device.safety_offset(Direction::Input), Ok(32));
    let outcome = loop_numbered(&device, 128, ThreadModel::One);
    assert_identical(&outcome.recorded, &outcome.expected);
    assert_eq!(outcome.round_trip_frames, 2 * 128 + 32 + 48);

    // A loopback that reports a latency it does not have comes back early by that much.
    let options = Options {
        latency: [3, 4],
        ..Options::default()
    };
    let host = start(options).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let outcome = loop_numbered(&device, 128, ThreadModel::One);
    assert_eq!(outcome.reported_latency_frames, 7);
    assert_eq!(outcome.round_trip_frames, 2 * 128 + 7);
    assert_eq!(outcome.recorded[0], outcome.expected[2 * 7]);
}

#[test]
fn a_rate_change_stops_io_and_starts_it_again() {
    for model in MODELS {
        let options = Options::default();
        let log = Arc::clone(&options.log);
        let host = start(options).expect("the host starts");
        let device = host.device(UID).expect("the device");
        let options = EngineOptions::new().buffer_frames(64).threads(model);
        let mut engine = Engine::new(&device, options).expect("the engine");
        let client = engine
            .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
            .expect("the client is added");
        engine.start(client).expect("the client starts");
        engine.cycle().expect("a cycle");
        engine.cycle().expect("a cycle");
        log.take();
        device.set_sample_rate(44_100.0).expect("the rate changes");
        let id = client.get();
        assert_eq!(
            log.take(),
            [Call::Stop(id), Call::Perform(7), Call::Start(id)]
        );
        let cycle = engine.cycle().expect("a cycle");
        assert_eq!(cycle.counter, 1, "the counter starts again");
        // 1e9 / 44100 ticks of a nanosecond per frame.
        let Some(Call::Do { cycle, .. }) = log
            .take()
            .into_iter()
            .find(|c| matches!(c, Call::Do { .. }))
        else {
            panic!("nothing was done");
        };
        assert!((cycle.mDeviceHostTicksPerFrame - 22_675.736_961_451_2).abs() < 1e-6);
        drop(engine);
        assert_eq!(host.violations(), []);
    }
}

#[test]
fn cycle_info_is_filled_as_documented() {
    let options = Options {
        safety_offset: [10, 20],
        ..Options::default()
    };
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let options = EngineOptions::new().buffer_frames(64);
    let mut engine = Engine::new(&device, options).expect("the engine");
    let client = engine
        .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    engine.start(client).expect("the client starts");
    for number in 1..=3_u64 {
        log.take();
        engine.cycle().expect("a cycle");
        let infos: Vec<_> = log
            .take()
            .into_iter()
            .filter_map(|call| match call {
                Call::Do {
                    stream,
                    frames,
                    cycle,
                    ..
                } => Some((stream, frames, cycle)),
                _ => None,
            })
            .collect();
        assert_eq!(infos.len(), 2);
        assert_eq!((infos[0].0, infos[1].0), (INPUT, OUTPUT));
        for (_, frames, info) in infos {
            assert_eq!(frames, 64);
            assert_eq!(info.mIOCycleCounter, number);
            assert_eq!(info.mNominalIOBufferFrameSize, 64);
            // Sample, host and rate scalar valid: 1 + 2 + 4.
            for stamp in [info.mCurrentTime, info.mInputTime, info.mOutputTime] {
                assert_eq!(stamp.mFlags, 7);
                assert_eq!(stamp.mRateScalar, 1.0);
            }
            let now = info.mCurrentTime.mSampleTime;
            assert!((now - info.mInputTime.mSampleTime - 74.0).abs() < 0.001);
            assert!((info.mOutputTime.mSampleTime - now - 84.0).abs() < 0.001);
            assert!(info.mInputTime.mSampleTime >= 0.0);
            let ticks = (info.mOutputTime.mHostTime - info.mInputTime.mHostTime) as f64;
            assert!((ticks - 158.0 * 1e9 / 48_000.0).abs() < 2.0, "{ticks}");
            assert!((info.mMainHostTicksPerFrame - 1e9 / 48_000.0).abs() < 1e-6);
        }
    }
}

#[test]
fn operations_come_in_the_documented_order() {
    let codes = [b"thrd", b"cycl", b"pinp", b"pout", b"pmix"];
    let options = Options {
        operations: codes.iter().map(|code| (operation(code), true)).collect(),
        ..Options::default()
    };
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let mut engine = Engine::new(&device, EngineOptions::new()).expect("the engine");
    let client = engine
        .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    engine.start(client).expect("the client starts");
    log.take();
    engine.cycle().expect("a cycle");
    engine.stop(client).expect("the client stops");
    let order: Vec<String> = log
        .take()
        .iter()
        .map(|call| {
            let name = |edge: &str, code: &u32| {
                format!("{edge} {}", String::from_utf8_lossy(&code.to_be_bytes()))
            };
            match call {
                Call::Begin(_, code) => name("begin", code),
                Call::Do { operation, .. } => name("do", operation),
                Call::End(_, code) => name("end", code),
                other => format!("{other:?}"),
            }
        })
        .collect();
    let id = client.get();
    let stop = format!("Stop({id})");
    let expected = [
        "begin thrd",
        "begin cycl",
        "begin read",
        "do read",
        "end read",
        "begin pinp",
        "do pinp",
        "end pinp",
        "begin pout",
        "do pout",
        "end pout",
        "begin pmix",
        "do pmix",
        "end pmix",
        "begin rite",
        "do rite",
        "end rite",
        "end cycl",
        "end thrd",
        stop.as_str(),
    ];
    assert_eq!(order, expected);
}

#[test]
fn clients_come_and_go_at_any_time() {
    let options = Options::default();
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let listener = ClientIdentity::new(77).bundle_id("com.example.listener");
    let idle = device.add_client(&listener).expect("the client is added");
    assert_eq!(
        log.take(),
        [Call::AddClient(
            idle.get(),
            77,
            Some("com.example.listener".into())
        )]
    );
    device.remove_client(idle).expect("the client is removed");
    assert!(device.remove_client(idle).is_err());
    assert_eq!(log.take(), [Call::RemoveClient(idle.get())]);

    let mut engine = Engine::new(&device, EngineOptions::new()).expect("the engine");
    let player = engine
        .add_client(&ClientIdentity::new(78), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    assert_ne!(player, idle, "ids are not used twice");
    engine.start(player).expect("the client starts");
    engine.cycle().expect("a cycle");
    let late = device
        .add_client(&listener)
        .expect("a client is added during I/O");
    engine.cycle().expect("a cycle");
    log.take();
    drop(engine);
    assert_eq!(
        log.take(),
        [Call::Stop(player.get()), Call::RemoveClient(player.get())]
    );
    drop(host);
    assert_eq!(log.take(), [Call::RemoveClient(late.get())]);
}

#[test]
fn dropping_the_host_destroys_the_instance_and_handles_know() {
    let options = Options::default();
    let log: Arc<Log> = Arc::clone(&options.log);
    let driver = load(options).expect("the driver loads");
    assert_eq!(log.instances.load(Ordering::Relaxed), 1);
    let host = Host::new(driver).expect("the host starts");
    let device = host.device(UID).expect("the device");
    assert_eq!(device.id(), DEVICE);
    let report = host.shut_down();
    assert!(report.destroyed);
    assert_eq!(log.instances.load(Ordering::Relaxed), 0);
    assert_eq!(
        device.sample_rate(),
        Err(tympan_aspl_host::HostError::ShutDown)
    );
}

#[test]
fn a_driver_that_is_never_started_is_destroyed_too() {
    let options = Options::default();
    let log = Arc::clone(&options.log);
    drop(load(options).expect("the driver loads"));
    assert_eq!(log.instances.load(Ordering::Relaxed), 0);
}

#[test]
fn a_cycle_that_comes_too_late_is_an_overload() {
    let host = start(Options::default()).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let options = EngineOptions::new().buffer_frames(480);
    let mut engine = Engine::new(&device, options).expect("the engine");
    let client = engine
        .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    engine.start(client).expect("the client starts");
    let first = engine.cycle().expect("a cycle");
    assert!(!first.late);
    // 25 ms pass instead of 10: late, but its output range has not passed yet.
    let clock = host.clock();
    clock.advance_to(clock.now() + 25_000_000);
    let late = engine.cycle().expect("a cycle");
    assert!(late.late && !late.resynchronised);
    assert_eq!(late.output_time, first.output_time + 480);
    // A second passes: frames are lost, and the counter begins again.
    clock.advance_to(clock.now() + 1_000_000_000);
    let lost = engine.cycle().expect("a cycle");
    assert!(lost.resynchronised);
    assert_eq!(lost.counter, 1);
    assert!(lost.output_time > late.output_time + 40_000);
    assert!(!engine.cycle().expect("a cycle").late, "it has caught up");
}

#[test]
fn wall_clock_runs_take_their_time() {
    let builder = Host::builder().wall_clock();
    let host = start_with(Options::default(), builder).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let signal = numbered(WALL_CLOCK_FRAMES, 2);
    let begin = std::time::Instant::now();
    let outcome = Session::new(&device)
        .buffer_frames(1024)
        .client(ClientPlan::play(signal.clone()))
        .run()
        .expect("the session runs");
    // Each millisecond has 48 frames, and the round trip adds to it.
    assert!(begin.elapsed().as_millis() >= WALL_CLOCK_FRAMES as u128 / 48);
    if outcome.resynchronisations == 0 {
        assert_identical(&outcome.recorded, &signal);
    }
}
