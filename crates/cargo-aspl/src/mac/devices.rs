//! The audio devices that `coreaudiod` publishes on this Mac.
//!
//! `tympan-aspl-mac-check --list`, this project's client of the HAL, tells their UIDs; where it is not installed, `system_profiler` tells
//! their names.

use std::io;

use serde::Serialize;
use serde_json::Value;
use tympan_aspl_bundle::{Call, System};

use super::must;
use crate::failure::{Failure, Result};

/// A device that `coreaudiod` publishes: with its UID or its name, depending on who was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Its UID.
    pub uid: Option<String>,
    /// The name users see.
    pub name: Option<String>,
    /// Its maker, if it says so.
    pub manufacturer: Option<String>,
    /// "virtual", "usb", "builtin", ...
    pub transport: Option<String>,
}

/// A device of a driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// Its UID.
    pub uid: String,
    /// The name users see.
    pub name: String,
}

impl Wanted {
    /// Whether it is the one seen, as far as that can be told.
    #[must_use]
    pub fn is(&self, seen: &Seen) -> bool {
        match &seen.uid {
            Some(uid) => *uid == self.uid,
            None => seen.name.as_ref() == Some(&self.name),
        }
    }
}

/// Lists the devices.
///
/// # Errors
///
/// When the program that is asked fails, or answers in another form.
pub fn seen(system: &dyn System) -> Result<Vec<Seen>> {
    let client = Call::new("tympan-aspl-mac-check").arg("--list");
    match system.run(&client) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
        _ => return must(system, &client).map(|ran| uids(&ran.stdout)),
    }
    let profiler = Call::new("/usr/sbin/system_profiler").args(["-json", "SPAudioDataType"]);
    let ran = must(system, &profiler)?;
    names(&ran.stdout).ok_or_else(|| {
        Failure::bad_input(format!("`{profiler}` answers in a form that is not known"))
            .hint("look at `system_profiler SPAudioDataType` yourself")
    })
}

/// One UID in a line.
fn uids(text: &str) -> Vec<Seen> {
    let lines = text.lines().filter(|line| !line.is_empty());
    lines
        .map(|uid| Seen {
            uid: Some(uid.to_owned()),
            ..Seen::default()
        })
        .collect()
}

fn names(text: &str) -> Option<Vec<Seen>> {
    let document: Value = serde_json::from_str(text).ok()?;
    let groups = document.get("SPAudioDataType")?.as_array()?;
    let items = groups
        .iter()
        .filter_map(|group| group.get("_items")?.as_array())
        .flatten();
    let seen = items.map(|item| {
        let text = |key: &str| Some(item.get(key)?.as_str()?.to_owned());
        let transport = text("coreaudio_device_transport");
        Seen {
            uid: None,
            name: text("_name"),
            manufacturer: text("coreaudio_device_manufacturer"),
            transport: transport.map(|transport| {
                let short = transport.strip_prefix("coreaudio_device_type_");
                short.unwrap_or(&transport).to_owned()
            }),
        }
    });
    Some(seen.collect())
}

/// UIDs that more than one device has: the HAL, and what applications keep, tell devices apart by them.
#[must_use]
pub fn duplicate_uids(seen: &[Seen]) -> Vec<&str> {
    let mut uids: Vec<&str> = seen.iter().filter_map(|seen| seen.uid.as_deref()).collect();
    uids.sort_unstable();
    let pairs = uids.windows(2).filter(|pair| pair[0] == pair[1]);
    let mut twice: Vec<&str> = pairs.map(|pair| pair[0]).collect();
    twice.dedup();
    twice
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::stand_in::profile;

    #[test]
    fn devices_are_listed_with_maker_and_transport() {
        let seen = names(&profile(&["Loopback"])).unwrap();
        let expected = Seen {
            uid: None,
            name: Some("Loopback".into()),
            manufacturer: Some("Example".into()),
            transport: Some("virtual".into()),
        };
        assert_eq!(seen, [expected]);
        assert_eq!(names(&profile(&[])), Some(Vec::new()));
    }

    #[test]
    fn another_form_is_no_list() {
        for text in ["", "{}", "[]", r#"{"SPAudioDataType": 1}"#] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    #[test]
    fn a_uid_of_several_devices_is_named_once() {
        assert_eq!(duplicate_uids(&uids("b\na\nb\nc\nb\n")), ["b"]);
        assert_eq!(duplicate_uids(&uids("a\nb\n")), [""; 0]);
    }
}
