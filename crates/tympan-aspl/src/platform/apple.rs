//! Apple systems: the mach clock.

use core::ffi::{c_char, c_int, c_void};
use std::ffi::CString;

use super::Timebase;

#[repr(C)]
struct MachTimebaseInfo {
    numer: u32,
    denom: u32,
}

/// `LOG_NOTICE` of <syslog.h>.
const LOG_NOTICE: c_int = 5;

// SAFETY: these are the signatures of <mach/mach_time.h>, <pthread.h> and <syslog.h>.
unsafe extern "C" {
    safe fn mach_absolute_time() -> u64;
    safe fn pthread_self() -> *mut c_void;
    fn syslog(priority: c_int, format: *const c_char, ...);
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

/// Writes a line to the system log. It blocks.
pub(super) fn log(message: &str) {
    let Ok(message) = CString::new(message.replace('\0', " ")) else {
        return;
    };
    // SAFETY: the format takes one C string, and `message` is one, alive during the call.
    unsafe { syslog(LOG_NOTICE, c"tympan-aspl: %s".as_ptr(), message.as_ptr()) };
}
