//! Which of the system's libraries has a symbol, and the text stubs by which a linker is told.
//!
//! There is no SDK to look into. The lists beside this file have what two crates declare of libSystem and CoreFoundation, and what was
//! reviewed by hand. A driver that uses another library names the symbols itself, in `[package.metadata.aspl.imports]`.

use std::collections::{BTreeMap, BTreeSet};

use crate::target::Architecture;
use crate::{Error, ErrorKind, Result};

/// Libraries of macOS and which symbols a driver may take from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imports {
    /// C names, by the install name of their library.
    libraries: BTreeMap<String, BTreeSet<String>>,
}

/// A text stub.
#[derive(Debug)]
pub(super) struct Stub {
    pub(super) file: String,
    pub(super) text: String,
}

const CORE_FOUNDATION: &str =
    "/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation";
const LIB_SYSTEM: &str = "/usr/lib/libSystem.B.dylib";

/// What every driver may use.
const KNOWN: [(&str, &str); 3] = [
    (CORE_FOUNDATION, include_str!("symbols/CoreFoundation.txt")),
    (LIB_SYSTEM, include_str!("symbols/libSystem.txt")),
    (LIB_SYSTEM, include_str!("symbols/libSystem-reviewed.txt")),
];

impl Default for Imports {
    fn default() -> Self {
        let mut imports = Self {
            libraries: BTreeMap::new(),
        };
        for (library, list) in KNOWN {
            let names = list
                .lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#'));
            imports.add(library, names);
        }
        imports
    }
}

impl Imports {
    /// Adds symbols of a library, by its install name and their C names.
    pub(crate) fn add(
        &mut self,
        library: &str,
        symbols: impl IntoIterator<Item = impl Into<String>>,
    ) {
        let known = self.libraries.entry(library.to_owned()).or_default();
        known.extend(symbols.into_iter().map(Into::into));
    }

    /// A stub for each library that has one of these symbols, given as Mach-O spells them.
    pub(super) fn stubs(
        &self,
        architecture: Architecture,
        undefined: &[String],
    ) -> Result<Vec<Stub>> {
        let mut taken: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // The linker takes it by itself where functions are looked up at their first call.
        let binder = taken.entry(LIB_SYSTEM).or_default();
        binder.insert("dyld_stub_binder");
        let mut unknown = BTreeSet::new();
        for symbol in undefined {
            match self.library_of(symbol) {
                Some(library) => {
                    taken.entry(library).or_default().insert(symbol);
                }
                None => {
                    unknown.insert(symbol.strip_prefix('_').unwrap_or(symbol));
                }
            }
        }
        if !unknown.is_empty() {
            return Err(nowhere(&unknown));
        }
        let stub = |(library, symbols): (&str, BTreeSet<&str>)| Stub {
            file: format!("{}.tbd", library.rsplit('/').next().unwrap_or(library)),
            text: stub(architecture, library, &symbols),
        };
        Ok(taken.into_iter().map(stub).collect())
    }

    /// What Apple's `clang` is told so that it links these libraries from its SDK. libSystem is always linked.
    pub(super) fn of_sdk(&self) -> Vec<String> {
        let libraries = self
            .libraries
            .keys()
            .filter(|library| *library != LIB_SYSTEM);
        let argument = |library: &String| {
            let name = library.rsplit('/').next().unwrap_or(library);
            match library.contains(".framework/") {
                true => format!("-Wl,-framework,{name}"),
                false => format!(
                    "-l{}",
                    name.trim_start_matches("lib")
                        .split('.')
                        .next()
                        .unwrap_or(name)
                ),
            }
        };
        libraries.map(argument).collect()
    }

    fn library_of(&self, symbol: &str) -> Option<&str> {
        // Mach-O spells the C symbol `f` as `_f`.
        let name = symbol.strip_prefix('_').unwrap_or(symbol);
        let found = self
            .libraries
            .iter()
            .find(|(_, names)| names.contains(name));
        found.map(|(library, _)| library.as_str())
    }
}

/// In the format of Apple's own stubs, version 4.
fn stub(architecture: Architecture, library: &str, symbols: &BTreeSet<&str>) -> String {
    let target = format!("{}-macos", architecture.name());
    let symbols: Vec<_> = symbols.iter().map(|name| format!("'{name}'")).collect();
    format!(
        "--- !tapi-tbd\ntbd-version: 4\ntargets: [ {target} ]\ninstall-name: '{library}'\nexports:\n  - targets: [ {target} ]\n    symbols: [ {} ]\n...\n",
        symbols.join(", ")
    )
}

fn nowhere(symbols: &BTreeSet<&str>) -> Error {
    const MOST: usize = 10;
    let mut names: Vec<&str> = symbols.iter().copied().take(MOST).collect();
    if symbols.len() > MOST {
        names.push("..");
    }
    Error::new(
        ErrorKind::Link,
        format!(
            "the driver uses what is neither in it nor known to be in a library of macOS: {}",
            names.join(", ")
        ),
    )
    .with_hint(format!(
        "if macOS has it, say where in Cargo.toml: [package.metadata.aspl.imports] \"/usr/lib/libNAME.dylib\" = [\"{}\"]",
        names[0]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stubs(symbols: &[&str]) -> Result<Vec<Stub>> {
        let symbols: Vec<String> = symbols.iter().map(|&name| name.into()).collect();
        Imports::default().stubs(Architecture::Arm64, &symbols)
    }

    #[test]
    fn a_stub_has_what_is_used_and_no_more() {
        let stubs = stubs(&["_memcpy", "_CFRelease", "__Unwind_Resume"]).unwrap();
        let files: Vec<_> = stubs.iter().map(|stub| stub.file.as_str()).collect();
        assert_eq!(files, ["CoreFoundation.tbd", "libSystem.B.dylib.tbd"]);
        assert!(stubs[0].text.contains("symbols: [ '_CFRelease' ]"));
        assert!(
            stubs[1]
                .text
                .contains("symbols: [ '__Unwind_Resume', '_memcpy', 'dyld_stub_binder' ]")
        );
        assert!(stubs[1].text.contains("targets: [ arm64-macos ]"));
    }

    #[test]
    fn what_no_library_is_known_to_have_is_named() {
        let error = stubs(&["_memcpy", "_no_such_function"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Link);
        assert!(error.what().ends_with(": no_such_function"), "{error}");
        assert!(
            error
                .hint()
                .unwrap()
                .contains("[package.metadata.aspl.imports]")
        );
    }

    #[test]
    fn a_driver_can_name_more_libraries() {
        let mut imports = Imports::default();
        imports.add(
            "/System/Library/Frameworks/IOKit.framework/Versions/A/IOKit",
            ["IOServiceMatching"],
        );
        imports.add("/usr/lib/libz.1.dylib", ["deflate"]);
        let stubs = imports
            .stubs(Architecture::X86_64, &["_IOServiceMatching".into()])
            .unwrap();
        let files: Vec<_> = stubs.iter().map(|stub| stub.file.as_str()).collect();
        assert_eq!(files, ["IOKit.tbd", "libSystem.B.dylib.tbd"]);
        assert_eq!(
            imports.of_sdk(),
            [
                "-Wl,-framework,CoreFoundation",
                "-Wl,-framework,IOKit",
                "-lz"
            ]
        );
    }
}
