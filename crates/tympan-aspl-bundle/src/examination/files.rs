//! The checks of files and folders: what is where, of which kind, and who may do what with it (hal-facts E.4).

use super::subject::{Entry, EntryKind, Subject};
use super::{Fault, is_driver};

pub(super) fn folder(subject: &Subject<'_>) -> Vec<Fault> {
    let bundle = subject.bundle();
    let fault = |what, remedy: &str| vec![Fault::new(bundle, what, remedy)];
    if !subject.exists() {
        return fault(
            "there is no such bundle",
            "`cargo aspl bundle -p PACKAGE` makes one and prints its path",
        );
    }
    if !bundle.is_dir() {
        return fault(
            "this is a file; a bundle is a folder",
            "give the path of the `.driver` folder",
        );
    }
    if !subject.at("Contents").is_dir() {
        return fault(
            "the folder has no Contents, so it is no bundle",
            "build it with `cargo aspl bundle --target universal`",
        );
    }
    if !is_driver(bundle) {
        return fault(
            "the name does not end in .driver, so the host passes it over",
            "rename the folder to NAME.driver",
        );
    }
    Vec::new()
}

pub(super) fn links(subject: &Subject<'_>) -> Vec<Fault> {
    let links = entries(subject, |entry| entry.kind == EntryKind::Link);
    links
        .map(|entry| {
            Fault::new(
                &subject.at(&entry.path),
                "this is a symbolic link",
                "put a copy of what it points to in its place, and install by copying",
            )
        })
        .collect()
}

/// The host runs as another user than who installed the bundle.
pub(super) fn modes(subject: &Subject<'_>) -> Vec<Fault> {
    let executable = subject.executable_path();
    let mut faults = Vec::new();
    for entry in &subject.entries {
        let Some(access) = entry.access else { continue };
        let path = subject.at(&entry.path);
        let expected = match entry.kind {
            EntryKind::Folder => 0o755,
            EntryKind::File if executable.as_ref() == Some(&path) => 0o755,
            // Helpers beside the executable.
            EntryKind::File if path.parent() == Some(&subject.at("Contents/MacOS")) => 0o755,
            EntryKind::File => 0o644,
            EntryKind::Link | EntryKind::Other => continue,
        };
        if access.mode != expected {
            faults.push(Fault::new(
                &path,
                format!("the mode is {:o}, not {expected:o}", access.mode),
                format!(
                    "`chmod {expected:o} '{}'`, or install with `cargo aspl install`, which sets modes",
                    path.display()
                ),
            ));
        }
    }
    faults
}

pub(super) fn owner(subject: &Subject<'_>) -> Vec<Fault> {
    let Some((user, group)) = subject.examination.owner else {
        return Vec::new();
    };
    let wrong = |entry: &&Entry| {
        let access = entry.access;
        access.is_some_and(|access| (access.user, access.group) != (user, group))
    };
    let mut entries = subject.entries.iter().filter(wrong);
    let Some((first, access)) = entries
        .next()
        .and_then(|entry| Some((entry, entry.access?)))
    else {
        return Vec::new();
    };
    let others = match entries.count() {
        0 => String::new(),
        count => format!(", and so do {count} more"),
    };
    vec![Fault::new(
        &subject.at(&first.path),
        format!(
            "it belongs to the user {} and the group {}, not {user} and {group}{others}",
            access.user, access.group
        ),
        format!(
            "`sudo chown -R root:wheel '{}'`, or install with `cargo aspl install`",
            subject.bundle().display()
        ),
    )]
}

pub(super) fn quarantine(subject: &Subject<'_>) -> Vec<Fault> {
    let attribute = subject.examination.quarantine.iter();
    attribute
        .map(|value| {
            Fault::new(
                subject.bundle(),
                format!("it is in quarantine (com.apple.quarantine: {value})"),
                format!(
                    "if you trust where it came from, `sudo xattr -dr com.apple.quarantine '{}'`; a notarised package has no quarantine",
                    subject.bundle().display()
                ),
            )
        })
        .collect()
}

fn entries<'a>(
    subject: &'a Subject<'_>,
    which: impl Fn(&Entry) -> bool,
) -> impl Iterator<Item = &'a Entry> {
    subject.entries.iter().filter(move |entry| which(entry))
}
