//! A loopback of any width with an optional mirror device, an adjustable clock, and settings that users change while it runs.
//!
//! What is played to either device is recorded from both. [`settings`] is what users choose, `tape` the audio that the devices share, `rate` their clock,
//! `cable` the devices and how they change.
#![forbid(unsafe_code)]

mod cable;
mod rate;
pub mod settings;
mod tape;

use tympan_aspl::AudioBox;
use tympan_aspl::prelude::*;

use cable::Cable;

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    // While the box is released, the devices are nowhere to be found. Users acquire it in Audio MIDI Setup.
    let case = AudioBox::new("com.example.loopback.box", "Loopback Box")
        .manufacturer("Example")
        .model_name("Loopback")
        .persistent("box");
    plug_in.add_box(control, &case)?;
    Cable::add(plug_in, control, case)
}

tympan_aspl::export!(driver, bundle_id = "com.example.loopback");
