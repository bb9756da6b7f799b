//! The objects this library makes: a class pointer, a reference count, a body.

use std::mem::{ManuallyDrop, MaybeUninit, offset_of};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::class::{self, Class};
use crate::cf::CFTypeRef;

/// The count of an object that is never freed: retain and release leave it alone.
pub const IMMORTAL: usize = usize::MAX >> 4;
/// Counts from here on are taken for immortal: a release that raced with [`make_immortal`] changes nothing.
const IMMORTAL_FROM: usize = IMMORTAL / 2;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static OVER_RELEASES: AtomicUsize = AtomicUsize::new(0);

/// How many objects this library made that are not freed yet. Immortal objects do not count.
#[must_use]
pub fn live_objects() -> usize {
    LIVE.load(Ordering::Relaxed)
}

/// How many retains and releases reached an object after its last release, as far as that was seen.
///
/// Such a call is undefined behaviour; it is seen if the memory was not used again in between.
#[must_use]
pub fn over_releases() -> usize {
    OVER_RELEASES.load(Ordering::Relaxed)
}

/// An object whose first word is its class: the layout of all objects of this library.
#[derive(Debug)]
#[repr(C)]
pub struct Object<T> {
    class: *const Class,
    count: AtomicUsize,
    body: ManuallyDrop<T>,
}

// SAFETY: the class is constant, the count is atomic, and the body is shared only by reference.
unsafe impl<T: Send + Sync> Sync for Object<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Send for Object<T> {}

impl<T> Object<T> {
    /// An object that is never freed, for a static.
    #[must_use]
    pub const fn immortal(class: &'static Class, body: T) -> Self {
        Self {
            class,
            count: AtomicUsize::new(IMMORTAL),
            body: ManuallyDrop::new(body),
        }
    }

    /// The reference to this static object.
    #[must_use]
    pub const fn as_raw(&'static self) -> CFTypeRef {
        (&raw const *self).cast()
    }
}

/// An object on the heap. An allocator keeps its own notes in the first words of a freed block: with the spare words in
/// front, the mark of a released object outlives the release until the block is used again.
#[repr(C)]
struct Block<T> {
    spare: MaybeUninit<[usize; 2]>,
    object: Object<T>,
}

/// Makes an object with one reference, the caller's.
///
/// `class` must be a class whose functions are the ones of this module for `T`, or functions that know `T`.
#[must_use]
pub fn create<T: Send + Sync + 'static>(class: &'static Class, body: T) -> CFTypeRef {
    let object = Object {
        class,
        count: AtomicUsize::new(1),
        body: ManuallyDrop::new(body),
    };
    let block = Box::into_raw(Box::new(Block {
        spare: MaybeUninit::uninit(),
        object,
    }));
    LIVE.fetch_add(1, Ordering::Relaxed);
    // SAFETY: `block` was allocated just now.
    unsafe { &raw const (*block).object }.cast()
}

/// The body of an object.
///
/// # Safety
/// `raw` was made by [`create`] or [`Object::immortal`] of this library with a body of type `T`, and lives as long as `'a`.
#[must_use]
pub unsafe fn body<'a, T>(raw: CFTypeRef) -> &'a T {
    // SAFETY: the caller's promise. Only the body is borrowed.
    unsafe { &(*raw.cast::<Object<T>>()).body }
}

/// The count of an object of this library.
///
/// # Safety
/// As [`body`], for any `T`.
unsafe fn count<'a>(raw: CFTypeRef) -> &'a AtomicUsize {
    // SAFETY: the caller's promise; the place of the count does not depend on the body.
    unsafe { &(*raw.cast::<Object<()>>()).count }
}

/// `retain` of a class of this library.
///
/// # Safety
/// As [`body`], for any `T`.
pub unsafe extern "C" fn retain(raw: CFTypeRef) -> CFTypeRef {
    // SAFETY: the caller's promise.
    let count = unsafe { count(raw) };
    if count.load(Ordering::Relaxed) < IMMORTAL_FROM {
        // A new reference comes from an existing one, so nothing has to be ordered.
        count.fetch_add(1, Ordering::Relaxed);
    }
    raw
}

/// `release` of a class of this library whose body is a `T`.
///
/// # Safety
/// As [`body`], and the reference is the caller's.
pub unsafe extern "C" fn release<T>(raw: CFTypeRef) {
    // SAFETY: the caller's promise.
    if unsafe { release_is_last(raw) } {
        // SAFETY: nobody else has a reference any more.
        unsafe { free::<T>(raw) };
    }
}

/// Takes a reference away; says whether it was the last.
///
/// # Safety
/// As [`release`]. After the answer true the object is the caller's alone, to [`free`].
#[must_use]
pub unsafe fn release_is_last(raw: CFTypeRef) -> bool {
    // SAFETY: the caller's promise.
    let count = unsafe { count(raw) };
    if count.load(Ordering::Relaxed) >= IMMORTAL_FROM {
        return false;
    }
    // Release: what this owner did to the object happens before it is freed, by whoever frees it.
    if count.fetch_sub(1, Ordering::Release) != 1 {
        return false;
    }
    // A fence would do; ThreadSanitizer does not know fences.
    count.load(Ordering::Acquire);
    true
}

/// `retain_count` of a class of this library.
///
/// # Safety
/// As [`body`], for any `T`.
pub unsafe extern "C" fn retain_count(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    unsafe { count(raw) }.load(Ordering::Relaxed)
}

/// `equal` of a class whose objects are equal only to themselves.
///
/// # Safety
/// None; the type is that of the class table.
pub unsafe extern "C" fn same(a: CFTypeRef, b: CFTypeRef) -> u8 {
    u8::from(a == b)
}

/// `hash` of a class whose objects are equal only to themselves.
///
/// # Safety
/// None; the type is that of the class table.
pub unsafe extern "C" fn address(raw: CFTypeRef) -> usize {
    raw.addr() >> 4
}

/// Makes an object immortal: it is never freed and counts as live no more.
///
/// # Safety
/// As [`body`], for any `T`, and the object was made by [`create`].
pub unsafe fn make_immortal(raw: CFTypeRef) {
    // SAFETY: the caller's promise.
    if unsafe { count(raw) }.swap(IMMORTAL, Ordering::Relaxed) < IMMORTAL_FROM {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Frees an object: its body is dropped, its class becomes that of released objects, its memory is given back.
///
/// # Safety
/// `raw` was made by [`create`] with a body of type `T`, and nobody else has a reference.
pub unsafe fn free<T>(raw: CFTypeRef) {
    const { assert!(align_of::<T>() <= 16) };
    // SAFETY: the object is part of a block, at this offset.
    let block = unsafe { raw.byte_sub(offset_of!(Block<T>, object)) };
    // SAFETY: the block came out of a box of this type, and is the caller's alone.
    let mut block = unsafe { Box::from_raw(block.cast_mut().cast::<Block<T>>()) };
    // SAFETY: dropped once: the block is freed below.
    unsafe { ManuallyDrop::drop(&mut block.object.body) };
    LIVE.fetch_sub(1, Ordering::Relaxed);
    let class = &raw mut block.object.class;
    // SAFETY: a field of the block. Volatile, or the write before the release of the memory would be left out.
    unsafe { class.write_volatile(&raw const RELEASED) };
}

/// The class of a freed object whose memory was not used again.
pub static RELEASED: Class = Class {
    magic: class::MAGIC,
    version: class::VERSION,
    type_id: class::RELEASED,
    retain: released_retain,
    release: released_release,
    retain_count: released_count,
    equal: same,
    hash: address,
    methods: std::ptr::null(),
    reserved: [0; 4],
};

unsafe extern "C" fn released_retain(raw: CFTypeRef) -> CFTypeRef {
    OVER_RELEASES.fetch_add(1, Ordering::Relaxed);
    raw
}

unsafe extern "C" fn released_release(_: CFTypeRef) {
    OVER_RELEASES.fetch_add(1, Ordering::Relaxed);
}

unsafe extern "C" fn released_count(_: CFTypeRef) -> usize {
    0
}

/// A class of this library for bodies of type `T`.
#[must_use]
pub const fn class_of<T, M>(
    type_id: usize,
    equal: unsafe extern "C" fn(CFTypeRef, CFTypeRef) -> u8,
    hash: unsafe extern "C" fn(CFTypeRef) -> usize,
    methods: &'static M,
) -> Class {
    Class {
        magic: class::MAGIC,
        version: class::VERSION,
        type_id,
        retain,
        release: release::<T>,
        retain_count,
        equal,
        hash,
        methods: (&raw const *methods).cast(),
        reserved: [0; 4],
    }
}
