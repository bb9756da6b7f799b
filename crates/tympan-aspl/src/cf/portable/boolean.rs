//! The two booleans: immortal, one object each per library.

use super::class::{self, Class};
use super::object::{self, Object};
use crate::cf::CFTypeRef;

/// The method table of booleans.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// 0 or 1.
    pub value: unsafe extern "C" fn(CFTypeRef) -> u8,
}

static METHODS: Methods = Methods { value };
static CLASS: Class = object::class_of::<bool, _>(class::BOOLEAN, equal, hash, &METHODS);

/// The object for true; a driver in C knows it as `kCFBooleanTrue`.
pub static TRUE: Object<bool> = Object::immortal(&CLASS, true);
/// The object for false; a driver in C knows it as `kCFBooleanFalse`.
pub static FALSE: Object<bool> = Object::immortal(&CLASS, false);

/// The object for a truth value.
#[must_use]
pub fn object(value: bool) -> CFTypeRef {
    if value { TRUE.as_raw() } else { FALSE.as_raw() }
}

/// The value of any boolean object; none if it is not a boolean.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn read(raw: CFTypeRef) -> Option<bool> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::BOOLEAN) }?;
    // SAFETY: the object is a boolean of this table.
    Some(unsafe { (methods.value)(raw) } != 0)
}

unsafe extern "C" fn value(raw: CFTypeRef) -> u8 {
    // SAFETY: an object of this class.
    u8::from(*unsafe { object::body::<bool>(raw) })
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are booleans (promise of the class table).
    let left = unsafe { read(a) };
    // SAFETY: as above.
    let right = unsafe { read(b) };
    u8::from(left == right)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    usize::from(unsafe { value(raw) })
}
