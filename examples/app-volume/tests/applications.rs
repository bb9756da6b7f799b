//! The driver in the simulated HAL: what several applications play is heard as each is set.

use std::collections::BTreeMap;
use std::thread;

use app_volume::DRIVER;
use tympan_aspl_host::sys::FourCc;
use tympan_aspl_host::{
    ClientIdentity, ClientIo, ClientPlan, CustomProperty, Device, Driver, Engine, EngineOptions,
    Host, PropertyList, Session, Storage, ThreadModel,
};

const UID: &str = "com.example.app-volume";

/// Frames played.
const FRAMES: usize = if cfg!(miri) { 60 } else { 20_000 };

const BUFFER_FRAMES: &[u32] = if cfg!(miri) { &[37] } else { &[15, 512, 4096] };

const THREADS: &[ThreadModel] = if cfg!(miri) {
    &[ThreadModel::PerClient]
} else {
    &[ThreadModel::One, ThreadModel::PerClient]
};

/// Times that a client comes, is changed and goes while another one plays.
const VISITS: usize = if cfg!(miri) { 2 } else { 50 };

/// Settings that each of two threads makes at the same time.
const SETS: usize = if cfg!(miri) { 3 } else { 40 };

/// Frames in 10 ms at the rate that the device begins with.
const RAMP: usize = 480;

/// Frames in a cycle while a setting changes, and the cycles then recorded: to the end of the ramp, or under Miri some way into it.
const CHANGE_FRAMES: u32 = if cfg!(miri) { 20 } else { 200 };
const CHANGE_CYCLES: usize = if cfg!(miri) { 4 } else { 7 };

/// How far a level may be from what it should be: a few roundings of Float32.
const TOLERANCE: f32 = 3e-7;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn start(storage: &Storage) -> Result<(Host, Device), Box<dyn std::error::Error>> {
    let builder = Host::builder().storage(storage.clone());
    let host = builder.start(Driver::in_process(&DRIVER)?)?;
    let device = host.device(UID)?;
    Ok((host, device))
}

fn custom(device: &Device, selector: &[u8; 4]) -> CustomProperty {
    let mut all = device.custom_properties().unwrap().into_iter();
    let selector = FourCc::from(*selector).0;
    all.find(|property| property.selector() == selector)
        .expect("the device lists it")
}

fn dictionary<const N: usize>(entries: [(&str, PropertyList); N]) -> PropertyList {
    PropertyList::Dictionary(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

fn setting(decibels: f64, pan: f64, is_muted: bool) -> PropertyList {
    dictionary([
        ("decibels", PropertyList::Real(decibels)),
        ("pan", PropertyList::Real(pan)),
        ("muted", PropertyList::Boolean(is_muted)),
    ])
}

fn decibels(decibels: f64) -> PropertyList {
    setting(decibels, 0.0, false)
}

/// Sets some applications, as any process can.
fn set<const N: usize>(device: &Device, settings: [(&str, PropertyList); N]) -> Outcome {
    Ok(custom(device, b"Apps").set(None, &dictionary(settings))?)
}

/// The applications that have a setting.
fn applications(device: &Device) -> BTreeMap<String, PropertyList> {
    match custom(device, b"Apps").get(None).unwrap() {
        PropertyList::Dictionary(settings) => settings,
        other => panic!("{other:?}"),
    }
}

/// A process of an application.
fn process(process_id: i32, bundle_id: &str) -> ClientIdentity {
    ClientIdentity::new(process_id).bundle_id(bundle_id)
}

/// A client that plays so much on both channels.
fn player(identity: &ClientIdentity, level: f32) -> ClientPlan {
    ClientPlan::play(vec![level; 2 * FRAMES]).identity(identity.clone())
}

/// Lets clients play all at once, in each way, and looks for one level on the left and one on the right, from the first frame on.
fn assert_heard(device: &Device, players: &[(ClientIdentity, f32)], levels: [f32; 2]) -> Outcome {
    for frames in BUFFER_FRAMES {
        for threads in THREADS {
            let session = Session::new(device)
                .buffer_frames(*frames)
                .threads(*threads);
            let outcome = players
                .iter()
                .fold(session, |session, (identity, level)| {
                    session.client(player(identity, *level))
                })
                .run()?;
            assert_eq!(outcome.recorded.len(), 2 * FRAMES);
            for frame in outcome.recorded.chunks(2) {
                assert_levels(frame, levels);
            }
        }
    }
    Ok(())
}

fn assert_levels(frame: &[f32], levels: [f32; 2]) {
    let is_right = |(heard, wanted): (&f32, f32)| (heard - wanted).abs() <= TOLERANCE;
    let is_right = frame.iter().zip(levels).all(is_right);
    assert!(is_right, "{frame:?} is not {levels:?}");
}

#[test]
fn applications_without_a_setting_pass_bit_by_bit() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    set(&device, [("com.example.other", decibels(-20.0))])?;
    let number = |sample: usize| (sample % 65_536) as f32 / 65_536.0 - 0.5;
    let signal: Vec<f32> = (0..2 * FRAMES).map(number).collect();
    for frames in BUFFER_FRAMES {
        for threads in THREADS {
            let outcome = Session::new(&device)
                .buffer_frames(*frames)
                .threads(*threads)
                .client(ClientPlan::play(signal.clone()))
                .run()?;
            assert!(outcome.recorded == signal, "{frames} {threads:?}");
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn each_application_is_heard_as_it_is_set() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    let music = (process(10, "com.example.music"), 0.5);
    let call = (process(11, "com.example.call"), 0.25);
    let game = (process(12, "com.example.game"), 0.125);
    let all = [music, call, game];
    set(
        &device,
        [
            ("com.example.music", decibels(-20.0)),
            ("com.example.call", setting(0.0, -0.5, false)),
        ],
    )?;
    // 0.5 * 0.1 + 0.25 + 0.125, and with half of the second on the right.
    assert_heard(&device, &all, [0.425, 0.3])?;

    set(&device, [("com.example.game", setting(12.0, 0.0, true))])?;
    assert_heard(&device, &all, [0.3, 0.175])?;

    // 0.125 * 10^(12/20) for the third.
    set(&device, [("com.example.game", decibels(12.0))])?;
    assert_heard(&device, &all, [0.797_634, 0.672_634])?;
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn all_processes_of_an_application_are_heard_alike_its_helpers_too() -> Outcome {
    let (_host, device) = start(&Storage::new())?;
    set(&device, [("com.example.web", decibels(-20.0))])?;
    let all = [
        (process(20, "com.example.web"), 0.25),
        (process(21, "com.example.web"), 0.25),
        (process(22, "com.example.web.helper.renderer"), 0.25),
        (process(23, "com.example.webcam"), 0.125),
    ];
    // 0.75 * 0.1 + 0.125.
    assert_heard(&device, &all, [0.2, 0.2])?;

    // A helper that has a setting of its own.
    set(&device, [("com.example.web.helper", decibels(0.0))])?;
    assert_heard(&device, &all, [0.425, 0.425])
}

#[test]
fn a_process_can_have_a_setting_until_it_is_gone() -> Outcome {
    let storage = Storage::new();
    let (_host, device) = start(&storage)?;
    let without_bundle = ClientIdentity::new(30);
    let other = process(31, "com.example.music");
    let first = device.add_client(&without_bundle)?;
    let second = device.add_client(&without_bundle)?;
    set(
        &device,
        [
            ("30", decibels(-20.0)),
            ("com.example.music", decibels(-20.0)),
        ],
    )?;
    assert_heard(&device, &[(without_bundle.clone(), 0.5)], [0.05, 0.05])?;

    // The process of an application can be told apart from it.
    let third = device.add_client(&other)?;
    set(&device, [("31", setting(0.0, 1.0, false))])?;
    assert_heard(&device, &[(other.clone(), 0.5)], [0.0, 0.5])?;

    device.remove_client(first)?;
    device.remove_client(third)?;
    let keys: Vec<String> = applications(&device).into_keys().collect();
    assert_eq!(keys, ["30", "com.example.music"]);
    assert_heard(&device, &[(other, 0.5)], [0.05, 0.05])?;
    device.remove_client(second)?;
    assert_heard(&device, &[(without_bundle, 0.5)], [0.5, 0.5])?;

    let stored = dictionary([("com.example.music", decibels(-20.0))]);
    assert_eq!(storage.get("applications"), Some(stored));
    Ok(())
}

#[test]
fn an_application_that_comes_back_is_as_it_was_from_its_first_frame_on() -> Outcome {
    let (_host, device) = start(&Storage::new())?;
    set(&device, [("com.example.music", decibels(-20.0))])?;
    for threads in THREADS {
        for process_id in [40, 41] {
            let music = process(process_id, "com.example.music");
            let outcome = Session::new(&device)
                .buffer_frames(64)
                .threads(*threads)
                .client(ClientPlan::listen())
                .client(player(&music, 0.5).starting_at_cycle(2))
                .run()?;
            let sounds = |frame: &&[f32]| frame.iter().any(|sample| *sample != 0.0);
            let heard = outcome.recorded.chunks(2).filter(sounds);
            assert_eq!(heard.clone().count(), FRAMES);
            heard.for_each(|frame| assert_levels(frame, [0.05, 0.05]));
        }
    }
    Ok(())
}

/// Adds a client that plays so much on both channels for as long as it runs.
fn join(
    engine: &mut Engine,
    identity: &ClientIdentity,
    level: f32,
) -> Result<tympan_aspl_host::ClientId, Box<dyn std::error::Error>> {
    let play = move |io: &mut ClientIo<'_>| io.output(0).fill(level);
    let client = engine.add_client(identity, play)?;
    engine.start(client)?;
    Ok(client)
}

#[test]
fn a_change_while_it_plays_is_a_slope_of_ten_milliseconds() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    for threads in THREADS {
        let options = EngineOptions::new()
            .buffer_frames(CHANGE_FRAMES)
            .threads(*threads);
        let mut engine = Engine::new(&device, options)?;
        let music = process(50, "com.example.music");
        let client = join(&mut engine, &music, 0.5)?;
        // The way from output to input is two buffers.
        for _ in 0..4 {
            engine.cycle()?;
        }
        set(&device, [("com.example.music", setting(-20.0, 1.0, false))])?;
        let mut heard = engine.input(client, 0);
        for _ in 0..CHANGE_CYCLES {
            engine.cycle()?;
            heard.extend(engine.input(client, 0));
        }
        for (channel, end) in [0.0, 0.05].into_iter().enumerate() {
            let levels: Vec<f32> = heard.iter().skip(channel).step_by(2).copied().collect();
            let step = (end - 0.5) / RAMP as f32;
            let change = |pair: &[f32]| pair[1] - pair[0];
            let is_straight = |pair| change(pair) == 0.0 || (change(pair) - step).abs() <= 1e-6;
            assert!(levels.windows(2).all(is_straight), "{levels:?}");
            let changes = levels.windows(2).filter(|pair| change(pair) != 0.0).count();
            assert!((1..=RAMP).contains(&changes), "{changes} frames");
            let end = if cfg!(miri) {
                0.5 + step * changes as f32
            } else {
                end
            };
            assert_eq!(levels[0], 0.5);
            assert!((levels[levels.len() - 1] - end).abs() <= 1e-6);
        }
        set(&device, [("com.example.music", decibels(0.0))])?;
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn others_hear_nothing_of_clients_that_come_change_and_go() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    set(&device, [("com.example.music", decibels(-20.0))])?;
    for threads in THREADS {
        let options = EngineOptions::new().buffer_frames(32).threads(*threads);
        let mut engine = Engine::new(&device, options)?;
        let music = join(&mut engine, &process(60, "com.example.music"), 0.5)?;
        for _ in 0..4 {
            engine.cycle()?;
        }
        for visit in 0..VISITS {
            // The guest is silent, so that whatever is not as before is the fault of its coming and going.
            let guest = join(&mut engine, &process(61, "com.example.guest"), 0.0)?;
            engine.cycle()?;
            set(&device, [("com.example.guest", decibels(-(visit as f64)))])?;
            engine.cycle()?;
            engine.remove(guest)?;
            engine.cycle()?;
            for frame in engine.input(music, 0).chunks(2) {
                assert_levels(frame, [0.05, 0.05]);
            }
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn who_sets_one_application_leaves_the_others_as_they_are() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    set(&device, [("com.example.a", decibels(-1.0))])?;
    set(&device, [("com.example.b", decibels(-2.0))])?;
    let both = [
        ("com.example.a".to_owned(), decibels(-1.0)),
        ("com.example.b".to_owned(), decibels(-2.0)),
    ];
    assert_eq!(applications(&device), both.into());
    // An empty setting is none.
    set(&device, [("com.example.a", dictionary([]))])?;
    assert_eq!(
        applications(&device),
        [("com.example.b".to_owned(), decibels(-2.0))].into()
    );

    // What is left out is as for an application without a setting.
    let pan = dictionary([("pan", PropertyList::Real(0.5))]);
    set(&device, [("com.example.b", pan)])?;
    assert_eq!(
        applications(&device)["com.example.b"],
        setting(0.0, 0.5, false)
    );

    // Two that set at the same time.
    thread::scope(|scope| {
        for name in ["left", "right"] {
            let device = &device;
            scope.spawn(move || {
                for number in 0..SETS {
                    let key = format!("com.example.{name}.{number}");
                    set(device, [(&key, decibels(-3.0))]).unwrap();
                }
            });
        }
    });
    assert_eq!(applications(&device).len(), 1 + 2 * SETS);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn what_cannot_be_is_refused_as_a_whole() -> Outcome {
    let storage = Storage::new();
    let (_host, device) = start(&storage)?;
    set(&device, [("com.example.music", decibels(-20.0))])?;
    let apps = custom(&device, b"Apps");
    let bad_settings = [
        PropertyList::Real(-20.0),
        PropertyList::Array(vec![]),
        setting(12.5, 0.0, false),
        setting(-97.0, 0.0, false),
        setting(f64::NAN, 0.0, false),
        setting(0.0, 1.5, false),
        dictionary([("volume", PropertyList::Real(0.5))]),
        dictionary([("decibels", PropertyList::String("-20".into()))]),
        dictionary([("muted", PropertyList::Integer(2))]),
    ];
    let with_a_good_one =
        |key, value| dictionary([("com.example.a", decibels(-6.0)), (key, value)]);
    let bad = bad_settings
        .into_iter()
        .map(|value| with_a_good_one("com.example.b", value))
        .chain(
            ["", "0", "-1", "+5", "007", "99999999999"]
                .map(|key| with_a_good_one(key, decibels(-6.0))),
        )
        .chain([
            PropertyList::String("quiet".into()),
            PropertyList::Array(vec![dictionary([])]),
        ]);
    for value in bad {
        let error = apps.set(None, &value).expect_err(&format!("{value:?}"));
        // 'nope': kAudioHardwareIllegalOperationError.
        assert_eq!(error.status(), Some(0x6E6F_7065), "{value:?}: {error}");
    }
    let settings = dictionary([("com.example.music", decibels(-20.0))]);
    assert_eq!(apps.get(None)?, settings);
    assert_eq!(storage.get("applications"), Some(settings));
    let music = process(70, "com.example.music");
    assert_heard(&device, &[(music, 0.5)], [0.05, 0.05])
}

#[test]
fn settings_are_as_they_were_at_the_next_start() -> Outcome {
    let storage = Storage::new();
    let (host, device) = start(&storage)?;
    set(
        &device,
        [
            ("com.example.music", setting(-20.0, -1.0, false)),
            ("80", decibels(-6.0)),
        ],
    )?;
    drop(host);
    let (_host, device) = start(&storage)?;
    let keys: Vec<String> = applications(&device).into_keys().collect();
    assert_eq!(keys, ["com.example.music"], "process ids mean nothing now");
    let music = process(81, "com.example.music");
    assert_heard(&device, &[(music, 0.5)], [0.05, 0.0])
}

#[test]
fn of_what_is_stored_the_rest_is_used_if_some_of_it_cannot_be() -> Outcome {
    let storage = Storage::new();
    let stored = dictionary([
        ("com.example.a", decibels(60.0)),
        ("com.example.b", decibels(-20.0)),
        ("com.example.c", PropertyList::String("quiet".into())),
    ]);
    storage.set("applications", stored);
    let (_host, device) = start(&storage)?;
    assert_eq!(
        applications(&device),
        [("com.example.b".to_owned(), decibels(-20.0))].into()
    );
    Ok(())
}

#[test]
fn who_plays_is_listed_with_the_application_that_it_belongs_to() -> Outcome {
    let (_host, device) = start(&Storage::new())?;
    let clients = custom(&device, b"Clnt");
    assert_eq!(clients.get(None)?, PropertyList::Array(vec![]));
    let helper = device.add_client(&process(90, "com.example.web.helper"))?;
    device.add_client(&ClientIdentity::new(91))?;
    set(&device, [("com.example.web", decibels(-6.0))])?;
    let process = |process| ("process", PropertyList::Integer(process));
    let text = |text: &str| PropertyList::String(text.into());
    let first = dictionary([
        process(90),
        ("bundle", text("com.example.web.helper")),
        ("application", text("com.example.web")),
    ]);
    let second = dictionary([process(91)]);
    assert_eq!(
        clients.get(None)?,
        PropertyList::Array(vec![first, second.clone()])
    );
    device.remove_client(helper)?;
    assert_eq!(clients.get(None)?, PropertyList::Array(vec![second]));
    Ok(())
}
