//! What holds for every row of every table.

use std::collections::BTreeSet;

use tympan_aspl_sys::{FourCc, names};

use super::{Notify, Row, inherited, published};

/// Settable properties that nobody announces: asking hardware to show itself changes no value (hal-facts B.2).
const UNANNOUNCED: [[u8; 4]; 1] = [*b"iden"];

/// Every row with the class it is of.
fn rows() -> Vec<(u32, Row)> {
    let groups = published().into_iter();
    let rows = groups.flat_map(|group| {
        group
            .rows
            .into_iter()
            .map(move |row| (group.classes[0], row))
    });
    rows.collect()
}

#[test]
fn no_selector_is_twice_in_a_chain() {
    let inherited: Vec<_> = inherited().into_iter().map(|row| row.selector).collect();
    for group in published() {
        let mut seen: BTreeSet<_> = inherited.iter().copied().collect();
        for row in &group.rows {
            assert!(seen.insert(row.selector), "{} twice", FourCc(row.selector));
        }
    }
}

#[test]
fn what_can_be_set_is_announced_or_configured() {
    for (class, row) in rows() {
        let is_silent = row.notify == Notify::Nobody;
        let may_be = UNANNOUNCED.contains(&row.selector.to_be_bytes());
        assert!(
            !row.is_settable || is_silent == may_be,
            "{} of {}",
            FourCc(row.selector),
            FourCc(class)
        );
    }
}

#[test]
fn every_selector_has_a_name() {
    for (class, row) in rows() {
        let name = names::selector_of(class, row.selector);
        assert!(name.is_some(), "{}", FourCc(row.selector));
    }
}

#[test]
fn every_optional_row_says_how_an_author_gets_it() {
    for (_, row) in rows() {
        let has_api = !row.api.is_empty();
        assert!(!row.is_optional || has_api, "{}", FourCc(row.selector));
    }
}

/// The sources of the framework, from which public items are read. Miri has no files.
#[cfg(not(miri))]
mod api {
    use std::fs;
    use std::path::Path;

    use super::rows;

    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, texts);
            } else {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }

    /// Whether a text has one of `starts` followed by a name.
    fn has(text: &str, starts: &[&str], name: &str) -> bool {
        let is_part = |character: char| character.is_alphanumeric() || character == '_';
        starts.iter().any(|start| {
            let wanted = format!("{start}{name}");
            text.match_indices(&wanted).any(|(place, _)| {
                let before = text[..place].chars().next_back();
                let after = text[place + wanted.len()..].chars().next();
                !before.is_some_and(is_part) && !after.is_some_and(is_part)
            })
        })
    }

    /// A type is named by the crate's root or one of its public modules; a public method is in a file that names its type.
    fn exists(texts: &[String], api: &str) -> bool {
        /// The modules that publish what authors use.
        const PUBLISHED: [&str; 2] = [
            include_str!("../../lib.rs"),
            include_str!("../../control.rs"),
        ];
        /// What every control's handle has.
        const HANDLES: &str = include_str!("../../control/handle.rs");
        let (owner, method) = api.split_once("::").unwrap_or((api, ""));
        let is_method = |text: &String| {
            let has_owner = has(text, &[""], owner) || text == HANDLES;
            has_owner && has(text, &["pub fn ", "pub const fn "], method)
        };
        let is_type = PUBLISHED.iter().any(|text| has(text, &[""], owner));
        is_type && (method.is_empty() || texts.iter().any(is_method))
    }

    #[test]
    fn the_api_of_a_row_exists() {
        let mut texts = Vec::new();
        sources(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            &mut texts,
        );
        assert!(!exists(&texts, "Device::no_such_method"));
        assert!(!exists(&texts, "NoSuchType::new"));
        let missing: Vec<_> = rows()
            .into_iter()
            .flat_map(|(_, row)| row.api.split(", ").filter(|api| !api.is_empty()))
            .filter(|api| !exists(&texts, api))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
