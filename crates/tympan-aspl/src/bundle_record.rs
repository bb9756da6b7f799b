//! Who a driver is, and the record of it that tools read back from the binary.
//!
//! [`export!`](crate::export) puts the record into a section of its own (`.aspl`, on Mach-O `__DATA,__aspl`): text lines, ended by a NUL. A tool that
//! writes the bundle's Info.plist takes the factory's name and UUID from there, so that plist and code cannot disagree.

use std::fmt;

use tympan_aspl_sys as sys;

/// Who a driver is. Made by [`export!`](crate::export) at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The bundle id, such as `com.example.loopback`.
    pub bundle_id: &'static str,
    /// The plug-in's name; the package's unless given.
    pub name: &'static str,
    /// The plug-in's manufacturer; the name unless given.
    pub manufacturer: &'static str,
    /// The version of the driver's package.
    pub version: &'static str,
    /// The driver's crate.
    pub crate_name: &'static str,
    /// The name of the exported factory function.
    pub factory: &'static str,
    /// The UUID of the factory.
    pub factory_uuid: [u8; 16],
}

/// What can be given to [`export!`](crate::export) by name. An empty text stands for the default.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub bundle_id: &'static str,
    pub name: &'static str,
    pub manufacturer: &'static str,
    pub factory_uuid: &'static str,
}

impl Options {
    #[doc(hidden)]
    pub const DEFAULT: Self = Self {
        bundle_id: "",
        name: "",
        manufacturer: "",
        factory_uuid: "",
    };
}

impl Identity {
    /// Fills in what was not given.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        options: Options,
        package: &'static str,
        version: &'static str,
        crate_name: &'static str,
        factory: &'static str,
    ) -> Self {
        assert!(
            !options.bundle_id.is_empty(),
            "export! needs a bundle id: bundle_id = \"com.example.driver\""
        );
        let name = if options.name.is_empty() {
            package
        } else {
            options.name
        };
        Self {
            bundle_id: options.bundle_id,
            name,
            manufacturer: if options.manufacturer.is_empty() {
                name
            } else {
                options.manufacturer
            },
            version,
            crate_name,
            factory,
            factory_uuid: if options.factory_uuid.is_empty() {
                factory_uuid(options.bundle_id)
            } else {
                parse_uuid(options.factory_uuid)
            },
        }
    }

    const fn lines(&self) -> [(&'static str, &'static str); 6] {
        [
            ("factory", self.factory),
            ("bundle-id", self.bundle_id),
            ("name", self.name),
            ("crate", self.crate_name),
            ("version", self.version),
            ("framework", env!("CARGO_PKG_VERSION")),
        ]
    }

    /// The length of the record in bytes.
    #[doc(hidden)]
    #[must_use]
    pub const fn record_length(&self) -> usize {
        self.write_record::<0>().1
    }

    /// The record.
    #[doc(hidden)]
    #[must_use]
    pub const fn record<const N: usize>(&self) -> [u8; N] {
        self.write_record().0
    }

    /// Writes as much of the record as fits and returns the length of all of it.
    const fn write_record<const N: usize>(&self) -> ([u8; N], usize) {
        let mut bytes = [0; N];
        let mut at = append(&mut bytes, 0, MAGIC.as_bytes());
        at = append(&mut bytes, at, b"factory-uuid=");
        at = append(&mut bytes, at, &format_uuid(&self.factory_uuid));
        at = append(&mut bytes, at, b"\n");
        let lines = self.lines();
        let mut index = 0;
        while index < lines.len() {
            let (key, value) = lines[index];
            at = append(&mut bytes, at, key.as_bytes());
            at = append(&mut bytes, at, b"=");
            assert_one_line(value);
            at = append(&mut bytes, at, value.as_bytes());
            at = append(&mut bytes, at, b"\n");
            index += 1;
        }
        (bytes, at + 1)
    }
}

/// The first line of every record.
const MAGIC: &str = "tympan-aspl 1\n";

const fn append<const N: usize>(bytes: &mut [u8; N], at: usize, text: &[u8]) -> usize {
    let mut index = 0;
    while index < text.len() {
        if at + index < N {
            bytes[at + index] = text[index];
        }
        index += 1;
    }
    at + text.len()
}

const fn assert_one_line(text: &str) {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        assert!(
            bytes[index] >= b' ',
            "a text given to export! contains a line break or another control character"
        );
        index += 1;
    }
}

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
const fn format_uuid(uuid: &[u8; 16]) -> [u8; 36] {
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
const fn parse_uuid(text: &str) -> [u8; 16] {
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

/// A record as read back from a binary.
///
/// # Examples
///
/// ```
/// use tympan_aspl::bundle_record::BundleRecord;
///
/// let record = BundleRecord::parse(b"tympan-aspl 1\nfactory=Make\nbundle-id=com.example.loopback\n\0").unwrap();
/// assert_eq!(record.get("factory"), Some("Make"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleRecord {
    lines: Vec<(String, String)>,
}

impl BundleRecord {
    /// Reads a record from the bytes of its section; what follows its NUL is ignored.
    ///
    /// # Errors
    ///
    /// Says what about the bytes is not a record of this version.
    pub fn parse(section: &[u8]) -> Result<Self, InvalidRecord> {
        let end = section
            .iter()
            .position(|byte| *byte == 0)
            .ok_or(InvalidRecord("it has no end"))?;
        let text =
            core::str::from_utf8(&section[..end]).map_err(|_| InvalidRecord("it is not UTF-8"))?;
        let lines = text
            .strip_prefix(MAGIC)
            .ok_or(InvalidRecord("it does not begin with \"tympan-aspl 1\""))?;
        let lines = lines.lines().map(|line| {
            let (key, value) = line
                .split_once('=')
                .ok_or(InvalidRecord("a line has no \"=\""))?;
            Ok((key.to_owned(), value.to_owned()))
        });
        Ok(Self {
            lines: lines.collect::<Result<_, _>>()?,
        })
    }

    /// The value of a key: `factory`, `factory-uuid`, `bundle-id`, `name`, `crate`, `version` or `framework`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.lines
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

/// Why bytes are not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRecord(&'static str);

impl fmt::Display for InvalidRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the driver record cannot be read: {}", self.0)
    }
}

impl std::error::Error for InvalidRecord {}

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

    #[test]
    fn the_record_says_what_was_exported() {
        const IDENTITY: Identity = Identity::new(
            Options {
                bundle_id: "com.example.x",
                factory_uuid: "01234567-89ab-CDEF-0123-456789ABCDEF",
                ..Options::DEFAULT
            },
            "x-driver",
            "1.2.3",
            "x_driver",
            "Make",
        );
        const RECORD: [u8; IDENTITY.record_length()] = IDENTITY.record();
        let record = BundleRecord::parse(&RECORD).unwrap();
        let expected = [
            ("factory", "Make"),
            ("factory-uuid", "01234567-89AB-CDEF-0123-456789ABCDEF"),
            ("bundle-id", "com.example.x"),
            ("name", "x-driver"),
            ("crate", "x_driver"),
            ("version", "1.2.3"),
        ];
        for (key, value) in expected {
            assert_eq!(record.get(key), Some(value), "{key}");
        }
        assert_eq!(RECORD.last(), Some(&0));
    }

    #[test]
    fn what_is_no_record_is_refused() {
        for bytes in [
            &b""[..],
            b"\0",
            b"tympan-aspl 1\n",
            b"tympan-aspl 2\n\0",
            b"tympan-aspl 1\nfactory\n\0",
            b"\xFF\0",
        ] {
            assert!(BundleRecord::parse(bytes).is_err(), "{bytes:?}");
        }
    }
}
