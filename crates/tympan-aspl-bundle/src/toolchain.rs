//! The Rust toolchain that cargo uses here: where it is, what it can build for, and its linker.

use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_config2::{Config, Flags};

use crate::target::Architecture;
use crate::{Error, ErrorKind, Result, Target};

/// The Rust toolchain of the current folder, as `rustc` describes itself, and cargo's configuration.
///
/// # Examples
///
/// ```no_run
/// use tympan_aspl_bundle::{Target, Toolchain};
///
/// let missing = Toolchain::ask()?.missing(Target::Universal);
/// if !missing.is_empty() {
///     println!("rustup target add {}", missing.join(" "));
/// }
/// # Ok::<(), tympan_aspl_bundle::Error>(())
/// ```
#[derive(Debug)]
pub struct Toolchain {
    config: Config,
    sysroot: PathBuf,
    host: String,
    /// Of the compiler's source.
    commit: Option<String>,
}

impl Toolchain {
    /// Asks the compiler.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`] when it cannot be run, or cargo's configuration cannot be read.
    pub fn ask() -> Result<Self> {
        let failed = |what: String| {
            Error::new(ErrorKind::Target, what)
                .with_hint("cargo and rustc have to be there; rustup installs them")
        };
        let config = Config::load()
            .map_err(|error| failed(format!("cargo's configuration cannot be read: {error}")))?;
        let ask = |arguments: &[&str]| {
            let mut command = Command::from(config.rustc());
            let output = command
                .args(arguments)
                .output()
                .map_err(|error| failed(format!("rustc cannot be run: {error}")))?;
            if !output.status.success() {
                let words = String::from_utf8_lossy(&output.stderr);
                return Err(failed(format!("rustc fails: {}", words.trim())));
            }
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim());
        let version = ask(&["-vV"])?;
        let line = |name: &str| {
            let value = version.lines().find_map(|line| line.strip_prefix(name))?;
            Some(value.trim().to_owned())
        };
        let host = line("host:")
            .ok_or_else(|| failed("rustc does not say which machine it is for".into()))?;
        let commit = line("commit-hash:").filter(|hash| hash != "unknown");
        Ok(Self {
            config,
            sysroot,
            host,
            commit,
        })
    }

    /// The Rust targets that a bundle for `target` takes and that are not installed.
    #[must_use]
    pub fn missing(&self, target: Target) -> Vec<&'static str> {
        let mut triples = target.triples();
        triples.retain(|triple| !self.libraries(triple).is_dir());
        triples
    }

    /// Checks that all of `target` can be built.
    pub(crate) fn check(&self, target: Target) -> Result<()> {
        let missing = self.missing(target);
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Target,
            format!(
                "a bundle for `{target}` needs the standard library for {}",
                missing.join(" and ")
            ),
        )
        .with_hint(format!("rustup target add {}", missing.join(" "))))
    }

    /// The linker that comes with the compiler.
    pub(crate) fn rust_lld(&self) -> Result<PathBuf> {
        let name = format!("rust-lld{}", std::env::consts::EXE_SUFFIX);
        let path = self.rustlib(&self.host).join("bin").join(name);
        if path.is_file() {
            return Ok(path);
        }
        Err(Error::new(
            ErrorKind::Target,
            "this Rust toolchain comes without its linker",
        )
        .at(&path)
        .with_hint(
            "use the stable toolchain of rustup, which has it, or `--linker apple` on a Mac",
        ))
    }

    /// The flags that cargo's configuration and environment have for the compiler.
    pub(crate) fn flags(&self, architecture: Architecture) -> Result<Flags> {
        let flags = self.config.rustflags(architecture.triple());
        let flags = flags.map_err(|error| {
            let what = format!("cargo's configuration cannot be read: {error}");
            Error::new(ErrorKind::Target, what)
        })?;
        Ok(flags.unwrap_or_default())
    }

    /// Where the source of the standard library is if it is installed, and what the compiler calls that place.
    pub(crate) fn source(&self) -> Option<(PathBuf, String)> {
        let place = format!("/rustc/{}", self.commit.as_ref()?);
        Some((self.sysroot.join("lib/rustlib/src/rust"), place))
    }

    fn libraries(&self, triple: &str) -> PathBuf {
        self.rustlib(triple).join("lib")
    }

    fn rustlib(&self, triple: &str) -> PathBuf {
        Path::new(&self.sysroot).join("lib/rustlib").join(triple)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Scratch;

    #[test]
    fn what_is_not_installed_is_named_with_the_command_that_installs_it() {
        let scratch = Scratch::new("toolchain");
        let mut toolchain = Toolchain::ask().unwrap();
        toolchain.sysroot = scratch.path().to_owned();
        assert_eq!(Target::usual(&toolchain), Target::Host);
        let error = toolchain.check(Target::Universal).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Target);
        assert_eq!(
            error.hint(),
            Some("rustup target add x86_64-apple-darwin aarch64-apple-darwin")
        );
        assert!(
            toolchain
                .rust_lld()
                .unwrap_err()
                .hint()
                .unwrap()
                .contains("rustup")
        );

        for triple in Target::Universal.triples() {
            std::fs::create_dir_all(toolchain.libraries(triple)).unwrap();
        }
        assert_eq!(Target::usual(&toolchain), Target::Universal);
        toolchain.check(Target::Universal).unwrap();
    }
}
