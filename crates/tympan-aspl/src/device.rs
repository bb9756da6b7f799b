//! [`Device`]: the description of an audio device.
//!
//! A description is plain data. [`PlugIn::add_device`](crate::PlugIn::add_device) checks it as a whole and reports everything that is wrong at once.

mod check;
mod handle;

pub use handle::DeviceHandle;

use core::fmt;
use core::ops::RangeInclusive;
use std::sync::Arc;

use tympan_aspl_sys::FourCc;

use crate::audio_box::AudioBox;
use crate::channel_layout::ChannelLayout;
use crate::client::Client;
use crate::clock::SharedClock;
use crate::control::{AnyControl, Control};
use crate::custom_property::Diagnostics;
use crate::error::Status;
use crate::format::{Direction, PerDirection};
use crate::io::{AnyIo, Io};
use crate::object::{Extras, Kind, is_same};
use crate::property::Property;
use crate::realtime::ControlContext;
use crate::stream::Stream;
use crate::types::{ClockAlgorithm, ObjectId, TransportType};
use crate::voice_activity::VoiceActivity;

/// The period of a device that does not say.
const DEFAULT_PERIOD: u32 = 16_384;

type IdentifyHook = Arc<dyn Fn(&ControlContext<'_>, bool) + Send + Sync>;
type ClientAddedHook =
    Arc<dyn Fn(&ControlContext<'_>, &Client) -> Result<(), Status> + Send + Sync>;
type ClientRemovedHook = Arc<dyn Fn(&ControlContext<'_>, &Client) + Send + Sync>;
type RateHook = Arc<dyn Fn(&ControlContext<'_>, f64) + Send + Sync>;

/// The description of an audio device (`kAudioDeviceClassID`).
///
/// What is not set does not exist, unless the HAL requires it: then it has the default that its method names.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// let device = Device::new("com.example.interface", "Interface")
///     .manufacturer("Example")
///     .sample_rates([48_000.0, 96_000.0])
///     .latency(Direction::Output, 64)
///     .stream(Stream::output(2).name("Main"))
///     .stream(Stream::input(2))
///     .io(Io::loopback());
/// ```
#[derive(Clone)]
#[must_use]
pub struct Device {
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) manufacturer: String,
    pub(crate) model_uid: Option<String>,
    pub(crate) model_name: Option<String>,
    pub(crate) serial_number: Option<String>,
    pub(crate) firmware_version: Option<String>,
    pub(crate) sample_rates: Vec<RangeInclusive<f64>>,
    pub(crate) sample_rate: Option<f64>,
    pub(crate) rate_key: Option<String>,
    pub(crate) rate_changed: Option<RateHook>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) transport_type: TransportType,
    pub(crate) clock: Option<SharedClock>,
    pub(crate) clock_domain: u32,
    pub(crate) clock_algorithm: ClockAlgorithm,
    pub(crate) clock_is_stable: Option<bool>,
    pub(crate) period: u32,
    pub(crate) is_hidden: bool,
    pub(crate) latency: PerDirection<u32>,
    pub(crate) safety_offset: PerDirection<u32>,
    pub(crate) can_be_default: PerDirection<Option<bool>>,
    pub(crate) can_be_system_default: PerDirection<Option<bool>>,
    pub(crate) stereo_channels: PerDirection<Option<[u32; 2]>>,
    pub(crate) channel_layout: PerDirection<Option<ChannelLayout>>,
    pub(crate) element_texts: Vec<ElementText>,
    pub(crate) icon: Option<String>,
    pub(crate) configuration_application: Option<String>,
    pub(crate) identify: Option<IdentifyHook>,
    pub(crate) voice_activity: Option<VoiceActivity>,
    pub(crate) wants_controls_restored: Option<bool>,
    pub(crate) wants_stream_formats_restored: Option<bool>,
    pub(crate) controls: Vec<Arc<dyn AnyControl>>,
    pub(crate) extras: Extras,
    pub(crate) related: Vec<String>,
    pub(crate) client_added: Option<ClientAddedHook>,
    pub(crate) client_removed: Option<ClientRemovedHook>,
    pub(crate) io: Option<Arc<dyn AnyIo>>,
    pub(crate) kind: Kind,
    pub(crate) audio_box: Option<AudioBox>,
}

/// Which of an element's three texts is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ElementTextKind {
    Name,
    CategoryName,
    NumberName,
}

/// A text about one channel of one direction.
#[derive(Clone, Debug)]
pub(crate) struct ElementText {
    pub(crate) kind: ElementTextKind,
    pub(crate) direction: Direction,
    pub(crate) channel: u32,
    pub(crate) text: String,
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("uid", &self.uid)
            .field("name", &self.name)
            .field("sample_rates", &self.sample_rates)
            .field("streams", &self.streams)
            .finish_non_exhaustive()
    }
}

impl Device {
    /// A device without streams.
    ///
    /// The UID has to be unique on the machine and the same each time, because the system keeps a user's settings by it. The name is what people see.
    #[doc(alias("kAudioDevicePropertyDeviceUID", "kAudioObjectPropertyName"))]
    pub fn new(uid: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uid: uid.into(),
            name: name.into(),
            manufacturer: String::new(),
            model_uid: None,
            model_name: None,
            serial_number: None,
            firmware_version: None,
            sample_rates: Vec::new(),
            sample_rate: None,
            rate_key: None,
            rate_changed: None,
            streams: Vec::new(),
            transport_type: TransportType::VIRTUAL,
            clock: None,
            clock_domain: 0,
            clock_algorithm: ClockAlgorithm::RAW,
            clock_is_stable: None,
            period: DEFAULT_PERIOD,
            is_hidden: false,
            latency: PerDirection::default(),
            safety_offset: PerDirection::default(),
            can_be_default: PerDirection::default(),
            can_be_system_default: PerDirection::default(),
            stereo_channels: PerDirection::default(),
            channel_layout: PerDirection::default(),
            element_texts: Vec::new(),
            icon: None,
            configuration_application: None,
            identify: None,
            voice_activity: None,
            wants_controls_restored: None,
            wants_stream_formats_restored: None,
            controls: Vec::new(),
            extras: Extras::default(),
            related: Vec::new(),
            client_added: None,
            client_removed: None,
            io: None,
            kind: Kind::default(),
            audio_box: None,
        }
    }

    /// Another name (`kAudioObjectPropertyName`): for a [change](DeviceHandle::reconfigure) of a published device.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Who makes it (`kAudioObjectPropertyManufacturer`); empty unless set.
    #[doc(alias = "kAudioObjectPropertyManufacturer")]
    pub fn manufacturer(mut self, manufacturer: impl Into<String>) -> Self {
        self.manufacturer = manufacturer.into();
        self
    }

    /// What all devices of the same model share (`kAudioDevicePropertyModelUID`); the UID unless set.
    #[doc(alias = "kAudioDevicePropertyModelUID")]
    pub fn model_uid(mut self, model_uid: impl Into<String>) -> Self {
        self.model_uid = Some(model_uid.into());
        self
    }

    /// The name of the model (`kAudioObjectPropertyModelName`).
    #[doc(alias = "kAudioObjectPropertyModelName")]
    pub fn model_name(mut self, model_name: impl Into<String>) -> Self {
        self.model_name = Some(model_name.into());
        self
    }

    /// The serial number (`kAudioObjectPropertySerialNumber`).
    #[doc(alias = "kAudioObjectPropertySerialNumber")]
    pub fn serial_number(mut self, serial_number: impl Into<String>) -> Self {
        self.serial_number = Some(serial_number.into());
        self
    }

    /// The version of the firmware (`kAudioObjectPropertyFirmwareVersion`).
    #[doc(alias = "kAudioObjectPropertyFirmwareVersion")]
    pub fn firmware_version(mut self, firmware_version: impl Into<String>) -> Self {
        self.firmware_version = Some(firmware_version.into());
        self
    }

    /// The sample rates in Hz, in the order clients see them (`kAudioDevicePropertyAvailableNominalSampleRates`). They take the place of those there
    /// were before.
    #[doc(alias = "kAudioDevicePropertyAvailableNominalSampleRates")]
    pub fn sample_rates(mut self, rates: impl IntoIterator<Item = f64>) -> Self {
        self.sample_rates = rates.into_iter().map(|rate| rate..=rate).collect();
        self
    }

    /// Adds every sample rate in Hz from the one to the other, after the rates already there.
    ///
    /// ```
    /// use tympan_aspl::Device;
    ///
    /// let device = Device::new("com.example.varispeed", "Varispeed")
    ///     .sample_rate_range(8_000.0..=96_000.0)
    ///     .sample_rate(48_000.0);
    /// ```
    #[doc(alias = "kAudioDevicePropertyAvailableNominalSampleRates")]
    pub fn sample_rate_range(mut self, rates: RangeInclusive<f64>) -> Self {
        self.sample_rates.push(rates);
        self
    }

    /// The sample rate in Hz; the first of the list, or the lowest of a range that is first, unless set (`kAudioDevicePropertyNominalSampleRate`). Clients can choose another.
    #[doc(alias = "kAudioDevicePropertyNominalSampleRate")]
    pub fn sample_rate(mut self, rate: f64) -> Self {
        self.sample_rate = Some(rate);
        self
    }

    /// Keeps the sample rate in the host's storage under a key of the plug-in's: stored soon after each change, by a client or the author, and restored
    /// when the device is added, before it is published.
    ///
    /// A value that is missing, of another type, or no longer among the device's rates leaves the rate that the description gives.
    ///
    /// ```
    /// use tympan_aspl::Device;
    ///
    /// let device = Device::new("com.example.interface", "Interface")
    ///     .sample_rates([44_100.0, 48_000.0])
    ///     .persistent_sample_rate("rate");
    /// ```
    #[doc(alias("WriteToStorage", "CopyFromStorage"))]
    pub fn persistent_sample_rate(mut self, key: impl Into<String>) -> Self {
        self.rate_key = Some(key.into());
        self
    }

    /// What to do when the sample rate of the published device has changed, whoever wanted it: with the new rate in Hz, after the change.
    ///
    /// Called on a host thread, or the author's own that has changed it, with no lock held. Another device can be [changed](DeviceHandle::reconfigure) to
    /// the same rate from here.
    #[doc(alias = "kAudioDevicePropertyNominalSampleRate")]
    pub fn on_sample_rate_change(
        mut self,
        hook: impl Fn(&ControlContext<'_>, f64) + Send + Sync + 'static,
    ) -> Self {
        self.rate_changed = Some(Arc::new(hook));
        self
    }

    /// Adds a stream after those already there (`kAudioDevicePropertyStreams`).
    #[doc(alias = "kAudioDevicePropertyStreams")]
    pub fn stream(mut self, stream: Stream) -> Self {
        self.streams.push(stream);
        self
    }

    /// Takes a stream away: for a [change](DeviceHandle::reconfigure) of a published device. An id that none of its streams has is ignored.
    pub fn without_stream(mut self, id: ObjectId) -> Self {
        self.streams.retain(|stream| stream.id != Some(id));
        self
    }

    /// Changes a stream: for a [change](DeviceHandle::reconfigure) of a published device. An id that none of its streams has is ignored.
    pub fn edit_stream(mut self, id: ObjectId, edit: impl FnOnce(Stream) -> Stream) -> Self {
        let found = self.streams.iter().position(|stream| stream.id == Some(id));
        if let Some(index) = found {
            self.streams[index] = edit(self.streams[index].clone());
        }
        self
    }

    /// Adds a control (`kAudioObjectPropertyControlList`). The author keeps the handle.
    #[doc(alias = "kAudioObjectPropertyControlList")]
    pub fn control(mut self, control: &impl Control) -> Self {
        self.controls.push(control.handle().0);
        self
    }

    /// Takes a control away: for a [change](DeviceHandle::reconfigure) of a published device. A control that is not there is ignored.
    pub fn without_control(mut self, control: &impl Control) -> Self {
        let control = control.handle().0;
        self.controls.retain(|own| !is_same(own, &control));
        self
    }

    /// Adds a property of the author's own, or puts one in the place of the framework's. The author keeps the handle.
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn property(mut self, property: &impl Property) -> Self {
        self.extras.add(property.extra().0);
        self
    }

    /// Adds a custom property that tells any client what has happened on the device's I/O path: a dictionary from the names of [`EventCounts`](crate::realtime::EventCounts) to
    /// numbers. Its changes are not announced, since they would be all the time, so the simulated HAL's comparison of mirrors finds them.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// let device = Device::new("com.example.cable", "Cable")
    ///     .sample_rates([48_000.0])
    ///     .stream(Stream::output(2))
    ///     .stream(Stream::input(2))
    ///     .diagnostics_property(*b"Diag")
    ///     .io(Io::loopback());
    /// ```
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn diagnostics_property(mut self, selector: impl Into<FourCc>) -> Self {
        self.extras.add(Arc::new(Diagnostics::new(selector.into())));
        self
    }

    /// Takes a property of the author's away: for a [change](DeviceHandle::reconfigure) of a published device. A property that is not there is ignored.
    pub fn without_property(mut self, property: &impl Property) -> Self {
        self.extras.remove(&property.extra().0);
        self
    }

    /// The UIDs of devices that belong together with this one, as the two directions of one piece of hardware do (`kAudioDevicePropertyRelatedDevices`).
    ///
    /// Those that are published are reported, and the device itself.
    #[doc(alias = "kAudioDevicePropertyRelatedDevices")]
    pub fn related_devices(mut self, uids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.related = uids.into_iter().map(Into::into).collect();
        self
    }

    /// What to do when a process begins to use the device; an error refuses it.
    ///
    /// Called on a host thread, before any I/O of the client.
    #[doc(alias = "AddDeviceClient")]
    pub fn on_client_added(
        mut self,
        hook: impl Fn(&ControlContext<'_>, &Client) -> Result<(), Status> + Send + Sync + 'static,
    ) -> Self {
        self.client_added = Some(Arc::new(hook));
        self
    }

    /// What to do when a process no longer uses the device. Called on a host thread.
    #[doc(alias = "RemoveDeviceClient")]
    pub fn on_client_removed(
        mut self,
        hook: impl Fn(&ControlContext<'_>, &Client) + Send + Sync + 'static,
    ) -> Self {
        self.client_removed = Some(Arc::new(hook));
        self
    }

    /// How the device is connected (`kAudioDevicePropertyTransportType`); [`TransportType::VIRTUAL`] unless set.
    #[doc(alias = "kAudioDevicePropertyTransportType")]
    pub fn transport_type(mut self, transport_type: TransportType) -> Self {
        self.transport_type = transport_type;
        self
    }

    /// The clock from which its time stamps come; one of its own that follows the host's unless set.
    ///
    /// A [`SharedClock`], an [`AdjustableClock`](crate::clock::AdjustableClock), or a reference to either. Devices that have the same one should have
    /// the same [clock domain](Self::clock_domain).
    #[doc(alias = "GetZeroTimeStamp")]
    pub fn clock(mut self, clock: impl Into<SharedClock>) -> Self {
        self.clock = Some(clock.into());
        self
    }

    /// A number shared by devices on the same hardware clock (`kAudioDevicePropertyClockDomain`); 0, not known, unless set.
    #[doc(alias = "kAudioDevicePropertyClockDomain")]
    pub fn clock_domain(mut self, clock_domain: u32) -> Self {
        self.clock_domain = clock_domain;
        self
    }

    /// How the host filters the time stamps (`kAudioDevicePropertyClockAlgorithm`); [`ClockAlgorithm::RAW`] unless set.
    #[doc(alias = "kAudioDevicePropertyClockAlgorithm")]
    pub fn clock_algorithm(mut self, clock_algorithm: ClockAlgorithm) -> Self {
        self.clock_algorithm = clock_algorithm;
        self
    }

    /// Whether the clock keeps its rate (`kAudioDevicePropertyClockIsStable`); absent, which means stable, unless set.
    #[doc(alias = "kAudioDevicePropertyClockIsStable")]
    pub fn clock_is_stable(mut self, clock_is_stable: bool) -> Self {
        self.clock_is_stable = Some(clock_is_stable);
        self
    }

    /// The distance in frames between two zero time stamps (`kAudioDevicePropertyZeroTimeStampPeriod`); 16384 unless set, at least 10923.
    ///
    /// Clients are limited to I/O buffers of 3/8 of it.
    #[doc(alias = "kAudioDevicePropertyZeroTimeStampPeriod")]
    pub fn zero_time_stamp_period(mut self, frames: u32) -> Self {
        self.period = frames;
        self
    }

    /// Hides the device from lists; clients then find it only by its UID (`kAudioDevicePropertyIsHidden`).
    #[doc(alias = "kAudioDevicePropertyIsHidden")]
    pub fn hidden(mut self, is_hidden: bool) -> Self {
        self.is_hidden = is_hidden;
        self
    }

    /// The presentation latency of a direction in frames (`kAudioDevicePropertyLatency`); 0 unless set.
    #[doc(alias = "kAudioDevicePropertyLatency")]
    pub fn latency(mut self, direction: Direction, frames: u32) -> Self {
        *self.latency.get_mut(direction) = frames;
        self
    }

    /// How close to now a direction may be read or written, in frames (`kAudioDevicePropertySafetyOffset`); 0 unless set.
    #[doc(alias = "kAudioDevicePropertySafetyOffset")]
    pub fn safety_offset(mut self, direction: Direction, frames: u32) -> Self {
        *self.safety_offset.get_mut(direction) = frames;
        self
    }

    /// Whether it may become the default device (`kAudioDevicePropertyDeviceCanBeDefaultDevice`); unless set, if it has a stream in that direction.
    #[doc(alias = "kAudioDevicePropertyDeviceCanBeDefaultDevice")]
    pub fn can_be_default(mut self, direction: Direction, can_be: bool) -> Self {
        *self.can_be_default.get_mut(direction) = Some(can_be);
        self
    }

    /// Whether system sounds may go to it (`kAudioDevicePropertyDeviceCanBeDefaultSystemDevice`); unless set, if it has a stream in that direction.
    #[doc(alias = "kAudioDevicePropertyDeviceCanBeDefaultSystemDevice")]
    pub fn can_be_system_default(mut self, direction: Direction, can_be: bool) -> Self {
        *self.can_be_system_default.get_mut(direction) = Some(can_be);
        self
    }

    /// The channels, counted from 1, that stereo clients use (`kAudioDevicePropertyPreferredChannelsForStereo`); the first two unless set.
    #[doc(alias = "kAudioDevicePropertyPreferredChannelsForStereo")]
    pub fn preferred_stereo_channels(mut self, direction: Direction, channels: [u32; 2]) -> Self {
        *self.stereo_channels.get_mut(direction) = Some(channels);
        self
    }

    /// What the channels of a direction are for (`kAudioDevicePropertyPreferredChannelLayout`).
    ///
    /// Unless set: mono, left and right, or discrete channels without a meaning when there are more than two.
    #[doc(alias = "kAudioDevicePropertyPreferredChannelLayout")]
    pub fn preferred_channel_layout(mut self, direction: Direction, layout: ChannelLayout) -> Self {
        *self.channel_layout.get_mut(direction) = Some(layout);
        self
    }

    /// The name of a channel; channels count from 1, and 0 is the direction as a whole (`kAudioObjectPropertyElementName`).
    #[doc(alias = "kAudioObjectPropertyElementName")]
    pub fn element_name(self, direction: Direction, channel: u32, name: impl Into<String>) -> Self {
        self.element_text(ElementTextKind::Name, direction, channel, name.into())
    }

    /// The category of a channel, such as "Analog" (`kAudioObjectPropertyElementCategoryName`).
    #[doc(alias = "kAudioObjectPropertyElementCategoryName")]
    pub fn element_category_name(
        self,
        direction: Direction,
        channel: u32,
        name: impl Into<String>,
    ) -> Self {
        self.element_text(
            ElementTextKind::CategoryName,
            direction,
            channel,
            name.into(),
        )
    }

    /// The number of a channel in its category, such as "1" (`kAudioObjectPropertyElementNumberName`).
    #[doc(alias = "kAudioObjectPropertyElementNumberName")]
    pub fn element_number_name(
        self,
        direction: Direction,
        channel: u32,
        name: impl Into<String>,
    ) -> Self {
        self.element_text(ElementTextKind::NumberName, direction, channel, name.into())
    }

    fn element_text(
        mut self,
        kind: ElementTextKind,
        direction: Direction,
        channel: u32,
        text: String,
    ) -> Self {
        self.element_texts.push(ElementText {
            kind,
            direction,
            channel,
            text,
        });
        self
    }

    /// The icon: the name of an `.icns` file in the bundle's `Resources` (`kAudioDevicePropertyIcon`).
    ///
    /// The property exists only where the file is found. The name is that of the file alone: what `icon = "art/device.icns"` or `resources`
    /// in `[package.metadata.aspl]` puts into the bundle is `"device.icns"` there.
    #[doc(alias = "kAudioDevicePropertyIcon")]
    pub fn icon(mut self, file_name: impl Into<String>) -> Self {
        self.icon = Some(file_name.into());
        self
    }

    /// The bundle id of the application that configures the device (`kAudioDevicePropertyConfigurationApplication`); Audio MIDI Setup unless set.
    #[doc(alias = "kAudioDevicePropertyConfigurationApplication")]
    pub fn configuration_application(mut self, bundle_id: impl Into<String>) -> Self {
        self.configuration_application = Some(bundle_id.into());
        self
    }

    /// What to do when a client wants the hardware to show itself, for example by blinking (`kAudioObjectPropertyIdentify`).
    ///
    /// Called on a host thread with whether to start or to stop.
    #[doc(alias = "kAudioObjectPropertyIdentify")]
    pub fn on_identify(
        mut self,
        identify: impl Fn(&ControlContext<'_>, bool) + Send + Sync + 'static,
    ) -> Self {
        self.identify = Some(Arc::new(identify));
        self
    }

    /// Detects whether somebody speaks into the device's input; the properties exist only with it.
    #[doc(alias(
        "kAudioDevicePropertyVoiceActivityDetectionEnable",
        "kAudioDevicePropertyVoiceActivityDetectionState"
    ))]
    pub fn voice_activity(mut self, voice_activity: &VoiceActivity) -> Self {
        self.voice_activity = Some(voice_activity.clone());
        self
    }

    /// Whether the host saves and restores control values (`kAudioDevicePropertyWantsControlsRestored`, macOS 26); it does unless told otherwise.
    #[doc(alias = "kAudioDevicePropertyWantsControlsRestored")]
    pub fn wants_controls_restored(mut self, wants: bool) -> Self {
        self.wants_controls_restored = Some(wants);
        self
    }

    /// Whether the host saves and restores stream formats (`kAudioDevicePropertyWantsStreamFormatsRestored`, macOS 26); it does unless told otherwise.
    #[doc(alias = "kAudioDevicePropertyWantsStreamFormatsRestored")]
    pub fn wants_stream_formats_restored(mut self, wants: bool) -> Self {
        self.wants_stream_formats_restored = Some(wants);
        self
    }

    /// What the device does with audio.
    pub fn io<D, C, M, S>(mut self, io: Io<D, C, M, S>) -> Self
    where
        D: Send + Sync + 'static,
        C: Send + 'static,
        M: Send + 'static,
        S: 'static,
    {
        self.io = Some(io.into_any());
        self
    }
}
