//! `cargo aspl install`: copies a driver to where the host looks, restarts the host, and waits until it publishes the driver's devices
//! (hal-facts E.4).

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use tympan_aspl_bundle::examination::{Examination, Finding, Severity};
use tympan_aspl_bundle::{Bundle, Call, System, ThisSystem};
use tympan_aspl_host::RealtimeChecks;

use crate::Outcome;
use crate::cli::{ClockKind, InstallArguments};
use crate::driver;
use crate::failure::{Exit, Failure, Result};
use crate::mac::devices::{self, Wanted};
use crate::mac::logs::{self, Line};
use crate::mac::{self, Place, service};
use crate::output::{Output, Style};

/// Builds the driver if need be, installs it, and tells whether its devices are there.
///
/// # Errors
///
/// Bad input on another system than macOS; not loaded when the bundle has errors or cannot be installed.
pub fn run(arguments: &InstallArguments, output: Output) -> Outcome {
    mac::require(
        "installing a driver",
        "what is possible here: `cargo aspl bundle --target universal` makes the bundle, `cargo aspl doctor PATH` examines it, and \
         `cargo aspl run` plays sound through the driver in a simulated host",
    )?;
    let bundle = driver::bundle(&arguments.source, "release", output)?;
    let wanted = devices_of(&bundle)?;
    let report = install(
        &ThisSystem,
        &Place::default(),
        &bundle,
        &wanted,
        arguments.timeout,
    )?;
    if output.json() {
        output.print_json(&report);
    } else {
        output.print(&report.text(output));
    }
    Ok(report.exit())
}

/// The devices that the driver publishes in a simulated host.
fn devices_of(bundle: &Bundle) -> Result<Vec<Wanted>> {
    let host = driver::start(bundle, ClockKind::Wall, RealtimeChecks::none())?;
    let devices = host.devices();
    let wanted = devices.iter().map(|device| {
        Ok(Wanted {
            uid: device.uid().to_owned(),
            name: device.name()?,
        })
    });
    wanted.collect()
}

fn install(
    system: &dyn System,
    place: &Place,
    bundle: &Bundle,
    wanted: &[Wanted],
    patience: u32,
) -> Result<Report> {
    let source = bundle.path();
    check(
        &place.examination(system, source),
        "the bundle has a fault, so it is not installed",
        // Installing sets them.
        |finding| finding.check != "modes",
    )?;
    let name = source.file_name().unwrap_or_default();
    let target = place.folder.join(name);
    if !target.exists() {
        check_uids(system, wanted)?;
    }
    copy(system, place, source, &target, &bundle.info().executable)?;
    check(
        &place.examination(system, &target),
        "the installed bundle has a fault",
        |_| true,
    )?;
    service::restart(system)?;
    let missing = wait_for(system, wanted, patience)?;
    let log = match missing.is_empty() {
        true => Vec::new(),
        false => logs::recent(system, 2, name.to_str()),
    };
    Ok(Report {
        installed: target,
        devices: wanted.to_vec(),
        missing,
        log,
    })
}

fn check(examination: &Examination, what: &str, counts: impl Fn(&Finding) -> bool) -> Result<()> {
    let findings = examination.findings();
    // What was built for this machine need not run on others.
    let is_for_others =
        |finding: &Finding| finding.check == "arm64" && cfg!(target_arch = "x86_64");
    let is_error = |finding: &&Finding| {
        finding.severity == Severity::Error && !is_for_others(finding) && counts(finding)
    };
    match findings.iter().find(is_error) {
        None => Ok(()),
        Some(finding) => Err(
            Failure::new(Exit::NotLoaded, format!("{what}: {}", finding.what))
                .at_path(&finding.place)
                .hint(&finding.remedy),
        ),
    }
}

/// Deletes what is there and copies: a mixture of two versions would have a broken signature.
fn copy(
    system: &dyn System,
    place: &Place,
    source: &Path,
    target: &Path,
    executable: &str,
) -> Result<()> {
    let text = |path: &Path| path.display().to_string();
    let (folder, target_text) = (text(&place.folder), text(target));
    let to = |words: &[&str]| {
        let call = Call::new(words[0]).args(words[1..].iter().copied());
        call.arg(&target_text).as_root()
    };
    let of_kind = |kind: &str, mode: &str| {
        to(&["/usr/bin/find"]).args(["-type", kind, "-exec", "chmod", mode, "{}", "+"])
    };
    for call in [
        Call::new("/bin/mkdir").args(["-p", &folder]).as_root(),
        to(&["/bin/rm", "-rf"]),
        Call::new("/bin/cp")
            .args(["-R", &text(source), &target_text])
            .as_root(),
        to(&["/usr/sbin/chown", "-R", "root:wheel"]),
        of_kind("d", "755"),
        of_kind("f", "644"),
        Call::new("/bin/chmod")
            .arg("755")
            .arg(text(&target.join("Contents/MacOS").join(executable)))
            .as_root(),
    ] {
        mac::must(system, &call)?;
    }
    Ok(())
}

/// The driver is new here, so none of its devices is published yet, unless by somebody else.
fn check_uids(system: &dyn System, wanted: &[Wanted]) -> Result<()> {
    let seen = devices::seen(system)?;
    let is_taken = |wanted: &&Wanted| {
        let mut uids = seen.iter().filter_map(|seen| seen.uid.as_ref());
        uids.any(|uid| *uid == wanted.uid)
    };
    match wanted.iter().find(is_taken) {
        None => Ok(()),
        Some(device) => Err(Failure::new(
            Exit::NotLoaded,
            format!("a device with the UID {} is published already, by another driver", device.uid),
        )
        .hint("give the device a UID of its own, or uninstall the other driver: `cargo aspl doctor` lists them")),
    }
}

/// Waits until all wanted devices are published; gives those that are not.
fn wait_for(system: &dyn System, wanted: &[Wanted], patience: u32) -> Result<Vec<Wanted>> {
    let mut second = 0;
    loop {
        let seen = devices::seen(system)?;
        let is_missing = |wanted: &&Wanted| !seen.iter().any(|seen| wanted.is(seen));
        let missing: Vec<_> = wanted.iter().filter(is_missing).cloned().collect();
        if missing.is_empty() || second >= patience {
            return Ok(missing);
        }
        second += 1;
        system.wait(Duration::from_secs(1));
    }
}

#[derive(Debug, Serialize)]
struct Report {
    installed: PathBuf,
    devices: Vec<Wanted>,
    /// Those that did not appear.
    missing: Vec<Wanted>,
    log: Vec<Line>,
}

impl Report {
    fn exit(&self) -> Exit {
        match self.missing.is_empty() {
            true => Exit::Success,
            false => Exit::Unexpected,
        }
    }

    fn text(&self, output: Output) -> String {
        let path = self.installed.display().to_string();
        let mut text = format!("{}\n", output.styled(Style::Bold, &path));
        if self.devices.is_empty() {
            text.push_str(
                "  installed; the driver publishes no device at its start, so none is waited for\n",
            );
        }
        for device in &self.devices {
            let state = match self.missing.contains(device) {
                true => output.styled(Style::Bad, "is not published"),
                false => output.styled(Style::Good, "is there"),
            };
            text.push_str(&format!(
                "  the device \"{}\" ({}) {state}\n",
                device.name, device.uid
            ));
        }
        for line in &self.log {
            text.push_str(&format!(
                "  log: {}\n    means: {}\n",
                line.line, line.meaning
            ));
        }
        if !self.missing.is_empty() {
            if self.log.is_empty() {
                text.push_str("  the log says nothing that is understood\n");
            }
            text.push_str("  `cargo aspl doctor` says more; a signature that is not accepted is a frequent cause\n");
        }
        text
    }
}

#[cfg(all(test, unix))]
#[path = "install_tests.rs"]
mod tests;
