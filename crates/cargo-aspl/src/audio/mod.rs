//! Sound on its way into a device and back: files, channels, the built-in signal, the comparison.
//!
//! Samples are Float32 throughout, interleaved, as the HAL's mix is. Nothing here knows a driver or a device.

pub mod channels;
pub mod compare;
pub mod mix;
pub mod stream_format;
pub mod sweep;
pub mod wav;

/// Interleaved Float32 samples with their rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Frames per second.
    pub rate: u32,
    /// Samples per frame; never 0.
    pub channels: usize,
    /// All frames, one after the other.
    pub samples: Vec<f32>,
}

impl Sound {
    /// The number of frames.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels
    }
}
