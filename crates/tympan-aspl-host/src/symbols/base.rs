//! What all objects have: `CFRetain`, `CFRelease`, `CFEqual` and the like.

use std::io::Write;

use tympan_aspl::cf::portable::{class, string};
use tympan_aspl::cf::{CFTypeRef, CfObject, CfString, CfType};

use super::abi::{Boolean, Given, Index, NULL, index};
use super::{Symbol, complain, constants, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFRetain,
    CFRelease,
    CFEqual,
    CFHash,
    CFGetTypeID,
    CFGetRetainCount,
    CFGetAllocator,
    CFShow,
    CFCopyDescription,
    CFCopyTypeIDDescription,
    CFStringGetTypeID,
    CFNumberGetTypeID,
    CFBooleanGetTypeID,
    CFNullGetTypeID,
    CFDataGetTypeID,
    CFDateGetTypeID,
    CFArrayGetTypeID,
    CFDictionaryGetTypeID,
    CFURLGetTypeID,
    CFUUIDGetTypeID,
    CFBundleGetTypeID,
];

#[unsafe(no_mangle)]
extern "C" fn CFRetain(object: Given) -> CFTypeRef {
    match object.type_id("CFRetain") {
        Some(_) => object.retain(),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFRelease(object: Given) {
    object.type_id("CFRelease");
    object.release();
}

#[unsafe(no_mangle)]
extern "C" fn CFEqual(a: Given, b: Given) -> Boolean {
    let both = a.type_id("CFEqual").is_some() && b.type_id("CFEqual").is_some();
    Boolean::from(both && a.equal(b))
}

#[unsafe(no_mangle)]
extern "C" fn CFHash(object: Given) -> usize {
    object.type_id("CFHash").map_or(0, |_| object.hash())
}

#[unsafe(no_mangle)]
extern "C" fn CFGetTypeID(object: Given) -> usize {
    object.type_id("CFGetTypeID").unwrap_or(0)
}

#[unsafe(no_mangle)]
extern "C" fn CFGetRetainCount(object: Given) -> Index {
    index(object.retain_count("CFGetRetainCount"))
}

#[unsafe(no_mangle)]
extern "C" fn CFGetAllocator(object: Given) -> CFTypeRef {
    object
        .type_id("CFGetAllocator")
        .map_or(NULL, |_| super::allocator::system())
}

#[unsafe(no_mangle)]
extern "C" fn CFShow(object: Given) {
    let _ = writeln!(std::io::stderr(), "{}", description(object));
}

#[unsafe(no_mangle)]
extern "C" fn CFCopyDescription(object: Given) -> CFTypeRef {
    match object.type_id("CFCopyDescription") {
        Some(_) => string::create(&description(object)),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFCopyTypeIDDescription(type_id: usize) -> CFTypeRef {
    match type_name(type_id) {
        Some(name) => string::create(name),
        None => {
            complain("CFCopyTypeIDDescription", "got a number that is no type id");
            NULL
        }
    }
}

fn type_name(type_id: usize) -> Option<&'static str> {
    Some(match type_id {
        class::STRING => "CFString",
        class::NUMBER => "CFNumber",
        class::BOOLEAN => "CFBoolean",
        class::NULL => "CFNull",
        class::DATA => "CFData",
        class::DATE => "CFDate",
        class::ARRAY => "CFArray",
        class::DICTIONARY => "CFDictionary",
        class::URL => "CFURL",
        class::UUID => "CFUUID",
        class::BUNDLE => "CFBundle",
        constants::ALLOCATOR => "CFAllocator",
        _ => return None,
    })
}

/// An object in words.
pub(super) fn description(object: Given) -> String {
    // SAFETY: an object or NULL that lives as long as the call (promise of `Given`).
    match unsafe { CfObject::from_get(object.raw()) } {
        None => "(null)".to_owned(),
        Some(object) => match object.downcast_ref::<CfString>() {
            Some(text) => text.to_string(),
            None => format!("{:?}", *object),
        },
    }
}

macro_rules! type_ids {
    ($($function:ident, $type_id:ident;)*) => {
        $(
            #[unsafe(no_mangle)]
            extern "C" fn $function() -> usize {
                class::$type_id
            }
        )*
    };
}

type_ids! {
    CFStringGetTypeID, STRING;
    CFNumberGetTypeID, NUMBER;
    CFBooleanGetTypeID, BOOLEAN;
    CFNullGetTypeID, NULL;
    CFDataGetTypeID, DATA;
    CFDateGetTypeID, DATE;
    CFArrayGetTypeID, ARRAY;
    CFDictionaryGetTypeID, DICTIONARY;
    CFURLGetTypeID, URL;
    CFUUIDGetTypeID, UUID;
    CFBundleGetTypeID, BUNDLE;
}
