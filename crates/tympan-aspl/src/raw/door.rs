//! The one door: every call of the host enters through [`control`] or [`realtime`].
//!
//! Both find the instance by its reference, contain panics, and turn the result into an `OSStatus`. The control door also
//! traces; the private interface of the simulated HAL and the I/O path are not traced.

use core::ffi::c_void;
use std::panic::{self, AssertUnwindSafe};

use tympan_aspl_sys as sys;

use super::factory::Instance;
use super::registry;
use crate::error::Status;
use crate::panics::{IoPanic, discard};
use crate::realtime::ControlContext;
use crate::realtime::threads::{self, InsideIo};
use crate::trace::Record;

/// The instance behind a driver reference.
fn instance<'a>(driver: *mut c_void) -> Result<&'a Instance, Status> {
    let instance = registry::find(driver.addr()).ok_or(Status::BAD_OBJECT)?;
    // SAFETY: the registry holds only instances that `factory` made and `destroy` has not freed; who calls `destroy` promises that no call
    // is under way or will come (`simulation`), and a real host never can.
    Ok(unsafe { &*instance })
}

/// Runs a call that may block, and then tells the host what it has changed.
pub(super) fn control<T>(
    driver: *mut c_void,
    call: impl FnOnce(&Instance, &ControlContext<'_>) -> Result<T, Status>,
) -> Result<T, Status> {
    contained(instance(driver)?, call)
}

/// As [`control`], for calls that answer with an `OSStatus` alone.
pub(super) fn control_status(
    driver: *mut c_void,
    call: impl FnOnce(&Instance, &ControlContext<'_>) -> Result<(), Status>,
) -> sys::OSStatus {
    os_status(control(driver, call))
}

/// As [`control`], and traced: `method` is the call's own name, and `call` notes its arguments and answer.
pub(super) fn traced<T>(
    driver: *mut c_void,
    method: &'static str,
    call: impl FnOnce(&Instance, &ControlContext<'_>, &mut Record) -> Result<T, Status>,
) -> Result<T, Status> {
    let instance = instance(driver)?;
    let trace = &instance.driver.trace;
    let mut record = trace.begin(method);
    let result = contained(instance, |instance, control| {
        call(instance, control, &mut record)
    });
    trace.end(record, result.as_ref().map(drop).map_err(|status| *status));
    result
}

/// As [`traced`], for calls that answer with an `OSStatus` alone.
pub(super) fn traced_status(
    driver: *mut c_void,
    method: &'static str,
    call: impl FnOnce(&Instance, &ControlContext<'_>, &mut Record) -> Result<(), Status>,
) -> sys::OSStatus {
    os_status(traced(driver, method, call))
}

fn contained<T>(
    instance: &Instance,
    call: impl FnOnce(&Instance, &ControlContext<'_>) -> Result<T, Status>,
) -> Result<T, Status> {
    // A panic leaves no framework data half changed: every mutation under a lock is a single step, and author state is the author's.
    let lend = || ControlContext::lend(|control| call(instance, control));
    panic::catch_unwind(AssertUnwindSafe(lend)).unwrap_or_else(|panic| {
        discard(panic);
        Err(Status::UNSPECIFIED)
    })
}

/// Sends the trace of an instance somewhere else than to the log, once; for tests.
pub fn trace_to(driver: *mut c_void, sink: impl Fn(&str) + Send + Sync + 'static) -> bool {
    instance(driver).is_ok_and(|instance| instance.driver.trace.divert(Box::new(sink)))
}

/// Runs a call on the I/O path. Nothing is allocated, locked or logged here.
pub(super) fn realtime(
    driver: *mut c_void,
    call: impl FnOnce(&Instance) -> Result<(), Status>,
) -> sys::OSStatus {
    os_status(instance(driver).and_then(call))
}

/// Runs author code on the I/O path. A panic is given to `panicked` to be kept, because reporting and freeing it here would not be realtime-safe.
pub(super) fn contain<T>(
    call: impl FnOnce() -> T,
    panicked: impl FnOnce(IoPanic),
) -> Result<T, Status> {
    let _inside = InsideIo::new();
    panic::catch_unwind(AssertUnwindSafe(call)).map_err(|value| {
        panicked(IoPanic {
            value,
            site: threads::panic_site(),
        });
        Status::UNSPECIFIED
    })
}

pub(super) fn os_status(result: Result<(), Status>) -> sys::OSStatus {
    result
        .err()
        .map_or(sys::kAudioHardwareNoError, Status::code)
}
