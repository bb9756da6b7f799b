//! `--set`: custom properties of the device, set as a client would before I/O starts.

use serde_json::Value as Json;
use tympan_aspl_host::sys::{FourCc, kAudioServerPlugInCustomPropertyDataTypeCFString};
use tympan_aspl_host::{Address, CustomProperty, Device, HostError, PropertyList};

use crate::cli::Setting;
use crate::failure::{Failure, Result};

/// Sets the properties in their order. A configuration change that one causes is over before the next one is set.
pub(super) fn apply(device: &Device, settings: &[Setting]) -> Result<()> {
    for setting in settings {
        set(device, setting).map_err(|failure| failure.at(device.uid()))?;
    }
    Ok(())
}

fn set(device: &Device, setting: &Setting) -> Result<()> {
    let selector = FourCc::from(setting.selector).0;
    let properties = device.custom_properties()?;
    let is_meant = |property: &&CustomProperty| property.selector() == selector;
    let name = String::from_utf8_lossy(&setting.selector).into_owned();
    let Some(property) = properties.iter().find(is_meant) else {
        return Err(
            Failure::bad_input(format!("the device has no custom property `{name}`"))
                .hint(settable(device, &properties)?),
        );
    };
    if !device.is_settable(Address::of(selector))? {
        return Err(
            Failure::bad_input(format!("the custom property `{name}` cannot be set"))
                .hint(settable(device, &properties)?),
        );
    }
    let is_text = property.data_type() == kAudioServerPlugInCustomPropertyDataTypeCFString;
    let value = match is_text {
        true => PropertyList::String(setting.value.clone()),
        false => value(&name, &setting.value)?,
    };
    property.set(None, &value).map_err(|error| match error {
        HostError::Status { .. } => Failure::bad_input(format!(
            "the driver refuses {} for `{name}`: {error}",
            setting.value
        ))
        .hint("`cargo aspl info` shows the value that it has; one of the same form is wanted"),
        other => other.into(),
    })
}

/// What can be set instead.
fn settable(device: &Device, properties: &[CustomProperty]) -> Result<String> {
    let mut names = Vec::new();
    for property in properties {
        if device.is_settable(Address::of(property.selector()))? {
            let name = property.selector().to_be_bytes();
            names.push(String::from_utf8_lossy(&name).into_owned());
        }
    }
    Ok(match names.is_empty() {
        true => "leave out `--set`: the device has no custom property that can be set".to_owned(),
        false => format!("set one of these: {}", names.join(", ")),
    })
}

/// JSON as a property list; anything that does not look like it is a string.
fn value(name: &str, text: &str) -> Result<PropertyList> {
    let wrong = |problem: String| {
        Failure::bad_input(format!("{text} is no value for `{name}`: {problem}"))
            .hint("give a number, true, false, a string, or an array or a dictionary as JSON")
    };
    match serde_json::from_str(text) {
        Ok(json) => property_list(json).ok_or_else(|| {
            wrong("a property list has no null and no number above 2^63".to_owned())
        }),
        Err(error) if text.starts_with(['{', '[', '"']) => Err(wrong(error.to_string())),
        Err(_) => Ok(PropertyList::String(text.to_owned())),
    }
}

fn property_list(json: Json) -> Option<PropertyList> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(value) => PropertyList::Boolean(value),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => PropertyList::Integer(integer),
            None if number.is_f64() => PropertyList::Real(number.as_f64()?),
            None => return None,
        },
        Json::String(text) => PropertyList::String(text),
        Json::Array(values) => PropertyList::Array(
            values
                .into_iter()
                .map(property_list)
                .collect::<Option<_>>()?,
        ),
        Json::Object(entries) => {
            let entry = |(key, value)| Some((key, property_list(value)?));
            PropertyList::Dictionary(entries.into_iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
