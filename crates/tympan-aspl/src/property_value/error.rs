//! [`ValueError`]: what was expected of a value, what was found, and where.

use std::borrow::Cow;
use std::fmt;

use crate::cf::{
    CfArray, CfBoolean, CfData, CfDate, CfDictionary, CfNumber, CfObject, CfString, Kind,
};
use crate::error::{Error, Status};

/// Why an object is not a value of a type, or a value has no object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    expected: Cow<'static, str>,
    found: String,
    /// From the outside in, such as `["gains"][3]`.
    place: String,
}

impl ValueError {
    /// An error with what was expected and what was found, such as "a number" and "the string \"loud\"".
    #[must_use]
    pub fn new(expected: impl Into<Cow<'static, str>>, found: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            found: found.into(),
            place: String::new(),
        }
    }

    /// An error about an object that is not what was expected.
    #[must_use]
    pub fn mismatch(expected: impl Into<Cow<'static, str>>, object: &CfObject) -> Self {
        Self::new(expected, describe(object))
    }

    /// The same error about something inside a container; `place` is an index or key in brackets.
    #[must_use]
    pub(crate) fn inside(mut self, place: String) -> Self {
        self.place.insert_str(0, &place);
        self
    }

    /// What was expected.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was found instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// Where in a container, such as `["gains"][3]`; empty for the value itself.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "at {}: ", self.place)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for ValueError {}

impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        Self::Other(error.to_string())
    }
}

/// A bad value is an illegal operation (hal-facts C.2).
impl From<ValueError> for Status {
    fn from(_: ValueError) -> Self {
        Self::ILLEGAL_OPERATION
    }
}

/// The characters of a string that an error shows.
const SHOWN: usize = 40;

/// An object in a few words: it comes from outside and may be of any size.
fn describe(object: &CfObject) -> String {
    let described = match object.kind() {
        Kind::String => object.downcast_ref::<CfString>().map(|text| {
            let text = text.to_string();
            let mut shown: String = text.chars().take(SHOWN).collect();
            if shown.len() < text.len() {
                shown.push_str("...");
            }
            format!("the string {shown:?}")
        }),
        Kind::Number => object
            .downcast_ref::<CfNumber>()
            .map(|number| format!("the number {:?}", *number)),
        Kind::Boolean => object
            .downcast_ref::<CfBoolean>()
            .map(|boolean| format!("the boolean {}", boolean.get())),
        Kind::Data => object
            .downcast_ref::<CfData>()
            .map(|data| format!("data of {} bytes", data.to_vec().len())),
        Kind::Date => object
            .downcast_ref::<CfDate>()
            .map(|date| format!("the date {} s after 2001", date.seconds())),
        Kind::Array => object
            .downcast_ref::<CfArray>()
            .map(|array| format!("an array of {}", array.len())),
        Kind::Dictionary => object
            .downcast_ref::<CfDictionary>()
            .map(|dictionary| format!("a dictionary of {}", dictionary.len())),
        Kind::Url | Kind::Uuid | Kind::Bundle | Kind::Other => None,
    };
    described.unwrap_or_else(|| format!("an object of kind {:?}", object.kind()))
}
