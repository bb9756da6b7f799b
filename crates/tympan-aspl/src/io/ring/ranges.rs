//! Which frames of a lane are there: a few ranges, in words that can be published.

/// Ranges a lane keeps. One is usual; each gap within the capacity adds one.
const RANGES: usize = 8;

/// Words of a set of ranges: how many there are, and their bounds.
pub(super) const WORDS: usize = 1 + 2 * RANGES;

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

/// Up to [`RANGES`] ranges in ascending order that are not empty and neither overlap nor touch.
#[derive(Clone, Copy, Default)]
pub(super) struct Ranges {
    count: usize,
    ranges: [Range; RANGES],
}

impl Ranges {
    pub(super) fn as_slice(&self) -> &[Range] {
        &self.ranges[..self.count]
    }

    /// Removes all frames before `oldest` and adds those of `new`, which is not empty; whether one of them was there already. If that makes one
    /// range too many, the oldest is given up.
    pub(super) fn advance(&mut self, oldest: i64, new: Range) -> bool {
        // The usual case: one range, and the new one follows it.
        if let [range] = &mut self.ranges[..self.count] {
            if range.end == new.start && range.end > oldest {
                range.start = range.start.max(oldest);
                range.end = new.end;
                return false;
            }
        }
        let overlaps = self.overlaps(new);
        self.keep_from(oldest);
        self.insert(new);
        overlaps
    }

    /// Whether a frame of `range` is in the set.
    fn overlaps(&self, range: Range) -> bool {
        self.as_slice()
            .iter()
            .any(|other| other.start < range.end && range.start < other.end)
    }

    /// Removes all frames before `oldest`.
    fn keep_from(&mut self, oldest: i64) {
        let kept = self.each().map(|range| Range {
            start: range.start.max(oldest),
            end: range.end,
        });
        *self = kept.filter(|range| !range.is_empty()).collect();
    }

    /// Adds the frames of `new`.
    fn insert(&mut self, mut new: Range) {
        for range in self.each() {
            if range.start <= new.end && new.start <= range.end {
                new.start = new.start.min(range.start);
                new.end = new.end.max(range.end);
            }
        }
        let before = self.each().filter(|range| range.end < new.start);
        let after = self.each().filter(|range| range.start > new.end);
        let all = before.clone().chain([new]).chain(after.clone());
        let excess = (before.count() + 1 + after.count()).saturating_sub(RANGES);
        *self = all.skip(excess).collect();
    }

    fn each(self) -> impl Iterator<Item = Range> + Clone {
        self.ranges.into_iter().take(self.count)
    }

    /// At most [`WORDS`] words, fewer if there are few ranges.
    pub(super) fn words(&self) -> impl Iterator<Item = u64> {
        let bounds = self
            .as_slice()
            .iter()
            .flat_map(|range| [range.start, range.end]);
        [self.count as u64]
            .into_iter()
            .chain(bounds.map(|bound| bound as u64))
    }

    /// Becomes what [`words`](Self::words) gave; from other words some ranges, that may break the rules.
    pub(super) fn set_words(&mut self, mut words: impl Iterator<Item = u64>) {
        let mut next = || words.next().unwrap_or(0);
        self.count = (next() as usize).min(RANGES);
        for range in &mut self.ranges[..self.count] {
            range.start = next() as i64;
            range.end = next() as i64;
        }
    }
}

impl FromIterator<Range> for Ranges {
    /// Takes the first [`RANGES`].
    fn from_iter<I: IntoIterator<Item = Range>>(ranges: I) -> Self {
        let mut set = Self::default();
        for range in ranges.into_iter().take(RANGES) {
            set.ranges[set.count] = range;
            set.count += 1;
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range((start, end): (i64, i64)) -> Range {
        Range { start, end }
    }

    fn set(ranges: &[(i64, i64)]) -> Ranges {
        ranges.iter().copied().map(range).collect()
    }

    fn bounds(set: &Ranges) -> Vec<(i64, i64)> {
        set.as_slice()
            .iter()
            .map(|range| (range.start, range.end))
            .collect()
    }

    #[test]
    fn ranges_that_touch_or_overlap_become_one() {
        let mut ranges = Ranges::default();
        for new in [(10, 20), (40, 50), (-5, 0), (20, 25), (30, 41)] {
            ranges.insert(range(new));
        }
        assert_eq!(bounds(&ranges), [(-5, 0), (10, 25), (30, 50)]);
        ranges.insert(range((-1, 35)));
        assert_eq!(bounds(&ranges), [(-5, 50)]);
        ranges.insert(range((3, 4)));
        assert_eq!(bounds(&ranges), [(-5, 50)]);
    }

    #[test]
    fn one_range_too_many_costs_the_oldest() {
        let mut ranges = Ranges::default();
        for start in 0..9 {
            ranges.insert(range((10 * start, 10 * start + 5)));
        }
        assert_eq!(bounds(&ranges).len(), 8);
        assert_eq!(bounds(&ranges)[0], (10, 15));
        let full = bounds(&ranges);
        ranges.insert(range((1, 2)));
        assert_eq!(bounds(&ranges), full, "the oldest is the new one itself");
    }

    #[test]
    fn words_bring_the_ranges_back() {
        for ranges in [&[][..], &[(i64::MIN / 2, -7), (-1, 1), (5, i64::MAX / 2)]] {
            let words: Vec<u64> = set(ranges).words().collect();
            assert_eq!(words.len(), 1 + 2 * ranges.len());
            let mut back = set(&[(7, 8)]);
            back.set_words(words.into_iter());
            assert_eq!(bounds(&back), ranges);
        }
    }

    #[test]
    fn any_words_give_at_most_as_many_ranges_as_there_can_be() {
        for count in [0, 1, 9, u64::MAX] {
            let mut ranges = Ranges::default();
            ranges.set_words([count, 1, 2].into_iter());
            assert!(bounds(&ranges).len() <= RANGES);
        }
    }

    #[test]
    fn what_is_older_than_the_window_is_removed() {
        let mut ranges = set(&[(0, 10), (20, 30), (40, 50)]);
        ranges.keep_from(25);
        assert_eq!(bounds(&ranges), [(25, 30), (40, 50)]);
        assert!(ranges.overlaps(range((29, 40))));
        assert!(!ranges.overlaps(range((30, 40))));
    }

    #[test]
    fn advancing_by_one_range_is_as_any_other_way_of_advancing() {
        for start in 0..8 {
            for oldest in -5..10 {
                let new = range((start, start + 3));
                let mut one = set(&[(-4, 5)]);
                let overlapped = one.advance(oldest, new);

                let mut two = set(&[(-4, 5)]);
                assert_eq!(overlapped, two.overlaps(new));
                two.keep_from(oldest);
                two.insert(new);
                assert_eq!(bounds(&one), bounds(&two), "{start} {oldest}");
            }
        }
    }
}
