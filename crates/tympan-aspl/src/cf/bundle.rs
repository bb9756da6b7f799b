//! Bundles.

use std::fmt;
use std::path::PathBuf;

use super::reference::{Retained, cf_type};
use super::{CfUrl, provider};

cf_type! {
    /// A bundle (`CFBundle`): a directory with an Info.plist and resources.
    #[doc(alias = "CFBundleRef")]
    CfBundle, Bundle
}

impl CfBundle {
    /// The bundle with this `CFBundleIdentifier`, if it is loaded in this process.
    ///
    /// Off Apple nobody tells a driver which bundles are loaded; there it is one that was
    /// registered with `cf::portable::register_bundle`.
    #[must_use]
    #[doc(alias = "CFBundleGetBundleWithIdentifier")]
    pub fn with_identifier(identifier: &str) -> Option<Self> {
        // SAFETY: a reference that the provider gives away, or NULL.
        unsafe { Retained::adopt(provider::bundle_with_identifier(identifier)) }.map(Self)
    }

    /// The URL of a resource, if the bundle has it.
    ///
    /// `directory` is a directory within the resources. Localised resources are found too.
    #[must_use]
    #[doc(alias = "CFBundleCopyResourceURL")]
    pub fn resource(
        &self,
        name: &str,
        extension: Option<&str>,
        directory: Option<&str>,
    ) -> Option<CfUrl> {
        // SAFETY: a bundle, alive.
        let url = unsafe { provider::bundle_resource(self.0.as_raw(), name, extension, directory) };
        // SAFETY: a reference that the provider gives away, or NULL.
        unsafe { <CfUrl as super::CfType>::from_create(url) }
    }

    /// Where the bundle is.
    #[must_use]
    #[doc(alias = "CFBundleCopyBundleURL")]
    pub fn path(&self) -> Option<PathBuf> {
        // SAFETY: a bundle, alive.
        unsafe { provider::bundle_path(self.0.as_raw()) }
    }
}

impl fmt::Debug for CfBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CfBundle")
            .field(&self.path().unwrap_or_default())
            .finish()
    }
}
