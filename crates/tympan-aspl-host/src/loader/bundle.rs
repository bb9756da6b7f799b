//! Reading a `.driver` bundle: which function of which file is the factory. No code is loaded here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tympan_aspl::cf::property_list::{self, Value};

use super::error::LoadError;

/// The type of an AudioServerPlugIn, as Info.plist spells it in upper case.
const TYPE_UUID: &str = "443ABAB8-E7B3-491A-B985-BEB9187030DB";

/// What Info.plist says about the factory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BundleInfo {
    /// The bundle, absolute where the system allows.
    pub(super) path: PathBuf,
    /// The library.
    pub(super) executable: PathBuf,
    /// The factory's symbol in it.
    pub(super) factory: String,
}

pub(super) fn read(path: &Path) -> Result<BundleInfo, LoadError> {
    if !path.exists() {
        return Err(LoadError::NoBundle { path: path.into() });
    }
    if !path.is_dir() {
        return Err(LoadError::NotABundle { path: path.into() });
    }
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.into());
    let file = path.join("Contents").join("Info.plist");
    if !file.exists() {
        return Err(LoadError::NoInfoPlist { path: file });
    }
    let bytes = std::fs::read(&file).map_err(|error| LoadError::UnreadableInfoPlist {
        path: file.clone(),
        message: error.to_string(),
    })?;
    let info = property_list::parse(&bytes).map_err(|error| LoadError::BrokenInfoPlist {
        path: file.clone(),
        message: error.to_string(),
    })?;
    let Value::Dictionary(info) = info else {
        return Err(LoadError::BrokenInfoPlist {
            path: file,
            message: "its root is no dictionary".into(),
        });
    };
    let factory = factory_symbol(&info, &file)?;
    let executable = executable(&info, &path, &file)?;
    Ok(BundleInfo {
        path,
        executable,
        factory,
    })
}

/// From type to factory UUID to symbol (hal-facts A.2). UUIDs are compared without regard to case, as drivers write both.
fn factory_symbol(info: &BTreeMap<String, Value>, file: &Path) -> Result<String, LoadError> {
    let types = dictionary(info, file, "CFPlugInTypes", "a dictionary of plug-in types")?;
    let factories = dictionary(
        info,
        file,
        "CFPlugInFactories",
        "a dictionary of factory functions",
    )?;
    let Some((_, uuids)) = types
        .iter()
        .find(|(uuid, _)| uuid.eq_ignore_ascii_case(TYPE_UUID))
    else {
        return Err(LoadError::NoPlugInType {
            path: file.into(),
            found: types.keys().cloned().collect(),
        });
    };
    let uuid = match uuids {
        Value::Array(uuids) => match uuids.first() {
            Some(Value::String(uuid)) => Some(uuid),
            _ => None,
        },
        _ => None,
    };
    let uuid = uuid.ok_or(LoadError::InfoPlistKey {
        path: file.into(),
        key: "CFPlugInTypes",
        expected: "an array of factory UUIDs for the type of an AudioServerPlugIn",
    })?;
    let symbol = factories
        .iter()
        .find(|(factory, _)| factory.eq_ignore_ascii_case(uuid));
    match symbol {
        Some((_, Value::String(symbol))) if !symbol.is_empty() => Ok(symbol.clone()),
        Some(_) => Err(LoadError::InfoPlistKey {
            path: file.into(),
            key: "CFPlugInFactories",
            expected: "the name of a function for each factory UUID",
        }),
        None => Err(LoadError::NoFactory {
            path: file.into(),
            uuid: uuid.clone(),
            found: factories.keys().cloned().collect(),
        }),
    }
}

fn dictionary<'a>(
    info: &'a BTreeMap<String, Value>,
    file: &Path,
    key: &'static str,
    expected: &'static str,
) -> Result<&'a BTreeMap<String, Value>, LoadError> {
    match info.get(key) {
        Some(Value::Dictionary(dictionary)) => Ok(dictionary),
        _ => Err(LoadError::InfoPlistKey {
            path: file.into(),
            key,
            expected,
        }),
    }
}

fn executable(
    info: &BTreeMap<String, Value>,
    bundle: &Path,
    file: &Path,
) -> Result<PathBuf, LoadError> {
    let name = match info.get("CFBundleExecutable") {
        // A name with a slash would lead out of the bundle.
        Some(Value::String(name)) if !name.is_empty() && !name.contains('/') => name,
        _ => {
            return Err(LoadError::InfoPlistKey {
                path: file.into(),
                key: "CFBundleExecutable",
                expected: "the name of the executable file",
            });
        }
    };
    let looked_at = places(bundle, name);
    match looked_at.iter().find(|path| path.is_file()) {
        Some(path) => Ok(path.clone()),
        None => Err(LoadError::NoExecutable { looked_at }),
    }
}

/// Where an executable may be, in order. Off Apple the places where CoreFoundation looks on Linux (hal-facts A.12).
fn places(bundle: &Path, name: &str) -> Vec<PathBuf> {
    let contents = bundle.join("Contents");
    if cfg!(target_vendor = "apple") {
        return vec![contents.join("MacOS").join(name)];
    }
    let library = format!("lib{name}.so");
    let linux = contents.join("Linux");
    [linux.as_path(), contents.as_path(), bundle]
        .into_iter()
        .flat_map(|folder| [folder.join(name), folder.join(&library)])
        .collect()
}
