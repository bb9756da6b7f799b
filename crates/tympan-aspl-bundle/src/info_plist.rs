//! `Info.plist`: the keys by which CFPlugIn finds the factory of a driver (hal-facts A.2), written and read.
//!
//! Writing takes who the driver is from its record, and the rest from the manifest. Reading checks what a host relies on, so that
//! a wrong bundle is explained before anything of it is loaded.

mod write;

use plist::{Dictionary, Value};

use crate::{Error, ErrorKind, Result};
pub(crate) use write::write;

/// The type of all AudioServerPlugIns, `kAudioServerPlugInTypeUUID`.
pub(crate) const TYPE_UUID: &str = "443ABAB8-E7B3-491A-B985-BEB9187030DB";

/// What a host takes from a driver's `Info.plist`.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::InfoPlist;
///
/// let error = InfoPlist::parse(b"<plist><dict>").unwrap_err();
/// assert!(error.to_string().contains("no property list"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InfoPlist {
    /// `CFBundleIdentifier`. A driver that looks its resources up by it cannot do without.
    pub identifier: Option<String>,
    /// `CFBundleExecutable`.
    pub executable: String,
    /// The name users see: `CFBundleDisplayName`, or else `CFBundleName`.
    pub name: Option<String>,
    /// `CFBundleShortVersionString`.
    pub version: Option<String>,
    /// `CFBundleVersion`.
    pub build_version: Option<String>,
    /// `NSHumanReadableCopyright`.
    pub copyright: Option<String>,
    /// `LSMinimumSystemVersion`.
    pub minimum_macos: Option<String>,
    /// `CFBundleIconFile`.
    pub icon: Option<String>,
    /// The UUID of the factory for AudioServerPlugIns, upper case.
    pub factory_uuid: String,
    /// Its symbol.
    pub factory: String,
}

impl InfoPlist {
    /// Reads a property list, XML or binary.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InfoPlist`] when it is damaged, lacks a key, has a value of the wrong type, or registers no factory
    /// for AudioServerPlugIns.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let root = Value::from_reader(std::io::Cursor::new(bytes)).map_err(|error| {
            Error::new(
                ErrorKind::InfoPlist,
                format!("Info.plist is no property list: {error}"),
            )
            .with_hint("mend its XML (`plutil -lint` or `xmllint` point at the line), or build the bundle again")
        })?;
        let root = root
            .as_dictionary()
            .ok_or_else(|| wrong("Info.plist has no dictionary at its top"))?;
        let (factory_uuid, factory) = factory(root)?;
        let optional = |key| root.get(key).and_then(Value::as_string).map(str::to_owned);
        Ok(Self {
            identifier: optional("CFBundleIdentifier"),
            executable: string(root, "CFBundleExecutable")?.to_owned(),
            name: optional("CFBundleDisplayName").or_else(|| optional("CFBundleName")),
            version: optional("CFBundleShortVersionString"),
            build_version: optional("CFBundleVersion"),
            copyright: optional("NSHumanReadableCopyright"),
            minimum_macos: optional("LSMinimumSystemVersion"),
            icon: optional("CFBundleIconFile"),
            factory_uuid,
            factory,
        })
    }
}

/// The UUID and the symbol of the one factory that makes AudioServerPlugIns.
fn factory(root: &Dictionary) -> Result<(String, String)> {
    let types = dictionary(root, "CFPlugInTypes")?;
    let Some((_, uuids)) = types
        .iter()
        .find(|(uuid, _)| uuid.eq_ignore_ascii_case(TYPE_UUID))
    else {
        let found = match types.keys().map(String::as_str).collect::<Vec<_>>() {
            none if none.is_empty() => "nothing".to_owned(),
            some => some.join(", "),
        };
        return Err(Error::new(
            ErrorKind::InfoPlist,
            format!(
                "Info.plist registers no factory for AudioServerPlugIns: CFPlugInTypes has {found}"
            ),
        )
        .with_hint(format!(
            "the type UUID of every AudioServerPlugIn is {TYPE_UUID}"
        )));
    };
    let uuid = uuids
        .as_array()
        .and_then(|uuids| uuids.first())
        .and_then(Value::as_string)
        .ok_or_else(|| wrong("CFPlugInTypes names no factory UUID for AudioServerPlugIns"))?;
    let symbol = dictionary(root, "CFPlugInFactories")?
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(uuid))
        .and_then(|(_, symbol)| symbol.as_string())
        .filter(|symbol| !symbol.is_empty())
        .ok_or_else(|| {
            wrong(format!(
                "CFPlugInFactories has no symbol for the factory {uuid} that CFPlugInTypes names"
            ))
        })?;
    Ok((uuid.to_ascii_uppercase(), symbol.to_owned()))
}

fn dictionary<'a>(root: &'a Dictionary, key: &str) -> Result<&'a Dictionary> {
    root.get(key)
        .ok_or_else(|| wrong(format!("Info.plist has no {key}")))?
        .as_dictionary()
        .ok_or_else(|| wrong(format!("{key} of Info.plist is not a dictionary")))
}

fn string<'a>(root: &'a Dictionary, key: &str) -> Result<&'a str> {
    root.get(key)
        .ok_or_else(|| wrong(format!("Info.plist has no {key}")))?
        .as_string()
        .filter(|value| !value.is_empty())
        .ok_or_else(|| wrong(format!("{key} of Info.plist is not a text, or empty")))
}

fn wrong(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::InfoPlist, what)
        .with_hint("add it, or build the bundle again with `cargo aspl bundle`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::EXAMPLE;
    use crate::{DriverRecord, Metadata};

    fn xml() -> String {
        let record = DriverRecord::parse(EXAMPLE).unwrap();
        String::from_utf8(write(&record, &Metadata::default()).unwrap()).unwrap()
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let info = InfoPlist::parse(xml().as_bytes()).unwrap();
        assert_eq!(info.identifier.unwrap(), "com.example.loopback");
        assert_eq!(info.executable, "Loopback");
        assert_eq!(info.factory, "ExampleFactory");
        assert_eq!(info.factory_uuid, "0A1B2C3D-0001-5002-8003-000000000004");
    }

    #[test]
    fn a_pre_release_is_left_out_of_the_bundle_version() {
        assert_eq!(
            InfoPlist::parse(xml().as_bytes()).unwrap().version.unwrap(),
            "1.2.3"
        );
    }

    #[test]
    fn every_key_of_the_minimal_set_is_there() {
        let xml = xml();
        for key in [
            "CFBundleDevelopmentRegion",
            "CFBundleDisplayName",
            "CFBundleExecutable",
            "CFBundleIdentifier",
            "CFBundleInfoDictionaryVersion",
            "CFBundleName",
            "CFBundlePackageType",
            "CFBundleShortVersionString",
            "CFBundleSignature",
            "CFBundleSupportedPlatforms",
            "CFBundleVersion",
            "CFPlugInFactories",
            "CFPlugInTypes",
            "LSMinimumSystemVersion",
        ] {
            assert!(xml.contains(&format!("<key>{key}</key>")), "{key}");
        }
        assert!(xml.contains("<key>443ABAB8-E7B3-491A-B985-BEB9187030DB</key>"));
    }

    #[test]
    fn uuids_may_be_of_either_case() {
        let lower = xml()
            .replace(
                "443ABAB8-E7B3-491A-B985-BEB9187030DB",
                "443abab8-e7b3-491a-b985-beb9187030db",
            )
            .replacen("0A1B2C3D", "0a1b2c3d", 1);
        assert_eq!(
            InfoPlist::parse(lower.as_bytes()).unwrap(),
            InfoPlist::parse(xml().as_bytes()).unwrap()
        );
    }

    #[test]
    fn another_type_is_named_together_with_the_right_one() {
        let wrong = xml().replace("443ABAB8", "543ABAB8");
        let error = InfoPlist::parse(wrong.as_bytes()).unwrap_err();
        assert!(error.what().contains("543ABAB8-E7B3"), "{error}");
        assert!(error.hint().unwrap().contains("443ABAB8-E7B3"), "{error}");
    }

    #[test]
    fn a_missing_key_is_named() {
        for key in ["CFBundleExecutable", "CFPlugInTypes", "CFPlugInFactories"] {
            let without = xml().replace(&format!("<key>{key}</key>"), "<key>Other</key>");
            let error = InfoPlist::parse(without.as_bytes()).unwrap_err();
            assert!(error.what().contains(key), "{error}");
        }
    }

    #[test]
    fn a_damaged_list_is_no_property_list() {
        let xml = xml();
        for text in ["", "<plist", &xml[..xml.len() / 2], "plain text"] {
            let error = InfoPlist::parse(text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InfoPlist, "{text}");
        }
        let error = InfoPlist::parse(xml.replace("</dict>", "</dicct>").as_bytes()).unwrap_err();
        assert!(error.what().contains("no property list"), "{error}");
    }

    #[test]
    fn a_name_that_xml_cannot_carry_is_refused() {
        let mut record = DriverRecord::parse(EXAMPLE).unwrap();
        record.name = "Loop\u{1}back".into();
        assert!(write(&record, &Metadata::default()).is_err());
        record.name = "<Loop & back>".into();
        let xml = write(&record, &Metadata::default()).unwrap();
        assert_eq!(InfoPlist::parse(&xml).unwrap().executable, "<Loop & back>");
    }
}
