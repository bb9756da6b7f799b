//! A loopback of any width with an optional mirror device, an adjustable clock, and settings that users change while it runs.
//!
//! What is played to either device is recorded from both. [`configuration`] is what a build of the driver begins with, [`settings`] what users choose, `tape` the
//! audio that the devices share, `rate` their clock, `cable` the devices and how they change.
#![forbid(unsafe_code)]

mod cable;
pub mod configuration;
mod rate;
pub mod settings;
mod tape;

use std::borrow::Cow;

use tympan_aspl::AudioBox;
use tympan_aspl::prelude::*;

use cable::Cable;
use configuration::{Configuration, Settings};

/// What `[package.metadata.loopback]` in `Cargo.toml` says. The build script has written it.
pub static CONFIGURATION: Configuration = include!(concat!(env!("OUT_DIR"), "/configuration.rs"));

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    // While the box is released, the devices are nowhere to be found. Users acquire it in Audio MIDI Setup.
    let case = AudioBox::new("com.example.loopback.box", &*CONFIGURATION.box_name)
        .manufacturer(&*CONFIGURATION.manufacturer)
        .model_name("Loopback")
        .persistent("box");
    plug_in.add_box(control, &case)?;
    Cable::add(plug_in, control, case)
}

tympan_aspl::export!(driver, bundle_id = "com.example.loopback");
