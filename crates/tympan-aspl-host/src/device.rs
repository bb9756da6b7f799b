//! Devices and streams as a client of the HAL sees them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use tympan_aspl_sys::{
    AudioObjectID, AudioStreamBasicDescription, AudioStreamRangedDescription, AudioValueRange,
    kAudioDevicePropertyAvailableNominalSampleRates, kAudioDevicePropertyLatency,
    kAudioDevicePropertyNominalSampleRate, kAudioDevicePropertySafetyOffset,
    kAudioDevicePropertyStreams, kAudioDevicePropertyZeroTimeStampPeriod, kAudioObjectPropertyName,
    kAudioStreamPropertyAvailablePhysicalFormats, kAudioStreamPropertyPhysicalFormat,
};

use crate::address::{Address, Direction};
use crate::client::{ClientId, ClientIdentity};
use crate::decode;
use crate::error::HostError;
use crate::host::{Core, MirroredDevice};
use crate::object::{Object, Qualifier};

/// A published device. Its properties as an [`Object`] can be used directly.
#[derive(Clone, PartialEq)]
pub struct Device {
    object: Object,
    uid: String,
}

impl Device {
    pub(crate) fn new(core: &Arc<Core>, device: &MirroredDevice) -> Device {
        Device {
            object: Object {
                core: Arc::clone(core),
                id: device.id,
            },
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

    /// Sets the nominal sample rate and waits for the configuration change that leads to it.
    ///
    /// # Errors
    ///
    /// What the driver answers, [`HostError::Timeout`] when the rate does not change.
    #[doc(alias = "kAudioDevicePropertyNominalSampleRate")]
    pub fn set_sample_rate(&self, rate: f64) -> Result<(), HostError> {
        self.set_f64(Address::of(kAudioDevicePropertyNominalSampleRate), rate)?;
        self.core().settle_until(
            || format!("the device {:?} was to change its rate to {rate}", self.uid),
            || Ok(self.sample_rate()? == rate),
        )
    }

    /// The streams of one side.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioDevicePropertyStreams")]
    pub fn streams(&self, direction: Direction) -> Result<Vec<Stream>, HostError> {
        let ids = self.ids(Address::of(kAudioDevicePropertyStreams).on(direction))?;
        let stream = |id| Stream {
            object: Object {
                core: Arc::clone(self.core()),
                id,
            },
        };
        Ok(ids.into_iter().map(stream).collect())
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

    /// Adds a client that does no I/O yet, as the mere existence of a listener in some process does (hal-facts C.6).
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "AddDeviceClient")]
    pub fn add_client(&self, identity: &ClientIdentity) -> Result<ClientId, HostError> {
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

/// A stream of a device. Its properties as an [`Object`] can be used directly.
#[derive(Clone, PartialEq)]
pub struct Stream {
    object: Object,
}

impl Stream {
    /// The driver's id of the stream.
    #[must_use]
    pub fn id(&self) -> AudioObjectID {
        self.object.id
    }

    /// The format in which its frames cross the interface.
    ///
    /// # Errors
    ///
    /// What the driver answers, as for all functions here.
    #[doc(alias = "kAudioStreamPropertyPhysicalFormat")]
    pub fn format(&self) -> Result<AudioStreamBasicDescription, HostError> {
        self.object
            .format(Address::of(kAudioStreamPropertyPhysicalFormat))
    }

    /// The formats it can have.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyAvailablePhysicalFormats")]
    pub fn formats(&self) -> Result<Vec<AudioStreamRangedDescription>, HostError> {
        self.ranged_formats(Address::of(kAudioStreamPropertyAvailablePhysicalFormats))
    }

    /// Sets the format and waits for the configuration change that leads to it.
    ///
    /// # Errors
    ///
    /// What the driver answers, [`HostError::Timeout`] when the format does not change.
    #[doc(alias = "kAudioStreamPropertyPhysicalFormat")]
    pub fn set_format(&self, format: &AudioStreamBasicDescription) -> Result<(), HostError> {
        let address = Address::of(kAudioStreamPropertyPhysicalFormat);
        self.set_bytes(address, Qualifier::None, &decode::format_bytes(format))?;
        self.object.core.settle_until(
            || format!("stream {} was to change its format", self.id()),
            || Ok(self.format()? == *format),
        )
    }

    /// The channels of a frame.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn channels(&self) -> Result<usize, HostError> {
        Ok(self.format()?.mChannelsPerFrame as usize)
    }

    /// The stream's own latency in frames, on top of the device's.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyLatency")]
    pub fn latency(&self) -> Result<u32, HostError> {
        self.u32(Address::of(kAudioDevicePropertyLatency))
    }
}

impl Deref for Stream {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("id", &self.id()).finish()
    }
}
