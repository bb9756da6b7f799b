//! How a driver's library is built: by cargo, for this machine as it makes a `cdylib`, and for macOS as a static library that is linked here.

mod for_macos;
mod reproducible;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::{Artifact, Message};

use crate::atomic::AtomicDirectory;
use crate::bundle::copy_tree;
use crate::{Bundle, DriverPackage, Error, ErrorKind, Linker, Result, Target};

/// How a driver is built: for what, and what cargo is given besides the package.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// For what.
    pub target: Target,
    /// The program that links for macOS.
    pub linker: Linker,
    /// Whether debug symbols are kept beside a library for macOS, as a `.dSYM` folder. Only the profile decides whether there are any.
    pub debug_symbols: bool,
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
    /// For this machine, with the default features and the given profile.
    #[must_use]
    pub fn profile(profile: &str) -> Self {
        Self {
            target: Target::Host,
            linker: Linker::default(),
            debug_symbols: false,
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
    pub(crate) fn folder(&self) -> &str {
        match self.profile.as_str() {
            "dev" | "test" => "debug",
            "bench" => "release",
            other => other,
        }
    }
}

/// A library that was built. One for macOS is in a folder of its own, which is removed with this value.
#[derive(Debug)]
pub struct Built {
    library: PathBuf,
    debug_symbols: Option<PathBuf>,
    _folder: Option<AtomicDirectory>,
}

impl Built {
    /// The library.
    #[must_use]
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// Puts the debug symbols beside the bundle that was made of the library, as `NAME.driver.dSYM`, if they were asked for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when they cannot be written.
    pub fn keep_debug_symbols(&self, bundle: &Bundle) -> Result<Option<PathBuf>> {
        let Some(symbols) = &self.debug_symbols else {
            return Ok(None);
        };
        let mut destination = OsString::from(bundle.path());
        destination.push(".dSYM");
        let destination = PathBuf::from(destination);
        let copy = || {
            let new = AtomicDirectory::create(&destination)?;
            copy_tree(symbols, new.path())?;
            new.commit()
        };
        copy()
            .map_err(|error| Error::io("cannot write the debug symbols", &destination, &error))?;
        Ok(Some(destination))
    }
}

impl DriverPackage {
    /// Builds the package with cargo, whose messages go to the standard error stream.
    ///
    /// A library for macOS is of the type `MH_BUNDLE`, exports the factory alone, and is the same, byte for byte, wherever it is built from the same input:
    /// the same source, `Cargo.lock`, toolchain and options. Packages outside of the workspace that are named by a path are to be at the same path.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Build`] when cargo cannot be started or fails; for macOS also [`ErrorKind::Target`] when the toolchain lacks something, and
    /// [`ErrorKind::Link`] when the driver uses what no library is known to have.
    pub fn build(&self, options: &BuildOptions) -> Result<Built> {
        match options.target.architectures() {
            [] => self.build_for_host(options),
            architectures => self.build_for_macos(options, architectures),
        }
    }

    fn build_for_host(&self, options: &BuildOptions) -> Result<Built> {
        let mut command = self.cargo("build", options);
        let library = self.run(&mut command, std::env::consts::DLL_SUFFIX)?;
        Ok(Built {
            library,
            debug_symbols: None,
            _folder: None,
        })
    }

    /// What cargo is given for every target.
    fn cargo(&self, subcommand: &str, options: &BuildOptions) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command
            .args([
                subcommand,
                "--lib",
                "--message-format=json-render-diagnostics",
            ])
            .args(["--package", self.name(), "--profile", &options.profile])
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
    }

    /// Runs cargo, and gives the file of the package that ends so.
    fn run(&self, command: &mut Command, ending: &str) -> Result<PathBuf> {
        let failed = |what: String| Error::new(ErrorKind::Build, what).at(&self.manifest);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| failed(format!("cargo cannot be started: {error}")))?;
        let output = child
            .stdout
            .take()
            .expect("the standard output of the command is a pipe");
        let of_package = |artifact: Artifact| {
            let files = (artifact.package_id == self.id).then_some(artifact.filenames)?;
            files
                .into_iter()
                .find(|file| file.as_str().ends_with(ending))
        };
        let mut library = None;
        for message in Message::parse_stream(std::io::BufReader::new(output)) {
            // A line that is no message is some build script's chatter; how the build went is in the exit status.
            if let Ok(Message::CompilerArtifact(artifact)) = message {
                library = of_package(artifact).or(library);
            }
        }
        let status = child
            .wait()
            .map_err(|error| failed(format!("cargo was lost: {error}")))?;
        if !status.success() {
            return Err(
                failed(format!("the package `{}` does not build", self.name()))
                    .with_hint("the compiler's messages are above"),
            );
        }
        library.map(Into::into).ok_or_else(|| {
            failed(format!(
                "cargo built `{}` but named no library ending in {ending}",
                self.name(),
            ))
            .with_hint("a build target other than this machine, set in `.cargo/config.toml`, has this effect")
        })
    }
}
