//! What a driver stores and gets back, as the host's three storage functions see it (hal-facts A.7, D.1).

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{CfBoolean, CfNumber, CfObject, CfString, CfUuid, Kind};
use tympan_aspl::prelude::*;
use tympan_aspl::property_value::{PropertyValue, ValueError};
use tympan_aspl::{Storage, StorageError, Unavailable};

use crate::devices;
use crate::mini_host::MiniHost;

/// A host with a device in its driver, after Initialize, and the author's storage.
fn start() -> (MiniHost, PlugIn, Storage) {
    let kept = Arc::new(Mutex::new(None));
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, control| {
        plug_in.add_device(control, devices::loopback("abi.storage"))?;
        *keeper.lock().unwrap() = Some(plug_in.clone());
        Ok(())
    });
    let plug_in = kept.lock().unwrap().take().unwrap();
    let storage = plug_in.storage();
    (host, plug_in, storage)
}

fn get<T: PropertyValue>(plug_in: &PlugIn, key: &str) -> Result<T, StorageError> {
    let storage = plug_in.storage();
    plug_in
        .control(|control| storage.get(control, key))
        .unwrap()
}

fn put(host: &MiniHost, key: &str, value: impl Into<CfObject>) {
    let mut storage = host.side().storage.lock().unwrap();
    storage.insert(key.to_owned(), value.into());
}

fn status(code: [u8; 4]) -> i32 {
    i32::from_be_bytes(code)
}

#[test]
fn what_is_stored_comes_back() {
    let (host, plug_in, storage) = start();
    let gains = BTreeMap::from([("left".to_owned(), vec![0.5, 1.0])]);
    plug_in
        .control(|control| {
            storage.set(control, "name", &"Desk".to_owned()).unwrap();
            storage.set(control, "gains", &gains).unwrap();
            assert_eq!(storage.get(control, "name"), Ok("Desk".to_owned()));
            assert_eq!(storage.get(control, "gains"), Ok(gains.clone()));
            storage.set(control, "name", &true).unwrap();
            storage.delete(control, "gains").unwrap();
        })
        .unwrap();
    let stored = host.side().storage.lock().unwrap().clone();
    let expected = ("name".to_owned(), CfObject::from(CfBoolean::new(true)));
    assert_eq!(stored.into_iter().collect::<Vec<_>>(), [expected]);
    assert_eq!(host.events(), []);
}

#[test]
fn the_drivers_function_has_the_storage_already() {
    let host = MiniHost::new();
    put(&host, "devices", CfNumber::from_i64(3));
    host.initialize(|plug_in, control| {
        let devices: u32 = plug_in.storage().get(control, "devices")?;
        for number in 0..devices {
            plug_in.add_device(control, devices::loopback(&format!("abi.{number}")))?;
        }
        plug_in.storage().set(control, "devices", &(devices + 1))?;
        Ok(())
    })
    .unwrap();
    assert_eq!(host.get_ids(1, *b"dev#").len(), 3);
    let stored = host.side().storage.lock().unwrap().clone();
    assert_eq!(stored["devices"], CfNumber::from_i64(4).into());
}

#[test]
fn a_missing_key_is_told_by_status_or_by_null() {
    let (host, plug_in, _) = start();
    for code in [0, status(*b"what"), status(*b"who?"), status(*b"nope"), -43] {
        host.side().missing_status.store(code, Ordering::Relaxed);
        match get::<String>(&plug_in, "nothing") {
            Err(StorageError::Missing { key, status }) => {
                assert_eq!(key, "nothing");
                assert_eq!(status.map_or(0, |status| status.code()), code);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_storage_that_fails_is_not_taken_for_an_empty_one() {
    let (host, plug_in, storage) = start();
    for code in [status(*b"unop"), status(*b"nrdy"), status(*b"!obj"), -108] {
        host.side().missing_status.store(code, Ordering::Relaxed);
        let error = get::<String>(&plug_in, "key").unwrap_err();
        let StorageError::Unavailable { reason, .. } = error else {
            panic!("{error:?}");
        };
        assert!(matches!(reason, Unavailable::Host(status) if status.code() == code));
    }
    // A value that comes with an error is not believed.
    put(&host, "key", CfString::new("value"));
    host.side()
        .storage_status
        .store(status(*b"what"), Ordering::Relaxed);
    let expected = "the storage could not be used for \"key\": the host answered 'what'";
    let errors = plug_in.control(|control| {
        [
            storage.get::<String>(control, "key").unwrap_err(),
            storage.set(control, "key", &1_i32).unwrap_err(),
            storage.delete(control, "key").unwrap_err(),
        ]
    });
    for error in errors.unwrap() {
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(host.side().storage.lock().unwrap().len(), 1);
}

#[test]
fn a_value_of_another_type_is_told_and_stays_stored() {
    let (host, plug_in, _) = start();
    put(&host, "gain", CfString::new("loud"));
    let error = get::<f64>(&plug_in, "gain").unwrap_err();
    let expected = StorageError::Mistyped {
        key: "gain".to_owned(),
        error: ValueError::new("a number", "the string \"loud\""),
    };
    assert_eq!(error, expected);
    assert_eq!(
        get(&plug_in, "gain"),
        Ok(Value::String("loud".to_owned())),
        "still there"
    );
    // NullAudio's way to store a flag.
    put(&host, "flag", CfNumber::from_i64(1));
    assert_eq!(get(&plug_in, "flag"), Ok(true));
}

#[test]
fn a_host_without_storage_functions_is_told() {
    let (mut host, plug_in, storage) = start();
    host.remove_storage_functions();
    let errors = plug_in.control(|control| {
        [
            storage.get::<String>(control, "key").unwrap_err(),
            storage.set(control, "key", &1_i32).unwrap_err(),
            storage.delete(control, "key").unwrap_err(),
        ]
    });
    for error in errors.unwrap() {
        let StorageError::Unavailable { reason, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(reason, Unavailable::NoFunction);
    }
}

#[test]
fn the_storage_of_a_destroyed_plug_in_is_gone() {
    let (host, _, storage) = start();
    let (other_host, other, _) = start();
    drop(host);
    let error = other.control(|control| storage.get::<String>(control, "key"));
    let expected = StorageError::Unavailable {
        key: "key".to_owned(),
        reason: Unavailable::Gone,
    };
    assert_eq!(error.unwrap(), Err(expected.clone()));
    assert_eq!(Error::from(expected), Error::Gone);
    drop(other_host);
}

/// An author's type that breaks its promise.
#[derive(Debug)]
struct Uuid;

impl PropertyValue for Uuid {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        Err(ValueError::mismatch("a UUID", object))
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        Ok(CfUuid::new([1; 16]).into())
    }
}

#[test]
fn what_is_no_property_list_does_not_reach_the_host() {
    let (host, plug_in, storage) = start();
    let errors = plug_in.control(|control| {
        [
            storage.set(control, "uuid", &Uuid).unwrap_err(),
            storage.set(control, "large", &vec![u64::MAX]).unwrap_err(),
        ]
    });
    let texts = errors.unwrap().map(|error| error.to_string());
    assert_eq!(
        texts,
        [
            "what was to be stored for \"uuid\": expected a property list, found something else: a property list cannot hold an object of kind Uuid",
            "what was to be stored for \"large\": at [0]: expected an integer up to 9223372036854775807, found the number 18446744073709551615",
        ]
    );
    assert!(host.side().storage.lock().unwrap().is_empty());
    // And one from the host is mistyped.
    put(&host, "uuid", CfUuid::new([1; 16]));
    assert!(matches!(
        get::<Value>(&plug_in, "uuid"),
        Err(StorageError::Mistyped { .. })
    ));
    assert_eq!(
        host.side().storage.lock().unwrap()["uuid"].kind(),
        Kind::Uuid
    );
}
