//! [`Settings`]: what users choose, as the value of a custom property and in the host's storage.

use std::collections::BTreeMap;

use tympan_aspl::cf::CfObject;
use tympan_aspl::property_value::{PropertyValue, ValueError};

/// As many channels as a stream can have.
const MOST_CHANNELS: u32 = 1024;

/// Ten seconds at 96 kHz. Each frame takes memory.
const LONGEST: u32 = 960_000;

/// A dictionary of whole numbers. What it leaves out is as in [`Settings::DEFAULT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The channels of each device in each direction (`channels`).
    pub channels: u32,
    /// Whether there is a mirror device (`mirror`: 0 or 1).
    pub mirror: bool,
    /// By how many frames what is recorded is later than what was played (`latency`). Clients are told.
    pub latency: u32,
    /// How many frames clients keep away from the present, in each direction (`safety offset`): room for threads that come late.
    pub safety_offset: u32,
}

impl Settings {
    /// What holds until somebody chooses. A build for other users has other numbers here, and identifiers of its own in `lib.rs` and `cable.rs`.
    pub const DEFAULT: Self = Self {
        channels: 2,
        mirror: true,
        latency: 0,
        safety_offset: 0,
    };

    /// Whether devices can be made so.
    #[must_use]
    pub fn are_possible(&self) -> bool {
        (1..=MOST_CHANNELS).contains(&self.channels)
            && self.latency <= LONGEST
            && self.safety_offset <= LONGEST
    }
}

impl PropertyValue for Settings {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let mut settings = Self::DEFAULT;
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
