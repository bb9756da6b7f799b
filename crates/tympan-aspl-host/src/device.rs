//! Devices as a client of the HAL sees them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use tympan_aspl_sys::{
    AudioClassID, AudioObjectPropertyElement, AudioObjectPropertyScope, AudioValueRange, FourCc,
    kAudioDevicePropertyAvailableNominalSampleRates, kAudioDevicePropertyLatency,
    kAudioDevicePropertyNominalSampleRate, kAudioDevicePropertySafetyOffset,
    kAudioDevicePropertyStreams, kAudioDevicePropertyZeroTimeStampPeriod,
    kAudioObjectPropertyControlList, kAudioObjectPropertyName,
};

use crate::address::{Address, Direction};
use crate::client::{ClientId, ClientIdentity};
use crate::control::Control;
use crate::error::HostError;
use crate::host::{Core, Listed};
use crate::object::Object;
use crate::stream::Stream;

/// A published device. Its properties as an [`Object`] can be used directly.
#[derive(Clone, PartialEq)]
pub struct Device {
    object: Object,
    uid: String,
}

impl Device {
    pub(crate) fn new(core: &Arc<Core>, device: &Listed) -> Device {
        Device {
            object: Object::listed(core, device.id),
            uid: device.uid.clone(),
        }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.object.core
    }

    /// The UID it was published with.
    #[doc(alias = "kAudioDevicePropertyDeviceUID")]
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
    #[doc(alias = "kAudioDevicePropertyNominalSampleRate")]
    pub fn sample_rate(&self) -> Result<f64, HostError> {
        self.f64(Address::of(kAudioDevicePropertyNominalSampleRate))
    }

    /// The available sample rates; a single one has minimum = maximum.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioDevicePropertyAvailableNominalSampleRates")]
    pub fn sample_rates(&self) -> Result<Vec<AudioValueRange>, HostError> {
        self.ranges(Address::of(kAudioDevicePropertyAvailableNominalSampleRates))
    }

    /// Sets the nominal sample rate and waits until the configuration change that leads to it is over.
    ///
    /// # Errors
    ///
    /// What the driver answers, [`HostError::NotChanged`] when the host has answered the driver's request in another way than by
    /// performing it, [`HostError::Timeout`] when the rate does not change.
    #[doc(alias = "kAudioDevicePropertyNominalSampleRate")]
    pub fn set_sample_rate(&self, rate: f64) -> Result<(), HostError> {
        let address = Address::of(kAudioDevicePropertyNominalSampleRate);
        self.core().change(
            self.id(),
            || format!("the device {:?} was to change its rate to {rate}", self.uid),
            || self.set_f64(address, rate),
            || Ok(self.sample_rate()? == rate),
        )?;
        self.core().remember(self.id(), address.selector);
        Ok(())
    }

    /// The streams of one side.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioDevicePropertyStreams")]
    pub fn streams(&self, direction: Direction) -> Result<Vec<Stream>, HostError> {
        let ids = self.ids(Address::of(kAudioDevicePropertyStreams).on(direction))?;
        let stream = |id| Stream::new(self.core(), self.id(), id);
        Ok(ids.into_iter().map(stream).collect())
    }

    /// The controls, in the driver's order.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioObjectPropertyControlList")]
    pub fn controls(&self) -> Result<Vec<Control>, HostError> {
        let ids = self.ids(Address::of(kAudioObjectPropertyControlList))?;
        ids.into_iter()
            .map(|id| Control::read(self.core(), id))
            .collect()
    }

    /// The control of a class in a scope, at an element (0 is the main element, others are channels).
    ///
    /// # Errors
    ///
    /// What the driver answers, [`HostError::Invalid`] with the controls there are.
    pub fn control(
        &self,
        class: AudioClassID,
        scope: AudioObjectPropertyScope,
        element: AudioObjectPropertyElement,
    ) -> Result<Control, HostError> {
        let controls = self.controls()?;
        let place = |control: &Control| (control.class(), control.scope(), control.element());
        let wanted = (class, scope, element);
        if let Some(found) = controls.iter().find(|control| place(control) == wanted) {
            return Ok(found.clone());
        }
        let name = |(class, scope, element)| {
            let (class, scope) = (FourCc(class), FourCc(scope));
            format!("{class} in scope {scope} at element {element}")
        };
        let known: Vec<String> = controls
            .iter()
            .map(|control| name(place(control)))
            .collect();
        Err(HostError::invalid(format!(
            "the device {:?} has no control {}; it has: [{}]",
            self.uid,
            name(wanted),
            known.join(", ")
        )))
    }

    /// The channels of all streams of one side.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn channels(&self, direction: Direction) -> Result<usize, HostError> {
        let mut channels = 0;
        for stream in self.streams(direction)? {
            channels += stream.channels()?;
        }
        Ok(channels)
    }

    /// The presentation latency of one side in frames, without that of its streams.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioDevicePropertyLatency")]
    pub fn latency(&self, direction: Direction) -> Result<u32, HostError> {
        self.u32(Address::of(kAudioDevicePropertyLatency).on(direction))
    }

    /// The safety offset of one side in frames.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioDevicePropertySafetyOffset")]
    pub fn safety_offset(&self, direction: Direction) -> Result<u32, HostError> {
        self.u32(Address::of(kAudioDevicePropertySafetyOffset).on(direction))
    }

    /// The frames between two zero time stamps.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioDevicePropertyZeroTimeStampPeriod")]
    pub fn zero_time_stamp_period(&self) -> Result<u32, HostError> {
        self.u32(Address::of(kAudioDevicePropertyZeroTimeStampPeriod))
    }

    /// What has happened on the device's I/O path since it was added: names and how often, as drivers made with `tympan-aspl` count it. `None` for
    /// drivers that do not tell.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn diagnostics(&self) -> Result<Option<Vec<(String, u64)>>, HostError> {
        self.core().settle()?;
        self.core().instance.diagnostics(self.id())
    }

    /// Adds a client that does no I/O yet, as the mere existence of a listener in some process does (hal-facts C.6).
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "AddDeviceClient")]
    pub fn add_client(&self, identity: &ClientIdentity) -> Result<ClientId, HostError> {
        self.check_published()?;
        let io = self.core().device_io(self.id());
        let mut io = io.lock();
        io.add_client(self.core(), identity).map(ClientId)
    }

    /// Removes a client, after stopping its I/O.
    ///
    /// # Errors
    ///
    /// [`HostError::NoSuchClient`], and what the driver answers.
    #[doc(alias = "RemoveDeviceClient")]
    pub fn remove_client(&self, client: ClientId) -> Result<(), HostError> {
        self.check_published()?;
        let io = self.core().device_io(self.id());
        let mut io = io.lock();
        io.remove_client(self.core(), client.0)
    }
}

impl Deref for Device {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("id", &self.id())
            .field("uid", &self.uid)
            .finish()
    }
}
