//! The vtable a driver calls: five functions, one indirection (hal-facts A.7).
//!
//! A call is matched to its host by the address it names, in a table of the hosts that live in this process; the pointer
//! itself is never followed. So a call with a stale or wrong host reference gets an error. Calls may come on any thread, at any
//! time, from inside a call of ours too; nothing is locked here while a host is at work.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicPtr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tympan_aspl::cf::{CfObject, CfString, CfType};
use tympan_aspl_sys::{
    AudioObjectID, AudioObjectPropertyAddress, AudioServerPlugInHostInterface,
    AudioServerPlugInHostRef, CFPropertyListRef, CFStringRef, OSStatus,
    kAudioHardwareBadObjectError, kAudioHardwareIllegalOperationError,
    kAudioHardwareUnspecifiedError,
};

use crate::address::Address;

/// More addresses in one PropertiesChanged than any driver has properties.
const MAX_ADDRESSES: u32 = 1 << 16;

/// The `info` of a configuration change: the driver's own, never looked into.
pub(crate) type ChangeInfo = AtomicPtr<c_void>;

/// What a host does for its driver. Every function may be called on any thread, several at once.
pub(crate) trait HostServices: Send + Sync {
    fn properties_changed(&self, object: AudioObjectID, addresses: Vec<Address>) -> OSStatus;
    /// `None` for a key without a value that is no error either.
    fn copy_from_storage(&self, key: &str) -> Result<Option<CfObject>, OSStatus>;
    fn write_to_storage(&self, key: &str, value: &CfObject) -> OSStatus;
    fn delete_from_storage(&self, key: &str) -> OSStatus;
    fn request_change(&self, device: AudioObjectID, action: u64, info: ChangeInfo) -> OSStatus;
    /// A call with arguments that cannot be.
    fn bad_call(&self, what: &str);
    /// A call from inside an I/O operation.
    fn call_in_io(&self, call: &'static str);
}

/// The hosts of this process by the address of their vtable.
static HOSTS: Mutex<BTreeMap<usize, Weak<dyn HostServices>>> = Mutex::new(BTreeMap::new());

fn hosts() -> MutexGuard<'static, BTreeMap<usize, Weak<dyn HostServices>>> {
    HOSTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A host's vtable in memory. Its address stays valid and its own until it is dropped.
#[derive(Debug)]
pub(crate) struct HostCell(*mut AudioServerPlugInHostInterface);

// SAFETY: the vtable is never written after construction.
unsafe impl Send for HostCell {}
// SAFETY: as above.
unsafe impl Sync for HostCell {}

impl HostCell {
    pub(crate) fn new() -> HostCell {
        HostCell(Box::into_raw(Box::new(AudioServerPlugInHostInterface {
            PropertiesChanged: Some(properties_changed),
            CopyFromStorage: Some(copy_from_storage),
            WriteToStorage: Some(write_to_storage),
            DeleteFromStorage: Some(delete_from_storage),
            RequestDeviceConfigurationChange: Some(request_change),
        })))
    }

    /// Makes calls that name this cell reach `services`.
    pub(crate) fn connect(&self, services: Weak<dyn HostServices>) {
        hosts().insert(self.0.addr(), services);
    }

    pub(crate) fn reference(&self) -> AudioServerPlugInHostRef {
        self.0.cast_const()
    }
}

impl Drop for HostCell {
    fn drop(&mut self) {
        hosts().remove(&self.0.addr());
        // SAFETY: the pointer comes from Box::into_raw in new, and a HostCell is not Clone.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

thread_local! {
    /// Whether this thread is inside an I/O operation of a driver.
    static IN_IO: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread is inside an I/O operation of a driver.
pub(crate) fn in_io() -> bool {
    IN_IO.get()
}

/// Marks the calling thread as inside an I/O operation until dropped.
pub(crate) struct IoScope(bool);

impl IoScope {
    pub(crate) fn enter() -> IoScope {
        IoScope(IN_IO.replace(true))
    }
}

impl Drop for IoScope {
    fn drop(&mut self) {
        IN_IO.set(self.0);
    }
}

/// The door of every call: finds the host, and turns a panic on our side into an error.
fn serve(
    host: AudioServerPlugInHostRef,
    call: &'static str,
    answer: impl FnOnce(&dyn HostServices) -> OSStatus,
) -> OSStatus {
    let services: Option<Arc<dyn HostServices>> = hosts().get(&host.addr()).and_then(Weak::upgrade);
    let Some(services) = services else {
        return kAudioHardwareBadObjectError;
    };
    catch_unwind(AssertUnwindSafe(|| {
        if IN_IO.get() {
            services.call_in_io(call);
        }
        answer(&*services)
    }))
    .unwrap_or(kAudioHardwareUnspecifiedError)
}

/// A storage key, borrowed from the driver for the call.
///
/// # Safety
///
/// `key` is NULL or a CoreFoundation object that is valid during the call.
unsafe fn key_text(key: CFStringRef, services: &dyn HostServices) -> Option<String> {
    // SAFETY: the promise of this function.
    let text = unsafe { CfString::from_get(key) };
    if text.is_none() {
        services.bad_call("a storage key that is NULL or no CFString");
    }
    text.map(|text| text.to_string())
}

unsafe extern "C" fn properties_changed(
    host: AudioServerPlugInHostRef,
    object: AudioObjectID,
    count: u32,
    addresses: *const AudioObjectPropertyAddress,
) -> OSStatus {
    serve(host, "PropertiesChanged", |services| {
        if addresses.is_null() || count > MAX_ADDRESSES {
            services.bad_call(&format!(
                "PropertiesChanged for object {object} with {count} addresses at {addresses:?}"
            ));
            return kAudioHardwareIllegalOperationError;
        }
        let list = (0..count as usize)
            .map(|index| {
                let place = addresses.wrapping_add(index);
                // SAFETY: the driver promises `count` addresses at `addresses` (hal-facts A.7).
                Address::from(unsafe { place.read_unaligned() })
            })
            .collect();
        services.properties_changed(object, list)
    })
}

unsafe extern "C" fn copy_from_storage(
    host: AudioServerPlugInHostRef,
    key: CFStringRef,
    data: *mut CFPropertyListRef,
) -> OSStatus {
    serve(host, "CopyFromStorage", |services| {
        if data.is_null() {
            services.bad_call("CopyFromStorage without a place for the value");
            return kAudioHardwareIllegalOperationError;
        }
        // SAFETY: the driver's key is valid during the call (hal-facts A.7).
        let Some(key) = (unsafe { key_text(key, services) }) else {
            return kAudioHardwareIllegalOperationError;
        };
        let (value, status) = match services.copy_from_storage(&key) {
            Ok(value) => (value.map_or(std::ptr::null(), CfType::into_raw), 0),
            Err(status) => (std::ptr::null(), status),
        };
        // SAFETY: the driver's place for the value is valid during the call; its alignment is not promised.
        unsafe { data.write_unaligned(value) };
        status
    })
}

unsafe extern "C" fn write_to_storage(
    host: AudioServerPlugInHostRef,
    key: CFStringRef,
    data: CFPropertyListRef,
) -> OSStatus {
    serve(host, "WriteToStorage", |services| {
        // SAFETY: the driver's key is valid during the call (hal-facts A.7).
        let Some(key) = (unsafe { key_text(key, services) }) else {
            return kAudioHardwareIllegalOperationError;
        };
        // SAFETY: so is its value.
        let Some(value) = (unsafe { CfObject::from_get(data) }) else {
            services.bad_call("WriteToStorage with NULL as the value");
            return kAudioHardwareIllegalOperationError;
        };
        services.write_to_storage(&key, &value)
    })
}

unsafe extern "C" fn delete_from_storage(
    host: AudioServerPlugInHostRef,
    key: CFStringRef,
) -> OSStatus {
    serve(host, "DeleteFromStorage", |services| {
        // SAFETY: the driver's key is valid during the call (hal-facts A.7).
        match unsafe { key_text(key, services) } {
            Some(key) => services.delete_from_storage(&key),
            None => kAudioHardwareIllegalOperationError,
        }
    })
}

unsafe extern "C" fn request_change(
    host: AudioServerPlugInHostRef,
    device: AudioObjectID,
    action: u64,
    info: *mut c_void,
) -> OSStatus {
    serve(host, "RequestDeviceConfigurationChange", |services| {
        services.request_change(device, action, ChangeInfo::new(info))
    })
}
