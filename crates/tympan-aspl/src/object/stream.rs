//! A stream's properties (hal-facts B.9).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tympan_aspl_sys as sys;

use super::configuration::Change;
use super::device::DeviceObject;
use super::dispatch::{Address, Class};
use super::property::{self, Answer, At, Effect, Property, ValueType, View};
use crate::driver::Driver;
use crate::error::Status;
use crate::format::{Direction, StreamFormat};
use crate::stream::Stream;
use crate::types::ObjectId;

/// A published stream. Its format is part of its device's configuration, so rate and formats cannot disagree.
pub(crate) struct StreamObject {
    pub(crate) id: ObjectId,
    /// The stream's place among all of the device's.
    pub(crate) index: usize,
    pub(crate) starting_channel: u32,
    pub(crate) stream: Stream,
    pub(crate) device: Arc<DeviceObject>,
    pub(crate) is_active: AtomicBool,
}

impl StreamObject {
    fn format(&self) -> sys::AudioStreamBasicDescription {
        self.device.stream_format(self.index).to_description()
    }

    fn available_formats(&self) -> Answer {
        Answer::ranged_formats(self.device.description.sample_rates.iter().flat_map(
            |&sample_rate| {
                self.stream.formats.iter().map(move |&format| {
                    StreamFormat::new(format, self.stream.channels, sample_rate).to_description()
                })
            },
        ))
    }

    /// A format set by a client: with another rate it becomes a rate change of the whole device.
    fn change_to(&self, driver: &Driver, data: &[u8]) -> Result<Effect, Status> {
        let wanted = property::format_from_bytes(data)?;
        let format = StreamFormat::from_description(&wanted).ok_or(Status::UNSUPPORTED_FORMAT)?;
        if format.channels != self.stream.channels
            || !self.stream.formats.contains(&format.sample_format)
        {
            return Err(Status::UNSUPPORTED_FORMAT);
        }
        if !self
            .device
            .description
            .sample_rates
            .contains(&format.sample_rate)
        {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let is_current = format == self.device.stream_format(self.index);
        if is_current && !driver.is_changing(self.device.id) {
            return Ok(Effect::None);
        }
        Ok(Effect::Configure(Change {
            device: self.device.id,
            sample_rate: Some(format.sample_rate),
            sample_format: Some((self.index, format.sample_format)),
        }))
    }
}

type Row = Property<StreamObject>;

impl Class for StreamObject {
    const PROPERTIES: &'static [Property<Self>] = &[
        Row::new(
            sys::kAudioStreamPropertyIsActive,
            ValueType::UInt32,
            |view, _| Ok(Answer::flag(view.object.is_active.load(Ordering::Relaxed))),
        )
        .settable(|view, _, data| {
            let active = property::uint32_from_bytes(data)? != 0;
            let before = view.object.is_active.swap(active, Ordering::Relaxed);
            Ok(if before == active {
                Effect::None
            } else {
                Effect::Changed(const { &[Address::global(sys::kAudioStreamPropertyIsActive)] })
            })
        }),
        Row::new(
            sys::kAudioStreamPropertyDirection,
            ValueType::UInt32,
            |view, _| {
                Ok(Answer::flag(
                    view.object.stream.direction == Direction::Input,
                ))
            },
        ),
        Row::new(
            sys::kAudioStreamPropertyTerminalType,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.stream.terminal_type.0)),
        ),
        Row::new(
            sys::kAudioStreamPropertyStartingChannel,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.starting_channel)),
        ),
        Row::new(
            sys::kAudioStreamPropertyLatency,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.stream.latency)),
        ),
        // The device does not mix, so its virtual format is its physical format (hal-facts B.9).
        Row::new(
            sys::kAudioStreamPropertyVirtualFormat,
            ValueType::StreamFormat,
            |view, _| Ok(Answer::format(&view.object.format())),
        )
        .settable(|view, _, data| view.object.change_to(view.driver, data)),
        Row::new(
            sys::kAudioStreamPropertyAvailableVirtualFormats,
            ValueType::List,
            |view, _| Ok(view.object.available_formats()),
        ),
        Row::new(
            sys::kAudioStreamPropertyPhysicalFormat,
            ValueType::StreamFormat,
            |view, _| Ok(Answer::format(&view.object.format())),
        )
        .settable(|view, _, data| view.object.change_to(view.driver, data)),
        Row::new(
            sys::kAudioStreamPropertyAvailablePhysicalFormats,
            ValueType::List,
            |view, _| Ok(view.object.available_formats()),
        ),
        Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
            view.object
                .stream
                .name
                .as_deref()
                .map(Answer::text)
                .ok_or(Status::UNKNOWN_PROPERTY)
        })
        .present_if(|view, _| view.object.stream.name.is_some()),
        Row::new(
            sys::kAudioObjectPropertyElementName,
            ValueType::Text,
            |view, request| {
                view.object
                    .element_name(request.address.element)
                    .map(Answer::text)
                    .ok_or(Status::UNKNOWN_PROPERTY)
            },
        )
        .at(At::Elements)
        .present_if(|view, address| view.object.element_name(address.element).is_some()),
    ];

    fn class(&self) -> sys::AudioClassID {
        sys::kAudioStreamClassID
    }

    fn owner(&self) -> ObjectId {
        self.device.id
    }

    fn owned(
        _: &View<'_, Self>,
        _: sys::AudioObjectPropertyScope,
    ) -> Vec<(ObjectId, sys::AudioClassID)> {
        Vec::new()
    }
}

impl StreamObject {
    fn element_name(&self, element: u32) -> Option<&str> {
        self.stream
            .element_names
            .iter()
            .find(|(channel, _)| *channel == element)
            .map(|(_, name)| name.as_str())
    }
}
