//! The driver in the simulated HAL: what comes out of it, as its controls and its property say.

use gain::DRIVER;
use tympan_aspl_host::sys::{
    FourCc, kAudioMuteControlClassID, kAudioObjectPropertyScopeOutput, kAudioVolumeControlClassID,
};
use tympan_aspl_host::{
    ClientIdentity, ClientIo, ClientPlan, Control, CustomProperty, Device, Driver, Engine,
    EngineOptions, Host, HostError, PropertyList, Session, Storage, ThreadModel,
};

const UID: &str = "com.example.gain";

/// Frames played.
const FRAMES: u16 = if cfg!(miri) { 60 } else { 20_000 };

const BUFFER_FRAMES: &[u32] = if cfg!(miri) { &[37] } else { &[15, 512, 4096] };

const THREADS: &[ThreadModel] = if cfg!(miri) {
    &[ThreadModel::PerClient]
} else {
    &[ThreadModel::One, ThreadModel::PerClient]
};

/// Frames in 10 ms at the rate that the device begins with.
const RAMP: usize = 480;

/// Frames in a cycle while something changes, and the cycles then recorded: to the end of the ramp, or under Miri some way into it.
const CHANGE_FRAMES: u32 = if cfg!(miri) { 20 } else { 200 };
const CHANGE_CYCLES: usize = if cfg!(miri) { 4 } else { 7 };

/// How far a sample may be from what it should be, relative to it: a decibel is a factor rounded to a Float32, and the product is rounded again.
const TOLERANCE: f32 = 3e-7;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn start(storage: &Storage) -> Result<(Host, Device), Box<dyn std::error::Error>> {
    let builder = Host::builder().storage(storage.clone());
    let host = builder.start(Driver::in_process(&DRIVER)?)?;
    let device = host.device(UID)?;
    Ok((host, device))
}

/// As [`start`], with the volume turned up to where it changes nothing.
fn start_at_unity(storage: &Storage) -> Result<(Host, Device), Box<dyn std::error::Error>> {
    let (host, device) = start(storage)?;
    control(&device, kAudioVolumeControlClassID)?.set_decibels(0.0)?;
    Ok((host, device))
}

fn control(device: &Device, class: u32) -> Result<Control, HostError> {
    device.control(class, kAudioObjectPropertyScopeOutput, 0)
}

fn trim(device: &Device) -> Result<CustomProperty, HostError> {
    let mut all = device.custom_properties()?.into_iter();
    let selector = FourCc::from(*b"Trim").0;
    Ok(all
        .find(|property| property.selector() == selector)
        .expect("the device lists it"))
}

fn decibels(values: &[f64]) -> PropertyList {
    PropertyList::Array(values.iter().copied().map(PropertyList::Real).collect())
}

/// Stereo, of both signs, each frame with a number of its own.
fn signal() -> Vec<f32> {
    let number = |frame: u16| 0.25 + f32::from(frame) / 65_536.0;
    (0..FRAMES)
        .flat_map(|frame| [number(frame), -number(frame)])
        .collect()
}

/// Plays the signal at each buffer size, with each thread model, and looks for it times a gain for the left and one for the right.
fn assert_heard(device: &Device, gains: [f32; 2]) -> Outcome {
    for frames in BUFFER_FRAMES {
        for threads in THREADS {
            let outcome = Session::new(device)
                .buffer_frames(*frames)
                .threads(*threads)
                .client(ClientPlan::play(signal()))
                .run()?;
            assert_eq!(outcome.recorded.len(), signal().len());
            for (place, (heard, played)) in outcome.recorded.iter().zip(signal()).enumerate() {
                let wanted = played * gains[place % 2];
                let is_right = (heard - wanted).abs() <= wanted.abs() * TOLERANCE;
                assert!(
                    is_right,
                    "{heard} for {wanted} at {place}, {frames} frames, {threads:?}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn out_of_the_box_it_is_quieter_by_20_decibels() -> Outcome {
    let (_host, device) = start(&Storage::new())?;
    let volume = control(&device, kAudioVolumeControlClassID)?;
    assert_eq!(volume.decibels()?, -20.0);
    assert_heard(&device, [0.1, 0.1])
}

#[test]
fn at_0_decibels_every_bit_passes() -> Outcome {
    let (host, device) = start_at_unity(&Storage::new())?;
    for frames in BUFFER_FRAMES {
        for threads in THREADS {
            let outcome = Session::new(&device)
                .buffer_frames(*frames)
                .threads(*threads)
                .client(ClientPlan::play(signal()))
                .run()?;
            assert_eq!(outcome.different_frames(), 0, "{frames} {threads:?}");
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn volume_and_trim_multiply_the_samples_from_the_first_one_on() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    // 10^(-6/20) and 10^(12/20).
    trim(&device)?.set(None, &decibels(&[-6.0, 12.0]))?;
    assert_heard(&device, [0.050_118_72, 0.398_107_17])?;

    control(&device, kAudioVolumeControlClassID)?.set_decibels(0.0)?;
    assert_heard(&device, [0.501_187_2, 3.981_071_7])?;
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn muted_it_is_silent_whatever_the_trim() -> Outcome {
    let (_host, device) = start_at_unity(&Storage::new())?;
    trim(&device)?.set(None, &decibels(&[12.0, 12.0]))?;
    let mute = control(&device, kAudioMuteControlClassID)?;
    mute.set_on(true)?;
    assert_heard(&device, [0.0, 0.0])?;
    mute.set_on(false)?;
    // 10^(12/20).
    assert_heard(&device, [3.981_071_7, 3.981_071_7])
}

#[test]
fn what_several_clients_play_is_changed_once_as_a_mix() -> Outcome {
    let (_host, device) = start_at_unity(&Storage::new())?;
    trim(&device)?.set(None, &decibels(&[-20.0, 0.0]))?;
    for threads in THREADS {
        let outcome = Session::new(&device)
            .threads(*threads)
            .client(ClientPlan::play(vec![0.25; 2 * usize::from(FRAMES)]))
            .client(ClientPlan::play(vec![0.5; 2 * usize::from(FRAMES)]))
            .run()?;
        for frame in outcome.recorded.chunks(2) {
            assert!((frame[0] - 0.075).abs() < 1e-7, "{frame:?}");
            assert_eq!(frame[1], 0.75);
        }
    }
    Ok(())
}

/// Plays both channels at 0.5 until it comes back, does something, and gives the frames from then for some cycles.
fn while_playing(
    device: &Device,
    threads: ThreadModel,
    act: impl FnOnce() -> Result<(), HostError>,
) -> Result<Vec<[f32; 2]>, Box<dyn std::error::Error>> {
    let options = EngineOptions::new()
        .buffer_frames(CHANGE_FRAMES)
        .threads(threads);
    let mut engine = Engine::new(device, options)?;
    let play = |io: &mut ClientIo<'_>| io.output(0).fill(0.5);
    let client = engine.add_client(&ClientIdentity::new(1), play)?;
    engine.start(client)?;
    // The way from output to input is two buffers.
    for _ in 0..4 {
        engine.cycle()?;
    }
    let steady = engine.input(client, 0);
    assert!(steady.chunks(2).all(|frame| frame == &steady[..2]));
    act()?;
    let mut heard = vec![[steady[0], steady[1]]];
    for _ in 0..CHANGE_CYCLES {
        engine.cycle()?;
        let frames = engine.input(client, 0);
        heard.extend(frames.chunks(2).map(|frame| [frame[0], frame[1]]));
    }
    Ok(heard)
}

/// That a channel goes from one level to the other in a straight line of at most 10 ms.
fn assert_ramp(heard: &[[f32; 2]], channel: usize, from: f32, to: f32) {
    let levels: Vec<f32> = heard.iter().map(|frame| frame[channel]).collect();
    let step = (to - from) / RAMP as f32;
    let is_straight = |pair: &[f32]| {
        let change = pair[1] - pair[0];
        change == 0.0 || (change - step).abs() <= 1e-6
    };
    assert!(levels.windows(2).all(is_straight), "{levels:?}");
    let changes = levels.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!((1..=RAMP).contains(&changes), "{changes} frames");
    let end = if cfg!(miri) {
        from + step * changes as f32
    } else {
        to
    };
    let ends = [levels[0] - from, levels[levels.len() - 1] - end];
    assert!(ends.iter().all(|end| end.abs() <= 1e-6), "{ends:?}");
}

#[test]
fn changes_while_it_plays_are_slopes_of_ten_milliseconds() -> Outcome {
    let (host, device) = start_at_unity(&Storage::new())?;
    for threads in THREADS {
        let trim = trim(&device)?;
        let heard = while_playing(&device, *threads, || {
            trim.set(None, &decibels(&[-20.0, 12.0]))
        })?;
        assert_ramp(&heard, 0, 0.5, 0.05);
        // 0.5 * 10^(12/20).
        assert_ramp(&heard, 1, 0.5, 1.990_535_9);
        trim.set(None, &decibels(&[0.0, 0.0]))?;

        let volume = control(&device, kAudioVolumeControlClassID)?;
        let heard = while_playing(&device, *threads, || volume.set_decibels(-20.0))?;
        assert_ramp(&heard, 0, 0.5, 0.05);
        volume.set_decibels(0.0)?;

        let mute = control(&device, kAudioMuteControlClassID)?;
        let heard = while_playing(&device, *threads, || mute.set_on(true))?;
        assert_ramp(&heard, 1, 0.5, 0.0);
        assert!(cfg!(miri) || heard[heard.len() - 1] == [0.0, 0.0]);
        mute.set_on(false)?;
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn a_trim_that_cannot_be_is_refused_and_changes_nothing() -> Outcome {
    let storage = Storage::new();
    let (_host, device) = start_at_unity(&storage)?;
    let trim = trim(&device)?;
    trim.set(None, &decibels(&[-20.0, 0.0]))?;
    let bad = [
        PropertyList::String("-20".into()),
        PropertyList::Real(-20.0),
        decibels(&[]),
        decibels(&[-20.0]),
        decibels(&[-20.0, 0.0, 0.0]),
        decibels(&[-24.5, 0.0]),
        decibels(&[0.0, 12.5]),
        decibels(&[f64::NAN, 0.0]),
        PropertyList::Array(vec![PropertyList::Boolean(true); 2]),
    ];
    for value in bad {
        let error = trim.set(None, &value).unwrap_err();
        // 'nope': kAudioHardwareIllegalOperationError.
        assert!(error.to_string().contains("nope"), "{value:?}: {error}");
        assert_eq!(trim.get(None)?, decibels(&[-20.0, 0.0]));
    }
    assert_eq!(storage.get("trim"), Some(decibels(&[-20.0, 0.0])));
    assert_heard(&device, [0.1, 1.0])
}

#[test]
fn what_was_set_acts_from_the_next_start_on() -> Outcome {
    let storage = Storage::new();
    let (host, device) = start(&storage)?;
    control(&device, kAudioVolumeControlClassID)?.set_decibels(-40.0)?;
    trim(&device)?.set(None, &decibels(&[-20.0, 0.0]))?;
    drop(host);

    // Without what the host keeps on its own account, so that it is the driver that remembers.
    storage.forget_device(UID);
    let (_host, device) = start(&storage)?;
    assert_eq!(trim(&device)?.get(None)?, decibels(&[-20.0, 0.0]));
    assert_heard(&device, [0.001, 0.01])
}

#[test]
fn a_stored_trim_that_cannot_be_is_none() -> Outcome {
    let unusable = [
        PropertyList::String("loud".into()),
        decibels(&[60.0, 0.0]),
        decibels(&[0.0]),
    ];
    for value in unusable {
        let storage = Storage::new();
        storage.set("trim", value);
        let (_host, device) = start(&storage)?;
        assert_eq!(trim(&device)?.get(None)?, decibels(&[0.0, 0.0]));
    }
    Ok(())
}
