//! Constants.
use crate::four_cc::{code, status};
use crate::*;
/// AudioServerPlugIn.h
pub const kAudioObjectPlugInObject: AudioObjectID = 1;
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationProcessMix: AudioServerPlugInIOOperation = code(b"pmix");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInHostClientID: UInt32 = 0;
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationConvertMix: AudioServerPlugInIOOperation = code(b"cmix");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInCustomPropertyDataTypeNone: AudioServerPlugInCustomPropertyDataType = 0;
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationWriteMix: AudioServerPlugInIOOperation = code(b"rite");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInCustomPropertyDataTypeCFString:
    AudioServerPlugInCustomPropertyDataType = code(b"cfst");
/// AudioServerPlugIn.h
pub const kAudioObjectPropertyCustomPropertyInfoList: AudioObjectPropertySelector = code(b"cust");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInCustomPropertyDataTypeCFPropertyList:
    AudioServerPlugInCustomPropertyDataType = code(b"plst");
/// AudioServerPlugIn.h
pub const kAudioPlugInPropertyResourceBundle: AudioObjectPropertySelector = code(b"rsrc");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationThread: AudioServerPlugInIOOperation = code(b"thrd");
/// AudioServerPlugIn.h
pub const kAudioDeviceClockAlgorithmRaw: AudioDeviceClockAlgorithmSelector = code(b"raww");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationCycle: AudioServerPlugInIOOperation = code(b"cycl");
/// AudioServerPlugIn.h
pub const kAudioDeviceClockAlgorithmSimpleIIR: AudioDeviceClockAlgorithmSelector = code(b"iirf");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationReadInput: AudioServerPlugInIOOperation = code(b"read");
/// AudioServerPlugIn.h
pub const kAudioDeviceClockAlgorithm12PtMovingWindowAverage: AudioDeviceClockAlgorithmSelector =
    code(b"mavg");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationConvertInput: AudioServerPlugInIOOperation = code(b"cinp");
/// AudioServerPlugIn.h
pub const kAudioDevicePropertyZeroTimeStampPeriod: AudioObjectPropertySelector = code(b"ring");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationProcessInput: AudioServerPlugInIOOperation = code(b"pinp");
/// AudioServerPlugIn.h
pub const kAudioDevicePropertyClockAlgorithm: AudioObjectPropertySelector = code(b"clok");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationProcessOutput: AudioServerPlugInIOOperation = code(b"pout");
/// AudioServerPlugIn.h
pub const kAudioDevicePropertyClockIsStable: AudioObjectPropertySelector = code(b"cstb");
/// AudioServerPlugIn.h
pub const kAudioServerPlugInIOOperationMixOutput: AudioServerPlugInIOOperation = code(b"mixo");
/// AudioHardwareBase.h
pub const kAudioHardwareNoError: OSStatus = 0;
/// AudioHardwareBase.h
pub const kAudioDevicePropertyLatency: AudioObjectPropertySelector = code(b"ltnc");
/// AudioHardwareBase.h
pub const kAudioHardwareNotRunningError: OSStatus = status(b"stop");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyStreams: AudioObjectPropertySelector = code(b"stm#");
/// AudioHardwareBase.h
pub const kAudioHardwareUnspecifiedError: OSStatus = status(b"what");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyControlList: AudioObjectPropertySelector = code(b"ctrl");
/// AudioHardwareBase.h
pub const kAudioHardwareUnknownPropertyError: OSStatus = status(b"who?");
/// AudioHardwareBase.h
pub const kAudioDevicePropertySafetyOffset: AudioObjectPropertySelector = code(b"saft");
/// AudioHardwareBase.h
pub const kAudioHardwareBadPropertySizeError: OSStatus = status(b"!siz");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyNominalSampleRate: AudioObjectPropertySelector = code(b"nsrt");
/// AudioHardwareBase.h
pub const kAudioHardwareIllegalOperationError: OSStatus = status(b"nope");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyAvailableNominalSampleRates: AudioObjectPropertySelector =
    code(b"nsr#");
/// AudioHardwareBase.h
pub const kAudioHardwareBadObjectError: OSStatus = status(b"!obj");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyIcon: AudioObjectPropertySelector = code(b"icon");
/// AudioHardwareBase.h
pub const kAudioHardwareBadDeviceError: OSStatus = status(b"!dev");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyIsHidden: AudioObjectPropertySelector = code(b"hidn");
/// AudioHardwareBase.h
pub const kAudioHardwareBadStreamError: OSStatus = status(b"!str");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyPreferredChannelsForStereo: AudioObjectPropertySelector =
    code(b"dch2");
/// AudioHardwareBase.h
pub const kAudioHardwareUnsupportedOperationError: OSStatus = status(b"unop");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyPreferredChannelLayout: AudioObjectPropertySelector = code(b"srnd");
/// AudioHardwareBase.h
pub const kAudioHardwareNotReadyError: OSStatus = status(b"nrdy");
/// AudioHardwareBase.h
pub const kAudioClockDeviceClassID: AudioClassID = code(b"aclk");
/// AudioHardwareBase.h
pub const kAudioDeviceUnsupportedFormatError: OSStatus = status(b"!dat");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyDeviceUID: AudioObjectPropertySelector = code(b"cuid");
/// AudioHardwareBase.h
pub const kAudioDevicePermissionsError: OSStatus = status(b"!hog");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyTransportType: AudioObjectPropertySelector = code(b"tran");
/// AudioHardwareBase.h
pub const kAudioObjectUnknown: AudioObjectID = 0;
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyClockDomain: AudioObjectPropertySelector = code(b"clkd");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyScopeGlobal: AudioObjectPropertyScope = code(b"glob");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyDeviceIsAlive: AudioObjectPropertySelector = code(b"livn");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyScopeInput: AudioObjectPropertyScope = code(b"inpt");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyDeviceIsRunning: AudioObjectPropertySelector = code(b"goin");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyScopeOutput: AudioObjectPropertyScope = code(b"outp");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyLatency: AudioObjectPropertySelector = code(b"ltnc");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyScopePlayThrough: AudioObjectPropertyScope = code(b"ptru");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyControlList: AudioObjectPropertySelector = code(b"ctrl");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyElementMain: AudioObjectPropertyElement = 0;
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyNominalSampleRate: AudioObjectPropertySelector = code(b"nsrt");
/// AudioHardwareBase.h
pub const kAudioObjectPropertySelectorWildcard: AudioObjectPropertySelector = code(b"****");
/// AudioHardwareBase.h
pub const kAudioClockDevicePropertyAvailableNominalSampleRates: AudioObjectPropertySelector =
    code(b"nsr#");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyScopeWildcard: AudioObjectPropertyScope = code(b"****");
/// AudioHardwareBase.h
pub const kAudioEndPointDeviceClassID: AudioClassID = code(b"edev");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyElementWildcard: AudioObjectPropertyElement = 0xFFFFFFFF;
/// AudioHardwareBase.h
pub const kAudioEndPointDevicePropertyComposition: AudioObjectPropertySelector = code(b"acom");
/// AudioHardwareBase.h
pub const kAudioObjectClassIDWildcard: AudioClassID = code(b"****");
/// AudioHardwareBase.h
pub const kAudioEndPointDevicePropertyEndPointList: AudioObjectPropertySelector = code(b"agrp");
/// AudioHardwareBase.h
pub const kAudioObjectClassID: AudioClassID = code(b"aobj");
/// AudioHardwareBase.h
pub const kAudioEndPointDevicePropertyIsPrivate: AudioObjectPropertySelector = code(b"priv");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyBaseClass: AudioObjectPropertySelector = code(b"bcls");
/// AudioHardwareBase.h
pub const kAudioEndPointClassID: AudioClassID = code(b"endp");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyClass: AudioObjectPropertySelector = code(b"clas");
/// AudioHardwareBase.h
pub const kAudioStreamClassID: AudioClassID = code(b"astr");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyOwner: AudioObjectPropertySelector = code(b"stdv");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeUnknown: UInt32 = 0;
/// AudioHardwareBase.h
pub const kAudioObjectPropertyName: AudioObjectPropertySelector = code(b"lnam");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeLine: UInt32 = code(b"line");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyModelName: AudioObjectPropertySelector = code(b"lmod");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeDigitalAudioInterface: UInt32 = code(b"spdf");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyManufacturer: AudioObjectPropertySelector = code(b"lmak");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeSpeaker: UInt32 = code(b"spkr");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyElementName: AudioObjectPropertySelector = code(b"lchn");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeHeadphones: UInt32 = code(b"hdph");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyElementCategoryName: AudioObjectPropertySelector = code(b"lccn");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeLFESpeaker: UInt32 = code(b"lfes");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyElementNumberName: AudioObjectPropertySelector = code(b"lcnn");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeReceiverSpeaker: UInt32 = code(b"rspk");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyOwnedObjects: AudioObjectPropertySelector = code(b"ownd");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeMicrophone: UInt32 = code(b"micr");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyIdentify: AudioObjectPropertySelector = code(b"iden");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeHeadsetMicrophone: UInt32 = code(b"hmic");
/// AudioHardwareBase.h
pub const kAudioObjectPropertySerialNumber: AudioObjectPropertySelector = code(b"snum");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeReceiverMicrophone: UInt32 = code(b"rmic");
/// AudioHardwareBase.h
pub const kAudioObjectPropertyFirmwareVersion: AudioObjectPropertySelector = code(b"fwvn");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeTTY: UInt32 = code(b"tty_");
/// AudioHardwareBase.h
pub const kAudioPlugInClassID: AudioClassID = code(b"aplg");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeHDMI: UInt32 = code(b"hdmi");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyBundleID: AudioObjectPropertySelector = code(b"piid");
/// AudioHardwareBase.h
pub const kAudioStreamTerminalTypeDisplayPort: UInt32 = code(b"dprt");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyDeviceList: AudioObjectPropertySelector = code(b"dev#");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyIsActive: AudioObjectPropertySelector = code(b"sact");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyTranslateUIDToDevice: AudioObjectPropertySelector = code(b"uidd");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyDirection: AudioObjectPropertySelector = code(b"sdir");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyBoxList: AudioObjectPropertySelector = code(b"box#");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyTerminalType: AudioObjectPropertySelector = code(b"term");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyTranslateUIDToBox: AudioObjectPropertySelector = code(b"uidb");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyStartingChannel: AudioObjectPropertySelector = code(b"schn");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyClockDeviceList: AudioObjectPropertySelector = code(b"clk#");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyLatency: AudioObjectPropertySelector = code(b"ltnc");
/// AudioHardwareBase.h
pub const kAudioPlugInPropertyTranslateUIDToClockDevice: AudioObjectPropertySelector =
    code(b"uidc");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyVirtualFormat: AudioObjectPropertySelector = code(b"sfmt");
/// AudioHardwareBase.h
pub const kAudioTransportManagerClassID: AudioClassID = code(b"trpm");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyAvailableVirtualFormats: AudioObjectPropertySelector = code(b"sfma");
/// AudioHardwareBase.h
pub const kAudioTransportManagerPropertyEndPointList: AudioObjectPropertySelector = code(b"end#");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyPhysicalFormat: AudioObjectPropertySelector = code(b"pft ");
/// AudioHardwareBase.h
pub const kAudioTransportManagerPropertyTranslateUIDToEndPoint: AudioObjectPropertySelector =
    code(b"uide");
/// AudioHardwareBase.h
pub const kAudioStreamPropertyAvailablePhysicalFormats: AudioObjectPropertySelector = code(b"pfta");
/// AudioHardwareBase.h
pub const kAudioTransportManagerPropertyTransportType: AudioObjectPropertySelector = code(b"tran");
/// AudioHardwareBase.h
pub const kAudioControlClassID: AudioClassID = code(b"actl");
/// AudioHardwareBase.h
pub const kAudioBoxClassID: AudioClassID = code(b"abox");
/// AudioHardwareBase.h
pub const kAudioControlPropertyScope: AudioObjectPropertyScope = code(b"cscp");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyBoxUID: AudioObjectPropertySelector = code(b"buid");
/// AudioHardwareBase.h
pub const kAudioControlPropertyElement: AudioObjectPropertySelector = code(b"celm");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyTransportType: AudioObjectPropertySelector = code(b"tran");
/// AudioHardwareBase.h
pub const kAudioSliderControlClassID: AudioClassID = code(b"sldr");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyHasAudio: AudioObjectPropertySelector = code(b"bhau");
/// AudioHardwareBase.h
pub const kAudioSliderControlPropertyValue: AudioObjectPropertySelector = code(b"sdrv");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyHasVideo: AudioObjectPropertySelector = code(b"bhvi");
/// AudioHardwareBase.h
pub const kAudioSliderControlPropertyRange: AudioObjectPropertySelector = code(b"sdrr");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyHasMIDI: AudioObjectPropertySelector = code(b"bhmi");
/// AudioHardwareBase.h
pub const kAudioLevelControlClassID: AudioClassID = code(b"levl");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyIsProtected: AudioObjectPropertySelector = code(b"bpro");
/// AudioHardwareBase.h
pub const kAudioVolumeControlClassID: AudioClassID = code(b"vlme");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyAcquired: AudioObjectPropertySelector = code(b"bxon");
/// AudioHardwareBase.h
pub const kAudioLFEVolumeControlClassID: AudioClassID = code(b"subv");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyAcquisitionFailed: AudioObjectPropertySelector = code(b"bxof");
/// AudioHardwareBase.h
pub const kAudioLevelControlPropertyScalarValue: AudioObjectPropertySelector = code(b"lcsv");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyDeviceList: AudioObjectPropertySelector = code(b"bdv#");
/// AudioHardwareBase.h
pub const kAudioLevelControlPropertyDecibelValue: AudioObjectPropertySelector = code(b"lcdv");
/// AudioHardwareBase.h
pub const kAudioBoxPropertyClockDeviceList: AudioObjectPropertySelector = code(b"bcl#");
/// AudioHardwareBase.h
pub const kAudioLevelControlPropertyDecibelRange: AudioObjectPropertySelector = code(b"lcdr");
/// AudioHardwareBase.h
pub const kAudioDeviceClassID: AudioClassID = code(b"adev");
/// AudioHardwareBase.h
pub const kAudioLevelControlPropertyConvertScalarToDecibels: AudioObjectPropertySelector =
    code(b"lcsd");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeUnknown: UInt32 = 0;
/// AudioHardwareBase.h
pub const kAudioLevelControlPropertyConvertDecibelsToScalar: AudioObjectPropertySelector =
    code(b"lcds");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeBuiltIn: UInt32 = code(b"bltn");
/// AudioHardwareBase.h
pub const kAudioBooleanControlClassID: AudioClassID = code(b"togl");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeAggregate: UInt32 = code(b"grup");
/// AudioHardwareBase.h
pub const kAudioMuteControlClassID: AudioClassID = code(b"mute");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeVirtual: UInt32 = code(b"virt");
/// AudioHardwareBase.h
pub const kAudioSoloControlClassID: AudioClassID = code(b"solo");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypePCI: UInt32 = code(b"pci ");
/// AudioHardwareBase.h
pub const kAudioJackControlClassID: AudioClassID = code(b"jack");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeUSB: UInt32 = code(b"usb ");
/// AudioHardwareBase.h
pub const kAudioLFEMuteControlClassID: AudioClassID = code(b"subm");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeFireWire: UInt32 = code(b"1394");
/// AudioHardwareBase.h
pub const kAudioPhantomPowerControlClassID: AudioClassID = code(b"phan");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeBluetooth: UInt32 = code(b"blue");
/// AudioHardwareBase.h
pub const kAudioPhaseInvertControlClassID: AudioClassID = code(b"phsi");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeBluetoothLE: UInt32 = code(b"blea");
/// AudioHardwareBase.h
pub const kAudioClipLightControlClassID: AudioClassID = code(b"clip");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeHDMI: UInt32 = code(b"hdmi");
/// AudioHardwareBase.h
pub const kAudioTalkbackControlClassID: AudioClassID = code(b"talb");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeDisplayPort: UInt32 = code(b"dprt");
/// AudioHardwareBase.h
pub const kAudioListenbackControlClassID: AudioClassID = code(b"lsnb");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeAirPlay: UInt32 = code(b"airp");
/// AudioHardwareBase.h
pub const kAudioBooleanControlPropertyValue: AudioObjectPropertySelector = code(b"bcvl");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeAVB: UInt32 = code(b"eavb");
/// AudioHardwareBase.h
pub const kAudioSelectorControlClassID: AudioClassID = code(b"slct");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeThunderbolt: UInt32 = code(b"thun");
/// AudioHardwareBase.h
pub const kAudioDataSourceControlClassID: AudioClassID = code(b"dsrc");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeContinuityCaptureWired: UInt32 = code(b"ccwd");
/// AudioHardwareBase.h
pub const kAudioDataDestinationControlClassID: AudioClassID = code(b"dest");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeContinuityCaptureWireless: UInt32 = code(b"ccwl");
/// AudioHardwareBase.h
pub const kAudioClockSourceControlClassID: AudioClassID = code(b"clck");
/// AudioHardwareBase.h
pub const kAudioDeviceTransportTypeContinuityCapture: UInt32 = code(b"ccap");
/// AudioHardwareBase.h
pub const kAudioLineLevelControlClassID: AudioClassID = code(b"nlvl");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyConfigurationApplication: AudioObjectPropertySelector = code(b"capp");
/// AudioHardwareBase.h
pub const kAudioHighPassFilterControlClassID: AudioClassID = code(b"hipf");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyDeviceUID: AudioObjectPropertySelector = code(b"uid ");
/// AudioHardwareBase.h
pub const kAudioSelectorControlPropertyCurrentItem: AudioObjectPropertySelector = code(b"scci");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyModelUID: AudioObjectPropertySelector = code(b"muid");
/// AudioHardwareBase.h
pub const kAudioSelectorControlPropertyAvailableItems: AudioObjectPropertySelector = code(b"scai");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyTransportType: AudioObjectPropertySelector = code(b"tran");
/// AudioHardwareBase.h
pub const kAudioSelectorControlPropertyItemName: AudioObjectPropertySelector = code(b"scin");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyRelatedDevices: AudioObjectPropertySelector = code(b"akin");
/// AudioHardwareBase.h
pub const kAudioSelectorControlPropertyItemKind: AudioObjectPropertySelector = code(b"clkk");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyClockDomain: AudioObjectPropertySelector = code(b"clkd");
/// AudioHardwareBase.h
pub const kAudioSelectorControlItemKindSpacer: UInt32 = code(b"spcr");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyDeviceIsAlive: AudioObjectPropertySelector = code(b"livn");
/// AudioHardwareBase.h
pub const kAudioClockSourceItemKindInternal: UInt32 = code(b"int ");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyDeviceIsRunning: AudioObjectPropertySelector = code(b"goin");
/// AudioHardwareBase.h
pub const kAudioStereoPanControlClassID: AudioClassID = code(b"span");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyDeviceCanBeDefaultDevice: AudioObjectPropertySelector = code(b"dflt");
/// AudioHardwareBase.h
pub const kAudioStereoPanControlPropertyValue: AudioObjectPropertySelector = code(b"spcv");
/// AudioHardwareBase.h
pub const kAudioDevicePropertyDeviceCanBeDefaultSystemDevice: AudioObjectPropertySelector =
    code(b"sflt");
/// AudioHardwareBase.h
pub const kAudioStereoPanControlPropertyPanningChannels: AudioObjectPropertySelector =
    code(b"spcc");
/// AudioHardware.h
pub const kAudioObjectSystemObject: AudioObjectID = 1;
/// AudioHardware.h
pub const kAudioDevicePropertyPhaseInvert: AudioObjectPropertySelector = code(b"phsi");
/// AudioHardware.h
pub const kAudioObjectPropertyCreator: AudioObjectPropertySelector = code(b"oplg");
/// AudioHardware.h
pub const kAudioDevicePropertyClipLight: AudioObjectPropertySelector = code(b"clip");
/// AudioHardware.h
pub const kAudioObjectPropertyListenerAdded: AudioObjectPropertySelector = code(b"lisa");
/// AudioHardware.h
pub const kAudioDevicePropertyTalkback: AudioObjectPropertySelector = code(b"talb");
/// AudioHardware.h
pub const kAudioObjectPropertyListenerRemoved: AudioObjectPropertySelector = code(b"lisr");
/// AudioHardware.h
pub const kAudioDevicePropertyListenback: AudioObjectPropertySelector = code(b"lsnb");
/// AudioHardware.h
pub const kAudioSystemObjectClassID: AudioClassID = code(b"asys");
/// AudioHardware.h
pub const kAudioDevicePropertyDataSource: AudioObjectPropertySelector = code(b"ssrc");
/// AudioHardware.h
pub const kAudioHardwarePropertyDevices: AudioObjectPropertySelector = code(b"dev#");
/// AudioHardware.h
pub const kAudioDevicePropertyDataSources: AudioObjectPropertySelector = code(b"ssc#");
/// AudioHardware.h
pub const kAudioHardwarePropertyDefaultInputDevice: AudioObjectPropertySelector = code(b"dIn ");
/// AudioHardware.h
pub const kAudioDevicePropertyDataSourceNameForIDCFString: AudioObjectPropertySelector =
    code(b"lscn");
/// AudioHardware.h
pub const kAudioHardwarePropertyDefaultOutputDevice: AudioObjectPropertySelector = code(b"dOut");
/// AudioHardware.h
pub const kAudioDevicePropertyDataSourceKindForID: AudioObjectPropertySelector = code(b"ssck");
/// AudioHardware.h
pub const kAudioHardwarePropertyDefaultSystemOutputDevice: AudioObjectPropertySelector =
    code(b"sOut");
/// AudioHardware.h
pub const kAudioDevicePropertyClockSource: AudioObjectPropertySelector = code(b"csrc");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslateUIDToDevice: AudioObjectPropertySelector = code(b"uidd");
/// AudioHardware.h
pub const kAudioDevicePropertyClockSources: AudioObjectPropertySelector = code(b"csc#");
/// AudioHardware.h
pub const kAudioHardwarePropertyMixStereoToMono: AudioObjectPropertySelector = code(b"stmo");
/// AudioHardware.h
pub const kAudioDevicePropertyClockSourceNameForIDCFString: AudioObjectPropertySelector =
    code(b"lcsn");
/// AudioHardware.h
pub const kAudioHardwarePropertyPlugInList: AudioObjectPropertySelector = code(b"plg#");
/// AudioHardware.h
pub const kAudioDevicePropertyClockSourceKindForID: AudioObjectPropertySelector = code(b"csck");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslateBundleIDToPlugIn: AudioObjectPropertySelector =
    code(b"bidp");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThru: AudioObjectPropertySelector = code(b"thru");
/// AudioHardware.h
pub const kAudioHardwarePropertyTransportManagerList: AudioObjectPropertySelector = code(b"tmg#");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruSolo: AudioObjectPropertySelector = code(b"thrs");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslateBundleIDToTransportManager: AudioObjectPropertySelector =
    code(b"tmbi");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruVolumeScalar: AudioObjectPropertySelector = code(b"mvsc");
/// AudioHardware.h
pub const kAudioHardwarePropertyBoxList: AudioObjectPropertySelector = code(b"box#");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruVolumeDecibels: AudioObjectPropertySelector = code(b"mvdb");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslateUIDToBox: AudioObjectPropertySelector = code(b"uidb");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruVolumeRangeDecibels: AudioObjectPropertySelector =
    code(b"mvd#");
/// AudioHardware.h
pub const kAudioHardwarePropertyClockDeviceList: AudioObjectPropertySelector = code(b"clk#");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruVolumeScalarToDecibels: AudioObjectPropertySelector =
    code(b"mv2d");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslateUIDToClockDevice: AudioObjectPropertySelector =
    code(b"uidc");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruVolumeDecibelsToScalar: AudioObjectPropertySelector =
    code(b"mv2s");
/// AudioHardware.h
pub const kAudioHardwarePropertyProcessIsMain: AudioObjectPropertySelector = code(b"main");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruStereoPan: AudioObjectPropertySelector = code(b"mspn");
/// AudioHardware.h
pub const kAudioHardwarePropertyIsInitingOrExiting: AudioObjectPropertySelector = code(b"inot");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruStereoPanChannels: AudioObjectPropertySelector =
    code(b"msp#");
/// AudioHardware.h
pub const kAudioHardwarePropertyUserIDChanged: AudioObjectPropertySelector = code(b"euid");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruDestination: AudioObjectPropertySelector = code(b"mdds");
/// AudioHardware.h
pub const kAudioHardwarePropertyProcessInputMute: AudioObjectPropertySelector = code(b"pmin");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruDestinations: AudioObjectPropertySelector = code(b"mdd#");
/// AudioHardware.h
pub const kAudioHardwarePropertyProcessIsAudible: AudioObjectPropertySelector = code(b"pmut");
/// AudioHardware.h
pub const kAudioDevicePropertyPlayThruDestinationNameForIDCFString: AudioObjectPropertySelector =
    code(b"mddc");
/// AudioHardware.h
pub const kAudioHardwarePropertySleepingIsAllowed: AudioObjectPropertySelector = code(b"slep");
/// AudioHardware.h
pub const kAudioDevicePropertyChannelNominalLineLevel: AudioObjectPropertySelector = code(b"nlvl");
/// AudioHardware.h
pub const kAudioHardwarePropertyUnloadingIsAllowed: AudioObjectPropertySelector = code(b"unld");
/// AudioHardware.h
pub const kAudioDevicePropertyChannelNominalLineLevels: AudioObjectPropertySelector = code(b"nlv#");
/// AudioHardware.h
pub const kAudioHardwarePropertyHogModeIsAllowed: AudioObjectPropertySelector = code(b"hogr");
/// AudioHardware.h
pub const kAudioDevicePropertyChannelNominalLineLevelNameForIDCFString:
    AudioObjectPropertySelector = code(b"lcnl");
/// AudioHardware.h
pub const kAudioHardwarePropertyUserSessionIsActiveOrHeadless: AudioObjectPropertySelector =
    code(b"user");
/// AudioHardware.h
pub const kAudioDevicePropertyHighPassFilterSetting: AudioObjectPropertySelector = code(b"hipf");
/// AudioHardware.h
pub const kAudioHardwarePropertyServiceRestarted: AudioObjectPropertySelector = code(b"srst");
/// AudioHardware.h
pub const kAudioDevicePropertyHighPassFilterSettings: AudioObjectPropertySelector = code(b"hip#");
/// AudioHardware.h
pub const kAudioHardwarePropertyPowerHint: AudioObjectPropertySelector = code(b"powh");
/// AudioHardware.h
pub const kAudioDevicePropertyHighPassFilterSettingNameForIDCFString: AudioObjectPropertySelector =
    code(b"hipl");
/// AudioHardware.h
pub const kAudioHardwarePropertyProcessObjectList: AudioObjectPropertySelector = code(b"prs#");
/// AudioHardware.h
pub const kAudioDevicePropertySubVolumeScalar: AudioObjectPropertySelector = code(b"svlm");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslatePIDToProcessObject: AudioObjectPropertySelector =
    code(b"id2p");
/// AudioHardware.h
pub const kAudioDevicePropertySubVolumeDecibels: AudioObjectPropertySelector = code(b"svld");
/// AudioHardware.h
pub const kAudioHardwarePropertyTapList: AudioObjectPropertySelector = code(b"tps#");
/// AudioHardware.h
pub const kAudioDevicePropertySubVolumeRangeDecibels: AudioObjectPropertySelector = code(b"svd#");
/// AudioHardware.h
pub const kAudioHardwarePropertyTranslateUIDToTap: AudioObjectPropertySelector = code(b"uidt");
/// AudioHardware.h
pub const kAudioDevicePropertySubVolumeScalarToDecibels: AudioObjectPropertySelector =
    code(b"sv2d");
/// AudioHardware.h
pub const kAudioPlugInCreateAggregateDevice: AudioObjectPropertySelector = code(b"cagg");
/// AudioHardware.h
pub const kAudioDevicePropertySubVolumeDecibelsToScalar: AudioObjectPropertySelector =
    code(b"sd2v");
/// AudioHardware.h
pub const kAudioPlugInDestroyAggregateDevice: AudioObjectPropertySelector = code(b"dagg");
/// AudioHardware.h
pub const kAudioDevicePropertySubMute: AudioObjectPropertySelector = code(b"smut");
/// AudioHardware.h
pub const kAudioTransportManagerCreateEndPointDevice: AudioObjectPropertySelector = code(b"cdev");
/// AudioHardware.h
pub const kAudioDevicePropertyVoiceActivityDetectionEnable: AudioObjectPropertySelector =
    code(b"vAd+");
/// AudioHardware.h
pub const kAudioTransportManagerDestroyEndPointDevice: AudioObjectPropertySelector = code(b"ddev");
/// AudioHardware.h
pub const kAudioDevicePropertyVoiceActivityDetectionState: AudioObjectPropertySelector =
    code(b"vAdS");
/// AudioHardware.h
pub const kAudioDevicePropertyPlugIn: AudioObjectPropertySelector = code(b"plug");
/// AudioHardware.h
pub const kAudioAggregateDeviceClassID: AudioClassID = code(b"aagg");
/// AudioHardware.h
pub const kAudioDevicePropertyDeviceHasChanged: AudioObjectPropertySelector = code(b"diff");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertyFullSubDeviceList: AudioObjectPropertySelector =
    code(b"grup");
/// AudioHardware.h
pub const kAudioDevicePropertyDeviceIsRunningSomewhere: AudioObjectPropertySelector = code(b"gone");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertyActiveSubDeviceList: AudioObjectPropertySelector =
    code(b"agrp");
/// AudioHardware.h
pub const kAudioDeviceProcessorOverload: AudioObjectPropertySelector = code(b"over");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertyComposition: AudioObjectPropertySelector = code(b"acom");
/// AudioHardware.h
pub const kAudioDevicePropertyIOStoppedAbnormally: AudioObjectPropertySelector = code(b"stpd");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertyMainSubDevice: AudioObjectPropertySelector = code(b"amst");
/// AudioHardware.h
pub const kAudioDevicePropertyHogMode: AudioObjectPropertySelector = code(b"oink");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertyClockDevice: AudioObjectPropertySelector = code(b"apcd");
/// AudioHardware.h
pub const kAudioDevicePropertyBufferFrameSize: AudioObjectPropertySelector = code(b"fsiz");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertyTapList: AudioObjectPropertySelector = code(b"tap#");
/// AudioHardware.h
pub const kAudioDevicePropertyBufferFrameSizeRange: AudioObjectPropertySelector = code(b"fsz#");
/// AudioHardware.h
pub const kAudioAggregateDevicePropertySubTapList: AudioObjectPropertySelector = code(b"atap");
/// AudioHardware.h
pub const kAudioDevicePropertyUsesVariableBufferFrameSizes: AudioObjectPropertySelector =
    code(b"vfsz");
/// AudioHardware.h
pub const kAudioSubDeviceClassID: AudioClassID = code(b"asub");
/// AudioHardware.h
pub const kAudioDevicePropertyIOCycleUsage: AudioObjectPropertySelector = code(b"ncyc");
/// AudioHardware.h
pub const kAudioSubDevicePropertyExtraLatency: AudioObjectPropertySelector = code(b"xltc");
/// AudioHardware.h
pub const kAudioDevicePropertyStreamConfiguration: AudioObjectPropertySelector = code(b"slay");
/// AudioHardware.h
pub const kAudioSubDevicePropertyDriftCompensation: AudioObjectPropertySelector = code(b"drft");
/// AudioHardware.h
pub const kAudioDevicePropertyIOProcStreamUsage: AudioObjectPropertySelector = code(b"suse");
/// AudioHardware.h
pub const kAudioSubDevicePropertyDriftCompensationQuality: AudioObjectPropertySelector =
    code(b"drfq");
/// AudioHardware.h
pub const kAudioDevicePropertyActualSampleRate: AudioObjectPropertySelector = code(b"asrt");
/// AudioHardware.h
pub const kAudioSubTapClassID: AudioClassID = code(b"stap");
/// AudioHardware.h
pub const kAudioDevicePropertyClockDevice: AudioObjectPropertySelector = code(b"apcd");
/// AudioHardware.h
pub const kAudioSubTapPropertyExtraLatency: AudioObjectPropertySelector = code(b"xltc");
/// AudioHardware.h
pub const kAudioDevicePropertyIOThreadOSWorkgroup: AudioObjectPropertySelector = code(b"oswg");
/// AudioHardware.h
pub const kAudioSubTapPropertyDriftCompensation: AudioObjectPropertySelector = code(b"drft");
/// AudioHardware.h
pub const kAudioDevicePropertyProcessMute: AudioObjectPropertySelector = code(b"appm");
/// AudioHardware.h
pub const kAudioSubTapPropertyDriftCompensationQuality: AudioObjectPropertySelector = code(b"drfq");
/// AudioHardware.h
pub const kAudioDevicePropertyJackIsConnected: AudioObjectPropertySelector = code(b"jack");
/// AudioHardware.h
pub const kAudioProcessClassID: AudioClassID = code(b"clnt");
/// AudioHardware.h
pub const kAudioDevicePropertyVolumeScalar: AudioObjectPropertySelector = code(b"volm");
/// AudioHardware.h
pub const kAudioProcessPropertyPID: AudioObjectPropertySelector = code(b"ppid");
/// AudioHardware.h
pub const kAudioDevicePropertyVolumeDecibels: AudioObjectPropertySelector = code(b"vold");
/// AudioHardware.h
pub const kAudioProcessPropertyBundleID: AudioObjectPropertySelector = code(b"pbid");
/// AudioHardware.h
pub const kAudioDevicePropertyVolumeRangeDecibels: AudioObjectPropertySelector = code(b"vdb#");
/// AudioHardware.h
pub const kAudioProcessPropertyDevices: AudioObjectPropertySelector = code(b"pdv#");
/// AudioHardware.h
pub const kAudioDevicePropertyVolumeScalarToDecibels: AudioObjectPropertySelector = code(b"v2db");
/// AudioHardware.h
pub const kAudioProcessPropertyIsRunning: AudioObjectPropertySelector = code(b"pir?");
/// AudioHardware.h
pub const kAudioDevicePropertyVolumeDecibelsToScalar: AudioObjectPropertySelector = code(b"db2v");
/// AudioHardware.h
pub const kAudioProcessPropertyIsRunningInput: AudioObjectPropertySelector = code(b"piri");
/// AudioHardware.h
pub const kAudioDevicePropertyStereoPan: AudioObjectPropertySelector = code(b"span");
/// AudioHardware.h
pub const kAudioProcessPropertyIsRunningOutput: AudioObjectPropertySelector = code(b"piro");
/// AudioHardware.h
pub const kAudioDevicePropertyStereoPanChannels: AudioObjectPropertySelector = code(b"spn#");
/// AudioHardware.h
pub const kAudioTapClassID: AudioClassID = code(b"tcls");
/// AudioHardware.h
pub const kAudioDevicePropertyMute: AudioObjectPropertySelector = code(b"mute");
/// AudioHardware.h
pub const kAudioTapPropertyUID: AudioObjectPropertySelector = code(b"tuid");
/// AudioHardware.h
pub const kAudioDevicePropertySolo: AudioObjectPropertySelector = code(b"solo");
/// AudioHardware.h
pub const kAudioTapPropertyDescription: AudioObjectPropertySelector = code(b"tdsc");
/// AudioHardware.h
pub const kAudioDevicePropertyPhantomPower: AudioObjectPropertySelector = code(b"phan");
/// AudioHardware.h
pub const kAudioTapPropertyFormat: AudioObjectPropertySelector = code(b"tfmt");
/// Newer than 14.2.h
pub const kAudioDevicePropertyWantsControlsRestored: AudioObjectPropertySelector = code(b"resc");
/// Newer than 14.2.h
pub const kAudioDevicePropertyWantsStreamFormatsRestored: AudioObjectPropertySelector =
    code(b"resf");
/// Newer than 14.2.h
pub const kAudioFormatAPAC: AudioFormatID = code(b"apac");
/// Newer than 14.2.h
pub const kAudioDevicePropertySuggestedReferenceDevice: AudioObjectPropertySelector = code(b"eord");
/// Newer than 14.2.h
pub const kAudioDeviceTransportTypeRemoteScreen: UInt32 = code(b"rscr");
/// Newer than 14.2.h
pub const kAudioDeviceTransportTypeRemoteStreaming: UInt32 = code(b"rstr");
/// Deprecated.h
pub const kAudioDeviceTransportTypeAutoAggregate: UInt32 = code(b"fgrp");
/// Deprecated.h
pub const kAudioISubOwnerControlClassID: AudioClassID = code(b"atch");
/// Deprecated.h
pub const kAudioBootChimeVolumeControlClassID: AudioClassID = code(b"pram");
/// Deprecated.h
pub const kAudioLevelControlPropertyDecibelsToScalarTransferFunction: AudioObjectPropertySelector =
    code(b"lctf");
/// Deprecated.h
pub const kAudioControlPropertyVariant: AudioObjectPropertySelector = code(b"cvar");
/// Deprecated.h
pub const kAudioDevicePropertyDriverShouldOwniSub: AudioObjectPropertySelector = code(b"isub");
/// Deprecated.h
pub const kAudioHardwarePropertyDeviceForUID: AudioObjectPropertySelector = code(b"duid");
/// Deprecated.h
pub const kAudioHardwarePropertyProcessIsMaster: AudioObjectPropertySelector = code(b"mast");
/// General.
pub const kAudio_UnimplementedError: OSStatus = -4;
/// General.
pub const kAudio_FileNotFoundError: OSStatus = -43;
/// General.
pub const kAudio_FilePermissionError: OSStatus = -54;
/// General.
pub const kAudio_TooManyFilesOpenError: OSStatus = -42;
/// General.
pub const kAudio_BadFilePathError: OSStatus = status(b"!pth");
/// General.
pub const kAudio_ParamError: OSStatus = -50;
/// General.
pub const kAudio_MemFullError: OSStatus = -108;
/// Any rate, in lists of available formats only.
pub const kAudioStreamAnyRate: Float64 = 0.0;
/// HRESULT.
pub const S_OK: HRESULT = 0;
/// HRESULT.
pub const S_FALSE: HRESULT = 1;
/// HRESULT.
pub const E_NOINTERFACE: HRESULT = 0x8000_0004_u32 as i32;
/// HRESULT.
pub const E_POINTER: HRESULT = 0x8000_0005_u32 as i32;
/// HRESULT.
pub const E_FAIL: HRESULT = 0x8000_0008_u32 as i32;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType24: SMPTETimeType = 0x0;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType25: SMPTETimeType = 0x1;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType30Drop: SMPTETimeType = 0x2;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType30: SMPTETimeType = 0x3;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType2997: SMPTETimeType = 0x4;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType2997Drop: SMPTETimeType = 0x5;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType60: SMPTETimeType = 0x6;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType5994: SMPTETimeType = 0x7;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType60Drop: SMPTETimeType = 0x8;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType5994Drop: SMPTETimeType = 0x9;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType50: SMPTETimeType = 0xa;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeType2398: SMPTETimeType = 0xb;
/// CoreAudioBaseTypes.h
pub const kAudioChannelCoordinates_LeftRight: AudioChannelCoordinateIndex = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioChannelCoordinates_BackFront: AudioChannelCoordinateIndex = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioChannelCoordinates_DownUp: AudioChannelCoordinateIndex = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioChannelCoordinates_Azimuth: AudioChannelCoordinateIndex = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioChannelCoordinates_Elevation: AudioChannelCoordinateIndex = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioChannelCoordinates_Distance: AudioChannelCoordinateIndex = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioFormatLinearPCM: AudioFormatID = 0x6c70636d;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAC3: AudioFormatID = 0x61632d33;
/// CoreAudioBaseTypes.h
pub const kAudioFormat60958AC3: AudioFormatID = 0x63616333;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAppleIMA4: AudioFormatID = 0x696d6134;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC: AudioFormatID = 0x61616320;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4CELP: AudioFormatID = 0x63656c70;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4HVXC: AudioFormatID = 0x68767863;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4TwinVQ: AudioFormatID = 0x74777671;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMACE3: AudioFormatID = 0x4d414333;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMACE6: AudioFormatID = 0x4d414336;
/// CoreAudioBaseTypes.h
pub const kAudioFormatULaw: AudioFormatID = 0x756c6177;
/// CoreAudioBaseTypes.h
pub const kAudioFormatALaw: AudioFormatID = 0x616c6177;
/// CoreAudioBaseTypes.h
pub const kAudioFormatQDesign: AudioFormatID = 0x51444d43;
/// CoreAudioBaseTypes.h
pub const kAudioFormatQDesign2: AudioFormatID = 0x51444d32;
/// CoreAudioBaseTypes.h
pub const kAudioFormatQUALCOMM: AudioFormatID = 0x51636c70;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEGLayer1: AudioFormatID = 0x2e6d7031;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEGLayer2: AudioFormatID = 0x2e6d7032;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEGLayer3: AudioFormatID = 0x2e6d7033;
/// CoreAudioBaseTypes.h
pub const kAudioFormatTimeCode: AudioFormatID = 0x74696d65;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMIDIStream: AudioFormatID = 0x6d696469;
/// CoreAudioBaseTypes.h
pub const kAudioFormatParameterValueStream: AudioFormatID = 0x61707673;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAppleLossless: AudioFormatID = 0x616c6163;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_HE: AudioFormatID = 0x61616368;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_LD: AudioFormatID = 0x6161636c;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_ELD: AudioFormatID = 0x61616365;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_ELD_SBR: AudioFormatID = 0x61616366;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_ELD_V2: AudioFormatID = 0x61616367;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_HE_V2: AudioFormatID = 0x61616370;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEG4AAC_Spatial: AudioFormatID = 0x61616373;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMPEGD_USAC: AudioFormatID = 0x75736163;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAMR: AudioFormatID = 0x73616d72;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAMR_WB: AudioFormatID = 0x73617762;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAudible: AudioFormatID = 0x41554442;
/// CoreAudioBaseTypes.h
pub const kAudioFormatiLBC: AudioFormatID = 0x696c6263;
/// CoreAudioBaseTypes.h
pub const kAudioFormatDVIIntelIMA: AudioFormatID = 0x6d730011;
/// CoreAudioBaseTypes.h
pub const kAudioFormatMicrosoftGSM: AudioFormatID = 0x6d730031;
/// CoreAudioBaseTypes.h
pub const kAudioFormatAES3: AudioFormatID = 0x61657333;
/// CoreAudioBaseTypes.h
pub const kAudioFormatEnhancedAC3: AudioFormatID = 0x65632d33;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFLAC: AudioFormatID = 0x666c6163;
/// CoreAudioBaseTypes.h
pub const kAudioFormatOpus: AudioFormatID = 0x6f707573;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsFloat: AudioFormatFlags = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsBigEndian: AudioFormatFlags = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsSignedInteger: AudioFormatFlags = 0x4;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsPacked: AudioFormatFlags = 0x8;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsAlignedHigh: AudioFormatFlags = 0x10;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsNonInterleaved: AudioFormatFlags = 0x20;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagIsNonMixable: AudioFormatFlags = 0x40;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagsAreAllClear: AudioFormatFlags = 0x80000000;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagsNativeEndian: AudioFormatFlags = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioFormatFlagsNativeFloatPacked: AudioFormatFlags = 0x9;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Unknown: AudioChannelLabel = 0xffffffff;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Unused: AudioChannelLabel = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_UseCoordinates: AudioChannelLabel = 0x64;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Left: AudioChannelLabel = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Right: AudioChannelLabel = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Center: AudioChannelLabel = 0x3;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LFEScreen: AudioChannelLabel = 0x4;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftSurround: AudioChannelLabel = 0x5;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightSurround: AudioChannelLabel = 0x6;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftCenter: AudioChannelLabel = 0x7;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightCenter: AudioChannelLabel = 0x8;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_CenterSurround: AudioChannelLabel = 0x9;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftSurroundDirect: AudioChannelLabel = 0xa;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightSurroundDirect: AudioChannelLabel = 0xb;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_TopCenterSurround: AudioChannelLabel = 0xc;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_VerticalHeightLeft: AudioChannelLabel = 0xd;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_VerticalHeightCenter: AudioChannelLabel = 0xe;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_VerticalHeightRight: AudioChannelLabel = 0xf;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_TopBackLeft: AudioChannelLabel = 0x10;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_TopBackCenter: AudioChannelLabel = 0x11;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_TopBackRight: AudioChannelLabel = 0x12;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RearSurroundLeft: AudioChannelLabel = 0x21;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RearSurroundRight: AudioChannelLabel = 0x22;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftWide: AudioChannelLabel = 0x23;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightWide: AudioChannelLabel = 0x24;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LFE2: AudioChannelLabel = 0x25;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftTotal: AudioChannelLabel = 0x26;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightTotal: AudioChannelLabel = 0x27;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HearingImpaired: AudioChannelLabel = 0x28;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Narration: AudioChannelLabel = 0x29;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Mono: AudioChannelLabel = 0x2a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_DialogCentricMix: AudioChannelLabel = 0x2b;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_CenterSurroundDirect: AudioChannelLabel = 0x2c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Haptic: AudioChannelLabel = 0x2d;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftTopFront: AudioChannelLabel = 0xd;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_CenterTopFront: AudioChannelLabel = 0xe;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightTopFront: AudioChannelLabel = 0xf;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftTopMiddle: AudioChannelLabel = 0x31;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_CenterTopMiddle: AudioChannelLabel = 0xc;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightTopMiddle: AudioChannelLabel = 0x33;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftTopRear: AudioChannelLabel = 0x34;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_CenterTopRear: AudioChannelLabel = 0x35;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightTopRear: AudioChannelLabel = 0x36;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftSideSurround: AudioChannelLabel = 0x37;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightSideSurround: AudioChannelLabel = 0x38;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftBottom: AudioChannelLabel = 0x39;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightBottom: AudioChannelLabel = 0x3a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_CenterBottom: AudioChannelLabel = 0x3b;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftTopSurround: AudioChannelLabel = 0x3c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightTopSurround: AudioChannelLabel = 0x3d;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LFE3: AudioChannelLabel = 0x3e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftBackSurround: AudioChannelLabel = 0x3f;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightBackSurround: AudioChannelLabel = 0x40;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_LeftEdgeOfScreen: AudioChannelLabel = 0x41;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_RightEdgeOfScreen: AudioChannelLabel = 0x42;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Ambisonic_W: AudioChannelLabel = 0xc8;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Ambisonic_X: AudioChannelLabel = 0xc9;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Ambisonic_Y: AudioChannelLabel = 0xca;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Ambisonic_Z: AudioChannelLabel = 0xcb;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_MS_Mid: AudioChannelLabel = 0xcc;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_MS_Side: AudioChannelLabel = 0xcd;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_XY_X: AudioChannelLabel = 0xce;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_XY_Y: AudioChannelLabel = 0xcf;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_BinauralLeft: AudioChannelLabel = 0xd0;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_BinauralRight: AudioChannelLabel = 0xd1;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HeadphonesLeft: AudioChannelLabel = 0x12d;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HeadphonesRight: AudioChannelLabel = 0x12e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_ClickTrack: AudioChannelLabel = 0x130;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_ForeignLanguage: AudioChannelLabel = 0x131;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete: AudioChannelLabel = 0x190;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_0: AudioChannelLabel = 0x10000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_1: AudioChannelLabel = 0x10001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_2: AudioChannelLabel = 0x10002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_3: AudioChannelLabel = 0x10003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_4: AudioChannelLabel = 0x10004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_5: AudioChannelLabel = 0x10005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_6: AudioChannelLabel = 0x10006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_7: AudioChannelLabel = 0x10007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_8: AudioChannelLabel = 0x10008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_9: AudioChannelLabel = 0x10009;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_10: AudioChannelLabel = 0x1000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_11: AudioChannelLabel = 0x1000b;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_12: AudioChannelLabel = 0x1000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_13: AudioChannelLabel = 0x1000d;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_14: AudioChannelLabel = 0x1000e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_15: AudioChannelLabel = 0x1000f;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Discrete_65535: AudioChannelLabel = 0x1ffff;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN: AudioChannelLabel = 0x1f4;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_0: AudioChannelLabel = 0x20000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_1: AudioChannelLabel = 0x20001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_2: AudioChannelLabel = 0x20002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_3: AudioChannelLabel = 0x20003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_4: AudioChannelLabel = 0x20004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_5: AudioChannelLabel = 0x20005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_6: AudioChannelLabel = 0x20006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_7: AudioChannelLabel = 0x20007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_8: AudioChannelLabel = 0x20008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_9: AudioChannelLabel = 0x20009;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_10: AudioChannelLabel = 0x2000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_11: AudioChannelLabel = 0x2000b;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_12: AudioChannelLabel = 0x2000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_13: AudioChannelLabel = 0x2000d;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_14: AudioChannelLabel = 0x2000e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_15: AudioChannelLabel = 0x2000f;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_ACN_65024: AudioChannelLabel = 0x2fe00;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_SN3D: AudioChannelLabel = 0x20000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_HOA_N3D: AudioChannelLabel = 0x30000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_Object: AudioChannelLabel = 0x40000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_BeginReserved: AudioChannelLabel = 0xf0000000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLabel_EndReserved: AudioChannelLabel = 0xfffffffe;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_UseChannelDescriptions: AudioChannelLayoutTag = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_UseChannelBitmap: AudioChannelLayoutTag = 0x10000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Mono: AudioChannelLayoutTag = 0x640001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Stereo: AudioChannelLayoutTag = 0x650002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_StereoHeadphones: AudioChannelLayoutTag = 0x660002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MatrixStereo: AudioChannelLayoutTag = 0x670002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MidSide: AudioChannelLayoutTag = 0x680002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_XY: AudioChannelLayoutTag = 0x690002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Binaural: AudioChannelLayoutTag = 0x6a0002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ambisonic_B_Format: AudioChannelLayoutTag = 0x6b0004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Quadraphonic: AudioChannelLayoutTag = 0x6c0004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Pentagonal: AudioChannelLayoutTag = 0x6d0005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Hexagonal: AudioChannelLayoutTag = 0x6e0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Octagonal: AudioChannelLayoutTag = 0x6f0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Cube: AudioChannelLayoutTag = 0x700008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_1_0: AudioChannelLayoutTag = 0x640001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_2_0: AudioChannelLayoutTag = 0x650002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_3_0_A: AudioChannelLayoutTag = 0x710003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_3_0_B: AudioChannelLayoutTag = 0x720003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_4_0_A: AudioChannelLayoutTag = 0x730004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_4_0_B: AudioChannelLayoutTag = 0x740004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_0_A: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_0_B: AudioChannelLayoutTag = 0x760005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_0_C: AudioChannelLayoutTag = 0x770005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_0_D: AudioChannelLayoutTag = 0x780005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_1_A: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_1_B: AudioChannelLayoutTag = 0x7a0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_1_C: AudioChannelLayoutTag = 0x7b0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_1_D: AudioChannelLayoutTag = 0x7c0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_6_1_A: AudioChannelLayoutTag = 0x7d0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_7_1_A: AudioChannelLayoutTag = 0x7e0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_7_1_B: AudioChannelLayoutTag = 0x7f0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_7_1_C: AudioChannelLayoutTag = 0x800008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Emagic_Default_7_1: AudioChannelLayoutTag = 0x810008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_SMPTE_DTV: AudioChannelLayoutTag = 0x820008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_1_0: AudioChannelLayoutTag = 0x640001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_2_0: AudioChannelLayoutTag = 0x650002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_2_1: AudioChannelLayoutTag = 0x830003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_2_2: AudioChannelLayoutTag = 0x840004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_3_0: AudioChannelLayoutTag = 0x710003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_3_1: AudioChannelLayoutTag = 0x730004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_3_2: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_3_2_1: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_ITU_3_4_1: AudioChannelLayoutTag = 0x800008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_0: AudioChannelLayoutTag = 0x640001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_1: AudioChannelLayoutTag = 0x650002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_2: AudioChannelLayoutTag = 0x830003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_3: AudioChannelLayoutTag = 0x840004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_4: AudioChannelLayoutTag = 0x850003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_5: AudioChannelLayoutTag = 0x860004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_6: AudioChannelLayoutTag = 0x870005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_7: AudioChannelLayoutTag = 0x710003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_8: AudioChannelLayoutTag = 0x730004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_9: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_10: AudioChannelLayoutTag = 0x880004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_11: AudioChannelLayoutTag = 0x890005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_12: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_13: AudioChannelLayoutTag = 0x730004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_14: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_15: AudioChannelLayoutTag = 0x880004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_16: AudioChannelLayoutTag = 0x890005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_17: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_18: AudioChannelLayoutTag = 0x8a0005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_19: AudioChannelLayoutTag = 0x760005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DVD_20: AudioChannelLayoutTag = 0x7a0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_4: AudioChannelLayoutTag = 0x6c0004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_5: AudioChannelLayoutTag = 0x6d0005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_6: AudioChannelLayoutTag = 0x6e0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_8: AudioChannelLayoutTag = 0x6f0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_5_0: AudioChannelLayoutTag = 0x760005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_6_0: AudioChannelLayoutTag = 0x8b0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_7_0: AudioChannelLayoutTag = 0x8c0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_7_0_Front: AudioChannelLayoutTag = 0x940007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_5_1: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_6_1: AudioChannelLayoutTag = 0x7d0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_7_1: AudioChannelLayoutTag = 0x800008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AudioUnit_7_1_Front: AudioChannelLayoutTag = 0x7e0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_3_0: AudioChannelLayoutTag = 0x720003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_Quadraphonic: AudioChannelLayoutTag = 0x6c0004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_4_0: AudioChannelLayoutTag = 0x740004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_5_0: AudioChannelLayoutTag = 0x780005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_5_1: AudioChannelLayoutTag = 0x7c0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_6_0: AudioChannelLayoutTag = 0x8d0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_6_1: AudioChannelLayoutTag = 0x8e0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_7_0: AudioChannelLayoutTag = 0x8f0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_7_1: AudioChannelLayoutTag = 0x7f0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_7_1_B: AudioChannelLayoutTag = 0xb70008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_7_1_C: AudioChannelLayoutTag = 0xb80008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AAC_Octagonal: AudioChannelLayoutTag = 0x900008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_TMH_10_2_std: AudioChannelLayoutTag = 0x910010;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_TMH_10_2_full: AudioChannelLayoutTag = 0x920015;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AC3_1_0_1: AudioChannelLayoutTag = 0x950002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AC3_3_0: AudioChannelLayoutTag = 0x960003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AC3_3_1: AudioChannelLayoutTag = 0x970004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AC3_3_0_1: AudioChannelLayoutTag = 0x980004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AC3_2_1_1: AudioChannelLayoutTag = 0x990004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_AC3_3_1_1: AudioChannelLayoutTag = 0x9a0005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC_6_0_A: AudioChannelLayoutTag = 0x9b0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC_7_0_A: AudioChannelLayoutTag = 0x9c0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_6_1_A: AudioChannelLayoutTag = 0x9d0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_6_1_B: AudioChannelLayoutTag = 0x9e0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_6_1_C: AudioChannelLayoutTag = 0x9f0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_A: AudioChannelLayoutTag = 0xa00008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_B: AudioChannelLayoutTag = 0xa10008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_C: AudioChannelLayoutTag = 0xa20008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_D: AudioChannelLayoutTag = 0xa30008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_E: AudioChannelLayoutTag = 0xa40008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_F: AudioChannelLayoutTag = 0xa50008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_G: AudioChannelLayoutTag = 0xa60008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EAC3_7_1_H: AudioChannelLayoutTag = 0xa70008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_3_1: AudioChannelLayoutTag = 0xa80004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_4_1: AudioChannelLayoutTag = 0xa90005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_0_A: AudioChannelLayoutTag = 0xaa0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_0_B: AudioChannelLayoutTag = 0xab0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_0_C: AudioChannelLayoutTag = 0xac0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_1_A: AudioChannelLayoutTag = 0xad0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_1_B: AudioChannelLayoutTag = 0xae0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_1_C: AudioChannelLayoutTag = 0xaf0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_7_0: AudioChannelLayoutTag = 0xb00007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_7_1: AudioChannelLayoutTag = 0xb10008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_8_0_A: AudioChannelLayoutTag = 0xb20008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_8_0_B: AudioChannelLayoutTag = 0xb30008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_8_1_A: AudioChannelLayoutTag = 0xb40009;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_8_1_B: AudioChannelLayoutTag = 0xb50009;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DTS_6_1_D: AudioChannelLayoutTag = 0xb60007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_2_1: AudioChannelLayoutTag = 0x850003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_3_0: AudioChannelLayoutTag = 0x710003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_4_0_A: AudioChannelLayoutTag = 0x840004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_4_0_B: AudioChannelLayoutTag = 0xb90004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_5_0_A: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_5_0_B: AudioChannelLayoutTag = 0xba0005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_5_1_A: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_5_1_B: AudioChannelLayoutTag = 0xbb0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_6_1: AudioChannelLayoutTag = 0xbc0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_WAVE_7_1: AudioChannelLayoutTag = 0xbd0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_HOA_ACN_SN3D: AudioChannelLayoutTag = 0xbe0000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_HOA_ACN_N3D: AudioChannelLayoutTag = 0xbf0000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Atmos_5_1_2: AudioChannelLayoutTag = 0xc20008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Atmos_5_1_4: AudioChannelLayoutTag = 0xc3000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Atmos_7_1_2: AudioChannelLayoutTag = 0xc4000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Atmos_7_1_4: AudioChannelLayoutTag = 0xc0000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Atmos_9_1_6: AudioChannelLayoutTag = 0xc10010;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Mono: AudioChannelLayoutTag = 0x640001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Stereo: AudioChannelLayoutTag = 0x650002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Quadraphonic: AudioChannelLayoutTag = 0x6c0004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_4_0_A: AudioChannelLayoutTag = 0x730004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_4_0_B: AudioChannelLayoutTag = 0x740004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_4_0_C: AudioChannelLayoutTag = 0xc50004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_0_A: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_0_B: AudioChannelLayoutTag = 0x760005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_0_C: AudioChannelLayoutTag = 0x770005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_0_D: AudioChannelLayoutTag = 0x780005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_1_A: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_1_B: AudioChannelLayoutTag = 0x7a0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_1_C: AudioChannelLayoutTag = 0x7b0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_5_1_D: AudioChannelLayoutTag = 0x7c0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_0_A: AudioChannelLayoutTag = 0x8d0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_0_B: AudioChannelLayoutTag = 0xc60006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_0_C: AudioChannelLayoutTag = 0x8b0006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_1_A: AudioChannelLayoutTag = 0x8e0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_1_B: AudioChannelLayoutTag = 0xc70007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_1_C: AudioChannelLayoutTag = 0x7d0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_6_1_D: AudioChannelLayoutTag = 0xc80007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_7_1_A: AudioChannelLayoutTag = 0x800008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_7_1_B: AudioChannelLayoutTag = 0xc90008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_7_1_C: AudioChannelLayoutTag = 0x800008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_7_1_SDDS_A: AudioChannelLayoutTag = 0x7e0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_7_1_SDDS_B: AudioChannelLayoutTag = 0x7f0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_7_1_SDDS_C: AudioChannelLayoutTag = 0x810008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Atmos_5_1_2: AudioChannelLayoutTag = 0xc20008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Atmos_5_1_4: AudioChannelLayoutTag = 0xc3000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Atmos_7_1_2: AudioChannelLayoutTag = 0xc4000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Atmos_7_1_4_A: AudioChannelLayoutTag = 0xc0000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Atmos_7_1_4_B: AudioChannelLayoutTag = 0xca000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Logic_Atmos_7_1_6: AudioChannelLayoutTag = 0xcb000e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_DiscreteInOrder: AudioChannelLayoutTag = 0x930000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_1: AudioChannelLayoutTag = 0x640001;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_2: AudioChannelLayoutTag = 0x650002;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_3: AudioChannelLayoutTag = 0x710003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_4: AudioChannelLayoutTag = 0x730004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_5: AudioChannelLayoutTag = 0x750005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_6: AudioChannelLayoutTag = 0x790006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_7: AudioChannelLayoutTag = 0x7f0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_9: AudioChannelLayoutTag = 0x830003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_10: AudioChannelLayoutTag = 0x840004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_11: AudioChannelLayoutTag = 0x7d0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_12: AudioChannelLayoutTag = 0x800008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_13: AudioChannelLayoutTag = 0xcc0018;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_14: AudioChannelLayoutTag = 0xcd0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_15: AudioChannelLayoutTag = 0xce000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_16: AudioChannelLayoutTag = 0xcf000a;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_17: AudioChannelLayoutTag = 0xd0000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_18: AudioChannelLayoutTag = 0xd1000e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_19: AudioChannelLayoutTag = 0xd2000c;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_CICP_20: AudioChannelLayoutTag = 0xd3000e;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ogg_3_0: AudioChannelLayoutTag = 0x960003;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ogg_4_0: AudioChannelLayoutTag = 0xb90004;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ogg_5_0: AudioChannelLayoutTag = 0xd40005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ogg_5_1: AudioChannelLayoutTag = 0xd50006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ogg_6_1: AudioChannelLayoutTag = 0xd60007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Ogg_7_1: AudioChannelLayoutTag = 0xd70008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_0_E: AudioChannelLayoutTag = 0xd80005;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_5_1_E: AudioChannelLayoutTag = 0xd90006;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_6_1_B: AudioChannelLayoutTag = 0xda0007;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_MPEG_7_1_D: AudioChannelLayoutTag = 0xdb0008;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_BeginReserved: AudioChannelLayoutTag = 0xf0000000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_EndReserved: AudioChannelLayoutTag = 0xfffeffff;
/// CoreAudioBaseTypes.h
pub const kAudioChannelLayoutTag_Unknown: AudioChannelLayoutTag = 0xffff0000;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeUnknown: SMPTETimeFlags = 0x0;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeValid: SMPTETimeFlags = 0x1;
/// CoreAudioBaseTypes.h
pub const kSMPTETimeRunning: SMPTETimeFlags = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampNothingValid: AudioTimeStampFlags = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampSampleTimeValid: AudioTimeStampFlags = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampHostTimeValid: AudioTimeStampFlags = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampRateScalarValid: AudioTimeStampFlags = 0x4;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampWordClockTimeValid: AudioTimeStampFlags = 0x8;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampSMPTETimeValid: AudioTimeStampFlags = 0x10;
/// CoreAudioBaseTypes.h
pub const kAudioTimeStampSampleHostTimeValid: AudioTimeStampFlags = 0x3;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_Left: AudioChannelBitmap = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_Right: AudioChannelBitmap = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_Center: AudioChannelBitmap = 0x4;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LFEScreen: AudioChannelBitmap = 0x8;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LeftSurround: AudioChannelBitmap = 0x10;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_RightSurround: AudioChannelBitmap = 0x20;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LeftCenter: AudioChannelBitmap = 0x40;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_RightCenter: AudioChannelBitmap = 0x80;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_CenterSurround: AudioChannelBitmap = 0x100;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LeftSurroundDirect: AudioChannelBitmap = 0x200;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_RightSurroundDirect: AudioChannelBitmap = 0x400;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_TopCenterSurround: AudioChannelBitmap = 0x800;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_VerticalHeightLeft: AudioChannelBitmap = 0x1000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_VerticalHeightCenter: AudioChannelBitmap = 0x2000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_VerticalHeightRight: AudioChannelBitmap = 0x4000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_TopBackLeft: AudioChannelBitmap = 0x8000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_TopBackCenter: AudioChannelBitmap = 0x10000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_TopBackRight: AudioChannelBitmap = 0x20000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LeftTopFront: AudioChannelBitmap = 0x1000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_CenterTopFront: AudioChannelBitmap = 0x2000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_RightTopFront: AudioChannelBitmap = 0x4000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LeftTopMiddle: AudioChannelBitmap = 0x200000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_CenterTopMiddle: AudioChannelBitmap = 0x800;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_RightTopMiddle: AudioChannelBitmap = 0x800000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_LeftTopRear: AudioChannelBitmap = 0x1000000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_CenterTopRear: AudioChannelBitmap = 0x2000000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelBit_RightTopRear: AudioChannelBitmap = 0x4000000;
/// CoreAudioBaseTypes.h
pub const kAudioChannelFlags_AllOff: AudioChannelFlags = 0x0;
/// CoreAudioBaseTypes.h
pub const kAudioChannelFlags_RectangularCoordinates: AudioChannelFlags = 0x1;
/// CoreAudioBaseTypes.h
pub const kAudioChannelFlags_SphericalCoordinates: AudioChannelFlags = 0x2;
/// CoreAudioBaseTypes.h
pub const kAudioChannelFlags_Meters: AudioChannelFlags = 0x4;
