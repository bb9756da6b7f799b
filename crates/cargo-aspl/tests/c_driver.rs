//! A driver in C, which was not made with `tympan-aspl`: compiled here, packed by hand, and run like any other. The command exports
//! the CoreFoundation calls it leaves undefined, so this is for Linux.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use common::{aspl, copied, folder, samples, wav};

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/c-driver")
        .join(name)
}

/// Compiles with `CC`, or `cc`.
fn compile(file: &Path, output: &Path) {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let mut command = Command::new(&compiler);
    command
        .args([
            "-std=gnu11",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-fPIC",
            "-shared",
            "-pthread",
        ])
        .arg(file)
        .arg("-o")
        .arg(output)
        .arg("-lm");
    let ran = common::run(command);
    assert_eq!(ran.code, 0, "{compiler}: {ran:#?}");
}

fn bundle() -> &'static Path {
    static BUNDLE: OnceLock<PathBuf> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let bundle = folder("c-driver").join("CLoopback.driver");
        let contents = bundle.join("Contents");
        let resources = contents.join("Resources");
        fs::create_dir_all(contents.join("Linux")).unwrap();
        fs::create_dir_all(resources.join("en.lproj")).unwrap();
        compile(&source("driver.c"), &contents.join("Linux/CLoopback"));
        fs::copy(source("Info.plist"), contents.join("Info.plist")).unwrap();
        let strings = resources.join("en.lproj/Localizable.strings");
        fs::copy(source("Localizable.strings"), strings).unwrap();
        fs::write(resources.join("DeviceIcon.icns"), "").unwrap();
        bundle
    })
}

#[test]
fn what_is_played_through_a_driver_in_c_comes_back() {
    let folder = folder("c-driver-run");
    for (rate, channels, threads) in [(48_000, 2, "one"), (44_100, 1, "per-client")] {
        wav(&folder.join("in.wav"), rate, channels, 7000);
        let bundle = bundle().to_str().unwrap();
        let arguments = [
            "run",
            bundle,
            "--play",
            "in.wav",
            "--record",
            "out.wav",
            "--threads",
            threads,
        ];
        let ran = aspl(&folder, &arguments);
        ran.succeeds();
        assert!(ran.stdout.contains("C Loopback"), "{ran:#?}");
        assert!(!ran.stdout.contains("violation"), "{ran:#?}");
        let played = samples(&folder.join("in.wav"));
        let expected: Vec<i16> = match channels {
            1 => played.iter().flat_map(|&sample| [sample, sample]).collect(),
            _ => played,
        };
        assert_eq!(samples(&folder.join("out.wav")), expected);
    }
}

#[test]
fn several_clients_play_through_a_driver_in_c_together() {
    let folder = folder("c-driver-clients");
    for threads in ["one", "per-client"] {
        let bundle = bundle().to_str().unwrap();
        let arguments = [
            "run",
            bundle,
            "--clients",
            "3",
            "--threads",
            threads,
            "--buffer-frames",
            "64",
        ];
        aspl(&folder, &arguments).succeeds();
    }
}

#[test]
fn the_objects_of_a_driver_in_c_are_shown() {
    let ran = aspl(
        &folder("c-driver-info"),
        &["info", bundle().to_str().unwrap()],
    );
    ran.succeeds();
    for part in ["= \"C Loopback\"", "kAudioStreamClassID", "[44100, 48000]"] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }
}

#[test]
fn a_bundle_in_c_is_checked_and_listed() {
    let ran = aspl(
        &folder("c-driver-bundle"),
        &["bundle", bundle().to_str().unwrap()],
    );
    ran.succeeds();
    assert!(ran.stdout.contains("CLoopback_Create"), "{ran:#?}");
    assert!(
        ran.stdout.contains("Contents/Resources/DeviceIcon.icns"),
        "{ran:#?}"
    );
}

/// A copy of the bundle with another library in it.
fn with_library(test: &str, code: &str) -> PathBuf {
    let folder = folder(test);
    let bundle = copied(bundle(), &folder);
    fs::write(folder.join("driver.c"), code).unwrap();
    compile(
        &folder.join("driver.c"),
        &bundle.join("Contents/Linux/CLoopback"),
    );
    bundle
}

#[test]
fn libraries_that_are_no_driver_are_explained() {
    for (test, code, part) in [
        (
            "c-factory-null",
            "void *CLoopback_Create(void *a, void *t) { (void)a; (void)t; return 0; }",
            "returned NULL",
        ),
        (
            "c-undefined",
            "void NoSuchFunction(void); void *CLoopback_Create(void) { NoSuchFunction(); return 0; }",
            "NoSuchFunction",
        ),
        (
            "c-no-vtable",
            "static void *cell; void *CLoopback_Create(void) { return &cell; }",
            "vtable",
        ),
    ] {
        let bundle = with_library(test, code);
        for command in ["info", "run"] {
            aspl(
                bundle.parent().unwrap(),
                &[command, bundle.to_str().unwrap()],
            )
            .fails(3, &[part]);
        }
    }
}
