//! [`StreamFrame`]: what the I/O path has to know of a stream before anything else, small enough to be published in one word.

use super::operation::Stage;
use crate::format::{Direction, SampleType, StreamFormat};

/// Bits for the channels, of which there are at most [`MAX_CHANNELS`](crate::stream::MAX_CHANNELS).
const CHANNEL_BITS: u32 = 11;

/// A stream's direction and the size of its frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StreamFrame {
    pub(crate) direction: Direction,
    channels: u32,
    sample_bytes: u32,
}

impl StreamFrame {
    pub(crate) fn new(direction: Direction, format: &StreamFormat) -> Self {
        Self {
            direction,
            channels: format.channels,
            sample_bytes: format.sample_format.sample_type.bytes(),
        }
    }

    /// Samples in so many frames.
    pub(crate) fn samples(&self, frames: u32) -> usize {
        frames as usize * self.channels as usize
    }

    /// Bytes that so many frames take; `None` if there cannot be so much memory.
    pub(crate) fn bytes(&self, stage: Stage, frames: u32) -> Option<usize> {
        let sample_bytes = match stage {
            Stage::Native => self.sample_bytes,
            Stage::Canonical => SampleType::Float32.bytes(),
        };
        self.samples(frames)
            .checked_mul(sample_bytes as usize)
            .filter(|bytes| isize::try_from(*bytes).is_ok())
    }

    pub(crate) fn to_bits(self) -> u32 {
        let is_input = u32::from(self.direction == Direction::Input);
        (self.sample_bytes << CHANNEL_BITS | self.channels) << 1 | is_input
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        let direction = if bits & 1 == 0 {
            Direction::Output
        } else {
            Direction::Input
        };
        Self {
            direction,
            channels: bits >> 1 & ((1 << CHANNEL_BITS) - 1),
            sample_bytes: bits >> 1 >> CHANNEL_BITS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::MAX_CHANNELS;

    #[test]
    fn a_word_brings_the_frame_back() {
        for direction in Direction::BOTH {
            for sample_type in [SampleType::Int16, SampleType::Int24, SampleType::Float32] {
                for channels in [1, 2, MAX_CHANNELS] {
                    let format = StreamFormat::new(sample_type, channels, 48_000.0);
                    let frame = StreamFrame::new(direction, &format);
                    assert_eq!(StreamFrame::from_bits(frame.to_bits()), frame);
                    assert_eq!(
                        frame.bytes(Stage::Native, 3),
                        Some(3 * format.bytes_per_frame() as usize)
                    );
                }
            }
        }
    }
}
