//! How a published device changes: asked of the host where it has to be, and then all of it or nothing (hal-facts C.8).

use std::cell::{Cell, RefCell};
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Driver;
use crate::configuration_change::{Choice, ConfigurationChange, Edit, Outcome, Requested};
use crate::error::{Error, Result, Status};
use crate::object::{DeviceObject, DeviceState, Notify, Place, StreamObject};
use crate::panics::message;
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::ObjectId;

impl Driver {
    /// Changes a device, published or not.
    pub(crate) fn reconfigure_place(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        place: &Arc<Place>,
        edit: Edit,
    ) -> Result<ConfigurationChange> {
        let edited = self.edit_waiting(place, || {
            let old = place.description()?;
            let mut new = edit.apply(old.clone());
            new.keep_class(&old);
            let checked = new.check(Some(&old));
            if checked.is_ok() {
                self.store_rate(&old, &new);
                drop(place.edit(Box::new(new)));
            }
            Some(checked)
        })?;
        let Some(checked) = edited else {
            return self.reconfigure(control, place.id(), edit);
        };
        checked?;
        let outcome = Arc::new(Outcome::default());
        outcome.set(Ok(()));
        Ok(ConfigurationChange::new(outcome))
    }

    /// Changes a device: at once where the host need not be asked, else when it lets it happen (hal-facts C.8).
    fn reconfigure(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
        edit: Edit,
    ) -> Result<ConfigurationChange> {
        let device = self.live_device(id)?;
        let old = device.state();
        let new = self.state_of(edit.apply(old.device.clone()), Some(&old))?;
        // Not later: in the device's turn, a host that waits for another thread in its storage would wait for ever.
        for (_, added) in &new.controls {
            added.restore(&Arc::downgrade(self));
        }
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

    /// Does what a client has chosen, when the host lets it happen.
    ///
    /// Clients can choose faster than a host answers, so a choice joins the one before, if that still waits and is the last change that does.
    pub(crate) fn choose(self: &Arc<Self>, device: ObjectId, choice: Choice) {
        {
            let mut changes = lock(&self.changes);
            let mut waiting = changes.iter_mut().rev();
            if let Some((_, last)) = waiting.find(|(_, change)| change.device == device) {
                if let Edit::Clients(earlier) = &mut last.edit {
                    return earlier.add(choice);
                }
            }
        }
        self.request(Requested {
            device,
            edit: Edit::Clients(choice),
            outcome: Arc::default(),
        });
    }

    pub(super) fn live_device(&self, id: ObjectId) -> Result<Arc<DeviceObject>> {
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
            || !old.device.has_clock_of(&new.device)
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
                    let new = self.state_of(edit.apply(old.device.clone()), Some(old))?;
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
        let mut rate_hook = None;
        if let Some((old, new)) = tried.into_inner() {
            if is_changed.get() {
                let rate = new.device.current_rate();
                let hook = new.device.rate_changed.clone();
                rate_hook = hook
                    .filter(|_| rate != old.device.current_rate())
                    .map(|hook| move || hook(control, rate));
                Self::detach(device.id, &old, Some(&new));
                self.announce_changes(control, device, [Arc::new(old), Arc::new(new)]);
            } else {
                Self::detach(device.id, &new, Some(&old));
            }
        }
        let changed = changed.unwrap_or_else(|panic| panic::resume_unwind(panic));
        if let Some(hook) = rate_hook {
            hook();
        }
        changed.unwrap_or(Err(Error::InsideFactory))
    }

    /// Lets the objects of a new state answer, and those that are gone answer no more.
    fn commit(self: &Arc<Self>, device: &Arc<DeviceObject>, old: &DeviceState, new: &DeviceState) {
        self.store_rate(&old.device, &new.device);
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
        let action = {
            let mut changes = lock(&self.changes);
            let action = self.next_change.fetch_add(1, Ordering::Relaxed);
            changes.push((action, change));
            action
        };
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
        changes.iter().any(|(_, change)| change.device == device)
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
        let asked_for = changes
            .iter()
            .position(|(number, change)| *number == action && change.device == device);
        asked_for.map(|index| changes.remove(index).1)
    }

    pub(super) fn drop_changes(&self, device: ObjectId) {
        let mut changes = lock(&self.changes);
        let (dropped, kept): (Vec<_>, Vec<_>) = mem::take(&mut *changes)
            .into_iter()
            .partition(|(_, change)| change.device == device);
        *changes = kept;
        drop(changes);
        // The author's edits are freed without the lock.
        for (_, change) in dropped {
            change.outcome.set(Err(Error::UnknownObject(device)));
        }
    }
}
