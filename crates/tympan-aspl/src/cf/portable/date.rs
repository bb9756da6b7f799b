//! Dates: seconds since 2001-01-01 00:00:00 UTC.

use super::class::{self, Class};
use super::number::Number;
use super::{hashing, object};
use crate::cf::CFTypeRef;

/// The method table of dates.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// Seconds since 2001-01-01 00:00:00 UTC.
    pub seconds: unsafe extern "C" fn(CFTypeRef) -> f64,
}

static METHODS: Methods = Methods { seconds };
static CLASS: Class = object::class_of::<f64, _>(class::DATE, equal, hash, &METHODS);

/// Makes a date.
#[must_use]
pub fn create(seconds: f64) -> CFTypeRef {
    object::create(&CLASS, seconds)
}

/// The time of any date object; none if it is not a date.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn read(raw: CFTypeRef) -> Option<f64> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::DATE) }?;
    // SAFETY: the object is a date of this table.
    Some(unsafe { (methods.seconds)(raw) })
}

unsafe extern "C" fn seconds(raw: CFTypeRef) -> f64 {
    // SAFETY: an object of this class.
    *unsafe { object::body::<f64>(raw) }
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are dates (promise of the class table).
    let left = unsafe { read(a) }.map(Number::Float);
    // SAFETY: as above.
    let right = unsafe { read(b) }.map(Number::Float);
    u8::from(left.is_some() && left == right)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    let seconds = unsafe { seconds(raw) };
    if seconds.is_nan() {
        return 1;
    }
    // Zero has two forms that are equal.
    hashing::fold((seconds + 0.0).to_bits())
}
