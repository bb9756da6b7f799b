//! The files of a bundle that is to be written, with what they contain; put in place whole, and only if they differ.
//!
//! Nothing depends on the machine: neither the order of a folder, nor times, nor the modes that files come with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::atomic::AtomicDirectory;

/// Where the bytes of a file are.
#[derive(Debug)]
pub(super) enum Source {
    Bytes(Vec<u8>),
    File(PathBuf),
}

impl Source {
    fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::File(path) => fs::read(path).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", path.display()))
            }),
        }
    }
}

/// Who may do what with a file: the host runs as another user than who installed the bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    File = 0o644,
    /// Also of folders.
    Executable = 0o755,
}

/// The content of a bundle.
#[derive(Debug, Default)]
pub(super) struct Content {
    files: BTreeMap<PathBuf, (Source, Mode)>,
    folders: BTreeSet<PathBuf>,
}

impl Content {
    /// Adds a file at a path in the bundle.
    pub(super) fn add(&mut self, path: impl Into<PathBuf>, source: Source) {
        self.insert(path.into(), source, Mode::File);
    }

    /// Adds the library.
    pub(super) fn add_executable(&mut self, path: impl Into<PathBuf>, source: Source) {
        self.insert(path.into(), source, Mode::Executable);
    }

    /// Adds a folder, which may stay empty.
    pub(super) fn add_folder(&mut self, path: &Path) {
        let folders = path.ancestors().map(Path::to_owned);
        self.folders.extend(folders);
    }

    fn insert(&mut self, path: PathBuf, source: Source, mode: Mode) {
        if let Some(folder) = path.parent() {
            self.add_folder(folder);
        }
        self.files.insert(path, (source, mode));
    }

    /// Whether a bundle has these files with this content, and nothing else.
    pub(super) fn is_in(&self, bundle: &Path) -> bool {
        let mut found = Found::default();
        found.add(bundle, Path::new("")).is_ok()
            && found.folders == self.folders
            && found.files.iter().eq(self.files.keys())
            && self.folders.iter().all(|folder| {
                has_mode(&bundle.join(folder), Mode::Executable)
            })
            && self.files.iter().all(|(path, (source, mode))| {
                let path = bundle.join(path);
                has_mode(&path, *mode)
                    && matches!((fs::read(path), source.read()), (Ok(there), Ok(new)) if there == new)
            })
    }

    /// Writes the bundle in place of what is there.
    pub(super) fn write(&self, bundle: &Path) -> io::Result<()> {
        let new = AtomicDirectory::create(bundle)?;
        for folder in &self.folders {
            let folder = new.path().join(folder);
            fs::create_dir_all(&folder)?;
            set_mode(&folder, Mode::Executable)?;
        }
        for (path, (source, mode)) in &self.files {
            let path = new.path().join(path);
            fs::write(&path, source.read()?)?;
            set_mode(&path, *mode)?;
        }
        new.commit()
    }
}

/// What a folder has in it.
#[derive(Default)]
struct Found {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Found {
    fn add(&mut self, root: &Path, folder: &Path) -> io::Result<()> {
        self.folders.insert(folder.to_owned());
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.add(root, &path)?;
            } else if kind.is_file() {
                self.files.insert(path);
            } else {
                return Err(io::Error::other("no bundle of ours has this"));
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: Mode) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode as u32))
}

#[cfg(unix)]
fn has_mode(path: &Path, mode: Mode) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::symlink_metadata(path).is_ok_and(|found| found.permissions().mode() & 0o7777 == mode as u32)
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: Mode) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn has_mode(_: &Path, _: Mode) -> bool {
    true
}
