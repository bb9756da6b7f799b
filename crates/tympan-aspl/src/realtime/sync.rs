//! The one place from which the parts of this module take their atomics, so that a model checker's
//! can be put in their stead.

pub(crate) use core::sync::atomic::{
    AtomicBool, AtomicI64, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};

/// Atomics that are all 0, as the allocator hands them out: nobody has touched them yet.
pub(super) fn zeros(count: usize) -> Box<[AtomicU32]> {
    let zeros = Box::into_raw(vec![0_u32; count].into_boxed_slice());
    const { assert!(align_of::<AtomicU32>() == align_of::<u32>()) };
    // SAFETY: `zeros` came from a box just now, and an `AtomicU32` has the size, alignment and values of a `u32`.
    unsafe { Box::from_raw(zeros as *mut [AtomicU32]) }
}
