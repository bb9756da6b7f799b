//! `[package.metadata.aspl]`: from a manifest, through cargo, into a bundle; what was written is read back by Python.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{UUID, folder, library};
use serde_json::{Value, json};
use tympan_aspl_bundle::{Bundle, Error, ErrorKind, Metadata, Workspace};

/// The folder of a package whose manifest ends with `aspl`.
fn package(test: &str, aspl: &str) -> PathBuf {
    let package = folder(test).join("package");
    for (path, content) in [
        ("src/lib.rs", &b""[..]),
        ("art/Icon.icns", &icon()),
        ("art/picture.icns", b"\x89PNG\r\n\x1a\n"),
        ("sounds/b/low.wav", b"low"),
        ("sounds/a.wav", b"a"),
        ("sounds/.DS_Store", b"Finder"),
        ("notes.txt", b"notes"),
        ("other/NOTES.txt", b"NOTES"),
        ("de.lproj/Localizable.strings", b""),
    ] {
        let path = package.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let manifest = format!(
        "[package]\nname = \"stand-in\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [lib]\ncrate-type = [\"cdylib\"]\n{aspl}\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    package
}

/// An icon with one image.
fn icon() -> Vec<u8> {
    let image = b"\x89PNG\r\n\x1a\n";
    let mut icon = b"icns\0\0\0\x18ic07\0\0\0\x10".to_vec();
    icon.extend_from_slice(image);
    icon
}

fn read(package: &Path) -> Result<Metadata, Error> {
    let workspace = Workspace::load(Some(&package.join("Cargo.toml"))).unwrap();
    workspace.select(Some("stand-in")).unwrap().metadata()
}

const EVERYTHING: &str = r#"
[package.metadata.aspl]
name = "Stand <In> & Out"
version = "2.5"
build-version = "117"
copyright = "© 2026 Example"
minimum-macos = "12.3"
icon = "art/Icon.icns"
resources = ["sounds", "notes.txt"]
mach-services = ["com.example.helper", "com.example.another"]
network = true
iokit-user-clients = ["ExampleUserClient"]

[package.metadata.aspl.localized.de]
name = "Gerät \"Eins\""
strings = { "Volume" = "Lautstärke", "back\\slash" = "🎵" }

[package.metadata.aspl.localized.zh-Hans]
copyright = "示例"

[[package.metadata.aspl.loading-conditions]]
IOProviderClass = "IOUSBHostDevice"
idVendor = 1452
Ratio = 0.5
Mounted = false
Since = 2026-01-31T12:00:00Z
Bytes = { "$data" = "00 FE ff" }
IOPropertyMatch = [{ "Location ID" = 9223372036854775807 }, { a = "b" }]

[[package.metadata.aspl.loading-conditions]]
IOProviderClass = "IOPCIDevice"
"#;

/// The Info.plist and the strings files of a bundle as Python reads them. Types that JSON does not have are named.
fn as_python_reads(bundle: &Path) -> Value {
    const PROGRAM: &str = r#"
import ast, datetime, json, pathlib, plistlib, re, sys
sys.stdout.reconfigure(encoding="utf-8")
contents = pathlib.Path(sys.argv[1]) / "Contents"
def named(value):
    if isinstance(value, bytes):
        return {"data": value.hex()}
    assert isinstance(value, datetime.datetime)
    return {"date": value.isoformat()}
def strings(path):
    text = path.read_bytes().decode("utf-16")
    pair = re.compile(r'("(?:[^"\\]|\\.)*") = ("(?:[^"\\]|\\.)*");\n')
    assert pair.sub("", text) == "", text
    return {ast.literal_eval(key): ast.literal_eval(value) for key, value in pair.findall(text)}
found = {"Info.plist": plistlib.loads((contents / "Info.plist").read_bytes())}
for path in (contents / "Resources").glob("*/*.strings"):
    found[path.relative_to(contents / "Resources").as_posix()] = strings(path)
json.dump(found, sys.stdout, default=named, ensure_ascii=False)
"#;
    let output = Command::new("python3")
        .args(["-c", PROGRAM])
        .arg(bundle)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_key_arrives_as_another_program_reads_it() {
    let package = package("everything", EVERYTHING);
    let library = library(&package, "F", Some("F"), "Stand In");
    let metadata = read(&package).unwrap();
    let bundle = Bundle::write(&library, &metadata, &package.join("out")).unwrap();
    let expected = json!({
        "Info.plist": {
            "AudioServerPlugIn_IOKitUserClients": ["ExampleUserClient"],
            "AudioServerPlugIn_LoadingConditions": { "IOService Matching": [
                {
                    "IOProviderClass": "IOUSBHostDevice",
                    "idVendor": 1452,
                    "Ratio": 0.5,
                    "Mounted": false,
                    "Since": { "date": "2026-01-31T12:00:00" },
                    "Bytes": { "data": "00feff" },
                    "IOPropertyMatch": [{ "Location ID": i64::MAX }, { "a": "b" }],
                },
                { "IOProviderClass": "IOPCIDevice" },
            ] },
            "AudioServerPlugIn_MachServices": ["com.example.helper", "com.example.another"],
            "AudioServerPlugIn_Network": true,
            "CFBundleDevelopmentRegion": "en",
            "CFBundleDisplayName": "Stand <In> & Out",
            "CFBundleExecutable": "Stand In",
            "CFBundleIconFile": "Icon.icns",
            "CFBundleIdentifier": "com.example.stand-in",
            "CFBundleInfoDictionaryVersion": "6.0",
            "CFBundleName": "Stand <In> & Out",
            "CFBundlePackageType": "BNDL",
            "CFBundleShortVersionString": "2.5",
            "CFBundleSignature": "????",
            "CFBundleSupportedPlatforms": ["MacOSX"],
            "CFBundleVersion": "117",
            "CFPlugInFactories": { UUID: "F" },
            "CFPlugInTypes": { "443ABAB8-E7B3-491A-B985-BEB9187030DB": [UUID] },
            "LSMinimumSystemVersion": "12.3",
            "NSHumanReadableCopyright": "© 2026 Example",
        },
        "de.lproj/InfoPlist.strings": {
            "CFBundleDisplayName": "Gerät \"Eins\"",
            "CFBundleName": "Gerät \"Eins\"",
            "NSHumanReadableCopyright": "© 2026 Example",
        },
        "de.lproj/Localizable.strings": { "Volume": "Lautstärke", "back\\slash": "🎵" },
        "en.lproj/InfoPlist.strings": {
            "CFBundleDisplayName": "Stand <In> & Out",
            "CFBundleName": "Stand <In> & Out",
            "NSHumanReadableCopyright": "© 2026 Example",
        },
        "zh-Hans.lproj/InfoPlist.strings": {
            "CFBundleDisplayName": "Stand <In> & Out",
            "CFBundleName": "Stand <In> & Out",
            "NSHumanReadableCopyright": "示例",
        },
    });
    let found = as_python_reads(bundle.path());
    assert_eq!(found, expected, "{found:#}");

    let resources = bundle.path().join("Contents/Resources");
    for (path, content) in [
        ("Icon.icns", icon()),
        ("notes.txt", b"notes".into()),
        ("sounds/a.wav", b"a".into()),
        ("sounds/b/low.wav", b"low".into()),
    ] {
        assert_eq!(fs::read(resources.join(path)).unwrap(), content, "{path}");
    }
    assert!(!resources.join("sounds/.DS_Store").exists());
}

#[test]
fn a_manifest_without_the_table_leaves_only_the_minimal_set() {
    let package = package("nothing", "");
    let library = library(&package, "F", Some("F"), "Plain");
    let metadata = read(&package).unwrap();
    assert_eq!(metadata, Metadata::default());
    let bundle = Bundle::write(&library, &metadata, &package.join("out")).unwrap();
    let found = as_python_reads(bundle.path());
    let expected = json!({ "Info.plist": {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": "Plain",
        "CFBundleExecutable": "Plain",
        "CFBundleIdentifier": "com.example.stand-in",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": "Plain",
        "CFBundlePackageType": "BNDL",
        "CFBundleShortVersionString": "1.0.0",
        "CFBundleSignature": "????",
        "CFBundleSupportedPlatforms": ["MacOSX"],
        "CFBundleVersion": "1.0.0",
        "CFPlugInFactories": { UUID: "F" },
        "CFPlugInTypes": { "443ABAB8-E7B3-491A-B985-BEB9187030DB": [UUID] },
        "LSMinimumSystemVersion": "11.0",
    } });
    assert_eq!(found, expected, "{found:#}");
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere() {
    let build = |test: &str| {
        let package = package(test, EVERYTHING);
        let library = library(&folder("same-library"), "F", Some("F"), "Same");
        let bundle =
            Bundle::write(&library, &read(&package).unwrap(), &package.join("out")).unwrap();
        let files = bundle.files().unwrap().into_iter();
        files
            .map(|(path, _)| {
                let content = fs::read(bundle.path().join(&path)).unwrap();
                (path, content)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(build("same-here"), build("same-there-in-a-longer-folder"));
}

#[test]
fn what_is_no_longer_named_is_no_longer_there() {
    let package = package("stale", EVERYTHING);
    let library = library(&package, "F", Some("F"), "Stale");
    let write = |metadata: &Metadata| {
        let bundle = Bundle::write(&library, metadata, &package.join("out")).unwrap();
        bundle.files().unwrap().len()
    };
    // Info.plist, the library, an icon, three resources, four strings files.
    assert_eq!(write(&read(&package).unwrap()), 10);
    assert_eq!(write(&Metadata::default()), 2);
}

/// The modes must not follow those of the sources, nor what the shell of whoever builds has set.
#[cfg(unix)]
#[test]
fn modes_depend_on_nothing() {
    use std::os::unix::fs::PermissionsExt;

    const UMASK: &str = "TYMPAN_TEST_UMASK";
    let Ok(umask) = std::env::var(UMASK) else {
        for umask in ["000", "077"] {
            let status = Command::new("sh")
                .args([
                    "-c",
                    r#"umask "$1" && exec "$0" --exact modes_depend_on_nothing"#,
                ])
                .arg(std::env::current_exe().unwrap())
                .arg(umask)
                .env(UMASK, umask)
                .status()
                .unwrap();
            assert!(status.success(), "{umask}");
        }
        return;
    };
    let package = package(&format!("modes-{umask}"), EVERYTHING);
    let library = library(&package, "F", Some("F"), "Modes");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let set =
        |path: &Path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    set(&library, 0o600);
    set(&package.join("notes.txt"), 0o777);
    let metadata = read(&package).unwrap();
    let bundle = Bundle::write(&library, &metadata, &package.join("out")).unwrap();
    let check = |bundle: &Bundle| {
        for (file, _) in bundle.files().unwrap() {
            let path = bundle.path().join(&file);
            let expected = if path == bundle.executable() {
                0o755
            } else {
                0o644
            };
            assert_eq!(mode(&path), expected, "{file:?}");
            for folder in file.ancestors().skip(1) {
                assert_eq!(mode(&bundle.path().join(folder)), 0o755, "{folder:?}");
            }
        }
    };
    check(&bundle);
    check(&bundle.copy_to(&package.join("copy")).unwrap());
    // Wrong modes are mended, though the content is the same.
    set(&bundle.path().join("Contents/Info.plist"), 0o600);
    check(&Bundle::write(&library, &metadata, &package.join("out")).unwrap());
}

/// Each with words that the error or its hint must have.
const MISTAKES: &[(&str, &[&str])] = &[
    ("nmae = \"x\"", &["no key `nmae`", "`name` may be meant"]),
    ("Mach_Services = []", &["`mach-services` may be meant"]),
    (
        "colour = 1",
        &["no key `colour`", "the keys are name, version"],
    ),
    (
        "localized.de.nam = \"x\"",
        &["aspl.localized.de] knows no key `nam`", "`name` may be"],
    ),
    (
        "load-as-application = true",
        &["`load-as-application`", "not supported"],
    ),
    (
        "bundle-id = \"a.b\"",
        &["comes from the code", "export!(driver, bundle_id"],
    ),
    (
        "factory-uuid = \"x\"",
        &["comes from the code", "factory_uuid"],
    ),
    (
        "CFBundleExecutable = \"x\"",
        &["comes from the code", "name = "],
    ),
    ("CFBundlePackageType = \"x\"", &["same in every driver"]),
    (
        "AudioServerPlugIn_Network = true",
        &["another name here", "set `network`"],
    ),
    (
        "name = 1",
        &[
            "`name` of [package.metadata.aspl]: 1 is not allowed",
            "`name` is a text",
        ],
    ),
    ("name = \" \"", &["`name`", "empty"]),
    ("name = \"a\\nb\"", &["control characters", "one line"]),
    (
        "version = \"1.2-beta\"",
        &["\"1.2-beta\"", "numbers only", "such as \"1.2.3\""],
    ),
    ("version = \"1.2.3.4\"", &["no version"]),
    ("version = \"1..2\"", &["no version"]),
    ("version = \"+1\"", &["no version"]),
    ("version = 1.2", &["1.2 is not allowed", "a text"]),
    ("build-version = \"\"", &["`build-version`", "no version"]),
    ("minimum-macos = \"10.15\"", &["older", "at least \"11.0\""]),
    ("minimum-macos = \"Sonoma\"", &["no version of macOS"]),
    (
        "network = false",
        &[
            "AudioServerPlugIn_Network is true or absent",
            "leave it out",
        ],
    ),
    ("network = \"yes\"", &["\"yes\" is not allowed", "`true`"]),
    (
        "mach-services = \"a\"",
        &["\"a\" is not allowed", "a list of names"],
    ),
    ("mach-services = []", &["the list is empty", "leave it out"]),
    ("mach-services = [\"a\", \"a\"]", &["\"a\" is there twice"]),
    ("mach-services = [\"a b\"]", &["\"a b\" is no such name"]),
    ("mach-services = [1]", &["1 is not allowed"]),
    (
        "iokit-user-clients = [\"1A\"]",
        &["\"1A\" is no such name", "IOKit classes"],
    ),
    (
        "icon = \"art/missing.icns\"",
        &["no \"art/missing.icns\"", "it would be"],
    ),
    ("icon = \"art/picture.icns\"", &["PNG image", "iconutil"]),
    ("icon = \"notes.txt\"", &["no .icns file"]),
    ("icon = \"art\"", &["no .icns file"]),
    (
        "icon = \"art/Icon.icns\"\nresources = [\"art/Icon.icns\"]",
        &["Resources/Icon.icns", "without being listed"],
    ),
    (
        "resources = \"notes.txt\"",
        &["\"notes.txt\" is not allowed", "a list of paths"],
    ),
    (
        "resources = [\"../package/notes.txt\"]",
        &["leads out of the package"],
    ),
    (
        "resources = [\"/etc/passwd\"]",
        &["leads out of the package"],
    ),
    ("resources = [\".\"]", &["names no file"]),
    ("resources = [\"\"]", &["names no file"]),
    ("resources = [\"no such\"]", &["no \"no such\""]),
    (
        "resources = [\"notes.txt\", \"notes.txt\"]",
        &["both be `Resources/notes.txt`"],
    ),
    (
        "resources = [\"notes.txt\", \"other/NOTES.txt\"]",
        &["upper from lower case"],
    ),
    (
        "resources = [\"de.lproj\"]\nlocalized.de.strings.a = \"b\"",
        &["Resources/de.lproj/Localizable.strings", "`localized.de`"],
    ),
    (
        "localized = \"de\"",
        &["\"de\" is not allowed", "a table for each language"],
    ),
    (
        "localized.de = \"x\"",
        &["`package.metadata.aspl.localized.de` is \"x\", not a table"],
    ),
    ("localized.de = {}", &["localized.de] is empty"]),
    (
        "localized.German.name = \"x\"",
        &["\"German\" is no tag", "\"pt-BR\""],
    ),
    (
        "localized.\"../de\".name = \"x\"",
        &["no tag of a language"],
    ),
    (
        "localized.pt-BR.name = \"x\"\nlocalized.pt_BR.name = \"y\"",
        &["`pt-BR` and `pt_BR` are the same"],
    ),
    (
        "localized.en.name = \"x\"",
        &["`name` is there twice for `en`", "`language`"],
    ),
    (
        "language = \"de\"\nlocalized.de.name = \"x\"",
        &["there twice for `de`"],
    ),
    (
        "localized.de.strings = { a = 1 }",
        &["`strings` of [package.metadata.aspl.localized.de]: 1"],
    ),
    (
        "loading-conditions = { a = 1 }",
        &[
            "{\"a\":1} is not allowed",
            "[[package.metadata.aspl.loading-conditions]]",
        ],
    ),
    (
        "loading-conditions = [{}]",
        &["dictionary is empty", "IOProviderClass"],
    ),
    ("loading-conditions = [{ a = nan }]", &["not finite"]),
    (
        "loading-conditions = [{ a = { \"$data\" = \"0\" } }]",
        &["\"0\" is not data"],
    ),
    (
        "loading-conditions = [{ a = 12:00:00 }]",
        &["12:00:00 is no date"],
    ),
];

#[test]
fn every_mistake_is_told_with_its_key_its_file_and_what_is_allowed() {
    for (number, (lines, words)) in MISTAKES.iter().enumerate() {
        let aspl = format!("[package.metadata.aspl]\n{lines}");
        let package = package(&format!("mistake-{number}"), &aspl);
        let error = read(&package).expect_err(lines);
        assert_eq!(error.kind(), ErrorKind::Metadata, "{lines}");
        let place = error.place().unwrap().canonicalize().unwrap();
        assert_eq!(place, package.join("Cargo.toml").canonicalize().unwrap());
        let hint = error.hint().expect(lines);
        let text = format!("{}\n{hint}", error.what());
        for word in *words {
            assert!(text.contains(word), "{lines}: {word:?} is not in:\n{text}");
        }
    }
}

#[test]
fn a_table_that_is_none_is_told_so() {
    let package = package("no-table", "[package.metadata]\naspl = true");
    let error = read(&package).unwrap_err();
    assert!(
        error
            .what()
            .contains("`package.metadata.aspl` is true, not a table"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_is_no_resource() {
    let aspl = "[package.metadata.aspl]\nresources = [\"sounds\"]";
    let package = package("link", aspl);
    assert!(read(&package).is_ok());
    std::os::unix::fs::symlink("/etc/passwd", package.join("sounds/b/link")).unwrap();
    let error = read(&package).unwrap_err();
    assert!(
        error
            .what()
            .contains("\"sounds/b/link\" is a symbolic link"),
        "{error}"
    );
    // Nor on the way to one.
    fs::rename(package.join("sounds"), package.join("real")).unwrap();
    std::os::unix::fs::symlink("real", package.join("sounds")).unwrap();
    assert!(read(&package).is_err());
}

#[test]
fn another_language_can_be_the_plain_one() {
    let aspl = "[package.metadata.aspl]\nname = \"Stille\"\nlanguage = \"de\"\n\
                localized.en.name = \"Silence\"\nlocalized.de.strings.a = \"b\"";
    let package = package("language", aspl);
    let library = library(&package, "F", Some("F"), "Language");
    let bundle = Bundle::write(&library, &read(&package).unwrap(), &package.join("out")).unwrap();
    let found = as_python_reads(bundle.path());
    assert_eq!(found["Info.plist"]["CFBundleDevelopmentRegion"], "de");
    assert_eq!(found["Info.plist"]["CFBundleName"], "Stille");
    assert_eq!(
        found["de.lproj/InfoPlist.strings"]["CFBundleName"],
        "Stille"
    );
    assert_eq!(found["de.lproj/Localizable.strings"], json!({ "a": "b" }));
    assert_eq!(
        found["en.lproj/InfoPlist.strings"]["CFBundleName"],
        "Silence"
    );
}
