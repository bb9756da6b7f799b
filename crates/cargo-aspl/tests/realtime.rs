//! `cargo aspl run --realtime-checks` with drivers that are loaded: examples are fit for realtime, and each planted offence is found.
//!
//! `.ci/realtime` runs the same tests with RealtimeSanitizer in the command, which ends the process when it finds something; then with all examples. Without it
//! one is enough here, since each example has these checks among its own tests.
#![cfg(target_os = "linux")]

mod common;

use std::path::{Path, PathBuf};

use common::{Ran, aspl_with, folder, packed, root};

/// Drivers are built without the flags of the tests, in a folder of their own.
fn drivers() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers")
}

fn bundle(folder: &Path, package: &str) -> PathBuf {
    packed(
        folder,
        package,
        &[("CARGO_TARGET_DIR", drivers().to_str().unwrap())],
    )
}

fn check(bundle: &Path, script: &str) -> Ran {
    let bundle = bundle.to_str().unwrap();
    let arguments = [
        "run",
        bundle,
        "--realtime-checks",
        "--expect",
        "any",
        "--json",
    ];
    aspl_with(&folder("realtime"), &arguments, &[("SCRIPT", script)])
}

/// The names of the checks that found something.
fn found(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let checks = report["realtime"]["checks"].as_array().unwrap();
    let found = checks.iter().filter(|check| check["findings"] != 0);
    found
        .map(|check| check["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The examples that are checked.
fn examples() -> Vec<String> {
    if cfg!(not(rtsan)) {
        return vec!["loopback".to_owned()];
    }
    let folders = std::fs::read_dir(root().join("examples")).unwrap();
    let folders = folders.map(|folder| folder.unwrap());
    folders
        .filter(|folder| folder.path().join("Cargo.toml").exists())
        .map(|folder| folder.file_name().into_string().unwrap())
        .collect()
}

#[test]
fn examples_are_fit_for_realtime() {
    for name in examples() {
        let ran = check(&bundle(&root(), &name), "");
        assert_eq!((ran.code, found(&ran)), (0, Vec::new()), "{name}: {ran:#?}");
        let report = ran.json();
        let realtime = &report["realtime"];
        for what in ["cycles", "properties", "changes", "probes"] {
            assert!(realtime[what].as_u64().unwrap() > 0, "{name}: no {what}");
        }
        // Allocations are seen one way or the other.
        let checks = realtime["checks"].as_array().unwrap();
        let done = |name: &str| {
            checks
                .iter()
                .any(|check| check["name"] == name && check["not_done"].is_null())
        };
        assert!(
            done("time") && done("locks") && (done("allocations") || done("sanitizer")),
            "{realtime}"
        );
    }
}

/// What is found of an offence: the checks of the host, and what RealtimeSanitizer calls it.
const OFFENCES: [(&str, &[&str], Option<&str>); 5] = [
    ("io nothing", &[], None),
    ("io allocation", &["allocations"], Some("malloc")),
    ("io file", &["system-calls"], Some("open")),
    // RealtimeSanitizer does not know clock_nanosleep.
    ("io sleep", &["system-calls", "time"], None),
    ("io lock", &["locks"], Some("syscall")),
];

#[test]
fn each_planted_offence_is_found() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drivers/scripted");
    let bundle = bundle(&package, "scripted");
    for (script, checks, function) in OFFENCES {
        let ran = check(&bundle, script);
        match function {
            Some(function) if cfg!(rtsan) => {
                assert_ne!(ran.code, 0, "{script}: {ran:#?}");
                let title = "RealtimeSanitizer: unsafe-library-call";
                assert!(ran.stderr.contains(title), "{script}: {ran:#?}");
                assert!(
                    ran.stderr.contains(&format!("`{function}")),
                    "{script}: {ran:#?}"
                );
            }
            _ => {
                let expected = i32::from(!checks.is_empty());
                assert_eq!(ran.code, expected, "{script}: {ran:#?}");
                let found = found(&ran);
                for check in checks {
                    let is_there = cfg!(not(target_arch = "x86_64")) || cfg!(rtsan);
                    let is_left_out = *check == "system-calls" && is_there;
                    assert!(
                        is_left_out || found.iter().any(|name| name == check),
                        "{script}: {ran:#?}"
                    );
                }
            }
        }
    }
}
