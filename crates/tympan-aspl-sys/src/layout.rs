//! Sizes, alignments and offsets of everything that crosses the interface, as compile-time assertions.
//!
//! The numbers are those of hal-facts A.6 (driver vtable), A.7 (host vtable) and A.8 (structures), which
//! were measured on Apple's headers; they hold for LP64. Slots are asserted by name, because two slots
//! of the same signature could be exchanged without any type noticing.

use core::mem::{align_of, offset_of, size_of};

use crate::{
    AudioBuffer, AudioBufferList, AudioChannelDescription, AudioChannelLayout,
    AudioClassDescription, AudioHardwareIOProcStreamUsage, AudioObjectPropertyAddress,
    AudioServerPlugInClientInfo, AudioServerPlugInCustomPropertyInfo,
    AudioServerPlugInDriverInterface, AudioServerPlugInDriverRef, AudioServerPlugInHostInterface,
    AudioServerPlugInHostRef, AudioServerPlugInIOCycleInfo, AudioStreamBasicDescription,
    AudioStreamPacketDescription, AudioStreamRangedDescription, AudioTimeStamp, AudioValueRange,
    AudioValueTranslation, CFUUIDBytes, IUnknownVTbl, SMPTETime, mach_timebase_info,
};

/// Asserts the size and alignment of a structure and the offset of every field.
macro_rules! layout {
    ($name:ident: size $size:literal, align $align:literal; $( $field:ident @ $offset:literal ),+ $(,)?) => {
        const _: () = {
            assert!(size_of::<$name>() == $size, concat!("size of ", stringify!($name)));
            assert!(align_of::<$name>() == $align, concat!("alignment of ", stringify!($name)));
            $(
                assert!(
                    offset_of!($name, $field) == $offset,
                    concat!("offset of ", stringify!($name), "::", stringify!($field))
                );
            )+
            // Names every field: one that is added without an offset does not compile.
            const fn complete(value: &$name) {
                let $name { $( $field: _ ),+ } = value;
            }
            let _ = complete;
        };
    };
}

layout! { AudioServerPlugInDriverInterface: size 184, align 8;
    _reserved @ 0,
    QueryInterface @ 8,
    AddRef @ 16,
    Release @ 24,
    Initialize @ 32,
    CreateDevice @ 40,
    DestroyDevice @ 48,
    AddDeviceClient @ 56,
    RemoveDeviceClient @ 64,
    PerformDeviceConfigurationChange @ 72,
    AbortDeviceConfigurationChange @ 80,
    HasProperty @ 88,
    IsPropertySettable @ 96,
    GetPropertyDataSize @ 104,
    GetPropertyData @ 112,
    SetPropertyData @ 120,
    StartIO @ 128,
    StopIO @ 136,
    GetZeroTimeStamp @ 144,
    WillDoIOOperation @ 152,
    BeginIOOperation @ 160,
    DoIOOperation @ 168,
    EndIOOperation @ 176,
}

layout! { AudioServerPlugInHostInterface: size 40, align 8;
    PropertiesChanged @ 0,
    CopyFromStorage @ 8,
    WriteToStorage @ 16,
    DeleteFromStorage @ 24,
    RequestDeviceConfigurationChange @ 32,
}

layout! { IUnknownVTbl: size 32, align 8; _reserved @ 0, QueryInterface @ 8, AddRef @ 16, Release @ 24 }

layout! { CFUUIDBytes: size 16, align 1;
    byte0 @ 0, byte1 @ 1, byte2 @ 2, byte3 @ 3, byte4 @ 4, byte5 @ 5, byte6 @ 6, byte7 @ 7,
    byte8 @ 8, byte9 @ 9, byte10 @ 10, byte11 @ 11, byte12 @ 12, byte13 @ 13, byte14 @ 14,
    byte15 @ 15,
}

layout! { AudioObjectPropertyAddress: size 12, align 4; mSelector @ 0, mScope @ 4, mElement @ 8 }

layout! { AudioServerPlugInClientInfo: size 24, align 8;
    mClientID @ 0, mProcessID @ 4, mIsNativeEndian @ 8, mBundleID @ 16,
}

layout! { AudioServerPlugInCustomPropertyInfo: size 12, align 4;
    mSelector @ 0, mPropertyDataType @ 4, mQualifierDataType @ 8,
}

layout! { AudioServerPlugInIOCycleInfo: size 224, align 8;
    mIOCycleCounter @ 0,
    mNominalIOBufferFrameSize @ 8,
    mCurrentTime @ 16,
    mInputTime @ 80,
    mOutputTime @ 144,
    mMainHostTicksPerFrame @ 208,
    mDeviceHostTicksPerFrame @ 216,
}

layout! { SMPTETime: size 24, align 4;
    mSubframes @ 0, mSubframeDivisor @ 2, mCounter @ 4, mType @ 8, mFlags @ 12, mHours @ 16,
    mMinutes @ 18, mSeconds @ 20, mFrames @ 22,
}

layout! { AudioTimeStamp: size 64, align 8;
    mSampleTime @ 0, mHostTime @ 8, mRateScalar @ 16, mWordClockTime @ 24, mSMPTETime @ 32,
    mFlags @ 56, mReserved @ 60,
}

layout! { AudioStreamBasicDescription: size 40, align 8;
    mSampleRate @ 0, mFormatID @ 8, mFormatFlags @ 12, mBytesPerPacket @ 16, mFramesPerPacket @ 20,
    mBytesPerFrame @ 24, mChannelsPerFrame @ 28, mBitsPerChannel @ 32, mReserved @ 36,
}

layout! { AudioValueRange: size 16, align 8; mMinimum @ 0, mMaximum @ 8 }

layout! { AudioStreamRangedDescription: size 56, align 8; mFormat @ 0, mSampleRateRange @ 40 }

layout! { AudioChannelDescription: size 20, align 4;
    mChannelLabel @ 0, mChannelFlags @ 4, mCoordinates @ 8,
}

layout! { AudioChannelLayout: size 32, align 4;
    mChannelLayoutTag @ 0, mChannelBitmap @ 4, mNumberChannelDescriptions @ 8,
    mChannelDescriptions @ 12,
}

layout! { AudioBuffer: size 16, align 8; mNumberChannels @ 0, mDataByteSize @ 4, mData @ 8 }

layout! { AudioBufferList: size 24, align 8; mNumberBuffers @ 0, mBuffers @ 8 }

layout! { AudioValueTranslation: size 32, align 8;
    mInputData @ 0, mInputDataSize @ 8, mOutputData @ 16, mOutputDataSize @ 24,
}

layout! { AudioStreamPacketDescription: size 16, align 8;
    mStartOffset @ 0, mVariableFramesInPacket @ 8, mDataByteSize @ 12,
}

layout! { AudioClassDescription: size 12, align 4; mType @ 0, mSubType @ 4, mManufacturer @ 8 }

layout! { AudioHardwareIOProcStreamUsage: size 16, align 8;
    mIOProc @ 0, mNumberStreams @ 8, mStreamIsOn @ 12,
}

layout! { mach_timebase_info: size 8, align 4; numer @ 0, denom @ 4 }

const _: () = {
    assert!(size_of::<AudioServerPlugInDriverRef>() == 8);
    assert!(size_of::<AudioServerPlugInHostRef>() == 8);
};
