//! Objects and addresses: fixed ids, scopes, elements, wildcards and classes.

use crate::four_cc::code;
use crate::{
    AudioClassID, AudioObjectID, AudioObjectPropertyElement, AudioObjectPropertyScope,
    AudioObjectPropertySelector, UInt32,
};

constants! {
    OBJECT_ID: AudioObjectID = "Object ids";

    /// No object.
    kAudioObjectUnknown = 0;
    /// The plug-in itself. All other ids are chosen by the plug-in.
    kAudioObjectPlugInObject = 1;
}

constants! {
    SYSTEM_OBJECT_ID: AudioObjectID = "Object ids, client side";

    /// Client side: the HAL itself.
    kAudioObjectSystemObject = 1;
}

constants! {
    CLIENT_ID: UInt32 = "Client ids";

    /// The host itself. No client has this id.
    kAudioServerPlugInHostClientID = 0;
}

constants! {
    SCOPE: AudioObjectPropertyScope = "Scopes";

    /// The object as a whole.
    kAudioObjectPropertyScopeGlobal = code(b"glob");
    /// The input side of a device.
    kAudioObjectPropertyScopeInput = code(b"inpt");
    /// The output side of a device.
    kAudioObjectPropertyScopeOutput = code(b"outp");
    /// The play-through side of a device.
    kAudioObjectPropertyScopePlayThrough = code(b"ptru");
    /// Any scope, for listeners only.
    kAudioObjectPropertyScopeWildcard = code(b"****");
}

constants! {
    ELEMENT: AudioObjectPropertyElement = "Elements";

    /// The object as a whole; channels are 1 and up. Named so since macOS 12.
    kAudioObjectPropertyElementMain = 0;
    /// Any element, for listeners only.
    kAudioObjectPropertyElementWildcard = 0xFFFF_FFFF;
}

constants! {
    SELECTOR_WILDCARD: AudioObjectPropertySelector = "Selector wildcard";

    /// Any property, for listeners only.
    kAudioObjectPropertySelectorWildcard = code(b"****");
}

constants! {
    CLASS_WILDCARD: AudioClassID = "Class wildcard";

    /// Any class.
    kAudioObjectClassIDWildcard = code(b"****");
}

constants! {
    CLASS: AudioClassID = "Classes that a plug-in can publish";

    /// The base of all classes.
    kAudioObjectClassID = code(b"aobj");
    /// The plug-in object. Its base class is AudioObject.
    kAudioPlugInClassID = code(b"aplg");
    /// A plug-in that makes devices of end points on request. Its base class is AudioPlugIn.
    kAudioTransportManagerClassID = code(b"trpm");
    /// A box: hardware that holds devices. Its base class is AudioObject.
    kAudioBoxClassID = code(b"abox");
    /// A device. Its base class is AudioObject.
    kAudioDeviceClassID = code(b"adev");
    /// A device that only has a clock. Its base class is AudioObject.
    kAudioClockDeviceClassID = code(b"aclk");
    /// A device made of end points. Its base class is AudioDevice.
    kAudioEndPointDeviceClassID = code(b"edev");
    /// An end point: a device without I/O of its own. Its base class is AudioDevice.
    kAudioEndPointClassID = code(b"endp");
    /// A stream of a device. Its base class is AudioObject.
    kAudioStreamClassID = code(b"astr");
    /// The base of all controls. Its base class is AudioObject.
    kAudioControlClassID = code(b"actl");
    /// An integer in a range. Its base class is AudioControl.
    kAudioSliderControlClassID = code(b"sldr");
    /// The base of gain controls. Its base class is AudioControl.
    kAudioLevelControlClassID = code(b"levl");
    /// The volume of a channel or device. Its base class is AudioLevelControl.
    kAudioVolumeControlClassID = code(b"vlme");
    /// The volume of an LFE channel made by bass management. Its base class is AudioLevelControl.
    kAudioLFEVolumeControlClassID = code(b"subv");
    /// The base of switches. Its base class is AudioControl.
    kAudioBooleanControlClassID = code(b"togl");
    /// True makes the element inaudible. Its base class is AudioBooleanControl.
    kAudioMuteControlClassID = code(b"mute");
    /// True makes only this element audible. Its base class is AudioBooleanControl.
    kAudioSoloControlClassID = code(b"solo");
    /// True when something is plugged in. Its base class is AudioBooleanControl.
    kAudioJackControlClassID = code(b"jack");
    /// Mutes an LFE channel made by bass management. Its base class is AudioBooleanControl.
    kAudioLFEMuteControlClassID = code(b"subm");
    /// Phantom power. Its base class is AudioBooleanControl.
    kAudioPhantomPowerControlClassID = code(b"phan");
    /// Inverts the phase. Its base class is AudioBooleanControl.
    kAudioPhaseInvertControlClassID = code(b"phsi");
    /// True from a clip until it is reset or I/O starts anew. Its base class is AudioBooleanControl.
    kAudioClipLightControlClassID = code(b"clip");
    /// Talkback, when it is outside the normal channels. Its base class is AudioBooleanControl.
    kAudioTalkbackControlClassID = code(b"talb");
    /// Listenback, when it is outside the normal channels. Its base class is AudioBooleanControl.
    kAudioListenbackControlClassID = code(b"lsnb");
    /// A choice among items. Its base class is AudioControl.
    kAudioSelectorControlClassID = code(b"slct");
    /// Where the data come from. Its base class is AudioSelectorControl.
    kAudioDataSourceControlClassID = code(b"dsrc");
    /// Where the data go. Its base class is AudioSelectorControl.
    kAudioDataDestinationControlClassID = code(b"dest");
    /// What drives the device's clock. Its base class is AudioSelectorControl.
    kAudioClockSourceControlClassID = code(b"clck");
    /// The nominal line level. Its base class is AudioSelectorControl.
    kAudioLineLevelControlClassID = code(b"nlvl");
    /// The high-pass filter setting. Its base class is AudioSelectorControl.
    kAudioHighPassFilterControlClassID = code(b"hipf");
    /// The place of a mono signal between two channels. Its base class is AudioControl.
    kAudioStereoPanControlClassID = code(b"span");
}

constants! {
    CLIENT_CLASS: AudioClassID = "Classes that only the host has";

    /// The HAL itself.
    kAudioSystemObjectClassID = code(b"asys");
    /// A device made of devices.
    kAudioAggregateDeviceClassID = code(b"aagg");
    /// A device inside an aggregate.
    kAudioSubDeviceClassID = code(b"asub");
    /// A tap inside an aggregate.
    kAudioSubTapClassID = code(b"stap");
    /// A process that uses the HAL.
    kAudioProcessClassID = code(b"clnt");
    /// A tap on processes' output.
    kAudioTapClassID = code(b"tcls");
}

constants! {
    DEPRECATED_CLASS: AudioClassID = "Deprecated classes";

    /// Deprecated. Whether the process owns the iSub.
    kAudioISubOwnerControlClassID = code(b"atch");
    /// Deprecated. The volume of the boot chime.
    kAudioBootChimeVolumeControlClassID = code(b"pram");
}
