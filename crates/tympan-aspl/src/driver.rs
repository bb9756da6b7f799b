//! [`Driver`]: one instance of the plug-in, without pointers.
//!
//! The C edge in [`raw`](crate::raw) owns it, the author's [`PlugIn`](crate::PlugIn) refers to it. It holds the object tree, the configuration changes under way,
//! the worker and the way to the host. Nothing in it is shared with another instance. What happens to devices is in [`devices`] and [`changes`], to the
//! author's handles in [`handles`], to boxes in [`boxes`], and what clients make of end points is in [`end_points`].

mod boxes;
mod changes;
mod devices;
mod end_points;
mod ending;
mod handles;
mod rates;

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use tympan_aspl_sys as sys;

use crate::bundle_record::Identity;
use crate::configuration_change::Requested;
use crate::error::{Error, Result, Status};
use crate::io::{DeviceIo, StreamFrame};
use crate::object::{
    Address, AnyObject, BoxObject, DeviceObject, ExtraProperty, Home, List, PlugInObject, Tree,
};
use crate::platform::thread_id;
use crate::raw::Host;
use crate::raw::TimeSource;
use crate::realtime::ControlContext;
use crate::realtime::slots::Slots;
use crate::sync::{lock, read, write};
use crate::trace::Trace;
use crate::transport_manager::TransportManager;
use crate::types::ObjectId;
use crate::worker::Worker;

pub(crate) use ending::Ending;

const CUSTOM_PROPERTIES: Address = Address::global(sys::kAudioObjectPropertyCustomPropertyInfoList);

/// One instance of the plug-in.
pub(crate) struct Driver {
    bundle_id: String,
    plug_in: Arc<PlugInObject>,
    tree: RwLock<Tree>,
    next_id: AtomicU32,
    /// The realtime side of each device, by id.
    pub(crate) io: Slots<Arc<DeviceIo>>,
    /// For each stream, by id, what I/O needs to know before there is a plan.
    frames: Slots<AtomicU64>,
    time: OnceLock<TimeSource>,
    host: OnceLock<Host>,
    /// Whether the instance is about to be destroyed, for threads that sleep.
    pub(crate) ending: Ending,
    /// Set once the author's function has run: from then on the host hears of changes.
    is_published: AtomicBool,
    /// By action, in the order of asking.
    changes: Mutex<Vec<(u64, Requested)>>,
    next_change: AtomicU64,
    /// The threads on which factories of the author's are running.
    factories: Mutex<Vec<usize>>,
    pub(crate) worker: Worker,
    pub(crate) trace: Arc<Trace>,
}

/// A thread that runs a factory of the author's, until dropped.
pub(crate) struct InFactory<'a>(&'a Driver);

impl Drop for InFactory<'_> {
    fn drop(&mut self) {
        let me = thread_id();
        let mut factories = lock(&self.0.factories);
        if let Some(found) = factories.iter().position(|thread| *thread == me) {
            factories.swap_remove(found);
        }
    }
}

impl Driver {
    pub(crate) fn new(identity: &Identity) -> Self {
        let mut tree = Tree::default();
        let plug_in = Arc::new(PlugInObject {
            bundle_id: identity.bundle_id.to_owned(),
            name: identity.name.to_owned(),
            manufacturer: identity.manufacturer.to_owned(),
            extras: RwLock::default(),
            transport_manager: OnceLock::new(),
            has_clock_devices: AtomicBool::new(false),
        });
        tree.insert_plug_in(&plug_in);
        Self {
            plug_in,
            bundle_id: identity.bundle_id.to_owned(),
            tree: RwLock::new(tree),
            next_id: AtomicU32::new(ObjectId::PLUG_IN.0 + 1),
            io: Slots::new(),
            frames: Slots::new(),
            time: OnceLock::new(),
            host: OnceLock::new(),
            ending: Ending::default(),
            is_published: AtomicBool::new(false),
            changes: Mutex::default(),
            next_change: AtomicU64::new(1),
            factories: Mutex::default(),
            worker: Worker::default(),
            trace: Arc::new(Trace::from_environment()),
        }
    }

    pub(crate) fn bundle_id(&self) -> &str {
        &self.bundle_id
    }

    /// The clock the host lives by; the system's unless a simulated host has given another before Initialize.
    pub(crate) fn time(&self) -> &TimeSource {
        self.time.get_or_init(TimeSource::system)
    }

    /// Replaces the clock. Too late once the clock has been used.
    pub(crate) fn set_time(&self, time: TimeSource) -> Result<(), Status> {
        self.time.set(time).map_err(|_| Status::ILLEGAL_OPERATION)
    }

    /// Takes the host of Initialize, which comes once.
    pub(crate) fn set_host(&self, host: Host) -> Result<(), Status> {
        self.host.set(host).map_err(|_| Status::ILLEGAL_OPERATION)
    }

    /// Adds a property of the author's to the plug-in object.
    pub(crate) fn add_property(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        property: Arc<dyn ExtraProperty>,
    ) -> Result<()> {
        let is_listed = property.info().is_some();
        let home = Home {
            driver: Arc::downgrade(self),
            object: ObjectId::PLUG_IN,
        };
        self.plug_in.add_property(property, home)?;
        if is_listed {
            control.announce(self, ObjectId::PLUG_IN, &[CUSTOM_PROPERTIES]);
        }
        Ok(())
    }

    /// Takes it away again.
    pub(crate) fn remove_property(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        property: &Arc<dyn ExtraProperty>,
    ) {
        if self.plug_in.remove_property(property) && property.info().is_some() {
            control.announce(self, ObjectId::PLUG_IN, &[CUSTOM_PROPERTIES]);
        }
    }

    /// The host, from Initialize on.
    pub(crate) fn host(&self) -> Option<&Host> {
        self.host.get()
    }

    /// Ends Initialize: what changes from now on is announced.
    pub(crate) fn publish(&self) {
        self.is_published.store(true, Ordering::Release);
    }

    pub(crate) fn is_published(&self) -> bool {
        self.is_published.load(Ordering::Acquire)
    }

    pub(crate) fn object(&self, id: ObjectId) -> Result<Arc<dyn AnyObject>, Status> {
        read(&self.tree).get(id).cloned().ok_or(Status::BAD_OBJECT)
    }

    pub(crate) fn device(&self, id: ObjectId) -> Result<Arc<DeviceObject>, Status> {
        let tree = read(&self.tree);
        tree.device(id).cloned().ok_or(Status::BAD_OBJECT)
    }

    /// The published devices of all kinds, in the order of adding.
    pub(crate) fn devices(&self) -> Vec<Arc<DeviceObject>> {
        let tree = read(&self.tree);
        let alive = tree.devices().filter(|device| device.state().is_alive);
        alive.cloned().collect()
    }

    /// What is in one of the plug-in object's lists, in the order of adding.
    pub(crate) fn listed(&self, list: List) -> Vec<Arc<DeviceObject>> {
        let mut devices = self.devices();
        devices.retain(|device| device.kind().list() == list);
        devices
    }

    pub(crate) fn device_with_uid(&self, list: List, uid: &str) -> Option<Arc<DeviceObject>> {
        let tree = read(&self.tree);
        let found = tree.device_with_uid(uid).cloned();
        found.filter(|device| device.kind().list() == list)
    }

    /// The boxes in the order of adding.
    pub(crate) fn boxes(&self) -> Vec<Arc<BoxObject>> {
        read(&self.tree).boxes().cloned().collect()
    }

    pub(crate) fn audio_box(&self, id: ObjectId) -> Option<Arc<BoxObject>> {
        read(&self.tree).audio_box(id).cloned()
    }

    /// What makes the plug-in a transport manager, if it is one.
    pub(crate) fn transport_manager(&self) -> Option<&TransportManager> {
        self.plug_in.transport_manager.get()
    }

    /// Makes the plug-in a transport manager: once, and before the host knows it.
    pub(crate) fn set_transport_manager(&self, manager: TransportManager) -> Result<()> {
        if self.is_published() {
            return Err(Error::TooLate);
        }
        let role = &self.plug_in.transport_manager;
        role.set(manager).map_err(|_| Error::TooLate)
    }

    /// The tree, to be changed in one step and with nothing of the author's running.
    fn change_tree<T>(&self, change: impl FnOnce(&mut Tree) -> T) -> T {
        change(&mut write(&self.tree))
    }

    fn new_id(&self) -> Result<ObjectId> {
        let next = self
            .next_id
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |id| id.checked_add(1));
        next.map(ObjectId)
            .map_err(|_| Error::Other("all object ids have been used up".to_owned()))
    }

    /// Tells the host at once that properties of an object changed. No lock is held and no author code is under way on this thread.
    pub(crate) fn tell_host(&self, id: ObjectId, addresses: &[Address]) {
        if let Some(host) = self.host.get() {
            host.properties_changed(id, addresses);
        }
    }

    /// Marks this thread as running a factory of the author's.
    pub(crate) fn enter_factory(&self) -> InFactory<'_> {
        lock(&self.factories).push(thread_id());
        InFactory(self)
    }

    /// Whether a factory of the author's is running on this thread.
    pub(crate) fn is_in_factory(&self) -> bool {
        lock(&self.factories).contains(&thread_id())
    }

    /// What a device's stream is. Wait-free, for any thread and any ids.
    pub(crate) fn stream_frame(&self, device: u32, stream: u32) -> Option<StreamFrame> {
        let packed = self.frames.get(stream)?.load(Ordering::Relaxed);
        (packed >> 32 == u64::from(device)).then(|| StreamFrame::from_bits(packed as u32))
    }

    /// Says how much memory a frame of a stream takes from now on; 0 bytes of no device once it is gone.
    fn set_stream_frame(&self, stream: ObjectId, frame: Option<(ObjectId, StreamFrame)>) {
        let packed = frame.map_or(0, |(device, frame)| {
            u64::from(device.0) << 32 | u64::from(frame.to_bits())
        });
        match self.frames.get(stream.0) {
            Some(known) => known.store(packed, Ordering::Relaxed),
            None => {
                let make = || Ok::<_, Infallible>(AtomicU64::new(packed));
                let _ = self.frames.insert(stream.0, make, |_| Ok(()));
            }
        }
    }
}
