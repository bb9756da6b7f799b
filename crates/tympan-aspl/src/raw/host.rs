//! [`Host`]: the host's five functions, in safe form.

use core::ffi::c_void;
use core::ptr;

use tympan_aspl_sys as sys;

use crate::cf::{CfObject, CfString, CfType};
use crate::error::Status;
use crate::object::Address;
use crate::storage::Unavailable;
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Host(sys::AudioServerPlugInHostRef);

// SAFETY: the host's functions may be called from any thread that is not realtime (hal-facts C.1).
unsafe impl Send for Host {}
// SAFETY: as above, also from several threads at once.
unsafe impl Sync for Host {}

impl Host {
    /// # Safety
    ///
    /// `host` is null or valid for as long as the instance lives.
    pub(super) unsafe fn new(host: sys::AudioServerPlugInHostRef) -> Option<Self> {
        (!host.is_null()).then_some(Self(host))
    }

    fn interface(&self) -> sys::AudioServerPlugInHostInterface {
        // SAFETY: not null and valid for the instance's life, by the promise given to `new`; it need not be aligned.
        unsafe { self.0.read_unaligned() }
    }

    /// Announces properties of an object whose values changed. Called with no lock held, since the host may ask for them before this returns.
    pub(crate) fn properties_changed(&self, object: ObjectId, addresses: &[Address]) {
        let Some(call) = self.interface().PropertiesChanged else {
            return;
        };
        let addresses: Vec<_> = addresses
            .iter()
            .map(|address| sys::AudioObjectPropertyAddress {
                mSelector: address.selector,
                mScope: address.scope,
                mElement: address.element,
            })
            .collect();
        let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        // There is nothing to do about a host that does not want to know.
        // SAFETY: the host promises a function that takes as many addresses as it is told; they live through the call.
        let _ = unsafe { call(self.0, object.0, count, addresses.as_ptr()) };
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
        // SAFETY: the host promises a function that takes any action and info.
        let status = unsafe { call(self.0, device.0, action, info) };
        Status::new(status).map_or(Ok(()), Err)
    }

    /// The value of a key. A host may answer a missing one with a status, with NULL, or with both (hal-facts D.1).
    pub(crate) fn copy_from_storage(&self, key: &CfString) -> Result<Stored, Unavailable> {
        let call = self.interface().CopyFromStorage;
        let call = call.ok_or(Unavailable::NoFunction)?;
        let mut value: sys::CFPropertyListRef = ptr::null();
        // SAFETY: the host promises a function that takes a string and a place for a reference; both live through the call.
        let status = unsafe { call(self.0, key.as_raw().cast(), &raw mut value) };
        // SAFETY: null or an object that the host copied for the caller.
        let object = unsafe { CfObject::from_create(value.cast()) };
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
        // SAFETY: the host promises a function that takes a string and a property list; both live through the call.
        let status = unsafe { call(self.0, key.as_raw().cast(), value.as_raw().cast()) };
        Status::new(status).map_or(Ok(()), |status| Err(Unavailable::Host(status)))
    }

    /// Removes a key and its value.
    pub(crate) fn delete_from_storage(&self, key: &CfString) -> Result<(), Unavailable> {
        let call = self.interface().DeleteFromStorage;
        let call = call.ok_or(Unavailable::NoFunction)?;
        // SAFETY: the host promises a function that takes a string, which lives through the call.
        let status = unsafe { call(self.0, key.as_raw().cast()) };
        Status::new(status).map_or(Ok(()), |status| Err(Unavailable::Host(status)))
    }
}
