//! A value that realtime threads use while control threads replace it.
//!
//! Realtime threads say when they come in and when they leave, so that an old value is freed on a control thread, and only
//! once nobody can still be using it. Nobody waits: what cannot be freed yet is kept and looked at again later.

use core::fmt;
use core::ops::Deref;
use core::ptr::{self, NonNull};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::sync::{AtomicPtr, AtomicUsize, Ordering};

/// Who is inside, of a group of threads. It has a cache line of its own (128 bytes on Apple silicon), so that threads on different stripes do not
/// slow each other down.
///
/// The thread that finds the stripe empty takes it for itself: only that thread changes `first` until it leaves, which therefore takes a mere store. That
/// costs a fraction of what counting out does, and it is the usual case.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Stripe {
    /// 1 while the thread that took the stripe is inside, else 0.
    first: AtomicUsize,
    /// The threads that came in while it was taken.
    others: AtomicUsize,
}

/// What a stripe consists of, each part of which is seen empty for itself.
const WORDS: usize = 2;

/// A word of one of the stripes.
fn word(stripes: &[Stripe], index: usize) -> &AtomicUsize {
    let stripe = &stripes[index / WORDS];
    match index % WORDS {
        0 => &stripe.first,
        _ => &stripe.others,
    }
}

/// A replaceable value, or none. The cell itself may be entered as long as it lives.
///
/// What realtime threads look at comes first, so that it can share a cache line with what they look at before.
#[repr(C)]
pub(crate) struct Published<T> {
    current: AtomicPtr<T>,
    /// One for each group of realtime threads; allocated when the first value is about to be used, so that
    /// a cell without I/O stays small.
    stripes: OnceLock<Box<[Stripe]>>,
    retired: Mutex<Vec<Retired<T>>>,
}

/// A value that was replaced, and the words of the stripes that its users may be counted in.
struct Retired<T> {
    value: NonNull<T>,
    waiting_for: Vec<usize>,
}

// SAFETY: the cell owns its values, which may be dropped on any control thread (`T: Send`) and are used
// by several threads at once (`T: Sync`).
unsafe impl<T: Send + Sync> Sync for Published<T> {}

// SAFETY: as above.
unsafe impl<T: Send> Send for Published<T> {}

impl<T> Published<T> {
    /// An empty cell that cannot be entered.
    pub(crate) fn new() -> Self {
        Self {
            current: AtomicPtr::new(ptr::null_mut()),
            stripes: OnceLock::new(),
            retired: Mutex::new(Vec::new()),
        }
    }

    /// Makes the cell ready to be entered. The first call decides how many stripes there are: the next power of two.
    ///
    /// Control threads only: it allocates.
    pub(crate) fn prepare(&self, stripes: usize) {
        // Under the lock: a value whose replacement found no stripes must not have been entered.
        let _not_replacing = self.retired();
        self.stripes.get_or_init(|| {
            let stripes = stripes.next_power_of_two();
            (0..stripes).map(|_| Stripe::default()).collect()
        });
    }

    /// The current value, for as long as it is held. `None` if there is none, or the cell was not prepared.
    ///
    /// Wait-free, for realtime threads. Callers that may run at the same time should give different stripes;
    /// any number will do.
    pub(crate) fn enter(&self, stripe: u32) -> Option<Entered<'_, T>> {
        let stripes = self.stripes.get()?;
        // Their number is a power of two, so that nothing is divided here.
        let stripe = &stripes[stripe as usize & (stripes.len() - 1)];
        let entry = Entry::new(stripe);
        // Sequentially consistent; see `Entry::new`.
        let value = NonNull::new(self.current.load(Ordering::SeqCst))?;
        Some(Entered {
            // SAFETY: the value came from a box. It is freed only after both words of this stripe have been seen empty following
            // its replacement, which the one that `entry` holds cannot be before `entry` is dropped (see `Entry`).
            value: unsafe { value.as_ref() },
            _entry: entry,
        })
    }

    /// Replaces the value and frees what is no longer used. Nobody waits: threads that are inside keep the old value,
    /// which is freed by a later call, by [`reclaim`](Self::reclaim), or with the cell.
    ///
    /// Control threads only.
    pub(crate) fn replace(&self, value: Option<Box<T>>) {
        let new = value.map_or(ptr::null_mut(), Box::into_raw);
        let mut retired = self.retired();
        let old = self.current.swap(new, Ordering::SeqCst);
        if let Some(value) = NonNull::new(old) {
            let stripes = self.stripes.get().map_or(0, |stripes| stripes.len());
            retired.push(Retired {
                value,
                waiting_for: (0..stripes * WORDS).collect(),
            });
        }
        drop(retired);
        self.reclaim();
    }

    /// Frees the replaced values that nobody uses any more; whether there are none left.
    ///
    /// Control threads only: the values are dropped here.
    pub(crate) fn reclaim(&self) -> bool {
        let mut free = Vec::new();
        let mut retired = self.retired();
        if let Some(stripes) = self.stripes.get() {
            for old in retired.iter_mut() {
                // Seen empty once is enough: who enters afterwards finds a newer value. That goes for each word by itself, because
                // nobody moves from one to the other. The load acquires what those who left have released.
                old.waiting_for
                    .retain(|&index| word(stripes, index).load(Ordering::SeqCst) != 0);
            }
        }
        retired.retain(|old| {
            let unused = old.waiting_for.is_empty();
            if unused {
                free.push(old.value);
            }
            !unused
        });
        let empty = retired.is_empty();
        // A value's own drop may come back here, so the lock is not held then.
        drop(retired);
        for value in free {
            // SAFETY: the pointer came from a box, has left the list of owners, and since the swap every
            // word of every stripe has been empty once, so nobody uses it.
            drop(unsafe { Box::from_raw(value.as_ptr()) });
        }
        empty
    }

    fn retired(&self) -> MutexGuard<'_, Vec<Retired<T>>> {
        // Only an allocation could fail while it is held, before the list is changed.
        self.retired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Drop for Published<T> {
    fn drop(&mut self) {
        let retired = core::mem::take(&mut *self.retired());
        let current = NonNull::new(self.current.load(Ordering::Relaxed));
        for value in retired.into_iter().map(|old| old.value).chain(current) {
            // SAFETY: the pointer came from a box that only this cell owns, and nobody is inside: every `Entered`
            // borrows the cell.
            drop(unsafe { Box::from_raw(value.as_ptr()) });
        }
    }
}

impl<T> fmt::Debug for Published<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let empty = self.current.load(Ordering::Relaxed).is_null();
        f.debug_struct("Published")
            .field("empty", &empty)
            .finish_non_exhaustive()
    }
}

/// One caller that has come in, in one word of its stripe; dropping it leaves.
#[derive(Debug)]
struct Entry<'a> {
    stripe: &'a Stripe,
    is_first: bool,
}

impl<'a> Entry<'a> {
    fn new(stripe: &'a Stripe) -> Self {
        // Both ways in are sequentially consistent, as are the load of the value that follows, the swap in `replace` and the loads of the words
        // in `reclaim`. If the load finds a value that is being replaced, it comes before the swap in their common order, and so the way in comes
        // before `reclaim` looks at its word, and `reclaim` finds there what the way in has written or something later. Nothing later in `first` is
        // 0 before our own store in `drop`: the exchange fails at 1, and nobody else stores. Nothing later in `others` is 0 before our own subtraction.
        //
        // The exchange also acquires what was released by the one who was first before: whoever acquires our release has it from both, though
        // our store is not part of a chain of read-modify-writes, as a count is.
        let is_first = stripe
            .first
            .compare_exchange(0, 1, Ordering::SeqCst, Ordering::Relaxed)
            .is_ok();
        if !is_first {
            stripe.others.fetch_add(1, Ordering::SeqCst);
        }
        Self { stripe, is_first }
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        // Release: what was done with the value comes before its being freed.
        if self.is_first {
            self.stripe.first.store(0, Ordering::Release);
        } else {
            self.stripe.others.fetch_sub(1, Ordering::Release);
        }
    }
}

/// The use of a [`Published`] value.
#[derive(Debug)]
#[must_use]
pub(crate) struct Entered<'a, T> {
    value: &'a T,
    _entry: Entry<'a>,
}

impl<T> Deref for Entered<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    const REPLACEMENTS: usize = if cfg!(miri) { 40 } else { 5_000 };

    /// Counts its drops.
    struct Counted(Arc<AtomicUsize>, u64);

    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_cell_is_entered_only_when_prepared_and_filled() {
        let cell = Published::new();
        assert!(cell.enter(0).is_none());
        cell.prepare(2);
        assert!(cell.enter(0).is_none());
        cell.replace(Some(Box::new(7)));
        assert_eq!(*cell.enter(u32::MAX).unwrap(), 7);
        cell.replace(None);
        assert!(cell.enter(0).is_none());
        assert!(cell.reclaim());
    }

    #[test]
    fn an_old_value_is_freed_when_its_last_user_has_left() {
        let drops = Arc::new(AtomicUsize::new(0));
        let freed = || drops.load(Ordering::Relaxed);
        let cell = Published::new();
        cell.prepare(3);
        cell.replace(Some(Box::new(Counted(drops.clone(), 1))));
        let first = cell.enter(0).unwrap();
        let second = cell.enter(1).unwrap();
        cell.replace(Some(Box::new(Counted(drops.clone(), 2))));
        assert_eq!((first.1, second.1, cell.enter(2).unwrap().1), (1, 1, 2));
        assert_eq!(freed(), 0);
        drop(first);
        assert!(!cell.reclaim());
        // Stripe 0 was seen empty; that it is taken again, for the new value, delays nothing.
        let newer = cell.enter(0).unwrap();
        drop(second);
        assert!(cell.reclaim());
        assert_eq!((freed(), newer.1), (1, 2));
        drop(newer);
        drop(cell);
        assert_eq!(freed(), 2);
    }

    #[test]
    fn an_old_value_is_kept_for_those_who_came_second() {
        let drops = Arc::new(AtomicUsize::new(0));
        let freed = || drops.load(Ordering::Relaxed);
        let cell = Published::new();
        cell.prepare(1);
        cell.replace(Some(Box::new(Counted(drops.clone(), 1))));
        let [first, second, third] = [(); 3].map(|()| cell.enter(0).unwrap());
        cell.replace(Some(Box::new(Counted(drops.clone(), 2))));
        drop(first);
        assert!(!cell.reclaim());
        // Whoever comes now is the first again, and delays nothing.
        let newer = cell.enter(0).unwrap();
        assert_eq!((second.1, third.1, newer.1), (1, 1, 2));
        drop(second);
        assert!(!cell.reclaim());
        assert_eq!(freed(), 0);
        drop(third);
        assert!(cell.reclaim());
        assert_eq!(freed(), 1);
        drop(newer);
    }

    #[test]
    fn everything_is_freed_with_the_cell() {
        let drops = Arc::new(AtomicUsize::new(0));
        let cell = Published::new();
        cell.replace(Some(Box::new(Counted(drops.clone(), 1))));
        cell.replace(Some(Box::new(Counted(drops.clone(), 2))));
        assert_eq!(drops.load(Ordering::Relaxed), 1);
        cell.prepare(1);
        core::mem::forget(cell.enter(0));
        cell.replace(None);
        assert_eq!(drops.load(Ordering::Relaxed), 1);
        drop(cell);
        assert_eq!(drops.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_value_may_replace_others_while_it_is_dropped() {
        struct Nested(Arc<Published<u32>>);
        impl Drop for Nested {
            fn drop(&mut self) {
                self.0.replace(None);
            }
        }
        let inner = Arc::new(Published::new());
        inner.prepare(1);
        inner.replace(Some(Box::new(1)));
        let outer = Published::new();
        outer.replace(Some(Box::new(Nested(inner.clone()))));
        outer.replace(None);
        assert!(inner.enter(0).is_none());
    }

    #[test]
    fn values_are_replaced_under_running_threads() {
        let drops = Arc::new(AtomicUsize::new(0));
        let cell = Published::<Counted>::new();
        cell.prepare(2);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for stripe in 0..3 {
                let (cell, stop) = (&cell, &stop);
                scope.spawn(move || {
                    let mut last = 0;
                    while !stop.load(Ordering::Relaxed) {
                        if let Some(value) = cell.enter(stripe) {
                            assert!(value.1 >= last, "an old value came back");
                            last = value.1;
                        }
                    }
                });
            }
            for number in 0..REPLACEMENTS {
                let value = Counted(drops.clone(), number as u64);
                cell.replace(Some(Box::new(value)));
            }
            stop.store(true, Ordering::Relaxed);
        });
        assert!(cell.reclaim());
        assert_eq!(drops.load(Ordering::Relaxed), REPLACEMENTS - 1);
    }
}
