//! One writer's part of a ring: its samples, which of them are valid, and the proof of it for readers.
//!
//! A frame lies at its sample time modulo the capacity. Writing a newer frame destroys the one a whole number of
//! capacities before it, so before it stores a sample the writer moves the *floor*, the oldest frame that may still be
//! there. A reader copies first and looks at the floor afterwards: if it copied anything newer than the frames it
//! wanted, it also sees the floor that has passed them, and what is below the floor becomes silence.

use core::fmt;

use super::ranges::{Range, Ranges, WORDS};
use crate::realtime::samples::Samples;
use crate::realtime::seqlock::Seqlock;
use crate::realtime::sync::{AtomicI64, Ordering, fence};
use crate::realtime::{Counters, Event, Gate};

/// A lane.
pub(super) struct Lane {
    channels: usize,
    capacity: usize,
    samples: Samples,
    /// No frame before this one can be read. Never goes back.
    floor: AtomicI64,
    /// The frames that can be read, if they are not below the floor.
    valid: Seqlock<WORDS>,
    writer: Gate<Writer>,
}

/// What only the writer knows.
struct Writer {
    /// The end of the newest frame written; the lane remembers `capacity` frames before it.
    newest_end: Option<i64>,
    valid: Ranges,
}

impl Lane {
    pub(super) fn new(channels: usize, capacity: usize) -> Self {
        let valid = Ranges::default();
        Self {
            channels,
            capacity,
            samples: Samples::new(channels * capacity),
            floor: AtomicI64::new(i64::MIN),
            valid: Seqlock::new(valid.to_words()),
            writer: Gate::new(Writer {
                newest_end: None,
                valid,
            }),
        }
    }

    /// Writes whole frames, at least one.
    pub(super) fn write(&self, start: i64, block: &[f32], counters: &Counters) {
        let Some(mut writer) = self.writer.enter() else {
            return counters.count(Event::TurnedAway);
        };
        let end = start + (block.len() / self.channels) as i64;
        let newest_end = writer.newest_end.map_or(end, |newest| newest.max(end));
        let oldest = newest_end - self.capacity as i64;
        if let Some(previous) = writer.newest_end {
            if start < previous - self.capacity as i64 {
                counters.count(Event::LateWrite);
            }
            if start > previous {
                counters.count(Event::Gap);
            }
        }
        let kept = Range {
            start: start.max(oldest),
            end,
        };
        if kept.start >= kept.end {
            return;
        }
        if writer.valid.overlaps(kept) {
            counters.count(Event::Overlap);
        }
        if writer.newest_end != Some(newest_end) {
            writer.newest_end = Some(newest_end);
            self.floor.store(oldest, Ordering::Relaxed);
        }
        // Pairs with the fence in `read`: who has copied one of the samples stored below also sees the floor.
        fence(Ordering::Release);
        self.store(
            kept.start,
            &block[(kept.start - start) as usize * self.channels..],
        );
        writer.valid.keep_from(oldest);
        writer.valid.insert(kept);
        // Publishes the samples too: a reader that sees the range sees them.
        self.valid.publish(writer.valid.to_words());
    }

    /// Fills `block`, whole frames, from the sample time `start` on; whether there is anything in it but silence.
    pub(super) fn read(&self, start: i64, block: &mut [f32], counters: &Counters) -> bool {
        let end = start + (block.len() / self.channels) as i64;
        let at = |frame: i64| (frame - start) as usize * self.channels;
        let Some(words) = self.valid.read() else {
            block.fill(0.0);
            counters.count(Event::OvertakenRead);
            return false;
        };
        let mut silence_from = start;
        let mut oldest_copied = None;
        for range in Ranges::from_words(words).iter() {
            let range = Range {
                start: range.start.max(start),
                end: range.end.min(end),
            };
            if range.start < range.end {
                block[at(silence_from)..at(range.start)].fill(0.0);
                self.load(range.start, &mut block[at(range.start)..at(range.end)]);
                silence_from = range.end;
                oldest_copied = oldest_copied.or(Some(range.start));
            }
        }
        block[at(silence_from)..].fill(0.0);
        let Some(oldest_copied) = oldest_copied else {
            return false;
        };
        // Pairs with the fence in `write`.
        fence(Ordering::Acquire);
        let floor = self.floor.load(Ordering::Relaxed);
        if oldest_copied < floor {
            block[..at(floor.min(end))].fill(0.0);
            counters.count(Event::OvertakenRead);
        }
        true
    }

    /// Stores frames in at most two blocks.
    fn store(&self, start: i64, block: &[f32]) {
        let slot = self.slot(start);
        let (until_wrap, rest) = block.split_at(block.len().min(self.samples_until_wrap(slot)));
        self.samples.store(slot * self.channels, until_wrap);
        self.samples.store(0, rest);
    }

    /// Loads frames in at most two blocks.
    fn load(&self, start: i64, block: &mut [f32]) {
        let slot = self.slot(start);
        let (until_wrap, rest) = block.split_at_mut(block.len().min(self.samples_until_wrap(slot)));
        self.samples.load(slot * self.channels, until_wrap);
        self.samples.load(0, rest);
    }

    fn slot(&self, frame: i64) -> usize {
        frame.rem_euclid(self.capacity as i64) as usize
    }

    fn samples_until_wrap(&self, slot: usize) -> usize {
        (self.capacity - slot) * self.channels
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let valid = self
            .valid
            .read()
            .map(Ranges::from_words)
            .unwrap_or_default();
        f.debug_list()
            .entries(valid.iter().map(|range| range.start..range.end))
            .finish()
    }
}
