//! Data: bytes.

use super::class::{self, Class};
use super::{hashing, object};
use crate::cf::CFTypeRef;

/// The method table of data.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// The number of bytes.
    pub length: unsafe extern "C" fn(CFTypeRef) -> usize,
    /// The bytes, valid until the object is changed or freed.
    pub bytes: unsafe extern "C" fn(CFTypeRef) -> *const u8,
}

static METHODS: Methods = Methods { length, bytes };
static CLASS: Class = object::class_of::<Box<[u8]>, _>(class::DATA, equal, hash, &METHODS);

/// Makes a data object.
#[must_use]
pub fn create(bytes: &[u8]) -> CFTypeRef {
    object::create(&CLASS, Box::<[u8]>::from(bytes))
}

/// The bytes of any data object; none if it is not data.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn read(raw: CFTypeRef) -> Option<Vec<u8>> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::DATA) }?;
    // SAFETY: the object is data of this table.
    let length = unsafe { (methods.length)(raw) };
    // SAFETY: as above.
    let bytes = unsafe { (methods.bytes)(raw) };
    if length == 0 || bytes.is_null() {
        return Some(Vec::new());
    }
    // SAFETY: the methods give the place and the number of the bytes.
    Some(unsafe { std::slice::from_raw_parts(bytes, length) }.to_vec())
}

unsafe extern "C" fn length(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<Box<[u8]>>(raw) }.len()
}

unsafe extern "C" fn bytes(raw: CFTypeRef) -> *const u8 {
    // SAFETY: an object of this class.
    unsafe { object::body::<Box<[u8]>>(raw) }.as_ptr()
}

/// `equal` of any class of data.
///
/// # Safety
/// Both are data objects.
pub unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are data (promise of the class table).
    let left = unsafe { read(a) };
    // SAFETY: as above.
    let right = unsafe { read(b) };
    u8::from(left.is_some() && left == right)
}

/// `hash` of any class of data.
///
/// # Safety
/// `raw` is a data object.
pub unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    hashing::hash(unsafe { read(raw) }.unwrap_or_default())
}
