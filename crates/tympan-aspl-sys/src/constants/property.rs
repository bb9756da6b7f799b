//! Selectors of the properties that a plug-in answers, one group for each class.
//!
//! A class has the properties of its base class too. Value types are given in the text; lists are
//! arrays without a count.

use crate::AudioObjectPropertySelector;
use crate::four_cc::code;

constants! {
    OBJECT: AudioObjectPropertySelector = "Properties of AudioObject";

    /// The standard class that `Class` is or derives from. `AudioClassID`.
    kAudioObjectPropertyBaseClass = code(b"bcls");
    /// The class, which may be a private one. `AudioClassID`.
    kAudioObjectPropertyClass = code(b"clas");
    /// The owning object; 0 for the plug-in. `AudioObjectID`.
    kAudioObjectPropertyOwner = code(b"stdv");
    /// The name that users see. `CFString`.
    kAudioObjectPropertyName = code(b"lnam");
    /// The name of the model. `CFString`.
    kAudioObjectPropertyModelName = code(b"lmod");
    /// The name of the manufacturer. `CFString`.
    kAudioObjectPropertyManufacturer = code(b"lmak");
    /// The name of an element. `CFString`.
    kAudioObjectPropertyElementName = code(b"lchn");
    /// The category of an element. `CFString`.
    kAudioObjectPropertyElementCategoryName = code(b"lccn");
    /// The number of an element as text. `CFString`.
    kAudioObjectPropertyElementNumberName = code(b"lcnn");
    /// The owned objects; the qualifier may list classes. `AudioObjectID` list.
    kAudioObjectPropertyOwnedObjects = code(b"ownd");
    /// The controls of a device. `AudioObjectID` list.
    kAudioObjectPropertyControlList = code(b"ctrl");
    /// Whether the hardware makes itself known, by a light for instance. `UInt32`, settable.
    kAudioObjectPropertyIdentify = code(b"iden");
    /// The serial number. `CFString`.
    kAudioObjectPropertySerialNumber = code(b"snum");
    /// The version of the firmware. `CFString`.
    kAudioObjectPropertyFirmwareVersion = code(b"fwvn");
    /// The custom properties. `AudioServerPlugInCustomPropertyInfo` list.
    kAudioObjectPropertyCustomPropertyInfoList = code(b"cust");
}

constants! {
    PLUG_IN: AudioObjectPropertySelector = "Properties of AudioPlugIn";

    /// The bundle id, which the host answers itself. `CFString`.
    kAudioPlugInPropertyBundleID = code(b"piid");
    /// The devices. `AudioObjectID` list.
    kAudioPlugInPropertyDeviceList = code(b"dev#");
    /// The device with the UID in the qualifier, or 0. `AudioObjectID`.
    kAudioPlugInPropertyTranslateUIDToDevice = code(b"uidd");
    /// The boxes. `AudioObjectID` list.
    kAudioPlugInPropertyBoxList = code(b"box#");
    /// The box with the UID in the qualifier, or 0. `AudioObjectID`.
    kAudioPlugInPropertyTranslateUIDToBox = code(b"uidb");
    /// The clock devices. `AudioObjectID` list.
    kAudioPlugInPropertyClockDeviceList = code(b"clk#");
    /// The clock device with the UID in the qualifier, or 0. `AudioObjectID`.
    kAudioPlugInPropertyTranslateUIDToClockDevice = code(b"uidc");
    /// The path of the resource bundle inside the plug-in's bundle; empty for that itself. `CFString`.
    kAudioPlugInPropertyResourceBundle = code(b"rsrc");
}

constants! {
    TRANSPORT_MANAGER: AudioObjectPropertySelector = "Properties of AudioTransportManager";

    /// The end points. `AudioObjectID` list.
    kAudioTransportManagerPropertyEndPointList = code(b"end#");
    /// The end point with the UID in the qualifier, or 0. `AudioObjectID`.
    kAudioTransportManagerPropertyTranslateUIDToEndPoint = code(b"uide");
    /// How the end points are connected. `UInt32`.
    kAudioTransportManagerPropertyTransportType = code(b"tran");
}

constants! {
    BOX: AudioObjectPropertySelector = "Properties of AudioBox";

    /// The lasting identity. `CFString`.
    kAudioBoxPropertyBoxUID = code(b"buid");
    /// How the box is connected. `UInt32`.
    kAudioBoxPropertyTransportType = code(b"tran");
    /// Whether it has audio. `UInt32`.
    kAudioBoxPropertyHasAudio = code(b"bhau");
    /// Whether it has video. `UInt32`.
    kAudioBoxPropertyHasVideo = code(b"bhvi");
    /// Whether it has MIDI. `UInt32`.
    kAudioBoxPropertyHasMIDI = code(b"bhmi");
    /// Whether it asks for authentication. `UInt32`.
    kAudioBoxPropertyIsProtected = code(b"bpro");
    /// Whether its contents are published. `UInt32`, settable.
    kAudioBoxPropertyAcquired = code(b"bxon");
    /// Why the last acquisition failed; 0 otherwise. `OSStatus`.
    kAudioBoxPropertyAcquisitionFailed = code(b"bxof");
    /// Its devices; none unless acquired. `AudioObjectID` list.
    kAudioBoxPropertyDeviceList = code(b"bdv#");
    /// Its clock devices. `AudioObjectID` list.
    kAudioBoxPropertyClockDeviceList = code(b"bcl#");
}

constants! {
    DEVICE: AudioObjectPropertySelector = "Properties of AudioDevice";

    /// The bundle id of the application that configures it. `CFString`.
    kAudioDevicePropertyConfigurationApplication = code(b"capp");
    /// The lasting identity, unique on the machine. `CFString`.
    kAudioDevicePropertyDeviceUID = code(b"uid ");
    /// The identity of the model, the same on every machine. `CFString`.
    kAudioDevicePropertyModelUID = code(b"muid");
    /// How the device is connected. `UInt32`.
    kAudioDevicePropertyTransportType = code(b"tran");
    /// The devices of the same hardware, itself included. `AudioObjectID` list.
    kAudioDevicePropertyRelatedDevices = code(b"akin");
    /// Devices with the same number other than 0 share a hardware clock. `UInt32`.
    kAudioDevicePropertyClockDomain = code(b"clkd");
    /// 0 when it is about to vanish. `UInt32`.
    kAudioDevicePropertyDeviceIsAlive = code(b"livn");
    /// Whether I/O runs. `UInt32`.
    kAudioDevicePropertyDeviceIsRunning = code(b"goin");
    /// Whether it can be the default of its scope. `UInt32`.
    kAudioDevicePropertyDeviceCanBeDefaultDevice = code(b"dflt");
    /// Whether it can play system sounds. `UInt32`.
    kAudioDevicePropertyDeviceCanBeDefaultSystemDevice = code(b"sflt");
    /// Frames of latency, to which the stream's are added. `UInt32`.
    kAudioDevicePropertyLatency = code(b"ltnc");
    /// The streams of the scope. `AudioObjectID` list.
    kAudioDevicePropertyStreams = code(b"stm#");
    /// Frames ahead of (output) or behind (input) now at which data are safe. `UInt32`.
    kAudioDevicePropertySafetyOffset = code(b"saft");
    /// The nominal sample rate. `Float64`, settable.
    kAudioDevicePropertyNominalSampleRate = code(b"nsrt");
    /// The possible sample rates. `AudioValueRange` list.
    kAudioDevicePropertyAvailableNominalSampleRates = code(b"nsr#");
    /// The file of an icon. `CFURL`.
    kAudioDevicePropertyIcon = code(b"icon");
    /// Whether it is hidden from users. `UInt32`.
    kAudioDevicePropertyIsHidden = code(b"hidn");
    /// The channels to play stereo on, counted from 1. Two `UInt32`.
    kAudioDevicePropertyPreferredChannelsForStereo = code(b"dch2");
    /// The arrangement of the channels. `AudioChannelLayout`.
    kAudioDevicePropertyPreferredChannelLayout = code(b"srnd");
    /// Frames between zero time stamps, at least 10923. `UInt32`.
    kAudioDevicePropertyZeroTimeStampPeriod = code(b"ring");
    /// How the host filters zero time stamps. `UInt32`.
    kAudioDevicePropertyClockAlgorithm = code(b"clok");
    /// Whether the clock is stable; it is when this is absent. `UInt32`.
    kAudioDevicePropertyClockIsStable = code(b"cstb");
    /// Whether voice activity detection is on. `UInt32`, settable. macOS 14 and later.
    kAudioDevicePropertyVoiceActivityDetectionEnable = code(b"vAd+");
    /// Whether a voice is heard. `UInt32`. macOS 14 and later.
    kAudioDevicePropertyVoiceActivityDetectionState = code(b"vAdS");
    /// 0: the host does not save and restore control values. `UInt32`. macOS 26 and later.
    kAudioDevicePropertyWantsControlsRestored = code(b"resc");
    /// 0: the host does not save and restore formats. `UInt32`. macOS 26 and later.
    kAudioDevicePropertyWantsStreamFormatsRestored = code(b"resf");
    /// The UID of a reference device. `CFString`. macOS 27; known at second hand only.
    kAudioDevicePropertySuggestedReferenceDevice = code(b"eord");
}

constants! {
    CLOCK_DEVICE: AudioObjectPropertySelector = "Properties of AudioClockDevice";

    /// The lasting identity. `CFString`.
    kAudioClockDevicePropertyDeviceUID = code(b"cuid");
    /// How it is connected. `UInt32`.
    kAudioClockDevicePropertyTransportType = code(b"tran");
    /// Devices with the same number other than 0 share a hardware clock. `UInt32`.
    kAudioClockDevicePropertyClockDomain = code(b"clkd");
    /// 0 when it is about to vanish. `UInt32`.
    kAudioClockDevicePropertyDeviceIsAlive = code(b"livn");
    /// Whether its clock runs. `UInt32`.
    kAudioClockDevicePropertyDeviceIsRunning = code(b"goin");
    /// Frames of latency. `UInt32`.
    kAudioClockDevicePropertyLatency = code(b"ltnc");
    /// Its controls. `AudioObjectID` list.
    kAudioClockDevicePropertyControlList = code(b"ctrl");
    /// The nominal sample rate. `Float64`, settable.
    kAudioClockDevicePropertyNominalSampleRate = code(b"nsrt");
    /// The possible sample rates. `AudioValueRange` list.
    kAudioClockDevicePropertyAvailableNominalSampleRates = code(b"nsr#");
}

constants! {
    END_POINT_DEVICE: AudioObjectPropertySelector = "Properties of AudioEndPointDevice";

    /// The description it was made of. `CFDictionary`.
    kAudioEndPointDevicePropertyComposition = code(b"acom");
    /// Its end points. `AudioObjectID` list.
    kAudioEndPointDevicePropertyEndPointList = code(b"agrp");
    /// The process it belongs to, or 0 when all may use it. `pid_t`.
    kAudioEndPointDevicePropertyIsPrivate = code(b"priv");
}

constants! {
    STREAM: AudioObjectPropertySelector = "Properties of AudioStream";

    /// Whether it takes part in I/O. `UInt32`, settable.
    kAudioStreamPropertyIsActive = code(b"sact");
    /// 0 for output, 1 for input. `UInt32`.
    kAudioStreamPropertyDirection = code(b"sdir");
    /// What is at its end. `UInt32`.
    kAudioStreamPropertyTerminalType = code(b"term");
    /// The device channel of its first channel, counted from 1. `UInt32`.
    kAudioStreamPropertyStartingChannel = code(b"schn");
    /// Frames of latency, in addition to the device's. `UInt32`.
    kAudioStreamPropertyLatency = kAudioDevicePropertyLatency;
    /// The format of the I/O buffers. `AudioStreamBasicDescription`, settable.
    kAudioStreamPropertyVirtualFormat = code(b"sfmt");
    /// The possible formats. `AudioStreamRangedDescription` list.
    kAudioStreamPropertyAvailableVirtualFormats = code(b"sfma");
    /// The format of the hardware. `AudioStreamBasicDescription`, settable.
    kAudioStreamPropertyPhysicalFormat = code(b"pft ");
    /// The possible formats. `AudioStreamRangedDescription` list.
    kAudioStreamPropertyAvailablePhysicalFormats = code(b"pfta");
}

constants! {
    CONTROL: AudioObjectPropertySelector = "Properties of AudioControl";

    /// The side of the device that it belongs to. `AudioObjectPropertyScope`.
    kAudioControlPropertyScope = code(b"cscp");
    /// The element of the device that it belongs to. `AudioObjectPropertyElement`.
    kAudioControlPropertyElement = code(b"celm");
}

constants! {
    SLIDER_CONTROL: AudioObjectPropertySelector = "Properties of AudioSliderControl";

    /// The value. `UInt32`, settable.
    kAudioSliderControlPropertyValue = code(b"sdrv");
    /// The least and the greatest value. Two `UInt32`.
    kAudioSliderControlPropertyRange = code(b"sdrr");
}

constants! {
    LEVEL_CONTROL: AudioObjectPropertySelector = "Properties of AudioLevelControl";

    /// The value from 0 to 1. `Float32`, settable.
    kAudioLevelControlPropertyScalarValue = code(b"lcsv");
    /// The value in decibels. `Float32`, settable.
    kAudioLevelControlPropertyDecibelValue = code(b"lcdv");
    /// The range in decibels. `AudioValueRange`.
    kAudioLevelControlPropertyDecibelRange = code(b"lcdr");
    /// Converts the value in the buffer. `Float32`.
    kAudioLevelControlPropertyConvertScalarToDecibels = code(b"lcsd");
    /// Converts the value in the buffer. `Float32`.
    kAudioLevelControlPropertyConvertDecibelsToScalar = code(b"lcds");
}

constants! {
    BOOLEAN_CONTROL: AudioObjectPropertySelector = "Properties of AudioBooleanControl";

    /// 0 or 1. `UInt32`, settable unless it reports a fact.
    kAudioBooleanControlPropertyValue = code(b"bcvl");
}

constants! {
    SELECTOR_CONTROL: AudioObjectPropertySelector = "Properties of AudioSelectorControl";

    /// The chosen items, usually one. `UInt32` list, settable.
    kAudioSelectorControlPropertyCurrentItem = code(b"scci");
    /// The items. `UInt32` list.
    kAudioSelectorControlPropertyAvailableItems = code(b"scai");
    /// The name of the item in the qualifier. `CFString`.
    kAudioSelectorControlPropertyItemName = code(b"scin");
    /// The kind of the item in the qualifier. `UInt32`.
    kAudioSelectorControlPropertyItemKind = code(b"clkk");
}

constants! {
    STEREO_PAN_CONTROL: AudioObjectPropertySelector = "Properties of AudioStereoPanControl";

    /// 0 is left, 0.5 the middle, 1 right. `Float32`, settable.
    kAudioStereoPanControlPropertyValue = code(b"spcv");
    /// The two device channels. Two `UInt32`.
    kAudioStereoPanControlPropertyPanningChannels = code(b"spcc");
}
