//! A loopback with a volume and a pan for each application that plays to it.
//!
//! Which application has which setting is in `applications`, what a setting is and does in `setting`. Here is the device, and what runs on I/O threads.
#![forbid(unsafe_code)]

mod applications;
mod setting;

use std::sync::Arc;

use tympan_aspl::io::GainRamp;
use tympan_aspl::prelude::*;
use tympan_aspl::realtime::Latest;

use applications::Applications;
use setting::Gains;

/// Left and right.
const CHANNELS: usize = 2;

/// How long a change of a setting takes, in seconds: too long to be heard as a click.
const RAMP: f64 = 0.010;

/// What acts on one client's output, before it is mixed with that of others. It is the client's own part: nothing is looked up on the I/O thread.
struct Part {
    /// Shared with [`Applications`], which sets it.
    gains: Latest<Gains>,
    ramp: GainRamp,
    is_new: bool,
}

impl Part {
    /// Runs on a control thread, when a client is added and again after each change of the sample rate.
    fn new(gains: Latest<Gains>, setup: &IoSetup) -> Self {
        let ramp_frames = (setup.sample_rate() * RAMP).round() as usize;
        Self {
            gains,
            ramp: GainRamp::new(CHANNELS, ramp_frames),
            is_new: true,
        }
    }

    /// Runs on an I/O thread: nothing here allocates or waits.
    fn process(_: &Loopback, _: &RealtimeContext<'_>, op: ProcessOutput<'_, Self>) {
        let part = op.part;
        let gains = *part.gains.read();
        for (channel, gain) in gains.into_iter().enumerate() {
            part.ramp.set(channel, gain);
        }
        // Where sound begins there is nothing to slide from: an application that comes back is not loud for a moment.
        if part.is_new || op.cycle.is_restart() {
            part.is_new = false;
            part.ramp.jump();
        }
        part.ramp.apply(op.samples);
    }
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let applications = Applications::new(plug_in.storage(), control);
    let [for_parts, added, removed] = [(); 3].map(|()| Arc::clone(&applications));
    let device = Device::new("com.example.app-volume", "App Volume")
        .manufacturer("Example")
        .sample_rates([44_100.0, 48_000.0, 96_000.0])
        .sample_rate(48_000.0)
        .stream(Stream::output(CHANNELS as u32))
        .stream(Stream::input(CHANNELS as u32))
        .property(applications.settings_property())
        .property(applications.clients_property())
        .on_client_added(move |control, client| {
            added.client_added(control, client);
            Ok(())
        })
        .on_client_removed(move |control, client| removed.client_removed(control, client))
        .io(Io::new(Loopback::new)
            .client_part(move |_: &Loopback, setup: &IoSetup, client: &Client| {
                Part::new(for_parts.gains_of(client), setup)
            })
            .process_output(Part::process)
            .write_mix(Loopback::write_mix)
            .read_input(Loopback::read_input));
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.app-volume");
