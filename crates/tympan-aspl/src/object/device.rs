//! A device: its properties (hal-facts B.6), its configuration, and its life on the control side.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use tympan_aspl_sys as sys;

use super::dispatch::{Address, Class, Request};
use super::property::{self, Answer, At, Effect, Property, ValueType, View};
use crate::cf::{CfBundle, CfUrl};
use crate::channel_layout::ChannelLayout;
use crate::client::Client;
use crate::clock::ClockError;
use crate::device::{Device, ElementText, ElementTextKind};
use crate::driver::Driver;
use crate::error::Status;
use crate::format::{Direction, SampleType, StreamFormat};
use crate::io::{DeviceIo, IoSetup, Operation, StreamSetup};
use crate::raw::TimeSource;
use crate::sync::{lock, read, write};
use crate::types::{ClientId, ObjectId};
use crate::voice_activity::VoiceActivity;

/// A published device.
pub(crate) struct DeviceObject {
    pub(crate) id: ObjectId,
    /// What does not change.
    pub(crate) description: Device,
    /// The ids of the description's streams, in the same order.
    pub(crate) stream_ids: Vec<ObjectId>,
    /// What a configuration change changes, all at once.
    configuration: RwLock<Configuration>,
    lifecycle: Mutex<Lifecycle>,
    /// The realtime side.
    pub(crate) io: Arc<DeviceIo>,
}

/// What only a configuration change may touch (hal-facts C.8).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Configuration {
    pub(crate) sample_rate: f64,
    /// One per stream.
    pub(crate) sample_types: Vec<SampleType>,
}

/// A requested configuration change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) device: ObjectId,
    pub(crate) sample_rate: Option<f64>,
    /// A stream, by its place, and its new sample type.
    pub(crate) sample_type: Option<(usize, SampleType)>,
}

/// The device's clients and how often I/O was started.
#[derive(Default)]
struct Lifecycle {
    clients: BTreeMap<ClientId, Client>,
    starts: u32,
}

impl DeviceObject {
    /// Makes an object of a description without problems.
    pub(crate) fn new(
        id: ObjectId,
        description: Device,
        stream_ids: Vec<ObjectId>,
        time: &TimeSource,
    ) -> Result<Self, ClockError> {
        let first_rate = description
            .sample_rates
            .first()
            .copied()
            .unwrap_or_default();
        let sample_rate = description.sample_rate.unwrap_or(first_rate);
        let sample_types = description
            .streams
            .iter()
            .map(|stream| stream.sample_types[0])
            .collect();
        Ok(Self {
            id,
            stream_ids,
            configuration: RwLock::new(Configuration {
                sample_rate,
                sample_types,
            }),
            lifecycle: Mutex::default(),
            io: Arc::new(DeviceIo::new(sample_rate, description.period, time)?),
            description,
        })
    }

    pub(crate) fn uid(&self) -> &str {
        &self.description.uid
    }

    pub(crate) fn configuration(&self) -> Configuration {
        read(&self.configuration).clone()
    }

    pub(crate) fn stream_format(&self, index: usize) -> StreamFormat {
        let configuration = read(&self.configuration);
        self.format_in(&configuration, index)
    }

    fn format_in(&self, configuration: &Configuration, index: usize) -> StreamFormat {
        StreamFormat {
            sample_type: configuration.sample_types[index],
            channels: self.description.streams[index].channels,
            sample_rate: configuration.sample_rate,
        }
    }

    /// The device channel of a stream's first channel, counted from 1.
    pub(crate) fn starting_channel(&self, index: usize) -> u32 {
        let (before, from) = self.description.streams.split_at(index);
        let direction = from.first().map(|stream| stream.direction);
        1 + before
            .iter()
            .filter(|stream| Some(stream.direction) == direction)
            .map(|stream| stream.channels)
            .sum::<u32>()
    }

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

    fn io_setup(&self, configuration: &Configuration) -> IoSetup {
        let mut counts = [0_usize; 2];
        let streams = self
            .description
            .streams
            .iter()
            .zip(&self.stream_ids)
            .enumerate();
        let streams = streams.map(|(index, (stream, id))| {
            let count = &mut counts[usize::from(stream.direction == Direction::Output)];
            *count += 1;
            StreamSetup {
                id: *id,
                direction: stream.direction,
                index: *count - 1,
                starting_channel: self.starting_channel(index),
                format: self.format_in(configuration, index),
            }
        });
        let longest = |direction| {
            let streams = self
                .description
                .streams
                .iter()
                .filter(|stream| stream.direction == direction);
            let stream = streams.map(|stream| stream.latency).max().unwrap_or(0);
            stream
                .saturating_add(*self.description.latency.get(direction))
                .saturating_add(*self.description.safety_offset.get(direction))
        };
        IoSetup {
            device_uid: self.description.uid.clone(),
            sample_rate: configuration.sample_rate,
            period: self.description.period,
            delay: longest(Direction::Input).saturating_add(longest(Direction::Output)),
            streams: streams.collect(),
        }
    }

    /// StartIO: prepares the realtime side the first time.
    pub(crate) fn start(&self, driver: &Driver) -> Result<(), Status> {
        let mut lifecycle = lock(&self.lifecycle);
        let starts = lifecycle
            .starts
            .checked_add(1)
            .ok_or(Status::ILLEGAL_OPERATION)?;
        if lifecycle.starts == 0 {
            let configuration = self.configuration();
            if let Some(io) = self
                .description
                .io
                .as_deref()
                .filter(|_| !self.io.is_prepared())
            {
                self.io.prepare(
                    io,
                    self.io_setup(&configuration),
                    lifecycle.clients.values(),
                );
            }
            self.io.start(driver.time());
        }
        lifecycle.starts = starts;
        Ok(())
    }

    /// StopIO.
    pub(crate) fn stop(&self) -> Result<(), Status> {
        let mut lifecycle = lock(&self.lifecycle);
        lifecycle.starts = lifecycle
            .starts
            .checked_sub(1)
            .ok_or(Status::ILLEGAL_OPERATION)?;
        if lifecycle.starts == 0 {
            self.io.stop();
        }
        Ok(())
    }

    pub(crate) fn add_client(&self, client: Client) {
        let mut lifecycle = lock(&self.lifecycle);
        self.io.add_client(&client);
        lifecycle.clients.insert(client.id, client);
    }

    pub(crate) fn remove_client(&self, id: ClientId) -> Result<(), Status> {
        let mut lifecycle = lock(&self.lifecycle);
        lifecycle
            .clients
            .remove(&id)
            .ok_or(Status::ILLEGAL_OPERATION)?;
        self.io.remove_client(id);
        Ok(())
    }

    /// Whether the device does the operation for the client. A host asks while it prepares the client's I/O.
    pub(crate) fn will_do(&self, client: ClientId, operation: Operation) -> bool {
        let client = lock(&self.lifecycle).clients.get(&client).cloned();
        let io = self.description.io.as_deref();
        self.description.has(operation.direction())
            && io.is_some_and(|io| io.will_do(client.as_ref(), operation))
    }

    /// Applies a configuration change: rate, formats, clock and realtime side together, or nothing if the author's factory panics.
    pub(crate) fn perform(&self, change: &Change, driver: &Driver) -> Result<(), Status> {
        let lifecycle = lock(&self.lifecycle);
        let mut configuration = self.configuration();
        let old_rate = configuration.sample_rate;
        if let Some(sample_rate) = change.sample_rate {
            configuration.sample_rate = sample_rate;
        }
        if let Some((index, sample_type)) = change.sample_type {
            configuration.sample_types[index] = sample_type;
        }
        if let Some(io) = self
            .description
            .io
            .as_deref()
            .filter(|_| self.io.is_prepared())
        {
            self.io.prepare(
                io,
                self.io_setup(&configuration),
                lifecycle.clients.values(),
            );
        }
        if configuration.sample_rate.to_bits() != old_rate.to_bits() {
            let period = self.description.period;
            let changed = self
                .io
                .change_rate(configuration.sample_rate, period, driver.time());
            changed.map_err(|_| Status::UNSPECIFIED)?;
        }
        *write(&self.configuration) = configuration;
        Ok(())
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
            |view, _| {
                Ok(Answer::float64(
                    read(&view.object.configuration).sample_rate,
                ))
            },
        )
        .settable(|view, _, data| {
            let sample_rate = property::float64_from_bytes(data)?;
            if !view.object.description.sample_rates.contains(&sample_rate) {
                return Err(Status::ILLEGAL_OPERATION);
            }
            if read(&view.object.configuration).sample_rate.to_bits() == sample_rate.to_bits() {
                return Ok(Effect::None);
            }
            let device = view.object.id;
            Ok(Effect::Configure(Change {
                device,
                sample_rate: Some(sample_rate),
                sample_type: None,
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
