//! Arrays of objects.

use super::class::{self, Class};
use super::{Reference, object};
use crate::cf::CFTypeRef;

/// The method table of arrays.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// Whether the elements are objects (0 or 1). A C program can make arrays of other pointers.
    pub holds_objects: unsafe extern "C" fn(CFTypeRef) -> u8,
    /// The number of elements.
    pub count: unsafe extern "C" fn(CFTypeRef) -> usize,
    /// The element at a place, without a reference of its own; null beyond the end.
    pub get: unsafe extern "C" fn(CFTypeRef, index: usize) -> CFTypeRef,
}

static METHODS: Methods = Methods {
    holds_objects,
    count,
    get,
};
static CLASS: Class = object::class_of::<Box<[Reference]>, _>(class::ARRAY, equal, hash, &METHODS);

/// Makes an array.
#[must_use]
pub fn create(elements: impl IntoIterator<Item = Reference>) -> CFTypeRef {
    object::create(&CLASS, elements.into_iter().collect::<Box<[Reference]>>())
}

/// The method table of any array of objects; none if it is something else.
///
/// # Safety
/// As [`class::of`].
unsafe fn methods(raw: CFTypeRef) -> Option<&'static Methods> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::ARRAY) }?;
    // SAFETY: the object is an array of this table.
    (unsafe { (methods.holds_objects)(raw) } != 0).then_some(methods)
}

/// The number of elements of any array of objects; none if it is something else.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn len(raw: CFTypeRef) -> Option<usize> {
    // SAFETY: the caller's promise.
    let methods = unsafe { methods(raw) }?;
    // SAFETY: the object is an array of this table.
    Some(unsafe { (methods.count)(raw) })
}

/// An element of any array of objects, without a reference of its own; null if there is none.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn element(raw: CFTypeRef, index: usize) -> CFTypeRef {
    // SAFETY: the caller's promise.
    match unsafe { methods(raw) } {
        // SAFETY: the object is an array of this table.
        Some(methods) => unsafe { (methods.get)(raw, index) },
        None => std::ptr::null(),
    }
}

unsafe extern "C" fn holds_objects(_: CFTypeRef) -> u8 {
    1
}

unsafe extern "C" fn count(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<Box<[Reference]>>(raw) }.len()
}

unsafe extern "C" fn get(raw: CFTypeRef, index: usize) -> CFTypeRef {
    // SAFETY: an object of this class.
    let elements = unsafe { object::body::<Box<[Reference]>>(raw) };
    elements
        .get(index)
        .map_or(std::ptr::null(), Reference::as_raw)
}

/// `equal` of any class of arrays of objects.
///
/// # Safety
/// Both are arrays.
pub unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are arrays (promise of the class table).
    let length = unsafe { len(a) };
    // SAFETY: as above.
    if length.is_none() || length != unsafe { len(b) } {
        return 0;
    }
    let same = (0..length.unwrap_or(0)).all(|index| {
        // SAFETY: as above.
        let left = unsafe { element(a, index) };
        // SAFETY: as above.
        let right = unsafe { element(b, index) };
        // SAFETY: elements of living arrays of objects.
        unsafe { class::equal(left, right) }
    });
    u8::from(same)
}

/// `hash` of any class of arrays: the number of elements.
///
/// # Safety
/// `raw` is an array.
pub unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    unsafe { len(raw) }.unwrap_or(0)
}
