//! Strings.

use std::fmt;

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// A string (`CFString`).
    ///
    /// ```
    /// use tympan_aspl::cf::CfString;
    ///
    /// assert_eq!(CfString::new("Loopback").to_string(), "Loopback");
    /// ```
    #[doc(alias = "CFStringRef")]
    CfString, String
}

impl CfString {
    /// Makes a string.
    #[must_use]
    #[doc(alias = "CFStringCreateWithBytes")]
    pub fn new(text: &str) -> Self {
        // SAFETY: a new object.
        Self(unsafe { Retained::made(provider::new_string(text)) })
    }

    fn text(&self) -> String {
        // SAFETY: a string, alive.
        unsafe { provider::string_text(self.0.as_raw()) }
    }
}

/// The text; UTF-16 units that are not well formed are replaced.
impl fmt::Display for CfString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

impl fmt::Debug for CfString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text(), f)
    }
}

impl From<&str> for CfString {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl PartialEq<str> for CfString {
    fn eq(&self, other: &str) -> bool {
        self.text() == other
    }
}
