//! What only a configuration change may touch (hal-facts C.8), and what the realtime side is made from.

use crate::device::Device;
use crate::format::{Direction, SampleFormat, StreamFormat};
use crate::io::{IoSetup, StreamSetup};
use crate::types::ObjectId;

/// Rate and sample formats of a device: one value, so that they cannot disagree.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Configuration {
    pub(crate) sample_rate: f64,
    /// One per stream.
    pub(crate) sample_formats: Vec<SampleFormat>,
}

/// A requested configuration change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) device: ObjectId,
    pub(crate) sample_rate: Option<f64>,
    /// A stream, by its place, and its new sample format.
    pub(crate) sample_format: Option<(usize, SampleFormat)>,
}

impl Configuration {
    /// What a description without problems starts with.
    pub(crate) fn initial(description: &Device) -> Self {
        let first_rate = description
            .sample_rates
            .first()
            .copied()
            .unwrap_or_default();
        Self {
            sample_rate: description.sample_rate.unwrap_or(first_rate),
            sample_formats: description
                .streams
                .iter()
                .map(|stream| stream.formats[0])
                .collect(),
        }
    }

    /// The configuration after a change.
    pub(crate) fn with(&self, change: &Change) -> Self {
        let mut changed = self.clone();
        if let Some(sample_rate) = change.sample_rate {
            changed.sample_rate = sample_rate;
        }
        if let Some((index, sample_format)) = change.sample_format {
            changed.sample_formats[index] = sample_format;
        }
        changed
    }

    /// The format of a stream, by its place.
    pub(crate) fn stream_format(&self, description: &Device, index: usize) -> StreamFormat {
        StreamFormat {
            sample_format: self.sample_formats[index],
            channels: description.streams[index].channels,
            sample_rate: self.sample_rate,
        }
    }

    /// What the realtime side is made from. `stream_ids` are those of the description's streams.
    pub(crate) fn io_setup(&self, description: &Device, stream_ids: &[ObjectId]) -> IoSetup {
        let streams =
            description
                .streams
                .iter()
                .zip(stream_ids)
                .enumerate()
                .map(|(index, (stream, id))| {
                    let before = &description.streams[..index];
                    StreamSetup {
                        id: *id,
                        direction: stream.direction,
                        index: before
                            .iter()
                            .filter(|other| other.direction == stream.direction)
                            .count(),
                        starting_channel: description.starting_channel(index),
                        format: self.stream_format(description, index),
                        as_float32: stream.as_float32,
                    }
                });
        let delays = Direction::BOTH.map(|direction| description.longest_delay(direction));
        IoSetup {
            device_uid: description.uid.clone(),
            sample_rate: self.sample_rate,
            period: description.period,
            delay: delays[0].saturating_add(delays[1]),
            streams: streams.collect(),
        }
    }
}
