//! Which checks there are, and which of them a host does.

use std::fmt;
use std::time::Duration;

use super::{GuardAllocator, system_calls, time};
use crate::violation::Rule;

/// A check of what a driver does inside its I/O calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Check {
    /// Nothing is allocated or freed.
    Allocations,
    /// The kernel is not called.
    SystemCalls,
    /// A call neither waits nor takes too long.
    Time,
    /// No lock is shared with the control side.
    Locks,
    /// RealtimeSanitizer has nothing to say.
    Sanitizer,
}

impl Check {
    /// All of them.
    pub const ALL: [Check; 5] = [
        Check::Allocations,
        Check::SystemCalls,
        Check::Time,
        Check::Locks,
        Check::Sanitizer,
    ];

    /// The check's name in kebab case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Check::Allocations => "allocations",
            Check::SystemCalls => "system-calls",
            Check::Time => "time",
            Check::Locks => "locks",
            Check::Sanitizer => "sanitizer",
        }
    }

    /// Why this check cannot be done in this program, if it cannot.
    #[must_use]
    pub fn obstacle(self) -> Option<&'static str> {
        let (is_possible, why) = match self {
            Check::Allocations => (
                GuardAllocator::is_installed(),
                "the program has no GuardAllocator: `#[global_allocator] static ALLOCATOR: GuardAllocator = GuardAllocator;`",
            ),
            Check::SystemCalls => (
                system_calls::is_available(),
                "it needs Linux on x86-64, and no sanitizer in the program",
            ),
            Check::Time => (time::AVAILABLE, "the times of threads are not known here"),
            Check::Locks => (true, ""),
            Check::Sanitizer => (
                cfg!(rtsan),
                "the program is not built with `--cfg rtsan`; `.ci/realtime` does it",
            ),
        };
        (!is_possible).then_some(why)
    }

    pub(super) fn rule(self) -> Rule {
        match self {
            Check::Allocations => Rule::AllocationInIo,
            Check::SystemCalls | Check::Sanitizer => Rule::SystemCallInIo,
            Check::Time => Rule::IoTooSlow,
            Check::Locks => Rule::LockSharedWithIo,
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which realtime checks a host does, and how strictly.
///
/// ```
/// use tympan_aspl_host::{Host, RealtimeChecks};
///
/// let builder = Host::builder().realtime_checks(RealtimeChecks::all());
/// # let _ = builder;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct RealtimeChecks {
    checks: [bool; Check::ALL.len()],
    share: f64,
    least: Duration,
}

impl RealtimeChecks {
    /// All checks. What cannot be done here (see [`Check`]) is not done.
    pub fn all() -> RealtimeChecks {
        RealtimeChecks {
            checks: [true; Check::ALL.len()],
            share: 0.5,
            least: Duration::from_millis(if cfg!(sanitized) { 20 } else { 2 }),
        }
    }

    /// No check.
    pub fn none() -> RealtimeChecks {
        RealtimeChecks {
            checks: [false; Check::ALL.len()],
            ..RealtimeChecks::all()
        }
    }

    /// Adds a check.
    pub fn with(mut self, check: Check) -> RealtimeChecks {
        self.checks[check as usize] = true;
        self
    }

    /// Leaves a check out.
    pub fn without(mut self, check: Check) -> RealtimeChecks {
        self.checks[check as usize] = false;
        self
    }

    /// The processor time that a call may take: a share of what its cycle lasts, but never less than `least`. At first half of it, and
    /// two milliseconds, as a test program is not built for speed and its machine has other things to do; twenty where the host is built with
    /// a sanitizer, which makes code many times slower.
    pub fn budget(mut self, share: f64, least: Duration) -> RealtimeChecks {
        self.share = share;
        self.least = least;
        self
    }

    /// Whether a check is among them.
    #[must_use]
    pub fn has(&self, check: Check) -> bool {
        self.checks[check as usize]
    }

    /// What a call in a cycle of this length may take.
    pub(super) fn limit(&self, cycle: Duration) -> Duration {
        let seconds = cycle.as_secs_f64() * self.share;
        Duration::try_from_secs_f64(seconds)
            .unwrap_or(Duration::MAX)
            .max(self.least)
    }
}

impl Default for RealtimeChecks {
    fn default() -> RealtimeChecks {
        RealtimeChecks::none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_chosen_one_by_one() {
        let some = RealtimeChecks::none().with(Check::Locks);
        assert!(some.has(Check::Locks) && !some.has(Check::Time));
        assert!(
            !RealtimeChecks::all()
                .without(Check::Locks)
                .has(Check::Locks)
        );
        assert!(
            Check::ALL
                .iter()
                .all(|check| RealtimeChecks::all().has(*check))
        );
    }

    #[test]
    fn the_budget_is_a_share_of_the_cycle_but_not_too_little() {
        let checks = RealtimeChecks::none().budget(0.25, Duration::from_millis(1));
        assert_eq!(
            checks.limit(Duration::from_millis(12)),
            Duration::from_millis(3)
        );
        assert_eq!(
            checks.limit(Duration::from_millis(1)),
            Duration::from_millis(1)
        );
        assert_eq!(
            checks.limit(Duration::MAX.mul_f64(0.5)),
            Duration::MAX.mul_f64(0.125)
        );
    }
}
