//! Booleans.

use std::fmt;

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// A truth value (`CFBoolean`): one of two constant objects.
    #[doc(alias = "CFBooleanRef")]
    CfBoolean, Boolean
}

impl CfBoolean {
    /// The object for a truth value.
    #[must_use]
    #[doc(alias = "kCFBooleanTrue")]
    #[doc(alias = "kCFBooleanFalse")]
    pub fn new(value: bool) -> Self {
        // SAFETY: a constant object: releasing it changes nothing.
        Self(unsafe { Retained::made(provider::new_boolean(value)) })
    }

    /// The truth value.
    #[must_use]
    #[doc(alias = "CFBooleanGetValue")]
    pub fn get(&self) -> bool {
        // SAFETY: a boolean, alive.
        unsafe { provider::boolean_value(self.0.as_raw()) }
    }
}

impl fmt::Debug for CfBoolean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.get(), f)
    }
}
