//! Bundles that cannot be loaded: each says what is wrong, where, and how to mend it. These need a file system and a loader, so
//! they are no in-process tests and not for Miri.
#![cfg(all(target_os = "linux", target_env = "gnu", not(miri)))]

use std::fs;
use std::path::{Path, PathBuf};

use tympan_aspl_host::{Driver, LoadError};

/// A folder of its own for each test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("aspl-host-{}-{name}", std::process::id()));
        fs::create_dir_all(path.join("Contents/Linux")).expect("a folder in the temporary folder");
        Folder(path)
    }

    fn with_plist(name: &str, plist: &str) -> Folder {
        let folder = Folder::new(name);
        fs::write(folder.0.join("Contents/Info.plist"), plist).expect("an Info.plist");
        folder
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn load(&self) -> LoadError {
        let error = Driver::from_bundle(self.path()).expect_err("no driver");
        // Says where.
        assert!(error.to_string().contains("aspl-host-"), "{error}");
        error
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const TYPE: &str = "443ABAB8-E7B3-491A-B985-BEB9187030DB";
const FACTORY: &str = "6F1A0C5B-52C7-4E0E-9C1C-1F0B6A3E7D10";

/// An Info.plist with one factory for one type.
fn plist(kind: &str, factory: &str, symbol: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<plist version=\"1.0\"><dict>
<key>CFBundleExecutable</key><string>Test</string>
<key>CFPlugInFactories</key><dict><key>{factory}</key><string>{symbol}</string></dict>
<key>CFPlugInTypes</key><dict><key>{kind}</key><array><string>{FACTORY}</string></array></dict>
</dict></plist>"
    )
}

#[test]
fn a_missing_bundle_is_reported() {
    let error = Driver::from_bundle("no/such/Thing.driver").expect_err("no driver");
    assert!(matches!(error, LoadError::NoBundle { .. }));
    assert!(
        error.to_string().contains("no/such/Thing.driver"),
        "{error}"
    );
}

#[test]
fn a_file_in_place_of_a_bundle_is_reported() {
    let folder = Folder::new("file");
    let file = folder.path().join("Thing.driver");
    fs::write(&file, "text").expect("a file");
    let error = Driver::from_bundle(&file).expect_err("no driver");
    assert!(matches!(error, LoadError::NotABundle { .. }), "{error}");
}

#[test]
fn a_bundle_without_info_plist_is_reported() {
    let error = Folder::new("no-plist").load();
    assert!(matches!(error, LoadError::NoInfoPlist { .. }), "{error}");
}

#[test]
fn broken_xml_is_reported_with_its_line() {
    let broken =
        "<?xml version=\"1.0\"?>\n<plist version=\"1.0\">\n<dict>\n<key>A</kex>\n</dict></plist>";
    let error = Folder::with_plist("xml", broken).load();
    assert!(
        matches!(error, LoadError::BrokenInfoPlist { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("line 4"), "{error}");
    let no_dictionary = "<plist version=\"1.0\"><array/></plist>";
    let error = Folder::with_plist("array", no_dictionary).load();
    assert!(error.to_string().contains("dictionary"), "{error}");
}

#[test]
fn missing_keys_are_reported() {
    let empty = "<plist version=\"1.0\"><dict/></plist>";
    let error = Folder::with_plist("empty", empty).load();
    assert!(error.to_string().contains("CFPlugInTypes"), "{error}");
    let no_name = plist(TYPE, FACTORY, "Make").replace("CFBundleExecutable", "Other");
    let error = Folder::with_plist("no-name", &no_name).load();
    assert!(error.to_string().contains("CFBundleExecutable"), "{error}");
}

#[test]
fn another_plug_in_type_is_reported_with_what_there_is() {
    let other = plist("00000000-0000-0000-0000-000000000001", FACTORY, "Make");
    let error = Folder::with_plist("type", &other).load();
    assert!(matches!(error, LoadError::NoPlugInType { .. }));
    assert!(
        error
            .to_string()
            .contains("00000000-0000-0000-0000-000000000001"),
        "{error}"
    );
}

#[test]
fn a_factory_that_is_not_declared_is_reported() {
    let other = plist(TYPE, "00000000-0000-0000-0000-000000000002", "Make");
    let error = Folder::with_plist("factory", &other).load();
    assert!(matches!(error, LoadError::NoFactory { .. }));
    assert!(error.to_string().contains(FACTORY), "{error}");
}

#[test]
fn a_missing_executable_is_reported_with_where_it_was_looked_for() {
    let error = Folder::with_plist("executable", &plist(TYPE, FACTORY, "Make")).load();
    let LoadError::NoExecutable { looked_at } = error else {
        panic!("{error}");
    };
    // The order of hal-facts A.12.
    let ends = [
        "Contents/Linux/Test",
        "Contents/Linux/libTest.so",
        "Contents/Test",
    ];
    for (path, end) in looked_at.iter().zip(ends) {
        assert!(path.ends_with(end), "{}", path.display());
    }
}

#[test]
fn a_name_that_leads_out_of_the_bundle_is_refused() {
    let outside = plist(TYPE, FACTORY, "Make").replace(">Test<", ">../../Test<");
    let error = Folder::with_plist("outside", &outside).load();
    assert!(matches!(error, LoadError::InfoPlistKey { .. }), "{error}");
}

#[test]
fn files_that_are_no_library_are_told_apart() {
    let contents: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (b"#!/bin/sh\n", "no library"),
        (b"\xCF\xFA\xED\xFE\x07\x00\x00\x01", "Mach-O"),
        (b"\x7FELF\x02\x01\x01", "cannot be loaded"),
    ];
    for (index, (bytes, word)) in contents.into_iter().enumerate() {
        // UUIDs are compared without regard to case.
        let lower = plist(&TYPE.to_lowercase(), &FACTORY.to_lowercase(), "Make");
        let folder = Folder::with_plist(&format!("library-{index}"), &lower);
        fs::write(folder.path().join("Contents/Linux/Test"), bytes).expect("a file");
        let error = folder.load();
        assert!(matches!(error, LoadError::NotALibrary { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn a_library_without_the_factory_is_reported() {
    // Any library of this system will do: the one that has malloc is loaded already.
    let maps = fs::read_to_string("/proc/self/maps").expect("a map of this process");
    let libc = maps
        .split_whitespace()
        .find(|word| word.contains("/libc.so"));
    let libc = libc.expect("this program uses libc");
    let folder = Folder::with_plist("symbol", &plist(TYPE, FACTORY, "NoSuchFactory"));
    fs::copy(libc, folder.path().join("Contents/Linux/Test")).expect("a copy");
    let error = folder.load();
    assert!(
        matches!(error, LoadError::NoFactorySymbol { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("NoSuchFactory"), "{error}");
}
