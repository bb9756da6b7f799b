//! The texts of a language, and the files in `<language>.lproj` that hold them.
//!
//! The files are in UTF-16 with a byte order mark. That is the encoding Apple's guide to resources recommends for strings files, and no
//! reader has to guess it; a file in UTF-8 has no mark, and depends on what the reader takes for granted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::table::{Key, Table};
use super::{Checked, Fault, check};
use crate::{Error, ErrorKind, Result};

/// What is said in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Localized {
    name: Option<String>,
    copyright: Option<String>,
    /// By what the driver's code says.
    strings: BTreeMap<String, String>,
}

const KEYS: &[Key] = &[
    Key("name", "a text: the name that users see"),
    Key("copyright", "a text"),
    Key(
        "strings",
        "a table of texts: what the driver gives as a name, and what users see in its place",
    ),
];

impl Localized {
    /// The translations of `Info.plist`.
    pub(crate) const INFO_PLIST: &str = "InfoPlist.strings";
    /// The translations of the names that objects have.
    const LOCALIZABLE: &str = "Localizable.strings";

    /// Reads the table of a language; `plain` is the language of the texts that are in no such table.
    pub(super) fn read(
        value: &Value,
        language: &str,
        parent: &Table<'_>,
        plain: &str,
    ) -> Result<Self> {
        let place = format!("package.metadata.aspl.localized.{language}");
        let table = Table::open(value, place, parent.manifest(), KEYS, &[])?;
        if check::same_language(language, plain)
            && let Some(key) = ["name", "copyright"].iter().find(|key| table.has(key))
        {
            return Err(Error::new(
                ErrorKind::Metadata,
                format!(
                    "`{key}` is there twice for `{language}`, the language of [package.metadata.aspl] itself"
                ),
            )
            .at(parent.manifest())
            .with_hint(format!(
                "set `{key}` in [package.metadata.aspl], or name another language there with `language`"
            )));
        }
        let localized = Self {
            name: table.read("name", check::text)?,
            copyright: table.read("copyright", check::text)?,
            strings: table.read("strings", strings)?.unwrap_or_default(),
        };
        if localized == Self::default() {
            return Err(Error::new(
                ErrorKind::Metadata,
                format!("[package.metadata.aspl.localized.{language}] is empty"),
            )
            .at(parent.manifest())
            .with_hint(
                "its keys are name, copyright and strings; leave out a language without texts",
            ));
        }
        Ok(localized)
    }

    /// The files these texts need. That for `Info.plist` is always among them: by it the bundle is known to speak the language.
    pub(super) fn files(&self) -> impl Iterator<Item = &'static str> {
        let localizable = (!self.strings.is_empty()).then_some(Self::LOCALIZABLE);
        [Self::INFO_PLIST].into_iter().chain(localizable)
    }

    /// The files with their contents; `name` and `copyright` are the plain ones.
    pub(crate) fn contents(
        &self,
        name: &str,
        copyright: Option<&str>,
    ) -> Vec<(&'static str, Vec<u8>)> {
        let name = self.name.as_deref().unwrap_or(name);
        let mut info = vec![("CFBundleDisplayName", name), ("CFBundleName", name)];
        let copyright = self.copyright.as_deref().or(copyright);
        info.extend(copyright.map(|copyright| ("NSHumanReadableCopyright", copyright)));
        let mut files = vec![(Self::INFO_PLIST, strings_file(info))];
        if !self.strings.is_empty() {
            let strings = self.strings.iter();
            let strings = strings.map(|(key, text)| (key.as_str(), text.as_str()));
            files.push((Self::LOCALIZABLE, strings_file(strings)));
        }
        files
    }
}

fn strings(value: &Value) -> Checked<BTreeMap<String, String>> {
    let Value::Object(entries) = value else {
        return Err(Fault::not_allowed(value));
    };
    entries
        .iter()
        .map(|(key, text)| {
            // A key is one of the driver's texts, and keeps to the same rules.
            let key = check::text(&Value::String(key.clone()))?;
            Ok((key, check::text(text)?))
        })
        .collect()
}

/// A strings file. The texts have no control characters, so only two characters need a backslash.
fn strings_file<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let mut file = String::from("\u{feff}");
    for (key, text) in texts {
        file.push_str(&format!("\"{}\" = \"{}\";\n", quoted(key), quoted(text)));
    }
    file.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strings_file_is_utf_16_with_its_mark() {
        let file = strings_file([("a", "\u{fc}"), ("\"\\", "\u{1f3b5}")]);
        assert_eq!(file[..2], [0xFF, 0xFE]);
        let units: Vec<u16> = file[2..]
            .chunks(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        assert_eq!(
            String::from_utf16(&units).unwrap(),
            "\"a\" = \"\u{fc}\";\n\"\\\"\\\\\" = \"\u{1f3b5}\";\n"
        );
    }
}
