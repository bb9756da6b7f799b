//! What single values may be.

use serde_json::Value;

use super::{Checked, Fault, OLDEST_MACOS};

pub(super) const VERSION: &str =
    "a text of one to three numbers with dots between them, such as \"1.2.3\"";
pub(super) const LANGUAGE: &str = "the tag of a language, such as \"en\", \"pt-BR\" or \"zh-Hans\"";

/// The longest name of a Mach service, `BOOTSTRAP_MAX_NAME_LEN` with its NUL.
const LONGEST_SERVICE: usize = 127;

/// A text that is worth showing.
pub(super) fn text(value: &Value) -> Checked<String> {
    let text = string(value)?;
    if text.trim().is_empty() {
        return Err(Fault::new("it is empty", "leave it out, or give a text"));
    }
    if text.chars().any(char::is_control) {
        return Err(Fault::new(
            format!("{text:?} contains control characters"),
            "write it in one line",
        ));
    }
    Ok(text.to_owned())
}

pub(super) fn version(value: &Value) -> Checked<String> {
    let text = string(value)?;
    if numbers(text).is_some() {
        return Ok(text.to_owned());
    }
    Err(Fault::new(
        format!("{text:?} is no version of a bundle"),
        "macOS compares numbers only, so a pre-release or a build name cannot be part of it",
    ))
}

pub(super) fn minimum_macos(value: &Value) -> Checked<String> {
    let text = string(value)?;
    let Some(given) = numbers(text) else {
        return Err(Fault::new(
            format!("{text:?} is no version of macOS"),
            "give numbers with dots between them",
        ));
    };
    if Some(given) < numbers(OLDEST_MACOS) {
        return Err(Fault::new(
            format!("{text:?} is older than what the library is linked for"),
            "the library itself needs macOS 11.0",
        ));
    }
    Ok(text.to_owned())
}

/// One to three numbers, the missing ones zero.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    for (index, part) in version.split('.').enumerate() {
        // `parse` alone would take "+1".
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        *numbers.get_mut(index)? = part.parse().ok().filter(|_| digits)?;
    }
    Some(numbers)
}

pub(super) fn language(value: &Value) -> Checked<String> {
    language_name(string(value)?)
}

/// The name becomes that of a folder.
pub(super) fn language_name(name: &str) -> Checked<String> {
    let mut parts = name.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_language = (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && letters(part));
    if is_language {
        return Ok(name.to_owned());
    }
    Err(Fault::new(
        format!("{name:?} is no tag of a language"),
        format!("a language is {LANGUAGE}"),
    ))
}

/// Whether two tags lead to the same texts; most disks of macOS do not tell the cases apart.
pub(super) fn same_language(a: &str, b: &str) -> bool {
    let plain = |tag: &str| tag.to_ascii_lowercase().replace('_', "-");
    plain(a) == plain(b)
}

/// The key of the plug-in's Info.plist may only be true (hal-facts A.2).
pub(super) fn network(value: &Value) -> Checked<()> {
    match value {
        Value::Bool(true) => Ok(()),
        Value::Bool(false) => Err(Fault::new(
            "`false` cannot be said: AudioServerPlugIn_Network is true or absent",
            "leave it out",
        )),
        other => Err(Fault::not_allowed(other)),
    }
}

pub(super) fn mach_services(value: &Value) -> Checked<Vec<String>> {
    names(value, |name| {
        name.len() <= LONGEST_SERVICE && name.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

pub(super) fn iokit_user_clients(value: &Value) -> Checked<Vec<String>> {
    names(value, |name| {
        !name.starts_with(|first: char| first.is_ascii_digit())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Libraries by install name, with C names. Both go into text stubs.
pub(super) fn imports(value: &Value) -> Checked<Vec<(&str, Vec<String>)>> {
    let Value::Object(libraries) = value else {
        return Err(Fault::not_allowed(value));
    };
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\'' | b'"' | b'\\');
    let mut imports = Vec::new();
    for (library, symbols) in libraries {
        if !library.starts_with('/') || !library.bytes().all(plain) {
            return Err(Fault::new(
                format!("{library:?} is no library's install name"),
                "it is the path that programs find the library by, such as \"/System/Library/Frameworks/IOKit.framework/Versions/A/IOKit\"",
            ));
        }
        let symbol = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        let symbols = names(symbols, |name| name.bytes().all(symbol))?;
        imports.push((library.as_str(), symbols));
    }
    Ok(imports)
}

/// A list of names, none twice.
fn names(value: &Value, is_name: impl Fn(&str) -> bool) -> Checked<Vec<String>> {
    let mut names = Vec::new();
    for name in list(value)? {
        let name = string(name)?;
        if name.is_empty() || !is_name(name) {
            return Err(Fault {
                what: format!("{name:?} is no such name"),
                hint: None,
            });
        }
        if names.iter().any(|other| other == name) {
            return Err(Fault::new(
                format!("{name:?} is there twice"),
                "name it once",
            ));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

pub(super) fn paths(value: &Value) -> Checked<Vec<&str>> {
    list(value)?.iter().map(string).collect()
}

/// A list that has something in it: an empty one would leave out the key, but look as if it did something.
pub(super) fn list(value: &Value) -> Checked<&[Value]> {
    match value {
        Value::Array(list) if list.is_empty() => {
            Err(Fault::new("the list is empty", "leave it out"))
        }
        Value::Array(list) => Ok(list),
        other => Err(Fault::not_allowed(other)),
    }
}

pub(super) fn string(value: &Value) -> Checked<&str> {
    value.as_str().ok_or_else(|| Fault::not_allowed(value))
}
