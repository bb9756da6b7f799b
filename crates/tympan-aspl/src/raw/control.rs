//! The entry points that may block, other than those for properties.

use core::ffi::c_void;

use tympan_aspl_sys as sys;

use super::door::{self, control_status};
use super::host::Host;
use super::pointer::{Out, read};
use crate::cf::{CfString, CfType};
use crate::client::Client;
use crate::error::Status;
use crate::io::Operation;
use crate::platform::log;
use crate::plug_in::PlugIn;
use crate::types::{ClientId, ObjectId};

pub(super) unsafe extern "C" fn initialize(
    driver: sys::AudioServerPlugInDriverRef,
    host: sys::AudioServerPlugInHostRef,
) -> sys::OSStatus {
    control_status(driver.cast(), "Initialize", |instance, control| {
        // SAFETY: the host promises that its interface stays valid for as long as the plug-in lives (hal-facts A.7).
        let host = unsafe { Host::new(host) }.ok_or(Status::ILLEGAL_OPERATION)?;
        instance.driver.set_host(host)?;
        let plug_in = PlugIn::new(&instance.driver);
        (instance.definition.run)(&plug_in, control).map_err(|error| {
            log::write(&format!(
                "{}: {error}",
                instance.definition.identity.bundle_id
            ));
            Status::UNSPECIFIED
        })?;
        instance.driver.publish();
        Ok(())
    })
}

/// Only transport managers make devices for others.
pub(super) unsafe extern "C" fn create_device(
    driver: sys::AudioServerPlugInDriverRef,
    _description: sys::CFDictionaryRef,
    _client: *const sys::AudioServerPlugInClientInfo,
    _out_device: *mut sys::AudioObjectID,
) -> sys::OSStatus {
    control_status(driver.cast(), "CreateDevice", |_, _| {
        Err(Status::UNSUPPORTED_OPERATION)
    })
}

pub(super) unsafe extern "C" fn destroy_device(
    driver: sys::AudioServerPlugInDriverRef,
    _device: sys::AudioObjectID,
) -> sys::OSStatus {
    control_status(driver.cast(), "DestroyDevice", |_, _| {
        Err(Status::UNSUPPORTED_OPERATION)
    })
}

pub(super) unsafe extern "C" fn add_device_client(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: *const sys::AudioServerPlugInClientInfo,
) -> sys::OSStatus {
    control_status(driver.cast(), "AddDeviceClient", |instance, control| {
        // SAFETY: the host promises null or a client's description that is valid during the call.
        let client = unsafe { read_client(client) }?;
        instance
            .driver
            .add_client(control, ObjectId(device), client)
    })
}

pub(super) unsafe extern "C" fn remove_device_client(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: *const sys::AudioServerPlugInClientInfo,
) -> sys::OSStatus {
    control_status(driver.cast(), "RemoveDeviceClient", |instance, control| {
        // SAFETY: as in `add_device_client`.
        let client = unsafe { read_client(client) }?;
        instance
            .driver
            .remove_client(control, ObjectId(device), client.id)
    })
}

/// Copies a client's description.
///
/// # Safety
///
/// `client` is null or valid for reads, and its bundle id is null or a valid CFString.
unsafe fn read_client(client: *const sys::AudioServerPlugInClientInfo) -> Result<Client, Status> {
    // SAFETY: the caller's promise.
    let info = unsafe { read(client) }?;
    // SAFETY: null or a CFString by the caller's promise.
    let bundle_id = unsafe { CfString::from_get(info.mBundleID) };
    Ok(Client {
        id: ClientId(info.mClientID),
        process_id: info.mProcessID,
        bundle_id: bundle_id.map(|bundle_id| bundle_id.to_string()),
    })
}

pub(super) unsafe extern "C" fn perform_device_configuration_change(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    action: u64,
    _info: *mut c_void,
) -> sys::OSStatus {
    control_status(
        driver.cast(),
        "PerformDeviceConfigurationChange",
        |instance, control| instance.driver.perform(control, ObjectId(device), action),
    )
}

pub(super) unsafe extern "C" fn abort_device_configuration_change(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    action: u64,
    _info: *mut c_void,
) -> sys::OSStatus {
    control_status(
        driver.cast(),
        "AbortDeviceConfigurationChange",
        |instance, _| {
            instance.driver.device(ObjectId(device))?;
            instance.driver.abort(ObjectId(device), action);
            Ok(())
        },
    )
}

pub(super) unsafe extern "C" fn start_io(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    _client: u32,
) -> sys::OSStatus {
    control_status(driver.cast(), "StartIO", |instance, _| {
        instance.driver.start_io(ObjectId(device))
    })
}

pub(super) unsafe extern "C" fn stop_io(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    _client: u32,
) -> sys::OSStatus {
    control_status(driver.cast(), "StopIO", |instance, _| {
        instance.driver.stop_io(ObjectId(device))
    })
}

/// Either out pointer may be null, as in Apple's sample (hal-facts C.11).
pub(super) unsafe extern "C" fn will_do_io_operation(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: u32,
    operation: u32,
    out_will_do: *mut sys::Boolean,
    out_in_place: *mut sys::Boolean,
) -> sys::OSStatus {
    let answer = door::control(driver.cast(), "WillDoIOOperation", |instance, _| {
        let device = instance.driver.device(ObjectId(device))?;
        let operation = Operation::from_id(operation);
        Ok(operation.is_some_and(|operation| device.will_do(ClientId(client), operation)))
    });
    let will_do = match answer {
        Ok(will_do) => will_do,
        Err(status) => return status.code(),
    };
    if let Ok(out) = Out::new(out_will_do) {
        // SAFETY: not null, so the host promises room for a byte.
        unsafe { out.write(will_do.into()) };
    }
    if let Ok(out) = Out::new(out_in_place) {
        // SAFETY: not null, so the host promises room for a byte.
        unsafe { out.write(1) };
    }
    sys::kAudioHardwareNoError
}
