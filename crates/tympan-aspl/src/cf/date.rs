//! Dates.

use std::fmt;

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// A point in time (`CFDate`).
    #[doc(alias = "CFDateRef")]
    CfDate, Date
}

impl CfDate {
    /// Makes a date from seconds since 2001-01-01 00:00:00 UTC.
    #[must_use]
    #[doc(alias = "CFDateCreate")]
    pub fn new(seconds: f64) -> Self {
        // SAFETY: a new object.
        Self(unsafe { Retained::made(provider::new_date(seconds)) })
    }

    /// Seconds since 2001-01-01 00:00:00 UTC.
    #[must_use]
    #[doc(alias = "CFDateGetAbsoluteTime")]
    pub fn seconds(&self) -> f64 {
        // SAFETY: a date, alive.
        unsafe { provider::date_seconds(self.0.as_raw()) }
    }
}

impl fmt::Debug for CfDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CfDate({:?})", self.seconds())
    }
}
