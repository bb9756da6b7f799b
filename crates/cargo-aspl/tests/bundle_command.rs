//! `cargo aspl bundle`: what it makes, what it says, and what it refuses.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{aspl, copied, folder, loopback, names, root, run};

#[test]
fn a_package_becomes_a_bundle_and_the_table_says_what_is_in_it() {
    let folder = folder("bundle-package");
    let out = folder.to_str().unwrap();
    let arguments = [
        "bundle",
        "-p",
        "minimal-loopback",
        "--target",
        "host",
        "--profile",
        "dev",
        "--out",
        out,
    ];
    let ran = aspl(&root(), &arguments);
    ran.succeeds();
    assert_eq!(names(&folder), ["minimal-loopback.driver"]);
    for part in [
        "minimal-loopback.driver\n",
        "com.example.minimal-loopback",
        "TympanAsplFactory_minimal_loopback",
        "Contents/Info.plist",
        "factory UUID",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }
    assert!(!ran.stdout.contains('\x1b'), "no colours into a pipe");
    assert_eq!(ran.stderr, "", "no progress into a pipe");
}

#[test]
fn cargo_passes_the_name_of_the_subcommand_and_both_ways_work() {
    let folder = folder("bundle-subcommand");
    let path = loopback().to_str().unwrap();
    let plain = aspl(&folder, &["bundle", path]);
    let through_cargo = aspl(&folder, &["aspl", "bundle", path]);
    plain.succeeds();
    assert_eq!(plain.stdout, through_cargo.stdout);
}

#[test]
fn a_finished_bundle_is_checked_and_copied() {
    let folder = folder("bundle-copy");
    let out = folder.to_str().unwrap();
    let ran = aspl(
        &folder,
        &[
            "bundle",
            loopback().to_str().unwrap(),
            "--out",
            out,
            "--json",
        ],
    );
    ran.succeeds();
    assert_eq!(names(&folder), ["minimal-loopback.driver"]);
    assert_eq!(ran.json()["identifier"], "com.example.minimal-loopback");
}

#[test]
fn inside_a_package_no_name_is_needed() {
    let folder = folder("bundle-inside");
    let out = folder.to_str().unwrap();
    let inside = root().join("examples/minimal-loopback/src");
    let arguments = [
        "bundle",
        "--target",
        "host",
        "--profile",
        "dev",
        "--out",
        out,
    ];
    aspl(&inside, &arguments).succeeds();
    assert_eq!(names(&folder), ["minimal-loopback.driver"]);
}

#[test]
fn of_several_drivers_one_has_to_be_named() {
    let folder = folder("bundle-several");
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nmembers = [\"one\", \"two\"]\n",
    )
    .unwrap();
    for member in ["one", "two"] {
        write_package(&folder.join(member), member, CDYLIB, "");
    }
    aspl(&folder, &["bundle"]).fails(2, &["several drivers", "one, two", "`-p`"]);
    let ran = aspl(&folder, &["bundle", "--json"]);
    assert_eq!(ran.json()["error"]["exit_code"], 2);
}

#[test]
fn a_package_that_is_not_there_or_no_driver_is_explained() {
    aspl(&root(), &["bundle", "-p", "nonsense"]).fails(2, &["`nonsense`", "minimal-loopback"]);
    aspl(&root(), &["bundle", "-p", "tympan-aspl"]).fails(2, &["no `cdylib`"]);
    aspl(&std::env::temp_dir(), &["bundle"]).fails(2, &["no workspace", "Cargo.toml"]);
    let manifest = ["bundle", "--manifest-path", "no/such/Cargo.toml"];
    aspl(&root(), &manifest).fails(2, &["no workspace"]);
}

/// A package in a folder of its own, with these lines in its manifest and its source.
fn package(test: &str, manifest: &str, source: &str) -> PathBuf {
    let folder = folder(test);
    write_package(&folder, test, &format!("[workspace]\n{manifest}"), source);
    folder
}

fn write_package(folder: &Path, name: &str, manifest: &str, source: &str) {
    let framework = root().canonicalize().unwrap().join("crates/tympan-aspl");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{manifest}\n\
         [dependencies]\ntympan-aspl = {{ path = {framework:?} }}\n"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), source).unwrap();
}

const CDYLIB: &str = "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]";

#[test]
fn a_package_without_cdylib_is_told_which_lines_to_add() {
    let folder = package("bundle-no-cdylib", "", "");
    let ran = aspl(&folder, &["bundle", "-p", "bundle-no-cdylib"]);
    ran.fails(
        2,
        &[
            "`bundle-no-cdylib`",
            "[lib]",
            "crate-type = [\"cdylib\", \"rlib\"]",
        ],
    );
}

const FOR_HOST: &[&str] = &[
    "bundle",
    "--target",
    "host",
    "--offline",
    "--profile",
    "dev",
];

/// Builds in one target folder, so that the framework is compiled only once for all of them.
fn in_shared_target(folder: &Path, arguments: &[&str]) -> common::Ran {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers");
    let target = target.to_str().unwrap();
    common::aspl_with(folder, arguments, &[("CARGO_TARGET_DIR", target)])
}

#[test]
fn a_library_without_export_is_told_what_is_missing() {
    let folder = package("bundle-no-export", CDYLIB, "");
    let ran = in_shared_target(&folder, FOR_HOST);
    ran.fails(3, &["no driver record", "tympan_aspl::export!"]);
}

#[test]
fn a_package_that_does_not_build_says_so_after_the_compiler() {
    let folder = package("bundle-broken", CDYLIB, "fn broken( {}");
    let ran = in_shared_target(&folder, FOR_HOST);
    assert_eq!(ran.code, 3, "{ran:#?}");
    assert!(ran.stderr.contains("src/lib.rs:1"), "{ran:#?}");
    assert!(
        ran.stderr
            .contains("error: the package `bundle-broken` does not build\n"),
        "{ran:#?}"
    );
}

#[test]
fn errors_are_json_too_when_that_is_asked_for() {
    let ran = aspl(&root(), &["bundle", "no/such/X.driver", "--json"]);
    assert_eq!(ran.code, 3);
    let error = &ran.json()["error"];
    assert_eq!(error["exit_code"], 3);
    assert_eq!(error["where"], "no/such/X.driver");
    assert!(error["hint"].is_string());
}

#[test]
fn an_unwritable_place_leaves_nothing() {
    let folder = folder("bundle-unwritable");
    fs::write(folder.join("file"), "").unwrap();
    let out = folder.join("file/below");
    let arguments = [
        "bundle",
        loopback().to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    aspl(&folder, &arguments).fails(3, &["cannot copy the bundle", "--out"]);
    assert_eq!(names(&folder), ["file"]);
}

#[test]
fn a_bundle_is_not_copied_onto_itself() {
    let folder = folder("bundle-itself");
    let bundle = copied(loopback(), &folder);
    let arguments = [
        "bundle",
        bundle.to_str().unwrap(),
        "--out",
        folder.to_str().unwrap(),
    ];
    aspl(&folder, &arguments).fails(3, &["onto itself"]);
    aspl(&folder, &["bundle", bundle.to_str().unwrap()]).succeeds();
}

#[test]
fn options_that_have_no_meaning_are_refused_before_anything_is_built() {
    let bundle = |more: &[&str]| {
        aspl(
            &root(),
            &[&["bundle", "-p", "minimal-loopback"], more].concat(),
        )
    };
    let finished = loopback().to_str().unwrap();
    for (ran, part) in [
        (
            bundle(&["--target", "arm64"]),
            "host, aarch64-apple-darwin, x86_64-apple-darwin, universal",
        ),
        (
            aspl(&root(), &["bundle", finished, "--target", "host"]),
            "cannot be used with",
        ),
    ] {
        assert_eq!(ran.code, 2, "{ran:#?}");
        assert!(ran.stderr.contains(part), "{ran:#?}");
    }
    if !cfg!(target_os = "macos") {
        bundle(&["--target", "host", "--dsym"]).fails(2, &["--dsym", "--target universal"]);
        bundle(&["--target", "universal", "--linker", "apple"])
            .fails(3, &["macOS only", "leave out `--linker apple`"]);
    }
}

#[test]
fn the_alias_of_the_checkout_works() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["aspl", "--help"]).current_dir(root());
    let ran = run(cargo);
    ran.succeeds();
    assert!(ran.stdout.contains("Exit codes:"), "{ran:#?}");
    assert!(
        ran.stdout.contains("Usage: cargo aspl <COMMAND>"),
        "{ran:#?}"
    );
}
