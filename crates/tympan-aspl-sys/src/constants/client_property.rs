//! Selectors that only clients of the HAL use: the host answers them, never a plug-in.
//!
//! A plug-in's author meets them in logs and in the host's mirrors of objects.

use crate::AudioObjectPropertySelector;
use crate::four_cc::code;

constants! {
    CLIENT_OBJECT: AudioObjectPropertySelector = "Client properties of AudioObject";

    /// The bundle id of the plug-in that made it. `CFString`.
    kAudioObjectPropertyCreator = code(b"oplg");
    /// A listener was added. `AudioObjectPropertyAddress`.
    kAudioObjectPropertyListenerAdded = code(b"lisa");
    /// A listener was removed. `AudioObjectPropertyAddress`.
    kAudioObjectPropertyListenerRemoved = code(b"lisr");
}

constants! {
    SYSTEM: AudioObjectPropertySelector = "Properties of AudioSystemObject";

    /// All devices. `AudioObjectID` list.
    kAudioHardwarePropertyDevices = code(b"dev#");
    /// The default input device. `AudioObjectID`.
    kAudioHardwarePropertyDefaultInputDevice = code(b"dIn ");
    /// The default output device. `AudioObjectID`.
    kAudioHardwarePropertyDefaultOutputDevice = code(b"dOut");
    /// The device for system sounds. `AudioObjectID`.
    kAudioHardwarePropertyDefaultSystemOutputDevice = code(b"sOut");
    /// The device with the UID in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslateUIDToDevice = code(b"uidd");
    /// Whether stereo is played as mono. `UInt32`.
    kAudioHardwarePropertyMixStereoToMono = code(b"stmo");
    /// All plug-ins. `AudioObjectID` list.
    kAudioHardwarePropertyPlugInList = code(b"plg#");
    /// The plug-in with the bundle id in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslateBundleIDToPlugIn = code(b"bidp");
    /// All transport managers. `AudioObjectID` list.
    kAudioHardwarePropertyTransportManagerList = code(b"tmg#");
    /// The transport manager with the bundle id in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslateBundleIDToTransportManager = code(b"tmbi");
    /// All boxes. `AudioObjectID` list.
    kAudioHardwarePropertyBoxList = code(b"box#");
    /// The box with the UID in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslateUIDToBox = code(b"uidb");
    /// All clock devices. `AudioObjectID` list.
    kAudioHardwarePropertyClockDeviceList = code(b"clk#");
    /// The clock device with the UID in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslateUIDToClockDevice = code(b"uidc");
    /// Whether the process is the main one. `UInt32`.
    kAudioHardwarePropertyProcessIsMain = code(b"main");
    /// Whether the HAL is starting or ending. `UInt32`.
    kAudioHardwarePropertyIsInitingOrExiting = code(b"inot");
    /// The user id of the process has changed. `UInt32`.
    kAudioHardwarePropertyUserIDChanged = code(b"euid");
    /// Whether input is muted for the process. `UInt32`.
    kAudioHardwarePropertyProcessInputMute = code(b"pmin");
    /// Whether the process is heard. `UInt32`.
    kAudioHardwarePropertyProcessIsAudible = code(b"pmut");
    /// Whether the machine may sleep while the process has I/O. `UInt32`.
    kAudioHardwarePropertySleepingIsAllowed = code(b"slep");
    /// Whether the HAL may be unloaded. `UInt32`.
    kAudioHardwarePropertyUnloadingIsAllowed = code(b"unld");
    /// Whether the process may hog devices. `UInt32`.
    kAudioHardwarePropertyHogModeIsAllowed = code(b"hogr");
    /// Whether the user's session is the active one. `UInt32`.
    kAudioHardwarePropertyUserSessionIsActiveOrHeadless = code(b"user");
    /// The server has been restarted. `UInt32`.
    kAudioHardwarePropertyServiceRestarted = code(b"srst");
    /// The power policy of the process. `UInt32`.
    kAudioHardwarePropertyPowerHint = code(b"powh");
    /// All processes. `AudioObjectID` list.
    kAudioHardwarePropertyProcessObjectList = code(b"prs#");
    /// The process with the id in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslatePIDToProcessObject = code(b"id2p");
    /// All taps. `AudioObjectID` list.
    kAudioHardwarePropertyTapList = code(b"tps#");
    /// The tap with the UID in the qualifier. `AudioObjectID`.
    kAudioHardwarePropertyTranslateUIDToTap = code(b"uidt");
}

constants! {
    CLIENT_PLUG_IN: AudioObjectPropertySelector = "Client properties of AudioPlugIn";

    /// Makes an aggregate device. `AudioObjectID`.
    kAudioPlugInCreateAggregateDevice = code(b"cagg");
    /// Takes away an aggregate device. `AudioObjectID`.
    kAudioPlugInDestroyAggregateDevice = code(b"dagg");
}

constants! {
    CLIENT_TRANSPORT_MANAGER: AudioObjectPropertySelector = "Client properties of AudioTransportManager";

    /// Makes an end-point device, through the driver's `CreateDevice`. `AudioObjectID`.
    kAudioTransportManagerCreateEndPointDevice = code(b"cdev");
    /// Takes away an end-point device, through the driver's `DestroyDevice`. `AudioObjectID`.
    kAudioTransportManagerDestroyEndPointDevice = code(b"ddev");
}

constants! {
    CLIENT_DEVICE: AudioObjectPropertySelector = "Client properties of AudioDevice";

    /// A status from the plug-in. `OSStatus`.
    kAudioDevicePropertyPlugIn = code(b"plug");
    /// The device has changed: ask for everything again. `UInt32`.
    kAudioDevicePropertyDeviceHasChanged = code(b"diff");
    /// Whether any process runs I/O on it. `UInt32`.
    kAudioDevicePropertyDeviceIsRunningSomewhere = code(b"gone");
    /// An I/O cycle came too late. `UInt32`.
    kAudioDeviceProcessorOverload = code(b"over");
    /// I/O has stopped because of an error. `UInt32`.
    kAudioDevicePropertyIOStoppedAbnormally = code(b"stpd");
    /// The process that hogs it, or -1. `pid_t`.
    kAudioDevicePropertyHogMode = code(b"oink");
    /// Frames per I/O cycle. `UInt32`.
    kAudioDevicePropertyBufferFrameSize = code(b"fsiz");
    /// The possible frames per I/O cycle. `AudioValueRange`.
    kAudioDevicePropertyBufferFrameSizeRange = code(b"fsz#");
    /// The greatest frames per cycle, when they vary. `UInt32`.
    kAudioDevicePropertyUsesVariableBufferFrameSizes = code(b"vfsz");
    /// The part of a cycle in which I/O procedures run. `Float32`.
    kAudioDevicePropertyIOCycleUsage = code(b"ncyc");
    /// The channels of each stream. `AudioBufferList`.
    kAudioDevicePropertyStreamConfiguration = code(b"slay");
    /// Which streams an I/O procedure uses. `AudioHardwareIOProcStreamUsage`.
    kAudioDevicePropertyIOProcStreamUsage = code(b"suse");
    /// The measured sample rate. `Float64`.
    kAudioDevicePropertyActualSampleRate = code(b"asrt");
    /// The UID of the clock device. `CFString`.
    kAudioDevicePropertyClockDevice = code(b"apcd");
    /// The workgroup of the I/O thread. `os_workgroup_t`.
    kAudioDevicePropertyIOThreadOSWorkgroup = code(b"oswg");
    /// Whether the process is muted on it. `UInt32`.
    kAudioDevicePropertyProcessMute = code(b"appm");
}

constants! {
    CLIENT_DEVICE_CONTROL: AudioObjectPropertySelector = "Controls of AudioDevice as its own properties";

    /// Whether something is plugged in. `UInt32`.
    kAudioDevicePropertyJackIsConnected = code(b"jack");
    /// The volume from 0 to 1. `Float32`.
    kAudioDevicePropertyVolumeScalar = code(b"volm");
    /// The volume in decibels. `Float32`.
    kAudioDevicePropertyVolumeDecibels = code(b"vold");
    /// Its range. `AudioValueRange`.
    kAudioDevicePropertyVolumeRangeDecibels = code(b"vdb#");
    /// Converts a volume. `Float32`.
    kAudioDevicePropertyVolumeScalarToDecibels = code(b"v2db");
    /// Converts a volume. `Float32`.
    kAudioDevicePropertyVolumeDecibelsToScalar = code(b"db2v");
    /// The stereo pan. `Float32`.
    kAudioDevicePropertyStereoPan = code(b"span");
    /// Its channels. Two `UInt32`.
    kAudioDevicePropertyStereoPanChannels = code(b"spn#");
    /// Mute. `UInt32`.
    kAudioDevicePropertyMute = code(b"mute");
    /// Solo. `UInt32`.
    kAudioDevicePropertySolo = code(b"solo");
    /// Phantom power. `UInt32`.
    kAudioDevicePropertyPhantomPower = code(b"phan");
    /// Phase inversion. `UInt32`.
    kAudioDevicePropertyPhaseInvert = code(b"phsi");
    /// The clip light. `UInt32`.
    kAudioDevicePropertyClipLight = code(b"clip");
    /// Talkback. `UInt32`.
    kAudioDevicePropertyTalkback = code(b"talb");
    /// Listenback. `UInt32`.
    kAudioDevicePropertyListenback = code(b"lsnb");
    /// The chosen data sources. `UInt32` list.
    kAudioDevicePropertyDataSource = code(b"ssrc");
    /// The data sources. `UInt32` list.
    kAudioDevicePropertyDataSources = code(b"ssc#");
    /// The name of a data source. `AudioValueTranslation`.
    kAudioDevicePropertyDataSourceNameForIDCFString = code(b"lscn");
    /// The kind of a data source. `AudioValueTranslation`.
    kAudioDevicePropertyDataSourceKindForID = code(b"ssck");
    /// The chosen clock source. `UInt32` list.
    kAudioDevicePropertyClockSource = code(b"csrc");
    /// The clock sources. `UInt32` list.
    kAudioDevicePropertyClockSources = code(b"csc#");
    /// The name of a clock source. `AudioValueTranslation`.
    kAudioDevicePropertyClockSourceNameForIDCFString = code(b"lcsn");
    /// The kind of a clock source. `AudioValueTranslation`.
    kAudioDevicePropertyClockSourceKindForID = code(b"csck");
    /// Play-through. `UInt32`.
    kAudioDevicePropertyPlayThru = code(b"thru");
    /// Play-through solo. `UInt32`.
    kAudioDevicePropertyPlayThruSolo = code(b"thrs");
    /// The play-through volume from 0 to 1. `Float32`.
    kAudioDevicePropertyPlayThruVolumeScalar = code(b"mvsc");
    /// The play-through volume in decibels. `Float32`.
    kAudioDevicePropertyPlayThruVolumeDecibels = code(b"mvdb");
    /// Its range. `AudioValueRange`.
    kAudioDevicePropertyPlayThruVolumeRangeDecibels = code(b"mvd#");
    /// Converts a play-through volume. `Float32`.
    kAudioDevicePropertyPlayThruVolumeScalarToDecibels = code(b"mv2d");
    /// Converts a play-through volume. `Float32`.
    kAudioDevicePropertyPlayThruVolumeDecibelsToScalar = code(b"mv2s");
    /// The play-through pan. `Float32`.
    kAudioDevicePropertyPlayThruStereoPan = code(b"mspn");
    /// Its channels. Two `UInt32`.
    kAudioDevicePropertyPlayThruStereoPanChannels = code(b"msp#");
    /// The chosen play-through destinations. `UInt32` list.
    kAudioDevicePropertyPlayThruDestination = code(b"mdds");
    /// The play-through destinations. `UInt32` list.
    kAudioDevicePropertyPlayThruDestinations = code(b"mdd#");
    /// The name of a play-through destination. `AudioValueTranslation`.
    kAudioDevicePropertyPlayThruDestinationNameForIDCFString = code(b"mddc");
    /// The chosen line levels. `UInt32` list.
    kAudioDevicePropertyChannelNominalLineLevel = code(b"nlvl");
    /// The line levels. `UInt32` list.
    kAudioDevicePropertyChannelNominalLineLevels = code(b"nlv#");
    /// The name of a line level. `AudioValueTranslation`.
    kAudioDevicePropertyChannelNominalLineLevelNameForIDCFString = code(b"lcnl");
    /// The chosen high-pass filters. `UInt32` list.
    kAudioDevicePropertyHighPassFilterSetting = code(b"hipf");
    /// The high-pass filters. `UInt32` list.
    kAudioDevicePropertyHighPassFilterSettings = code(b"hip#");
    /// The name of a high-pass filter. `AudioValueTranslation`.
    kAudioDevicePropertyHighPassFilterSettingNameForIDCFString = code(b"hipl");
    /// The LFE volume from 0 to 1. `Float32`.
    kAudioDevicePropertySubVolumeScalar = code(b"svlm");
    /// The LFE volume in decibels. `Float32`.
    kAudioDevicePropertySubVolumeDecibels = code(b"svld");
    /// Its range. `AudioValueRange`.
    kAudioDevicePropertySubVolumeRangeDecibels = code(b"svd#");
    /// Converts an LFE volume. `Float32`.
    kAudioDevicePropertySubVolumeScalarToDecibels = code(b"sv2d");
    /// Converts an LFE volume. `Float32`.
    kAudioDevicePropertySubVolumeDecibelsToScalar = code(b"sd2v");
    /// LFE mute. `UInt32`.
    kAudioDevicePropertySubMute = code(b"smut");
}

constants! {
    AGGREGATE_DEVICE: AudioObjectPropertySelector = "Properties of AudioAggregateDevice";

    /// The UIDs of all its devices. `CFArray`.
    kAudioAggregateDevicePropertyFullSubDeviceList = code(b"grup");
    /// The devices in use. `AudioObjectID` list.
    kAudioAggregateDevicePropertyActiveSubDeviceList = code(b"agrp");
    /// The description it was made of. `CFDictionary`.
    kAudioAggregateDevicePropertyComposition = code(b"acom");
    /// The UID of the device that gives the time. `CFString`.
    kAudioAggregateDevicePropertyMainSubDevice = code(b"amst");
    /// The UID of its clock device. `CFString`.
    kAudioAggregateDevicePropertyClockDevice = code(b"apcd");
    /// The UIDs of its taps. `CFArray`.
    kAudioAggregateDevicePropertyTapList = code(b"tap#");
    /// The taps in use. `AudioObjectID` list.
    kAudioAggregateDevicePropertySubTapList = code(b"atap");
}

constants! {
    SUB_DEVICE: AudioObjectPropertySelector = "Properties of AudioSubDevice";

    /// Latency to add. `Float64`.
    kAudioSubDevicePropertyExtraLatency = code(b"xltc");
    /// Whether drift is compensated. `UInt32`.
    kAudioSubDevicePropertyDriftCompensation = code(b"drft");
    /// How well. `UInt32`.
    kAudioSubDevicePropertyDriftCompensationQuality = code(b"drfq");
}

constants! {
    SUB_TAP: AudioObjectPropertySelector = "Properties of AudioSubTap";

    /// Latency to add. `Float64`.
    kAudioSubTapPropertyExtraLatency = code(b"xltc");
    /// Whether drift is compensated. `UInt32`.
    kAudioSubTapPropertyDriftCompensation = code(b"drft");
    /// How well. `UInt32`.
    kAudioSubTapPropertyDriftCompensationQuality = code(b"drfq");
}

constants! {
    PROCESS: AudioObjectPropertySelector = "Properties of AudioProcess";

    /// The process id. `pid_t`.
    kAudioProcessPropertyPID = code(b"ppid");
    /// The bundle id. `CFString`.
    kAudioProcessPropertyBundleID = code(b"pbid");
    /// The devices it uses. `AudioObjectID` list.
    kAudioProcessPropertyDevices = code(b"pdv#");
    /// Whether it runs I/O. `UInt32`.
    kAudioProcessPropertyIsRunning = code(b"pir?");
    /// Whether it runs input. `UInt32`.
    kAudioProcessPropertyIsRunningInput = code(b"piri");
    /// Whether it runs output. `UInt32`.
    kAudioProcessPropertyIsRunningOutput = code(b"piro");
}

constants! {
    TAP: AudioObjectPropertySelector = "Properties of AudioTap";

    /// The lasting identity. `CFString`.
    kAudioTapPropertyUID = code(b"tuid");
    /// The description it was made of. `CATapDescription`.
    kAudioTapPropertyDescription = code(b"tdsc");
    /// The format. `AudioStreamBasicDescription`.
    kAudioTapPropertyFormat = code(b"tfmt");
}
