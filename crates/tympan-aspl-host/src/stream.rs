//! Streams of a device as a client of the HAL sees them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use tympan_aspl_sys::{
    AudioObjectID, AudioObjectPropertySelector, AudioStreamBasicDescription,
    AudioStreamRangedDescription, kAudioStreamPropertyAvailablePhysicalFormats,
    kAudioStreamPropertyAvailableVirtualFormats, kAudioStreamPropertyIsActive,
    kAudioStreamPropertyLatency, kAudioStreamPropertyPhysicalFormat,
    kAudioStreamPropertyVirtualFormat,
};

use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::host::Core;
use crate::object::{Object, Qualifier};

/// A stream of a device. Its properties as an [`Object`] can be used directly.
#[derive(Clone, PartialEq)]
pub struct Stream {
    object: Object,
    device: AudioObjectID,
}

impl Stream {
    pub(crate) fn new(core: &Arc<Core>, device: AudioObjectID, id: AudioObjectID) -> Stream {
        Stream {
            object: Object::listed(core, id),
            device,
        }
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

    /// The format that clients see.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyVirtualFormat")]
    pub fn virtual_format(&self) -> Result<AudioStreamBasicDescription, HostError> {
        self.object
            .format(Address::of(kAudioStreamPropertyVirtualFormat))
    }

    /// The physical formats it can have.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyAvailablePhysicalFormats")]
    pub fn available_formats(&self) -> Result<Vec<AudioStreamRangedDescription>, HostError> {
        self.ranged_formats(Address::of(kAudioStreamPropertyAvailablePhysicalFormats))
    }

    /// The formats it can have for clients.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyAvailableVirtualFormats")]
    pub fn available_virtual_formats(
        &self,
    ) -> Result<Vec<AudioStreamRangedDescription>, HostError> {
        self.ranged_formats(Address::of(kAudioStreamPropertyAvailableVirtualFormats))
    }

    /// Sets the physical format and waits until the configuration change that leads to it is over.
    ///
    /// # Errors
    ///
    /// What the driver answers, [`HostError::NotChanged`] when the host has answered the driver's request in another way than by
    /// performing it, [`HostError::Timeout`] when the format does not change.
    #[doc(alias = "kAudioStreamPropertyPhysicalFormat")]
    pub fn set_physical_format(
        &self,
        format: &AudioStreamBasicDescription,
    ) -> Result<(), HostError> {
        self.set_format(kAudioStreamPropertyPhysicalFormat, format)
    }

    /// Sets the format that clients see and waits until the configuration change that leads to it is over.
    ///
    /// # Errors
    ///
    /// As [`set_physical_format`](Stream::set_physical_format).
    #[doc(alias = "kAudioStreamPropertyVirtualFormat")]
    pub fn set_virtual_format(
        &self,
        format: &AudioStreamBasicDescription,
    ) -> Result<(), HostError> {
        self.set_format(kAudioStreamPropertyVirtualFormat, format)
    }

    fn set_format(
        &self,
        selector: AudioObjectPropertySelector,
        format: &AudioStreamBasicDescription,
    ) -> Result<(), HostError> {
        let address = Address::of(selector);
        self.core.change(
            self.device,
            || format!("stream {} was to change its format", self.id()),
            || self.set_bytes(address, Qualifier::None, &decode::format_bytes(format)),
            || Ok(self.object.format(address)? == *format),
        )?;
        self.core.remember(self.id(), selector);
        Ok(())
    }

    /// Whether it takes part in I/O.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyIsActive")]
    pub fn is_active(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioStreamPropertyIsActive))? != 0)
    }

    /// Takes it out of I/O, or in again, from the next start of I/O on.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStreamPropertyIsActive")]
    pub fn set_active(&self, active: bool) -> Result<(), HostError> {
        self.set_u32(Address::of(kAudioStreamPropertyIsActive), u32::from(active))
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
        self.u32(Address::of(kAudioStreamPropertyLatency))
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
