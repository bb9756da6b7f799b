//! Windows: the performance counter.

use core::ffi::c_int;

use super::Timebase;

// SAFETY: these are the signatures of <profileapi.h> and <processthreadsapi.h>.
#[link(name = "kernel32")]
unsafe extern "system" {
    fn QueryPerformanceCounter(count: *mut i64) -> c_int;
    fn QueryPerformanceFrequency(per_second: *mut i64) -> c_int;
    safe fn GetCurrentThreadId() -> u32;
}

pub(super) fn now() -> u64 {
    let mut count = 0;
    // SAFETY: the system writes one number, and `count` is one, alive during the call.
    unsafe { QueryPerformanceCounter(&raw mut count) };
    count as u64
}

pub(super) fn timebase() -> Timebase {
    let mut per_second = 0;
    // SAFETY: the system writes one number, and `per_second` is one, alive during the call.
    unsafe { QueryPerformanceFrequency(&raw mut per_second) };
    match u32::try_from(per_second) {
        Ok(denominator) if denominator > 0 => reduced(1_000_000_000, denominator),
        _ => Timebase::NANOSECONDS,
    }
}

fn reduced(numerator: u32, denominator: u32) -> Timebase {
    let (mut divisor, mut rest) = (numerator, denominator);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    Timebase {
        numerator: numerator / divisor,
        denominator: denominator / divisor,
    }
}

pub(super) fn thread_id() -> usize {
    GetCurrentThreadId() as usize
}
