//! Settings that the host gives back to devices in a later session (hal-facts D.5), and a storage that fails.

mod common;

use std::sync::Arc;

use common::plain_driver::rich::{MUTE, VOLUME, code, remove, rich};
use common::plain_driver::{Call, DEVICE, Log, UID, announce, start_with};
use tympan_aspl_host::cf::{CfNumber, CfObject, CfString, CfType};
use tympan_aspl_host::sys::CFTypeRef;
use tympan_aspl_host::{Event, EventKind, Host, PropertyList, Storage, StorageFault};

fn session(storage: &Storage, prepare: impl FnOnce(&Log)) -> (Host, Arc<Log>) {
    let options = rich();
    let log = Arc::clone(&options.log);
    prepare(&log);
    let builder = Host::builder().storage(storage.clone());
    (start_with(options, builder).expect("the host starts"), log)
}

/// A session in which clients set the volume, the mute and the rate.
fn first_session(storage: &Storage) {
    let (host, _log) = session(storage, |_| {});
    let device = host.device(UID).expect("the device");
    for control in device.controls().expect("the controls") {
        match control.id() {
            VOLUME => control.set_decibels(-30.0).expect("it is set"),
            MUTE => control.set_on(true).expect("it is set"),
            _ => {}
        }
    }
    device.set_sample_rate(44_100.0).expect("the rate changes");
}

fn restored(host: &Host) -> Vec<(u32, u32)> {
    let events: Vec<Event> = host.take_events();
    let restored = events.iter().filter_map(|event| match event.kind {
        EventKind::Restored {
            object,
            address,
            accepted: true,
        } => Some((object, address.selector)),
        _ => None,
    });
    restored.collect()
}

#[test]
fn what_clients_set_is_set_again_when_the_device_appears() {
    let storage = Storage::new();
    first_session(&storage);
    let settings = storage.device_settings(UID).expect("settings");
    assert_eq!(settings["'nsrt'"], PropertyList::Real(44_100.0));
    let volume = &settings["'vlme' 'outp' 0 0 'lcsv'"];
    assert_eq!(*volume, PropertyList::Real(0.5));

    let (host, log) = session(&storage, |_| {});
    let expected = [
        (DEVICE, code(b"nsrt")),
        (VOLUME, code(b"lcsv")),
        (MUTE, code(b"bcvl")),
    ];
    assert_eq!(restored(&host), expected);
    assert_eq!(log.take(), [Call::Perform(7)]);
    let device = host.device(UID).expect("the device");
    assert_eq!(device.sample_rate(), Ok(44_100.0));
    assert_eq!(log.extra.lock().unwrap().word(MUTE, b"bcvl"), 1);
    assert_eq!(host.violations(), []);
    storage.forget_device(UID);
    assert_eq!(restored(&session(&storage, |_| {}).0), []);
}

#[test]
fn a_device_may_refuse_to_be_restored() {
    let storage = Storage::new();
    first_session(&storage);
    let (host, _log) = session(&storage, |log| {
        log.extra.lock().unwrap().set(DEVICE, b"resc", 0_u32);
    });
    assert_eq!(restored(&host), [(DEVICE, code(b"nsrt"))]);
    let (host, _log) = session(&storage, |log| {
        log.extra.lock().unwrap().set(DEVICE, b"resf", 0_u32);
        log.extra.lock().unwrap().set(DEVICE, b"resc", 1_u32);
    });
    let controls = [(VOLUME, code(b"lcsv")), (MUTE, code(b"bcvl"))];
    assert_eq!(restored(&host), controls);
}

#[test]
fn a_device_that_comes_back_is_restored_and_another_one_is_not() {
    let storage = Storage::new();
    first_session(&storage);
    let (host, log) = session(&storage, |log| {
        log.extra.lock().unwrap().text(DEVICE, b"uid ", "another");
    });
    assert_eq!(restored(&host), []);

    let lists = |log: &Log| {
        let extra = log.extra.lock().unwrap();
        [b"dev#", b"ownd"].map(|list| extra.values[&(1, code(list))].clone())
    };
    let before = lists(&log);
    remove(&mut log.extra.lock().unwrap(), DEVICE);
    announce(&host, 1, &[b"dev#", b"ownd"]);
    assert!(host.devices().is_empty());
    let mut extra = log.extra.lock().unwrap();
    let [devices, owned] = before;
    extra.values.insert((1, code(b"dev#")), devices);
    extra.values.insert((1, code(b"ownd")), owned);
    extra.gone.clear();
    extra.text(DEVICE, b"uid ", UID);
    drop(extra);
    announce(&host, 1, &[b"dev#", b"ownd"]);
    host.process().expect("the host takes notice");
    assert_eq!(restored(&host).len(), 3);
    let device = host.device(UID).expect("the device");
    assert_eq!(device.sample_rate(), Ok(44_100.0));
}

fn copy(host: &Host, key: &str) -> (i32, Option<CfObject>) {
    let reference = host.raw_host();
    let key = CfString::new(key);
    let mut value: CFTypeRef = std::ptr::dangling();
    // SAFETY: the host keeps its vtable as long as it lives.
    let copy = unsafe { (*reference).CopyFromStorage }.unwrap();
    // SAFETY: the key and the place for the value are valid during the call.
    let status = unsafe { copy(reference, key.as_raw(), &raw mut value) };
    // SAFETY: the host gave the value away, or NULL.
    (status, unsafe { CfObject::from_create(value) })
}

#[test]
fn a_storage_can_fail_key_by_key() {
    let storage = Storage::new();
    storage.set("gain", PropertyList::Real(0.5));
    storage.set("name", PropertyList::String("n".into()));
    let (host, _log) = session(&storage, |_| {});
    let reference = host.raw_host();

    storage.set_fault("gain", StorageFault::Missing);
    let (status, value) = copy(&host, "gain");
    assert!(status != 0 && value.is_none());
    storage.set_fault("gain", StorageFault::MissingWithoutError);
    assert_eq!(copy(&host, "gain"), (0, None));
    let wrong = PropertyList::String("loud".into());
    storage.set_fault("gain", StorageFault::Answers(wrong));
    assert_eq!(copy(&host, "gain"), (0, Some(CfString::new("loud").into())));

    storage.set_fault("gain", StorageFault::Unavailable);
    let (status, value) = copy(&host, "gain");
    assert_eq!((status, value), (code(b"nrdy") as i32, None));
    let key = CfString::new("gain");
    let new = CfObject::from(CfNumber::from_f64(0.75));
    // SAFETY: the host keeps its vtable as long as it lives.
    let table = unsafe { *reference };
    // SAFETY: key and value are valid during the call.
    let written = unsafe { table.WriteToStorage.unwrap()(reference, key.as_raw(), new.as_raw()) };
    // SAFETY: the key is valid during the call.
    let deleted = unsafe { table.DeleteFromStorage.unwrap()(reference, key.as_raw()) };
    assert_eq!([written, deleted], [code(b"nrdy") as i32; 2]);

    assert_eq!(copy(&host, "name").0, 0, "other keys are as they were");
    storage.clear_faults();
    let value = copy(&host, "gain")
        .1
        .and_then(|value| value.downcast::<CfNumber>());
    assert_eq!(value.expect("a number").as_f64(), 0.5);
}
