//! URLs.

use std::fmt;
use std::path::{Path, PathBuf};

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// A URL (`CFURL`), here of files.
    ///
    /// ```
    /// use std::path::Path;
    /// use tympan_aspl::cf::CfUrl;
    ///
    /// # if cfg!(unix) {
    /// let icon = CfUrl::from_path(Path::new("/Library/an icon.icns"), false).unwrap();
    /// assert_eq!(icon.to_string(), "file:///Library/an%20icon.icns");
    /// assert_eq!(icon.to_path().unwrap(), Path::new("/Library/an icon.icns"));
    /// # }
    /// ```
    #[doc(alias = "CFURLRef")]
    CfUrl, Url
}

impl CfUrl {
    /// Makes the URL of a file or directory; a relative path is taken from the working directory.
    ///
    /// `None` if the path is empty or has a NUL in it.
    #[must_use]
    #[doc(alias = "CFURLCreateFromFileSystemRepresentation")]
    pub fn from_path(path: &Path, is_directory: bool) -> Option<Self> {
        // SAFETY: a new object or NULL.
        unsafe { Retained::adopt(provider::new_url(path, is_directory)) }.map(Self)
    }

    /// The path of a file URL; `None` for other URLs.
    #[must_use]
    #[doc(alias = "CFURLGetFileSystemRepresentation")]
    pub fn to_path(&self) -> Option<PathBuf> {
        // SAFETY: a URL, alive.
        unsafe { provider::url_path(self.0.as_raw()) }
    }
}

/// The absolute URL.
impl fmt::Display for CfUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: a URL, alive.
        f.pad(&unsafe { provider::url_text(self.0.as_raw()) })
    }
}

impl fmt::Debug for CfUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}
