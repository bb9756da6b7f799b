//! What the I/O thread and the main thread share: the recording, and where the signal is. Plain atomics, so that a late cycle does no harm.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};

use crate::signal::sample;

/// One run of I/O: made before it starts, read when it is over.
#[derive(Debug)]
pub(crate) struct Run {
    channels: usize,
    /// The bits of the recorded samples.
    recorded: Box<[AtomicU32]>,
    /// How many samples of it have been recorded.
    filled: AtomicUsize,
    played: AtomicU64,
    cycles: AtomicU64,
    gaps: AtomicU64,
    /// The bits of the sample time at which the next output should begin.
    next_output: AtomicU64,
}

impl Run {
    /// Room for so many frames of so many channels.
    pub(crate) fn new(channels: usize, frames: usize) -> Self {
        Self {
            channels,
            recorded: (0..frames * channels).map(|_| AtomicU32::new(0)).collect(),
            filled: AtomicUsize::new(0),
            played: AtomicU64::new(0),
            cycles: AtomicU64::new(0),
            gaps: AtomicU64::new(0),
            next_output: AtomicU64::new(f64::NAN.to_bits()),
        }
    }

    /// Begins a cycle: notes whether the host has left frames out since the one before. Gives the first frame of the signal to play.
    pub(crate) fn begin_cycle(&self, output_time: f64, frames: usize) -> u64 {
        self.cycles.fetch_add(1, Ordering::Relaxed);
        let expected = f64::from_bits(self.next_output.load(Ordering::Relaxed));
        if !expected.is_nan() && output_time != expected {
            self.gaps.fetch_add(1, Ordering::Relaxed);
        }
        let next = output_time + frames as f64;
        self.next_output.store(next.to_bits(), Ordering::Relaxed);
        self.played.fetch_add(frames as u64, Ordering::Relaxed)
    }

    /// The sample to play.
    pub(crate) fn sample(&self, frame: u64, channel: usize) -> f32 {
        if channel < self.channels {
            sample(frame, channel, self.channels)
        } else {
            0.0
        }
    }

    /// Records a sample of the cycle, whose first frame is this many frames after the last cycle's end. What there is no room for is left out.
    pub(crate) fn record(&self, frame: usize, channel: usize, sample: f32) {
        let place = self.filled.load(Ordering::Relaxed) + frame * self.channels + channel;
        if channel < self.channels
            && let Some(slot) = self.recorded.get(place)
        {
            slot.store(sample.to_bits(), Ordering::Relaxed);
        }
    }

    /// Ends a cycle that has recorded so many frames.
    pub(crate) fn end_cycle(&self, frames: usize) {
        let filled = self.filled.load(Ordering::Relaxed) + frames * self.channels;
        self.filled
            .store(filled.min(self.recorded.len()), Ordering::Release);
    }

    /// Whether there is no more room.
    pub(crate) fn is_full(&self) -> bool {
        self.filled.load(Ordering::Acquire) == self.recorded.len()
    }

    /// What has been recorded.
    pub(crate) fn recorded(&self) -> Vec<f32> {
        let filled = self.filled.load(Ordering::Acquire);
        let samples = self.recorded[..filled].iter();
        samples
            .map(|bits| f32::from_bits(bits.load(Ordering::Relaxed)))
            .collect()
    }

    /// How many cycles there were, and before how many of them frames were left out.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (
            self.cycles.load(Ordering::Relaxed),
            self.gaps.load(Ordering::Relaxed),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{Heard, look};

    /// A cycle of a loopback: what is played is recorded at once.
    fn cycle(run: &Run, time: f64, frames: usize) {
        let first = run.begin_cycle(time, frames);
        for frame in 0..frames {
            for channel in 0..3 {
                run.record(frame, channel, run.sample(first + frame as u64, channel));
            }
        }
        run.end_cycle(frames);
    }

    #[test]
    fn a_recording_is_full_when_its_frames_are_there_and_more_cycles_do_no_harm() {
        let run = Run::new(2, 100);
        let mut time = 0.0;
        for frames in [32, 15, 32, 32, 32] {
            cycle(&run, time, frames);
            time += frames as f64;
        }
        assert!(run.is_full());
        let exact = Heard::Exact {
            delay: 0,
            first: 0,
            frames: 100,
        };
        assert_eq!(look(&run.recorded(), 2), exact);
        assert_eq!(run.counts(), (5, 0));
    }

    #[test]
    fn frames_that_the_host_leaves_out_are_counted() {
        let run = Run::new(1, 1000);
        for time in [512.0, 544.0, 608.0, 640.0] {
            cycle(&run, time, 32);
        }
        assert_eq!(run.counts(), (4, 1));
        assert!(!run.is_full());
        assert_eq!(run.recorded().len(), 128);
    }
}
