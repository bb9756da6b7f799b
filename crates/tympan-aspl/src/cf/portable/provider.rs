//! The functions a provider has, over the portable objects. `cf/apple.rs` has the same ones.

use std::path::{Path, PathBuf};
use std::ptr;

use super::number::Number;
use super::{
    Reference, array, boolean, bundle, class, data, date, dictionary, number, object, string, url,
    uuid,
};
use crate::cf::{CFTypeRef, Kind};

pub use class::{equal, hash, release, retain};

/// What an object is; none if it cannot be handled (NULL, another table version, a container of other things than objects).
///
/// # Safety
/// As [`class::of`].
pub unsafe fn kind(raw: CFTypeRef) -> Option<Kind> {
    // SAFETY: the caller's promise.
    let class = unsafe { class::of(raw) }?;
    Some(match class.type_id {
        class::STRING => Kind::String,
        class::NUMBER => Kind::Number,
        class::BOOLEAN => Kind::Boolean,
        class::DATA => Kind::Data,
        class::DATE => Kind::Date,
        // SAFETY: the caller's promise.
        class::ARRAY if unsafe { array::len(raw) }.is_some() => Kind::Array,
        // SAFETY: the caller's promise.
        class::DICTIONARY if unsafe { dictionary::len(raw) }.is_some() => Kind::Dictionary,
        class::URL => Kind::Url,
        class::UUID => Kind::Uuid,
        class::BUNDLE => Kind::Bundle,
        class::RELEASED => return None,
        _ => Kind::Other,
    })
}

pub fn live_objects() -> Option<usize> {
    Some(object::live_objects())
}

pub fn new_string(text: &str) -> CFTypeRef {
    string::create(text)
}

/// # Safety
/// `raw` is a string.
pub unsafe fn string_text(raw: CFTypeRef) -> String {
    // SAFETY: the caller's promise.
    unsafe { string::text(raw) }.unwrap_or_default()
}

pub fn new_number_i64(value: i64) -> CFTypeRef {
    number::create_i64(value)
}

pub fn new_number_f64(value: f64) -> CFTypeRef {
    number::create_f64(value)
}

/// # Safety
/// `raw` is a number.
pub unsafe fn number_is_float(raw: CFTypeRef) -> bool {
    // SAFETY: the caller's promise.
    matches!(unsafe { number::read(raw) }, Some(Number::Float(_)))
}

/// # Safety
/// `raw` is a number.
pub unsafe fn number_as_i64(raw: CFTypeRef) -> Option<i64> {
    // SAFETY: the caller's promise.
    unsafe { number::read(raw) }?.as_i64()
}

/// # Safety
/// `raw` is a number.
pub unsafe fn number_as_f64(raw: CFTypeRef) -> f64 {
    // SAFETY: the caller's promise.
    unsafe { number::read(raw) }.map_or(f64::NAN, Number::as_f64)
}

pub fn new_boolean(value: bool) -> CFTypeRef {
    boolean::object(value)
}

/// # Safety
/// `raw` is a boolean.
pub unsafe fn boolean_value(raw: CFTypeRef) -> bool {
    // SAFETY: the caller's promise.
    unsafe { boolean::read(raw) }.unwrap_or(false)
}

pub fn new_data(bytes: &[u8]) -> CFTypeRef {
    data::create(bytes)
}

/// # Safety
/// `raw` is data.
pub unsafe fn data_bytes(raw: CFTypeRef) -> Vec<u8> {
    // SAFETY: the caller's promise.
    unsafe { data::read(raw) }.unwrap_or_default()
}

pub fn new_date(seconds: f64) -> CFTypeRef {
    date::create(seconds)
}

/// # Safety
/// `raw` is a date.
pub unsafe fn date_seconds(raw: CFTypeRef) -> f64 {
    // SAFETY: the caller's promise.
    unsafe { date::read(raw) }.unwrap_or(f64::NAN)
}

/// # Safety
/// The elements are objects.
pub unsafe fn new_array(elements: &[CFTypeRef]) -> CFTypeRef {
    // SAFETY: the caller's promise.
    array::create(elements.iter().map(|&raw| unsafe { Reference::to(raw) }))
}

/// # Safety
/// `raw` is an array.
pub unsafe fn array_len(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    unsafe { array::len(raw) }.unwrap_or(0)
}

/// # Safety
/// `raw` is an array, and `index` is below its length.
pub unsafe fn array_get(raw: CFTypeRef, index: usize) -> CFTypeRef {
    // SAFETY: the caller's promise.
    unsafe { array::element(raw, index) }
}

/// # Safety
/// Keys and values are objects.
pub unsafe fn new_dictionary(entries: &[(CFTypeRef, CFTypeRef)]) -> CFTypeRef {
    dictionary::create(entries.iter().map(|&(key, value)| {
        // SAFETY: the caller's promise.
        let key = unsafe { Reference::to(key) };
        // SAFETY: the caller's promise.
        (key, unsafe { Reference::to(value) })
    }))
}

/// # Safety
/// `raw` is a dictionary.
pub unsafe fn dictionary_len(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    unsafe { dictionary::len(raw) }.unwrap_or(0)
}

/// # Safety
/// `raw` is a dictionary, `key` an object.
pub unsafe fn dictionary_get(raw: CFTypeRef, key: CFTypeRef) -> CFTypeRef {
    // SAFETY: the caller's promise.
    unsafe { dictionary::value(raw, key) }
}

/// # Safety
/// `raw` is a dictionary.
pub unsafe fn dictionary_entries(raw: CFTypeRef) -> Vec<(CFTypeRef, CFTypeRef)> {
    // SAFETY: the caller's promise.
    unsafe { dictionary::list(raw) }.unwrap_or_default()
}

pub fn new_url(path: &Path, is_directory: bool) -> CFTypeRef {
    url::create_from_path(path, is_directory).unwrap_or(ptr::null())
}

/// # Safety
/// `raw` is a URL.
pub unsafe fn url_path(raw: CFTypeRef) -> Option<PathBuf> {
    // SAFETY: the caller's promise.
    unsafe { url::path(raw) }
}

/// # Safety
/// `raw` is a URL.
pub unsafe fn url_text(raw: CFTypeRef) -> String {
    // SAFETY: the caller's promise.
    unsafe { url::absolute_text(raw) }.unwrap_or_default()
}

pub fn new_uuid(bytes: [u8; 16]) -> CFTypeRef {
    uuid::create(bytes)
}

/// # Safety
/// `raw` is a UUID.
pub unsafe fn uuid_bytes(raw: CFTypeRef) -> [u8; 16] {
    // SAFETY: the caller's promise.
    unsafe { uuid::read(raw) }.unwrap_or_default()
}

pub fn bundle_with_identifier(identifier: &str) -> CFTypeRef {
    bundle::registered(identifier)
        .and_then(|path| bundle::create(&path))
        .unwrap_or(ptr::null())
}

/// # Safety
/// `raw` is a bundle.
pub unsafe fn bundle_path(raw: CFTypeRef) -> Option<PathBuf> {
    // SAFETY: the caller's promise.
    unsafe { bundle::path(raw) }
}

/// # Safety
/// `raw` is a bundle.
pub unsafe fn bundle_resource(
    raw: CFTypeRef,
    name: &str,
    extension: Option<&str>,
    directory: Option<&str>,
) -> CFTypeRef {
    // SAFETY: the caller's promise.
    let resource = unsafe { bundle::path(raw) }
        .and_then(|path| bundle::resource(&path, name, extension, directory));
    resource.map_or(ptr::null(), |path| new_url(&path, path.is_dir()))
}
