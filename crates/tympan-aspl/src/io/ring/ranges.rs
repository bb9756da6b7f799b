//! Which frames of a lane are there: a few ranges, in words that can be published.

/// Ranges a lane keeps. One is usual; each gap within the capacity adds one.
const RANGES: usize = 8;

/// Words of a set of ranges.
pub(super) const WORDS: usize = 2 * RANGES;

/// Frames from `start` up to but not including `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Range {
    fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// Up to [`RANGES`] ranges in ascending order that neither overlap nor touch. Unused ones are empty, at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges([Range; RANGES]);

impl Ranges {
    pub(super) fn iter(&self) -> impl Iterator<Item = Range> + Clone + '_ {
        self.0.iter().copied().take_while(|range| !range.is_empty())
    }

    /// Whether a frame of `range` is in the set.
    pub(super) fn overlaps(&self, range: Range) -> bool {
        self.iter()
            .any(|other| other.start < range.end && range.start < other.end)
    }

    /// Removes all frames before `oldest`.
    pub(super) fn keep_from(&mut self, oldest: i64) {
        let kept = self.iter().map(|range| Range {
            start: range.start.max(oldest),
            end: range.end,
        });
        *self = Self::collect(kept.filter(|range| !range.is_empty()));
    }

    /// Adds the frames of `new`, which is not empty. If that makes one range too many, the oldest is given up.
    pub(super) fn insert(&mut self, mut new: Range) {
        for range in self.iter() {
            if range.start <= new.end && new.start <= range.end {
                new.start = new.start.min(range.start);
                new.end = new.end.max(range.end);
            }
        }
        let before = self.iter().filter(|range| range.end < new.start);
        let after = self.iter().filter(|range| range.start > new.end);
        let all = before.clone().chain([new]).chain(after.clone());
        let excess = (before.count() + 1 + after.count()).saturating_sub(RANGES);
        *self = Self::collect(all.skip(excess));
    }

    fn collect(ranges: impl Iterator<Item = Range>) -> Self {
        let mut set = Self::default();
        for (slot, range) in set.0.iter_mut().zip(ranges) {
            *slot = range;
        }
        set
    }

    pub(super) fn to_words(self) -> [u64; WORDS] {
        core::array::from_fn(|index| {
            let range = self.0[index / 2];
            let bound = if index % 2 == 0 {
                range.start
            } else {
                range.end
            };
            bound as u64
        })
    }

    pub(super) fn from_words(words: [u64; WORDS]) -> Self {
        Self(core::array::from_fn(|index| Range {
            start: words[2 * index] as i64,
            end: words[2 * index + 1] as i64,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(i64, i64)]) -> Ranges {
        Ranges::collect(ranges.iter().map(|&(start, end)| Range { start, end }))
    }

    #[test]
    fn ranges_that_touch_or_overlap_become_one() {
        let mut ranges = Ranges::default();
        for (start, end) in [(10, 20), (40, 50), (-5, 0), (20, 25), (30, 41)] {
            ranges.insert(Range { start, end });
        }
        assert_eq!(ranges, set(&[(-5, 0), (10, 25), (30, 50)]));
        ranges.insert(Range { start: -1, end: 35 });
        assert_eq!(ranges, set(&[(-5, 50)]));
        ranges.insert(Range { start: 3, end: 4 });
        assert_eq!(ranges, set(&[(-5, 50)]));
    }

    #[test]
    fn one_range_too_many_costs_the_oldest() {
        let mut ranges = Ranges::default();
        for start in 0..9 {
            ranges.insert(Range {
                start: 10 * start,
                end: 10 * start + 5,
            });
        }
        assert_eq!(ranges.iter().count(), 8);
        assert_eq!(ranges.iter().next(), Some(Range { start: 10, end: 15 }));
        let full = ranges;
        ranges.insert(Range { start: 1, end: 2 });
        assert_eq!(ranges, full, "the oldest is the new one itself");
    }

    #[test]
    fn words_bring_the_ranges_back() {
        let ranges = set(&[(i64::MIN / 2, -7), (-1, 1), (5, i64::MAX / 2)]);
        assert_eq!(Ranges::from_words(ranges.to_words()), ranges);
    }

    #[test]
    fn what_is_older_than_the_window_is_removed() {
        let mut ranges = set(&[(0, 10), (20, 30), (40, 50)]);
        ranges.keep_from(25);
        assert_eq!(ranges, set(&[(25, 30), (40, 50)]));
        assert!(ranges.overlaps(Range { start: 29, end: 40 }));
        assert!(!ranges.overlaps(Range { start: 30, end: 40 }));
    }
}
