//! The record that `tympan_aspl::export!` leaves in a driver's library.
//!
//! It is the one source for what `Info.plist` says about the factory, so that the two cannot disagree. This module knows
//! the text of the record, not where in a library it is kept.

use crate::{Error, ErrorKind, Result};

/// What a driver's library says about itself.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::DriverRecord;
///
/// let record = DriverRecord::parse(b"tympan-aspl 1\n\
///     factory=TympanFactory\n\
///     factory-uuid=0A1B2C3D-0001-5002-8003-000000000004\n\
///     bundle-id=com.example.loopback\n\
///     name=Loopback\n\
///     crate=loopback\n\
///     version=1.2.3\n\
///     framework=0.1.0\n\0")?;
/// assert_eq!(record.factory, "TympanFactory");
/// assert_eq!(record.name, "Loopback");
/// # Ok::<(), tympan_aspl_bundle::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriverRecord {
    /// The exported symbol of the factory.
    pub factory: String,
    /// The UUID of the factory, upper case.
    pub factory_uuid: String,
    /// `CFBundleIdentifier`.
    pub bundle_id: String,
    /// The name of the bundle and of its executable.
    pub name: String,
    /// The package the driver was built from.
    pub crate_name: String,
    /// The version of that package.
    pub version: String,
    /// The version of `tympan-aspl` it was built with.
    pub framework: String,
}

impl DriverRecord {
    /// Reads a record. Everything after its NUL byte is ignored, and so are keys of later versions.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoRecord`] when it is of another version, is not text, or lacks a key.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let damaged = |why: String| {
            Error::new(
                ErrorKind::NoRecord,
                format!("the driver record is damaged: {why}"),
            )
        };
        let end = bytes
            .iter()
            .position(|&byte| byte == 0)
            .ok_or_else(|| damaged("it has no end".into()))?;
        let text = std::str::from_utf8(&bytes[..end])
            .map_err(|error| damaged(format!("it is not UTF-8 ({error})")))?;
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        if first != "tympan-aspl 1" {
            return Err(Error::new(
                ErrorKind::NoRecord,
                format!("the driver record is of a version this tool does not know: {first:?}"),
            )
            .with_hint("build the driver and the tool from the same version of tympan-aspl"));
        }
        let pairs: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('=')).collect();
        let value = |key: &str| {
            pairs
                .iter()
                .find(|(name, _)| *name == key)
                .map(|(_, value)| (*value).to_owned())
                .filter(|value| !value.is_empty())
                .ok_or_else(|| damaged(format!("it has no `{key}`")))
        };
        Ok(Self {
            factory: value("factory")?,
            factory_uuid: value("factory-uuid")?,
            bundle_id: value("bundle-id")?,
            name: value("name")?,
            crate_name: value("crate")?,
            version: value("version")?,
            framework: value("framework")?,
        })
    }
}

#[cfg(test)]
pub(crate) const EXAMPLE: &[u8] = b"tympan-aspl 1\nfactory=ExampleFactory\n\
    factory-uuid=0A1B2C3D-0001-5002-8003-000000000004\nbundle-id=com.example.loopback\nname=Loopback\n\
    crate=loopback\nversion=1.2.3-alpha.1\nframework=0.1.0\n\0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_a_key_names_the_key() {
        let error = DriverRecord::parse(b"tympan-aspl 1\nfactory=F\n\0").unwrap_err();
        assert!(error.what().contains("`factory-uuid`"), "{error}");
    }

    #[test]
    fn another_version_is_refused() {
        let error = DriverRecord::parse(b"tympan-aspl 2\n\0").unwrap_err();
        assert!(error.what().contains("tympan-aspl 2"), "{error}");
        assert!(error.hint().is_some());
    }

    #[test]
    fn a_record_without_end_is_refused() {
        assert!(DriverRecord::parse(&EXAMPLE[..EXAMPLE.len() - 1]).is_err());
        assert!(DriverRecord::parse(b"").is_err());
    }

    #[test]
    fn unknown_keys_and_bytes_after_the_end_are_ignored() {
        let mut bytes = EXAMPLE.strip_suffix(b"\0").unwrap().to_vec();
        bytes.extend_from_slice(b"later=1\n\0\xFF\xFF");
        assert_eq!(
            DriverRecord::parse(&bytes).unwrap(),
            DriverRecord::parse(EXAMPLE).unwrap()
        );
    }
}
