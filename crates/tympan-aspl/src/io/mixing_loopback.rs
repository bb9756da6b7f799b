//! [`MixingLoopback`]: a loopback that mixes its clients itself (hal-facts C.11, MixOutput).

use super::channel_map::read_mapped;
use super::mixer::{Mixer, MixerLane};
use super::setup::{IoSetup, StreamSetup};
use super::values::{MixOutput, ReadInput};
use crate::client::Client;
use crate::format::Direction;
use crate::realtime::RealtimeContext;

/// A ready-made device part that mixes: input stream n records the sum of what clients play to output stream n, later by the latencies that both report.
///
/// The host gives each client's output in Float32 and does not mix (MixOutput), on several threads at once if it likes. Sums are Float32 and not clipped; an
/// input stream of integers gets them rounded and clipped. A client that goes leaves what it has played ahead; one that comes has nothing of it. A channel
/// that only one of the two streams has is dropped or silent, and an input stream without an output stream in the same place is silent.
///
/// # Examples
///
/// ```
/// use tympan_aspl::io::MixingLoopback;
/// use tympan_aspl::prelude::*;
///
/// // The same as `Io::mixing_loopback()`.
/// let io = Io::new(MixingLoopback::new)
///     .client_part(MixingLoopback::client_part)
///     .mix_output(MixingLoopback::mix_output)
///     .read_input(MixingLoopback::read_input);
/// ```
///
/// Where clients have a volume of their own, it is applied before their output is mixed:
///
/// ```
/// use tympan_aspl::io::{MixingLane, MixingLoopback};
/// use tympan_aspl::prelude::*;
///
/// struct Part {
///     gain: GainStage,
///     lane: MixingLane,
/// }
///
/// let gain = Gain::new();
/// let io = Io::new(MixingLoopback::new)
///     .client_part(move |mixing: &MixingLoopback, setup, client| Part {
///         gain: gain.stage(setup),
///         lane: mixing.client_part(setup, client),
///     })
///     .process_output(|_, rt, op| op.part.gain.apply(rt, op.stream, op.cycle, op.samples))
///     .mix_output(|_, rt, op| op.part.lane.write(rt, op.stream, op.sample_time, op.samples))
///     .read_input(MixingLoopback::read_input);
/// ```
#[derive(Debug)]
pub struct MixingLoopback {
    /// One per output stream.
    mixers: Vec<Mixer>,
}

/// A client's place in a [`MixingLoopback`].
#[derive(Debug)]
pub struct MixingLane {
    /// One per output stream.
    lanes: Vec<MixerLane>,
}

impl MixingLoopback {
    /// Makes a mixer for each output stream, with memory enough for the device's latencies.
    pub fn new(setup: &IoSetup) -> Self {
        let mixers = setup.streams_of(Direction::Output).map(|stream| {
            let channels = stream.format.channels as usize;
            setup.mixer(channels)
        });
        Self {
            mixers: mixers.collect(),
        }
    }

    /// Makes a client's part.
    pub fn client_part(&self, _: &IoSetup, _: &Client) -> MixingLane {
        MixingLane {
            lanes: self.mixers.iter().map(Mixer::lane).collect(),
        }
    }

    /// Takes a client's output into the mix of its stream.
    pub fn mix_output(&self, rt: &RealtimeContext<'_>, op: MixOutput<'_, MixingLane>) {
        op.part.write(rt, op.stream, op.sample_time, op.samples);
    }

    /// Fills the client's buffer with the mix in the same place, whatever the client's part is.
    pub fn read_input<C>(&self, _: &RealtimeContext<'_>, mut op: ReadInput<'_, C>) {
        let Some(mixer) = self.mixers.get(op.stream.index) else {
            return op.samples.silence();
        };
        let channels = op.stream.format.channels as usize;
        let time = op.sample_time - f64::from(op.stream.latency);
        if channels == mixer.channels() {
            if let Some(samples) = op.samples.float32_mut() {
                return mixer.read_at(time, samples);
            }
        }
        read_mapped(
            op.samples,
            channels,
            mixer.channels(),
            time,
            |time, sums| mixer.read_at(time, sums),
            |samples, sums| samples.from_float32(sums),
        );
    }
}

impl MixingLane {
    /// Takes samples of the client's into the mix of an output stream, the first of them at a sample time of the device.
    pub fn write(
        &mut self,
        _: &RealtimeContext<'_>,
        stream: &StreamSetup,
        sample_time: f64,
        samples: &[f32],
    ) {
        if let Some(lane) = self.lanes.get_mut(stream.index) {
            lane.write_at(sample_time + f64::from(stream.latency), samples);
        }
    }
}
