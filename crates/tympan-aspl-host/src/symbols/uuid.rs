//! UUIDs.

use std::io::Read;

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::{string, uuid};
use tympan_aspl_sys::CFUUIDBytes;

use super::abi::{Given, NULL};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFUUIDCreate,
    CFUUIDCreateWithBytes,
    CFUUIDCreateFromString,
    CFUUIDCreateString,
    CFUUIDGetUUIDBytes,
    CFUUIDCreateFromUUIDBytes,
    CFUUIDGetConstantUUIDWithBytes,
];

#[unsafe(no_mangle)]
extern "C" fn CFUUIDCreate(_: Given) -> CFTypeRef {
    let mut bytes = [0; 16];
    let random =
        std::fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    if let Err(error) = random {
        complain("CFUUIDCreate", &format!("found no random numbers: {error}"));
        return NULL;
    }
    // Version 4, variant 1 (RFC 9562).
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    uuid::create(bytes)
}

#[unsafe(no_mangle)]
extern "C" fn CFUUIDCreateFromString(_: Given, text: Given) -> CFTypeRef {
    let Some(text) = text.text("CFUUIDCreateFromString") else {
        return NULL;
    };
    parse(&text).map_or_else(
        || {
            complain(
                "CFUUIDCreateFromString",
                &format!("got {text:?}, which is no UUID"),
            );
            NULL
        },
        uuid::create,
    )
}

/// The bytes of 32 digits with hyphens after the 8th, 12th, 16th and 20th.
fn parse(text: &str) -> Option<[u8; 16]> {
    let groups: Vec<&str> = text.split('-').collect();
    if !groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) {
        return None;
    }
    let mut digits = groups
        .concat()
        .into_bytes()
        .into_iter()
        .map(|byte| char::from(byte).to_digit(16));
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        *byte = u8::try_from(digits.next()?? * 16 + digits.next()??).ok()?;
    }
    Some(bytes)
}

#[unsafe(no_mangle)]
extern "C" fn CFUUIDCreateString(_: Given, uuid: Given) -> CFTypeRef {
    let Some(bytes) = uuid.uuid("CFUUIDCreateString") else {
        return NULL;
    };
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| digits[group].to_owned());
    string::create(&groups.join("-"))
}

#[unsafe(no_mangle)]
extern "C" fn CFUUIDGetUUIDBytes(uuid: Given) -> CFUUIDBytes {
    CFUUIDBytes::from_bytes(uuid.uuid("CFUUIDGetUUIDBytes").unwrap_or_default())
}

#[unsafe(no_mangle)]
extern "C" fn CFUUIDCreateFromUUIDBytes(_: Given, bytes: CFUUIDBytes) -> CFTypeRef {
    uuid::create(bytes.to_bytes())
}

/// Functions that take the sixteen bytes one by one.
macro_rules! with_bytes {
    ($($function:ident => $make:path;)*) => {
        $(
            #[unsafe(no_mangle)]
            extern "C" fn $function(
                _: Given, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, j: u8, k: u8, l: u8, m: u8,
                n: u8, o: u8, p: u8,
            ) -> CFTypeRef {
                $make([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
            }
        )*
    };
}

with_bytes! {
    CFUUIDCreateWithBytes => uuid::create;
    CFUUIDGetConstantUUIDWithBytes => uuid::constant;
}
