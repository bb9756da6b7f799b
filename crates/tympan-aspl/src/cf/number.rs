//! Numbers.

use std::fmt;

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// A number (`CFNumber`): an integer or floating point.
    ///
    /// Numbers of equal value are equal, also an integer and a floating-point number.
    ///
    /// ```
    /// use tympan_aspl::cf::CfNumber;
    ///
    /// assert_eq!(CfNumber::from_i64(48_000).as_f64(), 48_000.0);
    /// assert_eq!(CfNumber::from_f64(0.5).as_i64(), None);
    /// ```
    #[doc(alias = "CFNumberRef")]
    CfNumber, Number
}

impl CfNumber {
    /// Makes an integer.
    #[must_use]
    #[doc(alias = "kCFNumberSInt64Type")]
    pub fn from_i64(value: i64) -> Self {
        // SAFETY: a new object.
        Self(unsafe { Retained::made(provider::new_number_i64(value)) })
    }

    /// Makes a floating-point number.
    #[must_use]
    #[doc(alias = "kCFNumberFloat64Type")]
    pub fn from_f64(value: f64) -> Self {
        // SAFETY: a new object.
        Self(unsafe { Retained::made(provider::new_number_f64(value)) })
    }

    /// The value as an integer, if it is one exactly.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        // SAFETY: a number, alive.
        unsafe { provider::number_as_i64(self.0.as_raw()) }
    }

    /// The value as floating point, rounded to the nearest.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        // SAFETY: a number, alive.
        unsafe { provider::number_as_f64(self.0.as_raw()) }
    }

    /// Whether the number is kept as floating point.
    #[must_use]
    #[doc(alias = "CFNumberIsFloatType")]
    pub fn is_float(&self) -> bool {
        // SAFETY: a number, alive.
        unsafe { provider::number_is_float(self.0.as_raw()) }
    }
}

impl fmt::Debug for CfNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_i64() {
            Some(value) if !self.is_float() => fmt::Debug::fmt(&value, f),
            _ => fmt::Debug::fmt(&self.as_f64(), f),
        }
    }
}

/// The integer that a floating-point number is, if it is one.
pub(super) fn exact_i64(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}
