//! What a driver told the host and the host did on its own, and when.

use std::thread::ThreadId;

use tympan_aspl_sys::AudioObjectID;

use crate::address::Address;

/// A call of the driver to the host as it was received, or of the host to the driver that no client asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What was said.
    pub kind: EventKind,
    /// The thread of the call.
    pub thread: ThreadId,
    /// The host time at that moment, in ticks.
    pub host_time: u64,
}

/// The kinds of [`Event`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// PropertiesChanged.
    PropertiesChanged {
        /// The object.
        object: AudioObjectID,
        /// Its properties that have changed.
        addresses: Vec<Address>,
    },
    /// RequestDeviceConfigurationChange.
    ChangeRequested {
        /// The device.
        device: AudioObjectID,
        /// The driver's own number for the change.
        action: u64,
    },
    /// The host called PerformDeviceConfigurationChange.
    ChangePerformed {
        /// The device.
        device: AudioObjectID,
        /// The driver's own number for the change.
        action: u64,
    },
    /// The host called AbortDeviceConfigurationChange.
    ChangeAborted {
        /// The device.
        device: AudioObjectID,
        /// The driver's own number for the change.
        action: u64,
    },
    /// WriteToStorage.
    Stored {
        /// The key.
        key: String,
    },
    /// DeleteFromStorage.
    Deleted {
        /// The key.
        key: String,
    },
    /// The host has set again what a client had set in an earlier session (hal-facts D.5).
    Restored {
        /// The object.
        object: AudioObjectID,
        /// Its property.
        address: Address,
        /// Whether the driver took the value.
        accepted: bool,
    },
}
