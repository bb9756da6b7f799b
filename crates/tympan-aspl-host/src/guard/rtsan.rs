//! RealtimeSanitizer: tells its runtime that a thread is in a realtime call.
//!
//! Only in programs that are built with `--cfg rtsan`, whose build scripts link the runtime of the stable toolchain. Its functions take the
//! place of the C library's for everything that is loaded, so a driver is judged that was built without any flag. It reports by itself, and
//! ends the program unless `RTSAN_OPTIONS` says otherwise.

unsafe extern "C" {
    safe fn __rtsan_realtime_enter();
    safe fn __rtsan_realtime_exit();
}

/// Makes a call in which the runtime looks on.
pub(crate) fn realtime<R>(call: impl FnOnce() -> R) -> R {
    __rtsan_realtime_enter();
    let result = call();
    __rtsan_realtime_exit();
    result
}
