//! Calls into a driver, one function per slot.
//!
//! Any thread may call any of them. After [`close`](DriverInterface::close) every call is refused, so that an instance can be
//! destroyed once nobody is inside.

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tympan_aspl::cf::{CfDictionary, CfString, CfType};
use tympan_aspl_sys::{
    AudioObjectID, AudioServerPlugInClientInfo, AudioServerPlugInDriverRef,
    AudioServerPlugInHostRef, OSStatus,
};

use crate::address::Address;
use crate::error::HostError;
use crate::guard::Monitor;

/// Set in the call counter once no further call may start.
const CLOSED: usize = 1 << (usize::BITS - 1);

/// How long a call that is still inside the driver is waited for when the host shuts down.
const LAST_CALLS: Duration = Duration::from_secs(5);

/// A driver instance that has been through QueryInterface.
#[derive(Debug)]
pub(crate) struct DriverInterface {
    reference: AudioServerPlugInDriverRef,
    /// The calls under way, and the closed bit.
    calls: AtomicUsize,
    /// What watches the I/O calls, if anything does. Set before the first call.
    pub(crate) monitor: Option<Monitor>,
}

// SAFETY: the vtable may be entered from any thread, several at once (hal-facts C.1); the pointer itself is never changed.
unsafe impl Send for DriverInterface {}
// SAFETY: as above.
unsafe impl Sync for DriverInterface {}

/// Reads a slot of the driver's vtable, or returns the error for a NULL slot from the calling function.
macro_rules! slot {
    ($driver:expr, $name:ident) => {{
        let reference = $driver.reference();
        // SAFETY: the reference points to a cell that holds the address of the vtable (module promise).
        let table = unsafe { reference.read() };
        // SAFETY: the vtable has all 23 slots (module promise).
        let slot = unsafe { (*table).$name };
        slot.ok_or($crate::error::HostError::MissingSlot {
            slot: stringify!($name),
        })?
    }};
}
pub(crate) use slot;

/// A client as AddDeviceClient and RemoveDeviceClient describe it.
#[derive(Debug, Clone)]
pub(crate) struct ClientInfo {
    pub(crate) id: u32,
    pub(crate) process_id: i32,
    pub(crate) bundle_id: Option<CfString>,
}

impl ClientInfo {
    fn raw(&self) -> AudioServerPlugInClientInfo {
        AudioServerPlugInClientInfo {
            mClientID: self.id,
            mProcessID: self.process_id,
            mIsNativeEndian: 1,
            mBundleID: self
                .bundle_id
                .as_ref()
                .map_or(std::ptr::null(), CfType::as_raw),
        }
    }
}

impl DriverInterface {
    /// Wraps a driver reference.
    ///
    /// # Safety
    ///
    /// `reference` keeps the promises of the module documentation until the caller destroys the instance, which it may only do
    /// after [`close`](DriverInterface::close) has answered true.
    pub(crate) unsafe fn new(reference: AudioServerPlugInDriverRef) -> DriverInterface {
        DriverInterface {
            reference,
            calls: AtomicUsize::new(0),
            monitor: None,
        }
    }

    pub(crate) fn reference(&self) -> AudioServerPlugInDriverRef {
        self.reference
    }

    /// Holds the instance for one call.
    pub(crate) fn enter(&self) -> Result<Inside<'_>, HostError> {
        let before = self.calls.fetch_add(1, Ordering::Acquire);
        let inside = Inside(self);
        if before & CLOSED != 0 {
            return Err(HostError::ShutDown);
        }
        Ok(inside)
    }

    /// Refuses further calls and waits for those under way. True, and only once, when nobody is inside any more; false when a
    /// call does not come back: then the instance has to stay.
    pub(crate) fn close(&self) -> bool {
        if self.calls.fetch_or(CLOSED, Ordering::AcqRel) & CLOSED != 0 {
            return false;
        }
        let deadline = Instant::now() + LAST_CALLS;
        while self.calls.load(Ordering::Acquire) != CLOSED {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::yield_now();
        }
        true
    }

    pub(crate) fn initialize(&self, host: AudioServerPlugInHostRef) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, Initialize);
        // SAFETY: the reference is the driver's own; the host's vtable outlives the instance (see host::HostCell).
        let status = unsafe { call(self.reference, host) };
        check("Initialize", 0, status)
    }

    /// Asks a transport manager for a device of end points; the new device's id.
    pub(crate) fn create_device(
        &self,
        description: &CfDictionary,
        client: &ClientInfo,
    ) -> Result<AudioObjectID, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, CreateDevice);
        let info = client.raw();
        let mut device = 0;
        // SAFETY: the reference is the driver's own; description, info and the place for the id are valid during the call.
        let status = unsafe {
            call(
                self.reference,
                description.as_raw(),
                &raw const info,
                &raw mut device,
            )
        };
        check("CreateDevice", 0, status)?;
        Ok(device)
    }

    pub(crate) fn destroy_device(&self, device: AudioObjectID) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, DestroyDevice);
        // SAFETY: the reference is the driver's own; the id may be any.
        let status = unsafe { call(self.reference, device) };
        check("DestroyDevice", device, status)
    }

    pub(crate) fn add_client(
        &self,
        device: AudioObjectID,
        client: &ClientInfo,
    ) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, AddDeviceClient);
        let info = client.raw();
        // SAFETY: the reference is the driver's own; the info and its string are valid during the call.
        let status = unsafe { call(self.reference, device, &raw const info) };
        check("AddDeviceClient", device, status)
    }

    pub(crate) fn remove_client(
        &self,
        device: AudioObjectID,
        client: &ClientInfo,
    ) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, RemoveDeviceClient);
        let info = client.raw();
        // SAFETY: as in add_client.
        let status = unsafe { call(self.reference, device, &raw const info) };
        check("RemoveDeviceClient", device, status)
    }

    pub(crate) fn perform_change(
        &self,
        device: AudioObjectID,
        action: u64,
        info: *mut c_void,
    ) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, PerformDeviceConfigurationChange);
        // SAFETY: the reference is the driver's own; action and info are handed back as the driver gave them (hal-facts C.8).
        let status = unsafe { call(self.reference, device, action, info) };
        check("PerformDeviceConfigurationChange", device, status)
    }

    pub(crate) fn abort_change(
        &self,
        device: AudioObjectID,
        action: u64,
        info: *mut c_void,
    ) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, AbortDeviceConfigurationChange);
        // SAFETY: as in perform_change.
        let status = unsafe { call(self.reference, device, action, info) };
        check("AbortDeviceConfigurationChange", device, status)
    }

    /// The names of required slots that are NULL.
    pub(crate) fn missing_slots(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        // SAFETY: the reference points to a cell that holds the address of the vtable (module promise).
        let table = unsafe { self.reference.read() };
        macro_rules! check_slots {
            ($($name:ident)*) => {$(
                // SAFETY: the vtable has all 23 slots (module promise).
                if unsafe { (*table).$name.is_none() } {
                    missing.push(stringify!($name));
                }
            )*};
        }
        check_slots!(
            QueryInterface AddRef Release Initialize CreateDevice DestroyDevice AddDeviceClient RemoveDeviceClient
            PerformDeviceConfigurationChange AbortDeviceConfigurationChange HasProperty IsPropertySettable
            GetPropertyDataSize GetPropertyData SetPropertyData StartIO StopIO GetZeroTimeStamp WillDoIOOperation
            BeginIOOperation DoIOOperation EndIOOperation
        );
        missing
    }
}

/// A call under way.
pub(crate) struct Inside<'a>(&'a DriverInterface);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.calls.fetch_sub(1, Ordering::Release);
    }
}

pub(crate) fn check(
    call: &'static str,
    object: AudioObjectID,
    status: OSStatus,
) -> Result<(), HostError> {
    check_at(call, object, None, status)
}

pub(crate) fn check_at(
    call: &'static str,
    object: AudioObjectID,
    address: Option<Address>,
    status: OSStatus,
) -> Result<(), HostError> {
    if status == 0 {
        return Ok(());
    }
    Err(HostError::Status {
        call,
        object,
        address,
        status,
    })
}
