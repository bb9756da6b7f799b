//! The structures and type names that the `objc2` crates have too.

use core::mem::{align_of, offset_of, size_of};

use objc2_core_audio as core_audio;
use objc2_core_audio_types as types;
use objc2_core_foundation as foundation;
use tympan_aspl_sys as ours;

/// Two fields have one type.
const fn same_type<A, B, T>(_: fn(&A) -> &T, _: fn(&B) -> &T) {}

/// Structures of the same layout. After `|` come the fields whose types are spelled differently there
/// (structures of its own, opaque objects, non-null pointers): only their offsets are compared.
macro_rules! same_layout {
    ($( $oracle:ident::$name:ident { $( $field:ident ),* $( | $( $other:ident ),+ )? } )+) => {
        $(
            const _: () = {
                assert!(
                    size_of::<ours::$name>() == size_of::<$oracle::$name>(),
                    concat!("size of ", stringify!($name))
                );
                assert!(
                    align_of::<ours::$name>() == align_of::<$oracle::$name>(),
                    concat!("alignment of ", stringify!($name))
                );
                $(
                    assert!(
                        offset_of!(ours::$name, $field) == offset_of!($oracle::$name, $field),
                        concat!("offset of ", stringify!($name), "::", stringify!($field))
                    );
                    same_type(
                        |value: &ours::$name| &value.$field,
                        |value: &$oracle::$name| &value.$field,
                    );
                )*
                $( $(
                    assert!(
                        offset_of!(ours::$name, $other) == offset_of!($oracle::$name, $other),
                        concat!("offset of ", stringify!($name), "::", stringify!($other))
                    );
                )+ )?
            };
        )+
        const _: () = assert!([$( stringify!($name) ),+].len() == 18, "number of structures");
    };
}

same_layout! {
    core_audio::AudioObjectPropertyAddress { mSelector, mScope, mElement }
    core_audio::AudioServerPlugInClientInfo { mClientID, mProcessID, mIsNativeEndian | mBundleID }
    core_audio::AudioServerPlugInCustomPropertyInfo {
        mSelector, mPropertyDataType, mQualifierDataType
    }
    core_audio::AudioStreamRangedDescription { | mFormat, mSampleRateRange }
    core_audio::AudioHardwareIOProcStreamUsage { mNumberStreams, mStreamIsOn | mIOProc }
    types::AudioValueRange { mMinimum, mMaximum }
    types::AudioValueTranslation { mInputDataSize, mOutputDataSize | mInputData, mOutputData }
    types::AudioBuffer { mNumberChannels, mDataByteSize, mData }
    types::AudioBufferList { mNumberBuffers | mBuffers }
    types::AudioStreamBasicDescription {
        mSampleRate, mFormatID, mFormatFlags, mBytesPerPacket, mFramesPerPacket, mBytesPerFrame,
        mChannelsPerFrame, mBitsPerChannel, mReserved
    }
    types::AudioStreamPacketDescription { mStartOffset, mVariableFramesInPacket, mDataByteSize }
    types::SMPTETime {
        mSubframes, mSubframeDivisor, mCounter, mHours, mMinutes, mSeconds, mFrames
        | mType, mFlags
    }
    types::AudioTimeStamp {
        mSampleTime, mHostTime, mRateScalar, mWordClockTime, mReserved | mSMPTETime, mFlags
    }
    types::AudioClassDescription { mType, mSubType, mManufacturer }
    types::AudioChannelDescription { mChannelLabel, mCoordinates | mChannelFlags }
    types::AudioChannelLayout {
        mChannelLayoutTag, mNumberChannelDescriptions | mChannelBitmap, mChannelDescriptions
    }
    foundation::CFUUIDBytes {
        byte0, byte1, byte2, byte3, byte4, byte5, byte6, byte7, byte8, byte9, byte10, byte11,
        byte12, byte13, byte14, byte15
    }
    foundation::IUnknownVTbl { | QueryInterface, AddRef, Release }
}

/// Names of one type.
macro_rules! same_alias {
    ($( $oracle:ident::$name:ident )+) => {
        $( const _: fn(ours::$name) -> $oracle::$name = |value| value; )+
    };
}

same_alias! {
    core_audio::AudioObjectID
    core_audio::AudioClassID
    core_audio::AudioObjectPropertySelector
    core_audio::AudioObjectPropertyScope
    core_audio::AudioObjectPropertyElement
    core_audio::AudioServerPlugInCustomPropertyDataType
    types::AudioFormatID
    types::AudioFormatFlags
    types::AudioChannelLabel
    types::AudioChannelLayoutTag
    foundation::HRESULT
    foundation::ULONG
    foundation::LPVOID
}

/// Types that the oracle has as structures of one number.
macro_rules! same_number {
    ($( $oracle:ident::$name:ident )+) => {
        $( const _: fn(ours::$name) -> $oracle::$name = $oracle::$name; )+
    };
}

same_number! {
    core_audio::AudioServerPlugInIOOperation
    core_audio::AudioDeviceClockAlgorithmSelector
    core_audio::AudioHardwarePowerHint
    core_audio::AudioLevelControlTransferFunction
    types::AudioChannelBitmap
    types::AudioChannelFlags
    types::AudioChannelCoordinateIndex
    types::AudioTimeStampFlags
    types::SMPTETimeType
    types::SMPTETimeFlags
}
