//! The library that ships: for each processor a static library from cargo, linked as a bundle, and all of them in one file.

use std::fs;
use std::path::{Path, PathBuf};

use super::{BuildOptions, Built};
use crate::atomic::AtomicDirectory;
use crate::link::{self, DebugSymbols, Job};
use crate::metadata::OLDEST_MACOS;
use crate::target::Architecture;
use crate::{DriverPackage, Error, Result, ThisSystem, Toolchain, universal};

impl DriverPackage {
    pub(super) fn build_for_macos(
        &self,
        options: &BuildOptions,
        architectures: &[Architecture],
    ) -> Result<Built> {
        options.linker.check()?;
        let toolchain = Toolchain::ask()?;
        toolchain.check(options.target)?;
        let metadata = self.metadata()?;
        let mut archives = Vec::new();
        for &architecture in architectures {
            archives.push((
                architecture,
                self.archive(options, &toolchain, architecture)?,
            ));
        }
        let [(_, first), ..] = &archives[..] else {
            unreachable!("a library for macOS is for at least one processor");
        };
        let record = link::record(first)?;
        let job = Job {
            toolchain: &toolchain,
            system: &ThisSystem,
            linker: options.linker,
            record: &record,
            minimum_macos: metadata.minimum_macos(),
            imports: metadata.imports(),
        };
        let folder =
            AtomicDirectory::create(&self.folder().join(self.name())).map_err(|error| {
                Error::io("cannot make a folder to link in", &self.folder(), &error)
            })?;
        let (mut slices, mut symbols) = (Vec::new(), Vec::new());
        for (architecture, archive) in &archives {
            let own = folder.path().join(architecture.name());
            let linked = job.link(archive, *architecture, &own)?;
            slices.push((*architecture, read(&linked.file)?));
            if options.debug_symbols {
                let part = job.debug_symbols(&linked, &own)?;
                symbols.push((*architecture, part));
            }
        }
        let library = folder.path().join(&record.name);
        write(&library, &universal::join(&slices))?;
        let debug_symbols = folder.path().join(format!("{}.dSYM", record.name));
        let has_symbols = write_symbols(symbols, &debug_symbols, &record.name)?;
        Ok(Built {
            library,
            debug_symbols: has_symbols.then_some(debug_symbols),
            _folder: Some(folder),
        })
    }

    /// The static library for a processor.
    fn archive(
        &self,
        options: &BuildOptions,
        toolchain: &Toolchain,
        architecture: Architecture,
    ) -> Result<PathBuf> {
        let flags = self.reproducible_flags(options, toolchain, architecture)?;
        let mut command = self.cargo("rustc", options);
        command
            .args([
                "--crate-type",
                "staticlib",
                "--target",
                architecture.triple(),
            ])
            // Flags of its own would have cargo build everything anew in the usual folder, and again without them.
            .arg("--target-dir")
            .arg(self.folder())
            .env("CARGO_ENCODED_RUSTFLAGS", flags)
            .env("MACOSX_DEPLOYMENT_TARGET", OLDEST_MACOS);
        self.run(&mut command, ".a")
    }

    /// Where cargo builds for macOS.
    fn folder(&self) -> PathBuf {
        self.target_folder.join("aspl").join("build")
    }
}

/// A `.dSYM` folder with the symbols of all processors, if there are any.
fn write_symbols(
    symbols: Vec<(Architecture, DebugSymbols)>,
    folder: &Path,
    name: &str,
) -> Result<bool> {
    let Some((_, first)) = symbols.first() else {
        return Ok(false);
    };
    let contents = folder.join("Contents");
    let dwarf = contents.join("Resources/DWARF");
    fs::create_dir_all(&dwarf).map_err(|error| {
        Error::io(
            "cannot make the folder of the debug symbols",
            folder,
            &error,
        )
    })?;
    write(&contents.join("Info.plist"), &first.info)?;
    let slices: Vec<_> = symbols
        .into_iter()
        .map(|(architecture, part)| (architecture, part.dwarf))
        .collect();
    write(&dwarf.join(name), &universal::join(&slices))?;
    Ok(true)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Error::io("cannot read what was linked", path, &error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| Error::io("cannot write the library", path, &error))
}
