//! The rows of devices and of what is like a device, in groups; [`device_kinds`](super::device_kinds) says who has which (hal-facts B.6 to B.8).

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::device::DeviceObject;
use super::device_state::DeviceState;
use super::dispatch::{Address, Request, differences};
use super::property::{Answer, At, Item, Notify, Property, ValueType, View};
use crate::cf::{CfBundle, CfUrl};
use crate::channel_layout::ChannelLayout;
use crate::configuration_change::Choice;
use crate::device::{ElementText, ElementTextKind};
use crate::driver::Driver;
use crate::error::Status;
use crate::format::Direction;
use crate::types::ObjectId;
use crate::voice_activity::VoiceActivity;

type Row = Property<DeviceObject>;

/// A row whose text exists only where the author gave one.
macro_rules! optional_text {
    ($selector:ident, $field:ident) => {
        Row::new(sys::$selector, ValueType::Text, |view, _| {
            view.state
                .device
                .$field
                .as_deref()
                .map(Answer::text)
                .ok_or(Status::UNKNOWN_PROPERTY)
        })
        .api(concat!("Device::", stringify!($field)))
        .present_if(|view, _| view.state.device.$field.is_some())
    };
}

/// A row whose flag exists only where the author gave one.
macro_rules! optional_flag {
    ($selector:ident, $field:ident) => {
        Row::new(sys::$selector, ValueType::UInt32, |view, _| {
            view.state
                .device
                .$field
                .map(Answer::flag)
                .ok_or(Status::UNKNOWN_PROPERTY)
        })
        .api(concat!("Device::", stringify!($field)))
        .present_if(|view, _| view.state.device.$field.is_some())
    };
}

/// A row for a text about one channel.
macro_rules! element_text {
    ($selector:ident, $kind:ident, $api:literal) => {
        Row::new(sys::$selector, ValueType::Text, |view, request| {
            let text = view
                .state
                .element_text(ElementTextKind::$kind, request.address);
            text.map(Answer::text).ok_or(Status::UNKNOWN_PROPERTY)
        })
        .announced()
        .api($api)
        .at(At::Elements)
        .present_if(|view, address| {
            let text = view.state.element_text(ElementTextKind::$kind, address);
            text.is_some()
        })
    };
}

/// The direction that a row found at [`At::Sides`] is asked about.
fn side(request: &Request<'_>) -> Result<Direction, Status> {
    Direction::from_scope(request.address.scope).ok_or(Status::UNKNOWN_PROPERTY)
}

/// The rows of devices, end points and clock devices alike.
pub(super) const COMMON: &[Row] = &[
    Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
        Ok(Answer::text(&view.state.device.name))
    })
    .announced()
    .api("Device::name"),
    Row::new(
        sys::kAudioObjectPropertyManufacturer,
        ValueType::Text,
        |view, _| Ok(Answer::text(&view.state.device.manufacturer)),
    )
    .api("Device::manufacturer"),
    Row::new(
        sys::kAudioDevicePropertyTransportType,
        ValueType::UInt32,
        |view, _| Ok(Answer::uint32(view.state.device.transport_type.0)),
    )
    .api("Device::transport_type"),
    Row::new(
        sys::kAudioDevicePropertyClockDomain,
        ValueType::UInt32,
        |view, _| Ok(Answer::uint32(view.state.device.clock_domain)),
    )
    .configured()
    .api("Device::clock_domain"),
    Row::new(
        sys::kAudioDevicePropertyDeviceIsAlive,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(view.state.is_alive)),
    )
    .announced()
    .api("DeviceHandle::remove"),
    Row::new(
        sys::kAudioObjectPropertyControlList,
        ValueType::List(Item::Id),
        |view, _| {
            let controls = view.state.controls.iter();
            Ok(Answer::ids(controls.map(|(id, _)| *id)))
        },
    )
    .configured()
    .api("Device::control"),
    optional_text!(kAudioObjectPropertyModelName, model_name),
    optional_text!(kAudioObjectPropertySerialNumber, serial_number),
    optional_text!(kAudioObjectPropertyFirmwareVersion, firmware_version),
    Row::new(
        sys::kAudioObjectPropertyIdentify,
        ValueType::UInt32,
        |_, _| Ok(Answer::flag(false)),
    )
    .api("Device::on_identify")
    .settable(|view, control, _, data| {
        let start = data.flag()?;
        let identify = view
            .state
            .device
            .identify
            .as_ref()
            .ok_or(Status::UNKNOWN_PROPERTY)?;
        identify(control, start);
        Ok(())
    })
    .present_if(|view, _| view.state.device.identify.is_some()),
];

/// The rows of what has a clock: devices and clock devices.
pub(super) const TIMED: &[Row] = &[
    Row::new(
        sys::kAudioDevicePropertyDeviceIsRunning,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(view.object.io.is_running())),
    ),
    Row::new(
        sys::kAudioDevicePropertyNominalSampleRate,
        ValueType::Float64,
        |view, _| Ok(Answer::float64(view.state.device.current_rate())),
    )
    .configured()
    .api("Device::sample_rate")
    .settable(|view, _, _, data| {
        let sample_rate = data.float64()?;
        let (id, device) = (view.object.id, &view.state.device);
        if !device.has_rate(sample_rate) {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let is_current = device.current_rate().to_bits() == sample_rate.to_bits();
        if !is_current || view.driver.is_changing(id) {
            view.driver.choose(
                id,
                Choice {
                    sample_rate: Some(sample_rate),
                    ..Choice::default()
                },
            );
        }
        Ok(())
    }),
    Row::new(
        sys::kAudioDevicePropertyAvailableNominalSampleRates,
        ValueType::List(Item::Range),
        |view, _| Ok(Answer::rates(&view.state.device.sample_rates)),
    )
    .configured()
    .api("Device::sample_rates, Device::sample_rate_range"),
    Row::new(
        sys::kAudioDevicePropertyZeroTimeStampPeriod,
        ValueType::UInt32,
        |view, _| Ok(Answer::uint32(view.state.device.period)),
    )
    .configured()
    .api("Device::zero_time_stamp_period"),
    Row::new(
        sys::kAudioDevicePropertyClockAlgorithm,
        ValueType::UInt32,
        |view, _| Ok(Answer::uint32(view.state.device.clock_algorithm.0)),
    )
    .api("Device::clock_algorithm"),
    optional_flag!(kAudioDevicePropertyClockIsStable, clock_is_stable).configured(),
];

/// The rows of devices and end points.
pub(super) const IDENTIFIED: &[Row] = &[
    Row::new(
        sys::kAudioDevicePropertyDeviceUID,
        ValueType::Text,
        |view, _| Ok(Answer::text(view.object.uid())),
    )
    .api("Device::new"),
    Row::new(
        sys::kAudioDevicePropertyModelUID,
        ValueType::Text,
        |view, _| {
            let device = &view.state.device;
            Ok(Answer::text(
                device.model_uid.as_ref().unwrap_or(&device.uid),
            ))
        },
    )
    .api("Device::model_uid"),
    Row::new(
        sys::kAudioDevicePropertyRelatedDevices,
        ValueType::List(Item::Id),
        |view, _| {
            let related = view.state.device.related.iter();
            let related = related
                .filter_map(|uid| view.driver.device_with_uid(view.object.kind().list(), uid));
            let related = related.map(|device| device.id);
            let others = related.filter(|id| *id != view.object.id);
            Ok(Answer::ids([view.object.id].into_iter().chain(others)))
        },
    )
    .announced()
    .api("Device::related_devices"),
    Row::new(
        sys::kAudioDevicePropertyDeviceCanBeDefaultDevice,
        ValueType::UInt32,
        |view, request| {
            let (device, side) = (&view.state.device, side(request)?);
            Ok(Answer::flag(
                device
                    .can_be_default
                    .get(side)
                    .unwrap_or_else(|| device.has(side)),
            ))
        },
    )
    .announced()
    .api("Device::can_be_default")
    .at(At::Sides),
    Row::new(
        sys::kAudioDevicePropertyDeviceCanBeDefaultSystemDevice,
        ValueType::UInt32,
        |view, request| {
            let (device, side) = (&view.state.device, side(request)?);
            Ok(Answer::flag(
                device
                    .can_be_system_default
                    .get(side)
                    .unwrap_or_else(|| device.has(side)),
            ))
        },
    )
    .announced()
    .api("Device::can_be_system_default")
    .at(At::Sides),
    Row::new(
        sys::kAudioDevicePropertyIsHidden,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(view.state.device.is_hidden)),
    )
    .announced()
    .api("Device::hidden"),
    Row::new(sys::kAudioDevicePropertyIcon, ValueType::Url, |view, _| {
        let icon = view
            .state
            .icon(view.driver)
            .ok_or(Status::UNKNOWN_PROPERTY)?;
        Ok(Answer::Object(icon.into()))
    })
    .api("Device::icon")
    .present_if(|view, _| view.state.icon(view.driver).is_some()),
    element_text!(
        kAudioObjectPropertyElementName,
        Name,
        "Device::element_name"
    ),
    element_text!(
        kAudioObjectPropertyElementCategoryName,
        CategoryName,
        "Device::element_category_name"
    ),
    element_text!(
        kAudioObjectPropertyElementNumberName,
        NumberName,
        "Device::element_number_name"
    ),
    optional_text!(
        kAudioDevicePropertyConfigurationApplication,
        configuration_application
    ),
];

/// The rows of what does I/O.
pub(super) const AUDIO: &[Row] = &[
    Row::new(
        sys::kAudioDevicePropertyLatency,
        ValueType::UInt32,
        |view, request| {
            Ok(Answer::uint32(
                *view.state.device.latency.get(side(request)?),
            ))
        },
    )
    .configured()
    .api("Device::latency")
    .at(At::Sides),
    Row::new(
        sys::kAudioDevicePropertySafetyOffset,
        ValueType::UInt32,
        |view, request| {
            Ok(Answer::uint32(
                *view.state.device.safety_offset.get(side(request)?),
            ))
        },
    )
    .configured()
    .api("Device::safety_offset")
    .at(At::Sides),
    Row::new(
        sys::kAudioDevicePropertyStreams,
        ValueType::List(Item::Id),
        |view, request| Ok(Answer::ids(view.state.streams_in(request.address.scope))),
    )
    .configured()
    .api("Device::stream")
    .at(At::Filtered),
    Row::new(
        sys::kAudioDevicePropertyPreferredChannelsForStereo,
        ValueType::Pair,
        |view, request| {
            let (device, side) = (&view.state.device, side(request)?);
            let first_two = [1, device.channels(side).clamp(1, 2)];
            Ok(Answer::pair(
                device.stereo_channels.get(side).unwrap_or(first_two),
            ))
        },
    )
    .announced()
    .api("Device::preferred_stereo_channels")
    .at(At::Sides),
    Row::new(
        sys::kAudioDevicePropertyPreferredChannelLayout,
        ValueType::ChannelLayout,
        |view, request| {
            let (device, side) = (&view.state.device, side(request)?);
            let layout = device.channel_layout.get(side).clone();
            let layout = layout.unwrap_or_else(|| ChannelLayout::unlabelled(device.channels(side)));
            Ok(Answer::Whole(layout.to_bytes()))
        },
    )
    .announced()
    .api("Device::preferred_channel_layout")
    .at(At::Sides),
    Row::new(
        sys::kAudioDevicePropertyVoiceActivityDetectionEnable,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(voice_activity(view)?.is_enabled())),
    )
    .announced()
    .api("Device::voice_activity")
    .settable(|view, control, _, data| {
        const ENABLE: Address =
            VoiceActivity::address(sys::kAudioDevicePropertyVoiceActivityDetectionEnable);
        if voice_activity(view)?.enable(data.flag()?) {
            view.announce(control, &[ENABLE]);
        }
        Ok(())
    })
    .at(At::Input)
    .present_if(|view, _| view.state.device.voice_activity.is_some()),
    Row::new(
        sys::kAudioDevicePropertyVoiceActivityDetectionState,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(voice_activity(view)?.is_detected())),
    )
    .announced()
    .api("Device::voice_activity")
    .at(At::Input)
    .present_if(|view, _| view.state.device.voice_activity.is_some()),
    optional_flag!(
        kAudioDevicePropertyWantsControlsRestored,
        wants_controls_restored
    ),
    optional_flag!(
        kAudioDevicePropertyWantsStreamFormatsRestored,
        wants_stream_formats_restored
    ),
];

fn voice_activity<'a>(view: &'a View<'_, DeviceObject>) -> Result<&'a VoiceActivity, Status> {
    let voice_activity = view.state.device.voice_activity.as_ref();
    voice_activity.ok_or(Status::UNKNOWN_PROPERTY)
}

impl DeviceObject {
    /// The properties that differ between two states.
    pub(crate) fn differences(
        &self,
        driver: &Arc<Driver>,
        old: &Arc<DeviceState>,
        new: &Arc<DeviceState>,
        wanted: Notify,
    ) -> Vec<Address> {
        let states = [Arc::clone(old), Arc::clone(new)];
        differences(driver, self, states, wanted, |property, view| {
            let global = Address::global(property.selector);
            let at_side = |direction: Direction| Address {
                scope: direction.scope(),
                ..global
            };
            match property.at {
                At::Anywhere | At::Filtered => vec![global],
                At::Sides => Direction::BOTH.map(at_side).to_vec(),
                At::Input => vec![at_side(Direction::Input)],
                At::Elements => {
                    let texts = view.state.device.element_texts.iter();
                    let address = |text: &ElementText| Address {
                        element: text.channel,
                        ..at_side(text.direction)
                    };
                    texts.map(address).collect()
                }
            }
        })
    }
}

impl DeviceState {
    pub(super) fn streams_in(
        &self,
        scope: sys::AudioObjectPropertyScope,
    ) -> impl Iterator<Item = ObjectId> {
        let wanted = Direction::from_scope(scope);
        let none = scope == sys::kAudioObjectPropertyScopePlayThrough;
        let streams = self.device.streams.iter().zip(&self.streams);
        streams
            .filter(move |(stream, _)| {
                !none && wanted.is_none_or(|direction| stream.direction == direction)
            })
            .map(|(_, id)| *id)
    }

    /// The text about a channel; the one that was given last.
    fn element_text(&self, kind: ElementTextKind, address: Address) -> Option<&str> {
        let direction = Direction::from_scope(address.scope)?;
        let found = |text: &&ElementText| {
            text.kind == kind && text.direction == direction && text.channel == address.element
        };
        let text = self.device.element_texts.iter().rev().find(found);
        text.map(|text| text.text.as_str())
    }

    fn icon(&self, driver: &Driver) -> Option<CfUrl> {
        let file = self.device.icon.as_deref()?;
        CfBundle::with_identifier(driver.bundle_id())?.resource(file, None, None)
    }
}
