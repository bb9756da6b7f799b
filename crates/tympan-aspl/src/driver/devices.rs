//! How devices come, change and go.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tympan_aspl_sys as sys;

use super::Driver;
use super::handles::is_same;
use crate::client::Client;
use crate::configuration_change::{ConfigurationChange, Edit, Outcome, Requested};
use crate::device::Device;
use crate::error::{Error, Result, Status};
use crate::io::DeviceIo;
use crate::object::{Address, AnyObject, DeviceObject, DeviceState, Notify, StreamObject};
use crate::panics::message;
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::{ClientId, ObjectId};

/// What the plug-in object announces when its devices come or go (hal-facts D.3).
const DEVICE_LIST: [Address; 2] = [
    Address::global(sys::kAudioPlugInPropertyDeviceList),
    Address::global(sys::kAudioObjectPropertyOwnedObjects),
];

/// A device that is ready to be published.
struct Built {
    device: Arc<DeviceObject>,
    /// What answers for what it owns.
    objects: Vec<Arc<dyn AnyObject>>,
}

impl Driver {
    /// Checks, builds and publishes devices: all, or none if one of them is refused.
    pub(crate) fn add_devices(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        descriptions: Vec<Device>,
    ) -> Result<Vec<ObjectId>> {
        let mut built = Vec::with_capacity(descriptions.len());
        let mut add = || {
            for description in descriptions {
                built.push(self.build(description)?);
            }
            self.list(&built)
        };
        if let Err(error) = add() {
            for Built { device, .. } in &built {
                self.take_down(device);
            }
            return Err(error);
        }
        let uids: HashSet<&str> = built.iter().map(|built| built.device.uid()).collect();
        self.announce_relatives(control, &uids);
        control.announce(self, ObjectId::PLUG_IN, &DEVICE_LIST);
        Ok(built.iter().map(|built| built.device.id).collect())
    }

    fn build(self: &Arc<Self>, description: Device) -> Result<Built> {
        let uid = description.uid.clone();
        let id = self.new_id()?;
        let state = self.state_of(description, None)?;
        let refused = |problem: String| Error::InvalidDevice {
            uid: uid.clone(),
            problems: vec![problem],
        };
        let (rate, period) = (state.device.current_rate(), state.device.period);
        let slot = self.io.insert(
            id.0,
            || DeviceIo::new(rate, period, self.time()).map(Arc::new),
            |io| io.reuse(rate, period, self.time()),
        );
        let io = slot.map_err(|error| refused(error.to_string()))?;
        let io = Arc::clone(io.ok_or_else(|| refused("its id is taken".to_owned()))?);
        let device = Arc::new(DeviceObject::new(id, state, io));
        let state = device.state();
        let built = Built {
            objects: self.objects_of(&device, &state),
            device,
        };
        if let Err(error) = self.attach(id, &state, None) {
            self.io.remove(id.0);
            return Err(error);
        }
        for (index, stream) in state.streams.iter().enumerate() {
            self.set_frame_of(id, &state, index, *stream);
        }
        Ok(built)
    }

    fn list(&self, built: &[Built]) -> Result<()> {
        self.change_tree(|tree| {
            for (index, Built { device, .. }) in built.iter().enumerate() {
                if tree.device_with_uid(device.uid()).is_some() {
                    for listed in &built[..index] {
                        tree.unlist_device(&listed.device);
                        tree.remove_device(listed.device.id);
                    }
                    return Err(Error::DuplicateUid(device.uid().to_owned()));
                }
                tree.insert_device(device);
            }
            for Built { objects, .. } in built {
                tree.insert(objects.iter().cloned());
            }
            Ok(())
        })
    }

    /// The state that a description describes. Streams and controls that were there before keep their ids.
    fn state_of(&self, mut device: Device, old: Option<&DeviceState>) -> Result<DeviceState> {
        let mut problems = device.problems();
        if let Some(old) = old.filter(|old| old.device.uid != device.uid) {
            let uid = &old.device.uid;
            problems.push(format!(
                "its UID was \"{uid}\" when it was published, and cannot change"
            ));
        }
        if !problems.is_empty() {
            let uid = device.uid;
            return Err(Error::InvalidDevice { uid, problems });
        }
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
            is_alive: true,
        })
    }

    /// The objects that answer for what a device owns.
    fn objects_of(
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

    fn set_frame_of(&self, device: ObjectId, state: &DeviceState, index: usize, stream: ObjectId) {
        let format = state.stream_format(index);
        let direction = state.device.streams[index].direction;
        self.set_stream_frame(stream, Some((device, direction, format.bytes_per_frame())));
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

    /// Changes a device: at once where the host need not be asked, else when it lets it happen (hal-facts C.8).
    pub(crate) fn reconfigure(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
        edit: Edit,
    ) -> Result<ConfigurationChange> {
        let device = self.live_device(id)?;
        let old = device.state();
        let new = self.state_of(edit(old.device.clone()), Some(&old))?;
        let outcome = Arc::new(Outcome::default());
        if self.is_published() && (self.is_changing(id) || self.needs_leave(&device, &old, &new)) {
            self.request(Requested {
                device: id,
                edit,
                outcome: Arc::clone(&outcome),
            });
        } else {
            let result = self.apply(control, &device, &edit);
            outcome.set(result.clone());
            result?;
        }
        Ok(ConfigurationChange::new(outcome))
    }

    /// A client's wish, already checked against what the device offers. It is done when the host has let it happen.
    pub(crate) fn request_edit(
        self: &Arc<Self>,
        device: ObjectId,
        edit: impl Fn(Device) -> Device + Send + 'static,
    ) {
        self.request(Requested {
            device,
            edit: Box::new(edit),
            outcome: Arc::default(),
        });
    }

    fn live_device(&self, id: ObjectId) -> Result<Arc<DeviceObject>> {
        let device = self.device(id).map_err(|_| Error::UnknownObject(id))?;
        if device.state().is_alive {
            Ok(device)
        } else {
            Err(Error::UnknownObject(id))
        }
    }

    /// Whether a change touches I/O or structure.
    fn needs_leave(
        self: &Arc<Self>,
        device: &Arc<DeviceObject>,
        old: &Arc<DeviceState>,
        new: &DeviceState,
    ) -> bool {
        let new = Arc::new(new.clone());
        !old.has_io_of(&new)
            || old.io_setup() != new.io_setup()
            || !device
                .differences(self, old, &new, Notify::Configuration)
                .is_empty()
            || new.streams.iter().any(|id| {
                let stream = StreamObject::new(*id, Arc::clone(device));
                let differences = stream.differences(self, old, &new, Notify::Configuration);
                !differences.is_empty()
            })
    }

    /// Makes a change.
    fn apply(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        device: &Arc<DeviceObject>,
        edit: &Edit,
    ) -> Result<()> {
        let tried = RefCell::new(None);
        let is_changed = Cell::new(false);
        let change = || {
            device.change(
                self,
                |old| {
                    // It may have been removed while the turn was waited for.
                    if !old.is_alive {
                        return Err(Error::UnknownObject(device.id));
                    }
                    let new = self.state_of(edit(old.device.clone()), Some(old))?;
                    self.attach(device.id, &new, Some(old))?;
                    *tried.borrow_mut() = Some((old.clone(), new.clone()));
                    Ok(new)
                },
                |old, new| {
                    self.commit(device, old, new);
                    is_changed.set(true);
                },
            )
        };
        // A factory of the author's that panics leaves everything as it was. A destructor of the old parts comes too late for that.
        let changed = panic::catch_unwind(AssertUnwindSafe(change));
        if let Some((old, new)) = tried.into_inner() {
            if is_changed.get() {
                Self::detach(device.id, &old, Some(&new));
                self.announce_changes(control, device, [Arc::new(old), Arc::new(new)]);
            } else {
                Self::detach(device.id, &new, Some(&old));
            }
        }
        match changed {
            Ok(changed) => changed.unwrap_or(Err(Error::InsideFactory)),
            Err(panic) => panic::resume_unwind(panic),
        }
    }

    /// Lets the objects of a new state answer, and those that are gone answer no more.
    fn commit(&self, device: &Arc<DeviceObject>, old: &DeviceState, new: &DeviceState) {
        for (index, stream) in new.streams.iter().enumerate() {
            self.set_frame_of(device.id, new, index, *stream);
        }
        let objects = self.objects_of(device, new).into_iter();
        let added: Vec<_> = objects.filter(|object| !old.owns(object.id())).collect();
        let gone: Vec<_> = old.owned_ids().filter(|id| !new.owns(*id)).collect();
        for id in gone.iter().filter(|id| old.stream_index(**id).is_some()) {
            self.set_stream_frame(*id, None);
        }
        self.change_tree(|tree| {
            tree.insert(added);
            tree.remove(gone);
        });
    }

    /// What the plug-in itself has to announce after a change; the host finds the rest by itself (hal-facts C.8).
    fn announce_changes(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        device: &Arc<DeviceObject>,
        [old, new]: [Arc<DeviceState>; 2],
    ) {
        let [old, new] = [&old, &new];
        let changed = device.differences(self, old, new, Notify::PlugIn);
        control.announce(self, device.id, &changed);
        for id in new
            .streams
            .iter()
            .filter(|id| old.stream_index(**id).is_some())
        {
            let stream = StreamObject::new(*id, Arc::clone(device));
            let changed = stream.differences(self, old, new, Notify::PlugIn);
            control.announce(self, *id, &changed);
        }
    }

    /// Asks the host, from the worker, to let a configuration change be performed (hal-facts C.8).
    fn request(self: &Arc<Self>, change: Requested) {
        let device = change.device;
        if let Err(error) = self.live_device(device) {
            return change.outcome.set(Err(error));
        }
        let action = self.next_change.fetch_add(1, Ordering::Relaxed);
        lock(&self.changes).insert(action, change);
        let driver = Arc::clone(self);
        self.worker.run(move |_| {
            let answer = driver
                .host
                .get()
                .map(|host| host.request_configuration_change(device, action));
            if !matches!(answer, Some(Ok(()))) {
                driver.abort(device, action);
            }
        });
    }

    /// Whether a change of the device has been asked for and not been answered yet.
    pub(crate) fn is_changing(&self, device: ObjectId) -> bool {
        let changes = lock(&self.changes);
        changes.values().any(|change| change.device == device)
    }

    /// The host performs a change it was asked for. One it was not asked for, or that was answered before, is ignored.
    pub(crate) fn perform(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        device: ObjectId,
        action: u64,
    ) -> Result<(), Status> {
        self.device(device)?;
        let Some(change) = self.take_change(device, action) else {
            return Ok(());
        };
        let apply = || match self.live_device(device) {
            Ok(object) => self.apply(control, &object, &change.edit),
            Err(error) => Err(error),
        };
        let result = panic::catch_unwind(AssertUnwindSafe(apply)).unwrap_or_else(|panic| {
            let text = format!("the driver's own code panicked: {}", message(&panic));
            change.outcome.set(Err(Error::Other(text)));
            panic::resume_unwind(panic)
        });
        let status = result.as_ref().err().map(Error::status);
        change.outcome.set(result);
        status.map_or(Ok(()), Err)
    }

    /// The host refuses a change.
    pub(crate) fn abort(&self, device: ObjectId, action: u64) {
        drop(self.take_change(device, action));
    }

    fn take_change(&self, device: ObjectId, action: u64) -> Option<Requested> {
        let mut changes = lock(&self.changes);
        let is_asked_for = changes
            .get(&action)
            .is_some_and(|change| change.device == device);
        is_asked_for.then(|| changes.remove(&action)).flatten()
    }

    /// Takes a device out of the lists. It goes on answering, not alive, until the host has let go of it (hal-facts D.4).
    pub(crate) fn remove_device(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
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
            |_, _| self.change_tree(|tree| tree.unlist_device(&device)),
        );
        died.unwrap_or(Err(Error::InsideFactory))?;
        if !was_alive {
            return Err(Error::UnknownObject(id));
        }
        self.drop_changes(id);
        control.announce(self, id, &[IS_ALIVE]);
        control.announce(self, ObjectId::PLUG_IN, &DEVICE_LIST);
        self.announce_relatives(control, &HashSet::from([device.uid()]));
        control.retire(self, id);
        Ok(())
    }

    fn drop_changes(&self, device: ObjectId) {
        let mut changes = lock(&self.changes);
        let actions: Vec<_> = changes
            .iter()
            .filter(|(_, change)| change.device == device)
            .map(|(action, _)| *action)
            .collect();
        let dropped: Vec<_> = actions
            .iter()
            .filter_map(|action| changes.remove(action))
            .collect();
        drop(changes);
        // The author's edits are freed without the lock.
        for change in dropped {
            change.outcome.set(Err(Error::UnknownObject(device)));
        }
    }

    /// Forgets a removed device, once the host no longer uses it.
    pub(crate) fn forget_if_unused(self: &Arc<Self>, id: ObjectId) {
        let Ok(device) = self.device(id) else {
            return;
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
    fn owned_ids(&self) -> impl Iterator<Item = ObjectId> {
        let controls = self.controls.iter().map(|(id, _)| *id);
        self.streams.iter().copied().chain(controls)
    }

    fn owns(&self, id: ObjectId) -> bool {
        self.owned_ids().any(|own| own == id)
    }
}
