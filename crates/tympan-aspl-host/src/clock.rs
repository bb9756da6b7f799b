//! Host time: the clock that schedules I/O and that drivers read.
//!
//! Host time counts *ticks*; a [`Timebase`] says how long a tick is, as `mach_timebase_info` does on a Mac. Ticks are not
//! nanoseconds (hal-facts C.10), so test with a timebase such as 125/3 too.
//!
//! A [`Clock`] is one of two kinds. A *virtual* clock stands still until it is told to move: a run is deterministic and as
//! fast as the machine allows. A *wall* clock follows the time of the machine: a run takes as long as the audio lasts.
//!
//! A driver's own threads can follow a clock (see [`follower`]): a virtual one then stops at each of their wake-ups, and goes on when they have done
//! their work.
//!
//! Any thread may read a clock. It knows nothing of drivers; how it reaches them is `interface::simulation`'s business.

mod follower;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) use self::follower::Followers;
use self::follower::Sleepers;

/// Host time at which a virtual clock starts: drivers meet a machine that has been up for a while, so that times before
/// the first cycle can be told without running below zero.
const START: u64 = 1 << 36;

/// The length of a tick of host time: nanoseconds = ticks x `numerator` / `denominator`.
///
/// ```
/// use tympan_aspl_host::Timebase;
///
/// let arm64_mac = Timebase { numerator: 125, denominator: 3 };
/// assert_eq!(arm64_mac.ticks_per_second(), 24_000_000.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timebase {
    /// Nanoseconds per `denominator` ticks.
    pub numerator: u32,
    /// Ticks that last `numerator` nanoseconds.
    pub denominator: u32,
}

impl Timebase {
    /// One tick is one nanosecond, as on Intel Macs.
    pub const NANOSECONDS: Timebase = Timebase {
        numerator: 1,
        denominator: 1,
    };

    /// Ticks in one second.
    #[must_use]
    pub fn ticks_per_second(self) -> f64 {
        1e9 * f64::from(self.denominator) / f64::from(self.numerator)
    }

    /// The ticks that `nanoseconds` last, rounded down, at most `u64::MAX`.
    #[must_use]
    pub fn ticks(self, nanoseconds: u64) -> u64 {
        scale(nanoseconds, self.denominator, self.numerator)
    }

    /// The nanoseconds that `ticks` last, rounded down, at most `u64::MAX`.
    #[must_use]
    pub fn nanoseconds(self, ticks: u64) -> u64 {
        scale(ticks, self.numerator, self.denominator)
    }

    pub(crate) fn is_valid(self) -> bool {
        self.numerator != 0 && self.denominator != 0
    }
}

fn scale(value: u64, numerator: u32, denominator: u32) -> u64 {
    let scaled = u128::from(value) * u128::from(numerator) / u128::from(denominator.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// A clock in host ticks, shared by a host, its engines and its driver. Clones are the same clock.
///
/// ```
/// use tympan_aspl_host::{Clock, Timebase};
///
/// let clock = Clock::virtual_time(Timebase::NANOSECONDS);
/// let start = clock.now();
/// clock.advance_to(start + 1_000);
/// assert_eq!(clock.now(), start + 1_000);
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Shared>);

struct Shared {
    timebase: Timebase,
    kind: Kind,
    closed: AtomicBool,
    sleepers: Mutex<Sleepers>,
    moved: Condvar,
    /// A follower has gone to sleep, or ended.
    settled: Condvar,
}

enum Kind {
    Virtual(AtomicU64),
    Wall(Wall),
}

impl Clock {
    /// A clock that moves only when [`advance_to`](Clock::advance_to) or an engine moves it.
    #[must_use]
    pub fn virtual_time(timebase: Timebase) -> Clock {
        Clock::new(timebase, Kind::Virtual(AtomicU64::new(START)))
    }

    /// A clock that follows the time of the machine. On a Mac it is `mach_absolute_time`.
    #[must_use]
    pub fn wall_time() -> Clock {
        let (wall, timebase) = Wall::start();
        Clock::new(timebase, Kind::Wall(wall))
    }

    fn new(timebase: Timebase, kind: Kind) -> Clock {
        Clock(Arc::new(Shared {
            timebase,
            kind,
            closed: AtomicBool::new(false),
            sleepers: Mutex::default(),
            moved: Condvar::new(),
            settled: Condvar::new(),
        }))
    }

    /// The present host time in ticks.
    #[must_use]
    pub fn now(&self) -> u64 {
        match &self.0.kind {
            Kind::Virtual(now) => now.load(Ordering::Acquire),
            Kind::Wall(wall) => wall.now(self.0.timebase),
        }
    }

    /// How long a tick is.
    #[must_use]
    pub fn timebase(&self) -> Timebase {
        self.0.timebase
    }

    /// Whether this clock moves only when told.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        matches!(self.0.kind, Kind::Virtual(_))
    }

    /// Moves a virtual clock forward to `ticks` (never back), or waits until a wall clock has reached it.
    ///
    /// A virtual clock stops on its way whenever a thread of a driver is to wake, until that thread sleeps again.
    pub fn advance_to(&self, ticks: u64) {
        while !self.step_to(ticks) {}
    }

    /// Blocks the calling thread until host time reaches `ticks` or the host shuts down. On a virtual clock another thread has
    /// to move the time.
    pub fn sleep_until(&self, ticks: u64) {
        let guard = self.sleepers();
        drop(self.wait_until(guard, ticks, || self.0.closed.load(Ordering::Acquire)));
    }

    /// Waits until host time reaches `ticks` or `is_over`.
    fn wait_until<'a>(
        &self,
        mut guard: MutexGuard<'a, Sleepers>,
        ticks: u64,
        is_over: impl Fn() -> bool,
    ) -> MutexGuard<'a, Sleepers> {
        loop {
            let now = self.now();
            if now >= ticks || is_over() {
                return guard;
            }
            guard = match &self.0.kind {
                Kind::Virtual(_) => self
                    .0
                    .moved
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner),
                Kind::Wall(_) => {
                    let wait =
                        Duration::from_nanos(self.0.timebase.nanoseconds(ticks - now).max(1));
                    self.0
                        .moved
                        .wait_timeout(guard, wait)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
    }

    /// Lets every sleeper go: the host is about to take the driver down.
    pub(crate) fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
        let _sleepers = self.sleepers();
        self.0.moved.notify_all();
    }

    fn sleepers(&self) -> MutexGuard<'_, Sleepers> {
        self.0
            .sleepers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("virtual", &self.is_virtual())
            .field("timebase", &self.0.timebase)
            .field("now", &self.now())
            .finish()
    }
}

/// The time of the machine. Off Apple platforms there is no host time of the system that a driver could read past us, so any
/// origin will do.
#[cfg(not(target_vendor = "apple"))]
struct Wall {
    origin: std::time::Instant,
}

#[cfg(not(target_vendor = "apple"))]
impl Wall {
    fn start() -> (Wall, Timebase) {
        let wall = Wall {
            origin: std::time::Instant::now(),
        };
        (wall, Timebase::NANOSECONDS)
    }

    fn now(&self, timebase: Timebase) -> u64 {
        let elapsed = u64::try_from(self.origin.elapsed().as_nanos()).unwrap_or(u64::MAX);
        START.saturating_add(timebase.ticks(elapsed))
    }
}

/// The time of the machine: what drivers read when nobody hands them a clock.
#[cfg(target_vendor = "apple")]
struct Wall;

#[cfg(target_vendor = "apple")]
impl Wall {
    fn start() -> (Wall, Timebase) {
        (Wall, crate::interface::mach::timebase())
    }

    fn now(&self, _timebase: Timebase) -> u64 {
        crate::interface::mach::absolute_time()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_nanoseconds_convert_without_overflow() {
        let timebase = Timebase {
            numerator: 125,
            denominator: 3,
        };
        assert_eq!(timebase.ticks(1_000_000_000), 24_000_000);
        assert_eq!(timebase.nanoseconds(24_000_000), 1_000_000_000);
        assert_eq!(timebase.nanoseconds(u64::MAX), u64::MAX);
    }

    #[test]
    fn a_virtual_clock_never_runs_back() {
        let clock = Clock::virtual_time(Timebase::NANOSECONDS);
        let start = clock.now();
        clock.advance_to(start + 10);
        clock.advance_to(start + 5);
        assert_eq!(clock.now(), start + 10);
    }

    #[test]
    fn a_sleeper_wakes_when_virtual_time_reaches_it() {
        let clock = Clock::virtual_time(Timebase::NANOSECONDS);
        let wake = clock.now() + 100;
        let sleeper = {
            let clock = clock.clone();
            std::thread::spawn(move || {
                clock.sleep_until(wake);
                clock.now()
            })
        };
        clock.advance_to(wake - 1);
        clock.advance_to(wake);
        assert_eq!(sleeper.join().expect("the sleeper returns"), wake);
    }

    #[test]
    fn closing_releases_sleepers() {
        let clock = Clock::virtual_time(Timebase::NANOSECONDS);
        let sleeper = {
            let clock = clock.clone();
            std::thread::spawn(move || clock.sleep_until(u64::MAX))
        };
        clock.close();
        sleeper.join().expect("the sleeper returns");
    }
}
