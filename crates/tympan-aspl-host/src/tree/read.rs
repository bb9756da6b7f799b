//! Reads a dump: walks the mirror, asks for every property of the table that the object says it has, and decodes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use tympan_aspl::cf::{CfObject, CfString, CfUrl};
use tympan_aspl_sys::{
    AudioObjectID, AudioStreamBasicDescription, kAudioDevicePropertyStreams,
    kAudioLevelControlPropertyDecibelRange, kAudioObjectPlugInObject,
    kAudioObjectPropertyBaseClass, kAudioObjectPropertyCustomPropertyInfoList,
    kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput, kAudioSelectorControlPropertyAvailableItems,
    kAudioServerPlugInCustomPropertyDataTypeNone, kAudioStreamPropertyPhysicalFormat, names,
};

use super::table::{Kind, Place, rows};
use super::{Data, ObjectNode, PropertyNode, Tree, Value, show};
use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::host::{Core, Mirror};
use crate::interface::{Argument, Block};
use crate::object::{Object, Qualifier};
use crate::violation::Rule;

/// More channels than any device is asked for the names of.
const MAX_ELEMENTS: u32 = 64;
/// More items or custom properties than any object has.
const MAX_ITEMS: usize = 1024;

pub(crate) fn tree(core: &Arc<Core>) -> Result<Tree, HostError> {
    core.settle()?;
    let mirror = core.mirror()?;
    let mut reader = Reader {
        core,
        mirror: &mirror,
        seen: BTreeSet::new(),
    };
    let mut plug_in = reader.object(kAudioObjectPlugInObject)?;
    // What the plug-in lists but does not own.
    for id in mirror.objects.keys() {
        if !reader.seen.contains(id) {
            plug_in.children.push(reader.object(*id)?);
        }
    }
    Ok(Tree { plug_in })
}

struct Reader<'a> {
    core: &'a Arc<Core>,
    mirror: &'a Mirror,
    seen: BTreeSet<AudioObjectID>,
}

impl Reader<'_> {
    fn object(&mut self, id: AudioObjectID) -> Result<ObjectNode, HostError> {
        self.seen.insert(id);
        let Some(known) = self.mirror.objects.get(&id) else {
            return Err(HostError::answer(
                id,
                None,
                "the object is not listed any more",
            ));
        };
        let object = Object {
            core: Arc::clone(self.core),
            id,
        };
        let base = object.u32(Address::of(kAudioObjectPropertyBaseClass)).ok();
        let mut properties = Vec::new();
        for row in rows(known.class, base) {
            for address in self.addresses(&object, row.selector, row.place) {
                if object.has(address)? {
                    properties.push(self.property(&object, known.class, address, row.kind));
                }
            }
        }
        for (address, kind) in custom_properties(&object) {
            if object.has(address)? {
                properties.push(self.property(&object, known.class, address, kind));
            }
        }
        let mut children = Vec::new();
        for child in &known.owned {
            if self.mirror.objects.contains_key(child) && !self.seen.contains(child) {
                children.push(self.object(*child)?);
            }
        }
        Ok(ObjectNode {
            id,
            class: known.class,
            properties,
            children,
        })
    }

    /// Where a property may be on an object.
    fn addresses(&self, object: &Object, selector: u32, place: Place) -> Vec<Address> {
        let address = Address::of(selector);
        let input = address.in_scope(kAudioObjectPropertyScopeInput);
        let output = address.in_scope(kAudioObjectPropertyScopeOutput);
        match place {
            Place::Global => vec![address],
            Place::Sides => vec![input, output],
            Place::Everywhere => vec![address, input, output],
            Place::Elements => [address, input, output]
                .into_iter()
                .flat_map(|address| {
                    let last = elements(object, address.scope);
                    (0..=last).map(move |element| address.at_element(element))
                })
                .collect(),
        }
    }

    fn property(&self, object: &Object, class: u32, address: Address, kind: Kind) -> PropertyNode {
        let value = self.value(object, address, kind);
        if let Err(error) = &value {
            let rule = match error {
                HostError::Status { .. } => Rule::PropertyDisagrees,
                _ => Rule::PropertyValue,
            };
            self.core.violations.record(rule, object.id(), || {
                format!("HasProperty says yes to {address}, but: {error}")
            });
        }
        PropertyNode {
            address,
            name: names::selector_of(class, address.selector)
                .or_else(|| names::selector(address.selector)),
            settable: object.is_settable(address).ok(),
            value,
        }
    }

    fn value(&self, object: &Object, address: Address, kind: Kind) -> Result<Value, HostError> {
        let number = || object.u32(address);
        Ok(match kind {
            Kind::Flag => show::flag(number()?),
            Kind::Number | Kind::Object => show::number(number()?),
            Kind::Code(family) => show::code(number()?, family),
            Kind::Status => show::status(number()? as i32),
            Kind::Objects | Kind::Numbers => {
                Value::list(object.ids(address)?.into_iter().map(show::number).collect())
            }
            Kind::Float32 => show::real(f64::from(object.f32(address)?)),
            Kind::Float64 => show::real(object.f64(address)?),
            Kind::Range => show::range(&decode::range(&self.exactly(object, address, 16)?)),
            Kind::Ranges => Value::list(object.ranges(address)?.iter().map(show::range).collect()),
            Kind::Text => show::text(&object.string(address)?),
            Kind::Url => url(object, address)?,
            Kind::PropertyList => show::object(&object.object(address, Qualifier::None)?),
            Kind::Format => show::format(&object.format(address)?),
            Kind::RangedFormats => {
                let formats = object.ranged_formats(address)?;
                Value::list(formats.iter().map(show::ranged_format).collect())
            }
            Kind::ChannelLayout => channel_layout(object, address)?,
            Kind::CustomProperties => custom_list(object, address)?,
            Kind::DeviceByUid => self.devices_by_uid(object, address)?,
            Kind::ItemNames => items(object, |item| {
                let name = object.object(address, Qualifier::Bytes(&item.to_ne_bytes()))?;
                Ok(show::object(&name))
            })?,
            Kind::ItemKinds => items(object, |item| {
                let bytes = object.bytes(address, Qualifier::Bytes(&item.to_ne_bytes()))?;
                Ok(show::item_kind(decode::u32_at(&bytes, 0)))
            })?,
            Kind::ScalarToDecibels => self.conversions(object, address, [0.0, 0.5, 1.0])?,
            Kind::DecibelsToScalar => {
                let range = Address::of(kAudioLevelControlPropertyDecibelRange);
                let range = decode::range(&self.exactly(object, range, 16)?);
                let (low, high) = (range.mMinimum as f32, range.mMaximum as f32);
                self.conversions(object, address, [low, (low + high) / 2.0, high])?
            }
        })
    }

    fn exactly(
        &self,
        object: &Object,
        address: Address,
        size: usize,
    ) -> Result<Vec<u8>, HostError> {
        let bytes = object.bytes(address, Qualifier::None)?;
        if bytes.len() == size {
            return Ok(bytes);
        }
        let problem = format!("the value has {} bytes instead of {size}", bytes.len());
        Err(HostError::answer(object.id(), address, problem))
    }

    /// The id that each device's UID is translated to.
    fn devices_by_uid(&self, object: &Object, address: Address) -> Result<Value, HostError> {
        let mut entries = Vec::new();
        for device in &self.mirror.devices {
            let uid = CfObject::from(CfString::new(&device.uid));
            let bytes = object.bytes(address, Qualifier::Object(&uid))?;
            entries.push((device.uid.clone(), show::number(decode::u32_at(&bytes, 0))));
        }
        Ok(mapping(entries))
    }

    /// What a few points are converted to (hal-facts B.10: the value goes in where the result comes out).
    fn conversions(
        &self,
        object: &Object,
        address: Address,
        points: [f32; 3],
    ) -> Result<Value, HostError> {
        let driver = &self.core.instance.driver;
        let mut entries = Vec::new();
        for point in points {
            let mut block = Block::default();
            block.resize(4);
            block.bytes_mut().copy_from_slice(&point.to_ne_bytes());
            driver.property_bytes(object.id(), 0, address, Argument::None, &mut block)?;
            let result = decode::f32_at(block.bytes(), 0);
            entries.push((point.to_string(), show::real(f64::from(result))));
        }
        Ok(mapping(entries))
    }
}

fn mapping(entries: Vec<(String, Value)>) -> Value {
    let texts: Vec<String> = entries
        .iter()
        .map(|(key, value)| format!("{key} -> {}", value.text))
        .collect();
    let data = entries.into_iter().map(|(key, value)| (key, value.data));
    Value::new(
        format!("{{{}}}", texts.join(", ")),
        Data::Map(data.collect()),
    )
}

fn items(
    object: &Object,
    item: impl Fn(u32) -> Result<Value, HostError>,
) -> Result<Value, HostError> {
    let ids = object.ids(Address::of(kAudioSelectorControlPropertyAvailableItems))?;
    let entries: Result<Vec<_>, HostError> = ids
        .into_iter()
        .take(MAX_ITEMS)
        .map(|id| Ok((id.to_string(), item(id)?)))
        .collect();
    Ok(mapping(entries?))
}

fn url(object: &Object, address: Address) -> Result<Value, HostError> {
    let value = object.object(address, Qualifier::None)?;
    match value.downcast::<CfUrl>() {
        Some(url) => Ok(match url.to_path() {
            Some(path) => show::text(&path.display().to_string()),
            None => show::text(&format!("{url:?}")),
        }),
        None => Err(HostError::answer(
            object.id(),
            address,
            "the value is no CFURL",
        )),
    }
}

fn channel_layout(object: &Object, address: Address) -> Result<Value, HostError> {
    let bytes = object.bytes(address, Qualifier::None)?;
    let Some((tag, bitmap, descriptions)) = decode::channel_layout(&bytes) else {
        let problem = format!("{} bytes are no channel layout", bytes.len());
        return Err(HostError::answer(object.id(), address, problem));
    };
    Ok(show::channel_layout(tag, bitmap, &descriptions))
}

/// Selector, data type and qualifier type of each custom property.
fn custom_infos(object: &Object, address: Address) -> Result<Vec<[u32; 3]>, HostError> {
    let words = object.ids(address)?;
    let infos = words.chunks_exact(3).take(MAX_ITEMS);
    Ok(infos.map(|info| [info[0], info[1], info[2]]).collect())
}

fn custom_list(object: &Object, address: Address) -> Result<Value, HostError> {
    let info = |[selector, data, qualifier]: [u32; 3]| {
        let selector = tympan_aspl_sys::FourCc(selector);
        let name = |code| match names::custom_property_data_type(code) {
            Some(name) => name.to_string(),
            None => tympan_aspl_sys::FourCc(code).to_string(),
        };
        let (data, qualifier) = (name(data), name(qualifier));
        let text = format!("{selector}: {data}, qualifier {qualifier}");
        let entries = [
            ("selector", Data::text(selector)),
            ("data_type", Data::Text(data)),
            ("qualifier_type", Data::Text(qualifier)),
        ];
        Value::new(text, Data::map(entries))
    };
    let infos = custom_infos(object, address)?;
    Ok(Value::list(infos.into_iter().map(info).collect()))
}

/// The custom properties that can be read without a qualifier.
fn custom_properties(object: &Object) -> Vec<(Address, Kind)> {
    let address = Address::of(kAudioObjectPropertyCustomPropertyInfoList);
    if !object.has(address).unwrap_or(false) {
        return Vec::new();
    }
    let infos = custom_infos(object, address).unwrap_or_default();
    let none = kAudioServerPlugInCustomPropertyDataTypeNone;
    infos
        .into_iter()
        .filter(|[_, data, qualifier]| *data != none && *qualifier == none)
        .map(|[selector, _, _]| (Address::of(selector), Kind::PropertyList))
        .collect()
}

/// The channels of an object in a scope: of a device's side, or of a stream.
fn elements(object: &Object, scope: u32) -> u32 {
    let channels = |id: AudioObjectID| {
        let stream = Object {
            core: Arc::clone(&object.core),
            id,
        };
        let address = Address::of(kAudioStreamPropertyPhysicalFormat);
        let format: Result<AudioStreamBasicDescription, HostError> = stream.format(address);
        format.map_or(0, |format| format.mChannelsPerFrame)
    };
    if scope == kAudioObjectPropertyScopeGlobal {
        let has_format = object.has(Address::of(kAudioStreamPropertyPhysicalFormat));
        return match has_format {
            Ok(true) => channels(object.id()).min(MAX_ELEMENTS),
            _ => 0,
        };
    }
    let list = Address::of(kAudioDevicePropertyStreams).in_scope(scope);
    if !object.has(list).unwrap_or(false) {
        return 0;
    }
    let streams = object.ids(list).unwrap_or_default();
    let sum = streams
        .into_iter()
        .map(channels)
        .fold(0, u32::saturating_add);
    sum.min(MAX_ELEMENTS)
}
