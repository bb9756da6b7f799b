//! [`Property`]: one row of a class's table, and the values that rows read and write.

use tympan_aspl_sys as sys;

use super::dispatch::{Address, Request};
use crate::cf::{CfObject, CfString};
use crate::driver::Driver;
use crate::error::Status;
use crate::format::Direction;
use crate::types::ObjectId;

/// The type of a property's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    UInt32,
    Float64,
    ChannelPair,
    /// A CFString, handed over with a reference of its own.
    Text,
    /// A CFURL, handed over with a reference of its own.
    Url,
    StreamFormat,
    /// A list: whole items are left out when the host's buffer is too small for all.
    List,
    /// An `AudioChannelLayout`: of variable size, but never cut.
    ChannelLayout,
}

impl ValueType {
    /// The size of every value of the type, if they are all alike.
    pub(crate) const fn fixed_size(self) -> Option<usize> {
        match self {
            Self::UInt32 => Some(4),
            Self::Float64 | Self::ChannelPair | Self::Text | Self::Url => Some(8),
            Self::StreamFormat => Some(size_of::<sys::AudioStreamBasicDescription>()),
            Self::List | Self::ChannelLayout => None,
        }
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
#[derive(Debug)]
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

    pub(crate) fn format(format: &sys::AudioStreamBasicDescription) -> Self {
        Self::value(&format_bytes(format))
    }

    pub(crate) fn ids(ids: impl IntoIterator<Item = ObjectId>) -> Self {
        Self::list(ids.into_iter().map(|id| id.0.to_ne_bytes()))
    }

    /// A list of discrete sample rates, each an `AudioValueRange` with both ends alike.
    pub(crate) fn rates(rates: &[f64]) -> Self {
        Self::list(rates.iter().map(|rate| range_bytes(*rate)))
    }

    /// A list of `AudioStreamRangedDescription`s, each for one rate.
    pub(crate) fn ranged_formats(
        formats: impl IntoIterator<Item = sys::AudioStreamBasicDescription>,
    ) -> Self {
        Self::list(formats.into_iter().map(|format| {
            let mut bytes = [0; size_of::<sys::AudioStreamRangedDescription>()];
            bytes[..40].copy_from_slice(&format_bytes(&format));
            bytes[40..].copy_from_slice(&range_bytes(format.mSampleRate));
            bytes
        }))
    }

    fn list<const N: usize>(items: impl IntoIterator<Item = [u8; N]>) -> Self {
        let bytes = items.into_iter().flatten().collect();
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

fn range_bytes(rate: f64) -> [u8; size_of::<sys::AudioValueRange>()] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&rate.to_ne_bytes());
    bytes[8..].copy_from_slice(&rate.to_ne_bytes());
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

/// Reads an `AudioStreamBasicDescription` that the host passed.
pub(crate) fn format_from_bytes(bytes: &[u8]) -> Result<sys::AudioStreamBasicDescription, Status> {
    let bytes: &[u8; Answer::INLINE] = bytes.try_into().map_err(|_| Status::BAD_SIZE)?;
    let (rate, words) = bytes.split_at(8);
    let mut words = words
        .chunks_exact(4)
        .map(|word| word.try_into().map_or(0, u32::from_ne_bytes));
    let mut next = || words.next().unwrap_or(0);
    Ok(sys::AudioStreamBasicDescription {
        mSampleRate: float64_from_bytes(rate)?,
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

/// Reads a `Float64` that the host passed.
pub(crate) fn float64_from_bytes(bytes: &[u8]) -> Result<f64, Status> {
    bytes
        .try_into()
        .map(f64::from_ne_bytes)
        .map_err(|_| Status::BAD_SIZE)
}

/// Reads a `UInt32` that the host passed.
pub(crate) fn uint32_from_bytes(bytes: &[u8]) -> Result<u32, Status> {
    bytes
        .try_into()
        .map(u32::from_ne_bytes)
        .map_err(|_| Status::BAD_SIZE)
}

/// What has to follow a property's being set.
#[derive(Debug, PartialEq)]
pub(crate) enum Effect {
    /// Nothing: the value was there already, or nobody needs to know.
    None,
    /// The host has to hear that these properties of the object changed.
    Changed(&'static [Address]),
    /// The change waits for the host to stop I/O: ask for it (hal-facts C.8).
    Configure(super::Change),
}

/// An object as a table's functions see it: with the driver it belongs to.
pub(crate) struct View<'a, T> {
    pub(crate) driver: &'a Driver,
    pub(crate) object: &'a T,
}

type Read<T> = fn(&View<'_, T>, &Request<'_>) -> Result<Answer, Status>;
type Write<T> = fn(&View<'_, T>, &Request<'_>, &[u8]) -> Result<Effect, Status>;

/// One row of a class's table: everything there is to know about a property.
pub(crate) struct Property<T: 'static> {
    pub(crate) selector: sys::AudioObjectPropertySelector,
    pub(crate) value: ValueType,
    pub(crate) at: At,
    pub(crate) qualifier: QualifierType,
    /// Whether the object has it at this address, beyond what `at` says.
    pub(crate) present: fn(&View<'_, T>, Address) -> bool,
    pub(crate) read: Read<T>,
    pub(crate) write: Option<Write<T>>,
}

impl<T: 'static> Property<T> {
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
            present: |_, _| true,
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

    pub(crate) const fn settable(mut self, write: Write<T>) -> Self {
        self.write = Some(write);
        self
    }

    /// A property that only some objects of the class have.
    pub(crate) const fn present_if(mut self, present: fn(&View<'_, T>, Address) -> bool) -> Self {
        self.present = present;
        self
    }

    /// Whether `object` has the property at `address`.
    pub(crate) fn is_at(&self, view: &View<'_, T>, address: Address) -> bool {
        let found = match self.at {
            At::Anywhere | At::Filtered | At::Elements => true,
            At::Sides => Direction::from_scope(address.scope).is_some(),
            At::Input => Direction::from_scope(address.scope) == Some(Direction::Input),
        };
        found && (self.present)(view, address)
    }
}
