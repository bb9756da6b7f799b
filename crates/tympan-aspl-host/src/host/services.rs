//! What the host does when its driver calls, and how it answers requests for configuration changes.
//!
//! A call is only recorded. Requests are answered later, on a thread of the host's that holds no lock of the driver: in
//! [`Core::settle`], which runs after each property that is set and between I/O cycles (hal-facts C.8).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tympan_aspl::cf::CfObject;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{
    AudioObjectID, OSStatus, kAudioBoxPropertyDeviceList, kAudioHardwareIllegalOperationError,
    kAudioHardwareUnspecifiedError, kAudioObjectPropertyControlList, kAudioObjectPropertyName,
    kAudioObjectPropertyOwnedObjects, kAudioPlugInPropertyBoxList,
    kAudioPlugInPropertyClockDeviceList, kAudioPlugInPropertyDeviceList,
};

use super::core::Core;
use super::event::{Event, EventKind};
use super::{NotificationPolicy, RequestPolicy};
use crate::address::Address;
use crate::error::HostError;
use crate::interface::Argument;
use crate::interface::host::{ChangeInfo, HostServices};
use crate::violation::Rule;

/// A configuration change that the driver has asked for.
#[derive(Debug)]
pub(crate) struct Request {
    device: AudioObjectID,
    action: u64,
    info: ChangeInfo,
}

/// More changes than one ever leads to.
const MAX_CHAIN: usize = 32;

/// Changes of these make the mirror stale.
const STRUCTURE: [u32; 7] = [
    kAudioObjectPropertyOwnedObjects,
    kAudioPlugInPropertyDeviceList,
    kAudioPlugInPropertyBoxList,
    kAudioPlugInPropertyClockDeviceList,
    kAudioBoxPropertyDeviceList,
    kAudioObjectPropertyControlList,
    kAudioObjectPropertyName,
];

impl Core {
    fn note(&self, kind: EventKind) {
        self.add_event(Event {
            kind,
            thread: std::thread::current().id(),
            host_time: self.clock.now(),
        });
    }

    /// Answers all requests that wait, and those that come meanwhile.
    pub(crate) fn process(self: &Arc<Core>) -> Result<(), HostError> {
        // A driver that asks for a change in each Perform shall not keep the host busy for ever.
        for _ in 0..self.waiting_requests() + MAX_CHAIN {
            let Some(request) = self.next_request() else {
                return Ok(());
            };
            self.answer(&request)?;
            self.instance.drain()?;
        }
        self.violations.record(Rule::ConfigurationChange, 0, || {
            "each configuration change leads to the next one".into()
        });
        Ok(())
    }

    /// Performs or aborts one request (hal-facts C.8): I/O on the device stops, the change is made, the device is read anew, I/O
    /// starts again.
    fn answer(self: &Arc<Core>, request: &Request) -> Result<(), HostError> {
        let Request { device, action, .. } = *request;
        let info = request.info.load(Ordering::Acquire);
        let driver = &self.instance.driver;
        if self.policy() == RequestPolicy::Abort {
            self.note(EventKind::ChangeAborted { device, action });
            return self.tolerate(driver.abort_change(device, action, info));
        }
        let io = self.device_io(device);
        let mut io = io.lock();
        io.suspend(self)?;
        self.note(EventKind::ChangePerformed { device, action });
        let performed = self.tolerate(driver.perform_change(device, action, info));
        self.mark_stale();
        let mirrored = self.mirror();
        let resumed = io.resume(self);
        performed?;
        mirrored?;
        resumed
    }

    /// Records an error status as a violation; other errors stop the host.
    pub(crate) fn tolerate(&self, result: Result<(), HostError>) -> Result<(), HostError> {
        let (rule, object) = match &result {
            Err(HostError::Status { object, .. } | HostError::Answer { object, .. }) => {
                (Rule::CallFailed, *object)
            }
            Err(HostError::MissingSlot { .. }) => (Rule::NullSlot, 0),
            _ => return result,
        };
        if let Err(error) = result {
            self.violations.record(rule, object, || error.to_string());
        }
        Ok(())
    }
}

impl HostServices for Core {
    fn properties_changed(&self, object: AudioObjectID, addresses: Vec<Address>) -> OSStatus {
        if addresses.iter().any(|a| STRUCTURE.contains(&a.selector)) {
            self.mark_stale();
        }
        self.note(EventKind::PropertiesChanged {
            object,
            addresses: addresses.clone(),
        });
        if self.notifications == NotificationPolicy::ReadBack {
            // The real host may read back at once, on the same thread (hal-facts C.1).
            let driver = &self.instance.driver;
            for address in addresses {
                if let Ok(true) = driver.has_property(object, 0, address) {
                    let _ = driver.property_size(object, 0, address, Argument::None);
                }
            }
        }
        0
    }

    fn copy_from_storage(&self, key: &str) -> Result<CfObject, OSStatus> {
        match self.storage.get(key) {
            Some(value) => Ok(value.to_object()),
            None => Err(kAudioHardwareUnspecifiedError),
        }
    }

    fn write_to_storage(&self, key: &str, value: &CfObject) -> OSStatus {
        match Value::from_object(value) {
            Ok(value) => {
                self.storage.set(key, value);
                self.note(EventKind::Stored { key: key.into() });
                0
            }
            Err(_) => {
                self.violations.record(Rule::StorageValue, 0, || {
                    format!("the value written for {key:?} is no property list")
                });
                kAudioHardwareIllegalOperationError
            }
        }
    }

    fn delete_from_storage(&self, key: &str) -> OSStatus {
        self.note(EventKind::Deleted { key: key.into() });
        match self.storage.remove(key) {
            Some(_) => 0,
            None => kAudioHardwareUnspecifiedError,
        }
    }

    fn request_change(&self, device: AudioObjectID, action: u64, info: ChangeInfo) -> OSStatus {
        if self.policy() == RequestPolicy::Refuse {
            return kAudioHardwareIllegalOperationError;
        }
        self.note(EventKind::ChangeRequested { device, action });
        let request = Request {
            device,
            action,
            info,
        };
        if self.add_request(request) {
            return 0;
        }
        self.bad_call("more configuration changes requested than can be kept");
        kAudioHardwareUnspecifiedError
    }

    fn bad_call(&self, what: &str) {
        self.violations
            .record(Rule::HostCallArgument, 0, || what.into());
    }

    fn call_in_io(&self, call: &'static str) {
        self.violations.record(Rule::HostCallInIo, 0, || {
            format!("{call} was called from inside an I/O operation")
        });
    }
}
