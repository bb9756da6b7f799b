//! Controls: what a user or a client can turn, switch and choose on a device.
//!
//! | Family | Value | Types |
//! |---|---|---|
//! | level | a scalar from 0 to 1, decibels, a gain | [`Volume`], [`LfeVolume`], [`LevelControl`] |
//! | boolean | on or off | [`Mute`], [`Solo`], [`Jack`], [`LfeMute`], [`PhantomPower`], [`PhaseInvert`], [`ClipLight`], [`Talkback`], [`Listenback`], [`BooleanControl`] |
//! | selector | one or more items of a list | [`DataSource`], [`DataDestination`], [`ClockSource`], [`LineLevel`], [`HighPassFilter`], [`SelectorControl`] |
//! | slider | an integer in a range | [`SliderControl`] |
//! | stereo pan | a place between two channels | [`StereoPan`] |
//!
//! A control is a handle. It is described when it is made, given to [`Device::control`](crate::Device::control), and kept by the author in as many clones as
//! are needed. Clients and the author set it on control threads; I/O handlers read it without waiting.
//!
//! ```
//! use tympan_aspl::prelude::*;
//!
//! let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0)).persistent("volume");
//! let mute = Mute::new(Scope::Output);
//! let device = Device::new("com.example.speaker", "Speaker")
//!     .sample_rates([48_000.0])
//!     .stream(Stream::output(2))
//!     .control(&volume)
//!     .control(&mute)
//!     .io(Io::new(move |_: &IoSetup| (volume.clone(), mute.clone())).write_mix(
//!         |(volume, mute): &(Volume, Mute), _: &RealtimeContext<'_>, _: WriteMix<'_>| {
//!             let _gain = if mute.get() { 0.0 } else { volume.gain() };
//!         },
//!     ));
//! ```
//!
//! The HAL does not apply a control: whoever publishes a volume or a mute has to do what it says to the audio (hal-facts B.10). [`Gain`](crate::io::Gain) does
//! it for volumes, mutes, solos and pans.
//!
//! # Clones
//!
//! Clones of a handle are one control. The methods that describe one (`element`, `name`, `initial`, ...) take it by value; called on a handle of which there are
//! clones, or that a device has, they make a separate control, so a description can serve as a pattern:
//!
//! ```
//! use tympan_aspl::prelude::*;
//!
//! let pattern = Mute::new(Scope::Input).initial(true);
//! let [left, right] = [1, 2].map(|channel| pattern.clone().element(channel));
//! let device = Device::new("com.example.microphone", "Microphone").control(&left).control(&right);
//! ```
//!
//! # What is announced, and when
//!
//! A value that is set is visible to every reader at once. If it differs from the one before, the host hears of it when the call that set it is over, and
//! the control's `on_change` hook is called, whoever set it. Setting the value that is there already does nothing.

mod boolean;
mod curve;
mod handle;
mod level;
mod selector;
mod selector_item;
mod slider;
mod stereo_pan;

use std::sync::{Arc, Weak};

use tympan_aspl_sys as sys;

use crate::driver::Driver;
use crate::error::Error;
use crate::object::{AnyObject, Home, Owned};
use crate::types::ObjectId;

pub use boolean::{
    BooleanControl, ClipLight, Jack, LfeMute, Listenback, Mute, PhantomPower, PhaseInvert, Solo,
    Talkback,
};
pub use curve::{VolumeCurve, decibels_to_gain, gain_to_decibels};
pub use level::{Level, LevelControl, LfeVolume, Volume};
pub use selector::{
    ClockSource, DataDestination, DataSource, HighPassFilter, LineLevel, SelectorControl,
};
pub use selector_item::SelectorItem;
pub use slider::SliderControl;
pub use stereo_pan::StereoPan;

pub(crate) use boolean::Boolean;
pub(crate) use handle::{Description, Kind, Shared};
pub(crate) use level::Leveled;
pub(crate) use selector::Selector;
pub(crate) use slider::Slider;
pub(crate) use stereo_pan::Pan;

/// A control of any class, as a device takes it.
///
/// The framework's control types have it; it cannot be implemented elsewhere.
pub trait Control: private::Sealed {}

mod private {
    use super::{AnyControl, Arc};

    pub trait Sealed {
        #[doc(hidden)]
        fn handle(&self) -> Handle;
    }

    /// The shared state of a control handle.
    #[allow(missing_debug_implementations, reason = "nobody outside can name it")]
    pub struct Handle(pub(crate) Arc<dyn AnyControl>);
}

/// A control that an author's handle refers to.
pub(crate) trait AnyControl: Send + Sync {
    /// The class, and the standard class it is derived from.
    fn classes(&self) -> (sys::AudioClassID, sys::AudioClassID);
    /// The side of the device it is for, as a scope.
    fn scope(&self) -> sys::AudioObjectPropertyScope;
    /// The channels it is for; 0 is all of them.
    fn elements(&self) -> Vec<sys::AudioObjectPropertyElement>;
    /// Everything that is wrong with its description.
    fn problems(&self) -> Vec<String>;
    /// Takes the value that the host has stored for it, the first time only. Calls the host, so not under a lock and not in a device's turn.
    fn restore(&self, driver: &Weak<Driver>);
    /// Takes its place as an object with the properties that the author has added, or none if one of them has another place.
    fn attach(self: Arc<Self>, home: Home) -> Result<(), Error>;
    /// Gives the place up, if it is that of this object.
    fn detach(&self, object: ObjectId);
    /// The object that answers for it.
    fn object(self: Arc<Self>, id: ObjectId, owner: ObjectId) -> Arc<dyn AnyObject>;
}

impl dyn AnyControl {
    /// The control as an entry of its owner's lists.
    pub(crate) fn owned(&self, id: ObjectId) -> Owned {
        let (class, base) = self.classes();
        Owned { id, class, base }
    }
}
