//! What is played is recorded, changed on its way by a volume, a mute and a property of the driver's own.
//!
//! The HAL applies no control: it shows them to users and tells the driver what they have chosen. Here the driver acts on it, on the mix of all clients.
#![forbid(unsafe_code)]

mod trim;

use tympan_aspl::io::GainRamp;
use tympan_aspl::prelude::*;

use trim::Trim;

/// Left and right.
const CHANNELS: usize = 2;

/// How long a change of the trim takes, in seconds. The volume and the mute have a ramp of the same length, which comes with [`GainStage`].
const RAMP: f64 = 0.010;

/// What acts on the mix. It is the mix's own part, so its handler has it for itself, on whatever thread.
struct Insert {
    controls: GainStage,
    trim: Trim,
    trim_ramp: GainRamp,
    is_new: bool,
}

impl Insert {
    /// Runs on a control thread, before I/O starts and again after each change of the sample rate: this is the place to allocate.
    fn new(gain: &Gain, trim: &Trim, setup: &IoSetup) -> Self {
        let ramp_frames = (setup.sample_rate() * RAMP).round() as usize;
        Self {
            controls: gain.stage(setup),
            trim: trim.clone(),
            trim_ramp: GainRamp::new(CHANNELS, ramp_frames),
            is_new: true,
        }
    }

    /// Runs on an I/O thread: nothing here allocates or waits.
    fn process(_: &Loopback, rt: &RealtimeContext<'_>, op: ProcessMix<'_, Self>) {
        let insert = op.part;
        insert
            .controls
            .apply(rt, op.stream, op.cycle, &mut *op.samples);

        // Both channels of one trim, whatever is set meanwhile.
        let gains = *insert.trim.gains();
        for (channel, gain) in gains.into_iter().enumerate() {
            insert.trim_ramp.set(channel, gain);
        }
        // Where sound begins there is nothing to slide from.
        if insert.is_new || op.cycle.is_restart() {
            insert.is_new = false;
            insert.trim_ramp.jump();
        }
        insert.trim_ramp.apply(op.samples);
    }
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0))
        .initial_decibels(-20.0)
        .persistent("volume");
    let mute = Mute::new(Scope::Output).persistent("mute");
    let (trim, trim_property) = Trim::new(plug_in.storage(), control);

    let gain = Gain::new().volume(&volume).mute(&mute);
    let device = Device::new("com.example.gain", "Gain")
        .manufacturer("Example")
        .sample_rates([44_100.0, 48_000.0, 96_000.0])
        .sample_rate(48_000.0)
        .stream(Stream::output(CHANNELS as u32))
        .stream(Stream::input(CHANNELS as u32))
        .control(&volume)
        .control(&mute)
        .property(&trim_property)
        .io(Io::new(Loopback::new)
            .mix_part(move |_: &Loopback, setup: &IoSetup| Insert::new(&gain, &trim, setup))
            .process_mix(Insert::process)
            .write_mix(Loopback::write_mix)
            .read_input(Loopback::read_input));
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.gain");
