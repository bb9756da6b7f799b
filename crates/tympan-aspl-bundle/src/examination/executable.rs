//! The checks of the executable: its slices, their Mach-O type, what they need and export (hal-facts A.2), and their driver records.

use object::macho::{FileType, MH_BUNDLE, MH_DYLIB, MH_EXECUTE};

use super::Fault;
use super::plist_keys::{LOAD_AS_APPLICATION, factories};
use super::slices::Slice;
use super::subject::Subject;
use crate::DriverRecord;

const UNIVERSAL: &str = "build the bundle with `cargo aspl bundle --target universal`";

pub(super) fn present(subject: &Subject<'_>) -> Vec<Fault> {
    let Some(name) = subject.text("CFBundleExecutable") else {
        return Vec::new();
    };
    let Some(path) = subject.executable_path() else {
        return vec![Fault::new(
            &subject.plist_path(),
            format!("{name:?} cannot be the name of an executable"),
            "CFBundleExecutable is the name of a file in Contents/MacOS",
        )];
    };
    let what = match &subject.executable {
        None => "the bundle has no executable for macOS".to_owned(),
        Some(executable) => match &executable.slices {
            Ok(slices) if slices.is_empty() => "the executable has no slices".to_owned(),
            Ok(_) => return Vec::new(),
            Err(error) => error.clone(),
        },
    };
    vec![Fault::new(&path, what, UNIVERSAL)]
}

pub(super) fn file_type(subject: &Subject<'_>) -> Vec<Fault> {
    let is_program = matches!(&subject.plist, Ok(plist) if plist.contains_key(LOAD_AS_APPLICATION));
    let expected = if is_program { MH_EXECUTE } else { MH_BUNDLE };
    per_slice(subject, |slice| {
        (slice.file_type != expected).then(|| {
            (
                format!(
                    "is of the Mach-O type {}, not {}",
                    type_name(slice.file_type),
                    type_name(expected)
                ),
                format!(
                    "{UNIVERSAL}, which links it as a bundle; another build passes `-bundle` to the linker"
                ),
            )
        })
    })
}

fn type_name(file_type: FileType) -> String {
    match file_type {
        MH_BUNDLE => "MH_BUNDLE".to_owned(),
        MH_DYLIB => "MH_DYLIB".to_owned(),
        MH_EXECUTE => "MH_EXECUTE".to_owned(),
        other => format!("{:#x}", other.0),
    }
}

pub(super) fn arm64(subject: &Subject<'_>) -> Vec<Fault> {
    missing(subject, "arm64", "Apple silicon")
}

pub(super) fn x86_64(subject: &Subject<'_>) -> Vec<Fault> {
    missing(subject, "x86_64", "Intel processors")
}

fn missing(subject: &Subject<'_>, architecture: &str, machine: &str) -> Vec<Fault> {
    let slices = subject.slices();
    let names: Vec<_> = slices.iter().map(|slice| &*slice.architecture).collect();
    match &subject.executable {
        Some(executable) if !names.is_empty() && !names.contains(&architecture) => {
            vec![Fault::new(
                &executable.path,
                format!(
                    "there is no {architecture} slice, so nothing for Macs with {machine}; there is {}",
                    names.join(", ")
                ),
                UNIVERSAL,
            )]
        }
        _ => Vec::new(),
    }
}

pub(super) fn minimum_os(subject: &Subject<'_>) -> Vec<Fault> {
    let stated = subject.text("LSMinimumSystemVersion");
    let least = stated.and_then(packed);
    per_slice(subject, |slice| match (slice.minimum_os, least) {
        (None, _) => Some((
            "does not say which macOS it needs".to_owned(),
            format!("link it with `-platform_version`; {UNIVERSAL}"),
        )),
        (Some(needed), Some(least)) if needed > least => Some((
            format!(
                "needs macOS {}, and Info.plist says {}",
                version(needed),
                version(least)
            ),
            format!(
                "set LSMinimumSystemVersion to {}, or link for the earlier one; {UNIVERSAL}",
                version(needed)
            ),
        )),
        _ => None,
    })
}

/// A version as load commands have it: xxxx.yy.zz in nibbles.
fn packed(text: &str) -> Option<u32> {
    let mut parts = text.split('.').map(str::parse::<u32>);
    let mut part = || parts.next().unwrap_or(Ok(0)).ok();
    let (major, minor, patch) = (part()?, part()?, part()?);
    (major < 1 << 16 && minor < 256 && patch < 256).then_some(major << 16 | minor << 8 | patch)
}

fn version(packed: u32) -> String {
    let (major, minor, patch) = (packed >> 16, packed >> 8 & 0xFF, packed & 0xFF);
    match patch {
        0 => format!("{major}.{minor}"),
        _ => format!("{major}.{minor}.{patch}"),
    }
}

pub(super) fn factory_symbol(subject: &Subject<'_>) -> Vec<Fault> {
    let Ok(plist) = &subject.plist else {
        return Vec::new();
    };
    let symbols = factories(plist);
    per_slice(subject, |slice| {
        let (_, symbol) = symbols
            .iter()
            .find(|(_, symbol)| !slice.exports.contains(symbol))?;
        let exports = match slice.exports.len() {
            0 => "nothing".to_owned(),
            1..=4 => Vec::from_iter(slice.exports.iter().map(String::as_str)).join(", "),
            count => format!("{count} others"),
        };
        Some((
            format!("does not export the factory `{symbol}` that Info.plist names; it exports {exports}"),
            "the factory is a `#[no_mangle] extern \"C\"` function, as `tympan_aspl::export!` makes it, and Info.plist has its name; \
             `cargo aspl bundle` writes both from one source"
                .to_owned(),
        ))
    })
}

/// What Info.plist says, next to what the driver says of itself.
pub(super) fn record(subject: &Subject<'_>) -> Vec<Fault> {
    let Ok(plist) = &subject.plist else {
        return Vec::new();
    };
    let factories = factories(plist);
    let identifier = subject.text("CFBundleIdentifier");
    let executable = subject.text("CFBundleExecutable");
    let remedy =
        "build the bundle again with `cargo aspl bundle`, which takes Info.plist from the record";
    per_slice(subject, |slice| {
        let record = match DriverRecord::parse(slice.record.as_deref()?) {
            Ok(record) => record,
            Err(error) => {
                return Some((
                    format!("has a driver record that cannot be read: {error}"),
                    remedy.to_owned(),
                ));
            }
        };
        let (uuid, symbol) = factories.first()?;
        let pairs = [
            (
                "factory UUID",
                Some(uuid.as_str()),
                record.factory_uuid.to_ascii_uppercase(),
            ),
            ("factory", Some(symbol.as_str()), record.factory),
            ("bundle identifier", identifier, record.bundle_id),
            ("executable", executable, record.name),
        ];
        let differs = pairs
            .iter()
            .find(|(_, said, recorded)| said.is_some_and(|said| said != recorded));
        differs.map(|(name, said, recorded)| {
            let said = said.unwrap_or_default();
            (
                format!("records the {name} {recorded}, and Info.plist says {said}"),
                remedy.to_owned(),
            )
        })
    })
}

/// A fault of a slice: what it does, and the remedy.
fn per_slice(
    subject: &Subject<'_>,
    find: impl Fn(&Slice) -> Option<(String, String)>,
) -> Vec<Fault> {
    let Some(executable) = &subject.executable else {
        return Vec::new();
    };
    let slices = subject.slices().iter();
    slices
        .filter_map(|slice| {
            let (what, remedy) = find(slice)?;
            let what = format!("the {} slice {what}", slice.architecture);
            Some(Fault::new(&executable.path, what, remedy))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_packed_as_in_load_commands() {
        assert_eq!(packed("11.0"), Some(0x000B_0000));
        assert_eq!(packed("10.15.7"), Some(0x000A_0F07));
        assert_eq!(packed("14"), Some(0x000E_0000));
        assert_eq!(packed("soon"), None);
        assert_eq!(version(0x000A_0F07), "10.15.7");
        assert_eq!(version(0x000B_0000), "11.0");
    }
}
