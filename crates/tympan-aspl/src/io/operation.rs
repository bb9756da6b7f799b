//! The operations of an I/O cycle (hal-facts C.11): one table says which there are and what their buffers hold.

use tympan_aspl_sys as sys;

use crate::format::Direction;

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $constant:ident, $shape:expr;)*) => {
        /// An I/O operation (`AudioServerPlugInIOOperation`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\n`", stringify!($constant), "`")]
                $name,
            )*
        }

        impl Operation {
            /// All operations, in the order of a cycle.
            pub const ALL: [Self; OPERATIONS] = [$(Self::$name),*];

            /// The operation with this Core Audio id.
            pub(crate) fn from_id(id: u32) -> Option<Self> {
                match id {
                    $(sys::$constant => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// What its buffers hold; `None` for the two that have none.
            pub(crate) const fn shape(self) -> Option<Shape> {
                match self {
                    $(Self::$name => $shape,)*
                }
            }
        }

        /// How many there are.
        pub(crate) const OPERATIONS: usize = [$(stringify!($name)),*].len();
    };
}

/// In which format the samples of a buffer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The stream's own.
    Native,
    /// Float32, in which the host mixes.
    Canonical,
}

/// Whose part an operation works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Client,
    Mix,
}

/// What the buffers of an operation hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The side of the device whose streams it works on.
    pub(crate) direction: Direction,
    pub(crate) owner: Owner,
    /// What the host gives.
    pub(crate) takes: Option<Stage>,
    /// What the host is given.
    pub(crate) gives: Option<Stage>,
}

impl Shape {
    const fn new(
        direction: Direction,
        owner: Owner,
        takes: Option<Stage>,
        gives: Option<Stage>,
    ) -> Option<Self> {
        Some(Self {
            direction,
            owner,
            takes,
            gives,
        })
    }
}

use Direction::{Input, Output};
use Owner::{Client, Mix};
use Stage::{Canonical, Native};

operations! {
    /// The life of an I/O thread: has a beginning and an end, and no data.
    #[doc(alias = "kAudioServerPlugInIOOperationThread")]
    Thread = kAudioServerPlugInIOOperationThread, None;
    /// One pass of an I/O thread: has a beginning and an end, and no data.
    #[doc(alias = "kAudioServerPlugInIOOperationCycle")]
    Cycle = kAudioServerPlugInIOOperationCycle, None;
    /// Fill a client's input buffer with a stream's data.
    #[doc(alias = "kAudioServerPlugInIOOperationReadInput")]
    ReadInput = kAudioServerPlugInIOOperationReadInput, Shape::new(Input, Client, None, Some(Native));
    /// Make Float32 of a client's input in the stream's format.
    #[doc(alias = "kAudioServerPlugInIOOperationConvertInput")]
    ConvertInput = kAudioServerPlugInIOOperationConvertInput, Shape::new(Input, Client, Some(Native), Some(Canonical));
    /// Change a client's input.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessInput")]
    ProcessInput = kAudioServerPlugInIOOperationProcessInput, Shape::new(Input, Client, Some(Canonical), Some(Canonical));
    /// Change one client's output.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessOutput")]
    ProcessOutput = kAudioServerPlugInIOOperationProcessOutput, Shape::new(Output, Client, Some(Canonical), Some(Canonical));
    /// Take one client's output into the driver's own mix. The operations on the host's mix are not done then.
    #[doc(alias = "kAudioServerPlugInIOOperationMixOutput")]
    MixOutput = kAudioServerPlugInIOOperationMixOutput, Shape::new(Output, Client, Some(Canonical), None);
    /// Change the mix of all clients.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessMix")]
    ProcessMix = kAudioServerPlugInIOOperationProcessMix, Shape::new(Output, Mix, Some(Canonical), Some(Canonical));
    /// Make samples of the stream's format of the mix in Float32.
    #[doc(alias = "kAudioServerPlugInIOOperationConvertMix")]
    ConvertMix = kAudioServerPlugInIOOperationConvertMix, Shape::new(Output, Mix, Some(Canonical), Some(Native));
    /// Take the mix of all clients for an output stream.
    #[doc(alias = "kAudioServerPlugInIOOperationWriteMix")]
    WriteMix = kAudioServerPlugInIOOperationWriteMix, Shape::new(Output, Mix, Some(Native), None);
}

impl Operation {
    /// The side of the device whose streams it works on; `None` for [`Thread`](Self::Thread) and [`Cycle`](Self::Cycle).
    pub fn direction(self) -> Option<Direction> {
        self.shape().map(|shape| shape.direction)
    }
}

/// Where in the time of an operation a hook is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Begin,
    End,
}

/// What an `Io` does, in bits that the I/O path reads without entering anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared(u64);

impl Declared {
    const HANDLED: usize = 0;
    const SEPARATE: usize = 1;
    const BEGIN: usize = 2;
    const END: usize = 3;

    pub(crate) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    const fn bit(group: usize, operation: Operation) -> u64 {
        1 << (group * OPERATIONS + operation as usize)
    }

    fn group(edge: Edge) -> usize {
        match edge {
            Edge::Begin => Self::BEGIN,
            Edge::End => Self::END,
        }
    }

    /// The operation has a handler.
    pub(super) fn handle(&mut self, operation: Operation) {
        self.0 |= Self::bit(Self::HANDLED, operation);
    }

    /// Its result goes to the secondary buffer.
    pub(super) fn separate(&mut self, operation: Operation) {
        self.0 |= Self::bit(Self::SEPARATE, operation);
    }

    /// Its result stays in the main buffer.
    pub(super) fn in_place(&mut self, operation: Operation) {
        self.0 &= !Self::bit(Self::SEPARATE, operation);
    }

    pub(super) fn hook(&mut self, operation: Operation, edge: Edge) {
        self.0 |= Self::bit(Self::group(edge), operation);
    }

    pub(crate) fn handles(self, operation: Operation) -> bool {
        self.0 & Self::bit(Self::HANDLED, operation) != 0
    }

    pub(crate) fn is_separate(self, operation: Operation) -> bool {
        self.0 & Self::bit(Self::SEPARATE, operation) != 0
    }

    /// Whether any operation has a hook there.
    pub(crate) fn has_hooks(self, edge: Edge) -> bool {
        self.0 >> (Self::group(edge) * OPERATIONS) & ((1 << OPERATIONS) - 1) != 0
    }

    pub(crate) fn has_hook(self, operation: Operation, edge: Edge) -> bool {
        self.0 & Self::bit(Self::group(edge), operation) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_has_one_meaning() {
        let mut declared = Declared::default();
        let mut bits = 0;
        assert!(!declared.has_hooks(Edge::Begin) && !declared.has_hooks(Edge::End));
        for operation in Operation::ALL {
            declared.handle(operation);
            declared.separate(operation);
            declared.hook(operation, Edge::Begin);
            assert_eq!(declared.has_hooks(Edge::End), bits > 0);
            declared.hook(operation, Edge::End);
            assert!(declared.has_hooks(Edge::Begin) && declared.has_hooks(Edge::End));
            bits += 4;
            assert_eq!(declared.bits().count_ones(), bits);
            declared.in_place(operation);
            assert!(!declared.is_separate(operation) && declared.handles(operation));
            declared.separate(operation);
        }
    }
}
