//! The custom property `Trim`: an array of two numbers, the decibels by which the left and the right channel are raised or lowered.
//!
//! Clients that know the driver set it with `AudioObjectSetPropertyData`. It is checked, kept from one start to the next, and handed to the I/O thread.

use tympan_aspl::control::decibels_to_gain;
use tympan_aspl::prelude::*;
use tympan_aspl::realtime::{Latest, Reading};
use tympan_aspl::{CustomProperty, Status, Storage};

use crate::CHANNELS;

const SELECTOR: [u8; 4] = *b"Trim";

/// Its name in the storage.
const KEY: &str = "trim";

/// The least and the most decibels.
const RANGE: std::ops::RangeInclusive<f64> = -24.0..=12.0;

/// The gains that belong to the property's value. A handle for the I/O side: reading it never waits.
#[derive(Clone)]
pub(crate) struct Trim(Latest<[f32; CHANNELS]>);

impl Trim {
    /// The trim as it was stored, and the property that changes it.
    pub(crate) fn new(
        storage: Storage,
        control: &ControlContext<'_>,
    ) -> (Self, CustomProperty<Vec<f64>>) {
        // Nothing is stored at the first start; and what is stored may be from another version of the driver.
        let stored: Option<Vec<f64>> = storage.get(control, KEY).ok();
        let decibels = stored
            .filter(|decibels| check(decibels).is_ok())
            .unwrap_or_else(|| vec![0.0; CHANNELS]);

        let trim = Self(Latest::new(gains(&decibels)));
        let latest = trim.0.clone();
        // An array of numbers is the property's type: whatever is not one is refused before `check` sees it.
        let property = CustomProperty::new(SELECTOR, decibels)
            .settable()
            .validate(|decibels| check(decibels))
            .on_set(move |control, decibels| {
                latest.set(control, gains(decibels));
                // If the host cannot store it, it holds until the driver is unloaded.
                let _ = storage.set(control, KEY, decibels);
            });
        (trim, property)
    }

    /// The gains of the channels, as factors.
    pub(crate) fn gains(&self) -> Reading<'_, [f32; CHANNELS]> {
        self.0.read()
    }
}

/// Whether clients may set it.
fn check(decibels: &[f64]) -> Result<(), Status> {
    // What is not a number is in no range.
    let is_in_range = decibels.iter().all(|decibels| RANGE.contains(decibels));
    if decibels.len() == CHANNELS && is_in_range {
        Ok(())
    } else {
        Err(Status::ILLEGAL_OPERATION)
    }
}

/// As factors, of a checked value.
fn gains(decibels: &[f64]) -> [f32; CHANNELS] {
    std::array::from_fn(|channel| decibels_to_gain(decibels[channel] as f32))
}
