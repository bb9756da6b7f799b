//! The constant strings that clang lays out for `CFSTR` (hal-facts A.12).
//!
//! The compiler makes a 32-byte object whose first word is the address of the symbol `__CFConstantStringClassReference`.
//! A host that exports a [`Class`] made by [`class`](self::class()) under this name has made them ordinary strings.

use std::ffi::CStr;

use super::class::{self, Class};
use super::{object, string};
use crate::cf::CFTypeRef;

/// Set in the flags of a constant whose content is UTF-16; else it is ASCII.
const IS_UTF16: u32 = 0x10;

/// A constant string of ASCII: the object that clang lays out.
#[derive(Debug)]
#[repr(C)]
pub struct Constant {
    class: *const Class,
    flags: u32,
    zero: u32,
    data: *const u8,
    length: usize,
}

// SAFETY: constant, and so is what it points to.
unsafe impl Sync for Constant {}

impl Constant {
    /// A constant string for a static. Text that is not ASCII is not for this.
    #[must_use]
    pub const fn ascii(class: &'static Class, text: &'static CStr) -> Self {
        Self {
            class,
            flags: 0x7C8,
            zero: 0,
            data: text.as_ptr().cast(),
            length: text.count_bytes(),
        }
    }

    /// The reference to this static object.
    #[must_use]
    pub const fn as_raw(&'static self) -> CFTypeRef {
        (&raw const *self).cast()
    }
}

static METHODS: string::Methods = string::Methods {
    length,
    characters,
    ascii,
};

/// The class of such constants, for the static that carries the symbol.
#[must_use]
pub const fn class() -> Class {
    Class {
        magic: class::MAGIC,
        version: class::VERSION,
        type_id: class::STRING,
        retain,
        release,
        retain_count,
        equal: string::equal,
        hash: string::hash,
        methods: (&raw const METHODS).cast(),
        reserved: [0; 4],
    }
}

/// Reads the object as the compiler laid it out.
///
/// # Safety
/// `raw` is an object of this class, which only a compiler makes.
unsafe fn read(raw: CFTypeRef) -> Constant {
    // SAFETY: the caller's promise.
    unsafe { raw.cast::<Constant>().read() }
}

unsafe extern "C" fn retain(raw: CFTypeRef) -> CFTypeRef {
    raw
}

unsafe extern "C" fn release(_: CFTypeRef) {}

unsafe extern "C" fn retain_count(_: CFTypeRef) -> usize {
    object::IMMORTAL
}

unsafe extern "C" fn length(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { read(raw) }.length
}

unsafe extern "C" fn characters(
    raw: CFTypeRef,
    start: usize,
    count: usize,
    out: *mut u16,
) -> usize {
    // SAFETY: an object of this class.
    let constant = unsafe { read(raw) };
    let unit = |index: usize| {
        if constant.flags & IS_UTF16 == 0 {
            // SAFETY: within the bytes the compiler laid out.
            let place = unsafe { constant.data.add(index) };
            // SAFETY: as above.
            u16::from(unsafe { place.read() })
        } else {
            // SAFETY: within the units the compiler laid out, two bytes each.
            let place = unsafe { constant.data.byte_add(2 * index) }.cast::<[u8; 2]>();
            // SAFETY: as above.
            u16::from_ne_bytes(unsafe { place.read() })
        }
    };
    let end = start.saturating_add(count).min(constant.length);
    // SAFETY: `out` has room for `count` units (promise of the method).
    unsafe { string::copy((start..end).map(unit), out) }
}

unsafe extern "C" fn ascii(raw: CFTypeRef) -> *const u8 {
    // SAFETY: an object of this class.
    let constant = unsafe { read(raw) };
    if constant.flags & IS_UTF16 == 0 {
        constant.data
    } else {
        std::ptr::null()
    }
}
