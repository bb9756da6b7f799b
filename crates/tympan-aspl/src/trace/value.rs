//! Values in words, and shortened: numbers, codes, ranges, formats, layouts, lists, CoreFoundation objects.

use core::fmt::{self, Display, Write};

use tympan_aspl_sys::{self as sys, names};

use super::names::{Code, Hexadecimal};
use crate::cf::{CfArray, CfData, CfDictionary, CfObject, CfString, CfUrl, Kind};
use crate::format::{ByteOrder, StreamFormat};
use crate::object::{Data, Item, Qualifier, ValueType};

/// Of so many items of a list or container the first ones are shown.
const ITEMS: usize = 16;

/// Of so many bytes the first ones are shown.
const BYTES: usize = 24;

/// Of so many characters of a text the first ones are shown.
const CHARACTERS: usize = 120;

/// So deep containers are shown.
const DEPTH: usize = 4;

type Name = fn(u32) -> Option<&'static str>;

/// The properties whose numbers are codes.
const CODES: &[(sys::AudioObjectPropertySelector, Name)] = &[
    (sys::kAudioObjectPropertyBaseClass, names::class),
    (sys::kAudioObjectPropertyClass, names::class),
    (
        sys::kAudioDevicePropertyTransportType,
        names::transport_type,
    ),
    (
        sys::kAudioDevicePropertyClockAlgorithm,
        names::clock_algorithm,
    ),
    (sys::kAudioStreamPropertyTerminalType, names::terminal_type),
    (sys::kAudioControlPropertyScope, names::scope),
    (sys::kAudioSelectorControlPropertyItemKind, names::item_kind),
    (
        sys::kAudioSelectorControlPropertyCurrentItem,
        names::data_source,
    ),
    (
        sys::kAudioSelectorControlPropertyAvailableItems,
        names::data_source,
    ),
    (sys::kAudioBoxPropertyAcquisitionFailed, Code::status_bits),
];

/// A property's value of a type, or the bytes where they are no such value.
pub(super) fn value(
    selector: sys::AudioObjectPropertySelector,
    kind: ValueType,
    bytes: &[u8],
) -> Value<'_> {
    let fits = kind.fixed_size().is_none_or(|size| size == bytes.len());
    let name = CODES.iter().find(|(known, _)| *known == selector);
    Value {
        kind: if fits && !kind.is_object() {
            kind
        } else {
            ValueType::Bytes
        },
        name: name.map(|(_, name)| *name),
        bytes,
    }
}

/// See [`value`].
pub(super) struct Value<'a> {
    kind: ValueType,
    name: Option<Name>,
    bytes: &'a [u8],
}

impl Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.bytes;
        match self.kind {
            ValueType::UInt32 => self.number(f, bytes),
            ValueType::Float32 => write!(f, "{}", f32::from_ne_bytes(first(bytes))),
            ValueType::Float64 => write!(f, "{}", f64::from_ne_bytes(first(bytes))),
            ValueType::Pair => list(f, bytes, 4, |f, item| word(item, 0).fmt(f)),
            ValueType::Range => range(f, bytes),
            ValueType::StreamFormat => format(f, bytes),
            ValueType::List(item) => self.list(f, item),
            ValueType::ChannelLayout => layout(f, bytes),
            // Objects do not come as bytes.
            ValueType::Text | ValueType::Url | ValueType::PropertyList | ValueType::Bytes => {
                Bytes(bytes).fmt(f)
            }
        }
    }
}

impl Value<'_> {
    /// A number; a code where the property's values are codes.
    fn number(&self, f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
        match self.name {
            Some(name) => Code::new(name, word(bytes, 0)).fmt(f),
            None => word(bytes, 0).fmt(f),
        }
    }

    fn list(&self, f: &mut fmt::Formatter<'_>, item: Item) -> fmt::Result {
        let bytes = self.bytes;
        match item {
            Item::Id | Item::UInt32 => list(f, bytes, 4, |f, item| self.number(f, item)),
            Item::Range => list(f, bytes, 16, range),
            Item::RangedFormat => list(f, bytes, 56, |f, item| {
                let (description, rates) = item.split_at(40);
                format(f, description)?;
                // The usual entry is for its one rate.
                if rates[..8] != description[..8] || rates[8..] != description[..8] {
                    f.write_str(" at ")?;
                    range(f, rates)?;
                }
                Ok(())
            }),
            Item::CustomProperty => list(f, bytes, 12, |f, item| {
                let kind = |place| Code::new(names::custom_property_data_type, word(item, place));
                let selector = sys::FourCc(word(item, 0));
                write!(f, "{selector} of {} by {}", kind(1), kind(2))
            }),
        }
    }
}

/// The first bytes; zeros where there are none.
fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

/// The 32-bit number at a place.
fn word(bytes: &[u8], place: usize) -> u32 {
    u32::from_ne_bytes(first(bytes.get(4 * place..).unwrap_or_default()))
}

/// Whole items between brackets.
fn list(
    f: &mut fmt::Formatter<'_>,
    bytes: &[u8],
    size: usize,
    item: impl Fn(&mut fmt::Formatter<'_>, &[u8]) -> fmt::Result,
) -> fmt::Result {
    let items = bytes.chunks_exact(size);
    let count = items.len();
    f.write_char('[')?;
    for (place, bytes) in items.take(ITEMS).enumerate() {
        if place > 0 {
            f.write_str("; ")?;
        }
        item(f, bytes)?;
    }
    more(f, count, "items")?;
    f.write_char(']')
}

/// Says how many there are if not all are shown.
fn more(f: &mut fmt::Formatter<'_>, count: usize, what: &str) -> fmt::Result {
    if count > ITEMS {
        write!(f, "; ... {count} {what}")?;
    }
    Ok(())
}

/// An `AudioValueRange`; one number if it is one.
fn range(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let minimum = f64::from_ne_bytes(first(bytes));
    let maximum = f64::from_ne_bytes(first(&bytes[8..]));
    if minimum.to_bits() == maximum.to_bits() {
        write!(f, "{minimum}")
    } else {
        write!(f, "{minimum} to {maximum}")
    }
}

/// An `AudioStreamBasicDescription`: `48000 Hz, 2 ch, Float32 LE`.
fn format(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let Ok(description) = Data::Bytes(bytes).format() else {
        return Bytes(bytes).fmt(f);
    };
    let (rate, channels) = (description.mSampleRate, description.mChannelsPerFrame);
    write!(f, "{rate} Hz, {channels} ch, ")?;
    let Some(format) = StreamFormat::from_description(&description) else {
        // No format of this framework's: all there is to know of it.
        return write!(
            f,
            "{} flags {}, {} bits, {} bytes in {} frames, {} bytes a frame",
            Code::new(names::format_id, description.mFormatID),
            Hexadecimal(description.mFormatFlags),
            description.mBitsPerChannel,
            description.mBytesPerPacket,
            description.mFramesPerPacket,
            description.mBytesPerFrame,
        );
    };
    let format = format.sample_format;
    let order = match format.byte_order {
        ByteOrder::Little => "LE",
        ByteOrder::Big => "BE",
    };
    write!(f, "{:?} {order}", format.sample_type)?;
    if !format.is_mixable {
        f.write_str(" non-mixable")?;
    }
    Ok(())
}

/// An `AudioChannelLayout` (hal-facts A.8): its tag, its bitmap if that is the layout, and the channels' labels.
fn layout(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    const HEADER: usize = 12;
    const DESCRIPTION: usize = 20;
    let tag = word(bytes, 0);
    match names::channel_layout_tag(tag) {
        Some(name) => f.write_str(name)?,
        None => write!(f, "{}", Hexadecimal(tag))?,
    }
    if tag == sys::kAudioChannelLayoutTag_UseChannelBitmap {
        write!(f, " {}", Hexadecimal(word(bytes, 1)))?;
    }
    let descriptions = bytes.get(HEADER..).unwrap_or_default();
    if !descriptions.is_empty() {
        f.write_char(' ')?;
        list(f, descriptions, DESCRIPTION, |f, description| {
            let label = word(description, 0);
            match names::channel_label(label) {
                Some(name) => f.write_str(name),
                None => label.fmt(f),
            }
        })?;
    }
    Ok(())
}

/// Bytes in hexadecimal.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Display for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('<')?;
        for byte in self.0.iter().take(BYTES) {
            write!(f, "{byte:02x}")?;
        }
        if self.0.len() > BYTES {
            write!(f, " ... {} bytes", self.0.len())?;
        }
        f.write_char('>')
    }
}

/// A text in quotes.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(CHARACTERS) {
            None => write!(f, "{:?}", self.0),
            Some((end, _)) => write!(f, "{:?}... {} bytes", &self.0[..end], self.0.len()),
        }
    }
}

/// A qualifier, for those that have one.
pub(super) struct Qualified<'a>(pub(super) &'a Qualifier<'a>);

impl Display for Qualified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("qualifier ")?;
        match self.0 {
            Qualifier::None => f.write_str("none"),
            Qualifier::Classes(bytes) => list(f, bytes, 4, |f, class| {
                Code::new(names::class, word(class, 0)).fmt(f)
            }),
            Qualifier::Text(text) => Text(text).fmt(f),
            Qualifier::UInt32(value) => sys::FourCc(*value).fmt(f),
            Qualifier::Object(value) => object(value).fmt(f),
            Qualifier::Bytes(bytes) => Bytes(bytes).fmt(f),
        }
    }
}

/// A CoreFoundation object.
pub(super) fn object(object: &CfObject) -> impl Display + '_ {
    Nested(object, 0)
}

/// An object inside so many containers. Foreign ones can hold themselves.
struct Nested<'a>(&'a CfObject, usize);

impl Display for Nested<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let &Self(object, depth) = self;
        match object.kind() {
            Kind::Array | Kind::Dictionary if depth == DEPTH => f.write_str("..."),
            Kind::Array => self.array(f),
            Kind::Dictionary => self.dictionary(f),
            Kind::String => match object.downcast_ref::<CfString>() {
                Some(text) => Text(&text.to_string()).fmt(f),
                None => Ok(()),
            },
            Kind::Url => match object.downcast_ref::<CfUrl>() {
                Some(url) => Text(&url.to_string()).fmt(f),
                None => Ok(()),
            },
            Kind::Data => match object.downcast_ref::<CfData>() {
                Some(data) => Bytes(&data.to_vec()).fmt(f),
                None => Ok(()),
            },
            _ => write!(f, "{object:?}"),
        }
    }
}

impl Nested<'_> {
    fn array(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(array) = self.0.downcast_ref::<CfArray>() else {
            return Ok(());
        };
        f.write_char('[')?;
        for (place, element) in array.iter().take(ITEMS).enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(f, "{separator}{}", Nested(&element, self.1 + 1))?;
        }
        more(f, array.len(), "items")?;
        f.write_char(']')
    }

    fn dictionary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(dictionary) = self.0.downcast_ref::<CfDictionary>() else {
            return Ok(());
        };
        f.write_char('{')?;
        for (place, (key, value)) in dictionary.iter().take(ITEMS).enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            let (key, value) = (key.to_string(), Nested(&value, self.1 + 1));
            write!(f, "{separator}{}: {value}", Text(&key))?;
        }
        more(f, dictionary.len(), "entries")?;
        f.write_char('}')
    }
}
