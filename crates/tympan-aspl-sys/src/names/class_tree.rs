//! Which class derives from which (hal-facts A.10).

use crate::{
    AudioClassID, kAudioBooleanControlClassID, kAudioBoxClassID, kAudioClipLightControlClassID,
    kAudioClockDeviceClassID, kAudioClockSourceControlClassID, kAudioControlClassID,
    kAudioDataDestinationControlClassID, kAudioDataSourceControlClassID, kAudioDeviceClassID,
    kAudioEndPointClassID, kAudioEndPointDeviceClassID, kAudioHighPassFilterControlClassID,
    kAudioJackControlClassID, kAudioLFEMuteControlClassID, kAudioLFEVolumeControlClassID,
    kAudioLevelControlClassID, kAudioLineLevelControlClassID, kAudioListenbackControlClassID,
    kAudioMuteControlClassID, kAudioObjectClassID, kAudioPhantomPowerControlClassID,
    kAudioPhaseInvertControlClassID, kAudioPlugInClassID, kAudioSelectorControlClassID,
    kAudioSliderControlClassID, kAudioSoloControlClassID, kAudioStereoPanControlClassID,
    kAudioStreamClassID, kAudioTalkbackControlClassID, kAudioTransportManagerClassID,
    kAudioVolumeControlClassID,
};

/// The base class of each class that a plug-in can publish.
const BASE_CLASSES: &[(AudioClassID, AudioClassID)] = &[
    (kAudioPlugInClassID, kAudioObjectClassID),
    (kAudioTransportManagerClassID, kAudioPlugInClassID),
    (kAudioBoxClassID, kAudioObjectClassID),
    (kAudioDeviceClassID, kAudioObjectClassID),
    (kAudioEndPointDeviceClassID, kAudioDeviceClassID),
    (kAudioEndPointClassID, kAudioDeviceClassID),
    (kAudioClockDeviceClassID, kAudioObjectClassID),
    (kAudioStreamClassID, kAudioObjectClassID),
    (kAudioControlClassID, kAudioObjectClassID),
    (kAudioSliderControlClassID, kAudioControlClassID),
    (kAudioLevelControlClassID, kAudioControlClassID),
    (kAudioVolumeControlClassID, kAudioLevelControlClassID),
    (kAudioLFEVolumeControlClassID, kAudioLevelControlClassID),
    (kAudioBooleanControlClassID, kAudioControlClassID),
    (kAudioMuteControlClassID, kAudioBooleanControlClassID),
    (kAudioSoloControlClassID, kAudioBooleanControlClassID),
    (kAudioJackControlClassID, kAudioBooleanControlClassID),
    (kAudioLFEMuteControlClassID, kAudioBooleanControlClassID),
    (
        kAudioPhantomPowerControlClassID,
        kAudioBooleanControlClassID,
    ),
    (kAudioPhaseInvertControlClassID, kAudioBooleanControlClassID),
    (kAudioClipLightControlClassID, kAudioBooleanControlClassID),
    (kAudioTalkbackControlClassID, kAudioBooleanControlClassID),
    (kAudioListenbackControlClassID, kAudioBooleanControlClassID),
    (kAudioSelectorControlClassID, kAudioControlClassID),
    (kAudioDataSourceControlClassID, kAudioSelectorControlClassID),
    (
        kAudioDataDestinationControlClassID,
        kAudioSelectorControlClassID,
    ),
    (
        kAudioClockSourceControlClassID,
        kAudioSelectorControlClassID,
    ),
    (kAudioLineLevelControlClassID, kAudioSelectorControlClassID),
    (
        kAudioHighPassFilterControlClassID,
        kAudioSelectorControlClassID,
    ),
    (kAudioStereoPanControlClassID, kAudioControlClassID),
];

/// The base class of a class that a plug-in can publish; none for AudioObject and unknown classes.
#[must_use]
pub fn base_class(class: AudioClassID) -> Option<AudioClassID> {
    BASE_CLASSES
        .iter()
        .find(|(of, _)| *of == class)
        .map(|&(_, base)| base)
}
