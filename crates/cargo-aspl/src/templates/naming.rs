//! The names of a new project: what they may be, and how they take the place of the example's.

use crate::failure::{Failure, Result};

/// What the examples' bundle ids begin with.
const PLACEHOLDER: &str = "com.example.";

/// The names that hosts show to users, in the examples' string literals, and what follows the new project's title in their place.
const DISPLAYED: &[(&str, &str, &str)] = &[
    ("app-volume", "App Volume", ""),
    ("gain", "Gain", ""),
    ("loopback", "Loopback", ""),
    ("loopback", "Loopback Box", " Box"),
    ("loopback", "Loopback Mirror", " Mirror"),
    ("minimal-loopback", "Minimal Loopback", ""),
    ("multi-stream", "Multi-Stream Interface", ""),
    ("null-device", "Null Box", " Box"),
    ("null-device", "Null Device", ""),
    ("virtual-microphone", "Virtual Microphone", ""),
    ("virtual-microphone", "Virtual Microphone Feed", " Feed"),
];

/// What cargo refuses as the name of a package: keywords, and names that its own files or the standard library's have.
const REFUSED: &[&str] = &[
    "Self",
    "_",
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// The names of a new project, all of them possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    package: String,
    bundle_id: String,
}

impl Names {
    /// Checks a package's name, and the bundle id if one is given: else it is derived from the name.
    ///
    /// # Errors
    ///
    /// Bad input when cargo would refuse the name, when the project would depend on a package of the same name, or when the bundle id is not one.
    pub fn new(package: &str, bundle_id: Option<&str>) -> Result<Self> {
        check_package(package)?;
        let derived = || format!("{PLACEHOLDER}{}", package.replace('_', "-"));
        let bundle_id = bundle_id.map_or_else(derived, str::to_owned);
        check_bundle_id(&bundle_id)?;
        let package = package.to_owned();
        Ok(Self { package, bundle_id })
    }

    /// The name of the package.
    #[must_use]
    pub fn package(&self) -> &str {
        &self.package
    }

    /// The id of the bundle, with which the UIDs of the devices begin.
    #[must_use]
    pub fn bundle_id(&self) -> &str {
        &self.bundle_id
    }

    /// The name as users read it: `My Driver` for `my-driver`.
    #[must_use]
    pub fn title(&self) -> String {
        let words = self
            .package
            .split(['-', '_'])
            .filter(|word| !word.is_empty());
        let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
        words.collect::<Vec<_>>().join(" ")
    }

    /// The path of a file of an example, which has this project's name if it has the example's.
    #[must_use]
    pub fn path(&self, example: &str, path: &str) -> String {
        let (folder, file) = path
            .rsplit_once('/')
            .map_or(("", path), |(folder, file)| (folder, file));
        match file
            .strip_prefix(example)
            .filter(|rest| rest.starts_with('.'))
        {
            Some(rest) if folder.is_empty() => format!("{}{rest}", self.package),
            Some(rest) => format!("{folder}/{}{rest}", self.package),
            None => path.to_owned(),
        }
    }

    /// A text of an example with the names of this project: the bundle id, the crate where a path begins with it, the package that a
    /// command line or a whole string literal names, and what users read.
    #[must_use]
    pub fn replaced(&self, example: &str, text: &str) -> String {
        let krate = |name: &str| format!("{}::", name.replace('-', "_"));
        let mut text = replaced(
            text,
            &format!("{PLACEHOLDER}{example}"),
            &self.bundle_id,
            "",
        );
        // A path that goes on to the left is one to another crate's module of that name.
        text = replaced(&text, &krate(example), &krate(&self.package), ":");
        text = replaced(
            &text,
            &format!("-p {example}"),
            &format!("-p {}", self.package),
            "",
        );
        let quoted = |name: &str| format!("\"{name}\"");
        text = replaced(&text, &quoted(example), &quoted(&self.package), "");
        // A file.
        text = replaced(
            &text,
            &format!("\"{example}."),
            &format!("\"{}.", self.package),
            "",
        );
        for (_, name, rest) in DISPLAYED.iter().filter(|(of, ..)| *of == example) {
            let title = format!("{}{rest}", self.title());
            text = replaced(&text, &quoted(name), &quoted(&title), "");
        }
        text
    }
}

/// Replaces what stands alone: it is no part of a longer word, and not preceded by one of `besides`.
fn replaced(text: &str, from: &str, to: &str, besides: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
    let mut done = String::new();
    let mut rest = text;
    while let Some(place) = rest.find(from) {
        let (before, after) = (&rest[..place], &rest[place + from.len()..]);
        let left = before.chars().next_back().or(done.chars().next_back());
        let goes_on_left = |left| is_word(left) || besides.contains(left);
        let starts = !from.starts_with(is_word) || !left.is_some_and(goes_on_left);
        let ends = !from.ends_with(is_word) || !after.starts_with(is_word);
        done.push_str(before);
        done.push_str(if starts && ends { to } else { from });
        rest = after;
    }
    done + rest
}

fn check_package(name: &str) -> Result<()> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let hint = "take letters, digits, `-` and `_`, beginning with a letter: `my-driver`";
    let wrong = if name.is_empty() || !name.chars().all(is_letter) {
        "is no name for a package"
    } else if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        "is no name for a package: it does not begin with a letter"
    } else if REFUSED.contains(&name) {
        "is no name for a package: Rust or cargo has a use for it"
    } else if name.replace('_', "-").starts_with("tympan-aspl") {
        "is no name for a driver: it is one of the framework's own"
    } else {
        return Ok(());
    };
    Err(Failure::bad_input(format!("`{name}` {wrong}")).hint(hint))
}

fn check_bundle_id(id: &str) -> Result<()> {
    let is_part = |part: &str| {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        !part.is_empty() && part.chars().all(is_letter)
    };
    if id.split('.').all(is_part) && id.contains('.') {
        return Ok(());
    }
    Err(Failure::bad_input(format!("`{id}` is no bundle id")).hint(
        "take a domain of yours backwards, of ASCII letters, digits and `-`: `org.mine.my-driver`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cargo_takes_are_taken() {
        for name in ["demo", "my-driver", "my_driver", "d2", "D", "gain"] {
            assert!(Names::new(name, None).is_ok(), "{name}");
        }
    }

    #[test]
    fn names_that_cargo_refuses_are_refused_with_a_hint() {
        for name in [
            "",
            "2d",
            "-x",
            "_",
            "_x",
            "a b",
            "a/b",
            "a.b",
            "..",
            "naive\u{301}",
            "test",
            "fn",
            "self",
            "std",
            "build",
            "a\nb",
            "\"",
            "tympan-aspl",
            "tympan_aspl_host",
        ] {
            let failure = Names::new(name, None).unwrap_err();
            assert!(failure.hint.is_some(), "{name}: {failure:?}");
        }
    }

    #[test]
    fn a_bundle_id_is_derived_or_given() {
        let id = |name, given| Names::new(name, given).map(|names| names.bundle_id().to_owned());
        assert_eq!(id("my_driver", None).unwrap(), "com.example.my-driver");
        assert_eq!(id("demo", Some("org.mine.demo")).unwrap(), "org.mine.demo");
        for wrong in ["demo", "", "org..demo", "org.a_b", "org.mine.", "org.\"x"] {
            assert!(id("demo", Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn titles_are_words() {
        let title = |name| Names::new(name, None).unwrap().title();
        assert_eq!(title("my-virtual_mic2"), "My Virtual Mic2");
        assert_eq!(title("demo"), "Demo");
    }

    #[test]
    fn only_whole_names_are_replaced() {
        let names = Names::new("my-mic", Some("org.mine.mic")).unwrap();
        let gain = |text| names.replaced("gain", text);
        assert_eq!(gain("use gain::DRIVER;"), "use my_mic::DRIVER;");
        assert_eq!(gain("&gain::DRIVER"), "&my_mic::DRIVER");
        for same in [
            "io::gain::x",
            "again::x",
            "gain.stage()",
            "gains",
            "com.example.gain2",
            "com.example.gain-more",
            "-p gain-more",
            "\"Gain more\"",
            "Gain::new()",
        ] {
            assert_eq!(gain(same), same);
        }
        assert_eq!(
            gain("com.example.gain.box -p gain"),
            "org.mine.mic.box -p my-mic"
        );
        assert_eq!(gain("\"Gain\""), "\"My Mic\"");
    }
}
