//! Mutable strings.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::class::{self, Class};
use tympan_aspl::cf::portable::object;
use tympan_aspl::cf::portable::string::{self, Methods};

use super::abi::{Given, In, Index, NULL, Range, Text, index};
use super::encoding::{self, Encoding};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFStringCreateMutable,
    CFStringCreateMutableCopy,
    CFStringAppend,
    CFStringAppendCString,
    CFStringAppendCharacters,
    CFStringInsert,
    CFStringDelete,
    CFStringReplace,
    CFStringReplaceAll,
    CFStringFindAndReplace,
    CFStringTrimWhitespace,
    CFStringUppercase,
    CFStringLowercase,
];

struct MutableString {
    /// The longest it may become; none for no limit.
    limit: Option<usize>,
    units: Mutex<Vec<u16>>,
}

impl MutableString {
    fn units(&self) -> MutexGuard<'_, Vec<u16>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static METHODS: Methods = Methods {
    length,
    characters,
    ascii,
};
static CLASS: Class =
    object::class_of::<MutableString, _>(class::STRING, string::equal, string::hash, &METHODS);

fn create(units: Vec<u16>, limit: Index) -> CFTypeRef {
    let limit = usize::try_from(limit).ok().filter(|&limit| limit > 0);
    object::create(
        &CLASS,
        MutableString {
            limit,
            units: Mutex::new(units),
        },
    )
}

/// A new mutable string.
pub(super) fn of_text(text: &str) -> CFTypeRef {
    create(text.encode_utf16().collect(), 0)
}

unsafe extern "C" fn length(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<MutableString>(raw) }.units().len()
}

unsafe extern "C" fn characters(
    raw: CFTypeRef,
    start: usize,
    count: usize,
    out: *mut u16,
) -> usize {
    // SAFETY: an object of this class.
    let units = unsafe { object::body::<MutableString>(raw) }.units();
    let range = Range {
        location: index(start),
        length: index(count),
    }
    .within(units.len());
    let count = range.len();
    for (place, &unit) in units[range].iter().enumerate() {
        // SAFETY: there is room for `count` units (promise of the method).
        let out = unsafe { out.add(place) };
        // SAFETY: as above.
        unsafe { out.write_unaligned(unit) };
    }
    count
}

unsafe extern "C" fn ascii(_: CFTypeRef) -> *const u8 {
    // It would not stay as long as the string.
    NULL.cast()
}

/// Changes a mutable string; a change that makes it too long is not made.
pub(super) fn change(text: Given, function: &str, change: impl FnOnce(&mut Vec<u16>)) {
    let Some(text) = text.own::<MutableString>(function, "CFMutableString", &CLASS) else {
        return;
    };
    let mut units = text.units();
    let mut changed = units.clone();
    change(&mut changed);
    if text.limit.is_some_and(|limit| changed.len() > limit) {
        return complain(function, "would make the string longer than its limit");
    }
    *units = changed;
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateMutable(_: Given, limit: Index) -> CFTypeRef {
    create(Vec::new(), limit)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateMutableCopy(_: Given, limit: Index, text: Given) -> CFTypeRef {
    text.utf16("CFStringCreateMutableCopy")
        .map_or(NULL, |units| create(units, limit))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringAppend(text: Given, more: Given) {
    let more = more.utf16("CFStringAppend").unwrap_or_default();
    change(text, "CFStringAppend", |units| units.extend(more));
}

#[unsafe(no_mangle)]
extern "C" fn CFStringAppendCString(text: Given, more: Text, encoding: Encoding) {
    match more
        .bytes()
        .and_then(|bytes| encoding::decode(&bytes, encoding))
    {
        Some(more) => change(text, "CFStringAppendCString", |units| units.extend(more)),
        None => complain("CFStringAppendCString", "got no text in this encoding"),
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringAppendCharacters(text: Given, more: In<u16>, count: Index) {
    change(text, "CFStringAppendCharacters", |units| {
        units.extend(more.read(count))
    });
}

/// Replaces a part of a string.
fn replace(text: Given, range: Range, by: Vec<u16>, function: &str) {
    change(text, function, |units| {
        let range = range.within(units.len());
        units.splice(range, by);
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFStringInsert(text: Given, place: Index, more: Given) {
    let more = more.utf16("CFStringInsert").unwrap_or_default();
    replace(
        text,
        Range {
            location: place,
            length: 0,
        },
        more,
        "CFStringInsert",
    );
}

#[unsafe(no_mangle)]
extern "C" fn CFStringDelete(text: Given, range: Range) {
    replace(text, range, Vec::new(), "CFStringDelete");
}

#[unsafe(no_mangle)]
extern "C" fn CFStringReplace(text: Given, range: Range, by: Given) {
    let by = by.utf16("CFStringReplace").unwrap_or_default();
    replace(text, range, by, "CFStringReplace");
}

#[unsafe(no_mangle)]
extern "C" fn CFStringReplaceAll(text: Given, by: Given) {
    let by = by.utf16("CFStringReplaceAll").unwrap_or_default();
    change(text, "CFStringReplaceAll", |units| *units = by);
}

#[unsafe(no_mangle)]
extern "C" fn CFStringFindAndReplace(
    text: Given,
    wanted: Given,
    by: Given,
    range: Range,
    _flags: usize,
) -> Index {
    let function = "CFStringFindAndReplace";
    let wanted = wanted.utf16(function).unwrap_or_default();
    let by = by.utf16(function).unwrap_or_default();
    let mut count = 0;
    if !wanted.is_empty() {
        change(text, function, |units| {
            let range = range.within(units.len());
            let mut rest = &units[range.clone()];
            let mut made = Vec::new();
            while let Some(&first) = rest.first() {
                if let Some(after) = rest.strip_prefix(wanted.as_slice()) {
                    made.extend_from_slice(&by);
                    count += 1;
                    rest = after;
                } else {
                    made.push(first);
                    rest = &rest[1..];
                }
            }
            units.splice(range, made);
        });
    }
    count
}

/// Changes a mutable string as text.
fn change_text(text: Given, function: &str, make: impl FnOnce(&str) -> String) {
    change(text, function, |units| {
        *units = make(&String::from_utf16_lossy(units))
            .encode_utf16()
            .collect()
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFStringTrimWhitespace(text: Given) {
    change_text(text, "CFStringTrimWhitespace", |text| {
        text.trim().to_owned()
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFStringUppercase(text: Given, _locale: Given) {
    change_text(text, "CFStringUppercase", str::to_uppercase);
}

#[unsafe(no_mangle)]
extern "C" fn CFStringLowercase(text: Given, _locale: Given) {
    change_text(text, "CFStringLowercase", str::to_lowercase);
}
