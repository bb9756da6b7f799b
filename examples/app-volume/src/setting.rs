//! What an application can be set to, as clients write it and as it sounds.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use tympan_aspl::cf::CfObject;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl::control::decibels_to_gain;
use tympan_aspl::property_value::{PropertyValue, ValueError};

use crate::CHANNELS;

/// What the channels are multiplied by.
pub(crate) type Gains = [f32; CHANNELS];

/// What an application without a setting has.
pub(crate) const UNCHANGED: Gains = [1.0; CHANNELS];

const DECIBELS: RangeInclusive<f64> = -96.0..=12.0;
const PAN: RangeInclusive<f64> = -1.0..=1.0;

/// The setting of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Setting {
    decibels: f64,
    /// From -1, which leaves only the left channel, to 1, which leaves only the right one.
    pan: f64,
    is_muted: bool,
}

impl Setting {
    pub(crate) fn gains(&self) -> Gains {
        if self.is_muted {
            return [0.0; CHANNELS];
        }
        let gain = decibels_to_gain(self.decibels as f32);
        // A balance: the channel that the sound moves away from falls, the other one stays.
        let [left, right] = [1.0 - self.pan, 1.0 + self.pan];
        [left, right].map(|factor| gain * factor.min(1.0) as f32)
    }

    fn from_entries(entries: &BTreeMap<String, Value>) -> Result<Self, ValueError> {
        let mut setting = Self::default();
        for (name, value) in entries {
            match name.as_str() {
                "decibels" => setting.decibels = number(name, value, DECIBELS)?,
                "pan" => setting.pan = number(name, value, PAN)?,
                "muted" => setting.is_muted = bool::from_object(&value.to_object())?,
                _ => {
                    let found = format!("the key {name:?}");
                    return Err(ValueError::new("decibels, pan or muted", found));
                }
            }
        }
        Ok(setting)
    }

    fn entries(&self) -> BTreeMap<String, Value> {
        [
            ("decibels", Value::Real(self.decibels)),
            ("pan", Value::Real(self.pan)),
            ("muted", Value::Boolean(self.is_muted)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

/// A number of a setting, within its limits.
fn number(name: &str, value: &Value, range: RangeInclusive<f64>) -> Result<f64, ValueError> {
    let object = value.to_object();
    let number = f64::from_object(&object)?;
    // What is not a number is in no range.
    if range.contains(&number) {
        return Ok(number);
    }
    let (least, most) = (range.start(), range.end());
    let expected = format!("{name} from {least} to {most}");
    Err(ValueError::mismatch(expected, &object))
}

/// What becomes of an application's setting: a dictionary with one or more of `decibels`, `pan` and `muted`, or an empty one, with which it has none any more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Change(pub(crate) Option<Setting>);

impl PropertyValue for Change {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        let entries: BTreeMap<String, Value> = PropertyValue::from_object(object)?;
        if entries.is_empty() {
            return Ok(Self(None));
        }
        Setting::from_entries(&entries).map(|setting| Self(Some(setting)))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        let entries = self.0.as_ref().map(Setting::entries);
        entries.unwrap_or_default().to_object()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Value {
        Value::Dictionary(entries.map(|(name, value)| (name.to_owned(), value)).into())
    }

    fn change<const N: usize>(entries: [(&str, Value); N]) -> Result<Change, String> {
        let object = dictionary(entries).to_object();
        Change::from_object(&object).map_err(|error| error.to_string())
    }

    fn gains<const N: usize>(entries: [(&str, Value); N]) -> Gains {
        change(entries).unwrap().0.expect("a setting").gains()
    }

    #[test]
    fn a_setting_is_a_gain_for_each_channel() {
        assert_eq!(gains([("decibels", Value::Integer(0))]), UNCHANGED);
        assert_eq!(gains([("decibels", Value::Real(-20.0))]), [0.1, 0.1]);
        assert_eq!(gains([("pan", Value::Real(0.25))]), [0.75, 1.0]);
        assert_eq!(gains([("pan", Value::Integer(-1))]), [1.0, 0.0]);
        let muted = [
            ("decibels", Value::Integer(12)),
            ("muted", Value::Boolean(true)),
        ];
        assert_eq!(gains(muted), [0.0, 0.0]);
        assert_eq!(change([]), Ok(Change(None)));
    }

    #[test]
    fn what_it_cannot_be_is_said() {
        let message = |name, value| change([(name, value)]).unwrap_err();
        assert_eq!(
            message("decibels", Value::Real(12.5)),
            "expected decibels from -96 to 12, found the number 12.5"
        );
        assert_eq!(
            message("pan", Value::Real(f64::NAN)),
            "expected pan from -1 to 1, found the number NaN"
        );
        assert_eq!(
            message("volume", Value::Real(0.5)),
            "expected decibels, pan or muted, found the key \"volume\""
        );
        assert_eq!(
            message("muted", Value::String("yes".into())),
            "expected a boolean, found the string \"yes\""
        );
        let text = Value::String("loud".into()).to_object();
        assert_eq!(
            Change::from_object(&text).unwrap_err().to_string(),
            "expected a dictionary, found the string \"loud\""
        );
    }

    #[test]
    fn a_change_comes_back_from_its_object() {
        let settings = [
            None,
            Some(Setting {
                decibels: -3.5,
                pan: 0.5,
                is_muted: true,
            }),
        ];
        for setting in settings {
            let object = Change(setting).to_object().unwrap();
            assert_eq!(Change::from_object(&object), Ok(Change(setting)));
        }
    }
}
