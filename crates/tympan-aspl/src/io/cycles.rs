//! [`Cycles`]: tells I/O cycles apart while they run, so that they can be counted.

use core::sync::atomic::{AtomicU64, Ordering};

use crate::types::ClientId;

/// Clients with different ids mostly have a cache line each.
const STRIPES: usize = 32;

/// A cache line (128 bytes on Apple silicon).
#[derive(Debug, Default)]
#[repr(align(128))]
struct Stripe {
    /// The cycle counter that was seen last.
    last: AtomicU64,
    cycles: AtomicU64,
}

/// The cycles of each group of clients.
#[derive(Debug, Default)]
pub(crate) struct Cycles([Stripe; STRIPES]);

impl Cycles {
    /// Counts the first call in a cycle of a client's thread. Clients whose ids are equal modulo 32 can make it one of several.
    pub(super) fn note(&self, client: ClientId, counter: u64) {
        let stripe = &self.0[client.0 as usize % STRIPES];
        // Relaxed: nothing but a count depends on it.
        if stripe.last.load(Ordering::Relaxed) != counter {
            stripe.last.store(counter, Ordering::Relaxed);
            stripe.cycles.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The cycles of all clients.
    pub(super) fn total(&self) -> u64 {
        let stripes = self.0.iter();
        let cycles = stripes.map(|stripe| stripe.cycles.load(Ordering::Relaxed));
        cycles.fold(0, u64::wrapping_add)
    }

    /// Makes the next call of every client the first one of a cycle: its cycle counter may begin anew.
    pub(super) fn restart(&self) {
        for stripe in &self.0 {
            stripe.last.store(0, Ordering::Relaxed);
        }
    }

    /// Begins to count anew, for another device.
    pub(super) fn reset(&self) {
        self.restart();
        for stripe in &self.0 {
            stripe.cycles.store(0, Ordering::Relaxed);
        }
    }
}
