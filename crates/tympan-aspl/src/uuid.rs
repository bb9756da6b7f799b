//! UUIDs at compile time: derived from a name, read from text, written as text.

use tympan_aspl_sys as sys;

/// The factory UUID of a bundle: a UUIDv5 (RFC 9562) of the bundle id in the namespace of the AudioServerPlugIn type.
///
/// Two bundles must not share a factory UUID (hal-facts E.6), and the same bundle keeps it over versions; deriving it from the bundle id gives both.
///
/// ```
/// let uuid = tympan_aspl::bundle_record::factory_uuid("com.example.loopback");
/// assert_eq!(uuid[6] >> 4, 5);
/// ```
#[must_use]
pub const fn factory_uuid(bundle_id: &str) -> [u8; 16] {
    let hash = sha1(
        &sys::kAudioServerPlugInTypeUUID.to_bytes(),
        bundle_id.as_bytes(),
    );
    let mut uuid = [0; 16];
    let mut index = 0;
    while index < 16 {
        uuid[index] = hash[index];
        index += 1;
    }
    uuid[6] = (uuid[6] & 0x0F) | 0x50;
    uuid[8] = (uuid[8] & 0x3F) | 0x80;
    uuid
}

/// SHA-1 of two texts after each other, as UUIDv5 needs it. Not for anything that has to be secure.
const fn sha1(first: &[u8], second: &[u8]) -> [u8; 20] {
    let length = first.len() + second.len();
    let blocks = (length + 8) / 64 + 1;
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xEFCD_AB89,
        0x98BA_DCFE,
        0x1032_5476,
        0xC3D2_E1F0,
    ];
    let mut block = 0;
    while block < blocks {
        let mut words = [0_u32; 80];
        let mut offset = 0;
        while offset < 64 {
            let at = block * 64 + offset;
            let byte = if at < first.len() {
                first[at]
            } else if at < length {
                second[at - first.len()]
            } else if at == length {
                0x80
            } else if block == blocks - 1 && offset >= 56 {
                ((length as u64 * 8) >> ((63 - offset) * 8)) as u8
            } else {
                0
            };
            words[offset / 4] |= (byte as u32) << ((3 - offset % 4) * 8);
            offset += 1;
        }
        let mut index = 16;
        while index < 80 {
            words[index] =
                (words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16])
                    .rotate_left(1);
            index += 1;
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        index = 0;
        while index < 80 {
            let (f, k) = match index {
                0..20 => ((b & c) | (!b & d), 0x5A82_7999),
                20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC),
                _ => (b ^ c ^ d, 0xCA62_C1D6_u32),
            };
            let next = a
                .rotate_left(5)
                .wrapping_add(f)
                .wrapping_add(e)
                .wrapping_add(k)
                .wrapping_add(words[index]);
            e = d;
            d = c;
            c = b.rotate_left(30);
            b = a;
            a = next;
            index += 1;
        }
        state[0] = state[0].wrapping_add(a);
        state[1] = state[1].wrapping_add(b);
        state[2] = state[2].wrapping_add(c);
        state[3] = state[3].wrapping_add(d);
        state[4] = state[4].wrapping_add(e);
        block += 1;
    }
    let mut hash = [0; 20];
    let mut index = 0;
    while index < 20 {
        hash[index] = (state[index / 4] >> ((3 - index % 4) * 8)) as u8;
        index += 1;
    }
    hash
}

/// The text form of a UUID, in capitals.
pub(crate) const fn format_uuid(uuid: &[u8; 16]) -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = [b'-'; 36];
    let mut at = 0;
    let mut index = 0;
    while index < 16 {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = DIGITS[(uuid[index] >> 4) as usize];
        text[at + 1] = DIGITS[(uuid[index] & 15) as usize];
        at += 2;
        index += 1;
    }
    text
}

/// Reads the text form of a UUID at compile time.
pub(crate) const fn parse_uuid(text: &str) -> [u8; 16] {
    let text = text.as_bytes();
    assert!(
        text.len() == 36,
        "factory_uuid must look like 01234567-89AB-CDEF-0123-456789ABCDEF"
    );
    let mut uuid = [0; 16];
    let mut at = 0;
    let mut index = 0;
    while index < 16 {
        if matches!(index, 4 | 6 | 8 | 10) {
            assert!(
                text[at] == b'-',
                "factory_uuid must look like 01234567-89AB-CDEF-0123-456789ABCDEF"
            );
            at += 1;
        }
        uuid[index] = hex_digit(text[at]) << 4 | hex_digit(text[at + 1]);
        at += 2;
        index += 1;
    }
    uuid
}

const fn hex_digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'A'..=b'F' => digit - b'A' + 10,
        b'a'..=b'f' => digit - b'a' + 10,
        _ => panic!("factory_uuid contains a character that is no hexadecimal digit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 and RFC 3174 give these two.
    #[test]
    fn sha1_agrees_with_the_published_vectors() {
        let abc = [
            0xA9, 0x99, 0x3E, 0x36, 0x47, 0x06, 0x81, 0x6A, 0xBA, 0x3E, 0x25, 0x71, 0x78, 0x50,
            0xC2, 0x6C, 0x9C, 0xD0, 0xD8, 0x9D,
        ];
        assert_eq!(sha1(b"a", b"bc"), abc);
        let two_blocks = [
            0x84, 0x98, 0x3E, 0x44, 0x1C, 0x3B, 0xD2, 0x6E, 0xBA, 0xAE, 0x4A, 0xA1, 0xF9, 0x51,
            0x29, 0xE5, 0xE5, 0x46, 0x70, 0xF1,
        ];
        assert_eq!(
            sha1(
                b"",
                b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
            ),
            two_blocks
        );
    }
}
