//! Property lists: the values that are stored and that describe bundles, in XML and binary form.
//!
//! ```
//! use tympan_aspl::cf::property_list::{self, Value};
//!
//! let list = property_list::parse(b"<plist><dict><key>channels</key><integer>2</integer></dict></plist>").unwrap();
//! assert_eq!(list.get("channels"), Some(&Value::Integer(2)));
//! assert_eq!(property_list::parse(&property_list::to_binary(&list)).unwrap(), list);
//! ```
//!
//! Reading takes any bytes: it ends with a value or an error, in bounded time, depth and memory.

use std::collections::BTreeMap;
use std::fmt;

use super::{CfArray, CfBoolean, CfData, CfDate, CfDictionary, CfNumber, CfObject, CfString, Kind};

mod base64;
mod binary;
mod calendar;
mod xml;
mod xml_text;

pub use binary::to_binary;
pub use xml_text::to_xml;

/// Containers nested deeper than this are refused.
pub const MAX_DEPTH: usize = 128;

/// A property list. Dates are seconds since 2001-01-01 00:00:00 UTC.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    String(String),
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// A truth value.
    Boolean(bool),
    /// Bytes.
    Data(Vec<u8>),
    /// A point in time.
    Date(f64),
    /// A list.
    Array(Vec<Value>),
    /// Values by name.
    Dictionary(BTreeMap<String, Value>),
}

impl Value {
    /// The value of a key, if this is a dictionary that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Dictionary(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of an object.
    ///
    /// # Errors
    /// The object, or one inside it, has no place in a property list, or containers are nested deeper than [`MAX_DEPTH`].
    pub fn from_object(object: &CfObject) -> Result<Self, NotAPropertyList> {
        Self::convert(object, 0)
    }

    fn convert(object: &CfObject, depth: usize) -> Result<Self, NotAPropertyList> {
        if depth >= MAX_DEPTH && matches!(object.kind(), Kind::Array | Kind::Dictionary) {
            return Err(NotAPropertyList(Reason::TooDeep));
        }
        let wrong = NotAPropertyList(Reason::Object(object.kind()));
        let value = match object.kind() {
            Kind::String => object
                .downcast_ref::<CfString>()
                .map(|text| Self::String(text.to_string())),
            Kind::Number => object
                .downcast_ref::<CfNumber>()
                .map(|number| match number.as_i64() {
                    Some(value) if !number.is_float() => Self::Integer(value),
                    _ => Self::Real(number.as_f64()),
                }),
            Kind::Boolean => object
                .downcast_ref::<CfBoolean>()
                .map(|boolean| Self::Boolean(boolean.get())),
            Kind::Data => object
                .downcast_ref::<CfData>()
                .map(|data| Self::Data(data.to_vec())),
            Kind::Date => object
                .downcast_ref::<CfDate>()
                .map(|date| Self::Date(date.seconds())),
            Kind::Array => {
                let array = object.downcast_ref::<CfArray>().ok_or(wrong)?;
                let values: Result<_, _> = array
                    .iter()
                    .map(|element| Self::convert(&element, depth + 1))
                    .collect();
                Some(Self::Array(values?))
            }
            Kind::Dictionary => {
                let dictionary = object.downcast_ref::<CfDictionary>().ok_or(wrong)?;
                let mut entries = BTreeMap::new();
                for (key, value) in dictionary.iter() {
                    entries.insert(key.to_string(), Self::convert(&value, depth + 1)?);
                }
                if entries.len() < dictionary.len() {
                    return Err(NotAPropertyList(Reason::Key));
                }
                Some(Self::Dictionary(entries))
            }
            _ => None,
        };
        value.ok_or(wrong)
    }

    /// The value as an object.
    #[must_use]
    pub fn to_object(&self) -> CfObject {
        match self {
            Self::String(text) => CfString::new(text).into(),
            Self::Integer(value) => CfNumber::from_i64(*value).into(),
            Self::Real(value) => CfNumber::from_f64(*value).into(),
            Self::Boolean(value) => CfBoolean::new(*value).into(),
            Self::Data(bytes) => CfData::new(bytes).into(),
            Self::Date(seconds) => CfDate::new(*seconds).into(),
            Self::Array(values) => values
                .iter()
                .map(Self::to_object)
                .collect::<CfArray>()
                .into(),
            Self::Dictionary(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (CfString::new(key), value.to_object()));
                entries.collect::<CfDictionary>().into()
            }
        }
    }
}

/// Why an object is not a property list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPropertyList(Reason);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Object(Kind),
    Key,
    TooDeep,
}

impl fmt::Display for NotAPropertyList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::Object(kind) => {
                write!(f, "a property list cannot hold an object of kind {kind:?}")
            }
            Reason::Key => {
                f.write_str("a property list's dictionaries have different strings as keys")
            }
            Reason::TooDeep => write!(f, "containers are nested deeper than {MAX_DEPTH}"),
        }
    }
}

impl std::error::Error for NotAPropertyList {}

/// Why bytes are not a property list, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// The line, from 1; `None` in the binary form.
    pub line: Option<usize>,
    /// The byte, from 0.
    pub offset: usize,
    /// What was expected, and what was found instead.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => write!(f, "byte {}: {}", self.offset, self.message),
        }
    }
}

impl std::error::Error for ParseError {}

/// Reads a property list in XML or binary form.
///
/// # Errors
/// The bytes are no property list; the error says where and what was expected.
pub fn parse(bytes: &[u8]) -> Result<Value, ParseError> {
    if bytes.starts_with(b"bplist") {
        binary::parse(bytes)
    } else {
        xml::parse(bytes)
    }
}
