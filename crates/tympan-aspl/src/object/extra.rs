//! [`Extras`]: the properties an author adds to an object, or puts in the place of the framework's.

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::dispatch::{Address, Request};
use super::home::Home;
use super::property::{Answer, Data, QualifierType, ValueType};
use crate::error::{Error, Status};
use crate::realtime::ControlContext;
use crate::types::ObjectId;

/// A row of the author's.
pub(crate) trait ExtraProperty: Send + Sync {
    fn selector(&self) -> sys::AudioObjectPropertySelector;
    /// Whether the property is at an address with its selector.
    fn is_at(&self, address: Address) -> bool;
    fn value(&self) -> ValueType;
    fn qualifier(&self) -> QualifierType;
    fn is_settable(&self) -> bool;
    /// Its entry in the list of custom properties, if it is one: selector, data type and qualifier type.
    fn info(&self) -> Option<sys::AudioServerPlugInCustomPropertyInfo>;
    /// Called with no lock held; may run author code.
    fn read(&self, request: &Request<'_>) -> Result<Answer, Status>;
    /// As `read`. Announces what it changes.
    fn write(
        &self,
        control: &ControlContext<'_>,
        request: &Request<'_>,
        data: &Data<'_>,
    ) -> Result<(), Status>;
    /// The object it belongs to is there now.
    fn attach(&self, home: Home) -> Result<(), Error>;
    /// The object is gone, or no longer has it.
    fn detach(&self, object: ObjectId);
}

/// What an author has added to one object.
#[derive(Clone, Default)]
pub(crate) struct Extras {
    properties: Vec<Arc<dyn ExtraProperty>>,
}

impl Extras {
    pub(crate) fn add(&mut self, property: Arc<dyn ExtraProperty>) {
        self.properties.push(property);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<dyn ExtraProperty>> {
        self.properties.iter()
    }

    pub(crate) fn find(&self, address: Address) -> Option<&dyn ExtraProperty> {
        let mut properties = self.properties.iter();
        let found = properties
            .find(|property| property.selector() == address.selector && property.is_at(address));
        found.map(|property| &**property)
    }

    /// The list of custom properties (hal-facts D.2), each as 12 bytes.
    pub(crate) fn custom_properties(&self) -> impl Iterator<Item = [u8; 12]> {
        let infos = self
            .properties
            .iter()
            .filter_map(|property| property.info());
        infos.map(|info| {
            let words = [
                info.mSelector,
                info.mPropertyDataType,
                info.mQualifierDataType,
            ];
            let mut bytes = [0; 12];
            for (target, word) in bytes.chunks_exact_mut(4).zip(words) {
                target.copy_from_slice(&word.to_ne_bytes());
            }
            bytes
        })
    }
}
