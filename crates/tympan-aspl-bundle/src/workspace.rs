//! The drivers of a cargo workspace: which there are, which one is meant, and how one is built.
//!
//! cargo is asked and called as a program; nothing of `Cargo.toml` is read here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::{CrateType, Message, Metadata, MetadataCommand, Package, TargetKind};

use crate::{Error, ErrorKind, Result};

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
/// let library = driver.build(&options)?;
/// let bundle = Bundle::write(&library, &metadata, &workspace.bundle_folder(&options))?;
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
    id: cargo_metadata::PackageId,
    manifest: PathBuf,
    /// What the manifest has under `package.metadata`.
    metadata: serde_json::Value,
}

/// How a driver is built: what `cargo build` is given besides the package.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The profile: "dev", "release" or one of the workspace's own.
    pub profile: String,
    /// `--features`
    pub features: Vec<String>,
    /// `--all-features`
    pub all_features: bool,
    /// `--no-default-features`
    pub no_default_features: bool,
    /// `--locked`
    pub locked: bool,
    /// `--offline`
    pub offline: bool,
    /// Whether cargo shows only warnings and errors.
    pub quiet: bool,
}

impl BuildOptions {
    /// The default features with the given profile.
    #[must_use]
    pub fn profile(profile: &str) -> Self {
        Self {
            profile: profile.to_owned(),
            features: Vec::new(),
            all_features: false,
            no_default_features: false,
            locked: false,
            offline: false,
            quiet: false,
        }
    }

    /// The folder in the target folder that cargo uses for the profile.
    fn folder(&self) -> &str {
        match self.profile.as_str() {
            "dev" | "test" => "debug",
            "bench" => "release",
            other => other,
        }
    }
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
        self.metadata
            .target_directory
            .join("aspl")
            .join(options.folder())
            .into()
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

    /// Builds the package with cargo, whose messages go to the standard error stream, and gives the path of its library.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Build`] when cargo cannot be started or fails.
    pub fn build(&self, options: &BuildOptions) -> Result<PathBuf> {
        let failed = |what: String| Error::new(ErrorKind::Build, what).at(&self.manifest);
        let mut child = self
            .command(options)
            .spawn()
            .map_err(|error| failed(format!("cargo cannot be started: {error}")))?;
        let output = child
            .stdout
            .take()
            .expect("the standard output of the command is a pipe");
        let mut library = None;
        for message in Message::parse_stream(std::io::BufReader::new(output)) {
            // A line that is no message is some build script's chatter; how the build went is in the exit status.
            if let Ok(Message::CompilerArtifact(artifact)) = message
                && artifact.package_id == self.id
                && artifact.target.is_kind(TargetKind::CDyLib)
            {
                library = artifact
                    .filenames
                    .into_iter()
                    .find(|file| file.as_str().ends_with(std::env::consts::DLL_SUFFIX));
            }
        }
        let status = child
            .wait()
            .map_err(|error| failed(format!("cargo was lost: {error}")))?;
        if !status.success() {
            return Err(
                failed(format!("the package `{}` does not build", self.name))
                    .with_hint("the compiler's messages are above"),
            );
        }
        library.map(Into::into).ok_or_else(|| {
            failed(format!(
                "cargo built `{}` but named no library ending in {}",
                self.name,
                std::env::consts::DLL_SUFFIX
            ))
            .with_hint("a build target other than this machine, set in `.cargo/config.toml`, has this effect")
        })
    }

    fn command(&self, options: &BuildOptions) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command
            .args(["build", "--lib", "--message-format=json-render-diagnostics"])
            .args(["--package", &self.name, "--profile", &options.profile])
            .arg("--manifest-path")
            .arg(&self.manifest);
        for feature in &options.features {
            command.args(["--features", feature]);
        }
        for (flag, wanted) in [
            ("--all-features", options.all_features),
            ("--no-default-features", options.no_default_features),
            ("--locked", options.locked),
            ("--offline", options.offline),
            ("--quiet", options.quiet),
        ] {
            if wanted {
                command.arg(flag);
            }
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        command
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
