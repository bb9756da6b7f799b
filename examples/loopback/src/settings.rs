//! [`Settings`] as the value of a custom property and in the host's storage.

use std::collections::BTreeMap;

use tympan_aspl::cf::CfObject;
use tympan_aspl::property_value::{PropertyValue, ValueError};

use crate::CONFIGURATION;
pub use crate::configuration::Settings;

impl Settings {
    /// Whether devices can be made so.
    #[must_use]
    pub fn are_possible(&self) -> bool {
        self.impossible().is_none()
    }
}

/// A dictionary of whole numbers, of which `mirror` is 0 or 1. What it leaves out is as in [`CONFIGURATION`].
impl PropertyValue for Settings {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let mut settings = CONFIGURATION.settings;
        for (key, number) in BTreeMap::<String, u32>::from_object(object)? {
            match (key.as_str(), number) {
                ("channels", _) => settings.channels = number,
                ("mirror", 0 | 1) => settings.mirror = number == 1,
                ("latency", _) => settings.latency = number,
                ("safety offset", _) => settings.safety_offset = number,
                _ => {
                    return Err(ValueError::mismatch(
                        "channels, mirror (0 or 1), latency and safety offset",
                        object,
                    ));
                }
            }
        }
        Ok(settings)
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        let entries = [
            ("channels", self.channels),
            ("mirror", u32::from(self.mirror)),
            ("latency", self.latency),
            ("safety offset", self.safety_offset),
        ];
        let entries = entries.map(|(key, number)| (key.to_owned(), number));
        BTreeMap::from(entries).to_object()
    }
}
