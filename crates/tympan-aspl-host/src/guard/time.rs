//! What time an I/O call takes: of the clock, of the processor, and how often it gave the processor away to wait for something.
//!
//! Other programs may take the processor away from a test at any time, so the time of the clock alone says nothing. The time of
//! the processor counts what the call itself used. That a thread waited is counted by the kernel apart from its being
//! interrupted, so on Linux every sleep and every wait for a lock or a file is seen, however short it is.

use std::ops::Add;
use std::time::Duration;

/// What a call took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spent {
    pub(super) elapsed: Duration,
    pub(super) processor: Duration,
    pub(super) waits: u64,
}

impl Add for Spent {
    type Output = Spent;

    fn add(self, other: Spent) -> Spent {
        Spent {
            elapsed: self.elapsed + other.elapsed,
            processor: self.processor + other.processor,
            waits: self.waits + other.waits,
        }
    }
}

impl Spent {
    /// Without what was spent on something else.
    pub(super) fn without(self, other: Spent) -> Spent {
        Spent {
            elapsed: self.elapsed.saturating_sub(other.elapsed),
            processor: self.processor.saturating_sub(other.processor),
            waits: self.waits.saturating_sub(other.waits),
        }
    }
}

#[cfg(all(unix, not(miri)))]
mod measure {
    use std::mem::MaybeUninit;
    use std::time::{Duration, Instant};

    use super::Spent;

    pub(in crate::guard) const AVAILABLE: bool = true;

    /// The state of this thread before a call.
    #[derive(Debug, Clone, Copy)]
    pub(in crate::guard) struct Stopwatch {
        waits: u64,
        processor: Duration,
        elapsed: Instant,
    }

    impl Stopwatch {
        pub(in crate::guard) fn start() -> Stopwatch {
            Stopwatch {
                waits: waits(),
                processor: processor(),
                elapsed: Instant::now(),
            }
        }

        pub(in crate::guard) fn stop(self) -> Spent {
            Spent {
                elapsed: self.elapsed.elapsed(),
                processor: processor().saturating_sub(self.processor),
                waits: waits().saturating_sub(self.waits),
            }
        }
    }

    /// The processor time that this thread has used.
    fn processor() -> Duration {
        let mut time = MaybeUninit::<libc::timespec>::zeroed();
        // SAFETY: the place is valid; it holds zeros when the clock cannot be read.
        unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr()) };
        // SAFETY: all zeros are a timespec.
        let time = unsafe { time.assume_init() };
        Duration::new(
            time.tv_sec.unsigned_abs(),
            u32::try_from(time.tv_nsec).unwrap_or(0),
        )
    }

    /// How often this thread has given the processor away to wait.
    #[cfg(target_os = "linux")]
    fn waits() -> u64 {
        let mut usage = MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the place is valid; it holds zeros when the call fails.
        unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
        // SAFETY: all zeros are a rusage.
        let usage = unsafe { usage.assume_init() };
        usage.ru_nvcsw.unsigned_abs()
    }

    #[cfg(not(target_os = "linux"))]
    fn waits() -> u64 {
        0
    }
}

#[cfg(not(all(unix, not(miri))))]
mod measure {
    use super::Spent;

    pub(in crate::guard) const AVAILABLE: bool = false;

    #[derive(Debug, Clone, Copy)]
    pub(in crate::guard) struct Stopwatch;

    impl Stopwatch {
        pub(in crate::guard) fn start() -> Stopwatch {
            Stopwatch
        }

        pub(in crate::guard) fn stop(self) -> Spent {
            Spent::default()
        }
    }
}

pub(super) use measure::{AVAILABLE, Stopwatch};

/// What is wrong with what a call took, if anything is.
pub(super) fn judge(spent: &Spent, limit: Duration) -> Option<(&'static str, String)> {
    let Spent {
        elapsed,
        processor,
        waits,
    } = spent;
    if *waits > 0 {
        let times = match waits {
            1 => "once".to_owned(),
            more => format!("{more} times"),
        };
        return Some((
            "wait",
            format!(
                "it waited {times}; the call took {elapsed:?}, the processor worked {processor:?} of it"
            ),
        ));
    }
    (processor > &limit).then(|| {
        (
            "slow",
            format!(
                "it took {processor:?} of the processor's time, more than its budget of {limit:?}"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_told_apart_from_working() {
        let limit = Duration::from_millis(2);
        let spent = Spent {
            elapsed: Duration::from_secs(1),
            processor: Duration::from_millis(1),
            waits: 0,
        };
        assert_eq!(judge(&spent, limit), None);
        let waited = judge(&Spent { waits: 2, ..spent }, limit).unwrap();
        assert!(waited.1.starts_with("it waited 2 times"), "{waited:?}");
        let processor = Duration::from_millis(3);
        assert_eq!(
            judge(&Spent { processor, ..spent }, limit).unwrap().0,
            "slow"
        );
    }

    #[test]
    #[cfg(all(target_os = "linux", not(miri)))]
    fn a_sleep_is_a_wait_and_work_is_none() {
        let watch = Stopwatch::start();
        std::thread::sleep(Duration::from_micros(1));
        assert_eq!(watch.stop().waits, 1);
        let watch = Stopwatch::start();
        let begin = std::time::Instant::now();
        while begin.elapsed() < Duration::from_millis(3) {}
        let spent = watch.stop();
        assert_eq!(spent.waits, 0);
        assert!(
            spent.processor > Duration::from_micros(100)
                && spent.elapsed >= Duration::from_millis(3)
        );
    }
}
