//! Property lists in binary form: `bplist00`.
//!
//! After eight bytes of header come the objects, then a table of their offsets, then 32 bytes that say how wide offsets
//! and references are, how many objects there are, which one is the top and where the table begins. All numbers are
//! big-endian.

use std::collections::BTreeMap;

use super::{MAX_DEPTH, ParseError, Value};

type Parsed<T> = Result<T, ParseError>;

const HEADER: &[u8] = b"bplist00";
const TRAILER: usize = 32;
/// Objects may be referred to more than once, and a small file can so unfold to a giant. This many values are allowed
/// beyond one for each byte of the file, which is what references from one container can make. (Fewer within Miri, where a
/// test would otherwise take minutes to get there.)
const EXTRA_VALUES: usize = if cfg!(miri) { 1 << 8 } else { 1 << 20 };
/// Bytes of content that are allowed beyond those of the file.
const EXTRA_BYTES: usize = 1 << 24;

struct Reader<'a> {
    bytes: &'a [u8],
    /// Where the objects end and the offset table begins.
    objects_end: usize,
    offset_size: usize,
    reference_size: usize,
    count: usize,
    /// How many more values may be made, and how many bytes of content.
    values_left: usize,
    bytes_left: usize,
    /// The containers that are being read: one of them again would be a ring.
    open: Vec<usize>,
}

fn error<T>(offset: usize, message: impl Into<String>) -> Parsed<T> {
    Err(ParseError {
        line: None,
        offset,
        message: message.into(),
    })
}

pub(super) fn parse(bytes: &[u8]) -> Parsed<Value> {
    if !bytes.starts_with(HEADER) {
        return error(0, "expected version bplist00");
    }
    let Some(trailer_at) = bytes
        .len()
        .checked_sub(TRAILER)
        .filter(|&at| at >= HEADER.len())
    else {
        return error(
            bytes.len(),
            "expected 32 bytes after the objects, found the end",
        );
    };
    let trailer = &bytes[trailer_at..];
    let word = |at: usize| usize::try_from(number(&trailer[at..at + 8])).unwrap_or(usize::MAX);
    let (count, top, table) = (word(8), word(16), word(24));
    let (offset_size, reference_size) = (usize::from(trailer[6]), usize::from(trailer[7]));
    if !(1..=8).contains(&offset_size) || !(1..=8).contains(&reference_size) {
        return error(
            trailer_at + 6,
            "expected offsets and references of 1 to 8 bytes",
        );
    }
    let table_size = count.checked_mul(offset_size);
    let fits = table_size
        .and_then(|size| table.checked_add(size))
        .is_some_and(|end| end <= trailer_at);
    if !fits || table < HEADER.len() {
        return error(trailer_at + 8, "expected an offset table within the file");
    }
    let mut reader = Reader {
        bytes,
        objects_end: table,
        offset_size,
        reference_size,
        count,
        values_left: bytes.len().saturating_add(EXTRA_VALUES),
        bytes_left: bytes.len().saturating_add(EXTRA_BYTES),
        open: Vec::new(),
    };
    reader.value(top, trailer_at + 16)
}

/// A big-endian number of at most 8 bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |value, &byte| value << 8 | u64::from(byte))
}

impl<'a> Reader<'a> {
    /// The part of the objects from an offset on, of a length.
    fn take(&self, at: usize, length: usize, what: &str) -> Parsed<&'a [u8]> {
        match at.checked_add(length) {
            Some(end) if end <= self.objects_end => Ok(&self.bytes[at..end]),
            _ => error(at, format!("expected {what}, found the end of the objects")),
        }
    }

    /// Reads the object with a number; `from` is where it is referred to.
    fn value(&mut self, object: usize, from: usize) -> Parsed<Value> {
        if object >= self.count {
            return error(
                from,
                format!("expected an object below {}, found {object}", self.count),
            );
        }
        let Some(left) = self.values_left.checked_sub(1) else {
            return error(
                from,
                "expected fewer values: objects are repeated too often",
            );
        };
        self.values_left = left;
        let entry = self.objects_end + object * self.offset_size;
        let at = usize::try_from(number(&self.bytes[entry..entry + self.offset_size]))
            .unwrap_or(usize::MAX);
        if at < HEADER.len() || at >= self.objects_end {
            return error(
                entry,
                format!("expected the offset of object {object} within the objects"),
            );
        }
        let marker = self.bytes[at];
        let low = usize::from(marker & 0x0F);
        match marker >> 4 {
            0x0 if marker == 0x08 || marker == 0x09 => Ok(Value::Boolean(marker == 0x09)),
            0x1 => self.integer(at + 1, low).map(Value::Integer),
            0x2 if low == 2 => {
                let bits = number(self.take(at + 1, 4, "a number")?);
                Ok(Value::Real(f64::from(f32::from_bits(bits as u32))))
            }
            0x2 if low == 3 => self.double(at + 1).map(Value::Real),
            0x3 if low == 3 => self.double(at + 1).map(Value::Date),
            0x4 => self
                .content(at, low, 1, "data")
                .map(|bytes| Value::Data(bytes.to_vec())),
            0x5 => {
                let bytes = self.content(at, low, 1, "a string")?;
                if !bytes.is_ascii() {
                    return error(at, "expected ASCII in a string of one byte per character");
                }
                Ok(Value::String(
                    bytes.iter().map(|&byte| char::from(byte)).collect(),
                ))
            }
            0x6 => {
                let bytes = self.content(at, low, 2, "a string")?;
                let units = bytes
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                let text: String = char::decode_utf16(units)
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect();
                Ok(Value::String(text))
            }
            0xA | 0xD => self.container(object, at, low),
            _ => error(
                at,
                format!("expected a kind of object that a property list has, found {marker:#04x}"),
            ),
        }
    }

    /// An integer of 1, 2, 4, 8 or 16 bytes; the short ones have no sign.
    fn integer(&self, at: usize, power: usize) -> Parsed<i64> {
        let value = match power {
            0..=2 => number(self.take(at, 1 << power, "an integer")?)
                .try_into()
                .ok(),
            3 => Some(number(self.take(at, 8, "an integer")?) as i64),
            4 => {
                let (high, low) = self.take(at, 16, "an integer")?.split_at(8);
                let wide = i128::from(number(high) as i64) << 64 | i128::from(number(low));
                wide.try_into().ok()
            }
            _ => None,
        };
        value.map_or_else(|| error(at, "expected an integer of at most 64 bits"), Ok)
    }

    fn double(&self, at: usize) -> Parsed<f64> {
        Ok(f64::from_bits(number(self.take(at, 8, "a number")?)))
    }

    /// The number of elements of the object at an offset, and where they begin.
    fn length(&self, at: usize, low: usize) -> Parsed<(usize, usize)> {
        if low < 0x0F {
            return Ok((low, at + 1));
        }
        let marker = self.take(at + 1, 1, "a length")?[0];
        let power = usize::from(marker & 0x0F);
        if marker >> 4 != 1 || power > 3 {
            return error(at + 1, "expected a length");
        }
        match usize::try_from(self.integer(at + 2, power)?) {
            Ok(length) => Ok((length, at + 2 + (1 << power))),
            Err(_) => error(at + 1, "expected a length that is not negative"),
        }
    }

    /// The content of data or a string, `width` bytes for each element.
    fn content(&mut self, at: usize, low: usize, width: usize, what: &str) -> Parsed<&'a [u8]> {
        let (length, start) = self.length(at, low)?;
        let content = self.take(start, length.saturating_mul(width), what)?;
        match self.bytes_left.checked_sub(content.len()) {
            Some(left) => self.bytes_left = left,
            None => return error(at, "expected less content: objects are repeated too often"),
        }
        Ok(content)
    }

    fn container(&mut self, object: usize, at: usize, low: usize) -> Parsed<Value> {
        if self.open.contains(&object) {
            return error(at, "expected no container within itself");
        }
        if self.open.len() >= MAX_DEPTH {
            return error(
                at,
                format!("expected at most {MAX_DEPTH} nested containers"),
            );
        }
        self.open.push(object);
        let is_dictionary = self.bytes[at] >> 4 == 0xD;
        let (length, start) = self.length(at, low)?;
        let references = if is_dictionary {
            length.saturating_mul(2)
        } else {
            length
        };
        self.take(
            start,
            references.saturating_mul(self.reference_size),
            "references",
        )?;
        let reference = |reader: &Self, index: usize| {
            let at = start + index * reader.reference_size;
            let object = number(&reader.bytes[at..at + reader.reference_size]);
            (usize::try_from(object).unwrap_or(usize::MAX), at)
        };
        let value = if is_dictionary {
            let mut entries = BTreeMap::new();
            for index in 0..length {
                let (key, key_at) = reference(self, index);
                let Value::String(key) = self.value(key, key_at)? else {
                    return error(key_at, "expected a string as key");
                };
                let (value, value_at) = reference(self, length + index);
                let value = self.value(value, value_at)?;
                entries.insert(key, value);
            }
            Value::Dictionary(entries)
        } else {
            let mut values = Vec::with_capacity(length);
            for index in 0..length {
                let (element, element_at) = reference(self, index);
                values.push(self.value(element, element_at)?);
            }
            Value::Array(values)
        };
        self.open.pop();
        Ok(value)
    }
}

/// The binary form of a property list.
#[must_use]
pub fn to_binary(value: &Value) -> Vec<u8> {
    let mut writer = Writer {
        bytes: HEADER.to_vec(),
        offsets: Vec::new(),
        reference_size: width(count(value) as u64),
    };
    let top = writer.write(value);
    let table = writer.bytes.len();
    let offset_size = width(table as u64);
    for offset in std::mem::take(&mut writer.offsets) {
        writer.number(offset as u64, offset_size);
    }
    writer.bytes.extend_from_slice(&[0; 6]);
    writer.bytes.push(offset_size as u8);
    writer.bytes.push(writer.reference_size as u8);
    for word in [count(value), top, table] {
        writer.number(word as u64, 8);
    }
    writer.bytes
}

/// How many objects a value takes.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Dictionary(entries) => entries.values().map(|value| 1 + count(value)).sum(),
        _ => 0,
    }
}

/// How many bytes a number takes: 1, 2, 4 or 8.
fn width(value: u64) -> usize {
    match value {
        0..=0xFF => 1,
        0x100..=0xFFFF => 2,
        0x1_0000..=0xFFFF_FFFF => 4,
        _ => 8,
    }
}

struct Writer {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
    reference_size: usize,
}

impl Writer {
    fn number(&mut self, value: u64, size: usize) {
        self.bytes
            .extend_from_slice(&value.to_be_bytes()[8 - size..]);
    }

    fn integer(&mut self, value: u64, size: usize) {
        self.bytes.push(0x10 | size.trailing_zeros() as u8);
        self.number(value, size);
    }

    fn marker(&mut self, kind: u8, length: usize) {
        if length < 0x0F {
            self.bytes.push(kind << 4 | length as u8);
        } else {
            self.bytes.push(kind << 4 | 0x0F);
            self.integer(length as u64, width(length as u64));
        }
    }

    /// Begins a new object, and says which number it has.
    fn begin(&mut self) -> usize {
        self.offsets.push(self.bytes.len());
        self.offsets.len() - 1
    }

    /// Writes a value after the values inside it, and says which number it has.
    fn write(&mut self, value: &Value) -> usize {
        let references: Vec<usize> = match value {
            Value::Array(values) => values.iter().map(|value| self.write(value)).collect(),
            Value::Dictionary(entries) => {
                let keys: Vec<usize> = entries.keys().map(|key| self.string(key)).collect();
                keys.into_iter()
                    .chain(
                        entries
                            .values()
                            .map(|value| self.write(value))
                            .collect::<Vec<_>>(),
                    )
                    .collect()
            }
            _ => Vec::new(),
        };
        if let Value::String(text) = value {
            return self.string(text);
        }
        let object = self.begin();
        match value {
            Value::Boolean(value) => self.bytes.push(if *value { 0x09 } else { 0x08 }),
            // Only 8 bytes have a sign.
            Value::Integer(value) => self.integer(
                *value as u64,
                if *value < 0 { 8 } else { width(*value as u64) },
            ),
            Value::Real(value) => {
                self.bytes.push(0x23);
                self.number(value.to_bits(), 8);
            }
            Value::Date(seconds) => {
                self.bytes.push(0x33);
                self.number(seconds.to_bits(), 8);
            }
            Value::Data(bytes) => {
                self.marker(0x4, bytes.len());
                self.bytes.extend_from_slice(bytes);
            }
            Value::Array(values) => self.marker(0xA, values.len()),
            Value::Dictionary(entries) => self.marker(0xD, entries.len()),
            Value::String(_) => {}
        }
        for reference in references {
            self.number(reference as u64, self.reference_size);
        }
        object
    }

    fn string(&mut self, text: &str) -> usize {
        let object = self.begin();
        if text.is_ascii() {
            self.marker(0x5, text.len());
            self.bytes.extend_from_slice(text.as_bytes());
        } else {
            let units: Vec<u16> = text.encode_utf16().collect();
            self.marker(0x6, units.len());
            self.bytes
                .extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
        }
        object
    }
}
