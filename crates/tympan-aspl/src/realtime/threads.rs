//! Which threads are inside an I/O callback, and where they have panicked: without thread-local storage, whose first use in a loaded library allocates.

use core::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering};
use core::{fmt, str};

use crate::platform::thread_id;

/// Threads that can be known at a time, and the width of the search for a free place.
const PLACES: usize = 64;
const PROBES: usize = 8;

/// The number of no thread.
const FREE: usize = 0;

/// Bytes of a file's path that are kept; of a longer one its end.
const FILE: usize = 104;

/// What is known of a thread that is inside, in a cache line of its own (128 bytes on Apple silicon). All accesses are relaxed: a thread asks about itself
/// only, and sees its own stores.
#[repr(align(128))]
struct Place {
    thread: AtomicUsize,
    line: AtomicU32,
    length: AtomicU8,
    file: [AtomicU8; FILE],
}

impl Place {
    const fn new() -> Self {
        Self {
            thread: AtomicUsize::new(FREE),
            line: AtomicU32::new(0),
            length: AtomicU8::new(0),
            file: [const { AtomicU8::new(0) }; FILE],
        }
    }
}

static TAKEN: [Place; PLACES] = [const { Place::new() }; PLACES];

/// The places where a thread can be, most likely first.
fn places(thread: usize) -> impl Iterator<Item = &'static Place> {
    // Numbers of threads are addresses of much-aligned memory: spread them by the golden ratio.
    let first = ((thread as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as usize;
    (0..PROBES).map(move |step| &TAKEN[(first + step) % PLACES])
}

/// The place of the calling thread.
fn own_place() -> Option<&'static Place> {
    let thread = thread_id();
    places(thread).find(|place| place.thread.load(Ordering::Relaxed) == thread)
}

/// Says that the calling thread is inside an I/O callback, until it is dropped.
pub(crate) struct InsideIo {
    place: Option<&'static Place>,
    thread: usize,
}

impl InsideIo {
    /// Wait-free. A thread can go unmarked if another one takes the same place in the same moment, or if dozens are inside.
    pub(crate) fn new() -> Self {
        let thread = thread_id();
        let free = places(thread).find(|place| place.thread.load(Ordering::Relaxed) == FREE);
        // Not an exchange, which would cost as much as everything else that is done around a handler.
        if let Some(place) = free {
            place.thread.store(thread, Ordering::Relaxed);
        }
        Self {
            place: free,
            thread,
        }
    }
}

impl Drop for InsideIo {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            if place.thread.load(Ordering::Relaxed) == self.thread {
                place.thread.store(FREE, Ordering::Relaxed);
            }
        }
    }
}

/// Whether the calling thread is inside an I/O callback of any device of any driver in this library.
pub(crate) fn is_inside_io() -> bool {
    own_place().is_some()
}

/// Notes where the calling thread, which is inside, panics. Realtime-safe.
pub(crate) fn note_panic(file: &str, line: u32) {
    let Some(place) = own_place() else { return };
    let kept = &file.as_bytes()[file.len().saturating_sub(FILE)..];
    for (to, from) in place.file.iter().zip(kept) {
        to.store(*from, Ordering::Relaxed);
    }
    place.length.store(kept.len() as u8, Ordering::Relaxed);
    place.line.store(line, Ordering::Relaxed);
}

/// Where the calling thread, which is inside, has noted its last panic.
pub(crate) fn panic_site() -> PanicSite {
    own_place().map_or_else(PanicSite::default, |place| PanicSite {
        line: place.line.load(Ordering::Relaxed),
        length: place.length.load(Ordering::Relaxed).into(),
        file: core::array::from_fn(|index| place.file[index].load(Ordering::Relaxed)),
    })
}

/// The file and line of a panic.
#[derive(Clone, Copy)]
pub(crate) struct PanicSite {
    line: u32,
    length: usize,
    file: [u8; FILE],
}

impl Default for PanicSite {
    fn default() -> Self {
        Self {
            line: 0,
            length: 0,
            file: [0; FILE],
        }
    }
}

impl fmt::Display for PanicSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was cut off can have left half a character.
        let mut file = self.file.get(..self.length).unwrap_or_default();
        while let ([_, rest @ ..], Err(_)) = (file, str::from_utf8(file)) {
            file = rest;
        }
        match str::from_utf8(file) {
            Ok(file) if self.line > 0 => write!(f, "{file}:{}", self.line),
            _ => f.write_str("an unknown place"),
        }
    }
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

    #[test]
    fn the_end_of_a_path_is_kept() {
        note_panic("nobody is inside", 1);
        let _inside = InsideIo::new();
        note_panic("src/lib.rs", 7);
        assert_eq!(panic_site().to_string(), "src/lib.rs:7");
        let long = format!("{}\u{e9}{}", "a".repeat(50), "b".repeat(FILE - 1));
        note_panic(&long, 8);
        assert_eq!(
            panic_site().to_string(),
            format!("{}:8", "b".repeat(FILE - 1))
        );
        assert_eq!(PanicSite::default().to_string(), "an unknown place");
    }
}
