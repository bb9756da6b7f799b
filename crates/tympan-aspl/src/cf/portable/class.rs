//! The class table: the one thing two libraries must agree on to share objects.

use std::ffi::c_void;

use crate::cf::CFTypeRef;

/// First word of a table: tells a class from memory that merely looks like an object.
pub const MAGIC: u32 = 0x7479_4346;
/// The version of the table described here. It also fixes the method tables, the type ids and the hash of equal values.
pub const VERSION: u32 = 1;

/// Type id of strings. clang writes the same number into its constant strings.
pub const STRING: usize = 7;
/// Type id of the null object.
pub const NULL: usize = 16;
/// Type id of dictionaries.
pub const DICTIONARY: usize = 18;
/// Type id of arrays.
pub const ARRAY: usize = 19;
/// Type id of data.
pub const DATA: usize = 20;
/// Type id of booleans.
pub const BOOLEAN: usize = 21;
/// Type id of numbers.
pub const NUMBER: usize = 22;
/// Type id of bundles.
pub const BUNDLE: usize = 27;
/// Type id of URLs.
pub const URL: usize = 29;
/// Type id of UUIDs.
pub const UUID: usize = 38;
/// Type id of dates.
pub const DATE: usize = 42;
/// Type id of what is left of an object after its last release.
pub const RELEASED: usize = 0xDEAD;

/// What every object points to with its first word.
///
/// The functions may be called from any thread, with objects of this class only, except that `equal` takes an object
/// of the same type id and any class as its second argument. `methods` points to the method table that belongs to
/// the type id, for example [`string::Methods`](super::string::Methods); it is null where the type has none.
///
/// A table is never changed and never unmapped. It is 96 bytes, as much as C declares for the symbol
/// `__CFConstantStringClassReference`.
#[derive(Debug)]
#[repr(C)]
pub struct Class {
    /// [`MAGIC`].
    pub magic: u32,
    /// [`VERSION`].
    pub version: u32,
    /// One of the numbers of this module, or any other number for a class of a host's own.
    pub type_id: usize,
    /// Adds a reference and returns the object.
    pub retain: unsafe extern "C" fn(CFTypeRef) -> CFTypeRef,
    /// Takes a reference away; the last one frees the object.
    pub release: unsafe extern "C" fn(CFTypeRef),
    /// The number of references, [`object::IMMORTAL`](super::object::IMMORTAL) for an object that is never freed.
    pub retain_count: unsafe extern "C" fn(CFTypeRef) -> usize,
    /// Whether two objects have the same value (0 or 1).
    pub equal: unsafe extern "C" fn(CFTypeRef, CFTypeRef) -> u8,
    /// The same number for equal objects.
    pub hash: unsafe extern "C" fn(CFTypeRef) -> usize,
    /// The method table of the type id.
    pub methods: *const c_void,
    /// Zero.
    pub reserved: [usize; 4],
}

// SAFETY: a table is constant; `methods` points to a constant of the same library, which is never unmapped.
unsafe impl Sync for Class {}
// SAFETY: as above.
unsafe impl Send for Class {}

const _: () = assert!(cfg!(not(target_pointer_width = "64")) || size_of::<Class>() == 96);

/// The class of an object; none for NULL, for a pointer that cannot be an object, and for a table of another version.
///
/// # Safety
/// `raw` is NULL or points to a CoreFoundation object. That an object is one is the promise of whoever passed
/// it; the magic number and the version catch other things only by luck.
#[must_use]
pub unsafe fn of(raw: CFTypeRef) -> Option<&'static Class> {
    if raw.is_null() || !raw.cast::<*const Class>().is_aligned() {
        return None;
    }
    // SAFETY: an object begins with the pointer to its class (promise of the caller); aligned, checked above.
    let class = unsafe { raw.cast::<*const Class>().read() };
    if class.is_null() || !class.is_aligned() {
        return None;
    }
    // SAFETY: as above; the two words are integers, so they may be anything.
    let head = unsafe { class.cast::<[u32; 2]>().read() };
    if head != [MAGIC, VERSION] {
        return None;
    }
    // SAFETY: a table of this version is complete, constant and never unmapped (promise of its maker).
    Some(unsafe { &*class })
}

/// The method table of an object, if its type id is `type_id`.
///
/// # Safety
/// As [`of`], and `M` is the method table that belongs to `type_id`.
pub(super) unsafe fn methods<M>(raw: CFTypeRef, type_id: usize) -> Option<&'static M> {
    // SAFETY: the caller's promise.
    let class = unsafe { of(raw) }?;
    if class.type_id != type_id || class.methods.is_null() {
        return None;
    }
    // SAFETY: in a table of this version, `methods` is the table that belongs to the type id.
    Some(unsafe { &*class.methods.cast::<M>() })
}

/// Adds a reference, through the object's own class. NULL and unknown objects are left alone.
///
/// # Safety
/// As [`of`].
pub unsafe fn retain(raw: CFTypeRef) {
    // SAFETY: the caller's promise.
    if let Some(class) = unsafe { of(raw) } {
        // SAFETY: the object is of this class.
        unsafe { (class.retain)(raw) };
    }
}

/// Takes a reference away, through the object's own class. NULL and unknown objects are left alone.
///
/// # Safety
/// As [`of`], and the caller owns the reference.
pub unsafe fn release(raw: CFTypeRef) {
    // SAFETY: the caller's promise.
    if let Some(class) = unsafe { of(raw) } {
        // SAFETY: the object is of this class, and the reference is the caller's.
        unsafe { (class.release)(raw) };
    }
}

/// Whether two objects have the same type and the same value.
///
/// # Safety
/// As [`of`], for both.
#[must_use]
pub unsafe fn equal(a: CFTypeRef, b: CFTypeRef) -> bool {
    if a == b {
        return true;
    }
    // SAFETY: the caller's promise.
    let classes = unsafe { of(a) }.zip(
        // SAFETY: the caller's promise.
        unsafe { of(b) },
    );
    match classes {
        // SAFETY: `a` is of class `left`, and `b` has the same type id.
        Some((left, right)) if left.type_id == right.type_id => unsafe { (left.equal)(a, b) != 0 },
        _ => false,
    }
}

/// The same number for equal objects; 0 for NULL and unknown objects.
///
/// # Safety
/// As [`of`].
#[must_use]
pub unsafe fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    match unsafe { of(raw) } {
        // SAFETY: the object is of this class.
        Some(class) => unsafe { (class.hash)(raw) },
        None => 0,
    }
}
