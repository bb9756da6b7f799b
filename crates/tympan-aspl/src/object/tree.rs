//! The objects of a plug-in by id.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::{AnyObject, BoxObject, DeviceObject, Place, PlugInObject};
use crate::types::ObjectId;

/// Spreads ids, which the plug-in gives out itself: every property call looks one up, and nobody can make them collide.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        // An odd number near the golden ratio of 2^64.
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// All objects by id, and what object 1 lists. Ids rise with each new object and are never used again, so lists are in the order of adding.
#[derive(Default)]
pub(crate) struct Tree {
    objects: HashMap<ObjectId, Arc<dyn AnyObject>, BuildHasherDefault<IdHasher>>,
    /// Every device that answers, those that have been removed but still have clients included.
    devices: BTreeMap<ObjectId, Arc<DeviceObject>>,
    /// The places of the published ones, and of those that wait in their boxes, by UID.
    uids: HashMap<String, Arc<Place>>,
    boxes: BTreeMap<ObjectId, Arc<BoxObject>>,
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

    /// Lets a device answer and be found by its UID, which is not [taken](Self::is_taken).
    pub(crate) fn insert_device(&mut self, device: &Arc<DeviceObject>) {
        self.reserve(device.uid(), &device.place);
        self.objects.insert(device.id, device.clone());
        self.devices.insert(device.id, Arc::clone(device));
    }

    /// Whether a UID is that of another place.
    pub(crate) fn is_taken(&self, uid: &str, place: &Arc<Place>) -> bool {
        let owner = self.uids.get(uid);
        owner.is_some_and(|owner| !Arc::ptr_eq(owner, place))
    }

    /// Keeps a UID for a place.
    pub(crate) fn reserve(&mut self, uid: &str, place: &Arc<Place>) {
        self.uids.insert(uid.to_owned(), Arc::clone(place));
    }

    /// Frees the UID of a place: its device is found by it no longer, but goes on answering by its id.
    pub(crate) fn release(&mut self, uid: &str, place: &Arc<Place>) {
        if !self.is_taken(uid, place) {
            self.uids.remove(uid);
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
        self.devices.get(&self.uids.get(uid)?.id())
    }

    /// Lets a box answer and be listed.
    pub(crate) fn insert_box(&mut self, audio_box: &Arc<BoxObject>) {
        self.objects.insert(audio_box.id, audio_box.clone());
        self.boxes.insert(audio_box.id, Arc::clone(audio_box));
    }

    /// Takes a box out of the list; it goes on answering by its id.
    pub(crate) fn unlist_box(&mut self, id: ObjectId) -> Option<Arc<BoxObject>> {
        self.boxes.remove(&id)
    }

    pub(crate) fn audio_box(&self, id: ObjectId) -> Option<&Arc<BoxObject>> {
        self.boxes.get(&id)
    }

    /// The boxes in the order of adding.
    pub(crate) fn boxes(&self) -> impl Iterator<Item = &Arc<BoxObject>> {
        self.boxes.values()
    }
}
