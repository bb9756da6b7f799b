//! A storage in a file. Miri has no files.
#![cfg(not(miri))]

mod common;

use std::fs;
use std::path::PathBuf;

use common::plain_driver::rich::{MUTE, rich};
use common::plain_driver::{UID, load, start_with};
use tympan_aspl_host::{Host, HostError, PropertyList, Storage};

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

#[test]
fn what_a_driver_stores_and_clients_set_outlives_the_process() {
    let file = folder("outlives").join("storage.plist");
    let host = start_with(rich(), Host::builder().storage_file(&file)).expect("the host starts");
    host.storage().set("gain", PropertyList::Real(0.5));
    let device = host.device(UID).expect("the device");
    let controls = device.controls().expect("the controls");
    let mute = controls.iter().find(|control| control.id() == MUTE);
    mute.expect("the mute").set_on(true).expect("it is set");
    // It is in the file at once, as a property list that others read too.
    let text = fs::read_to_string(&file).expect("the file");
    assert!(text.starts_with("<?xml"), "{text}");
    assert!(text.contains("<key>gain</key>"), "{text}");
    assert_eq!(host.shut_down().storage, None);

    let host = start_with(rich(), Host::builder().storage_file(&file)).expect("the host starts");
    assert_eq!(host.storage().get("gain"), Some(PropertyList::Real(0.5)));
    let device = host.device(UID).expect("the device");
    let controls = device.controls().expect("the controls");
    let mute = controls.iter().find(|control| control.id() == MUTE);
    assert_eq!(mute.expect("the mute").is_on(), Ok(true));
    let folder = file.parent().expect("the folder");
    let files = fs::read_dir(folder).expect("the folder").count();
    assert_eq!(files, 1, "nothing is left beside the file");
}

#[test]
fn a_file_that_is_no_storage_is_refused_with_a_way_out() {
    let file = folder("refused").join("storage.plist");
    fs::write(&file, "<plist><dict><key>driver</key><string>").expect("the file is made");
    let error = Host::builder()
        .storage_file(&file)
        .start(load(rich()).expect("the driver loads"))
        .expect_err("no host");
    let HostError::StorageFile { path, problem } = &error else {
        panic!("{error}");
    };
    assert_eq!(*path, file);
    assert!(
        problem.contains("line 1") && problem.contains("delete it"),
        "{problem}"
    );
    let text = fs::read_to_string(&file).expect("the file");
    assert!(text.ends_with("<string>"), "the file is left as it was");
}

#[test]
fn a_file_that_cannot_be_written_is_reported_at_the_end() {
    let file = folder("unwritable").join("missing").join("storage.plist");
    let host = start_with(rich(), Host::builder().storage_file(&file)).expect("the host starts");
    host.storage().set("gain", PropertyList::Real(0.5));
    assert_eq!(host.storage().get("gain"), Some(PropertyList::Real(0.5)));
    let report = host.shut_down();
    let error = report.storage.expect("an error").to_string();
    assert!(error.contains("cannot be written"), "{error}");
    assert!(error.contains("folder has to exist"), "{error}");
}

#[test]
fn a_storage_file_is_read_in_the_binary_form_too() {
    let file = folder("binary").join("storage.plist");
    let storage = Storage::open(&file).expect("a new storage");
    storage.set("gain", PropertyList::Integer(3));
    let value = tympan_aspl_host::cf::property_list::parse(&fs::read(&file).expect("the file"));
    let binary = tympan_aspl_host::cf::property_list::to_binary(&value.expect("a property list"));
    fs::write(&file, binary).expect("the file is written");
    let storage = Storage::open(&file).expect("the storage");
    assert_eq!(storage.get("gain"), Some(PropertyList::Integer(3)));
}
