//! Boxes as a client of the HAL sees them (hal-facts B.5).

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use tympan_aspl_sys::{
    OSStatus, kAudioBoxPropertyAcquired, kAudioBoxPropertyAcquisitionFailed,
    kAudioBoxPropertyClockDeviceList, kAudioBoxPropertyDeviceList, kAudioBoxPropertyHasAudio,
    kAudioBoxPropertyHasMIDI, kAudioBoxPropertyHasVideo, kAudioBoxPropertyIsProtected,
    kAudioObjectPropertyIdentify, kAudioObjectPropertyName,
};

use crate::address::Address;
use crate::clock_device::ClockDevice;
use crate::device::Device;
use crate::error::HostError;
use crate::host::{Core, Listed};
use crate::object::Object;

/// A box. Its properties as an [`Object`] can be used directly.
#[derive(Clone, PartialEq)]
#[doc(alias = "kAudioBoxClassID")]
pub struct AudioBox {
    object: Object,
    uid: String,
}

impl AudioBox {
    pub(crate) fn new(core: &Arc<Core>, listed: &Listed) -> AudioBox {
        AudioBox {
            object: Object::listed(core, listed.id),
            uid: listed.uid.clone(),
        }
    }

    /// The UID it was published with.
    #[doc(alias = "kAudioBoxPropertyBoxUID")]
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

    /// Renames the box.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn set_name(&self, name: &str) -> Result<(), HostError> {
        self.set_string(Address::of(kAudioObjectPropertyName), name)
    }

    /// Whether its devices are published.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyAcquired")]
    pub fn is_acquired(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioBoxPropertyAcquired))? != 0)
    }

    /// Acquires or releases the box.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyAcquired")]
    pub fn set_acquired(&self, acquired: bool) -> Result<(), HostError> {
        self.set_u32(Address::of(kAudioBoxPropertyAcquired), u32::from(acquired))
    }

    /// Why the box could not be acquired, 0 when nothing failed.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyAcquisitionFailed")]
    pub fn acquisition_failed(&self) -> Result<OSStatus, HostError> {
        let address = Address::of(kAudioBoxPropertyAcquisitionFailed);
        self.array(address).map(OSStatus::from_ne_bytes)
    }

    /// Its published devices.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it names a device that it does not publish.
    #[doc(alias = "kAudioBoxPropertyDeviceList")]
    pub fn devices(&self) -> Result<Vec<Device>, HostError> {
        let address = Address::of(kAudioBoxPropertyDeviceList);
        let found = self.listed(address, |mirror| &mirror.devices)?;
        Ok(found
            .iter()
            .map(|item| Device::new(&self.core, item))
            .collect())
    }

    /// Its published clock devices.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it names a clock device that it does not publish.
    #[doc(alias = "kAudioBoxPropertyClockDeviceList")]
    pub fn clock_devices(&self) -> Result<Vec<ClockDevice>, HostError> {
        let address = Address::of(kAudioBoxPropertyClockDeviceList);
        let found = self.listed(address, |mirror| &mirror.clock_devices)?;
        let device = |item: &Listed| ClockDevice::new(&self.core, item);
        Ok(found.iter().map(device).collect())
    }

    fn listed(
        &self,
        address: Address,
        list: impl Fn(&crate::host::Mirror) -> &[Listed],
    ) -> Result<Vec<Listed>, HostError> {
        let ids = self.ids(address)?;
        let mirror = self.core.mirror()?;
        let find = |id: u32| {
            let found = list(&mirror).iter().find(|item| item.id == id);
            found.cloned().ok_or_else(|| {
                let problem = format!("the plug-in does not list object {id}");
                HostError::answer(self.id(), address, problem)
            })
        };
        ids.into_iter().map(find).collect()
    }

    /// Whether it has audio.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyHasAudio")]
    pub fn has_audio(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioBoxPropertyHasAudio))? != 0)
    }

    /// Whether it has video.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyHasVideo")]
    pub fn has_video(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioBoxPropertyHasVideo))? != 0)
    }

    /// Whether it has MIDI.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyHasMIDI")]
    pub fn has_midi(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioBoxPropertyHasMIDI))? != 0)
    }

    /// Whether it needs authentication before it can be used.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBoxPropertyIsProtected")]
    pub fn is_protected(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioBoxPropertyIsProtected))? != 0)
    }

    /// Makes the hardware show itself, or no longer.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioObjectPropertyIdentify")]
    pub fn identify(&self, on: bool) -> Result<(), HostError> {
        self.set_u32(Address::of(kAudioObjectPropertyIdentify), u32::from(on))
    }
}

impl Deref for AudioBox {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}

impl fmt::Debug for AudioBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioBox")
            .field("id", &self.id())
            .field("uid", &self.uid)
            .finish()
    }
}
