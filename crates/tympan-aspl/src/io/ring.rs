//! A buffer of audio that is addressed by sample time.
//!
//! A loopback, a delay or a bridge has to hand frames from one operation to another that runs at another moment,
//! with another block size, perhaps on another thread, perhaps several times. A queue would need both sides
//! to agree on where they are; here each frame simply has its place on the device's time line. Who writes says
//! for which sample times, who reads says from which, and what was never written is silence.
//!
//! Which frames are there is kept exactly: a late or missing block costs its own frames and no others, a block may be
//! written again or skipped, and nothing is heard a second time when the writer has stopped. Readers leave
//! no trace, so there may be any number of them. Writers that run at the same time, one for each client for example,
//! each have a lane; the reader hears the sum of the lanes.
//!
//! No thread ever waits for another. A ring belongs to one time line that goes forward: after a jump back by more than
//! its capacity, make a new one.

mod lane;
#[cfg(all(test, loom))]
mod models;
mod ranges;

use core::fmt;
use std::sync::Arc;

use crate::realtime::{Counters, Event};
use lane::Lane;

/// Samples in the piece of stack on which lanes are added up; a frame must fit in.
const SCRATCH: usize = 1024;

/// Sample times lie within these many frames of 0, so that sums of them do not overflow.
const FARTHEST: u64 = 1 << 62;

/// Sample times that come as floating point are whole numbers only up to here.
const FARTHEST_FLOAT: f64 = (1_u64 << 53) as f64;

/// Interleaved samples addressed by sample time.
///
/// Capacity is the number of frames it remembers, counted back from the newest one written. It should cover the
/// time from a frame's writing to its last reading: latency, both safety offsets, and a few blocks.
///
/// *Realtime safety*: writing and reading are fit for the I/O path, on any threads at the same time.
///
/// ```
/// use tympan_aspl::io::ring::TimelineRing;
///
/// let ring = TimelineRing::new(2, 4096, 1);
/// // Two frames of two channels, at sample times 100 and 101.
/// ring.write(0, 100, &[0.1, -0.1, 0.2, -0.2]);
///
/// // Frame 99 was never written. The others can be read as often as one likes.
/// let mut block = [1.0; 6];
/// ring.read(99, &mut block);
/// assert_eq!(block, [0.0, 0.0, 0.1, -0.1, 0.2, -0.2]);
/// ring.read(99, &mut block);
/// assert_eq!(block[2..], [0.1, -0.1, 0.2, -0.2]);
/// ```
// Apart from the counts of an `Arc` around it, which control threads write.
#[repr(align(128))]
pub struct TimelineRing {
    channels: usize,
    capacity: usize,
    lanes: Box<[Lane]>,
    counters: Arc<Counters>,
}

impl TimelineRing {
    /// A ring of `capacity` frames of `channels` samples, for `lanes` writers at a time.
    ///
    /// Control threads only: it allocates `channels * capacity * lanes` samples, and touches them so that the I/O
    /// path meets no page fault.
    ///
    /// # Panics
    /// If one of the numbers is 0, if there are more than 1024 channels, or if that memory cannot exist.
    #[must_use]
    pub fn new(channels: usize, capacity: usize, lanes: usize) -> Self {
        assert!(channels > 0, "a ring needs a channel");
        assert!(channels <= SCRATCH, "a ring has at most {SCRATCH} channels");
        assert!(capacity > 0, "a ring needs room for a frame");
        assert!(lanes > 0, "a ring needs a lane to be written on");
        assert!(
            capacity
                .checked_mul(channels)
                .is_some_and(|count| count < isize::MAX as usize / 8),
            "a ring of {capacity} frames does not fit in memory"
        );
        Self {
            channels,
            capacity,
            lanes: (0..lanes).map(|_| Lane::new(channels, capacity)).collect(),
            counters: Arc::default(),
        }
    }

    /// Counts what happens from now on in these counters, for example those of a device
    /// ([`IoSetup::ring`](super::IoSetup::ring) does it).
    #[must_use]
    pub fn counting_in(mut self, counters: Arc<Counters>) -> Self {
        self.counters = counters;
        self
    }

    /// Samples in a frame.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Frames that are remembered.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Writers that can write at the same time.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.lanes.len()
    }

    /// What has happened so far: late, overlapping and skipped blocks, overtaken reads, and so on.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Writes a block whose first frame has the sample time `start`, in place of what the lane has there.
    ///
    /// Frames older than the lane's newest by the capacity or more have no room and are left out; of a block longer
    /// than the capacity its end is kept. A second thread that writes on the same lane meanwhile is turned away. A
    /// last, incomplete frame is not written.
    ///
    /// *Realtime safety*: wait-free. The time it takes depends on the length of the block only.
    pub fn write(&self, lane: usize, start: i64, block: &[f32]) {
        let Some(lane) = self.lanes.get(lane) else {
            return self.counters.count(Event::UnknownTarget);
        };
        if start.unsigned_abs() > FARTHEST {
            return self.counters.count(Event::InvalidTime);
        }
        let whole_frames = block.len() - block.len() % self.channels;
        if whole_frames > 0 {
            lane.write(start, &block[..whole_frames], &self.counters);
        }
    }

    /// [`write`](Self::write) with a sample time as Core Audio gives it, rounded down to a frame.
    ///
    /// A time that is not a number, or no whole number any more (beyond 2^53), is counted, and nothing is written.
    ///
    /// ```
    /// # use tympan_aspl::io::ring::TimelineRing;
    /// let ring = TimelineRing::new(1, 16, 1);
    /// ring.write_at(0, 4.25, &[0.5]);
    /// ring.write_at(0, f64::NAN, &[0.7]);
    /// let mut block = [1.0; 2];
    /// ring.read_at(4.75, &mut block);
    /// assert_eq!(block, [0.5, 0.0]);
    /// assert_eq!(ring.counters().snapshot().invalid_times, 1);
    /// ```
    #[doc(alias = "mSampleTime")]
    pub fn write_at(&self, lane: usize, sample_time: f64, block: &[f32]) {
        match frame_at(sample_time) {
            Some(start) => self.write(lane, start, block),
            None => self.counters.count(Event::InvalidTime),
        }
    }

    /// Fills `block` with the frames from the sample time `start` on: the sum of the lanes, and silence where none
    /// of them was written or the frames are older than the capacity.
    ///
    /// The lanes are added in their order, so the same frames always give the same sum. Frames that are replaced
    /// while they are being read are either the old or the new ones, or silence.
    ///
    /// A reader that is so late that newer frames have taken the place of those it asks for hears silence in their stead, and that is counted, once for the block.
    ///
    /// *Realtime safety*: takes no longer for what writers do meanwhile. If one overruns every one of a fixed number of
    /// attempts to see which frames it has, its lane is silent in this block, and that is counted too.
    pub fn read(&self, start: i64, block: &mut [f32]) {
        if start.unsigned_abs() > FARTHEST {
            block.fill(0.0);
            return self.counters.count(Event::InvalidTime);
        }
        let (frames, incomplete) = block.split_at_mut(block.len() - block.len() % self.channels);
        incomplete.fill(0.0);
        if let Some((first, others)) = self.lanes.split_first() {
            let mut overtaken = first.read(start, frames).overtaken;
            if !others.is_empty() {
                overtaken |= self.add(others, start, frames);
            }
            if overtaken {
                self.counters.count(Event::OvertakenRead);
            }
        }
    }

    /// [`read`](Self::read) with a sample time as Core Audio gives it, rounded down to a frame.
    ///
    /// A time that is not a number, or no whole number any more (beyond 2^53), is counted and read as silence.
    #[doc(alias = "mSampleTime")]
    pub fn read_at(&self, sample_time: f64, block: &mut [f32]) {
        match frame_at(sample_time) {
            Some(start) => self.read(start, block),
            None => {
                block.fill(0.0);
                self.counters.count(Event::InvalidTime);
            }
        }
    }

    /// Adds lanes to what is in `frames` already; whether one of them has overtaken the reader.
    ///
    /// A lane is read into a piece of stack first: only after copying is it known whether the frames were still
    /// the right ones.
    fn add(&self, lanes: &[Lane], start: i64, frames: &mut [f32]) -> bool {
        let mut overtaken = false;
        let mut scratch = [0.0; SCRATCH];
        let piece = SCRATCH / self.channels;
        for lane in lanes {
            let mut at = start;
            for sum in frames.chunks_mut(piece * self.channels) {
                let samples = &mut scratch[..sum.len()];
                let heard = lane.read(at, samples);
                overtaken |= heard.overtaken;
                if heard.samples {
                    for (sum, sample) in sum.iter_mut().zip(&*samples) {
                        *sum += sample;
                    }
                }
                at += piece as i64;
            }
        }
        overtaken
    }
}

impl fmt::Debug for TimelineRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimelineRing")
            .field("channels", &self.channels)
            .field("capacity", &self.capacity)
            .field("lanes", &self.lanes)
            .field("counters", &self.counters.snapshot())
            .finish()
    }
}

/// The frame in which a sample time lies.
pub(super) fn frame_at(sample_time: f64) -> Option<i64> {
    // Not true of a NaN either.
    (sample_time.abs() < FARTHEST_FLOAT).then(|| sample_time.floor() as i64)
}
