//! [`StereoPan`]: where between two channels a signal is (hal-facts B.10).

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use tympan_aspl_sys as sys;

use super::curve::clamp_scalar;
use super::handle::{Kind, Shared, control_handle, hook_method, settable_method};
use crate::object::Address;
use crate::realtime::ControlContext;
use crate::types::Scope;

/// The middle.
const CENTER: f32 = 0.5;

/// A place from 0, the first channel, to 1, the second.
pub(crate) struct Pan {
    value: AtomicU32,
    pub(crate) channels: [u32; 2],
}

impl Pan {
    pub(crate) fn get(&self) -> f32 {
        f32::from_bits(self.value.load(Ordering::Relaxed))
    }

    pub(crate) fn set(&self, value: f32) -> Option<f32> {
        let value = if value.is_nan() {
            CENTER
        } else {
            clamp_scalar(value)
        };
        let before = self.value.swap(value.to_bits(), Ordering::Relaxed);
        (before != value.to_bits()).then_some(value)
    }
}

impl Kind for Pan {
    type Value = f32;
    type Stored = f32;
    const FAMILY: sys::AudioClassID = sys::kAudioStereoPanControlClassID;
    const CHANGED: &'static [Address] =
        &[Address::global(sys::kAudioStereoPanControlPropertyValue)];

    fn copy(&self) -> Self {
        Self {
            value: AtomicU32::new(self.value.load(Ordering::Relaxed)),
            channels: self.channels,
        }
    }

    fn stored(&self) -> f32 {
        self.get()
    }

    fn restore(&self, stored: f32) {
        if !stored.is_nan() {
            self.set(stored);
        }
    }

    fn problems(&self) -> Vec<String> {
        let [left, right] = self.channels;
        let is_pair = left != 0 && right != 0 && left != right;
        let problem = (!is_pair)
            .then(|| format!("its channels {left} and {right} are not two, counted from 1"));
        problem.into_iter().collect()
    }

    fn more_elements(&self) -> &[sys::AudioObjectPropertyElement] {
        &self.channels
    }
}

control_handle! {
    /// Where between two channels a signal is (`kAudioStereoPanControlClassID`).
    #[doc(alias = "kAudioStereoPanControlClassID")]
    StereoPan(Pan)
}

settable_method!(StereoPan);
hook_method!(StereoPan(f32), "get");

impl StereoPan {
    /// A control of all channels of a side, in the middle between these two channels, counted from 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// let pan = StereoPan::new(Scope::Output, [1, 2]).initial(0.25);
    /// assert_eq!(pan.get(), 0.25);
    /// ```
    #[must_use]
    #[doc(alias = "kAudioStereoPanControlPropertyPanningChannels")]
    pub fn new(scope: Scope, channels: [u32; 2]) -> Self {
        let pan = Pan {
            value: AtomicU32::new(CENTER.to_bits()),
            channels,
        };
        Self(Shared::new(sys::kAudioStereoPanControlClassID, scope, pan))
    }

    /// The place at first, from 0 to 1; the middle unless set.
    #[must_use]
    pub fn initial(mut self, value: f32) -> Self {
        Shared::describe(&mut self.0).kind.set(value);
        self
    }

    /// The channels it is between, counted from 1 (`kAudioStereoPanControlPropertyPanningChannels`).
    #[doc(alias = "kAudioStereoPanControlPropertyPanningChannels")]
    #[must_use]
    pub fn channels(&self) -> [u32; 2] {
        self.0.kind.channels
    }

    /// The place: 0 is the first channel, 0.5 the middle, 1 the second (`kAudioStereoPanControlPropertyValue`). Any thread, the I/O threads too.
    #[doc(alias = "kAudioStereoPanControlPropertyValue")]
    #[must_use]
    pub fn get(&self) -> f32 {
        self.0.kind.get()
    }

    /// Sets the place (`kAudioStereoPanControlPropertyValue`); what is beyond 0 or 1 becomes the nearest of them, and what is not a number the middle.
    #[doc(alias = "kAudioStereoPanControlPropertyValue")]
    pub fn set(&self, control: &ControlContext<'_>, value: f32) {
        self.0.change(control, |pan| pan.set(value));
    }
}

impl fmt::Debug for StereoPan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StereoPan")
            .field("value", &self.get())
            .finish_non_exhaustive()
    }
}
