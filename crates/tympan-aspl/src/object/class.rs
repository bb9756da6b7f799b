//! Class filters: an object passes for its own class and for every class that is derived from.

use tympan_aspl_sys as sys;

/// Whether `class` is `wanted` or derived from it.
pub(crate) fn is_a(class: sys::AudioClassID, wanted: sys::AudioClassID) -> bool {
    let mut ancestors = core::iter::successors(Some(class), |class| sys::names::base_class(*class));
    ancestors.any(|class| class == wanted)
        || wanted == sys::kAudioObjectClassID
        || wanted == sys::kAudioObjectClassIDWildcard
}
