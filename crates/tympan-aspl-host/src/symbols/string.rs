//! Strings: how they are made and read.

use std::collections::BTreeMap;
use std::ffi::c_char;
use std::sync::{Mutex, PoisonError};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::{Reference, class, object, string};

use super::abi::{Boolean, Given, In, Index, NULL, Out, Range, Text, index};
use super::encoding::{self, Encoding};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    __CFStringMakeConstantString,
    CFStringCreateWithCString,
    CFStringCreateWithCStringNoCopy,
    CFStringCreateWithBytes,
    CFStringCreateWithCharacters,
    CFStringCreateWithSubstring,
    CFStringCreateCopy,
    CFStringGetLength,
    CFStringGetCharacterAtIndex,
    CFStringGetCharacters,
    CFStringGetCString,
    CFStringGetCStringPtr,
    CFStringGetCharactersPtr,
    CFStringGetBytes,
    CFStringGetIntValue,
    CFStringGetDoubleValue,
    CFStringGetMaximumSizeForEncoding,
    CFStringGetMaximumSizeOfFileSystemRepresentation,
    CFStringGetFileSystemRepresentation,
    CFStringGetSystemEncoding,
    CFStringGetSmallestEncoding,
    CFStringGetFastestEncoding,
    CFStringIsEncodingAvailable,
];

/// The strings of `CFSTR` where the compiler does not lay them out: one immortal object per content.
static CONSTANTS: Mutex<BTreeMap<Vec<u8>, Reference>> = Mutex::new(BTreeMap::new());

#[unsafe(no_mangle)]
extern "C" fn __CFStringMakeConstantString(text: Text) -> CFTypeRef {
    let Some(bytes) = text.bytes() else {
        complain("__CFStringMakeConstantString", "got NULL");
        return NULL;
    };
    let mut constants = CONSTANTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = constants.get(&bytes) {
        return known.as_raw();
    }
    if !bytes.is_ascii() {
        complain(
            "CFSTR",
            "has characters that are not ASCII; without constant strings of the compiler they are MacRoman",
        );
    }
    let units = encoding::decode(&bytes, encoding::MAC_ROMAN).unwrap_or_default();
    let raw = string::create_utf16(&units);
    // SAFETY: made by `create_utf16`.
    unsafe { object::make_immortal(raw) };
    // SAFETY: the one reference is given to the table.
    constants.insert(bytes, unsafe { Reference::adopt(raw) });
    raw
}

/// A new string of bytes; NULL if they are not well formed.
pub(super) fn create(bytes: &[u8], encoding: Encoding, function: &str) -> CFTypeRef {
    if !encoding::is_known(encoding) {
        complain(
            function,
            &format!("got encoding {encoding:#x}, which is not known here"),
        );
    }
    encoding::decode(bytes, encoding).map_or(NULL, |units| string::create_utf16(&units))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateWithCString(_: Given, text: Text, encoding: Encoding) -> CFTypeRef {
    match text.bytes() {
        Some(bytes) => create(&bytes, encoding, "CFStringCreateWithCString"),
        None => {
            complain("CFStringCreateWithCString", "got NULL, needs a C string");
            NULL
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateWithCStringNoCopy(
    _: Given,
    text: Text,
    encoding: Encoding,
    deallocator: Given,
) -> CFTypeRef {
    let Some(bytes) = text.bytes() else {
        complain(
            "CFStringCreateWithCStringNoCopy",
            "got NULL, needs a C string",
        );
        return NULL;
    };
    let string = create(&bytes, encoding, "CFStringCreateWithCStringNoCopy");
    if string != NULL {
        // The bytes were copied, so they can go at once.
        super::allocator::deallocate(deallocator, text.address().cast_mut().cast());
    }
    string
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateWithBytes(
    _: Given,
    bytes: In<u8>,
    count: Index,
    encoding: Encoding,
    is_external: Boolean,
) -> CFTypeRef {
    let bytes = bytes.read(count);
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) if is_external != 0 && encoding == encoding::UTF8 => rest,
        _ => bytes.as_slice(),
    };
    create(bytes, encoding, "CFStringCreateWithBytes")
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateWithCharacters(
    _: Given,
    characters: In<u16>,
    count: Index,
) -> CFTypeRef {
    string::create_utf16(&characters.read(count))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateWithSubstring(_: Given, text: Given, range: Range) -> CFTypeRef {
    match text.utf16("CFStringCreateWithSubstring") {
        Some(units) => string::create_utf16(&units[range.within(units.len())]),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateCopy(_: Given, text: Given) -> CFTypeRef {
    text.utf16("CFStringCreateCopy")
        .map_or(NULL, |units| string::create_utf16(&units))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetLength(text: Given) -> Index {
    text.utf16("CFStringGetLength")
        .map_or(0, |units| index(units.len()))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetCharacterAtIndex(text: Given, place: Index) -> u16 {
    let units = text
        .utf16("CFStringGetCharacterAtIndex")
        .unwrap_or_default();
    let unit = usize::try_from(place)
        .ok()
        .and_then(|place| units.get(place).copied());
    unit.unwrap_or_else(|| {
        complain(
            "CFStringGetCharacterAtIndex",
            &format!("got index {place} of {} characters", units.len()),
        );
        0
    })
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetCharacters(text: Given, range: Range, out: Out<u16>) {
    if let Some(units) = text.utf16("CFStringGetCharacters") {
        out.write(&units[range.within(units.len())]);
    }
}

/// Writes bytes and a NUL, if there is room for both.
pub(super) fn write_c_string(bytes: &[u8], out: Out<u8>, size: Index) -> Boolean {
    let fits = usize::try_from(size).is_ok_and(|size| bytes.len() < size);
    if fits && !out.is_null() {
        out.write(&[bytes, &[0]].concat());
    }
    Boolean::from(fits && !out.is_null())
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetCString(
    text: Given,
    out: Out<u8>,
    size: Index,
    encoding: Encoding,
) -> Boolean {
    let bytes = text
        .utf16("CFStringGetCString")
        .and_then(|units| encoding::encode_all(&units, encoding));
    bytes.map_or(0, |bytes| write_c_string(&bytes, out, size))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetCStringPtr(text: Given, encoding: Encoding) -> *const c_char {
    let Some(methods) =
        text.methods::<string::Methods>("CFStringGetCStringPtr", "CFString", class::STRING)
    else {
        return NULL.cast();
    };
    // ASCII is the same in all encodings with bytes for units.
    if encoding::maximum_size(1, encoding).is_none_or(|size| size != 1)
        && encoding != encoding::UTF8
    {
        return NULL.cast();
    }
    // SAFETY: a string of this table.
    unsafe { (methods.ascii)(text.raw()) }.cast()
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetCharactersPtr(_: Given) -> *const u16 {
    // Allowed for every string: the caller then copies the characters.
    NULL.cast()
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetBytes(
    text: Given,
    range: Range,
    encoding: Encoding,
    loss: u8,
    is_external: Boolean,
    out: Out<u8>,
    size: Index,
    used: Out<Index>,
) -> Index {
    let units = text.utf16("CFStringGetBytes").unwrap_or_default();
    let limit = if out.is_null() {
        usize::MAX
    } else {
        usize::try_from(size).unwrap_or(0)
    };
    let loss = (loss != 0).then_some(loss);
    let encoded = encoding::encode(
        &units[range.within(units.len())],
        encoding,
        loss,
        is_external != 0,
        limit,
    );
    out.write(&encoded.bytes);
    used.set(index(encoded.bytes.len()));
    index(encoded.units)
}

/// The text after white space, as far as it is ASCII.
fn number_text(text: Given, function: &str) -> String {
    let text = text.text(function).unwrap_or_default();
    text.trim_start()
        .chars()
        .take_while(char::is_ascii)
        .collect()
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetIntValue(text: Given) -> i32 {
    let text = number_text(text, "CFStringGetIntValue");
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let digits = digits.bytes().take_while(u8::is_ascii_digit);
    let value = digits.fold(0i64, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
    });
    let value = if is_negative { -value } else { value };
    value.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetDoubleValue(text: Given) -> f64 {
    let text = number_text(text, "CFStringGetDoubleValue");
    // The longest beginning that is a number; words such as "nan" are none.
    let end = text
        .find(|character: char| !"+-.eE0123456789".contains(character))
        .unwrap_or(text.len());
    (1..=end)
        .rev()
        .find_map(|end| text[..end].parse().ok())
        .unwrap_or(0.0)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetMaximumSizeForEncoding(length: Index, encoding: Encoding) -> Index {
    let size = usize::try_from(length)
        .ok()
        .and_then(|length| encoding::maximum_size(length, encoding));
    size.map_or(-1, index)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetMaximumSizeOfFileSystemRepresentation(text: Given) -> Index {
    let units = text
        .utf16("CFStringGetMaximumSizeOfFileSystemRepresentation")
        .unwrap_or_default();
    index(units.len() * 3 + 1)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetFileSystemRepresentation(
    text: Given,
    out: Out<u8>,
    size: Index,
) -> Boolean {
    CFStringGetCString(text, out, size, encoding::UTF8)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetSystemEncoding() -> Encoding {
    encoding::UTF8
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetSmallestEncoding(text: Given) -> Encoding {
    let units = text
        .utf16("CFStringGetSmallestEncoding")
        .unwrap_or_default();
    if units.iter().all(|&unit| unit < 0x80) {
        encoding::ASCII
    } else {
        encoding::UTF16
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringGetFastestEncoding(text: Given) -> Encoding {
    CFStringGetSmallestEncoding(text)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringIsEncodingAvailable(encoding: Encoding) -> Boolean {
    Boolean::from(encoding::is_known(encoding))
}
