//! A simulated HAL that loads, runs and records AudioServerPlugIns on any OS.
//!
//! It is the other half of the contract that a driver has with `coreaudiod`: it loads the driver, gives it a host to call, reads
//! its object tree, adds clients, and runs I/O cycles by the driver's own clock. Everything it does with a driver goes through the
//! C vtable, so it runs drivers of any make. Where the real host is silent, it is strict: what a driver does against the contract is
//! noted as a [`Violation`].
//!
//! ```
//! use tympan_aspl::prelude::*;
//! use tympan_aspl_host::{ClientPlan, Driver, Host, Session};
//!
//! // A driver, as its crate has it.
//! fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
//!     let device = Device::new("com.example.loopback", "Loopback")
//!         .sample_rates([48_000.0])
//!         .stream(Stream::output(2))
//!         .stream(Stream::input(2))
//!         .io(Io::loopback());
//!     plug_in.add_device(control, device)?;
//!     Ok(())
//! }
//! tympan_aspl::export!(driver, bundle_id = "com.example.loopback");
//!
//! // What a test of it does.
//! fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
//!     let host = Host::new(Driver::in_process(&DRIVER)?)?;
//!     let device = host.device("com.example.loopback")?;
//!     let played: Vec<f32> = (0..2_000).map(|n| n as f32 / 2_048.0).collect();
//!     let outcome = Session::new(&device).client(ClientPlan::play(played.clone())).run()?;
//!     assert_eq!(outcome.recorded, played);
//!     assert_eq!(host.violations(), []);
//!     Ok(())
//! }
//! ```
//!
//! # Where things are
//!
//! | To | see |
//! |---|---|
//! | load a driver, in process or from a bundle | [`Driver`], [`LoadError`] |
//! | start it, and end it | [`Host`], [`HostBuilder`], [`Report`] |
//! | read and set what it publishes | [`Device`], [`Stream`], [`Control`], [`AudioBox`], [`ClockDevice`], [`CustomProperty`], [`Object`] |
//! | make devices of end points | [`Host::create_end_point_device`] |
//! | show all of it | [`Tree`] |
//! | play and record in one call | [`Session`], [`ClientPlan`], [`Outcome`] |
//! | run I/O cycle by cycle, with clients' own code | [`Engine`], [`IoProc`] |
//! | choose the time it runs in | [`Clock`], [`Timebase`] |
//! | give it settings, keep them in a file, make them fail | [`Storage`], [`StorageFault`], [`HostBuilder::storage_file`] |
//! | choose when its requests are answered, and what follows a notification | [`RequestPolicy`], [`NotificationPolicy`] |
//! | find changes that it does not announce | [`Host::check_mirrors`] |
//! | find objects that it leaves | [`HostBuilder::count_objects`] |
//! | find what it does in I/O that a realtime thread must not do | [`RealtimeTest`], [`RealtimeChecks`], [`guard`] |
//! | see what it told the host, and what it did wrong | [`Host::take_events`], [`Host::violations`] |
//!
//! # What the host keeps
//!
//! The host knows a driver's objects and the values of their properties as it has last read them. It reads again what
//! PropertiesChanged names, a device whose configuration was changed, and what is new in a list. Handles of objects that are in no
//! list any more fail with [`HostError::Gone`], and the I/O of a device that has gone is ended. Control values, sample rates and
//! formats that clients set through handles are kept in the storage by the device's UID, and set again when a device of this UID
//! appears in a later session, unless it answers `'resc'` or `'resf'` with 0 (hal-facts D.5).
//!
//! # Time
//!
//! On a virtual clock a run is deterministic with [`ThreadModel::One`], bit-exact in both thread models, and as fast as the machine
//! allows. The clock moves only between cycles, when no call is under way and the driver's worker thread is idle. Drivers made with
//! `tympan-aspl` take their time from it through a private interface (the framework's feature `simulation`, always on off Apple
//! systems); drivers of other make through the C symbols that `cargo aspl` exports. See [`Host::driver_follows_clock`].
//!
//! # Threads
//!
//! All handles may be used on any thread, but not from a client's I/O code ([`IoProc`]). Several hosts can live in one process. A
//! host never calls the driver with a lock held that the driver's calls to the host need. Requests for configuration changes are
//! answered after each property that is set through a handle, between two I/O cycles, and in [`Host::process`], unless a
//! [`RequestPolicy`] says otherwise.
//!
//! # What it does not do
//!
//! It is a model, made from Apple's headers and published practice, and has not been compared with a Mac. A stream in a non-mixable
//! format is mixed like any other, where a Mac gives it to one client alone. It cannot help it when a
//! driver's call does not return, or when a driver follows a wild pointer. A driver that was not made with `tympan-aspl` cannot be
//! taken down again.

mod address;
mod audio_box;
mod client;
mod clock;
mod clock_device;
mod control;
mod custom_property;
mod decode;
mod device;
mod engine;
mod error;
pub mod guard;
mod host;
mod interface;
mod io;
mod loader;
mod object;
mod session;
mod storage;
mod stream;
mod table;
mod tree;
mod violation;

#[cfg(all(feature = "c-symbols", target_os = "linux"))]
pub mod symbols;

pub use address::{Address, Direction};
pub use audio_box::AudioBox;
pub use client::{ClientId, ClientIdentity};
pub use clock::{Clock, Timebase};
pub use clock_device::ClockDevice;
pub use control::{Control, Item};
pub use custom_property::CustomProperty;
pub use device::Device;
pub use engine::Engine;
pub use error::HostError;
pub use guard::{Check, Finding, GuardAllocator, RealtimeChecks, RealtimeReport, RealtimeTest};
pub use host::{
    Ending, Event, EventKind, Host, HostBuilder, NotificationPolicy, Report, RequestPolicy,
};
pub use interface::ZeroTimeStamp;
pub use io::{ClientIo, Cycle, EngineOptions, IoProc, StartCalls, ThreadModel};
pub use loader::{Driver, Factory, LoadError};
pub use object::{Object, Qualifier};
pub use session::{ClientOutcome, ClientPlan, Outcome, Progress, Session};
pub use storage::{Storage, StorageFault};
pub use stream::Stream;
pub use tree::{Data, ObjectNode, PropertyNode, Tree, Value};
pub use violation::{Rule, Violation};

pub use tympan_aspl::cf;
pub use tympan_aspl::cf::property_list::Value as PropertyList;
pub use tympan_aspl_sys as sys;
