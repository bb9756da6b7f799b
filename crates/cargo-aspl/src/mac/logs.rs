//! Lines of the system's log about drivers, with what they mean (hal-facts E.5).

use serde::Serialize;
use tympan_aspl_bundle::{Call, System};

/// A line that is understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// As it is in the log.
    pub line: String,
    /// What it means.
    pub meaning: &'static str,
}

/// Fragments of lines, and their meanings. The first that fits counts.
const MEANINGS: &[(&str, &str)] = &[
    (
        "Not loading the driver plug-in into coreaudiod",
        "harmless: the driver goes to its helper process instead",
    ),
    ("Attempting to load", "the host found the bundle"),
    (
        "Creating remote driver service",
        "the host found the bundle, and starts its helper process",
    ),
    ("Loading server plug-in", "the bundle is being loaded"),
    ("activating device", "a device was published"),
    (
        "the object is not valid",
        "the driver answers with a wrong interface pointer or object id",
    ),
    (
        "'who?'",
        "the host asked for a property that the driver does not have; fatal for required ones only",
    ),
    (
        "could not establish a timeline",
        "the driver's clock breaks its contract: no zero time stamps, or wrong ones",
    ),
    ("Audio IO Overload", "an I/O operation missed its deadline"),
    (
        "-423",
        "the signature was rejected: sign with a Developer ID (hal-facts E.3; reports on ad hoc signatures conflict)",
    ),
];

const PREDICATE: &str = "process == \"coreaudiod\" OR process == \"com.apple.audio.Core-Audio-Driver-Service.helper\" \
                         OR eventMessage CONTAINS \"-423\"";

/// The lines of the last minutes that are understood, oldest first, those about a driver only if one is named. None if the log
/// cannot be read: it is help, not a result.
pub fn recent(system: &dyn System, minutes: u32, driver: Option<&str>) -> Vec<Line> {
    // By its path: `log` alone is a builtin of zsh.
    let call = Call::new("/usr/bin/log").args(["show", "--style", "compact", "--last"]);
    let call = call.args([&format!("{minutes}m"), "--predicate", PREDICATE]);
    match system.run(&call) {
        Ok(ran) if ran.succeeded() => understood(&ran.stdout, driver),
        _ => Vec::new(),
    }
}

fn understood(text: &str, driver: Option<&str>) -> Vec<Line> {
    let about = |line: &&str| {
        // Lines that name another driver are not about this one.
        driver.is_none_or(|driver| line.contains(driver) || !line.contains(".driver"))
    };
    let lines = text.lines().filter(about);
    lines
        .filter_map(|line| {
            let (_, meaning) = MEANINGS
                .iter()
                .find(|(fragment, _)| line.contains(fragment))?;
            Some(Line {
                line: line.trim().to_owned(),
                meaning,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together from the fragments in hal-facts E.5, not recorded on a Mac.
    const LOG: &str = "\
Timestamp               Ty Process[PID:TID]
2026-11-23 10:00:00.000 Df coreaudiod[1:1] HALS_RemotePlugInRegistrar Attempting to load: Mine.driver
2026-11-23 10:00:00.000 Df coreaudiod[1:1] HALS_RemotePlugInRegistrar Attempting to load: Other.driver
2026-11-23 10:00:00.001 Df coreaudiod[1:1] something else
2026-11-23 10:00:00.002 Df kernel[0:0] AMFI: code signature validation failed, error -423
2026-11-23 10:00:05.000 E  coreaudiod[1:1] IOWorkLoop: could not establish a timeline after waiting 5000000 microseconds
";

    #[test]
    fn known_lines_are_given_with_their_meanings() {
        let meanings: Vec<_> = understood(LOG, Some("Mine.driver"))
            .iter()
            .map(|line| line.meaning)
            .collect();
        assert_eq!(meanings.len(), 3, "{meanings:#?}");
        assert_eq!(meanings[0], "the host found the bundle");
        assert!(meanings[1].contains("signature was rejected"));
        assert!(meanings[2].contains("clock breaks its contract"));
        assert_eq!(understood(LOG, None).len(), 4);
    }
}
