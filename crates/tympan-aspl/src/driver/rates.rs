//! The sample rates that devices keep in the host's storage ([`Device::persistent_sample_rate`]).

use std::sync::Arc;

use super::Driver;
use crate::device::Device;
use crate::realtime::ControlContext;
use crate::storage::Storage;

impl Driver {
    /// Gives a device that is about to be added its stored rate. Anything but one of its rates leaves that of the description.
    pub(super) fn restore_rate(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        device: &mut Device,
    ) {
        let Some(key) = &device.rate_key else { return };
        let storage = Storage::new(Arc::downgrade(self));
        let stored = storage.get(control, key);
        if let Some(rate) = stored.ok().filter(|rate| device.has_rate(*rate)) {
            device.sample_rate = Some(rate);
        }
    }

    /// Lets the worker store a rate that has changed. What it is given in order it stores in order, so this is called in the device's turn.
    pub(super) fn store_rate(self: &Arc<Self>, old: &Device, new: &Device) {
        let rate = new.current_rate();
        let Some(key) = new.rate_key.clone().filter(|_| rate != old.current_rate()) else {
            return;
        };
        let storage = Storage::new(Arc::downgrade(self));
        self.worker.run(move |control| {
            // A host that does not store has said so in its own log; the rate is as set all the same.
            let _ = storage.set(control, &key, &rate);
        });
    }
}
