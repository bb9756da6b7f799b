//! What a library can be built for: this machine, or macOS with one of its processors or with both.

use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind, Result, Toolchain};

/// What a driver's library is built for.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::Target;
///
/// assert_eq!("universal".parse::<Target>()?, Target::Universal);
/// assert_eq!(Target::Universal.triples(), ["x86_64-apple-darwin", "aarch64-apple-darwin"]);
/// # Ok::<(), tympan_aspl_bundle::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// This machine.
    Host,
    /// macOS on Apple silicon.
    Aarch64AppleDarwin,
    /// macOS on Intel processors.
    X86_64AppleDarwin,
    /// macOS on both, in one file.
    Universal,
}

impl Target {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self::Host,
        Self::Aarch64AppleDarwin,
        Self::X86_64AppleDarwin,
        Self::Universal,
    ];

    /// Its name: "host", "universal" or the Rust target.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Aarch64AppleDarwin => Architecture::Arm64.triple(),
            Self::X86_64AppleDarwin => Architecture::X86_64.triple(),
            Self::Universal => "universal",
        }
    }

    /// The Rust targets that a bundle for macOS takes, in the order of its slices; none when it is for this machine and this is no Mac.
    #[must_use]
    pub fn triples(self) -> Vec<&'static str> {
        let architectures = self.architectures().iter();
        architectures
            .map(|architecture| architecture.triple())
            .collect()
    }

    /// What a bundle that ships is built for on this machine: both processors where rustup has both Apple targets, else this machine.
    #[must_use]
    pub fn usual(toolchain: &Toolchain) -> Self {
        match toolchain.missing(Self::Universal).is_empty() {
            true => Self::Universal,
            false => Self::Host,
        }
    }

    /// The processors of a bundle for macOS.
    pub(crate) fn architectures(self) -> &'static [Architecture] {
        const HOST: &[Architecture] = match cfg!(target_os = "macos") {
            true if cfg!(target_arch = "aarch64") => &[Architecture::Arm64],
            true => &[Architecture::X86_64],
            false => &[],
        };
        match self {
            Self::Host => HOST,
            Self::Aarch64AppleDarwin => &[Architecture::Arm64],
            Self::X86_64AppleDarwin => &[Architecture::X86_64],
            Self::Universal => &[Architecture::X86_64, Architecture::Arm64],
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|target| target.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::new(ErrorKind::Target, format!("`{name}` is no target"))
                .with_hint(format!("the targets are {names}"))
        })
    }
}

/// A processor of macOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Architecture {
    X86_64,
    Arm64,
}

impl Architecture {
    /// The Rust target.
    pub(crate) fn triple(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64-apple-darwin",
            Self::Arm64 => "aarch64-apple-darwin",
        }
    }

    /// Apple's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_read_by_its_name() {
        for target in Target::ALL {
            assert_eq!(target.to_string().parse::<Target>().unwrap(), target);
        }
        let error = "arm64".parse::<Target>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Target);
        assert!(error.hint().unwrap().contains("aarch64-apple-darwin"));
    }
}
