//! [`Worker`]: the one thread of a driver instance.
//!
//! It does jobs in order and hands the events of realtime threads to their handlers, all without a lock held. It exists only while there is something to do: jobs, or
//! queues that have to be looked into because I/O runs. Realtime threads cannot wake it, since that is a system call, so it looks every few milliseconds then. An
//! idle driver has no thread and no timer (design rule 13).
//!
//! A simulated host, whose time is not the machine's, drains the worker before it moves its clock; then the thread never looks by itself.

use std::collections::VecDeque;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::io::DeviceIo;
use crate::panics::discard;
use crate::realtime::ControlContext;
use crate::sync::lock;

/// How long an event waits at most, in real time.
const PERIOD: Duration = Duration::from_millis(10);

type Job = Box<dyn FnOnce(&ControlContext<'_>) + Send>;

/// The worker's end of an event queue.
pub(crate) trait Inlet: Send {
    /// Gives the events that wait to their handler, with a bound on how many.
    fn handle(&mut self);
    fn has_events(&self) -> bool;
    /// Whether no event waits and none will come.
    fn is_over(&self) -> bool;
}

/// Runs author code of the worker's. A panic has been printed by the panic hook; what comes next still has to run.
pub(crate) fn contained(call: impl FnOnce()) {
    if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(call)) {
        discard(panic);
    }
}

/// Runs jobs one after another on a thread of its own, and looks into queues while I/O runs.
#[derive(Default)]
pub(crate) struct Worker {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Notified when the thread falls asleep or ends.
    idle: Condvar,
    /// Notified to wake it.
    wake: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// The ends of all event queues; away while the thread looks into them.
    inlets: Vec<Box<dyn Inlet>>,
    /// The devices whose I/O runs, in real time.
    running: Vec<Arc<DeviceIo>>,
    is_simulated: bool,
    /// The queues are to be looked into at once.
    is_due: bool,
    /// The instance is about to be destroyed.
    has_ended: bool,
    phase: Phase,
    /// The thread, unless it is absent, and threads that have left their loop and are about to end.
    threads: Vec<thread::JoinHandle<()>>,
}

/// What the thread does.
#[derive(Clone, Copy, Default, PartialEq)]
enum Phase {
    #[default]
    Absent,
    Busy,
    /// It sleeps until it is to look again.
    Asleep,
}

impl State {
    /// Whether the thread stays to look again and again.
    fn is_watched(&self) -> bool {
        !(self.running.is_empty() || self.inlets.is_empty() || self.is_simulated || self.has_ended)
    }

    /// Whether a look would find something.
    fn has_news(&self) -> bool {
        let mut inlets = self.inlets.iter();
        inlets.any(|inlet| inlet.has_events() || inlet.is_over())
            || self.running.iter().any(|device| device.has_panics())
    }

    fn has_work(&self) -> bool {
        self.is_due || !self.jobs.is_empty()
    }
}

impl Worker {
    /// Runs `job` soon. If the system refuses a thread, the job waits for the next one, or for who drains.
    pub(crate) fn run(&self, job: impl FnOnce(&ControlContext<'_>) + Send + 'static) {
        self.take(Box::new(job));
    }

    fn take(&self, job: Job) {
        let mut state = lock(&self.shared.state);
        state.jobs.push_back(job);
        self.rouse(&mut state);
    }

    /// Takes in the end of an event queue, until it is over.
    pub(crate) fn watch(&self, inlet: Box<dyn Inlet>) {
        let mut state = lock(&self.shared.state);
        state.inlets.push(inlet);
        self.attend(&mut state);
    }

    /// A device's I/O has started.
    pub(crate) fn io_started(&self, device: &Arc<DeviceIo>, is_simulated: bool) {
        let mut state = lock(&self.shared.state);
        state.running.push(Arc::clone(device));
        state.is_simulated = is_simulated;
        self.attend(&mut state);
    }

    /// A device's I/O has stopped: what it has left in the queues is handled now.
    pub(crate) fn io_stopped(&self, device: &Arc<DeviceIo>) {
        let mut state = lock(&self.shared.state);
        let mut running = state.running.iter();
        if let Some(found) = running.position(|running| Arc::ptr_eq(running, device)) {
            state.running.swap_remove(found);
        }
        self.attend(&mut state);
    }

    /// Lets the thread do what there is to do, or end if it is no longer needed.
    fn attend(&self, state: &mut State) {
        state.is_due |= state.has_news();
        if state.has_work() || state.is_watched() != (state.phase == Phase::Asleep) {
            self.rouse(state);
        }
    }

    /// Wakes the thread, or starts it.
    fn rouse(&self, state: &mut State) {
        match state.phase {
            Phase::Busy => return,
            Phase::Asleep => self.shared.wake.notify_one(),
            Phase::Absent => {
                let shared = Arc::clone(&self.shared);
                let started = thread::Builder::new()
                    .name("tympan-aspl".to_owned())
                    .spawn(move || shared.work(true));
                let Ok(handle) = started else { return };
                state.threads.retain(|thread| !thread.is_finished());
                state.threads.push(handle);
            }
        }
        state.phase = Phase::Busy;
    }

    /// Waits until nothing is left to do, and the thread is gone or asleep. Must not be called from a job.
    pub(crate) fn drain(&self) {
        let mut state = lock(&self.shared.state);
        loop {
            if state.phase == Phase::Busy {
                let waited = self.shared.idle.wait(state);
                state = waited.unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.is_due |= state.has_news();
            if !state.has_work() {
                break;
            }
            self.rouse(&mut state);
            if state.phase == Phase::Absent {
                // The system has refused a thread for this, so this one has to do it.
                state.phase = Phase::Busy;
                drop(state);
                self.shared.work(false);
                state = lock(&self.shared.state);
            }
        }
        if state.phase == Phase::Asleep {
            return;
        }
        let threads = mem::take(&mut state.threads);
        drop(state);
        for thread in threads {
            // Author code is contained, so there is nothing to learn from the result.
            let _ = thread.join();
        }
    }

    /// As [`drain`](Self::drain), after which the thread is gone although I/O may run: the instance is about to be destroyed.
    pub(crate) fn end(&self) {
        let mut state = lock(&self.shared.state);
        state.has_ended = true;
        self.attend(&mut state);
        drop(state);
        self.drain();
    }
}

impl Shared {
    /// What the thread does; `may_stay` says whether it may sleep.
    fn work(&self, may_stay: bool) {
        let mut state = lock(&self.state);
        loop {
            if let Some(job) = state.jobs.pop_front() {
                drop(state);
                contained(|| ControlContext::lend(job));
                state = lock(&self.state);
            } else if mem::take(&mut state.is_due) {
                state = self.look(state);
            } else if may_stay && state.is_watched() {
                state = self.sleep(state);
            } else {
                break;
            }
        }
        state.phase = Phase::Absent;
        self.idle.notify_all();
    }

    /// Handles what is in the queues, and reports panics of I/O handlers.
    fn look<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let mut inlets = mem::take(&mut state.inlets);
        let running = state.running.clone();
        drop(state);
        for inlet in &mut inlets {
            inlet.handle();
        }
        while let Some(over) = inlets.iter().position(|inlet| inlet.is_over()) {
            let over = inlets.swap_remove(over);
            contained(|| drop(over));
        }
        for device in running {
            device.report_panics();
        }
        let mut state = lock(&self.state);
        inlets.append(&mut state.inlets);
        state.inlets = inlets;
        state.is_due |= state.has_news();
        state
    }

    /// Sleeps until it is time to look, or somebody rouses it.
    fn sleep<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.phase = Phase::Asleep;
        self.idle.notify_all();
        let waited = self.wake.wait_timeout(state, PERIOD);
        let (mut state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        state.phase = Phase::Busy;
        state.is_due |= waited.timed_out();
        state
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::panics::IoPanic;
    use crate::realtime::spsc::{Consumer, Producer, queue};
    use crate::realtime::threads::PanicSite;

    /// Sends on what it finds, and a 0 when it is dropped.
    struct Numbers {
        waiting: Consumer<u32>,
        handled: mpsc::Sender<u32>,
    }

    impl Inlet for Numbers {
        fn handle(&mut self) {
            while let Some(number) = self.waiting.pop() {
                self.handled.send(number).unwrap();
            }
        }

        fn has_events(&self) -> bool {
            self.waiting.has_values()
        }

        fn is_over(&self) -> bool {
            self.waiting.is_over()
        }
    }

    impl Drop for Numbers {
        fn drop(&mut self) {
            let _ = self.handled.send(0);
        }
    }

    fn inlet() -> (Box<Numbers>, Producer<u32>, mpsc::Receiver<u32>) {
        let (sender, waiting) = queue(4);
        let (handled, receiver) = mpsc::channel();
        (Box::new(Numbers { waiting, handled }), sender, receiver)
    }

    fn device() -> Arc<DeviceIo> {
        Arc::new(DeviceIo::new())
    }

    fn phase(worker: &Worker) -> Phase {
        lock(&worker.shared.state).phase
    }

    fn has_thread(worker: &Worker) -> bool {
        phase(worker) != Phase::Absent
    }

    #[test]
    fn there_is_no_thread_without_io_or_without_a_queue() {
        let worker = Worker::default();
        let device = device();
        worker.run(|_| ());
        worker.drain();
        assert!(!has_thread(&worker));
        worker.io_started(&device, false);
        assert!(!has_thread(&worker), "no queue");
        worker.io_stopped(&device);
        let (inlet, sender, _handled) = inlet();
        worker.watch(inlet);
        assert!(!has_thread(&worker), "no I/O");
        worker.io_started(&device, false);
        assert!(has_thread(&worker));
        worker.drain();
        assert!(phase(&worker) == Phase::Asleep, "it looks again");
        worker.io_stopped(&device);
        worker.drain();
        assert!(!has_thread(&worker));
        worker.io_started(&device, false);
        drop(sender);
        worker.drain();
        assert!(!has_thread(&worker), "the queue is over");
        assert!(lock(&worker.shared.state).inlets.is_empty());
    }

    #[test]
    fn events_are_handled_while_io_runs_without_anyone_asking() {
        let worker = Worker::default();
        let device = device();
        let (inlet, mut sender, handled) = inlet();
        worker.watch(inlet);
        worker.io_started(&device, false);
        for number in 1..=3 {
            sender.push(number).unwrap();
            assert_eq!(handled.recv(), Ok(number));
        }
        let (done, is_done) = mpsc::channel();
        worker.run(move |_| done.send(()).unwrap());
        assert_eq!(is_done.recv(), Ok(()), "jobs are done between looks");
        sender.push(4).unwrap();
        worker.io_stopped(&device);
        assert_eq!(handled.recv(), Ok(4));
        worker.drain();
        assert!(!has_thread(&worker));
    }

    #[test]
    fn in_simulated_time_events_are_handled_when_the_host_drains() {
        let worker = Worker::default();
        let device = device();
        let (inlet, mut sender, handled) = inlet();
        worker.watch(inlet);
        worker.io_started(&device, true);
        for number in 1..=3 {
            sender.push(number).unwrap();
            assert!(!has_thread(&worker) && handled.try_recv().is_err());
            worker.drain();
            assert_eq!(handled.try_recv(), Ok(number));
            assert!(!has_thread(&worker));
        }
    }

    #[test]
    fn panics_of_io_handlers_are_reported_while_io_runs() {
        for is_simulated in [false, true] {
            let worker = Worker::default();
            let device = device();
            let (inlet, _sender, _handled) = inlet();
            worker.watch(inlet);
            worker.io_started(&device, is_simulated);
            device.panicked(IoPanic {
                value: Box::new("asked to panic"),
                site: PanicSite::default(),
            });
            worker.drain();
            assert!(!device.has_panics());
            worker.end();
        }
    }

    #[test]
    fn the_end_of_the_instance_ends_a_thread_that_would_stay() {
        let worker = Worker::default();
        let (inlet, _sender, _handled) = inlet();
        worker.watch(inlet);
        worker.io_started(&device(), false);
        worker.end();
        assert!(!has_thread(&worker));
        assert!(lock(&worker.shared.state).threads.is_empty());
    }

    #[test]
    fn a_queue_that_comes_while_io_runs_is_looked_into() {
        let worker = Worker::default();
        worker.io_started(&device(), false);
        let (inlet, mut sender, handled) = inlet();
        sender.push(1).unwrap();
        worker.watch(inlet);
        assert_eq!(handled.recv(), Ok(1));
        drop(sender);
        assert_eq!(handled.recv(), Ok(0), "and freed when it is over");
        worker.end();
    }
}
