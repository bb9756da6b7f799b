//! The allocation guard: an allocator that knows whether its caller is a driver in an I/O call.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

use super::watch::{self, Act, Watch};

/// The allocator of the system, which tells a [`Host`](crate::Host) with [`RealtimeChecks`](crate::RealtimeChecks) what the driver
/// takes and gives back inside its I/O calls.
///
/// It sees the allocations of drivers that are linked into the program. A driver that is loaded has an allocator of its own: those
/// are found by the feature `guard-malloc`, which `cargo aspl` has, and by RealtimeSanitizer.
///
/// Outside of I/O calls it costs a look at a variable of the thread.
///
/// ```
/// use tympan_aspl_host::GuardAllocator;
///
/// #[global_allocator]
/// static ALLOCATOR: GuardAllocator = GuardAllocator;
///
/// assert!(GuardAllocator::is_installed());
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct GuardAllocator;

impl GuardAllocator {
    /// Whether allocations of this program are seen, by this allocator or by the feature `guard-malloc`.
    #[must_use]
    pub fn is_installed() -> bool {
        let watch = Watch::default();
        watch.during(false, || drop(black_box(Box::new(0_u8))));
        watch.allocations.count() > 0
    }
}

// SAFETY: everything is the system's allocator; noting an act allocates, but unseen, and never panics.
unsafe impl GlobalAlloc for GuardAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _unwatched = noted("alloc", layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let _unwatched = noted("alloc_zeroed", layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _unwatched = noted("realloc", size);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _unwatched = noted("dealloc", layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Notes an allocation, and lets the system's allocator do what it has to unseen.
#[inline]
pub(super) fn noted(how: &'static str, bytes: usize) -> impl Drop {
    watch::note(|| Act::Allocated { how, bytes });
    watch::unwatched()
}
