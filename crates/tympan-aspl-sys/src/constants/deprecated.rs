//! Deprecated names and properties. New code does not use them; old clients still ask for them.

use crate::four_cc::code;
use crate::{
    AudioLevelControlTransferFunction, AudioObjectID, AudioObjectPropertyElement,
    AudioObjectPropertyScope, AudioObjectPropertySelector, UInt8,
    kAudioAggregateDevicePropertyMainSubDevice, kAudioObjectPropertyElementCategoryName,
    kAudioObjectPropertyElementMain, kAudioObjectPropertyElementName,
    kAudioObjectPropertyElementNumberName, kAudioObjectPropertyElementWildcard,
    kAudioObjectPropertyManufacturer, kAudioObjectPropertyName, kAudioObjectPropertyOwner,
    kAudioObjectPropertyScopeInput, kAudioObjectPropertyScopeOutput,
    kAudioObjectPropertyScopePlayThrough, kAudioObjectPropertySelectorWildcard,
    kAudioObjectUnknown, kAudioSelectorControlPropertyItemKind,
};

constants! {
    DEPRECATED_OBJECT_ID: AudioObjectID = "Deprecated names of object ids";

    /// Deprecated name.
    kAudioDeviceUnknown = kAudioObjectUnknown;
    /// Deprecated name.
    kAudioStreamUnknown = kAudioObjectUnknown;
}

constants! {
    DEPRECATED_SCOPE: AudioObjectPropertyScope = "Deprecated names of scopes";

    /// Deprecated name.
    kAudioDevicePropertyScopeInput = kAudioObjectPropertyScopeInput;
    /// Deprecated name.
    kAudioDevicePropertyScopeOutput = kAudioObjectPropertyScopeOutput;
    /// Deprecated name.
    kAudioDevicePropertyScopePlayThrough = kAudioObjectPropertyScopePlayThrough;
}

constants! {
    DEPRECATED_ELEMENT: AudioObjectPropertyElement = "Deprecated names of elements";

    /// The name before macOS 12.
    kAudioObjectPropertyElementMaster = kAudioObjectPropertyElementMain;
    /// Deprecated name.
    kAudioPropertyWildcardChannel = kAudioObjectPropertyElementWildcard;
}

constants! {
    DEPRECATED_SECTION: UInt8 = "Deprecated section wildcard";

    /// Any section, in the interface before scopes.
    kAudioPropertyWildcardSection = 0xFF;
}

constants! {
    DEPRECATED_SELECTOR: AudioObjectPropertySelector = "Deprecated selector wildcard";

    /// Deprecated name.
    kAudioPropertyWildcardPropertyID = kAudioObjectPropertySelectorWildcard;
}

constants! {
    DEPRECATED_SYSTEM: AudioObjectPropertySelector = "Deprecated properties of AudioSystemObject";

    /// The run loop of the HAL. `CFRunLoopRef`.
    kAudioHardwarePropertyRunLoop = code(b"rnlp");
    /// The device with a UID. `AudioValueTranslation`.
    kAudioHardwarePropertyDeviceForUID = code(b"duid");
    /// The plug-in with a bundle id. `AudioValueTranslation`.
    kAudioHardwarePropertyPlugInForBundleID = code(b"pibi");
    /// The name before macOS 12 of `ProcessIsMain`. `UInt32`.
    kAudioHardwarePropertyProcessIsMaster = code(b"mast");
    /// The boot chime's volume from 0 to 1. `Float32`.
    kAudioHardwarePropertyBootChimeVolumeScalar = code(b"bbvs");
    /// The boot chime's volume in decibels. `Float32`.
    kAudioHardwarePropertyBootChimeVolumeDecibels = code(b"bbvd");
    /// Its range. `AudioValueRange`.
    kAudioHardwarePropertyBootChimeVolumeRangeDecibels = code(b"bbd#");
    /// Converts a volume. `Float32`.
    kAudioHardwarePropertyBootChimeVolumeScalarToDecibels = code(b"bv2d");
    /// Converts a volume. `Float32`.
    kAudioHardwarePropertyBootChimeVolumeDecibelsToScalar = code(b"bd2v");
    /// Its law. `UInt32`.
    kAudioHardwarePropertyBootChimeVolumeDecibelsToScalarTransferFunction = code(b"bvtf");
}

constants! {
    DEPRECATED_DEVICE: AudioObjectPropertySelector = "Deprecated properties of AudioDevice";

    /// The law of the volume. `UInt32`.
    kAudioDevicePropertyVolumeDecibelsToScalarTransferFunction = code(b"vctf");
    /// The law of the play-through volume. `UInt32`.
    kAudioDevicePropertyPlayThruVolumeDecibelsToScalarTransferFunction = code(b"mvtf");
    /// Whether the process owns the iSub. `UInt32`.
    kAudioDevicePropertyDriverShouldOwniSub = code(b"isub");
    /// The law of the LFE volume. `UInt32`.
    kAudioDevicePropertySubVolumeDecibelsToScalarTransferFunction = code(b"svtf");
    /// The name as a C string.
    kAudioDevicePropertyDeviceName = code(b"name");
    /// Deprecated name.
    kAudioDevicePropertyDeviceNameCFString = kAudioObjectPropertyName;
    /// The manufacturer as a C string.
    kAudioDevicePropertyDeviceManufacturer = code(b"makr");
    /// Deprecated name.
    kAudioDevicePropertyDeviceManufacturerCFString = kAudioObjectPropertyManufacturer;
    /// Registers a buffer list. `AudioBufferList`.
    kAudioDevicePropertyRegisterBufferList = code(b"rbuf");
    /// Bytes per I/O cycle. `UInt32`.
    kAudioDevicePropertyBufferSize = code(b"bsiz");
    /// The possible bytes per I/O cycle. `AudioValueRange`.
    kAudioDevicePropertyBufferSizeRange = code(b"bsz#");
    /// The name of a channel as a C string.
    kAudioDevicePropertyChannelName = code(b"chnm");
    /// Deprecated name.
    kAudioDevicePropertyChannelNameCFString = kAudioObjectPropertyElementName;
    /// The category of a channel as a C string.
    kAudioDevicePropertyChannelCategoryName = code(b"ccnm");
    /// Deprecated name.
    kAudioDevicePropertyChannelCategoryNameCFString = kAudioObjectPropertyElementCategoryName;
    /// The number of a channel as a C string.
    kAudioDevicePropertyChannelNumberName = code(b"cnnm");
    /// Deprecated name.
    kAudioDevicePropertyChannelNumberNameCFString = kAudioObjectPropertyElementNumberName;
    /// Whether several clients can play at once. `UInt32`.
    kAudioDevicePropertySupportsMixing = code(b"mix?");
    /// The format of the first stream. `AudioStreamBasicDescription`.
    kAudioDevicePropertyStreamFormat = code(b"sfmt");
    /// Its possible formats. `AudioStreamBasicDescription` list.
    kAudioDevicePropertyStreamFormats = code(b"sfm#");
    /// Whether a format is possible. `AudioStreamBasicDescription`.
    kAudioDevicePropertyStreamFormatSupported = code(b"sfm?");
    /// The nearest possible format. `AudioStreamBasicDescription`.
    kAudioDevicePropertyStreamFormatMatch = code(b"sfmm");
    /// The name of a data source as a C string. `AudioValueTranslation`.
    kAudioDevicePropertyDataSourceNameForID = code(b"sscn");
    /// The name of a clock source as a C string. `AudioValueTranslation`.
    kAudioDevicePropertyClockSourceNameForID = code(b"cscn");
    /// The name of a play-through destination as a C string. `AudioValueTranslation`.
    kAudioDevicePropertyPlayThruDestinationNameForID = code(b"mddn");
    /// The name of a line level as a C string. `AudioValueTranslation`.
    kAudioDevicePropertyChannelNominalLineLevelNameForID = code(b"cnlv");
    /// The name of a high-pass filter as a C string. `AudioValueTranslation`.
    kAudioDevicePropertyHighPassFilterSettingNameForID = code(b"chip");
}

constants! {
    DEPRECATED_AGGREGATE_DEVICE: AudioObjectPropertySelector = "Deprecated properties of AudioAggregateDevice";

    /// The name before macOS 12 of `MainSubDevice`.
    kAudioAggregateDevicePropertyMasterSubDevice = kAudioAggregateDevicePropertyMainSubDevice;
}

constants! {
    DEPRECATED_STREAM: AudioObjectPropertySelector = "Deprecated properties of AudioStream";

    /// Deprecated name.
    kAudioStreamPropertyOwningDevice = kAudioObjectPropertyOwner;
    /// The possible physical formats. `AudioStreamBasicDescription` list.
    kAudioStreamPropertyPhysicalFormats = code(b"pft#");
    /// Whether a physical format is possible. `AudioStreamBasicDescription`.
    kAudioStreamPropertyPhysicalFormatSupported = code(b"pft?");
    /// The nearest possible physical format. `AudioStreamBasicDescription`.
    kAudioStreamPropertyPhysicalFormatMatch = code(b"pftm");
}

constants! {
    DEPRECATED_CONTROL: AudioObjectPropertySelector = "Deprecated properties of AudioControl";

    /// The variant of a control. `UInt32`.
    kAudioControlPropertyVariant = code(b"cvar");
}

constants! {
    DEPRECATED_LEVEL_CONTROL: AudioObjectPropertySelector = "Deprecated properties of AudioLevelControl";

    /// The law between scalar and decibel values. `UInt32`.
    kAudioLevelControlPropertyDecibelsToScalarTransferFunction = code(b"lctf");
}

constants! {
    DEPRECATED_SELECTOR_CONTROL: AudioObjectPropertySelector = "Deprecated properties of AudioClockSourceControl";

    /// Deprecated name.
    kAudioClockSourceControlPropertyItemKind = kAudioSelectorControlPropertyItemKind;
}

constants! {
    TRANSFER_FUNCTION: AudioLevelControlTransferFunction = "Laws of level controls (Apple spells it so)";

    /// Linear.
    kAudioLevelControlTranferFunctionLinear = 0;
    /// The power 1/3.
    kAudioLevelControlTranferFunction1Over3 = 1;
    /// The power 1/2.
    kAudioLevelControlTranferFunction1Over2 = 2;
    /// The power 3/4.
    kAudioLevelControlTranferFunction3Over4 = 3;
    /// The power 3/2.
    kAudioLevelControlTranferFunction3Over2 = 4;
    /// The power 2/1.
    kAudioLevelControlTranferFunction2Over1 = 5;
    /// The power 3/1.
    kAudioLevelControlTranferFunction3Over1 = 6;
    /// The power 4/1.
    kAudioLevelControlTranferFunction4Over1 = 7;
    /// The power 5/1.
    kAudioLevelControlTranferFunction5Over1 = 8;
    /// The power 6/1.
    kAudioLevelControlTranferFunction6Over1 = 9;
    /// The power 7/1.
    kAudioLevelControlTranferFunction7Over1 = 10;
    /// The power 8/1.
    kAudioLevelControlTranferFunction8Over1 = 11;
    /// The power 9/1.
    kAudioLevelControlTranferFunction9Over1 = 12;
    /// The power 10/1.
    kAudioLevelControlTranferFunction10Over1 = 13;
    /// The power 11/1.
    kAudioLevelControlTranferFunction11Over1 = 14;
    /// The power 12/1.
    kAudioLevelControlTranferFunction12Over1 = 15;
}
