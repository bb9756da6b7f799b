//! A table of a manifest whose keys are known: which there are, what each may hold, and what is said about others.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Checked, Fault};
use crate::{Error, ErrorKind, Result};

/// A key, and what it may hold in words.
pub(super) struct Key(pub(super) &'static str, pub(super) &'static str);

/// Keys that are known not to belong here.
pub(super) struct Refused {
    pub(super) names: &'static [&'static str],
    /// Continues a sentence that begins with the key.
    pub(super) what: &'static str,
    pub(super) hint: &'static str,
}

/// A table of which every key is known.
pub(super) struct Table<'a> {
    entries: &'a Map<String, Value>,
    place: String,
    manifest: &'a Path,
    keys: &'static [Key],
}

impl<'a> Table<'a> {
    /// `place` is what the manifest calls the table.
    pub(super) fn open(
        value: &'a Value,
        place: impl Into<String>,
        manifest: &'a Path,
        keys: &'static [Key],
        refused: &[Refused],
    ) -> Result<Self> {
        let place = place.into();
        let Value::Object(entries) = value else {
            return Err(Error::new(
                ErrorKind::Metadata,
                format!("`{place}` is {}, not a table", shown(value)),
            )
            .at(manifest)
            .with_hint(format!("write it as [{place}]")));
        };
        let table = Self {
            entries,
            place,
            manifest,
            keys,
        };
        match entries
            .keys()
            .find(|name| keys.iter().all(|key| key.0 != *name))
        {
            Some(unknown) => Err(table.unknown(unknown, refused)),
            None => Ok(table),
        }
    }

    pub(super) fn manifest(&self) -> &'a Path {
        self.manifest
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// What a check makes of the value of a key, if it is there.
    pub(super) fn read<T>(
        &self,
        key: &'static str,
        check: impl FnOnce(&'a Value) -> Checked<T>,
    ) -> Result<Option<T>> {
        let value = self.entries.get(key);
        let checked = value.map(check).transpose();
        checked.map_err(|fault| self.fault(key, fault))
    }

    /// The tables in the table under a key, in the order of their names.
    pub(super) fn table_of_tables(
        &self,
        key: &'static str,
    ) -> Result<Option<Vec<(&'a String, &'a Value)>>> {
        self.read(key, |value| match value {
            Value::Object(tables) => {
                let mut tables: Vec<_> = tables.iter().collect();
                tables.sort_by_key(|(name, _)| *name);
                Ok(tables)
            }
            other => Err(Fault::not_allowed(other)),
        })
    }

    /// An error about the value of a key, which always says what is allowed.
    pub(super) fn fault(&self, key: &str, fault: Fault) -> Error {
        let allowed = self
            .keys
            .iter()
            .find(|known| known.0 == key)
            .map_or("", |known| known.1);
        let hint = match fault.hint {
            Some(hint) => format!("{hint} (`{key}` is {allowed})"),
            None => format!("`{key}` is {allowed}"),
        };
        let what = format!("`{key}` of [{}]: {}", self.place, fault.what);
        Error::new(ErrorKind::Metadata, what)
            .at(self.manifest)
            .with_hint(hint)
    }

    fn unknown(&self, name: &str, refused: &[Refused]) -> Error {
        let error = |what: String, hint: String| {
            Error::new(ErrorKind::Metadata, what)
                .at(self.manifest)
                .with_hint(hint)
        };
        let place = &self.place;
        if let Some(refused) = refused.iter().find(|refused| refused.names.contains(&name)) {
            return error(
                format!("`{name}` of [{place}] {}", refused.what),
                refused.hint.to_owned(),
            );
        }
        let known: Vec<&str> = self.keys.iter().map(|key| key.0).collect();
        let known_list = known.join(", ");
        let hint = match nearest(name, &known) {
            Some(key) => format!("`{key}` may be meant; the keys are {known_list}"),
            None => format!("the keys are {known_list}"),
        };
        error(format!("[{place}] knows no key `{name}`"), hint)
    }
}

/// A value as it may be quoted in a sentence.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

/// The known name that a misspelt one is nearest to, unless they have little in common.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let name = plain(name);
    let limit = (name.chars().count() / 3).max(1);
    known
        .iter()
        .map(|key| (distance(&name, &plain(key)), *key))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, key)| key)
}

/// How many letters must be added, taken away, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_changes() {
        for (a, b, expected) in [
            ("name", "name", 0),
            ("nmae", "name", 1),
            ("nam", "name", 1),
            ("nome", "name", 1),
            ("", "name", 4),
            ("mach-service", "mach-services", 1),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn the_nearest_key_is_offered_only_if_it_is_near() {
        let known = ["name", "version", "build-version", "mach-services"];
        assert_eq!(nearest("Mach_Services", &known), Some("mach-services"));
        assert_eq!(nearest("versoin", &known), Some("version"));
        assert_eq!(nearest("buildversion", &known), Some("build-version"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("", &known), None);
    }

    #[test]
    fn long_values_are_quoted_in_part() {
        let long = Value::String("\u{e9}".repeat(100));
        assert!(shown(&long).ends_with(".."));
        assert_eq!(shown(&Value::Bool(false)), "false");
    }
}
