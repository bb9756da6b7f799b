//! `[package.metadata.loopback]` of `Cargo.toml`: read, held to the limits of [`Configuration`], and written out for the driver to include.

use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::{Table, Value};

use crate::configuration::{CHANNELS, Configuration, DELAYS, SAMPLE_RATES, Settings};

/// Where the table is in the manifest.
const PLACE: &str = "package.metadata.loopback";

/// The keys of the table. What is left out stays as it is in [`Configuration::DEFAULT`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    name: Option<String>,
    mirror_name: Option<String>,
    box_name: Option<String>,
    manufacturer: Option<String>,
    channels: Option<u32>,
    mirror: Option<bool>,
    latency: Option<u32>,
    safety_offset: Option<u32>,
    sample_rates: Option<Vec<f64>>,
    sample_rate: Option<f64>,
}

/// The configuration that a manifest asks for, or what is wrong with it.
pub(crate) fn read(manifest: &str) -> Result<Configuration, String> {
    let manifest = manifest.parse::<Table>();
    let manifest = Value::Table(manifest.map_err(|error| format!("Cargo.toml: {error}"))?);
    let mut configuration = Configuration::DEFAULT;
    let found = PLACE
        .split('.')
        .try_fold(&manifest, |value, key| value.get(key));
    let Some(found) = found else {
        return Ok(configuration);
    };
    let Some(table) = found.as_table() else {
        return Err(format!("Cargo.toml: `{PLACE} = {found}` is no table"));
    };
    let mut mistakes = Vec::new();
    for (key, value) in table {
        // One at a time, because the error does not say which key it is about.
        let alone = Table::from_iter([(key.clone(), value.clone())]);
        match alone.try_into::<Written>() {
            Ok(written) => written.put(&mut configuration),
            Err(error) => mistakes.push((key.as_str(), format!("is refused: {}", error.message()))),
        }
    }
    if mistakes.is_empty() {
        let impossible = configuration.impossible();
        mistakes.extend(impossible.map(|key| (key, "is not possible".to_owned())));
    }
    if mistakes.is_empty() {
        return Ok(configuration);
    }
    let refusals = mistakes
        .iter()
        .map(|(key, wrong)| refusal(key, table.get(*key), wrong, &configuration));
    Err(refusals.collect::<Vec<_>>().join("\n"))
}

impl Written {
    fn put(self, configuration: &mut Configuration) {
        fn set<T>(place: &mut T, value: Option<impl Into<T>>) {
            if let Some(value) = value {
                *place = value.into();
            }
        }
        let settings = &mut configuration.settings;
        set(&mut configuration.name, self.name);
        set(&mut configuration.mirror_name, self.mirror_name);
        set(&mut configuration.box_name, self.box_name);
        set(&mut configuration.manufacturer, self.manufacturer);
        set(&mut configuration.sample_rates, self.sample_rates);
        set(&mut configuration.sample_rate, self.sample_rate);
        set(&mut settings.channels, self.channels);
        set(&mut settings.mirror, self.mirror);
        set(&mut settings.latency, self.latency);
        set(&mut settings.safety_offset, self.safety_offset);
    }
}

/// What is wrong with a key, and what it can be.
fn refusal(key: &str, value: Option<&Value>, wrong: &str, configuration: &Configuration) -> String {
    // The rate can be wrong without being there: when the usual one is not among the rates.
    let usual = Configuration::DEFAULT.sample_rate;
    let written = value.map_or(format!("{usual}, since it is left out"), Value::to_string);
    let possible = possible(key, configuration);
    let possible = possible.map_or(String::new(), |values| format!("; it can be {values}"));
    format!("[{PLACE}] in Cargo.toml: `{key} = {written}` {wrong}{possible}")
}

/// What a key can be; nothing for one that there is not.
fn possible(key: &str, configuration: &Configuration) -> Option<String> {
    let whole_number = |range: RangeInclusive<u32>| {
        format!("a whole number from {} to {}", range.start(), range.end())
    };
    let rates = |rates: &[f64]| {
        let rates: Vec<_> = rates.iter().map(f64::to_string).collect();
        rates.join(", ")
    };
    Some(match key {
        "name" | "mirror-name" | "box-name" | "manufacturer" => {
            "a string that users can read: not blank, without control characters".to_owned()
        }
        "channels" => whole_number(CHANNELS),
        "mirror" => "true or false".to_owned(),
        "latency" | "safety-offset" => whole_number(DELAYS) + ", in frames",
        "sample-rates" => format!(
            "a list of some of these, each once: {}",
            rates(&SAMPLE_RATES)
        ),
        "sample-rate" => {
            let offered = rates(&configuration.sample_rates);
            format!("one of `sample-rates`: {offered}")
        }
        _ => return None,
    })
}

/// The configuration as an expression, for a place that has the names of its types.
pub(crate) fn expression(configuration: &Configuration) -> String {
    let Configuration {
        name,
        mirror_name,
        box_name,
        manufacturer,
        sample_rates,
        sample_rate,
        settings,
    } = configuration;
    let Settings {
        channels,
        mirror,
        latency,
        safety_offset,
    } = settings;
    format!(
        "Configuration {{
    name: Cow::Borrowed({name:?}),
    mirror_name: Cow::Borrowed({mirror_name:?}),
    box_name: Cow::Borrowed({box_name:?}),
    manufacturer: Cow::Borrowed({manufacturer:?}),
    sample_rates: Cow::Borrowed(&{sample_rates:?}),
    sample_rate: {sample_rate:?},
    settings: Settings {{
        channels: {channels},
        mirror: {mirror},
        latency: {latency},
        safety_offset: {safety_offset},
    }},
}}
"
    )
}
