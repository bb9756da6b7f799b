//! Every structure that crosses the interface, with the fields' C names and natural C alignment.
//!
//! Sizes and offsets are asserted in `layout.rs`.

#![allow(non_camel_case_types)]

use core::ffi::c_void;

use crate::{
    AudioChannelBitmap, AudioChannelFlags, AudioChannelLabel, AudioChannelLayoutTag,
    AudioFormatFlags, AudioFormatID, AudioObjectPropertyElement, AudioObjectPropertyScope,
    AudioObjectPropertySelector, AudioTimeStampFlags, Boolean, CFStringRef, Float32, Float64,
    OSType, SInt16, SInt64, SMPTETimeFlags, SMPTETimeType, UInt32, UInt64, pid_t,
};

/// The address of a property on an object.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AudioObjectPropertyAddress {
    /// Which property.
    pub mSelector: AudioObjectPropertySelector,
    /// Which side of the object.
    pub mScope: AudioObjectPropertyScope,
    /// Which channel: 0 is the main element.
    pub mElement: AudioObjectPropertyElement,
}

/// A client of a device: one user of it in one process.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioServerPlugInClientInfo {
    /// The id that I/O calls name the client by. Never 0.
    pub mClientID: UInt32,
    /// The client's process.
    pub mProcessID: pid_t,
    /// Whether the client has the host's byte order.
    pub mIsNativeEndian: Boolean,
    /// The bundle id of the client's main bundle, or NULL. Borrowed: retain it to keep it.
    pub mBundleID: CFStringRef,
}

/// Describes a custom property, so that the host can marshal it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AudioServerPlugInCustomPropertyInfo {
    /// The property.
    pub mSelector: AudioObjectPropertySelector,
    /// The type of its value: a `kAudioServerPlugInCustomPropertyDataType`.
    pub mPropertyDataType: UInt32,
    /// The type of its qualifier: a `kAudioServerPlugInCustomPropertyDataType`.
    pub mQualifierDataType: UInt32,
}

/// What the host tells of an I/O cycle.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioServerPlugInIOCycleInfo {
    /// 1 for the first cycle, one more in each; back to 1 when the I/O thread resynchronises.
    pub mIOCycleCounter: UInt64,
    /// Frames per cycle, nominally. The buffers of an operation may differ.
    pub mNominalIOBufferFrameSize: UInt32,
    /// Now.
    pub mCurrentTime: AudioTimeStamp,
    /// The device time at which the input data of this cycle begin.
    pub mInputTime: AudioTimeStamp,
    /// The device time at which the output data of this cycle begin.
    pub mOutputTime: AudioTimeStamp,
    /// The measured host ticks per frame of the main device of an aggregate.
    ///
    /// In C a union with its former name, `mMasterHostTicksPerFrame`.
    #[doc(alias = "mMasterHostTicksPerFrame")]
    pub mMainHostTicksPerFrame: Float64,
    /// The measured host ticks per frame of this device.
    pub mDeviceHostTicksPerFrame: Float64,
}

/// A SMPTE time.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SMPTETime {
    /// Subframes in the full message.
    pub mSubframes: SInt16,
    /// Subframes per frame.
    pub mSubframeDivisor: SInt16,
    /// Messages received.
    pub mCounter: UInt32,
    /// The frame rate: a `kSMPTETimeType`.
    pub mType: SMPTETimeType,
    /// The state: `kSMPTETimeValid`, `kSMPTETimeRunning`.
    pub mFlags: SMPTETimeFlags,
    /// Hours.
    pub mHours: SInt16,
    /// Minutes.
    pub mMinutes: SInt16,
    /// Seconds.
    pub mSeconds: SInt16,
    /// Frames.
    pub mFrames: SInt16,
}

/// One moment, in several clocks. `mFlags` says which fields are valid.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioTimeStamp {
    /// In frames of the device.
    pub mSampleTime: Float64,
    /// In host ticks (`mach_absolute_time`).
    pub mHostTime: UInt64,
    /// Actual host ticks per frame over nominal ones.
    pub mRateScalar: Float64,
    /// In word clock ticks.
    pub mWordClockTime: UInt64,
    /// In SMPTE time.
    pub mSMPTETime: SMPTETime,
    /// Which fields are valid: `kAudioTimeStamp..Valid`.
    pub mFlags: AudioTimeStampFlags,
    /// 0.
    pub mReserved: UInt32,
}

/// The format of a stream.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioStreamBasicDescription {
    /// Frames per second.
    pub mSampleRate: Float64,
    /// The kind of data: a `kAudioFormat`.
    pub mFormatID: AudioFormatID,
    /// Flags of that kind: `kAudioFormatFlag`s.
    pub mFormatFlags: AudioFormatFlags,
    /// Bytes per packet. For linear PCM the same as bytes per frame.
    pub mBytesPerPacket: UInt32,
    /// Frames per packet. For linear PCM 1.
    pub mFramesPerPacket: UInt32,
    /// Bytes per frame.
    pub mBytesPerFrame: UInt32,
    /// Channels per frame.
    pub mChannelsPerFrame: UInt32,
    /// Valid bits per sample.
    pub mBitsPerChannel: UInt32,
    /// 0.
    pub mReserved: UInt32,
}

/// A closed range of numbers.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioValueRange {
    /// The least value.
    pub mMinimum: Float64,
    /// The greatest value.
    pub mMaximum: Float64,
}

/// A format at a range of rates, for lists of available formats.
///
/// For one rate, `mFormat.mSampleRate`, the minimum and the maximum are the same; for a range
/// `mFormat.mSampleRate` is
/// [`kAudioStreamAnyRate`](crate::kAudioStreamAnyRate).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioStreamRangedDescription {
    /// The format.
    pub mFormat: AudioStreamBasicDescription,
    /// The sample rates.
    pub mSampleRateRange: AudioValueRange,
}

/// The role and place of one channel.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioChannelDescription {
    /// The role: a `kAudioChannelLabel`.
    pub mChannelLabel: AudioChannelLabel,
    /// How the coordinates are given: `kAudioChannelFlags`.
    pub mChannelFlags: AudioChannelFlags,
    /// The place.
    pub mCoordinates: [Float32; 3],
}

/// An arrangement of channels: a header and any number of descriptions.
///
/// As a property value its size is `12 + 20 * n`, not that of this C declaration with an array
/// of one.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AudioChannelLayout {
    /// A `kAudioChannelLayoutTag`; `UseChannelDescriptions` makes the descriptions count.
    pub mChannelLayoutTag: AudioChannelLayoutTag,
    /// The channels, with tag `UseChannelBitmap`.
    pub mChannelBitmap: AudioChannelBitmap,
    /// How many descriptions follow.
    pub mNumberChannelDescriptions: UInt32,
    /// The descriptions.
    pub mChannelDescriptions: [AudioChannelDescription; 1],
}

/// A buffer of samples.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioBuffer {
    /// Interleaved channels.
    pub mNumberChannels: UInt32,
    /// Bytes at `mData`.
    pub mDataByteSize: UInt32,
    /// The samples.
    pub mData: *mut c_void,
}

/// Any number of buffers: size `8 + 16 * n`. Client side only; driver I/O uses plain memory.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioBufferList {
    /// How many buffers follow.
    pub mNumberBuffers: UInt32,
    /// The buffers.
    pub mBuffers: [AudioBuffer; 1],
}

/// Input and output of a translating property. Client side only.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioValueTranslation {
    /// What to translate.
    pub mInputData: *mut c_void,
    /// Its size in bytes.
    pub mInputDataSize: UInt32,
    /// Where the translation goes.
    pub mOutputData: *mut c_void,
    /// Its size in bytes.
    pub mOutputDataSize: UInt32,
}

/// One packet of a stream of varying packets.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AudioStreamPacketDescription {
    /// Bytes from the start of the buffer.
    pub mStartOffset: SInt64,
    /// Frames in the packet, or 0 when they do not vary.
    pub mVariableFramesInPacket: UInt32,
    /// Bytes in the packet.
    pub mDataByteSize: UInt32,
}

/// A kind of component.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AudioClassDescription {
    /// The type code.
    pub mType: OSType,
    /// The subtype code.
    pub mSubType: OSType,
    /// The manufacturer code.
    pub mManufacturer: OSType,
}

/// Which streams an I/O procedure uses. Client side only.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioHardwareIOProcStreamUsage {
    /// The procedure.
    pub mIOProc: *mut c_void,
    /// How many flags follow.
    pub mNumberStreams: UInt32,
    /// Whether each stream is used.
    pub mStreamIsOn: [UInt32; 1],
}

/// The length of a host tick: nanoseconds = ticks * `numer` / `denom`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct mach_timebase_info {
    /// The numerator.
    pub numer: UInt32,
    /// The denominator.
    pub denom: UInt32,
}

/// The name that C code uses for [`mach_timebase_info`].
pub type mach_timebase_info_data_t = mach_timebase_info;
