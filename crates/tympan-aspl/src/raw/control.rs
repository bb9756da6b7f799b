//! The entry points that may block, other than those for properties.

use core::ffi::c_void;

use tympan_aspl_sys as sys;

use super::door::{traced, traced_status};
use super::factory::Instance;
use super::host::Host;
use super::pointer::{Out, read};
use crate::cf::property_list::Value;
use crate::cf::{CfObject, CfString, CfType};
use crate::client::Client;
use crate::error::Status;
use crate::io::Operation;
use crate::platform::log;
use crate::plug_in::PlugIn;
use crate::trace::{Code, Record};
use crate::types::{ClientId, ObjectId};

pub(super) unsafe extern "C" fn initialize(
    driver: sys::AudioServerPlugInDriverRef,
    host: sys::AudioServerPlugInHostRef,
) -> sys::OSStatus {
    traced_status(driver.cast(), "Initialize", |instance, control, _| {
        // SAFETY: the host promises that its interface stays valid for as long as the plug-in lives (hal-facts A.7).
        let host = unsafe { Host::new(host, &instance.driver) }.ok_or(Status::ILLEGAL_OPERATION)?;
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

/// Notes the object that a call is about.
fn note_object(instance: &Instance, id: sys::AudioObjectID, record: &mut Record) {
    record.note(|line| {
        let found = instance.driver.object(ObjectId(id)).ok();
        line.object(ObjectId(id), found.map(|object| object.owned()));
    });
}

/// Only transport managers make devices for others.
pub(super) unsafe extern "C" fn create_device(
    driver: sys::AudioServerPlugInDriverRef,
    description: sys::CFDictionaryRef,
    client: *const sys::AudioServerPlugInClientInfo,
    out_device: *mut sys::AudioObjectID,
) -> sys::OSStatus {
    traced_status(driver.cast(), "CreateDevice", |instance, control, _| {
        if instance.driver.transport_manager().is_none() {
            return Err(Status::UNSUPPORTED_OPERATION);
        }
        let out = Out::new(out_device)?;
        // SAFETY: the host promises null or a client's description that is valid during the call.
        let client = unsafe { read_client(client) }?;
        // SAFETY: the host promises null or a valid CoreFoundation object.
        let description = unsafe { CfObject::from_get(description.cast()) };
        let description = description.ok_or(Status::ILLEGAL_OPERATION)?;
        let description =
            Value::from_object(&description).map_err(|_| Status::ILLEGAL_OPERATION)?;
        let device = instance
            .driver
            .create_device(control, &description, client)?;
        // SAFETY: not null, so the host promises room for an id.
        unsafe { out.write(device.0) };
        Ok(())
    })
}

pub(super) unsafe extern "C" fn destroy_device(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
) -> sys::OSStatus {
    traced_status(
        driver.cast(),
        "DestroyDevice",
        |instance, control, record| {
            note_object(instance, device, record);
            instance.driver.destroy_device(control, ObjectId(device))
        },
    )
}

pub(super) unsafe extern "C" fn add_device_client(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: *const sys::AudioServerPlugInClientInfo,
) -> sys::OSStatus {
    traced_status(
        driver.cast(),
        "AddDeviceClient",
        |instance, control, record| {
            note_object(instance, device, record);
            // SAFETY: the host promises null or a client's description that is valid during the call.
            let client = unsafe { read_client(client) }?;
            record.note(|line| line.client(&client));
            instance
                .driver
                .add_client(control, ObjectId(device), client)
        },
    )
}

pub(super) unsafe extern "C" fn remove_device_client(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: *const sys::AudioServerPlugInClientInfo,
) -> sys::OSStatus {
    traced_status(
        driver.cast(),
        "RemoveDeviceClient",
        |instance, control, record| {
            note_object(instance, device, record);
            // SAFETY: as in `add_device_client`.
            let client = unsafe { read_client(client) }?;
            record.note(|line| line.client(&client));
            instance
                .driver
                .remove_client(control, ObjectId(device), client.id)
        },
    )
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
    traced_status(
        driver.cast(),
        "PerformDeviceConfigurationChange",
        |instance, control, record| {
            note_object(instance, device, record);
            record.note(|line| line.argument(format_args!("action {action}")));
            instance.driver.perform(control, ObjectId(device), action)
        },
    )
}

pub(super) unsafe extern "C" fn abort_device_configuration_change(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    action: u64,
    _info: *mut c_void,
) -> sys::OSStatus {
    traced_status(
        driver.cast(),
        "AbortDeviceConfigurationChange",
        |instance, _, record| {
            note_object(instance, device, record);
            record.note(|line| line.argument(format_args!("action {action}")));
            instance.driver.device(ObjectId(device))?;
            instance.driver.abort(ObjectId(device), action);
            Ok(())
        },
    )
}

pub(super) unsafe extern "C" fn start_io(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: u32,
) -> sys::OSStatus {
    traced_status(driver.cast(), "StartIO", |instance, _, record| {
        note_object(instance, device, record);
        record.note(|line| line.argument(format_args!("client {client}")));
        instance.driver.start_io(ObjectId(device))
    })
}

pub(super) unsafe extern "C" fn stop_io(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: u32,
) -> sys::OSStatus {
    traced_status(driver.cast(), "StopIO", |instance, _, record| {
        note_object(instance, device, record);
        record.note(|line| line.argument(format_args!("client {client}")));
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
    let answer = traced(driver.cast(), "WillDoIOOperation", |instance, _, record| {
        note_object(instance, device, record);
        record.note(|line| {
            line.argument(format_args!("client {client}"));
            line.argument(Code::new(sys::names::operation, operation));
        });
        let device = instance.driver.device(ObjectId(device))?;
        let operation = Operation::from_id(operation);
        let answer = match operation {
            Some(operation) if device.will_do(ClientId(client), operation) => {
                (true, device.is_in_place(operation))
            }
            _ => (false, true),
        };
        record.note(|line| {
            line.answer(match answer {
                (true, true) => "yes, in place",
                (true, false) => "yes, with a secondary buffer",
                (false, _) => "no",
            });
        });
        Ok(answer)
    });
    let (will_do, is_in_place) = match answer {
        Ok(answer) => answer,
        Err(status) => return status.code(),
    };
    if let Ok(out) = Out::new(out_will_do) {
        // SAFETY: not null, so the host promises room for a byte.
        unsafe { out.write(will_do.into()) };
    }
    if let Ok(out) = Out::new(out_in_place) {
        // SAFETY: not null, so the host promises room for a byte.
        unsafe { out.write(is_in_place.into()) };
    }
    sys::kAudioHardwareNoError
}
