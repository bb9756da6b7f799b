//! Devices that come and go, as if somebody plugged them in and pulled them out.
//!
//! A worker thread does what a driver does that watches hardware, but for the hardware: instead there is a schedule. One device is built in; another one comes
//! a second after the start and goes a second later, over and over.
#![forbid(unsafe_code)]

use std::thread;
use std::time::Duration;

use tympan_aspl::Timer;
use tympan_aspl::prelude::*;

/// How long a cable is plugged in, and how long it is not.
const HALF: Duration = Duration::from_secs(1);

fn device(uid: &str, name: &str) -> Device {
    Device::new(uid, name)
        .sample_rates([48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback())
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    plug_in.add_device(control, device("com.example.hot-plug.built-in", "Built-in"))?;
    // Made here and not by the thread, so that a simulated host knows of it before it lets time pass.
    let timer = plug_in.timer(control)?;
    let plug_in = plug_in.clone();
    thread::Builder::new()
        .name("hot-plug".to_owned())
        .spawn(move || watch(&plug_in, timer))
        .map_err(|error| Error::Other(format!("there is no thread: {error}")))?;
    Ok(())
}

/// Plugs and unplugs until the plug-in is gone, which is an error of whatever is called next. `coreaudiod` keeps plug-ins for ever; tests do not.
fn watch(plug_in: &PlugIn, mut timer: Timer) -> Result<()> {
    for number in 1_u32.. {
        timer.sleep(HALF)?;
        let plugged = device("com.example.hot-plug.guest", &format!("Guest {number}"));
        // The thread borrows a context only for the moment in which it changes something; what has changed is announced at the end of it.
        let guest = plug_in.control(|control| plug_in.add_device(control, plugged))??;
        timer.sleep(HALF)?;
        plug_in.control(|control| guest.remove(control))??;
    }
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.hot-plug");
