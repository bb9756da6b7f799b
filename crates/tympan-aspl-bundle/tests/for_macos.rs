//! Libraries that are built and linked for macOS, from packages as small as can be, and read back.
//!
//! Needs the Apple targets of rustup, which the gate installs; without them nothing can be built and nothing is tested.

use std::fs;
use std::path::{Path, PathBuf};

use tympan_aspl_bundle::examination::examine;
use tympan_aspl_bundle::{
    BuildOptions, Bundle, Error, ErrorKind, Library, Target, Toolchain, Workspace,
};

/// A library with the record of a driver, and without the standard library, which would take long to link.
const SOURCE: &str = r#"#![no_std]
use core::panic::Location;
#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
const TEXT: &[u8] = b"tympan-aspl 1\nfactory=TinyFactory\nfactory-uuid=0A1B2C3D-0001-5002-8003-000000000004\nbundle-id=com.example.tiny\nname=Tiny\ncrate=tiny\nversion=1.2.3\nframework=0.1.0\n\0";
#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__aspl"))]
static RECORD: [u8; TEXT.len()] = { let mut all = [0; TEXT.len()]; all.copy_from_slice(TEXT); all };
unsafe extern "C" { fn FUNCTION(size: usize) -> *const u8; }
#[unsafe(no_mangle)] pub extern "C" fn TinyFactory() -> *const u8 {
    // The path of this file is in the library.
    unsafe { FUNCTION(Location::caller().file().len()) }
}
#[unsafe(no_mangle)] pub extern "C" fn NotForOthers() {}
"#;

const MANIFEST: &str = "[package]\nname = \"tiny\"\nversion = \"1.2.3\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n\
    [profile.release]\npanic = \"abort\"\n[workspace]\n";

/// A package in a folder of its own that takes a function from the system.
fn package(test: &str, function: &str, more: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("for_macos")
        .join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(
        folder.join("src/lib.rs"),
        SOURCE.replace("FUNCTION", function),
    )
    .unwrap();
    fs::write(folder.join("Cargo.toml"), format!("{MANIFEST}{more}")).unwrap();
    folder
}

fn options(target: Target) -> BuildOptions {
    let mut options = BuildOptions::profile("release");
    (options.target, options.offline, options.quiet) = (target, true, true);
    options
}

/// The bundle of a package, or `None` where the Apple targets are not installed.
fn bundle(folder: &Path, target: Target) -> Option<Result<Bundle, Error>> {
    if !Toolchain::ask().unwrap().missing(target).is_empty() {
        return None;
    }
    let workspace = Workspace::load(Some(&folder.join("Cargo.toml"))).unwrap();
    let driver = workspace.select(Some("tiny")).unwrap();
    let metadata = driver.metadata().unwrap();
    let options = options(target);
    let write = |built: tympan_aspl_bundle::Built| {
        Bundle::write(
            built.library(),
            &metadata,
            &workspace.bundle_folder(&options),
        )
    };
    Some(driver.build(&options).and_then(write))
}

fn bytes(bundle: &Bundle) -> Vec<u8> {
    fs::read(bundle.executable()).unwrap()
}

#[test]
fn a_universal_bundle_exports_the_factory_alone_and_lacks_only_a_seal() {
    let folder = package("universal", "malloc", "");
    let Some(bundle) = bundle(&folder, Target::Universal) else {
        return;
    };
    let bundle = bundle.unwrap();
    let library = bundle.library();
    assert_eq!(library.architectures(), ["x86_64", "aarch64"]);
    assert_eq!(library.exports().collect::<Vec<_>>(), ["TinyFactory"]);
    assert_eq!(bundle.record().unwrap().bundle_id, "com.example.tiny");
    assert!(
        bundle
            .path()
            .ends_with("aspl/universal/release/Tiny.driver")
    );
    let checks: Vec<_> = examine(bundle.path())
        .iter()
        .map(|finding| finding.check)
        .collect();
    assert_eq!(checks, ["seal"]);
    if !cfg!(target_os = "macos") {
        let error = bundle.check_host().unwrap_err();
        assert!(
            error.what().contains("Mach-O for x86_64 and aarch64"),
            "{error}"
        );
    }
}

#[test]
fn each_processor_can_be_had_alone() {
    for (target, architecture) in [
        (Target::Aarch64AppleDarwin, "aarch64"),
        (Target::X86_64AppleDarwin, "x86_64"),
    ] {
        let folder = package(architecture, "malloc", "");
        let Some(bundle) = bundle(&folder, target) else {
            return;
        };
        assert_eq!(bundle.unwrap().library().architectures(), [architecture]);
    }
}

#[test]
fn the_same_source_in_another_folder_gives_the_same_bytes() {
    let folders = ["here", "in/another/place"].map(|test| package(test, "malloc", ""));
    let Some(first) = bundle(&folders[0], Target::Universal) else {
        return;
    };
    let first = bytes(&first.unwrap());
    let second = bytes(&bundle(&folders[1], Target::Universal).unwrap().unwrap());
    assert!(first == second, "the files differ");
    let other = bundle(&package("another", "free", ""), Target::Universal);
    assert!(
        first != bytes(&other.unwrap().unwrap()),
        "another source makes a difference"
    );
}

#[test]
fn a_function_that_macos_is_not_known_to_have_is_an_error_until_its_library_is_named() {
    let folder = package("unknown", "a_function_of_somebody", "");
    let Some(bundle_or_error) = bundle(&folder, Target::Aarch64AppleDarwin) else {
        return;
    };
    let error = bundle_or_error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Link);
    assert!(
        error.what().ends_with(": a_function_of_somebody"),
        "{error}"
    );

    let library = "/System/Library/Frameworks/IOKit.framework/Versions/A/IOKit";
    let more =
        format!("[package.metadata.aspl.imports]\n{library:?} = [\"a_function_of_somebody\"]\n");
    let folder = package("named", "a_function_of_somebody", &more);
    let bundle = bundle(&folder, Target::Aarch64AppleDarwin)
        .unwrap()
        .unwrap();
    let bytes = bytes(&bundle);
    assert!(
        bytes
            .windows(library.len())
            .any(|part| part == library.as_bytes())
    );
}

#[test]
fn a_library_for_macos_leaves_nothing_behind() {
    let folder = package("nothing-left", "malloc", "");
    let workspace = Workspace::load(Some(&folder.join("Cargo.toml"))).unwrap();
    let driver = workspace.select(Some("tiny")).unwrap();
    if !Toolchain::ask()
        .unwrap()
        .missing(Target::X86_64AppleDarwin)
        .is_empty()
    {
        return;
    }
    let built = driver.build(&options(Target::X86_64AppleDarwin)).unwrap();
    let path = built.library().to_owned();
    assert!(Library::read(&path).is_ok());
    drop(built);
    assert!(!path.exists());
    let names = fs::read_dir(folder.join("target/aspl/build")).unwrap();
    let left: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("tiny"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[cfg(not(target_os = "macos"))]
#[test]
fn apples_linker_is_refused_before_anything_is_built() {
    let folder = package("apple", "malloc", "");
    let workspace = Workspace::load(Some(&folder.join("Cargo.toml"))).unwrap();
    let driver = workspace.select(Some("tiny")).unwrap();
    let mut options = options(Target::Universal);
    options.linker = tympan_aspl_bundle::Linker::Apple;
    let error = driver.build(&options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Link);
    assert!(error.hint().unwrap().contains("--linker apple"));
    assert!(!folder.join("target").exists());
}
