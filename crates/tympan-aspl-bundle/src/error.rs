//! What can go wrong with a bundle, a library or a package, and how to mend it.
//!
//! One type for the whole crate: a sentence that says what is wrong, the file or folder it is about, and, where there is
//! one, the next step of the reader. The [`ErrorKind`] is for programs that decide by it.

use std::fmt;
use std::path::{Path, PathBuf};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of failure a caller may want to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder could not be read or written.
    Io,
    /// The folder is no bundle, or a part of it is missing.
    NotABundle,
    /// `Info.plist` is damaged, or says something that cannot be.
    InfoPlist,
    /// The file is no library, or none for this machine.
    NotALibrary,
    /// The library does not export the symbol that `Info.plist` or its record names.
    NoFactory,
    /// The library carries no driver record.
    NoRecord,
    /// `[package.metadata.aspl]` of a manifest has an unknown key, or a value that cannot be.
    Metadata,
    /// There is no workspace here, or the package is not one of its drivers.
    Package,
    /// The package does not build.
    Build,
    /// There is no such target, or the Rust toolchain lacks what it takes.
    Target,
    /// A library cannot be linked for macOS.
    Link,
    /// A program that signs, notarises or packs a bundle is missing or fails, or the bundle is not one for it.
    Tool,
}

/// A failure: what, where, and how to mend it.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::{Bundle, ErrorKind};
///
/// let error = Bundle::open("no/such/Thing.driver").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotABundle);
/// assert!(error.to_string().contains("no such bundle"));
/// assert!(error.hint().is_some());
/// ```
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    what: String,
    place: Option<PathBuf>,
    hint: Option<String>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            place: None,
            hint: None,
        }
    }

    pub(crate) fn at(mut self, place: &Path) -> Self {
        self.place = Some(place.to_path_buf());
        self
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// `what` names the deed that failed: "cannot write the bundle".
    pub(crate) fn io(what: &str, place: &Path, error: &std::io::Error) -> Self {
        Self::new(ErrorKind::Io, format!("{what}: {error}")).at(place)
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What went wrong, without the place.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The file or folder it is about.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        self.place.as_deref()
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(place) = &self.place {
            write!(f, " ({})", place.display())?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
