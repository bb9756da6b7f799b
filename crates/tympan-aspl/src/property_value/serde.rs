//! [`Serde`]: types of serde's as property values.
//!
//! Serde's data model is mapped to property lists directly, not by way of another format: bytes are data, floating-point numbers stay what they are, and an
//! error says where it is.

use std::fmt;

use ::serde::Serialize;
use ::serde::de::{self, DeserializeOwned};
use ::serde::ser;

use super::{PropertyValue, ValueError};
use crate::cf::CfObject;
use crate::cf::property_list::Value;

mod read;
mod write;

/// A value of a type that serde can serialize and deserialize (feature `serde`).
///
/// Structures and maps are dictionaries, sequences and tuples arrays, bytes data. `None` is left out of structures and maps, and an error elsewhere. A variant of an enumeration
/// is its name, or a dictionary with its name as the only key. Keys of maps are strings. Dates are read as seconds since 2001.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use tympan_aspl::property_value::{PropertyValue, Serde};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// struct Settings {
///     gain: f64,
///     label: Option<String>,
/// }
///
/// let settings = Serde(Settings { gain: 0.5, label: None });
/// let object = settings.to_object()?;
/// assert_eq!(Serde::from_object(&object)?, settings);
/// # Ok::<(), tympan_aspl::property_value::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serde<T>(pub T);

impl<T: Serialize + DeserializeOwned> PropertyValue for Serde<T> {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let value = <Value as PropertyValue>::from_object(object)?;
        let value = T::deserialize(read::Source(value)).map_err(|Failure(error)| error)?;
        Ok(Self(value))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        match self.0.serialize(write::Target) {
            Ok(Some(value)) => Ok(value.to_object()),
            Ok(None) => Err(write::nothing().0),
            Err(Failure(error)) => Err(error),
        }
    }
}

/// A [`ValueError`] as serde makes it.
#[derive(Debug)]
struct Failure(ValueError);

impl Failure {
    fn new(expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Self(ValueError::new(expected.to_string(), found.to_string()))
    }

    fn at_index(self, index: usize) -> Self {
        Self(self.0.inside(format!("[{index}]")))
    }

    fn at_key(self, key: &str) -> Self {
        Self(self.0.inside(format!("[{key:?}]")))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("a value that can be serialized", message)
    }
}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("a valid value", message)
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(expected, found)
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(expected, found)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format_args!("a value for the key {field:?}"), "none")
    }
}
