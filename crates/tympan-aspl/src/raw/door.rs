//! The one door: every call of the host enters through [`control`] or [`realtime`].
//!
//! Both find the instance by its reference, contain panics, and turn the result into an `OSStatus`. The control door also traces, if
//! `TYMPAN_ASPL_TRACE` was set when the instance was made.

use core::ffi::c_void;
use std::panic::{self, AssertUnwindSafe};
use std::time::Instant;

use tympan_aspl_sys as sys;

use super::factory::Instance;
use super::registry;
use crate::error::Status;
use crate::panics::{Panic, discard};
use crate::platform::log;
use crate::realtime::ControlContext;

/// The instance behind a driver reference.
fn instance<'a>(driver: *mut c_void) -> Result<&'a Instance, Status> {
    let instance = registry::find(driver.addr()).ok_or(Status::BAD_OBJECT)?;
    // SAFETY: the registry holds only instances that `factory` made and `destroy` has not freed; who calls `destroy` promises that no call
    // is under way or will come (`simulation`), and a real host never can.
    Ok(unsafe { &*instance })
}

/// Runs a call that may block, and then tells the host what it has changed. `name` is the call's own, for the trace.
pub(super) fn control<T>(
    driver: *mut c_void,
    name: &str,
    call: impl FnOnce(&Instance, &ControlContext<'_>) -> Result<T, Status>,
) -> Result<T, Status> {
    let instance = instance(driver)?;
    let started = instance.trace.then(Instant::now);
    // A panic leaves no framework data half changed: every mutation under a lock is a single step, and author state is the author's.
    let lend = || ControlContext::lend(|control| call(instance, control));
    let result = panic::catch_unwind(AssertUnwindSafe(lend)).unwrap_or_else(|panic| {
        discard(panic);
        Err(Status::UNSPECIFIED)
    });
    if let Some(started) = started {
        let outcome = result
            .as_ref()
            .err()
            .map_or("ok".to_owned(), Status::to_string);
        log::write(&format!("{name} -> {outcome} in {:?}", started.elapsed()));
    }
    result
}

/// As [`control`], for calls that answer with an `OSStatus` alone.
pub(super) fn control_status(
    driver: *mut c_void,
    name: &str,
    call: impl FnOnce(&Instance, &ControlContext<'_>) -> Result<(), Status>,
) -> sys::OSStatus {
    os_status(control(driver, name, call))
}

/// Runs a call on the I/O path. Nothing is allocated, locked or logged here.
pub(super) fn realtime(
    driver: *mut c_void,
    call: impl FnOnce(&Instance) -> Result<(), Status>,
) -> sys::OSStatus {
    os_status(instance(driver).and_then(call))
}

/// Runs author code on the I/O path. What a panic left behind is the caller's to keep, because freeing it here would not be realtime-safe.
pub(super) fn contain(call: impl FnOnce()) -> Result<(), Panic> {
    panic::catch_unwind(AssertUnwindSafe(call))
}

pub(super) fn os_status(result: Result<(), Status>) -> sys::OSStatus {
    result
        .err()
        .map_or(sys::kAudioHardwareNoError, Status::code)
}
