//! The atomics of the standard library.

pub(crate) use core::sync::atomic::{
    AtomicBool, AtomicI64, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, fence,
};

pub(crate) use crate::platform::thread_id;

/// Atomics that are all 0, as the allocator hands them out: nobody has touched them yet.
pub(crate) fn zeros(count: usize) -> Box<[AtomicU32]> {
    let zeros = Box::into_raw(vec![0_u32; count].into_boxed_slice());
    const { assert!(align_of::<AtomicU32>() == align_of::<u32>()) };
    // SAFETY: `zeros` came from a box just now, and an `AtomicU32` has the size, alignment and values of a `u32`.
    unsafe { Box::from_raw(zeros as *mut [AtomicU32]) }
}

/// A cell whose uses have a beginning and an end, for the model checker to see.
#[derive(Debug)]
pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        read(self.0.get())
    }

    pub(crate) fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        write(self.0.get())
    }

    pub(crate) fn into_inner(self) -> T {
        self.0.into_inner()
    }
}
