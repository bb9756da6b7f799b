//! The driver in the simulated HAL. Time is virtual and stands while the driver's thread works, so every test sees the same each time.

use std::time::Duration;

use hot_plug::DRIVER;
use tympan_aspl_host::{
    ClientIdentity, ClientIo, ClientPlan, Driver, Engine, EngineOptions, Host, HostError, Session,
    Timebase,
};

const BUILT_IN: &str = "com.example.hot-plug.built-in";
const GUEST: &str = "com.example.hot-plug.guest";

/// How often the guest comes and goes.
const VISITS: u32 = if cfg!(miri) { 2 } else { 300 };

/// Frames played: longer than the guest stays, or a few cycles under Miri.
const FRAMES: usize = if cfg!(miri) { 100 } else { 150_000 };

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn start() -> Result<Host, Box<dyn std::error::Error>> {
    Ok(Host::new(Driver::in_process(&DRIVER)?)?)
}

fn uids(host: &Host) -> Vec<String> {
    let devices = host.devices();
    devices.iter().map(|device| device.uid().into()).collect()
}

#[test]
fn the_guest_comes_after_a_second_and_goes_after_another() -> Outcome {
    // As long as on an Apple silicon Mac: ticks of host time are no nanoseconds.
    let timebase = Timebase {
        numerator: 125,
        denominator: 3,
    };
    let builder = Host::builder().virtual_clock(timebase);
    let host = builder.start(Driver::in_process(&DRIVER)?)?;
    let nearly = Duration::from_millis(999);
    let rest = Duration::from_millis(1);
    for _ in 0..2 {
        host.advance(nearly)?;
        assert_eq!(uids(&host), [BUILT_IN]);
        host.advance(rest)?;
        assert_eq!(uids(&host), [BUILT_IN, GUEST]);
        host.advance(nearly)?;
        assert_eq!(uids(&host), [BUILT_IN, GUEST]);
        host.advance(rest)?;
    }
    assert_eq!(uids(&host), [BUILT_IN]);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn plugging_again_and_again_leaves_nothing_behind() -> Outcome {
    let host = start()?;
    for visit in 1..=VISITS {
        host.advance(Duration::from_secs(1))?;
        assert_eq!(host.device(GUEST)?.name()?, format!("Guest {visit}"));
        host.advance(Duration::from_secs(1))?;
    }
    assert_eq!(uids(&host), [BUILT_IN]);
    let report = host.shut_down();
    assert!(report.destroyed);
    assert_eq!(report.violations, []);
    Ok(())
}

#[test]
fn the_built_in_device_plays_on_while_the_guest_comes_and_goes() -> Outcome {
    let host = start()?;
    let played: Vec<f32> = (0..2 * FRAMES).map(|sample| sample as f32).collect();
    let outcome = Session::new(&host.device(BUILT_IN)?)
        .client(ClientPlan::play(played.clone()))
        .run()?;
    assert!(outcome.recorded == played);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn whoever_plays_to_the_guest_is_told_that_it_is_gone() -> Outcome {
    let host = start()?;
    host.advance(Duration::from_secs(1))?;
    let guest = host.device(GUEST)?;
    host.advance(Duration::from_millis(980))?;
    // Cycles of more than ten milliseconds: the guest is gone before the third.
    let mut engine = Engine::new(&guest, EngineOptions::new().buffer_frames(512))?;
    let client = engine.add_client(&ClientIdentity::default(), |_: &mut ClientIo<'_>| {})?;
    engine.start(client)?;
    let cycles = std::iter::from_fn(|| engine.cycle().ok()).take(10).count();
    assert!((1..3).contains(&cycles), "{cycles} cycles");
    assert_eq!(guest.name(), Err(HostError::Gone { object: guest.id() }));
    assert_eq!(uids(&host), [BUILT_IN]);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn the_driver_ends_while_its_thread_sleeps() -> Outcome {
    assert!(start()?.shut_down().destroyed);
    Ok(())
}
