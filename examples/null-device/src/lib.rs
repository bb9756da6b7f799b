//! A device that throws away what is played to it and records silence, and has whatever else a device can have.
//!
//! What it shows is in three places: the device and the box that it comes in here, its controls in `controls`, its custom properties in `properties`.
#![forbid(unsafe_code)]

mod controls;
mod properties;

use tympan_aspl::AudioBox;
use tympan_aspl::control::BooleanControl;
use tympan_aspl::prelude::*;

/// The channels of each direction.
const CHANNELS: u32 = 2;

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    // Lit while somebody wants to know which of several devices this is.
    let lamp = BooleanControl::new(*b"Lamp", Scope::Global)
        .name("Lamp")
        .settable(false);
    let identify = {
        let lamp = lamp.clone();
        move |control: &ControlContext<'_>, start: bool| lamp.set(control, start)
    };

    // While the box is released, the device is nowhere to be found. Users acquire it in Audio MIDI Setup.
    let case = AudioBox::new("com.example.null-device.box", "Null Box")
        .manufacturer("Example")
        .model_name("Nothing in a Box")
        .serial_number("0")
        .firmware_version("1.0")
        .persistent("box")
        .on_identify(identify.clone());
    plug_in.add_box(control, &case)?;

    let device = Device::new("com.example.null-device", "Null Device")
        .manufacturer("Example")
        .model_uid("com.example.null-device.model")
        .model_name("Nothing")
        .serial_number("0")
        .firmware_version("1.0")
        // The file that `icon` of [package.metadata.aspl] puts into the bundle.
        .icon("null-device.icns")
        .sample_rates([44_100.0, 48_000.0, 88_200.0, 96_000.0])
        .stream(Stream::output(CHANNELS).name("Abyss"))
        .stream(Stream::input(CHANNELS).name("Silence"))
        .in_box(&case)
        .on_identify(identify)
        .control(&lamp)
        .io(Io::new(|_: &IoSetup| ())
            .write_mix(discard)
            .read_input(silence));
    let device = controls::add(device);
    let device = properties::add(device, &plug_in.storage(), control);
    plug_in.add_device(control, device)?;
    Ok(())
}

fn discard((): &(), _: &RealtimeContext<'_>, _: WriteMix<'_>) {}

fn silence((): &(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>) {
    op.samples.silence();
}

tympan_aspl::export!(driver, bundle_id = "com.example.null-device");
