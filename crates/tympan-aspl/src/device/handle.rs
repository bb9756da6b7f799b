//! [`DeviceHandle`]: what the author holds of a published device.

use core::fmt;
use std::sync::{Arc, Weak};

use super::Device;
use crate::configuration_change::{ConfigurationChange, Edit};
use crate::driver::Driver;
use crate::error::Error;
use crate::io::StreamSetup;
use crate::object::Place;
use crate::realtime::{ControlContext, EventCounts};
use crate::types::ObjectId;

/// A published device, as its author refers to it. Cheap to clone; keeps nothing alive.
#[derive(Clone)]
pub struct DeviceHandle {
    driver: Weak<Driver>,
    place: Arc<Place>,
}

impl DeviceHandle {
    pub(crate) fn new(driver: &Arc<Driver>, place: Arc<Place>) -> Self {
        Self {
            driver: Arc::downgrade(driver),
            place,
        }
    }

    fn driver(&self) -> Result<Arc<Driver>, Error> {
        self.driver.upgrade().ok_or(Error::Gone)
    }

    /// The id the host knows the device by.
    ///
    /// A device in a [box](Device::in_box) has another id each time the box is acquired, and 0, the id of no object, while it is not.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        self.place.id()
    }

    /// The device's streams as they are now.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownObject`] once the device is gone; [`Error::Gone`] once the plug-in is.
    pub fn streams(&self) -> Result<Vec<StreamSetup>, Error> {
        let device = self.driver()?.device(self.id());
        let device = device.map_err(|_| Error::UnknownObject(self.id()))?;
        Ok(device.state().io_setup().streams)
    }

    /// What has happened on the device's I/O path since it was added: counted by the framework, by [its rings](crate::io::IoSetup::ring), and by whatever
    /// of the author's counts in [its counters](crate::io::IoSetup::counters). On any thread but those of I/O.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownObject`] once the device is gone; [`Error::Gone`] once the plug-in is.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// fn is_in_order(device: &DeviceHandle) -> Result<bool> {
    ///     let counts = device.diagnostics()?;
    ///     Ok(counts.late_writes + counts.gaps + counts.dropped_events == 0)
    /// }
    /// ```
    pub fn diagnostics(&self) -> Result<EventCounts, Error> {
        let device = self.driver()?.device(self.id());
        let device = device.map_err(|_| Error::UnknownObject(self.id()))?;
        Ok(device.io.counts())
    }

    /// Changes the device: `edit` makes its new description of the current one.
    ///
    /// What touches neither I/O nor structure (names, whether it is hidden, ...) is changed and announced at once, unless an earlier change still waits. Everything else, such as sample rate,
    /// streams, controls, latency and [`Io`](crate::io::Io), waits for the host, which first stops I/O on the device (hal-facts C.8). All of an edit happens together or
    /// not at all. Streams and controls that stay keep their identity; clients and whether they run stay as they are. Where I/O changes, its parts are
    /// made anew; [`Io::rebuilt`](crate::io::Io::rebuilt) can take over from the old ones.
    ///
    /// `edit` is called now, to check what it makes, and again when the change is made, since other changes may have come in between.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidDevice`] lists everything that is wrong with the new description; [`Error::InUse`] if a control or property belongs to another
    /// object; [`Error::UnknownObject`] once the device is gone; [`Error::InsideFactory`] in a factory of the device's own. What the host says is
    /// found in the [`ConfigurationChange`].
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// fn go_fast(control: &ControlContext<'_>, device: &DeviceHandle) -> Result<()> {
    ///     device.reconfigure(control, |device| device.name("Fast Cable").sample_rate(192_000.0))?;
    ///     Ok(())
    /// }
    /// ```
    #[doc(alias = "RequestDeviceConfigurationChange")]
    pub fn reconfigure(
        &self,
        control: &ControlContext<'_>,
        edit: impl Fn(Device) -> Device + Send + 'static,
    ) -> Result<ConfigurationChange, Error> {
        self.driver()?
            .reconfigure_place(control, &self.place, Edit::Author(Box::new(edit)))
    }

    /// Takes the device away, at any time.
    ///
    /// The host hears that it is no longer alive and no longer listed, stops using it, and lets go of its clients; only then is it gone
    /// (hal-facts D.4). Its controls and properties can then be given to another device. Changes under way end with [`Error::UnknownObject`].
    ///
    /// # Errors
    ///
    /// [`Error::UnknownObject`] if it was removed before; [`Error::InsideFactory`] in a factory of the device's own; [`Error::Gone`] once the plug-in is.
    #[doc(alias = "kAudioDevicePropertyDeviceIsAlive")]
    pub fn remove(&self, control: &ControlContext<'_>) -> Result<(), Error> {
        self.driver()?.remove_device(control, &self.place)
    }
}

impl fmt::Debug for DeviceHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceHandle")
            .field("id", &self.id())
            .finish()
    }
}
