//! A `.driver` bundle on disk: written whole, and checked before it is loaded.
//!
//! ```text
//! NAME.driver/Contents/Info.plist
//! NAME.driver/Contents/MacOS/NAME      a Mach-O library, or
//! NAME.driver/Contents/Linux/NAME      an ELF library
//! NAME.driver/Contents/Resources/
//! ```
//!
//! This module does not know how a library is built, and never loads one.

mod content;

use std::fs;
use std::path::{Path, PathBuf};

use crate::atomic::AtomicDirectory;
use crate::{
    DriverRecord, Error, ErrorKind, InfoPlist, Library, LibraryFormat, Metadata, Result, info_plist,
};
use content::{Content, Source};

/// A bundle that has everything a host needs to load it, on this machine or on another.
///
/// # Examples
///
/// ```no_run
/// use std::path::Path;
/// use tympan_aspl_bundle::{Bundle, Metadata};
///
/// let library = Path::new("target/debug/libloopback.so");
/// let bundle = Bundle::write(library, &Metadata::default(), Path::new("."))?;
/// println!("{} has the factory {}", bundle.path().display(), bundle.info().factory);
/// # Ok::<(), tympan_aspl_bundle::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bundle {
    path: PathBuf,
    info: InfoPlist,
    executable: PathBuf,
    library: Library,
    record: Option<DriverRecord>,
}

impl Bundle {
    /// Packs a library into `folder/NAME.driver`, NAME being what its driver record says. `folder` is made if need be.
    ///
    /// Who the driver is, is taken from that record; the rest of `Info.plist` and the resources from `metadata`.
    ///
    /// The bundle is built under a hidden name and takes its own when it is complete, in place of an older one, of which
    /// nothing stays. One that is already there with the same content is left alone, so that a host may be using it. The same
    /// input gives the same bytes. On Unix, folders and the executable get the mode 755 and other files 644.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotALibrary`], [`ErrorKind::NoRecord`] and [`ErrorKind::NoFactory`] for a library that is no driver;
    /// [`ErrorKind::InfoPlist`] when its record says what cannot be; [`ErrorKind::Io`] when the bundle cannot be written.
    /// Nothing is left behind then.
    pub fn write(library: &Path, metadata: &Metadata, folder: &Path) -> Result<Self> {
        let read = Library::read(library)?;
        let record = read
            .record()
            .map_err(|error| error.at(library))?
            .ok_or_else(|| no_record().at(library))?;
        read.check_factory(&record.factory, "the driver record")
            .map_err(|error| error.at(library))?;
        check_name(&record.name).map_err(|error| error.at(library))?;

        let info = info_plist::write(&record, metadata).map_err(|error| error.at(library))?;
        let mut content = Content::default();
        content.add("Contents/Info.plist", Source::Bytes(info));
        content.add_executable(
            executable(Path::new(""), read.format(), &record.name),
            Source::File(library.to_owned()),
        );
        let resources = Path::new("Contents/Resources");
        content.add_folder(resources);
        for (path, source) in metadata.resources.files() {
            content.add(resources.join(path), Source::File(source.to_owned()));
        }
        for (path, bytes) in metadata.texts(&record.name) {
            content.add(resources.join(path), Source::Bytes(bytes));
        }

        let path = folder.join(format!("{}.driver", record.name));
        if !content.is_in(&path) {
            fs::create_dir_all(folder).map_err(|error| {
                Error::io("cannot make the folder of the bundle", folder, &error)
            })?;
            content.write(&path).map_err(|error| {
                Error::io("cannot write the bundle", &path, &error)
                    .with_hint("name another folder with `--out`")
            })?;
        }
        Self::open(path)
    }

    /// Reads a bundle and checks it, without loading anything: `Info.plist`, the executable, the exported factory.
    ///
    /// The bundle may be for another machine; [`Bundle::check_host`] tells.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotABundle`], [`ErrorKind::InfoPlist`], [`ErrorKind::NotALibrary`] or [`ErrorKind::NoFactory`], with
    /// what is wrong and how to mend it.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let missing = |what: &str, place: &Path, hint: &str| {
            Error::new(ErrorKind::NotABundle, what)
                .at(place)
                .with_hint(hint)
        };
        if !path.exists() {
            return Err(missing(
                "there is no such bundle",
                &path,
                "`cargo aspl bundle -p PACKAGE` makes one and prints its path",
            ));
        }
        if !path.is_dir() {
            return Err(missing(
                "this is a file; a bundle is a folder",
                &path,
                "give the path of the `.driver` folder",
            ));
        }
        let info_path = path.join("Contents/Info.plist");
        if !info_path.is_file() {
            return Err(missing(
                "the bundle has no Info.plist",
                &info_path,
                "it belongs at Contents/Info.plist; `cargo aspl bundle` writes it",
            ));
        }
        let bytes = fs::read(&info_path)
            .map_err(|error| Error::io("cannot read Info.plist", &info_path, &error))?;
        let info = InfoPlist::parse(&bytes).map_err(|error| error.at(&info_path))?;
        check_name(&info.executable).map_err(|error| error.at(&info_path))?;

        let places = executable_places(&path, &info.executable);
        let Some(executable) = places.iter().find(|place| place.is_file()).cloned() else {
            return Err(missing(
                "the bundle has no executable",
                &places[0],
                "CFBundleExecutable of Info.plist names this file; build the bundle again",
            ));
        };
        let library = Library::read(&executable)?;
        library
            .check_factory(&info.factory, "Info.plist")
            .map_err(|error| error.at(&executable))?;
        let record = library.record().map_err(|error| error.at(&executable))?;
        Ok(Self {
            path,
            info,
            executable,
            library,
            record,
        })
    }

    /// Checks that the library can be loaded on this machine.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotALibrary`] that names both machines.
    pub fn check_host(&self) -> Result<()> {
        self.library
            .check_host()
            .map_err(|error| error.at(&self.executable))
    }

    /// The `.driver` folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What its `Info.plist` says.
    #[must_use]
    pub fn info(&self) -> &InfoPlist {
        &self.info
    }

    /// The file of the library in it: the one for this machine, where there are several.
    #[must_use]
    pub fn executable(&self) -> &Path {
        &self.executable
    }

    /// The library in it.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What the library says about itself; `None` for a driver that was not made with `tympan-aspl`.
    #[must_use]
    pub fn record(&self) -> Option<&DriverRecord> {
        self.record.as_ref()
    }

    /// The files of the bundle, by their path in it, with their sizes in bytes, in order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when a folder cannot be read.
    pub fn files(&self) -> Result<Vec<(PathBuf, u64)>> {
        let mut files = Vec::new();
        list(&self.path, Path::new(""), &mut files)
            .map_err(|error| Error::io("cannot list the bundle", &self.path, &error))?;
        files.sort();
        Ok(files)
    }

    /// Copies the bundle into `folder`, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when it cannot be written, or is in that folder already.
    pub fn copy_to(&self, folder: &Path) -> Result<Self> {
        let failed = |error| {
            Error::io("cannot copy the bundle", folder, &error)
                .with_hint("name another folder with `--out`")
        };
        let copy = || {
            let source = self.path.canonicalize()?;
            fs::create_dir_all(folder)?;
            let destination = folder.canonicalize()?.join(
                source
                    .file_name()
                    .ok_or_else(|| std::io::Error::other("the bundle has no name"))?,
            );
            if destination.starts_with(&source) {
                return Err(std::io::Error::other("it would be copied onto itself"));
            }
            let new = AtomicDirectory::create(&destination)?;
            copy_tree(&source, new.path())?;
            new.commit()?;
            Ok(destination)
        };
        Self::open(copy().map_err(failed)?)
    }
}

/// Where the executable of a bundle is.
fn executable(bundle: &Path, format: LibraryFormat, name: &str) -> PathBuf {
    bundle.join("Contents").join(format.directory()).join(name)
}

/// Where the executable may be, first what is for this machine: of ELF, the places where CoreFoundation looks on Linux (hal-facts A.12).
fn executable_places(bundle: &Path, name: &str) -> Vec<PathBuf> {
    let mach_o = executable(bundle, LibraryFormat::MachO, name);
    let elf = executable(bundle, LibraryFormat::Elf, name);
    let library = format!("lib{name}.so");
    let contents = bundle.join("Contents");
    let mut places = vec![
        elf.clone(),
        elf.with_file_name(&library),
        contents.join(name),
        contents.join(&library),
        bundle.join(name),
        bundle.join(&library),
    ];
    let first = match LibraryFormat::HOST {
        LibraryFormat::MachO => 0,
        LibraryFormat::Elf => places.len(),
    };
    places.insert(first, mach_o);
    places
}

/// A name becomes the name of a file and of a folder.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let bad = name.is_empty()
        || name == "."
        || name == ".."
        || name
            .chars()
            .any(|c| c == '/' || c == '\\' || c.is_control());
    if !bad {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InfoPlist,
        format!("{name:?} cannot be the name of an executable"),
    )
    .with_hint("a name has no slashes and no control characters"))
}

pub(crate) fn no_record() -> Error {
    Error::new(ErrorKind::NoRecord, "the library carries no driver record").with_hint(
        "`tympan_aspl::export!(driver, bundle_id = \"com.example.name\");` belongs in its lib.rs: it makes the factory and the record",
    )
}

fn list(root: &Path, below: &Path, files: &mut Vec<(PathBuf, u64)>) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push((path, entry.metadata()?.len()));
        }
    }
    Ok(())
}

/// Copies what is in a folder into one that is there, modes included.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    fs::set_permissions(to, fs::metadata(from)?.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Scratch;

    #[test]
    fn names_that_would_leave_the_bundle_are_refused() {
        for name in ["", ".", "..", "a/b", "../x", "a\\b", "a\nb"] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert!(check_name("Loopback 2").is_ok());
    }

    #[test]
    fn a_file_is_no_bundle() {
        let scratch = Scratch::new("file-no-bundle");
        let path = scratch.path().join("X.driver");
        fs::write(&path, "").unwrap();
        let error = Bundle::open(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotABundle);
        assert!(error.what().contains("a bundle is a folder"));
    }

    #[test]
    fn a_bundle_without_info_plist_says_where_it_belongs() {
        let scratch = Scratch::new("no-info-plist");
        let error = Bundle::open(scratch.path()).unwrap_err();
        assert_eq!(error.what(), "the bundle has no Info.plist");
        assert!(error.place().unwrap().ends_with("Contents/Info.plist"));
    }
}
