//! The objects of a plug-in by id.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{DeviceObject, PlugInObject, StreamObject};
use crate::types::ObjectId;

/// Any object of the plug-in.
#[derive(Clone)]
pub(crate) enum Object {
    PlugIn(Arc<PlugInObject>),
    Device(Arc<DeviceObject>),
    Stream(Arc<StreamObject>),
}

/// All objects by id. Ids rise with each new object and are never used again, so devices are listed in the order they were added.
#[derive(Default)]
pub(crate) struct Tree {
    objects: BTreeMap<ObjectId, Object>,
    devices: Vec<Arc<DeviceObject>>,
}

impl Tree {
    pub(crate) fn get(&self, id: ObjectId) -> Option<Object> {
        self.objects.get(&id).cloned()
    }

    pub(crate) fn insert_plug_in(&mut self, plug_in: PlugInObject) {
        self.objects
            .insert(ObjectId::PLUG_IN, Object::PlugIn(Arc::new(plug_in)));
    }

    pub(crate) fn insert_device(
        &mut self,
        device: Arc<DeviceObject>,
        streams: impl IntoIterator<Item = Arc<StreamObject>>,
    ) {
        for stream in streams {
            self.objects.insert(stream.id, Object::Stream(stream));
        }
        self.objects
            .insert(device.id, Object::Device(Arc::clone(&device)));
        self.devices.push(device);
    }

    pub(crate) fn devices(&self) -> &[Arc<DeviceObject>] {
        &self.devices
    }
}
