//! The author's side of a running plug-in, for tests that change it.

use std::sync::{Arc, OnceLock};

use tympan_aspl::ConfigurationChange;
use tympan_aspl::prelude::*;

use crate::mini_host::code::Address;
use crate::mini_host::{Event, MiniHost};

/// A running plug-in without devices, and the author's hold on it.
pub fn start_and_keep() -> (MiniHost, PlugIn) {
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, _| {
        keeper.set(plug_in.clone()).unwrap();
        Ok(())
    });
    let plug_in = kept.get().unwrap().clone();
    (host, plug_in)
}

/// A running plug-in with a device, and the author's hold on both.
pub fn start_with(device: Device) -> (MiniHost, PlugIn, DeviceHandle) {
    let (host, plug_in) = start_and_keep();
    let device = add(&plug_in, device);
    host.events();
    (host, plug_in, device)
}

pub fn add(plug_in: &PlugIn, device: Device) -> DeviceHandle {
    let added = plug_in.control(|control| plug_in.add_device(control, device));
    added.unwrap().unwrap()
}

pub fn remove(plug_in: &PlugIn, device: &DeviceHandle) -> Result<()> {
    plug_in.control(|control| device.remove(control)).unwrap()
}

pub fn edit(
    plug_in: &PlugIn,
    device: &DeviceHandle,
    edit: impl Fn(Device) -> Device + Send + 'static,
) -> Result<ConfigurationChange> {
    plug_in
        .control(|control| device.reconfigure(control, edit))
        .unwrap()
}

/// The announcement of properties of one object.
pub fn changed(object: u32, addresses: impl IntoIterator<Item = impl Into<Address>>) -> Event {
    Event::Changed {
        object,
        addresses: addresses.into_iter().map(Into::into).collect(),
    }
}

/// What the plug-in announces when its devices come or go (hal-facts D.3).
pub fn device_list_changed() -> Event {
    changed(1, [*b"dev#", *b"ownd"])
}
