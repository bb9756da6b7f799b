//! What is read of a bundle before the checks look at it: every part by itself, so that a missing one hides nothing of the others.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use plist::{Dictionary, Value};

use super::Examination;
use super::slices::{Slice, slices};

/// One file, folder or link of a bundle.
#[derive(Debug)]
pub(super) struct Entry {
    /// In the bundle; empty for the bundle itself.
    pub path: PathBuf,
    pub kind: EntryKind,
    /// Permissions, user and group; `None` where the system has none.
    pub access: Option<Access>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Access {
    pub mode: u32,
    pub user: u32,
    pub group: u32,
}

/// The executable, as far as it can be read.
#[derive(Debug)]
pub(super) struct Executable {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    pub slices: Result<Vec<Slice>, String>,
}

impl Executable {
    /// The bytes of one slice.
    pub fn slice(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }
}

/// A bundle, read.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    pub examination: &'a Examination,
    pub entries: Vec<Entry>,
    /// `Err` says why there is none.
    pub plist: Result<Dictionary, String>,
    /// `None` when it is not known which file it is, or it cannot be read.
    pub executable: Option<Executable>,
}

impl<'a> Subject<'a> {
    pub fn read(examination: &'a Examination) -> Self {
        let bundle = &examination.bundle;
        let mut entries = Vec::new();
        list(bundle, Path::new(""), &mut entries);
        let plist = read_plist(bundle);
        let executable = plist.as_ref().ok().and_then(|plist| {
            let path = executable_path(bundle, plist)?;
            let bytes = fs::read(&path).ok()?;
            Some(Executable {
                slices: slices(&bytes),
                path,
                bytes,
            })
        });
        Self {
            examination,
            entries,
            plist,
            executable,
        }
    }

    pub fn bundle(&self) -> &'a Path {
        &self.examination.bundle
    }

    pub fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        join(self.bundle(), path.as_ref())
    }

    pub fn exists(&self) -> bool {
        !self.entries.is_empty()
    }

    pub fn plist_path(&self) -> PathBuf {
        self.at(INFO_PLIST)
    }

    /// A text of Info.plist.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.plist.as_ref().ok()?.get(key)?.as_string()
    }

    /// Where the executable belongs, if Info.plist gives it a name that is one.
    pub fn executable_path(&self) -> Option<PathBuf> {
        executable_path(self.bundle(), self.plist.as_ref().ok()?)
    }

    /// The slices of the executable, or none when it is no Mach-O file.
    pub fn slices(&self) -> &[Slice] {
        match &self.executable {
            Some(Executable {
                slices: Ok(slices), ..
            }) => slices,
            _ => &[],
        }
    }
}

pub(super) const INFO_PLIST: &str = "Contents/Info.plist";

/// Reads Info.plist of a bundle.
pub(super) fn read_plist(bundle: &Path) -> Result<Dictionary, String> {
    let bytes = fs::read(bundle.join(INFO_PLIST)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no Info.plist".to_owned(),
        _ => format!("Info.plist cannot be read: {error}"),
    })?;
    match Value::from_reader(std::io::Cursor::new(bytes)) {
        Ok(Value::Dictionary(dictionary)) => Ok(dictionary),
        Ok(_) => Err("Info.plist has no dictionary at its top".to_owned()),
        Err(error) => Err(format!("Info.plist is no property list: {error}")),
    }
}

fn executable_path(bundle: &Path, plist: &Dictionary) -> Option<PathBuf> {
    let name = plist.get("CFBundleExecutable")?.as_string()?;
    let plain = !name.is_empty() && !matches!(name, "." | "..") && !name.contains('/');
    plain.then(|| bundle.join("Contents/MacOS").join(name))
}

/// Lists what can be listed; links are not followed, except at the bundle itself.
fn list(bundle: &Path, below: &Path, entries: &mut Vec<Entry>) {
    let path = join(bundle, below);
    let Ok(found) = fs::symlink_metadata(&path) else {
        return;
    };
    let kind = found.file_type();
    let kind = match kind {
        _ if kind.is_symlink() => EntryKind::Link,
        _ if kind.is_dir() => EntryKind::Folder,
        _ if kind.is_file() => EntryKind::File,
        _ => EntryKind::Other,
    };
    entries.push(Entry {
        path: below.to_owned(),
        kind,
        access: access(&found),
    });
    let is_root = below.as_os_str().is_empty();
    if kind == EntryKind::Folder || (kind == EntryKind::Link && is_root) {
        let mut names: Vec<_> = fs::read_dir(&path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        names.sort();
        for name in names {
            list(bundle, &below.join(name), entries);
        }
    }
}

/// Without a slash at the end, which would follow a link.
fn join(bundle: &Path, below: &Path) -> PathBuf {
    match below.as_os_str().is_empty() {
        true => bundle.to_owned(),
        false => bundle.join(below),
    }
}

#[cfg(unix)]
fn access(found: &fs::Metadata) -> Option<Access> {
    use std::os::unix::fs::MetadataExt;
    Some(Access {
        mode: found.mode() & 0o7777,
        user: found.uid(),
        group: found.gid(),
    })
}

#[cfg(not(unix))]
fn access(_: &fs::Metadata) -> Option<Access> {
    None
}
