//! What a driver told the host, and when.

use std::thread::ThreadId;

use tympan_aspl_sys::AudioObjectID;

use crate::address::Address;

/// A call of the driver to the host, as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// What the driver said.
    pub kind: EventKind,
    /// The thread it called on.
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
}
