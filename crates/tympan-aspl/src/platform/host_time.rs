//! The host clock: the time line on which Core Audio expects every host time.
//!
//! On Apple systems its unit is the tick of `mach_absolute_time`, which is not a nanosecond on every
//! machine (hal-facts C.10). Elsewhere it is a nanosecond of the system's monotonic clock, so that a
//! driver and its host agree on the time even when they are separate libraries in one process.

use super::system;

/// The length of a tick of the host clock: nanoseconds = ticks * `numerator` / `denominator`.
///
/// ```
/// use tympan_aspl::platform::Timebase;
///
/// let apple_silicon = Timebase { numerator: 125, denominator: 3 };
/// assert_eq!(apple_silicon.ticks_per_second(), 24_000_000.0);
/// ```
#[doc(alias = "mach_timebase_info")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timebase {
    /// Nanoseconds in `denominator` ticks.
    pub numerator: u32,
    /// Ticks in `numerator` nanoseconds.
    pub denominator: u32,
}

impl Timebase {
    /// A tick is a nanosecond.
    pub const NANOSECONDS: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// Ticks in one second of host time, rounded to an `f64`.
    #[must_use]
    pub fn ticks_per_second(self) -> f64 {
        1e9 * f64::from(self.denominator) / f64::from(self.numerator)
    }
}

/// The host time now, in ticks. Never goes back. May be called on any thread.
///
/// ```
/// use tympan_aspl::platform::host_time;
///
/// let earlier = host_time::now();
/// assert!(host_time::now() >= earlier);
/// ```
#[doc(alias = "mach_absolute_time")]
#[must_use]
pub fn now() -> u64 {
    system::now()
}

/// The length of a tick of [`now`]. May be called on any thread.
///
/// ```
/// use tympan_aspl::platform::host_time;
///
/// assert!(host_time::timebase().ticks_per_second() > 0.0);
/// ```
#[doc(alias = "mach_timebase_info")]
#[must_use]
pub fn timebase() -> Timebase {
    system::timebase()
}
