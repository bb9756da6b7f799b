//! [`Worker`]: the one thread of a driver instance.
//!
//! It exists only while there is something to do: an idle driver has no thread (design rule 13). What is given to it runs in order and without a lock held.

use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use crate::panics::discard;
use crate::realtime::ControlContext;
use crate::sync::lock;

type Job = Box<dyn FnOnce(&ControlContext<'_>) + Send>;

/// Runs jobs one after another on a thread of its own.
#[derive(Default)]
pub(crate) struct Worker {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    idle: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// The thread that runs the jobs, if `is_running`, and threads that have left their loop and are about to end.
    threads: Vec<thread::JoinHandle<()>>,
    is_running: bool,
}

impl Worker {
    /// Runs `job` soon. If the system refuses a thread, the job waits for the next one, or for who drains.
    pub(crate) fn run(&self, job: impl FnOnce(&ControlContext<'_>) + Send + 'static) {
        let mut state = lock(&self.shared.state);
        state.jobs.push_back(Box::new(job));
        if state.is_running {
            return;
        }
        let shared = Arc::clone(&self.shared);
        let started = thread::Builder::new()
            .name("tympan-aspl".to_owned())
            .spawn(move || shared.run_jobs());
        if let Ok(handle) = started {
            state.is_running = true;
            state.threads.retain(|thread| !thread.is_finished());
            state.threads.push(handle);
        }
    }

    /// Waits until nothing is left to do and the thread is gone. Must not be called from a job.
    pub(crate) fn drain(&self) {
        let mut state = lock(&self.shared.state);
        while state.is_running || !state.jobs.is_empty() {
            if state.is_running {
                state = self
                    .shared
                    .idle
                    .wait(state)
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
            } else {
                // The system has refused a thread for these jobs, so this one has to do them.
                state.is_running = true;
                drop(state);
                self.shared.run_jobs();
                state = lock(&self.shared.state);
            }
        }
        let threads = core::mem::take(&mut state.threads);
        drop(state);
        for thread in threads {
            // Jobs contain their own panics, so there is nothing to learn from the result.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn run_jobs(&self) {
        let mut state = lock(&self.state);
        while let Some(job) = state.jobs.pop_front() {
            drop(state);
            // A panic of author code has been printed by the panic hook; the next job still has to run.
            let done = panic::catch_unwind(AssertUnwindSafe(|| ControlContext::lend(job)));
            if let Err(panic) = done {
                discard(panic);
            }
            state = lock(&self.state);
        }
        state.is_running = false;
        self.idle.notify_all();
    }
}
