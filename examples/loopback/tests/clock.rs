//! The driver in the simulated HAL: the clock that both devices share runs as fast as users say.

mod common;

use common::{BUFFER_FRAMES, Bench, MAIN, MIRROR, Outcome, custom, start};
use tympan_aspl_host::sys::{kAudioClockSourceControlClassID, kAudioObjectPropertyScopeGlobal};
use tympan_aspl_host::{Device, Host, HostError, PropertyList, Storage, ThreadModel};

const FIXED: u32 = 1;
const ADJUSTABLE: u32 = 2;

/// Cycles in two periods of 16384 frames: after these the host has seen a new rate, and in these it shows how fast the clock is. Under Miri they are too few
/// for either.
const CYCLES: usize = if cfg!(miri) {
    8
} else {
    2 * 16_384 / BUFFER_FRAMES as usize
};

/// The chosen source, the rate that is set, and the rate that acts; one step under Miri.
const STEPS: &[(u32, f64, f64)] = if cfg!(miri) {
    &[(ADJUSTABLE, 1.01, 1.01)]
} else {
    &[
        (FIXED, 1.01, 1.0),
        (ADJUSTABLE, 1.01, 1.01),
        (ADJUSTABLE, 0.99, 0.99),
        (FIXED, 0.99, 1.0),
    ]
};

/// Rates that both devices follow.
const RATES: &[f64] = if cfg!(miri) {
    &[0.996]
} else {
    &[1.004, 0.996]
};

/// Nanoseconds that a frame takes at 48 kHz.
const FRAME: f64 = 1e9 / 48_000.0;

struct Scene {
    host: Host,
    main: Device,
    bench: Bench,
}

impl Scene {
    fn new(storage: &Storage, devices: &[&str]) -> Result<Scene, Box<dyn std::error::Error>> {
        let host = start(storage)?;
        let main = host.device(MAIN)?;
        let devices: Result<Vec<_>, _> = devices.iter().map(|uid| host.device(uid)).collect();
        let bench = Bench::new(&devices?, &[0], ThreadModel::One)?;
        Ok(Scene { host, main, bench })
    }

    fn choose(&self, source: u32) -> Result<(), HostError> {
        let (class, scope) = (
            kAudioClockSourceControlClassID,
            kAudioObjectPropertyScopeGlobal,
        );
        self.main.control(class, scope, 0)?.select(&[source])
    }

    fn set_scalar(&self, scalar: f64) -> Result<(), HostError> {
        custom(&self.main, b"Rate")?.set(None, &PropertyList::Real(scalar))
    }

    /// How much faster than nominal the first device's frames pass, once the host knows. No frame is skipped on the way, and none repeated.
    fn speed(&mut self) -> Result<f64, HostError> {
        self.run()?;
        let begin = self.bench.next_cycle_at()?;
        let frames = self.run()?;
        let elapsed = self.bench.next_cycle_at()? - begin;
        Ok(frames as f64 * FRAME / elapsed as f64)
    }

    fn run(&mut self) -> Result<i64, HostError> {
        let cycles = self.bench.run(CYCLES)?;
        for pair in cycles.windows(2) {
            let next = pair[0].output_time + i64::from(BUFFER_FRAMES);
            assert_eq!(pair[1].output_time, next, "a jump");
            assert!(!pair[1].rebased && !pair[1].resynchronised && !pair[1].late);
        }
        Ok((cycles.len() * BUFFER_FRAMES as usize) as i64)
    }
}

fn assert_near(measured: f64, expected: f64) {
    // Host times are whole nanoseconds, and two periods take 683 million of them.
    assert!(
        cfg!(miri) || (measured - expected).abs() < 1e-8,
        "{measured} instead of {expected}"
    );
}

#[test]
fn the_rate_acts_while_the_adjustable_source_is_chosen() -> Outcome {
    let mut scene = Scene::new(&Storage::new(), &[MAIN])?;
    for &(source, scalar, expected) in STEPS {
        scene.choose(source)?;
        scene.set_scalar(scalar)?;
        assert_near(scene.speed()?, expected);
    }
    scene.bench.check(0, 1.0);
    assert_eq!(scene.host.violations(), []);
    Ok(())
}

#[test]
fn a_rate_beyond_one_percent_is_refused() -> Outcome {
    let scene = Scene::new(&Storage::new(), &[MAIN])?;
    for scalar in [0.9899, 1.0101, f64::NAN, f64::INFINITY, -1.0] {
        assert!(scene.set_scalar(scalar).is_err(), "{scalar}");
    }
    let property = custom(&scene.main, b"Rate")?;
    assert_eq!(property.get(None)?, PropertyList::Real(1.0));
    Ok(())
}

#[test]
fn both_devices_keep_in_step_at_any_rate() -> Outcome {
    let mut scene = Scene::new(&Storage::new(), &[MAIN, MIRROR])?;
    scene.choose(ADJUSTABLE)?;
    for &scalar in RATES {
        scene.set_scalar(scalar)?;
        scene.bench.run(CYCLES / 2)?;
    }
    scene.bench.check(0, 1.0);
    assert_eq!(scene.host.violations(), []);
    Ok(())
}

#[test]
fn the_rate_acts_again_after_the_next_start() -> Outcome {
    let storage = Storage::new();
    let scene = Scene::new(&storage, &[MAIN])?;
    scene.choose(ADJUSTABLE)?;
    scene.set_scalar(1.002)?;
    drop(scene);
    storage.forget_device(MAIN);
    let mut scene = Scene::new(&storage, &[MAIN])?;
    assert_near(scene.speed()?, 1.002);
    Ok(())
}
