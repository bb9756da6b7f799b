//! The private interface between a driver and the simulated HAL.
//!
//! A driver answers QueryInterface for [`SIMULATION_INTERFACE_UUID`] with a second COM cell. Through it the simulated HAL gives the driver its clock, waits for
//! the worker, reads what was counted, counts CoreFoundation objects and, at the end, destroys the instance, which a real host never does. The interface exists with the feature
//! `simulation`, and always off Apple systems; `coreaudiod` never asks for it.

use core::ffi::c_void;
use core::mem::offset_of;
use core::{ptr, slice, str};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::thread;

use tympan_aspl_sys as sys;

use super::factory::Instance;
use super::pointer::{Out, read};
use super::{door, registry, unknown};
use crate::driver::Driver;
use crate::error::Status;
use crate::panics::discard;
use crate::raw::TimeSource;
use crate::types::ObjectId;

/// Whether this build of the framework has the interface.
pub(super) const AVAILABLE: bool = cfg!(any(feature = "simulation", not(target_vendor = "apple")));

/// The interface's UUID: 4D1C2A6E-5B0F-4E0B-9C52-7A3F0E6B9D11.
pub const SIMULATION_INTERFACE_UUID: sys::CFUUIDBytes = sys::CFUUIDBytes::from_bytes([
    0x4D, 0x1C, 0x2A, 0x6E, 0x5B, 0x0F, 0x4E, 0x0B, 0x9C, 0x52, 0x7A, 0x3F, 0x0E, 0x6B, 0x9D, 0x11,
]);

/// The version of [`SimulationInterface`] described here.
pub const SIMULATION_INTERFACE_VERSION: u32 = 3;

/// The vtable. The first argument of each call is what QueryInterface gave.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(non_snake_case, reason = "the first four slots are IUnknown's")]
pub struct SimulationInterface {
    /// NULL.
    pub _reserved: *mut c_void,
    /// As the driver's own.
    pub QueryInterface:
        Option<unsafe extern "C" fn(*mut c_void, sys::REFIID, *mut sys::LPVOID) -> sys::HRESULT>,
    /// As the driver's own.
    pub AddRef: Option<unsafe extern "C" fn(*mut c_void) -> sys::ULONG>,
    /// As the driver's own.
    pub Release: Option<unsafe extern "C" fn(*mut c_void) -> sys::ULONG>,
    /// [`SIMULATION_INTERFACE_VERSION`].
    pub version: u32,
    /// Gives the instance the host's clock, before Initialize. The description is copied.
    pub set_host_clock:
        Option<unsafe extern "C" fn(this: *mut c_void, clock: *const HostClock) -> sys::OSStatus>,
    /// Says where the bundle is that the driver was loaded from: a path of `length` bytes of UTF-8.
    pub set_bundle_path: Option<
        unsafe extern "C" fn(this: *mut c_void, utf8: *const u8, length: usize) -> sys::OSStatus,
    >,
    /// Returns once the driver's worker has nothing left to do and its event queues are empty. A host calls it before it moves its clock.
    pub drain: Option<unsafe extern "C" fn(this: *mut c_void) -> sys::OSStatus>,
    /// Tells one of the counts of what has happened on a device's I/O path. The name is NULL past the last one.
    pub diagnostic: Option<
        unsafe extern "C" fn(
            this: *mut c_void,
            device: sys::AudioObjectID,
            place: u32,
            out: *mut Diagnostic,
        ) -> sys::OSStatus,
    >,
    /// How many CoreFoundation objects are alive in the driver's own library; -1 with a real CoreFoundation.
    pub live_objects: Option<unsafe extern "C" fn(this: *mut c_void) -> i64>,
    /// Frees the instance. The caller promises that no call is under way and none will come, and that `sleep_until` of its clock does not wait any more.
    pub destroy: Option<unsafe extern "C" fn(this: *mut c_void) -> sys::OSStatus>,
}

/// How often something has happened on a device's I/O path.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Diagnostic {
    /// Its name: `name_length` bytes of UTF-8, which stay where they are for as long as the driver is loaded.
    pub name: *const u8,
    /// Bytes of the name.
    pub name_length: usize,
    /// How often.
    pub count: u64,
}

/// The clock of a simulated host. Its functions may be called from any thread, for as long as the instance lives.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HostClock {
    /// Passed to all functions.
    pub context: *mut c_void,
    /// Now, in ticks.
    pub now: Option<unsafe extern "C" fn(context: *mut c_void) -> u64>,
    /// Nanoseconds in `denominator` ticks.
    pub numerator: u32,
    /// Ticks in `numerator` nanoseconds.
    pub denominator: u32,
    /// A thread of the author's begins to live by the clock. While such a thread is awake, a virtual clock stands.
    pub join: Option<unsafe extern "C" fn(context: *mut c_void)>,
    /// It no longer does.
    pub leave: Option<unsafe extern "C" fn(context: *mut c_void)>,
    /// It sleeps until a host time, or until the instance is about to be destroyed, which gives 0.
    pub sleep_until:
        Option<unsafe extern "C" fn(context: *mut c_void, host_time: u64) -> sys::Boolean>,
}

/// The second COM cell of an instance.
#[repr(transparent)]
pub(super) struct SimulationCell(*const SimulationInterface);

pub(super) fn cell() -> SimulationCell {
    SimulationCell(&raw const INTERFACE.0)
}

struct Interface(SimulationInterface);

// SAFETY: the one pointer in the table is null and never used; the rest are functions and a number.
unsafe impl Sync for Interface {}

static INTERFACE: Interface = Interface(SimulationInterface {
    _reserved: ptr::null_mut(),
    QueryInterface: Some(query_interface),
    AddRef: Some(add_ref),
    Release: Some(release),
    version: SIMULATION_INTERFACE_VERSION,
    set_host_clock: Some(set_host_clock),
    set_bundle_path: Some(set_bundle_path),
    drain: Some(drain),
    diagnostic: Some(diagnostic),
    live_objects: Some(live_objects),
    destroy: Some(destroy),
});

/// The driver reference of the instance whose second cell this is.
fn driver_reference(this: *mut c_void) -> *mut c_void {
    this.wrapping_byte_sub(offset_of!(Instance, simulation))
}

unsafe extern "C" fn query_interface(
    this: *mut c_void,
    uuid: sys::REFIID,
    out: *mut sys::LPVOID,
) -> sys::HRESULT {
    // SAFETY: passed on; the reference is checked there.
    unsafe { unknown::query_interface(driver_reference(this), uuid, out) }
}

unsafe extern "C" fn add_ref(this: *mut c_void) -> sys::ULONG {
    // SAFETY: passed on; the reference is checked there.
    unsafe { unknown::add_ref(driver_reference(this)) }
}

unsafe extern "C" fn release(this: *mut c_void) -> sys::ULONG {
    // SAFETY: passed on; the reference is checked there.
    unsafe { unknown::release(driver_reference(this)) }
}

unsafe extern "C" fn set_host_clock(this: *mut c_void, clock: *const HostClock) -> sys::OSStatus {
    door::control_status(driver_reference(this), |instance, _| {
        // SAFETY: the host promises null or a description that is valid during the call.
        let clock = unsafe { read(clock) }?;
        let is_complete = clock.now.is_some()
            && clock.join.is_some()
            && clock.leave.is_some()
            && clock.sleep_until.is_some();
        if !is_complete || clock.numerator == 0 || clock.denominator == 0 {
            return Err(Status::ILLEGAL_OPERATION);
        }
        instance.driver.set_time(TimeSource::Simulated(clock))
    })
}

unsafe extern "C" fn set_bundle_path(
    this: *mut c_void,
    utf8: *const u8,
    length: usize,
) -> sys::OSStatus {
    door::control_status(driver_reference(this), |_, _| {
        if utf8.is_null() || isize::try_from(length).is_err() {
            return Err(Status::ILLEGAL_OPERATION);
        }
        // SAFETY: not null, so the host promises `length` bytes that stay as they are during the call; bytes need no alignment.
        let path = unsafe { slice::from_raw_parts(utf8, length) };
        let path = str::from_utf8(path).map_err(|_| Status::ILLEGAL_OPERATION)?;
        register_bundle(path)
    })
}

/// Makes the bundle known to the portable CoreFoundation; Apple's finds a loaded bundle by itself.
fn register_bundle(path: &str) -> Result<(), Status> {
    #[cfg(not(target_vendor = "apple"))]
    crate::cf::portable::register_bundle(path).map_err(|_| Status::ILLEGAL_OPERATION)?;
    let _ = path;
    Ok(())
}

unsafe extern "C" fn drain(this: *mut c_void) -> sys::OSStatus {
    door::control_status(driver_reference(this), |instance, _| {
        instance.driver.worker.drain();
        Ok(())
    })
}

unsafe extern "C" fn diagnostic(
    this: *mut c_void,
    device: sys::AudioObjectID,
    place: u32,
    out: *mut Diagnostic,
) -> sys::OSStatus {
    door::control_status(driver_reference(this), |instance, _| {
        let out = Out::new(out)?;
        let device = instance.driver.device(ObjectId(device))?;
        let counts = device.io.counts();
        let found = usize::try_from(place).ok();
        let found = found.and_then(|place| counts.iter().nth(place));
        let (name, count) = found.unzip();
        // SAFETY: not null, so the host promises room for a description; it need not be aligned.
        unsafe {
            out.write(Diagnostic {
                name: name.map_or(ptr::null(), str::as_ptr),
                name_length: name.map_or(0, str::len),
                count: count.unwrap_or(0),
            });
        }
        Ok(())
    })
}

unsafe extern "C" fn live_objects(this: *mut c_void) -> i64 {
    let count = door::control(driver_reference(this), |_, _| Ok(crate::cf::live_objects()));
    count
        .ok()
        .flatten()
        .and_then(|count| i64::try_from(count).ok())
        .unwrap_or(-1)
}

unsafe extern "C" fn destroy(this: *mut c_void) -> sys::OSStatus {
    let driver = driver_reference(this);
    let Some(instance) = registry::find(driver.addr()) else {
        return Status::BAD_OBJECT.code();
    };
    let drained = door::control_status(driver, |instance, _| {
        instance.driver.worker.end();
        Ok(())
    });
    registry::remove(instance);
    // SAFETY: it is freed below only, and the caller promises that nobody else does.
    unsafe { &*instance }.driver.ending.begin();
    // SAFETY: the instance came from `Box::into_raw` and was registered until now; the caller promises that nobody is inside or will come.
    let Instance { driver, .. } = *unsafe { Box::from_raw(instance) };
    // Values of the author's go with it.
    match panic::catch_unwind(AssertUnwindSafe(|| drop(last(driver)))) {
        Ok(()) => drained,
        Err(panic) => {
            discard(panic);
            Status::UNSPECIFIED.code()
        }
    }
}

/// Waits until the author's own threads have left the driver, since what they do there may call the host, which is about to go. None can come any more.
fn last(mut driver: Arc<Driver>) -> Driver {
    loop {
        match Arc::try_unwrap(driver) {
            Ok(driver) => return driver,
            Err(shared) => driver = shared,
        }
        thread::yield_now();
    }
}
