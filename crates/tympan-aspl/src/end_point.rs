//! [`EndPoint`]: what a transport manager can make devices of, and [`EndPointDeviceRequest`], how it is asked to (hal-facts B.8, C.5).

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use tympan_aspl_sys as sys;

use crate::cf::CfObject;
use crate::cf::property_list::Value;
use crate::client::Client;
use crate::configuration_change::ConfigurationChange;
use crate::device::{Device, DeviceHandle};
use crate::error::{Error, Status};
use crate::format::Direction;
use crate::object::Kind;
use crate::property::Property;
use crate::realtime::ControlContext;
use crate::stream::MAX_CHANNELS;
use crate::types::{ObjectId, TransportType};

/// The description of an end point (`kAudioEndPointClassID`): something with audio that does no I/O by itself, such as a loudspeaker on a network. Clients
/// combine end points into devices.
///
/// # Examples
///
/// ```
/// use tympan_aspl::EndPoint;
///
/// let left = EndPoint::new("com.example.speaker.left", "Left").model_name("Speaker 5");
/// ```
#[derive(Clone)]
#[must_use]
#[doc(alias = "kAudioEndPointClassID")]
pub struct EndPoint {
    pub(crate) device: Device,
}

impl EndPoint {
    /// An end point. The UID has to be unique on the machine, among all devices, and the same each time; the name is what people see.
    #[doc(alias("kAudioDevicePropertyDeviceUID", "kAudioObjectPropertyName"))]
    pub fn new(uid: impl Into<String>, name: impl Into<String>) -> Self {
        let mut device = Device::new(uid, name);
        device.kind = Kind::EndPoint;
        // It has no clock of its own: nothing of the rate is ever seen.
        Self {
            device: device.sample_rates([48_000.0]),
        }
    }

    fn with(mut self, edit: impl FnOnce(Device) -> Device) -> Self {
        self.device = edit(self.device);
        self
    }

    /// Another name (`kAudioObjectPropertyName`): for a [change](EndPointHandle::reconfigure) of a published end point.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn name(self, name: impl Into<String>) -> Self {
        self.with(|device| device.name(name))
    }

    /// Who makes it (`kAudioObjectPropertyManufacturer`); empty unless set.
    #[doc(alias = "kAudioObjectPropertyManufacturer")]
    pub fn manufacturer(self, manufacturer: impl Into<String>) -> Self {
        self.with(|device| device.manufacturer(manufacturer))
    }

    /// What all of the same model share (`kAudioDevicePropertyModelUID`); the UID unless set.
    #[doc(alias = "kAudioDevicePropertyModelUID")]
    pub fn model_uid(self, model_uid: impl Into<String>) -> Self {
        self.with(|device| device.model_uid(model_uid))
    }

    /// The name of the model (`kAudioObjectPropertyModelName`).
    #[doc(alias = "kAudioObjectPropertyModelName")]
    pub fn model_name(self, model_name: impl Into<String>) -> Self {
        self.with(|device| device.model_name(model_name))
    }

    /// The serial number (`kAudioObjectPropertySerialNumber`).
    #[doc(alias = "kAudioObjectPropertySerialNumber")]
    pub fn serial_number(self, serial_number: impl Into<String>) -> Self {
        self.with(|device| device.serial_number(serial_number))
    }

    /// The version of the firmware (`kAudioObjectPropertyFirmwareVersion`).
    #[doc(alias = "kAudioObjectPropertyFirmwareVersion")]
    pub fn firmware_version(self, firmware_version: impl Into<String>) -> Self {
        self.with(|device| device.firmware_version(firmware_version))
    }

    /// How it is connected (`kAudioDevicePropertyTransportType`); [`TransportType::VIRTUAL`] unless set.
    #[doc(alias = "kAudioDevicePropertyTransportType")]
    pub fn transport_type(self, transport_type: TransportType) -> Self {
        self.with(|device| device.transport_type(transport_type))
    }

    /// A number shared by all on the same hardware clock (`kAudioDevicePropertyClockDomain`); 0, not known, unless set.
    #[doc(alias = "kAudioDevicePropertyClockDomain")]
    pub fn clock_domain(self, clock_domain: u32) -> Self {
        self.with(|device| device.clock_domain(clock_domain))
    }

    /// Hides it from lists (`kAudioDevicePropertyIsHidden`).
    #[doc(alias = "kAudioDevicePropertyIsHidden")]
    pub fn hidden(self, is_hidden: bool) -> Self {
        self.with(|device| device.hidden(is_hidden))
    }

    /// The icon: the name of an `.icns` file in the bundle's `Resources` (`kAudioDevicePropertyIcon`).
    #[doc(alias = "kAudioDevicePropertyIcon")]
    pub fn icon(self, file_name: impl Into<String>) -> Self {
        self.with(|device| device.icon(file_name))
    }

    /// Adds a property of the author's.
    pub fn property(self, property: &impl Property) -> Self {
        self.with(|device| device.property(property))
    }

    /// What to do when a client wants the hardware to show itself, for example by blinking (`kAudioObjectPropertyIdentify`). Called on a host thread.
    #[doc(alias = "kAudioObjectPropertyIdentify")]
    pub fn on_identify(
        self,
        identify: impl Fn(&ControlContext<'_>, bool) + Send + Sync + 'static,
    ) -> Self {
        self.with(|device| device.on_identify(identify))
    }
}

impl fmt::Debug for EndPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndPoint")
            .field("uid", &self.device.uid)
            .field("name", &self.device.name)
            .finish_non_exhaustive()
    }
}

/// A published end point, as its author refers to it. Cheap to clone; keeps nothing alive.
#[derive(Clone, Debug)]
pub struct EndPointHandle {
    device: DeviceHandle,
}

impl EndPointHandle {
    pub(crate) fn new(device: DeviceHandle) -> Self {
        Self { device }
    }

    /// The id the host knows it by.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        self.device.id()
    }

    /// Changes it, by the rules of [`DeviceHandle::reconfigure`].
    ///
    /// # Errors
    ///
    /// As [`DeviceHandle::reconfigure`].
    pub fn reconfigure(
        &self,
        control: &ControlContext<'_>,
        edit: impl Fn(EndPoint) -> EndPoint + Send + 'static,
    ) -> Result<ConfigurationChange, Error> {
        self.device
            .reconfigure(control, move |device| edit(EndPoint { device }).device)
    }

    /// Takes it away, at any time. Devices that were made of it stay, without it in their list: the author decides what becomes of them.
    ///
    /// # Errors
    ///
    /// As [`DeviceHandle::remove`].
    pub fn remove(&self, control: &ControlContext<'_>) -> Result<(), Error> {
        self.device.remove(control)
    }
}

/// One end point of a device to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndPointPart {
    /// The UID of the end point, which is published.
    pub uid: String,
    /// The name that the client gives it; empty if it gives none.
    pub name: String,
    /// The number of its input channels to be used.
    #[doc(alias = "kAudioEndPointInputChannelsKey")]
    pub input_channels: u32,
    /// The number of its output channels to be used.
    #[doc(alias = "kAudioEndPointOutputChannelsKey")]
    pub output_channels: u32,
}

/// What a client wants an end-point device to be (the dictionary of `CreateDevice`), checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[doc(alias = "CreateDevice")]
pub struct EndPointDeviceRequest {
    /// The UID the device has to have.
    #[doc(alias = "kAudioEndPointDeviceUIDKey")]
    pub uid: String,
    /// The name the device is to have.
    #[doc(alias = "kAudioEndPointDeviceNameKey")]
    pub name: String,
    /// Its end points, at least one, each once.
    #[doc(alias = "kAudioEndPointDeviceEndPointListKey")]
    pub end_points: Vec<EndPointPart>,
    /// The UID of the end point whose clock counts, if the client says.
    #[doc(alias(
        "kAudioEndPointDeviceMainEndPointKey",
        "kAudioEndPointDeviceMasterEndPointKey"
    ))]
    pub main: Option<String>,
    /// The process that alone is to use the device; `None` if it is for all.
    #[doc(alias = "kAudioEndPointDeviceIsPrivateKey")]
    pub private_to: Option<i32>,
    /// The process that asks. It is no client of a device, so the id is that of the host.
    pub client: Client,
}

/// A key of the dictionary, which is ASCII.
fn key(key: &std::ffi::CStr) -> &str {
    key.to_str().unwrap_or_default()
}

/// A number of channels: none if the key is missing, an error if it is no such number.
fn channels(dictionary: &Value, key: &str) -> Result<u32, Status> {
    match dictionary.get(key) {
        None => Ok(0),
        Some(Value::Integer(channels)) => u32::try_from(*channels)
            .ok()
            .filter(|channels| *channels <= MAX_CHANNELS)
            .ok_or(Status::ILLEGAL_OPERATION),
        Some(_) => Err(Status::ILLEGAL_OPERATION),
    }
}

impl EndPointDeviceRequest {
    /// Checks the dictionary that came with `CreateDevice`. `is_end_point` knows the UIDs of the published end points.
    pub(crate) fn new(
        dictionary: &Value,
        client: Client,
        is_end_point: impl Fn(&str) -> bool,
    ) -> Result<Self, Status> {
        const WRONG: Status = Status::ILLEGAL_OPERATION;
        let required = |dictionary: &Value, key: &str| {
            let text = dictionary.get(key).and_then(Value::as_str);
            let text = text.filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(WRONG)
        };
        let list = key(sys::kAudioEndPointDeviceEndPointListKey);
        let Some(Value::Array(parts)) = dictionary.get(list) else {
            return Err(WRONG);
        };
        let mut seen = HashSet::new();
        let mut end_points = Vec::new();
        for part in parts {
            let uid = required(part, key(sys::kAudioEndPointUIDKey))?;
            if !is_end_point(&uid) || !seen.insert(uid.clone()) {
                return Err(WRONG);
            }
            end_points.push(EndPointPart {
                uid,
                name: match part.get(key(sys::kAudioEndPointNameKey)) {
                    None => String::new(),
                    Some(name) => name.as_str().ok_or(WRONG)?.to_owned(),
                },
                input_channels: channels(part, key(sys::kAudioEndPointInputChannelsKey))?,
                output_channels: channels(part, key(sys::kAudioEndPointOutputChannelsKey))?,
            });
        }
        let main = dictionary
            .get(key(sys::kAudioEndPointDeviceMainEndPointKey))
            .or_else(|| dictionary.get(key(sys::kAudioEndPointDeviceMasterEndPointKey)));
        let main = match main {
            None => None,
            Some(Value::String(uid)) if seen.contains(uid) => Some(uid.clone()),
            Some(_) => return Err(WRONG),
        };
        let is_private = match dictionary.get(key(sys::kAudioEndPointDeviceIsPrivateKey)) {
            None | Some(Value::Integer(0) | Value::Boolean(false)) => false,
            Some(Value::Integer(1) | Value::Boolean(true)) => true,
            Some(_) => return Err(WRONG),
        };
        let request = Self {
            uid: required(dictionary, key(sys::kAudioEndPointDeviceUIDKey))?,
            name: required(dictionary, key(sys::kAudioEndPointDeviceNameKey))?,
            end_points,
            main,
            private_to: is_private.then_some(client.process_id),
            client,
        };
        let is_silent = Direction::BOTH.map(|direction| request.channels(direction)) == [0, 0];
        let has_too_many = Direction::BOTH
            .iter()
            .any(|direction| request.channels(*direction) > MAX_CHANNELS);
        if is_silent || has_too_many {
            return Err(WRONG);
        }
        Ok(request)
    }

    /// The channels of a direction, over all end points.
    #[must_use]
    pub fn channels(&self, direction: Direction) -> u32 {
        let channels = self.end_points.iter().map(|part| match direction {
            Direction::Input => part.input_channels,
            Direction::Output => part.output_channels,
        });
        channels.fold(0, u32::saturating_add)
    }

    /// The dictionary again: `kAudioEndPointDevicePropertyComposition`.
    pub(crate) fn composition(&self) -> CfObject {
        let text = |text: &str| Value::String(text.to_owned());
        let dictionary = |entries: Vec<(&str, Value)>| {
            let mut owned = BTreeMap::new();
            for (key, value) in entries {
                owned.insert(key.to_owned(), value);
            }
            Value::Dictionary(owned)
        };
        let parts = self.end_points.iter().map(|part| {
            let (inputs, outputs) = (part.input_channels, part.output_channels);
            dictionary(vec![
                (key(sys::kAudioEndPointUIDKey), text(&part.uid)),
                (key(sys::kAudioEndPointNameKey), text(&part.name)),
                (
                    key(sys::kAudioEndPointInputChannelsKey),
                    Value::Integer(inputs.into()),
                ),
                (
                    key(sys::kAudioEndPointOutputChannelsKey),
                    Value::Integer(outputs.into()),
                ),
            ])
        });
        let mut entries = vec![
            (key(sys::kAudioEndPointDeviceUIDKey), text(&self.uid)),
            (key(sys::kAudioEndPointDeviceNameKey), text(&self.name)),
            (
                key(sys::kAudioEndPointDeviceEndPointListKey),
                Value::Array(parts.collect()),
            ),
            (
                key(sys::kAudioEndPointDeviceIsPrivateKey),
                Value::Integer(self.private_to.is_some().into()),
            ),
        ];
        if let Some(main) = &self.main {
            entries.push((key(sys::kAudioEndPointDeviceMainEndPointKey), text(main)));
        }
        dictionary(entries).to_object()
    }
}
