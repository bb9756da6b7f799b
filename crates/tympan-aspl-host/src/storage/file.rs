//! A storage as a file: a property list with what the driver keeps under `driver`, and what the host keeps under `devices`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tympan_aspl::cf::property_list::{self, Value};

use super::Contents;
use crate::error::HostError;

const DRIVER: &str = "driver";
const DEVICES: &str = "devices";

/// Reads a file; one that does not exist is an empty storage.
pub(super) fn read(path: &Path) -> Result<Contents, HostError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Contents::default()),
        Err(error) => return Err(failure(path, format!("it cannot be read: {error}"))),
    };
    parse(&bytes).map_err(|problem| {
        failure(
            path,
            format!("{problem}. Mend the file, or delete it to begin with an empty storage"),
        )
    })
}

/// Writes a file anew: first beside it, then in its place, so that a reader finds the old contents or the new ones.
pub(super) fn write(path: &Path, contents: &Contents) -> Result<(), HostError> {
    let beside = beside(path);
    let written = fs::File::create(&beside)
        .and_then(|mut file| {
            file.write_all(to_text(contents).as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        failure(
            path,
            format!("it cannot be written: {error}. The folder has to exist and to be writable"),
        )
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    name.into()
}

fn failure(path: &Path, problem: String) -> HostError {
    HostError::StorageFile {
        path: path.into(),
        problem,
    }
}

fn to_text(contents: &Contents) -> String {
    let devices = contents.devices.iter();
    let devices = devices.map(|(uid, settings)| (uid.clone(), Value::Dictionary(settings.clone())));
    property_list::to_xml(&Value::Dictionary(BTreeMap::from([
        (DRIVER.into(), Value::Dictionary(contents.values.clone())),
        (DEVICES.into(), Value::Dictionary(devices.collect())),
    ])))
}

fn parse(bytes: &[u8]) -> Result<Contents, String> {
    let list =
        property_list::parse(bytes).map_err(|error| format!("it is no property list: {error}"))?;
    let Value::Dictionary(mut entries) = list else {
        return Err("its outermost value is no dictionary".into());
    };
    let values = dictionary(&mut entries, DRIVER)?;
    let mut devices = BTreeMap::new();
    for (uid, settings) in dictionary(&mut entries, DEVICES)? {
        let Value::Dictionary(settings) = settings else {
            return Err(format!(
                "the value of {DEVICES:?}, {uid:?} is no dictionary"
            ));
        };
        devices.insert(uid, settings);
    }
    if let Some(key) = entries.keys().next() {
        return Err(format!(
            "it has the key {key:?}, where only {DRIVER:?} and {DEVICES:?} are known"
        ));
    }
    Ok(Contents {
        values,
        devices,
        ..Contents::default()
    })
}

fn dictionary(
    entries: &mut BTreeMap<String, Value>,
    key: &str,
) -> Result<BTreeMap<String, Value>, String> {
    match entries.remove(key) {
        Some(Value::Dictionary(entries)) => Ok(entries),
        Some(_) => Err(format!("the value of {key:?} is no dictionary")),
        None => Ok(BTreeMap::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storage_survives_being_written() {
        let settings = BTreeMap::from([("'nsrt'".to_string(), Value::Real(44_100.0))]);
        let contents = Contents {
            values: BTreeMap::from([("gain".into(), Value::Integer(3))]),
            devices: BTreeMap::from([("com.example.a".into(), settings.clone())]),
            ..Contents::default()
        };
        let read = parse(to_text(&contents).as_bytes()).unwrap();
        assert_eq!(read.values, contents.values);
        assert_eq!(read.devices, contents.devices);
    }

    #[test]
    fn what_is_no_storage_is_refused_with_the_reason() {
        let problem = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert!(problem("nonsense").contains("line 1"));
        assert!(problem("<plist><array/></plist>").contains("outermost"));
        let wrong = "<plist><dict><key>driver</key><true/></dict></plist>";
        assert!(problem(wrong).contains("\"driver\""));
        let unknown = "<plist><dict><key>gain</key><true/></dict></plist>";
        assert!(problem(unknown).contains("\"gain\""));
    }
}
