//! A test that hangs fails instead.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Far more than any of the tests takes, under Miri and the sanitizers too.
const PATIENCE: Duration = Duration::from_secs(if cfg!(miri) { 1200 } else { 60 });

/// Runs a test on a thread of its own; if it does not end, nor will its threads, so the process does.
pub fn watched(test: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel::<()>();
    let thread = thread::spawn(move || {
        let _done = done;
        test();
    });
    if is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        eprintln!("{:?} hangs", thread::current().name());
        std::process::abort();
    }
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}
