//! [`AdjustableClock`]: the host's clock, a little faster or slower.

use core::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{ClockError, SharedClock};
use crate::realtime::ControlContext;

/// A clock for one or several devices whose real sample rate can be adjusted while it runs, say to follow another device. Clones are the same clock.
///
/// The rate scalar is the real sample rate divided by the nominal one: at 1.001, 1001 frames take the time of 1000. (The host reports the inverse,
/// `mRateScalar`.) Any `f64` from 0.5 to 2 is applied as exactly as it is given. The cadence changes at the latest time stamp, so that none changes that
/// the host has seen: the next one has the next sample time and the same seed, and comes a little earlier or later. Adjustments do not add up to any
/// error, however many there are: each begins where the one before has left off to 2^-64 of a tick.
///
/// Everything else is as with a [`SharedClock`]. Each adjustment is counted for each of the devices
/// ([`clock_corrections`](crate::realtime::EventCounts::clock_corrections)).
///
/// # Examples
///
/// Two devices with one clock that a slider adjusts.
///
/// ```
/// use tympan_aspl::clock::AdjustableClock;
/// use tympan_aspl::control::SliderControl;
/// use tympan_aspl::prelude::*;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let clock = AdjustableClock::new();
///     let adjusted = clock.clone();
///     // From -1 % to +1 %, in millionths.
///     let pitch = SliderControl::new(*b"sldr", Scope::Global, 0..=20_000)
///         .initial(10_000)
///         .on_change(move |control, value| {
///             let scalar = 0.99 + f64::from(value) * 1e-6;
///             let _ = adjusted.set_rate_scalar(control, scalar);
///         });
///     for name in ["Main", "Mirror"] {
///         let device = Device::new(format!("com.example.{name}"), name)
///             .sample_rates([48_000.0])
///             .clock(&clock)
///             .clock_domain(1)
///             .clock_is_stable(false);
///         let device = if name == "Main" { device.control(&pitch) } else { device };
///         plug_in.add_device(control, device)?;
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct AdjustableClock {
    clock: SharedClock,
    /// The bits of the rate scalar.
    scalar: Arc<AtomicU64>,
}

impl AdjustableClock {
    /// A clock at its nominal rate.
    #[must_use]
    pub fn new() -> Self {
        Self {
            clock: SharedClock::system(),
            scalar: Arc::new(AtomicU64::new(1.0_f64.to_bits())),
        }
    }

    /// Sets the real sample rate divided by the nominal one, from 0.5 to 2: for all devices that have the clock, from the latest time stamp on.
    ///
    /// Whether they run or not. Of several threads that do it at once, one is the last.
    ///
    /// # Errors
    ///
    /// [`ClockError::RateScalar`] if it is not in the range; [`ClockError::Resolution`] if the period gets too short for the host clock. Nothing is
    /// changed then.
    #[doc(alias = "mRateScalar")]
    pub fn set_rate_scalar(
        &self,
        control: &ControlContext<'_>,
        scalar: f64,
    ) -> Result<(), ClockError> {
        let _ = control;
        self.clock.adjust(scalar, || {
            self.scalar.store(scalar.to_bits(), Ordering::Relaxed);
        })
    }

    /// What was set last; 1 at first. On any thread, wait-free.
    #[must_use]
    pub fn rate_scalar(&self) -> f64 {
        f64::from_bits(self.scalar.load(Ordering::Relaxed))
    }
}

impl Default for AdjustableClock {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&AdjustableClock> for SharedClock {
    fn from(clock: &AdjustableClock) -> Self {
        clock.clock.clone()
    }
}

impl From<AdjustableClock> for SharedClock {
    fn from(clock: AdjustableClock) -> Self {
        clock.clock
    }
}

impl fmt::Debug for AdjustableClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdjustableClock")
            .field("rate_scalar", &self.rate_scalar())
            .finish_non_exhaustive()
    }
}
