//! Objects of a driver, and reading and writing their properties by hand.
//!
//! An [`Object`] is a handle: it holds the host, not the object, and asks the driver each time. Any thread may use it, but not an
//! I/O procedure, which has to be quick.

use std::fmt;
use std::sync::Arc;

use tympan_aspl::cf::{CfObject, CfString};
use tympan_aspl_sys::{
    AudioClassID, AudioObjectID, AudioStreamBasicDescription, AudioStreamRangedDescription,
    AudioValueRange, kAudioObjectPropertyClass,
};

use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::host::Core;
use crate::interface::{Argument, Block};

/// A qualifier of a property call.
#[derive(Debug, Clone, Copy, Default)]
pub enum Qualifier<'a> {
    /// None, which is usual.
    #[default]
    None,
    /// Plain bytes.
    Bytes(&'a [u8]),
    /// A CoreFoundation object.
    Object(&'a CfObject),
}

impl<'a> From<Qualifier<'a>> for Argument<'a> {
    fn from(qualifier: Qualifier<'a>) -> Argument<'a> {
        match qualifier {
            Qualifier::None => Argument::None,
            Qualifier::Bytes(bytes) => Argument::Bytes(bytes),
            Qualifier::Object(object) => Argument::Object(object),
        }
    }
}

/// An object that a driver publishes: the plug-in itself, a device, a stream, a control, ...
#[derive(Clone)]
pub struct Object {
    pub(crate) core: Arc<Core>,
    id: AudioObjectID,
    /// Whether it comes from one of the driver's lists, so that it is an error when it is in none any more.
    listed: bool,
}

impl Object {
    /// An object of which only the id is known.
    pub(crate) fn any(core: &Arc<Core>, id: AudioObjectID) -> Object {
        Object {
            core: Arc::clone(core),
            id,
            listed: false,
        }
    }

    /// An object that the driver has listed.
    pub(crate) fn listed(core: &Arc<Core>, id: AudioObjectID) -> Object {
        Object {
            listed: true,
            ..Object::any(core, id)
        }
    }

    /// An error when the driver has removed the object.
    pub(crate) fn check_published(&self) -> Result<(), HostError> {
        if !self.listed || self.core.mirror()?.objects.contains_key(&self.id) {
            return Ok(());
        }
        Err(HostError::Gone { object: self.id })
    }

    /// The driver's id of the object.
    #[must_use]
    pub fn id(&self) -> AudioObjectID {
        self.id
    }

    /// The object's class.
    ///
    /// # Errors
    ///
    /// What the driver answers, as for all functions here. A handle of an object that came from one of the driver's lists fails
    /// with [`HostError::Gone`] once the object is in none.
    pub fn class(&self) -> Result<AudioClassID, HostError> {
        self.u32(Address::of(kAudioObjectPropertyClass))
    }

    /// Whether the object has a property.
    ///
    /// # Errors
    ///
    /// [`HostError::MissingSlot`] and [`HostError::ShutDown`] only: HasProperty cannot fail.
    pub fn has(&self, address: Address) -> Result<bool, HostError> {
        self.check_published()?;
        self.core.instance.driver.has_property(self.id, 0, address)
    }

    /// Whether a property can be set.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn is_settable(&self, address: Address) -> Result<bool, HostError> {
        self.check_published()?;
        self.core.instance.driver.is_settable(self.id, 0, address)
    }

    /// The size of a property's value in bytes.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn size(&self, address: Address, qualifier: Qualifier<'_>) -> Result<u32, HostError> {
        self.check_published()?;
        self.core
            .instance
            .driver
            .property_size(self.id, 0, address, qualifier.into())
    }

    /// The value of a property that holds no CoreFoundation object, in a buffer as large as GetPropertyDataSize says.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it wrote more than it was asked for.
    pub fn bytes(&self, address: Address, qualifier: Qualifier<'_>) -> Result<Vec<u8>, HostError> {
        self.check_published()?;
        let argument = qualifier.into();
        self.core.property_bytes(self.id, address, argument)
    }

    /// The value of a property that is a CoreFoundation object.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it is NULL.
    pub fn object(
        &self,
        address: Address,
        qualifier: Qualifier<'_>,
    ) -> Result<CfObject, HostError> {
        self.check_published()?;
        self.core
            .instance
            .driver
            .property_object(self.id, 0, address, qualifier.into())?
            .ok_or_else(|| HostError::answer(self.id, address, "the value is NULL"))
    }

    /// The value of a text property.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it is no CFString.
    pub fn string(&self, address: Address) -> Result<String, HostError> {
        self.object(address, Qualifier::None)?
            .downcast::<CfString>()
            .map(|text| text.to_string())
            .ok_or_else(|| HostError::answer(self.id, address, "the value is no CFString"))
    }

    /// The value of a 32-bit property.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it has another size.
    pub fn u32(&self, address: Address) -> Result<u32, HostError> {
        self.array(address).map(u32::from_ne_bytes)
    }

    /// The value of a Float32 property.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it has another size.
    pub fn f32(&self, address: Address) -> Result<f32, HostError> {
        self.array(address).map(f32::from_ne_bytes)
    }

    /// The value of a Float64 property.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it has another size.
    pub fn f64(&self, address: Address) -> Result<f64, HostError> {
        self.array(address).map(f64::from_ne_bytes)
    }

    /// A list of object ids, or any list of 32-bit values.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when its size is no multiple of four.
    pub fn ids(&self, address: Address) -> Result<Vec<AudioObjectID>, HostError> {
        self.list(address, decode::u32s)
    }

    /// A stream's format.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when it has another size.
    pub fn format(&self, address: Address) -> Result<AudioStreamBasicDescription, HostError> {
        self.array::<40>(address)
            .map(|bytes| decode::format(&bytes))
    }

    /// A list of value ranges.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when its size is no multiple of sixteen.
    pub fn ranges(&self, address: Address) -> Result<Vec<AudioValueRange>, HostError> {
        self.list(address, decode::ranges)
    }

    /// A list of available formats.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when its size is no multiple of 56.
    pub fn ranged_formats(
        &self,
        address: Address,
    ) -> Result<Vec<AudioStreamRangedDescription>, HostError> {
        self.list(address, decode::ranged_formats)
    }

    /// Sets a property that holds no CoreFoundation object, and lets the host do what the driver asks for in return, such as a
    /// configuration change.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn set_bytes(
        &self,
        address: Address,
        qualifier: Qualifier<'_>,
        value: &[u8],
    ) -> Result<(), HostError> {
        self.set(address, qualifier, Argument::Bytes(value))
    }

    /// Sets a property that is a CoreFoundation object. The driver borrows it.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn set_object(
        &self,
        address: Address,
        qualifier: Qualifier<'_>,
        value: &CfObject,
    ) -> Result<(), HostError> {
        self.set(address, qualifier, Argument::Object(value))
    }

    /// Sets a text property.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn set_string(&self, address: Address, value: &str) -> Result<(), HostError> {
        let value = CfObject::from(CfString::new(value));
        self.set_object(address, Qualifier::None, &value)
    }

    /// Sets a 32-bit property.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn set_u32(&self, address: Address, value: u32) -> Result<(), HostError> {
        self.set_bytes(address, Qualifier::None, &value.to_ne_bytes())
    }

    /// Sets a Float32 property.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn set_f32(&self, address: Address, value: f32) -> Result<(), HostError> {
        self.set_bytes(address, Qualifier::None, &value.to_ne_bytes())
    }

    /// Sets a Float64 property.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    pub fn set_f64(&self, address: Address, value: f64) -> Result<(), HostError> {
        self.set_bytes(address, Qualifier::None, &value.to_ne_bytes())
    }

    fn set(
        &self,
        address: Address,
        qualifier: Qualifier<'_>,
        value: Argument<'_>,
    ) -> Result<(), HostError> {
        self.check_published()?;
        self.core
            .instance
            .driver
            .set_property(self.id, 0, address, qualifier.into(), value)?;
        self.core.settle()?;
        self.core.remember(self.id, address.selector);
        Ok(())
    }

    /// A value that goes in where the result comes out (hal-facts C.7).
    pub(crate) fn convert(&self, address: Address, value: f32) -> Result<f32, HostError> {
        self.check_published()?;
        let mut block = Block::default();
        block.resize(4);
        block.bytes_mut().copy_from_slice(&value.to_ne_bytes());
        let driver = &self.core.instance.driver;
        driver.property_bytes(self.id, 0, address, Argument::None, &mut block)?;
        Ok(decode::f32_at(block.bytes(), 0))
    }

    pub(crate) fn array<const N: usize>(&self, address: Address) -> Result<[u8; N], HostError> {
        let bytes = self.bytes(address, Qualifier::None)?;
        bytes.try_into().map_err(|bytes: Vec<u8>| {
            let problem = format!("the value has {} bytes instead of {N}", bytes.len());
            HostError::answer(self.id, address, problem)
        })
    }

    fn list<T>(
        &self,
        address: Address,
        decode: impl Fn(&[u8]) -> Option<Vec<T>>,
    ) -> Result<Vec<T>, HostError> {
        let bytes = self.bytes(address, Qualifier::None)?;
        decode(&bytes).ok_or_else(|| {
            let problem = format!("{} bytes are no whole number of list items", bytes.len());
            HostError::answer(self.id, address, problem)
        })
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        Arc::ptr_eq(&self.core, &other.core) && self.id == other.id
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").field("id", &self.id).finish()
    }
}
