//! The values of one object as the host keeps them: which properties the object has, and what each was when it was last read.
//!
//! What a property's value is does not matter here, only whether it is still the same. Questions, such as the name of a
//! selector's item, have no value to keep.

use std::collections::BTreeMap;

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{CfObject, CfUrl};
use tympan_aspl_sys::{
    AudioClassID, AudioObjectID, AudioObjectPropertyScope, OSStatus, kAudioControlClassID,
    kAudioDevicePropertyStreams, kAudioObjectPropertyCustomPropertyInfoList,
    kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput, kAudioServerPlugInCustomPropertyDataTypeNone,
    kAudioStreamPropertyPhysicalFormat, names,
};

use super::core::Core;
use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::interface::Argument;
use crate::table::{Change, Kind, Place, Row, rows};

/// More channels than any device is asked for the names of.
const MAX_ELEMENTS: u32 = 64;
/// More custom properties than any object has.
const MAX_CUSTOM: usize = 1024;
/// More levels than the class tree has (hal-facts A.10).
const MAX_DEPTH: usize = 8;

/// A property that an object has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Property {
    pub(crate) address: Address,
    pub(crate) kind: Kind,
    pub(crate) change: Change,
    pub(crate) custom: bool,
}

/// What a property was when it was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Bytes(Vec<u8>),
    Object(Value),
    Null,
    Failed(Option<OSStatus>),
}

/// A property with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) property: Property,
    pub(crate) content: Content,
}

/// The values of an object by address.
pub(crate) type Values = BTreeMap<Address, Kept>;

/// A custom property as its object describes it (hal-facts D.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CustomInfo {
    pub(crate) selector: u32,
    pub(crate) data_type: u32,
    pub(crate) qualifier_type: u32,
}

/// Whether a class is `base` or comes from it.
pub(crate) fn is_a(mut class: AudioClassID, base: AudioClassID) -> bool {
    for _ in 0..MAX_DEPTH {
        if class == base {
            return true;
        }
        match names::base_class(class) {
            Some(next) => class = next,
            None => return false,
        }
    }
    false
}

impl Property {
    /// Whether the host reads it only when it is announced, after a configuration change too (hal-facts C.8).
    pub(crate) fn needs_announcement(
        &self,
        class: AudioClassID,
        base: Option<AudioClassID>,
    ) -> bool {
        let is_control = is_a(class, kAudioControlClassID)
            || base.is_some_and(|base| is_a(base, kAudioControlClassID));
        self.custom || (is_control && self.change == Change::Announced)
    }
}

impl Core {
    /// The addresses at which an object has properties, with what is known about each.
    pub(crate) fn properties(
        &self,
        object: AudioObjectID,
        class: AudioClassID,
        base: Option<AudioClassID>,
    ) -> Result<Vec<Property>, HostError> {
        let driver = &self.instance.driver;
        let mut places = Places::new(self, object);
        let mut found = Vec::new();
        for row in rows(class, base) {
            for address in places.of(&row) {
                if driver.has_property(object, 0, address)? {
                    found.push(Property {
                        address,
                        kind: row.kind,
                        change: row.change,
                        custom: false,
                    });
                }
            }
        }
        let none = kAudioServerPlugInCustomPropertyDataTypeNone;
        for info in self.custom_infos(object).unwrap_or_default() {
            let address = Address::of(info.selector);
            if info.data_type != none && driver.has_property(object, 0, address)? {
                let change = match info.qualifier_type == none {
                    true => Change::Announced,
                    false => Change::Question,
                };
                found.push(Property {
                    address,
                    kind: Kind::PropertyList,
                    change,
                    custom: true,
                });
            }
        }
        Ok(found)
    }

    /// The list of custom properties, empty when the object has none.
    pub(crate) fn custom_infos(&self, object: AudioObjectID) -> Result<Vec<CustomInfo>, HostError> {
        let address = Address::of(kAudioObjectPropertyCustomPropertyInfoList);
        if !self.instance.driver.has_property(object, 0, address)? {
            return Ok(Vec::new());
        }
        let bytes = self.property_bytes(object, address, Argument::None)?;
        let words = decode::u32s(&bytes).filter(|words| words.len() % 3 == 0);
        let Some(words) = words else {
            let problem = format!("{} bytes are no whole number of descriptions", bytes.len());
            return Err(HostError::answer(object, address, problem));
        };
        let infos = words.chunks_exact(3).take(MAX_CUSTOM);
        Ok(infos
            .map(|info| CustomInfo {
                selector: info[0],
                data_type: info[1],
                qualifier_type: info[2],
            })
            .collect())
    }

    /// The values of all properties of an object that have one.
    pub(super) fn values(
        &self,
        object: AudioObjectID,
        class: AudioClassID,
        base: Option<AudioClassID>,
    ) -> Result<Values, HostError> {
        let properties = self.properties(object, class, base)?;
        let kept = properties
            .into_iter()
            .filter(|property| property.change != Change::Question)
            .map(|property| {
                let content = self.content(object, &property);
                (property.address, Kept { property, content })
            });
        Ok(kept.collect())
    }

    /// Reads a property, whatever comes of it.
    pub(crate) fn content(&self, object: AudioObjectID, property: &Property) -> Content {
        let address = property.address;
        let read = match property.kind {
            Kind::Text | Kind::Url | Kind::PropertyList => self
                .instance
                .driver
                .property_object(object, 0, address, Argument::None)
                .map(|value| value.map_or(Content::Null, |value| Content::Object(plain(&value)))),
            _ => self
                .property_bytes(object, address, Argument::None)
                .map(Content::Bytes),
        };
        read.unwrap_or_else(|error| Content::Failed(error.status()))
    }

    pub(super) fn object_u32(
        &self,
        object: AudioObjectID,
        selector: u32,
    ) -> Result<u32, HostError> {
        let address = Address::of(selector);
        let bytes = self.property_bytes(object, address, Argument::None)?;
        match bytes.len() {
            4 => Ok(decode::u32_at(&bytes, 0)),
            length => {
                let problem = format!("the value has {length} bytes instead of 4");
                Err(HostError::answer(object, address, problem))
            }
        }
    }
}

/// An object as something that can be compared: itself if it is a property list, else what it shows.
fn plain(object: &CfObject) -> Value {
    if let Ok(value) = Value::from_object(object) {
        return value;
    }
    let path = object.downcast::<CfUrl>().and_then(|url| url.to_path());
    Value::String(path.map_or_else(|| format!("{object:?}"), |path| path.display().to_string()))
}

/// Where an object may have properties: its scopes, and as many elements as each has channels, which are counted once.
struct Places<'a> {
    core: &'a Core,
    object: AudioObjectID,
    elements: BTreeMap<AudioObjectPropertyScope, u32>,
}

const SCOPES: [AudioObjectPropertyScope; 3] = [
    kAudioObjectPropertyScopeGlobal,
    kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput,
];

impl<'a> Places<'a> {
    fn new(core: &'a Core, object: AudioObjectID) -> Places<'a> {
        Places {
            core,
            object,
            elements: BTreeMap::new(),
        }
    }

    fn of(&mut self, row: &Row) -> Vec<Address> {
        let address = Address::of(row.selector);
        match row.place {
            Place::Global => vec![address],
            Place::Sides => SCOPES[1..]
                .iter()
                .map(|scope| address.in_scope(*scope))
                .collect(),
            Place::Everywhere => SCOPES
                .iter()
                .map(|scope| address.in_scope(*scope))
                .collect(),
            Place::Elements => SCOPES
                .iter()
                .flat_map(|scope| {
                    let last = self.last_element(*scope);
                    (0..=last).map(move |element| address.in_scope(*scope).at_element(element))
                })
                .collect(),
        }
    }

    /// The channels of the object in a scope: of a device's side, or of a stream.
    fn last_element(&mut self, scope: AudioObjectPropertyScope) -> u32 {
        if let Some(known) = self.elements.get(&scope) {
            return *known;
        }
        let channels = if scope == kAudioObjectPropertyScopeGlobal {
            self.channels_of_stream(self.object)
        } else {
            let list = Address::of(kAudioDevicePropertyStreams).in_scope(scope);
            let streams = match self.has(self.object, list) {
                true => self.core.property_bytes(self.object, list, Argument::None),
                false => Ok(Vec::new()),
            };
            let streams = streams.ok().and_then(|bytes| decode::u32s(&bytes));
            streams
                .unwrap_or_default()
                .into_iter()
                .map(|stream| self.channels_of_stream(stream))
                .fold(0, u32::saturating_add)
        };
        let last = channels.min(MAX_ELEMENTS);
        self.elements.insert(scope, last);
        last
    }

    fn channels_of_stream(&self, stream: AudioObjectID) -> u32 {
        let address = Address::of(kAudioStreamPropertyPhysicalFormat);
        if !self.has(stream, address) {
            return 0;
        }
        let bytes = self.core.property_bytes(stream, address, Argument::None);
        match bytes {
            Ok(bytes) if bytes.len() == 40 => decode::format(&bytes).mChannelsPerFrame,
            _ => 0,
        }
    }

    fn has(&self, object: AudioObjectID, address: Address) -> bool {
        let driver = &self.core.instance.driver;
        driver.has_property(object, 0, address).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use tympan_aspl_sys::kAudioObjectClassID;

    use super::*;

    #[test]
    fn classes_come_from_their_bases() {
        let code = |class: &[u8; 4]| u32::from_be_bytes(*class);
        assert!(is_a(code(b"vlme"), kAudioControlClassID));
        assert!(is_a(code(b"adev"), kAudioObjectClassID));
        assert!(!is_a(code(b"astr"), kAudioControlClassID));
        assert!(!is_a(code(b"Mine"), kAudioObjectClassID));
    }
}
