//! [`Host`]: the host's five functions, in safe form and traced.

use core::ffi::c_void;
use core::ptr;
use std::sync::{Arc, Weak};

use tympan_aspl_sys as sys;

use crate::cf::{CfObject, CfString, CfType};
use crate::driver::Driver;
use crate::error::Status;
use crate::object::{Address, Owned};
use crate::storage::Unavailable;
use crate::trace::{Record, Trace};
use crate::types::ObjectId;

/// What the host has stored for a key.
#[derive(Debug)]
pub(crate) enum Stored {
    Object(CfObject),
    /// An object whose class this library cannot handle.
    Unknown,
    /// No value, with the status that came in its place.
    Nothing(Option<Status>),
}

/// The host of Initialize.
pub(crate) struct Host {
    reference: sys::AudioServerPlugInHostRef,
    trace: Arc<Trace>,
    /// For the trace.
    driver: Weak<Driver>,
}

// SAFETY: the host's functions may be called from any thread that is not realtime (hal-facts C.1).
unsafe impl Send for Host {}
// SAFETY: as above, also from several threads at once.
unsafe impl Sync for Host {}

impl Host {
    /// # Safety
    ///
    /// `host` is null or valid for as long as the instance lives.
    pub(super) unsafe fn new(
        host: sys::AudioServerPlugInHostRef,
        driver: &Arc<Driver>,
    ) -> Option<Self> {
        (!host.is_null()).then(|| Self {
            reference: host,
            trace: Arc::clone(&driver.trace),
            driver: Arc::downgrade(driver),
        })
    }

    /// The line of a call that is about an object.
    fn begin(&self, method: &'static str, id: ObjectId) -> (Record, Option<Owned>) {
        let (mut record, mut found) = (self.trace.begin(method), None);
        record.note(|line| {
            let driver = self.driver.upgrade();
            let object = driver.and_then(|driver| driver.object(id).ok());
            found = object.map(|object| object.owned());
            line.object(id, found);
        });
        (record, found)
    }

    fn interface(&self) -> sys::AudioServerPlugInHostInterface {
        // SAFETY: not null and valid for the instance's life, by the promise given to `new`; it need not be aligned.
        unsafe { self.reference.read_unaligned() }
    }

    /// Announces properties of an object whose values changed. Called with no lock held, since the host may ask for them before this returns.
    pub(crate) fn properties_changed(&self, object: ObjectId, addresses: &[Address]) {
        let Some(call) = self.interface().PropertiesChanged else {
            return;
        };
        let (mut record, found) = self.begin("host PropertiesChanged", object);
        record.note(|line| line.addresses(found, addresses));
        let addresses: Vec<_> = addresses
            .iter()
            .map(|address| sys::AudioObjectPropertyAddress {
                mSelector: address.selector,
                mScope: address.scope,
                mElement: address.element,
            })
            .collect();
        let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        // SAFETY: the host promises a function that takes as many addresses as it is told; they live through the call.
        let status = unsafe { call(self.reference, object.0, count, addresses.as_ptr()) };
        // There is nothing to do about a host that does not want to know.
        self.trace.end(record, outcome(status));
    }

    /// Asks for a configuration change. The host may perform it before this returns, later, on another thread, or never.
    pub(crate) fn request_configuration_change(
        &self,
        device: ObjectId,
        action: u64,
    ) -> Result<(), Status> {
        let call = self
            .interface()
            .RequestDeviceConfigurationChange
            .ok_or(Status::UNSUPPORTED_OPERATION)?;
        // The number says all; what comes back in `info` is ignored, so no pointer of ours is in the host's hands.
        let info: *mut c_void = ptr::null_mut();
        let (mut record, _) = self.begin("host RequestDeviceConfigurationChange", device);
        record.note(|line| line.argument(format_args!("action {action}")));
        // SAFETY: the host promises a function that takes any action and info.
        let status = unsafe { call(self.reference, device.0, action, info) };
        self.trace.end(record, outcome(status));
        outcome(status)
    }

    /// The value of a key. A host may answer a missing one with a status, with NULL, or with both (hal-facts D.1).
    pub(crate) fn copy_from_storage(&self, key: &CfString) -> Result<Stored, Unavailable> {
        let call = self.interface().CopyFromStorage;
        let call = call.ok_or(Unavailable::NoFunction)?;
        let mut record = self.trace.begin("host CopyFromStorage");
        record.note(|line| line.key(key));
        let mut value: sys::CFPropertyListRef = ptr::null();
        // SAFETY: the host promises a function that takes a string and a place for a reference; both live through the call.
        let status = unsafe { call(self.reference, key.as_raw().cast(), &raw mut value) };
        // SAFETY: null or an object that the host copied for the caller.
        let object = unsafe { CfObject::from_create(value.cast()) };
        record.note(|line| match &object {
            Some(object) => line.stored(object),
            None if value.is_null() => line.answer("nothing"),
            None => line.answer("an object of an unknown class"),
        });
        self.trace.end(record, outcome(status));
        match (Status::new(status), object) {
            (None, Some(object)) => Ok(Stored::Object(object)),
            (None, None) if !value.is_null() => Ok(Stored::Unknown),
            // A value that came with an error is released and not believed.
            (Some(status), _) if !value.is_null() => Err(Unavailable::Host(status)),
            (status, _) => Ok(Stored::Nothing(status)),
        }
    }

    /// Stores a value for a key. The host keeps a copy or a reference of its own.
    pub(crate) fn write_to_storage(
        &self,
        key: &CfString,
        value: &CfObject,
    ) -> Result<(), Unavailable> {
        let call = self.interface().WriteToStorage;
        let call = call.ok_or(Unavailable::NoFunction)?;
        let mut record = self.trace.begin("host WriteToStorage");
        record.note(|line| {
            line.key(key);
            line.store(value);
        });
        // SAFETY: the host promises a function that takes a string and a property list; both live through the call.
        let status = unsafe { call(self.reference, key.as_raw().cast(), value.as_raw().cast()) };
        self.trace.end(record, outcome(status));
        outcome(status).map_err(Unavailable::Host)
    }

    /// Removes a key and its value.
    pub(crate) fn delete_from_storage(&self, key: &CfString) -> Result<(), Unavailable> {
        let call = self.interface().DeleteFromStorage;
        let call = call.ok_or(Unavailable::NoFunction)?;
        let mut record = self.trace.begin("host DeleteFromStorage");
        record.note(|line| line.key(key));
        // SAFETY: the host promises a function that takes a string, which lives through the call.
        let status = unsafe { call(self.reference, key.as_raw().cast()) };
        self.trace.end(record, outcome(status));
        outcome(status).map_err(Unavailable::Host)
    }
}

fn outcome(status: sys::OSStatus) -> Result<(), Status> {
    Status::new(status).map_or(Ok(()), Err)
}
