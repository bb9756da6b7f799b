//! Level controls: [`Volume`], [`LfeVolume`] and [`LevelControl`] (hal-facts B.10).

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use tympan_aspl_sys as sys;

use super::curve::{VolumeCurve, clamp_scalar, decibels_to_gain};
use super::handle::{Kind, Shared, control_handle, hook_method, settable_method};
use crate::object::Address;
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::Scope;

/// The value of a level control: a position and the decibels that belong to it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Level {
    /// The position from 0 to 1.
    pub scalar: f32,
    /// The decibels.
    pub decibels: f32,
}

impl Level {
    /// The amplitude factor of the decibels: 1 for 0 dB.
    #[must_use]
    pub fn gain(self) -> f32 {
        decibels_to_gain(self.decibels)
    }

    fn to_bits(self) -> u64 {
        u64::from(self.scalar.to_bits()) << 32 | u64::from(self.decibels.to_bits())
    }

    fn from_bits(bits: u64) -> Self {
        let [scalar, decibels] = [bits >> 32, bits & 0xFFFF_FFFF];
        Self {
            scalar: f32::from_bits(scalar as u32),
            decibels: f32::from_bits(decibels as u32),
        }
    }
}

/// A level that is one word, so that a position is never read with decibels that are not its own.
pub(crate) struct Leveled {
    pub(crate) curve: VolumeCurve,
    level: AtomicU64,
    gain: AtomicU32,
    /// Lets one thread at a time set it, so that level and gain belong together in the end.
    setting: Mutex<()>,
}

impl Leveled {
    /// At 0 dB, or as near as the curve goes.
    fn new(curve: VolumeCurve) -> Self {
        let decibels = curve.clamp_decibels(0.0);
        let scalar = curve.to_scalar(decibels);
        let level = Level { scalar, decibels };
        Self {
            curve,
            level: AtomicU64::new(level.to_bits()),
            gain: AtomicU32::new(level.gain().to_bits()),
            setting: Mutex::default(),
        }
    }

    pub(crate) fn level(&self) -> Level {
        Level::from_bits(self.level.load(Ordering::Relaxed))
    }

    fn gain(&self) -> f32 {
        f32::from_bits(self.gain.load(Ordering::Relaxed))
    }

    pub(crate) fn set_scalar(&self, scalar: f32) -> Option<Level> {
        let scalar = clamp_scalar(scalar);
        self.set(
            |now| now.scalar == scalar,
            || Level {
                scalar,
                decibels: self.curve.to_decibels(scalar),
            },
        )
    }

    pub(crate) fn set_decibels(&self, decibels: f32) -> Option<Level> {
        let decibels = self.curve.clamp_decibels(decibels);
        self.set(
            |now| now.decibels == decibels,
            || Level {
                scalar: self.curve.to_scalar(decibels),
                decibels,
            },
        )
    }

    /// The new level, if it is not the one that is there.
    fn set(
        &self,
        is_there: impl FnOnce(Level) -> bool,
        wanted: impl FnOnce() -> Level,
    ) -> Option<Level> {
        let _setting = lock(&self.setting);
        if is_there(self.level()) {
            return None;
        }
        let level = wanted();
        self.level.store(level.to_bits(), Ordering::Relaxed);
        self.gain.store(level.gain().to_bits(), Ordering::Relaxed);
        Some(level)
    }
}

impl Kind for Leveled {
    type Value = Level;
    /// Decibels, so that what was heard is heard again, whatever becomes of the curve.
    type Stored = f32;
    const FAMILY: sys::AudioClassID = sys::kAudioLevelControlClassID;
    const CHANGED: &'static [Address] = &[
        Address::global(sys::kAudioLevelControlPropertyScalarValue),
        Address::global(sys::kAudioLevelControlPropertyDecibelValue),
    ];

    fn copy(&self) -> Self {
        let copy = Self::new(self.curve.clone());
        let level = self.level();
        copy.set(|_| false, || level);
        copy
    }

    fn stored(&self) -> f32 {
        self.level().decibels
    }

    fn restore(&self, stored: f32) {
        if !stored.is_nan() {
            self.set_decibels(stored);
        }
    }

    fn problems(&self) -> Vec<String> {
        self.curve.problems().into_iter().collect()
    }
}

macro_rules! level_control {
    ($(#[$doc:meta])* $name:ident) => {
        control_handle! { $(#[$doc])* $name(Leveled) }
        settable_method!($name);
        hook_method!($name(Level), "level");

        impl $name {
            /// The level at first, as a position from 0 to 1. Unless set, it is at 0 dB or as near as the curve goes.
            #[must_use]
            pub fn initial_scalar(mut self, scalar: f32) -> Self {
                Shared::describe(&mut self.0).kind.set_scalar(scalar);
                self
            }

            /// The level at first, in decibels. Unless set, it is at 0 dB or as near as the curve goes.
            #[must_use]
            pub fn initial_decibels(mut self, decibels: f32) -> Self {
                Shared::describe(&mut self.0).kind.set_decibels(decibels);
                self
            }

            /// Position and decibels, which belong together. Any thread, the I/O threads too.
            #[must_use]
            pub fn level(&self) -> Level {
                self.0.kind.level()
            }

            /// The position from 0 to 1 (`kAudioLevelControlPropertyScalarValue`). Any thread, the I/O threads too.
            #[doc(alias = "kAudioLevelControlPropertyScalarValue")]
            #[must_use]
            pub fn scalar(&self) -> f32 {
                self.level().scalar
            }

            /// The decibels (`kAudioLevelControlPropertyDecibelValue`). Any thread, the I/O threads too.
            #[doc(alias = "kAudioLevelControlPropertyDecibelValue")]
            #[must_use]
            pub fn decibels(&self) -> f32 {
                self.level().decibels
            }

            /// The amplitude factor of the decibels, computed when they were set: 1 for 0 dB. Any thread, the I/O threads too.
            ///
            /// It is what is reported, at the bottom of the curve too: -64 dB are a factor of 0.00063 and not silence, for which there is
            /// [`Mute`](super::Mute). In the moment of a change it can be a reading apart from [`level`](Self::level).
            #[must_use]
            pub fn gain(&self) -> f32 {
                self.0.kind.gain()
            }

            /// The curve that position and decibels are on.
            pub fn curve(&self) -> &VolumeCurve {
                &self.0.kind.curve
            }

            /// Sets the position, from 0 to 1; what is beyond becomes the nearest of them, and what is not a number 0.
            #[doc(alias = "kAudioLevelControlPropertyScalarValue")]
            pub fn set_scalar(&self, control: &ControlContext<'_>, scalar: f32) {
                self.0.change(control, |level| level.set_scalar(scalar));
            }

            /// Sets the decibels; what is beyond the curve's range becomes its nearest end, and what is not a number the lower one.
            #[doc(alias = "kAudioLevelControlPropertyDecibelValue")]
            pub fn set_decibels(&self, control: &ControlContext<'_>, decibels: f32) {
                self.0.change(control, |level| level.set_decibels(decibels));
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let level = self.level();
                f.debug_struct(stringify!($name))
                    .field("scalar", &level.scalar)
                    .field("decibels", &level.decibels)
                    .finish_non_exhaustive()
            }
        }
    };
}

macro_rules! standard_level_controls {
    ($($(#[$doc:meta])* $name:ident = $class:ident;)*) => { $(
        level_control! { $(#[$doc])* $name }

        impl $name {
            /// A control of all channels of a side, at 0 dB or as near as the curve goes.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use tympan_aspl::control::", stringify!($name), ";")]
            /// use tympan_aspl::prelude::*;
            ///
            #[doc = concat!("let level = ", stringify!($name), "::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));")]
            /// assert_eq!((level.scalar(), level.decibels(), level.gain()), (1.0, 0.0, 1.0));
            /// ```
            #[must_use]
            pub fn new(scope: Scope, curve: VolumeCurve) -> Self {
                Self(Shared::new(sys::$class, scope, Leveled::new(curve)))
            }
        }
    )* };
}

standard_level_controls! {
    /// How loud a side or a channel is (`kAudioVolumeControlClassID`).
    ///
    /// The volume of all channels of the output side is what the system's volume keys turn.
    #[doc(alias = "kAudioVolumeControlClassID")]
    Volume = kAudioVolumeControlClassID;
    /// How loud an LFE channel is that bass management makes (`kAudioLFEVolumeControlClassID`). A channel that clients fill has a [`Volume`].
    #[doc(alias = "kAudioLFEVolumeControlClassID")]
    LfeVolume = kAudioLFEVolumeControlClassID;
}

level_control! {
    /// A level of a class of the author's own, or just a level (`kAudioLevelControlClassID`).
    #[doc(alias = "kAudioLevelControlClassID")]
    LevelControl
}

impl LevelControl {
    /// A control of all channels of a side, at 0 dB or as near as the curve goes.
    ///
    /// `class` is the author's four-character code, or `*b"levl"` for a level without a class of its own. Clients see either as a level.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::control::{LevelControl, VolumeCurve};
    /// use tympan_aspl::Scope;
    ///
    /// let trim = LevelControl::new(*b"Trim", Scope::Input, VolumeCurve::decibels(-12.0..=12.0)).initial_decibels(3.0);
    /// assert_eq!(trim.decibels(), 3.0);
    /// ```
    #[must_use]
    pub fn new(class: [u8; 4], scope: Scope, curve: VolumeCurve) -> Self {
        let class = u32::from_be_bytes(class);
        Self(Shared::new(class, scope, Leveled::new(curve)))
    }
}
