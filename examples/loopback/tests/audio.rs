//! The driver in the simulated HAL: what is played to either device is heard from both, bit for bit.

mod common;

use common::{Bench, CYCLES, MAIN, MIRROR, Outcome, set_settings, start};
use tympan_aspl_host::sys::{
    kAudioMuteControlClassID, kAudioObjectPropertyScopeOutput, kAudioVolumeControlClassID,
};
use tympan_aspl_host::{ClientPlan, Device, Session, Storage, ThreadModel};

/// Channels of the devices.
const CHANNELS: &[i64] = if cfg!(miri) {
    &[2]
} else {
    &[1, 2, 16, 64, 256]
};

/// Which devices are played to; 0 is the main one, 1 the mirror.
const PLAYERS: &[&[usize]] = &[&[0], &[1], &[0, 1]];

const THREADS: &[ThreadModel] = if cfg!(miri) {
    &[ThreadModel::PerClient]
} else {
    &[ThreadModel::One, ThreadModel::PerClient]
};

const RATES: &[f64] = if cfg!(miri) {
    &[768_000.0]
} else {
    &[
        8_000.0, 16_000.0, 24_000.0, 44_100.0, 48_000.0, 88_200.0, 96_000.0, 176_400.0, 192_000.0,
        352_800.0, 384_000.0, 705_600.0, 768_000.0,
    ]
};

/// Cycles with many channels, which take their time in a debug build.
const WIDE_CYCLES: usize = 8;

/// Frames of the session.
const FRAMES: usize = if cfg!(miri) { 40 } else { 20_000 };

/// Cycles after which a change of gain is over, which takes 10 ms.
const RAMP: usize = if cfg!(miri) { 8 } else { 4 };

fn both(host: &tympan_aspl_host::Host) -> Result<[Device; 2], tympan_aspl_host::HostError> {
    Ok([host.device(MAIN)?, host.device(MIRROR)?])
}

#[test]
fn what_is_played_to_the_main_device_is_recorded_from_it() -> Outcome {
    let host = start(&Storage::new())?;
    let played: Vec<f32> = (0..2 * FRAMES)
        .map(|sample| sample as f32 / 65_536.0)
        .collect();
    let outcome = Session::new(&host.device(MAIN)?)
        .client(ClientPlan::play(played.clone()))
        .run()?;
    assert!(outcome.recorded == played);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn what_is_played_to_either_device_is_heard_from_both_whatever_their_channels() -> Outcome {
    for &channels in CHANNELS {
        let host = start(&Storage::new())?;
        set_settings(&host, [("channels", channels)])?;
        let cycles = if channels > 16 { WIDE_CYCLES } else { CYCLES };
        for players in PLAYERS {
            for threads in THREADS {
                let mut bench = Bench::new(&both(&host)?, players, *threads)?;
                bench.run(cycles)?;
                assert_eq!(bench.channels(), channels as usize);
                bench.check(0, 1.0);
                bench.stop()?;
            }
        }
        assert_eq!(host.violations(), []);
    }
    Ok(())
}

#[test]
fn the_mirror_has_every_rate_that_the_main_device_is_given() -> Outcome {
    let host = start(&Storage::new())?;
    for &rate in RATES {
        let devices = both(&host)?;
        devices[0].set_sample_rate(rate)?;
        for device in &devices {
            assert_eq!(device.sample_rate()?, rate);
        }
        let mut bench = Bench::new(&devices, &[0, 1], ThreadModel::One)?;
        bench.run(CYCLES)?;
        bench.check(0, 1.0);
        bench.stop()?;
    }
    let rates = both(&host)?[0].sample_rates()?;
    assert_eq!(rates.len(), 13);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn volume_and_mute_act_as_they_say() -> Outcome {
    let host = start(&Storage::new())?;
    let devices = both(&host)?;
    devices[0].set_sample_rate(8_000.0)?;
    let control = |class| devices[0].control(class, kAudioObjectPropertyScopeOutput, 0);
    let (volume, mute) = (
        control(kAudioVolumeControlClassID)?,
        control(kAudioMuteControlClassID)?,
    );
    let mut bench = Bench::new(&devices, &[0], ThreadModel::One)?;
    for decibels in [-6.0, -40.0, 0.0] {
        volume.set_decibels(decibels)?;
        bench.run(RAMP)?;
        bench.clear();
        bench.run(CYCLES)?;
        let reported = f64::from(volume.decibels()?);
        assert!((reported - f64::from(decibels)).abs() < 0.001);
        bench.check(0, 10_f64.powf(reported / 20.0) as f32);
    }
    mute.set_on(true)?;
    bench.run(RAMP)?;
    bench.clear();
    bench.run(CYCLES)?;
    bench.check(0, 0.0);
    assert_eq!(host.violations(), []);
    Ok(())
}
