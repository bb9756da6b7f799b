//! Installing on a Mac that is made up: see `mac::stand_in`. Its files are real ones, in a folder of the test.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::*;
use crate::mac::stand_in::{Mac, folder};
use fixture::Driver;

#[path = "../../../tympan-aspl-bundle/tests/fixture/mod.rs"]
mod fixture;

/// A folder of drivers that belongs to whoever runs the test.
fn place(test: &str) -> (Place, PathBuf) {
    let root = folder(test);
    let hal = root.join("HAL");
    fs::create_dir(&hal).unwrap();
    let found = fs::metadata(&hal).unwrap();
    let place = Place {
        folder: hal,
        owner: (found.uid(), found.gid()),
    };
    (place, root)
}

/// The fixture, as far as `install` asks: thin, since this machine's `Bundle` may not read universal files.
fn good() -> Driver {
    Driver {
        architectures: vec![fixture::ARM64],
        ..Driver::good()
    }
}

fn wanted(names: &[&str]) -> Vec<Wanted> {
    let wanted = names.iter().map(|name| Wanted {
        uid: format!("com.example.{name}"),
        name: (*name).to_owned(),
    });
    wanted.collect()
}

#[test]
fn a_driver_is_copied_with_modes_and_its_device_appears() {
    let (place, root) = place("install");
    let source = good().write(&root);
    let plist = source.join("Contents/Info.plist");
    fs::set_permissions(&plist, fs::Permissions::from_mode(0o600)).unwrap();
    // An older version has a file that the new one has not.
    let old = good().write(&place.folder);
    fs::write(old.join("Contents/Resources/old"), "").unwrap();

    let mac = Mac {
        devices: vec!["Fixture"],
        ..Mac::default()
    };
    let bundle = Bundle::open(&source).unwrap();
    let report = install(&mac, &place, &bundle, &wanted(&["Fixture"]), 3).unwrap();
    assert_eq!(report.exit(), Exit::Success);
    assert_eq!(report.installed, old);
    assert!(!old.join("Contents/Resources/old").exists());
    let mode = |path: &str| fs::metadata(old.join(path)).unwrap().mode() & 0o7777;
    assert_eq!(mode("Contents/Info.plist"), 0o644);
    assert_eq!(mode("Contents/MacOS/Fixture"), 0o755);
    assert_eq!(mode("Contents/MacOS"), 0o755);
    let calls: Vec<_> = mac.calls_of("sudo");
    assert!(
        calls
            .iter()
            .any(|call| call.contains("chown -R root:wheel"))
    );
    assert_eq!(calls.last().unwrap(), "sudo /usr/bin/killall coreaudiod");
    assert!(
        report
            .text(Output::new(false))
            .contains("the device \"Fixture\" (com.example.Fixture) is there")
    );
}

#[test]
fn a_device_that_does_not_appear_is_explained_by_the_log() {
    let (place, root) = place("install-missing");
    let bundle = Bundle::open(good().write(&root)).unwrap();
    let mac = Mac {
        log: "kernel AMFI: Fixture.driver: code signature validation failed, error -423\n",
        ..Mac::default()
    };
    let report = install(&mac, &place, &bundle, &wanted(&["Fixture"]), 3).unwrap();
    assert_eq!(report.exit(), Exit::Unexpected);
    let text = report.text(Output::new(false));
    assert!(
        text.contains("the device \"Fixture\" (com.example.Fixture) is not published"),
        "{text}"
    );
    assert!(text.contains("means: the signature was rejected"), "{text}");
}

#[test]
fn a_bundle_with_a_fault_is_not_installed() {
    let (place, root) = place("install-fault");
    let unsigned = Driver {
        is_signed: false,
        ..good()
    };
    let bundle = Bundle::open(unsigned.write(&root)).unwrap();
    let mac = Mac::default();
    let failure = install(&mac, &place, &bundle, &[], 0).unwrap_err();
    assert!(failure.what.contains("unsigned"), "{failure:?}");
    assert!(failure.hint.unwrap().contains("cargo aspl sign"));
    assert_eq!(mac.calls_of("sudo"), [""; 0]);
    assert_eq!(place.drivers().len(), 0);
}

#[test]
fn an_earlier_version_under_another_name_is_to_be_removed_first() {
    let (place, root) = place("install-duplicate");
    let old = Driver {
        name: "Old name".into(),
        ..good()
    };
    old.write(&place.folder);
    let bundle = Bundle::open(good().write(&root)).unwrap();
    let failure = install(&Mac::default(), &place, &bundle, &[], 0).unwrap_err();
    assert!(failure.what.contains("Old name.driver"), "{failure:?}");
    assert!(failure.hint.unwrap().contains("cargo aspl uninstall"));
}

#[test]
fn a_device_is_known_by_its_uid_where_the_client_of_the_hal_is_installed() {
    let (place, root) = place("install-uid");
    good().write(&place.folder);
    let bundle = Bundle::open(good().write(&root)).unwrap();
    let mac = Mac {
        devices: vec!["Fixture"],
        uids: Some("BuiltInSpeakerDevice\n"),
        ..Mac::default()
    };
    let report = install(&mac, &place, &bundle, &wanted(&["Fixture"]), 1).unwrap();
    assert_eq!(report.missing.len(), 1);
    let mac = Mac {
        uids: Some("BuiltInSpeakerDevice\ncom.example.Fixture\n"),
        ..Mac::default()
    };
    let report = install(&mac, &place, &bundle, &wanted(&["Fixture"]), 1).unwrap();
    assert_eq!(report.missing, []);
}

#[test]
fn a_uid_that_another_driver_publishes_is_refused() {
    let (place, root) = place("install-uid-taken");
    let bundle = Bundle::open(good().write(&root)).unwrap();
    let mac = Mac {
        uids: Some("com.example.Fixture\n"),
        ..Mac::default()
    };
    let failure = install(&mac, &place, &bundle, &wanted(&["Fixture"]), 1).unwrap_err();
    assert!(
        failure
            .what
            .contains("the UID com.example.Fixture is published already")
    );
    assert_eq!(mac.calls_of("sudo"), [""; 0]);
}
