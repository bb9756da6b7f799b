//! A value is freed once, and not while it is in use.

use std::sync::Arc;

use super::{Plain, check, spawn};
use crate::realtime::published::Published;

/// A value that notes in memory that outlives it that it was freed.
pub(super) struct Noted {
    number: u32,
    is_freed: Arc<Plain<bool>>,
}

impl Noted {
    pub(super) fn new(number: u32) -> Self {
        Self {
            number,
            is_freed: Arc::new(Plain::new(false)),
        }
    }

    /// The value's number. loom objects unless it is freed later in every order.
    pub(super) fn number(&self) -> u32 {
        assert!(!self.is_freed.get());
        self.number
    }

    /// What is noted of it, to be kept while it may be in use.
    pub(super) fn note(&self) -> Arc<Plain<bool>> {
        Arc::clone(&self.is_freed)
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        self.is_freed.set(true);
    }
}

#[test]
fn a_value_is_freed_when_nobody_uses_it() {
    check(3, || {
        let cell = Arc::new(Published::new());
        cell.prepare(2);
        let values = [1, 2].map(Noted::new);
        let _notes = values.each_ref().map(Noted::note);
        let [first, second] = values;
        cell.replace(Some(Box::new(first)));
        let readers = [0, 1].map(|stripe| {
            spawn(&cell, move |cell| {
                let mut last = 0;
                for _ in 0..2 - stripe {
                    let value = cell.enter(stripe).expect("there is a value");
                    assert!(value.number() >= last, "an old value came back");
                    last = value.number();
                }
            })
        });
        cell.replace(Some(Box::new(second)));
        cell.reclaim();
        for reader in readers {
            reader.join().unwrap();
        }
        assert!(cell.reclaim());
    });
}

#[test]
fn a_reader_that_was_seen_gone_may_come_back_for_the_new_value() {
    check(3, || {
        let cell = Arc::new(Published::new());
        cell.prepare(1);
        let values = [1, 2, 3].map(Noted::new);
        let _notes = values.each_ref().map(Noted::note);
        let mut values = values.into_iter().map(Box::new);
        cell.replace(values.next());
        let reader = spawn(&cell, |cell| {
            for _ in 0..2 {
                let _ = cell.enter(0).expect("there is a value").number();
            }
        });
        cell.replace(values.next());
        cell.replace(values.next());
        reader.join().unwrap();
        assert!(cell.reclaim());
    });
}

#[test]
fn a_value_is_kept_for_those_who_share_a_stripe() {
    check(3, || {
        let cell = Arc::new(Published::new());
        cell.prepare(1);
        let values = [1, 2].map(Noted::new);
        let _notes = values.each_ref().map(Noted::note);
        let mut values = values.into_iter().map(Box::new);
        cell.replace(values.next());
        let readers = [(); 2].map(|()| {
            spawn(&cell, |cell| {
                let _ = cell.enter(0).expect("there is a value").number();
            })
        });
        cell.replace(values.next());
        cell.reclaim();
        for reader in readers {
            reader.join().unwrap();
        }
        assert!(cell.reclaim());
    });
}

#[test]
fn a_value_is_kept_for_a_reader_that_is_inside_twice() {
    check(3, || {
        let cell = Arc::new(Published::new());
        cell.prepare(1);
        let values = [1, 2].map(Noted::new);
        let _notes = values.each_ref().map(Noted::note);
        let mut values = values.into_iter().map(Box::new);
        cell.replace(values.next());
        let reader = spawn(&cell, |cell| {
            let first = cell.enter(0).expect("there is a value");
            let second = cell.enter(0).expect("there is a value");
            assert!(first.number() <= second.number());
            drop(first);
            let _ = second.number();
        });
        cell.replace(values.next());
        cell.reclaim();
        reader.join().unwrap();
        assert!(cell.reclaim());
    });
}
