//! [`Driver`]: one instance of the plug-in, without pointers.
//!
//! The C edge in [`raw`](crate::raw) owns it, the author's [`PlugIn`](crate::PlugIn) refers to it. It holds the object tree, the configuration changes under way,
//! the worker and the way to the host. Nothing in it is shared with another instance.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use tympan_aspl_sys as sys;

use crate::bundle_record::Identity;
use crate::client::Client;
use crate::device::{Device, DeviceHandle};
use crate::error::{Error, Result, Status};
use crate::io::DeviceIo;
use crate::object::{
    Address, Change, DeviceObject, Effect, Object, PlugInObject, StreamObject, Tree,
};
use crate::platform::thread_id;
use crate::raw::Host;
use crate::raw::TimeSource;
use crate::realtime::slots::Slots;
use crate::sync::{lock, read, write};
use crate::types::{ClientId, ObjectId};
use crate::worker::Worker;

/// One instance of the plug-in.
pub(crate) struct Driver {
    bundle_id: String,
    tree: RwLock<Tree>,
    next_id: AtomicU32,
    /// The realtime side of each device, by id.
    pub(crate) io: Slots<Arc<DeviceIo>>,
    time: OnceLock<TimeSource>,
    host: OnceLock<Host>,
    /// Set once the author's function has run: from then on the host hears of changes.
    is_published: AtomicBool,
    changes: Mutex<BTreeMap<u64, Change>>,
    next_change: AtomicU64,
    pub(crate) worker: Worker,
}

impl Driver {
    pub(crate) fn new(identity: &Identity) -> Self {
        let mut tree = Tree::default();
        tree.insert_plug_in(PlugInObject {
            bundle_id: identity.bundle_id.to_owned(),
            name: identity.name.to_owned(),
            manufacturer: identity.manufacturer.to_owned(),
        });
        Self {
            bundle_id: identity.bundle_id.to_owned(),
            tree: RwLock::new(tree),
            next_id: AtomicU32::new(ObjectId::PLUG_IN.0 + 1),
            io: Slots::new(),
            time: OnceLock::new(),
            host: OnceLock::new(),
            is_published: AtomicBool::new(false),
            changes: Mutex::default(),
            next_change: AtomicU64::new(1),
            worker: Worker::default(),
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

    /// The host, from Initialize on.
    pub(crate) fn host(&self) -> Option<&Host> {
        self.host.get()
    }

    /// Ends Initialize: what changes from now on is announced.
    pub(crate) fn publish(&self) {
        self.is_published.store(true, Ordering::Release);
    }

    pub(crate) fn object(&self, id: ObjectId) -> Result<Object, Status> {
        read(&self.tree).get(id).ok_or(Status::BAD_OBJECT)
    }

    pub(crate) fn device(&self, id: ObjectId) -> Result<Arc<DeviceObject>, Status> {
        match self.object(id)? {
            Object::Device(device) => Ok(device),
            _ => Err(Status::BAD_OBJECT),
        }
    }

    pub(crate) fn devices(&self) -> Vec<Arc<DeviceObject>> {
        read(&self.tree).devices().to_vec()
    }

    fn new_id(&self) -> Result<ObjectId> {
        let next = self
            .next_id
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |id| id.checked_add(1));
        next.map(ObjectId)
            .map_err(|_| Error::Other("all object ids have been used up".to_owned()))
    }

    /// Checks, builds and publishes a device.
    pub(crate) fn add_device(self: &Arc<Self>, description: Device) -> Result<DeviceHandle> {
        let problems = description.problems();
        if !problems.is_empty() {
            return Err(Error::InvalidDevice {
                uid: description.uid,
                problems,
            });
        }
        let id = self.new_id()?;
        let stream_ids = description
            .streams
            .iter()
            .map(|_| self.new_id())
            .collect::<Result<Vec<_>>>()?;
        let streams = description.streams.clone();
        let uid = description.uid.clone();
        let device = DeviceObject::new(id, description, stream_ids, self.time());
        let device = device.map_err(|error| Error::InvalidDevice {
            uid,
            problems: vec![error.to_string()],
        })?;
        let device = Arc::new(device);
        let streams = streams.into_iter().enumerate().map(|(index, stream)| {
            Arc::new(StreamObject {
                id: device.stream_ids[index],
                index,
                starting_channel: device.description.starting_channel(index),
                stream,
                device: Arc::clone(&device),
                is_active: AtomicBool::new(true),
            })
        });
        let streams: Vec<_> = streams.collect();
        {
            let mut tree = write(&self.tree);
            if tree
                .devices()
                .iter()
                .any(|other| other.uid() == device.uid())
            {
                return Err(Error::DuplicateUid(device.uid().to_owned()));
            }
            self.io.insert(id.0, || Arc::clone(&device.io));
            tree.insert_device(Arc::clone(&device), streams);
        }
        if let Some(voice_activity) = &device.description.voice_activity {
            voice_activity.attach(Arc::downgrade(self), id);
        }
        self.announce(
            ObjectId::PLUG_IN,
            &[
                Address::global(sys::kAudioPlugInPropertyDeviceList),
                Address::global(sys::kAudioObjectPropertyOwnedObjects),
            ],
        );
        Ok(DeviceHandle { id })
    }

    /// Tells the host that properties of an object changed. The caller holds no lock.
    pub(crate) fn announce(&self, id: ObjectId, addresses: &[Address]) {
        if let Some(host) = self
            .host
            .get()
            .filter(|_| self.is_published.load(Ordering::Acquire))
        {
            host.properties_changed(id, addresses);
        }
    }

    /// Does what has to follow a property's being set. The caller holds no lock.
    pub(crate) fn follow(self: &Arc<Self>, id: ObjectId, effect: Effect) {
        match effect {
            Effect::None => {}
            Effect::Changed(addresses) => self.announce(id, addresses),
            Effect::Configure(change) => self.request(change),
        }
    }

    /// Asks the host, from the worker, to let a configuration change be performed (hal-facts C.8).
    fn request(self: &Arc<Self>, change: Change) {
        let action = self.next_change.fetch_add(1, Ordering::Relaxed);
        let device = change.device;
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
        lock(&self.changes)
            .values()
            .any(|change| change.device == device)
    }

    /// The host performs a change it was asked for. One it was not asked for, or that was answered before, is ignored.
    pub(crate) fn perform(&self, device: ObjectId, action: u64) -> Result<(), Status> {
        let object = self.device(device)?;
        match self.take_change(device, action) {
            Some(change) => object.perform(&change, self),
            None => Ok(()),
        }
    }

    /// The host refuses a change.
    pub(crate) fn abort(&self, device: ObjectId, action: u64) {
        self.take_change(device, action);
    }

    fn take_change(&self, device: ObjectId, action: u64) -> Option<Change> {
        let mut changes = lock(&self.changes);
        let is_asked_for = changes
            .get(&action)
            .is_some_and(|change| change.device == device);
        if is_asked_for {
            changes.remove(&action)
        } else {
            None
        }
    }

    /// Whether the calling thread is inside an I/O callback of one of the devices.
    pub(crate) fn is_inside_io(&self) -> bool {
        let thread = thread_id();
        self.devices()
            .iter()
            .any(|device| device.io.is_inside(thread))
    }

    pub(crate) fn start_io(&self, device: ObjectId) -> Result<(), Status> {
        self.device(device)?.start(self)
    }

    pub(crate) fn stop_io(&self, device: ObjectId) -> Result<(), Status> {
        self.device(device)?.stop()
    }

    pub(crate) fn add_client(&self, device: ObjectId, client: Client) -> Result<(), Status> {
        self.device(device)?.add_client(client);
        Ok(())
    }

    pub(crate) fn remove_client(&self, device: ObjectId, client: ClientId) -> Result<(), Status> {
        self.device(device)?.remove_client(client)
    }
}
