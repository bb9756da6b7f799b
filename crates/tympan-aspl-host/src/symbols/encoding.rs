//! The encodings of strings: bytes to UTF-16 units and back (hal-facts A.12).

/// `CFStringEncoding`.
pub type Encoding = u32;

pub const MAC_ROMAN: Encoding = 0;
pub const WINDOWS_LATIN_1: Encoding = 0x0500;
pub const ISO_LATIN_1: Encoding = 0x0201;
pub const ASCII: Encoding = 0x0600;
pub const NON_LOSSY_ASCII: Encoding = 0x0BFF;
pub const UTF16: Encoding = 0x0100;
pub const UTF8: Encoding = 0x0800_0100;
pub const UTF16_BE: Encoding = 0x1000_0100;
pub const UTF16_LE: Encoding = 0x1400_0100;
pub const UTF32: Encoding = 0x0C00_0100;
pub const UTF32_BE: Encoding = 0x1800_0100;
pub const UTF32_LE: Encoding = 0x1C00_0100;

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// The upper halves of the encodings with one byte per character.
const MAC_ROMAN_UPPER: [u16; 128] = [
    0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0, 0x00E2, 0x00E4, 0x00E3,
    0x00E5, 0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB, 0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3,
    0x00F2, 0x00F4, 0x00F6, 0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3,
    0x00A7, 0x2022, 0x00B6, 0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8, 0x2260, 0x00C6, 0x00D8,
    0x221E, 0x00B1, 0x2264, 0x2265, 0x00A5, 0x00B5, 0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA,
    0x00BA, 0x03A9, 0x00E6, 0x00F8, 0x00BF, 0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB,
    0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5, 0x0152, 0x0153, 0x2013, 0x2014, 0x201C, 0x201D,
    0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178, 0x2044, 0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02,
    0x2021, 0x00B7, 0x201A, 0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1, 0x00CB, 0x00C8, 0x00CD, 0x00CE,
    0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9, 0x0131, 0x02C6, 0x02DC,
    0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD, 0x02DB, 0x02C7,
];
const WINDOWS_LATIN_1_UPPER: [u16; 128] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3,
    0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF,
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB,
    0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0, 0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7,
    0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3,
    0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF,
    0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB,
    0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4, 0x00F5, 0x00F6, 0x00F7,
    0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF,
];

/// The characters of the bytes from 0x80 on in an encoding with one byte per character; none for other encodings.
fn upper_half(encoding: Encoding) -> Option<fn(u8) -> Option<u16>> {
    match encoding {
        ASCII | NON_LOSSY_ASCII => Some(|_| None),
        ISO_LATIN_1 => Some(|byte| Some(u16::from(byte))),
        MAC_ROMAN => Some(|byte| Some(MAC_ROMAN_UPPER[usize::from(byte - 0x80)])),
        WINDOWS_LATIN_1 => Some(|byte| Some(WINDOWS_LATIN_1_UPPER[usize::from(byte - 0x80)])),
        _ => None,
    }
}

/// Whether an encoding is one of those here.
pub fn is_known(encoding: Encoding) -> bool {
    let wide = [UTF8, UTF16, UTF16_BE, UTF16_LE, UTF32, UTF32_BE, UTF32_LE];
    wide.contains(&encoding) || upper_half(encoding).is_some()
}

/// The UTF-16 units of bytes; none if they are not well formed or the encoding is not known.
pub fn decode(bytes: &[u8], encoding: Encoding) -> Option<Vec<u16>> {
    if let Some(upper) = upper_half(encoding) {
        let unit = |&byte: &u8| {
            if byte.is_ascii() {
                Some(u16::from(byte))
            } else {
                upper(byte)
            }
        };
        return bytes.iter().map(unit).collect();
    }
    match encoding {
        UTF8 => std::str::from_utf8(bytes)
            .ok()
            .map(|text| text.encode_utf16().collect()),
        UTF16 | UTF16_BE | UTF16_LE => decode_utf16(bytes, encoding),
        UTF32 | UTF32_BE | UTF32_LE => decode_utf32(bytes, encoding),
        _ => None,
    }
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> Option<Vec<u16>> {
    let (is_big, bytes) = match (encoding, bytes) {
        // A mark tells the order where the encoding does not.
        (UTF16, [0xFE, 0xFF, rest @ ..]) => (true, rest),
        (UTF16, [0xFF, 0xFE, rest @ ..]) => (false, rest),
        (UTF16, bytes) => (cfg!(target_endian = "big"), bytes),
        (encoding, bytes) => (encoding == UTF16_BE, bytes),
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if is_big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    };
    (bytes.len() % 2 == 0).then(|| bytes.chunks_exact(2).map(unit).collect())
}

fn decode_utf32(bytes: &[u8], encoding: Encoding) -> Option<Vec<u16>> {
    let (is_big, bytes) = match (encoding, bytes) {
        (UTF32, [0, 0, 0xFE, 0xFF, rest @ ..]) => (true, rest),
        (UTF32, [0xFF, 0xFE, 0, 0, rest @ ..]) => (false, rest),
        (UTF32, bytes) => (cfg!(target_endian = "big"), bytes),
        (encoding, bytes) => (encoding == UTF32_BE, bytes),
    };
    if bytes.len() % 4 != 0 {
        return None;
    }
    let mut units = Vec::new();
    for four in bytes.chunks_exact(4) {
        let four = [four[0], four[1], four[2], four[3]];
        let code = if is_big {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        };
        units.extend_from_slice(char::from_u32(code)?.encode_utf16(&mut [0; 2]));
    }
    Some(units)
}

/// The bytes of one character (or one ill-formed unit); none if the encoding does not have it.
fn encode_one(character: Result<char, u16>, encoding: Encoding) -> Option<Vec<u8>> {
    let code = character.map_or_else(u32::from, u32::from);
    if let Some(upper) = upper_half(encoding) {
        let is_it = |&byte: &u8| {
            if byte.is_ascii() {
                u32::from(byte) == code
            } else {
                upper(byte).map(u32::from) == Some(code)
            }
        };
        return (0..=0xFF).find(is_it).map(|byte| vec![byte]);
    }
    let is_big = match encoding {
        UTF16 | UTF32 => cfg!(target_endian = "big"),
        other => other == UTF16_BE || other == UTF32_BE,
    };
    match encoding {
        UTF8 => character
            .ok()
            .map(|character| character.encode_utf8(&mut [0; 4]).as_bytes().to_vec()),
        UTF16 | UTF16_BE | UTF16_LE => {
            let mut buffer = [0; 2];
            let units: &[u16] = match character {
                Ok(character) => character.encode_utf16(&mut buffer),
                Err(unit) => {
                    buffer[0] = unit;
                    &buffer[..1]
                }
            };
            let bytes = |unit: &u16| {
                if is_big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            };
            Some(units.iter().flat_map(bytes).collect())
        }
        UTF32 | UTF32_BE | UTF32_LE => {
            character.ok()?;
            Some(
                if is_big {
                    code.to_be_bytes()
                } else {
                    code.to_le_bytes()
                }
                .to_vec(),
            )
        }
        _ => None,
    }
}

/// What was encoded.
pub struct Encoded {
    pub bytes: Vec<u8>,
    /// How many units that is.
    pub units: usize,
}

/// The bytes of units, as many whole characters as `limit` has room for.
///
/// A character that the encoding does not have becomes `loss`; without one the bytes end before it.
pub fn encode(
    units: &[u16],
    encoding: Encoding,
    loss: Option<u8>,
    with_mark: bool,
    limit: usize,
) -> Encoded {
    let mut bytes = Vec::new();
    if with_mark && (encoding == UTF16 || encoding == UTF32) {
        bytes = encode_one(Ok(BYTE_ORDER_MARK), encoding).unwrap_or_default();
        if bytes.len() > limit {
            return Encoded {
                bytes: Vec::new(),
                units: 0,
            };
        }
    }
    let mut done = 0;
    for character in char::decode_utf16(units.iter().copied()) {
        let character = character.map_err(|error| error.unpaired_surrogate());
        let Some(more) = encode_one(character, encoding).or_else(|| loss.map(|loss| vec![loss]))
        else {
            break;
        };
        if bytes.len() + more.len() > limit {
            break;
        }
        bytes.extend(more);
        done += character.map_or(1, char::len_utf16);
    }
    Encoded { bytes, units: done }
}

/// All bytes of units; none if the encoding does not have all characters.
pub fn encode_all(units: &[u16], encoding: Encoding) -> Option<Vec<u8>> {
    let encoded = encode(units, encoding, None, false, usize::MAX);
    (encoded.units == units.len()).then_some(encoded.bytes)
}

/// How many bytes this many units take at most; none for an unknown encoding.
pub fn maximum_size(units: usize, encoding: Encoding) -> Option<usize> {
    let each = match encoding {
        UTF8 => 3,
        UTF16 | UTF16_BE | UTF16_LE => 2,
        UTF32 | UTF32_BE | UTF32_LE => 4,
        other => upper_half(other).map(|_| 1)?,
    };
    units.checked_mul(each)
}
