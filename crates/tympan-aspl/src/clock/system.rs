//! The clock that follows the host clock, published for the I/O threads.

use core::fmt;
use std::sync::Mutex;

use super::keeper::{self, Keeper, STANDING, Settings};
use super::timeline::WORDS;
use super::{Clock, ClockError, Timebase, Timeline, ZeroTimeStamp};
use crate::realtime::seqlock::Seqlock;
use crate::sync::lock;

/// A device's clock that runs at its nominal sample rate on the host clock.
///
/// The first start sets the anchor: sample time 0 at that moment. Later starts keep it, so sample time goes on
/// while no client is running, with the same seed. Only another rate, period or timebase, or an explicit
/// [`discontinuity`](Self::discontinuity), sets a new anchor with a new seed; its sample time is the next
/// multiple of the period, so sample times never repeat.
///
/// *Threads*: [`stamp`](Self::stamp) may be called on any thread, the I/O threads too; it does not wait. The others
/// are for control threads.
///
/// ```
/// use tympan_aspl::clock::{SystemClock, Timebase};
///
/// let clock = SystemClock::new(48_000.0, 16_384, Timebase::NANOSECONDS)?;
/// assert_eq!(clock.stamp(0), None);
/// clock.start(5_000);
/// let first = clock.stamp(5_000).unwrap();
/// assert_eq!((first.sample_time, first.host_time), (0.0, 5_000));
/// // Asked again after three hours of silence, it is not behind.
/// let late = clock.stamp(3 * 3_600 * 1_000_000_000).unwrap();
/// assert_eq!(late.sample_time, 31_640.0 * 16_384.0);
/// assert_eq!(late.seed, first.seed);
/// # Ok::<(), tympan_aspl::clock::ClockError>(())
/// ```
#[doc(alias = "kAudioDevicePropertyClockAlgorithm")]
pub struct SystemClock {
    keeper: Mutex<Keeper>,
    published: Seqlock<WORDS>,
}

impl SystemClock {
    /// A clock that has not been started.
    ///
    /// # Errors
    /// When the rate, the period or the timebase cannot be those of a clock.
    pub fn new(sample_rate: f64, period: u32, timebase: Timebase) -> Result<Self, ClockError> {
        let mut keeper = Keeper::new();
        keeper.configure(Settings {
            sample_rate,
            period,
            timebase,
        })?;
        Ok(Self {
            keeper: Mutex::new(keeper),
            published: Seqlock::new(STANDING),
        })
    }

    /// Changes rate, period or timebase. If one of them differs, the clock stands until the next
    /// [`start`](Self::start), which begins a new timeline with a new seed.
    ///
    /// # Errors
    /// When the rate, the period or the timebase cannot be those of a clock; then nothing is changed.
    pub fn configure(
        &self,
        sample_rate: f64,
        period: u32,
        timebase: Timebase,
    ) -> Result<(), ClockError> {
        let settings = Settings {
            sample_rate,
            period,
            timebase,
        };
        self.change(|keeper| keeper.configure(settings))
    }

    /// The device starts at the host time `now`. Sets the anchor if there is none; otherwise the time line goes on.
    pub fn start(&self, now: u64) {
        self.change(|keeper| keeper.start(now));
    }

    /// Sets a new anchor at the host time `now`, with a new seed: the host will synchronise anew.
    ///
    /// For a time line that has really been broken. Does nothing to a clock that has not been started.
    pub fn discontinuity(&self, now: u64) {
        self.change(|keeper| keeper.discontinuity(now));
    }

    /// The latest time stamp that is not in the future of `now`; `None` before the first
    /// [`start`](Self::start) and from a change of [`configure`](Self::configure) to the next.
    ///
    /// *Realtime safety*: any thread; does not wait, lock, allocate or call the system.
    #[doc(alias = "GetZeroTimeStamp")]
    #[must_use]
    pub fn stamp(&self, now: u64) -> Option<ZeroTimeStamp> {
        self.timeline().map(|timeline| timeline.stamp(now))
    }

    /// The timeline that [`stamp`](Self::stamp) answers from; `None` when that answers `None`.
    ///
    /// *Realtime safety*: as [`stamp`](Self::stamp).
    #[must_use]
    pub fn timeline(&self) -> Option<Timeline> {
        keeper::read(&self.published)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Keeper) -> T) -> T {
        let mut keeper = lock(&self.keeper);
        let result = change(&mut keeper);
        self.published.publish(keeper.words());
        result
    }
}

impl Clock for SystemClock {
    fn configure(
        &self,
        sample_rate: f64,
        period: u32,
        timebase: Timebase,
    ) -> Result<(), ClockError> {
        self.configure(sample_rate, period, timebase)
    }

    fn start(&self, now: u64) {
        self.start(now);
    }

    fn stamp(&self, now: u64) -> Option<ZeroTimeStamp> {
        self.stamp(now)
    }
}

impl fmt::Debug for SystemClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemClock")
            .field("timeline", &self.timeline())
            .finish_non_exhaustive()
    }
}
