//! [`Configuration`]: what a build of the driver is published with, and its limits. The build script has this file too, so that what `Cargo.toml` says and
//! what users set are held to the same.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// As many channels as a stream can have.
pub const CHANNELS: RangeInclusive<u32> = 1..=1024;

/// Frames, up to ten seconds at 96 kHz. Each takes memory.
pub const DELAYS: RangeInclusive<u32> = 0..=960_000;

/// The sample rates in Hz that there can be.
pub const SAMPLE_RATES: [f64; 13] = [
    8_000.0, 16_000.0, 24_000.0, 44_100.0, 48_000.0, 88_200.0, 96_000.0, 176_400.0, 192_000.0,
    352_800.0, 384_000.0, 705_600.0, 768_000.0,
];

/// What `[package.metadata.loopback]` in `Cargo.toml` sets. Of `settings`, its keys are the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    /// What users read for the main device (`name`).
    pub name: Cow<'static, str>,
    /// What users read for the mirror (`mirror-name`).
    pub mirror_name: Cow<'static, str>,
    /// What users read for the box (`box-name`).
    pub box_name: Cow<'static, str>,
    /// Who makes it all (`manufacturer`).
    pub manufacturer: Cow<'static, str>,
    /// The sample rates that users choose from, some of [`SAMPLE_RATES`], in the order in which they see them (`sample-rates`).
    pub sample_rates: Cow<'static, [f64]>,
    /// The one of them that the devices have until somebody chooses (`sample-rate`).
    pub sample_rate: f64,
    /// What holds until somebody chooses.
    pub settings: Settings,
}

/// What users choose while the driver runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The channels of each device in each direction (`channels`).
    pub channels: u32,
    /// Whether there is a mirror device (`mirror`).
    pub mirror: bool,
    /// By how many frames what is recorded is later than what was played (`latency`). Clients are told.
    pub latency: u32,
    /// How many frames clients keep away from the present, in each direction (`safety-offset`): room for threads that come late.
    pub safety_offset: u32,
}

impl Configuration {
    /// What holds where `Cargo.toml` says nothing.
    pub const DEFAULT: Self = Self {
        name: Cow::Borrowed("Loopback"),
        mirror_name: Cow::Borrowed("Loopback Mirror"),
        box_name: Cow::Borrowed("Loopback Box"),
        manufacturer: Cow::Borrowed("Example"),
        sample_rates: Cow::Borrowed(&SAMPLE_RATES),
        sample_rate: 48_000.0,
        settings: Settings {
            channels: 2,
            mirror: true,
            latency: 0,
            safety_offset: 0,
        },
    };

    /// The key of a value that cannot be, if there is one.
    #[must_use]
    pub fn impossible(&self) -> Option<&'static str> {
        let texts = [
            ("name", &self.name),
            ("mirror-name", &self.mirror_name),
            ("box-name", &self.box_name),
            ("manufacturer", &self.manufacturer),
        ];
        let is_unreadable =
            |text: &str| text.trim().is_empty() || text.chars().any(char::is_control);
        let rates = &*self.sample_rates;
        let is_possible =
            |(index, rate)| SAMPLE_RATES.contains(rate) && !rates[..index].contains(rate);
        if let Some((key, _)) = texts.into_iter().find(|(_, text)| is_unreadable(text)) {
            Some(key)
        } else if rates.is_empty() || !rates.iter().enumerate().all(is_possible) {
            Some("sample-rates")
        } else if !rates.contains(&self.sample_rate) {
            Some("sample-rate")
        } else {
            self.settings.impossible()
        }
    }
}

impl Settings {
    /// The key of a value that cannot be, if there is one.
    #[must_use]
    pub fn impossible(&self) -> Option<&'static str> {
        if !CHANNELS.contains(&self.channels) {
            Some("channels")
        } else if !DELAYS.contains(&self.latency) {
            Some("latency")
        } else if !DELAYS.contains(&self.safety_offset) {
            Some("safety-offset")
        } else {
            None
        }
    }
}
