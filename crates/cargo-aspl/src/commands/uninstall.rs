//! `cargo aspl uninstall`: removes a driver, and what earlier versions of it left under other names.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tympan_aspl_bundle::examination::DriverIdentity;
use tympan_aspl_bundle::{Call, System, ThisSystem};

use crate::Outcome;
use crate::cli::UninstallArguments;
use crate::failure::{Exit, Failure, Result};
use crate::mac::{self, Place, service};
use crate::output::Output;

/// Finds the driver among the installed ones, asks, removes it and restarts the host.
///
/// # Errors
///
/// Bad input on another system than macOS, when there is no such driver, and when nobody can be asked.
pub fn run(arguments: &UninstallArguments, output: Output) -> Outcome {
    mac::require(
        "uninstalling a driver",
        "nothing is installed here: `cargo aspl run` and `cargo aspl info` load a driver from where it is",
    )?;
    let agree = |drivers: &[PathBuf]| match arguments.yes {
        true => Ok(true),
        false => ask(drivers),
    };
    let removed = uninstall(&ThisSystem, &Place::default(), &arguments.driver, agree)?;
    if output.json() {
        output.print_json(&Report { removed: &removed });
    } else if removed.is_empty() {
        output.print("nothing was removed\n");
    } else {
        let lines = removed.iter();
        let lines: String = lines
            .map(|path| format!("removed {}\n", path.display()))
            .collect();
        output.print(&lines);
    }
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct Report<'a> {
    removed: &'a [PathBuf],
}

fn uninstall(
    system: &dyn System,
    place: &Place,
    driver: &str,
    agree: impl FnOnce(&[PathBuf]) -> Result<bool>,
) -> Result<Vec<PathBuf>> {
    let drivers = installed(place, driver);
    if drivers.is_empty() {
        return Err(Failure::bad_input(format!("no installed driver is {driver:?}"))
            .at_path(&place.folder)
            .hint("name it by its file, its bundle identifier, or the path of a bundle of it; `cargo aspl doctor` lists what is installed"));
    }
    if !agree(&drivers)? {
        return Ok(Vec::new());
    }
    for path in &drivers {
        let call = Call::new("/bin/rm").args(["-rf", &path.display().to_string()]);
        mac::must(system, &call.as_root())?;
    }
    service::restart(system)?;
    match drivers.iter().find(|path| path.exists()) {
        None => Ok(drivers),
        Some(path) => Err(Failure::new(Exit::NotLoaded, "the driver is still there").at_path(path)),
    }
}

/// The installed drivers that are meant, and those that share the bundle identifier or a factory UUID with one of these.
fn installed(place: &Place, driver: &str) -> Vec<PathBuf> {
    let all = place.drivers();
    let as_path = Path::new(driver);
    let mut identities = vec![DriverIdentity::of(as_path)];
    let is_meant = |path: &&PathBuf| {
        path.file_name() == as_path.file_name()
            || path.file_stem().is_some_and(|stem| stem == driver)
            || DriverIdentity::of(path).identifier.as_deref() == Some(driver)
    };
    let meant: Vec<_> = all.iter().filter(is_meant).collect();
    identities.extend(meant.iter().map(|path| DriverIdentity::of(path)));
    let is_the_same = |path: &&PathBuf| {
        let identity = DriverIdentity::of(path);
        meant.contains(path) || identities.iter().any(|other| other.clashes_with(&identity))
    };
    all.iter().filter(is_the_same).cloned().collect()
}

fn ask(drivers: &[PathBuf]) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::bad_input("nobody is there to be asked whether to remove it")
                .hint("`--yes` removes without asking"),
        );
    }
    let mut out = std::io::stderr().lock();
    for path in drivers {
        let _ = writeln!(out, "{}", path.display());
    }
    let _ = write!(out, "remove this, and restart coreaudiod? [y/N] ");
    let _ = out.flush();
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer);
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

#[cfg(all(test, unix))]
#[path = "uninstall_tests.rs"]
mod tests;
