//! Numbers: 64-bit integers and 64-bit floating point.

use super::class::{self, Class};
use super::hashing;
use super::object::{self, Object};
use crate::cf::CFTypeRef;
use crate::cf::number::exact_i64;

/// The method table of numbers.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// Whether the number is floating point (0 or 1).
    pub is_float: unsafe extern "C" fn(CFTypeRef) -> u8,
    /// The value of an integer.
    pub integer: unsafe extern "C" fn(CFTypeRef) -> i64,
    /// The value of a floating-point number.
    pub float: unsafe extern "C" fn(CFTypeRef) -> f64,
    /// The number type it reports (`CFNumberGetType`, hal-facts A.12): 1 to 6.
    pub number_type: unsafe extern "C" fn(CFTypeRef) -> isize,
}

/// A number's value.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
}

impl Number {
    /// The value as an integer, if it is one exactly.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Float(value) => exact_i64(value),
        }
    }

    /// The value as floating point, rounded to the nearest.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl PartialEq for Number {
    /// Equal values, also across the two types; all NaN are equal, as in CoreFoundation.
    fn eq(&self, other: &Self) -> bool {
        match (self.as_i64(), other.as_i64()) {
            (Some(left), Some(right)) => left == right,
            (None, None) => {
                let (left, right) = (self.as_f64(), other.as_f64());
                left == right || left.is_nan() && right.is_nan()
            }
            _ => false,
        }
    }
}

/// The body of the numbers of this library: the value, and the number type it reports.
#[derive(Debug)]
pub struct Body {
    number: Number,
    number_type: isize,
}

static METHODS: Methods = Methods {
    is_float,
    integer,
    float,
    number_type,
};
static CLASS: Class = object::class_of::<Body, _>(class::NUMBER, equal, hash, &METHODS);

/// Makes a number. `number_type` is what it reports, 1 to 6 (hal-facts A.12).
#[must_use]
pub fn create(number: Number, number_type: isize) -> CFTypeRef {
    object::create(
        &CLASS,
        Body {
            number,
            number_type,
        },
    )
}

/// A floating-point number that is never freed, for a static.
#[must_use]
pub const fn constant(value: f64) -> Object<Body> {
    let number = Number::Float(value);
    Object::immortal(
        &CLASS,
        Body {
            number,
            number_type: 6,
        },
    )
}

/// Makes an integer; it reports the type SInt32 (3) if it fits, else SInt64 (4).
#[must_use]
pub fn create_i64(value: i64) -> CFTypeRef {
    create(
        Number::Integer(value),
        if i32::try_from(value).is_ok() { 3 } else { 4 },
    )
}

/// Makes a floating-point number, which reports the type Float64 (6).
#[must_use]
pub fn create_f64(value: f64) -> CFTypeRef {
    create(Number::Float(value), 6)
}

/// The value of any number object; none if it is not a number.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn read(raw: CFTypeRef) -> Option<Number> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::NUMBER) }?;
    // SAFETY: the object is a number of this table.
    if unsafe { (methods.is_float)(raw) } != 0 {
        // SAFETY: as above.
        Some(Number::Float(unsafe { (methods.float)(raw) }))
    } else {
        // SAFETY: as above.
        Some(Number::Integer(unsafe { (methods.integer)(raw) }))
    }
}

/// The number type any number object reports.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn reported_type(raw: CFTypeRef) -> Option<isize> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::NUMBER) }?;
    // SAFETY: the object is a number of this table.
    Some(unsafe { (methods.number_type)(raw) })
}

unsafe extern "C" fn is_float(raw: CFTypeRef) -> u8 {
    // SAFETY: an object of this class.
    u8::from(matches!(
        unsafe { object::body::<Body>(raw) }.number,
        Number::Float(_)
    ))
}

unsafe extern "C" fn integer(raw: CFTypeRef) -> i64 {
    // SAFETY: an object of this class.
    unsafe { object::body::<Body>(raw) }
        .number
        .as_i64()
        .unwrap_or(0)
}

unsafe extern "C" fn float(raw: CFTypeRef) -> f64 {
    // SAFETY: an object of this class.
    unsafe { object::body::<Body>(raw) }.number.as_f64()
}

unsafe extern "C" fn number_type(raw: CFTypeRef) -> isize {
    // SAFETY: an object of this class.
    unsafe { object::body::<Body>(raw) }.number_type
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are numbers (promise of the class table).
    let left = unsafe { read(a) };
    // SAFETY: as above.
    let right = unsafe { read(b) };
    u8::from(left.is_some() && left == right)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    let number = unsafe { object::body::<Body>(raw) }.number;
    match number.as_i64() {
        Some(value) => hashing::fold(value as u64),
        None if number.as_f64().is_nan() => 1,
        None => hashing::fold(number.as_f64().to_bits()),
    }
}
