//! A bounded queue from one thread to another: what the event queues are made of.
//!
//! One end pushes, the other one pops; each is moved to where it is used, and neither can be cloned. Neither waits.

use core::fmt;
use std::sync::Arc;

use super::sync::{AtomicBool, AtomicUsize, Ordering, UnsafeCell};

/// A cache line of its own (128 bytes on Apple silicon), so that the ends do not slow each other down.
#[repr(align(128))]
struct Line<T>(T);

struct Shared<T> {
    /// A power of two of them, so that positions need not be divided. `None` where nothing waits.
    slots: Box<[UnsafeCell<Option<T>>]>,
    /// How many were pushed: written by the producer alone.
    pushed: Line<AtomicUsize>,
    /// How many were popped: written by the consumer alone.
    popped: Line<AtomicUsize>,
    /// Whether there is no producer any more.
    is_over: AtomicBool,
}

// SAFETY: the slots from `popped` to `pushed` belong to the consumer, the others to the producer, and there is one of each; the counts hand a slot over with
// release and acquire. So a value is used by one thread at a time, and only moves between them.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn slot(&self, position: usize) -> &UnsafeCell<Option<T>> {
        &self.slots[position & (self.slots.len() - 1)]
    }
}

/// The end that pushes.
pub(crate) struct Producer<T> {
    shared: Arc<Shared<T>>,
    pushed: usize,
    /// At least so many were popped.
    popped: usize,
}

/// The end that pops.
pub(crate) struct Consumer<T> {
    shared: Arc<Shared<T>>,
    popped: usize,
}

/// A queue for `capacity` values, rounded up to a power of two. Every slot is touched, so that pushing meets no page fault.
///
/// # Panics
///
/// If so much memory cannot exist.
pub(crate) fn queue<T>(capacity: usize) -> (Producer<T>, Consumer<T>) {
    let capacity = capacity
        .max(1)
        .checked_next_power_of_two()
        .expect("a queue that fits in memory");
    let shared = Arc::new(Shared {
        slots: (0..capacity).map(|_| UnsafeCell::new(None)).collect(),
        pushed: Line(AtomicUsize::new(0)),
        popped: Line(AtomicUsize::new(0)),
        is_over: AtomicBool::new(false),
    });
    let producer = Producer {
        shared: Arc::clone(&shared),
        pushed: 0,
        popped: 0,
    };
    (producer, Consumer { shared, popped: 0 })
}

impl<T> Producer<T> {
    /// Adds a value at the end, or gives it back if the queue is full. Wait-free.
    pub(crate) fn push(&mut self, value: T) -> Result<(), T> {
        let shared = &*self.shared;
        let is_full = |popped: usize| self.pushed.wrapping_sub(popped) == shared.slots.len();
        if is_full(self.popped) {
            // Acquire: what the consumer did with the slot comes before its being used again.
            self.popped = shared.popped.0.load(Ordering::Acquire);
            if is_full(self.popped) {
                return Err(value);
            }
        }
        shared.slot(self.pushed).with_mut(|slot| {
            // SAFETY: the slot at `pushed` is the producer's, as the queue is not full, and there is one producer, which is borrowed mutably.
            let slot = unsafe { &mut *slot };
            // It is empty, so nothing is dropped.
            *slot = Some(value);
        });
        self.pushed = self.pushed.wrapping_add(1);
        // Release: the value comes before its being seen.
        shared.pushed.0.store(self.pushed, Ordering::Release);
        Ok(())
    }

    pub(crate) fn capacity(&self) -> usize {
        self.shared.slots.len()
    }
}

/// Frees nothing that waits, unless the consumer is gone.
impl<T> Drop for Producer<T> {
    fn drop(&mut self) {
        // Release: what was pushed comes before.
        self.shared.is_over.store(true, Ordering::Release);
    }
}

impl<T> Consumer<T> {
    /// Takes the first value. Wait-free.
    pub(crate) fn pop(&mut self) -> Option<T> {
        if !self.has_values() {
            return None;
        }
        let value = self.shared.slot(self.popped).with_mut(|slot| {
            // SAFETY: the slot at `popped` is the consumer's, as the queue is not empty, and there is one consumer, which is borrowed mutably.
            let slot = unsafe { &mut *slot };
            slot.take()
        });
        self.popped = self.popped.wrapping_add(1);
        // Release: the slot is empty before it is used again.
        self.shared.popped.0.store(self.popped, Ordering::Release);
        value
    }

    pub(crate) fn capacity(&self) -> usize {
        self.shared.slots.len()
    }

    pub(crate) fn has_values(&self) -> bool {
        // Acquire: pairs with the release in `push`.
        self.shared.pushed.0.load(Ordering::Acquire) != self.popped
    }

    /// Whether nothing waits and nothing will come.
    pub(crate) fn is_over(&self) -> bool {
        // In this order: what was pushed before the producer went is seen.
        self.shared.is_over.load(Ordering::Acquire) && !self.has_values()
    }
}

impl<T> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("pushed", &self.pushed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const VALUES: u64 = if cfg!(miri) { 200 } else { 200_000 };

    #[test]
    fn a_full_queue_gives_the_value_back() {
        let (mut producer, mut consumer) = queue(3);
        assert_eq!(producer.capacity(), 4, "a power of two");
        for value in 0..4 {
            assert_eq!(producer.push(Box::new(value)), Ok(()));
        }
        assert_eq!(producer.push(Box::new(4)), Err(Box::new(4)));
        assert_eq!(consumer.pop(), Some(Box::new(0)));
        assert_eq!(producer.push(Box::new(5)), Ok(()));
        assert_eq!(producer.push(Box::new(6)), Err(Box::new(6)));
        let rest: Vec<_> = std::iter::from_fn(|| consumer.pop()).collect();
        assert_eq!(rest, [1, 2, 3, 5].map(Box::new));
    }

    #[test]
    fn a_queue_is_over_when_all_has_been_taken_from_a_producer_that_is_gone() {
        let (mut producer, mut consumer) = queue(0);
        assert_eq!(producer.push(7), Ok(()));
        assert!(!consumer.is_over());
        drop(producer);
        assert!(!consumer.is_over());
        assert_eq!(consumer.pop(), Some(7));
        assert!(consumer.is_over());
    }

    #[test]
    fn whoever_goes_last_frees_what_waits() {
        for is_producer_last in [true, false] {
            let value = Arc::new(());
            let (mut producer, consumer) = queue(2);
            assert_eq!(producer.push(Arc::clone(&value)), Ok(()));
            if is_producer_last {
                drop(consumer);
                assert_eq!(Arc::strong_count(&value), 2);
                drop(producer);
            } else {
                drop(producer);
                assert_eq!(Arc::strong_count(&value), 2);
                drop(consumer);
            }
            assert_eq!(Arc::strong_count(&value), 1);
        }
    }

    #[test]
    fn values_arrive_once_and_in_order() {
        // In boxes, so that Miri and the sanitizers see a value that is lost, taken twice or torn.
        let (mut producer, mut consumer) = queue(8);
        thread::scope(|scope| {
            scope.spawn(move || {
                for value in 0..VALUES {
                    let mut value = Box::new(value);
                    while let Err(back) = producer.push(value) {
                        value = back;
                        thread::yield_now();
                    }
                }
            });
            let mut expected = 0;
            while !consumer.is_over() {
                match consumer.pop() {
                    Some(value) => {
                        assert_eq!(*value, expected);
                        expected += 1;
                    }
                    None => thread::yield_now(),
                }
            }
            assert_eq!(expected, VALUES);
        });
    }
}
