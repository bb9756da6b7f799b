//! Serde's types as property values: every shape of its data model, there and back, and what is said of values that do not fit.
#![cfg(feature = "serde")]

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tympan_aspl::cf::property_list::Value;
use tympan_aspl::property_value::{PropertyValue, Serde, ValueError};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Settings {
    name: String,
    gain: f32,
    exact: f64,
    channels: u16,
    letter: char,
    label: Option<String>,
    position: (i8, u64),
    mode: Mode,
    id: Id,
    gains: BTreeMap<String, Vec<f64>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Id(u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Mode {
    Off,
    Delay(f64),
    Route(u32, bool),
    Filter { frequency: f64, order: Option<u8> },
}

fn settings(mode: Mode) -> Settings {
    Settings {
        name: "Desk".to_owned(),
        gain: 0.1,
        exact: f64::INFINITY,
        channels: 2,
        letter: 'x',
        label: None,
        position: (-1, 9),
        mode,
        id: Id(7),
        gains: BTreeMap::from([("left".to_owned(), vec![0.5, 1.0])]),
    }
}

fn write<T: Serialize + DeserializeOwned>(value: T) -> Result<Value, ValueError> {
    let object = Serde(value).to_object()?;
    Ok(Value::from_object(&object).unwrap())
}

fn read<T: Serialize + DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    Serde::from_object(&value.to_object()).map(|Serde(value)| value)
}

#[track_caller]
fn refusal<T: Debug>(refused: Result<T, ValueError>) -> String {
    refused.unwrap_err().to_string()
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.map(|(key, value)| (key.to_owned(), value));
    Value::Dictionary(entries.into())
}

#[test]
fn every_shape_comes_back_as_it_was() {
    for mode in [
        Mode::Off,
        Mode::Delay(1.5),
        Mode::Route(3, true),
        Mode::Filter {
            frequency: 100.0,
            order: Some(2),
        },
        Mode::Filter {
            frequency: 100.0,
            order: None,
        },
    ] {
        let settings = settings(mode);
        assert_eq!(read(&write(settings.clone()).unwrap()), Ok(settings));
    }
}

#[test]
fn shapes_are_written_as_a_property_list_has_them() {
    assert_eq!(write(Mode::Off), Ok(text("Off")));
    assert_eq!(
        write(Mode::Delay(1.5)),
        Ok(dictionary([("Delay", Value::Real(1.5))]))
    );
    assert_eq!(
        write(Mode::Route(3, true)),
        Ok(dictionary([(
            "Route",
            Value::Array(vec![Value::Integer(3), Value::Boolean(true)])
        )]))
    );
    let filter = Mode::Filter {
        frequency: 1.0,
        order: None,
    };
    let fields = dictionary([("frequency", Value::Real(1.0))]);
    assert_eq!(write(filter), Ok(dictionary([("Filter", fields)])));
    assert_eq!(write(Id(7)), Ok(Value::Integer(7)));
}

/// Bytes, which a `Vec<u8>` of serde's is not.
#[derive(Debug, PartialEq)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

#[test]
fn bytes_are_data() {
    let data = Value::Data(vec![1, 2]);
    assert_eq!(write(Bytes(vec![1, 2])), Ok(data.clone()));
    assert_eq!(read(&data), Ok(Bytes(vec![1, 2])));
    assert_eq!(read::<f64>(&Value::Date(2.5)), Ok(2.5));
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    let route = |content| dictionary([("Route", Value::Array(content))]);
    for (value, expected) in [
        (text("Loud"), "unknown variant `Loud`"),
        (Value::Integer(1), "expected the name of a variant"),
        (
            text("Delay"),
            "expected a dictionary with the key \"Delay\", found the name alone",
        ),
        (
            dictionary([("Off", text(""))]),
            "expected the name of the variant alone",
        ),
        (
            dictionary([]),
            "with one key, the name of a variant, found a dictionary of 0",
        ),
        (
            dictionary([("Delay", text("long"))]),
            "at [\"Delay\"]: expected f64, found string \"long\"",
        ),
        (
            route(vec![Value::Integer(-1), Value::Boolean(true)]),
            "at [\"Route\"][0]: expected u32, found integer `-1`",
        ),
        (route(vec![Value::Integer(1)]), "at [\"Route\"]: "),
        (
            route(vec![Value::Integer(1), Value::Boolean(true), text("")]),
            "at [\"Route\"]: expected an array of 2, found an array of 3",
        ),
        (
            dictionary([("Filter", dictionary([]))]),
            "at [\"Filter\"]: expected a value for the key \"frequency\", found none",
        ),
    ] {
        let error = refusal(read::<Mode>(&value));
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_has_no_property_list_is_not_written() {
    for (error, expected) in [
        (refusal(write(None::<u32>)), "expected a value, found none"),
        (
            refusal(write(vec![Some(1), None])),
            "at [1]: expected a value, found none",
        ),
        (refusal(write(())), "the unit type has no place"),
        (
            refusal(write(BTreeMap::from([("a".to_owned(), u64::MAX)]))),
            "at [\"a\"]: expected an integer from",
        ),
        (
            refusal(write(BTreeMap::from([(1_u32, 2_u32)]))),
            "expected a string as the key of a map",
        ),
    ] {
        assert!(error.contains(expected), "{error}");
    }
}
