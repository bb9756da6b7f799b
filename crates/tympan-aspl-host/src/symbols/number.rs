//! Numbers and booleans.

use std::cmp::Ordering;
use std::ffi::c_void;

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::number::{self, Number};

use super::abi::{Boolean, Given, In, Index, NULL, Out};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFNumberCreate,
    CFNumberGetValue,
    CFNumberGetType,
    CFNumberGetByteSize,
    CFNumberIsFloatType,
    CFNumberCompare,
    CFBooleanGetValue,
];

/// What a `CFNumberType` means on a system with 64-bit longs (hal-facts A.12).
#[derive(Clone, Copy)]
enum Form {
    Integer8,
    Integer16,
    Integer32,
    Integer64,
    Float32,
    Float64,
}

fn form(number_type: Index) -> Option<Form> {
    Some(match number_type {
        1 | 7 => Form::Integer8,
        2 | 8 => Form::Integer16,
        3 | 9 => Form::Integer32,
        4 | 10 | 11 | 14 | 15 => Form::Integer64,
        5 | 12 => Form::Float32,
        6 | 13 | 16 => Form::Float64,
        _ => return None,
    })
}

#[unsafe(no_mangle)]
extern "C" fn CFNumberCreate(_: Given, number_type: Index, value: In<c_void>) -> CFTypeRef {
    let made = form(number_type).and_then(|form| {
        Some(match form {
            Form::Integer8 => number::create_i64(i8::from_ne_bytes(value.read_bytes()?).into()),
            Form::Integer16 => number::create_i64(i16::from_ne_bytes(value.read_bytes()?).into()),
            Form::Integer32 => number::create_i64(i32::from_ne_bytes(value.read_bytes()?).into()),
            Form::Integer64 => number::create_i64(i64::from_ne_bytes(value.read_bytes()?)),
            Form::Float32 => number::create(
                Number::Float(f32::from_ne_bytes(value.read_bytes()?).into()),
                5,
            ),
            Form::Float64 => number::create_f64(f64::from_ne_bytes(value.read_bytes()?)),
        })
    });
    made.unwrap_or_else(|| {
        complain(
            "CFNumberCreate",
            &format!("got number type {number_type} or NULL for the value"),
        );
        NULL
    })
}

/// A number as bytes of a form, and whether its value is in them exactly. What does not fit is cut, as C does.
fn convert(number: Number, form: Form) -> (Vec<u8>, bool) {
    // A fraction is cut off first; the cast saturates.
    let integer = number.as_i64().unwrap_or_else(|| number.as_f64() as i64);
    let is_same = |other: Number| number == other;
    match form {
        Form::Integer8 => (
            vec![integer as u8],
            is_same(Number::Integer((integer as i8).into())),
        ),
        Form::Integer16 => {
            let value = integer as i16;
            (
                value.to_ne_bytes().into(),
                is_same(Number::Integer(value.into())),
            )
        }
        Form::Integer32 => {
            let value = integer as i32;
            (
                value.to_ne_bytes().into(),
                is_same(Number::Integer(value.into())),
            )
        }
        Form::Integer64 => (
            integer.to_ne_bytes().into(),
            is_same(Number::Integer(integer)),
        ),
        Form::Float32 => {
            let value = number.as_f64() as f32;
            (
                value.to_ne_bytes().into(),
                is_same(Number::Float(value.into())),
            )
        }
        Form::Float64 => {
            let value = number.as_f64();
            (value.to_ne_bytes().into(), is_same(Number::Float(value)))
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFNumberGetValue(number: Given, number_type: Index, out: Out<c_void>) -> Boolean {
    let Some(form) = form(number_type) else {
        complain(
            "CFNumberGetValue",
            &format!("got number type {number_type}"),
        );
        return 0;
    };
    number.number("CFNumberGetValue").map_or(0, |number| {
        let (bytes, is_exact) = convert(number, form);
        out.write_bytes(&bytes);
        Boolean::from(is_exact)
    })
}

#[unsafe(no_mangle)]
extern "C" fn CFNumberGetType(number: Given) -> Index {
    number.number_type("CFNumberGetType").unwrap_or(0)
}

#[unsafe(no_mangle)]
extern "C" fn CFNumberGetByteSize(number: Given) -> Index {
    match number.number_type("CFNumberGetByteSize").and_then(form) {
        Some(Form::Integer8) => 1,
        Some(Form::Integer16) => 2,
        Some(Form::Integer32 | Form::Float32) => 4,
        Some(Form::Integer64 | Form::Float64) => 8,
        None => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFNumberIsFloatType(number: Given) -> Boolean {
    Boolean::from(matches!(
        number.number("CFNumberIsFloatType"),
        Some(Number::Float(_))
    ))
}

#[unsafe(no_mangle)]
extern "C" fn CFNumberCompare(a: Given, b: Given, _context: Given) -> Index {
    let Some((a, b)) = a.number("CFNumberCompare").zip(b.number("CFNumberCompare")) else {
        return 0;
    };
    let order = match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        // Not a number is less than any number and equal to itself.
        _ => match (a.as_f64(), b.as_f64()) {
            (a, b) if a.is_nan() || b.is_nan() => b.is_nan().cmp(&a.is_nan()),
            (a, b) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        },
    };
    order as Index
}

#[unsafe(no_mangle)]
extern "C" fn CFBooleanGetValue(boolean: Given) -> Boolean {
    Boolean::from(boolean.boolean("CFBooleanGetValue").unwrap_or(false))
}
