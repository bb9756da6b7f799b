//! Linking for macOS, without a Mac: a static library becomes a Mach-O file of the type `MH_BUNDLE` that exports nothing but the factory.
//!
//! The linker is the `rust-lld` of the Rust toolchain, on every system, so that the same input gives the same bytes. It has no SDK. So
//! it links twice: first with everything that is undefined left open, which says what the driver takes from the system; then with a text
//! stub for each of the system's libraries that has exactly these symbols ([`imports`]). The result finds every symbol in a library by name,
//! as one linked with an SDK does, and a symbol that no library is known to have is an error here, not on somebody's Mac.
//!
//! Apple's linker, which needs a Mac with its SDK, can take its place.

mod debug_symbols;
mod imports;

use std::fs;
use std::path::{Path, PathBuf};

use object::read::archive::ArchiveFile;
use object::{Object, ObjectSection, ObjectSymbol};

use crate::bundle::{check_name, no_record};
use crate::target::Architecture;
use crate::{Call, DriverRecord, Error, ErrorKind, Ran, Result, System, Toolchain};
pub(crate) use debug_symbols::DebugSymbols;
pub use imports::Imports;

/// The program that links a bundle for macOS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Linker {
    /// That of the Rust toolchain. The same input gives the same bytes, on any system.
    #[default]
    RustLld,
    /// Apple's, by `xcrun clang`, on a Mac with its developer tools.
    Apple,
}

impl Linker {
    /// Checks that it can link on this system.
    pub(crate) fn check(self) -> Result<()> {
        if self == Self::RustLld || cfg!(target_os = "macos") {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Link, "Apple's linker is on macOS only")
            .with_hint("leave out `--linker apple`: the linker of the Rust toolchain links for macOS on every system"))
    }
}

/// What is linked: all but the processor, which is the same for every part of a universal file.
pub(crate) struct Job<'a> {
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) system: &'a dyn System,
    pub(crate) linker: Linker,
    pub(crate) record: &'a DriverRecord,
    pub(crate) minimum_macos: &'a str,
    pub(crate) imports: &'a Imports,
}

/// A linked file.
pub(crate) struct Linked {
    pub(crate) file: PathBuf,
    /// How it was linked, but for what it was stripped of.
    call: Call,
}

/// The record in a static library; all that is in it of the driver is its own word.
pub(crate) fn record(archive: &Path) -> Result<DriverRecord> {
    let bytes = fs::read(archive)
        .map_err(|error| Error::io("cannot read the static library", archive, &error))?;
    let damaged = |error: object::Error| {
        let what = format!("the static library is damaged: {error}");
        Error::new(ErrorKind::NotALibrary, what).at(archive)
    };
    for member in ArchiveFile::parse(&*bytes).map_err(damaged)?.members() {
        let member = member
            .and_then(|member| member.data(&*bytes))
            .map_err(damaged)?;
        // An archive also has members that are no object files: tables, and metadata of crates.
        let Ok(file) = object::File::parse(member) else {
            continue;
        };
        if let Some(section) = file.section_by_name("__aspl") {
            let record = DriverRecord::parse(section.data().map_err(damaged)?);
            let named = record.and_then(|record| check_name(&record.name).map(|()| record));
            return named.map_err(|error| error.at(archive));
        }
    }
    Err(no_record().at(archive))
}

impl Job<'_> {
    /// Links a static library, in a folder for it alone.
    pub(crate) fn link(
        &self,
        archive: &Path,
        architecture: Architecture,
        folder: &Path,
    ) -> Result<Linked> {
        let mut call = self.call(archive, architecture)?;
        if self.linker == Linker::RustLld {
            let open = ["-undefined", "dynamic_lookup"];
            let open = self.run(&call, &open, &folder.join("open"))?;
            for stub in self.imports.stubs(architecture, &undefined(&open)?)? {
                let path = folder.join(stub.file);
                fs::write(&path, stub.text)
                    .map_err(|error| Error::io("cannot write a stub", &path, &error))?;
                call = call.arg(text(&path));
            }
        }
        // No debug information and no names of what is not exported: neither is needed to run, and the paths are this machine's.
        let strip = match self.linker {
            Linker::RustLld => ["-S", "-x"],
            Linker::Apple => ["-Wl,-S", "-Wl,-x"],
        };
        let file = self.run(&call, &strip, &folder.join("stripped"))?;
        Ok(Linked { file, call })
    }

    /// The debug symbols of what was linked, by linking it again with them.
    pub(crate) fn debug_symbols(&self, linked: &Linked, folder: &Path) -> Result<DebugSymbols> {
        let whole = self.run(&linked.call, &[], &folder.join("whole"))?;
        debug_symbols::extract(self.system, &whole, &linked.file)
    }

    /// What every link has in common.
    fn call(&self, archive: &Path, architecture: Architecture) -> Result<Call> {
        let factory = format!("_{}", self.record.factory);
        let archive = text(archive);
        match self.linker {
            Linker::RustLld => Ok(Call::new(text(&self.toolchain.rust_lld()?))
                .args(["-flavor", "darwin", "-bundle", "-arch", architecture.name()])
                // No newer SDK was there, whose time systems would treat the file as of.
                .args([
                    "-platform_version",
                    "macos",
                    self.minimum_macos,
                    self.minimum_macos,
                ])
                .args(["-exported_symbol", &factory, "-dead_strip"])
                // Whole, since nothing in it refers to the record.
                .args(["-force_load", &archive])),
            Linker::Apple => Ok(self.apple(&factory, &archive, architecture)),
        }
    }

    /// Apple's linker takes the libraries from its SDK.
    fn apple(&self, factory: &str, archive: &str, architecture: Architecture) -> Call {
        Call::new("xcrun")
            .args([
                "--sdk",
                "macosx",
                "clang",
                "-bundle",
                "-arch",
                architecture.name(),
            ])
            .arg(format!("-mmacosx-version-min={}", self.minimum_macos))
            .arg(format!("-Wl,-exported_symbol,{factory}"))
            .arg("-Wl,-dead_strip")
            .arg(format!("-Wl,-force_load,{archive}"))
            .args(self.imports.of_sdk())
    }

    /// The output is named as the executable of the bundle is, since the linker's signature carries the name.
    fn run(&self, call: &Call, more: &[&str], folder: &Path) -> Result<PathBuf> {
        fs::create_dir_all(folder)
            .map_err(|error| Error::io("cannot make a folder to link in", folder, &error))?;
        let output = folder.join(&self.record.name);
        let call = call
            .clone()
            .args(more.iter().copied())
            .args(["-o", &text(&output)]);
        match self.system.run(&call) {
            Ok(ran) if ran.succeeded() => Ok(output),
            Ok(ran) => Err(failed(&ran)),
            Err(error) => Err(Error::new(
                ErrorKind::Link,
                format!("the linker `{}` cannot be run: {error}", call.program()),
            )),
        }
    }
}

fn failed(ran: &Ran) -> Error {
    const MOST: usize = 20;
    let lines: Vec<&str> = ran.stderr.lines().take(MOST).collect();
    let words = lines.join("\n");
    let error = Error::new(ErrorKind::Link, format!("the linker fails:\n{words}"));
    match words.contains("duplicate symbol") {
        true => error.with_hint(
            "two crates bring along the same C library; `cargo tree --duplicates` may name them",
        ),
        false => error,
    }
}

/// The C names of what a linked file takes from other libraries.
fn undefined(path: &Path) -> Result<Vec<String>> {
    let bytes =
        fs::read(path).map_err(|error| Error::io("cannot read what was linked", path, &error))?;
    let file = object::File::parse(&*bytes)
        .map_err(|error| Error::new(ErrorKind::Link, error.to_string()).at(path))?;
    let names = file.symbols().filter(ObjectSymbol::is_undefined);
    Ok(names
        .filter_map(|symbol| Some(symbol.name().ok()?.to_owned()))
        .collect())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ThisSystem;

    #[test]
    fn apples_linker_is_asked_for_the_same() {
        let record = b"tympan-aspl 1\nfactory=F\nfactory-uuid=0A1B2C3D-0001-5002-8003-000000000004\nbundle-id=a.b\nname=N\ncrate=n\nversion=1.0.0\nframework=0.1.0\n\0";
        let job = Job {
            toolchain: &Toolchain::ask().unwrap(),
            system: &ThisSystem,
            linker: Linker::Apple,
            record: &DriverRecord::parse(record).unwrap(),
            minimum_macos: "12.0",
            imports: &Imports::default(),
        };
        let call = job
            .call(Path::new("/a/libn.a"), Architecture::Arm64)
            .unwrap();
        assert_eq!(
            call.to_string(),
            "xcrun --sdk macosx clang -bundle -arch arm64 -mmacosx-version-min=12.0 -Wl,-exported_symbol,_F -Wl,-dead_strip \
             -Wl,-force_load,/a/libn.a -Wl,-framework,CoreFoundation"
        );
    }
}
