//! [`Clock`]: what a clock of the author's implements, and the check of what it answers.

use std::sync::Arc;

use super::{ClockError, Timebase, ZeroTimeStamp};
use crate::realtime::{Counters, Event, Gate};

/// Sample times up to here are exact in an `f64`.
const LAST_SAMPLE_TIME: f64 = 9_007_199_254_740_992.0;

/// A clock of the author's own, which a device [is given](crate::Device::clock) as a [`SharedClock`](super::SharedClock).
///
/// It answers the question which sample time belongs to which host time (hal-facts C.10): with the latest pair that is not in the future, whose sample
/// time is a multiple of the period. Every answer is checked. One that cannot be true is not passed on, but the one before once more: a sample time
/// that is no multiple of the period or no number, a host time in the future, either of them going back while the seed is the same. It is counted
/// ([`clock_corrections`](crate::realtime::EventCounts::clock_corrections)).
///
/// A clock that follows something else than the host's gets that by its own means, and publishes what it knows to [`stamp`](Self::stamp), say through a
/// [`Latest`](crate::realtime::Latest).
///
/// # Examples
///
/// ```
/// use std::sync::Mutex;
/// use tympan_aspl::clock::{Clock, ClockError, SharedClock, SystemClock, Timebase, ZeroTimeStamp};
/// use tympan_aspl::Device;
///
/// /// Half a second behind the host's clock.
/// struct Late(SystemClock);
///
/// impl Clock for Late {
///     fn configure(&self, rate: f64, period: u32, timebase: Timebase) -> Result<(), ClockError> {
///         self.0.configure(rate, period, timebase)
///     }
///     fn start(&self, now: u64) {
///         self.0.start(now - 500_000_000);
///     }
///     fn stamp(&self, now: u64) -> Option<ZeroTimeStamp> {
///         self.0.stamp(now - 500_000_000)
///     }
/// }
///
/// let clock = Late(SystemClock::new(48_000.0, 16_384, Timebase::NANOSECONDS)?);
/// let device = Device::new("com.example.late", "Late").clock(SharedClock::new(clock));
/// # Ok::<(), ClockError>(())
/// ```
pub trait Clock: Send + Sync + 'static {
    /// What the devices that use the clock need from now on: the sample rate in Hz, the frames between two time stamps, and the length of a tick of the
    /// host clock. Called on control threads, before the first start and at each change; for each device that uses the clock. If it changes anything,
    /// the next time stamp has another seed.
    ///
    /// # Errors
    ///
    /// When the clock cannot run like that. The device is then not added, or not changed.
    fn configure(
        &self,
        sample_rate: f64,
        period: u32,
        timebase: Timebase,
    ) -> Result<(), ClockError>;

    /// A device that uses the clock starts at the host time `now`. Called on control threads, once for each device.
    ///
    /// Sample time should go on where the clock was started before.
    fn start(&self, now: u64);

    /// A device that uses the clock has stopped; once for each start. Does nothing unless written.
    fn stop(&self, now: u64) {
        let _ = now;
    }

    /// The latest time stamp that is not in the future of `now`; `None` if the device is to be taken for one that does not run.
    ///
    /// *Realtime safety*: called on I/O threads, several at once if need be. It must not wait, lock, allocate or call the system. If it panics, the
    /// device does not run until it is started again.
    #[doc(alias = "GetZeroTimeStamp")]
    fn stamp(&self, now: u64) -> Option<ZeroTimeStamp>;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn configure(
        &self,
        sample_rate: f64,
        period: u32,
        timebase: Timebase,
    ) -> Result<(), ClockError> {
        (**self).configure(sample_rate, period, timebase)
    }

    fn start(&self, now: u64) {
        (**self).start(now);
    }

    fn stop(&self, now: u64) {
        (**self).stop(now);
    }

    fn stamp(&self, now: u64) -> Option<ZeroTimeStamp> {
        (**self).stamp(now)
    }
}

/// A clock of the author's as one device uses it with one configuration.
pub(crate) struct CheckedClock {
    clock: Arc<dyn Clock>,
    period: u32,
    /// What the host was told last.
    last: Gate<Option<ZeroTimeStamp>>,
}

impl CheckedClock {
    pub(crate) fn new(clock: Arc<dyn Clock>, period: u32) -> Self {
        Self {
            clock,
            period,
            last: Gate::new(None),
        }
    }

    /// Asks the author's code.
    pub(crate) fn ask(&self, now: u64) -> Option<ZeroTimeStamp> {
        self.clock.stamp(now)
    }

    /// What the host is told, now that the author's code has given this answer.
    pub(crate) fn check(
        &self,
        stamp: ZeroTimeStamp,
        now: u64,
        counters: &Counters,
    ) -> Option<ZeroTimeStamp> {
        let is_possible = self.is_possible(&stamp, now);
        let Some(mut last) = self.last.enter() else {
            // Another thread is between here and the end, and was stopped there: what it knows cannot be had.
            counters.count(Event::TurnedAway);
            return is_possible.then_some(stamp);
        };
        let goes_back = last.is_some_and(|last| {
            last.seed == stamp.seed
                && (stamp.sample_time < last.sample_time || stamp.host_time < last.host_time)
        });
        if is_possible && !goes_back {
            *last = Some(stamp);
        } else {
            counters.count(Event::ClockCorrection);
        }
        *last
    }

    fn is_possible(&self, stamp: &ZeroTimeStamp, now: u64) -> bool {
        let sample = stamp.sample_time;
        // Not a number is in no range.
        (0.0..=LAST_SAMPLE_TIME).contains(&sample)
            && sample as u64 as f64 == sample
            && sample as u64 % u64::from(self.period) == 0
            && stamp.host_time <= now
    }
}
