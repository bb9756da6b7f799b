//! Dictionaries of objects.

use std::ptr;

use super::class::{self, Class};
use super::{Reference, object};
use crate::cf::CFTypeRef;

/// The method table of dictionaries.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// Whether keys and values are objects (0 or 1). A C program can make dictionaries of other pointers.
    pub holds_objects: unsafe extern "C" fn(CFTypeRef) -> u8,
    /// The number of entries.
    pub count: unsafe extern "C" fn(CFTypeRef) -> usize,
    /// The value of a key, without a reference of its own; null if there is none.
    pub get: unsafe extern "C" fn(CFTypeRef, key: CFTypeRef) -> CFTypeRef,
    /// Copies at most `capacity` keys and values, and says how many. The order is the same every time.
    pub entries: unsafe extern "C" fn(
        CFTypeRef,
        keys: *mut CFTypeRef,
        values: *mut CFTypeRef,
        capacity: usize,
    ) -> usize,
}

struct Entry {
    hash: usize,
    key: Reference,
    value: Reference,
}

/// Entries in the order of their hashes.
type Body = Box<[Entry]>;

static METHODS: Methods = Methods {
    holds_objects,
    count,
    get,
    entries,
};
static CLASS: Class = object::class_of::<Body, _>(class::DICTIONARY, equal, hash, &METHODS);

/// Makes a dictionary. Of several entries with equal keys the first one stays.
#[must_use]
pub fn create(entries: impl IntoIterator<Item = (Reference, Reference)>) -> CFTypeRef {
    let mut body: Vec<Entry> = entries
        .into_iter()
        .map(|(key, value)| {
            // SAFETY: the reference keeps the key alive.
            let hash = unsafe { class::hash(key.as_raw()) };
            Entry { hash, key, value }
        })
        .collect();
    body.sort_by_key(|entry| entry.hash);
    let mut kept: Vec<Entry> = Vec::with_capacity(body.len());
    for entry in body {
        let is_known = kept
            .iter()
            .rev()
            .take_while(|other| other.hash == entry.hash)
            .any(|other| other.key == entry.key);
        if !is_known {
            kept.push(entry);
        }
    }
    object::create(&CLASS, kept.into_boxed_slice())
}

/// The method table of any dictionary of objects; none if it is something else.
///
/// # Safety
/// As [`class::of`].
unsafe fn methods(raw: CFTypeRef) -> Option<&'static Methods> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::DICTIONARY) }?;
    // SAFETY: the object is a dictionary of this table.
    (unsafe { (methods.holds_objects)(raw) } != 0).then_some(methods)
}

/// The number of entries of any dictionary of objects; none if it is something else.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn len(raw: CFTypeRef) -> Option<usize> {
    // SAFETY: the caller's promise.
    let methods = unsafe { methods(raw) }?;
    // SAFETY: the object is a dictionary of this table.
    Some(unsafe { (methods.count)(raw) })
}

/// The value of a key in any dictionary of objects, without a reference of its own; null if there is none.
///
/// # Safety
/// As [`class::of`], for both.
#[must_use]
pub unsafe fn value(raw: CFTypeRef, key: CFTypeRef) -> CFTypeRef {
    // SAFETY: the caller's promise.
    match unsafe { methods(raw) } {
        // SAFETY: the object is a dictionary of this table, the key an object.
        Some(methods) => unsafe { (methods.get)(raw, key) },
        None => ptr::null(),
    }
}

/// Keys and values of any dictionary of objects, without references of their own; none if it is something else.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn list(raw: CFTypeRef) -> Option<Vec<(CFTypeRef, CFTypeRef)>> {
    // SAFETY: the caller's promise.
    let methods = unsafe { methods(raw) }?;
    // SAFETY: the object is a dictionary of this table.
    let capacity = unsafe { (methods.count)(raw) };
    let mut keys = vec![ptr::null(); capacity];
    let mut values = vec![ptr::null(); capacity];
    // SAFETY: both have room for `capacity` references.
    let count = unsafe { (methods.entries)(raw, keys.as_mut_ptr(), values.as_mut_ptr(), capacity) };
    Some(keys.into_iter().zip(values).take(count).collect())
}

unsafe extern "C" fn holds_objects(_: CFTypeRef) -> u8 {
    1
}

unsafe extern "C" fn count(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<Body>(raw) }.len()
}

unsafe extern "C" fn get(raw: CFTypeRef, key: CFTypeRef) -> CFTypeRef {
    // SAFETY: an object of this class.
    let entries = unsafe { object::body::<Body>(raw) };
    // SAFETY: the key is an object (promise of the method).
    let hash = unsafe { class::hash(key) };
    let first = entries.partition_point(|entry| entry.hash < hash);
    entries[first..]
        .iter()
        .take_while(|entry| entry.hash == hash)
        // SAFETY: as above.
        .find(|entry| unsafe { class::equal(entry.key.as_raw(), key) })
        .map_or(ptr::null(), |entry| entry.value.as_raw())
}

unsafe extern "C" fn entries(
    raw: CFTypeRef,
    keys: *mut CFTypeRef,
    values: *mut CFTypeRef,
    capacity: usize,
) -> usize {
    // SAFETY: an object of this class.
    let entries = unsafe { object::body::<Body>(raw) };
    let count = entries.len().min(capacity);
    for (index, entry) in entries.iter().take(count).enumerate() {
        // SAFETY: both buffers have room for `capacity` references (promise of the method).
        let key = unsafe { keys.add(index) };
        // SAFETY: as above.
        unsafe { key.write_unaligned(entry.key.as_raw()) };
        // SAFETY: as above.
        let value = unsafe { values.add(index) };
        // SAFETY: as above.
        unsafe { value.write_unaligned(entry.value.as_raw()) };
    }
    count
}

/// `equal` of any class of dictionaries of objects.
///
/// # Safety
/// Both are dictionaries.
pub unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are dictionaries (promise of the class table).
    let left = unsafe { list(a) };
    // SAFETY: as above.
    let right = unsafe { len(b) };
    let Some(left) = left.filter(|left| right == Some(left.len())) else {
        return 0;
    };
    let same = left.into_iter().all(|(key, mine)| {
        // SAFETY: the key is that of a living dictionary.
        let theirs = unsafe { value(b, key) };
        // SAFETY: values of living dictionaries.
        !theirs.is_null() && unsafe { class::equal(mine, theirs) }
    });
    u8::from(same)
}

/// `hash` of any class of dictionaries: the number of entries.
///
/// # Safety
/// `raw` is a dictionary.
pub unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    unsafe { len(raw) }.unwrap_or(0)
}
