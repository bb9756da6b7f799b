//! Controls of every class. They are shown, set, announced and stored, and act on nothing: this device has no sound that they could change.

use tympan_aspl::control::{
    ClipLight, HighPassFilter, LevelControl, LfeMute, LfeVolume, LineLevel, Listenback,
    PhantomPower, PhaseInvert, SelectorControl, SliderControl, Talkback,
};
use tympan_aspl::prelude::*;

use crate::CHANNELS;

/// Gives the device its controls.
///
/// A driver that acts on a control keeps the handle, which is cheap to clone, and reads it in its I/O handlers.
pub(crate) fn add(device: Device) -> Device {
    let device = both_directions(device);
    let device = inputs(device);
    let device = outputs(device);
    whole_device(device)
}

/// Volume and mute of a direction and of each of its channels, and a solo for each channel.
fn both_directions(mut device: Device) -> Device {
    for (scope, name) in [(Scope::Input, "input"), (Scope::Output, "output")] {
        let volume = Volume::new(scope, VolumeCurve::power(-96.0..=6.0, 2.0));
        let mute = Mute::new(scope);
        device = device
            .control(&volume.clone().persistent(format!("{name} volume")))
            .control(&mute.clone().persistent(format!("{name} mute")));
        for channel in 1..=CHANNELS {
            device = device
                .control(&volume.clone().element(channel))
                .control(&mute.clone().element(channel))
                .control(&Solo::new(scope).element(channel));
        }
    }
    device
}

/// What each microphone has, and where the sound comes from.
fn inputs(mut device: Device) -> Device {
    for channel in 1..=CHANNELS {
        let filters = [(0, "Off"), (80, "80 Hz"), (120, "120 Hz")];
        let levels = [(1, "+4 dBu"), (2, "-10 dBV")];
        device = device
            .control(&PhantomPower::new(Scope::Input).element(channel))
            .control(&PhaseInvert::new(Scope::Input).element(channel))
            .control(&ClipLight::new(Scope::Input).element(channel))
            .control(&HighPassFilter::new(Scope::Input, filters).element(channel))
            .control(&LineLevel::new(Scope::Input, levels).element(channel));
    }
    let sources = DataSource::new(Scope::Input, [(1, "Nowhere"), (2, "Elsewhere")]);
    let trim = LevelControl::new(*b"Trim", Scope::Input, VolumeCurve::decibels(-12.0..=12.0));
    device
        .control(&sources.persistent("data source"))
        .control(&Jack::new(Scope::Input).initial(true))
        .control(&Talkback::new(Scope::Input))
        .control(&Listenback::new(Scope::Input))
        .control(&trim)
}

/// Where the sound goes, and what a subwoofer of the device's own would have.
fn outputs(device: Device) -> Device {
    // A separator between items cannot be chosen.
    let destinations = [
        SelectorItem::new(1, "Nowhere"),
        SelectorItem::separator(2),
        SelectorItem::new(3, "Elsewhere"),
    ];
    device
        .control(&StereoPan::new(Scope::Output, [1, 2]))
        .control(&DataDestination::new(Scope::Output, destinations))
        .control(&Jack::new(Scope::Output))
        .control(&LfeVolume::new(
            Scope::Output,
            VolumeCurve::decibels(-64.0..=0.0),
        ))
        .control(&LfeMute::new(Scope::Output))
}

/// What is neither input nor output. A class of one's own is a four-character code; those without a capital letter are Apple's.
fn whole_device(device: Device) -> Device {
    let clocks = [
        SelectorItem::new(1, "Internal").kind(*b"int "),
        SelectorItem::new(2, "External"),
    ];
    let moods = [(1, "Calm"), (2, "Serene"), (3, "Empty")];
    device
        .control(&ClockSource::new(Scope::Global, clocks))
        .control(&SliderControl::new(*b"Brgt", Scope::Global, 0..=10).initial(5))
        .control(&SelectorControl::new(*b"Mood", Scope::Global, moods).multiple_choice())
}
