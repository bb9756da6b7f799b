//! URLs: a string, and the URL it is relative to, if any.

use std::path::{Path, PathBuf};

use super::class::{self, Class};
use super::{Reference, hashing, object, string};
use crate::cf::CFTypeRef;

/// The method table of URLs.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// The URL's string, without a reference of its own.
    pub string: unsafe extern "C" fn(CFTypeRef) -> CFTypeRef,
    /// The URL it is relative to, without a reference of its own, or null.
    pub base: unsafe extern "C" fn(CFTypeRef) -> CFTypeRef,
}

struct Body {
    string: Reference,
    base: Option<Reference>,
}

static METHODS: Methods = Methods {
    string: get_string,
    base: get_base,
};
static CLASS: Class = object::class_of::<Body, _>(class::URL, equal, hash, &METHODS);

/// Makes a URL of its string.
#[must_use]
pub fn create(text: &str, base: Option<Reference>) -> CFTypeRef {
    // SAFETY: the new string's one reference is given to the URL.
    let string = unsafe { Reference::adopt(string::create(text)) };
    object::create(&CLASS, Body { string, base })
}

/// Makes the file URL of a path; none if the path is empty, has a NUL, or cannot be made absolute.
#[must_use]
pub fn create_from_path(path: &Path, is_directory: bool) -> Option<CFTypeRef> {
    let path = std::path::absolute(path).ok()?;
    let bytes = path_bytes(&path)?;
    if bytes.contains(&0) {
        return None;
    }
    let mut text = String::from("file://");
    for &byte in &bytes {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,=:@/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    while text.len() > "file:///".len() && text.ends_with('/') {
        text.pop();
    }
    if is_directory && !text.ends_with('/') {
        text.push('/');
    }
    Some(create(&text, None))
}

/// The absolute text of any URL object; none if it is not a URL.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn absolute_text(raw: CFTypeRef) -> Option<String> {
    /// As many bases as are followed; a ring of them, which only foreign code could make, ends here.
    const LONGEST_CHAIN: usize = 64;
    let mut texts = Vec::new();
    let mut raw = raw;
    while !raw.is_null() && texts.len() < LONGEST_CHAIN {
        // SAFETY: the caller's promise; then a base, kept alive by the URL before.
        let methods = unsafe { class::methods::<Methods>(raw, class::URL) }?;
        // SAFETY: the object is a URL of this table.
        let string = unsafe { (methods.string)(raw) };
        // SAFETY: the URL keeps its string alive.
        texts.push(unsafe { string::text(string) }?);
        // SAFETY: the object is a URL of this table.
        raw = unsafe { (methods.base)(raw) };
    }
    texts
        .into_iter()
        .rev()
        .reduce(|base, text| join(&base, &text))
}

/// Resolves a reference against an absolute URL: another URL, a path from the root, or a path beside the base.
fn join(base: &str, text: &str) -> String {
    if has_scheme(text) {
        return text.to_owned();
    }
    let path_start = base.find("://").map_or(0, |at| {
        let host = at + "://".len();
        base[host..]
            .find('/')
            .map_or(base.len(), |slash| host + slash)
    });
    if text.starts_with('/') {
        return format!("{}{text}", &base[..path_start]);
    }
    let directory = base[path_start..]
        .rfind('/')
        .map_or(base.len(), |slash| path_start + slash + 1);
    format!("{}{text}", &base[..directory])
}

/// Whether a URL begins with a scheme.
fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

/// The path of any file URL, without the slash that marks a directory; none if it is something else.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn path(raw: CFTypeRef) -> Option<PathBuf> {
    // SAFETY: the caller's promise.
    let text = unsafe { absolute_text(raw) }?;
    let text = match text.strip_prefix("file://") {
        Some(rest) => &rest[rest.find('/')?..],
        None => text
            .strip_prefix("file:")
            .filter(|rest| rest.starts_with('/'))?,
    };
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let text = if text.len() > 1 {
        text.strip_suffix('/').unwrap_or(text)
    } else {
        text
    };
    path_of_bytes(unescape(text)?)
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).ok().filter(|&value| value != 0)?);
    }
    Some(bytes)
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> Option<Vec<u8>> {
    use std::os::unix::ffi::OsStrExt;
    Some(path.as_os_str().as_bytes().to_vec())
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Option<Vec<u8>> {
    let path = path.to_str()?.replace('\\', "/");
    Some(
        if path.starts_with('/') {
            path
        } else {
            format!("/{path}")
        }
        .into_bytes(),
    )
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    let path = String::from_utf8(bytes).ok()?;
    let has_drive = path.as_bytes().get(2) == Some(&b':');
    Some(if has_drive {
        path[1..].into()
    } else {
        path.into()
    })
}

unsafe extern "C" fn get_string(raw: CFTypeRef) -> CFTypeRef {
    // SAFETY: an object of this class.
    unsafe { object::body::<Body>(raw) }.string.as_raw()
}

unsafe extern "C" fn get_base(raw: CFTypeRef) -> CFTypeRef {
    // SAFETY: an object of this class.
    unsafe { object::body::<Body>(raw) }
        .base
        .as_ref()
        .map_or(std::ptr::null(), Reference::as_raw)
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: both are URLs (promise of the class table).
    let left = unsafe { absolute_text(a) };
    // SAFETY: as above.
    let right = unsafe { absolute_text(b) };
    u8::from(left.is_some() && left == right)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    hashing::hash(
        unsafe { absolute_text(raw) }
            .unwrap_or_default()
            .into_bytes(),
    )
}
