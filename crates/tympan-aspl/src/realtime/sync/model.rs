//! loom's atomics, which try every order of accesses that the memory model allows.

use core::cell::Cell;
use core::hash::{Hash, Hasher};
use std::hash::DefaultHasher;

use super::Ordering;

pub(crate) use loom::cell::UnsafeCell;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, fence};

pub(crate) fn zeros(count: usize) -> Box<[AtomicU32]> {
    (0..count).map(|_| AtomicU32::new(0)).collect()
}

/// loom's threads take turns on one thread of the system.
pub(crate) fn thread_id() -> usize {
    let mut hasher = DefaultHasher::new();
    loom::thread::current().id().hash(&mut hasher);
    hasher.finish() as usize | 1
}

/// loom takes sequentially consistent accesses for acquiring and releasing ones, but knows fences. Processors order such accesses by a fence after
/// each that writes, or by one before each that reads; a model runs with either, so that a weakened access of either kind leaves a fence out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fences {
    AfterWrites,
    BeforeReads,
}

thread_local! {
    /// loom runs all threads of a model on the one that it was started on.
    pub(crate) static FENCES: Cell<Fences> = const { Cell::new(Fences::AfterWrites) };
}

fn read<R>(ordering: Ordering, access: impl FnOnce() -> R) -> R {
    if ordering == Ordering::SeqCst && FENCES.get() == Fences::BeforeReads {
        fence(Ordering::SeqCst);
    }
    access()
}

fn write<R>(ordering: Ordering, access: impl FnOnce() -> R) -> R {
    let result = access();
    if ordering == Ordering::SeqCst && FENCES.get() == Fences::AfterWrites {
        fence(Ordering::SeqCst);
    }
    result
}

fn read_and_write<R>(ordering: Ordering, access: impl FnOnce() -> R) -> R {
    read(ordering, || write(ordering, access))
}

#[derive(Debug, Default)]
pub(crate) struct AtomicUsize(loom::sync::atomic::AtomicUsize);

impl AtomicUsize {
    pub(crate) fn new(value: usize) -> Self {
        Self(loom::sync::atomic::AtomicUsize::new(value))
    }

    pub(crate) fn load(&self, ordering: Ordering) -> usize {
        read(ordering, || self.0.load(ordering))
    }

    pub(crate) fn store(&self, value: usize, ordering: Ordering) {
        write(ordering, || self.0.store(value, ordering));
    }

    pub(crate) fn fetch_add(&self, value: usize, ordering: Ordering) -> usize {
        read_and_write(ordering, || self.0.fetch_add(value, ordering))
    }

    pub(crate) fn fetch_sub(&self, value: usize, ordering: Ordering) -> usize {
        read_and_write(ordering, || self.0.fetch_sub(value, ordering))
    }

    pub(crate) fn compare_exchange(
        &self,
        current: usize,
        new: usize,
        success: Ordering,
        failure: Ordering,
    ) -> Result<usize, usize> {
        read_and_write(success, || {
            self.0.compare_exchange(current, new, success, failure)
        })
    }
}

#[derive(Debug)]
pub(crate) struct AtomicPtr<T>(loom::sync::atomic::AtomicPtr<T>);

impl<T> AtomicPtr<T> {
    pub(crate) fn new(pointer: *mut T) -> Self {
        Self(loom::sync::atomic::AtomicPtr::new(pointer))
    }

    pub(crate) fn load(&self, ordering: Ordering) -> *mut T {
        read(ordering, || self.0.load(ordering))
    }

    pub(crate) fn store(&self, pointer: *mut T, ordering: Ordering) {
        write(ordering, || self.0.store(pointer, ordering));
    }

    pub(crate) fn swap(&self, pointer: *mut T, ordering: Ordering) -> *mut T {
        read_and_write(ordering, || self.0.swap(pointer, ordering))
    }
}
