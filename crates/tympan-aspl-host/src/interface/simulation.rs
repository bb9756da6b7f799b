//! The private interface between this host and drivers made with `tympan-aspl`: a clock, and an end.
//!
//! A driver answers it in QueryInterface, COM's own way to extend, so drivers that do not know it are not disturbed. It lets the
//! host give its clock to the driver, wait for the driver's worker thread, read what it has counted, count its objects and destroy the instance.

use std::ffi::c_void;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tympan_aspl::raw::simulation::{
    Diagnostic, HostClock, SIMULATION_INTERFACE_UUID, SIMULATION_INTERFACE_VERSION,
    SimulationInterface,
};
use tympan_aspl_sys::{AudioObjectID, AudioServerPlugInDriverRef, Boolean, LPVOID, OSStatus};

use super::driver::check;
use crate::clock::{Clock, Followers};
use crate::error::HostError;

/// More counts than any driver has.
const MAX_COUNTS: u32 = 1024;

/// The private interface of one driver instance, with the clock it was given.
#[derive(Debug)]
pub(crate) struct Simulation {
    reference: *mut *const SimulationInterface,
    /// Where the driver's `HostClock` points to; NULL until it has one.
    clock: *mut Followers,
    /// Whether the instance is gone, and the clock with it to be freed.
    destroyed: AtomicBool,
}

// SAFETY: the interface may be called from any thread, as the driver's vtable may (hal-facts C.1); the clock is Sync.
unsafe impl Send for Simulation {}
// SAFETY: as above.
unsafe impl Sync for Simulation {}

/// Reads an entry of the interface, or returns the error for a NULL entry.
macro_rules! entry {
    ($simulation:expr, $name:ident) => {{
        // SAFETY: the cell holds the address of the interface until the instance is destroyed (query's promise).
        let table = unsafe { $simulation.reference.read() };
        // SAFETY: an interface of this version has this entry.
        let entry = unsafe { (*table).$name };
        entry.ok_or(HostError::MissingSlot {
            slot: stringify!($name),
        })?
    }};
}

impl Simulation {
    /// Asks a driver for the private interface.
    ///
    /// # Safety
    ///
    /// `driver` is a driver reference whose vtable may be read, and stays one until [`destroy`](Simulation::destroy).
    pub(crate) unsafe fn query(driver: AudioServerPlugInDriverRef) -> Option<Simulation> {
        // SAFETY: the caller's promise: the cell holds the address of the vtable.
        let table = unsafe { driver.read() };
        // SAFETY: the vtable has all its slots.
        let query = unsafe { (*table).QueryInterface }?;
        let mut out: LPVOID = std::ptr::null_mut();
        // SAFETY: the reference is the driver's own; the place for the answer is valid during the call.
        let status = unsafe { query(driver.cast(), SIMULATION_INTERFACE_UUID, &raw mut out) };
        let reference = out.cast::<*const SimulationInterface>();
        if status != 0 || reference.is_null() {
            return None;
        }
        // SAFETY: a driver that answers this UUID gives a cell of this interface.
        let table = unsafe { reference.read() };
        if table.is_null() {
            return None;
        }
        // SAFETY: every version of the interface has this field.
        let version = unsafe { (*table).version };
        (version == SIMULATION_INTERFACE_VERSION).then_some(Simulation {
            reference,
            clock: std::ptr::null_mut(),
            destroyed: AtomicBool::new(false),
        })
    }

    /// Gives the driver a clock. Only before Initialize, and only once.
    pub(crate) fn set_clock(&mut self, clock: &Clock) -> Result<(), HostError> {
        let call = entry!(self, set_host_clock);
        let timebase = clock.timebase();
        if self.clock.is_null() {
            self.clock = Box::into_raw(Box::new(Followers::new(clock)));
        }
        let host_clock = HostClock {
            context: self.clock.cast(),
            now: Some(clock_now),
            numerator: timebase.numerator,
            denominator: timebase.denominator,
            join: Some(clock_join),
            leave: Some(clock_leave),
            sleep_until: Some(clock_sleep_until),
        };
        // SAFETY: the interface is alive; the struct is copied during the call, and its context lives until after destroy.
        let status = unsafe { call(self.reference.cast(), &raw const host_clock) };
        check("set_host_clock", 0, status)
    }

    pub(crate) fn set_bundle_path(&self, path: &Path) -> Result<(), HostError> {
        let call = entry!(self, set_bundle_path);
        let Some(path) = path.to_str() else {
            return Err(HostError::invalid(format!(
                "the bundle's path is not UTF-8: {}",
                path.display()
            )));
        };
        // SAFETY: the interface is alive; the text is valid during the call.
        let status = unsafe { call(self.reference.cast(), path.as_ptr(), path.len()) };
        check("set_bundle_path", 0, status)
    }

    /// Waits until the driver's worker thread has nothing left to do.
    pub(crate) fn drain(&self) -> Result<(), HostError> {
        let call = entry!(self, drain);
        // SAFETY: the interface is alive.
        let status: OSStatus = unsafe { call(self.reference.cast()) };
        check("drain", 0, status)
    }

    /// What has happened on a device's I/O path: names and how often.
    pub(crate) fn diagnostics(
        &self,
        device: AudioObjectID,
    ) -> Result<Vec<(String, u64)>, HostError> {
        let call = entry!(self, diagnostic);
        let mut counts = Vec::new();
        for place in 0..MAX_COUNTS {
            let mut found = Diagnostic {
                name: std::ptr::null(),
                name_length: 0,
                count: 0,
            };
            // SAFETY: the interface is alive; the place for the answer is valid during the call.
            let status = unsafe { call(self.reference.cast(), device, place, &raw mut found) };
            check("diagnostic", device, status)?;
            if found.name.is_null() {
                break;
            }
            // SAFETY: the driver promises a name of so many bytes, for as long as it is loaded.
            let name = unsafe { std::slice::from_raw_parts(found.name, found.name_length) };
            counts.push((String::from_utf8_lossy(name).into_owned(), found.count));
        }
        Ok(counts)
    }

    /// CoreFoundation objects alive in the driver, if it counts them.
    pub(crate) fn live_objects(&self) -> Result<Option<u64>, HostError> {
        let call = entry!(self, live_objects);
        // SAFETY: the interface is alive.
        let count: i64 = unsafe { call(self.reference.cast()) };
        Ok(u64::try_from(count).ok())
    }

    /// Destroys the driver instance.
    ///
    /// # Safety
    ///
    /// No call into the instance is under way, and none will follow.
    pub(crate) unsafe fn destroy(&self) -> Result<(), HostError> {
        let call = entry!(self, destroy);
        // SAFETY: null, or what set_clock has made; it is freed in drop only.
        if let Some(followers) = unsafe { self.clock.as_ref() } {
            followers.end();
        }
        // SAFETY: the caller's promise.
        let status = unsafe { call(self.reference.cast()) };
        check("destroy", 0, status)?;
        self.destroyed.store(true, Ordering::Release);
        Ok(())
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        if self.clock.is_null() || !*self.destroyed.get_mut() {
            return;
        }
        // SAFETY: the pointer comes from Box::into_raw in set_clock; the instance that used it is gone.
        drop(unsafe { Box::from_raw(self.clock) });
    }
}

/// What a driver's `HostClock` points to.
///
/// # Safety
///
/// The driver hands back the context that it got from [`Simulation::set_clock`], which lives as long as the instance.
unsafe fn followers<'a>(context: *mut c_void) -> &'a Followers {
    // SAFETY: the caller's promise.
    unsafe { &*context.cast_const().cast::<Followers>() }
}

unsafe extern "C" fn clock_now(context: *mut c_void) -> u64 {
    // SAFETY: the driver's promise.
    unsafe { followers(context) }.clock().now()
}

unsafe extern "C" fn clock_join(context: *mut c_void) {
    // SAFETY: the driver's promise.
    unsafe { followers(context) }.join();
}

unsafe extern "C" fn clock_leave(context: *mut c_void) {
    // SAFETY: the driver's promise.
    unsafe { followers(context) }.leave();
}

unsafe extern "C" fn clock_sleep_until(context: *mut c_void, ticks: u64) -> Boolean {
    // SAFETY: the driver's promise.
    Boolean::from(unsafe { followers(context) }.sleep_until(ticks))
}
