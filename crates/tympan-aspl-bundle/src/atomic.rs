//! Files and folders that are there whole or not at all.
//!
//! The content is built under a hidden name next to its destination (the same file system, so that the last step is a
//! rename), and takes its name when it is complete. Dropped before that, it leaves nothing behind.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file that appears under its name only once it is complete.
///
/// # Examples
///
/// ```
/// use std::io::Write;
/// use tympan_aspl_bundle::AtomicFile;
///
/// let path = std::env::temp_dir().join(format!("atomic-{}.txt", std::process::id()));
/// let mut file = AtomicFile::create(&path)?;
/// file.as_file_mut().write_all(b"whole")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&path)?, b"whole");
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    file: Option<File>,
    partial: Partial,
}

impl AtomicFile {
    /// Opens a hidden file next to `destination`.
    ///
    /// # Errors
    ///
    /// What the system says when the folder does not exist or cannot be written to, or when `destination` is there but no
    /// ordinary file: a folder or a device must not be replaced.
    pub fn create(destination: &Path) -> io::Result<Self> {
        // Of a link, the file it points to is meant.
        let resolved = fs::canonicalize(destination);
        let destination = resolved.as_deref().unwrap_or(destination);
        if destination.is_dir() {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a folder",
            ));
        }
        if destination.exists() && !destination.is_file() {
            return Err(io::Error::other("it is not an ordinary file"));
        }
        let partial = Partial::beside(destination)?;
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&partial.path)?;
        Ok(Self {
            file: Some(file),
            partial,
        })
    }

    /// The file to write to.
    pub fn as_file_mut(&mut self) -> &mut File {
        self.file.as_mut().expect("only commit takes the file")
    }

    /// Gives the file its name, in place of what had it before.
    ///
    /// # Errors
    ///
    /// What the system says; nothing is left behind then.
    pub fn commit(mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            file.sync_all()?;
        }
        fs::rename(&self.partial.path, &self.partial.destination)
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        // After a commit there is no file under the hidden name, and this does nothing.
        drop(self.file.take());
        let _ = fs::remove_file(&self.partial.path);
    }
}

/// A folder that appears under its name only once it is complete.
#[derive(Debug)]
pub(crate) struct AtomicDirectory(Partial);

impl AtomicDirectory {
    pub(crate) fn create(destination: &Path) -> io::Result<Self> {
        let partial = Partial::beside(destination)?;
        fs::create_dir(&partial.path)?;
        Ok(Self(partial))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Gives the folder its name. What had the name before is moved aside first, and put back if that fails.
    pub(crate) fn commit(self) -> io::Result<()> {
        let Partial { path, destination } = &self.0;
        let old = Partial::beside(destination)?.path;
        let replaced = match fs::rename(destination, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        let result = fs::rename(path, destination);
        if replaced {
            if result.is_ok() {
                // The new folder is in place; an old one that cannot be deleted is litter, not a failure.
                let _ = remove(&old);
            } else {
                let _ = fs::rename(&old, destination);
            }
        }
        result
    }
}

impl Drop for AtomicDirectory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0.path);
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

/// A destination and the hidden name beside it.
#[derive(Debug)]
struct Partial {
    path: PathBuf,
    destination: PathBuf,
}

impl Partial {
    fn beside(destination: &Path) -> io::Result<Self> {
        // Distinct within the process, too: tests and programs build several at once.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = destination.file_name().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "it does not name a file")
        })?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(
            ".{}-{}.partial",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        ));
        Ok(Self {
            path: destination.with_file_name(hidden),
            destination: destination.to_path_buf(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Scratch;
    use std::io::Write;

    #[test]
    fn a_dropped_file_leaves_nothing_and_keeps_the_old_one() {
        let scratch = Scratch::new("atomic-file");
        let path = scratch.path().join("out.wav");
        fs::write(&path, "old").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.as_file_mut().write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn devices_stay_and_links_are_followed() {
        assert!(AtomicFile::create(Path::new("/dev/null")).is_err());
        let scratch = Scratch::new("atomic-link");
        let (target, link) = (scratch.path().join("target"), scratch.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        AtomicFile::create(&link).unwrap().commit().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"");
        assert!(link.is_symlink());
    }

    #[test]
    fn a_folder_replaces_another_as_a_whole() {
        let scratch = Scratch::new("atomic-directory");
        let path = scratch.path().join("X.driver");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("stale"), "").unwrap();
        let new = AtomicDirectory::create(&path).unwrap();
        fs::write(new.path().join("fresh"), "").unwrap();
        new.commit().unwrap();
        assert!(path.join("fresh").exists());
        assert!(!path.join("stale").exists());
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_given_up_leaves_nothing() {
        let scratch = Scratch::new("atomic-given-up");
        drop(AtomicDirectory::create(&scratch.path().join("X.driver")).unwrap());
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    }
}
