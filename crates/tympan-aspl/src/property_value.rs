//! [`PropertyValue`]: Rust types as the CoreFoundation objects that custom properties and the storage hold.
//!
//! | Rust | CoreFoundation | marshalled as |
//! |---|---|---|
//! | `String` | `CFString` | [`DataType::String`] |
//! | `bool` | `CFBoolean` | [`DataType::PropertyList`] |
//! | `i32`, `i64`, `u32`, `u64`, `f32`, `f64` | `CFNumber` | as above |
//! | [`Data`] | `CFData` | as above |
//! | [`Date`] | `CFDate` | as above |
//! | `Vec<T>` | `CFArray` | as above |
//! | `BTreeMap<String, T>` | `CFDictionary` | as above |
//! | [`Value`] | any of these | as above |
//! | `Serde<T>` (feature `serde`) | any of these | as above |
//!
//! What comes from outside is checked: an object of another class, a number that does not fit and a key that is no string are errors that say what was
//! expected, what was found, and where in a container.

use std::collections::BTreeMap;

use tympan_aspl_sys as sys;

use crate::cf::property_list::{NotAPropertyList, Value};
use crate::cf::{CfArray, CfBoolean, CfData, CfDate, CfDictionary, CfNumber, CfObject, CfString};

mod date;
mod error;
#[cfg(feature = "serde")]
mod serde;

pub use date::Date;
pub use error::ValueError;
#[cfg(feature = "serde")]
pub use serde::Serde;

/// How a value travels between processes (`AudioServerPlugInCustomPropertyDataType`, hal-facts D.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "AudioServerPlugInCustomPropertyDataType")]
pub enum DataType {
    /// A `CFString`: `'cfst'`.
    #[doc(alias = "kAudioServerPlugInCustomPropertyDataTypeCFString")]
    String,
    /// Any property list: `'plst'`.
    #[doc(alias = "kAudioServerPlugInCustomPropertyDataTypeCFPropertyList")]
    PropertyList,
}

impl DataType {
    /// The four-character code.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::String => sys::kAudioServerPlugInCustomPropertyDataTypeCFString,
            Self::PropertyList => sys::kAudioServerPlugInCustomPropertyDataTypeCFPropertyList,
        }
    }
}

/// A type whose values can be stored and be those of custom properties.
///
/// An author's own type is best made of one that is there already:
///
/// ```
/// use tympan_aspl::cf::{CfNumber, CfObject};
/// use tympan_aspl::property_value::{PropertyValue, ValueError};
///
/// #[derive(Debug, PartialEq)]
/// enum Mode {
///     Mono,
///     Stereo,
/// }
///
/// impl PropertyValue for Mode {
///     fn from_object(object: &CfObject) -> Result<Self, ValueError> {
///         match u32::from_object(object)? {
///             1 => Ok(Self::Mono),
///             2 => Ok(Self::Stereo),
///             _ => Err(ValueError::mismatch("1 or 2 channels", object)),
///         }
///     }
///
///     fn to_object(&self) -> Result<CfObject, ValueError> {
///         match self {
///             Self::Mono => 1_u32.to_object(),
///             Self::Stereo => 2_u32.to_object(),
///         }
///     }
/// }
///
/// assert_eq!(Mode::from_object(&CfNumber::from_i64(2).into()), Ok(Mode::Stereo));
/// let error = Mode::from_object(&CfNumber::from_i64(6).into()).unwrap_err();
/// assert_eq!(error.to_string(), "expected 1 or 2 channels, found the number 6");
/// ```
///
/// What [`to_object`](Self::to_object) makes is checked before it leaves the driver: it has to be a property list, and a string for [`DataType::String`].
pub trait PropertyValue: Sized {
    /// How the type's values travel between processes.
    const DATA_TYPE: DataType = DataType::PropertyList;

    /// The value of an object. It is only lent, and may be changed afterwards by whom it belongs to: copy what is in it.
    ///
    /// # Errors
    ///
    /// The object is no value of this type.
    fn from_object(object: &CfObject) -> Result<Self, ValueError>;

    /// The value as an object.
    ///
    /// # Errors
    ///
    /// There is no such object: a `u64` above `i64::MAX`, for example, has no place in a `CFNumber`.
    fn to_object(&self) -> Result<CfObject, ValueError>;
}

/// A value's object, after a check that the host can do with it what its type says.
pub(crate) fn checked_object<T: PropertyValue>(value: &T) -> Result<CfObject, ValueError> {
    check(value.to_object()?, T::DATA_TYPE)
}

fn check(object: CfObject, data_type: DataType) -> Result<CfObject, ValueError> {
    match data_type {
        DataType::String => {
            object
                .downcast_ref::<CfString>()
                .ok_or_else(|| ValueError::mismatch("a string", &object))?;
        }
        DataType::PropertyList => {
            Value::from_object(&object).map_err(|error| not_a_property_list(&error))?;
        }
    }
    Ok(object)
}

fn not_a_property_list(error: &NotAPropertyList) -> ValueError {
    ValueError::new("a property list", format!("something else: {error}"))
}

impl PropertyValue for String {
    const DATA_TYPE: DataType = DataType::String;

    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let text = object.downcast_ref::<CfString>();
        text.map(|text| text.to_string())
            .ok_or_else(|| ValueError::mismatch("a string", object))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfString::new(self).into())
    }
}

/// Reads a `CFNumber` 0 or 1 too: drivers in C store flags that way (hal-facts D.1).
impl PropertyValue for bool {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        if let Some(value) = object.downcast_ref::<CfBoolean>() {
            return Ok(value.get());
        }
        let number = object.downcast_ref::<CfNumber>();
        match number.and_then(|number| number.as_i64()) {
            Some(0) => Ok(false),
            Some(1) => Ok(true),
            _ => Err(ValueError::mismatch("a boolean", object)),
        }
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfBoolean::new(*self).into())
    }
}

macro_rules! integer {
    ($($type:ty),*) => { $(
        /// Reads a floating-point number too if it is a whole one.
        impl PropertyValue for $type {
            fn from_object(object: &CfObject) -> Result<Self, ValueError> {
                let number = object.downcast_ref::<CfNumber>();
                let value = number.and_then(|number| number.as_i64());
                value.and_then(|value| value.try_into().ok()).ok_or_else(|| {
                    let (least, most) = (Self::MIN, Self::MAX);
                    ValueError::mismatch(format!("an integer from {least} to {most}"), object)
                })
            }

            fn to_object(&self) -> Result<CfObject, ValueError> {
                match (*self).try_into() {
                    Ok(value) => Ok(CfNumber::from_i64(value).into()),
                    Err(_) => Err(ValueError::new(
                        format!("an integer up to {}", i64::MAX),
                        format!("the number {self}"),
                    )),
                }
            }
        }
    )* };
}

integer!(i32, i64, u32, u64);

/// Reads an integer too; one beyond 2^53 is rounded to the nearest.
impl PropertyValue for f64 {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let number = object.downcast_ref::<CfNumber>();
        number
            .map(|number| number.as_f64())
            .ok_or_else(|| ValueError::mismatch("a number", object))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfNumber::from_f64(*self).into())
    }
}

/// Reads any number, rounded to the nearest, except those too large for the type.
impl PropertyValue for f32 {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let exact = f64::from_object(object)?;
        let rounded = exact as Self;
        if rounded.is_infinite() && exact.is_finite() {
            return Err(ValueError::mismatch(
                format!("a number from -{0:e} to {0:e}", Self::MAX),
                object,
            ));
        }
        Ok(rounded)
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfNumber::from_f64((*self).into()).into())
    }
}

/// Bytes (`CFData`). A type of its own, since a `Vec<T>` is an array.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[doc(alias = "CFDataRef")]
pub struct Data(pub Vec<u8>);

impl PropertyValue for Data {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let data = object.downcast_ref::<CfData>();
        data.map(|data| Self(data.to_vec()))
            .ok_or_else(|| ValueError::mismatch("data", object))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfData::new(&self.0).into())
    }
}

impl PropertyValue for Date {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let date = object.downcast_ref::<CfDate>();
        date.map(|date| Self::from_seconds(date.seconds()))
            .ok_or_else(|| ValueError::mismatch("a date", object))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfDate::new(self.seconds()).into())
    }
}

impl<T: PropertyValue> PropertyValue for Vec<T> {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let array = object
            .downcast_ref::<CfArray>()
            .ok_or_else(|| ValueError::mismatch("an array", object))?;
        let element = |index: usize| match array.get(index) {
            Some(element) => T::from_object(&element),
            None => Err(ValueError::new("a property list", "an unknown object")),
        };
        (0..array.len())
            .map(|index| element(index).map_err(|error| error.inside(format!("[{index}]"))))
            .collect()
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        let elements = self.iter().enumerate().map(|(index, value)| {
            let object = value.to_object();
            object.map_err(|error| error.inside(format!("[{index}]")))
        });
        let elements: CfArray = elements.collect::<Result<_, _>>()?;
        Ok(elements.into())
    }
}

impl<T: PropertyValue> PropertyValue for BTreeMap<String, T> {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let dictionary = object
            .downcast_ref::<CfDictionary>()
            .ok_or_else(|| ValueError::mismatch("a dictionary", object))?;
        let mut entries = Self::new();
        for (key, value) in dictionary.iter() {
            let key = key.to_string();
            match T::from_object(&value) {
                Ok(value) => entries.insert(key, value),
                Err(error) => return Err(error.inside(format!("[{key:?}]"))),
            };
        }
        if entries.len() < dictionary.len() {
            return Err(ValueError::new(
                "a dictionary with different strings as keys",
                "another key",
            ));
        }
        Ok(entries)
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        let entries = self.iter().map(|(key, value)| match value.to_object() {
            Ok(value) => Ok((CfString::new(key), value)),
            Err(error) => Err(error.inside(format!("[{key:?}]"))),
        });
        let entries: CfDictionary = entries.collect::<Result<_, _>>()?;
        Ok(entries.into())
    }
}

impl PropertyValue for Value {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        Self::from_object(object).map_err(|error| not_a_property_list(&error))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(Self::to_object(self))
    }
}
