//! [`Loopback`]: what is played is recorded.

use super::buffer::SamplesMut;
use super::operation::{ReadInput, WriteMix};
use super::ring::TimelineRing;
use super::setup::IoSetup;
use crate::format::Direction;
use crate::realtime::RealtimeContext;
use crate::stream::MAX_CHANNELS;

/// Samples converted at a time for streams whose format is not that of the ring: at least one frame, however many channels.
const PIECE: usize = MAX_CHANNELS as usize;

/// A ready-made device part: input stream n records what was played to output stream n at the same sample time.
///
/// A channel that only one of the two streams has is dropped or silent. An input stream without an output stream in the same place is silent.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// // The same as `Io::loopback()`.
/// let io = Io::new(Loopback::new).write_mix(Loopback::write_mix).read_input(Loopback::read_input);
/// ```
#[derive(Debug)]
pub struct Loopback {
    /// One per output stream, with its channels.
    rings: Vec<(usize, TimelineRing)>,
}

impl Loopback {
    /// Makes a ring for each output stream, long enough for the device's latencies.
    pub fn new(setup: &IoSetup) -> Self {
        let rings = setup.streams_of(Direction::Output).map(|stream| {
            let channels = stream.format.channels as usize;
            (
                channels,
                TimelineRing::new(channels, setup.ring_frames(), 1),
            )
        });
        Self {
            rings: rings.collect(),
        }
    }

    /// Puts the mix into the ring of its stream.
    pub fn write_mix(&self, _: &RealtimeContext<'_>, op: WriteMix<'_>) {
        let Some((channels, ring)) = self.rings.get(op.stream.index) else {
            return;
        };
        if let Some(samples) = op.samples.float32() {
            ring.write_at(0, op.sample_time, samples);
            return;
        }
        let mut piece = [0.0; PIECE];
        let frames = PIECE / channels;
        let mut rest = op.samples;
        let mut time = op.sample_time;
        while !rest.is_empty() {
            let (samples, others) = rest.split_at(frames * channels);
            let piece = &mut piece[..samples.len()];
            samples.to_float32(piece);
            ring.write_at(0, time, piece);
            time += frames as f64;
            rest = others;
        }
    }

    /// Fills the client's buffer from the ring in the same place.
    pub fn read_input(&self, _: &RealtimeContext<'_>, mut op: ReadInput<'_>) {
        let Some((ring_channels, ring)) = self.rings.get(op.stream.index) else {
            return op.samples.silence();
        };
        let channels = op.stream.format.channels as usize;
        if channels == *ring_channels {
            if let Some(samples) = op.samples.float32_mut() {
                ring.read_at(op.sample_time, samples);
                return;
            }
        }
        let frames = PIECE / ring_channels.max(&channels);
        let mut read = [0.0; PIECE];
        let mut mapped = [0.0; PIECE];
        let mut rest: SamplesMut<'_> = op.samples;
        let mut time = op.sample_time;
        while !rest.is_empty() {
            let (mut samples, others) = rest.split_at(frames * channels);
            let count = samples.len() / channels;
            let read = &mut read[..count * ring_channels];
            ring.read_at(time, read);
            for (target, source) in mapped
                .chunks_exact_mut(channels)
                .zip(read.chunks_exact(*ring_channels))
            {
                for (channel, target) in target.iter_mut().enumerate() {
                    *target = source.get(channel).copied().unwrap_or(0.0);
                }
            }
            samples.from_float32(&mapped[..samples.len()]);
            time += frames as f64;
            rest = others;
        }
    }
}
