//! Serialization: serde's data model into a property list.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::Failure;
use crate::cf::property_list::Value;

/// What a value becomes; nothing for `None`.
type Written = Result<Option<Value>, Failure>;

/// Makes a [`Value`].
pub(super) struct Target;

/// The error for a `None` where something has to be.
pub(super) fn nothing() -> Failure {
    Failure::new("a value", "none")
}

fn integer<T: TryInto<i64> + Copy + std::fmt::Display>(value: T) -> Written {
    match value.try_into() {
        Ok(value) => Ok(Some(Value::Integer(value))),
        Err(_) => Err(Failure::new(
            format_args!("an integer from {} to {}", i64::MIN, i64::MAX),
            format_args!("the number {value}"),
        )),
    }
}

/// A variant's content under its name.
fn variant(name: Option<&'static str>, content: Value) -> Written {
    Ok(Some(match name {
        Some(name) => Value::Dictionary(BTreeMap::from([(name.to_owned(), content)])),
        None => content,
    }))
}

macro_rules! integers {
    ($($method:ident($type:ty)),*) => { $(
        fn $method(self, value: $type) -> Written {
            integer(value)
        }
    )* };
}

impl Serializer for Target {
    type Ok = Option<Value>;
    type Error = Failure;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Elements;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    integers! {
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64), serialize_i128(i128),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_u128(u128)
    }

    fn serialize_bool(self, value: bool) -> Written {
        Ok(Some(Value::Boolean(value)))
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Written {
        Ok(Some(Value::Real(value)))
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(Some(Value::String(value.into())))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(Some(Value::String(value.to_owned())))
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(Some(Value::Data(value.to_vec())))
    }

    fn serialize_none(self) -> Written {
        Ok(None)
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Err(Failure::custom(
            "the unit type has no place in a property list",
        ))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        let content = value.serialize(self);
        let content = content.and_then(|content| content.ok_or_else(nothing));
        variant(Some(name), content.map_err(|failure| failure.at_key(name))?)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements, Failure> {
        Ok(Elements {
            variant: None,
            values: Vec::with_capacity(length.unwrap_or(0)),
        })
    }

    fn serialize_tuple(self, length: usize) -> Result<Elements, Failure> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Elements, Failure> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        length: usize,
    ) -> Result<Elements, Failure> {
        Ok(Elements {
            variant: Some(name),
            values: Vec::with_capacity(length),
        })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Failure> {
        Ok(Entries::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, Failure> {
        Ok(Entries::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Entries, Failure> {
        Ok(Entries {
            variant: Some(name),
            ..Entries::default()
        })
    }
}

/// An array under way, and the variant it belongs to.
pub(super) struct Elements {
    variant: Option<&'static str>,
    values: Vec<Value>,
}

impl Elements {
    fn add<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Failure> {
        let value = value.serialize(Target);
        let value = value.and_then(|value| value.ok_or_else(nothing));
        self.values
            .push(value.map_err(|failure| failure.at_index(self.values.len()))?);
        Ok(())
    }

    fn finish(self) -> Written {
        variant(self.variant, Value::Array(self.values))
    }
}

/// A dictionary under way, and the variant it belongs to.
#[derive(Default)]
pub(super) struct Entries {
    variant: Option<&'static str>,
    entries: BTreeMap<String, Value>,
    /// The key whose value comes next.
    key: Option<String>,
}

impl Entries {
    fn add<T: ?Sized + Serialize>(&mut self, key: String, value: &T) -> Result<(), Failure> {
        let value = value.serialize(Target);
        if let Some(value) = value.map_err(|failure| failure.at_key(&key))? {
            self.entries.insert(key, value);
        }
        Ok(())
    }

    fn finish(self) -> Written {
        variant(self.variant, Value::Dictionary(self.entries))
    }
}

macro_rules! elements {
    ($($trait:ident::$method:ident),*) => { $(
        impl $trait for Elements {
            type Ok = Option<Value>;
            type Error = Failure;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Failure> {
                self.add(value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )* };
}

elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! fields {
    ($($trait:ident),*) => { $(
        impl $trait for Entries {
            type Ok = Option<Value>;
            type Error = Failure;

            fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), Failure> {
                self.add(key.to_owned(), value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )* };
}

fields!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Entries {
    type Ok = Option<Value>;
    type Error = Failure;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Failure> {
        match key.serialize(Target)? {
            Some(Value::String(key)) => {
                self.key = Some(key);
                Ok(())
            }
            _ => Err(Failure::new(
                "a string as the key of a map",
                "another value",
            )),
        }
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Failure> {
        let key = self.key.take();
        let key = key.ok_or_else(|| Failure::custom("a value was written before its key"))?;
        self.add(key, value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}
