//! [`Cable`]: the devices, and how they change while they are there.

use std::sync::Arc;

use tympan_aspl::clock::AdjustableClock;
use tympan_aspl::prelude::*;
use tympan_aspl::{AudioBox, CustomProperty, Status};

use crate::CONFIGURATION;
use crate::rate::Controls;
use crate::settings::Settings;
use crate::tape::{Head, Reel};

/// Names of values in the host's storage.
const RATE: &str = "rate";
const SETTINGS: &str = "settings";

/// A number of our own for the clock that both devices have.
const CLOCK_DOMAIN: u32 = 0x4c6f_6f70;

/// One of the two devices.
#[derive(Clone, Copy)]
enum End {
    Main,
    Mirror,
}

impl End {
    const fn uid(self) -> &'static str {
        match self {
            Self::Main => "com.example.loopback.main",
            Self::Mirror => "com.example.loopback.mirror",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Main => &CONFIGURATION.name,
            Self::Mirror => &CONFIGURATION.mirror_name,
        }
    }

    /// The lane of the ring that it writes on.
    const fn lane(self) -> usize {
        match self {
            Self::Main => 0,
            Self::Mirror => 1,
        }
    }

    /// What begins the keys of its values in the host's storage.
    const fn key(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Mirror => "mirror",
        }
    }
}

/// What both devices are made of. It finds them by UID and holds none of them, since they hold it.
pub(crate) struct Cable {
    plug_in: PlugIn,
    case: AudioBox,
    clock: AdjustableClock,
    reel: Arc<Reel>,
}

impl Cable {
    /// Adds the devices as they were when the host ended.
    pub(crate) fn add(
        plug_in: &PlugIn,
        control: &ControlContext<'_>,
        case: AudioBox,
    ) -> Result<()> {
        let cable = Arc::new(Self {
            plug_in: plug_in.clone(),
            case,
            clock: AdjustableClock::new(),
            reel: Arc::default(),
        });
        let storage = plug_in.storage();
        let stored = storage.get(control, SETTINGS);
        let settings = stored
            .ok()
            .filter(Settings::are_possible)
            .unwrap_or(CONFIGURATION.settings);
        let stored = storage.get(control, RATE);
        let rate = stored
            .ok()
            .filter(|rate| CONFIGURATION.sample_rates.contains(rate))
            .unwrap_or(CONFIGURATION.sample_rate);

        let controls = Controls::new(&cable.clock, storage, control);
        let main = cable.device(End::Main, &settings, rate);
        let main = main
            .sample_rates(CONFIGURATION.sample_rates.iter().copied())
            .persistent_sample_rate(RATE);
        let main = controls.add_to(main).property(&cable.property(settings));
        let follower = Arc::clone(&cable);
        let main = main.on_sample_rate_change(move |control, rate| follower.follow(control, rate));
        plug_in.add_device(control, main)?;
        controls.restore(control);
        if settings.mirror {
            plug_in.add_device(control, cable.device(End::Mirror, &settings, rate))?;
        }
        Ok(())
    }

    /// What the two devices have in common.
    fn device(&self, end: End, settings: &Settings, rate: f64) -> Device {
        let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0))
            .initial_decibels(0.0)
            .persistent(format!("{}.volume", end.key()));
        let mute = Mute::new(Scope::Output).persistent(format!("{}.mute", end.key()));
        let gain = Gain::new().volume(&volume).mute(&mute);
        let reel = Arc::clone(&self.reel);
        let io = Io::new(move |setup: &IoSetup| reel.head(end.lane(), setup))
            .mix_part(move |_: &Head, setup: &IoSetup| gain.stage(setup))
            .process_mix(GainStage::process_mix)
            .write_mix(Head::write_mix)
            .read_input(Head::read_input);
        let device = Device::new(end.uid(), end.name())
            .manufacturer(&*CONFIGURATION.manufacturer)
            .model_uid("com.example.loopback.model")
            .sample_rates([rate])
            .sample_rate(rate)
            .clock(&self.clock)
            .clock_domain(CLOCK_DOMAIN)
            .clock_is_stable(false)
            .stream(Stream::output(settings.channels))
            .stream(Stream::input(settings.channels))
            .control(&volume)
            .control(&mute)
            .diagnostics_property(*b"Diag")
            .in_box(&self.case)
            .io(io);
        delayed(device, settings)
    }

    /// The settings as clients reach them, on the main device.
    fn property(self: &Arc<Self>, settings: Settings) -> CustomProperty<Settings> {
        let cable = Arc::clone(self);
        CustomProperty::new(*b"Sett", settings)
            .settable()
            .validate(|settings| match settings.are_possible() {
                true => Ok(()),
                false => Err(Status::ILLEGAL_OPERATION),
            })
            .on_set(move |control, settings| {
                // What the host does not let happen now holds from its next start on, if it stores at all.
                let _ = cable.plug_in.storage().set(control, SETTINGS, settings);
                let _ = cable.change(control, *settings);
            })
    }

    /// Makes the devices what the settings say. The host stops I/O for it and starts it again.
    fn change(&self, control: &ControlContext<'_>, settings: Settings) -> Result<()> {
        let Some(main) = self.plug_in.device(End::Main.uid())? else {
            return Ok(());
        };
        reshape(control, &main, settings)?;
        match (self.plug_in.device(End::Mirror.uid())?, settings.mirror) {
            (Some(mirror), true) => reshape(control, &mirror, settings),
            (Some(mirror), false) => mirror.remove(control),
            (None, true) => {
                let rate = rate_of(&main)?.unwrap_or(CONFIGURATION.sample_rate);
                let mirror = self.device(End::Mirror, &settings, rate);
                self.plug_in.add_device(control, mirror).map(drop)
            }
            (None, false) => Ok(()),
        }
    }

    /// Gives the mirror the rate that the main device has been given: the only one that it has.
    fn follow(&self, control: &ControlContext<'_>, rate: f64) {
        if let Ok(Some(mirror)) = self.plug_in.device(End::Mirror.uid()) {
            // If the host does not let it, the two do not run at the same time.
            let _ = mirror.reconfigure(control, move |device| {
                device.sample_rates([rate]).sample_rate(rate)
            });
        }
    }
}

fn delayed(device: Device, settings: &Settings) -> Device {
    device
        .latency(Direction::Output, settings.latency)
        .safety_offset(Direction::Output, settings.safety_offset)
        .safety_offset(Direction::Input, settings.safety_offset)
}

/// Gives a device other channels and delays.
fn reshape(control: &ControlContext<'_>, device: &DeviceHandle, settings: Settings) -> Result<()> {
    let streams = device.streams()?;
    device.reconfigure(control, move |device| {
        let wide = streams.iter().fold(device, |device, stream| {
            device.edit_stream(stream.id, |stream| stream.channels(settings.channels))
        });
        delayed(wide, &settings)
    })?;
    Ok(())
}

fn rate_of(device: &DeviceHandle) -> Result<Option<f64>> {
    let streams = device.streams()?;
    Ok(streams.first().map(|stream| stream.format.sample_rate))
}
