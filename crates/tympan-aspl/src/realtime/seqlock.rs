//! A few words published together: every reader sees all words of one publication, never a mixture.
//!
//! There are two copies. The writer fills the one that is not current and then makes it current, so a
//! writer that is stopped half-way holds nobody up: a reader has to try again only when a whole
//! publication was finished and the next one begun while it was copying.

use super::sync::{AtomicU64, Ordering, fence};

/// How often a reader tries before it gives up. A retry needs a publication during each attempt.
const ATTEMPTS: usize = 8;

/// `N` words that one writer publishes and any number of readers copy.
#[derive(Debug)]
pub(crate) struct Seqlock<const N: usize> {
    /// Number of publications; its lowest bit says which copy is current.
    version: AtomicU64,
    copies: [[AtomicU64; N]; 2],
}

impl<const N: usize> Seqlock<N> {
    pub(crate) fn new(words: [u64; N]) -> Self {
        Self {
            version: AtomicU64::new(0),
            copies: [words.map(AtomicU64::new), words.map(AtomicU64::new)],
        }
    }

    /// Makes `words` what readers see from now on. Wait-free.
    ///
    /// Calls must not overlap: the owner serialises its writers (two at once would publish a mixture of
    /// their words, though nothing worse).
    pub(crate) fn publish(&self, words: [u64; N]) {
        let next = self.version.load(Ordering::Relaxed).wrapping_add(1);
        // Pairs with the fence in `read`: a reader that saw one of the words stored below also sees
        // that the version it began with, whose copy this was, is no longer the current one.
        fence(Ordering::Release);
        for (slot, word) in self.copies[(next & 1) as usize].iter().zip(words) {
            slot.store(word, Ordering::Relaxed);
        }
        // Pairs with the acquiring load in `read`: who sees the version sees its words, and everything
        // the writer did before.
        self.version.store(next, Ordering::Release);
    }

    /// A copy of the words of one publication; `None` if publications followed each other so fast that
    /// every one of a fixed number of attempts was overrun.
    pub(crate) fn read(&self) -> Option<[u64; N]> {
        let mut version = self.version.load(Ordering::Acquire);
        for _ in 0..ATTEMPTS {
            let copy = &self.copies[(version & 1) as usize];
            let words = core::array::from_fn(|index| copy[index].load(Ordering::Relaxed));
            fence(Ordering::Acquire);
            let after = self.version.load(Ordering::Relaxed);
            if after == version {
                return Some(words);
            }
            version = self.version.load(Ordering::Acquire);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLICATIONS: u64 = if cfg!(miri) { 300 } else { 200_000 };

    #[test]
    fn a_reader_sees_the_latest_publication() {
        let cell = Seqlock::new([1, 2, 3]);
        assert_eq!(cell.read(), Some([1, 2, 3]));
        cell.publish([4, 5, 6]);
        cell.publish([7, 8, 9]);
        assert_eq!(cell.read(), Some([7, 8, 9]));
    }

    #[test]
    fn readers_never_see_words_of_two_publications() {
        let cell = Seqlock::new([0; 5]);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut last = 0;
                    while last < PUBLICATIONS {
                        let Some(words) = cell.read() else { continue };
                        assert_eq!(words, core::array::from_fn(|i| words[0] * (i as u64 + 1)));
                        assert!(words[0] >= last, "a publication was taken back");
                        last = words[0];
                    }
                });
            }
            for value in 1..=PUBLICATIONS {
                cell.publish(core::array::from_fn(|i| value * (i as u64 + 1)));
            }
        });
    }
}
