//! A device's table of properties (hal-facts B.6).

use tympan_aspl_sys as sys;

use super::configuration::Change;
use super::device::DeviceObject;
use super::dispatch::{Address, Class, Request};
use super::property::{self, Answer, At, Effect, Property, ValueType, View};
use crate::cf::{CfBundle, CfUrl};
use crate::channel_layout::ChannelLayout;
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
            view.object
                .description
                .$field
                .as_deref()
                .map(Answer::text)
                .ok_or(Status::UNKNOWN_PROPERTY)
        })
        .present_if(|view, _| view.object.description.$field.is_some())
    };
}

/// A row whose flag exists only where the author gave one.
macro_rules! optional_flag {
    ($selector:ident, $field:ident) => {
        Row::new(sys::$selector, ValueType::UInt32, |view, _| {
            view.object
                .description
                .$field
                .map(Answer::flag)
                .ok_or(Status::UNKNOWN_PROPERTY)
        })
        .present_if(|view, _| view.object.description.$field.is_some())
    };
}

/// A row for a text about one channel.
macro_rules! element_text {
    ($selector:ident, $kind:ident) => {
        Row::new(sys::$selector, ValueType::Text, |view, request| {
            let text = view
                .object
                .element_text(ElementTextKind::$kind, request.address);
            text.map(Answer::text).ok_or(Status::UNKNOWN_PROPERTY)
        })
        .at(At::Elements)
        .present_if(|view, address| {
            view.object
                .element_text(ElementTextKind::$kind, address)
                .is_some()
        })
    };
}

/// The direction that a row found at [`At::Sides`] is asked about.
fn side(request: &Request<'_>) -> Result<Direction, Status> {
    Direction::from_scope(request.address.scope).ok_or(Status::UNKNOWN_PROPERTY)
}

impl Class for DeviceObject {
    const PROPERTIES: &'static [Property<Self>] = &[
        Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
            Ok(Answer::text(&view.object.description.name))
        }),
        Row::new(
            sys::kAudioObjectPropertyManufacturer,
            ValueType::Text,
            |view, _| Ok(Answer::text(&view.object.description.manufacturer)),
        ),
        Row::new(
            sys::kAudioDevicePropertyDeviceUID,
            ValueType::Text,
            |view, _| Ok(Answer::text(view.object.uid())),
        ),
        Row::new(
            sys::kAudioDevicePropertyModelUID,
            ValueType::Text,
            |view, _| {
                let device = &view.object.description;
                Ok(Answer::text(
                    device.model_uid.as_ref().unwrap_or(&device.uid),
                ))
            },
        ),
        Row::new(
            sys::kAudioDevicePropertyTransportType,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.description.transport_type.0)),
        ),
        Row::new(
            sys::kAudioDevicePropertyRelatedDevices,
            ValueType::List,
            |view, _| Ok(Answer::ids([view.object.id])),
        ),
        Row::new(
            sys::kAudioDevicePropertyClockDomain,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.description.clock_domain)),
        ),
        Row::new(
            sys::kAudioDevicePropertyDeviceIsAlive,
            ValueType::UInt32,
            |_, _| Ok(Answer::flag(true)),
        ),
        Row::new(
            sys::kAudioDevicePropertyDeviceIsRunning,
            ValueType::UInt32,
            |view, _| Ok(Answer::flag(view.object.io.is_running())),
        ),
        Row::new(
            sys::kAudioDevicePropertyDeviceCanBeDefaultDevice,
            ValueType::UInt32,
            |view, request| {
                let (device, side) = (&view.object.description, side(request)?);
                Ok(Answer::flag(
                    device
                        .can_be_default
                        .get(side)
                        .unwrap_or_else(|| device.has(side)),
                ))
            },
        )
        .at(At::Sides),
        Row::new(
            sys::kAudioDevicePropertyDeviceCanBeDefaultSystemDevice,
            ValueType::UInt32,
            |view, request| {
                let (device, side) = (&view.object.description, side(request)?);
                Ok(Answer::flag(
                    device
                        .can_be_system_default
                        .get(side)
                        .unwrap_or_else(|| device.has(side)),
                ))
            },
        )
        .at(At::Sides),
        Row::new(
            sys::kAudioDevicePropertyLatency,
            ValueType::UInt32,
            |view, request| {
                Ok(Answer::uint32(
                    *view.object.description.latency.get(side(request)?),
                ))
            },
        )
        .at(At::Sides),
        Row::new(
            sys::kAudioDevicePropertySafetyOffset,
            ValueType::UInt32,
            |view, request| {
                Ok(Answer::uint32(
                    *view.object.description.safety_offset.get(side(request)?),
                ))
            },
        )
        .at(At::Sides),
        Row::new(
            sys::kAudioDevicePropertyStreams,
            ValueType::List,
            |view, request| Ok(Answer::ids(view.object.streams_in(request.address.scope))),
        )
        .at(At::Filtered),
        Row::new(
            sys::kAudioObjectPropertyControlList,
            ValueType::List,
            |_, _| Ok(Answer::ids([])),
        ),
        Row::new(
            sys::kAudioDevicePropertyNominalSampleRate,
            ValueType::Float64,
            |view, _| Ok(Answer::float64(view.object.sample_rate())),
        )
        .settable(|view, _, data| {
            let sample_rate = property::float64_from_bytes(data)?;
            if !view.object.description.sample_rates.contains(&sample_rate) {
                return Err(Status::ILLEGAL_OPERATION);
            }
            let device = view.object.id;
            let is_current = view.object.sample_rate().to_bits() == sample_rate.to_bits();
            if is_current && !view.driver.is_changing(device) {
                return Ok(Effect::None);
            }
            Ok(Effect::Configure(Change {
                device,
                sample_rate: Some(sample_rate),
                sample_format: None,
            }))
        }),
        Row::new(
            sys::kAudioDevicePropertyAvailableNominalSampleRates,
            ValueType::List,
            |view, _| Ok(Answer::rates(&view.object.description.sample_rates)),
        ),
        Row::new(
            sys::kAudioDevicePropertyIsHidden,
            ValueType::UInt32,
            |view, _| Ok(Answer::flag(view.object.description.is_hidden)),
        ),
        Row::new(
            sys::kAudioDevicePropertyZeroTimeStampPeriod,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.description.period)),
        ),
        Row::new(
            sys::kAudioDevicePropertyClockAlgorithm,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.description.clock_algorithm.0)),
        ),
        optional_flag!(kAudioDevicePropertyClockIsStable, clock_is_stable),
        Row::new(
            sys::kAudioDevicePropertyPreferredChannelsForStereo,
            ValueType::ChannelPair,
            |view, request| {
                let (device, side) = (&view.object.description, side(request)?);
                let first_two = [1, device.channels(side).clamp(1, 2)];
                Ok(Answer::pair(
                    device.stereo_channels.get(side).unwrap_or(first_two),
                ))
            },
        )
        .at(At::Sides),
        Row::new(
            sys::kAudioDevicePropertyPreferredChannelLayout,
            ValueType::ChannelLayout,
            |view, request| {
                let (device, side) = (&view.object.description, side(request)?);
                let layout = device.channel_layout.get(side).clone();
                let layout =
                    layout.unwrap_or_else(|| ChannelLayout::unlabelled(device.channels(side)));
                Ok(Answer::Whole(layout.to_bytes()))
            },
        )
        .at(At::Sides),
        Row::new(sys::kAudioDevicePropertyIcon, ValueType::Url, |view, _| {
            let icon = view
                .object
                .icon(view.driver)
                .ok_or(Status::UNKNOWN_PROPERTY)?;
            Ok(Answer::Object(icon.into()))
        })
        .present_if(|view, _| view.object.icon(view.driver).is_some()),
        element_text!(kAudioObjectPropertyElementName, Name),
        element_text!(kAudioObjectPropertyElementCategoryName, CategoryName),
        element_text!(kAudioObjectPropertyElementNumberName, NumberName),
        optional_text!(
            kAudioDevicePropertyConfigurationApplication,
            configuration_application
        ),
        optional_text!(kAudioObjectPropertyModelName, model_name),
        optional_text!(kAudioObjectPropertySerialNumber, serial_number),
        optional_text!(kAudioObjectPropertyFirmwareVersion, firmware_version),
        Row::new(
            sys::kAudioObjectPropertyIdentify,
            ValueType::UInt32,
            |_, _| Ok(Answer::flag(false)),
        )
        .settable(|view, _, data| {
            let start = property::uint32_from_bytes(data)? != 0;
            let identify = view
                .object
                .description
                .identify
                .as_ref()
                .ok_or(Status::UNKNOWN_PROPERTY)?;
            identify(start);
            Ok(Effect::None)
        })
        .present_if(|view, _| view.object.description.identify.is_some()),
        Row::new(
            sys::kAudioDevicePropertyVoiceActivityDetectionEnable,
            ValueType::UInt32,
            |view, _| Ok(Answer::flag(view.object.voice_activity()?.is_enabled())),
        )
        .settable(|view, _, data| {
            const ENABLE: Address =
                VoiceActivity::address(sys::kAudioDevicePropertyVoiceActivityDetectionEnable);
            let wanted = property::uint32_from_bytes(data)? != 0;
            let is_new = view.object.voice_activity()?.enable(wanted);
            Ok(if is_new {
                Effect::Changed(&[ENABLE])
            } else {
                Effect::None
            })
        })
        .at(At::Input)
        .present_if(|view, _| view.object.description.voice_activity.is_some()),
        Row::new(
            sys::kAudioDevicePropertyVoiceActivityDetectionState,
            ValueType::UInt32,
            |view, _| Ok(Answer::flag(view.object.voice_activity()?.is_detected())),
        )
        .at(At::Input)
        .present_if(|view, _| view.object.description.voice_activity.is_some()),
        optional_flag!(
            kAudioDevicePropertyWantsControlsRestored,
            wants_controls_restored
        ),
        optional_flag!(
            kAudioDevicePropertyWantsStreamFormatsRestored,
            wants_stream_formats_restored
        ),
    ];

    fn class(&self) -> sys::AudioClassID {
        sys::kAudioDeviceClassID
    }

    fn owner(&self) -> ObjectId {
        ObjectId::PLUG_IN
    }

    fn owned(
        view: &View<'_, Self>,
        scope: sys::AudioObjectPropertyScope,
    ) -> Vec<(ObjectId, sys::AudioClassID)> {
        view.object
            .streams_in(scope)
            .map(|id| (id, sys::kAudioStreamClassID))
            .collect()
    }
}

impl DeviceObject {
    fn streams_in(&self, scope: sys::AudioObjectPropertyScope) -> impl Iterator<Item = ObjectId> {
        let wanted = Direction::from_scope(scope);
        let none = scope == sys::kAudioObjectPropertyScopePlayThrough;
        let streams = self.description.streams.iter().zip(&self.stream_ids);
        streams
            .filter(move |(stream, _)| {
                !none && wanted.is_none_or(|direction| stream.direction == direction)
            })
            .map(|(_, id)| *id)
    }

    fn element_text(&self, kind: ElementTextKind, address: Address) -> Option<&str> {
        let direction = Direction::from_scope(address.scope)?;
        let found = |text: &&ElementText| {
            text.kind == kind && text.direction == direction && text.channel == address.element
        };
        self.description
            .element_texts
            .iter()
            .find(found)
            .map(|text| text.text.as_str())
    }

    fn voice_activity(&self) -> Result<&VoiceActivity, Status> {
        self.description
            .voice_activity
            .as_ref()
            .ok_or(Status::UNKNOWN_PROPERTY)
    }

    fn icon(&self, driver: &Driver) -> Option<CfUrl> {
        let file = self.description.icon.as_deref()?;
        CfBundle::with_identifier(driver.bundle_id())?.resource(file, None, None)
    }
}
