//! The driver in the simulated HAL: what users choose holds at once, also while audio runs, and at the next start.

mod common;

use common::{Bench, CYCLES, MAIN, MIRROR, Outcome, custom, set_settings, settings, start};
use tympan_aspl_host::sys::{
    kAudioMuteControlClassID, kAudioObjectPropertyScopeOutput, kAudioVolumeControlClassID,
};
use tympan_aspl_host::{Direction, Host, PropertyList, Storage, ThreadModel};

/// How many channels the main device has in turn.
const WIDTHS: &[i64] = if cfg!(miri) { &[3] } else { &[16, 1, 256, 2] };

/// Frames by which what is recorded is later.
const LATENCY: i64 = if cfg!(miri) { 20 } else { 700 };

fn uids(host: &Host) -> Vec<String> {
    let devices = host.devices();
    devices.iter().map(|device| device.uid().into()).collect()
}

#[test]
fn channels_change_while_audio_runs() -> Outcome {
    let host = start(&Storage::new())?;
    let devices = [host.device(MAIN)?, host.device(MIRROR)?];
    let mut bench = Bench::new(&devices, &[0, 1], ThreadModel::One)?;
    bench.run(CYCLES)?;
    for &channels in WIDTHS {
        set_settings(&host, [("channels", channels)])?;
        bench.clear();
        bench.run(CYCLES)?;
        assert_eq!(bench.channels(), channels as usize);
        bench.check(0, 1.0);
        for device in &devices {
            for direction in [Direction::Output, Direction::Input] {
                assert_eq!(device.channels(direction)?, channels as usize);
            }
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn latency_and_safety_offset_change_while_audio_runs() -> Outcome {
    let host = start(&Storage::new())?;
    let devices = [host.device(MAIN)?, host.device(MIRROR)?];
    let mut bench = Bench::new(&devices, &[0, 1], ThreadModel::One)?;
    bench.run(CYCLES)?;
    bench.check(0, 1.0);
    for (latency, safety_offset) in [(LATENCY, 0), (0, LATENCY), (LATENCY, LATENCY / 2)] {
        set_settings(
            &host,
            [("latency", latency), ("safety offset", safety_offset)],
        )?;
        bench.clear();
        bench.run(2 * CYCLES)?;
        bench.check(latency, 1.0);
        for device in &devices {
            assert_eq!(i64::from(device.latency(Direction::Output)?), latency);
            assert_eq!(device.latency(Direction::Input)?, 0);
            for direction in [Direction::Output, Direction::Input] {
                assert_eq!(i64::from(device.safety_offset(direction)?), safety_offset);
            }
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn the_mirror_comes_and_goes_while_the_main_device_runs() -> Outcome {
    let host = start(&Storage::new())?;
    let mut main = Bench::new(&[host.device(MAIN)?], &[0], ThreadModel::One)?;
    for _ in 0..2 {
        set_settings(&host, [("mirror", 0)])?;
        assert_eq!(uids(&host), [MAIN]);
        main.run(CYCLES)?;
        set_settings(&host, [("mirror", 1)])?;
        assert_eq!(uids(&host), [MAIN, MIRROR]);
        main.run(CYCLES)?;
    }
    main.check(0, 1.0);
    main.stop()?;
    let devices = [host.device(MAIN)?, host.device(MIRROR)?];
    let mut both = Bench::new(&devices, &[0, 1], ThreadModel::One)?;
    both.run(CYCLES)?;
    both.check(0, 1.0);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn impossible_settings_are_refused() -> Outcome {
    let host = start(&Storage::new())?;
    let property = custom(&host.device(MAIN)?, b"Sett")?;
    let before = property.get(None)?;
    for entries in [
        [("channels", 0)],
        [("channels", 1025)],
        [("channels", -2)],
        [("mirror", 2)],
        [("latency", 1 << 40)],
        [("safety offset", 960_001)],
        [("colour", 1)],
    ] {
        assert!(
            property.set(None, &settings(entries)).is_err(),
            "{entries:?}"
        );
    }
    assert!(property.set(None, &PropertyList::Integer(2)).is_err());
    assert_eq!(property.get(None)?, before);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn the_devices_go_with_their_box_and_come_back_with_it() -> Outcome {
    let host = start(&Storage::new())?;
    host.device(MAIN)?.set_sample_rate(96_000.0)?;
    let case = host.boxes().remove(0);
    case.set_acquired(false)?;
    assert_eq!(uids(&host), [""; 0]);
    case.set_acquired(true)?;
    assert_eq!(uids(&host), [MAIN, MIRROR]);
    let devices = [host.device(MAIN)?, host.device(MIRROR)?];
    assert_eq!(devices[1].sample_rate()?, 96_000.0);
    let mut bench = Bench::new(&devices, &[0, 1], ThreadModel::One)?;
    bench.run(CYCLES)?;
    bench.check(0, 1.0);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn what_was_chosen_is_there_at_the_next_start() -> Outcome {
    let storage = Storage::new();
    let host = start(&storage)?;
    let control = |host: &Host, uid, class| {
        let device = host.device(uid)?;
        device.control(class, kAudioObjectPropertyScopeOutput, 0)
    };
    set_settings(
        &host,
        [("channels", 6), ("latency", 32), ("safety offset", 16)],
    )?;
    host.device(MAIN)?.set_sample_rate(88_200.0)?;
    custom(&host.device(MAIN)?, b"Rate")?.set(None, &PropertyList::Real(1.000_000_001))?;
    control(&host, MAIN, kAudioVolumeControlClassID)?.set_decibels(-12.0)?;
    control(&host, MIRROR, kAudioMuteControlClassID)?.set_on(true)?;
    assert!(host.shut_down().destroyed);

    // Without what the host keeps on its own account, so that it is the driver that remembers.
    storage.forget_device(MAIN);
    storage.forget_device(MIRROR);
    let host = start(&storage)?;
    for uid in [MAIN, MIRROR] {
        let device = host.device(uid)?;
        assert_eq!(device.channels(Direction::Input)?, 6);
        assert_eq!(device.latency(Direction::Output)?, 32);
        assert_eq!(device.safety_offset(Direction::Input)?, 16);
        assert_eq!(device.sample_rate()?, 88_200.0);
    }
    let rate = custom(&host.device(MAIN)?, b"Rate")?;
    assert_eq!(rate.get(None)?, PropertyList::Real(1.000_000_001));
    let volume = control(&host, MAIN, kAudioVolumeControlClassID)?.decibels()?;
    assert!((volume + 12.0).abs() < 0.001);
    assert!(control(&host, MIRROR, kAudioMuteControlClassID)?.is_on()?);
    assert!(!control(&host, MAIN, kAudioMuteControlClassID)?.is_on()?);

    // Also without the mirror, and with the box released.
    set_settings(&host, [("mirror", 0)])?;
    host.boxes().remove(0).set_acquired(false)?;
    drop(host);
    let host = start(&storage)?;
    host.boxes().remove(0).set_acquired(true)?;
    assert_eq!(uids(&host), [MAIN]);
    assert_eq!(host.device(MAIN)?.channels(Direction::Output)?, 2);
    Ok(())
}
