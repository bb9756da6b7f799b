//! The clock of a device: which sample time belongs to which host time.
//!
//! A device publishes a sequence of time stamps, one for every `period` frames (hal-facts C.10). Here
//! they are in closed form: stamp n is computed from the anchor, in arithmetic that does not drift,
//! so a call after a stall of hours is as good as one in time, and no call depends on an earlier one.
//!
//! [`Timeline`] is the arithmetic. [`SystemClock`] publishes a timeline to the I/O threads: it is
//! started, reconfigured and interrupted on control threads, and read without waiting on any thread.
//! Neither reads a clock by itself; the host time is always given by the caller.

mod system;
mod timeline;

pub use crate::platform::Timebase;
pub use system::SystemClock;
pub use timeline::{ClockError, Timeline, ZeroTimeStamp};
