//! The smallest useful driver: what is played to the device is recorded from it.
#![forbid(unsafe_code)]

use tympan_aspl::prelude::*;

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let device = Device::new("com.example.minimal-loopback", "Minimal Loopback")
        .sample_rates([44_100.0, 48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback());
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.minimal-loopback");
