//! [`TimeSource`]: the clock that the host lives by.

use std::time::Duration;

use super::simulation::HostClock;
use crate::driver::Ending;
use crate::platform::{Timebase, host_time};

/// The system's host clock, or the one a simulated host has given.
#[derive(Debug)]
pub(crate) enum TimeSource {
    System { timebase: Timebase },
    Simulated(HostClock),
}

// SAFETY: a simulated host promises that its clock may be read from any thread (`simulation::HostClock`).
unsafe impl Send for TimeSource {}
// SAFETY: as above, also from several threads at once.
unsafe impl Sync for TimeSource {}

impl TimeSource {
    pub(crate) fn system() -> Self {
        Self::System {
            timebase: host_time::timebase(),
        }
    }

    pub(crate) fn is_simulated(&self) -> bool {
        matches!(self, Self::Simulated(_))
    }

    /// Now, in ticks.
    pub(crate) fn now(&self) -> u64 {
        let Self::Simulated(clock) = self else {
            return host_time::now();
        };
        // `set_host_clock` refuses a clock without this function.
        let Some(now) = clock.now else { return 0 };
        // SAFETY: a simulated host promises a function that takes its context, for as long as the instance lives.
        unsafe { now(clock.context) }
    }

    /// One more of the author's threads lives by this clock.
    pub(crate) fn join(&self) {
        if let Self::Simulated(HostClock {
            context,
            join: Some(join),
            ..
        }) = self
        {
            // SAFETY: as in `now`.
            unsafe { join(*context) };
        }
    }

    /// One of them no longer does.
    pub(crate) fn leave(&self) {
        if let Self::Simulated(HostClock {
            context,
            leave: Some(leave),
            ..
        }) = self
        {
            // SAFETY: as in `now`.
            unsafe { leave(*context) };
        }
    }

    /// One of them sleeps until a host time. False if the instance ends before.
    pub(crate) fn sleep_until(&self, ticks: u64, ending: &Ending) -> bool {
        if let Self::Simulated(HostClock {
            context,
            sleep_until: Some(sleep_until),
            ..
        }) = self
        {
            // SAFETY: as in `now`.
            return unsafe { sleep_until(*context, ticks) } != 0;
        }
        loop {
            let left = ticks.saturating_sub(self.now());
            if left == 0 || ending.has_begun() {
                return !ending.has_begun();
            }
            let Timebase {
                numerator,
                denominator,
            } = self.timebase();
            let nanoseconds = u128::from(left) * u128::from(numerator) / u128::from(denominator);
            let nanoseconds = u64::try_from(nanoseconds).unwrap_or(u64::MAX).max(1);
            ending.wait(Duration::from_nanos(nanoseconds));
        }
    }

    pub(crate) fn timebase(&self) -> Timebase {
        match self {
            Self::System { timebase } => *timebase,
            Self::Simulated(clock) => Timebase {
                numerator: clock.numerator,
                denominator: clock.denominator,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn in_real_time_a_sleep_lasts_as_long_as_it_is_to() {
        let (time, ending) = (TimeSource::system(), Ending::default());
        let ticks = time.timebase().ticks_per_second() as u64 / 200;
        let wake = time.now() + ticks;
        assert!(time.sleep_until(wake, &ending));
        assert!(time.now() >= wake);
    }

    #[test]
    fn the_end_of_the_instance_ends_a_sleep() {
        let (time, ending) = (TimeSource::system(), Ending::default());
        thread::scope(|scope| {
            let sleeper = scope.spawn(|| time.sleep_until(u64::MAX, &ending));
            ending.begin();
            assert!(!sleeper.join().unwrap());
        });
        assert!(!time.sleep_until(0, &ending), "nor is there another one");
    }
}
