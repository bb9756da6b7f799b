//! How a host is started.

use std::path::PathBuf;
use std::sync::{Arc, Weak};

use super::core::{Core, Parts};
use super::{Host, NotificationPolicy, RequestPolicy};
use crate::clock::{Clock, Timebase};
use crate::error::HostError;
use crate::guard::{Monitor, RealtimeChecks};
use crate::interface::host::HostServices;
use crate::loader::Driver;
use crate::storage::Storage;
use crate::violation::{Rule, Violations};

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
    file: Option<PathBuf>,
    notifications: NotificationPolicy,
    requests: RequestPolicy,
    count_objects: bool,
    keep_values: bool,
    realtime_checks: RealtimeChecks,
}

impl HostBuilder {
    pub(super) fn new() -> HostBuilder {
        HostBuilder {
            clock: Clock::virtual_time(Timebase::NANOSECONDS),
            storage: Storage::new(),
            file: None,
            notifications: NotificationPolicy::default(),
            requests: RequestPolicy::default(),
            count_objects: false,
            keep_values: !cfg!(miri),
            realtime_checks: RealtimeChecks::none(),
        }
    }

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
        self.file = None;
        self
    }

    /// Gives the driver the storage in a file; see [`Storage::open`].
    pub fn storage_file(mut self, path: impl Into<PathBuf>) -> HostBuilder {
        self.file = Some(path.into());
        self
    }

    /// What to do when the driver announces changed properties.
    pub fn notifications(mut self, policy: NotificationPolicy) -> HostBuilder {
        self.notifications = policy;
        self
    }

    /// How to answer requests for configuration changes.
    pub fn requests(mut self, policy: RequestPolicy) -> HostBuilder {
        self.requests = policy;
        self
    }

    /// Whether to keep the value of every property, and read it again when the driver announces it, to find changes that the driver
    /// makes without telling the host. On by default, except under Miri, where reading everything takes too long.
    pub fn keep_values(mut self, keep: bool) -> HostBuilder {
        self.keep_values = keep;
        self
    }

    /// Counts the CoreFoundation objects from the start to the end: more at the end break
    /// [`Rule::ObjectsLeft`](crate::Rule::ObjectsLeft). Of a driver that is linked into this program, those of the whole program
    /// count, so nothing else may make any meanwhile.
    pub fn count_objects(mut self) -> HostBuilder {
        self.count_objects = true;
        self
    }

    /// Watches what the driver does inside its I/O calls; see [`guard`](crate::guard). None of it is watched by default.
    pub fn realtime_checks(mut self, checks: RealtimeChecks) -> HostBuilder {
        self.realtime_checks = checks;
        self
    }

    /// Initializes the driver, reads its objects, and gives its devices the settings that clients made in an earlier session.
    ///
    /// # Errors
    ///
    /// [`HostError`] when Initialize fails or the plug-in object cannot be read, [`HostError::StorageFile`] when the storage cannot.
    /// The driver is taken down again.
    pub fn start(self, driver: Driver) -> Result<Host, HostError> {
        if !self.clock.timebase().is_valid() {
            return Err(HostError::invalid(
                "a timebase needs a numerator and a denominator above zero",
            ));
        }
        let storage = match &self.file {
            Some(path) => Storage::open(path)?,
            None => self.storage,
        };
        let Driver {
            mut instance,
            bundle,
        } = driver;
        let objects_before = match self.count_objects {
            true => instance.live_objects()?,
            false => None,
        };
        let violations = Arc::<Violations>::default();
        instance.driver.monitor =
            Monitor::new(self.realtime_checks, self.clock.timebase(), &violations);
        instance.prepare(&self.clock, bundle.as_deref())?;
        #[cfg(all(feature = "c-symbols", target_os = "linux"))]
        if !instance.is_simulated() {
            crate::symbols::set_clock(&self.clock);
        }
        let parts = Parts {
            instance,
            bundle,
            clock: self.clock,
            storage,
            notifications: self.notifications,
            requests: self.requests,
            objects_before,
            keeps_values: self.keep_values,
            violations,
        };
        let core = Arc::new_cyclic(|me| Core::new(parts, Weak::clone(me)));
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
        core.instance.drain()?;
        core.doubt_lists();
        core.mirror()?;
        core.settle()?;
        Ok(host)
    }
}
