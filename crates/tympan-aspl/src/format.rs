//! Directions and stream formats, and their Core Audio spelling.
//!
//! A [`StreamFormat`] is always interleaved linear PCM; how a sample is stored is its [`SampleFormat`].

mod sample_format;

use tympan_aspl_sys as sys;

pub use sample_format::{ByteOrder, SampleFormat, SampleType};

/// The side of a device a stream or a setting belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// From the device to its clients: recording (`kAudioObjectPropertyScopeInput`).
    Input,
    /// From the clients to the device: playing (`kAudioObjectPropertyScopeOutput`).
    Output,
}

impl Direction {
    /// Both directions, input first.
    pub const BOTH: [Self; 2] = [Self::Input, Self::Output];

    /// The Core Audio scope of this direction.
    pub const fn scope(self) -> sys::AudioObjectPropertyScope {
        match self {
            Self::Input => sys::kAudioObjectPropertyScopeInput,
            Self::Output => sys::kAudioObjectPropertyScopeOutput,
        }
    }

    /// The direction of an input or output scope; `None` for any other.
    pub const fn from_scope(scope: sys::AudioObjectPropertyScope) -> Option<Self> {
        match scope {
            sys::kAudioObjectPropertyScopeInput => Some(Self::Input),
            sys::kAudioObjectPropertyScopeOutput => Some(Self::Output),
            _ => None,
        }
    }
}

/// One value per direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PerDirection<T> {
    pub(crate) input: T,
    pub(crate) output: T,
}

impl<T> PerDirection<T> {
    pub(crate) fn get(&self, direction: Direction) -> &T {
        match direction {
            Direction::Input => &self.input,
            Direction::Output => &self.output,
        }
    }

    pub(crate) fn get_mut(&mut self, direction: Direction) -> &mut T {
        match direction {
            Direction::Input => &mut self.input,
            Direction::Output => &mut self.output,
        }
    }
}

/// The format of a stream: how a sample is stored, channels and rate.
///
/// # Examples
///
/// ```
/// use tympan_aspl::{SampleType, StreamFormat};
///
/// let format = StreamFormat::new(SampleType::Int24.big_endian(), 2, 48_000.0);
/// assert_eq!(format.bytes_per_frame(), 6);
/// assert_eq!(StreamFormat::from_description(&format.to_description()), Some(format));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreamFormat {
    /// How one sample is stored.
    pub sample_format: SampleFormat,
    /// Interleaved channels.
    pub channels: u32,
    /// Frames per second.
    pub sample_rate: f64,
}

impl StreamFormat {
    /// The format of these three.
    pub fn new(sample_format: impl Into<SampleFormat>, channels: u32, sample_rate: f64) -> Self {
        Self {
            sample_format: sample_format.into(),
            channels,
            sample_rate,
        }
    }

    /// Bytes of one frame, all channels together.
    #[doc(alias = "mBytesPerFrame")]
    pub const fn bytes_per_frame(&self) -> u32 {
        self.channels
            .saturating_mul(self.sample_format.sample_type.bytes())
    }

    /// The format as Core Audio spells it.
    #[doc(alias = "AudioStreamBasicDescription")]
    pub fn to_description(&self) -> sys::AudioStreamBasicDescription {
        let bytes = self.bytes_per_frame();
        sys::AudioStreamBasicDescription {
            mSampleRate: self.sample_rate,
            mFormatID: sys::kAudioFormatLinearPCM,
            mFormatFlags: self.sample_format.flags(),
            mBytesPerPacket: bytes,
            mFramesPerPacket: 1,
            mBytesPerFrame: bytes,
            mChannelsPerFrame: self.channels,
            mBitsPerChannel: self.sample_format.sample_type.bits(),
            mReserved: 0,
        }
    }

    /// Reads Core Audio's spelling; `None` for a format that no stream of this framework can have.
    #[doc(alias = "AudioStreamBasicDescription")]
    pub fn from_description(description: &sys::AudioStreamBasicDescription) -> Option<Self> {
        let channels = description.mChannelsPerFrame;
        if channels > crate::stream::MAX_CHANNELS {
            return None;
        }
        SampleFormat::all()
            .map(|format| Self::new(format, channels, description.mSampleRate))
            .find(|format| {
                let exact = format.to_description();
                exact.mFormatID == description.mFormatID
                    && exact.mFormatFlags == description.mFormatFlags
                    && exact.mBytesPerPacket == description.mBytesPerPacket
                    && exact.mFramesPerPacket == description.mFramesPerPacket
                    && exact.mBytesPerFrame == description.mBytesPerFrame
                    && exact.mBitsPerChannel == description.mBitsPerChannel
            })
    }
}
