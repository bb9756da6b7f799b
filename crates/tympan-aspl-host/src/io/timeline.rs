//! Which sample the device is at: the host's reading of the zero time stamps (hal-facts C.10).
//!
//! The newest stamp is the anchor; between stamps the line is straight, with the slope measured between the last two. Every
//! stamp is held against the contract.

use tympan_aspl_sys::{
    AudioObjectID, AudioTimeStamp, kAudioTimeStampHostTimeValid, kAudioTimeStampRateScalarValid,
    kAudioTimeStampSampleTimeValid,
};

use crate::clock::Timebase;
use crate::interface::ZeroTimeStamp;
use crate::violation::{Rule, Violations};

/// A measured rate further from the nominal one than this is not believed.
const MAX_RATE_ERROR: f64 = 0.2;

/// Polls that may find the same stamp although later ones are due, before the clock counts as standing still.
const MAX_STALE_POLLS: u32 = 16;

/// The line from host time to sample time of one device.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    device: AudioObjectID,
    period: u32,
    nominal_ticks_per_frame: f64,
    ticks_per_frame: f64,
    anchor: ZeroTimeStamp,
    stale_polls: u32,
}

impl Timeline {
    /// A line through the first stamp.
    pub(crate) fn new(
        device: AudioObjectID,
        rate: f64,
        period: u32,
        timebase: Timebase,
        first: ZeroTimeStamp,
    ) -> Timeline {
        let ticks_per_frame = timebase.ticks_per_second() / rate;
        Timeline {
            device,
            period,
            nominal_ticks_per_frame: ticks_per_frame,
            ticks_per_frame,
            anchor: first,
            stale_polls: 0,
        }
    }

    /// Takes the stamp that was read before host time `now`. True when it begins a new line.
    pub(crate) fn update(
        &mut self,
        stamp: ZeroTimeStamp,
        now: u64,
        violations: &Violations,
    ) -> bool {
        check(&stamp, self.device, now, violations);
        if stamp.seed != self.anchor.seed {
            self.anchor = stamp;
            self.ticks_per_frame = self.nominal_ticks_per_frame;
            self.stale_polls = 0;
            return true;
        }
        if stamp == self.anchor {
            self.count_stale(now, violations);
            return false;
        }
        let frames = stamp.sample_time - self.anchor.sample_time;
        let ticks = stamp.host_time.saturating_sub(self.anchor.host_time) as f64;
        if !stamp.sample_time.is_finite() || frames <= 0.0 || ticks <= 0.0 {
            violations.record(Rule::ZeroTimeStampNotMonotone, self.device, || {
                format!(
                    "sample {} at {} came after sample {} at {} with the same seed {}",
                    stamp.sample_time,
                    stamp.host_time,
                    self.anchor.sample_time,
                    self.anchor.host_time,
                    stamp.seed
                )
            });
            return false;
        }
        if self.period != 0 && frames % f64::from(self.period) != 0.0 {
            violations.record(Rule::ZeroTimeStampPeriod, self.device, || {
                format!(
                    "the stamps {} and {} are {frames} frames apart, the period is {}",
                    self.anchor.sample_time, stamp.sample_time, self.period
                )
            });
        }
        let measured = ticks / frames;
        if (measured / self.nominal_ticks_per_frame - 1.0).abs() < MAX_RATE_ERROR {
            self.ticks_per_frame = measured;
        }
        self.anchor = stamp;
        self.stale_polls = 0;
        false
    }

    fn count_stale(&mut self, now: u64, violations: &Violations) {
        let periods = self.sample_at(now) - self.anchor.sample_time;
        if periods < 2.0 * f64::from(self.period.max(1)) {
            return;
        }
        self.stale_polls += 1;
        if self.stale_polls == MAX_STALE_POLLS {
            violations.record(Rule::ZeroTimeStampStalled, self.device, || {
                format!(
                    "sample {} at {} is still the newest stamp at {now}, {periods:.0} frames later",
                    self.anchor.sample_time, self.anchor.host_time
                )
            });
        }
    }

    /// The sample time at a host time.
    pub(crate) fn sample_at(&self, host_time: u64) -> f64 {
        // Subtracted as integers: host times may be too large for f64 to hold exactly.
        let ticks = match host_time.checked_sub(self.anchor.host_time) {
            Some(after) => after as f64,
            None => -((self.anchor.host_time - host_time) as f64),
        };
        self.anchor.sample_time + ticks / self.ticks_per_frame
    }

    /// The first tick at which the device has reached a sample; 0 for what lies before host time began.
    pub(crate) fn host_at(&self, sample_time: f64) -> u64 {
        let ticks = ((sample_time - self.anchor.sample_time) * self.ticks_per_frame).ceil();
        if ticks >= 0.0 {
            self.anchor.host_time.saturating_add(ticks as u64)
        } else {
            self.anchor.host_time.saturating_sub((-ticks) as u64)
        }
    }

    pub(crate) fn ticks_per_frame(&self) -> f64 {
        self.ticks_per_frame
    }

    /// A time stamp with sample time, host time and rate scalar, as the host fills them (hal-facts C.11).
    pub(crate) fn stamp(&self, sample_time: f64, host_time: u64) -> AudioTimeStamp {
        AudioTimeStamp {
            mSampleTime: sample_time,
            mHostTime: host_time,
            mRateScalar: self.ticks_per_frame / self.nominal_ticks_per_frame,
            mFlags: kAudioTimeStampSampleTimeValid
                | kAudioTimeStampHostTimeValid
                | kAudioTimeStampRateScalarValid,
            ..AudioTimeStamp::default()
        }
    }
}

/// What holds for every stamp, whatever came before.
pub(crate) fn check(
    stamp: &ZeroTimeStamp,
    device: AudioObjectID,
    now: u64,
    violations: &Violations,
) {
    if stamp.host_time > now {
        violations.record(Rule::ZeroTimeStampInFuture, device, || {
            format!(
                "sample {} at host time {}, which is {} ticks ahead of {now}",
                stamp.sample_time,
                stamp.host_time,
                stamp.host_time - now
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: u32 = 16_384;

    fn stamp(sample_time: f64, host_time: u64) -> ZeroTimeStamp {
        ZeroTimeStamp {
            sample_time,
            host_time,
            seed: 1,
        }
    }

    /// 48 kHz on a timebase of 125/3: 500 ticks per frame.
    fn timeline() -> Timeline {
        let timebase = Timebase {
            numerator: 125,
            denominator: 3,
        };
        Timeline::new(2, 48_000.0, PERIOD, timebase, stamp(0.0, 1_000_000))
    }

    fn rules(violations: &Violations) -> Vec<Rule> {
        violations.list().iter().map(|v| v.rule).collect()
    }

    #[test]
    fn sample_and_host_time_convert_on_a_timebase_of_125_to_3() {
        let line = timeline();
        assert_eq!(line.host_at(48_000.0), 1_000_000 + 24_000_000);
        assert_eq!(line.sample_at(1_000_000 + 250), 0.5);
        assert_eq!(line.sample_at(999_500), -1.0);
        assert_eq!(line.host_at(-1.0), 999_500);
        assert_eq!(line.host_at(-1e9), 0);
    }

    #[test]
    fn good_stamps_raise_nothing_and_measure_the_rate() {
        let (mut line, violations) = (timeline(), Violations::default());
        // One percent slow.
        let host = 1_000_000 + u64::from(PERIOD) * 505;
        assert!(!line.update(stamp(f64::from(PERIOD), host), host, &violations));
        assert_eq!(line.ticks_per_frame(), 505.0);
        assert_eq!(line.stamp(0.0, 0).mRateScalar, 1.01);
        assert_eq!(rules(&violations), []);
    }

    #[test]
    fn each_breach_of_the_contract_is_named() {
        let (mut line, violations) = (timeline(), Violations::default());
        line.update(stamp(f64::from(PERIOD), 10_000_000), 9_999_999, &violations);
        line.update(
            stamp(f64::from(PERIOD) + 100.0, 11_000_000),
            u64::MAX,
            &violations,
        );
        line.update(stamp(0.0, 12_000_000), 12_000_000, &violations);
        line.update(stamp(f64::NAN, 13_000_000), 13_000_000, &violations);
        for _ in 0..MAX_STALE_POLLS {
            line.update(line.anchor, 1 << 40, &violations);
        }
        assert_eq!(
            rules(&violations),
            [
                Rule::ZeroTimeStampPeriod,
                Rule::ZeroTimeStampInFuture,
                Rule::ZeroTimeStampNotMonotone,
                Rule::ZeroTimeStampStalled
            ]
        );
    }

    #[test]
    fn a_new_seed_begins_a_new_line() {
        let (mut line, violations) = (timeline(), Violations::default());
        let rebased = ZeroTimeStamp {
            sample_time: 0.0,
            host_time: 50_000_000,
            seed: 2,
        };
        assert!(line.update(rebased, 50_000_000, &violations));
        assert_eq!(line.sample_at(50_000_500), 1.0);
        assert_eq!(rules(&violations), []);
    }
}
