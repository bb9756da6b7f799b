//! [`ClockDevice`]: the description of a clock that other devices can follow, and [`ClockDeviceHandle`], what the author holds of a published one.

use std::fmt;

use crate::audio_box::AudioBox;
use crate::client::Client;
use crate::configuration_change::ConfigurationChange;
use crate::control::Control;
use crate::device::{Device, DeviceHandle};
use crate::error::{Error, Status};
use crate::format::Direction;
use crate::object::Kind;
use crate::property::Property;
use crate::realtime::ControlContext;
use crate::types::{ClockAlgorithm, ObjectId, TransportType};

/// The description of a clock device (`kAudioClockDeviceClassID`): a clock without streams, that aggregate devices can follow.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::ClockDevice;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let clock = ClockDevice::new("com.example.word-clock", "Word Clock")
///         .manufacturer("Example")
///         .sample_rates([44_100.0, 48_000.0])
///         .clock_domain(7);
///     plug_in.add_clock_device(control, clock)?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
#[must_use]
#[doc(alias = "kAudioClockDeviceClassID")]
pub struct ClockDevice {
    pub(crate) device: Device,
}

impl ClockDevice {
    /// A clock device without sample rates.
    ///
    /// The UID has to be unique on the machine, among all devices, and the same each time. The name is what people see.
    #[doc(alias("kAudioClockDevicePropertyDeviceUID", "kAudioObjectPropertyName"))]
    pub fn new(uid: impl Into<String>, name: impl Into<String>) -> Self {
        let mut device = Device::new(uid, name);
        device.kind = Kind::ClockDevice;
        Self { device }
    }

    fn with(mut self, edit: impl FnOnce(Device) -> Device) -> Self {
        self.device = edit(self.device);
        self
    }

    /// Another name (`kAudioObjectPropertyName`): for a [change](ClockDeviceHandle::reconfigure) of a published clock device.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn name(self, name: impl Into<String>) -> Self {
        self.with(|device| device.name(name))
    }

    /// Who makes it (`kAudioObjectPropertyManufacturer`); empty unless set.
    #[doc(alias = "kAudioObjectPropertyManufacturer")]
    pub fn manufacturer(self, manufacturer: impl Into<String>) -> Self {
        self.with(|device| device.manufacturer(manufacturer))
    }

    /// The name of the model (`kAudioObjectPropertyModelName`).
    #[doc(alias = "kAudioObjectPropertyModelName")]
    pub fn model_name(self, model_name: impl Into<String>) -> Self {
        self.with(|device| device.model_name(model_name))
    }

    /// The serial number (`kAudioObjectPropertySerialNumber`).
    #[doc(alias = "kAudioObjectPropertySerialNumber")]
    pub fn serial_number(self, serial_number: impl Into<String>) -> Self {
        self.with(|device| device.serial_number(serial_number))
    }

    /// The version of the firmware (`kAudioObjectPropertyFirmwareVersion`).
    #[doc(alias = "kAudioObjectPropertyFirmwareVersion")]
    pub fn firmware_version(self, firmware_version: impl Into<String>) -> Self {
        self.with(|device| device.firmware_version(firmware_version))
    }

    /// The sample rates in Hz, in the order clients see them (`kAudioClockDevicePropertyAvailableNominalSampleRates`).
    #[doc(alias = "kAudioClockDevicePropertyAvailableNominalSampleRates")]
    pub fn sample_rates(self, rates: impl IntoIterator<Item = f64>) -> Self {
        self.with(|device| device.sample_rates(rates))
    }

    /// The sample rate in Hz; the first of the list unless set (`kAudioClockDevicePropertyNominalSampleRate`). Clients can choose another.
    #[doc(alias = "kAudioClockDevicePropertyNominalSampleRate")]
    pub fn sample_rate(self, rate: f64) -> Self {
        self.with(|device| device.sample_rate(rate))
    }

    /// The latency in frames (`kAudioClockDevicePropertyLatency`); 0 unless set.
    #[doc(alias = "kAudioClockDevicePropertyLatency")]
    pub fn latency(self, frames: u32) -> Self {
        self.with(|device| device.latency(Direction::Output, frames))
    }

    /// How it is connected (`kAudioClockDevicePropertyTransportType`); [`TransportType::VIRTUAL`] unless set.
    #[doc(alias = "kAudioClockDevicePropertyTransportType")]
    pub fn transport_type(self, transport_type: TransportType) -> Self {
        self.with(|device| device.transport_type(transport_type))
    }

    /// A number shared by all on the same hardware clock (`kAudioClockDevicePropertyClockDomain`); 0, not known, unless set.
    #[doc(alias = "kAudioClockDevicePropertyClockDomain")]
    pub fn clock_domain(self, clock_domain: u32) -> Self {
        self.with(|device| device.clock_domain(clock_domain))
    }

    /// How the host filters the time stamps (`kAudioDevicePropertyClockAlgorithm`); [`ClockAlgorithm::RAW`] unless set.
    #[doc(alias = "kAudioDevicePropertyClockAlgorithm")]
    pub fn clock_algorithm(self, clock_algorithm: ClockAlgorithm) -> Self {
        self.with(|device| device.clock_algorithm(clock_algorithm))
    }

    /// Whether the clock keeps its rate (`kAudioDevicePropertyClockIsStable`); absent, which means stable, unless set.
    #[doc(alias = "kAudioDevicePropertyClockIsStable")]
    pub fn clock_is_stable(self, is_stable: bool) -> Self {
        self.with(|device| device.clock_is_stable(is_stable))
    }

    /// The distance in frames between two zero time stamps (`kAudioDevicePropertyZeroTimeStampPeriod`); 16384 unless set, at least 10923.
    #[doc(alias = "kAudioDevicePropertyZeroTimeStampPeriod")]
    pub fn zero_time_stamp_period(self, frames: u32) -> Self {
        self.with(|device| device.zero_time_stamp_period(frames))
    }

    /// Adds a control (`kAudioClockDevicePropertyControlList`), such as the choice of its source. The author keeps the handle.
    #[doc(alias = "kAudioClockDevicePropertyControlList")]
    pub fn control(self, control: &impl Control) -> Self {
        self.with(|device| device.control(control))
    }

    /// Takes a control away: for a [change](ClockDeviceHandle::reconfigure) of a published clock device. A control that is not there is ignored.
    pub fn without_control(self, control: &impl Control) -> Self {
        self.with(|device| device.without_control(control))
    }

    /// Adds a property of the author's.
    pub fn property(self, property: &impl Property) -> Self {
        self.with(|device| device.property(property))
    }

    /// What to do when a client wants the hardware to show itself, for example by blinking (`kAudioObjectPropertyIdentify`). Called on a host thread.
    #[doc(alias = "kAudioObjectPropertyIdentify")]
    pub fn on_identify(
        self,
        identify: impl Fn(&ControlContext<'_>, bool) + Send + Sync + 'static,
    ) -> Self {
        self.with(|device| device.on_identify(identify))
    }

    /// What to do when a process begins to use it; an error refuses it. Called on a host thread.
    #[doc(alias = "AddDeviceClient")]
    pub fn on_client_added(
        self,
        hook: impl Fn(&ControlContext<'_>, &Client) -> Result<(), Status> + Send + Sync + 'static,
    ) -> Self {
        self.with(|device| device.on_client_added(hook))
    }

    /// What to do when a process no longer uses it. Called on a host thread.
    #[doc(alias = "RemoveDeviceClient")]
    pub fn on_client_removed(
        self,
        hook: impl Fn(&ControlContext<'_>, &Client) + Send + Sync + 'static,
    ) -> Self {
        self.with(|device| device.on_client_removed(hook))
    }

    /// Puts it into a box, as [`Device::in_box`] does.
    #[doc(alias = "kAudioBoxPropertyClockDeviceList")]
    pub fn in_box(self, audio_box: &AudioBox) -> Self {
        self.with(|device| device.in_box(audio_box))
    }
}

impl fmt::Debug for ClockDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockDevice")
            .field("uid", &self.device.uid)
            .field("name", &self.device.name)
            .field("sample_rates", &self.device.sample_rates)
            .finish_non_exhaustive()
    }
}

/// A published clock device, as its author refers to it. Cheap to clone; keeps nothing alive.
#[derive(Clone, Debug)]
pub struct ClockDeviceHandle {
    device: DeviceHandle,
}

impl ClockDeviceHandle {
    pub(crate) fn new(device: DeviceHandle) -> Self {
        Self { device }
    }

    /// The id the host knows it by; see [`DeviceHandle::id`].
    #[must_use]
    pub fn id(&self) -> ObjectId {
        self.device.id()
    }

    /// Changes it, by the rules of [`DeviceHandle::reconfigure`].
    ///
    /// # Errors
    ///
    /// As [`DeviceHandle::reconfigure`].
    #[doc(alias = "RequestDeviceConfigurationChange")]
    pub fn reconfigure(
        &self,
        control: &ControlContext<'_>,
        edit: impl Fn(ClockDevice) -> ClockDevice + Send + 'static,
    ) -> Result<ConfigurationChange, Error> {
        self.device
            .reconfigure(control, move |device| edit(ClockDevice { device }).device)
    }

    /// Takes it away, at any time, by the rules of [`DeviceHandle::remove`].
    ///
    /// # Errors
    ///
    /// As [`DeviceHandle::remove`].
    #[doc(alias = "kAudioClockDevicePropertyDeviceIsAlive")]
    pub fn remove(&self, control: &ControlContext<'_>) -> Result<(), Error> {
        self.device.remove(control)
    }
}
