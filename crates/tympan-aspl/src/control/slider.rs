//! [`SliderControl`]: an integer in a range (hal-facts B.10).

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU32, Ordering};

use tympan_aspl_sys as sys;

use super::handle::{Kind, Shared, control_handle, hook_method, settable_method};
use crate::object::Address;
use crate::realtime::ControlContext;
use crate::types::Scope;

/// An integer from the first to the last of two.
pub(crate) struct Slider {
    value: AtomicU32,
    pub(crate) range: [u32; 2],
}

impl Slider {
    pub(crate) fn get(&self) -> u32 {
        self.value.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, value: u32) -> Option<u32> {
        let [least, most] = self.range;
        let value = value.min(most).max(least);
        (self.value.swap(value, Ordering::Relaxed) != value).then_some(value)
    }
}

impl Kind for Slider {
    type Value = u32;
    type Stored = u32;
    const FAMILY: sys::AudioClassID = sys::kAudioSliderControlClassID;
    const CHANGED: &'static [Address] = &[Address::global(sys::kAudioSliderControlPropertyValue)];

    fn copy(&self) -> Self {
        Self {
            value: AtomicU32::new(self.get()),
            range: self.range,
        }
    }

    fn stored(&self) -> u32 {
        self.get()
    }

    fn restore(&self, stored: u32) {
        self.set(stored);
    }

    fn problems(&self) -> Vec<String> {
        let [least, most] = self.range;
        let problem = (least > most).then(|| format!("its range {least}..={most} is empty"));
        problem.into_iter().collect()
    }
}

control_handle! {
    /// An integer in a range, of a class of the author's own or just a slider (`kAudioSliderControlClassID`).
    #[doc(alias = "kAudioSliderControlClassID")]
    SliderControl(Slider)
}

settable_method!(SliderControl);
hook_method!(SliderControl(u32), "get");

impl SliderControl {
    /// A control of all channels of a side, at the lower end of its range.
    ///
    /// `class` is the author's four-character code, or `*b"sldr"` for a slider without a class of its own. Clients see either as a slider.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::Scope;
    /// use tympan_aspl::control::SliderControl;
    ///
    /// let lamps = SliderControl::new(*b"sldr", Scope::Global, 1..=8).initial(5);
    /// assert_eq!(lamps.get(), 5);
    /// ```
    #[must_use]
    #[doc(alias = "kAudioSliderControlPropertyRange")]
    pub fn new(class: [u8; 4], scope: Scope, range: RangeInclusive<u32>) -> Self {
        let slider = Slider {
            value: AtomicU32::new(*range.start()),
            range: [*range.start(), *range.end()],
        };
        Self(Shared::new(u32::from_be_bytes(class), scope, slider))
    }

    /// The value at first; what is beyond the range becomes its nearest end. The lower end unless set.
    #[must_use]
    pub fn initial(mut self, value: u32) -> Self {
        Shared::describe(&mut self.0).kind.set(value);
        self
    }

    /// The value (`kAudioSliderControlPropertyValue`). Any thread, the I/O threads too.
    #[doc(alias = "kAudioSliderControlPropertyValue")]
    #[must_use]
    pub fn get(&self) -> u32 {
        self.0.kind.get()
    }

    /// Sets the value (`kAudioSliderControlPropertyValue`); what is beyond the range becomes its nearest end.
    #[doc(alias = "kAudioSliderControlPropertyValue")]
    pub fn set(&self, control: &ControlContext<'_>, value: u32) {
        self.0.change(control, |slider| slider.set(value));
    }
}

impl fmt::Debug for SliderControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliderControl")
            .field("value", &self.get())
            .finish_non_exhaustive()
    }
}
