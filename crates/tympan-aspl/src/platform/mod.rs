//! What the framework asks of the operating system and the processor: the host clock, the identity of a thread, and whether there are wide registers.
//!
//! All are safe on the I/O path: they neither allocate nor block, and use no thread-local storage
//! (in a loaded library its first use on a thread allocates). Nothing here knows of audio.

#[cfg(target_vendor = "apple")]
#[path = "apple.rs"]
mod system;
#[cfg(all(unix, not(target_vendor = "apple")))]
#[path = "unix.rs"]
mod system;

pub mod host_time;
pub(crate) mod log;
pub(crate) mod wide;

pub use host_time::Timebase;

/// A number that no other living thread of this process has, and that is never 0.
///
/// May be called on any thread. The number of a thread that has ended may be given to a new one.
///
/// ```
/// use tympan_aspl::platform::thread_id;
///
/// assert_eq!(thread_id(), thread_id());
/// assert_ne!(thread_id(), std::thread::spawn(thread_id).join().unwrap());
/// ```
#[must_use]
pub fn thread_id() -> usize {
    system::thread_id()
}
