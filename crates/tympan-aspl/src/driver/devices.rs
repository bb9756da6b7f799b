//! How devices come and go.

use std::collections::HashSet;
use std::convert::Infallible;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::Driver;
use crate::client::Client;
use crate::clock::Arrival;
use crate::device::Device;
use crate::error::{Error, Result, Status};
use crate::io::{DeviceIo, StreamFrame};
use crate::object::{
    Address, AnyObject, BoxObject, DeviceObject, DeviceState, List, Place, StreamObject, Tree,
    is_same,
};
use crate::realtime::ControlContext;
use crate::types::{ClientId, ObjectId};

/// What the plug-in object announces, besides the list itself, when something comes or goes (hal-facts D.3).
pub(super) const OWNED: Address = Address::global(sys::kAudioObjectPropertyOwnedObjects);

/// A device that is ready to be published.
struct Built {
    device: Arc<DeviceObject>,
    /// What answers for what it owns.
    objects: Vec<Arc<dyn AnyObject>>,
}

impl Driver {
    /// Checks, builds and publishes devices: all, or none if one of them is refused. Those whose box is not acquired wait.
    pub(crate) fn add_devices(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        descriptions: Vec<Device>,
    ) -> Result<Vec<Arc<Place>>> {
        let descriptions = descriptions.into_iter();
        let wanted: Vec<_> = descriptions
            .map(|mut device| {
                self.restore_rate(control, &mut device);
                (Arc::new(Place::new(device.kind.list())), device)
            })
            .collect();
        let places = wanted.iter().map(|(place, _)| Arc::clone(place)).collect();
        self.publish_devices(control, wanted)?;
        Ok(places)
    }

    /// As [`add_devices`](Self::add_devices), for devices that have their places.
    pub(super) fn publish_devices(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        wanted: Vec<(Arc<Place>, Device)>,
    ) -> Result<()> {
        let mut built = Vec::with_capacity(wanted.len());
        let add = || {
            for (place, description) in wanted {
                built.push(self.build(place, description)?);
            }
            self.list(&built)
        };
        let published = match add() {
            Ok(published) => published,
            Err(error) => {
                for Built { device, .. } in &built {
                    self.take_down(device);
                }
                return Err(error);
            }
        };
        for Built { device, .. } in &built {
            if !published.contains(&device.id) {
                self.take_down(device);
            }
        }
        built.retain(|built| published.contains(&built.device.id));
        self.announce_lists(control, built.iter().map(|built| &*built.device));
        Ok(())
    }

    /// What the host hears when devices come or go (hal-facts D.3).
    fn announce_lists<'a>(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        devices: impl Iterator<Item = &'a DeviceObject>,
    ) {
        let mut uids = HashSet::new();
        for device in devices {
            let list = device.kind().list();
            control.announce(self, ObjectId::PLUG_IN, &[list.address(), OWNED]);
            let audio_box = device.state().device.audio_box.clone();
            if let Some(id) = audio_box.and_then(|audio_box| audio_box.id_in(self)) {
                control.announce(self, id, &[list.box_address()]);
            }
            uids.insert(device.uid());
        }
        self.announce_relatives(control, &uids);
        self.announce_compositions(control, &uids);
    }

    fn build(self: &Arc<Self>, place: Arc<Place>, description: Device) -> Result<Built> {
        let uid = description.uid.clone();
        let id = self.new_id()?;
        let state = self.state_of(description, None)?;
        let refused = |problem: String| Error::InvalidDevice {
            uid: uid.clone(),
            problems: vec![problem],
        };
        let slot = self.io.insert(
            id.0,
            || Ok::<_, Infallible>(Arc::new(DeviceIo::new())),
            |io| {
                io.reuse();
                Ok(())
            },
        );
        let Ok(io) = slot;
        let io = Arc::clone(io.ok_or_else(|| refused("its id is taken".to_owned()))?);
        let arrival = match place.waits() {
            true => Arrival::Again,
            false => Arrival::New,
        };
        if let Err(refusal) = io.set_clock(&state.device, self, arrival) {
            self.io.remove(id.0);
            return Err(refused(refusal.to_string()));
        }
        let device = Arc::new(DeviceObject::new(id, place, state, io));
        let state = device.state();
        let built = Built {
            objects: self.objects_of(&device, &state),
            device,
        };
        if let Err(error) = self.attach(id, &state, None) {
            built.device.io.retire(self.time());
            self.io.remove(id.0);
            return Err(error);
        }
        for (index, stream) in state.streams.iter().enumerate() {
            self.set_frame_of(id, &state, index, *stream);
        }
        Ok(built)
    }

    /// Lets devices be found, or wait; all or none. The ids of those that can be found.
    fn list(self: &Arc<Self>, built: &[Built]) -> Result<HashSet<ObjectId>> {
        let mut published = HashSet::new();
        // What waited is dropped without the lock.
        let mut waited = Vec::new();
        self.change_tree(|tree| {
            let mut uids = HashSet::new();
            for Built { device, .. } in built {
                if !uids.insert(device.uid()) || tree.is_taken(device.uid(), &device.place) {
                    return Err(Error::DuplicateUid(device.uid().to_owned()));
                }
                self.check_surroundings(tree, &device.state().device)?;
            }
            let mut kinds = built.iter().map(|built| built.device.kind());
            if kinds.any(|kind| kind.list() == List::ClockDevices) {
                self.plug_in.note_clock_devices();
            }
            for Built { device, objects } in built {
                let state = device.state();
                let home = self.box_of(tree, &state.device);
                if let Some(home) = &home {
                    home.put(&device.place);
                }
                if home.is_some_and(|home| !home.audio_box.is_acquired()) {
                    tree.reserve(device.uid(), &device.place);
                    device.place.wait(Box::new(state.device.clone()));
                } else {
                    tree.insert_device(device);
                    tree.insert(objects.iter().cloned());
                    waited.extend(device.place.publish(device.id));
                    published.insert(device.id);
                }
            }
            Ok(published)
        })
    }

    /// The box that a device is in, if it is added.
    fn box_of(self: &Arc<Self>, tree: &Tree, device: &Device) -> Option<Arc<BoxObject>> {
        let id = device.audio_box.as_ref()?.id_in(self)?;
        tree.audio_box(id).cloned()
    }

    /// Whether what a device needs round it is there.
    fn check_surroundings(self: &Arc<Self>, tree: &Tree, device: &Device) -> Result<()> {
        if device.audio_box.is_some() && self.box_of(tree, device).is_none() {
            return Err(Error::InvalidDevice {
                uid: device.uid.clone(),
                problems: vec![
                    "its box is not part of this plug-in: call `add_box` before".to_owned(),
                ],
            });
        }
        let is_end_point = device.kind.list() == List::EndPoints;
        if is_end_point && self.transport_manager().is_none() {
            return Err(Error::NotATransportManager);
        }
        Ok(())
    }

    /// The state that a description describes. Streams and controls that were there before keep their ids.
    pub(super) fn state_of(
        &self,
        mut device: Device,
        old: Option<&DeviceState>,
    ) -> Result<DeviceState> {
        if let Some(old) = old {
            device.keep_class(&old.device);
        }
        device.check(old.map(|old| &old.device))?;
        device.sample_rate = Some(device.current_rate());
        let mut streams = Vec::with_capacity(device.streams.len());
        for stream in &mut device.streams {
            let known = stream
                .id
                .filter(|id| old.is_some_and(|old| old.stream_index(*id).is_some()))
                .filter(|id| !streams.contains(id));
            let id = known.map_or_else(|| self.new_id(), Ok)?;
            stream.id = Some(id);
            stream.current = Some(stream.current_format());
            streams.push(id);
        }
        let mut controls = Vec::with_capacity(device.controls.len());
        for control in &device.controls {
            let known = old.and_then(|old| {
                let mut controls = old.controls.iter();
                let found = controls.find(|(_, other)| is_same(other, control));
                found.map(|(id, _)| *id)
            });
            let id = known.map_or_else(|| self.new_id(), Ok)?;
            controls.push((id, Arc::clone(control)));
        }
        Ok(DeviceState {
            device,
            streams,
            controls,
            is_alive: old.is_none_or(|old| old.is_alive),
        })
    }

    /// The objects that answer for what a device owns.
    pub(super) fn objects_of(
        &self,
        device: &Arc<DeviceObject>,
        state: &DeviceState,
    ) -> Vec<Arc<dyn AnyObject>> {
        let streams = state.streams.iter().map(|id| -> Arc<dyn AnyObject> {
            Arc::new(StreamObject::new(*id, Arc::clone(device)))
        });
        let controls = state.controls.iter();
        let controls = controls.map(|(id, control)| Arc::clone(control).object(*id, device.id));
        streams.chain(controls).collect()
    }

    pub(super) fn set_frame_of(
        &self,
        device: ObjectId,
        state: &DeviceState,
        index: usize,
        stream: ObjectId,
    ) {
        let direction = state.device.streams[index].direction;
        let frame = StreamFrame::new(direction, &state.stream_format(index));
        self.set_stream_frame(stream, Some((device, frame)));
    }

    /// Devices that name others as related hear of their coming and going.
    fn announce_relatives(self: &Arc<Self>, control: &ControlContext<'_>, uids: &HashSet<&str>) {
        const RELATED: Address = Address::global(sys::kAudioDevicePropertyRelatedDevices);
        for device in self.devices() {
            let state = device.state();
            let mut related = state.device.related.iter();
            if !uids.contains(device.uid()) && related.any(|uid| uids.contains(uid.as_str())) {
                control.announce(self, device.id, &[RELATED]);
            }
        }
    }

    /// Removes a device for good.
    pub(crate) fn remove_device(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        place: &Arc<Place>,
    ) -> Result<()> {
        let removed = self.edit_waiting(place, || {
            let waited = self.change_tree(|tree| {
                let waited = place.leave();
                if let Some(device) = &waited {
                    tree.release(&device.uid, place);
                    if let Some(home) = self.box_of(tree, device) {
                        home.take(place);
                    }
                }
                waited
            });
            waited.is_some()
        })?;
        if removed {
            return Ok(());
        }
        self.withdraw(control, place.id(), false)
    }

    /// Takes a device out of the lists. It goes on answering, not alive, until the host has let go of it (hal-facts D.4). Its place then waits to be
    /// published again, or is free.
    pub(super) fn withdraw(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
        waits: bool,
    ) -> Result<()> {
        const IS_ALIVE: Address = Address::global(sys::kAudioDevicePropertyDeviceIsAlive);
        let device = self.live_device(id)?;
        let mut was_alive = false;
        let died = device.change(
            self,
            |state| {
                was_alive = state.is_alive;
                let mut state = state.clone();
                state.is_alive = false;
                Ok(state)
            },
            |_, state| {
                self.change_tree(|tree| {
                    if waits {
                        device.place.wait(Box::new(state.device.clone()));
                    } else {
                        tree.release(device.uid(), &device.place);
                        if let Some(home) = self.box_of(tree, &state.device) {
                            home.take(&device.place);
                        }
                    }
                });
            },
        );
        died.unwrap_or(Err(Error::InsideFactory))?;
        if !was_alive {
            return Err(Error::UnknownObject(id));
        }
        self.drop_changes(id);
        if waits {
            // Its handles belong to the device that takes its place.
            Self::detach(id, &device.state(), None);
        }
        control.announce(self, id, &[IS_ALIVE]);
        self.announce_lists(control, [&*device].into_iter());
        control.retire(self, id);
        Ok(())
    }

    /// Forgets a removed device once the host no longer uses it, or a removed box.
    pub(crate) fn forget_if_unused(self: &Arc<Self>, id: ObjectId) {
        let Ok(device) = self.device(id) else {
            return self.forget_box(id);
        };
        if device.state().is_alive {
            return;
        }
        if self.is_in_factory() {
            // The device may have to be waited for.
            let driver = Arc::clone(self);
            self.worker.run(move |_| driver.take_down(&device));
        } else {
            self.take_down(&device);
        }
    }

    /// Ends a device that nobody uses, and all it owns.
    fn take_down(&self, device: &Arc<DeviceObject>) {
        // Destructors of the author's run here; one that panics keeps nothing else from being freed.
        let ended = panic::catch_unwind(AssertUnwindSafe(|| device.end(self)));
        if let Ok(None | Some(false)) = ended {
            return;
        }
        let state = device.state();
        self.change_tree(|tree| {
            tree.remove(state.owned_ids());
            tree.remove_device(device.id);
        });
        self.io.remove(device.id.0);
        for stream in &state.streams {
            self.set_stream_frame(*stream, None);
        }
        Self::detach(device.id, &state, None);
        self.drop_changes(device.id);
        if let Err(panic) = ended {
            panic::resume_unwind(panic);
        }
    }

    pub(crate) fn start_io(&self, device: ObjectId) -> Result<(), Status> {
        self.device(device)?.start(self)
    }

    pub(crate) fn stop_io(self: &Arc<Self>, device: ObjectId) -> Result<(), Status> {
        self.device(device)?.stop(self)?;
        self.forget_if_unused(device);
        Ok(())
    }

    pub(crate) fn add_client(
        &self,
        control: &ControlContext<'_>,
        device: ObjectId,
        client: Client,
    ) -> Result<(), Status> {
        self.device(device)?.add_client(self, control, client)
    }

    pub(crate) fn remove_client(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        device: ObjectId,
        client: ClientId,
    ) -> Result<(), Status> {
        self.device(device)?.remove_client(self, control, client)?;
        self.forget_if_unused(device);
        Ok(())
    }
}

impl DeviceState {
    pub(super) fn owned_ids(&self) -> impl Iterator<Item = ObjectId> {
        let controls = self.controls.iter().map(|(id, _)| *id);
        self.streams.iter().copied().chain(controls)
    }

    pub(super) fn owns(&self, id: ObjectId) -> bool {
        self.owned_ids().any(|own| own == id)
    }
}
