//! The arithmetic of a device's clock: an anchor, and exact multiples of a period after it.

use core::fmt;

use super::Timebase;

/// Sample rates a timeline is made for, in Hz.
const RATES: core::ops::RangeInclusive<f64> = 1.0..=1e8;

/// Ticks are counted in units of 2^-64 tick.
const FRACTION_BITS: u32 = 64;

/// Rate scalars a cadence is scaled by.
const SCALARS: core::ops::RangeInclusive<f64> = 0.5..=2.0;

/// A timeline ends after this many ticks (146 years of nanoseconds), so that all sums stay in 128 bits.
const LONGEST: u64 = 1 << 62;

/// What a device answers when it is asked for its current time: at `host_time`, its clock read `sample_time`.
#[doc(alias = "GetZeroTimeStamp")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZeroTimeStamp {
    /// A multiple of the device's period.
    pub sample_time: f64,
    /// In ticks of the host clock.
    pub host_time: u64,
    /// Changes only when the timeline does not continue the one before.
    pub seed: u64,
}

/// Why a clock cannot be made.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ClockError {
    /// The sample rate is not a number from 1 Hz to 100 MHz.
    SampleRate(f64),
    /// The period has no frames.
    EmptyPeriod,
    /// The numerator or the denominator of the timebase is 0.
    Timebase(Timebase),
    /// A period is shorter than a tick of the host clock, or longer than a century of nanoseconds.
    Resolution,
    /// The rate scalar is not a number from 0.5 to 2.
    RateScalar(f64),
}

impl fmt::Display for ClockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SampleRate(rate) => {
                write!(
                    f,
                    "the sample rate {rate} Hz is not between 1 Hz and 100 MHz"
                )
            }
            Self::EmptyPeriod => f.write_str("the zero time stamp period is 0 frames"),
            Self::Timebase(timebase) => write!(
                f,
                "the timebase {}/{} has a 0 in it",
                timebase.numerator, timebase.denominator
            ),
            Self::Resolution => {
                f.write_str("the period cannot be counted in ticks of the host clock")
            }
            Self::RateScalar(scalar) => {
                write!(f, "the rate scalar {scalar} is not between 0.5 and 2")
            }
        }
    }
}

impl core::error::Error for ClockError {}

/// A time line in closed form: every `period` frames, counted from an anchor, there is a time stamp.
///
/// Stamp n lies at `anchor + floor(n * period * ticks per frame)`, where the ticks per frame come from the
/// sample rate taken as the exact fraction that an `f64` is. Each host time is less than one tick from the
/// exact value, however many years n stands for.
///
/// *Realtime safety*: reading takes a few multiplications, no division, and no loop without a bound.
///
/// ```
/// use tympan_aspl::clock::{Timebase, Timeline};
///
/// let timeline = Timeline::new(48_000.0, 16_384, Timebase::NANOSECONDS)?.anchored(1_000, 0, 1);
/// assert_eq!(timeline.stamp(1_000).sample_time, 0.0);
/// // A second is 48 000 frames, in which two whole periods have passed.
/// let stamp = timeline.stamp(1_000_001_000);
/// assert_eq!(stamp.sample_time, 32_768.0);
/// assert_eq!(stamp.host_time, 1_000 + 682_666_666);
/// # Ok::<(), tympan_aspl::clock::ClockError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeline {
    anchor_host: u64,
    /// How far after that tick the anchor really lies, in units of 2^-64 tick.
    anchor_fraction: u64,
    anchor_sample: u64,
    seed: u64,
    period: u32,
    /// Ticks per period in units of 2^-64 tick, rounded up so that a multiple that is a whole number of
    /// ticks never falls short of it.
    ticks: u128,
    /// In units of 2^-64 period, rounded down: less than one short.
    periods_per_tick: u64,
    /// Whether its cadence is about to change, so that no later time stamp is to be had of it.
    is_held: bool,
}

impl Timeline {
    /// A timeline anchored at host time 0 and sample time 0.
    ///
    /// # Errors
    /// When the rate, the period or the timebase cannot be those of a clock.
    pub fn new(sample_rate: f64, period: u32, timebase: Timebase) -> Result<Self, ClockError> {
        if !RATES.contains(&sample_rate) {
            return Err(ClockError::SampleRate(sample_rate));
        }
        if period == 0 {
            return Err(ClockError::EmptyPeriod);
        }
        if timebase.numerator == 0 || timebase.denominator == 0 {
            return Err(ClockError::Timebase(timebase));
        }
        let ticks =
            ticks_per_period(sample_rate, period, timebase).ok_or(ClockError::Resolution)?;
        Ok(Self {
            anchor_host: 0,
            anchor_fraction: 0,
            anchor_sample: 0,
            seed: 0,
            period,
            ticks,
            periods_per_tick: periods_per_tick(ticks),
            is_held: false,
        })
    }

    /// The same cadence with another anchor and seed.
    ///
    /// The sample time of the anchor should be a multiple of the period.
    #[must_use]
    pub fn anchored(self, host_time: u64, sample_time: u64, seed: u64) -> Self {
        Self {
            anchor_host: host_time,
            anchor_fraction: 0,
            anchor_sample: sample_time,
            seed,
            ..self
        }
    }

    /// The frames from one time stamp to the next.
    #[doc(alias = "kAudioDevicePropertyZeroTimeStampPeriod")]
    #[must_use]
    pub fn period(&self) -> u32 {
        self.period
    }

    /// What tells this timeline from another one of the same clock.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The latest time stamp that is not in the future of `now`; the anchor's, if `now` is before it.
    #[inline(always)]
    #[must_use]
    pub fn stamp(&self, now: u64) -> ZeroTimeStamp {
        self.whole_stamp(now).1
    }

    /// The same, and its sample time as a whole number.
    #[inline(always)]
    pub(super) fn whole_stamp(&self, now: u64) -> (u64, ZeroTimeStamp) {
        let (count, position) = self.latest(now);
        self.stamp_after(count, position)
    }

    /// The time stamp at a sample time; the anchor's, if that is before it.
    pub(super) fn stamp_at(&self, sample_time: u64) -> ZeroTimeStamp {
        let count = sample_time.saturating_sub(self.anchor_sample) / u64::from(self.period);
        let position = self.ticks.saturating_mul(u128::from(count));
        let position = position.saturating_add(u128::from(self.anchor_fraction));
        self.stamp_after(count, position).1
    }

    #[inline(always)]
    fn stamp_after(&self, count: u64, position: u128) -> (u64, ZeroTimeStamp) {
        let sample_time = self.sample_after(count);
        let stamp = ZeroTimeStamp {
            sample_time: sample_time as f64,
            host_time: self
                .anchor_host
                .wrapping_add((position >> FRACTION_BITS) as u64),
            seed: self.seed,
        };
        (sample_time, stamp)
    }

    /// The first multiple of `period` that is after every sample time this timeline has had at `now`.
    pub(super) fn continuation(&self, now: u64, period: u32) -> u64 {
        let (count, _) = self.latest(now);
        let end = self.sample_after(count.saturating_add(1));
        // Only a time line of 2^64 frames would begin again at 0.
        end.checked_next_multiple_of(u64::from(period)).unwrap_or(0)
    }

    fn sample_after(&self, count: u64) -> u64 {
        count
            .saturating_mul(u64::from(self.period))
            .saturating_add(self.anchor_sample)
    }

    /// The largest number of periods after which a time stamp lies not in the future of `now`, and where it lies after the anchor's tick, in units of 2^-64 tick.
    #[inline(always)]
    fn latest(&self, now: u64) -> (u64, u128) {
        let elapsed = now.saturating_sub(self.anchor_host).min(LONGEST - 1);
        // Stamp n lies in tick floor(fraction + n * ticks): no later than `elapsed` if fraction + n * ticks < elapsed + 1.
        let fraction = u128::from(self.anchor_fraction);
        let limit = (u128::from(elapsed + 1) << FRACTION_BITS) - fraction;
        // Never too many, since n * ticks <= elapsed. Too few by no more than two: rounding takes less than 1 + 2^62 / 2^64, and the rest of the tick
        // that `elapsed` counts as whole, at most one period more.
        let estimate = (u128::from(elapsed) * u128::from(self.periods_per_tick)) >> FRACTION_BITS;
        let (count, position) = (estimate as u64, self.ticks * estimate);
        let (count, position) = if position + self.ticks < limit {
            self.one_or_two_later(count, position, limit)
        } else {
            (count, position)
        };
        (count, position + fraction)
    }

    /// Rare where a period is long, and out of line so that others do not wait for the comparison.
    #[cold]
    fn one_or_two_later(&self, count: u64, position: u128, limit: u128) -> (u64, u128) {
        let next = position + self.ticks;
        if next + self.ticks < limit {
            (count + 2, next + self.ticks)
        } else {
            (count + 1, next)
        }
    }

    /// The same timeline, anchored at its latest time stamp that is not in the future of `now`.
    pub(super) fn at_latest(self, now: u64) -> Self {
        let (count, position) = self.latest(now);
        Self {
            anchor_host: self.anchor_host + (position >> FRACTION_BITS) as u64,
            anchor_fraction: position as u64,
            anchor_sample: self.sample_after(count),
            ..self
        }
    }

    /// The same timeline, whose cadence is about to change.
    pub(super) fn held(self) -> Self {
        Self {
            is_held: true,
            ..self
        }
    }

    #[inline(always)]
    pub(super) fn is_held(&self) -> bool {
        self.is_held
    }

    /// The same anchor with the cadence of another timeline of the same period.
    pub(super) fn with_cadence_of(self, other: &Self) -> Self {
        self.with_ticks(other.ticks)
    }

    /// The timeline on which a nominal second has `scalar` times as many frames. It is within 2^-62 ticks per period of the exact one.
    ///
    /// # Errors
    /// When the scalar is out of range or the period becomes too short or too long.
    pub(super) fn scaled(self, scalar: f64) -> Result<Self, ClockError> {
        if !SCALARS.contains(&scalar) {
            return Err(ClockError::RateScalar(scalar));
        }
        // The scalar is `mantissa / 2^shift`, exactly, and the shift is from 51 to 53.
        let (mantissa, shift) = parts(scalar);
        let ticks = long_division(self.ticks, mantissa, shift);
        let ticks = ticks.filter(|ticks| is_countable(*ticks));
        Ok(self.with_ticks(ticks.ok_or(ClockError::Resolution)?))
    }

    fn with_ticks(self, ticks: u128) -> Self {
        Self {
            ticks,
            periods_per_tick: periods_per_tick(ticks),
            ..self
        }
    }

    pub(super) fn to_words(self) -> [u64; WORDS] {
        [
            self.anchor_host,
            self.anchor_sample,
            self.seed,
            u64::from(self.period) | u64::from(self.is_held) << 32,
            self.ticks as u64,
            (self.ticks >> 64) as u64,
            self.periods_per_tick,
            self.anchor_fraction,
        ]
    }

    #[inline(always)]
    pub(super) fn from_words(words: [u64; WORDS]) -> Self {
        Self {
            anchor_host: words[0],
            anchor_sample: words[1],
            seed: words[2],
            period: words[3] as u32,
            ticks: u128::from(words[4]) | u128::from(words[5]) << 64,
            periods_per_tick: words[6],
            anchor_fraction: words[7],
            is_held: words[3] >> 32 != 0,
        }
    }
}

/// A timeline in the words that are published.
pub(super) const WORDS: usize = 8;

/// `period * 1e9 * denominator / (numerator * sample_rate)` in units of 2^-64 tick, rounded up; `None` if it is
/// less than one tick or more than 2^62.
fn ticks_per_period(sample_rate: f64, period: u32, timebase: Timebase) -> Option<u128> {
    // The rate is `mantissa / 2^shift`, exactly. It is between 1 and 2^27, so the shift is from 26 to 52.
    let (mantissa, shift) = parts(sample_rate);
    let dividend = u128::from(period) * 1_000_000_000 * u128::from(timebase.denominator);
    let divisor = u128::from(timebase.numerator) * mantissa;
    let quotient = long_division(dividend, divisor, shift + FRACTION_BITS);
    quotient.filter(|ticks| is_countable(*ticks))
}

/// A positive normal number as `mantissa / 2^shift`; it has to be less than 2^53.
fn parts(number: f64) -> (u128, u32) {
    let bits = number.to_bits();
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    (mantissa, 52 + 1023 - (bits >> 52) as u32)
}

/// `dividend * 2^places / divisor`, rounded up; `None` if it is much more than 2^126.
fn long_division(dividend: u128, divisor: u128, places: u32) -> Option<u128> {
    // One binary place at a time: the quotient of the whole numbers would need 210 bits.
    let mut quotient = dividend / divisor;
    let mut remainder = dividend % divisor;
    for _ in 0..places {
        if quotient >> 126 != 0 {
            return None;
        }
        remainder <<= 1;
        quotient = quotient << 1 | u128::from(remainder >= divisor);
        if remainder >= divisor {
            remainder -= divisor;
        }
    }
    Some(quotient + u128::from(remainder != 0))
}

fn is_countable(ticks: u128) -> bool {
    ticks >> FRACTION_BITS != 0 && ticks <= 1 << 126
}

/// 2^128 / ticks, rounded down, or one less where that is a whole number.
fn periods_per_tick(ticks: u128) -> u64 {
    u64::try_from(u128::MAX / ticks).unwrap_or(u64::MAX)
}
