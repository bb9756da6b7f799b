//! Who a driver is, and the record of it that tools read back from the binary.
//!
//! [`export!`](crate::export) puts the record into a section of its own (`.aspl`, on Mach-O `__DATA,__aspl`): text lines, ended by a NUL. A tool that
//! writes the bundle's Info.plist takes the factory's name and UUID from there, so that plist and code cannot disagree.

use std::fmt;

pub use crate::uuid::factory_uuid;
use crate::uuid::{format_uuid, parse_uuid};

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
