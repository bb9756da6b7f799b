//! [`Date`]: a point in time as CoreFoundation counts it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// From 1970 to 2001 in seconds (`kCFAbsoluteTimeIntervalSince1970`, hal-facts A.12).
const EPOCH: Duration = Duration::from_secs(978_307_200);

/// A point in time (`CFDate`): seconds since 2001-01-01 00:00:00 UTC.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use tympan_aspl::property_value::Date;
///
/// let date = Date::from(UNIX_EPOCH + Duration::from_secs(978_307_201));
/// assert_eq!(date, Date::from_seconds(1.0));
/// assert_eq!(Date::from_seconds(-978_307_200.0).system_time(), Some(UNIX_EPOCH));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[doc(alias = "CFDateRef")]
#[doc(alias = "CFAbsoluteTime")]
pub struct Date(f64);

impl Date {
    /// So many seconds after, or before, 2001-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn from_seconds(seconds: f64) -> Self {
        Self(seconds)
    }

    /// Seconds since 2001-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn seconds(self) -> f64 {
        self.0
    }

    /// The time as the standard library has it, to about a microsecond; `None` if it cannot have it.
    #[must_use]
    pub fn system_time(self) -> Option<SystemTime> {
        let epoch = UNIX_EPOCH.checked_add(EPOCH)?;
        let distance = Duration::try_from_secs_f64(self.0.abs()).ok()?;
        if self.0 < 0.0 {
            epoch.checked_sub(distance)
        } else {
            epoch.checked_add(distance)
        }
    }
}

impl From<SystemTime> for Date {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH + EPOCH) {
            Ok(after) => Self(after.as_secs_f64()),
            Err(before) => Self(-before.duration().as_secs_f64()),
        }
    }
}
