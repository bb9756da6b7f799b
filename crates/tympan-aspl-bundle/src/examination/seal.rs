//! The checks of the signature and of the seal: `_CodeSignature/CodeResources`, with a hash of every file outside the executable
//! (hal-facts E.3).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plist::{Dictionary, Value};

use super::Fault;
use super::code_signature::{CodeSignature, sha_256};
use super::subject::{EntryKind, INFO_PLIST, Subject};

/// The list of the sealed files.
const CODE_RESOURCES: &str = "Contents/_CodeSignature/CodeResources";

fn sign(bundle: &Path) -> String {
    format!(
        "`cargo aspl sign '{}'` signs and seals it, ad hoc or with `--identity`",
        bundle.display()
    )
}

fn sign_again(bundle: &Path) -> String {
    format!(
        "`cargo aspl sign '{}'` signs it again, if the change is yours; else build it again. Nothing in a bundle may change after signing",
        bundle.display()
    )
}

/// Whether the bundle has a list of sealed files.
pub(crate) fn is_sealed(bundle: &Path) -> bool {
    bundle.join(CODE_RESOURCES).is_file()
}

pub(super) fn arm64_is_signed(subject: &Subject<'_>) -> Vec<Fault> {
    let Some(executable) = &subject.executable else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    for slice in subject.slices() {
        let what = match &slice.signature {
            Some(Ok(_)) => continue,
            Some(Err(error)) => format!("is damaged: {error}"),
            None if slice.architecture == "x86_64" => continue,
            None => "is missing: the slice is unsigned, and macOS runs no unsigned code there"
                .to_owned(),
        };
        faults.push(Fault::new(
            &executable.path,
            format!(
                "the code signature of the {} slice {what}",
                slice.architecture
            ),
            format!(
                "{}; it needs `codesign` on macOS or `rcodesign` elsewhere",
                sign(subject.bundle())
            ),
        ));
    }
    faults
}

pub(super) fn whole(subject: &Subject<'_>) -> Vec<Fault> {
    let Some(executable) = &subject.executable else {
        return Vec::new();
    };
    if subject.slices().is_empty() {
        return Vec::new();
    }
    let mut missing: Vec<_> = subject
        .slices()
        .iter()
        .filter(|slice| slice.signature.is_none() && slice.architecture == "x86_64")
        .map(|slice| format!("the {} slice is unsigned", slice.architecture))
        .collect();
    let is_sealed = is_sealed(subject.bundle());
    if !is_sealed {
        missing.push("the bundle is not sealed: it has no _CodeSignature/CodeResources".to_owned());
    } else if let Some((architecture, _)) =
        signatures(subject).find(|(_, signature)| !signature.has_seal())
    {
        missing.push(format!(
            "the signature of the {architecture} slice does not cover CodeResources"
        ));
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let place = if is_sealed {
        &executable.path
    } else {
        subject.bundle()
    };
    vec![Fault::new(
        place,
        missing.join("; "),
        format!(
            "{}; what the linker signs is the code of arm64 alone",
            sign(subject.bundle())
        ),
    )]
}

pub(super) fn code(subject: &Subject<'_>) -> Vec<Fault> {
    let Some(executable) = &subject.executable else {
        return Vec::new();
    };
    let info = fs::read(subject.at(INFO_PLIST)).unwrap_or_default();
    let list = fs::read(subject.at(CODE_RESOURCES)).ok();
    let mut faults = Vec::new();
    for slice in subject.slices() {
        let Some(Ok(signature)) = &slice.signature else {
            continue;
        };
        let architecture = &slice.architecture;
        let mut changed = |place: &Path, what: &str| {
            let what = format!("{what} since the {architecture} slice was signed");
            faults.push(Fault::new(place, what, sign_again(subject.bundle())));
        };
        if !signature.covers_code(executable.slice(&slice.range)) {
            changed(&executable.path, "the code has changed");
        }
        if !signature.covers_info(&info) {
            changed(&subject.plist_path(), "Info.plist has changed");
        }
        if list
            .as_ref()
            .is_some_and(|list| !signature.covers_seal(list))
        {
            changed(&subject.at(CODE_RESOURCES), "CodeResources has changed");
        }
    }
    faults
}

pub(super) fn resources(subject: &Subject<'_>) -> Vec<Fault> {
    let path = subject.at(CODE_RESOURCES);
    let Ok(bytes) = fs::read(&path) else {
        return Vec::new();
    };
    let Some(sealed) = sealed_files(&bytes) else {
        return vec![Fault::new(
            &path,
            "CodeResources is no property list with a dictionary `files2`",
            sign_again(subject.bundle()),
        )];
    };
    let mut faults = Vec::new();
    for (name, seal) in &sealed {
        let file = subject.at("Contents").join(name);
        let what = match state(&file, seal) {
            State::AsSealed => continue,
            State::Changed => "the file has changed since it was sealed",
            State::Missing => "the file was sealed, and is missing",
        };
        faults.push(Fault::new(&file, what, sign_again(subject.bundle())));
    }
    let known: BTreeSet<&str> = sealed.keys().map(String::as_str).collect();
    for entry in &subject.entries {
        let Some(name) = entry
            .path
            .strip_prefix("Contents")
            .ok()
            .and_then(Path::to_str)
        else {
            continue;
        };
        let path = subject.at(&entry.path);
        let is_code = Some(&path) == subject.executable_path().as_ref();
        if entry.kind == EntryKind::File && !is_code && !is_exempt(name) && !known.contains(name) {
            faults.push(Fault::new(
                &path,
                "the file was added after sealing",
                sign_again(subject.bundle()),
            ));
        }
    }
    faults
}

fn sealed_files(bytes: &[u8]) -> Option<Dictionary> {
    let mut list = Value::from_reader(std::io::Cursor::new(bytes))
        .ok()?
        .into_dictionary()?;
    list.remove("files2")?.into_dictionary()
}

enum State {
    AsSealed,
    Changed,
    Missing,
}

fn state(file: &Path, seal: &Value) -> State {
    let Some(seal) = seal.as_dictionary() else {
        // The old form, a SHA-1 hash, is not checked.
        return State::AsSealed;
    };
    if let Some(target) = seal.get("symlink").and_then(Value::as_string) {
        return match fs::read_link(file) {
            Ok(found) if found == Path::new(target) => State::AsSealed,
            Ok(_) => State::Changed,
            Err(_) => State::Missing,
        };
    }
    let Some(hash) = seal.get("hash2").and_then(Value::as_data) else {
        // Nested code, sealed by its own signature.
        return State::AsSealed;
    };
    let is_optional = seal.get("optional").and_then(Value::as_boolean) == Some(true);
    match fs::read(file) {
        Ok(bytes) if sha_256(&bytes) == hash => State::AsSealed,
        Ok(_) => State::Changed,
        Err(_) if is_optional => State::AsSealed,
        Err(_) => State::Missing,
    }
}

/// What the usual rules of `codesign` leave out of the list, or seal in another way. The rules that stand in the list itself are not evaluated.
fn is_exempt(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let nested = [
        "MacOS/",
        "Frameworks/",
        "PlugIns/",
        "XPCServices/",
        "Helpers/",
    ];
    matches!(name, "Info.plist" | "PkgInfo" | "CodeResources")
        || name.starts_with("_CodeSignature/")
        || nested.iter().any(|folder| name.starts_with(folder))
        || matches!(file, ".DS_Store" | "locversion.plist")
        || name.contains(".dSYM/")
}

fn signatures<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = (&'a str, &'a CodeSignature)> {
    subject
        .slices()
        .iter()
        .filter_map(|slice| match &slice.signature {
            Some(Ok(signature)) => Some((slice.architecture.as_str(), signature)),
            _ => None,
        })
}
