//! Reads a dump: walks the mirror, asks for every property of the table that the object says it has, and decodes it.

use std::collections::BTreeSet;
use std::sync::Arc;

use tympan_aspl::cf::{CfObject, CfString, CfUrl};
use tympan_aspl_sys::{
    AudioObjectID, kAudioLevelControlPropertyDecibelRange, kAudioObjectPlugInObject,
    kAudioSelectorControlPropertyAvailableItems, names,
};

use super::{Data, ObjectNode, PropertyNode, Tree, Value, show};
use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::host::{Core, CustomInfo, Mirror, Property};
use crate::object::{Object, Qualifier};
use crate::table::{Change, Kind};
use crate::violation::Rule;

/// More items than any selector has.
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
        let object = Object::any(self.core, id);
        let found = self.core.properties(id, known.class, known.base)?;
        let properties = found
            .iter()
            // A custom property with a qualifier has as many values as there are qualifiers.
            .filter(|property| !(property.custom && property.change == Change::Question))
            .map(|property| self.property(&object, known.class, property))
            .collect();
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

    fn property(&self, object: &Object, class: u32, property: &Property) -> PropertyNode {
        let Property { address, kind, .. } = *property;
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
            Kind::Number | Kind::Object | Kind::Process => show::number(number()?),
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
            Kind::CustomProperties => custom_list(object)?,
            Kind::ByUid(list) => self.objects_by_uid(object, address, list)?,
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

    /// The id that the UID of each object in a list is translated to.
    fn objects_by_uid(
        &self,
        object: &Object,
        address: Address,
        list: [u8; 4],
    ) -> Result<Value, HostError> {
        let listed = match &list {
            b"box#" => &self.mirror.boxes,
            b"clk#" => &self.mirror.clock_devices,
            b"end#" => &self.mirror.end_points,
            _ => &self.mirror.devices,
        };
        let mut entries = Vec::new();
        for item in listed {
            let uid = CfObject::from(CfString::new(&item.uid));
            let bytes = object.bytes(address, Qualifier::Object(&uid))?;
            entries.push((item.uid.clone(), show::number(decode::u32_at(&bytes, 0))));
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
        let mut entries = Vec::new();
        for point in points {
            let result = object.convert(address, point)?;
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

fn custom_list(object: &Object) -> Result<Value, HostError> {
    let info = |info: CustomInfo| {
        let selector = tympan_aspl_sys::FourCc(info.selector);
        let name = |code| match names::custom_property_data_type(code) {
            Some(name) => name.to_string(),
            None => tympan_aspl_sys::FourCc(code).to_string(),
        };
        let (data, qualifier) = (name(info.data_type), name(info.qualifier_type));
        let text = format!("{selector}: {data}, qualifier {qualifier}");
        let entries = [
            ("selector", Data::text(selector)),
            ("data_type", Data::Text(data)),
            ("qualifier_type", Data::Text(qualifier)),
        ];
        Value::new(text, Data::map(entries))
    };
    let infos = object.core.custom_infos(object.id())?;
    Ok(Value::list(infos.into_iter().map(info).collect()))
}
