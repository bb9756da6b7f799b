//! [`Cycles`]: tells I/O cycles apart while they run, so that they can be counted.

use core::sync::atomic::{AtomicU64, Ordering};

use crate::types::ClientId;

/// Clients with different ids mostly have a cache line each.
const STRIPES: usize = 32;

/// A cache line (128 bytes on Apple silicon).
#[derive(Debug, Default)]
#[repr(align(128))]
struct Stripe(AtomicU64);

/// The cycle counters that were seen last, one for each group of clients.
#[derive(Debug, Default)]
pub(crate) struct Cycles([Stripe; STRIPES]);

impl Cycles {
    /// Whether this is the first call in a cycle of the client's thread. Clients whose ids are equal modulo 32 can make it one of several.
    pub(super) fn is_new(&self, client: ClientId, counter: u64) -> bool {
        let last = &self.0[client.0 as usize % STRIPES].0;
        // Relaxed: nothing but a count depends on it.
        let is_new = last.load(Ordering::Relaxed) != counter;
        if is_new {
            last.store(counter, Ordering::Relaxed);
        }
        is_new
    }
}
