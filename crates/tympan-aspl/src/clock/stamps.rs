//! [`Stamps`]: the time stamps of one device, as its I/O threads get them while control threads start and adjust the clock.

use super::ZeroTimeStamp;
use super::keeper::{self, STANDING};
use super::timeline::WORDS;
use crate::realtime::seqlock::Seqlock;
use crate::realtime::sync::{AtomicU64, Ordering};

/// What the I/O threads of one device see of a clock of the framework's.
#[derive(Debug)]
pub(crate) struct Stamps {
    timeline: Seqlock<WORDS>,
    /// The sample time of the latest time stamp that somebody has got. It rises from anchor to anchor too.
    latest: AtomicU64,
}

impl Stamps {
    pub(crate) fn new() -> Self {
        Self {
            timeline: Seqlock::new(STANDING),
            latest: AtomicU64::new(0),
        }
    }

    /// Makes a timeline, in words, the one that is read from now on. Calls must not overlap.
    pub(super) fn publish(&self, timeline: [u64; WORDS]) {
        self.timeline.publish(timeline);
    }

    /// The latest time stamp at a host time that was asked for before the call. Wait-free.
    #[inline]
    pub(crate) fn at(&self, now: u64) -> Option<ZeroTimeStamp> {
        // Before the timeline, of which the sequence lock's fence makes sure: a time stamp that somebody has got by now is on this timeline or up to its
        // anchor. One that somebody gets later may be on another cadence.
        let latest = self.latest.load(Ordering::Relaxed);
        let timeline = keeper::read(&self.timeline)?;
        if timeline.is_held() {
            return Some(timeline.stamp_at(latest));
        }
        let (sample_time, stamp) = timeline.whole_stamp(now);
        if sample_time > latest {
            // Once a period. Whoever has seen this stamp, or hears of it, finds it here; who finds it here, finds its timeline or a later one.
            self.latest.fetch_max(sample_time, Ordering::Release);
        }
        Some(stamp)
    }
}
