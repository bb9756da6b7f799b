//! A few words published together: every reader sees all words of one publication, never a mixture.
//!
//! There are two copies. The writer fills the one that is not current and then makes it current, so a
//! writer that is stopped half-way holds nobody up: a reader has to try again only when a whole
//! publication was finished and the next one begun while it was copying.

use core::slice;

use super::sync::{AtomicU64, Ordering, fence};

/// How often a reader tries before it gives up. A retry needs a publication during each attempt.
const ATTEMPTS: usize = if cfg!(loom) { 2 } else { 8 };

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
    /// If there are fewer than `N`, the others are left as some earlier publication had them: the first ones have to say how many count.
    ///
    /// Calls must not overlap: the owner serialises its writers (two at once would publish a mixture of
    /// their words, though nothing worse).
    pub(crate) fn publish(&self, words: impl IntoIterator<Item = u64>) {
        let next = self.version.load(Ordering::Relaxed).wrapping_add(1);
        // Pairs with the fence in `attempt`: a reader that saw one of the words stored below also sees
        // that the version it began with, whose copy this was, is no longer the current one.
        fence(Ordering::Release);
        for (slot, word) in self.copies[(next & 1) as usize].iter().zip(words) {
            slot.store(word, Ordering::Relaxed);
        }
        // Pairs with the acquiring load in `attempt`: who sees the version sees its words, and everything
        // the writer did before.
        self.version.store(next, Ordering::Release);
    }

    /// A copy of the words of one publication; `None` if publications followed each other so fast that
    /// every one of a fixed number of attempts was overrun.
    #[inline(always)]
    pub(crate) fn read(&self) -> Option<[u64; N]> {
        let copy = |words: Words<'_>| {
            let mut copy = [0; N];
            for (copy, word) in copy.iter_mut().zip(words) {
                *copy = word;
            }
            copy
        };
        (0..ATTEMPTS).find_map(|_| self.attempt(copy))
    }

    /// As [`read`](Self::read), for readers that need not look at all of the words; whether `read` was last given those of one publication.
    ///
    /// It may have been called before with a mixture of several.
    pub(crate) fn read_with(&self, mut read: impl FnMut(Words<'_>)) -> bool {
        (0..ATTEMPTS).any(|_| self.attempt(&mut read).is_some())
    }

    /// What `read` makes of the words, unless a publication was finished and the next one begun meanwhile.
    #[inline(always)]
    fn attempt<R>(&self, read: impl FnOnce(Words<'_>) -> R) -> Option<R> {
        let version = self.version.load(Ordering::Acquire);
        let result = read(Words(self.copies[(version & 1) as usize].iter()));
        fence(Ordering::Acquire);
        (self.version.load(Ordering::Relaxed) == version).then_some(result)
    }
}

/// The words of a publication from the first on.
pub(crate) struct Words<'a>(slice::Iter<'a, AtomicU64>);

impl Iterator for Words<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.0.next().map(|word| word.load(Ordering::Relaxed))
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
    fn a_short_publication_replaces_the_first_words() {
        let cell = Seqlock::new([1, 2, 3]);
        cell.publish([4]);
        assert_eq!(cell.read(), Some([4, 2, 3]));
        let mut first = None;
        assert!(cell.read_with(|mut words| first = words.next()));
        assert_eq!(first, Some(4));
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
                cell.publish(core::array::from_fn::<_, 5, _>(|i| value * (i as u64 + 1)));
            }
        });
    }
}
