//! Bundles: a directory with a `Contents/Info.plist`, and the resources in it.
//!
//! Off Apple nothing tells a library which bundles there are, so they are registered here, by path.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::class::{self, Class};
use super::{Reference, object, url};
use crate::cf::CFTypeRef;
use crate::cf::property_list::{self, ParseError, Value};

/// The method table of bundles.
#[derive(Debug)]
#[repr(C)]
pub struct Methods {
    /// The file URL of the bundle, without a reference of its own.
    pub url: unsafe extern "C" fn(CFTypeRef) -> CFTypeRef,
}

static METHODS: Methods = Methods { url: get_url };
static CLASS: Class = object::class_of::<Reference, _>(class::BUNDLE, equal, hash, &METHODS);

/// The registered bundles: path by identifier.
static REGISTERED: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// Why a bundle was not registered.
#[derive(Debug)]
#[non_exhaustive]
pub enum BundleError {
    /// The Info.plist cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The Info.plist is not a property list.
    Malformed(PathBuf, ParseError),
    /// The Info.plist has no string `CFBundleIdentifier`.
    NoIdentifier(PathBuf),
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Malformed(path, error) => {
                write!(f, "{} is no property list: {error}", path.display())
            }
            Self::NoIdentifier(path) => write!(f, "{} has no CFBundleIdentifier", path.display()),
        }
    }
}

impl std::error::Error for BundleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(_, error) => Some(error),
            Self::Malformed(_, error) => Some(error),
            Self::NoIdentifier(_) => None,
        }
    }
}

/// Makes a bundle known to this library, so that [`CfBundle::with_identifier`](crate::cf::CfBundle::with_identifier) finds
/// it; returns its identifier. A later bundle with the same identifier replaces an earlier one.
///
/// # Errors
/// The bundle has no readable `Contents/Info.plist` with a `CFBundleIdentifier`.
pub fn register_bundle(path: impl AsRef<Path>) -> Result<String, BundleError> {
    let path = path.as_ref();
    let information = information(path)?;
    let Some(Value::String(identifier)) = information.get("CFBundleIdentifier") else {
        return Err(BundleError::NoIdentifier(information_path(path)));
    };
    // A relative path would change its meaning with the working directory.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut registered = REGISTERED.lock().unwrap_or_else(PoisonError::into_inner);
    registered.insert(identifier.clone(), absolute);
    Ok(identifier.clone())
}

/// The path of the registered bundle with this identifier.
#[must_use]
pub fn registered(identifier: &str) -> Option<PathBuf> {
    REGISTERED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(identifier)
        .cloned()
}

fn information_path(bundle: &Path) -> PathBuf {
    bundle.join("Contents/Info.plist")
}

/// The Info.plist of the bundle at a path.
///
/// # Errors
/// It cannot be read, or is no property list with a dictionary at the top.
pub fn information(bundle: &Path) -> Result<BTreeMap<String, Value>, BundleError> {
    let path = information_path(bundle);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => return Err(BundleError::Unreadable(path, error)),
    };
    match property_list::parse(&bytes) {
        Ok(Value::Dictionary(entries)) => Ok(entries),
        Ok(_) => Err(BundleError::NoIdentifier(path)),
        Err(error) => Err(BundleError::Malformed(path, error)),
    }
}

/// Makes a bundle object for the bundle at a path.
#[must_use]
pub fn create(path: &Path) -> Option<CFTypeRef> {
    let url = url::create_from_path(path, true)?;
    // SAFETY: the new URL's one reference is given to the bundle.
    Some(object::create(&CLASS, unsafe { Reference::adopt(url) }))
}

/// The path of any bundle object; none if it is not a bundle.
///
/// # Safety
/// As [`class::of`].
#[must_use]
pub unsafe fn path(raw: CFTypeRef) -> Option<PathBuf> {
    // SAFETY: the caller's promise; the table belongs to the type id.
    let methods = unsafe { class::methods::<Methods>(raw, class::BUNDLE) }?;
    // SAFETY: the object is a bundle of this table.
    let url = unsafe { (methods.url)(raw) };
    // SAFETY: the bundle keeps its URL alive.
    unsafe { url::path(url) }
}

/// The path of a resource of the bundle at a path.
///
/// Looked for in `Contents/Resources`, then in the `.lproj` directories there: that of the bundle's development region,
/// `Base`, `en`, `English`. Names that lead out of the directory find nothing.
#[must_use]
pub fn resource(
    bundle: &Path,
    name: &str,
    extension: Option<&str>,
    directory: Option<&str>,
) -> Option<PathBuf> {
    let file = match extension.filter(|extension| !extension.is_empty()) {
        Some(extension) => format!("{name}.{}", extension.trim_start_matches('.')),
        None => name.to_owned(),
    };
    let inside = Path::new(directory.unwrap_or_default()).join(file);
    let is_inside = inside
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if name.is_empty() || name.starts_with('/') || !is_inside {
        return None;
    }
    let resources = bundle.join("Contents/Resources");
    let found = |path: PathBuf| path.exists().then_some(path);
    found(resources.join(&inside)).or_else(|| {
        let information = information(bundle).unwrap_or_default();
        let region = match information.get("CFBundleDevelopmentRegion") {
            Some(Value::String(region)) if !region.contains('/') => region.as_str(),
            _ => "en",
        };
        [region, "Base", "en", "English"]
            .into_iter()
            .find_map(|language| found(resources.join(format!("{language}.lproj")).join(&inside)))
    })
}

unsafe extern "C" fn get_url(raw: CFTypeRef) -> CFTypeRef {
    // SAFETY: an object of this class.
    unsafe { object::body::<Reference>(raw) }.as_raw()
}

/// `equal` of any class of bundles: the same place.
///
/// # Safety
/// Both are bundles.
pub unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: the caller's promise.
    let left = unsafe { path(a) };
    // SAFETY: the caller's promise.
    let right = unsafe { path(b) };
    u8::from(left.is_some() && left == right)
}

/// `hash` of any class of bundles.
///
/// # Safety
/// `raw` is a bundle.
pub unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: the caller's promise.
    let path = unsafe { path(raw) }.unwrap_or_default();
    super::hashing::hash(path.to_string_lossy().bytes())
}
