//! From decoded values to text for people and data for programs.

use tympan_aspl::cf::{CfObject, property_list};
use tympan_aspl_sys::{
    AudioChannelDescription, AudioStreamBasicDescription, AudioStreamRangedDescription,
    AudioValueRange, FourCc, names,
};

use super::{Data, Value};
use crate::error::status_name;
use crate::io::describe;
use crate::table::Codes;

impl Value {
    pub(super) fn new(text: impl Into<String>, data: Data) -> Value {
        Value {
            text: text.into(),
            data,
        }
    }

    pub(super) fn list(values: Vec<Value>) -> Value {
        let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
        let text = format!("[{}]", texts.join(", "));
        let data = values.into_iter().map(|value| value.data).collect();
        Value::new(text, Data::List(data))
    }
}

pub(super) fn number(number: u32) -> Value {
    Value::new(number.to_string(), Data::Integer(i64::from(number)))
}

pub(super) fn flag(value: u32) -> Value {
    match value {
        0 => Value::new("no", Data::Boolean(false)),
        1 => Value::new("yes", Data::Boolean(true)),
        other => number(other),
    }
}

pub(super) fn real(number: f64) -> Value {
    Value::new(number.to_string(), Data::Real(number))
}

pub(super) fn text(text: &str) -> Value {
    Value::new(format!("{text:?}"), Data::text(text))
}

pub(super) fn status(status: i32) -> Value {
    let shown = match status {
        0 => "0".into(),
        status => status_name(status),
    };
    Value::new(shown, Data::Integer(i64::from(status)))
}

/// A code: in text with its name, in data as a map.
pub(super) fn code(code: u32, family: Codes) -> Value {
    let name = match family {
        Codes::Class => names::class(code),
        Codes::Scope => names::scope(code),
        Codes::Transport => names::transport_type(code),
        Codes::Terminal => names::terminal_type(code),
        Codes::ClockAlgorithm => names::clock_algorithm(code),
        Codes::Direction => match code {
            0 => Some("output"),
            1 => Some("input"),
            _ => None,
        },
    };
    named(code, name)
}

pub(super) fn item_kind(code: u32) -> Value {
    named(code, names::item_kind(code))
}

fn named(code: u32, name: Option<&str>) -> Value {
    let shown = FourCc(code);
    let text = name.map_or_else(|| shown.to_string(), |name| format!("{shown} {name}"));
    let data = [("code", Data::text(shown)), ("name", Data::optional(name))];
    Value::new(text, Data::map(data))
}

pub(super) fn range(range: &AudioValueRange) -> Value {
    let (minimum, maximum) = (range.mMinimum, range.mMaximum);
    let text = if minimum == maximum {
        minimum.to_string()
    } else {
        format!("{minimum} to {maximum}")
    };
    let data = [
        ("minimum", Data::Real(minimum)),
        ("maximum", Data::Real(maximum)),
    ];
    Value::new(text, Data::map(data))
}

pub(super) fn format(format: &AudioStreamBasicDescription) -> Value {
    let number = |value: u32| Data::Integer(i64::from(value));
    let data = [
        ("sample_rate", Data::Real(format.mSampleRate)),
        ("format_id", Data::text(FourCc(format.mFormatID))),
        ("format_flags", number(format.mFormatFlags)),
        ("bytes_per_packet", number(format.mBytesPerPacket)),
        ("frames_per_packet", number(format.mFramesPerPacket)),
        ("bytes_per_frame", number(format.mBytesPerFrame)),
        ("channels_per_frame", number(format.mChannelsPerFrame)),
        ("bits_per_channel", number(format.mBitsPerChannel)),
    ];
    Value::new(describe(format), Data::map(data))
}

pub(super) fn ranged_format(ranged: &AudioStreamRangedDescription) -> Value {
    let format = format(&ranged.mFormat);
    let range = range(&ranged.mSampleRateRange);
    let data = [("format", format.data), ("sample_rate_range", range.data)];
    let text = format!("{{{}; rate {}}}", format.text, range.text);
    Value::new(text, Data::map(data))
}

pub(super) fn channel_layout(
    tag: u32,
    bitmap: u32,
    descriptions: &[AudioChannelDescription],
) -> Value {
    let label = |description: &AudioChannelDescription| {
        let label = description.mChannelLabel;
        let name = names::channel_label(label);
        let text = name.map_or_else(|| label.to_string(), Into::into);
        let data = [
            ("label", Data::Integer(i64::from(label))),
            ("name", Data::optional(name)),
        ];
        Value::new(text, Data::map(data))
    };
    let channels = Value::list(descriptions.iter().map(label).collect());
    let name = names::channel_layout_tag(tag);
    let shown = name.map_or_else(|| format!("0x{tag:X}"), Into::into);
    let data = [
        ("tag", Data::Integer(i64::from(tag))),
        ("tag_name", Data::optional(name)),
        ("bitmap", Data::Integer(i64::from(bitmap))),
        ("channels", channels.data),
    ];
    Value::new(format!("{shown} {}", channels.text), Data::map(data))
}

/// Any CoreFoundation object, as a property list if it is one.
pub(super) fn object(object: &CfObject) -> Value {
    match property_list::Value::from_object(object) {
        Ok(value) => property_list(&value),
        Err(_) => Value::new(format!("{object:?}"), Data::text(format!("{object:?}"))),
    }
}

fn property_list(value: &property_list::Value) -> Value {
    use property_list::Value as List;

    match value {
        List::String(string) => text(string),
        List::Integer(integer) => Value::new(integer.to_string(), Data::Integer(*integer)),
        List::Real(value) | List::Date(value) => real(*value),
        List::Boolean(value) => flag(u32::from(*value)),
        List::Data(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Value::new(format!("<{hex}>"), Data::Text(hex))
        }
        List::Array(values) => Value::list(values.iter().map(property_list).collect()),
        List::Dictionary(entries) => {
            let shown = entries.iter();
            let shown: Vec<(&String, Value)> = shown
                .map(|(key, value)| (key, property_list(value)))
                .collect();
            let texts: Vec<String> = shown
                .iter()
                .map(|(key, value)| format!("{key}: {}", value.text))
                .collect();
            let data = shown.into_iter();
            let data = data.map(|(key, value)| (key.clone(), value.data));
            Value::new(
                format!("{{{}}}", texts.join(", ")),
                Data::Map(data.collect()),
            )
        }
    }
}
