//! What the host does when devices come and go: it ends the I/O of those that are gone, and gives those that have come the settings
//! that clients made in an earlier session (hal-facts D.5).
//!
//! Kept by the device's UID are control values, by class, scope and element, the sample rate, and stream formats, by direction
//! and number. A device that answers `'resc'` or `'resf'` with 0 is left alone.

use std::sync::Arc;

use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{
    AudioObjectID, AudioStreamBasicDescription, FourCc, kAudioBooleanControlPropertyValue,
    kAudioControlClassID, kAudioControlPropertyElement, kAudioControlPropertyScope,
    kAudioDevicePropertyNominalSampleRate, kAudioDevicePropertyWantsControlsRestored,
    kAudioDevicePropertyWantsStreamFormatsRestored, kAudioLevelControlPropertyDecibelValue,
    kAudioLevelControlPropertyScalarValue, kAudioSelectorControlPropertyCurrentItem,
    kAudioSliderControlPropertyValue, kAudioStereoPanControlPropertyValue, kAudioStreamClassID,
    kAudioStreamPropertyDirection, kAudioStreamPropertyPhysicalFormat,
    kAudioStreamPropertyVirtualFormat,
};

use super::core::{Core, lock};
use super::event::EventKind;
use super::mirror::Mirror;
use super::values::is_a;
use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::interface::Argument;

/// How the value of a setting is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Float32,
    Float64,
    Words,
    Format,
}

/// The properties whose values are kept, in the order in which they are set again: the rate before the formats, which carry it.
const SETTINGS: [(u32, Shape); 8] = [
    (kAudioDevicePropertyNominalSampleRate, Shape::Float64),
    (kAudioStreamPropertyPhysicalFormat, Shape::Format),
    (kAudioStreamPropertyVirtualFormat, Shape::Format),
    (kAudioSliderControlPropertyValue, Shape::Words),
    (kAudioLevelControlPropertyScalarValue, Shape::Float32),
    (kAudioBooleanControlPropertyValue, Shape::Words),
    (kAudioSelectorControlPropertyCurrentItem, Shape::Words),
    (kAudioStereoPanControlPropertyValue, Shape::Float32),
];

/// A place of a device's settings: an object of the device and one of its properties.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    object: AudioObjectID,
    selector: u32,
    shape: Shape,
    /// Under which name it is kept.
    key: String,
}

impl Core {
    /// Does what devices that have come or gone ask for. True when that may have led to more.
    pub(super) fn attend(self: &Arc<Core>) -> Result<bool, HostError> {
        // A list that cannot be read is the problem of the one who asks for it.
        let _ = self.refresh();
        let moves = std::mem::take(&mut *lock(&self.moves));
        for device in moves.gone {
            self.device_io(device).lock().vanish(self);
        }
        let mut restored = false;
        for device in moves.come {
            self.forget_ended_io(device);
            restored |= self.restore(device)?;
        }
        Ok(restored)
    }

    /// Sets again what clients had set on a device of this UID.
    fn restore(self: &Arc<Core>, device: AudioObjectID) -> Result<bool, HostError> {
        let mirror = Arc::clone(&lock(&self.mirror));
        let Some(uid) = uid(&mirror, device) else {
            return Ok(false);
        };
        let Some(saved) = self.storage.device_settings(uid) else {
            return Ok(false);
        };
        let rate = saved.get(&rate_key()).and_then(number);
        let mut restored = false;
        for setting in settings(self, &mirror, device) {
            let value = saved.get(&setting.key);
            let bytes = value.and_then(|value| to_bytes(value, setting.shape, rate));
            let Some(bytes) = bytes else {
                continue;
            };
            let address = Address::of(setting.selector);
            let driver = &self.instance.driver;
            let set = driver.set_property(
                setting.object,
                0,
                address,
                Argument::None,
                Argument::Bytes(&bytes),
            );
            if set == Err(HostError::ShutDown) {
                return Err(HostError::ShutDown);
            }
            self.note(EventKind::Restored {
                object: setting.object,
                address,
                accepted: set.is_ok(),
            });
            restored = true;
            // The rate has to be there before a format that carries it.
            self.instance.drain()?;
            if self.answers_now() {
                self.process()?;
            }
        }
        Ok(restored)
    }

    /// Keeps what a client has just set, if it is of a kind that is set again in the next session.
    pub(crate) fn remember(&self, object: AudioObjectID, selector: u32) {
        // Decibels and scalar are one value.
        let selector = if selector == kAudioLevelControlPropertyDecibelValue {
            kAudioLevelControlPropertyScalarValue
        } else {
            selector
        };
        if !SETTINGS.iter().any(|(known, _)| *known == selector) {
            return;
        }
        let mirror = Arc::clone(&lock(&self.mirror));
        let listed = mirror.devices.iter().chain(&mirror.clock_devices);
        let device = listed.map(|item| item.id).find(|id| {
            let device = mirror.objects.get(id);
            *id == object || device.is_some_and(|device| device.owned.contains(&object))
        });
        let Some((device, uid)) = device.and_then(|id| Some((id, uid(&mirror, id)?))) else {
            return;
        };
        let setting = settings(self, &mirror, device)
            .into_iter()
            .find(|setting| setting.object == object && setting.selector == selector);
        let Some(setting) = setting else {
            return;
        };
        let address = Address::of(selector);
        let Ok(bytes) = self.property_bytes(object, address, Argument::None) else {
            return;
        };
        let Some(value) = to_value(&bytes, setting.shape) else {
            return;
        };
        if setting.shape == Shape::Format {
            let rate = Value::Real(decode::format(&bytes).mSampleRate);
            self.storage.keep_setting(uid, &rate_key(), rate);
        }
        self.storage.keep_setting(uid, &setting.key, value);
    }
}

fn rate_key() -> String {
    FourCc(kAudioDevicePropertyNominalSampleRate).to_string()
}

fn uid(mirror: &Mirror, device: AudioObjectID) -> Option<&str> {
    let mut listed = mirror.devices.iter().chain(&mirror.clock_devices);
    let found = listed.find(|item| item.id == device)?;
    (!found.uid.is_empty()).then_some(found.uid.as_str())
}

fn has(core: &Core, object: AudioObjectID, selector: u32) -> bool {
    let driver = &core.instance.driver;
    let has = driver.has_property(object, 0, Address::of(selector));
    has.unwrap_or(false)
}

/// A 32-bit value, if the object has it.
fn word(core: &Core, object: AudioObjectID, selector: u32) -> Option<u32> {
    match has(core, object, selector) {
        true => core.object_u32(object, selector).ok(),
        false => None,
    }
}

/// The settings of a device that are kept, in the order of [`SETTINGS`].
fn settings(core: &Core, mirror: &Mirror, device: AudioObjectID) -> Vec<Setting> {
    let Some(root) = mirror.objects.get(&device) else {
        return Vec::new();
    };
    let wants = |selector| word(core, device, selector) != Some(0);
    let formats = wants(kAudioDevicePropertyWantsStreamFormatsRestored);
    let controls = wants(kAudioDevicePropertyWantsControlsRestored);
    let mut names: Vec<(AudioObjectID, String)> = Vec::new();
    if formats {
        names.push((device, String::new()));
    }
    for id in &root.owned {
        let Some(object) = mirror.objects.get(id) else {
            continue;
        };
        let is =
            |class| is_a(object.class, class) || object.base.is_some_and(|base| is_a(base, class));
        let name = if is(kAudioStreamClassID) && formats {
            match word(core, *id, kAudioStreamPropertyDirection) {
                Some(0) => "output stream".to_string(),
                _ => "input stream".to_string(),
            }
        } else if is(kAudioControlClassID) && controls {
            let scope = word(core, *id, kAudioControlPropertyScope).unwrap_or_default();
            let element = word(core, *id, kAudioControlPropertyElement).unwrap_or_default();
            format!("{} {} {element}", FourCc(object.class), FourCc(scope))
        } else {
            continue;
        };
        names.push((*id, name));
    }
    let mut found = Vec::new();
    for (selector, shape) in SETTINGS {
        let mut numbers: std::collections::BTreeMap<&str, usize> = Default::default();
        for (object, name) in &names {
            let number = numbers.entry(name).or_default();
            if has(core, *object, selector) {
                let key = match name.as_str() {
                    "" => FourCc(selector).to_string(),
                    name => format!("{name} {number} {}", FourCc(selector)),
                };
                found.push(Setting {
                    object: *object,
                    selector,
                    shape,
                    key,
                });
            }
            *number += 1;
        }
    }
    found
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Real(value) => Some(*value),
        Value::Integer(value) => Some(*value as f64),
        _ => None,
    }
}

fn to_value(bytes: &[u8], shape: Shape) -> Option<Value> {
    let integer = |word: u32| Value::Integer(i64::from(word));
    match (shape, bytes.len()) {
        (Shape::Float32, 4) => Some(Value::Real(f64::from(decode::f32_at(bytes, 0)))),
        (Shape::Float64, 8) => Some(Value::Real(decode::f64_at(bytes, 0))),
        (Shape::Words, _) => {
            let words = decode::u32s(bytes)?;
            Some(Value::Array(words.into_iter().map(integer).collect()))
        }
        (Shape::Format, 40) => {
            let format = decode::format(bytes);
            let words = decode::u32s(&bytes[8..])?;
            let rate = Value::Real(format.mSampleRate);
            let words = words.into_iter().map(integer);
            Some(Value::Array(std::iter::once(rate).chain(words).collect()))
        }
        _ => None,
    }
}

/// The bytes of a kept value; a format gets the device's rate.
fn to_bytes(value: &Value, shape: Shape, rate: Option<f64>) -> Option<Vec<u8>> {
    let words = |values: &[Value]| -> Option<Vec<u32>> {
        let word = |value: &Value| match value {
            Value::Integer(value) => u32::try_from(*value).ok(),
            _ => None,
        };
        values.iter().map(word).collect()
    };
    match (shape, value) {
        (Shape::Float32, value) => Some((number(value)? as f32).to_ne_bytes().to_vec()),
        (Shape::Float64, value) => Some(number(value)?.to_ne_bytes().to_vec()),
        (Shape::Words, Value::Array(values)) => {
            let bytes = words(values)?.into_iter().flat_map(u32::to_ne_bytes);
            Some(bytes.collect())
        }
        (Shape::Format, Value::Array(values)) => {
            let (kept, rest) = values.split_first()?;
            let words = words(rest).filter(|words| words.len() == 8)?;
            let rate = rate.or_else(|| number(kept))?;
            let bytes: Vec<u8> = rate
                .to_ne_bytes()
                .into_iter()
                .chain(words.into_iter().flat_map(u32::to_ne_bytes))
                .collect();
            let format: AudioStreamBasicDescription = decode::format(&bytes);
            Some(decode::format_bytes(&format).to_vec())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_being_kept() {
        let float = 0.25_f32.to_ne_bytes();
        let value = to_value(&float, Shape::Float32).unwrap();
        assert_eq!(to_bytes(&value, Shape::Float32, None).unwrap(), float);
        let words: Vec<u8> = [7_u32, u32::MAX]
            .iter()
            .flat_map(|w| w.to_ne_bytes())
            .collect();
        let value = to_value(&words, Shape::Words).unwrap();
        assert_eq!(to_bytes(&value, Shape::Words, None).unwrap(), words);
        assert_eq!(to_value(&words, Shape::Float32), None);
    }

    #[test]
    fn a_format_is_set_again_at_the_rate_of_the_device() {
        let mut bytes = [0_u8; 40];
        bytes[..8].copy_from_slice(&48_000.0_f64.to_ne_bytes());
        bytes[28..32].copy_from_slice(&2_u32.to_ne_bytes());
        let value = to_value(&bytes, Shape::Format).unwrap();
        assert_eq!(to_bytes(&value, Shape::Format, None).unwrap(), bytes);
        bytes[..8].copy_from_slice(&44_100.0_f64.to_ne_bytes());
        assert_eq!(
            to_bytes(&value, Shape::Format, Some(44_100.0)).unwrap(),
            bytes
        );
    }

    #[test]
    fn what_somebody_else_wrote_into_the_file_is_left_out() {
        for value in [
            Value::String("loud".into()),
            Value::Array(vec![Value::Integer(-1)]),
            Value::Array(vec![Value::Boolean(true)]),
        ] {
            assert_eq!(to_bytes(&value, Shape::Words, None), None);
            assert_eq!(to_bytes(&value, Shape::Format, None), None);
        }
    }
}
