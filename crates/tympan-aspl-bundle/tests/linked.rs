//! The examination over files that a linker made: the reader's other tests write their files themselves, and would share a mistake with it.
//!
//! Needs the Apple targets of rustup, which the gate installs; without them there is nothing to link and nothing is tested.

mod fixture;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fixture::{ARM64, Driver, X86_64, chmod};
use tympan_aspl_bundle::examination::{Finding, examine};
use tympan_aspl_bundle::signing;

const LIBRARY: &str = "#![no_std]
#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
#[unsafe(no_mangle)] pub extern \"C\" fn FixtureFactory() -> *const u8 { core::ptr::null() }
";

/// The least that a linker asks of the system's library.
const STUB: &str = "--- !tapi-tbd
tbd-version: 4
targets: [ x86_64-macos, arm64-macos ]
install-name: '/usr/lib/libSystem.B.dylib'
exports:
  - targets: [ x86_64-macos, arm64-macos ]
    symbols: [ _memcpy, dyld_stub_binder ]
...
";

fn printed(arguments: &[&str]) -> PathBuf {
    let output = Command::new("rustc").args(arguments).output().unwrap();
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

/// Links a library as a bundle, or as what a plain `cdylib` is.
fn link(folder: &Path, architecture: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    let target = format!("{architecture}-apple-darwin");
    let there = printed(&["--print", "target-libdir", "--target", &target]);
    if !there.is_dir() {
        return None;
    }
    let host = printed(&["--print", "target-libdir"]);
    let linker = host.with_file_name("bin").join("rust-lld");
    let stub = folder.join("root/usr/lib/libSystem.tbd");
    fs::create_dir_all(stub.parent().unwrap()).unwrap();
    fs::write(&stub, STUB).unwrap();
    let source = folder.join("library.rs");
    fs::write(&source, LIBRARY).unwrap();
    let library = folder.join(architecture);
    let mut command = Command::new("rustc");
    command
        .args(["--edition=2024", "--crate-type=cdylib", "-Cpanic=abort"])
        .args(["--target", &target, "-Clinker-flavor=ld64.lld"])
        .arg(format!("-Clinker={}", linker.display()))
        .arg("-o")
        .args([&library, &source]);
    let root = folder.join("root");
    for argument in ["-syslibroot", root.to_str().unwrap()]
        .iter()
        .chain(arguments)
    {
        command.arg(format!("-Clink-arg={argument}"));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some(fs::read(library).unwrap())
}

/// The fixture with linked slices, and what is found in it.
fn linked(test: &str, arguments: &[&str]) -> Option<(PathBuf, Vec<Finding>)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("linked")
        .join(test);
    let _ = fs::remove_dir_all(&folder);
    let driver = Driver {
        is_signed: false,
        ..Driver::good()
    };
    let bundle = driver.write(&folder);
    let slices = [
        (X86_64, link(&folder, "x86_64", arguments)?),
        (ARM64, link(&folder, "aarch64", arguments)?),
    ];
    let executable = bundle.join("Contents/MacOS/Fixture");
    fs::write(&executable, fixture::universal(&slices)).unwrap();
    chmod(&executable, 0o755);
    let findings = examine(&bundle);
    Some((bundle, findings))
}

const BUNDLE: &[&str] = &["-bundle", "-platform_version", "macos", "11.0", "14.0"];

#[test]
fn a_linked_bundle_lacks_nothing_but_a_seal_and_a_signature_for_intel() {
    let Some((bundle, findings)) = linked("bundle", BUNDLE) else {
        return;
    };
    let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
    assert_eq!(checks, ["seal"], "{findings:#?}");
    assert!(findings[0].what.contains("the x86_64 slice is unsigned"));
    assert_eq!(
        signing::state(&bundle).unwrap().to_string(),
        "x86_64 not signed; arm64 signed (ad hoc, by the linker); bundle not sealed"
    );
}

#[test]
fn a_byte_changed_after_linking_is_noticed_by_the_linkers_signature() {
    let Some((bundle, _)) = linked("changed", BUNDLE) else {
        return;
    };
    let executable = bundle.join("Contents/MacOS/Fixture");
    let mut bytes = fs::read(&executable).unwrap();
    // In the padding after the load commands of the second slice.
    let at = bytes.len()
        - link(bundle.parent().unwrap(), "aarch64", BUNDLE)
            .unwrap()
            .len();
    bytes[at + 4000] ^= 1;
    fs::write(&executable, bytes).unwrap();
    let findings = examine(&bundle);
    let stale = findings.iter().any(|finding| {
        finding.check == "stale-code" && finding.what.contains("the arm64 slice was signed")
    });
    assert!(stale, "{findings:#?}");
}

#[test]
fn what_cargo_links_by_itself_is_no_bundle_for_this_macos() {
    let arguments = ["-platform_version", "macos", "12.0", "14.0"];
    let Some((_, findings)) = linked("dylib", &arguments) else {
        return;
    };
    let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
    let expected = ["file-type", "file-type", "minimum-os", "minimum-os", "seal"];
    assert_eq!(checks, expected, "{findings:#?}");
}
