//! What is written to `Info.plist`: XML with its keys in order, so that the same input gives the same bytes.

use plist::{Dictionary, Value};

use super::TYPE_UUID;
use crate::{DriverRecord, Error, ErrorKind, Metadata, Result};

/// Writes the property list of a driver.
///
/// Only what hal-facts A.2 has is written. What is optional there and not asked for is left out: a host may take the mere
/// presence of an `AudioServerPlugIn_` key for a wish.
pub(crate) fn write(record: &DriverRecord, metadata: &Metadata) -> Result<Vec<u8>> {
    check_identifier(&record.bundle_id)?;
    let package_version = version_numbers(&record.version);
    let version = metadata.version.as_deref().unwrap_or(package_version);
    let build_version = metadata.build_version.as_deref().unwrap_or(version);
    let name = metadata.name.as_deref().unwrap_or(&record.name);
    let mut root = Dictionary::new();
    for (key, value) in [
        ("CFBundleDevelopmentRegion", Some(metadata.language())),
        ("CFBundleDisplayName", Some(name)),
        ("CFBundleExecutable", Some(&*record.name)),
        ("CFBundleIconFile", metadata.icon.as_deref()),
        ("CFBundleIdentifier", Some(&record.bundle_id)),
        ("CFBundleInfoDictionaryVersion", Some("6.0")),
        ("CFBundleName", Some(name)),
        ("CFBundlePackageType", Some("BNDL")),
        ("CFBundleShortVersionString", Some(version)),
        ("CFBundleSignature", Some("????")),
        ("CFBundleVersion", Some(build_version)),
        ("LSMinimumSystemVersion", Some(metadata.minimum_macos())),
        ("NSHumanReadableCopyright", metadata.copyright.as_deref()),
    ] {
        let Some(value) = value else { continue };
        if value.chars().any(char::is_control) {
            return Err(Error::new(
                ErrorKind::InfoPlist,
                format!("{key} cannot contain control characters: {value:?}"),
            ));
        }
        root.insert(key.to_owned(), text(value));
    }
    for (key, value) in [
        ("CFBundleSupportedPlatforms", texts(["MacOSX"])),
        (
            "CFPlugInFactories",
            dictionary(&record.factory_uuid, text(&record.factory)),
        ),
        (
            "CFPlugInTypes",
            dictionary(TYPE_UUID, texts([&record.factory_uuid])),
        ),
    ] {
        root.insert(key.to_owned(), value);
    }
    root.extend(wishes(metadata));
    root.sort_keys();
    let mut xml = Vec::new();
    Value::Dictionary(root)
        .to_writer_xml(&mut xml)
        .map_err(|error| Error::new(ErrorKind::InfoPlist, error.to_string()))?;
    xml.push(b'\n');
    Ok(xml)
}

/// What the plug-in wants of its host.
fn wishes(metadata: &Metadata) -> impl Iterator<Item = (String, Value)> {
    let list = |list: &[String]| (!list.is_empty()).then(|| texts(list));
    let conditions = || {
        let dictionaries = metadata.loading_conditions.iter().cloned();
        let dictionaries = Value::Array(dictionaries.map(Value::Dictionary).collect());
        dictionary("IOService Matching", dictionaries)
    };
    [
        (
            "AudioServerPlugIn_IOKitUserClients",
            list(&metadata.iokit_user_clients),
        ),
        (
            "AudioServerPlugIn_LoadingConditions",
            (!metadata.loading_conditions.is_empty()).then(conditions),
        ),
        (
            "AudioServerPlugIn_MachServices",
            list(&metadata.mach_services),
        ),
        (
            "AudioServerPlugIn_Network",
            metadata.network.then_some(Value::Boolean(true)),
        ),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Value {
    let values = values.into_iter();
    Value::Array(values.map(|value| text(value.as_ref())).collect())
}

fn dictionary(key: &str, value: Value) -> Value {
    let mut dictionary = Dictionary::new();
    dictionary.insert(key.to_owned(), value);
    Value::Dictionary(dictionary)
}

/// Bundles are looked up by their identifiers, and preferences and receipts are stored under them.
fn check_identifier(identifier: &str) -> Result<()> {
    let is_identifier = identifier
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        && !identifier.split('.').any(str::is_empty);
    if is_identifier {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InfoPlist,
        format!("{identifier:?} cannot be the identifier of a bundle"),
    )
    .with_hint("`bundle_id` of `tympan_aspl::export!` has letters, digits, hyphens and dots only, such as \"com.example.name\""))
}

/// The part of a version that bundle keys may have: numbers and dots.
fn version_numbers(version: &str) -> &str {
    version
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(version, |end| &version[..end])
}
