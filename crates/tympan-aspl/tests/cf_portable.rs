//! The portable objects at their border: tables made elsewhere, constants a C compiler laid out, versions to come.
#![cfg(not(any(target_vendor = "apple", feature = "core-foundation")))]

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use tympan_aspl::cf::portable::{
    Class, Reference, array, class, constant_string, dictionary, number, string, url,
};
use tympan_aspl::cf::{
    CFTypeRef, CfArray, CfDictionary, CfNumber, CfObject, CfString, CfType, CfUrl, Kind,
};

/// A library of its own with strings of its own layout: one word of class, one of count, then up to six characters.
mod elsewhere {
    use super::*;

    #[repr(C)]
    pub struct Text {
        class: *const Class,
        pub references: AtomicUsize,
        length: usize,
        characters: [u16; 6],
    }

    impl Text {
        pub fn new(class: &'static Class, text: &str) -> Self {
            let units: Vec<u16> = text.encode_utf16().collect();
            let mut characters = [0; 6];
            characters[..units.len()].copy_from_slice(&units);
            Self {
                class,
                references: AtomicUsize::new(1),
                length: units.len(),
                characters,
            }
        }

        pub fn as_raw(&self) -> CFTypeRef {
            (&raw const *self).cast()
        }

        pub fn references(&self) -> usize {
            self.references.load(Ordering::Relaxed)
        }
    }

    unsafe fn text<'a>(raw: CFTypeRef) -> &'a Text {
        // SAFETY: only called with objects of this class.
        unsafe { &*raw.cast::<Text>() }
    }

    unsafe extern "C" fn retain(raw: CFTypeRef) -> CFTypeRef {
        // SAFETY: an object of this class.
        unsafe { text(raw) }
            .references
            .fetch_add(1, Ordering::Relaxed);
        raw
    }

    unsafe extern "C" fn release(raw: CFTypeRef) {
        // SAFETY: an object of this class.
        unsafe { text(raw) }
            .references
            .fetch_sub(1, Ordering::Relaxed);
    }

    unsafe extern "C" fn retain_count(raw: CFTypeRef) -> usize {
        // SAFETY: an object of this class.
        unsafe { text(raw) }.references()
    }

    unsafe extern "C" fn length(raw: CFTypeRef) -> usize {
        // SAFETY: an object of this class.
        unsafe { text(raw) }.length
    }

    unsafe extern "C" fn characters(
        raw: CFTypeRef,
        start: usize,
        count: usize,
        out: *mut u16,
    ) -> usize {
        // SAFETY: an object of this class.
        let text = unsafe { text(raw) };
        let units = &text.characters[..text.length];
        let units = &units[start.min(units.len())..start.saturating_add(count).min(units.len())];
        // SAFETY: there is room for `count` units.
        unsafe { ptr::copy_nonoverlapping(units.as_ptr(), out, units.len()) };
        units.len()
    }

    unsafe extern "C" fn ascii(_: CFTypeRef) -> *const u8 {
        ptr::null()
    }

    static METHODS: string::Methods = string::Methods {
        length,
        characters,
        ascii,
    };

    pub const fn class(version: u32) -> Class {
        Class {
            magic: class::MAGIC,
            version,
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

    pub static KNOWN: Class = class(class::VERSION);
    pub static TO_COME: Class = class(class::VERSION + 1);
}

#[test]
fn an_object_of_another_library_is_used_through_its_own_table() {
    let foreign = elsewhere::Text::new(&elsewhere::KNOWN, "abc");
    // SAFETY: alive and unchanged to the end of the test.
    let lent = unsafe { CfString::from_get(foreign.as_raw()) }.unwrap();
    assert_eq!(lent.to_string(), "abc");
    assert_eq!(*lent, CfString::new("abc"));
    assert_eq!(CfString::new("abc"), *lent);
    assert_ne!(*lent, CfString::new("abd"));
    assert_eq!(foreign.references(), 1);

    let kept = lent.retain();
    assert_eq!(foreign.references(), 2);
    let list = CfArray::new([kept.clone().into()]);
    assert_eq!(foreign.references(), 4 - 1);
    drop((kept, list));
    assert_eq!(foreign.references(), 1);

    // A key of another library finds what was stored under one of this library, and the reverse.
    let entries = [(CfString::new("abc"), CfNumber::from_i64(1).into())];
    // SAFETY: both are alive.
    let found = unsafe { dictionary::value(CfDictionary::new(entries).as_raw(), foreign.as_raw()) };
    assert!(!found.is_null());
    let reverse = CfDictionary::new([(lent.retain(), CfNumber::from_i64(2).into())]);
    assert_eq!(
        reverse
            .get("abc")
            .unwrap()
            .downcast::<CfNumber>()
            .unwrap()
            .as_i64(),
        Some(2)
    );
    drop(reverse);
    assert_eq!(foreign.references(), 1);
}

#[test]
fn a_given_object_of_another_library_is_released_there() {
    let foreign = elsewhere::Text::new(&elsewhere::KNOWN, "abc");
    foreign.references.store(3, Ordering::Relaxed);
    // SAFETY: alive; two of its references are given away here.
    drop(unsafe { CfString::from_create(foreign.as_raw()) }.unwrap());
    assert_eq!(foreign.references(), 2);
    // SAFETY: as above.
    assert!(unsafe { CfNumber::from_create(foreign.as_raw()) }.is_none());
    assert_eq!(foreign.references(), 1);
}

#[test]
fn an_object_with_a_table_of_an_unknown_version_is_refused() {
    let foreign = elsewhere::Text::new(&elsewhere::TO_COME, "abc");
    // SAFETY: alive.
    assert!(unsafe { CfString::from_get(foreign.as_raw()) }.is_none());
    // SAFETY: alive.
    assert!(unsafe { CfObject::from_get(foreign.as_raw()) }.is_none());
    // SAFETY: alive.
    assert!(unsafe { CfObject::from_create(foreign.as_raw()) }.is_none());
    assert_eq!(foreign.references(), 1);
    // SAFETY: alive.
    assert!(!unsafe { class::equal(foreign.as_raw(), CfString::new("abc").as_raw()) });
}

#[test]
fn what_cannot_be_an_object_is_refused() {
    let zero = [0u64; 4];
    let odd = [3u64; 4];
    for raw in [
        (&raw const zero).cast::<c_void>(),
        (&raw const odd).cast(),
        (&raw const odd).cast::<c_void>().wrapping_byte_add(1),
    ] {
        // SAFETY: what is read first are the address itself and one aligned word; neither gets as far as a table.
        assert!(unsafe { CfObject::from_get(raw) }.is_none());
    }
}

#[test]
fn a_type_of_a_hosts_own_is_some_object() {
    static OWN: Class = Class {
        type_id: 1000,
        methods: ptr::null(),
        ..elsewhere::class(class::VERSION)
    };
    let foreign = elsewhere::Text::new(&OWN, "own");
    // SAFETY: alive.
    let object = unsafe { CfObject::from_get(foreign.as_raw()) }.unwrap();
    assert_eq!(object.kind(), Kind::Other);
    assert!(object.downcast::<CfString>().is_none());
}

/// A constant string as clang lays it out: 32 bytes (hal-facts A.12).
#[repr(C)]
struct Constant {
    class: *const Class,
    flags: u32,
    zero: u32,
    data: *const c_void,
    length: usize,
}

static CONSTANT_CLASS: Class = constant_string::class();

#[test]
fn the_class_table_fits_the_symbol_that_c_declares() {
    assert_eq!(size_of::<Class>(), 96);
    assert_eq!(size_of::<Constant>(), 32);
}

#[test]
fn constants_of_a_c_compiler_are_strings() {
    let ascii = c"Loopback";
    let units = [0x61u16, 0xE9, 0x63, 0];
    let narrow = Constant {
        class: &raw const CONSTANT_CLASS,
        flags: 0x7C8,
        zero: 0,
        data: ascii.as_ptr().cast(),
        length: 8,
    };
    let wide = Constant {
        class: &raw const CONSTANT_CLASS,
        flags: 0x7D0,
        zero: 0,
        data: units.as_ptr().cast(),
        length: 3,
    };
    for (constant, text) in [(&narrow, "Loopback"), (&wide, "a\u{e9}c")] {
        let raw: CFTypeRef = (&raw const *constant).cast();
        assert_eq!(constant.zero, 0);
        // SAFETY: alive; releasing a constant changes nothing.
        let given = unsafe { CfString::from_create(raw) }.unwrap();
        assert_eq!(given.to_string(), text);
        assert_eq!(given, CfString::new(text));
        // SAFETY: alive.
        assert_eq!(unsafe { class::hash(raw) }, unsafe {
            class::hash(CfString::new(text).as_raw())
        });
        drop((given.clone(), given));
        // SAFETY: alive.
        assert!(unsafe { CfString::from_get(raw) }.is_some());
    }
}

#[test]
fn strings_may_be_ill_formed() {
    let raw = string::create_utf16(&[0x61, 0xD800, 0x62]);
    // SAFETY: made above.
    let text = unsafe { CfString::from_create(raw) }.unwrap();
    assert_eq!(text.to_string(), "a\u{FFFD}b");
    // SAFETY: alive.
    let units = unsafe { string::utf16(text.as_raw()) };
    assert_eq!(units, Some(vec![0x61, 0xD800, 0x62]));
}

#[test]
fn numbers_report_their_type() {
    for (value, reported) in [
        (0, 3),
        (i64::from(i32::MAX), 3),
        (i64::from(i32::MAX) + 1, 4),
        (i64::MIN, 4),
    ] {
        let number = CfNumber::from_i64(value);
        // SAFETY: alive.
        let found = unsafe { number::reported_type(number.as_raw()) };
        assert_eq!(found, Some(reported));
    }
    let number = CfNumber::from_f64(1.0);
    // SAFETY: alive.
    let found = unsafe { number::reported_type(number.as_raw()) };
    assert_eq!(found, Some(6));
}

#[test]
fn a_url_is_relative_to_its_base() {
    for (base, text, whole) in [
        ("file:///a/b/", "c", "file:///a/b/c"),
        ("file:///a/b", "c", "file:///a/c"),
        ("file:///a/b", "/c", "file:///c"),
        ("http://host/", "c", "http://host/c"),
        ("http://host/x", "file:///y", "file:///y"),
    ] {
        // SAFETY: made here, and given to the reference.
        let base = unsafe { Reference::adopt(url::create(base, None)) };
        // SAFETY: made here.
        let url = unsafe { CfUrl::from_create(url::create(text, Some(base))) }.unwrap();
        assert_eq!(url.to_string(), whole);
    }
}

#[test]
fn only_file_urls_have_a_path() {
    for (text, path) in [
        ("file:///a%20b", Some("/a b")),
        ("file://localhost/a", Some("/a")),
        ("file:/a", Some("/a")),
        ("file:///a?query#part", Some("/a")),
        ("http://host/a", None),
        ("a/b", None),
        ("file:///a%2", None),
        ("file:///a%zz", None),
        ("file:///a%00b", None),
        ("file://host", None),
    ] {
        // SAFETY: made here.
        let url = unsafe { CfUrl::from_create(url::create(text, None)) }.unwrap();
        assert_eq!(
            url.to_path().as_deref(),
            path.map(std::path::Path::new),
            "{text}"
        );
    }
}

#[test]
fn an_array_of_other_things_than_objects_is_no_array_here() {
    unsafe extern "C" fn no(_: CFTypeRef) -> u8 {
        0
    }
    unsafe extern "C" fn none(_: CFTypeRef) -> usize {
        0
    }
    unsafe extern "C" fn nothing(_: CFTypeRef, _: usize) -> CFTypeRef {
        ptr::null()
    }
    static METHODS: array::Methods = array::Methods {
        holds_objects: no,
        count: none,
        get: nothing,
    };
    static NUMBERS: Class = Class {
        type_id: class::ARRAY,
        methods: (&raw const METHODS).cast(),
        ..elsewhere::class(class::VERSION)
    };
    let foreign = elsewhere::Text::new(&NUMBERS, "");
    // SAFETY: alive.
    assert!(unsafe { CfArray::from_get(foreign.as_raw()) }.is_none());
    // SAFETY: alive.
    let object = unsafe { CfObject::from_get(foreign.as_raw()) }.unwrap();
    assert_eq!(object.kind(), Kind::Other);
}
