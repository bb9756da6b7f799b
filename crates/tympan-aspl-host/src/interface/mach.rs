//! The host time of a Mac: what a driver reads that nobody gives a clock.

use tympan_aspl_sys::mach_timebase_info;

use crate::clock::Timebase;

unsafe extern "C" {
    fn mach_absolute_time() -> u64;
    #[link_name = "mach_timebase_info"]
    fn read_timebase(info: *mut mach_timebase_info) -> i32;
}

pub(crate) fn absolute_time() -> u64 {
    // SAFETY: a function of libSystem without arguments or conditions.
    unsafe { mach_absolute_time() }
}

pub(crate) fn timebase() -> Timebase {
    let mut info = mach_timebase_info { numer: 1, denom: 1 };
    // SAFETY: the place is valid during the call.
    let status = unsafe { read_timebase(&raw mut info) };
    if status != 0 || info.numer == 0 || info.denom == 0 {
        return Timebase::NANOSECONDS;
    }
    Timebase {
        numerator: info.numer,
        denominator: info.denom,
    }
}
