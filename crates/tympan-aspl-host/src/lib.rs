//! A simulated HAL that loads, runs and records AudioServerPlugIns on any OS.
//!
//! It is the other half of the contract that a driver has with `coreaudiod`: it loads the driver, gives it a host to call, reads
//! its object tree, adds clients, and runs I/O cycles by the driver's own clock. Everything it does with a driver goes through the
//! C vtable, so it runs drivers of any make. Where the real host is silent, it is strict: what a driver does against the contract is
//! noted as a [`Violation`].
//!
//! * [`Driver`] loads: in process, or from a bundle.
//! * [`Host`] starts a driver and answers it. [`Device`], [`Stream`] and [`Object`] are handles to what it publishes.
//! * [`Clock`] is host time: virtual (deterministic, as fast as the machine) or that of the machine.
//! * [`Storage`] keeps the driver's settings.
//!
//! # Threads
//!
//! All handles may be used on any thread. A host never calls the driver with a lock held that the driver's calls to the host need.
//! Requests for configuration changes are answered on the host's side, never inside the call that makes them: after each property
//! that is set through a handle, between two I/O cycles, and in [`Host::process`].

mod address;
mod client;
mod clock;
mod decode;
mod device;
mod engine;
mod error;
mod host;
mod interface;
mod io;
mod loader;
mod object;
mod session;
mod storage;
mod tree;
mod violation;

#[cfg(all(feature = "c-symbols", target_os = "linux"))]
pub mod symbols;

pub use address::{Address, Direction};
pub use client::{ClientId, ClientIdentity};
pub use clock::{Clock, Timebase};
pub use device::{Device, Stream};
pub use engine::Engine;
pub use error::HostError;
pub use host::{Event, EventKind, Host, HostBuilder, NotificationPolicy, Report, RequestPolicy};
pub use io::{ClientIo, Cycle, EngineOptions, IoProc, StartCalls, ThreadModel};
pub use loader::{Driver, Factory, LoadError};
pub use object::{Object, Qualifier};
pub use session::{ClientOutcome, ClientPlan, Outcome, Progress, Session};
pub use storage::Storage;
pub use tree::{Data, ObjectNode, PropertyNode, Tree, Value};
pub use violation::{Rule, Violation};

pub use tympan_aspl::cf;
pub use tympan_aspl::cf::property_list::Value as PropertyList;
pub use tympan_aspl_sys as sys;
