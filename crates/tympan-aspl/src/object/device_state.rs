//! [`DeviceState`]: everything about a published device that a change of it can change, as one value.

use std::sync::Arc;

use crate::control::AnyControl;
use crate::device::Device;
use crate::format::{Direction, StreamFormat};
use crate::io::{Declared, DeviceCounters, IoSetup, StreamSetup};
use crate::types::ObjectId;

/// A device as it is: a description without problems, with the ids of what it owns. Rate and formats are part of it, so they cannot disagree.
#[derive(Clone)]
pub(crate) struct DeviceState {
    pub(crate) device: Device,
    /// The ids of the description's streams, in the same order.
    pub(crate) streams: Vec<ObjectId>,
    /// The description's controls with their ids, in the same order.
    pub(crate) controls: Vec<(ObjectId, Arc<dyn AnyControl>)>,
    pub(crate) is_alive: bool,
}

impl DeviceState {
    /// The place of a stream.
    pub(crate) fn stream_index(&self, id: ObjectId) -> Option<usize> {
        self.streams.iter().position(|stream| *stream == id)
    }

    /// The format of a stream, by its place.
    pub(crate) fn stream_format(&self, index: usize) -> StreamFormat {
        let stream = &self.device.streams[index];
        let rate = self.device.current_rate();
        StreamFormat::new(stream.current_format(), stream.channels, rate)
    }

    /// What the realtime side is made from.
    pub(crate) fn io_setup(&self) -> IoSetup {
        let device = &self.device;
        let streams = device.streams.iter().zip(&self.streams).enumerate();
        let streams = streams.map(|(index, (stream, id))| {
            let before = &device.streams[..index];
            StreamSetup {
                id: *id,
                direction: stream.direction,
                index: before
                    .iter()
                    .filter(|other| other.direction == stream.direction)
                    .count(),
                starting_channel: device.starting_channel(index),
                format: self.stream_format(index),
                latency: device
                    .latency
                    .get(stream.direction)
                    .saturating_add(stream.latency),
                as_float32: stream.as_float32,
            }
        });
        let delays = Direction::BOTH.map(|direction| device.longest_delay(direction));
        IoSetup {
            device_uid: device.uid.clone(),
            sample_rate: device.current_rate(),
            period: device.period,
            delay: delays[0].saturating_add(delays[1]),
            streams: streams.collect(),
            counters: DeviceCounters::default(),
        }
    }

    /// What is done with audio, in short.
    pub(crate) fn declared(&self) -> Declared {
        let io = self.device.io.as_ref();
        io.map(|io| io.declared()).unwrap_or_default()
    }

    /// Whether both states do the same with audio.
    pub(crate) fn has_io_of(&self, other: &Self) -> bool {
        match (&self.device.io, &other.device.io) {
            (Some(io), Some(other)) => Arc::ptr_eq(io, other),
            (None, None) => true,
            _ => false,
        }
    }
}
