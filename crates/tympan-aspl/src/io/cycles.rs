//! [`Cycles`]: counts I/O cycles while they run.

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::OnceLock;

use crate::types::ClientId;

/// Clients with different ids mostly have a cache line each.
const STRIPES: usize = 32;

/// What is known of a group of clients, in a cache line of its own (128 bytes on Apple silicon).
#[derive(Debug, Default)]
#[repr(align(128))]
struct Stripe {
    /// The cycle that was seen last ([`Cycles::name`]).
    last: AtomicU64,
    count: AtomicU64,
}

/// How many cycles the threads of all clients have gone through.
///
/// All accesses are relaxed and none is a read-modify-write, which would cost as much as everything else around a handler. So the count is exact as long as
/// clients whose ids are equal modulo 32 do not run at the same time.
#[derive(Debug, Default)]
#[repr(C)]
pub(super) struct Cycles {
    /// How often I/O has started: a control thread counts it here rather than to write to what I/O threads have in their caches.
    starts: AtomicU32,
    stripes: OnceLock<Box<[Stripe; STRIPES]>>,
}

impl Cycles {
    /// Makes room. Control threads only: it allocates, so that a device without I/O stays small.
    pub(super) fn prepare(&self) {
        self.stripes.get_or_init(Box::default);
    }

    /// Notes a call in a client's cycle, and counts the cycle if the call is its first.
    pub(super) fn note(&self, client: ClientId, counter: u64) {
        let Some(stripes) = self.stripes.get() else {
            return;
        };
        let stripe = &stripes[client.0 as usize % STRIPES];
        let name = self.name(counter);
        if stripe.last.load(Ordering::Relaxed) != name {
            stripe.last.store(name, Ordering::Relaxed);
            let count = stripe.count.load(Ordering::Relaxed);
            stripe.count.store(count + 1, Ordering::Relaxed);
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.stripes()
            .map(|stripe| stripe.count.load(Ordering::Relaxed))
            .sum()
    }

    /// What a cycle is known by. The host may count cycles anew with every start; 2^40 of them take decades.
    fn name(&self, counter: u64) -> u64 {
        let starts = u64::from(self.starts.load(Ordering::Relaxed));
        starts << 40 ^ counter
    }

    /// Makes the next call of every client the first one of a cycle: its cycle counter may begin anew.
    pub(super) fn restart(&self) {
        self.starts.fetch_add(1, Ordering::Relaxed);
    }

    /// Begins anew, for another device.
    pub(super) fn reset(&self) {
        self.restart();
        for stripe in self.stripes() {
            stripe.count.store(0, Ordering::Relaxed);
        }
    }

    fn stripes(&self) -> impl Iterator<Item = &Stripe> {
        let stripes = self.stripes.get().into_iter();
        stripes.flat_map(|stripes| stripes.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_counts_once_for_each_client_however_many_calls_it_has() {
        let cycles = Cycles::default();
        cycles.note(ClientId(1), 1);
        assert_eq!(cycles.count(), 0, "there is no I/O yet");
        cycles.prepare();
        for (client, counter) in [
            (1, 1),
            (1, 1),
            (2, 1),
            (1, 2),
            (2, 1),
            (2, 2),
            (1, 1),
            (1, 1),
        ] {
            cycles.note(ClientId(client), counter);
        }
        // Client 1 had the cycles 1, 2 and, after a restart, 1 again.
        assert_eq!(cycles.count(), 5);
        cycles.restart();
        cycles.note(ClientId(1), 1);
        assert_eq!(cycles.count(), 6);
        cycles.reset();
        assert_eq!(cycles.count(), 0);
        cycles.note(ClientId(1), 1);
        assert_eq!(cycles.count(), 1);
    }
}
