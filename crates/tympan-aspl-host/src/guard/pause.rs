//! Holds a thread of the driver inside its call to the host, for as long as the lock probe wants.

use std::backtrace::Backtrace;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::stack;

/// How often it is asked whether waiting is over.
const MOMENT: Duration = Duration::from_micros(20);

/// The place in the host where a driver's calls pass by.
#[derive(Debug, Default)]
pub(crate) struct Pause {
    /// So that calls cost nothing while nobody probes.
    is_armed: AtomicBool,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Open,
    Armed,
    Held(Held),
}

/// A thread that is held.
#[derive(Debug)]
pub(super) struct Held {
    /// The driver's call to the host.
    pub(super) call: &'static str,
    pub(super) stack: Option<Backtrace>,
}

impl Pause {
    /// Holds the calling thread if it is the first one since the pause was armed.
    pub(crate) fn here(&self, call: &'static str) {
        if !self.is_armed.load(Ordering::Acquire) {
            return;
        }
        let stack = stack::capture();
        let mut state = self.state();
        if !matches!(*state, State::Armed) {
            return;
        }
        *state = State::Held(Held { call, stack });
        self.changed.notify_all();
        while matches!(*state, State::Held(_)) {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(super) fn arm(&self) {
        *self.state() = State::Armed;
        self.is_armed.store(true, Ordering::Release);
    }

    /// Whether a thread is held, after waiting for one until `is_over`.
    pub(super) fn wait(&self, is_over: impl Fn() -> bool) -> bool {
        loop {
            let waited = self
                .changed
                .wait_timeout_while(self.state(), MOMENT, |state| matches!(state, State::Armed));
            let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            match *state {
                State::Held(_) => return true,
                _ if is_over() => return false,
                _ => {}
            }
        }
    }

    /// Lets the thread go, if one is held.
    pub(super) fn open(&self) -> Option<Held> {
        self.is_armed.store(false, Ordering::Release);
        let state = std::mem::take(&mut *self.state());
        self.changed.notify_all();
        match state {
            State::Held(held) => Some(held),
            _ => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
