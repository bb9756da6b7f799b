//! Sample memory that one thread writes while others read, without a data race.
//!
//! Every sample is an atomic of its own, accessed without order: which samples are valid, and when, is for the owner to publish. Blocks are copied by
//! [`assembly`] where there is some, and one by one in Rust ([`atomic`]) elsewhere and for the tools that have to see every access.

#[cfg(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    not(any(miri, loom))
))]
mod assembly;
mod atomic;

/// Without assembly there is one way to copy.
#[cfg(not(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    not(any(miri, loom))
)))]
use atomic as assembly;

use core::ptr::NonNull;
use core::slice;

use super::sync::{AtomicU32, Ordering, zeros};

/// Samples in a page of memory, on the systems with the smallest pages.
const PAGE: usize = 4096 / size_of::<u32>();

/// Samples in a cache line, on the processors with the smallest lines.
const LINE: usize = 64 / size_of::<u32>();

/// A fixed number of samples.
///
/// The memory is owned through a pointer: under Miri each borrow of a slice of atomics visits all of it, which makes a call take seconds for the few samples
/// it is about.
#[derive(Debug)]
pub(crate) struct Samples {
    /// From a box.
    memory: NonNull<[AtomicU32]>,
    /// Where the first cache line begins, and with it the samples: copies are faster so.
    first: usize,
    count: usize,
}

// SAFETY: it owns its memory as a box of atomics does, which may be sent and shared.
unsafe impl Send for Samples {}

// SAFETY: as above.
unsafe impl Sync for Samples {}

impl Samples {
    /// Memory for `count` samples, all 0, that is really there: the I/O path meets no page fault in it.
    pub(crate) fn new(count: usize) -> Self {
        let memory = zeros(count + LINE - 1);
        // The allocator may have answered with untouched pages.
        for sample in memory.iter().step_by(PAGE) {
            sample.store(0, Ordering::Relaxed);
        }
        let first = memory.as_ptr().align_offset(LINE * size_of::<u32>());
        Self {
            first: first.min(LINE - 1),
            memory: NonNull::from(Box::leak(memory)),
            count,
        }
    }

    /// Writes a block from the sample `at` on. What does not fit is left out.
    pub(crate) fn store(&self, at: usize, block: &[f32]) {
        let slots = self.slots(at, block.len());
        let block = &block[..slots.len()];
        if cfg!(tympan_atomic_copies) {
            atomic::store(slots, block);
        } else {
            assembly::store(slots, block);
        }
    }

    /// Reads a block from the sample `at` on. What is not there is left as it was.
    pub(crate) fn load(&self, at: usize, block: &mut [f32]) {
        let slots = self.slots(at, block.len());
        let block = &mut block[..slots.len()];
        if cfg!(tympan_atomic_copies) {
            atomic::load(slots, block);
        } else {
            assembly::load(slots, block);
        }
    }

    /// At most `length` samples from `at` on.
    fn slots(&self, at: usize, length: usize) -> &[AtomicU32] {
        let at = at.min(self.count);
        let length = length.min(self.count - at);
        let memory = self.memory.as_ptr().cast::<AtomicU32>().cast_const();
        // SAFETY: `first` and `count` samples fit into the memory, and `at` is at most `count`.
        let slots = unsafe { memory.add(self.first + at) };
        // SAFETY: they are within the memory, as `at` and `length` are at most `count` together; it is alive as long as `self`, and only ever shared.
        unsafe { slice::from_raw_parts(slots, length) }
    }
}

impl Drop for Samples {
    fn drop(&mut self) {
        // SAFETY: it came from a box in `new`, which is given back once, and no borrow is left.
        drop(unsafe { Box::from_raw(self.memory.as_ptr()) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longest block that is compared, well beyond where assembly takes another way.
    const LONGEST: usize = if cfg!(miri) { 40 } else { 600 };

    type Store = fn(&[AtomicU32], &[f32]);
    type Load = fn(&[AtomicU32], &mut [f32]);

    /// Both ways to copy; under Miri they are the same.
    const WAYS: [(Store, Load); 2] = [
        (atomic::store, atomic::load),
        (assembly::store, assembly::load),
    ];

    fn bits(samples: &[f32]) -> Vec<u32> {
        samples.iter().map(|sample| sample.to_bits()).collect()
    }

    /// Of so many lengths and distances one is tried: all, but for Miri.
    const SPARSENESS: usize = if cfg!(miri) { 7 } else { 1 };

    /// Samples with all kinds of bits: NaNs of both kinds, subnormal numbers, both zeros.
    fn block(length: usize) -> Vec<f32> {
        (1..=length as u32)
            .map(|number| f32::from_bits(number.wrapping_mul(0x9E37_79B9)))
            .collect()
    }

    #[test]
    fn both_ways_of_copying_move_the_same_bits_and_touch_nothing_else() {
        const MARGIN: usize = LINE + 1;
        let around = f32::from_bits(0x7FA5_5A5A);
        let source = block(LONGEST + MARGIN);
        let lengths = (0..LONGEST).filter(|length| *length < 150 || length % 37 == 0);
        for length in lengths.step_by(SPARSENESS) {
            // Every distance from a cache line, of the samples and of the block.
            for shift in (0..LINE).step_by(SPARSENESS) {
                let block = &source[LINE - shift..][..length];
                let mut expected = vec![around; length + 2 * MARGIN];
                expected[shift..shift + length].copy_from_slice(block);
                for (store, load) in WAYS {
                    let samples = Samples::new(length + 2 * MARGIN);
                    atomic::store(samples.slots(0, usize::MAX), &vec![around; samples.count]);
                    store(samples.slots(shift, length), block);
                    let mut all = vec![0.0; samples.count];
                    atomic::load(samples.slots(0, usize::MAX), &mut all);
                    assert_eq!(bits(&all), bits(&expected), "{length} at {shift}");

                    let mut back = vec![around; length + MARGIN];
                    load(
                        samples.slots(shift, length),
                        &mut back[shift / 2..][..length],
                    );
                    assert_eq!(bits(&back[shift / 2..][..length]), bits(block));
                    let untouched = (0..shift / 2).chain(shift / 2 + length..back.len());
                    for index in untouched {
                        assert_eq!(back[index].to_bits(), around.to_bits());
                    }
                }
            }
        }
    }

    #[test]
    fn samples_begin_with_a_cache_line() {
        for count in [0, 1, 15, 16, 17, 5000] {
            let samples = Samples::new(count);
            assert_eq!(samples.slots(0, usize::MAX).len(), count);
            assert_eq!(samples.slots(0, usize::MAX).as_ptr().addr() % 64, 0);
        }
    }

    #[test]
    fn blocks_of_any_length_at_any_place_come_back_and_touch_nothing_else() {
        const COUNT: usize = 11;
        for at in 0..=COUNT {
            for length in 0..=COUNT - at {
                let samples = Samples::new(COUNT);
                samples.store(0, &[9.0; COUNT]);
                let block = block(length);
                samples.store(at, &block);

                let mut expected = [9.0; COUNT];
                expected[at..at + length].copy_from_slice(&block);
                let mut all = [0.0; COUNT];
                samples.load(0, &mut all);
                assert_eq!(bits(&all), bits(&expected), "{length} samples at {at}");

                let mut back = vec![0.0; length];
                samples.load(at, &mut back);
                assert_eq!(bits(&back), bits(&block), "{length} samples at {at}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let samples = Samples::new(4);
        samples.store(3, &[1.0, 2.0, 3.0]);
        samples.store(100, &[1.0]);
        let mut back = [7.0; 3];
        samples.load(3, &mut back);
        assert_eq!(back, [1.0, 7.0, 7.0]);
        samples.load(101, &mut back);
        assert_eq!(back, [1.0, 7.0, 7.0]);
    }
}
