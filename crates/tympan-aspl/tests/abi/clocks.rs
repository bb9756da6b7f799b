//! Clocks that are shared, adjusted and written by authors, as a host sees them (hal-facts C.10).

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tympan_aspl::AudioBox;
use tympan_aspl::clock::{AdjustableClock, Clock, ClockError, SharedClock};
use tympan_aspl::clock::{Timebase, ZeroTimeStamp};
use tympan_aspl::control::SliderControl;
use tympan_aspl::prelude::*;

use crate::devices;
use crate::mini_host::code::GLOBAL;
use crate::mini_host::{MiniHost, err};

/// Adjustments of the long test.
const ADJUSTMENTS: u64 = if cfg!(miri) { 12 } else { 20_000 };

/// Ticks per second of a host clock with 125/3 nanoseconds a tick.
const TICKS: u64 = 24_000_000;
const HOUR: u64 = 3_600 * TICKS;
const PERIOD: f64 = 16_384.0;
/// Ticks in a period at 48 kHz: 500 a frame.
const PERIOD_TICKS: u64 = 16_384 * 500;

fn device(uid: &str, clock: impl Into<SharedClock>) -> Device {
    devices::loopback(uid).clock(clock).clock_domain(1)
}

/// A plug-in with these devices on a clock of 125/3 nanoseconds a tick, and the author's hold on it.
fn host(devices: Vec<Device>) -> (MiniHost, PlugIn, Vec<DeviceHandle>) {
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::with_timebase(125, 3);
    host.initialize(move |plug_in, control| {
        let handles = devices
            .into_iter()
            .map(|device| plug_in.add_device(control, device));
        let handles: Vec<_> = handles.collect::<Result<_>>()?;
        let _ = keeper.set((plug_in.clone(), handles));
        Ok(())
    })
    .unwrap();
    let (plug_in, handles) = kept.get().unwrap().clone();
    (host, plug_in, handles)
}

fn set_scalar(plug_in: &PlugIn, clock: &AdjustableClock, scalar: f64) {
    let set = plug_in.control(|control| clock.set_rate_scalar(control, scalar));
    set.unwrap().unwrap();
}

/// Where the time stamps of an adjusted clock are, in units of 2^-50 tick, by long division of whole numbers. Each adjustment is out by one unit at most.
struct Oracle {
    position: u128,
    stamp: u64,
    /// Ticks of a period: a numerator and a denominator.
    period: (u128, u128),
}

impl Oracle {
    fn new(now: u64) -> Self {
        let period = (u128::from(PERIOD_TICKS), 1);
        Self {
            position: u128::from(now) << 50,
            stamp: 0,
            period,
        }
    }

    /// A count of periods in units of 2^-50 tick.
    fn after(&self, count: u64) -> u128 {
        let (numerator, denominator) = self.period;
        let dividend = numerator * u128::from(count);
        let rest = dividend % denominator;
        assert!(rest < 1 << 77, "the oracle would overflow");
        self.position + ((dividend / denominator) << 50) + (rest << 50) / denominator
    }

    /// Goes on to the last stamp that is not after a host time.
    fn advance(&mut self, now: u64) {
        let mut count = 0;
        while self.after(count + 1) >> 50 <= u128::from(now) {
            count += 1;
        }
        self.position = self.after(count);
        self.stamp += count;
    }

    /// The rate scalar is `numerator / 2^52`.
    fn adjust(&mut self, numerator: u64) {
        self.period = (u128::from(PERIOD_TICKS) << 52, u128::from(numerator));
    }
}

#[test]
fn days_of_adjustments_leave_no_error() {
    let clock = AdjustableClock::new();
    let (host, plug_in, _) = host(vec![device("abi.adjusted", &clock)]);
    let mut now = 1_234_567;
    host.set_now(now);
    host.start_io(2, 1).unwrap();
    let seed = host.zero_time_stamp(2).unwrap().seed;
    let mut oracle = Oracle::new(now);
    let mut random = 7_u64;
    for _ in 0..ADJUSTMENTS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Up to 30 s, so that 20 000 of them take days.
        now += random % (30 * TICKS);
        host.set_now(now);
        oracle.advance(now);
        let before = host.zero_time_stamp(2).unwrap();
        let numerator = (1 << 52) - (1 << 46) + (random >> 17);
        set_scalar(&plug_in, &clock, numerator as f64 / (1_u64 << 52) as f64);
        oracle.adjust(numerator);
        let stamp = host.zero_time_stamp(2).unwrap();
        let early = oracle.after(1);
        if before == stamp {
            assert_eq!(stamp.sample_time, oracle.stamp as f64 * PERIOD);
            let exact = oracle.position;
            let error = exact.abs_diff(u128::from(stamp.host_time) << 50);
            assert!(error <= 1 << 50, "{stamp:?}: {exact} / 2^50");
        } else {
            // A faster cadence has made the next one due.
            assert!(early >> 50 <= u128::from(now));
            assert_eq!(stamp.sample_time, before.sample_time + PERIOD);
        }
        assert_eq!(stamp.seed, seed);
    }
    let counts = host.zero_time_stamp(2).unwrap();
    assert!(counts.host_time <= now);
}

#[test]
fn the_next_stamp_after_an_adjustment_is_one_period_away_at_the_new_rate() {
    let clock = AdjustableClock::new();
    let (host, plug_in, handles) = host(vec![device("abi.step", &clock)]);
    host.set_now(1_000);
    host.start_io(2, 1).unwrap();
    host.set_now(1_000 + 5 * PERIOD_TICKS + 77);
    let before = host.zero_time_stamp(2).unwrap();
    set_scalar(&plug_in, &clock, 1.0 - 1e-3);
    assert_eq!(host.zero_time_stamp(2), Ok(before), "no jump");
    assert_eq!(clock.rate_scalar(), 1.0 - 1e-3);
    // 8 192 000 / 0.999 = 8 200 200.2
    let due = before.host_time + 8_200_200;
    host.set_now(due - 1);
    assert_eq!(host.zero_time_stamp(2), Ok(before));
    host.set_now(due);
    let next = host.zero_time_stamp(2).unwrap();
    assert_eq!((next.sample_time, next.host_time), (6.0 * PERIOD, due));
    assert_eq!(next.seed, before.seed);
    let counts = handles[0].diagnostics().unwrap();
    assert_eq!(counts.clock_corrections, 1);
}

#[test]
fn an_adjustment_of_a_billionth_is_seen_after_an_hour() {
    let clock = AdjustableClock::new();
    let (host, plug_in, _) = host(vec![device("abi.fine", &clock)]);
    host.set_now(0);
    host.start_io(2, 1).unwrap();
    set_scalar(&plug_in, &clock, 1.0 + 1e-9);
    host.set_now(HOUR);
    let stamp = host.zero_time_stamp(2).unwrap();
    let nominal = (stamp.sample_time / PERIOD) as u64 * PERIOD_TICKS;
    // An hour is 86.4e9 ticks, of which a billionth is 86.
    assert!(
        (85..=87).contains(&(nominal - stamp.host_time)),
        "{stamp:?}"
    );
}

#[test]
fn scalars_out_of_range_are_refused_and_change_nothing() {
    let clock = AdjustableClock::new();
    let (host, plug_in, _) = host(vec![device("abi.range", &clock)]);
    host.start_io(2, 1).unwrap();
    let before = host.zero_time_stamp(2);
    for scalar in [0.0, -1.0, 0.499_999, 2.000_001, f64::NAN, f64::INFINITY] {
        let refused = plug_in.control(|control| clock.set_rate_scalar(control, scalar));
        let Err(error) = refused.unwrap() else {
            panic!("{scalar} was taken")
        };
        assert!(error.to_string().contains("0.5 and 2"), "{error}");
    }
    assert_eq!(clock.rate_scalar(), 1.0);
    assert_eq!(host.zero_time_stamp(2), before);
    for scalar in [0.5, 2.0] {
        set_scalar(&plug_in, &clock, scalar);
    }
}

#[test]
fn a_slider_of_the_device_can_adjust_its_clock() {
    let clock = AdjustableClock::new();
    let adjusted = clock.clone();
    let slider = SliderControl::new(*b"sldr", Scope::Global, 0..=20_000)
        .initial(10_000)
        .on_change(move |control, value| {
            let scalar = 0.99 + f64::from(value) * 1e-6;
            adjusted.set_rate_scalar(control, scalar).unwrap();
        });
    let described = device("abi.slider", &clock).control(&slider);
    let (host, ..) = host(vec![described]);
    host.start_io(2, 1).unwrap();
    let id = host.get_ids(2, (*b"ctrl", GLOBAL))[0];
    assert_eq!(host.set_u32(id, (*b"sdrv", GLOBAL), 20_000), Ok(()));
    assert_eq!(clock.rate_scalar(), 1.01);
}

#[test]
fn devices_with_one_clock_have_the_same_stamps_whoever_runs() {
    for adjustable in [false, true] {
        let adjusted = AdjustableClock::new();
        let clock = match adjustable {
            false => SharedClock::system(),
            true => SharedClock::from(&adjusted),
        };
        let pair = ["abi.main", "abi.mirror"].map(|uid| device(uid, &clock));
        let (host, plug_in, _) = host(pair.into());
        let [main, mirror] = [host.translate("abi.main"), host.translate("abi.mirror")];
        host.set_now(500);
        host.start_io(main, 1).unwrap();
        let first = host.zero_time_stamp(main).unwrap();
        host.set_now(500 + 3 * PERIOD_TICKS);
        assert_eq!(host.zero_time_stamp(mirror), err(*b"stop"), "not started");
        host.start_io(mirror, 1).unwrap();
        assert_eq!(host.zero_time_stamp(mirror), host.zero_time_stamp(main));
        host.stop_io(main, 1).unwrap();
        if adjustable {
            set_scalar(&plug_in, &adjusted, 1.5);
        }
        host.set_now(500 + 9 * PERIOD_TICKS);
        let later = host.zero_time_stamp(mirror).unwrap();
        let periods = if adjustable { 12.0 } else { 9.0 };
        assert_eq!(later.sample_time, periods * PERIOD);
        host.start_io(main, 1).unwrap();
        assert_eq!(host.zero_time_stamp(main), Ok(later));
        assert_eq!(later.seed, first.seed);
    }
}

#[test]
fn a_device_that_disagrees_with_another_about_their_clock_is_refused() {
    let clock = SharedClock::system();
    let (host, plug_in, handles) = host(vec![device("abi.first", &clock)]);
    let add = |device: Device| {
        let added = plug_in.control(|control| plug_in.add_device(control, device));
        added.unwrap()
    };
    for (other, expected) in [
        (
            device("abi.second", &clock).sample_rate(44_100.0),
            "44100 Hz",
        ),
        (
            device("abi.second", &clock).zero_time_stamp_period(20_000),
            "20000 frames",
        ),
    ] {
        let error = add(other).unwrap_err().to_string();
        for part in [
            "abi.first",
            "abi.second",
            expected,
            "48000 Hz",
            "16384 frames",
        ] {
            assert!(error.contains(part), "{error}");
        }
    }
    // What was refused is forgotten.
    let second = add(device("abi.second", &clock)).unwrap();
    host.start_io(2, 1).unwrap();
    let before = host.zero_time_stamp(2);
    // Not while the first runs with another rate.
    let _ = host.events();
    let slow = |device: Device| device.sample_rate(44_100.0);
    let change = plug_in.control(|control| second.reconfigure(control, slow));
    let change = change.unwrap().unwrap();
    assert!(
        host.perform(second.id().get(), host.requested_action())
            .is_err()
    );
    assert!(format!("{change:?}").contains("abi.first"), "{change:?}");
    assert_eq!(host.zero_time_stamp(2), before);
    // When it does not run, one after the other.
    host.stop_io(2, 1).unwrap();
    for handle in [&second, &handles[0]] {
        let _ = host.events();
        let change = plug_in.control(|control| handle.reconfigure(control, slow));
        change.unwrap().unwrap();
        let action = host.requested_action();
        assert_eq!(host.perform(handle.id().get(), action), Ok(()));
        if handle.id() == second.id() {
            host.start_io(2, 1).unwrap();
            assert_eq!(
                host.start_io(second.id().get(), 1),
                err(*b"nope"),
                "the first runs at 48 kHz"
            );
            host.stop_io(2, 1).unwrap();
        }
    }
    for id in [2, second.id().get()] {
        host.start_io(id, 1).unwrap();
    }
    assert_eq!(
        host.zero_time_stamp(2),
        host.zero_time_stamp(second.id().get())
    );
}

#[test]
fn devices_come_back_with_their_box_whatever_rates_they_were_given() {
    let clock = SharedClock::system();
    let case = AudioBox::new("abi.case", "Case");
    let (host, plug_in, _) = host(vec![device("abi.outside", &clock)]);
    let boxed = plug_in.control(|control| {
        plug_in.add_box(control, &case)?;
        for uid in ["abi.main", "abi.mirror"] {
            plug_in.add_device(control, device(uid, &clock).in_box(&case))?;
        }
        Ok::<_, Error>(())
    });
    boxed.unwrap().unwrap();
    let _ = host.events();
    let main = host.translate("abi.main");
    host.set_rate(main, 44_100.0).unwrap();
    let action = host.requested_action();
    host.perform(main, action).unwrap();

    let case = host.get_ids(1, *b"box#")[0];
    host.set_u32(case, *b"bxon", 0).unwrap();
    assert_eq!(host.translate("abi.main"), 0);
    host.start_io(2, 1).unwrap();
    host.set_now(host.now() + 3 * PERIOD_TICKS);
    let before = host.zero_time_stamp(2);
    assert_eq!(host.set_u32(case, *b"bxon", 1), Ok(()));
    assert_eq!(host.zero_time_stamp(2), before);

    let [main, mirror] = [host.translate("abi.main"), host.translate("abi.mirror")];
    assert_eq!(host.get_f64(main, *b"nsrt"), 44_100.0);
    assert_eq!(host.get_f64(mirror, *b"nsrt"), 48_000.0);
    assert_eq!(host.start_io(main, 1), err(*b"nope"), "48 kHz are running");
    host.start_io(mirror, 1).unwrap();
    assert_eq!(host.zero_time_stamp(mirror), before);
    for id in [2, mirror] {
        host.stop_io(id, 1).unwrap();
    }
    host.start_io(main, 1).unwrap();
}

#[test]
fn a_clock_outlives_its_devices_and_serves_others() {
    let clock = AdjustableClock::new();
    let (host, plug_in, handles) = host(vec![device("abi.gone", &clock)]);
    host.start_io(2, 1).unwrap();
    host.set_now(host.now() + 3 * PERIOD_TICKS);
    let before = host.zero_time_stamp(2).unwrap();
    host.stop_io(2, 1).unwrap();
    plug_in
        .control(|control| handles[0].remove(control))
        .unwrap()
        .unwrap();
    // The realtime side is used again, with a clock of its own.
    let other =
        plug_in.control(|control| plug_in.add_device(control, devices::loopback("abi.own")));
    let other = other.unwrap().unwrap().id().get();
    host.start_io(other, 1).unwrap();
    let own = host.zero_time_stamp(other).unwrap();
    assert_eq!((own.sample_time, own.host_time), (0.0, host.now()));
    set_scalar(&plug_in, &clock, 1.25);
    assert_eq!(host.zero_time_stamp(other), Ok(own));
    // With nobody to ask for the time, the clock begins anew.
    let next = plug_in.control(|control| plug_in.add_device(control, device("abi.next", &clock)));
    let next = next.unwrap().unwrap().id().get();
    host.start_io(next, 1).unwrap();
    let after = host.zero_time_stamp(next).unwrap();
    assert!(after.seed != before.seed && after.sample_time > before.sample_time);
}

#[test]
fn after_sleep_and_stalls_of_hours_one_call_is_current() {
    for clock in [
        SharedClock::system(),
        SharedClock::from(AdjustableClock::new()),
    ] {
        let (host, ..) = host(vec![device("abi.sleep", &clock)]);
        host.set_now(100);
        host.start_io(2, 1).unwrap();
        let first = host.zero_time_stamp(2).unwrap();
        // While the system sleeps, host time stands still.
        assert_eq!(host.zero_time_stamp(2), Ok(first));
        host.set_now(100 + 5 * HOUR);
        let late = host.zero_time_stamp(2).unwrap();
        // 5 hours are 864 000 000 frames: 52 734 periods and a bit.
        assert_eq!(late.sample_time, 52_734.0 * PERIOD);
        assert_eq!(late.host_time, 100 + 52_734 * PERIOD_TICKS);
        host.stop_io(2, 1).unwrap();
        host.set_now(100 + 10 * HOUR);
        host.start_io(2, 1).unwrap();
        let later = host.zero_time_stamp(2).unwrap();
        assert_eq!(later.sample_time, 105_468.0 * PERIOD);
        assert_eq!((later.seed, late.seed), (first.seed, first.seed));
    }
}

#[test]
fn stamps_never_go_back_while_the_rate_is_adjusted() {
    let clock = AdjustableClock::new();
    let (host, plug_in, _) = host(vec![device("abi.race", &clock)]);
    host.start_io(2, 1).unwrap();
    let start = host.now();
    let rounds = ADJUSTMENTS.min(3_000);
    let done = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut last = host.zero_time_stamp(2).unwrap();
                while done.load(Ordering::Relaxed) == 0 {
                    // None only if publications overran it again and again.
                    let Ok(stamp) = host.zero_time_stamp(2) else {
                        continue;
                    };
                    assert!(
                        stamp.sample_time >= last.sample_time && stamp.host_time >= last.host_time,
                        "{last:?} {stamp:?}"
                    );
                    assert!(
                        stamp.sample_time > last.sample_time || stamp.host_time == last.host_time,
                        "{last:?} {stamp:?}"
                    );
                    last = stamp;
                }
            });
        }
        scope.spawn(|| {
            for round in 0..rounds {
                set_scalar(&plug_in, &clock, [0.5, 2.0, 1.0][round as usize % 3]);
            }
            done.store(1, Ordering::Relaxed);
        });
        let mut now = start;
        while done.load(Ordering::Relaxed) == 0 {
            now += PERIOD_TICKS / 5;
            host.set_now(now);
        }
    });
}

/// A clock of an author who answers whatever is wanted.
#[derive(Default)]
struct Scripted {
    answer: Mutex<Option<ZeroTimeStamp>>,
    panics: AtomicU32,
    calls: Mutex<Vec<&'static str>>,
    asked: AtomicU64,
}

impl Clock for Scripted {
    fn configure(&self, rate: f64, _: u32, timebase: Timebase) -> Result<(), ClockError> {
        assert_eq!((timebase.numerator, timebase.denominator), (125, 3));
        self.calls.lock().unwrap().push("configure");
        match rate {
            44_100.0 => Err(ClockError::SampleRate(rate)),
            _ => Ok(()),
        }
    }

    fn start(&self, _: u64) {
        self.calls.lock().unwrap().push("start");
    }

    fn stop(&self, _: u64) {
        self.calls.lock().unwrap().push("stop");
    }

    fn stamp(&self, now: u64) -> Option<ZeroTimeStamp> {
        self.asked.store(now, Ordering::Relaxed);
        if self.panics.load(Ordering::Relaxed) != 0 {
            panic!("asked to panic");
        }
        *self.answer.lock().unwrap()
    }
}

fn stamp(sample_time: f64, host_time: u64, seed: u64) -> Option<ZeroTimeStamp> {
    Some(ZeroTimeStamp {
        sample_time,
        host_time,
        seed,
    })
}

#[test]
fn an_authors_clock_is_configured_started_asked_and_stopped() {
    let scripted = Arc::new(Scripted::default());
    let clock = SharedClock::new(Arc::clone(&scripted));
    let (host, ..) = host(vec![device("abi.scripted", &clock)]);
    host.set_now(5_000);
    host.start_io(2, 1).unwrap();
    assert_eq!(host.zero_time_stamp(2), err(*b"stop"), "it says no");
    *scripted.answer.lock().unwrap() = stamp(PERIOD, 4_999, 9);
    let answer = host.zero_time_stamp(2).unwrap();
    assert_eq!(
        (answer.sample_time, answer.host_time, answer.seed),
        (PERIOD, 4_999, 9)
    );
    assert_eq!(scripted.asked.load(Ordering::Relaxed), 5_000);
    host.stop_io(2, 1).unwrap();
    assert_eq!(host.zero_time_stamp(2), err(*b"stop"));
    let calls = scripted.calls.lock().unwrap().clone();
    assert_eq!(calls[0], "configure");
    assert_eq!(calls[calls.len() - 2..], ["start", "stop"]);
}

#[test]
fn an_authors_nonsense_does_not_reach_the_host() {
    let scripted = Arc::new(Scripted::default());
    let clock = SharedClock::new(Arc::clone(&scripted));
    let (host, _, handles) = host(vec![device("abi.nonsense", &clock)]);
    host.set_now(100_000);
    host.start_io(2, 1).unwrap();
    let good = stamp(3.0 * PERIOD, 90_000, 4);
    let nonsense = [
        stamp(1.0, 95_000, 4),
        stamp(4.0 * PERIOD + 0.5, 95_000, 4),
        stamp(f64::NAN, 95_000, 4),
        stamp(f64::INFINITY, 95_000, 4),
        stamp(-PERIOD, 95_000, 4),
        stamp(1e300, 95_000, 4),
        stamp(4.0 * PERIOD, 100_001, 4),
        stamp(2.0 * PERIOD, 95_000, 4),
        stamp(4.0 * PERIOD, 89_999, 4),
        stamp(PERIOD + 1.0, 1, 5),
    ];
    *scripted.answer.lock().unwrap() = nonsense[0];
    assert_eq!(host.zero_time_stamp(2), err(*b"stop"), "nothing to go by");
    *scripted.answer.lock().unwrap() = good;
    let before = host.zero_time_stamp(2).unwrap();
    for answer in nonsense {
        *scripted.answer.lock().unwrap() = answer;
        assert_eq!(host.zero_time_stamp(2), Ok(before), "{answer:?}");
    }
    let counts = handles[0].diagnostics().unwrap();
    assert_eq!(counts.clock_corrections, 11);
    // Another seed is another time line.
    *scripted.answer.lock().unwrap() = stamp(0.0, 99_000, 5);
    assert_eq!(host.zero_time_stamp(2).unwrap().seed, 5);
}

#[test]
fn a_panic_of_an_authors_clock_ends_its_time_until_the_next_start() {
    let scripted = Arc::new(Scripted::default());
    let clock = SharedClock::new(Arc::clone(&scripted));
    let (host, _, handles) = host(vec![device("abi.bang", &clock)]);
    host.set_now(10);
    host.start_io(2, 1).unwrap();
    *scripted.answer.lock().unwrap() = stamp(0.0, 10, 1);
    let before = host.zero_time_stamp(2);
    scripted.panics.store(1, Ordering::Relaxed);
    assert_eq!(host.zero_time_stamp(2), err(*b"what"));
    scripted.panics.store(0, Ordering::Relaxed);
    assert_eq!(host.zero_time_stamp(2), err(*b"stop"), "not asked again");
    assert_eq!(handles[0].diagnostics().unwrap().panics, 1);
    host.stop_io(2, 1).unwrap();
    host.start_io(2, 1).unwrap();
    assert_eq!(host.zero_time_stamp(2), before);
}

#[test]
fn a_device_goes_back_to_its_clock_when_another_refuses_it() {
    let scripted = Arc::new(Scripted::default());
    let refusing = SharedClock::new(Arc::clone(&scripted));
    let slow = devices::loopback("abi.exchange").sample_rate(44_100.0);
    let (host, plug_in, handles) = host(vec![slow]);
    host.start_io(2, 1).unwrap();
    let before = host.zero_time_stamp(2).unwrap();
    let exchange = |clock: SharedClock| {
        let edit = move |device: Device| device.clock(&clock);
        let change = plug_in.control(|control| handles[0].reconfigure(control, edit));
        drop(change.unwrap().unwrap());
        host.perform(2, host.requested_action())
    };
    assert!(exchange(refusing).is_err());
    assert_eq!(host.zero_time_stamp(2), Ok(before));
    // One that agrees takes over at once.
    let _ = host.events();
    assert_eq!(exchange(SharedClock::system()), Ok(()));
    let after = host.zero_time_stamp(2).unwrap();
    assert_eq!((after.sample_time, after.host_time), (0.0, host.now()));
    assert_ne!(after.seed, before.seed, "another time line");
}
