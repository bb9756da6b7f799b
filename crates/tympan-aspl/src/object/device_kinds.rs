//! Which tables the classes that are like a device have, and the rows that only one of them has (hal-facts B.6 to B.8).

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::class::Owned;
use super::device::DeviceObject;
use super::device_properties::{AUDIO, COMMON, IDENTIFIED, TIMED};
use super::device_state::DeviceState;
use super::dispatch::Class;
use super::extra::Extras;
use super::kind::{Kind, List};
use super::property::{Answer, Item, Property, ValueType, View};
use crate::end_point::EndPointDeviceRequest;
use crate::error::Status;
use crate::format::Direction;
use crate::types::ObjectId;

type Row = Property<DeviceObject>;

/// The rows that only clock devices have. All are at the global scope (hal-facts B.7).
const OF_CLOCK_DEVICE: &[Row] = &[
    Row::new(
        sys::kAudioClockDevicePropertyDeviceUID,
        ValueType::Text,
        |view, _| Ok(Answer::text(view.object.uid())),
    )
    .api("ClockDevice::new"),
    Row::new(
        sys::kAudioClockDevicePropertyLatency,
        ValueType::UInt32,
        |view, _| {
            let latency = view.state.device.latency.get(Direction::Output);
            Ok(Answer::uint32(*latency))
        },
    )
    .configured()
    .api("ClockDevice::latency"),
];

/// The rows that only end-point devices have.
const OF_END_POINT_DEVICE: &[Row] = &[
    Row::new(
        sys::kAudioEndPointDevicePropertyComposition,
        ValueType::PropertyList,
        |view, _| Ok(Answer::Object(request(view)?.composition())),
    )
    .api("TransportManager::on_create_device"),
    Row::new(
        sys::kAudioEndPointDevicePropertyEndPointList,
        ValueType::List(Item::Id),
        |view, _| {
            let parts = request(view)?.end_points.iter();
            let found = parts.filter_map(|part| {
                let end_points = List::EndPoints;
                view.driver.device_with_uid(end_points, &part.uid)
            });
            Ok(Answer::ids(found.map(|end_point| end_point.id)))
        },
    )
    .announced()
    .api("TransportManager::on_create_device"),
    Row::new(
        sys::kAudioEndPointDevicePropertyIsPrivate,
        ValueType::UInt32,
        |view, _| {
            let owner = request(view)?.private_to.unwrap_or(0);
            Ok(Answer::uint32(owner as u32))
        },
    )
    .api("TransportManager::on_create_device"),
];

fn request<'a>(view: &'a View<'_, DeviceObject>) -> Result<&'a EndPointDeviceRequest, Status> {
    match view.object.kind() {
        Kind::EndPointDevice(request) => Ok(request),
        _ => Err(Status::UNKNOWN_PROPERTY),
    }
}

pub(super) const DEVICE: &[&[Row]] = &[COMMON, TIMED, IDENTIFIED, AUDIO];
pub(super) const END_POINT_DEVICE: &[&[Row]] =
    &[OF_END_POINT_DEVICE, COMMON, TIMED, IDENTIFIED, AUDIO];
/// An end point is a device that does no I/O of its own.
pub(super) const END_POINT: &[&[Row]] = &[COMMON, IDENTIFIED];
pub(super) const CLOCK_DEVICE: &[&[Row]] = &[OF_CLOCK_DEVICE, COMMON, TIMED];

impl Class for DeviceObject {
    type State = Arc<DeviceState>;

    fn id(&self) -> ObjectId {
        self.id
    }

    fn state(&self) -> Option<Arc<DeviceState>> {
        Some(self.state())
    }

    fn tables(&self) -> &'static [&'static [Row]] {
        match self.kind() {
            Kind::Device => DEVICE,
            Kind::EndPointDevice(_) => END_POINT_DEVICE,
            Kind::EndPoint => END_POINT,
            Kind::ClockDevice => CLOCK_DEVICE,
        }
    }

    fn class(&self) -> sys::AudioClassID {
        self.kind().class()
    }

    fn owner(&self) -> ObjectId {
        ObjectId::PLUG_IN
    }

    fn owned(view: &View<'_, Self>, scope: sys::AudioObjectPropertyScope) -> Vec<Owned> {
        let streams = view.state.streams_in(scope).map(|id| Owned {
            id,
            class: sys::kAudioStreamClassID,
            base: sys::kAudioObjectClassID,
        });
        let controls = view.state.controls.iter().filter(|(_, control)| {
            scope == sys::kAudioObjectPropertyScopeGlobal || control.scope() == scope
        });
        streams
            .chain(controls.map(|(id, control)| control.owned(*id)))
            .collect()
    }

    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras {
        &view.state.device.extras
    }
}
