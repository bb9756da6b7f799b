//! The drivers of a cargo workspace: which there are, and which one is meant.
//!
//! cargo is asked; nothing of `Cargo.toml` is read here.

use std::path::{Path, PathBuf};

use cargo_metadata::{CrateType, Metadata, MetadataCommand, Package};

use crate::{BuildOptions, Error, ErrorKind, Result, Target};

/// The framework a driver is known by.
const FRAMEWORK: &str = "tympan-aspl";

/// A cargo workspace.
///
/// # Examples
///
/// ```no_run
/// use tympan_aspl_bundle::{BuildOptions, Bundle, Workspace};
///
/// let workspace = Workspace::load(None)?;
/// let driver = workspace.select(Some("loopback"))?;
/// let options = BuildOptions::profile("release");
/// let metadata = driver.metadata()?;
/// let built = driver.build(&options)?;
/// let bundle = Bundle::write(built.library(), &metadata, &workspace.bundle_folder(&options))?;
/// println!("{}", bundle.path().display());
/// # Ok::<(), tympan_aspl_bundle::Error>(())
/// ```
#[derive(Debug)]
pub struct Workspace {
    metadata: Metadata,
    current: PathBuf,
}

/// A package of the workspace that makes a driver's library.
#[derive(Clone, Debug)]
pub struct DriverPackage {
    name: String,
    pub(crate) id: cargo_metadata::PackageId,
    pub(crate) manifest: PathBuf,
    /// The target folder of the workspace.
    pub(crate) target_folder: PathBuf,
    /// What the manifest has under `package.metadata`.
    metadata: serde_json::Value,
}

impl Workspace {
    /// Finds the workspace of a manifest, or of the current folder.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Package`] with cargo's own words.
    pub fn load(manifest: Option<&Path>) -> Result<Self> {
        let current = std::env::current_dir()
            .map_err(|error| Error::io("there is no current folder", Path::new("."), &error))?;
        let mut command = MetadataCommand::new();
        command.no_deps();
        if let Some(manifest) = manifest {
            command.manifest_path(manifest);
        }
        let metadata = command.exec().map_err(|error| {
            let words = match error {
                cargo_metadata::Error::CargoMetadata { stderr } => stderr,
                other => other.to_string(),
            };
            let words = words.trim().trim_start_matches("error: ");
            Error::new(
                ErrorKind::Package,
                format!("cargo finds no workspace: {words}"),
            )
            .at(manifest.unwrap_or(&current))
            .with_hint("run this in the folder of a cargo workspace, or give the path of a `.driver` bundle")
        })?;
        Ok(Self { metadata, current })
    }

    /// The names of the packages that make drivers: those with a `cdylib` that depend on `tympan-aspl`.
    #[must_use]
    pub fn drivers(&self) -> Vec<&str> {
        self.metadata
            .workspace_packages()
            .into_iter()
            .filter(|package| has_cdylib(package) && uses_framework(package))
            .map(|package| package.name.as_str())
            .collect()
    }

    /// The package that is meant: the one named; else the one the current folder is in; else the only driver there is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Package`] when no package has that name, when it makes no library a host could load, or when nothing is
    /// named and several are possible. It lists the drivers there are.
    pub fn select(&self, name: Option<&str>) -> Result<DriverPackage> {
        let packages = self.metadata.workspace_packages();
        let package = match name {
            Some(name) => packages
                .into_iter()
                .find(|package| package.name == name)
                .ok_or_else(|| {
                    Error::new(
                        ErrorKind::Package,
                        format!("the workspace has no package `{name}`"),
                    )
                    .at(self.metadata.workspace_root.as_std_path())
                    .with_hint(self.drivers_hint())
                })?,
            None => self.default_package(&packages)?,
        };
        if !has_cdylib(package) {
            let hint = if uses_framework(package) {
                "add to its Cargo.toml:\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]".to_owned()
            } else {
                self.drivers_hint()
            };
            return Err(Error::new(
                ErrorKind::Package,
                format!(
                    "the package `{}` makes no `cdylib`, so there is no library to load",
                    package.name
                ),
            )
            .at(package.manifest_path.as_std_path())
            .with_hint(hint));
        }
        Ok(DriverPackage {
            name: package.name.to_string(),
            id: package.id.clone(),
            manifest: package.manifest_path.clone().into(),
            target_folder: self.metadata.target_directory.clone().into(),
            metadata: package.metadata.clone(),
        })
    }

    fn default_package<'a>(&self, packages: &[&'a Package]) -> Result<&'a Package> {
        let here = packages
            .iter()
            .filter(|package| uses_framework(package))
            .filter_map(|package| {
                let folder = package.manifest_path.parent()?;
                // The folder of a workspace holds all of it, so it means no package in particular.
                let meant = folder != self.metadata.workspace_root
                    && self.current.starts_with(folder.as_std_path());
                meant.then_some((folder.as_str().len(), *package))
            })
            .max_by_key(|(depth, _)| *depth);
        if let Some((_, package)) = here.filter(|(_, package)| has_cdylib(package)) {
            return Ok(package);
        }
        let drivers = self.drivers();
        let only = match drivers.as_slice() {
            [only] => packages.iter().find(|package| package.name == *only),
            _ => None,
        };
        only.copied().ok_or_else(|| {
            let what = if drivers.is_empty() {
                "the workspace has no driver"
            } else {
                "the workspace has several drivers, and none is named"
            };
            Error::new(ErrorKind::Package, what)
                .at(self.metadata.workspace_root.as_std_path())
                .with_hint(self.drivers_hint())
        })
    }

    fn drivers_hint(&self) -> String {
        match self.drivers().as_slice() {
            [] => format!(
                "a driver is a package with `crate-type = [\"cdylib\", \"rlib\"]` that depends on `{FRAMEWORK}`"
            ),
            drivers => format!(
                "the drivers here: {} (name one with `-p`)",
                drivers.join(", ")
            ),
        }
    }

    /// Where the bundles built with these options go: a folder of the target folder.
    #[must_use]
    pub fn bundle_folder(&self, options: &BuildOptions) -> PathBuf {
        let mut folder: PathBuf = self.metadata.target_directory.join("aspl").into();
        if options.target != Target::Host {
            folder.push(options.target.name());
        }
        folder.join(options.folder())
    }
}

impl DriverPackage {
    /// The name of the package.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What `[package.metadata.aspl]` of its manifest says about the bundle.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Metadata`] when a key is unknown, a value cannot be, or a file that is named is not there.
    pub fn metadata(&self) -> Result<crate::Metadata> {
        crate::Metadata::read(&self.metadata, &self.manifest)
    }
}

fn has_cdylib(package: &Package) -> bool {
    package
        .targets
        .iter()
        .any(|target| target.crate_types.contains(&CrateType::CDyLib))
}

fn uses_framework(package: &Package) -> bool {
    package
        .dependencies
        .iter()
        .any(|dependency| dependency.name == FRAMEWORK)
}
