//! Custom properties of an object: what a driver lists under `'cust'` (hal-facts D.2).

use std::fmt;

use tympan_aspl::cf::CfObject;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{
    AudioObjectPropertySelector, AudioServerPlugInCustomPropertyDataType, FourCc,
    kAudioServerPlugInCustomPropertyDataTypeCFPropertyList,
    kAudioServerPlugInCustomPropertyDataTypeCFString, kAudioServerPlugInCustomPropertyDataTypeNone,
};

use crate::address::Address;
use crate::error::HostError;
use crate::host::CustomInfo;
use crate::object::{Object, Qualifier};

/// A custom property of an object.
///
/// ```no_run
/// # fn run(device: &tympan_aspl_host::Device) -> Result<(), tympan_aspl_host::HostError> {
/// use tympan_aspl_host::PropertyList;
///
/// for property in device.custom_properties()? {
///     println!("{property:?} is {:?}", property.get(None)?);
///     property.set(None, &PropertyList::String("new".into()))?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct CustomProperty {
    object: Object,
    info: CustomInfo,
}

impl Object {
    /// The custom properties that the object lists; none when it has no list.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when the list has an impossible size.
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn custom_properties(&self) -> Result<Vec<CustomProperty>, HostError> {
        self.check_published()?;
        let infos = self.core.custom_infos(self.id())?;
        let property = |info| CustomProperty {
            object: self.clone(),
            info,
        };
        Ok(infos.into_iter().map(property).collect())
    }
}

impl CustomProperty {
    /// Its selector.
    #[must_use]
    pub fn selector(&self) -> AudioObjectPropertySelector {
        self.info.selector
    }

    /// The type of its value.
    #[must_use]
    pub fn data_type(&self) -> AudioServerPlugInCustomPropertyDataType {
        self.info.data_type
    }

    /// The type of its qualifier.
    #[must_use]
    pub fn qualifier_type(&self) -> AudioServerPlugInCustomPropertyDataType {
        self.info.qualifier_type
    }

    /// The value. What the lists promise is held against what comes: the host could not hand on anything else.
    ///
    /// # Errors
    ///
    /// What the driver answers; also when the value is of another type than the list says. [`HostError::Invalid`] for a qualifier of
    /// another type than the list says.
    pub fn get(&self, qualifier: Option<&Value>) -> Result<Value, HostError> {
        let address = Address::of(self.info.selector);
        let qualifier = self.qualifier(qualifier)?;
        let object = self
            .object
            .object(address, qualifier_of(qualifier.as_ref()))?;
        let value = Value::from_object(&object)
            .map_err(|error| HostError::answer(self.object.id(), address, error.to_string()))?;
        if fits(self.info.data_type, &value) {
            return Ok(value);
        }
        let problem = format!(
            "the value is {value:?}, where the list of custom properties says {}",
            FourCc(self.info.data_type)
        );
        Err(HostError::answer(self.object.id(), address, problem))
    }

    /// Sets the value. The driver may be given a value of another type than the list says.
    ///
    /// # Errors
    ///
    /// What the driver answers. [`HostError::Invalid`] for a qualifier of another type than the list says.
    pub fn set(&self, qualifier: Option<&Value>, value: &Value) -> Result<(), HostError> {
        let address = Address::of(self.info.selector);
        let qualifier = self.qualifier(qualifier)?;
        let qualifier = qualifier_of(qualifier.as_ref());
        self.object
            .set_object(address, qualifier, &value.to_object())
    }

    fn qualifier(&self, qualifier: Option<&Value>) -> Result<Option<CfObject>, HostError> {
        let wanted = self.info.qualifier_type;
        let right = match qualifier {
            Some(value) => fits(wanted, value),
            None => wanted == kAudioServerPlugInCustomPropertyDataTypeNone,
        };
        if !right {
            return Err(HostError::invalid(format!(
                "the custom property {} has the qualifier type {}, which {qualifier:?} is not",
                FourCc(self.info.selector),
                FourCc(wanted)
            )));
        }
        Ok(qualifier.map(Value::to_object))
    }
}

fn qualifier_of(object: Option<&CfObject>) -> Qualifier<'_> {
    object.map_or(Qualifier::None, Qualifier::Object)
}

fn fits(kind: AudioServerPlugInCustomPropertyDataType, value: &Value) -> bool {
    if kind == kAudioServerPlugInCustomPropertyDataTypeCFString {
        return matches!(value, Value::String(_));
    }
    kind == kAudioServerPlugInCustomPropertyDataTypeCFPropertyList
}

impl fmt::Debug for CustomProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomProperty")
            .field("object", &self.object.id())
            .field("selector", &FourCc(self.info.selector))
            .field("data_type", &FourCc(self.info.data_type))
            .field("qualifier_type", &FourCc(self.info.qualifier_type))
            .finish()
    }
}
