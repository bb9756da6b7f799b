//! What the host does when its driver calls.
//!
//! A call is noted; what follows from it is done later, on a thread of the host's that holds no lock of the driver: in
//! [`Core::settle`], which runs after each property that is set and between I/O cycles. Only the policies that are there to
//! try a driver's locks do more inside the call.

use tympan_aspl::cf::CfObject;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{
    AudioObjectID, OSStatus, kAudioHardwareIllegalOperationError, kAudioObjectPropertyClass,
};

use super::NotificationPolicy;
use super::core::{Core, lock};
use super::event::{Event, EventKind};
use crate::address::Address;
use crate::error::HostError;
use crate::interface::Argument;
use crate::interface::host::{ChangeInfo, HostServices};
use crate::violation::Rule;

impl Core {
    pub(super) fn note(&self, kind: EventKind) {
        self.add_event(Event {
            kind,
            thread: std::thread::current().id(),
            host_time: self.clock.now(),
        });
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

    /// Asks for the size of announced properties.
    fn read_back(&self, object: AudioObjectID, addresses: &[Address]) {
        let driver = &self.instance.driver;
        for address in addresses {
            if let Ok(true) = driver.has_property(object, 0, *address) {
                let _ = driver.property_size(object, 0, *address, Argument::None);
            }
        }
    }

    /// Asks for everything about an object.
    fn read_all(&self, object: AudioObjectID) {
        let known = lock(&self.mirror).objects.get(&object).cloned();
        let (class, base) = match known {
            Some(known) => (known.class, known.base),
            None => match self.object_u32(object, kAudioObjectPropertyClass) {
                Ok(class) => (class, None),
                Err(_) => return,
            },
        };
        for property in self.properties(object, class, base).unwrap_or_default() {
            let driver = &self.instance.driver;
            let _ = driver.is_settable(object, 0, property.address);
            let _ = self.content(object, &property);
        }
    }
}

impl HostServices for Core {
    fn properties_changed(&self, object: AudioObjectID, addresses: Vec<Address>) -> OSStatus {
        self.pause.here("PropertiesChanged");
        self.add_news(object, &addresses);
        self.note(EventKind::PropertiesChanged {
            object,
            addresses: addresses.clone(),
        });
        match (self.notification_policy(), self.me.upgrade()) {
            (NotificationPolicy::ReadBack, _) => self.read_back(object, &addresses),
            (NotificationPolicy::ReadAll, _) => self.read_all(object),
            (NotificationPolicy::ReadAllOnOtherThread, Some(core)) => {
                let work = move || core.read_all(object);
                self.help_while_call_waits("PropertiesChanged", object, work);
            }
            _ => {}
        }
        0
    }

    fn copy_from_storage(&self, key: &str) -> Result<Option<CfObject>, OSStatus> {
        self.pause.here("CopyFromStorage");
        let value = self.storage.answer(key)?;
        Ok(value.map(|value| value.to_object()))
    }

    fn write_to_storage(&self, key: &str, value: &CfObject) -> OSStatus {
        self.pause.here("WriteToStorage");
        let Ok(value) = Value::from_object(value) else {
            self.violations.record(Rule::StorageValue, 0, || {
                format!("the value written for {key:?} is no property list")
            });
            return kAudioHardwareIllegalOperationError;
        };
        match self.storage.take_in(key, value) {
            Ok(()) => {
                self.note(EventKind::Stored { key: key.into() });
                0
            }
            Err(status) => status,
        }
    }

    fn delete_from_storage(&self, key: &str) -> OSStatus {
        self.pause.here("DeleteFromStorage");
        self.note(EventKind::Deleted { key: key.into() });
        match self.storage.delete(key) {
            Ok(()) => 0,
            Err(status) => status,
        }
    }

    fn request_change(&self, device: AudioObjectID, action: u64, info: ChangeInfo) -> OSStatus {
        self.pause.here("RequestDeviceConfigurationChange");
        self.take_request(device, action, info)
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
