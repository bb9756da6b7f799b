//! UUIDs, one object per value (hal-facts A.12): the same bytes give the same pointer, from this library.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::class::{self, Class};
use super::{Reference, hashing, object};
use crate::cf::CFTypeRef;

/// The method table of UUIDs.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// Copies the 16 bytes.
    pub bytes: unsafe extern "C" fn(CFTypeRef, out: *mut [u8; 16]),
}

/// A living object that is not owned here: its release takes it out under the same lock.
struct Known(CFTypeRef);

// SAFETY: only passed on with a reference added, under the lock.
unsafe impl Send for Known {}

static KNOWN: Mutex<BTreeMap<[u8; 16], Known>> = Mutex::new(BTreeMap::new());

static METHODS: Methods = Methods { bytes };
static CLASS: Class = Class {
    release,
    ..object::class_of::<[u8; 16], _>(class::UUID, equal, hash, &METHODS)
};

fn known() -> MutexGuard<'static, BTreeMap<[u8; 16], Known>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reference to the object with these bytes.
#[must_use]
pub fn create(bytes: [u8; 16]) -> CFTypeRef {
    let mut known = known();
    if let Some(uuid) = known.get(&bytes) {
        // SAFETY: alive: the last release would have taken it out, under the lock.
        return unsafe { Reference::to(uuid.0) }.into_raw();
    }
    let raw = object::create(&CLASS, bytes);
    known.insert(bytes, Known(raw));
    raw
}

/// The object with these bytes, immortal from now on.
#[must_use]
pub fn constant(bytes: [u8; 16]) -> CFTypeRef {
    let raw = create(bytes);
    // SAFETY: made by this module.
    unsafe { object::make_immortal(raw) };
    raw
}

/// The bytes of any UUID object; none if it is not a UUID.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn read(raw: CFTypeRef) -> Option<[u8; 16]> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::UUID) }?;
    let mut bytes = [0; 16];
    // SAFETY: the object is a UUID of this table.
    unsafe { (methods.bytes)(raw, &raw mut bytes) };
    Some(bytes)
}

unsafe extern "C" fn bytes(raw: CFTypeRef, out: *mut [u8; 16]) {
    // SAFETY: an object of this class.
    let bytes = *unsafe { object::body::<[u8; 16]>(raw) };
    // SAFETY: the caller's buffer (promise of the method).
    unsafe { out.write_unaligned(bytes) };
}

unsafe extern "C" fn release(raw: CFTypeRef) {
    let mut known = known();
    // SAFETY: an object of this class, the reference is the caller's.
    if unsafe { object::release_is_last(raw) } {
        // SAFETY: an object of this class.
        known.remove(unsafe { object::body::<[u8; 16]>(raw) });
        // SAFETY: the last reference is gone, and under the lock no new one was made.
        unsafe { object::free::<[u8; 16]>(raw) };
    }
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are UUIDs (promise of the class table).
    let left = unsafe { read(a) };
    // SAFETY: as above.
    let right = unsafe { read(b) };
    u8::from(left.is_some() && left == right)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    hashing::hash(*unsafe { object::body::<[u8; 16]>(raw) })
}
