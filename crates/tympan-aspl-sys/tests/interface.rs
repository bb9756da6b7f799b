//! The signatures of hal-facts A.6 and A.7, written in Rust's own types: a slot of another type does not
//! compile. (The order of the slots is asserted in the crate.)

use std::ffi::c_void;
use std::ptr;

use tympan_aspl_sys::{
    AudioObjectPropertyAddress, AudioServerPlugInClientInfo, AudioServerPlugInDriverInterface,
    AudioServerPlugInDriverRef, AudioServerPlugInHostInterface, AudioServerPlugInHostRef,
    AudioServerPlugInIOCycleInfo, CFPlugInFactoryFunction, CFUUIDBytes, IUnknownUUID,
    kAudioServerPlugInDriverInterfaceUUID, kAudioServerPlugInTypeUUID,
};

type Driver = *mut *mut AudioServerPlugInDriverInterface;
type Host = *const AudioServerPlugInHostInterface;
type Address = *const AudioObjectPropertyAddress;
type Client = *const AudioServerPlugInClientInfo;
type Cycle = *const AudioServerPlugInIOCycleInfo;

mod driver {
    use super::{Address, CFUUIDBytes, Client, Cycle, Driver, Host, c_void};

    pub extern "C" fn query_interface(_: *mut c_void, _: CFUUIDBytes, _: *mut *mut c_void) -> i32 {
        0
    }
    pub extern "C" fn count(_: *mut c_void) -> u32 {
        0
    }
    pub extern "C" fn initialize(_: Driver, _: Host) -> i32 {
        0
    }
    pub extern "C" fn create(_: Driver, _: *const c_void, _: Client, _: *mut u32) -> i32 {
        0
    }
    pub extern "C" fn destroy(_: Driver, _: u32) -> i32 {
        0
    }
    pub extern "C" fn client(_: Driver, _: u32, _: Client) -> i32 {
        0
    }
    pub extern "C" fn change(_: Driver, _: u32, _: u64, _: *mut c_void) -> i32 {
        0
    }
    pub extern "C" fn has(_: Driver, _: u32, _: i32, _: Address) -> u8 {
        0
    }
    pub extern "C" fn settable(_: Driver, _: u32, _: i32, _: Address, _: *mut u8) -> i32 {
        0
    }
    pub extern "C" fn size(
        _: Driver,
        _: u32,
        _: i32,
        _: Address,
        _: u32,
        _: *const c_void,
        _: *mut u32,
    ) -> i32 {
        0
    }
    pub extern "C" fn get(
        _: Driver,
        _: u32,
        _: i32,
        _: Address,
        _: u32,
        _: *const c_void,
        _: u32,
        _: *mut u32,
        _: *mut c_void,
    ) -> i32 {
        0
    }
    pub extern "C" fn set(
        _: Driver,
        _: u32,
        _: i32,
        _: Address,
        _: u32,
        _: *const c_void,
        _: u32,
        _: *const c_void,
    ) -> i32 {
        0
    }
    pub extern "C" fn start_or_stop(_: Driver, _: u32, _: u32) -> i32 {
        0
    }
    pub extern "C" fn zero_time_stamp(
        _: Driver,
        _: u32,
        _: u32,
        _: *mut f64,
        _: *mut u64,
        _: *mut u64,
    ) -> i32 {
        0
    }
    pub extern "C" fn will_do(_: Driver, _: u32, _: u32, _: u32, _: *mut u8, _: *mut u8) -> i32 {
        0
    }
    pub extern "C" fn begin_or_end(_: Driver, _: u32, _: u32, _: u32, _: u32, _: Cycle) -> i32 {
        0
    }
    pub extern "C" fn operation(
        _: Driver,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: Cycle,
        _: *mut c_void,
        _: *mut c_void,
    ) -> i32 {
        0
    }
}

mod host {
    use super::{Address, Host, c_void};

    pub extern "C" fn changed(_: Host, _: u32, _: u32, _: Address) -> i32 {
        0
    }
    pub extern "C" fn copy(_: Host, _: *const c_void, _: *mut *const c_void) -> i32 {
        0
    }
    pub extern "C" fn write(_: Host, _: *const c_void, _: *const c_void) -> i32 {
        0
    }
    pub extern "C" fn delete(_: Host, _: *const c_void) -> i32 {
        0
    }
    pub extern "C" fn request(_: Host, _: u32, _: u64, _: *mut c_void) -> i32 {
        0
    }
}

#[test]
fn a_driver_vtable_takes_functions_of_the_documented_types() {
    let vtable = AudioServerPlugInDriverInterface {
        _reserved: ptr::null_mut(),
        QueryInterface: Some(driver::query_interface),
        AddRef: Some(driver::count),
        Release: Some(driver::count),
        Initialize: Some(driver::initialize),
        CreateDevice: Some(driver::create),
        DestroyDevice: Some(driver::destroy),
        AddDeviceClient: Some(driver::client),
        RemoveDeviceClient: Some(driver::client),
        PerformDeviceConfigurationChange: Some(driver::change),
        AbortDeviceConfigurationChange: Some(driver::change),
        HasProperty: Some(driver::has),
        IsPropertySettable: Some(driver::settable),
        GetPropertyDataSize: Some(driver::size),
        GetPropertyData: Some(driver::get),
        SetPropertyData: Some(driver::set),
        StartIO: Some(driver::start_or_stop),
        StopIO: Some(driver::start_or_stop),
        GetZeroTimeStamp: Some(driver::zero_time_stamp),
        WillDoIOOperation: Some(driver::will_do),
        BeginIOOperation: Some(driver::begin_or_end),
        DoIOOperation: Some(driver::operation),
        EndIOOperation: Some(driver::begin_or_end),
    };
    // As in C, where the reference is a pointer to a cell that points to the vtable.
    let mut vtable = vtable;
    let mut cell: *mut AudioServerPlugInDriverInterface = &raw mut vtable;
    let reference: AudioServerPlugInDriverRef = &raw mut cell;
    assert!(!reference.is_null());
}

#[test]
fn a_host_vtable_takes_functions_of_the_documented_types() {
    let vtable = AudioServerPlugInHostInterface {
        PropertiesChanged: Some(host::changed),
        CopyFromStorage: Some(host::copy),
        WriteToStorage: Some(host::write),
        DeleteFromStorage: Some(host::delete),
        RequestDeviceConfigurationChange: Some(host::request),
    };
    let reference: AudioServerPlugInHostRef = &raw const vtable;
    assert!(!reference.is_null());
}

#[test]
fn a_factory_takes_an_allocator_and_a_type() {
    extern "C" fn factory(_: *const c_void, _: *const c_void) -> *mut c_void {
        ptr::null_mut()
    }
    let entry: CFPlugInFactoryFunction = Some(factory);
    assert!(entry.is_some());
}

#[test]
fn uuids_are_in_text_order() {
    let text = |uuid: CFUUIDBytes| {
        uuid.to_bytes()
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
    };
    assert_eq!(
        text(kAudioServerPlugInTypeUUID),
        "443ABAB8E7B3491AB985BEB9187030DB"
    );
    assert_eq!(
        text(kAudioServerPlugInDriverInterfaceUUID),
        "EEA5773DCC4349F18E008F96E7D23B17"
    );
    assert_eq!(text(IUnknownUUID), "0000000000000000C000000000000046");

    let bytes = std::array::from_fn(|index| index as u8);
    assert_eq!(CFUUIDBytes::from_bytes(bytes).byte10, 10);
    assert_eq!(CFUUIDBytes::from_bytes(bytes).to_bytes(), bytes);
}
