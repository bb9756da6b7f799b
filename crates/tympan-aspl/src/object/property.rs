//! [`Property`]: one row of a class's table, and the values that rows read and write.

use core::ops::RangeInclusive;
use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::dispatch::{Address, Class, Request};
use crate::cf::{CfObject, CfString};
use crate::driver::Driver;
use crate::error::Status;
use crate::format::Direction;
use crate::realtime::ControlContext;
use crate::types::ObjectId;

/// The type of a property's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    UInt32,
    Float32,
    Float64,
    /// Two `UInt32`s.
    Pair,
    /// An `AudioValueRange`.
    Range,
    /// A CFString, handed over with a reference of its own.
    Text,
    /// A CFURL, handed over with a reference of its own.
    Url,
    /// A CFPropertyList (any of its types), handed over with a reference of its own.
    PropertyList,
    StreamFormat,
    /// A list of items of this many bytes: whole items are left out when the host's buffer is too small for all.
    List(Item),
    /// An `AudioChannelLayout`: of variable size, but never cut.
    ChannelLayout,
    /// Bytes that only the author knows the meaning of.
    Bytes,
}

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Id,
    UInt32,
    Range,
    RangedFormat,
    CustomProperty,
}

impl ValueType {
    /// The size of every value of the type, if they are all alike.
    pub(crate) const fn fixed_size(self) -> Option<usize> {
        match self {
            Self::UInt32 | Self::Float32 => Some(4),
            Self::Float64 | Self::Pair | Self::Text | Self::Url | Self::PropertyList => Some(8),
            Self::Range => Some(16),
            Self::StreamFormat => Some(size_of::<sys::AudioStreamBasicDescription>()),
            Self::List(_) | Self::ChannelLayout | Self::Bytes => None,
        }
    }

    /// Whether the value is a CoreFoundation object.
    pub(crate) const fn is_object(self) -> bool {
        matches!(self, Self::Text | Self::Url | Self::PropertyList)
    }
}

/// What a property's qualifier has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QualifierType {
    /// There is none; what the host passes is ignored.
    None,
    /// A list of class ids, possibly empty.
    Classes,
    /// One CFString.
    Text,
    /// One `UInt32`.
    UInt32,
    /// One CoreFoundation object.
    Object,
    /// Bytes that only the author knows the meaning of, possibly none.
    Bytes,
}

/// Who tells clients that a property changed (the column "Notify" of hal-facts B).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notify {
    /// Nobody: it does not change, or is a question rather than a value.
    Nobody,
    /// The plug-in announces it.
    PlugIn,
    /// The host finds out after a configuration change, which is the only way to change it.
    Configuration,
}

/// At which scopes and elements a property is found (hal-facts C.2: lenient wherever Apple's samples are).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// Everywhere, with the value of the global scope and main element.
    Anywhere,
    /// Everywhere, but the scope chooses the side the value is of.
    Filtered,
    /// Only at the input and output scopes.
    Sides,
    /// Only at the input scope.
    Input,
    /// Only at the elements for which the author gave a value.
    Elements,
}

/// The value of a property, ready to be handed over.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    /// A value of fixed size, in the first `length` bytes.
    Value {
        bytes: [u8; Answer::INLINE],
        length: usize,
    },
    /// Items of `item_size` bytes each.
    List { bytes: Vec<u8>, item_size: usize },
    /// A variable-sized value that cannot be cut.
    Whole(Vec<u8>),
    /// A CoreFoundation object; the host receives its reference.
    Object(CfObject),
}

impl Answer {
    const INLINE: usize = size_of::<sys::AudioStreamBasicDescription>();

    fn value(value: &[u8]) -> Self {
        let mut bytes = [0; Self::INLINE];
        bytes[..value.len()].copy_from_slice(value);
        Self::Value {
            bytes,
            length: value.len(),
        }
    }

    pub(crate) fn uint32(value: u32) -> Self {
        Self::value(&value.to_ne_bytes())
    }

    pub(crate) fn flag(value: bool) -> Self {
        Self::uint32(value.into())
    }

    pub(crate) fn id(id: ObjectId) -> Self {
        Self::uint32(id.0)
    }

    pub(crate) fn float32(value: f32) -> Self {
        Self::value(&value.to_ne_bytes())
    }

    pub(crate) fn float64(value: f64) -> Self {
        Self::value(&value.to_ne_bytes())
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Object(CfString::new(text).into())
    }

    pub(crate) fn pair([first, second]: [u32; 2]) -> Self {
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&first.to_ne_bytes());
        bytes[4..].copy_from_slice(&second.to_ne_bytes());
        Self::value(&bytes)
    }

    /// An `AudioValueRange`.
    pub(crate) fn range(minimum: f64, maximum: f64) -> Self {
        Self::value(&range_bytes(minimum, maximum))
    }

    pub(crate) fn format(format: &sys::AudioStreamBasicDescription) -> Self {
        Self::value(&format_bytes(format))
    }

    pub(crate) fn ids(ids: impl IntoIterator<Item = ObjectId>) -> Self {
        Self::list(ids.into_iter().map(|id| id.0.to_ne_bytes()))
    }

    pub(crate) fn uint32s(values: impl IntoIterator<Item = u32>) -> Self {
        Self::list(values.into_iter().map(u32::to_ne_bytes))
    }

    /// A list of `AudioValueRange`s: both ends are alike where one sample rate is meant.
    pub(crate) fn rates(rates: &[RangeInclusive<f64>]) -> Self {
        Self::list(
            rates
                .iter()
                .map(|rates| range_bytes(*rates.start(), *rates.end())),
        )
    }

    /// A list of `AudioStreamRangedDescription`s.
    pub(crate) fn ranged_formats<'a>(
        formats: impl IntoIterator<Item = (sys::AudioStreamBasicDescription, &'a RangeInclusive<f64>)>,
    ) -> Self {
        Self::list(formats.into_iter().map(|(format, rates)| {
            let mut bytes = [0; size_of::<sys::AudioStreamRangedDescription>()];
            bytes[..40].copy_from_slice(&format_bytes(&format));
            bytes[40..].copy_from_slice(&range_bytes(*rates.start(), *rates.end()));
            bytes
        }))
    }

    pub(crate) fn list<const N: usize>(items: impl IntoIterator<Item = [u8; N]>) -> Self {
        let mut bytes = Vec::new();
        for item in items {
            bytes.extend_from_slice(&item);
        }
        Self::List {
            bytes,
            item_size: N,
        }
    }

    /// The bytes the whole value takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Value { length, .. } => *length,
            Self::List { bytes, .. } | Self::Whole(bytes) => bytes.len(),
            Self::Object(_) => size_of::<sys::CFTypeRef>(),
        }
    }
}

fn range_bytes(minimum: f64, maximum: f64) -> [u8; size_of::<sys::AudioValueRange>()] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&minimum.to_ne_bytes());
    bytes[8..].copy_from_slice(&maximum.to_ne_bytes());
    bytes
}

fn format_bytes(format: &sys::AudioStreamBasicDescription) -> [u8; Answer::INLINE] {
    let mut bytes = [0; Answer::INLINE];
    bytes[..8].copy_from_slice(&format.mSampleRate.to_ne_bytes());
    let words = [
        format.mFormatID,
        format.mFormatFlags,
        format.mBytesPerPacket,
        format.mFramesPerPacket,
        format.mBytesPerFrame,
        format.mChannelsPerFrame,
        format.mBitsPerChannel,
        format.mReserved,
    ];
    for (target, word) in bytes[8..].chunks_exact_mut(4).zip(words) {
        target.copy_from_slice(&word.to_ne_bytes());
    }
    bytes
}

/// The value that the host wants a property to have, in safe form.
#[derive(Debug)]
pub(crate) enum Data<'a> {
    Bytes(&'a [u8]),
    /// For properties whose value is a CoreFoundation object.
    Object(CfObject),
}

impl Data<'_> {
    pub(crate) fn bytes(&self) -> Result<&[u8], Status> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Object(_) => Err(Status::ILLEGAL_OPERATION),
        }
    }

    fn array<const N: usize>(&self) -> Result<[u8; N], Status> {
        self.bytes()?.try_into().map_err(|_| Status::BAD_SIZE)
    }

    pub(crate) fn uint32(&self) -> Result<u32, Status> {
        self.array().map(u32::from_ne_bytes)
    }

    /// A list of `UInt32`s.
    pub(crate) fn uint32s(&self) -> Result<Vec<u32>, Status> {
        let items = self.bytes()?.chunks(4);
        items.map(|item| Data::Bytes(item).uint32()).collect()
    }

    /// A `UInt32` of which only zero or not matters.
    pub(crate) fn flag(&self) -> Result<bool, Status> {
        self.uint32().map(|value| value != 0)
    }

    pub(crate) fn float32(&self) -> Result<f32, Status> {
        self.array().map(f32::from_ne_bytes)
    }

    pub(crate) fn float64(&self) -> Result<f64, Status> {
        self.array().map(f64::from_ne_bytes)
    }

    pub(crate) fn text(&self) -> Result<String, Status> {
        let Self::Object(object) = self else {
            return Err(Status::ILLEGAL_OPERATION);
        };
        let text = object.downcast_ref::<CfString>();
        text.map(|text| text.to_string())
            .ok_or(Status::ILLEGAL_OPERATION)
    }

    pub(crate) fn format(&self) -> Result<sys::AudioStreamBasicDescription, Status> {
        let bytes: [u8; Answer::INLINE] = self.array()?;
        let (rate, words) = bytes.split_at(8);
        let mut words = words
            .chunks_exact(4)
            .map(|word| word.try_into().map_or(0, u32::from_ne_bytes));
        let mut next = || words.next().unwrap_or(0);
        Ok(sys::AudioStreamBasicDescription {
            mSampleRate: Data::Bytes(rate).float64()?,
            mFormatID: next(),
            mFormatFlags: next(),
            mBytesPerPacket: next(),
            mFramesPerPacket: next(),
            mBytesPerFrame: next(),
            mChannelsPerFrame: next(),
            mBitsPerChannel: next(),
            mReserved: next(),
        })
    }
}

/// An object as its table's functions see it: with the driver it belongs to, and one consistent state of it.
pub(crate) struct View<'a, T: Class> {
    pub(crate) driver: &'a Arc<Driver>,
    pub(crate) object: &'a T,
    pub(crate) state: T::State,
}

impl<T: Class> View<'_, T> {
    /// Notes that properties of the object changed.
    pub(crate) fn announce(&self, control: &ControlContext<'_>, addresses: &[Address]) {
        control.announce(self.driver, self.object.id(), addresses);
    }
}

type Present<T> = fn(&View<'_, T>, Address) -> bool;
type Read<T> = fn(&View<'_, T>, &Request<'_>) -> Result<Answer, Status>;
type Write<T> =
    fn(&View<'_, T>, &ControlContext<'_>, &Request<'_>, &Data<'_>) -> Result<(), Status>;

/// One row of a class's table: everything there is to know about a property.
pub(crate) struct Property<T: Class> {
    pub(crate) selector: sys::AudioObjectPropertySelector,
    pub(crate) value: ValueType,
    pub(crate) at: At,
    pub(crate) qualifier: QualifierType,
    pub(crate) notify: Notify,
    /// What backs it in the framework's API.
    pub(crate) api: &'static str,
    /// Whether the host passes a value in with the question, of the same type as the answer (hal-facts B.10, the conversions).
    pub(crate) takes_input: bool,
    /// Whether the object has it at this address, beyond what `at` says.
    pub(crate) present: Option<Present<T>>,
    pub(crate) read: Read<T>,
    pub(crate) write: Option<Write<T>>,
}

impl<T: Class> Property<T> {
    /// A property that every object of the class has.
    pub(crate) const fn new(
        selector: sys::AudioObjectPropertySelector,
        value: ValueType,
        read: Read<T>,
    ) -> Self {
        Self {
            selector,
            value,
            at: At::Anywhere,
            qualifier: QualifierType::None,
            notify: Notify::Nobody,
            api: "",
            takes_input: false,
            present: None,
            read,
            write: None,
        }
    }

    pub(crate) const fn at(mut self, at: At) -> Self {
        self.at = at;
        self
    }

    pub(crate) const fn qualifier(mut self, qualifier: QualifierType) -> Self {
        self.qualifier = qualifier;
        self
    }

    /// The plug-in announces its changes.
    pub(crate) const fn announced(mut self) -> Self {
        self.notify = Notify::PlugIn;
        self
    }

    /// Only a configuration change changes it.
    pub(crate) const fn configured(mut self) -> Self {
        self.notify = Notify::Configuration;
        self
    }

    pub(crate) const fn api(mut self, api: &'static str) -> Self {
        self.api = api;
        self
    }

    pub(crate) const fn takes_input(mut self) -> Self {
        self.takes_input = true;
        self
    }

    pub(crate) const fn settable(mut self, write: Write<T>) -> Self {
        self.write = Some(write);
        self
    }

    /// A property that only some objects of the class have.
    pub(crate) const fn present_if(mut self, present: Present<T>) -> Self {
        self.present = Some(present);
        self
    }

    /// Whether `object` has the property at `address`.
    pub(crate) fn is_at(&self, view: &View<'_, T>, address: Address) -> bool {
        let found = match self.at {
            At::Anywhere | At::Filtered | At::Elements => true,
            At::Sides => Direction::from_scope(address.scope).is_some(),
            At::Input => Direction::from_scope(address.scope) == Some(Direction::Input),
        };
        found && self.present.is_none_or(|present| present(view, address))
    }
}
