//! The host itself: starts a driver, answers it, and takes it down.

mod builder;
mod change;
mod core;
mod event;
mod mirror;
mod policy;
mod refresh;
mod report;
mod restore;
mod services;
mod values;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tympan_aspl::cf::CfDictionary;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{
    AudioObjectID, AudioServerPlugInDriverRef, kAudioDevicePropertyDeviceUID,
    kAudioObjectPlugInObject,
};

pub use self::builder::HostBuilder;
pub(crate) use self::core::{Core, lock};
pub use self::event::{Event, EventKind};
pub(crate) use self::mirror::{Listed, Mirror};
pub use self::policy::{Ending, NotificationPolicy, RequestPolicy};
pub use self::report::Report;
pub(crate) use self::values::{Content, CustomInfo, Property};

use self::report::take_down;
use crate::audio_box::AudioBox;
use crate::client::ClientIdentity;
use crate::clock::Clock;
use crate::clock_device::ClockDevice;
use crate::device::Device;
use crate::error::HostError;
use crate::guard::{Finding, Monitor, RealtimeChecks};
use crate::loader::{Driver, reads_exported_clock};
use crate::object::Object;
use crate::storage::Storage;
use crate::tree::{self, Tree};
use crate::violation::Violation;

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
        HostBuilder::new()
    }

    /// The published devices, in the driver's order. Empty when the list cannot be read.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        let mirror = self.core.mirror().unwrap_or_default();
        let device = |device: &Listed| Device::new(&self.core, device);
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

    /// The published boxes, in the driver's order. Empty when there is no list.
    #[must_use]
    pub fn boxes(&self) -> Vec<AudioBox> {
        let mirror = self.core.mirror().unwrap_or_default();
        let found = |listed: &Listed| AudioBox::new(&self.core, listed);
        mirror.boxes.iter().map(found).collect()
    }

    /// The published clock devices, in the driver's order. Empty when there is no list.
    #[must_use]
    pub fn clock_devices(&self) -> Vec<ClockDevice> {
        let mirror = self.core.mirror().unwrap_or_default();
        let found = |listed: &Listed| ClockDevice::new(&self.core, listed);
        mirror.clock_devices.iter().map(found).collect()
    }

    /// The end points that a transport manager knows, in the driver's order. Empty when there is no list.
    #[doc(alias = "kAudioTransportManagerPropertyEndPointList")]
    #[must_use]
    pub fn end_points(&self) -> Vec<Object> {
        let mirror = self.core.mirror().unwrap_or_default();
        let found = |listed: &Listed| Object::listed(&self.core, listed.id);
        mirror.end_points.iter().map(found).collect()
    }

    /// Asks a transport manager to combine end points into a device. The description is a dictionary with the keys of
    /// hal-facts B.8; the client is the process that asks.
    ///
    /// # Errors
    ///
    /// What the driver answers, [`HostError::Answer`] when it does not publish the new device, [`HostError::Invalid`] when the
    /// description is no dictionary.
    #[doc(alias = "CreateDevice")]
    #[doc(alias = "kAudioTransportManagerCreateEndPointDevice")]
    pub fn create_end_point_device(
        &self,
        description: &Value,
        client: &ClientIdentity,
    ) -> Result<Device, HostError> {
        let object = description.to_object();
        let description = object.downcast::<CfDictionary>().ok_or_else(|| {
            HostError::invalid("the description of an end-point device is a dictionary")
        })?;
        // No device exists yet, so neither does a client of it (hal-facts C.5).
        let info = client.info(0);
        let id = self
            .core
            .instance
            .driver
            .create_device(&description, &info)?;
        self.core.doubt_lists();
        self.core.settle()?;
        let mirror = self.core.mirror()?;
        if !mirror.objects.contains_key(&id) {
            let problem = format!("CreateDevice has made object {id}, which is in no list");
            return Err(HostError::answer(kAudioObjectPlugInObject, None, problem));
        }
        let listed = Listed::read(&self.core, id, kAudioDevicePropertyDeviceUID);
        Ok(Device::new(&self.core, &listed))
    }

    /// Asks a transport manager to end a device that it has made.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "DestroyDevice")]
    #[doc(alias = "kAudioTransportManagerDestroyEndPointDevice")]
    pub fn destroy_end_point_device(&self, device: &Device) -> Result<(), HostError> {
        device.check_published()?;
        self.core.instance.driver.destroy_device(device.id())?;
        self.core.doubt_lists();
        self.core.settle()
    }

    /// The plug-in object.
    #[must_use]
    pub fn plug_in(&self) -> Object {
        self.object(kAudioObjectPlugInObject)
    }

    /// Any object, by the driver's id; it need not exist.
    #[must_use]
    pub fn object(&self, id: u32) -> Object {
        Object::any(&self.core, id)
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

    /// Lets time pass without a cycle of I/O: a virtual clock is moved, a wall clock waited for. Whenever a thread of the driver's own wakes on the way,
    /// the host attends to what it does before time goes on.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn advance(&self, duration: Duration) -> Result<(), HostError> {
        let clock = &self.core.clock;
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.core.settle()?;
        let ticks = clock.timebase().ticks(nanoseconds);
        let end = clock.now().saturating_add(ticks);
        while !clock.step_to(end) {
            self.core.settle()?;
        }
        self.core.settle()
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

    /// What is done from now on when the driver announces changed properties.
    pub fn set_notification_policy(&self, policy: NotificationPolicy) {
        self.core.set_notification_policy(policy);
    }

    /// Performs a configuration change that the driver need not have asked for, of a device that need not exist: the host may still
    /// do so after an abort, or when the device is gone (hal-facts C.8).
    ///
    /// # Errors
    ///
    /// What the driver answers; [`HostError`] when I/O cannot be started again.
    #[doc(alias = "PerformDeviceConfigurationChange")]
    pub fn perform_change(&self, device: AudioObjectID, action: u64) -> Result<(), HostError> {
        let (performed, resumed) = self.core.perform(device, action, std::ptr::null_mut())?;
        self.core.settle()?;
        performed.and(resumed)
    }

    /// Aborts a configuration change that the driver need not have asked for.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "AbortDeviceConfigurationChange")]
    pub fn abort_change(&self, device: AudioObjectID, action: u64) -> Result<(), HostError> {
        let aborted = self.core.abort(device, action, std::ptr::null_mut());
        self.core.settle()?;
        aborted
    }

    /// Compares everything the host knows with what the driver answers now. What differs has changed without the host's being told:
    /// [`Rule::UnannouncedChange`](crate::Rule::UnannouncedChange), or
    /// [`Rule::ChangeOutsideConfiguration`](crate::Rule::ChangeOutsideConfiguration).
    ///
    /// # Errors
    ///
    /// [`HostError`] when the object tree cannot be read, [`HostError::Invalid`] when the host does not
    /// [keep values](HostBuilder::keep_values).
    pub fn check_mirrors(&self) -> Result<(), HostError> {
        self.core.check_mirrors()
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
        self.core.process()?;
        self.core.settle()
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

    /// The checks that this host was started with.
    pub(crate) fn realtime_checks(&self) -> RealtimeChecks {
        let monitor = self.core.instance.driver.monitor.as_ref();
        monitor.map(Monitor::checks).unwrap_or_default()
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// What the [realtime checks](HostBuilder::realtime_checks) have found so far, with more about each than its violation.
    #[must_use]
    pub fn realtime_findings(&self) -> Vec<Finding> {
        let monitor = self.core.instance.driver.monitor.as_ref();
        monitor.map(Monitor::findings).unwrap_or_default()
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
