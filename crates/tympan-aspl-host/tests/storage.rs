//! A driver's storage in the simulated host.

use tympan_aspl::StorageError;
use tympan_aspl::prelude::*;
use tympan_aspl_host::{Driver, EventKind, Host, PropertyList, Storage, StorageFault};

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let storage = plug_in.storage();
    let starts: u32 = match storage.get(control, "starts") {
        Err(StorageError::Missing { .. }) => 0,
        starts => starts?,
    };
    storage.set(control, "starts", &(starts + 1))?;
    storage
        .delete(control, "obsolete")
        .or_else(|error| match error {
            StorageError::Unavailable { .. } => Ok(()),
            error => Err(error),
        })?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.storage");

fn start(storage: &Storage) -> std::result::Result<Host, tympan_aspl_host::HostError> {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    Host::builder().storage(storage.clone()).start(driver)
}

#[test]
fn a_driver_finds_what_it_stored_before() {
    let storage = Storage::new();
    storage.set("obsolete", PropertyList::Boolean(true));
    for starts in 1..=3 {
        let host = start(&storage).expect("the host starts");
        assert_eq!(storage.get("starts"), Some(PropertyList::Integer(starts)));
        assert_eq!(storage.keys(), ["starts"]);
        let events = host.take_events();
        let stored = EventKind::Stored {
            key: "starts".to_owned(),
        };
        assert!(events.iter().any(|event| event.kind == stored));
        assert_eq!(host.shut_down().violations, []);
    }
}

#[test]
fn a_driver_that_cannot_read_its_storage_can_refuse_to_start() {
    let storage = Storage::new();
    storage.set("starts", PropertyList::String("many".to_owned()));
    assert!(start(&storage).is_err());
    let kept = PropertyList::String("many".to_owned());
    assert_eq!(storage.get("starts"), Some(kept), "nothing is lost");
}

#[test]
fn a_missing_value_is_told_from_a_storage_that_fails() {
    for fault in [StorageFault::Missing, StorageFault::MissingWithoutError] {
        let storage = Storage::new();
        storage.set_fault("starts", fault);
        let host = start(&storage).expect("the host starts");
        assert_eq!(storage.get("starts"), Some(PropertyList::Integer(1)));
        assert_eq!(host.shut_down().violations, []);
    }
    let storage = Storage::new();
    storage.set_fault("starts", StorageFault::Unavailable);
    assert!(start(&storage).is_err(), "the driver does not begin anew");
    assert_eq!(storage.get("starts"), None);
}
