//! [`Turn`]: one thread at a time changes a device, without a lock being held while the author's code runs.
//!
//! Who waits for a turn waits for author code at most. A thread that has the turn and comes again, because the author's code has led it back, is told so
//! instead of waiting for itself. A thread that has another device's turn never waits, since two such threads could wait for each other.
//!
//! Who is turned away thereby leaves word: the thread that has the turn looks for what there is to do before it gives the turn up.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::platform::thread_id;
use crate::sync::lock;

/// Whose turn it is.
#[derive(Default)]
pub(crate) struct Turn {
    state: Mutex<State>,
    free: Condvar,
}

#[derive(Default)]
struct State {
    /// The thread that has the turn; 0 if none.
    thread: usize,
    /// Whether a thread was turned away since the holder last looked.
    has_word: bool,
}

/// Ends the turn when dropped.
pub(crate) struct HasTurn<'a>(&'a Turn);

impl Turn {
    /// Takes the turn. `None` if this thread has it already or, when it is not to wait, another one has.
    pub(crate) fn take(&self, may_wait: bool) -> Option<HasTurn<'_>> {
        let me = thread_id();
        let mut state = lock(&self.state);
        while state.thread != 0 {
            if state.thread == me || !may_wait {
                state.has_word = true;
                return None;
            }
            let waited = self.free.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *state = State {
            thread: me,
            has_word: false,
        };
        Some(HasTurn(self))
    }

    /// Whether this thread has the turn.
    pub(crate) fn is_mine(&self) -> bool {
        lock(&self.state).thread == thread_id()
    }
}

impl HasTurn<'_> {
    /// Whether a thread was turned away since the turn was taken or this was asked last. If none was, the turn is over.
    pub(crate) fn goes_on(&self) -> bool {
        let mut state = lock(&self.0.state);
        if !core::mem::take(&mut state.has_word) {
            state.thread = 0;
        }
        state.thread != 0
    }
}

impl Drop for HasTurn<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.0.state);
        if state.thread == thread_id() {
            state.thread = 0;
        }
        drop(state);
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
                        let _mine = turn.take(true).unwrap();
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
        let mine = turn.take(true);
        assert!(mine.is_some() && turn.take(true).is_none());
        drop(mine);
        assert!(turn.take(true).is_some());
    }

    #[test]
    fn a_thread_that_must_not_wait_leaves_word() {
        let turn = Turn::default();
        let mine = turn.take(true).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(turn.take(false).is_none()));
        });
        assert!(mine.goes_on(), "word was left");
        assert!(!mine.goes_on());
        assert!(turn.take(false).is_some(), "the turn is over");
    }
}
