/* The part of the AudioServerPlugIn interface that the driver of the tests uses (64-bit only). */
#ifndef AUDIO_SERVER_PLUG_IN_H
#define AUDIO_SERVER_PLUG_IN_H

#include "core_foundation.h"

#include <sys/types.h>

typedef SInt32 OSStatus;
typedef SInt32 HRESULT;
typedef UInt32 ULONG;
typedef double Float64;
typedef float Float32;
typedef uint64_t UInt64;
typedef UInt32 AudioObjectID;
typedef CFUUIDBytes REFIID;

#define FOUR(a, b, c, d) ((UInt32)(a) << 24 | (UInt32)(b) << 16 | (UInt32)(c) << 8 | (UInt32)(d))

enum { kNoInterface = (HRESULT)0x80000004 };

#define kUnknownProperty ((OSStatus)FOUR('w', 'h', 'o', '?'))
#define kBadPropertySize ((OSStatus)FOUR('!', 's', 'i', 'z'))
#define kIllegalOperation ((OSStatus)FOUR('n', 'o', 'p', 'e'))
#define kBadObject ((OSStatus)FOUR('!', 'o', 'b', 'j'))
#define kUnsupportedOperation ((OSStatus)FOUR('u', 'n', 'o', 'p'))
#define kUnsupportedFormat ((OSStatus)FOUR('!', 'd', 'a', 't'))
#define kUnspecified ((OSStatus)FOUR('w', 'h', 'a', 't'))

typedef struct {
    UInt32 mSelector, mScope, mElement;
} AudioObjectPropertyAddress;

typedef struct {
    UInt32 mClientID;
    pid_t mProcessID;
    Boolean mIsNativeEndian;
    CFStringRef mBundleID;
} AudioServerPlugInClientInfo;

typedef struct {
    Float64 mSampleRate;
    UInt32 mFormatID, mFormatFlags, mBytesPerPacket, mFramesPerPacket, mBytesPerFrame, mChannelsPerFrame, mBitsPerChannel,
        mReserved;
} AudioStreamBasicDescription;

typedef struct {
    Float64 mMinimum, mMaximum;
} AudioValueRange;

typedef struct {
    AudioStreamBasicDescription mFormat;
    AudioValueRange mSampleRateRange;
} AudioStreamRangedDescription;

typedef struct {
    UInt32 mChannelLabel, mChannelFlags;
    Float32 mCoordinates[3];
} AudioChannelDescription;

typedef struct {
    UInt32 mChannelLayoutTag, mChannelBitmap, mNumberChannelDescriptions;
    AudioChannelDescription mChannelDescriptions[2];
} StereoLayout;

typedef struct {
    Float64 mSampleTime;
    UInt64 mHostTime;
    Float64 mRateScalar;
    UInt64 mWordClockTime;
    UInt8 mSMPTETime[24];
    UInt32 mFlags, mReserved;
} AudioTimeStamp;

typedef struct {
    UInt64 mIOCycleCounter;
    UInt32 mNominalIOBufferFrameSize;
    AudioTimeStamp mCurrentTime, mInputTime, mOutputTime;
    Float64 mMainHostTicksPerFrame, mDeviceHostTicksPerFrame;
} AudioServerPlugInIOCycleInfo;

typedef struct Host Host;
typedef const Host *AudioServerPlugInHostRef;
struct Host {
    OSStatus (*PropertiesChanged)(AudioServerPlugInHostRef, AudioObjectID, UInt32, const AudioObjectPropertyAddress *);
    OSStatus (*CopyFromStorage)(AudioServerPlugInHostRef, CFStringRef, CFPropertyListRef *);
    OSStatus (*WriteToStorage)(AudioServerPlugInHostRef, CFStringRef, CFPropertyListRef);
    OSStatus (*DeleteFromStorage)(AudioServerPlugInHostRef, CFStringRef);
    OSStatus (*RequestDeviceConfigurationChange)(AudioServerPlugInHostRef, AudioObjectID, UInt64, void *);
};

typedef struct Interface Interface;
typedef Interface **DriverRef;
struct Interface {
    void *_reserved;
    HRESULT (*QueryInterface)(void *, REFIID, void **);
    ULONG (*AddRef)(void *);
    ULONG (*Release)(void *);
    OSStatus (*Initialize)(DriverRef, AudioServerPlugInHostRef);
    OSStatus (*CreateDevice)(DriverRef, CFDictionaryRef, const AudioServerPlugInClientInfo *, AudioObjectID *);
    OSStatus (*DestroyDevice)(DriverRef, AudioObjectID);
    OSStatus (*AddDeviceClient)(DriverRef, AudioObjectID, const AudioServerPlugInClientInfo *);
    OSStatus (*RemoveDeviceClient)(DriverRef, AudioObjectID, const AudioServerPlugInClientInfo *);
    OSStatus (*PerformDeviceConfigurationChange)(DriverRef, AudioObjectID, UInt64, void *);
    OSStatus (*AbortDeviceConfigurationChange)(DriverRef, AudioObjectID, UInt64, void *);
    Boolean (*HasProperty)(DriverRef, AudioObjectID, pid_t, const AudioObjectPropertyAddress *);
    OSStatus (*IsPropertySettable)(DriverRef, AudioObjectID, pid_t, const AudioObjectPropertyAddress *, Boolean *);
    OSStatus (*GetPropertyDataSize)(DriverRef, AudioObjectID, pid_t, const AudioObjectPropertyAddress *, UInt32,
                                    const void *, UInt32 *);
    OSStatus (*GetPropertyData)(DriverRef, AudioObjectID, pid_t, const AudioObjectPropertyAddress *, UInt32, const void *,
                                UInt32, UInt32 *, void *);
    OSStatus (*SetPropertyData)(DriverRef, AudioObjectID, pid_t, const AudioObjectPropertyAddress *, UInt32, const void *,
                                UInt32, const void *);
    OSStatus (*StartIO)(DriverRef, AudioObjectID, UInt32);
    OSStatus (*StopIO)(DriverRef, AudioObjectID, UInt32);
    OSStatus (*GetZeroTimeStamp)(DriverRef, AudioObjectID, UInt32, Float64 *, UInt64 *, UInt64 *);
    OSStatus (*WillDoIOOperation)(DriverRef, AudioObjectID, UInt32, UInt32, Boolean *, Boolean *);
    OSStatus (*BeginIOOperation)(DriverRef, AudioObjectID, UInt32, UInt32, UInt32, const AudioServerPlugInIOCycleInfo *);
    OSStatus (*DoIOOperation)(DriverRef, AudioObjectID, AudioObjectID, UInt32, UInt32, UInt32,
                              const AudioServerPlugInIOCycleInfo *, void *, void *);
    OSStatus (*EndIOOperation)(DriverRef, AudioObjectID, UInt32, UInt32, UInt32, const AudioServerPlugInIOCycleInfo *);
};

_Static_assert(sizeof(Interface) == 184, "interface");
_Static_assert(sizeof(AudioServerPlugInClientInfo) == 24, "client");
_Static_assert(sizeof(AudioStreamBasicDescription) == 40, "format");
_Static_assert(sizeof(AudioTimeStamp) == 64, "time stamp");
_Static_assert(sizeof(AudioServerPlugInIOCycleInfo) == 224, "cycle");

#endif
