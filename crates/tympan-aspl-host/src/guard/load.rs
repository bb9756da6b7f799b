//! The control side at work: every property is asked for and set, over and over; clients, configurations and devices come and go.
//!
//! It calls the driver past the host's own bookkeeping, so that no lock of the host is held in a call.

use std::fmt;

use tympan_aspl::cf::CfObject;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{
    AudioObjectID, kAudioBoxPropertyAcquired, kAudioDevicePropertyNominalSampleRate,
};

use crate::audio_box::AudioBox;
use crate::client::ClientIdentity;
use crate::device::Device;
use crate::error::HostError;
use crate::host::{Content, Core, Property};
use crate::interface::Argument;
use crate::table::Kind;

/// Under Miri, of this many properties one is worked on, besides the author's own that can be set: behind these is code that nobody has tried before.
const SPARSENESS: usize = 40;

/// What is to be done with a property of an object, over and over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deed {
    object: AudioObjectID,
    property: Property,
    verb: Verb,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Get,
    Set,
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.verb {
            Verb::Get => "GetPropertyData",
            Verb::Set => "SetPropertyData",
        };
        let Deed {
            object, property, ..
        } = self;
        write!(f, "{verb} of object {object}, {}", property.address)
    }
}

impl Deed {
    /// What can be done with the properties of some objects that there are now, of all if none are named.
    pub(super) fn all(core: &Core, of: Option<&Device>) -> Result<Vec<Deed>, HostError> {
        let mirror = core.mirror()?;
        let family = of.map(|device| mirror.family(device.id()));
        let mut deeds = Vec::new();
        for (id, known) in &mirror.objects {
            if family.as_ref().is_some_and(|family| !family.contains(id)) {
                continue;
            }
            for property in core.properties(*id, known.class, known.base)? {
                let deed = |verb| Deed {
                    object: *id,
                    property,
                    verb,
                };
                deeds.push(deed(Verb::Get));
                let driver = &core.instance.driver;
                if is_set_here(&property)
                    && matches!(driver.is_settable(*id, 0, property.address), Ok(true))
                {
                    deeds.push(deed(Verb::Set));
                }
            }
        }
        let is_chosen = |(index, deed): &(usize, Deed)| {
            !cfg!(miri) || index % SPARSENESS == 0 || deed.is_set() && deed.property.custom
        };
        let chosen = deeds.into_iter().enumerate().filter(is_chosen);
        Ok(chosen.map(|(_, deed)| deed).collect())
    }

    pub(super) fn is_set(&self) -> bool {
        self.verb == Verb::Set
    }

    /// The values to set: another one, where one can be made, and the one that it has.
    pub(super) fn values(&self, core: &Core) -> Vec<Ready> {
        if self.verb == Verb::Get {
            return Vec::new();
        }
        let now = core.content(self.object, &self.property);
        let other = other(self.property.kind, &now);
        other
            .into_iter()
            .chain([now])
            .filter_map(Ready::new)
            .collect()
    }

    /// Does it once, with the values that were made for it. The driver may say no.
    pub(super) fn act(&self, core: &Core, values: &[Ready]) {
        let Deed {
            object, property, ..
        } = *self;
        let address = property.address;
        let driver = &core.instance.driver;
        if self.verb == Verb::Get {
            let _ = driver.has_property(object, 0, address);
            let _ = driver.is_settable(object, 0, address);
            core.content(object, &property);
        }
        for value in values {
            let value = match value {
                Ready::Bytes(bytes) => Argument::Bytes(bytes),
                Ready::Object(object) => Argument::Object(object),
            };
            let _ = driver.set_property(object, 0, address, Argument::None, value);
        }
    }
}

/// Whether a property is set like any other. What these set off takes more than a call, so they have a time of their own.
fn is_set_here(property: &Property) -> bool {
    let selector = property.address.selector;
    selector != kAudioBoxPropertyAcquired && selector != kAudioDevicePropertyNominalSampleRate
}

/// A value that is ready to be set.
pub(super) enum Ready {
    Bytes(Vec<u8>),
    Object(CfObject),
}

impl Ready {
    fn new(content: Content) -> Option<Ready> {
        match content {
            Content::Bytes(bytes) => Some(Ready::Bytes(bytes)),
            Content::Object(value) => Some(Ready::Object(value.to_object())),
            Content::Null | Content::Failed(_) => None,
        }
    }
}

/// Another value than this one, where one can be made without knowing what it means.
fn other(kind: Kind, content: &Content) -> Option<Content> {
    match content {
        Content::Bytes(bytes) if kind == Kind::Flag => {
            let value = u32::from_ne_bytes(bytes.as_slice().try_into().ok()?);
            Some(Content::Bytes(u32::from(value == 0).to_ne_bytes().to_vec()))
        }
        Content::Bytes(bytes) if kind == Kind::Float32 => {
            let value = f32::from_ne_bytes(bytes.as_slice().try_into().ok()?);
            let other = if value > 0.5 { 0.25 } else { 0.75 };
            Some(Content::Bytes(f32::to_ne_bytes(other).to_vec()))
        }
        Content::Object(Value::Boolean(value)) => Some(Content::Object(Value::Boolean(!value))),
        Content::Object(Value::Integer(value)) => {
            Some(Content::Object(Value::Integer(value.wrapping_add(1))))
        }
        Content::Object(Value::Real(value)) => {
            let other = if *value > 0.5 { 0.25 } else { 0.75 };
            Some(Content::Object(Value::Real(other)))
        }
        _ => None,
    }
}

/// What comes and goes while a device runs.
pub(super) struct Changes {
    pub(super) device: Device,
    pub(super) boxes: Vec<AudioBox>,
    round: usize,
    /// How many changes were made.
    pub(super) made: u64,
}

impl Changes {
    pub(super) fn new(device: Device, boxes: Vec<AudioBox>) -> Changes {
        Changes {
            device,
            boxes,
            round: 0,
            made: 0,
        }
    }

    /// Makes one change, and now and then a greater one. The driver may say no, and the device may be away.
    pub(super) fn step(&mut self) {
        self.round += 1;
        let changed = match self.round % 32 {
            3 | 11 | 19 | 27 => self.next_rate(),
            7 => self.release_and_acquire(),
            _ => self.visit(),
        };
        self.made += u64::from(changed.is_ok());
    }

    /// A client comes and goes.
    fn visit(&self) -> Result<(), HostError> {
        let client = self.device.add_client(&ClientIdentity::default())?;
        self.device.remove_client(client)
    }

    fn next_rate(&self) -> Result<(), HostError> {
        let rates = self.device.sample_rates()?;
        let now = self.device.sample_rate()?;
        let at = rates.iter().position(|range| range.mMinimum == now);
        let next = rates.get(at.map_or(0, |at| (at + 1) % rates.len()));
        match next {
            Some(range) => self.device.set_sample_rate(range.mMinimum),
            None => Ok(()),
        }
    }

    /// Boxes lose their devices, and get them back.
    fn release_and_acquire(&self) -> Result<(), HostError> {
        for case in &self.boxes {
            if case.is_acquired()? {
                case.set_acquired(false)?;
                case.set_acquired(true)?;
            }
        }
        Ok(())
    }
}
