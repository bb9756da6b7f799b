//! How fast time passes: the clock source, and the rate scalar that acts while the adjustable one is chosen.
//!
//! The rate is a custom property, and no slider or pan as in other drivers: a number of its own name and range, in steps far below a billionth, where a slider
//! has whole numbers without a unit, and clients would show a pan as the balance of two channels.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use tympan_aspl::clock::AdjustableClock;
use tympan_aspl::prelude::*;
use tympan_aspl::{CustomProperty, Status, Storage};

/// Frames in a nominal second's time, divided by the nominal rate.
const SCALARS: RangeInclusive<f64> = 0.99..=1.01;

const SCALAR: &str = "rate scalar";

/// The items of the clock source.
const FIXED: u32 = 1;
const ADJUSTABLE: u32 = 2;

/// What users have chosen, and the clock that it is for.
struct Pace {
    clock: AdjustableClock,
    chosen: Mutex<Chosen>,
}

#[derive(Clone, Copy)]
struct Chosen {
    source: u32,
    scalar: f64,
}

impl Pace {
    fn choose(&self, control: &ControlContext<'_>, choose: impl FnOnce(&mut Chosen)) {
        // Held meanwhile, so that of two choices at once the clock gets the later one last.
        let mut chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        choose(&mut chosen);
        let scalar = match chosen.source {
            ADJUSTABLE => chosen.scalar,
            _ => 1.0,
        };
        if scalar != self.clock.rate_scalar() {
            // A clock whose period were too short for the host's stays as it is: no rate of this driver's is that high.
            let _ = self.clock.set_rate_scalar(control, scalar);
        }
    }
}

/// The clock source and the rate scalar, as clients see them.
pub(crate) struct Controls {
    source: ClockSource,
    scalar: CustomProperty<f64>,
    pace: Arc<Pace>,
}

impl Controls {
    pub(crate) fn new(
        clock: &AdjustableClock,
        storage: Storage,
        control: &ControlContext<'_>,
    ) -> Self {
        let stored = storage.get(control, SCALAR);
        let scalar = stored
            .ok()
            .filter(|scalar| SCALARS.contains(scalar))
            .unwrap_or(1.0);
        let pace = Arc::new(Pace {
            clock: clock.clone(),
            chosen: Mutex::new(Chosen {
                source: FIXED,
                scalar,
            }),
        });
        let items = [
            (FIXED, "Internal Fixed"),
            (ADJUSTABLE, "Internal Adjustable"),
        ];
        let source = ClockSource::new(Scope::Global, items)
            .persistent("clock source")
            .on_change({
                let pace = Arc::clone(&pace);
                move |control, ids| {
                    pace.choose(control, |chosen| {
                        chosen.source = ids.first().copied().unwrap_or(FIXED);
                    });
                }
            });
        let property = CustomProperty::new(*b"Rate", scalar)
            .settable()
            .validate(|scalar| match SCALARS.contains(scalar) {
                true => Ok(()),
                false => Err(Status::ILLEGAL_OPERATION),
            })
            .on_set({
                let pace = Arc::clone(&pace);
                move |control, scalar| {
                    pace.choose(control, |chosen| chosen.scalar = *scalar);
                    // A host that cannot store it forgets it at the end, which nobody needs to know now.
                    let _ = storage.set(control, SCALAR, scalar);
                }
            });
        Self {
            source,
            scalar: property,
            pace,
        }
    }

    /// Gives a device the control and the property.
    pub(crate) fn add_to(&self, device: Device) -> Device {
        device.control(&self.source).property(&self.scalar)
    }

    /// Lets what was stored act, once the device is added: restoring a control calls no hook.
    pub(crate) fn restore(&self, control: &ControlContext<'_>) {
        let source = self.source.get();
        self.pace.choose(control, |chosen| chosen.source = source);
    }
}
