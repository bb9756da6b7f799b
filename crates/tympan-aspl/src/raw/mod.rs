//! The C edge: factory, vtable, and the one door through which every call of the host comes.
//!
//! Everything unsafe about the ABI is here. An entry point copies what the host passed, goes through one door, which checks the driver reference and
//! contains panics, and calls safe code; answers are written back through raw pointers, so nothing is assumed of their alignment or of overlaps.
//!
//! The one promise relied on is the header's (hal-facts A.6, C.6, D.2): a pointer that is not null is valid for its documented size during the call, and
//! a CoreFoundation reference is an object of that kind or null.

mod control;
mod door;
mod factory;
mod host;
mod io;
mod pointer;
mod property;
mod registry;
pub mod simulation;
mod time;
mod unknown;

pub use door::trace_to;
pub use factory::{DriverDefinition, factory};
pub(crate) use host::{Host, Stored};
pub(crate) use time::TimeSource;
