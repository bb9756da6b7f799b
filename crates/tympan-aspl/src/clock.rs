//! The clock of a device: which sample time belongs to which host time.
//!
//! A device publishes a sequence of time stamps, one for every `period` frames (hal-facts C.10). Here
//! they are in closed form: stamp n is computed from the anchor, in arithmetic that does not drift,
//! so a call after a stall of hours is as good as one in time, and no call depends on an earlier one.
//!
//! [`Timeline`] is the arithmetic. A device has a clock of its own that follows the host's, unless it [is given](crate::Device::clock) one:
//!
//! | Clock | Runs |
//! |---|---|
//! | [`SharedClock::system`] | at the nominal sample rate, for several devices |
//! | [`AdjustableClock`] | a little faster or slower, for one or several devices |
//! | [`SharedClock::new`] | as an implementation of [`Clock`] says: the author's own |
//!
//! [`SystemClock`] is what such an implementation can be built on: a timeline that is started, reconfigured and interrupted on control threads, and read
//! without waiting on any thread. It does not read a clock by itself; the host time is given by the caller.

mod adjustable;
mod author;
mod keeper;
#[cfg(all(test, loom))]
mod models;
mod shared;
mod stamps;
mod system;
mod timeline;

pub use crate::platform::Timebase;
pub use adjustable::AdjustableClock;
pub(crate) use author::CheckedClock;
pub use author::Clock;
pub(crate) use keeper::Settings;
pub use shared::SharedClock;
pub(crate) use shared::{Arrival, Refusal};
pub(crate) use stamps::Stamps;
pub use system::SystemClock;
pub use timeline::{ClockError, Timeline, ZeroTimeStamp};
