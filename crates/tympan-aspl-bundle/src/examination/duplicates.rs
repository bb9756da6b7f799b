//! The checks against other drivers in the same place: of two with one factory UUID or bundle identifier, one is not loaded
//! (hal-facts E.6).

use std::path::Path;

use plist::Dictionary;

use super::Fault;
use super::plist_keys::factory_uuids;
use super::subject::{Subject, read_plist};

pub(super) fn factory(subject: &Subject<'_>) -> Vec<Fault> {
    let Ok(own) = &subject.plist else {
        return Vec::new();
    };
    let own = factory_uuids(own);
    let shared = |other: &Dictionary| {
        let theirs = factory_uuids(other);
        own.iter().find(|uuid| theirs.contains(*uuid)).cloned()
    };
    compare(subject, shared, |uuid| {
        (
            format!("its factory UUID {uuid} is also that of"),
            "give one of the two a factory UUID of its own (another bundle_id in `export!` does), or uninstall the other".into(),
        )
    })
}

pub(super) fn identifier(subject: &Subject<'_>) -> Vec<Fault> {
    let Some(own) = subject.text("CFBundleIdentifier") else {
        return Vec::new();
    };
    let shared = |other: &Dictionary| {
        let theirs = other.get("CFBundleIdentifier")?.as_string()?;
        own.eq_ignore_ascii_case(theirs).then(|| own.to_owned())
    };
    compare(subject, shared, |identifier| {
        (
            format!("its bundle identifier {identifier} is also that of"),
            "give one of the two another bundle_id in `export!`, or uninstall the other".into(),
        )
    })
}

fn compare(
    subject: &Subject<'_>,
    shared: impl Fn(&Dictionary) -> Option<String>,
    text: impl Fn(&str) -> (String, String),
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for other in &subject.examination.neighbours {
        if other.file_name() == subject.bundle().file_name() || same(other, subject.bundle()) {
            continue;
        }
        let Some(value) = read_plist(other).ok().as_ref().and_then(&shared) else {
            continue;
        };
        let (what, remedy) = text(&value);
        faults.push(Fault::new(
            &subject.plist_path(),
            format!("{what} {}", other.display()),
            remedy,
        ));
    }
    faults
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
