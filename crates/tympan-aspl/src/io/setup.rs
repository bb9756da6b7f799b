//! [`IoSetup`]: the final configuration, given to the factories of the realtime parts.

use std::sync::Arc;

use super::mixer::Mixer;
use super::ring::TimelineRing;
use crate::format::{Direction, SampleFormat, StreamFormat};
use crate::realtime::Counters;
use crate::types::ObjectId;

/// A stream as I/O sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct StreamSetup {
    /// The stream's id.
    pub id: ObjectId,
    /// Its direction.
    pub direction: Direction,
    /// Its place among the streams of its direction, counted from 0.
    pub index: usize,
    /// The device channel of its first channel, counted from 1.
    pub starting_channel: u32,
    /// Its format.
    pub format: StreamFormat,
    /// The latency that clients reckon with, in frames: the device's in its direction and the stream's own.
    pub latency: u32,
    /// Whether handlers get its samples as Float32 whatever its format is ([`Stream::as_float32`](crate::Stream::as_float32)).
    pub as_float32: bool,
}

impl StreamSetup {
    /// The format in which handlers get its samples.
    pub fn sample_format_in_handlers(&self) -> SampleFormat {
        if self.as_float32 {
            SampleFormat::default()
        } else {
            self.format.sample_format
        }
    }

    /// Whether the framework converts between the stream and its handlers.
    pub(crate) fn is_converted(&self) -> bool {
        let (stream, handlers) = (self.format.sample_format, self.sample_format_in_handlers());
        (stream.sample_type, stream.byte_order) != (handlers.sample_type, handlers.byte_order)
    }
}

/// What the realtime parts are made for. It holds until the next configuration change, which makes new parts.
#[derive(Clone, Debug, PartialEq)]
pub struct IoSetup {
    pub(crate) device_uid: String,
    pub(crate) sample_rate: f64,
    pub(crate) period: u32,
    pub(crate) delay: u32,
    pub(crate) streams: Vec<StreamSetup>,
    pub(crate) counters: DeviceCounters,
}

/// The counters of the device. They say nothing about the configuration, so any are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeviceCounters(Arc<Counters>);

impl PartialEq for DeviceCounters {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl IoSetup {
    /// The UID of the device.
    pub fn device_uid(&self) -> &str {
        &self.device_uid
    }

    /// Frames per second.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// The distance between two zero time stamps in frames.
    pub fn zero_time_stamp_period(&self) -> u32 {
        self.period
    }

    /// The most frames a handler is given at once: 4096, or 3/8 of the period if that is larger.
    ///
    /// The promise is the framework's own: a longer call of the host is delivered in pieces.
    pub fn max_frames(&self) -> usize {
        let part = u64::from(self.period) * 3 / 8;
        usize::try_from(part.max(4096)).unwrap_or(usize::MAX)
    }

    /// All streams of the device in the order they were added.
    pub fn streams(&self) -> &[StreamSetup] {
        &self.streams
    }

    /// The streams of one direction in the order they were added.
    pub fn streams_of(&self, direction: Direction) -> impl Iterator<Item = &StreamSetup> {
        self.streams
            .iter()
            .filter(move |stream| stream.direction == direction)
    }

    pub(crate) fn counting_in(self, counters: Arc<Counters>) -> Self {
        Self {
            counters: DeviceCounters(counters),
            ..self
        }
    }

    /// The device's counters, for parts that count events of their own. [`DeviceHandle::diagnostics`](crate::DeviceHandle::diagnostics) reads them.
    #[must_use]
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters.0)
    }

    /// A timeline ring that is long enough for the device and counts in its counters.
    #[must_use]
    pub fn ring(&self, channels: usize, lanes: usize) -> TimelineRing {
        TimelineRing::new(channels, self.ring_frames(), lanes).counting_in(self.counters())
    }

    /// A mixer that remembers enough frames for the device and counts in its counters.
    #[must_use]
    pub fn mixer(&self, channels: usize) -> Mixer {
        Mixer::counting_in(channels, self.ring_frames(), Some(self.counters()))
    }

    /// How many frames a timeline ring needs so that what is written reaches its reader: latencies and safety offsets of both directions, the
    /// longest buffer on either side, and a period of slack.
    pub fn ring_frames(&self) -> usize {
        let delay = usize::try_from(self.delay).unwrap_or(usize::MAX);
        let period = usize::try_from(self.period).unwrap_or(usize::MAX);
        delay
            .saturating_add(self.max_frames().saturating_mul(4))
            .saturating_add(period)
    }
}
