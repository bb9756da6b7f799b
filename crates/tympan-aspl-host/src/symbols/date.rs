//! Dates.

use std::time::{SystemTime, UNIX_EPOCH};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::date;

use super::abi::{Given, Index};
use super::{Symbol, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFDateCreate,
    CFDateGetAbsoluteTime,
    CFDateGetTimeIntervalSinceDate,
    CFDateCompare,
    CFAbsoluteTimeGetCurrent,
];

#[unsafe(no_mangle)]
extern "C" fn CFDateCreate(_: Given, seconds: f64) -> CFTypeRef {
    date::create(seconds)
}

#[unsafe(no_mangle)]
extern "C" fn CFDateGetAbsoluteTime(date: Given) -> f64 {
    date.date("CFDateGetAbsoluteTime").unwrap_or(0.0)
}

#[unsafe(no_mangle)]
extern "C" fn CFDateGetTimeIntervalSinceDate(date: Given, other: Given) -> f64 {
    let function = "CFDateGetTimeIntervalSinceDate";
    date.date(function)
        .zip(other.date(function))
        .map_or(0.0, |(date, other)| date - other)
}

#[unsafe(no_mangle)]
extern "C" fn CFDateCompare(date: Given, other: Given, _context: Given) -> Index {
    let dates = date.date("CFDateCompare").zip(other.date("CFDateCompare"));
    dates.map_or(0, |(date, other)| date.total_cmp(&other) as Index)
}

#[unsafe(no_mangle)]
extern "C" fn CFAbsoluteTimeGetCurrent() -> f64 {
    let since_1970 = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    since_1970.as_secs_f64() - 978_307_200.0
}
