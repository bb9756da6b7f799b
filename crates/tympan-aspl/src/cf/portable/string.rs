//! Strings: UTF-16 units by definition, kept as ASCII where that is enough.

use super::class::{self, Class};
use super::{hashing, object};
use crate::cf::CFTypeRef;

/// The method table of strings.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// The length in UTF-16 units.
    pub length: unsafe extern "C" fn(CFTypeRef) -> usize,
    /// Copies at most `count` units from unit `start` on, and says how many there were.
    pub characters:
        unsafe extern "C" fn(CFTypeRef, start: usize, count: usize, out: *mut u16) -> usize,
    /// The content, ended by NUL, if it is ASCII without NUL and kept that way; else null. Valid as long as the object.
    pub ascii: unsafe extern "C" fn(CFTypeRef) -> *const u8,
}

/// What a string of this library is kept as.
enum Text {
    /// ASCII without NUL, and a NUL at the end.
    Ascii(Box<[u8]>),
    Wide(Box<[u16]>),
}

static METHODS: Methods = Methods {
    length,
    characters,
    ascii,
};
static CLASS: Class = object::class_of::<Text, _>(class::STRING, equal, hash, &METHODS);

/// Makes a string.
#[must_use]
pub fn create(text: &str) -> CFTypeRef {
    let body = if is_plain(text.bytes()) {
        plain(text.bytes())
    } else {
        Text::Wide(text.encode_utf16().collect())
    };
    object::create(&CLASS, body)
}

/// Makes a string of UTF-16 units, which need not be well formed.
#[must_use]
pub fn create_utf16(units: &[u16]) -> CFTypeRef {
    let bytes = || units.iter().map(|&unit| u8::try_from(unit).unwrap_or(0xFF));
    let body = if is_plain(bytes()) {
        plain(bytes())
    } else {
        Text::Wide(units.into())
    };
    object::create(&CLASS, body)
}

fn is_plain(mut bytes: impl Iterator<Item = u8>) -> bool {
    bytes.all(|byte| byte != 0 && byte.is_ascii())
}

fn plain(bytes: impl Iterator<Item = u8>) -> Text {
    Text::Ascii(bytes.chain([0]).collect())
}

/// The UTF-16 units of any string object; none if it is not a string.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn utf16(raw: CFTypeRef) -> Option<Vec<u16>> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::STRING) }?;
    // SAFETY: the object is a string of this table.
    let length = unsafe { (methods.length)(raw) };
    let mut units = vec![0; length];
    // SAFETY: `units` has room for that many.
    let copied = unsafe { (methods.characters)(raw, 0, length, units.as_mut_ptr()) };
    units.truncate(copied);
    Some(units)
}

/// The text of any string object, ill-formed parts replaced; none if it is not a string.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn text(raw: CFTypeRef) -> Option<String> {
    // SAFETY: the caller's promise.
    unsafe { utf16(raw) }.map(|units| String::from_utf16_lossy(&units))
}

/// `equal` of any class of strings.
///
/// # Safety
/// Both are string objects.
pub unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: the caller's promise.
    let left = unsafe { utf16(a) };
    // SAFETY: the caller's promise.
    let right = unsafe { utf16(b) };
    u8::from(left.is_some() && left == right)
}

/// `hash` of any class of strings.
///
/// # Safety
/// `raw` is a string object.
pub unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    let units = unsafe { utf16(raw) }.unwrap_or_default();
    hashing::hash(units.into_iter().flat_map(u16::to_le_bytes))
}

unsafe extern "C" fn length(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    match unsafe { object::body::<Text>(raw) } {
        Text::Ascii(bytes) => bytes.len() - 1,
        Text::Wide(units) => units.len(),
    }
}

unsafe extern "C" fn characters(
    raw: CFTypeRef,
    start: usize,
    count: usize,
    out: *mut u16,
) -> usize {
    // SAFETY: an object of this class.
    match unsafe { object::body::<Text>(raw) } {
        Text::Ascii(bytes) => {
            let units = bytes[..bytes.len() - 1].iter().map(|&byte| u16::from(byte));
            // SAFETY: `out` has room for `count` units (promise of the method).
            unsafe { copy(units.skip(start).take(count), out) }
        }
        Text::Wide(units) => {
            // SAFETY: as above.
            unsafe { copy(units.iter().copied().skip(start).take(count), out) }
        }
    }
}

/// Writes units to `out` and says how many.
///
/// # Safety
/// `out` has room for all of them.
pub(super) unsafe fn copy(units: impl Iterator<Item = u16>, out: *mut u16) -> usize {
    let mut copied = 0;
    for unit in units {
        // SAFETY: the caller's promise.
        let place = unsafe { out.add(copied) };
        // SAFETY: the caller's promise; a caller's buffer need not be aligned.
        unsafe { place.write_unaligned(unit) };
        copied += 1;
    }
    copied
}

unsafe extern "C" fn ascii(raw: CFTypeRef) -> *const u8 {
    // SAFETY: an object of this class.
    match unsafe { object::body::<Text>(raw) } {
        Text::Ascii(bytes) => bytes.as_ptr(),
        Text::Wide(_) => std::ptr::null(),
    }
}
