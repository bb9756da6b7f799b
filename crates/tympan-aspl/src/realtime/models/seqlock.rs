//! A reader sees the words of one publication, and what the writer did before it.

use std::sync::Arc;

use super::{check, spawn};
use crate::realtime::seqlock::Seqlock;
use crate::realtime::sync::{AtomicU64, Ordering};

#[test]
fn a_reader_sees_the_words_of_one_publication_and_what_came_before() {
    check(3, || {
        let shared = Arc::new((Seqlock::new([0, 0]), AtomicU64::new(0)));
        let writer = spawn(&shared, |(cell, before)| {
            // The second has the place of the words that were there at first.
            for value in 1..=2 {
                before.store(value, Ordering::Relaxed);
                cell.publish([value, 10 * value]);
            }
        });
        let (cell, before) = &*shared;
        let mut last = 0;
        for _ in 0..2 {
            if let Some([value, tenfold]) = cell.read() {
                assert_eq!(tenfold, 10 * value, "words of two publications");
                assert!(value >= last, "a publication was taken back");
                assert!(before.load(Ordering::Relaxed) >= value);
                last = value;
            }
        }
        writer.join().unwrap();
        assert_eq!(cell.read(), Some([2, 20]));
    });
}
