//! [`Timer`]: a sleep in host time, for threads of the author's own.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::driver::Driver;
use crate::error::{Error, Result};

/// What one thread of the author's sleeps by, instead of [`std::thread::sleep`].
///
/// With a real host that is time as it passes. In the simulated HAL it is the time of the host's clock: a virtual clock stands as long as there is a timer that
/// does not sleep, and stops wherever one is to wake, so a test sees the same each time, and hours pass in a moment. So give the timer away with the thread,
/// and drop it when there is nothing more to wait for.
///
/// # Examples
///
/// A worker thread that ends with the plug-in:
///
/// ```
/// use std::thread;
/// use std::time::Duration;
/// use tympan_aspl::prelude::*;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let mut timer = plug_in.timer(control)?;
///     let plug_in = plug_in.clone();
///     thread::spawn(move || -> Result<()> {
///         loop {
///             timer.sleep(Duration::from_secs(1))?;
///             plug_in.control(|_control| {
///                 // Look at the hardware.
///             })?;
///         }
///     });
///     Ok(())
/// }
/// ```
#[doc(alias = "mach_wait_until")]
pub struct Timer {
    driver: Weak<Driver>,
    /// When it was to wake last, in ticks.
    last: u64,
}

impl Timer {
    pub(crate) fn new(driver: &Arc<Driver>) -> Self {
        driver.time().join();
        Self {
            driver: Arc::downgrade(driver),
            last: driver.time().now(),
        }
    }

    /// Sleeps until so long after it was to wake last, or after it was made: what the thread does in between takes nothing off the schedule. A time that has
    /// passed already makes it return at once.
    ///
    /// It blocks, so it is not for threads of the host.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed, also if that happens while it sleeps.
    pub fn sleep(&mut self, duration: Duration) -> Result<()> {
        let driver = self.driver.upgrade().ok_or(Error::Gone)?;
        let time = driver.time();
        let timebase = time.timebase();
        let ticks = duration
            .as_nanos()
            .saturating_mul(timebase.denominator.into())
            / u128::from(timebase.numerator);
        let ticks = u64::try_from(ticks).unwrap_or(u64::MAX);
        self.last = self.last.saturating_add(ticks);
        if time.sleep_until(self.last, &driver.ending) {
            Ok(())
        } else {
            Err(Error::Gone)
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.upgrade() {
            driver.time().leave();
        }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}
