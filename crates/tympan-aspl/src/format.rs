//! Directions, sample types and stream formats, and their Core Audio spelling.
//!
//! A [`StreamFormat`] is always interleaved linear PCM, little endian and packed, as every Mac that runs these drivers has it
//! (hal-facts A.9, "Format ids and flags").

use tympan_aspl_sys as sys;

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

/// How one sample is stored in a stream's buffers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SampleType {
    /// 32-bit float, the HAL's own format.
    #[default]
    Float32,
    /// 16-bit signed integer.
    Int16,
    /// 24-bit signed integer in three bytes.
    Int24,
    /// 32-bit signed integer.
    Int32,
}

impl SampleType {
    /// Bytes of one sample.
    pub const fn bytes(self) -> u32 {
        match self {
            Self::Int16 => 2,
            Self::Int24 => 3,
            Self::Float32 | Self::Int32 => 4,
        }
    }

    const fn flags(self) -> u32 {
        let kind = match self {
            Self::Float32 => sys::kAudioFormatFlagIsFloat,
            Self::Int16 | Self::Int24 | Self::Int32 => sys::kAudioFormatFlagIsSignedInteger,
        };
        kind | sys::kAudioFormatFlagIsPacked
    }

    const ALL: [Self; 4] = [Self::Float32, Self::Int16, Self::Int24, Self::Int32];
}

/// The format of a stream: sample type, channels and rate.
///
/// # Examples
///
/// ```
/// use tympan_aspl::{SampleType, StreamFormat};
///
/// let format = StreamFormat { sample_type: SampleType::Float32, channels: 2, sample_rate: 48_000.0 };
/// assert_eq!(format.bytes_per_frame(), 8);
/// assert_eq!(StreamFormat::from_description(&format.to_description()), Some(format));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreamFormat {
    /// How one sample is stored.
    pub sample_type: SampleType,
    /// Interleaved channels.
    pub channels: u32,
    /// Frames per second.
    pub sample_rate: f64,
}

impl StreamFormat {
    /// Bytes of one frame, all channels together.
    pub const fn bytes_per_frame(&self) -> u32 {
        self.channels * self.sample_type.bytes()
    }

    /// The format as Core Audio spells it.
    pub fn to_description(&self) -> sys::AudioStreamBasicDescription {
        let bytes = self.bytes_per_frame();
        sys::AudioStreamBasicDescription {
            mSampleRate: self.sample_rate,
            mFormatID: sys::kAudioFormatLinearPCM,
            mFormatFlags: self.sample_type.flags(),
            mBytesPerPacket: bytes,
            mFramesPerPacket: 1,
            mBytesPerFrame: bytes,
            mChannelsPerFrame: self.channels,
            mBitsPerChannel: self.sample_type.bytes() * 8,
            mReserved: 0,
        }
    }

    /// Reads Core Audio's spelling; `None` for a format that no stream of this framework can have.
    pub fn from_description(description: &sys::AudioStreamBasicDescription) -> Option<Self> {
        SampleType::ALL
            .into_iter()
            .map(|sample_type| Self {
                sample_type,
                channels: description.mChannelsPerFrame,
                sample_rate: description.mSampleRate,
            })
            .filter(|format| format.channels <= crate::stream::MAX_CHANNELS)
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
