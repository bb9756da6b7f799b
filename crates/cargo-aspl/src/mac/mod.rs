//! What only a Mac has: installed drivers, the host process, its devices and its log. All of it is asked of other programs through
//! [`System`], so that the steps can be tested anywhere; the facts are those of hal-facts E. None of it has run on a Mac.

pub mod devices;
pub mod logs;
pub mod service;
#[cfg(test)]
pub(crate) mod stand_in;

use std::path::{Path, PathBuf};

use tympan_aspl_bundle::examination::{Examination, drivers_in};
use tympan_aspl_bundle::package::HAL_FOLDER;
use tympan_aspl_bundle::{Call, Ran, System};

use crate::failure::{Failure, Result};

/// Where drivers are installed, and to whom they have to belong there.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// The numbers of user and group.
    pub owner: (u32, u32),
}

impl Default for Place {
    fn default() -> Self {
        Self {
            folder: PathBuf::from(HAL_FOLDER),
            owner: (0, 0),
        }
    }
}

impl Place {
    /// The installed drivers, in order; none where there is no such folder.
    #[must_use]
    pub fn drivers(&self) -> Vec<PathBuf> {
        drivers_in(&self.folder).unwrap_or_default()
    }

    /// The examination of a bundle among the installed drivers, and as one of them if it is.
    #[must_use]
    pub fn examination(&self, system: &dyn System, bundle: &Path) -> Examination {
        let mut examination = Examination::of(bundle).among(self.drivers());
        if bundle.parent() == Some(&self.folder) {
            examination = examination.owned_by(self.owner.0, self.owner.1);
        }
        match quarantine(system, bundle) {
            Some(attribute) => examination.in_quarantine(attribute),
            None => examination,
        }
    }
}

fn quarantine(system: &dyn System, bundle: &Path) -> Option<String> {
    let call = Call::new("/usr/bin/xattr").args(["-p", "com.apple.quarantine"]);
    let ran = system.run(&call.arg(bundle.display().to_string())).ok()?;
    ran.succeeded().then(|| ran.stdout.trim().to_owned())
}

/// Checks that this is a Mac.
///
/// # Errors
///
/// Bad input, with what can be done elsewhere.
pub fn require(what: &str, instead: &str) -> Result<()> {
    if cfg!(target_os = "macos") {
        return Ok(());
    }
    Err(Failure::bad_input(format!(
        "{what} needs macOS, and this is {}",
        std::env::consts::OS
    ))
    .hint(instead))
}

/// Runs a program that has to succeed.
pub(crate) fn must(system: &dyn System, call: &Call) -> Result<Ran> {
    match system.run(call) {
        Ok(ran) if ran.succeeded() => Ok(ran),
        Ok(ran) => Err(
            Failure::bad_input(format!("`{call}` failed: {}", ran.complaint())).hint(
                "run it yourself to see all it says; installing needs an administrator's password",
            ),
        ),
        Err(error) => Err(
            Failure::bad_input(format!("`{call}` cannot be run: {error}"))
                .hint("it is a part of macOS; check PATH"),
        ),
    }
}
