//! Apple systems: the mach clock.

use core::ffi::{c_int, c_void};

use super::Timebase;

#[repr(C)]
struct MachTimebaseInfo {
    numer: u32,
    denom: u32,
}

// SAFETY: these are the signatures of <mach/mach_time.h> and <pthread.h>.
unsafe extern "C" {
    safe fn mach_absolute_time() -> u64;
    safe fn pthread_self() -> *mut c_void;
    fn mach_timebase_info(info: *mut MachTimebaseInfo) -> c_int;
}

pub(super) fn now() -> u64 {
    mach_absolute_time()
}

pub(super) fn timebase() -> Timebase {
    let mut info = MachTimebaseInfo { numer: 0, denom: 0 };
    // SAFETY: the system writes one structure, and `info` is one, alive during the call.
    let status = unsafe { mach_timebase_info(&raw mut info) };
    if status != 0 || info.numer == 0 || info.denom == 0 {
        return Timebase::NANOSECONDS;
    }
    Timebase {
        numerator: info.numer,
        denominator: info.denom,
    }
}

pub(super) fn thread_id() -> usize {
    pthread_self().addr()
}
