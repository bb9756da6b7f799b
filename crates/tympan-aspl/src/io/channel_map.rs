//! Reading a stream's samples from memory that has other channels, or another sample type: piece by piece, by way of the stack.

use super::buffer::SamplesMut;
use crate::stream::MAX_CHANNELS;

/// Samples moved at a time: at least one frame, however many channels.
pub(super) const PIECE: usize = MAX_CHANNELS as usize;

/// Fills interleaved samples of `channels` from memory with `source_channels`, in which the first frame lies at `time`. `read` reads frames from there and
/// `put` stores them, mapped; a channel that only one side has is dropped or silent.
pub(super) fn read_mapped(
    samples: SamplesMut<'_>,
    channels: usize,
    source_channels: usize,
    mut time: f64,
    read: impl Fn(f64, &mut [f32]),
    put: impl Fn(&mut SamplesMut<'_>, &mut [f32]),
) {
    let frames = PIECE / source_channels.max(channels);
    let mut source = [0.0; PIECE];
    let mut mapped = [0.0; PIECE];
    let mut rest = samples;
    while !rest.is_empty() {
        let (mut samples, others) = rest.split_at(frames * channels);
        let source = &mut source[..samples.len() / channels * source_channels];
        read(time, source);
        let mapped = &mut mapped[..samples.len()];
        for (target, source) in mapped
            .chunks_exact_mut(channels)
            .zip(source.chunks_exact(source_channels))
        {
            for (channel, target) in target.iter_mut().enumerate() {
                *target = source.get(channel).copied().unwrap_or(0.0);
            }
        }
        put(&mut samples, mapped);
        time += frames as f64;
        rest = others;
    }
}
