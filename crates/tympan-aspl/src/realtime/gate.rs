//! Exclusive access that nobody ever waits for: who finds the gate taken is turned away.

use core::fmt;
use core::hint::spin_loop;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use super::sync::{AtomicUsize, Ordering, UnsafeCell, thread_id};

/// How often a caller looks at a gate that is taken before it is turned away.
const SPINS: usize = if cfg!(loom) { 1 } else { 64 };

/// The word of a gate that nobody has entered. No thread has this number.
const FREE: usize = 0;

/// A value that one thread at a time can use, without a lock.
///
/// It makes `&mut` true whatever the callers do, instead of trusting them: entering is one
/// compare-exchange, and a caller that finds the gate taken looks again at most 64 times and is then
/// turned away. Nobody is ever blocked, not even by a thread that was stopped inside.
///
/// The gate knows which thread is inside, so code that must not run there can ask
/// ([`holds`](Self::holds)) without thread-local storage.
///
/// *Realtime safety*: [`enter`](Self::enter), [`holds`](Self::holds) and dropping an [`Inside`] are fit for the I/O path.
///
/// ```
/// use tympan_aspl::realtime::Gate;
///
/// let gate = Gate::new(vec![0.0_f32; 512]);
/// let mut samples = gate.enter().expect("nobody else is inside");
/// samples[0] = 1.0;
/// assert!(gate.enter().is_none());
/// drop(samples);
/// assert!(gate.enter().is_some());
/// ```
pub struct Gate<T> {
    /// The number of the thread inside, or `FREE`.
    holder: AtomicUsize,
    value: UnsafeCell<T>,
}

// SAFETY: `holder` lets one thread at a time reach the value, and hands it on with release and acquire.
// No thread but the one inside has a reference to it, so `T` need not be `Sync`.
unsafe impl<T: Send> Sync for Gate<T> {}

impl<T> Gate<T> {
    /// A gate with `value` behind it and nobody inside.
    pub fn new(value: T) -> Self {
        Self {
            holder: AtomicUsize::new(FREE),
            value: UnsafeCell::new(value),
        }
    }

    /// Goes in, unless someone is inside: another thread that does not leave soon, or this one already.
    #[must_use]
    pub fn enter(&self) -> Option<Inside<'_, T>> {
        let this_thread = thread_id();
        for _ in 0..=SPINS {
            // Acquire: pairs with the release in `Inside::drop`, so that what the last one wrote is seen.
            match self.holder.compare_exchange(
                FREE,
                this_thread,
                Ordering::Acquire,
                Ordering::Relaxed,
            ) {
                Ok(_) => {
                    return Some(Inside {
                        gate: self,
                        on_one_thread: PhantomData,
                    });
                }
                Err(holder) if holder == this_thread => return None,
                Err(_) => spin_loop(),
            }
        }
        None
    }

    /// Whether the calling thread is inside.
    #[must_use]
    pub fn holds(&self) -> bool {
        // A thread always sees its own last store, and no other thread stores this one's number.
        self.holder.load(Ordering::Relaxed) == thread_id()
    }

    /// The value, when nobody can be inside.
    pub fn get_mut(&mut self) -> &mut T {
        // SAFETY: `self` is borrowed mutably, so nobody else has a reference to the value.
        self.value.with_mut(|value| unsafe { &mut *value })
    }

    /// The value, taken out of the gate.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T> fmt::Debug for Gate<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = self.holder.load(Ordering::Relaxed) != FREE;
        f.debug_struct("Gate")
            .field("taken", &taken)
            .finish_non_exhaustive()
    }
}

/// The right to use what is behind a [`Gate`]; dropping it leaves, during unwinding too.
///
/// It stays on the thread that entered, whose number the gate remembers.
#[must_use]
pub struct Inside<'a, T> {
    gate: &'a Gate<T>,
    on_one_thread: PhantomData<*const T>,
}

// SAFETY: sharing an `Inside` gives other threads `&T` and no more, which `T: Sync` allows. Leaving is done by
// the owner, who cannot send it.
unsafe impl<T: Sync> Sync for Inside<'_, T> {}

impl<T> Deref for Inside<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the gate lets only one `Inside` exist at a time, and this borrows it.
        self.gate.value.with(|value| unsafe { &*value })
    }
}

impl<T> DerefMut for Inside<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the gate lets only one `Inside` exist at a time, and this borrows it mutably.
        self.gate.value.with_mut(|value| unsafe { &mut *value })
    }
}

impl<T> Drop for Inside<'_, T> {
    fn drop(&mut self) {
        // Release: pairs with the acquire in `enter`.
        self.gate.holder.store(FREE, Ordering::Release);
    }
}

impl<T: fmt::Debug> fmt::Debug for Inside<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inside").field(&**self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;

    const ENTRIES: u64 = if cfg!(miri) { 100 } else { 50_000 };

    #[test]
    fn a_second_caller_is_turned_away_and_the_first_is_not_disturbed() {
        let gate = Gate::new(1);
        let mut inside = gate.enter().unwrap();
        assert!(gate.enter().is_none(), "the same thread again");
        std::thread::scope(|scope| {
            let other = scope.spawn(|| (gate.enter().is_none(), gate.holds()));
            assert_eq!(other.join().unwrap(), (true, false));
        });
        assert!(gate.holds());
        *inside += 1;
        drop(inside);
        assert!(!gate.holds());
        assert_eq!(gate.into_inner(), 2);
    }

    #[test]
    fn a_panic_inside_leaves_the_gate_open() {
        let mut gate = Gate::new(0);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mut inside = gate.enter().unwrap();
            *inside = 5;
            std::panic::resume_unwind(Box::new(()));
        }));
        assert!(result.is_err());
        assert_eq!(*gate.enter().unwrap(), 5);
        assert_eq!(*gate.get_mut(), 5);
    }

    #[test]
    fn no_two_threads_are_inside_at_once() {
        // Not atomic: Miri and ThreadSanitizer would report a second thread inside.
        let gate = Gate::new((0_u64, 0_u64));
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let sender = sender.clone();
                let gate = &gate;
                scope.spawn(move || {
                    let mut entered = 0;
                    for _ in 0..ENTRIES {
                        if let Some(mut inside) = gate.enter() {
                            inside.0 += 1;
                            inside.1 += 2;
                            entered += 1;
                        }
                    }
                    sender.send(entered).unwrap();
                });
            }
        });
        drop(sender);
        let entered: u64 = receiver.iter().sum();
        assert_eq!(gate.into_inner(), (entered, 2 * entered));
    }
}
