//! A framework for macOS AudioServerPlugIns: the user-space audio drivers that `coreaudiod` loads and that appear as audio devices.
//!
//! A driver is a function that describes devices as data, and [`export!`] makes a crate of it that a `.driver` bundle can be built from:
//!
//! ```
//! use tympan_aspl::prelude::*;
//!
//! fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
//!     let device = Device::new("com.example.loopback", "Loopback")
//!         .sample_rates([44_100.0, 48_000.0])
//!         .stream(Stream::output(2))
//!         .stream(Stream::input(2))
//!         .io(Io::loopback());
//!     plug_in.add_device(control, device)?;
//!     Ok(())
//! }
//!
//! tympan_aspl::export!(driver, bundle_id = "com.example.loopback");
//! # fn main() {}
//! ```
//!
//! # Where things are
//!
//! | To | see |
//! |---|---|
//! | describe a device | [`Device`], [`Stream`], [`StreamFormat`] |
//! | give a device volume, mute and other controls | [`control`] |
//! | put devices into a box, publish a clock, make devices of end points | [`AudioBox`], [`ClockDevice`], [`TransportManager`] |
//! | let volume, mute, solo and pan act on the audio | [`Gain`](io::Gain) |
//! | process audio | [`Io`](io::Io), [`io`], [`io::ring`] |
//! | know which thread one is on | [`RealtimeContext`], [`ControlContext`] |
//! | hand parameters to I/O handlers, and events from them to a worker | [`realtime::Latest`], [`PlugIn::event_queue`], [`PlugIn::drop_queue`] |
//! | let a thread of one's own sleep in host time | [`PlugIn::timer`] |
//! | make a crate a driver | [`export!`], [`PlugIn`] |
//! | add properties of your own | [`CustomProperty`], [`RawProperty`] |
//! | keep values from one start to the next | [`Storage`], [`property_value`] |
//! | exchange values with the host | [`cf`] |
//! | see what the host asks for | [`PlugIn::set_trace`] |
//!
//! # Threads
//!
//! The host calls a driver from many threads. What may block is done with a [`ControlContext`] at hand; I/O handlers get a [`RealtimeContext`] and must not
//! allocate, lock, log or call the host. The types keep framework calls on the right side. They do not catch what an author does with the standard
//! library in a handler.
//!
//! # What is known to work
//!
//! Drivers are run and tested in a simulated HAL on any OS (the crate `tympan-aspl-host`). Nothing has been run on a Mac.

mod announcements;
mod audio_box;
pub mod bundle_record;
pub mod cf;
mod channel_layout;
mod client;
pub mod clock;
mod clock_device;
mod configuration_change;
pub mod control;
mod custom_property;
mod device;
mod driver;
mod end_point;
mod error;
mod export;
mod format;
pub mod io;
mod object;
mod panics;
pub mod platform;
mod plug_in;
pub mod prelude;
mod property;
pub mod property_value;
#[doc(hidden)]
pub mod raw;
mod raw_property;
pub mod realtime;
mod storage;
mod stream;
mod sync;
mod timer;
mod trace;
mod transport_manager;
mod turn;
mod types;
mod uuid;
mod voice_activity;
mod worker;

pub use audio_box::AudioBox;
pub use channel_layout::{ChannelDescription, ChannelLayout};
pub use client::Client;
pub use clock_device::{ClockDevice, ClockDeviceHandle};
pub use configuration_change::ConfigurationChange;
pub use control::Control;
pub use custom_property::{ComputedProperty, CustomProperty};
pub use device::{Device, DeviceHandle};
pub use end_point::{EndPoint, EndPointDeviceRequest, EndPointHandle, EndPointPart};
pub use error::{Error, Result, Status};
pub use export::{DriverEntry, Factory};
pub use format::{ByteOrder, Direction, SampleFormat, SampleType, StreamFormat};
pub use plug_in::PlugIn;
pub use property::Property;
pub use raw_property::{RawData, RawProperty, RawQualifier, RawRequest, RawValue};
pub use realtime::{ControlContext, RealtimeContext};
pub use storage::{Storage, StorageError, Unavailable};
pub use stream::Stream;
pub use timer::Timer;
pub use transport_manager::TransportManager;
pub use types::{ClientId, ClockAlgorithm, ObjectId, Scope, TerminalType, TransportType};

pub use voice_activity::VoiceActivity;

pub use tympan_aspl_sys as sys;

/// The README's driver compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
