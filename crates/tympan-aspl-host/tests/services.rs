//! What the host does for its driver, called through its C vtable as a driver calls it.

mod common;

use std::ffi::c_void;
use std::ptr;

use common::plain_driver::{DEVICE, Options, UID, start, start_with};
use tympan_aspl_host::cf::{CfNumber, CfObject, CfString, CfType, CfUuid};
use tympan_aspl_host::sys::{
    AudioObjectPropertyAddress, AudioServerPlugInHostInterface, AudioServerPlugInHostRef, CFTypeRef,
};
use tympan_aspl_host::{Address, EventKind, Host, NotificationPolicy, PropertyList, Rule, Storage};

/// The host's vtable.
fn table(host: &Host) -> (AudioServerPlugInHostRef, AudioServerPlugInHostInterface) {
    let reference = host.raw_host();
    // SAFETY: the host keeps its vtable as long as it lives.
    (reference, unsafe { *reference })
}

fn write(host: &Host, key: &str, value: &CfObject) -> i32 {
    let (reference, table) = table(host);
    let key = CfString::new(key);
    // SAFETY: both objects are valid during the call.
    unsafe { table.WriteToStorage.unwrap()(reference, key.as_raw(), value.as_raw()) }
}

fn copy(host: &Host, key: &str) -> (i32, Option<CfObject>) {
    let (reference, table) = table(host);
    let key = CfString::new(key);
    let mut value: CFTypeRef = ptr::dangling();
    // SAFETY: the key and the place for the value are valid during the call.
    let status = unsafe { table.CopyFromStorage.unwrap()(reference, key.as_raw(), &raw mut value) };
    // SAFETY: the host gave the value away, or NULL.
    (status, unsafe { CfObject::from_create(value) })
}

fn delete(host: &Host, key: &str) -> i32 {
    let (reference, table) = table(host);
    let key = CfString::new(key);
    // SAFETY: the key is valid during the call.
    unsafe { table.DeleteFromStorage.unwrap()(reference, key.as_raw()) }
}

fn announce(host: &Host, object: u32, address: Address) -> i32 {
    let (reference, table) = table(host);
    let address = AudioObjectPropertyAddress::from(address);
    // SAFETY: the address is valid during the call.
    unsafe { table.PropertiesChanged.unwrap()(reference, object, 1, &raw const address) }
}

#[test]
fn what_is_written_to_the_storage_is_copied_back() {
    let host = start(Options::default()).expect("the host starts");
    assert_eq!(write(&host, "gain", &CfNumber::from_f64(0.5).into()), 0);
    assert_eq!(host.storage().get("gain"), Some(PropertyList::Real(0.5)));
    let (status, value) = copy(&host, "gain");
    assert_eq!(status, 0);
    let value = value.and_then(|value| value.downcast::<CfNumber>());
    assert_eq!(value.expect("a number").as_f64(), 0.5);
    assert_eq!(delete(&host, "gain"), 0);
    assert_ne!(delete(&host, "gain"), 0);
}

#[test]
fn a_missing_key_gives_an_error_and_null() {
    let host = start(Options::default()).expect("the host starts");
    let (status, value) = copy(&host, "nothing");
    assert_ne!(status, 0);
    assert_eq!(value, None);
}

#[test]
fn a_value_that_is_no_property_list_is_refused() {
    let host = start(Options::default()).expect("the host starts");
    assert_ne!(write(&host, "uuid", &CfUuid::new([1; 16]).into()), 0);
    assert_eq!(host.violations()[0].rule, Rule::StorageValue);
    assert_eq!(host.storage().keys(), Vec::<String>::new());
}

#[test]
fn a_storage_outlives_its_host() {
    let storage = Storage::new();
    let builder = Host::builder().storage(storage.clone());
    let host = start_with(Options::default(), builder).expect("the host starts");
    assert_eq!(write(&host, "name", &CfString::new("kept").into()), 0);
    drop(host);
    let host = start_with(Options::default(), Host::builder().storage(storage));
    let (_, value) = copy(&host.expect("the host starts"), "name");
    assert_eq!(value, Some(CfString::new("kept").into()));
}

#[test]
fn notifications_are_noted_with_thread_and_time() {
    let host = start(Options::default()).expect("the host starts");
    let address = Address::of(u32::from_be_bytes(*b"lnam"));
    assert_eq!(announce(&host, DEVICE, address), 0);
    let events = host.take_events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].thread, std::thread::current().id());
    assert_eq!(events[0].host_time, host.clock().now());
    let expected = EventKind::PropertiesChanged {
        object: DEVICE,
        addresses: vec![address],
    };
    assert_eq!(events[0].kind, expected);
    assert_eq!(host.take_events(), []);
}

#[test]
fn the_host_may_read_back_from_inside_a_notification() {
    let builder = Host::builder().notifications(NotificationPolicy::ReadBack);
    let host = start_with(Options::default(), builder).expect("the host starts");
    let address = Address::of(u32::from_be_bytes(*b"nsrt"));
    assert_eq!(announce(&host, DEVICE, address), 0);
    assert_eq!(host.violations(), []);
}

#[test]
fn a_stale_host_reference_is_refused() {
    let host = start(Options::default()).expect("the host starts");
    let (_, table) = table(&host);
    let stale = ptr::dangling();
    let request = table.RequestDeviceConfigurationChange.unwrap();
    // SAFETY: the host looks its reference up and does not follow it; the info is opaque to it.
    let status = unsafe { request(stale, DEVICE, 1, ptr::null_mut::<c_void>()) };
    assert_ne!(status, 0);
    assert_eq!(host.waiting_requests(), 0);
}

#[test]
fn action_and_info_come_back_as_they_were() {
    let options = Options::default();
    let log = std::sync::Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    let (reference, table) = table(&host);
    let request = table.RequestDeviceConfigurationChange.unwrap();
    // SAFETY: the info is opaque to the host; the plain driver does not look at it.
    let status = unsafe { request(reference, DEVICE, u64::MAX, ptr::dangling_mut()) };
    assert_eq!(status, 0);
    host.process().expect("the change is made");
    assert_eq!(log.take(), [common::plain_driver::Call::Perform(u64::MAX)]);
}

#[test]
fn hosts_live_side_by_side() {
    let hosts: Vec<Host> = (0..3)
        .map(|_| start(Options::default()).expect("the host starts"))
        .collect();
    let address = Address::of(u32::from_be_bytes(*b"lnam"));
    announce(&hosts[1], DEVICE, address);
    let counts: Vec<usize> = hosts.iter().map(|host| host.take_events().len()).collect();
    assert_eq!(counts, [0, 1, 0]);
    std::thread::scope(|scope| {
        for host in &hosts {
            scope.spawn(|| {
                let device = host.device(UID).expect("the device");
                let outcome = common::loop_numbered(&device, 64, common::MODELS[1]);
                common::assert_identical(&outcome.recorded, &outcome.expected);
            });
        }
    });
}

#[test]
fn a_driver_without_the_private_interface_is_kept_for_ever() {
    let options = Options {
        foreign: true,
        ..Options::default()
    };
    let host = start(options).expect("the host starts");
    assert!(!host.driver_follows_clock());
    let device = host.device(UID).expect("the device");
    let report = host.shut_down();
    assert!(!report.destroyed);
    assert_eq!(report.live_objects, None);
    assert_eq!(device.name(), Err(tympan_aspl_host::HostError::ShutDown));
}
