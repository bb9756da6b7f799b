//! Which driver references are alive.
//!
//! A reference that the host passes is only compared with those handed out, never followed, until it is found here. So a wrong, stale or unaligned one is an
//! error and nothing worse. The list is the only thing instances share, and it is read without a lock, because the I/O path reads it.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::factory::Instance;

/// Live instances in this chunk of the list; a process rarely has more than one.
const CHUNK: usize = 15;

struct Chunk {
    instances: [AtomicPtr<Instance>; CHUNK],
    next: AtomicPtr<Chunk>,
}

impl Chunk {
    const fn new() -> Self {
        Self {
            instances: [const { AtomicPtr::new(ptr::null_mut()) }; CHUNK],
            next: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// The chunk after this one. Chunks are never freed: a reader may be in any of them.
    fn next(&self) -> Option<&'static Self> {
        let next = self.next.load(Ordering::Acquire);
        // SAFETY: a non-null `next` came from `Box::leak` in `add`, so it is valid for ever; Acquire pairs with the Release that published it.
        unsafe { next.as_ref() }
    }
}

static FIRST: Chunk = Chunk::new();

fn chunks() -> impl Iterator<Item = &'static Chunk> {
    core::iter::successors(Some(&FIRST), |chunk| chunk.next())
}

fn slots() -> impl Iterator<Item = &'static AtomicPtr<Instance>> {
    chunks().flat_map(|chunk| &chunk.instances)
}

/// Makes an instance known.
pub(super) fn add(instance: *mut Instance) {
    loop {
        let free = slots().find(|slot| {
            // Release: whoever finds the instance sees it complete.
            slot.compare_exchange(
                ptr::null_mut(),
                instance,
                Ordering::Release,
                Ordering::Relaxed,
            )
            .is_ok()
        });
        if free.is_some() {
            return;
        }
        let last = chunks().last().unwrap_or(&FIRST);
        let new = ptr::from_mut(Box::leak(Box::new(Chunk::new())));
        if last
            .next
            .compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire)
            .is_err()
        {
            // SAFETY: `new` came from `Box::leak` above and, as the exchange failed, nobody else has seen it.
            drop(unsafe { Box::from_raw(new) });
        }
    }
}

/// The instance with this address, if there is one.
#[inline]
pub(super) fn find(address: usize) -> Option<*mut Instance> {
    // Every I/O call comes this way, and the first place is nearly always the one.
    let first = FIRST.instances[0].load(Ordering::Acquire);
    if first.addr() == address && address != 0 {
        return Some(first);
    }
    find_anywhere(address)
}

#[cold]
fn find_anywhere(address: usize) -> Option<*mut Instance> {
    slots()
        .map(|slot| slot.load(Ordering::Acquire))
        .find(|instance| instance.addr() == address && address != 0)
}

/// Forgets an instance.
pub(super) fn remove(instance: *mut Instance) {
    for slot in slots() {
        if slot
            .compare_exchange(
                instance,
                ptr::null_mut(),
                Ordering::Release,
                Ordering::Relaxed,
            )
            .is_ok()
        {
            return;
        }
    }
}
