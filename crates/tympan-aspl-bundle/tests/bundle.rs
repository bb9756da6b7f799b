//! Bundles made of small libraries that stand in for drivers: each has a factory symbol, a driver record, both or neither.

mod common;

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use common::{UUID, folder, library};
use tympan_aspl_bundle::{Bundle, ErrorKind, Library, LibraryFormat, Metadata};

#[test]
fn a_library_becomes_a_bundle_that_can_be_opened() {
    let folder = folder("whole");
    let library = library(
        &folder,
        "StandInFactory",
        Some("StandInFactory"),
        "Stand In",
    );
    let bundle = Bundle::write(&library, &Metadata::default(), &folder.join("out")).unwrap();
    assert_eq!(bundle.path(), folder.join("out/Stand In.driver"));
    assert_eq!(bundle.info().factory, "StandInFactory");
    assert_eq!(bundle.info().factory_uuid, UUID);
    assert_eq!(bundle.record().unwrap().crate_name, "stand-in");
    let directory = LibraryFormat::HOST.directory();
    let executable = format!("Contents/{directory}/Stand In");
    assert_eq!(
        fs::read(bundle.path().join(&executable)).unwrap(),
        fs::read(&library).unwrap()
    );
    assert!(bundle.path().join("Contents/Resources").is_dir());
    let files: Vec<_> = bundle
        .files()
        .unwrap()
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    assert_eq!(
        files,
        [Path::new("Contents/Info.plist"), Path::new(&executable)]
    );
    // Nothing hidden is left beside it.
    assert_eq!(fs::read_dir(folder.join("out")).unwrap().count(), 1);
}

#[test]
fn writing_the_same_again_leaves_the_files_alone() {
    let folder = folder("again");
    let library = library(&folder, "F", Some("F"), "Again");
    let write = || Bundle::write(&library, &Metadata::default(), &folder.join("out")).unwrap();
    let bundle = write();
    let info = bundle.path().join("Contents/Info.plist");
    // Whoever writes the file anew cannot help giving it a new time.
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let set_old = || {
        File::options()
            .append(true)
            .open(&info)
            .unwrap()
            .set_modified(old)
    };
    let is_old = || fs::metadata(&info).unwrap().modified().unwrap() == old;
    set_old().unwrap();
    write();
    assert!(is_old());

    let resources = bundle.path().join("Contents/Resources");
    let changes: [(&str, &dyn Fn()); 4] = [
        ("a file more", &|| {
            fs::write(resources.join("stale"), "").unwrap()
        }),
        ("a folder more", &|| {
            fs::create_dir(resources.join("stale")).unwrap()
        }),
        ("a folder less", &|| fs::remove_dir(&resources).unwrap()),
        ("another content", &|| fs::write(&info, "damaged").unwrap()),
    ];
    for (what, change) in changes {
        change();
        set_old().unwrap();
        write();
        assert!(!is_old(), "{what}");
        assert!(
            resources.is_dir() && !resources.join("stale").exists(),
            "{what}"
        );
    }
}

#[test]
fn a_library_without_record_is_no_driver() {
    let folder = folder("no-record");
    let library = library(&folder, "F", None, "");
    let error = Bundle::write(&library, &Metadata::default(), &folder.join("out")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoRecord);
    assert!(
        error.hint().unwrap().contains("tympan_aspl::export!"),
        "{error:?}"
    );
    assert!(!folder.join("out").exists());
}

#[test]
fn a_record_that_names_another_factory_is_explained() {
    let folder = folder("other-factory");
    let library = library(&folder, "RealFactory", Some("OtherFactory"), "Other");
    let error = Bundle::write(&library, &Metadata::default(), &folder.join("out")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoFactory);
    assert!(error.what().contains("OtherFactory"), "{error}");
    assert!(error.what().contains("RealFactory"), "{error}");
}

#[test]
fn a_name_that_leaves_the_folder_is_refused() {
    let folder = folder("escape");
    let library = library(&folder, "F", Some("F"), "../escape");
    assert!(Bundle::write(&library, &Metadata::default(), &folder.join("out")).is_err());
    assert!(!folder.join("escape.driver").exists());
}

#[test]
fn a_library_tells_what_it_exports() {
    let folder = folder("exports");
    let library = Library::read(&library(&folder, "Exported", None, "")).unwrap();
    assert_eq!(library.format(), LibraryFormat::HOST);
    assert_eq!(library.architectures(), [std::env::consts::ARCH]);
    assert!(library.exports_symbol("Exported"));
    assert!(!library.exports_symbol("Missing"));
    assert!(library.check_host().is_ok());
}

#[test]
fn a_bundle_whose_executable_is_damaged_says_so() {
    let folder = folder("damaged");
    let library = library(&folder, "F", Some("F"), "Damaged");
    let bundle = Bundle::write(&library, &Metadata::default(), &folder).unwrap();
    let whole = fs::read(&library).unwrap();
    for content in [&b""[..], b"not a library", &whole[..100]] {
        fs::write(bundle.executable(), content).unwrap();
        let error = Bundle::open(bundle.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotALibrary, "{error}");
        assert_eq!(error.place(), Some(bundle.executable()));
    }
    fs::remove_file(bundle.executable()).unwrap();
    let error = Bundle::open(bundle.path()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotABundle);
}

#[test]
fn a_copy_is_a_bundle_of_its_own_and_never_lands_in_itself() {
    let folder = folder("copy");
    let library = library(&folder, "F", Some("F"), "Copied");
    let bundle = Bundle::write(&library, &Metadata::default(), &folder.join("first")).unwrap();
    let copy = bundle.copy_to(&folder.join("second")).unwrap();
    assert_eq!(copy.info(), bundle.info());
    assert!(bundle.copy_to(&folder.join("first")).is_err());
    assert!(bundle.copy_to(bundle.path()).is_err());
    assert!(Bundle::open(bundle.path()).is_ok());
}

#[test]
fn a_bundle_for_another_machine_is_written_and_opened_but_not_for_this_one() {
    let folder = folder("foreign");
    let library = library(&folder, "F", Some("F"), "Foreign");
    let mut bytes = fs::read(&library).unwrap();
    // The field of the header that names the processor: `e_machine` of ELF, `cputype` of Mach-O.
    let x86_64 = std::env::consts::ARCH == "x86_64";
    let (field, other) = match LibraryFormat::HOST {
        LibraryFormat::MachO => (4, if x86_64 { 0x0C } else { 0x07 }),
        _ => (18, if x86_64 { 0xB7 } else { 0x3E }),
    };
    bytes[field] = other;
    fs::write(&library, bytes).unwrap();
    let bundle = Bundle::write(&library, &Metadata::default(), &folder.join("out")).unwrap();
    assert_eq!(bundle.record().unwrap().name, "Foreign");
    let error = bundle.check_host().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotALibrary);
    for architecture in ["x86_64", "aarch64"] {
        assert!(error.what().contains(architecture), "{error}");
    }
}
