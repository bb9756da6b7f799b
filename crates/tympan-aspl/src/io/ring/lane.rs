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

/// What a reader got.
pub(super) struct Heard {
    /// Whether there was anything but silence.
    pub(super) samples: bool,
    /// Whether frames were silenced because newer ones had taken their place.
    pub(super) overtaken: bool,
}

impl Lane {
    pub(super) fn new(channels: usize, capacity: usize) -> Self {
        Self {
            channels,
            capacity,
            samples: Samples::new(channels * capacity),
            floor: AtomicI64::new(i64::MIN),
            valid: Seqlock::new([0; WORDS]),
            writer: Gate::new(Writer {
                newest_end: None,
                valid: Ranges::default(),
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
        if writer.valid.advance(oldest, kept) {
            counters.count(Event::Overlap);
        }
        // Publishes the samples too: a reader that sees the range sees them.
        self.valid.publish(writer.valid.words());
    }

    /// Fills `block`, whole frames, from the sample time `start` on.
    pub(super) fn read(&self, start: i64, block: &mut [f32]) -> Heard {
        let copied = self.copy(start, block);
        let overtaken = self.silence_overtaken(start, block);
        Heard {
            samples: copied == Some(true),
            overtaken: copied.is_none() || overtaken,
        }
    }

    /// Fills `block` with what is valid, and silence elsewhere; whether anything is. `None`, and all of it silent, if the writer was too fast to see
    /// what is valid.
    fn copy(&self, start: i64, block: &mut [f32]) -> Option<bool> {
        let end = start + (block.len() / self.channels) as i64;
        let at = |frame: i64| (frame - start) as usize * self.channels;
        let mut valid = Ranges::default();
        if !self.valid.read_with(|words| valid.set_words(words)) {
            block.fill(0.0);
            return None;
        }
        let mut silence_from = start;
        for range in valid.as_slice() {
            let range = Range {
                start: range.start.max(start),
                end: range.end.min(end),
            };
            if range.start < range.end {
                block[at(silence_from)..at(range.start)].fill(0.0);
                self.load(range.start, &mut block[at(range.start)..at(range.end)]);
                silence_from = range.end;
            }
        }
        block[at(silence_from)..].fill(0.0);
        Some(silence_from > start)
    }

    /// Silences the frames whose place has been taken by newer ones, while they were copied or before; whether there are any.
    fn silence_overtaken(&self, start: i64, block: &mut [f32]) -> bool {
        // Pairs with the fence in `write`: what was copied of a newer frame is found out here.
        fence(Ordering::Acquire);
        let floor = self.floor.load(Ordering::Relaxed);
        if floor <= start {
            return false;
        }
        let frames = block.len() / self.channels;
        let overtaken =
            usize::try_from(floor - start).map_or(frames, |frames_gone| frames_gone.min(frames));
        block[..overtaken * self.channels].fill(0.0);
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
        let mut valid = Ranges::default();
        self.valid.read_with(|words| valid.set_words(words));
        f.debug_list()
            .entries(valid.as_slice().iter().map(|range| range.start..range.end))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(start: i64, frames: i64) -> Vec<f32> {
        (start..start + frames).map(|frame| frame as f32).collect()
    }

    #[test]
    fn a_reader_that_stalls_while_a_writer_overtakes_it_loses_the_frames_that_are_gone() {
        for ahead in 0..=24 {
            let counters = Counters::new();
            let lane = Lane::new(1, 16);
            lane.write(100, &numbered(100, 16), &counters);
            let mut block = [7.0; 8];
            // Here the reader stands still, between copying and looking again.
            assert_eq!(lane.copy(100, &mut block), Some(true));
            for frame in 116..116 + ahead {
                lane.write(frame, &numbered(frame, 1), &counters);
            }
            assert_eq!(lane.silence_overtaken(100, &mut block), ahead > 0);
            let gone = ahead.min(8) as usize;
            assert_eq!(block[..gone], vec![0.0; gone]);
            assert_eq!(block[gone..], numbered(100, 8)[gone..]);
        }
    }

    #[test]
    fn a_reader_that_begins_while_a_writer_is_half_way_hears_nothing_wrong() {
        let counters = Counters::new();
        let lane = Lane::new(1, 16);
        lane.write(100, &numbered(100, 16), &counters);
        // What a writer has done before it publishes: eight frames on, all stored.
        lane.floor.store(108, Ordering::Relaxed);
        lane.store(116, &numbered(116, 8));
        let mut block = [7.0; 16];
        let heard = lane.read(100, &mut block);
        assert!(heard.samples && heard.overtaken);
        assert_eq!(block[..8], [0.0; 8]);
        assert_eq!(block[8..], numbered(108, 8));
    }
}
