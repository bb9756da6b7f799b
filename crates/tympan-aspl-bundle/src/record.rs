//! The record that `tympan_aspl::export!` leaves in a driver's library.
//!
//! It is the one source for what `Info.plist` says about the factory, so that the two cannot disagree. `tympan-aspl` reads
//! its text; this module says which keys a bundle needs.

use tympan_aspl::bundle_record::BundleRecord;

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
        let record = BundleRecord::parse(bytes).map_err(|error| {
            Error::new(ErrorKind::NoRecord, error.to_string())
                .with_hint("build the driver and the tool from the same version of tympan-aspl")
        })?;
        let value = |key: &str| match record.get(key) {
            Some(value) if !value.is_empty() => Ok(value.to_owned()),
            _ => Err(Error::new(
                ErrorKind::NoRecord,
                format!("the driver record has no `{key}`"),
            )),
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
        assert!(error.hint().unwrap().contains("same version"), "{error}");
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
