//! Threads of the I/O engine that live as long as a client runs: one job at a time, given and waited for by the engine.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::error::HostError;

type Job = Box<dyn FnOnce() + Send>;

/// A thread that does jobs until it is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// The result of a job to come.
pub(crate) struct Pending<T>(Receiver<T>);

impl Worker {
    pub(crate) fn new(name: String) -> Result<Worker, HostError> {
        let (jobs, inbox) = channel::<Job>();
        let work = move || inbox.into_iter().for_each(|job| job());
        let thread = std::thread::Builder::new().name(name).spawn(work);
        let thread = thread
            .map_err(|error| HostError::invalid(format!("cannot start an I/O thread: {error}")))?;
        Ok(Worker {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    pub(crate) fn start<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Pending<T> {
        let (result, pending) = channel();
        let job: Job = Box::new(move || drop(result.send(job())));
        if let Some(jobs) = &self.jobs {
            // A thread that is gone has panicked; wait finds out.
            drop(jobs.send(job));
        }
        Pending(pending)
    }

    /// The result of a job. A panic of the job, which is one of a client's own code, goes on in the caller.
    pub(crate) fn wait<T>(&mut self, pending: &Pending<T>) -> T {
        match pending.0.recv() {
            Ok(result) => result,
            Err(_) => match self.thread.take().map(JoinHandle::join) {
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                _ => panic!("an I/O thread ended before its job"),
            },
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
