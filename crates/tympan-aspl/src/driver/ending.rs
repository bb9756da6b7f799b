//! [`Ending`]: how threads that sleep learn that their instance is about to be destroyed.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::sync::lock;

/// Whether the end of an instance has begun.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    has_begun: Mutex<bool>,
    begun: Condvar,
}

impl Ending {
    /// Wakes who waits.
    pub(crate) fn begin(&self) {
        *lock(&self.has_begun) = true;
        self.begun.notify_all();
    }

    pub(crate) fn has_begun(&self) -> bool {
        *lock(&self.has_begun)
    }

    /// Waits that long at most.
    pub(crate) fn wait(&self, longest: Duration) {
        let has_begun = lock(&self.has_begun);
        if !*has_begun {
            let waited = self.begun.wait_timeout(has_begun, longest);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }
}
