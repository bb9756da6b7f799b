//! What the I/O path is built from: sharing between threads without a lock.
//!
//! Everything here that is marked for the I/O path neither allocates, blocks, calls the system nor
//! frees the last owner of anything, and every loop in it has a fixed bound. Each part has its two
//! sides stated: which calls belong to realtime threads and which to control threads.

mod context;
mod counters;
mod event_queue;
mod gate;
mod latest;
#[cfg(all(test, loom))]
pub(crate) mod models;
pub(crate) mod published;
pub(crate) mod samples;
pub(crate) mod seqlock;
pub(crate) mod slots;
pub(crate) mod spsc;
pub(crate) mod sync;
pub(crate) mod threads;

pub use context::{ControlContext, RealtimeContext};
pub use counters::{Counters, Event, EventCounts};
pub use event_queue::{EventQueue, EventSender};
pub use gate::{Gate, Inside};
pub use latest::{Latest, Reading};
