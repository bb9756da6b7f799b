//! Clock devices as a client of the HAL sees them (hal-facts B.7).

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use tympan_aspl_sys::{
    kAudioClockDevicePropertyControlList, kAudioClockDevicePropertyNominalSampleRate,
    kAudioObjectPropertyName,
};

use crate::address::Address;
use crate::client::{ClientId, ClientIdentity};
use crate::control::Control;
use crate::error::HostError;
use crate::host::{Core, Listed};
use crate::interface::ZeroTimeStamp;
use crate::object::Object;

/// A published clock device. Its properties as an [`Object`] can be used directly.
///
/// It has no streams; its clients only start it and read its clock. That they are added first, as those of a device are, is an
/// assumption of this host.
#[derive(Clone, PartialEq)]
pub struct ClockDevice {
    object: Object,
    uid: String,
}

impl ClockDevice {
    pub(crate) fn new(core: &Arc<Core>, listed: &Listed) -> ClockDevice {
        ClockDevice {
            object: Object::listed(core, listed.id),
            uid: listed.uid.clone(),
        }
    }

    /// The UID it was published with.
    #[doc(alias = "kAudioClockDevicePropertyDeviceUID")]
    #[must_use]
    pub fn uid(&self) -> &str {
        &self.uid
    }

    /// The name users see.
    ///
    /// # Errors
    ///
    /// What the driver answers, as for all functions here.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn name(&self) -> Result<String, HostError> {
        self.string(Address::of(kAudioObjectPropertyName))
    }

    /// The nominal sample rate.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioClockDevicePropertyNominalSampleRate")]
    pub fn sample_rate(&self) -> Result<f64, HostError> {
        self.f64(Address::of(kAudioClockDevicePropertyNominalSampleRate))
    }

    /// Sets the nominal sample rate and waits until the clock device has it.
    ///
    /// # Errors
    ///
    /// As [`Device::set_sample_rate`](crate::Device::set_sample_rate).
    #[doc(alias = "kAudioClockDevicePropertyNominalSampleRate")]
    pub fn set_sample_rate(&self, rate: f64) -> Result<(), HostError> {
        let address = Address::of(kAudioClockDevicePropertyNominalSampleRate);
        self.core.change(
            self.id(),
            || {
                format!(
                    "the clock device {:?} was to change its rate to {rate}",
                    self.uid
                )
            },
            || self.set_f64(address, rate),
            || Ok(self.sample_rate()? == rate),
        )?;
        self.core.remember(self.id(), address.selector);
        Ok(())
    }

    /// The controls, in the driver's order; none when it has no list.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioClockDevicePropertyControlList")]
    pub fn controls(&self) -> Result<Vec<Control>, HostError> {
        let address = Address::of(kAudioClockDevicePropertyControlList);
        if !self.has(address)? {
            return Ok(Vec::new());
        }
        let ids = self.ids(address)?;
        ids.into_iter()
            .map(|id| Control::read(&self.core, id))
            .collect()
    }

    /// Adds a client.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "AddDeviceClient")]
    pub fn add_client(&self, identity: &ClientIdentity) -> Result<ClientId, HostError> {
        self.check_published()?;
        let io = self.core.device_io(self.id());
        let mut io = io.lock();
        io.add_client(&self.core, identity).map(ClientId)
    }

    /// Removes a client, after stopping it.
    ///
    /// # Errors
    ///
    /// [`HostError::NoSuchClient`], and what the driver answers.
    #[doc(alias = "RemoveDeviceClient")]
    pub fn remove_client(&self, client: ClientId) -> Result<(), HostError> {
        self.check_published()?;
        let io = self.core.device_io(self.id());
        let mut io = io.lock();
        io.remove_client(&self.core, client.get())
    }

    /// Starts the clock for a client.
    ///
    /// # Errors
    ///
    /// What the driver answers; [`HostError::Invalid`] when it is started already.
    #[doc(alias = "StartIO")]
    pub fn start(&self, client: ClientId) -> Result<(), HostError> {
        self.check_published()?;
        let io = self.core.device_io(self.id());
        let mut io = io.lock();
        io.start_clock(&self.core, client.get())
    }

    /// Stops the clock for a client.
    ///
    /// # Errors
    ///
    /// What the driver answers; [`HostError::Invalid`] when it is not started.
    #[doc(alias = "StopIO")]
    pub fn stop(&self, client: ClientId) -> Result<(), HostError> {
        self.check_published()?;
        let io = self.core.device_io(self.id());
        let mut io = io.lock();
        io.stop_clock(&self.core, client.get())
    }

    /// The newest zero time stamp, for a client that has started the clock. One that breaks the contract is a violation.
    ///
    /// # Errors
    ///
    /// What the driver answers; [`HostError::Invalid`] when the client has not started the clock.
    #[doc(alias = "GetZeroTimeStamp")]
    pub fn zero_time_stamp(&self, client: ClientId) -> Result<ZeroTimeStamp, HostError> {
        self.check_published()?;
        let io = self.core.device_io(self.id());
        let io = io.lock();
        io.read_clock(&self.core, client.get())
    }
}

impl Deref for ClockDevice {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}

impl fmt::Debug for ClockDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockDevice")
            .field("id", &self.id())
            .field("uid", &self.uid)
            .finish()
    }
}
