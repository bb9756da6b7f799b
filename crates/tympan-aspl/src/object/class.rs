//! The class tree of hal-facts A.10, for class filters that accept subclasses.

use tympan_aspl_sys as sys;

/// Each class a plug-in can publish and the class it is derived from.
const PARENTS: &[(sys::AudioClassID, sys::AudioClassID)] = &[
    (sys::kAudioPlugInClassID, sys::kAudioObjectClassID),
    (sys::kAudioTransportManagerClassID, sys::kAudioPlugInClassID),
    (sys::kAudioBoxClassID, sys::kAudioObjectClassID),
    (sys::kAudioDeviceClassID, sys::kAudioObjectClassID),
    (sys::kAudioEndPointDeviceClassID, sys::kAudioDeviceClassID),
    (sys::kAudioEndPointClassID, sys::kAudioDeviceClassID),
    (sys::kAudioClockDeviceClassID, sys::kAudioObjectClassID),
    (sys::kAudioStreamClassID, sys::kAudioObjectClassID),
    (sys::kAudioControlClassID, sys::kAudioObjectClassID),
];

/// The class that `class` is derived from; `None` for the root and for unknown classes.
pub(crate) fn base_class(class: sys::AudioClassID) -> Option<sys::AudioClassID> {
    PARENTS
        .iter()
        .find(|(child, _)| *child == class)
        .map(|(_, parent)| *parent)
}

/// Whether `class` is `wanted` or derived from it.
pub(crate) fn is_a(class: sys::AudioClassID, wanted: sys::AudioClassID) -> bool {
    let mut current = Some(class);
    while let Some(class) = current {
        if class == wanted {
            return true;
        }
        current = base_class(class);
    }
    wanted == sys::kAudioObjectClassID || wanted == sys::kAudioObjectClassIDWildcard
}
