//! [`Loopback`]: what is played is recorded.
//!
//! Its rings hold words, not sounds: the bits of a sample in the type of the output stream, whatever they mean. So where the input stream has
//! the same type, every bit comes back. A ring of Float32 holds just that.

use std::sync::Arc;

use super::buffer::words_to_float32;
use super::channel_map::{PIECE, read_mapped};
use super::ring::TimelineRing;
use super::setup::{IoSetup, StreamSetup};
use super::values::{ReadInput, WriteMix};
use crate::format::{Direction, SampleType};
use crate::realtime::RealtimeContext;

/// A ring that is used again after a change goes on at sample times that are higher by so much: a day at 48 kHz, and more than any ring remembers.
const SHIFT: f64 = (1_u64 << 32) as f64;

/// Up to here sums with sample times are exact.
const FARTHEST_SHIFT: f64 = (1_u64 << 51) as f64;

/// A ready-made device part: input stream n records what was played to output stream n, later by the latencies that both report.
///
/// Streams of the same sample type give every bit back, in whatever byte order; others are converted by way of Float32.
/// A channel that only one of the two streams has is dropped or silent. An input stream without an output stream in the same place is silent.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// // The same as `Io::loopback()`.
/// let io = Io::rebuilt(Loopback::rebuilt).write_mix(Loopback::write_mix).read_input(Loopback::read_input);
/// ```
#[derive(Debug)]
pub struct Loopback {
    /// That of the first output stream, here because in the first cycle after a change each step on the way to a ring costs a cache miss.
    first: Option<WordRing>,
    /// Those of the other output streams.
    others: Vec<WordRing>,
}

#[derive(Clone, Debug)]
struct WordRing {
    channels: usize,
    sample_type: SampleType,
    words: Arc<TimelineRing>,
    /// What is added to the device's sample times.
    shift: f64,
}

impl WordRing {
    fn new(setup: &IoSetup, stream: &StreamSetup) -> Self {
        let channels = stream.format.channels as usize;
        Self {
            channels,
            sample_type: stream.sample_format_in_handlers().sample_type,
            words: Arc::new(setup.ring(channels, 1)),
            shift: 0.0,
        }
    }

    /// The same memory for another configuration, in which nothing has been written, if that is possible.
    fn renewed(self, setup: &IoSetup, stream: &StreamSetup) -> Option<Self> {
        let shift = self.shift + SHIFT;
        let fits = self.channels == stream.format.channels as usize
            && self.sample_type == stream.sample_format_in_handlers().sample_type
            && self.words.capacity() == setup.ring_frames()
            && shift <= FARTHEST_SHIFT;
        fits.then_some(Self { shift, ..self })
    }
}

impl Loopback {
    /// Makes a ring for each output stream, long enough for the device's latencies.
    pub fn new(setup: &IoSetup) -> Self {
        Self::rebuilt(setup, None)
    }

    /// As [`new`](Self::new), for [`Io::rebuilt`](crate::io::Io::rebuilt): with the memory of the part in use so far where it fits, which is warm already. No
    /// audio of before is heard again.
    pub fn rebuilt(setup: &IoSetup, previous: Option<&Self>) -> Self {
        let mut rings = setup.streams_of(Direction::Output).map(|stream| {
            let old = previous.and_then(|previous| previous.ring(stream.index));
            old.and_then(|old| old.clone().renewed(setup, stream))
                .unwrap_or_else(|| WordRing::new(setup, stream))
        });
        Self {
            first: rings.next(),
            others: rings.collect(),
        }
    }

    /// The ring of an output stream.
    fn ring(&self, index: usize) -> Option<&WordRing> {
        match index.checked_sub(1) {
            None => self.first.as_ref(),
            Some(index) => self.others.get(index),
        }
    }

    /// Puts the mix into the ring of its stream, whatever the mix's part is.
    pub fn write_mix<M>(&self, _: &RealtimeContext<'_>, op: WriteMix<'_, M>) {
        let Some(ring) = self.ring(op.stream.index) else {
            return;
        };
        let mut time = ring.shift + op.sample_time + f64::from(op.stream.latency);
        if let Some(samples) = op.samples.float32() {
            ring.words.write_at(0, time, samples);
            return;
        }
        let mut piece = [0.0; PIECE];
        let frames = PIECE / ring.channels;
        let mut rest = op.samples;
        while !rest.is_empty() {
            let (samples, others) = rest.split_at(frames * ring.channels);
            let piece = &mut piece[..samples.len()];
            samples.to_words(piece);
            ring.words.write_at(0, time, piece);
            time += frames as f64;
            rest = others;
        }
    }

    /// Fills the client's buffer from the ring in the same place, whatever the client's part is.
    pub fn read_input<C>(&self, _: &RealtimeContext<'_>, mut op: ReadInput<'_, C>) {
        let Some(ring) = self.ring(op.stream.index) else {
            return op.samples.silence();
        };
        let channels = op.stream.format.channels as usize;
        let time = ring.shift + op.sample_time - f64::from(op.stream.latency);
        if channels == ring.channels {
            if let Some(samples) = op.samples.float32_mut() {
                ring.words.read_at(time, samples);
                return words_to_float32(ring.sample_type, samples);
            }
        }
        let is_same_type = op.samples.sample_type() == ring.sample_type;
        read_mapped(
            op.samples,
            channels,
            ring.channels,
            time,
            |time, words| ring.words.read_at(time, words),
            |samples, words| {
                if is_same_type {
                    samples.set_words(words);
                } else {
                    words_to_float32(ring.sample_type, words);
                    samples.from_float32(words);
                }
            },
        );
    }
}
