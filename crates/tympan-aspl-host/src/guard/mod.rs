//! The realtime checks: what a driver does inside its I/O calls that a realtime thread must not do.
//!
//! A host that is started with [`RealtimeChecks`] watches each call of the I/O path (GetZeroTimeStamp, BeginIOOperation,
//! DoIOOperation, EndIOOperation). What it finds is a [`Violation`](crate::Violation) that names the call and has a stack:
//!
//! | [`Check`] | finds | needs |
//! |---|---|---|
//! | [`Allocations`](Check::Allocations) | memory taken, resized or given back | [`GuardAllocator`] in the test program, or the feature `guard-malloc` for drivers that are loaded |
//! | [`SystemCalls`](Check::SystemCalls) | any call into the kernel: sleep, I/O, a lock that is contended, a thread that is woken | Linux on x86-64 |
//! | [`Time`](Check::Time) | too much processor time, and any wait | Unix; waits: Linux |
//! | [`Locks`](Check::Locks) | I/O that has to wait for a thread which is in a property call, contended or not | nothing; at any point of the driver: Linux |
//! | [`Sanitizer`](Check::Sanitizer) | what RealtimeSanitizer knows as blocking, in libraries built without any flag | a build with `--cfg rtsan` |
//!
//! The first three and the last only watch. [`RealtimeTest`] makes the load under which they see something, and probes for locks; it is the one line
//! that a driver's test needs. What none of them finds is listed in the project's `docs/realtime-checks.md`.
//!
//! This is an unsafe room: an allocator, signal handlers and foreign functions. `watch` is what all checks share: which call the
//! thread is in. Nothing here allocates, locks or calls the kernel while a driver's call is under way and nothing has been found.

mod allocator;
mod checks;
mod load;
#[cfg(all(
    feature = "guard-malloc",
    target_os = "linux",
    target_env = "gnu",
    not(rtsan)
))]
pub mod malloc;
mod monitor;
mod pause;
mod probe;
#[cfg(rtsan)]
pub(crate) mod rtsan;
mod site;
mod stack;
mod suspend;
mod system_calls;
mod test;
mod time;
mod watch;

pub use allocator::GuardAllocator;
pub use checks::{Check, RealtimeChecks};
pub use monitor::Finding;
pub(crate) use monitor::Monitor;
pub(crate) use pause::Pause;
pub(crate) use site::IoSite;
pub use test::{RealtimeReport, RealtimeTest};
