//! What can be read from a driver's library without loading it: its format, its machine, its exported symbols and the
//! driver record.
//!
//! Nothing of the library runs here. That makes the checks safe for any file, and possible for another machine's library.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use object::{
    Architecture, BinaryFormat, FileKind, NameOrOrdinal, Object, ObjectKind, ObjectSection,
};

use crate::examination::slice_ranges;
use crate::{DriverRecord, Error, ErrorKind, Result};

/// The formats a driver's library can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LibraryFormat {
    /// Linux.
    Elf,
    /// macOS.
    MachO,
}

impl LibraryFormat {
    /// The format of the machine this runs on.
    pub const HOST: Self = if cfg!(target_vendor = "apple") {
        Self::MachO
    } else {
        Self::Elf
    };

    /// The folder under `Contents` that holds executables of this format.
    #[must_use]
    pub fn directory(self) -> &'static str {
        match self {
            Self::Elf => "Linux",
            Self::MachO => "MacOS",
        }
    }

    /// The section the driver record is in.
    fn record_section(self) -> &'static str {
        match self {
            Self::Elf => ".aspl",
            Self::MachO => "__aspl",
        }
    }
}

impl fmt::Display for LibraryFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Elf => "ELF",
            Self::MachO => "Mach-O",
        })
    }
}

/// A shared library, as far as it can be known from its file.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::{ErrorKind, Library};
///
/// let error = Library::parse(b"#!/bin/sh\n").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotALibrary);
/// ```
#[derive(Clone, Debug)]
pub struct Library {
    format: LibraryFormat,
    /// One for each processor, at least one.
    slices: Vec<Slice>,
    /// What all of them export.
    exports: BTreeSet<String>,
}

/// The library for one processor.
#[derive(Clone, Debug)]
struct Slice {
    architecture: Architecture,
    exports: BTreeSet<String>,
    record: Option<Vec<u8>>,
}

impl Library {
    /// Reads the library at `path`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the file cannot be read, else as [`Library::parse`].
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path)
            .map_err(|error| Error::io("cannot read the library", path, &error))?;
        Self::parse(&bytes).map_err(|error| error.at(path))
    }

    /// Reads a library from the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotALibrary`] when they are no ELF or Mach-O library, or a damaged one.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let no_library = |why: String| {
            Error::new(ErrorKind::NotALibrary, why).with_hint(
                "the executable of a bundle is the shared library of its driver; build the bundle again",
            )
        };
        let damaged = |error: object::Error| no_library(format!("the library is damaged: {error}"));
        if bytes.is_empty() {
            return Err(no_library("the file is empty, not a library".into()));
        }
        let ranges = match FileKind::parse(bytes) {
            Ok(FileKind::Elf32 | FileKind::Elf64 | FileKind::MachO32 | FileKind::MachO64) => {
                std::iter::once(0..bytes.len()).collect()
            }
            Ok(FileKind::MachOFat32 | FileKind::MachOFat64) => slice_ranges(bytes)
                .map_err(|why| no_library(format!("the library is damaged: {why}")))?,
            _ => return Err(no_library("the file is not a library".into())),
        };
        let mut slices = Vec::new();
        let mut format = LibraryFormat::MachO;
        for range in ranges {
            let file = object::File::parse(&bytes[range]).map_err(damaged)?;
            format = match file.format() {
                BinaryFormat::Elf => LibraryFormat::Elf,
                BinaryFormat::MachO => LibraryFormat::MachO,
                other => {
                    return Err(no_library(format!(
                        "the file is {other:?}, not ELF or Mach-O"
                    )));
                }
            };
            if matches!(
                file.kind(),
                ObjectKind::Executable | ObjectKind::Relocatable | ObjectKind::Core
            ) {
                return Err(no_library(format!(
                    "the file is {format}, but a program or an object file, not a library"
                )));
            }
            slices.push(Slice::read(&file, format).map_err(damaged)?);
        }
        let mut exports = match slices.first() {
            Some(first) => first.exports.clone(),
            None => return Err(no_library("the library is for no processor".into())),
        };
        exports.retain(|name| slices.iter().all(|slice| slice.exports.contains(name)));
        Ok(Self {
            format,
            slices,
            exports,
        })
    }

    /// ELF or Mach-O.
    #[must_use]
    pub fn format(&self) -> LibraryFormat {
        self.format
    }

    /// The processors it is for, by Rust's names: "x86_64", "aarch64". A universal library is for several.
    #[must_use]
    pub fn architectures(&self) -> Vec<&'static str> {
        let name = |slice: &Slice| match slice.architecture {
            Architecture::X86_64 => "x86_64",
            Architecture::Aarch64 => "aarch64",
            Architecture::I386 => "x86",
            Architecture::Arm => "arm",
            Architecture::Riscv64 => "riscv64",
            _ => "another processor",
        };
        self.slices.iter().map(name).collect()
    }

    /// The symbols it exports for every processor, by their C names, in order.
    pub fn exports(&self) -> impl Iterator<Item = &str> {
        self.exports.iter().map(String::as_str)
    }

    /// Whether it exports a symbol of this C name.
    #[must_use]
    pub fn exports_symbol(&self, name: &str) -> bool {
        self.exports.contains(name)
    }

    /// The driver record, or `None` for a library that was not made with `tympan-aspl`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoRecord`] when there is one, but damaged or of another version, or not the same for every processor.
    pub fn record(&self) -> Result<Option<DriverRecord>> {
        let mut records = self.slices.iter().map(|slice| slice.record.as_deref());
        let first = records.next().flatten();
        if !records.all(|record| record == first) {
            return Err(Error::new(
                ErrorKind::NoRecord,
                "the driver record is not the same for every processor",
            )
            .with_hint("build the bundle again, for all processors at once"));
        }
        first.map(DriverRecord::parse).transpose()
    }

    /// Checks that the library can be loaded on this machine.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotALibrary`] that names both machines.
    pub fn check_host(&self) -> Result<()> {
        let architectures = self.architectures();
        if self.format == LibraryFormat::HOST && architectures.contains(&std::env::consts::ARCH) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::NotALibrary,
            format!(
                "the library is {} for {}, and this machine loads {} for {}",
                self.format,
                architectures.join(" and "),
                LibraryFormat::HOST,
                std::env::consts::ARCH
            ),
        )
        .with_hint("`cargo aspl run -p PACKAGE` builds the driver for this machine, and so does `cargo aspl bundle --target host`"))
    }

    /// Checks that the factory is exported.
    pub(crate) fn check_factory(&self, symbol: &str, named_by: &str) -> Result<()> {
        if self.exports_symbol(symbol) {
            return Ok(());
        }
        let others = match self.exports.len() {
            0 => "it exports nothing".to_owned(),
            1..=8 => format!(
                "it exports {}",
                self.exports().collect::<Vec<_>>().join(", ")
            ),
            many => format!("none of its {many} exported symbols has that name"),
        };
        Err(Error::new(
            ErrorKind::NoFactory,
            format!("{named_by} names the factory `{symbol}`, which the library does not export ({others})"),
        )
        .with_hint(
            "the name of the factory and the exported symbol have to be the same; `cargo aspl bundle` writes both from one source",
        ))
    }
}

impl Slice {
    fn read(file: &object::File<'_>, format: LibraryFormat) -> object::Result<Self> {
        let mut exports = BTreeSet::new();
        for export in file.exports()? {
            if let NameOrOrdinal::Name(name) = export?.name() {
                let name = String::from_utf8_lossy(name);
                // Mach-O spells the C symbol `f` as `_f`.
                let name = match format {
                    LibraryFormat::Elf => &*name,
                    LibraryFormat::MachO => name.strip_prefix('_').unwrap_or(&name),
                };
                exports.insert(name.to_owned());
            }
        }
        let record = match file.section_by_name(format.record_section()) {
            Some(section) => Some(section.data()?.to_vec()),
            None => None,
        };
        Ok(Self {
            architecture: file.architecture(),
            exports,
            record,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_library_are_refused() {
        for bytes in [
            &b""[..],
            b"\x7fELF",
            b"\x7fELF\x02\x01\x01",
            b"MZ",
            &[0; 4096],
        ] {
            let error = Library::parse(bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotALibrary, "{bytes:?}");
        }
    }

    #[test]
    fn a_library_cut_short_anywhere_is_refused_or_read_without_a_panic() {
        let path = std::env::current_exe().unwrap();
        let bytes = std::fs::read(path).unwrap();
        for part in 0..64 {
            let _ = Library::parse(&bytes[..bytes.len() * part / 64]);
        }
    }
}
