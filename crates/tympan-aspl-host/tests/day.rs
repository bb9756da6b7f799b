//! The device clock through the C ABI, over a day of virtual time, against the exact value in integers.
//!
//! The driver is one made with the framework; its clock is read by GetZeroTimeStamp as a host reads it.

use tympan_aspl::prelude::*;
use tympan_aspl_host::{Driver, Host, Timebase};

/// Hours of virtual time.
const HOURS: u128 = if cfg!(miri) { 0 } else { 24 };
/// Periods that are looked at beyond those hours.
const PERIODS: u128 = 40;

const PERIOD: u128 = 16_384;
const RATE: u128 = 44_100;
const NANOSECONDS: u128 = 1_000_000_000;

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let device = Device::new("com.example.clock", "Clock").sample_rates([RATE as f64]);
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.clock");

/// The device under a host whose clock has this timebase.
struct Running {
    host: Host,
    device: u32,
    timebase: Timebase,
    anchor: u64,
}

impl Running {
    fn start(timebase: Timebase) -> Self {
        let driver = Driver::in_process(&DRIVER).unwrap();
        let host = Host::builder()
            .virtual_clock(timebase)
            .start(driver)
            .unwrap();
        let device = host.device("com.example.clock").unwrap().id();
        host.clock().advance_to(987_654_321);
        let anchor = host.clock().now();
        let reference = host.raw();
        // SAFETY: `host` keeps the driver alive.
        let table = unsafe { *reference };
        // SAFETY: as above, and the vtable with it.
        let interface = unsafe { *table };
        // SAFETY: the reference is the driver's own.
        let status = unsafe { interface.StartIO.unwrap()(reference, device, 1) };
        assert_eq!(status, 0);
        Self {
            host,
            device,
            timebase,
            anchor,
        }
    }

    /// The time stamp at a host time: sample time and host time.
    fn stamp_at(&self, now: u64) -> (u128, u64) {
        self.host.clock().advance_to(now);
        let reference = self.host.raw();
        // SAFETY: `host` keeps the driver alive.
        let table = unsafe { *reference };
        // SAFETY: as above, and the vtable with it.
        let interface = unsafe { *table };
        let (mut sample_time, mut host_time, mut seed) = (0.0, 0, 0);
        // SAFETY: the reference is the driver's own, and the three places are valid during the call.
        let status = unsafe {
            interface.GetZeroTimeStamp.unwrap()(
                reference,
                self.device,
                1,
                &raw mut sample_time,
                &raw mut host_time,
                &raw mut seed,
            )
        };
        assert_eq!((status, seed), (0, 1));
        (sample_time as u128, host_time)
    }

    /// The host time of a stamp, rounded down: an exact rational value in integers.
    fn exact(&self, period: u128) -> u64 {
        let (numerator, denominator) = (
            u128::from(self.timebase.numerator),
            u128::from(self.timebase.denominator),
        );
        let ticks = period * PERIOD * NANOSECONDS * denominator / (RATE * numerator);
        self.anchor + u64::try_from(ticks).unwrap()
    }
}

fn timebases() -> [Timebase; 2] {
    [(1, 1), (125, 3)].map(|(numerator, denominator)| Timebase {
        numerator,
        denominator,
    })
}

#[test]
fn every_time_stamp_of_a_day_is_exact_to_a_tick() {
    for timebase in timebases() {
        let running = Running::start(timebase);
        for period in 0..HOURS * 3_600 * RATE / PERIOD + PERIODS {
            let due = running.exact(period);
            for now in [due + 1, due + 100_000] {
                let (sample_time, host_time) = running.stamp_at(now);
                assert_eq!(sample_time, period * PERIOD);
                // Less than a tick from the exact value, and not in the future.
                assert_eq!(host_time, due, "period {period}");
            }
        }
    }
}

#[test]
fn after_a_stall_of_a_hundred_periods_one_call_catches_up() {
    for timebase in timebases() {
        let running = Running::start(timebase);
        assert_eq!(running.stamp_at(running.anchor), (0, running.anchor));
        let (sample_time, _) = running.stamp_at(running.exact(100) + 1);
        assert_eq!(sample_time, 100 * PERIOD);
    }
}
