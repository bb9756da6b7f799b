//! [`PlugIn`]: the author's hold on the running plug-in.

use std::fmt;
use std::sync::{Arc, Weak};

use crate::device::{Device, DeviceHandle};
use crate::driver::Driver;
use crate::error::{Error, Result};
use crate::property::Property;
use crate::realtime::ControlContext;
use crate::storage::Storage;

/// The running plug-in (`kAudioPlugInClassID`). Cheap to clone, and can be kept and sent; it does not keep the plug-in alive.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     for number in 1..=4 {
///         let device = Device::new(format!("com.example.cable-{number}"), format!("Cable {number}"))
///             .sample_rates([48_000.0])
///             .stream(Stream::output(2))
///             .stream(Stream::input(2))
///             .io(Io::loopback());
///         plug_in.add_device(control, device)?;
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct PlugIn {
    driver: Weak<Driver>,
}

impl PlugIn {
    pub(crate) fn new(driver: &Arc<Driver>) -> Self {
        Self {
            driver: Arc::downgrade(driver),
        }
    }

    fn driver(&self) -> Result<Arc<Driver>> {
        self.driver.upgrade().ok_or(Error::Gone)
    }

    /// Publishes a device.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidDevice`] lists everything that is wrong with the description; [`Error::DuplicateUid`] if its UID is taken.
    #[doc(alias = "kAudioPlugInPropertyDeviceList")]
    pub fn add_device(&self, control: &ControlContext<'_>, device: Device) -> Result<DeviceHandle> {
        let mut handles = self.add_devices(control, [device])?;
        handles.pop().ok_or(Error::Gone)
    }

    /// Publishes several devices: all, or none if one of them is refused. The host hears of it once.
    ///
    /// # Errors
    ///
    /// As [`add_device`](Self::add_device), for the first device that is refused; also [`Error::InUse`] if a control or property belongs to another object.
    #[doc(alias = "kAudioPlugInPropertyDeviceList")]
    pub fn add_devices(
        &self,
        control: &ControlContext<'_>,
        devices: impl IntoIterator<Item = Device>,
    ) -> Result<Vec<DeviceHandle>> {
        let driver = self.driver()?;
        let ids = driver.add_devices(control, devices.into_iter().collect())?;
        Ok(ids
            .into_iter()
            .map(|id| DeviceHandle::new(&driver, id))
            .collect())
    }

    /// Adds a property of the author's own to the plug-in itself, or puts one in the place of the framework's. The author keeps the handle.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidProperty`] lists everything that is wrong with it; [`Error::InUse`] if it belongs to another object.
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn add_property(
        &self,
        control: &ControlContext<'_>,
        property: &impl Property,
    ) -> Result<()> {
        self.driver()?.add_property(control, property.extra().0)
    }

    /// Takes a property of the author's away from the plug-in itself. One that it does not have is ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    pub fn remove_property(
        &self,
        control: &ControlContext<'_>,
        property: &impl Property,
    ) -> Result<()> {
        self.driver()?.remove_property(control, &property.extra().0);
        Ok(())
    }

    /// What the host keeps for the plug-in from one start to the next.
    #[doc(alias("CopyFromStorage", "WriteToStorage", "DeleteFromStorage"))]
    #[must_use]
    pub fn storage(&self) -> Storage {
        Storage::new(Weak::clone(&self.driver))
    }

    /// Switches the trace on or off: every call between the host and this instance in words, one line each.
    ///
    /// Lines go to the system log on Apple systems, to the standard error stream elsewhere. The calls of the I/O path are not among them, since nothing is formatted or
    /// logged there. The environment variable `TYMPAN_ASPL_TRACE`, set to anything but `0`, switches the trace on from the start, so that Initialize is seen too.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    ///     plug_in.set_trace(control, cfg!(debug_assertions))
    /// }
    /// ```
    pub fn set_trace(&self, _: &ControlContext<'_>, on: bool) -> Result<()> {
        self.driver()?.trace.switch(on);
        Ok(())
    }

    /// Lends the calling thread a [`ControlContext`]: the way for an author's own worker thread to call the framework.
    ///
    /// What `work` changes is announced to the host when it returns, all together.
    ///
    /// # Errors
    ///
    /// [`Error::InsideIo`] on a thread that is inside an I/O callback; [`Error::Gone`] once the instance is destroyed.
    pub fn control<T>(&self, work: impl FnOnce(&ControlContext<'_>) -> T) -> Result<T> {
        if self.driver()?.is_inside_io() {
            return Err(Error::InsideIo);
        }
        Ok(ControlContext::lend(work))
    }
}

impl fmt::Debug for PlugIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlugIn")
    }
}
