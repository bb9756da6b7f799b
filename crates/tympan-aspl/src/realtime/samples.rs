//! Sample memory that one thread writes while others read, without a data race.
//!
//! Two samples lie in one atomic word, so a block is copied in half as many steps as it has samples. All
//! accesses are relaxed: which samples are valid, and when, is for the owner to publish.

use super::sync::{AtomicU64, Ordering};

/// Words in a page of memory, on the systems with the smallest pages.
const WORDS_IN_PAGE: usize = 4096 / size_of::<AtomicU64>();

/// A fixed number of samples.
#[derive(Debug)]
pub(crate) struct Samples(Box<[AtomicU64]>);

impl Samples {
    /// Memory for `count` samples, all 0, that is really there: the I/O path meets no page fault in it.
    pub(crate) fn new(count: usize) -> Self {
        let words = Box::into_raw(vec![0_u64; count.div_ceil(2)].into_boxed_slice());
        const { assert!(align_of::<AtomicU64>() == align_of::<u64>()) };
        // SAFETY: `words` came from a box just now, and an `AtomicU64` has the size, alignment and values of a `u64`.
        let words = unsafe { Box::from_raw(words as *mut [AtomicU64]) };
        // The allocator may have answered with untouched pages.
        for word in words.iter().step_by(WORDS_IN_PAGE) {
            word.store(0, Ordering::Relaxed);
        }
        Self(words)
    }

    /// Writes a block from the sample `at` on. What does not fit is left out.
    ///
    /// Calls must not overlap (two at once might lose a sample next to their blocks).
    pub(crate) fn store(&self, at: usize, mut block: &[f32]) {
        let mut words = self.words_after(at / 2);
        if at % 2 == 1 {
            let (Some((first, rest)), Some((word, others))) =
                (block.split_first(), words.split_first())
            else {
                return;
            };
            let [low, _] = unpack(word.load(Ordering::Relaxed));
            word.store(pack([low, *first]), Ordering::Relaxed);
            (block, words) = (rest, others);
        }
        let pairs = block.chunks_exact(2);
        let last = pairs.remainder();
        let (whole, others) = words.split_at(pairs.len().min(words.len()));
        for (pair, word) in pairs.zip(whole) {
            word.store(pack([pair[0], pair[1]]), Ordering::Relaxed);
        }
        if let (&[last], Some(word)) = (last, others.first()) {
            let [_, high] = unpack(word.load(Ordering::Relaxed));
            word.store(pack([last, high]), Ordering::Relaxed);
        }
    }

    /// Reads a block from the sample `at` on. What is not there is left as it was.
    pub(crate) fn load(&self, at: usize, mut block: &mut [f32]) {
        let mut words = self.words_after(at / 2);
        if at % 2 == 1 {
            let (Some((first, rest)), Some((word, others))) =
                (block.split_first_mut(), words.split_first())
            else {
                return;
            };
            [_, *first] = unpack(word.load(Ordering::Relaxed));
            (block, words) = (rest, others);
        }
        let mut pairs = block.chunks_exact_mut(2);
        let (whole, others) = words.split_at(pairs.len().min(words.len()));
        for (pair, word) in pairs.by_ref().zip(whole) {
            pair.copy_from_slice(&unpack(word.load(Ordering::Relaxed)));
        }
        if let ([last], Some(word)) = (pairs.into_remainder(), others.first()) {
            [*last, _] = unpack(word.load(Ordering::Relaxed));
        }
    }

    fn words_after(&self, index: usize) -> &[AtomicU64] {
        self.0.get(index..).unwrap_or_default()
    }
}

/// The first sample of a word is its lower half.
fn pack([low, high]: [f32; 2]) -> u64 {
    u64::from(low.to_bits()) | u64::from(high.to_bits()) << 32
}

fn unpack(word: u64) -> [f32; 2] {
    [
        f32::from_bits(word as u32),
        f32::from_bits((word >> 32) as u32),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_any_length_at_any_place_come_back_and_touch_nothing_else() {
        const COUNT: usize = 11;
        for at in 0..=COUNT {
            for length in 0..=COUNT - at {
                let samples = Samples::new(COUNT);
                samples.store(0, &[9.0; COUNT]);
                let block: Vec<f32> = (0..length).map(|index| index as f32 + 1.0).collect();
                samples.store(at, &block);

                let mut expected = [9.0; COUNT];
                expected[at..at + length].copy_from_slice(&block);
                let mut all = [0.0; COUNT];
                samples.load(0, &mut all);
                assert_eq!(all, expected, "{length} samples at {at}");

                let mut back = vec![0.0; length];
                samples.load(at, &mut back);
                assert_eq!(back, block, "{length} samples at {at}");
            }
        }
    }

    #[test]
    fn every_bit_of_a_sample_is_kept() {
        let samples = Samples::new(3);
        let block = [f32::from_bits(0xffc1_2345), -0.0, f32::MIN_POSITIVE / 8.0];
        samples.store(0, &block);
        let mut back = [1.0; 3];
        samples.load(0, &mut back);
        assert_eq!(back.map(f32::to_bits), block.map(f32::to_bits));
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
