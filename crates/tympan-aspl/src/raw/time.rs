//! [`TimeSource`]: the clock that the host lives by.

use super::simulation::HostClock;
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
