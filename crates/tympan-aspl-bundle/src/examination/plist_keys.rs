//! The checks of `Info.plist`: which keys, of which types (hal-facts A.2), and whether they find the factory.

use plist::{Dictionary, Value};

use super::Fault;
use super::subject::Subject;
use crate::info_plist::TYPE_UUID;

/// What the value of a key has to be.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Text,
    /// Exactly this one.
    Exactly(&'static str),
    Texts,
    Dictionary,
    /// A dictionary of text, each not empty.
    Symbols,
    True,
    One,
    /// What `AudioServerPlugIn_LoadingConditions` is.
    Conditions,
}

impl Shape {
    fn fits(self, value: &Value) -> bool {
        let is_text = |value: &Value| value.as_string().is_some_and(|text| !text.is_empty());
        match self {
            Self::Text => is_text(value),
            Self::Exactly(text) => value.as_string() == Some(text),
            Self::Texts => value
                .as_array()
                .is_some_and(|values| values.iter().all(is_text)),
            Self::Dictionary => value.as_dictionary().is_some(),
            Self::Symbols => value
                .as_dictionary()
                .is_some_and(|values| values.values().all(is_text)),
            Self::True => value.as_boolean() == Some(true),
            Self::One => value.as_unsigned_integer() == Some(1),
            Self::Conditions => value
                .as_dictionary()
                .and_then(|conditions| conditions.get("IOService Matching"))
                .and_then(Value::as_array)
                .is_some_and(|all| all.iter().all(|one| one.as_dictionary().is_some())),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Exactly(text) => format!("the text {text}"),
            Self::Texts => "an array of texts".to_owned(),
            Self::Dictionary => "a dictionary".to_owned(),
            Self::Symbols => "a dictionary of UUIDs and symbols".to_owned(),
            Self::True => "the boolean true".to_owned(),
            Self::One => "the number 1".to_owned(),
            Self::Conditions => {
                "a dictionary with an array of dictionaries at `IOService Matching`".to_owned()
            }
        }
    }
}

/// Whether a key may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    /// No host finds the factory without it.
    Needed,
    /// Every driver in the field has it.
    Usual,
    Optional,
}

use Presence::{Needed, Optional, Usual};

const KEYS: &[(&str, Presence, Shape)] = &[
    ("CFBundleExecutable", Needed, Shape::Text),
    ("CFBundleIdentifier", Needed, Shape::Text),
    ("CFPlugInFactories", Needed, Shape::Symbols),
    ("CFPlugInTypes", Needed, Shape::Dictionary),
    (
        "CFBundleInfoDictionaryVersion",
        Usual,
        Shape::Exactly("6.0"),
    ),
    ("CFBundleName", Usual, Shape::Text),
    ("CFBundlePackageType", Usual, Shape::Exactly("BNDL")),
    ("CFBundleShortVersionString", Usual, Shape::Text),
    ("CFBundleVersion", Usual, Shape::Text),
    ("CFBundleSupportedPlatforms", Optional, Shape::Texts),
    ("LSMinimumSystemVersion", Optional, Shape::Text),
    ("AudioServerPlugIn_IOKitUserClients", Optional, Shape::Texts),
    (
        "AudioServerPlugIn_LoadingConditions",
        Optional,
        Shape::Conditions,
    ),
    ("AudioServerPlugIn_MachServices", Optional, Shape::Texts),
    ("AudioServerPlugIn_Network", Optional, Shape::True),
    (LOAD_AS_APPLICATION, Optional, Shape::One),
];

/// The key that makes of the bundle a program.
pub(super) const LOAD_AS_APPLICATION: &str = "Load As Application";

const REBUILD: &str = "build the bundle again with `cargo aspl bundle --target universal`, which writes it from the driver itself";

pub(super) fn readable(subject: &Subject<'_>) -> Vec<Fault> {
    let error = match &subject.plist {
        Err(error) if subject.exists() => error,
        _ => return Vec::new(),
    };
    vec![Fault::new(
        &subject.plist_path(),
        error,
        format!("`plutil -lint` points at the line; or {REBUILD}"),
    )]
}

pub(super) fn needed(subject: &Subject<'_>) -> Vec<Fault> {
    let mut faults = keys(subject, |presence| presence == Needed);
    faults.extend(keys(subject, |presence| presence == Optional));
    faults
}

pub(super) fn usual(subject: &Subject<'_>) -> Vec<Fault> {
    keys(subject, |presence| presence == Usual)
}

fn keys(subject: &Subject<'_>, which: impl Fn(Presence) -> bool) -> Vec<Fault> {
    let Ok(plist) = &subject.plist else {
        return Vec::new();
    };
    let place = subject.plist_path();
    let mut faults = Vec::new();
    for (key, presence, shape) in KEYS {
        if !which(*presence) {
            continue;
        }
        let what = match plist.get(key) {
            None if *presence == Optional => continue,
            None => format!("there is no {key}"),
            Some(value) if shape.fits(value) => continue,
            Some(_) => format!("{key} is not {}", shape.name()),
        };
        let remedy = format!("{key} has to be {}; {REBUILD}", shape.name());
        faults.push(Fault::new(&place, what, remedy));
    }
    faults
}

pub(super) fn uuids(subject: &Subject<'_>) -> Vec<Fault> {
    let Ok(plist) = &subject.plist else {
        return Vec::new();
    };
    let place = subject.plist_path();
    let keys_of = |key| {
        let dictionary = plist.get(key).and_then(Value::as_dictionary);
        dictionary.into_iter().flat_map(Dictionary::keys)
    };
    let types = plist.get("CFPlugInTypes").and_then(Value::as_dictionary);
    let named = types
        .into_iter()
        .flat_map(Dictionary::values)
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_string);
    let mut wrong: Vec<&str> = keys_of("CFPlugInTypes")
        .chain(keys_of("CFPlugInFactories"))
        .map(String::as_str)
        .chain(named)
        .filter(|uuid| !is_uuid(uuid))
        .collect();
    wrong.sort_unstable();
    wrong.dedup();
    wrong
        .into_iter()
        .map(|uuid| {
            Fault::new(
                &place,
                format!("{uuid:?} is no UUID"),
                format!("a UUID is 8-4-4-4-12 hexadecimal digits (`uuidgen` makes one); {REBUILD}"),
            )
        })
        .collect()
}

pub(super) fn factory(subject: &Subject<'_>) -> Vec<Fault> {
    let Ok(plist) = &subject.plist else {
        return Vec::new();
    };
    let dictionary = |key| plist.get(key).and_then(Value::as_dictionary);
    let (Some(types), Some(_)) = (dictionary("CFPlugInTypes"), dictionary("CFPlugInFactories"))
    else {
        return Vec::new();
    };
    let fault =
        |what: String, remedy: String| vec![Fault::new(&subject.plist_path(), what, remedy)];
    let Some((_, bound)) = types
        .iter()
        .find(|(uuid, _)| uuid.eq_ignore_ascii_case(TYPE_UUID))
    else {
        return fault(
            "CFPlugInTypes does not name the type of AudioServerPlugIns".into(),
            format!("its key has to be {TYPE_UUID}; {REBUILD}"),
        );
    };
    let bound: Vec<_> = bound
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_string)
        .collect();
    match bound[..] {
        [] => fault(
            "CFPlugInTypes names no factory for AudioServerPlugIns".into(),
            format!("list the UUID of the factory there; {REBUILD}"),
        ),
        [uuid] if factory_symbol(plist, uuid).is_none() => fault(
            format!(
                "CFPlugInFactories has no symbol for the factory {uuid} that CFPlugInTypes names"
            ),
            format!("both have to have the same UUID; {REBUILD}"),
        ),
        _ => Vec::new(),
    }
}

/// The UUIDs and symbols of the factories for AudioServerPlugIns.
pub(super) fn factories(plist: &Dictionary) -> Vec<(String, String)> {
    let types = plist.get("CFPlugInTypes").and_then(Value::as_dictionary);
    types
        .into_iter()
        .flat_map(Dictionary::iter)
        .filter(|(uuid, _)| uuid.eq_ignore_ascii_case(TYPE_UUID))
        .filter_map(|(_, bound)| bound.as_array())
        .flatten()
        .filter_map(Value::as_string)
        .filter_map(|uuid| {
            let symbol = factory_symbol(plist, uuid)?;
            Some((uuid.to_ascii_uppercase(), symbol.to_owned()))
        })
        .collect()
}

/// The UUIDs of all factories, upper case.
pub(super) fn factory_uuids(plist: &Dictionary) -> Vec<String> {
    let factories = plist
        .get("CFPlugInFactories")
        .and_then(Value::as_dictionary);
    let uuids = factories.into_iter().flat_map(Dictionary::keys);
    uuids.map(|uuid| uuid.to_ascii_uppercase()).collect()
}

fn factory_symbol<'a>(plist: &'a Dictionary, uuid: &str) -> Option<&'a str> {
    let factories = plist.get("CFPlugInFactories")?.as_dictionary()?;
    let mut found = factories
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(uuid));
    found.next()?.1.as_string()
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_five_groups_of_hexadecimal_digits() {
        assert!(is_uuid(TYPE_UUID));
        assert!(is_uuid(&TYPE_UUID.to_ascii_lowercase()));
        for wrong in [
            "",
            "443ABAB8",
            "443ABAB8E7B3491AB985BEB9187030DB",
            "{443ABAB8-E7B3-491A-B985-BEB9187030DB}",
            "443ABAB8-E7B3-491A-B985-BEB9187030DG",
            "443ABAB8-E7B3-491A-B985-BEB9187030D",
        ] {
            assert!(!is_uuid(wrong), "{wrong}");
        }
    }

    #[test]
    fn shapes_are_those_of_hal_facts_a_2() {
        let texts = Value::Array(vec![Value::String("com.example.service".into())]);
        assert!(Shape::Texts.fits(&texts));
        assert!(!Shape::Text.fits(&texts));
        assert!(!Shape::True.fits(&Value::Boolean(false)));
        assert!(!Shape::True.fits(&Value::String("true".into())));
        assert!(Shape::One.fits(&Value::Integer(1.into())));
        assert!(!Shape::Conditions.fits(&Value::Dictionary(Dictionary::new())));
        assert!(!Shape::Text.fits(&Value::String(String::new())));
    }
}
