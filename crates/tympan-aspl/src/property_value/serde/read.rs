//! Deserialization: serde's data model out of a property list.

use std::collections::{BTreeMap, btree_map};
use std::vec;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::Failure;
use crate::cf::property_list::Value;

/// The property list that is read.
pub(super) struct Source(pub(super) Value);

impl<'de> Deserializer<'de> for Source {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            Value::Integer(value) => visitor.visit_i64(value),
            Value::Real(value) | Value::Date(value) => visitor.visit_f64(value),
            Value::Boolean(value) => visitor.visit_bool(value),
            Value::Data(bytes) => visitor.visit_byte_buf(bytes),
            Value::Array(values) => read_all(values, visitor),
            Value::Dictionary(entries) => visitor.visit_map(Entries {
                entries: entries.into_iter(),
                next: None,
            }),
        }
    }

    /// What is there is `Some`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let variant = match self.0 {
            Value::String(name) => Variant {
                name,
                content: None,
            },
            Value::Dictionary(entries) => only_entry(entries)?,
            _ => return Err(Failure::new("the name of a variant", "another value")),
        };
        visitor.visit_enum(variant)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

/// Reads an array, all of it.
fn read_all<'de, V: Visitor<'de>>(values: Vec<Value>, visitor: V) -> Result<V::Value, Failure> {
    let length = values.len();
    let mut elements = Elements {
        values: values.into_iter(),
        read: 0,
    };
    let value = visitor.visit_seq(&mut elements)?;
    if elements.read < length {
        let read = elements.read;
        return Err(Failure::new(
            format_args!("an array of {read}"),
            format_args!("an array of {length}"),
        ));
    }
    Ok(value)
}

struct Elements {
    values: vec::IntoIter<Value>,
    read: usize,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        let Some(value) = self.values.next() else {
            return Ok(None);
        };
        let index = self.read;
        self.read += 1;
        let element = seed.deserialize(Source(value));
        element.map(Some).map_err(|failure| failure.at_index(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

struct Entries {
    entries: btree_map::IntoIter<String, Value>,
    /// The entry whose key was read.
    next: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failure> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.next = Some((key.clone(), value));
        seed.deserialize(Source(Value::String(key))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let entry = self.next.take();
        let (key, value) =
            entry.ok_or_else(|| Failure::custom("a value was read before its key"))?;
        seed.deserialize(Source(value))
            .map_err(|failure| failure.at_key(&key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

fn only_entry(entries: BTreeMap<String, Value>) -> Result<Variant, Failure> {
    let count = entries.len();
    let mut entries = entries.into_iter();
    match (entries.next(), entries.next()) {
        (Some((name, content)), None) => Ok(Variant {
            name,
            content: Some(content),
        }),
        _ => Err(Failure::new(
            "a dictionary with one key, the name of a variant",
            format_args!("a dictionary of {count}"),
        )),
    }
}

/// A variant of an enumeration, with what it holds.
struct Variant {
    name: String,
    content: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Failure;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content), Failure> {
        let name = seed.deserialize(Source(Value::String(self.name.clone())))?;
        Ok((name, Content(self)))
    }
}

struct Content(Variant);

impl Content {
    /// Reads what the variant holds with `read`.
    fn read<T>(self, read: impl FnOnce(Source) -> Result<T, Failure>) -> Result<T, Failure> {
        let Variant { name, content } = self.0;
        let content = content.ok_or_else(|| {
            Failure::new(
                format_args!("a dictionary with the key {name:?}"),
                "the name alone",
            )
        })?;
        read(Source(content)).map_err(|failure| failure.at_key(&name))
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        match self.0.content {
            None => Ok(()),
            Some(_) => Err(Failure::invalid_type(
                Unexpected::Map,
                &"the name of the variant alone",
            )),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Failure> {
        self.read(|source| seed.deserialize(source))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        self.read(|source| source.deserialize_any(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.read(|source| source.deserialize_any(visitor))
    }
}
