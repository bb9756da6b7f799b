//! The files that go into a bundle's `Contents/Resources`: which there are, and that none takes another's place.
//!
//! Only plain files and folders below the manifest's folder are taken. A symbolic link is refused, since it may lead anywhere.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::metadata::{Checked, Fault, check_icon};

/// What Finder leaves in every folder it has shown; it differs from machine to machine.
const FINDER: &str = ".DS_Store";

/// The resources of a driver, by their paths below `Contents/Resources`, with slashes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Resources {
    files: BTreeMap<String, PathBuf>,
    /// By the path in lower case: most disks of macOS do not tell the cases apart.
    claims: BTreeMap<String, Claim>,
}

/// Who a path belongs to.
#[derive(Clone, Debug, PartialEq)]
struct Claim {
    path: String,
    /// `None` for a folder, which many can share.
    by: Option<String>,
}

impl Resources {
    /// The files with their sources.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Path)> {
        let files = self.files.iter();
        files.map(|(path, source)| (path.as_str(), source.as_path()))
    }

    /// Adds a file, or all files of a folder, under its own name.
    pub(crate) fn add(&mut self, root: &Path, path: &str) -> Checked<()> {
        let (source, name) = find(root, path)?;
        self.add_found(&source, &name, path)
    }

    /// Adds an icon and gives the name of its file.
    pub(crate) fn add_icon(&mut self, root: &Path, path: &str) -> Checked<String> {
        let (source, name) = find(root, path)?;
        let in_file = |fault: Fault| Fault {
            what: format!("{path:?}: {}", fault.what),
            ..fault
        };
        if !source.is_file() || !name.ends_with(".icns") {
            return Err(Fault {
                what: format!("{path:?} is no .icns file"),
                hint: None,
            });
        }
        let bytes = fs::read(&source).map_err(|error| unreadable(path, &error))?;
        check_icon(&bytes).map_err(in_file)?;
        self.add_found(&source, &name, path)?;
        Ok(name)
    }

    fn add_found(&mut self, source: &Path, destination: &str, shown: &str) -> Checked<()> {
        let kind = fs::symlink_metadata(source).map_err(|error| unreadable(shown, &error))?;
        if kind.is_file() {
            self.claim(destination, format!("{shown:?}"))?;
            self.files.insert(destination.to_owned(), source.to_owned());
            return Ok(());
        }
        if !kind.is_dir() {
            return Err(not_plain(shown));
        }
        let entries = fs::read_dir(source)
            .and_then(|entries| entries.collect::<io::Result<Vec<_>>>())
            .map_err(|error| unreadable(shown, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            names.push(checked_name(&entry.file_name().to_string_lossy(), shown)?);
        }
        names.sort();
        for name in names.iter().filter(|name| *name != FINDER) {
            self.add_found(
                &source.join(name),
                &format!("{destination}/{name}"),
                &format!("{shown}/{name}"),
            )?;
        }
        Ok(())
    }

    /// Takes a path for a file that is in it `by` somebody's wish.
    pub(crate) fn claim(&mut self, path: &str, by: String) -> Checked<()> {
        let folders = path
            .match_indices('/')
            .map(|(end, _)| (&path[..end], None))
            .collect::<Vec<_>>();
        for (path, owner) in folders.into_iter().chain([(path, Some(&by))]) {
            let claim = Claim {
                path: path.to_owned(),
                by: owner.cloned(),
            };
            let key = path.to_lowercase();
            match self.claims.get(&key) {
                // The same folder again.
                Some(other) if other.by.is_none() && *other == claim => {}
                None => {
                    self.claims.insert(key, claim);
                }
                Some(other) => return Err(collision(other, &claim, &by)),
            }
        }
        Ok(())
    }
}

fn collision(first: &Claim, second: &Claim, by: &str) -> Fault {
    let other = first.by.as_deref().unwrap_or("a folder");
    let cases = if first.path == second.path {
        ""
    } else {
        " on a disk that does not tell upper from lower case"
    };
    Fault::new(
        format!(
            "{other} and {by} would both be `Resources/{}`{cases}",
            second.path
        ),
        "every resource keeps the name of its file, and the icon is copied without being listed: rename or leave out one of the two",
    )
}

/// The file or folder at a path relative to `root`, and its own name.
fn find(root: &Path, path: &str) -> Checked<(PathBuf, String)> {
    let mut source = root.to_owned();
    let mut name = None;
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => {
                source.push(part);
                name = Some(part.to_string_lossy());
            }
            Component::CurDir => continue,
            _ => {
                return Err(Fault::new(
                    format!("{path:?} leads out of the package"),
                    "copy the file into the package",
                ));
            }
        }
        match fs::symlink_metadata(&source) {
            Ok(kind) if kind.is_symlink() => return Err(not_plain(path)),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::new(
                    format!("there is no {path:?}"),
                    format!("it would be {}", source.display()),
                ));
            }
            Err(error) => return Err(unreadable(path, &error)),
        }
    }
    let name = name.ok_or_else(|| {
        Fault::new(
            format!("{path:?} names no file"),
            "name files and folders of the package",
        )
    })?;
    let name = checked_name(&name, path)?;
    Ok((source, name))
}

fn checked_name(name: &str, shown: &str) -> Checked<String> {
    let bad = |c: char| c.is_control() || matches!(c, ':' | '\\' | char::REPLACEMENT_CHARACTER);
    if name.contains(bad) {
        return Err(Fault::new(
            format!("{name:?} in {shown:?} cannot be the name of a resource"),
            "rename it: no control characters, colons or backslashes, and valid UTF-8",
        ));
    }
    Ok(name.to_owned())
}

fn not_plain(path: &str) -> Fault {
    Fault::new(
        format!("{path:?} is a symbolic link, or no ordinary file"),
        "put a copy of the file in its place",
    )
}

fn unreadable(path: &str, error: &io::Error) -> Fault {
    Fault::new(
        format!("{path:?} cannot be read: {error}"),
        "check its permissions",
    )
}
