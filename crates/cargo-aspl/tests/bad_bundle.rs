//! Bundles that are damaged in one place each: the command says which, how to mend it, and ends with the exit code for it.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{aspl, copied, folder, loopback};

/// Both commands that load a driver give the same message.
fn refused(bundle: &Path, parts: &[&str]) {
    let here = bundle.parent().unwrap();
    for command in ["info", "run"] {
        aspl(here, &[command, bundle.to_str().unwrap()]).fails(3, parts);
    }
}

/// A copy of the example's bundle with another Info.plist.
fn with_info(test: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let bundle = copied(loopback(), &folder(test));
    let file = bundle.join("Contents/Info.plist");
    let text = fs::read_to_string(&file).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::write(file, changed).unwrap();
    bundle
}

fn executable(bundle: &Path) -> PathBuf {
    let directory = if cfg!(target_os = "macos") {
        "MacOS"
    } else {
        "Linux"
    };
    bundle
        .join("Contents")
        .join(directory)
        .join("minimal-loopback")
}

#[test]
fn a_missing_bundle() {
    let missing = folder("missing-bundle").join("Thing.driver");
    refused(
        &missing,
        &["no such bundle", "Thing.driver", "cargo aspl bundle"],
    );
}

#[test]
fn a_file_instead_of_a_bundle() {
    let file = folder("file-bundle").join("Thing.driver");
    fs::write(&file, "").unwrap();
    refused(&file, &["a bundle is a folder"]);
}

#[test]
fn a_bundle_without_info_plist() {
    let bundle = copied(loopback(), &folder("no-info"));
    fs::remove_file(bundle.join("Contents/Info.plist")).unwrap();
    refused(&bundle, &["has no Info.plist", "Contents/Info.plist"]);
}

#[test]
fn an_info_plist_with_broken_xml() {
    let bundle = with_info("broken-xml", |text| text.replace("</dict>", "</dct>"));
    refused(&bundle, &["no property list", "Contents/Info.plist"]);
    let bundle = with_info("cut-xml", |text| text[..text.len() / 2].to_owned());
    refused(&bundle, &["no property list"]);
    let bundle = with_info("empty-plist", |_| String::new());
    refused(&bundle, &["no property list"]);
}

#[test]
fn the_wrong_type_uuid() {
    let bundle = with_info("wrong-type", |text| text.replace("443ABAB8", "12345678"));
    refused(&bundle, &["12345678-E7B3-491A", "443ABAB8-E7B3-491A"]);
}

#[test]
fn a_factory_that_is_not_exported() {
    let bundle = with_info("wrong-factory", |text| {
        text.replace("TympanAsplFactory_minimal_loopback", "SomebodyElse")
    });
    refused(
        &bundle,
        &[
            "`SomebodyElse`",
            "does not export",
            "TympanAsplFactory_minimal_loopback",
        ],
    );
}

#[test]
fn a_factory_uuid_that_is_nowhere_declared() {
    let bundle = with_info("no-factory", |text| {
        text.replace("CFPlugInFactories", "CFPlugInFactoriesX")
    });
    refused(&bundle, &["CFPlugInFactories"]);
}

#[test]
fn a_bundle_without_executable() {
    let bundle = copied(loopback(), &folder("no-executable"));
    fs::remove_file(executable(&bundle)).unwrap();
    refused(&bundle, &["no executable", "CFBundleExecutable"]);
}

#[test]
fn an_executable_name_that_leaves_the_bundle() {
    let bundle = with_info("escape", |text| {
        text.replace(
            "<key>CFBundleExecutable</key>\n\t<string>minimal-loopback<",
            "<key>CFBundleExecutable</key>\n\t<string>../../escape<",
        )
    });
    refused(&bundle, &["cannot be the name of an executable"]);
}

#[test]
fn an_executable_that_is_no_library() {
    let bundle = copied(loopback(), &folder("no-library"));
    let library = fs::read(executable(&bundle)).unwrap();
    let program = fs::read(env!("CARGO_BIN_EXE_cargo-aspl")).unwrap();
    for content in [
        &b"#!/bin/sh\nexit 0\n"[..],
        b"",
        b"\x7fELF",
        &library[..4000],
        &library[..library.len() / 2],
    ] {
        fs::write(executable(&bundle), content).unwrap();
        refused(&bundle, &["librar", "build the bundle"]);
    }
    fs::write(executable(&bundle), program).unwrap();
    let ran = aspl(&bundle, &["info", bundle.to_str().unwrap()]);
    ran.fails(3, &[]);
}
