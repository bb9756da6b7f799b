//! How boxes come and go, and how they are acquired and released (hal-facts B.5).

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::Driver;
use super::devices::OWNED;
use crate::audio_box::AudioBox;
use crate::error::{Error, Result, Status};
use crate::object::{Address, BoxObject, Home, Place};
use crate::platform::log;
use crate::property_value::PropertyValue;
use crate::realtime::ControlContext;
use crate::storage::{Storage, StorageError};
use crate::types::ObjectId;

/// What the plug-in object announces when its boxes come or go.
const BOX_LIST: [Address; 2] = [Address::global(sys::kAudioPlugInPropertyBoxList), OWNED];

impl Driver {
    /// Adds a box and acquires it, if it is to be.
    pub(crate) fn add_box(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        audio_box: &AudioBox,
    ) -> Result<()> {
        let problems = audio_box.problems();
        if !problems.is_empty() {
            let uid = audio_box.uid().to_owned();
            return Err(Error::InvalidBox { uid, problems });
        }
        let id = self.new_id()?;
        let home = Home {
            driver: Arc::downgrade(self),
            object: id,
        };
        audio_box.home().attach(home.clone())?;
        let added = self.add_attached_box(control, audio_box, id, &home);
        if added.is_err() {
            Self::detach_box(audio_box, id);
        }
        let is_wanted = added?;
        control.announce(self, ObjectId::PLUG_IN, &BOX_LIST);
        if is_wanted {
            match self.acquire_box(control, id, true) {
                // The box says so itself.
                Ok(()) | Err(Error::AcquisitionFailed(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Lets a box that is its handle's only one answer; whether it is to be acquired.
    fn add_attached_box(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        audio_box: &AudioBox,
        id: ObjectId,
        home: &Home,
    ) -> Result<bool> {
        audio_box.description().extras.attach(home)?;
        if let Some(name) = self.stored_box_value::<String>(control, audio_box, "name") {
            audio_box.restore_name(name);
        }
        let stored = self.stored_box_value(control, audio_box, "acquired");
        let is_wanted = stored.unwrap_or_else(|| audio_box.is_acquired());
        audio_box.note_failure(None);
        let object = Arc::new(BoxObject::new(id, audio_box.clone()));
        self.change_tree(|tree| {
            let uid = audio_box.uid();
            if tree.boxes().any(|other| other.audio_box.uid() == uid) {
                return Err(Error::DuplicateUid(uid.to_owned()));
            }
            audio_box.note_acquired(false);
            tree.insert_box(&object);
            Ok(is_wanted)
        })
    }

    fn detach_box(audio_box: &AudioBox, id: ObjectId) {
        audio_box.description().extras.detach(id);
        audio_box.home().detach(id);
    }

    /// Acquires or releases a box.
    pub(crate) fn acquire_box(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
        acquire: bool,
    ) -> Result<()> {
        let object = self.audio_box(id).ok_or(Error::UnknownObject(id))?;
        let audio_box = &object.audio_box;
        match self.acquire_in_turn(control, &object, acquire)? {
            None => return Ok(()),
            Some(Ok(())) => {
                control.announce(self, id, &[BoxObject::ACQUIRED]);
                if audio_box.note_failure(None) {
                    control.announce(self, id, &[BoxObject::FAILED]);
                }
            }
            Some(Err(status)) => {
                audio_box.note_failure(Some(status));
                control.announce(self, id, &[BoxObject::FAILED]);
                return Err(Error::AcquisitionFailed(status));
            }
        }
        self.store_box_value(control, audio_box, "acquired", &audio_box.is_acquired());
        Ok(())
    }

    /// The part of it that one thread at a time does; `None` if there was nothing to do.
    fn acquire_in_turn(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        object: &Arc<BoxObject>,
        acquire: bool,
    ) -> Result<Option<Result<(), Status>>> {
        if self.is_in_factory() {
            return Err(Error::InsideFactory);
        }
        let _turn = object.turn.take(true).ok_or(Error::InsideFactory)?;
        let audio_box = &object.audio_box;
        if self.audio_box(object.id).is_none() {
            return Err(Error::UnknownObject(object.id));
        }
        if audio_box.is_acquired() == acquire {
            return Ok(None);
        }
        if let Some(hook) = &audio_box.description().on_acquire {
            let _factory = self.enter_factory();
            if let Err(status) = hook(control, acquire) {
                return Ok(Some(Err(status)));
            }
        }
        if !acquire {
            self.release(control, object);
            return Ok(Some(Ok(())));
        }
        let contents = self.change_tree(|_| {
            audio_box.note_acquired(true);
            object.contents()
        });
        let waiting = contents
            .into_iter()
            .filter_map(|place| place.description().map(|device| (place, device)))
            .collect();
        let published = self.publish_devices(control, waiting);
        Ok(Some(published.map_err(|error| {
            self.release(control, object);
            error.status()
        })))
    }

    /// Lets the devices of a box wait.
    fn release(self: &Arc<Self>, control: &ControlContext<'_>, object: &BoxObject) {
        let contents = self.change_tree(|_| {
            object.audio_box.note_acquired(false);
            object.contents()
        });
        for place in contents {
            // Those that wait already, and those that are removed meanwhile, are not there to be withdrawn.
            let _ = self.withdraw(control, place.id(), true);
        }
    }

    /// Runs what changes a device that may wait in a box, while the box is neither acquired nor released.
    pub(super) fn edit_waiting<T>(
        self: &Arc<Self>,
        place: &Place,
        edit: impl FnOnce() -> T,
    ) -> Result<T> {
        let audio_box = place.description().and_then(|device| device.audio_box);
        let id = audio_box.and_then(|audio_box| audio_box.id_in(self));
        let Some(object) = id.and_then(|id| self.audio_box(id)) else {
            return Ok(edit());
        };
        let _turn = if object.turn.is_mine() {
            None
        } else if self.is_in_factory() {
            // It would wait for a hook that may wait for the factory.
            return Err(Error::InsideFactory);
        } else {
            object.turn.take(true)
        };
        Ok(edit())
    }

    /// Takes a box away, and all devices that are in it.
    pub(crate) fn remove_box(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
    ) -> Result<()> {
        if self.is_in_factory() {
            return Err(Error::InsideFactory);
        }
        let object = self.audio_box(id).ok_or(Error::UnknownObject(id))?;
        let turn = object.turn.take(true).ok_or(Error::InsideFactory)?;
        let unlisted = self.change_tree(|tree| tree.unlist_box(id));
        if unlisted.is_none() {
            return Err(Error::UnknownObject(id));
        }
        for place in object.contents() {
            let waited = self.change_tree(|tree| {
                let waited = place.leave();
                if let Some(device) = &waited {
                    tree.release(&device.uid, &place);
                }
                waited
            });
            if waited.is_none() {
                // One that is removed meanwhile is gone already.
                let _ = self.withdraw(control, place.id(), false);
            }
        }
        drop(turn);
        Self::detach_box(&object.audio_box, id);
        control.announce(self, ObjectId::PLUG_IN, &BOX_LIST);
        control.retire(self, id);
        Ok(())
    }

    /// Lets a removed box answer no more.
    pub(super) fn forget_box(&self, id: ObjectId) {
        if self.audio_box(id).is_none() {
            self.change_tree(|tree| tree.remove([id]));
        }
    }

    /// What is stored about a box.
    fn stored_box_value<T: PropertyValue>(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        audio_box: &AudioBox,
        what: &str,
    ) -> Option<T> {
        let key = audio_box.description().storage_key.as_ref()?;
        let storage = Storage::new(Arc::downgrade(self));
        match storage.get(control, &format!("{key}.{what}")) {
            Ok(value) => Some(value),
            Err(StorageError::Missing { .. }) => None,
            Err(error) => {
                self.log_box(audio_box, &error);
                None
            }
        }
    }

    /// Stores something about a box, if it is persistent.
    pub(crate) fn store_box_value<T: PropertyValue>(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        audio_box: &AudioBox,
        what: &str,
        value: &T,
    ) {
        let Some(key) = &audio_box.description().storage_key else {
            return;
        };
        let storage = Storage::new(Arc::downgrade(self));
        if let Err(error) = storage.set(control, &format!("{key}.{what}"), value) {
            self.log_box(audio_box, &error);
        }
    }

    fn log_box(&self, audio_box: &AudioBox, error: &StorageError) {
        let (bundle_id, uid) = (self.bundle_id(), audio_box.uid());
        log::write(&format!("{bundle_id}: the box {uid:?}: {error}"));
    }
}
