//! A stream's properties (hal-facts B.9).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tympan_aspl_sys as sys;

use super::dispatch::{Address, Class, differences};
use super::extra::Extras;
use super::property::{Answer, At, Data, Item, Notify, Property, ValueType, View};
use super::{DeviceObject, DeviceState};
use crate::configuration_change::Choice;
use crate::driver::Driver;
use crate::error::Status;
use crate::format::{Direction, StreamFormat};
use crate::stream::Stream;
use crate::types::ObjectId;

/// A published stream. Everything but whether it is active is part of its device's state, so rate and formats cannot disagree.
pub(crate) struct StreamObject {
    id: ObjectId,
    device: Arc<DeviceObject>,
    is_active: AtomicBool,
}

/// A stream as part of one state of its device.
pub(crate) struct StreamState {
    device: Arc<DeviceState>,
    index: usize,
}

impl StreamState {
    fn new(device: &Arc<DeviceState>, id: ObjectId) -> Option<Self> {
        Some(Self {
            index: device.stream_index(id)?,
            device: Arc::clone(device),
        })
    }

    fn stream(&self) -> &Stream {
        &self.device.device.streams[self.index]
    }

    fn format(&self) -> StreamFormat {
        self.device.stream_format(self.index)
    }

    fn available_formats(&self) -> Answer {
        let rates = self.device.device.sample_rates.iter();
        Answer::ranged_formats(rates.flat_map(|rates| {
            let (formats, channels) = (self.stream().formats.iter(), self.stream().channels);
            let sample_rate = if rates.start() == rates.end() {
                *rates.start()
            } else {
                sys::kAudioStreamAnyRate
            };
            formats.map(move |&format| {
                let format = StreamFormat::new(format, channels, sample_rate);
                (format.to_description(), rates)
            })
        }))
    }

    fn element_name(&self, element: u32) -> Option<&str> {
        let mut names = self.stream().element_names.iter();
        let found = names.find(|(channel, _)| *channel == element);
        found.map(|(_, name)| name.as_str())
    }
}

impl StreamObject {
    pub(crate) fn new(id: ObjectId, device: Arc<DeviceObject>) -> Self {
        Self {
            id,
            device,
            is_active: AtomicBool::new(true),
        }
    }

    /// The properties that differ between two states of the device, in both of which the stream is.
    pub(crate) fn differences(
        &self,
        driver: &Arc<Driver>,
        old: &Arc<DeviceState>,
        new: &Arc<DeviceState>,
        wanted: Notify,
    ) -> Vec<Address> {
        let states = (
            StreamState::new(old, self.id),
            StreamState::new(new, self.id),
        );
        let (Some(old), Some(new)) = states else {
            return Vec::new();
        };
        differences(driver, self, [old, new], wanted, |property, view| {
            let global = Address::global(property.selector);
            match property.at {
                At::Elements => {
                    let names = view.state.stream().element_names.iter();
                    names
                        .map(|(element, _)| Address {
                            element: *element,
                            ..global
                        })
                        .collect()
                }
                _ => vec![global],
            }
        })
    }
}

/// A format set by a client: with another rate it becomes a rate change of the whole device.
fn change_format(view: &View<'_, StreamObject>, data: &Data<'_>) -> Result<(), Status> {
    let wanted = data.format()?;
    let format = StreamFormat::from_description(&wanted).ok_or(Status::UNSUPPORTED_FORMAT)?;
    let stream = view.state.stream();
    if format.channels != stream.channels || !stream.formats.contains(&format.sample_format) {
        return Err(Status::UNSUPPORTED_FORMAT);
    }
    let device = &view.state.device.device;
    if !device.has_rate(format.sample_rate) {
        return Err(Status::ILLEGAL_OPERATION);
    }
    let (id, device) = (view.object.id, view.object.device.id);
    if format == view.state.format() && !view.driver.is_changing(device) {
        return Ok(());
    }
    let choice = Choice {
        sample_rate: Some(format.sample_rate),
        formats: BTreeMap::from([(id, format.sample_format)]),
    };
    view.driver.choose(device, choice);
    Ok(())
}

type Row = Property<StreamObject>;

pub(super) const PROPERTIES: &[Row] = &[
    Row::new(
        sys::kAudioStreamPropertyIsActive,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(view.object.is_active.load(Ordering::Relaxed))),
    )
    .announced()
    .settable(|view, control, _, data| {
        const CHANGED: &[Address] = &[Address::global(sys::kAudioStreamPropertyIsActive)];
        let active = data.flag()?;
        if view.object.is_active.swap(active, Ordering::Relaxed) != active {
            view.announce(control, CHANGED);
        }
        Ok(())
    }),
    Row::new(
        sys::kAudioStreamPropertyDirection,
        ValueType::UInt32,
        |view, _| {
            Ok(Answer::flag(
                view.state.stream().direction == Direction::Input,
            ))
        },
    )
    .api("Stream::input, Stream::output"),
    Row::new(
        sys::kAudioStreamPropertyTerminalType,
        ValueType::UInt32,
        |view, _| Ok(Answer::uint32(view.state.stream().terminal_type.0)),
    )
    .announced()
    .api("Stream::terminal_type"),
    Row::new(
        sys::kAudioStreamPropertyStartingChannel,
        ValueType::UInt32,
        |view, _| {
            let channel = view.state.device.device.starting_channel(view.state.index);
            Ok(Answer::uint32(channel))
        },
    )
    .configured(),
    Row::new(
        sys::kAudioStreamPropertyLatency,
        ValueType::UInt32,
        |view, _| Ok(Answer::uint32(view.state.stream().latency)),
    )
    .configured()
    .api("Stream::latency"),
    // The device does not mix, so its virtual format is its physical format (hal-facts B.9).
    Row::new(
        sys::kAudioStreamPropertyVirtualFormat,
        ValueType::StreamFormat,
        |view, _| Ok(Answer::format(&view.state.format().to_description())),
    )
    .configured()
    .api("Stream::formats")
    .settable(|view, _, _, data| change_format(view, data)),
    Row::new(
        sys::kAudioStreamPropertyAvailableVirtualFormats,
        ValueType::List(Item::RangedFormat),
        |view, _| Ok(view.state.available_formats()),
    )
    .configured()
    .api("Stream::formats"),
    Row::new(
        sys::kAudioStreamPropertyPhysicalFormat,
        ValueType::StreamFormat,
        |view, _| Ok(Answer::format(&view.state.format().to_description())),
    )
    .configured()
    .api("Stream::formats")
    .settable(|view, _, _, data| change_format(view, data)),
    Row::new(
        sys::kAudioStreamPropertyAvailablePhysicalFormats,
        ValueType::List(Item::RangedFormat),
        |view, _| Ok(view.state.available_formats()),
    )
    .configured()
    .api("Stream::formats"),
    Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
        let name = view.state.stream().name.as_deref();
        name.map(Answer::text).ok_or(Status::UNKNOWN_PROPERTY)
    })
    .announced()
    .api("Stream::name")
    .present_if(|view, _| view.state.stream().name.is_some()),
    Row::new(
        sys::kAudioObjectPropertyElementName,
        ValueType::Text,
        |view, request| {
            let name = view.state.element_name(request.address.element);
            name.map(Answer::text).ok_or(Status::UNKNOWN_PROPERTY)
        },
    )
    .announced()
    .api("Stream::element_name")
    .at(At::Elements)
    .present_if(|view, address| view.state.element_name(address.element).is_some()),
];

impl Class for StreamObject {
    type State = StreamState;

    fn id(&self) -> ObjectId {
        self.id
    }

    fn state(&self) -> Option<StreamState> {
        StreamState::new(&self.device.state(), self.id)
    }

    fn tables(&self) -> &'static [&'static [Row]] {
        &[PROPERTIES]
    }

    fn class(&self) -> sys::AudioClassID {
        sys::kAudioStreamClassID
    }

    fn owner(&self) -> ObjectId {
        self.device.id
    }

    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras {
        &view.state.stream().extras
    }
}
