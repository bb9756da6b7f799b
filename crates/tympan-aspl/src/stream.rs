//! [`Stream`]: one direction of a device's audio, described by data.

use core::fmt;

use crate::format::{Direction, SampleFormat, SampleType};
use crate::object::Extras;
use crate::property::Property;
use crate::types::{ObjectId, TerminalType};

/// The most channels a direction can have, and so the most that a [ring](crate::io::ring) of one of its streams needs.
pub(crate) const MAX_CHANNELS: u32 = 1024;

/// The description of a stream (`kAudioStreamClassID`).
///
/// A stream's channels follow those of the streams of the same direction added before it: the first stream starts at device channel 1.
///
/// # Examples
///
/// ```
/// use tympan_aspl::{SampleType, Stream, TerminalType};
///
/// let microphone = Stream::input(1)
///     .name("Talkback")
///     .terminal_type(TerminalType::MICROPHONE)
///     .sample_type(SampleType::Int16)
///     .latency(32);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Stream {
    /// The object that it describes, once published.
    pub(crate) id: Option<ObjectId>,
    pub(crate) direction: Direction,
    pub(crate) channels: u32,
    pub(crate) formats: Vec<SampleFormat>,
    /// The one in use, once published.
    pub(crate) current: Option<SampleFormat>,
    pub(crate) as_float32: bool,
    pub(crate) terminal_type: TerminalType,
    pub(crate) latency: u32,
    pub(crate) name: Option<String>,
    pub(crate) element_names: Vec<(u32, String)>,
    pub(crate) extras: Extras,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("direction", &self.direction)
            .field("channels", &self.channels)
            .field("formats", &self.formats)
            .finish_non_exhaustive()
    }
}

impl Stream {
    /// A stream from the device to its clients.
    #[doc(alias = "kAudioStreamPropertyDirection")]
    pub fn input(channels: u32) -> Self {
        Self::new(Direction::Input, channels, TerminalType::MICROPHONE)
    }

    /// A stream from the clients to the device.
    #[doc(alias = "kAudioStreamPropertyDirection")]
    pub fn output(channels: u32) -> Self {
        Self::new(Direction::Output, channels, TerminalType::SPEAKER)
    }

    fn new(direction: Direction, channels: u32, terminal_type: TerminalType) -> Self {
        Self {
            id: None,
            direction,
            channels,
            formats: vec![SampleFormat::default()],
            current: None,
            as_float32: false,
            terminal_type,
            latency: 0,
            name: None,
            element_names: Vec::new(),
            extras: Extras::default(),
        }
    }

    /// The one sample type of the stream, little endian and mixable; Float32 unless set.
    #[doc(alias(
        "kAudioStreamPropertyVirtualFormat",
        "kAudioStreamPropertyPhysicalFormat"
    ))]
    pub fn sample_type(self, sample_type: SampleType) -> Self {
        self.formats([sample_type])
    }

    /// The sample formats a client can choose from; the first one is used until it does.
    ///
    /// They are the stream's physical formats, and its virtual ones too (hal-facts B.9).
    ///
    /// ```
    /// use tympan_aspl::{SampleType, Stream};
    ///
    /// let by_type = Stream::output(2).formats([SampleType::Int24, SampleType::Int16]);
    /// let in_detail = Stream::output(2).formats([
    ///     SampleType::Float32.into(),
    ///     SampleType::Int16.big_endian(),
    ///     SampleType::Int16.non_mixable(),
    /// ]);
    /// ```
    #[doc(alias(
        "kAudioStreamPropertyAvailableVirtualFormats",
        "kAudioStreamPropertyAvailablePhysicalFormats"
    ))]
    pub fn formats(mut self, formats: impl IntoIterator<Item = impl Into<SampleFormat>>) -> Self {
        self.formats = formats.into_iter().map(Into::into).collect();
        self
    }

    /// Hands this stream's samples to the handlers as Float32 whatever its format is: the framework converts.
    ///
    /// Integers of 16 and 24 bits survive the way there and back unchanged. A call may be delivered in more and shorter pieces than without.
    pub fn as_float32(mut self) -> Self {
        self.as_float32 = true;
        self
    }

    /// What is at the other end (`kAudioStreamPropertyTerminalType`); a microphone or a speaker unless set.
    #[doc(alias = "kAudioStreamPropertyTerminalType")]
    pub fn terminal_type(mut self, terminal_type: TerminalType) -> Self {
        self.terminal_type = terminal_type;
        self
    }

    /// The stream's own latency in frames, added to the device's (`kAudioStreamPropertyLatency`).
    #[doc(alias = "kAudioStreamPropertyLatency")]
    pub fn latency(mut self, frames: u32) -> Self {
        self.latency = frames;
        self
    }

    /// The stream's name (`kAudioObjectPropertyName`); absent unless set.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The name of one of the stream's channels, counted from 1 (`kAudioObjectPropertyElementName`).
    #[doc(alias = "kAudioObjectPropertyElementName")]
    pub fn element_name(mut self, channel: u32, name: impl Into<String>) -> Self {
        self.element_names.push((channel, name.into()));
        self
    }

    /// With this sample format in use.
    pub(crate) fn chosen(mut self, format: SampleFormat) -> Self {
        self.current = Some(format);
        self
    }

    /// How many channels: for a [change](crate::DeviceHandle::reconfigure) of a published device.
    pub fn channels(mut self, channels: u32) -> Self {
        self.channels = channels;
        self
    }

    /// The sample format in use: the one that was chosen, while the stream has it.
    pub(crate) fn current_format(&self) -> SampleFormat {
        let chosen = self.current.filter(|chosen| self.formats.contains(chosen));
        let first = || self.formats.first().copied();
        chosen.or_else(first).unwrap_or_default()
    }

    /// Adds a property of the author's own, or puts one in the place of the framework's. The author keeps the handle.
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn property(mut self, property: &impl Property) -> Self {
        self.extras.add(property.extra().0);
        self
    }

    /// Takes a property of the author's away: for a [change](crate::DeviceHandle::reconfigure) of a published device. A property that is not there is
    /// ignored.
    pub fn without_property(mut self, property: &impl Property) -> Self {
        self.extras.remove(&property.extra().0);
        self
    }

    /// What is wrong with the description, if anything.
    pub(crate) fn problems(&self, number: usize, problems: &mut Vec<String>) {
        let mut add = |problem: String| problems.push(format!("stream {number}: {problem}"));
        if self.channels == 0 {
            add("it has no channels".to_owned());
        }
        if self.channels > MAX_CHANNELS {
            add(format!(
                "it has {} channels; at most {MAX_CHANNELS} are possible",
                self.channels
            ));
        }
        if self.formats.is_empty() {
            add("it has no sample format".to_owned());
        }
        for (index, format) in self.formats.iter().enumerate() {
            if self.formats[..index].contains(format) {
                add(format!("the sample format {format} is listed twice"));
            }
        }
        self.extras.problems().into_iter().for_each(&mut add);
        for (channel, name) in &self.element_names {
            if *channel > self.channels {
                add(format!(
                    "the name \"{name}\" is for channel {channel}, but there are {}",
                    self.channels
                ));
            }
        }
    }
}
