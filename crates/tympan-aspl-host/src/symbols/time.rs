//! The clock of the kernel: `mach_absolute_time` and its timebase, in the time of the host's clock.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::abi::Out;
use super::{Symbol, functions};
use crate::clock::Clock;

pub(super) static SYMBOLS: &[Symbol] = functions![
    mach_absolute_time,
    mach_continuous_time,
    mach_timebase_info,
    mach_wait_until
];

static CLOCK: RwLock<Option<Clock>> = RwLock::new(None);

/// Sets the clock that drivers read with `mach_absolute_time`. Without one they read the monotonic clock of the machine, in
/// nanoseconds. Drivers ask for the timebase once: set the clock before one is loaded.
pub fn set_clock(clock: &Clock) {
    *CLOCK.write().unwrap_or_else(PoisonError::into_inner) = Some(clock.clone());
}

fn clock() -> Option<Clock> {
    CLOCK.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// `mach_timebase_info_data_t`.
#[derive(Clone, Copy)]
#[repr(C)]
struct TimebaseInfo {
    numerator: u32,
    denominator: u32,
}

#[repr(C)]
struct TimeSpec {
    seconds: i64,
    nanoseconds: i64,
}

unsafe extern "C" {
    fn clock_gettime(clock: i32, time: *mut TimeSpec) -> i32;
}

/// The monotonic clock in nanoseconds.
fn monotonic() -> u64 {
    const CLOCK_MONOTONIC: i32 = 1;
    let mut time = TimeSpec {
        seconds: 0,
        nanoseconds: 0,
    };
    // SAFETY: there is room for the time.
    unsafe { clock_gettime(CLOCK_MONOTONIC, &raw mut time) };
    (time.seconds * 1_000_000_000 + time.nanoseconds) as u64
}

#[unsafe(no_mangle)]
extern "C" fn mach_absolute_time() -> u64 {
    clock().map_or_else(monotonic, |clock| clock.now())
}

#[unsafe(no_mangle)]
extern "C" fn mach_continuous_time() -> u64 {
    mach_absolute_time()
}

#[unsafe(no_mangle)]
extern "C" fn mach_timebase_info(out: Out<TimebaseInfo>) -> i32 {
    let (numerator, denominator) = clock().map_or((1, 1), |clock| {
        let timebase = clock.timebase();
        (timebase.numerator, timebase.denominator)
    });
    out.set(TimebaseInfo {
        numerator,
        denominator,
    });
    0
}

#[unsafe(no_mangle)]
extern "C" fn mach_wait_until(deadline: u64) -> i32 {
    match clock() {
        Some(clock) => clock.sleep_until(deadline),
        None => std::thread::sleep(Duration::from_nanos(deadline.saturating_sub(monotonic()))),
    }
    0
}
