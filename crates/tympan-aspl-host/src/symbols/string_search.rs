//! Strings: comparing, searching and splitting.

use std::cmp::Ordering;

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::{Reference, array, string};

use super::abi::{Boolean, Given, Index, NULL, Out, Range, index};
use super::{Symbol, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFStringCompare,
    CFStringCompareWithOptions,
    CFStringHasPrefix,
    CFStringHasSuffix,
    CFStringFind,
    CFStringFindWithOptions,
    CFStringCreateArrayBySeparatingStrings,
    CFStringCreateByCombiningStrings,
];

const CASE_INSENSITIVE: usize = 1;
const BACKWARDS: usize = 4;
const ANCHORED: usize = 8;
const NUMERICALLY: usize = 64;

/// Two strings as the flags want them compared.
fn both(a: Given, b: Given, flags: usize, function: &str) -> Option<(Vec<u16>, Vec<u16>)> {
    let fold = |units: Vec<u16>| {
        if flags & CASE_INSENSITIVE == 0 {
            return units;
        }
        // Unit by unit, so that places stay what they are.
        let lower = |unit: u16| {
            let mut lower = char::from_u32(u32::from(unit))
                .map(char::to_lowercase)
                .into_iter()
                .flatten();
            match (lower.next(), lower.next()) {
                (Some(character), None) => u16::try_from(u32::from(character)).unwrap_or(unit),
                _ => unit,
            }
        };
        units.into_iter().map(lower).collect()
    };
    Some((fold(a.utf16(function)?), fold(b.utf16(function)?)))
}

/// Compares units, runs of digits by their value.
fn compare_numerically(a: &[u16], b: &[u16]) -> Ordering {
    let is_digit = |unit: &u16| (0x30..0x3A).contains(unit);
    let run = |units: &[u16]| units.iter().take_while(|unit| is_digit(unit)).count();
    let (mut a, mut b) = (a, b);
    while let (Some(first), Some(second)) = (a.first(), b.first()) {
        if is_digit(first) && is_digit(second) {
            let (left, right) = (a.split_at(run(a)), b.split_at(run(b)));
            let value = |digits: &[u16]| {
                digits
                    .iter()
                    .copied()
                    .skip_while(|&unit| unit == 0x30)
                    .collect::<Vec<u16>>()
            };
            let (x, y) = (value(left.0), value(right.0));
            match x.len().cmp(&y.len()).then(x.cmp(&y)) {
                Ordering::Equal => (a, b) = (left.1, right.1),
                unequal => return unequal,
            }
        } else if first == second {
            (a, b) = (&a[1..], &b[1..]);
        } else {
            return first.cmp(second);
        }
    }
    a.len().cmp(&b.len())
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCompare(a: Given, b: Given, flags: usize) -> Index {
    match both(a, b, flags, "CFStringCompare") {
        Some((a, b)) if flags & NUMERICALLY != 0 => compare_numerically(&a, &b) as Index,
        Some((a, b)) => a.cmp(&b) as Index,
        None => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCompareWithOptions(a: Given, b: Given, range: Range, flags: usize) -> Index {
    match both(a, b, flags, "CFStringCompareWithOptions") {
        Some((a, b)) => {
            let a = &a[range.within(a.len())];
            if flags & NUMERICALLY != 0 {
                compare_numerically(a, &b) as Index
            } else {
                a.cmp(&b) as Index
            }
        }
        None => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringHasPrefix(text: Given, prefix: Given) -> Boolean {
    let units = both(text, prefix, 0, "CFStringHasPrefix");
    Boolean::from(units.is_some_and(|(text, prefix)| text.starts_with(&prefix)))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringHasSuffix(text: Given, suffix: Given) -> Boolean {
    let units = both(text, suffix, 0, "CFStringHasSuffix");
    Boolean::from(units.is_some_and(|(text, suffix)| text.ends_with(&suffix)))
}

/// Where units are within others, as the flags want them searched.
fn find(text: &[u16], wanted: &[u16], flags: usize) -> Option<usize> {
    let last = text
        .len()
        .checked_sub(wanted.len())
        .filter(|_| !wanted.is_empty())?;
    let is_there = |&place: &usize| text[place..].starts_with(wanted);
    match (flags & ANCHORED != 0, flags & BACKWARDS != 0) {
        (true, false) => Some(0).filter(is_there),
        (true, true) => Some(last).filter(is_there),
        (false, false) => (0..=last).find(is_there),
        (false, true) => (0..=last).rev().find(is_there),
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFStringFind(text: Given, wanted: Given, flags: usize) -> Range {
    both(text, wanted, flags, "CFStringFind")
        .and_then(|(text, wanted)| {
            let place = find(&text, &wanted, flags)?;
            Some(Range {
                location: index(place),
                length: index(wanted.len()),
            })
        })
        .unwrap_or(Range::NOT_FOUND)
}

#[unsafe(no_mangle)]
extern "C" fn CFStringFindWithOptions(
    text: Given,
    wanted: Given,
    range: Range,
    flags: usize,
    out: Out<Range>,
) -> Boolean {
    let found = both(text, wanted, flags, "CFStringFindWithOptions").and_then(|(text, wanted)| {
        let range = range.within(text.len());
        let place = find(&text[range.clone()], &wanted, flags)?;
        Some(Range {
            location: index(range.start + place),
            length: index(wanted.len()),
        })
    });
    if let Some(found) = found {
        out.set(found);
    }
    Boolean::from(found.is_some())
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateArrayBySeparatingStrings(
    _: Given,
    text: Given,
    separator: Given,
) -> CFTypeRef {
    let Some((text, separator)) =
        both(text, separator, 0, "CFStringCreateArrayBySeparatingStrings")
    else {
        return NULL;
    };
    let mut parts = Vec::new();
    let mut rest = text.as_slice();
    while let Some(place) = find(rest, &separator, 0) {
        parts.push(&rest[..place]);
        rest = &rest[place + separator.len()..];
    }
    parts.push(rest);
    // SAFETY: each new string's one reference is given to the array.
    array::create(
        parts
            .into_iter()
            .map(|part| unsafe { Reference::adopt(string::create_utf16(part)) }),
    )
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateByCombiningStrings(
    _: Given,
    parts: Given,
    separator: Given,
) -> CFTypeRef {
    let function = "CFStringCreateByCombiningStrings";
    let Some((parts, separator)) = parts.array(function).zip(separator.utf16(function)) else {
        return NULL;
    };
    let mut whole = Vec::new();
    for (place, part) in parts.values().into_iter().enumerate() {
        if place > 0 {
            whole.extend_from_slice(&separator);
        }
        // SAFETY: C says that the array holds strings.
        whole.extend(
            unsafe { Given::new(part) }
                .utf16(function)
                .unwrap_or_default(),
        );
    }
    string::create_utf16(&whole)
}
