//! `cargo aspl doctor` and the commands that need a Mac, as a user sees them on any OS.

mod common;
#[path = "../../tympan-aspl-bundle/tests/fixture/mod.rs"]
mod fixture;

use std::fs;

use common::{aspl, folder};
use fixture::{Driver, MH_DYLIB};

#[test]
fn a_good_bundle_has_no_finding_and_its_signatures_are_told() {
    let folder = folder("doctor-good");
    let bundle = Driver::good().write(&folder);
    let ran = aspl(&folder, &["doctor", bundle.to_str().unwrap()]);
    ran.succeeds();
    for part in [
        "Fixture.driver\n",
        "x86_64 signed (ad hoc); arm64 signed (ad hoc); bundle sealed",
        "no finding in ",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }
}

#[test]
fn an_error_has_its_place_and_remedy_and_makes_the_exit_code_one() {
    let folder = folder("doctor-error");
    let driver = Driver {
        file_type: MH_DYLIB,
        ..Driver::good()
    };
    let bundle = driver.write(&folder);
    let path = bundle.to_str().unwrap();
    let ran = aspl(&folder, &["doctor", path]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    for part in [
        "error file-type: the arm64 slice is of the Mach-O type MH_DYLIB, not MH_BUNDLE\n",
        "where:  ",
        "Contents/MacOS/Fixture\n",
        "remedy: build the bundle with `cargo aspl bundle --target universal`",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }

    let ran = aspl(&folder, &["doctor", path, "--json"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    let finding = &json["bundles"][0]["findings"][0];
    assert_eq!(finding["check"], "file-type");
    assert_eq!(finding["severity"], "error");
    for key in ["what", "where", "remedy"] {
        assert!(finding[key].is_string(), "{json:#}");
    }
}

#[test]
fn the_bundles_of_a_folder_are_compared_with_each_other() {
    let folder = folder("doctor-folder");
    let other = Driver {
        uuid: fixture::UUID.into(),
        ..Driver::other()
    };
    Driver::good().write(&folder);
    other.write(&folder);
    let ran = aspl(&folder, &["doctor", "."]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert_eq!(ran.stdout.matches("error duplicate-factory: ").count(), 2);
}

#[test]
fn a_warning_alone_is_no_failure() {
    let folder = folder("doctor-warning");
    let driver = Driver {
        architectures: vec![fixture::ARM64],
        ..Driver::good()
    };
    driver.write(&folder);
    let ran = aspl(&folder, &["doctor", "Fixture.driver"]);
    ran.succeeds();
    assert!(ran.stdout.contains("warning x86-64: "), "{ran:#?}");
}

#[test]
fn a_folder_without_bundles_is_refused() {
    let folder = folder("doctor-empty");
    aspl(&folder, &["doctor", "."]).fails(2, &["neither a bundle nor a folder with bundles"]);
}

#[cfg(not(target_os = "macos"))]
#[test]
fn what_needs_a_mac_says_so_and_what_can_be_done_here() {
    let folder = folder("doctor-no-mac");
    Driver::good().write(&folder);
    for (arguments, what, instead) in [
        (
            &["doctor"][..],
            "looking at what is installed",
            "the path of a bundle",
        ),
        (
            &["install", "Fixture.driver"],
            "installing a driver",
            "cargo aspl run",
        ),
        (
            &["uninstall", "Fixture", "--yes"],
            "uninstalling a driver",
            "cargo aspl info",
        ),
        (
            &["package", "Fixture.driver"],
            "making an installer package",
            "cargo aspl sign",
        ),
    ] {
        let ran = aspl(&folder, arguments);
        ran.fails(2, &[what, "needs macOS", instead]);
    }
}

#[cfg(unix)]
#[test]
fn a_bundle_is_signed_by_rcodesign_and_what_is_signed_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("sign");
    let unsigned = Driver {
        is_signed: false,
        ..Driver::good()
    };
    let bundle = unsigned.write(&folder);
    let signed = Driver::good().write(&folder.join("signed"));
    // Stands in for the real one: it puts a signed bundle in the place of its last argument.
    let tools = folder.join("tools");
    fs::create_dir(&tools).unwrap();
    for name in ["rcodesign", "codesign"] {
        let tool = tools.join(name);
        let signed = signed.display();
        let script = format!(
            "#!/bin/sh\nfor last; do :; done\n/bin/rm -rf \"$last\"\n/bin/cp -Rp '{signed}' \"$last\"\n"
        );
        fs::write(&tool, script).unwrap();
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = bundle.to_str().unwrap();
    let here = [("PATH", tools.to_str().unwrap())];
    let ran = common::aspl_with(&folder, &["sign", path], &here);
    ran.succeeds();
    assert!(
        ran.stdout.contains(
            "x86_64 signed (ad hoc); arm64 signed (ad hoc); bundle sealed; not notarised"
        ),
        "{ran:#?}"
    );
    let ran = common::aspl_with(&folder, &["sign", path, "--json"], &here);
    assert_eq!(ran.json()["slices"][1]["signature"], "ad hoc");
    assert_eq!(ran.json()["sealed"], true);

    let nowhere = [("PATH", "/nonexistent")];
    let ran = common::aspl_with(&folder, &["sign", path], &nowhere);
    ran.fails(3, &["nothing can be signed here", "codesign"]);
}
