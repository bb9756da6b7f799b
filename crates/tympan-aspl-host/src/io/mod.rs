//! The I/O side of a device: its clients, and later its cycles.

mod run;

use std::sync::{Mutex, MutexGuard};

use tympan_aspl_sys::AudioObjectID;

use crate::host::lock;
use run::Run;

/// The I/O side of one device, shared by its engine and by whoever changes its configuration.
pub(crate) struct DeviceIo(Mutex<Run>);

impl DeviceIo {
    pub(crate) fn new(device: AudioObjectID) -> DeviceIo {
        DeviceIo(Mutex::new(Run::new(device)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Run> {
        lock(&self.0)
    }
}
