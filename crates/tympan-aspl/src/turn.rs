//! [`Turn`]: one thread at a time changes a device, without a lock being held while the author's code runs.
//!
//! Who waits for a turn waits for author code at most. A thread that has the turn and comes again, because the author's code has led it back, is told so
//! instead of waiting for itself.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::platform::thread_id;
use crate::sync::lock;

/// Whose turn it is.
#[derive(Default)]
pub(crate) struct Turn {
    /// The thread that has it; 0 if none.
    thread: Mutex<usize>,
    free: Condvar,
}

/// Ends the turn when dropped.
pub(crate) struct HasTurn<'a>(&'a Turn);

impl Turn {
    /// Waits for the turn; `None` if this thread has it already.
    pub(crate) fn take(&self) -> Option<HasTurn<'_>> {
        let me = thread_id();
        let mut thread = lock(&self.thread);
        while *thread != 0 {
            if *thread == me {
                return None;
            }
            thread = self
                .free
                .wait(thread)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *thread = me;
        Some(HasTurn(self))
    }
}

impl Drop for HasTurn<'_> {
    fn drop(&mut self) {
        *lock(&self.0.thread) = 0;
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn one_thread_at_a_time_has_the_turn() {
        let (turn, inside) = (Turn::default(), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _mine = turn.take().unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
                        inside.fetch_sub(1, Ordering::Relaxed);
                    }
                });
            }
        });
    }

    #[test]
    fn a_thread_that_has_the_turn_does_not_wait_for_itself() {
        let turn = Turn::default();
        let mine = turn.take();
        assert!(mine.is_some() && turn.take().is_none());
        drop(mine);
        assert!(turn.take().is_some());
    }
}
