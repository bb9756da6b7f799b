//! The provider that is CoreFoundation itself, through its C functions (hal-facts A.12).
//!
//! On Apple's systems the framework is linked. Elsewhere the symbols stay undefined here: the program that is linked, or the
//! host that loads the library, supplies them.

use std::path::{Path, PathBuf};
use std::ptr;

use tympan_aspl_sys::CFUUIDBytes;

use super::{CFTypeRef, Kind, number};

const UTF8: u32 = 0x0800_0100;
const SINT64: isize = 4;
const FLOAT64: isize = 6;
/// Longer paths than any system has.
const LONGEST_PATH: usize = 16_384;

#[repr(C)]
struct CFRange {
    location: isize,
    length: isize,
}

#[cfg_attr(
    target_vendor = "apple",
    link(name = "CoreFoundation", kind = "framework")
)]
unsafe extern "C" {
    static kCFBooleanTrue: CFTypeRef;
    static kCFBooleanFalse: CFTypeRef;
    static kCFTypeArrayCallBacks: [usize; 5];
    static kCFTypeDictionaryKeyCallBacks: [usize; 6];
    static kCFTypeDictionaryValueCallBacks: [usize; 5];

    fn CFRetain(object: CFTypeRef) -> CFTypeRef;
    fn CFRelease(object: CFTypeRef);
    fn CFEqual(a: CFTypeRef, b: CFTypeRef) -> u8;
    fn CFHash(object: CFTypeRef) -> usize;
    fn CFGetTypeID(object: CFTypeRef) -> usize;

    fn CFStringGetTypeID() -> usize;
    fn CFNumberGetTypeID() -> usize;
    fn CFBooleanGetTypeID() -> usize;
    fn CFDataGetTypeID() -> usize;
    fn CFDateGetTypeID() -> usize;
    fn CFArrayGetTypeID() -> usize;
    fn CFDictionaryGetTypeID() -> usize;
    fn CFURLGetTypeID() -> usize;
    fn CFUUIDGetTypeID() -> usize;
    fn CFBundleGetTypeID() -> usize;

    fn CFStringCreateWithBytes(
        allocator: CFTypeRef,
        bytes: *const u8,
        length: isize,
        encoding: u32,
        is_external: u8,
    ) -> CFTypeRef;
    fn CFStringGetLength(string: CFTypeRef) -> isize;
    fn CFStringGetCharacters(string: CFTypeRef, range: CFRange, buffer: *mut u16);

    fn CFNumberCreate(allocator: CFTypeRef, number_type: isize, value: CFTypeRef) -> CFTypeRef;
    fn CFNumberGetValue(number: CFTypeRef, number_type: isize, value: *mut std::ffi::c_void) -> u8;
    fn CFNumberIsFloatType(number: CFTypeRef) -> u8;
    fn CFBooleanGetValue(boolean: CFTypeRef) -> u8;

    fn CFDataCreate(allocator: CFTypeRef, bytes: *const u8, length: isize) -> CFTypeRef;
    fn CFDataGetLength(data: CFTypeRef) -> isize;
    fn CFDataGetBytePtr(data: CFTypeRef) -> *const u8;

    fn CFDateCreate(allocator: CFTypeRef, seconds: f64) -> CFTypeRef;
    fn CFDateGetAbsoluteTime(date: CFTypeRef) -> f64;

    fn CFArrayCreate(
        allocator: CFTypeRef,
        values: *const CFTypeRef,
        count: isize,
        callbacks: *const [usize; 5],
    ) -> CFTypeRef;
    fn CFArrayGetCount(array: CFTypeRef) -> isize;
    fn CFArrayGetValueAtIndex(array: CFTypeRef, index: isize) -> CFTypeRef;

    fn CFDictionaryCreate(
        allocator: CFTypeRef,
        keys: *const CFTypeRef,
        values: *const CFTypeRef,
        count: isize,
        key_callbacks: *const [usize; 6],
        value_callbacks: *const [usize; 5],
    ) -> CFTypeRef;
    fn CFDictionaryGetCount(dictionary: CFTypeRef) -> isize;
    fn CFDictionaryGetValue(dictionary: CFTypeRef, key: CFTypeRef) -> CFTypeRef;
    fn CFDictionaryGetKeysAndValues(
        dictionary: CFTypeRef,
        keys: *mut CFTypeRef,
        values: *mut CFTypeRef,
    );

    fn CFURLCreateFromFileSystemRepresentation(
        allocator: CFTypeRef,
        path: *const u8,
        length: isize,
        is_directory: u8,
    ) -> CFTypeRef;
    fn CFURLGetFileSystemRepresentation(
        url: CFTypeRef,
        resolve: u8,
        buffer: *mut u8,
        length: isize,
    ) -> u8;
    fn CFURLCopyAbsoluteURL(url: CFTypeRef) -> CFTypeRef;
    fn CFURLGetString(url: CFTypeRef) -> CFTypeRef;

    fn CFUUIDCreateFromUUIDBytes(allocator: CFTypeRef, bytes: CFUUIDBytes) -> CFTypeRef;
    fn CFUUIDGetUUIDBytes(uuid: CFTypeRef) -> CFUUIDBytes;

    fn CFBundleGetBundleWithIdentifier(identifier: CFTypeRef) -> CFTypeRef;
    fn CFBundleCopyBundleURL(bundle: CFTypeRef) -> CFTypeRef;
    fn CFBundleCopyResourceURL(
        bundle: CFTypeRef,
        name: CFTypeRef,
        extension: CFTypeRef,
        directory: CFTypeRef,
    ) -> CFTypeRef;
}

/// An object made here for the length of a call; null if it was not made.
struct Temporary(CFTypeRef);

impl Temporary {
    fn string(text: &str) -> Self {
        Self(new_string(text))
    }

    fn optional_string(text: Option<&str>) -> Self {
        Self(text.map_or(ptr::null(), new_string))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: a reference of one's own.
            unsafe { CFRelease(self.0) };
        }
    }
}

fn to_usize(count: isize) -> usize {
    usize::try_from(count).unwrap_or(0)
}

/// What an object is; none for NULL.
///
/// # Safety
/// `raw` is NULL or an object.
pub unsafe fn kind(raw: CFTypeRef) -> Option<Kind> {
    if raw.is_null() {
        return None;
    }
    let types: [(unsafe extern "C" fn() -> usize, Kind); 10] = [
        (CFStringGetTypeID, Kind::String),
        (CFNumberGetTypeID, Kind::Number),
        (CFBooleanGetTypeID, Kind::Boolean),
        (CFDataGetTypeID, Kind::Data),
        (CFDateGetTypeID, Kind::Date),
        (CFArrayGetTypeID, Kind::Array),
        (CFDictionaryGetTypeID, Kind::Dictionary),
        (CFURLGetTypeID, Kind::Url),
        (CFUUIDGetTypeID, Kind::Uuid),
        (CFBundleGetTypeID, Kind::Bundle),
    ];
    // SAFETY: the caller's promise.
    let id = unsafe { CFGetTypeID(raw) };
    for (type_id, kind) in types {
        // SAFETY: takes nothing, may be called at any time.
        if unsafe { type_id() } == id {
            return Some(kind);
        }
    }
    Some(Kind::Other)
}

/// # Safety
/// `raw` is an object.
pub unsafe fn retain(raw: CFTypeRef) {
    // SAFETY: the caller's promise.
    unsafe { CFRetain(raw) };
}

/// # Safety
/// `raw` is an object of which the caller owns a reference.
pub unsafe fn release(raw: CFTypeRef) {
    // SAFETY: the caller's promise.
    unsafe { CFRelease(raw) };
}

/// # Safety
/// Both are objects.
pub unsafe fn equal(a: CFTypeRef, b: CFTypeRef) -> bool {
    // SAFETY: the caller's promise.
    unsafe { CFEqual(a, b) != 0 }
}

/// # Safety
/// `raw` is an object.
pub unsafe fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    unsafe { CFHash(raw) }
}

pub fn live_objects() -> Option<usize> {
    None
}

pub fn new_string(text: &str) -> CFTypeRef {
    // SAFETY: as many bytes as the text has; a slice is never longer than isize::MAX.
    unsafe { CFStringCreateWithBytes(ptr::null(), text.as_ptr(), text.len() as isize, UTF8, 0) }
}

/// # Safety
/// `raw` is a string.
pub unsafe fn string_text(raw: CFTypeRef) -> String {
    // SAFETY: the caller's promise.
    let length = unsafe { CFStringGetLength(raw) };
    let mut units = vec![0; to_usize(length)];
    // SAFETY: the range is that of the string, and `units` has as much room.
    unsafe {
        CFStringGetCharacters(
            raw,
            CFRange {
                location: 0,
                length,
            },
            units.as_mut_ptr(),
        )
    };
    String::from_utf16_lossy(&units)
}

pub fn new_number_i64(value: i64) -> CFTypeRef {
    // SAFETY: the value is of the type that is named.
    unsafe { CFNumberCreate(ptr::null(), SINT64, (&raw const value).cast()) }
}

pub fn new_number_f64(value: f64) -> CFTypeRef {
    // SAFETY: the value is of the type that is named.
    unsafe { CFNumberCreate(ptr::null(), FLOAT64, (&raw const value).cast()) }
}

/// # Safety
/// `raw` is a number.
pub unsafe fn number_is_float(raw: CFTypeRef) -> bool {
    // SAFETY: the caller's promise.
    unsafe { CFNumberIsFloatType(raw) != 0 }
}

/// # Safety
/// `raw` is a number.
pub unsafe fn number_as_i64(raw: CFTypeRef) -> Option<i64> {
    // SAFETY: the caller's promise.
    if unsafe { number_is_float(raw) } {
        // SAFETY: the caller's promise.
        return number::exact_i64(unsafe { number_as_f64(raw) });
    }
    let mut value = 0i64;
    // SAFETY: the value is of the type that is named.
    let is_exact = unsafe { CFNumberGetValue(raw, SINT64, (&raw mut value).cast()) };
    (is_exact != 0).then_some(value)
}

/// # Safety
/// `raw` is a number.
pub unsafe fn number_as_f64(raw: CFTypeRef) -> f64 {
    let mut value = 0f64;
    // SAFETY: the value is of the type that is named. A rounded value is written too.
    unsafe { CFNumberGetValue(raw, FLOAT64, (&raw mut value).cast()) };
    value
}

pub fn new_boolean(value: bool) -> CFTypeRef {
    if value {
        // SAFETY: a constant of the framework.
        unsafe { kCFBooleanTrue }
    } else {
        // SAFETY: a constant of the framework.
        unsafe { kCFBooleanFalse }
    }
}

/// # Safety
/// `raw` is a boolean.
pub unsafe fn boolean_value(raw: CFTypeRef) -> bool {
    // SAFETY: the caller's promise.
    unsafe { CFBooleanGetValue(raw) != 0 }
}

pub fn new_data(bytes: &[u8]) -> CFTypeRef {
    // SAFETY: as many bytes as the slice has.
    unsafe { CFDataCreate(ptr::null(), bytes.as_ptr(), bytes.len() as isize) }
}

/// # Safety
/// `raw` is data.
pub unsafe fn data_bytes(raw: CFTypeRef) -> Vec<u8> {
    // SAFETY: the caller's promise.
    let length = to_usize(unsafe { CFDataGetLength(raw) });
    // SAFETY: the caller's promise.
    let bytes = unsafe { CFDataGetBytePtr(raw) };
    if length == 0 || bytes.is_null() {
        return Vec::new();
    }
    // SAFETY: the data has that many bytes there.
    unsafe { std::slice::from_raw_parts(bytes, length) }.to_vec()
}

pub fn new_date(seconds: f64) -> CFTypeRef {
    // SAFETY: takes any value.
    unsafe { CFDateCreate(ptr::null(), seconds) }
}

/// # Safety
/// `raw` is a date.
pub unsafe fn date_seconds(raw: CFTypeRef) -> f64 {
    // SAFETY: the caller's promise.
    unsafe { CFDateGetAbsoluteTime(raw) }
}

/// # Safety
/// The elements are objects.
pub unsafe fn new_array(elements: &[CFTypeRef]) -> CFTypeRef {
    let callbacks = &raw const kCFTypeArrayCallBacks;
    // SAFETY: as many objects as the slice has.
    unsafe {
        CFArrayCreate(
            ptr::null(),
            elements.as_ptr(),
            elements.len() as isize,
            callbacks,
        )
    }
}

/// # Safety
/// `raw` is an array.
pub unsafe fn array_len(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    to_usize(unsafe { CFArrayGetCount(raw) })
}

/// # Safety
/// `raw` is an array, and `index` is below its length.
pub unsafe fn array_get(raw: CFTypeRef, index: usize) -> CFTypeRef {
    // SAFETY: the caller's promise.
    unsafe { CFArrayGetValueAtIndex(raw, index as isize) }
}

/// # Safety
/// Keys and values are objects.
pub unsafe fn new_dictionary(entries: &[(CFTypeRef, CFTypeRef)]) -> CFTypeRef {
    let (keys, values): (Vec<CFTypeRef>, Vec<CFTypeRef>) = entries.iter().copied().unzip();
    // SAFETY: as many keys and values as the slice has.
    unsafe {
        CFDictionaryCreate(
            ptr::null(),
            keys.as_ptr(),
            values.as_ptr(),
            keys.len() as isize,
            &raw const kCFTypeDictionaryKeyCallBacks,
            &raw const kCFTypeDictionaryValueCallBacks,
        )
    }
}

/// # Safety
/// `raw` is a dictionary.
pub unsafe fn dictionary_len(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    to_usize(unsafe { CFDictionaryGetCount(raw) })
}

/// # Safety
/// `raw` is a dictionary, `key` an object.
pub unsafe fn dictionary_get(raw: CFTypeRef, key: CFTypeRef) -> CFTypeRef {
    // SAFETY: the caller's promise.
    unsafe { CFDictionaryGetValue(raw, key) }
}

/// # Safety
/// `raw` is a dictionary.
pub unsafe fn dictionary_entries(raw: CFTypeRef) -> Vec<(CFTypeRef, CFTypeRef)> {
    // SAFETY: the caller's promise.
    let count = unsafe { dictionary_len(raw) };
    let mut keys = vec![ptr::null(); count];
    let mut values = vec![ptr::null(); count];
    // SAFETY: both have room for all entries; the dictionary does not change (promise of `from_create` and `from_get`).
    unsafe { CFDictionaryGetKeysAndValues(raw, keys.as_mut_ptr(), values.as_mut_ptr()) };
    keys.into_iter().zip(values).collect()
}

pub fn new_url(path: &Path, is_directory: bool) -> CFTypeRef {
    let Ok(path) = std::path::absolute(path) else {
        return ptr::null();
    };
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.contains(&0) {
        return ptr::null();
    }
    // SAFETY: as many bytes as the path has.
    unsafe {
        CFURLCreateFromFileSystemRepresentation(
            ptr::null(),
            bytes.as_ptr(),
            bytes.len() as isize,
            u8::from(is_directory),
        )
    }
}

/// # Safety
/// `raw` is a URL.
pub unsafe fn url_path(raw: CFTypeRef) -> Option<PathBuf> {
    // SAFETY: the caller's promise.
    if !unsafe { url_text(raw) }.starts_with("file:") {
        return None;
    }
    let mut buffer = vec![0; LONGEST_PATH];
    // SAFETY: the buffer has that much room.
    let is_path = unsafe {
        CFURLGetFileSystemRepresentation(raw, 1, buffer.as_mut_ptr(), LONGEST_PATH as isize)
    };
    if is_path == 0 {
        return None;
    }
    let length = buffer.iter().position(|&byte| byte == 0)?;
    buffer.truncate(length);
    path_of_bytes(buffer)
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

/// # Safety
/// `raw` is a URL.
pub unsafe fn url_text(raw: CFTypeRef) -> String {
    // SAFETY: the caller's promise.
    let absolute = Temporary(unsafe { CFURLCopyAbsoluteURL(raw) });
    if absolute.0.is_null() {
        return String::new();
    }
    // SAFETY: a URL, alive.
    let text = unsafe { CFURLGetString(absolute.0) };
    // SAFETY: the URL keeps its string alive.
    unsafe { string_text(text) }
}

pub fn new_uuid(bytes: [u8; 16]) -> CFTypeRef {
    // SAFETY: takes any value.
    unsafe { CFUUIDCreateFromUUIDBytes(ptr::null(), CFUUIDBytes::from_bytes(bytes)) }
}

/// # Safety
/// `raw` is a UUID.
pub unsafe fn uuid_bytes(raw: CFTypeRef) -> [u8; 16] {
    // SAFETY: the caller's promise.
    unsafe { CFUUIDGetUUIDBytes(raw) }.to_bytes()
}

pub fn bundle_with_identifier(identifier: &str) -> CFTypeRef {
    let identifier = Temporary::string(identifier);
    if identifier.0.is_null() {
        return ptr::null();
    }
    // SAFETY: a string, alive.
    let bundle = unsafe { CFBundleGetBundleWithIdentifier(identifier.0) };
    if !bundle.is_null() {
        // SAFETY: an object; bundles that are loaded stay alive.
        unsafe { CFRetain(bundle) };
    }
    bundle
}

/// # Safety
/// `raw` is a bundle.
pub unsafe fn bundle_path(raw: CFTypeRef) -> Option<PathBuf> {
    // SAFETY: the caller's promise.
    let url = Temporary(unsafe { CFBundleCopyBundleURL(raw) });
    if url.0.is_null() {
        return None;
    }
    // SAFETY: a URL, alive.
    unsafe { url_path(url.0) }
}

/// # Safety
/// `raw` is a bundle.
pub unsafe fn bundle_resource(
    raw: CFTypeRef,
    name: &str,
    extension: Option<&str>,
    directory: Option<&str>,
) -> CFTypeRef {
    let name = Temporary::string(name);
    let extension = Temporary::optional_string(extension);
    let directory = Temporary::optional_string(directory);
    if name.0.is_null() {
        return ptr::null();
    }
    // SAFETY: a bundle, and strings or NULL, alive.
    unsafe { CFBundleCopyResourceURL(raw, name.0, extension.0, directory.0) }
}
