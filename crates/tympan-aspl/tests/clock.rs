//! The device clock against exact integer arithmetic that shares nothing with it.

use std::cmp::Ordering;

use tympan_aspl::clock::{ClockError, SystemClock, Timebase, Timeline};

/// Virtual time that the long tests cover.
const HOURS: u64 = 24;
/// Steps of each long loop; few under Miri.
const STEPS: u64 = if cfg!(miri) { 4 } else { 20_000 };

const NANOSECONDS: Timebase = Timebase {
    numerator: 1,
    denominator: 1,
};
const APPLE_SILICON: Timebase = Timebase {
    numerator: 125,
    denominator: 3,
};
const TIMEBASES: [Timebase; 2] = [NANOSECONDS, APPLE_SILICON];
const RATES: [f64; 9] = [
    44_100.0,
    48_000.0,
    96_000.0,
    192_000.0,
    8_000.0,
    11_025.0,
    44_099.999_3,
    47_952.047_952,
    1.0 / 3.0 * 100_000.0,
];
const PERIOD: u32 = 16_384;

/// An unsigned number of any size, in base 2^32, least digit first.
#[derive(Clone)]
struct Big(Vec<u32>);

impl Big {
    fn from(value: u128) -> Self {
        Self((0..4).map(|digit| (value >> (32 * digit)) as u32).collect())
    }

    fn times(mut self, factor: u64) -> Self {
        let high = self.clone().times_small((factor >> 32) as u32);
        self = self.times_small(factor as u32);
        let mut carry = 0_u64;
        self.0.resize(self.0.len().max(high.0.len() + 1) + 1, 0);
        for (index, digit) in self.0.iter_mut().enumerate().skip(1) {
            let sum =
                u64::from(*digit) + u64::from(high.0.get(index - 1).copied().unwrap_or(0)) + carry;
            *digit = sum as u32;
            carry = sum >> 32;
        }
        assert_eq!(carry, 0);
        self
    }

    fn times_small(mut self, factor: u32) -> Self {
        let mut carry = 0_u64;
        for digit in &mut self.0 {
            let product = u64::from(*digit) * u64::from(factor) + carry;
            *digit = product as u32;
            carry = product >> 32;
        }
        self.0.push(carry as u32);
        self
    }

    fn compare(&self, other: &Self) -> Ordering {
        (0..self.0.len().max(other.0.len()))
            .rev()
            .map(|index| {
                let digit = |big: &Self| big.0.get(index).copied().unwrap_or(0);
                digit(self).cmp(&digit(other))
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// An `f64` as a numerator and a denominator, exactly.
fn fraction(value: f64) -> (u64, u64) {
    let mut denominator = 1_u64;
    let mut scaled = value;
    while scaled.fract() != 0.0 {
        scaled *= 2.0;
        denominator *= 2;
    }
    assert!(scaled < 2.0_f64.powi(53));
    (scaled as u64, denominator)
}

/// Where `ticks` lies in relation to the exact host time of frame `frame`: frame / rate seconds, in ticks.
fn compare_with_exact(ticks: u64, frame: u64, rate: f64, timebase: Timebase) -> Ordering {
    // ticks ? frame * rate_denominator / rate_numerator * 1e9 * denominator / numerator
    let (rate_numerator, rate_denominator) = fraction(rate);
    let left = Big::from(u128::from(ticks))
        .times(rate_numerator)
        .times(u64::from(timebase.numerator));
    let right = Big::from(u128::from(frame))
        .times(rate_denominator)
        .times(1_000_000_000)
        .times(u64::from(timebase.denominator));
    left.compare(&right)
}

/// Asserts that `ticks` is less than one tick away from the exact host time of `frame`.
fn assert_within_a_tick(ticks: u64, frame: u64, rate: f64, timebase: Timebase) {
    assert!(
        compare_with_exact(ticks + 1, frame, rate, timebase).is_gt(),
        "{rate} Hz, {timebase:?}: frame {frame} at {ticks} is a tick or more early"
    );
    assert!(
        ticks == 0 || compare_with_exact(ticks - 1, frame, rate, timebase).is_lt(),
        "{rate} Hz, {timebase:?}: frame {frame} at {ticks} is a tick or more late"
    );
}

fn seconds(count: u64, timebase: Timebase) -> u64 {
    count * 1_000_000_000 * u64::from(timebase.denominator) / u64::from(timebase.numerator)
}

fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn the_oracle_knows_simple_cases() {
    assert_eq!(
        compare_with_exact(1_000_000_000, 48_000, 48_000.0, NANOSECONDS),
        Ordering::Equal
    );
    assert_eq!(
        compare_with_exact(23_999_999, 44_100, 44_100.0, APPLE_SILICON),
        Ordering::Less
    );
    assert_eq!(
        compare_with_exact(24_000_001, 44_100, 44_100.0, APPLE_SILICON),
        Ordering::Greater
    );
    assert_eq!(
        compare_with_exact(2_000_000_000, 3, 1.5, NANOSECONDS),
        Ordering::Equal
    );
    assert_eq!(
        compare_with_exact(u64::MAX, u64::MAX, 1_000_000_000.0, NANOSECONDS),
        Ordering::Equal
    );
}

#[test]
fn a_day_of_time_stamps_is_exact_to_a_tick() {
    for timebase in TIMEBASES {
        for rate in RATES {
            let anchor = 987_654_321;
            let timeline = Timeline::new(rate, PERIOD, timebase)
                .unwrap()
                .anchored(anchor, 0, 1);
            let day = seconds(HOURS * 3_600, timebase);
            let mut last = timeline.stamp(anchor);
            for step in 0..=STEPS {
                let now = anchor + (u128::from(day) * u128::from(step) / u128::from(STEPS)) as u64;
                let stamp = timeline.stamp(now);
                let frame = stamp.sample_time as u64;
                assert_eq!(stamp.sample_time.fract(), 0.0);
                assert_eq!(frame % u64::from(PERIOD), 0);
                assert!(stamp.host_time <= now, "a time stamp in the future");
                assert!(stamp.sample_time >= last.sample_time && stamp.host_time >= last.host_time);
                assert_within_a_tick(stamp.host_time - anchor, frame, rate, timebase);
                last = stamp;
            }
            assert!(last.sample_time >= rate * (HOURS * 3_600) as f64 - f64::from(PERIOD) - 1.0);
        }
    }
}

#[test]
fn host_times_are_the_floor_of_the_exact_value_at_whole_rates() {
    let mut state = 1;
    for timebase in TIMEBASES {
        for rate in [44_100_u64, 48_000, 88_200, 96_000, 176_400, 192_000] {
            let timeline = Timeline::new(rate as f64, PERIOD, timebase).unwrap();
            for _ in 0..STEPS {
                let now = random(&mut state) >> 12;
                let stamp = timeline.stamp(now);
                let exact = |frame: u128| {
                    frame * 1_000_000_000 * u128::from(timebase.denominator)
                        / (u128::from(timebase.numerator) * u128::from(rate))
                };
                let frame = stamp.sample_time as u128;
                assert_eq!(u128::from(stamp.host_time), exact(frame));
                assert!(
                    exact(frame + u128::from(PERIOD)) > u128::from(now),
                    "not the latest stamp at {now}"
                );
            }
        }
    }
}

#[test]
fn each_stamp_is_returned_until_the_next_is_due_to_the_tick() {
    for timebase in TIMEBASES {
        for rate in RATES {
            let timeline = Timeline::new(rate, PERIOD, timebase)
                .unwrap()
                .anchored(77, 0, 1);
            let mut current = timeline.stamp(77);
            for count in 1..=STEPS.min(500) {
                let almost = seconds(count * u64::from(PERIOD), timebase) as f64 / rate;
                let next = (0..8)
                    .map(|step| timeline.stamp(77 + almost as u64 - 4 + step))
                    .find(|stamp| stamp.sample_time > current.sample_time)
                    .expect("the next stamp within a few ticks of its time");
                assert_eq!(next.sample_time - current.sample_time, f64::from(PERIOD));
                assert_eq!(timeline.stamp(next.host_time), next);
                assert_eq!(timeline.stamp(next.host_time - 1), current);
                current = next;
            }
        }
    }
}

#[test]
fn one_call_catches_up_after_a_stall_of_a_hundred_periods() {
    let clock = SystemClock::new(48_000.0, PERIOD, APPLE_SILICON).unwrap();
    clock.start(1_000);
    let before = clock.stamp(1_000).unwrap();
    // 100 periods of 16 384 frames at 48 kHz on 24 MHz: 500 ticks per frame.
    let after = clock.stamp(1_000 + 100 * 16_384 * 500).unwrap();
    assert_eq!(after.sample_time - before.sample_time, 100.0 * 16_384.0);
    assert_eq!(after.host_time, 1_000 + 100 * 16_384 * 500);
    assert_eq!(after.seed, before.seed);
}

#[test]
fn time_stamps_stay_exact_beyond_two_to_the_fortieth_frame() {
    for timebase in TIMEBASES {
        for rate in RATES {
            let timeline = Timeline::new(rate, PERIOD, timebase).unwrap();
            for years in [1_u64, 9, 40] {
                let now = seconds(years * 31_557_600, timebase);
                let stamp = timeline.stamp(now);
                let frame = stamp.sample_time as u64;
                assert!(rate < 40_000.0 || frame > 1 << 40);
                assert_eq!(frame % u64::from(PERIOD), 0);
                assert!(stamp.host_time <= now);
                assert!(
                    (now - stamp.host_time) as f64
                        <= seconds(PERIOD.into(), timebase) as f64 / rate + 1.0
                );
                assert_within_a_tick(stamp.host_time, frame, rate, timebase);
            }
        }
    }
}

#[test]
fn unusual_periods_and_timebases_are_exact_too() {
    let mut state = 99;
    for timebase in [
        Timebase {
            numerator: 1,
            denominator: 1,
        },
        Timebase {
            numerator: 1_000_000_000,
            denominator: 1_000_003,
        },
        Timebase {
            numerator: 7,
            denominator: 40_009,
        },
        Timebase {
            numerator: 100,
            denominator: 1,
        },
    ] {
        for (rate, period) in [
            (1.0, 1),
            (999_983.25, 10_923),
            (1e8, u32::MAX),
            (44_100.0, 4_294_967_291),
        ] {
            let timeline = match Timeline::new(rate, period, timebase) {
                Ok(timeline) => timeline,
                Err(error) => panic!("{rate} {period} {timebase:?}: {error}"),
            };
            for shift in (2..40).take(STEPS as usize) {
                let now = random(&mut state) >> shift;
                let stamp = timeline.stamp(now);
                assert!(stamp.host_time <= now);
                if stamp.sample_time < 2.0_f64.powi(53) {
                    let frame = stamp.sample_time as u64;
                    assert_within_a_tick(stamp.host_time, frame, rate, timebase);
                    let next = frame + u64::from(period);
                    assert!(compare_with_exact(now, next, rate, timebase).is_lt());
                }
            }
        }
    }
}

#[test]
fn extreme_host_times_give_a_stamp_that_is_not_in_the_future() {
    let timeline = Timeline::new(192_000.0, PERIOD, NANOSECONDS)
        .unwrap()
        .anchored(500, 0, 1);
    assert_eq!(
        timeline.stamp(0).host_time,
        500,
        "before the anchor, the anchor"
    );
    assert_eq!(timeline.stamp(499).sample_time, 0.0);
    for now in [500, 501, u64::MAX / 4, u64::MAX / 2, u64::MAX - 1, u64::MAX] {
        assert!(timeline.stamp(now).host_time <= now);
    }
    let late = timeline.anchored(u64::MAX, 0, 1);
    assert_eq!(late.stamp(u64::MAX).host_time, u64::MAX);
}

#[test]
fn starting_again_continues_the_time_line() {
    let clock = SystemClock::new(44_100.0, PERIOD, NANOSECONDS).unwrap();
    assert_eq!(clock.stamp(10), None, "not started");
    clock.start(100);
    let first = clock.stamp(100).unwrap();
    assert_eq!((first.sample_time, first.host_time), (0.0, 100));
    let day = 86_400_000_000_000;
    let running = clock.stamp(day).unwrap();
    clock.start(day + 12_345);
    assert_eq!(clock.stamp(day), Some(running));
    assert_eq!(running.seed, first.seed);
    clock.configure(44_100.0, PERIOD, NANOSECONDS).unwrap();
    assert_eq!(clock.stamp(day), Some(running), "nothing was changed");
}

#[test]
fn a_new_rate_begins_a_new_time_line_at_the_next_start() {
    let clock = SystemClock::new(44_100.0, PERIOD, NANOSECONDS).unwrap();
    clock.start(100);
    let before = clock.stamp(10_000_000_000).unwrap();
    clock.configure(96_000.0, 20_000, NANOSECONDS).unwrap();
    assert_eq!(clock.stamp(10_000_000_001), None);
    clock.start(11_000_000_000);
    let after = clock.stamp(11_000_000_000).unwrap();
    assert_eq!(after.host_time, 11_000_000_000);
    assert_ne!(after.seed, before.seed);
    assert_eq!(after.sample_time % 20_000.0, 0.0);
    assert!(
        after.sample_time > before.sample_time + 16_384.0,
        "no sample time comes twice"
    );
}

#[test]
fn a_discontinuity_sets_a_new_anchor_and_seed() {
    let clock = SystemClock::new(48_000.0, PERIOD, NANOSECONDS).unwrap();
    clock.discontinuity(5);
    assert_eq!(
        clock.stamp(5),
        None,
        "a clock that was not started stays so"
    );
    clock.start(0);
    let before = clock.stamp(1_000_000_000).unwrap();
    assert_eq!(before.sample_time, 32_768.0);
    clock.discontinuity(1_000_000_007);
    let after = clock.stamp(1_000_000_007).unwrap();
    assert_eq!(
        (after.sample_time, after.host_time),
        (49_152.0, 1_000_000_007)
    );
    assert_eq!(after.seed, before.seed + 1);
}

#[test]
fn values_that_are_no_clock_are_refused() {
    let new = |rate, period, timebase| Timeline::new(rate, period, timebase).map(|_| ());
    for rate in [
        0.0,
        -0.0,
        -48_000.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.5,
        1e9,
        f64::MIN_POSITIVE,
    ] {
        assert!(
            matches!(
                new(rate, PERIOD, NANOSECONDS),
                Err(ClockError::SampleRate(_))
            ),
            "{rate}"
        );
    }
    assert_eq!(new(48_000.0, 0, NANOSECONDS), Err(ClockError::EmptyPeriod));
    for (numerator, denominator) in [(0, 1), (1, 0), (0, 0)] {
        let timebase = Timebase {
            numerator,
            denominator,
        };
        assert_eq!(
            new(48_000.0, PERIOD, timebase),
            Err(ClockError::Timebase(timebase))
        );
    }
    let coarse = Timebase {
        numerator: u32::MAX,
        denominator: 1,
    };
    assert_eq!(new(1e8, 1, coarse), Err(ClockError::Resolution));
    let fine = Timebase {
        numerator: 1,
        denominator: u32::MAX,
    };
    assert_eq!(new(1.0, u32::MAX, fine), Err(ClockError::Resolution));

    let clock = SystemClock::new(48_000.0, PERIOD, NANOSECONDS).unwrap();
    clock.start(1);
    assert!(clock.configure(f64::NAN, PERIOD, NANOSECONDS).is_err());
    assert!(
        clock.stamp(1).is_some(),
        "a refused configuration changes nothing"
    );
}

#[test]
fn readers_on_other_threads_see_whole_time_lines() {
    let clock = SystemClock::new(48_000.0, PERIOD, NANOSECONDS).unwrap();
    clock.start(1_000);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut last = 0;
                while last <= STEPS {
                    // Read before the anchor, so the anchor itself comes back.
                    let Some(stamp) = clock.stamp(0) else {
                        continue;
                    };
                    assert_eq!(stamp.host_time, 1_000 * stamp.seed);
                    assert_eq!(
                        stamp.sample_time,
                        f64::from(PERIOD) * (stamp.seed - 1) as f64
                    );
                    assert!(stamp.seed >= last);
                    last = stamp.seed;
                }
            });
        }
        for count in 1..=STEPS {
            clock.discontinuity(1_000 * (count + 1));
        }
    });
}
