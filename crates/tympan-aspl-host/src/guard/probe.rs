//! The lock probe: stops a thread in the middle of a property call, and lets a cycle of I/O run. A cycle that does not end before the
//! thread goes on waits for something that the thread holds: a priority inversion, even if the lock is never contended otherwise.
//!
//! A thread is stopped in two ways: in its call to the host, which works everywhere, and, on Linux, by a signal at any point of the
//! driver.

use std::backtrace::Backtrace;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::checks::Check;
use super::load::Deed;
use super::site::IoSite;
use super::stack;
use super::suspend::{self, Thread};
use crate::client::ClientIdentity;
use crate::device::Device;
use crate::engine::Engine;
use crate::error::HostError;
use crate::host::Core;
use crate::io::{ClientIo, EngineOptions};

/// How long a cycle may take while another thread is stopped. A machine that has much to do may not come to it for a while.
const PATIENCE: Duration = Duration::from_secs(if cfg!(miri) { 60 } else { 2 });

/// Threads are stopped by signals one at a time in a process.
static SIGNALS: Mutex<()> = Mutex::new(());

/// Times that a setter is stopped for every time that a getter is.
const SETTERS: u64 = 10;

/// Times that setters are stopped in all, so that a device with many of them does not take minutes.
const MOST: u64 = 4000;

/// Calls to the host in which a thread is held for each setter: the driver's own threads make some, too.
const HOST_CALLS: u64 = 4;

/// Calls of the control thread in which one of the host is waited for.
const ROUNDS: u64 = 3;

/// Probes a device: stops each setter `times` times, and each getter less often, until something is found. How many cycles ran while a
/// thread was stopped.
pub(super) fn probe(core: &Arc<Core>, device: &Device, times: u64) -> Result<u64, HostError> {
    let _one_at_a_time = lock(&SIGNALS);
    let deeds = Deed::all(core, Some(device))?;
    let mut engine = Engine::new(device, EngineOptions::new())?;
    let client = engine.add_client(&ClientIdentity::default(), |_: &mut ClientIo<'_>| {})?;
    engine.start(client)?;
    let (io, control) = (Line::default(), Line::default());
    let (turn, rounds) = (AtomicUsize::new(0), AtomicU64::new(0));
    let prober = Prober {
        core,
        deeds: &deeds,
        io: &io,
        control: &control,
        turn: &turn,
        rounds: &rounds,
    };
    thread::scope(|scope| {
        scope.spawn(|| prober.work());
        scope.spawn(|| io.work(&mut engine));
        let result = prober.run(times);
        turn.store(usize::MAX, Ordering::Release);
        io.give(Order::End);
        result
    })
}

struct Prober<'a> {
    core: &'a Arc<Core>,
    deeds: &'a [Deed],
    io: &'a Line,
    control: &'a Line,
    /// The deed that the control thread is to do. The thread ends when there is none.
    turn: &'a AtomicUsize,
    /// How often it has done one.
    rounds: &'a AtomicU64,
}

impl Prober<'_> {
    /// The control thread.
    fn work(&self) {
        self.control.begin();
        let mut turn = usize::MAX;
        let mut values = Vec::new();
        loop {
            let now = self.turn.load(Ordering::Acquire);
            let Some(deed) = self.deeds.get(now) else {
                return;
            };
            if now != turn {
                turn = now;
                values = deed.values(self.core);
            }
            suspend::stoppable(|| deed.act(self.core, &values));
            self.rounds.fetch_add(1, Ordering::Release);
        }
    }

    fn run(&self, times: u64) -> Result<u64, HostError> {
        let setters = self.deeds.iter().filter(|deed| deed.is_set()).count() as u64;
        let times = times.min(MOST / setters.max(1));
        let control = self.control.thread();
        let mut cycles = 0;
        for (turn, deed) in self.deeds.iter().enumerate() {
            self.turn.store(turn, Ordering::Release);
            self.wait_for_rounds(2);
            let times = match (suspend::is_available(), deed.is_set()) {
                (false, _) => 0,
                (true, true) => times,
                (true, false) => times / SETTERS,
            };
            let calls = if deed.is_set() { HOST_CALLS } else { 1 };
            for time in 0..calls + times {
                self.io.give(Order::Approach);
                self.io.result()?;
                let stopped = match time {
                    call if call < calls => self.in_host_call(deed),
                    _ => self.anywhere(deed, control, time),
                };
                match stopped {
                    Stopped::Nobody => self.io.give(Order::Cycle),
                    Stopped::Went | Stopped::Waited => cycles += 1,
                }
                self.io.result()?;
                if stopped == Stopped::Waited {
                    return Ok(cycles);
                }
            }
        }
        Ok(cycles)
    }

    /// Stops the control thread wherever it is.
    fn anywhere(&self, deed: &Deed, control: Thread, time: u64) -> Stopped {
        // So that the thread is not always met at the same place.
        for _ in 0..time * 7 % 1009 {
            std::hint::spin_loop();
        }
        if !suspend::stop(control) {
            return Stopped::Nobody;
        }
        self.io.give(Order::Cycle);
        if self.io.is_done_within(PATIENCE) {
            suspend::go_on();
            return Stopped::Went;
        }
        let stuck = self.stuck();
        suspend::go_on();
        match stuck {
            Some(stuck) => self.report(&stuck, &format!("was stopped in {deed}"), None),
            None => return Stopped::Went,
        }
        Stopped::Waited
    }

    /// Holds a thread in a call to the host.
    fn in_host_call(&self, deed: &Deed) -> Stopped {
        let pause = &self.core.pause;
        let last = self.rounds.load(Ordering::Acquire) + ROUNDS;
        pause.arm();
        if !pause.wait(|| self.rounds.load(Ordering::Acquire) > last) {
            // One that has come just now is let go.
            pause.open();
            return Stopped::Nobody;
        }
        self.io.give(Order::Cycle);
        if self.io.is_done_within(PATIENCE) {
            pause.open();
            return Stopped::Went;
        }
        let stuck = self.stuck();
        let held = pause.open();
        let call = held.as_ref().map_or("a function", |held| held.call);
        let who = format!("was held in its call of {call}, in {deed} or beside it");
        match stuck {
            Some(stuck) => self.report(&stuck, &who, held.and_then(|held| held.stack)),
            None => return Stopped::Went,
        }
        Stopped::Waited
    }

    fn wait_for_rounds(&self, rounds: u64) {
        let last = self.rounds.load(Ordering::Acquire) + rounds;
        while self.rounds.load(Ordering::Acquire) < last {
            thread::yield_now();
        }
    }

    /// The call that the I/O thread is in, while it does not go on.
    fn stuck(&self) -> Option<Stuck> {
        // What the checks themselves need memory for is not the driver's fault.
        if stack::is_being_taken() {
            return None;
        }
        let monitor = self.core.instance.driver.monitor.as_ref()?;
        Some(Stuck {
            site: monitor.last()?,
            stack: suspend::stack_of(self.io.thread()),
        })
    }

    fn report(&self, stuck: &Stuck, who: &str, holder: Option<Backtrace>) {
        let Some(monitor) = &self.core.instance.driver.monitor else {
            return;
        };
        let mut what =
            format!("it did not end until a thread went on that {who}: both take the same lock");
        if let Some(holder) = &holder {
            what.push_str("\n    that thread:");
            for line in stack::text(holder).lines() {
                what.push_str(&format!("\n    {line}"));
            }
            what.push_str("\n    this call:");
        }
        monitor.add(Check::Locks, stuck.site, "lock", what, stuck.stack.as_ref());
    }
}

/// A call that does not end.
struct Stuck {
    site: IoSite,
    stack: Option<Backtrace>,
}

/// What came of trying to stop a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stopped {
    /// None was in the driver.
    Nobody,
    /// One was, and the cycle went on.
    Went,
    /// One was, and the cycle waited for it.
    Waited,
}

/// What the I/O thread is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Wait until the next cycle is due.
    Approach,
    /// Do the cycle that is due. Nothing of the host is locked or allocated for it.
    Cycle,
    End,
}

/// How orders come to a thread, and results back, without allocating.
#[derive(Debug, Default)]
struct Line {
    state: Mutex<LineState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct LineState {
    thread: Option<Thread>,
    order: Option<Order>,
    result: Option<Result<(), HostError>>,
}

impl Line {
    fn begin(&self) {
        lock(&self.state).thread = Some(Thread::current());
        self.changed.notify_all();
    }

    /// The thread at the other end.
    fn thread(&self) -> Thread {
        let mut state = lock(&self.state);
        loop {
            if let Some(thread) = state.thread {
                return thread;
            }
            state = self.wait(state);
        }
    }

    fn give(&self, order: Order) {
        lock(&self.state).order = Some(order);
        self.changed.notify_all();
    }

    fn work(&self, engine: &mut Engine) {
        self.begin();
        loop {
            let mut state = lock(&self.state);
            let order = loop {
                match state.order.take() {
                    Some(order) => break order,
                    None => state = self.wait(state),
                }
            };
            drop(state);
            let result = match order {
                Order::Approach => engine.approach(),
                Order::Cycle => engine.perform().map(|_| ()),
                Order::End => return,
            };
            lock(&self.state).result = Some(result);
            self.changed.notify_all();
        }
    }

    fn is_done_within(&self, patience: Duration) -> bool {
        let state = lock(&self.state);
        let waited = self
            .changed
            .wait_timeout_while(state, patience, |state| state.result.is_none());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.result.is_some()
    }

    /// The result of the last order.
    fn result(&self) -> Result<(), HostError> {
        let mut state = lock(&self.state);
        loop {
            match state.result.take() {
                Some(result) => return result,
                None => state = self.wait(state),
            }
        }
    }

    fn wait<'a>(&self, state: MutexGuard<'a, LineState>) -> MutexGuard<'a, LineState> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
