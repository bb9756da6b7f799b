//! `cargo aspl info`: what a driver publishes.

use serde::Serialize;
use tympan_aspl_host::Host;

use crate::Outcome;
use crate::cli::{ClockKind, InfoArguments};
use crate::driver;
use crate::failure::{Exit, Result};
use crate::output::Output;

/// Starts the driver and prints its objects.
///
/// # Errors
///
/// As [`driver::bundle`] and [`driver::start`], and when the driver does not answer.
pub fn run(arguments: &InfoArguments, output: Output) -> Outcome {
    let bundle = driver::bundle(&arguments.source, "dev", None, output)?;
    let host = driver::start(&bundle, ClockKind::Virtual)?;
    let devices = devices(&host)?;
    if output.json() {
        output.print_json(&devices);
    } else {
        for device in devices {
            output.print(&format!(
                "{} ({}), {} Hz\n",
                device.name, device.uid, device.sample_rate
            ));
        }
    }
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct Device {
    uid: String,
    name: String,
    sample_rate: f64,
}

fn devices(host: &Host) -> Result<Vec<Device>> {
    let devices = host.devices().into_iter().map(|device| {
        Ok(Device {
            uid: device.uid().to_owned(),
            name: device.name()?,
            sample_rate: device.sample_rate()?,
        })
    });
    devices.collect()
}
