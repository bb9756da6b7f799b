//! `cargo aspl doctor`: what is wrong with bundles, and on a Mac with what is installed, each with its remedy.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tympan_aspl_bundle::examination::{
    CHECKS, Examination, Finding, Severity, drivers_in, is_driver,
};
use tympan_aspl_bundle::{System, ThisSystem, signing};

use crate::Outcome;
use crate::cli::DoctorArguments;
use crate::failure::{Exit, Failure, Result};
use crate::mac::devices::{self, Seen};
use crate::mac::logs::{self, Line};
use crate::mac::{self, Place, service};
use crate::output::{Output, Style};

/// How far back the log is read.
const MINUTES: u32 = 15;

/// Examines the bundles, or the installed ones and the host, and tells what is wrong.
///
/// # Errors
///
/// Bad input when a path is neither a bundle nor a folder with some, or there is none and this is no Mac.
pub fn run(arguments: &DoctorArguments, output: Output) -> Outcome {
    let mac = cfg!(target_os = "macos").then_some(&ThisSystem as &dyn System);
    if arguments.paths.is_empty() {
        mac::require(
            "looking at what is installed",
            "give the path of a bundle, or of a folder with bundles: those are examined anywhere",
        )?;
    }
    let report = report(&arguments.paths, mac, &Place::default())?;
    if output.json() {
        output.print_json(&report);
    } else {
        output.print(&report.text(output));
    }
    Ok(report.exit())
}

fn report(paths: &[PathBuf], mac: Option<&dyn System>, place: &Place) -> Result<Report> {
    let bundles = match paths {
        [] => place.drivers(),
        paths => bundles_of(paths)?,
    };
    let examine = |bundle: &PathBuf| {
        let examination = match mac {
            Some(system) => place.examination(system, bundle),
            None => Examination::of(bundle),
        };
        Examined::new(
            bundle,
            examination.among(bundles.iter().cloned()).findings(),
        )
    };
    let host = match mac {
        Some(system) if paths.is_empty() => Some(HostState::read(system)?),
        _ => None,
    };
    Ok(Report {
        bundles: bundles.iter().map(examine).collect(),
        host,
    })
}

/// A path is a bundle, or a folder of bundles.
fn bundles_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut bundles = Vec::new();
    for path in paths {
        if is_driver(path) || path.join("Contents").exists() {
            bundles.push(path.clone());
            continue;
        }
        let found = drivers_in(path).unwrap_or_default();
        if found.is_empty() {
            return Err(
                Failure::bad_input("this is neither a bundle nor a folder with bundles")
                    .at_path(path)
                    .hint("`cargo aspl bundle -p PACKAGE` makes a bundle and prints its path"),
            );
        }
        bundles.extend(found);
    }
    Ok(bundles)
}

#[derive(Serialize)]
struct Report {
    bundles: Vec<Examined>,
    /// Of a Mac, when it was asked for what is installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<HostState>,
}

#[derive(Serialize)]
struct Examined {
    bundle: PathBuf,
    /// What is signed and what is not.
    signature: Option<String>,
    findings: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    check: &'static str,
    severity: String,
    what: String,
    #[serde(rename = "where")]
    place: PathBuf,
    remedy: String,
    #[serde(skip)]
    is_error: bool,
}

#[derive(Serialize)]
struct HostState {
    helpers: Vec<String>,
    devices: Vec<Seen>,
    /// Of several devices; known only where the client of the HAL is installed.
    duplicate_uids: Vec<String>,
    log: Vec<Line>,
}

impl Examined {
    fn new(bundle: &Path, findings: Vec<Finding>) -> Self {
        let found = |finding: Finding| Found {
            check: finding.check,
            severity: finding.severity.to_string(),
            is_error: finding.severity == Severity::Error,
            what: finding.what,
            place: finding.place,
            remedy: finding.remedy,
        };
        Self {
            bundle: bundle.to_owned(),
            signature: signing::state(bundle).ok().map(|state| state.to_string()),
            findings: findings.into_iter().map(found).collect(),
        }
    }

    fn text(&self, output: Output) -> String {
        let path = self.bundle.display().to_string();
        let mut text = format!("{}\n", output.styled(Style::Bold, &path));
        if let Some(signature) = &self.signature {
            text.push_str(&format!("  {signature}\n"));
        }
        if self.findings.is_empty() {
            let good = output.styled(Style::Good, "no finding");
            text.push_str(&format!("  {good} in {} checks\n", CHECKS.len()));
        }
        for found in &self.findings {
            let style = if found.is_error {
                Style::Bad
            } else {
                Style::Bold
            };
            let word = output.styled(style, &found.severity);
            text.push_str(&format!("  {word} {}: {}\n", found.check, found.what));
            text.push_str(&format!("    where:  {}\n", found.place.display()));
            text.push_str(&format!("    remedy: {}\n", found.remedy));
        }
        text
    }
}

impl HostState {
    fn read(system: &dyn System) -> Result<Self> {
        let devices = devices::seen(system)?;
        let twice = devices::duplicate_uids(&devices).into_iter();
        Ok(Self {
            helpers: service::helpers(system),
            duplicate_uids: twice.map(str::to_owned).collect(),
            devices,
            log: logs::recent(system, MINUTES, None),
        })
    }

    fn text(&self, output: Output) -> String {
        let mut text = String::new();
        let mut list = |title: &str, lines: Vec<String>, none: &str| {
            text.push_str(&format!("{}\n", output.styled(Style::Bold, title)));
            match lines.is_empty() {
                true => text.push_str(&format!("  {none}\n")),
                false => lines
                    .iter()
                    .for_each(|line| text.push_str(&format!("  {line}\n"))),
            }
        };
        list(
            "helper processes",
            self.helpers.clone(),
            "none: no driver of a third party is running",
        );
        let devices = self.devices.iter().map(|device| {
            let parts = [
                &device.name,
                &device.uid,
                &device.manufacturer,
                &device.transport,
            ];
            let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
            parts.join(", ")
        });
        list("devices", devices.collect(), "none");
        for uid in &self.duplicate_uids {
            let title = format!("error duplicate-device-uid: several devices have the UID {uid}");
            let remedy =
                "remedy: give each device a UID of its own, or uninstall one of the drivers";
            list(&title, vec![remedy.to_owned()], "");
        }
        let lines = self.log.iter();
        let lines = lines.map(|line| format!("{}\n    means: {}", line.line, line.meaning));
        list(
            "log",
            lines.collect(),
            "nothing about drivers in the last minutes",
        );
        text
    }
}

impl Report {
    fn exit(&self) -> Exit {
        let mut found = self.bundles.iter().flat_map(|bundle| &bundle.findings);
        let mut hosts = self.host.iter();
        match found.any(|found| found.is_error) || hosts.any(|host| !host.duplicate_uids.is_empty())
        {
            true => Exit::Unexpected,
            false => Exit::Success,
        }
    }

    fn text(&self, output: Output) -> String {
        let bundles = self.bundles.iter().map(|bundle| bundle.text(output));
        let host = self.host.iter().map(|host| host.text(output));
        let text: String = bundles.chain(host).collect();
        match text.is_empty() {
            true => "no driver is installed\n".to_owned(),
            false => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::stand_in::{Mac, folder};

    #[test]
    fn a_mac_is_described_with_installed_drivers_helpers_devices_and_log() {
        let mac = Mac {
            log: "coreaudiod HALS_RemotePlugInRegistrar Attempting to load: Empty.driver\n",
            quarantine: Some("0081;00000000;Browser;"),
            ..Mac::default()
        };
        let place = Place {
            folder: folder("doctor"),
            ..Place::default()
        };
        std::fs::create_dir(place.folder.join("Empty.driver")).unwrap();
        let report = report(&[], Some(&mac), &place).unwrap();
        assert_eq!(report.exit(), Exit::Unexpected);
        let text = report.text(Output::new(false));
        for part in [
            "error folder: the folder has no Contents",
            "error quarantine:",
            "Core-Audio-Driver-Service.helper",
            "means: the host found the bundle",
            "devices\n  none",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn two_devices_with_one_uid_are_an_error() {
        let mac = Mac {
            uids: Some("one\ntwo\none\n"),
            ..Mac::default()
        };
        let place = Place {
            folder: folder("doctor-uids"),
            ..Place::default()
        };
        let report = report(&[], Some(&mac), &place).unwrap();
        assert_eq!(report.exit(), Exit::Unexpected);
        let text = report.text(Output::new(false));
        assert!(
            text.contains("several devices have the UID one\n"),
            "{text}"
        );
    }
}
