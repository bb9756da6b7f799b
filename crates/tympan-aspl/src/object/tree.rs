//! The objects of a plug-in by id.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{AnyObject, DeviceObject, PlugInObject};
use crate::types::ObjectId;

/// All objects by id, and what object 1 lists. Ids rise with each new object and are never used again, so lists are in the order of adding.
#[derive(Default)]
pub(crate) struct Tree {
    objects: HashMap<ObjectId, Arc<dyn AnyObject>>,
    /// Every device that answers, those that have been removed but still have clients included.
    devices: BTreeMap<ObjectId, Arc<DeviceObject>>,
    /// The published ones by UID.
    uids: HashMap<String, ObjectId>,
}

impl Tree {
    pub(crate) fn get(&self, id: ObjectId) -> Option<&Arc<dyn AnyObject>> {
        self.objects.get(&id)
    }

    pub(crate) fn insert_plug_in(&mut self, plug_in: &Arc<PlugInObject>) {
        let plug_in: Arc<dyn AnyObject> = Arc::<PlugInObject>::clone(plug_in);
        self.objects.insert(ObjectId::PLUG_IN, plug_in);
    }

    /// Lets objects answer.
    pub(crate) fn insert(&mut self, objects: impl IntoIterator<Item = Arc<dyn AnyObject>>) {
        let objects = objects.into_iter();
        self.objects
            .extend(objects.map(|object| (object.id(), object)));
    }

    /// Lets objects answer no more.
    pub(crate) fn remove(&mut self, ids: impl IntoIterator<Item = ObjectId>) {
        for id in ids {
            self.objects.remove(&id);
        }
    }

    pub(crate) fn insert_device(&mut self, device: &Arc<DeviceObject>) {
        self.uids.insert(device.uid().to_owned(), device.id);
        self.objects.insert(device.id, device.clone());
        self.devices.insert(device.id, Arc::clone(device));
    }

    /// Takes a device out of the lists; it goes on answering by its id.
    pub(crate) fn unlist_device(&mut self, device: &DeviceObject) {
        if self.uids.get(device.uid()) == Some(&device.id) {
            self.uids.remove(device.uid());
        }
    }

    /// Forgets a device.
    pub(crate) fn remove_device(&mut self, id: ObjectId) {
        self.objects.remove(&id);
        self.devices.remove(&id);
    }

    pub(crate) fn device(&self, id: ObjectId) -> Option<&Arc<DeviceObject>> {
        self.devices.get(&id)
    }

    /// Every device that answers, in the order of adding.
    pub(crate) fn devices(&self) -> impl Iterator<Item = &Arc<DeviceObject>> {
        self.devices.values()
    }

    pub(crate) fn device_with_uid(&self, uid: &str) -> Option<&Arc<DeviceObject>> {
        self.devices.get(self.uids.get(uid)?)
    }
}
