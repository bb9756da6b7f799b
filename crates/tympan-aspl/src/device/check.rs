//! What follows from a device's description, and everything that can be wrong with it.

use core::ops::RangeInclusive;

use super::{Device, ElementText};
use crate::clock::{Timebase, Timeline};
use crate::error::Error;
use crate::format::Direction;
use crate::object::is_same;

/// The smallest period the HAL accepts, in frames (hal-facts B.6).
const MINIMUM_PERIOD: u32 = 10_923;

impl Device {
    /// The sample rate in use.
    pub(crate) fn current_rate(&self) -> f64 {
        let first = || self.sample_rates.first().map(|rates| *rates.start());
        self.sample_rate.or_else(first).unwrap_or_default()
    }

    /// Whether a client can choose this sample rate.
    pub(crate) fn has_rate(&self, rate: f64) -> bool {
        self.sample_rates.iter().any(|rates| rates.contains(&rate))
    }

    /// The channels of a direction, over all its streams.
    pub(crate) fn channels(&self, direction: Direction) -> u32 {
        let streams = self
            .streams
            .iter()
            .filter(|stream| stream.direction == direction);
        streams.fold(0, |sum, stream| sum.saturating_add(stream.channels))
    }

    /// The device channel of a stream's first channel, counted from 1.
    pub(crate) fn starting_channel(&self, index: usize) -> u32 {
        let (before, from) = self.streams.split_at(index);
        let direction = from.first().map(|stream| stream.direction);
        let before = before
            .iter()
            .filter(|stream| Some(stream.direction) == direction);
        1 + before.map(|stream| stream.channels).sum::<u32>()
    }

    /// The frames by which a direction can lie apart from now: latencies and safety offset.
    pub(crate) fn longest_delay(&self, direction: Direction) -> u32 {
        let streams = self
            .streams
            .iter()
            .filter(|stream| stream.direction == direction);
        let stream = streams.map(|stream| stream.latency).max().unwrap_or(0);
        let device = self
            .latency
            .get(direction)
            .saturating_add(*self.safety_offset.get(direction));
        device.saturating_add(stream)
    }

    pub(crate) fn has(&self, direction: Direction) -> bool {
        self.streams
            .iter()
            .any(|stream| stream.direction == direction)
    }

    /// Whether both have the same clock.
    pub(crate) fn has_clock_of(&self, other: &Self) -> bool {
        match (&self.clock, &other.clock) {
            (Some(clock), Some(other)) => clock.is_same(other),
            (None, None) => true,
            _ => false,
        }
    }

    /// Takes over what an edit has no say in.
    pub(crate) fn keep_class(&mut self, old: &Self) {
        self.kind = old.kind.clone();
        self.audio_box.clone_from(&old.audio_box);
    }

    /// Refuses a description that does not hold together, or that cannot be what the other one becomes.
    pub(crate) fn check(&self, old: Option<&Self>) -> Result<(), Error> {
        let mut problems = self.problems();
        if let Some(old) = old.filter(|old| old.uid != self.uid) {
            let uid = &old.uid;
            problems.push(format!(
                "its UID was \"{uid}\" when it was published, and cannot change"
            ));
        }
        if problems.is_empty() {
            return Ok(());
        }
        let uid = self.uid.clone();
        Err(Error::InvalidDevice { uid, problems })
    }

    /// Everything that is wrong with the description.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.uid.is_empty() {
            problems.push("its UID is empty".to_owned());
        }
        if self.name.is_empty() {
            problems.push("its name is empty".to_owned());
        }
        self.rate_problems(&mut problems);
        if self.period < MINIMUM_PERIOD {
            let period = self.period;
            problems.push(format!("its zero time stamp period is {period} frames; the HAL needs at least {MINIMUM_PERIOD}"));
        }
        for (index, stream) in self.streams.iter().enumerate() {
            stream.problems(index + 1, &mut problems);
        }
        self.channel_problems(&mut problems);
        self.control_problems(&mut problems);
        problems.extend(self.extras.problems());
        match &self.io {
            None if !self.streams.is_empty() => {
                problems.push(
                    "it has streams, but nothing to do with their audio: call `io`".to_owned(),
                );
            }
            Some(io) => {
                for direction in Direction::BOTH {
                    if self.has(direction) && !io.serves(direction) {
                        problems.push(match direction {
                            Direction::Input => "it has an input stream, but its `Io` has no `read_input` handler".to_owned(),
                            Direction::Output => "it has an output stream, but its `Io` has neither a `write_mix` nor a `mix_output` handler".to_owned(),
                        });
                    }
                }
            }
            None => {}
        }
        problems
    }

    fn control_problems(&self, problems: &mut Vec<String>) {
        for (index, control) in self.controls.iter().enumerate() {
            problems.extend(control.problems());
            let mut earlier = self.controls[..index].iter();
            if earlier.any(|other| is_same(other, control)) {
                problems.push("the same control is added twice".to_owned());
            }
            let direction = Direction::from_scope(control.scope());
            let channels = match direction {
                Some(direction) => self.channels(direction),
                None => Direction::BOTH
                    .map(|direction| self.channels(direction))
                    .into_iter()
                    .max()
                    .unwrap_or(0),
            };
            let elements = control.elements();
            for element in elements.iter().filter(|element| **element > channels) {
                let side = direction.map_or("any direction".to_owned(), |direction| {
                    format!("{direction:?}")
                });
                problems.push(format!(
                    "a control is for channel {element} of {channels} ({side})"
                ));
            }
        }
    }

    fn rate_problems(&self, problems: &mut Vec<String>) {
        if self.sample_rates.is_empty() {
            problems.push("it has no sample rate: call `sample_rates`".to_owned());
        }
        for (index, rates) in self.sample_rates.iter().enumerate() {
            let (lowest, highest) = (*rates.start(), *rates.end());
            let mut ends = vec![lowest];
            if highest.to_bits() != lowest.to_bits() {
                ends.push(highest);
            }
            for rate in ends {
                if let Err(error) = Timeline::new(rate, self.period.max(1), Timebase::NANOSECONDS) {
                    problems.push(error.to_string());
                }
            }
            if lowest > highest {
                problems.push(format!(
                    "its sample rates from {lowest} to {highest} Hz are none"
                ));
            }
            let overlaps = |other: &RangeInclusive<f64>| {
                other.start() <= rates.end() && rates.start() <= other.end()
            };
            if self.sample_rates[..index].iter().any(overlaps) {
                problems.push(if lowest == highest {
                    format!("the sample rate {lowest} Hz is listed twice")
                } else {
                    format!(
                        "the sample rates from {lowest} to {highest} Hz are listed in part before"
                    )
                });
            }
        }
        if let Some(rate) = self.sample_rate {
            if !self.has_rate(rate) {
                problems.push(format!(
                    "the sample rate {rate} Hz it is to have is not in its list"
                ));
            }
        }
    }

    fn channel_problems(&self, problems: &mut Vec<String>) {
        for direction in Direction::BOTH {
            let channels = self.channels(direction);
            if channels > crate::stream::MAX_CHANNELS {
                problems.push(format!(
                    "it has {channels} {direction:?} channels; at most {} are possible",
                    crate::stream::MAX_CHANNELS
                ));
            }
            if let Some(pair) = self.stereo_channels.get(direction) {
                if pair
                    .iter()
                    .any(|channel| *channel == 0 || *channel > channels)
                {
                    problems.push(format!(
                        "its stereo channels {pair:?} ({direction:?}) are not in 1..={channels}"
                    ));
                }
            }
            if let Some(layout) = self.channel_layout.get(direction) {
                let labels = layout.channels();
                if labels != channels {
                    problems.push(format!("its {direction:?} channel layout is for {labels} channels, but there are {channels}"));
                }
            }
        }
        for text in &self.element_texts {
            let channels = self.channels(text.direction);
            if text.channel > channels {
                let ElementText {
                    text,
                    direction,
                    channel,
                    ..
                } = text;
                problems.push(format!("the text \"{text}\" is for {direction:?} channel {channel}, but there are {channels}"));
            }
        }
    }
}
