//! The operations of an I/O cycle (hal-facts C.11) and what their handlers receive.

use tympan_aspl_sys as sys;

use super::buffer::{Samples, SamplesMut};
use super::cycle::IoCycle;
use super::setup::StreamSetup;
use crate::format::Direction;
use crate::types::ClientId;

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $constant:ident;)*) => {
        /// An I/O operation (`AudioServerPlugInIOOperation`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            $($(#[$doc])* $name,)*
        }

        impl Operation {
            /// The operation with this Core Audio id.
            pub(crate) fn from_id(id: u32) -> Option<Self> {
                match id {
                    $(sys::$constant => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

operations! {
    /// Fill a client's input buffer with a stream's data.
    #[doc(alias = "kAudioServerPlugInIOOperationReadInput")]
    ReadInput = kAudioServerPlugInIOOperationReadInput;
    /// Take the mix of all clients for an output stream.
    #[doc(alias = "kAudioServerPlugInIOOperationWriteMix")]
    WriteMix = kAudioServerPlugInIOOperationWriteMix;
}

impl Operation {
    /// The side of the device whose streams it works on.
    pub(crate) const fn direction(self) -> Direction {
        match self {
            Self::ReadInput => Direction::Input,
            Self::WriteMix => Direction::Output,
        }
    }
}

/// ReadInput: fill `samples` with what the stream has at `sample_time`.
///
/// Several clients read the same range, so reading must not consume.
#[derive(Debug)]
#[non_exhaustive]
#[doc(alias = "kAudioServerPlugInIOOperationReadInput")]
pub struct ReadInput<'a, C: ?Sized = ()> {
    /// The buffer the client will hear.
    pub samples: SamplesMut<'a>,
    /// The client's part.
    pub part: &'a mut C,
    /// The client.
    pub client: ClientId,
    /// The stream.
    pub stream: &'a StreamSetup,
    /// The cycle.
    pub cycle: &'a IoCycle,
    /// Where the first frame lies on the device's timeline, in frames; not a number if the host did not say.
    pub sample_time: f64,
}

/// WriteMix: take `samples`, to be heard at `sample_time`.
#[derive(Debug)]
#[non_exhaustive]
#[doc(alias = "kAudioServerPlugInIOOperationWriteMix")]
pub struct WriteMix<'a, M: ?Sized = ()> {
    /// The mix of all clients, in the stream's own format.
    pub samples: Samples<'a>,
    /// The mix part.
    pub part: &'a mut M,
    /// The stream.
    pub stream: &'a StreamSetup,
    /// The cycle.
    pub cycle: &'a IoCycle,
    /// Where the first frame lies on the device's timeline, in frames; not a number if the host did not say.
    pub sample_time: f64,
}
