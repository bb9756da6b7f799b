//! [`DeviceIo`]: the realtime side of a device, reached from the I/O path by its id.
//!
//! It outlives every plan: the current [`Plan`] is published in it and replaced from control threads, and is freed there once no call is inside it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::cycle::IoCycle;
use super::cycles::Cycles;
use super::operation::Declared;
use super::plan::Plan;
use super::registration::AnyIo;
use super::setup::IoSetup;
use crate::client::Client;
use crate::clock::{ClockError, SystemClock, ZeroTimeStamp};
use crate::error::Status;
use crate::panics::{self, IoPanic};
use crate::platform::log;
use crate::raw::TimeSource;
use crate::realtime::published::Published;
use crate::realtime::{Counters, Event, EventCounts, Gate};
use crate::sync::lock;
use crate::types::ClientId;

/// Cache lines over which the threads inside a device's plan are counted: clients with different ids mostly have one each.
const STRIPES: usize = 32;

/// Panics that are kept until a control thread comes by: the first one silences the device, so that more can only come from threads that are in a handler by then.
const PANICS: usize = 8;

/// The realtime side of one device.
pub(crate) struct DeviceIo {
    pub(crate) plan: Published<Plan>,
    /// What control threads know of the published plan: it shares all parts with it.
    current: Mutex<Option<Plan>>,
    panics: Gate<[Option<IoPanic>; PANICS]>,
    /// Shared with those parts of the author's that count for the device.
    pub(crate) counters: Arc<Counters>,
    cycles: Cycles,
    clock: SystemClock,
    is_running: AtomicBool,
    /// What the device's `Io` does ([`Declared`]).
    declared: AtomicU64,
    /// A handler panicked; none is called again before the next start.
    is_silenced: AtomicBool,
}

impl DeviceIo {
    pub(crate) fn new(
        sample_rate: f64,
        period: u32,
        time: &TimeSource,
    ) -> Result<Self, ClockError> {
        Ok(Self {
            plan: Published::new(),
            current: Mutex::new(None),
            panics: Gate::new([const { None }; PANICS]),
            counters: Arc::default(),
            cycles: Cycles::default(),
            clock: SystemClock::new(sample_rate, period, time.timebase())?,
            is_running: AtomicBool::new(false),
            declared: AtomicU64::new(Declared::default().bits()),
            is_silenced: AtomicBool::new(false),
        })
    }

    pub(crate) fn is_running(&self) -> bool {
        self.is_running.load(Ordering::Acquire)
    }

    /// Says what the device's `Io` does, for calls that come while no plan is in use too.
    pub(crate) fn declare(&self, declared: Declared) {
        self.declared.store(declared.bits(), Ordering::Relaxed);
    }

    pub(crate) fn declared(&self) -> Declared {
        Declared::from_bits(self.declared.load(Ordering::Relaxed))
    }

    /// Notes a call in a client's I/O cycle.
    pub(crate) fn note_cycle(&self, client: ClientId, cycle: &IoCycle) {
        self.cycles.note(client, cycle.counter());
    }

    /// A handler panicked, and none is called before the next start.
    pub(crate) fn is_silenced(&self) -> bool {
        self.is_silenced.load(Ordering::Relaxed)
    }

    /// Whether handlers may be called.
    pub(crate) fn is_audible(&self) -> bool {
        self.is_running() && !self.is_silenced()
    }

    /// A handler panicked on the I/O path: stops calling handlers until the next start, and keeps what the panic carries.
    pub(crate) fn panicked(&self, panic: IoPanic) {
        self.is_silenced.store(true, Ordering::Relaxed);
        self.counters.count(Event::Panic);
        let mut kept = self.panics.enter();
        match kept
            .as_mut()
            .and_then(|kept| kept.iter_mut().find(|slot| slot.is_none()))
        {
            Some(slot) => *slot = Some(panic),
            // Better lost than freed here.
            None => core::mem::forget(panic),
        }
    }

    pub(crate) fn counts(&self) -> EventCounts {
        EventCounts {
            cycles: self.cycles.count(),
            ..self.counters.snapshot()
        }
    }

    /// Whether a panic waits to be reported.
    pub(crate) fn has_panics(&self) -> bool {
        let kept = self.is_silenced().then(|| self.panics.enter()).flatten();
        kept.is_some_and(|kept| kept.iter().any(Option::is_some))
    }

    /// Reports and frees what panics on the I/O path have left.
    pub(crate) fn report_panics(&self) {
        let kept = self.panics.enter();
        let Some(kept) = kept.map(|mut kept| core::mem::take(&mut *kept)) else {
            return;
        };
        for panic in kept.into_iter().flatten() {
            log::write(&format!(
                "an I/O handler panicked at {}, and the device is silent until I/O starts again: {}",
                panic.site,
                panics::message(&panic.value)
            ));
            panics::discard(panic.value);
        }
    }

    /// The latest zero time stamp (hal-facts C.10).
    pub(crate) fn zero_time_stamp(&self, time: &TimeSource) -> Result<ZeroTimeStamp, Status> {
        if !self.is_running() {
            return Err(Status::NOT_RUNNING);
        }
        self.clock.stamp(time.now()).ok_or(Status::NOT_RUNNING)
    }

    pub(crate) fn is_prepared(&self) -> bool {
        lock(&self.current).is_some()
    }

    /// Makes the parts for a configuration. The author's factories run here, and see the device part that is in use now.
    pub(crate) fn make<'a>(
        &self,
        io: &dyn AnyIo,
        setup: IoSetup,
        clients: impl Iterator<Item = &'a Client>,
    ) -> Plan {
        let setup = setup.counting_in(Arc::clone(&self.counters));
        let current = lock(&self.current).clone();
        Plan::new(io, setup, clients, current.as_ref())
    }

    /// Puts a plan in the place of the old one.
    pub(crate) fn publish(&self, plan: Plan) {
        self.plan.prepare(STRIPES);
        self.cycles.prepare();
        let old = lock(&self.current).replace(plan.clone());
        self.plan.replace(Some(Box::new(plan)));
        // The author's parts may go with it, so no lock is held.
        drop(old);
    }

    /// Makes a new client's part, if I/O is prepared and clients have parts.
    pub(crate) fn add_client(&self, client: &Client) {
        let current = lock(&self.current).clone();
        if let Some(plan) = current.and_then(|plan| plan.with_client(client)) {
            self.publish(plan);
        }
    }

    pub(crate) fn remove_client(&self, client: ClientId) {
        let current = lock(&self.current).clone();
        if let Some(plan) = current.and_then(|plan| plan.without_client(client)) {
            self.publish(plan);
        }
    }

    /// Starts the clock: the first time it is anchored at now, later it goes on.
    pub(crate) fn start(&self, time: &TimeSource) {
        self.clock.start(time.now());
        self.report_panics();
        self.is_silenced.store(false, Ordering::Relaxed);
        self.cycles.restart();
        self.is_running.store(true, Ordering::Release);
    }

    pub(crate) fn stop(&self) {
        self.is_running.store(false, Ordering::Release);
        self.report_panics();
        self.plan.reclaim();
    }

    /// Gives the clock its rate and period. If they are new, it begins a new timeline: at once if I/O runs, else at the next start.
    pub(crate) fn configure(
        &self,
        sample_rate: f64,
        period: u32,
        time: &TimeSource,
    ) -> Result<(), ClockError> {
        self.clock.configure(sample_rate, period, time.timebase())?;
        if self.is_running() {
            self.clock.start(time.now());
        }
        Ok(())
    }

    /// Ends the realtime side: its device is gone.
    pub(crate) fn retire(&self) {
        self.stop();
        let current = lock(&self.current).take();
        self.plan.replace(None);
        drop(current);
    }

    /// Makes what was retired the realtime side of another device.
    pub(crate) fn reuse(
        &self,
        sample_rate: f64,
        period: u32,
        time: &TimeSource,
    ) -> Result<(), ClockError> {
        self.is_silenced.store(false, Ordering::Relaxed);
        self.counters.reset();
        self.cycles.reset();
        self.clock.reset(sample_rate, period, time.timebase())
    }
}
