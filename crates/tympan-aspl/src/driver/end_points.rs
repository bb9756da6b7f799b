//! How a transport manager makes devices of end points, and removes them (hal-facts C.5).

use std::collections::HashSet;
use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::Driver;
use crate::cf::property_list::Value;
use crate::client::Client;
use crate::device::DeviceHandle;
use crate::end_point::EndPointDeviceRequest;
use crate::error::{Error, Status};
use crate::object::{Address, Kind, List};
use crate::platform::log;
use crate::realtime::ControlContext;
use crate::types::ObjectId;

impl Driver {
    /// CreateDevice: the id of the new device.
    pub(crate) fn create_device(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        dictionary: &Value,
        client: Client,
    ) -> Result<ObjectId, Status> {
        let manager = self.transport_manager();
        let hook = manager.and_then(|manager| manager.create.clone());
        let hook = hook.ok_or(Status::UNSUPPORTED_OPERATION)?;
        let request = EndPointDeviceRequest::new(dictionary, client, |uid| {
            self.device_with_uid(List::EndPoints, uid).is_some()
        })?;
        let made = hook(control, &request).and_then(|mut device| {
            if device.uid != request.uid {
                return Err(Error::InvalidDevice {
                    uid: device.uid,
                    problems: vec![format!(
                        "its UID is not the one that the client wants: {:?}",
                        request.uid
                    )],
                });
            }
            device.kind = Kind::EndPointDevice(Arc::new(request));
            self.add_devices(control, vec![device])
        });
        let places = made.map_err(|error| {
            log::write(&format!("{}: {error}", self.bundle_id()));
            error.status()
        })?;
        let place = places.first().ok_or(Status::UNSPECIFIED)?;
        Ok(place.id())
    }

    /// Devices hear of the coming and going of end points that they are made of.
    pub(super) fn announce_compositions(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        uids: &HashSet<&str>,
    ) {
        const LIST: Address = Address::global(sys::kAudioEndPointDevicePropertyEndPointList);
        if self.transport_manager().is_none() {
            return;
        }
        for device in self.listed(List::Devices) {
            if let Kind::EndPointDevice(request) = device.kind() {
                let mut parts = request.end_points.iter();
                if parts.any(|part| uids.contains(part.uid.as_str())) {
                    control.announce(self, device.id, &[LIST]);
                }
            }
        }
    }

    /// DestroyDevice.
    pub(crate) fn destroy_device(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        id: ObjectId,
    ) -> Result<(), Status> {
        let manager = self.transport_manager();
        let manager = manager.ok_or(Status::UNSUPPORTED_OPERATION)?;
        let device = self.live_device(id).map_err(|_| Status::BAD_OBJECT)?;
        if !matches!(device.kind(), Kind::EndPointDevice(_)) {
            return Err(Status::ILLEGAL_OPERATION);
        }
        if let Some(hook) = &manager.destroy {
            let handle = DeviceHandle::new(self, Arc::clone(&device.place));
            hook(control, &handle).map_err(|error| error.status())?;
        }
        match self.remove_device(control, &device.place) {
            // The hook has removed it already.
            Ok(()) | Err(Error::UnknownObject(_)) => Ok(()),
            Err(error) => Err(error.status()),
        }
    }
}
