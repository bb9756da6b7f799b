//! Other Unix systems: `CLOCK_MONOTONIC`, in nanoseconds.

use core::ffi::{c_int, c_long, c_ulong};

use super::Timebase;

#[repr(C)]
struct Timespec {
    seconds: c_long,
    nanoseconds: c_long,
}

#[cfg(any(target_os = "freebsd", target_os = "dragonfly"))]
const CLOCK_MONOTONIC: c_int = 4;
#[cfg(any(target_os = "openbsd", target_os = "netbsd"))]
const CLOCK_MONOTONIC: c_int = 3;
#[cfg(not(any(
    target_os = "freebsd",
    target_os = "dragonfly",
    target_os = "openbsd",
    target_os = "netbsd"
)))]
const CLOCK_MONOTONIC: c_int = 1;

// SAFETY: these are the signatures of <time.h> and <pthread.h>; `pthread_t` has the size of a pointer.
unsafe extern "C" {
    fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int;
    safe fn pthread_self() -> c_ulong;
}

pub(super) fn now() -> u64 {
    let mut time = Timespec {
        seconds: 0,
        nanoseconds: 0,
    };
    // SAFETY: the system writes one structure, and `time` is one, alive during the call.
    // The call cannot fail for a clock that POSIX requires.
    unsafe { clock_gettime(CLOCK_MONOTONIC, &raw mut time) };
    time.seconds as u64 * 1_000_000_000 + time.nanoseconds as u64
}

pub(super) fn timebase() -> Timebase {
    Timebase::NANOSECONDS
}

pub(super) fn thread_id() -> usize {
    pthread_self() as usize
}
