//! The C ABI between host and driver: the only place where the host touches foreign pointers.
//!
//! [`driver`] wraps the calls into a driver as safe functions with checked results, [`host`] is the vtable a driver calls,
//! [`simulation`] the private interface that our own drivers answer. Everything above this module is safe code.
//!
//! The promises relied on: a driver reference points to a cell whose first word points to a vtable of 23 slots that stays
//! valid until the instance is destroyed (hal-facts A.5, A.6), the vtable may be entered from several threads at once
//! (hal-facts C.1), and CoreFoundation values that come out of a call carry a reference for the caller (hal-facts B.1).

mod driver;
pub(crate) mod host;
mod instance;
mod io;
#[cfg(target_vendor = "apple")]
pub(crate) mod mach;
pub(crate) mod memory;
mod property;
mod simulation;

pub(crate) use driver::ClientInfo;
pub(crate) use instance::Instance;
pub use io::ZeroTimeStamp;
pub(crate) use io::{IoCall, WillDo};

pub(crate) use memory::Block;
pub(crate) use property::Argument;
