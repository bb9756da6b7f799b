//! Copies in Rust, sample by sample: for every target, and for the tools that have to see each access (Miri, loom, ThreadSanitizer).

use crate::realtime::sync::{AtomicU32, Ordering};

/// Writes as many samples of the block as there are slots.
pub(super) fn store(slots: &[AtomicU32], block: &[f32]) {
    for (slot, sample) in slots.iter().zip(block) {
        slot.store(sample.to_bits(), Ordering::Relaxed);
    }
}

/// Reads as many samples of the block as there are slots.
pub(super) fn load(slots: &[AtomicU32], block: &mut [f32]) {
    for (slot, sample) in slots.iter().zip(block) {
        *sample = f32::from_bits(slot.load(Ordering::Relaxed));
    }
}
