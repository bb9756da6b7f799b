//! The host itself: starts a driver, answers it, and takes it down.

mod core;
mod event;
mod mirror;
mod services;

use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use tympan_aspl_sys::{AudioServerPlugInDriverRef, kAudioObjectPlugInObject};

pub(crate) use self::core::{Core, lock};
pub use self::event::{Event, EventKind};
pub(crate) use self::mirror::{Mirror, MirroredDevice};

use self::core::Parts;
use crate::clock::{Clock, Timebase};
use crate::device::Device;
use crate::error::HostError;
use crate::interface::host::HostServices;
use crate::loader::{Driver, reads_exported_clock};
use crate::object::Object;
use crate::storage::Storage;
use crate::tree::{self, Tree};
use crate::violation::{Rule, Violation};

/// How the host answers requests for configuration changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RequestPolicy {
    /// Performs each as soon as it can.
    #[default]
    Perform,
    /// Keeps them until [`Host::process`] is called.
    Hold,
    /// Takes them and then aborts them.
    Abort,
    /// Answers the request itself with an error.
    Refuse,
}

/// What the host does when the driver announces changed properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum NotificationPolicy {
    /// Only notes it.
    #[default]
    Record,
    /// Notes it and asks for the property at once, on the same thread, as the real host may. A driver that holds a lock while it
    /// calls the host hangs here.
    ReadBack,
}

/// Hosts whose driver cannot be taken down: a driver has no teardown (hal-facts A.1) and may call its host as long as the process
/// lives.
static IMMORTAL: Mutex<Vec<Arc<Core>>> = Mutex::new(Vec::new());

/// How a [`Host`] is to be started.
///
/// ```
/// use tympan_aspl_host::{Host, Timebase};
///
/// let builder = Host::builder().virtual_clock(Timebase { numerator: 125, denominator: 3 });
/// # let _ = builder;
/// ```
#[derive(Debug)]
#[must_use]
pub struct HostBuilder {
    clock: Clock,
    storage: Storage,
    notifications: NotificationPolicy,
}

impl HostBuilder {
    /// Runs in virtual time: deterministic, and as fast as the machine allows. This is the default, with ticks of a nanosecond.
    pub fn virtual_clock(self, timebase: Timebase) -> HostBuilder {
        self.clock(Clock::virtual_time(timebase))
    }

    /// Runs in the time of the machine.
    pub fn wall_clock(self) -> HostBuilder {
        self.clock(Clock::wall_time())
    }

    /// Runs by a clock that others may share.
    pub fn clock(mut self, clock: Clock) -> HostBuilder {
        self.clock = clock;
        self
    }

    /// Gives the driver a storage with settings in it.
    pub fn storage(mut self, storage: Storage) -> HostBuilder {
        self.storage = storage;
        self
    }

    /// What to do when the driver announces changed properties.
    pub fn notifications(mut self, policy: NotificationPolicy) -> HostBuilder {
        self.notifications = policy;
        self
    }

    /// Initializes the driver and reads its object tree.
    ///
    /// # Errors
    ///
    /// [`HostError`] when Initialize fails or the plug-in object cannot be read. The driver is taken down again.
    pub fn start(self, driver: Driver) -> Result<Host, HostError> {
        if !self.clock.timebase().is_valid() {
            return Err(HostError::invalid(
                "a timebase needs a numerator and a denominator above zero",
            ));
        }
        let Driver {
            mut instance,
            bundle,
        } = driver;
        instance.prepare(&self.clock, bundle.as_deref())?;
        #[cfg(all(feature = "c-symbols", target_os = "linux"))]
        if !instance.is_simulated() {
            crate::symbols::set_clock(&self.clock);
        }
        let core = Arc::new(Core::new(Parts {
            instance,
            bundle,
            clock: self.clock,
            storage: self.storage,
            notifications: self.notifications,
        }));
        let services: Weak<dyn HostServices> = Arc::<Core>::downgrade(&core);
        core.cell.connect(services);
        // From here on dropping the host takes the driver down.
        let host = Host { core, ended: false };
        let core = &host.core;
        for slot in core.instance.driver.missing_slots() {
            core.violations.record(Rule::NullSlot, 0, || {
                format!("the driver has no {slot}: that slot of its vtable is NULL")
            });
        }
        core.instance.driver.initialize(core.cell.reference())?;
        core.settle()?;
        core.mirror()?;
        Ok(host)
    }
}

/// A simulated HAL with one driver in it.
///
/// Dropping it stops all I/O, removes the clients and, where the driver knows the private interface of this framework, destroys the
/// driver instance. Handles such as [`Device`] may outlive it; their calls then fail with [`HostError::ShutDown`].
pub struct Host {
    core: Arc<Core>,
    ended: bool,
}

impl Host {
    /// Starts a driver in virtual time with ticks of a nanosecond.
    ///
    /// # Errors
    ///
    /// See [`HostBuilder::start`].
    pub fn new(driver: Driver) -> Result<Host, HostError> {
        Host::builder().start(driver)
    }

    /// Settings first, then [`start`](HostBuilder::start).
    pub fn builder() -> HostBuilder {
        HostBuilder {
            clock: Clock::virtual_time(Timebase::NANOSECONDS),
            storage: Storage::new(),
            notifications: NotificationPolicy::default(),
        }
    }

    /// The published devices, in the driver's order. Empty when the list cannot be read.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        let mirror = self.core.mirror().unwrap_or_default();
        let device = |device: &MirroredDevice| Device::new(&self.core, device);
        mirror.devices.iter().map(device).collect()
    }

    /// The device with a UID.
    ///
    /// # Errors
    ///
    /// [`HostError::NoSuchDevice`] with the UIDs there are.
    pub fn device(&self, uid: &str) -> Result<Device, HostError> {
        let mirror = self.core.mirror()?;
        let found = mirror.devices.iter().find(|device| device.uid == uid);
        found
            .map(|device| Device::new(&self.core, device))
            .ok_or_else(|| HostError::NoSuchDevice {
                uid: uid.into(),
                known: mirror.devices.iter().map(|d| d.uid.clone()).collect(),
            })
    }

    /// The plug-in object.
    #[must_use]
    pub fn plug_in(&self) -> Object {
        self.object(kAudioObjectPlugInObject)
    }

    /// Any object, by the driver's id; it need not exist.
    #[must_use]
    pub fn object(&self, id: u32) -> Object {
        Object {
            core: Arc::clone(&self.core),
            id,
        }
    }

    /// Every object with every property it answers.
    ///
    /// # Errors
    ///
    /// [`HostError`] when the object tree cannot be read. A property that cannot be read is part of the tree.
    pub fn tree(&self) -> Result<Tree, HostError> {
        tree::tree(&self.core)
    }

    /// The clock that I/O runs by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// The driver's storage.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.core.storage
    }

    /// Whether the driver takes its time from this host; see [`Driver::follows_host_clock`]. If not, it cannot be run in virtual
    /// time.
    #[must_use]
    pub fn driver_follows_clock(&self) -> bool {
        self.core.instance.is_simulated() || reads_exported_clock(self.core.bundle.as_deref())
    }

    /// How requests for configuration changes are answered from now on.
    pub fn set_request_policy(&self, policy: RequestPolicy) {
        self.core.set_policy(policy);
    }

    /// Requests for configuration changes that have not been answered.
    #[must_use]
    pub fn waiting_requests(&self) -> usize {
        self.core.waiting_requests()
    }

    /// Lets the driver's worker finish, then answers all requests that wait, even those held.
    ///
    /// # Errors
    ///
    /// [`HostError`] when I/O cannot be started again after a change.
    pub fn process(&self) -> Result<(), HostError> {
        self.core.instance.drain()?;
        self.core.process()
    }

    /// What the driver has told the host since the last call, oldest first.
    #[must_use]
    pub fn take_events(&self) -> Vec<Event> {
        self.core.take_events()
    }

    /// What the driver has done against the contract so far.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.core.violations()
    }

    /// The driver reference, for calls through the C ABI past the host. Valid until the host is shut down.
    #[must_use]
    pub fn raw(&self) -> AudioServerPlugInDriverRef {
        self.core.instance.driver.reference()
    }

    /// The host's own vtable as the driver sees it, for calls through the C ABI. Valid until the host is shut down.
    #[must_use]
    pub fn raw_host(&self) -> tympan_aspl_sys::AudioServerPlugInHostRef {
        self.core.cell.reference()
    }

    /// Stops all I/O, removes all clients and takes the driver down, and tells how that went.
    #[must_use]
    pub fn shut_down(mut self) -> Report {
        self.ended = true;
        take_down(&self.core)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if !self.ended {
            take_down(&self.core);
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("driver", &self.raw())
            .field("bundle", &self.core.bundle)
            .field("clock", &self.core.clock)
            .finish_non_exhaustive()
    }
}

/// How a host ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Everything the driver did against the contract.
    pub violations: Vec<Violation>,
    /// Whether the driver instance was destroyed.
    pub destroyed: bool,
    /// The CoreFoundation objects that were alive in the driver just before the end, where it counts them. A driver that is linked
    /// into this program counts those of all hosts of the process, and of the program's own.
    pub live_objects: Option<u64>,
}

fn take_down(core: &Arc<Core>) -> Report {
    for io in core.all_device_io() {
        io.lock().end(core);
    }
    let _ = core.instance.drain();
    let live_objects = core.instance.live_objects().ok().flatten();
    core.clock.close();
    let destroyed = core.instance.destroy();
    if !destroyed {
        lock(&IMMORTAL).push(Arc::clone(core));
    }
    Report {
        violations: core.violations(),
        destroyed,
        live_objects,
    }
}
