//! Which threads are inside an I/O callback, without thread-local storage: in a loaded library its first use allocates.

use core::sync::atomic::{AtomicUsize, Ordering};

use crate::platform::thread_id;

/// Threads that can be known at a time, and the width of the search for a free place.
const PLACES: usize = 64;
const PROBES: usize = 8;

/// The number of no thread.
const FREE: usize = 0;

/// A place of its own cache line (128 bytes on Apple silicon).
#[repr(align(128))]
struct Place(AtomicUsize);

static PLACES_TAKEN: [Place; PLACES] = [const { Place(AtomicUsize::new(FREE)) }; PLACES];

/// The places where a thread can be, most likely first.
fn places(thread: usize) -> impl Iterator<Item = &'static AtomicUsize> {
    // Numbers of threads are addresses of much-aligned memory: spread them by the golden ratio.
    let first = ((thread as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as usize;
    (0..PROBES).map(move |step| &PLACES_TAKEN[(first + step) % PLACES].0)
}

/// Says that the calling thread is inside an I/O callback, until it is dropped.
#[derive(Debug)]
pub(crate) struct InsideIo(Option<&'static AtomicUsize>);

impl InsideIo {
    /// Wait-free. With more than a few dozen threads inside at once some go unmarked.
    pub(crate) fn new() -> Self {
        let thread = thread_id();
        // Relaxed throughout: a thread asks about itself only, and sees its own stores.
        let take = |place: &&AtomicUsize| {
            place
                .compare_exchange(FREE, thread, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        };
        Self(places(thread).find(take))
    }
}

impl Drop for InsideIo {
    fn drop(&mut self) {
        if let Some(place) = self.0 {
            place.store(FREE, Ordering::Relaxed);
        }
    }
}

/// Whether the calling thread is inside an I/O callback of any device of any driver in this library.
pub(crate) fn is_inside_io() -> bool {
    let thread = thread_id();
    places(thread).any(|place| place.load(Ordering::Relaxed) == thread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_inside_until_it_has_left_as_often_as_it_came_in() {
        assert!(!is_inside_io());
        let first = InsideIo::new();
        let second = InsideIo::new();
        assert!(is_inside_io());
        assert!(!std::thread::spawn(is_inside_io).join().unwrap());
        drop(first);
        assert!(is_inside_io());
        drop(second);
        assert!(!is_inside_io());
    }
}
