//! The one place from which the parts of this module take their atomics, so that a model checker's
//! can be put in their stead.

pub(crate) use core::sync::atomic::{
    AtomicI64, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
