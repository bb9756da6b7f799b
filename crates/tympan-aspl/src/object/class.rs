//! Class filters: an object passes for its own class and for every class that is derived from.

use tympan_aspl_sys as sys;

use crate::types::ObjectId;

/// An object in a list that a class filter can be applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub(crate) id: ObjectId,
    pub(crate) class: sys::AudioClassID,
    /// The standard class that `class` is derived from: the class may be the author's own.
    pub(crate) base: sys::AudioClassID,
}

/// Whether `class` is `wanted` or derived from it.
pub(crate) fn is_a(class: sys::AudioClassID, wanted: sys::AudioClassID) -> bool {
    let mut ancestors = core::iter::successors(Some(class), |class| sys::names::base_class(*class));
    ancestors.any(|class| class == wanted)
        || wanted == sys::kAudioObjectClassID
        || wanted == sys::kAudioObjectClassIDWildcard
}
