//! Broken bundles, each with one fault: the fault is named, with its remedy, and nothing else is.

mod fixture;

use std::fs;
use std::path::{Path, PathBuf};

use fixture::{ARM64, Driver, MH_DYLIB, X86_64, chmod};
use tympan_aspl_bundle::examination::{
    CHECKS, Examination, Finding, Severity, drivers_in, examine,
};

/// A folder of its own for each test, emptied at the start. Its name does not contain ".driver".
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("examination")
        .join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Checks that there is one finding of this check, that says `what`, has `remedy` and is about `place` in the bundle.
fn is_the_only_one(
    findings: &[Finding],
    (check, severity): (&str, Severity),
    what: &str,
    remedy: &str,
    place: &Path,
) {
    let [finding] = findings else {
        panic!("{findings:#?}");
    };
    assert_eq!((finding.check, finding.severity), (check, severity));
    assert!(finding.what.contains(what), "{finding:#?}");
    assert!(finding.remedy.contains(remedy), "{finding:#?}");
    assert_eq!(finding.place, place);
}

const ERROR: Severity = Severity::Error;

#[test]
fn a_good_bundle_gives_no_finding() {
    let folder = folder("good");
    let good = Driver::good().write(&folder);
    Driver::other().write(&folder);
    assert_eq!(examine(&good), []);
    let among = Examination::of(&good).among(drivers_in(&folder).unwrap());
    assert_eq!(among.findings(), []);
}

#[test]
fn wrong_file_type() {
    let driver = Driver {
        file_type: MH_DYLIB,
        architectures: vec![ARM64, X86_64],
        ..Driver::good()
    };
    let bundle = driver.write(&folder("file-type"));
    let findings = examine(&bundle);
    assert_eq!(findings.len(), 2, "one for each slice: {findings:#?}");
    let executable = bundle.join("Contents/MacOS/Fixture");
    for (finding, slice) in findings.iter().zip(["arm64", "x86_64"]) {
        is_the_only_one(
            std::slice::from_ref(finding),
            ("file-type", ERROR),
            &format!("the {slice} slice is of the Mach-O type MH_DYLIB, not MH_BUNDLE"),
            "-bundle",
            &executable,
        );
    }
}

#[test]
fn missing_slice() {
    for (there, check, severity, machine) in [
        (X86_64, "arm64", ERROR, "Apple silicon"),
        (ARM64, "x86-64", Severity::Warning, "Intel"),
    ] {
        let driver = Driver {
            architectures: vec![there],
            ..Driver::good()
        };
        let bundle = driver.write(&folder("slice"));
        is_the_only_one(
            &examine(&bundle),
            (check, severity),
            machine,
            "--target universal",
            &bundle.join("Contents/MacOS/Fixture"),
        );
    }
}

#[cfg(unix)]
#[test]
fn wrong_modes() {
    for (place, mode, expected) in [
        ("Contents/MacOS/Fixture", 0o644, "755"),
        ("Contents/Info.plist", 0o600, "644"),
        ("Contents/Resources", 0o700, "755"),
        ("", 0o775, "755"),
    ] {
        let bundle = Driver::good().write(&folder("modes"));
        let place = match place {
            "" => bundle.clone(),
            place => bundle.join(place),
        };
        chmod(&place, mode);
        is_the_only_one(
            &examine(&bundle),
            ("modes", ERROR),
            &format!("the mode is {mode:o}, not {expected}"),
            &format!("chmod {expected}"),
            &place,
        );
    }
}

#[test]
fn missing_key() {
    for (key, check, severity) in [
        ("CFPlugInTypes", "plist-keys", ERROR),
        ("CFPlugInFactories", "plist-keys", ERROR),
        ("CFBundleIdentifier", "plist-keys", ERROR),
        ("CFBundleName", "plist-usual-keys", Severity::Warning),
    ] {
        let driver = Driver {
            without_key: Some(key),
            ..Driver::good()
        };
        let bundle = driver.write(&folder("key"));
        is_the_only_one(
            &examine(&bundle),
            (check, severity),
            &format!("there is no {key}"),
            key,
            &bundle.join("Contents/Info.plist"),
        );
    }
}

#[test]
fn bad_uuid() {
    let driver = Driver {
        uuid: "0A1B2C3D-0001-5002-8003-00000000000Z".into(),
        ..Driver::good()
    };
    let bundle = driver.write(&folder("uuid"));
    is_the_only_one(
        &examine(&bundle),
        ("uuid", ERROR),
        "00000000000Z",
        "8-4-4-4-12",
        &bundle.join("Contents/Info.plist"),
    );
}

#[test]
fn duplicate_uuid() {
    let folder = folder("duplicate");
    let other = Driver {
        uuid: fixture::UUID.to_ascii_lowercase(),
        ..Driver::other()
    };
    let bundle = Driver::good().write(&folder);
    let other = other.write(&folder);
    let examination = Examination::of(&bundle).among(drivers_in(&folder).unwrap());
    let findings = examination.findings();
    is_the_only_one(
        &findings,
        ("duplicate-factory", ERROR),
        fixture::UUID,
        "uninstall the other",
        &bundle.join("Contents/Info.plist"),
    );
    let path = other.display().to_string();
    assert!(findings[0].what.contains(&path), "{findings:#?}");
}

#[test]
fn duplicate_bundle_identifier() {
    let folder = folder("duplicate-identifier");
    let other = Driver {
        identifier: Driver::good().identifier,
        ..Driver::other()
    };
    let bundle = Driver::good().write(&folder);
    other.write(&folder);
    let examination = Examination::of(&bundle).among(drivers_in(&folder).unwrap());
    is_the_only_one(
        &examination.findings(),
        ("duplicate-identifier", ERROR),
        "com.example.fixture",
        "another bundle_id",
        &bundle.join("Contents/Info.plist"),
    );
}

#[test]
fn unexported_factory() {
    let driver = Driver {
        exported: "AnotherName".into(),
        architectures: vec![ARM64],
        ..Driver::good()
    };
    let bundle = driver.write(&folder("factory"));
    let mut findings = examine(&bundle);
    findings.retain(|finding| finding.check != "x86-64");
    is_the_only_one(
        &findings,
        ("factory-symbol", ERROR),
        "does not export the factory `FixtureFactory` that Info.plist names; it exports AnotherName",
        "export!",
        &bundle.join("Contents/MacOS/Fixture"),
    );
}

#[test]
fn broken_plist() {
    let bundle = Driver::good().write(&folder("plist"));
    let plist = bundle.join("Contents/Info.plist");
    let text = fs::read_to_string(&plist).unwrap();
    fs::write(&plist, &text[..text.len() / 2]).unwrap();
    is_the_only_one(
        &examine(&bundle),
        ("plist", ERROR),
        "no property list",
        "plutil -lint",
        &plist,
    );
}

#[test]
fn unsigned() {
    let driver = Driver {
        is_signed: false,
        ..Driver::good()
    };
    let bundle = driver.write(&folder("unsigned"));
    let findings = examine(&bundle);
    let [arm64, seal] = &findings[..] else {
        panic!("{findings:#?}");
    };
    is_the_only_one(
        std::slice::from_ref(arm64),
        ("signature", ERROR),
        "the slice is unsigned",
        "cargo aspl sign",
        &bundle.join("Contents/MacOS/Fixture"),
    );
    is_the_only_one(
        std::slice::from_ref(seal),
        ("seal", Severity::Warning),
        "the x86_64 slice is unsigned; the bundle is not sealed",
        "cargo aspl sign",
        &bundle,
    );
}

#[test]
fn stale_resource() {
    let bundle = Driver::good().write(&folder("resource"));
    let resource = Driver::good().resource(&bundle);
    fs::write(&resource, "greeting = goodbye;\n").unwrap();
    is_the_only_one(
        &examine(&bundle),
        ("stale-resource", ERROR),
        "has changed since it was sealed",
        "cargo aspl sign",
        &resource,
    );
}

#[test]
fn added_resource() {
    let bundle = Driver::good().write(&folder("added"));
    let added = bundle.join("Contents/Resources/added.txt");
    fs::write(&added, "").unwrap();
    chmod(&added, 0o644);
    is_the_only_one(
        &examine(&bundle),
        ("stale-resource", ERROR),
        "added after sealing",
        "cargo aspl sign",
        &added,
    );
}

#[test]
fn code_and_info_plist_changed_after_signing() {
    let bundle = Driver::good().write(&folder("code"));
    let executable = bundle.join("Contents/MacOS/Fixture");
    let mut bytes = fs::read(&executable).unwrap();
    let record = b"crate=fixture";
    let at = bytes
        .windows(record.len())
        .position(|window| window == record)
        .unwrap();
    bytes[at + record.len() - 1] ^= 1;
    fs::write(&executable, bytes).unwrap();
    is_the_only_one(
        &examine(&bundle),
        ("stale-code", ERROR),
        "the code has changed since the x86_64 slice was signed",
        "cargo aspl sign",
        &executable,
    );

    let bundle = Driver::good().write(&folder("info"));
    let info = bundle.join("Contents/Info.plist");
    let text = fs::read_to_string(&info).unwrap();
    fs::write(&info, text.replace("1.0.0", "1.0.1")).unwrap();
    let findings = examine(&bundle);
    assert_eq!(findings.len(), 2, "one for each slice: {findings:#?}");
    assert!(findings.iter().all(|finding| finding.check == "stale-code"));
}

#[test]
fn a_plist_of_another_driver() {
    let bundle = Driver::good().write(&folder("record"));
    let info = bundle.join("Contents/Info.plist");
    let text = fs::read_to_string(&info).unwrap();
    fs::write(&info, text.replace(fixture::UUID, &Driver::other().uuid)).unwrap();
    let findings = examine(&bundle);
    let record: Vec<_> = findings
        .iter()
        .filter(|finding| finding.check == "record")
        .collect();
    assert_eq!(record.len(), 2, "{findings:#?}");
    let what = &record[0].what;
    assert!(what.contains("records the factory UUID 0A1B2C3D"), "{what}");
}

#[test]
fn a_slice_for_a_later_macos_than_info_plist_says() {
    let driver = Driver {
        minimum_os: (14, 2),
        architectures: vec![X86_64, ARM64],
        ..Driver::good()
    };
    let findings = examine(driver.write(&folder("minimum")));
    assert_eq!(findings.len(), 2, "{findings:#?}");
    for finding in &findings {
        assert_eq!(finding.check, "minimum-os");
        let what = &finding.what;
        assert!(what.contains("needs macOS 14.2, and Info.plist says 11.0"));
    }
}

#[test]
fn installed_but_not_roots_and_in_quarantine() {
    let bundle = Driver::good().write(&folder("installed"));
    let examination = Examination::of(&bundle)
        .owned_by(12_345, 54_321)
        .in_quarantine("0083;65a0;Browser;");
    let findings = examination.findings();
    let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
    if cfg!(unix) {
        assert_eq!(checks, ["owner", "quarantine"]);
        assert!(findings[0].remedy.contains("chown -R root:wheel"));
    }
    let last = findings.last().unwrap();
    assert!(last.what.contains("0083;65a0;Browser;"), "{last:#?}");
    assert!(last.remedy.contains("xattr -dr"), "{last:#?}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_bundle() {
    let folder = folder("link");
    let bundle = Driver::good().write(&folder);
    let link = folder.join("Link.driver");
    std::os::unix::fs::symlink(&bundle, &link).unwrap();
    is_the_only_one(
        &examine(&link),
        ("links", ERROR),
        "symbolic link",
        "install by copying",
        &link,
    );
}

#[test]
fn what_is_no_bundle_at_all() {
    let folder = folder("none");
    let file = folder.join("File.driver");
    fs::write(&file, "").unwrap();
    chmod(&file, 0o644);
    assert!(examine(&file)[0].what.contains("a bundle is a folder"));
    let empty = folder.join("Empty.driver");
    fs::create_dir(&empty).unwrap();
    assert!(examine(&empty)[0].what.contains("no Contents"));
}

#[test]
fn an_executable_damaged_anywhere_is_described_without_a_panic() {
    let bundle = Driver::good().write(&folder("damaged"));
    let executable = bundle.join("Contents/MacOS/Fixture");
    let whole = fs::read(&executable).unwrap();
    for part in 0..32 {
        fs::write(&executable, &whole[..whole.len() * part / 32]).unwrap();
        assert_ne!(examine(&bundle), [], "{part}");
    }
    // Bytes all over the headers of the second slice.
    for at in ((1 << 14)..(1 << 14) + 600).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        fs::write(&executable, bytes).unwrap();
        let _ = examine(&bundle);
    }
}

#[test]
fn the_checks_are_those_of_the_page_about_installing() {
    let page = include_str!("../../../docs/installing.md");
    for check in CHECKS {
        let row = format!(
            "| `{}` | {} | {} |\n",
            check.id, check.looks_at, check.severity
        );
        assert!(page.contains(&row), "{row}");
    }
    assert_eq!(
        page.matches("\n| `").count(),
        CHECKS.len() + OPTIONS_OF_SIGN
    );
}

/// The other table of that page that begins with code.
const OPTIONS_OF_SIGN: usize = 4;
