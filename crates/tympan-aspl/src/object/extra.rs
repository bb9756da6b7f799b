//! [`Extras`]: the properties an author adds to an object, or puts in the place of the framework's.

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::dispatch::{Address, Request};
use super::home::{Home, is_same};
use super::property::{Answer, Data, QualifierType, ValueType};
use crate::error::{Error, Status};
use crate::realtime::ControlContext;
use crate::types::ObjectId;

/// A scope and an element.
pub(crate) type Place = (
    sys::AudioObjectPropertyScope,
    sys::AudioObjectPropertyElement,
);

/// Where a property is that answers for places that have none of their own (hal-facts C.2).
const MAIN: Place = (
    sys::kAudioObjectPropertyScopeGlobal,
    sys::kAudioObjectPropertyElementMain,
);

/// A row of the author's.
pub(crate) trait ExtraProperty: Send + Sync {
    fn selector(&self) -> sys::AudioObjectPropertySelector;
    /// The scope and element it is at; `None` for all.
    fn place(&self) -> Option<Place>;
    fn value(&self) -> ValueType;
    fn qualifier(&self) -> QualifierType;
    /// Whether what the host passes in with the question matters.
    fn takes_input(&self) -> bool {
        false
    }
    fn is_settable(&self) -> bool;
    /// Its entry in the list of custom properties, if it is one: selector, data type and qualifier type.
    fn info(&self) -> Option<sys::AudioServerPlugInCustomPropertyInfo>;
    /// Everything that is wrong with its description.
    fn problems(&self) -> Vec<String>;
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

    /// Takes a property away; whether it was there.
    pub(crate) fn remove(&mut self, property: &Arc<dyn ExtraProperty>) -> bool {
        let count = self.properties.len();
        self.properties.retain(|own| !is_same(own, property));
        self.properties.len() < count
    }

    /// All belong to the object now, or none if one of them has another place.
    pub(crate) fn attach(&self, home: &Home) -> Result<(), Error> {
        for (index, property) in self.properties.iter().enumerate() {
            if let Err(error) = property.attach(home.clone()) {
                for attached in &self.properties[..index] {
                    attached.detach(home.object);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// The object is gone.
    pub(crate) fn detach(&self, object: ObjectId) {
        for property in &self.properties {
            property.detach(object);
        }
    }

    /// The property at an address: the one put there, or else the one of the global scope and main element.
    pub(crate) fn find(&self, address: Address) -> Option<&dyn ExtraProperty> {
        let at = |place: Place| {
            let mut properties = self.properties.iter();
            properties.find(|property| {
                property.selector() == address.selector
                    && property.place().is_none_or(|own| own == place)
            })
        };
        at((address.scope, address.element))
            .or_else(|| at(MAIN))
            .map(|property| &**property)
    }

    /// Everything that is wrong with the properties, by themselves and together.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (index, property) in self.properties.iter().enumerate() {
            problems.extend(property.problems());
            let selector = property.selector();
            let name = sys::FourCc(selector);
            let mut namesakes = self.properties[..index]
                .iter()
                .filter(|other| other.selector() == selector);
            if namesakes
                .clone()
                .any(|other| overlap(other.place(), property.place()))
            {
                problems.push(format!(
                    "there are two properties {name} at the same address"
                ));
            } else if namesakes.any(|other| types(&**other) != types(&**property)) {
                problems.push(format!(
                    "the properties {name} at different addresses have different types; the host knows one for each selector"
                ));
            }
        }
        problems
    }

    pub(crate) fn has_custom_properties(&self) -> bool {
        self.properties
            .iter()
            .any(|property| property.info().is_some())
    }

    /// The list of custom properties (hal-facts D.2), each as 12 bytes, one for each selector.
    pub(crate) fn custom_properties(&self) -> impl Iterator<Item = [u8; 12]> {
        let infos = self.properties.iter().enumerate();
        let infos = infos.filter_map(|(index, property)| {
            let info = property.info()?;
            let is_listed = |other: &Arc<dyn ExtraProperty>| {
                other.selector() == info.mSelector && other.info().is_some()
            };
            (!self.properties[..index].iter().any(is_listed)).then_some(info)
        });
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

fn overlap(one: Option<Place>, other: Option<Place>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// The types of value and qualifier that the host is told, if it is told any.
fn types(property: &dyn ExtraProperty) -> Option<(u32, u32)> {
    let info = property.info()?;
    Some((info.mPropertyDataType, info.mQualifierDataType))
}
