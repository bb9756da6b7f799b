//! Examines a finished bundle for everything that is known to keep `coreaudiod` from loading it, on any OS.
//!
//! Nothing of the bundle runs, and nothing of it is trusted: a bundle made by anybody, damaged in any way, is described, not refused. What is
//! looked at is a table, [`CHECKS`]; each row gives findings, and each finding has its remedy. The rules are those of hal-facts
//! A.2, E.3 and E.4, most of them reports of others. No bundle without findings made here has been loaded on a Mac.
//!
//! [`Bundle::open`](crate::Bundle::open) is the other way round: it stops at the first reason why a bundle cannot be used here.

mod code_signature;
mod duplicates;
mod executable;
mod files;
mod plist_keys;
mod seal;
mod slices;
mod subject;

use std::fmt;
use std::path::{Path, PathBuf};

pub use code_signature::CodeSignature;
pub use duplicates::DriverIdentity;
pub(crate) use seal::is_sealed;
pub(crate) use slices::{slice_ranges, slices};
use subject::Subject;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// It works on some machines, or until it is distributed.
    Warning,
    /// The driver is expected not to load.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing that is wrong with a bundle, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The [`Check::id`] that found it.
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// The file or folder.
    pub place: PathBuf,
    /// How to mend it.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({}): {}",
            self.severity,
            self.place.display(),
            self.what
        )
    }
}

/// A finding before the table has added which check it is of.
#[derive(Debug)]
struct Fault {
    what: String,
    place: PathBuf,
    remedy: String,
}

impl Fault {
    fn new(place: &Path, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            place: place.to_owned(),
            remedy: remedy.into(),
        }
    }
}

/// A row of [`CHECKS`].
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its name in findings, which does not change.
    pub id: &'static str,
    /// What it looks at.
    pub looks_at: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    find: fn(&Subject<'_>) -> Vec<Fault>,
}

const fn error(
    id: &'static str,
    looks_at: &'static str,
    find: fn(&Subject<'_>) -> Vec<Fault>,
) -> Check {
    Check {
        id,
        looks_at,
        severity: Severity::Error,
        find,
    }
}

const fn warning(
    id: &'static str,
    looks_at: &'static str,
    find: fn(&Subject<'_>) -> Vec<Fault>,
) -> Check {
    Check {
        severity: Severity::Warning,
        ..error(id, looks_at, find)
    }
}

/// Everything that is looked at, in the order of the findings. A check is silent about what an earlier one has found missing.
pub const CHECKS: &[Check] = &[
    error(
        "folder",
        "the bundle is a folder named NAME.driver with a folder Contents",
        files::folder,
    ),
    error(
        "links",
        "nothing in the bundle is a symbolic link, nor the bundle itself",
        files::links,
    ),
    error(
        "plist",
        "Contents/Info.plist is there and is a property list",
        plist_keys::readable,
    ),
    error(
        "plist-keys",
        "the keys a host needs are there, and keys for the host have the right types",
        plist_keys::needed,
    ),
    warning(
        "plist-usual-keys",
        "the keys that every bundle has are there",
        plist_keys::usual,
    ),
    error(
        "uuid",
        "the UUIDs of types and factories are well-formed",
        plist_keys::uuids,
    ),
    error(
        "factory",
        "Info.plist binds one factory to the type of AudioServerPlugIns",
        plist_keys::factory,
    ),
    error(
        "executable",
        "the file that CFBundleExecutable names is in Contents/MacOS and is Mach-O",
        executable::present,
    ),
    error(
        "file-type",
        "every slice is of the Mach-O type MH_BUNDLE",
        executable::file_type,
    ),
    error(
        "arm64",
        "there is a slice for Apple silicon",
        executable::arm64,
    ),
    warning(
        "x86-64",
        "there is a slice for Intel processors",
        executable::x86_64,
    ),
    warning(
        "minimum-os",
        "every slice says which macOS it needs, and none needs a later one than Info.plist says",
        executable::minimum_os,
    ),
    error(
        "factory-symbol",
        "every slice exports the factory",
        executable::factory_symbol,
    ),
    error(
        "record",
        "the driver records of the slices agree with Info.plist",
        executable::record,
    ),
    error(
        "modes",
        "folders and the executable have the mode 755, files 644",
        files::modes,
    ),
    error(
        "owner",
        "everything belongs to root and wheel, where the bundle is installed",
        files::owner,
    ),
    error(
        "signature",
        "the slice for Apple silicon has a code signature",
        seal::arm64_is_signed,
    ),
    warning(
        "seal",
        "all slices are signed, and the bundle is sealed as a whole",
        seal::whole,
    ),
    error(
        "stale-code",
        "the executable and Info.plist are what was signed",
        seal::code,
    ),
    error(
        "stale-resource",
        "the other files are those that were sealed",
        seal::resources,
    ),
    error(
        "quarantine",
        "the bundle is not in quarantine",
        files::quarantine,
    ),
    error(
        "duplicate-factory",
        "no other driver there has a factory of the same UUID",
        duplicates::factory,
    ),
    error(
        "duplicate-identifier",
        "no other driver there has the same CFBundleIdentifier",
        duplicates::identifier,
    ),
];

/// An examination of a bundle, with what is known about the place it is in.
///
/// # Examples
///
/// ```
/// use std::path::Path;
/// use tympan_aspl_bundle::examination::{Examination, Severity};
///
/// let findings = Examination::of(Path::new("no/such/Thing.driver")).findings();
/// assert_eq!(findings[0].check, "folder");
/// assert_eq!(findings[0].severity, Severity::Error);
/// assert!(findings[0].remedy.contains("cargo aspl bundle"));
/// ```
#[derive(Clone, Debug)]
pub struct Examination {
    bundle: PathBuf,
    neighbours: Vec<PathBuf>,
    owner: Option<(u32, u32)>,
    quarantine: Option<String>,
}

impl Examination {
    /// Of a bundle that lies anywhere, with nothing known beside it.
    pub fn of(bundle: impl Into<PathBuf>) -> Self {
        Self {
            bundle: bundle.into(),
            neighbours: Vec::new(),
            owner: None,
            quarantine: None,
        }
    }

    /// Adds bundles that are installed with it, or are going to be. One of the same file name is the same driver: it replaces this
    /// one.
    #[must_use]
    pub fn among(mut self, bundles: impl IntoIterator<Item = PathBuf>) -> Self {
        self.neighbours.extend(bundles);
        self
    }

    /// It is installed: user and group that everything in it has to belong to, by their numbers. 0 and 0 are root and wheel.
    #[must_use]
    pub fn owned_by(mut self, user: u32, group: u32) -> Self {
        self.owner = Some((user, group));
        self
    }

    /// It has the extended attribute `com.apple.quarantine`, with this value.
    #[must_use]
    pub fn in_quarantine(mut self, attribute: impl Into<String>) -> Self {
        self.quarantine = Some(attribute.into());
        self
    }

    /// Everything that is wrong, in the order of [`CHECKS`]. Blocks: it reads the whole bundle.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let subject = Subject::read(self);
        let found = |check: &'static Check| {
            let faults = (check.find)(&subject).into_iter();
            faults.map(|fault| Finding {
                check: check.id,
                severity: check.severity,
                what: fault.what,
                place: fault.place,
                remedy: fault.remedy,
            })
        };
        CHECKS.iter().flat_map(found).collect()
    }
}

/// Everything that is wrong with a bundle that lies anywhere: [`Examination::findings`].
pub fn examine(bundle: impl Into<PathBuf>) -> Vec<Finding> {
    Examination::of(bundle).findings()
}

/// The `.driver` bundles of a folder, in order.
///
/// # Errors
///
/// [`ErrorKind::Io`](crate::ErrorKind::Io) when the folder cannot be read.
pub fn drivers_in(folder: &Path) -> crate::Result<Vec<PathBuf>> {
    let failed = |error| crate::Error::io("cannot list the folder", folder, &error);
    let mut drivers = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if is_driver(&path) {
            drivers.push(path);
        }
    }
    drivers.sort();
    Ok(drivers)
}

/// Whether `coreaudiod` takes it for a driver, by its name.
pub fn is_driver(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "driver")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_name_of_its_own() {
        let mut ids: Vec<_> = CHECKS.iter().map(|check| check.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CHECKS.len());
    }
}
