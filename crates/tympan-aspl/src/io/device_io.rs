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
use crate::clock::{Arrival, CheckedClock, Refusal, Settings, SharedClock, Stamps, ZeroTimeStamp};
use crate::device::Device;
use crate::driver::Driver;
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

/// Far more timelines than a clock begins.
const SEEDS: u64 = 1 << 32;

/// Panics that are kept until a control thread comes by: the first one silences the device, so that more can only come from threads that are in a handler by then.
const PANICS: usize = 8;

/// The clock of a device, and what it asks of it.
struct UsedClock {
    clock: SharedClock,
    /// Whether it was made because the device was given none.
    is_own: bool,
    settings: Settings,
}

/// The realtime side of one device.
///
/// What an I/O call looks at comes first and fills the first cache line: after a change, when a control thread has written to most of this, each further line
/// would cost the first cycle a miss.
#[repr(C, align(128))]
pub(crate) struct DeviceIo {
    is_running: AtomicBool,
    /// A handler panicked; none is called again before the next start.
    is_silenced: AtomicBool,
    has_authors_clock: AtomicBool,
    /// What the device's `Io` does ([`Declared`]).
    declared: AtomicU64,
    cycles: Cycles,
    pub(crate) plan: Published<Plan>,
    /// The time stamps of a clock of the framework's.
    stamps: Arc<Stamps>,
    /// What is added to the seeds of the clock, which knows nothing of the one before.
    first_seed: AtomicU64,
    /// Shared with those parts of the author's that count for the device.
    pub(crate) counters: Arc<Counters>,
    /// A clock of the author's.
    pub(crate) authors_clock: Published<CheckedClock>,
    /// What control threads know of the published plan: it shares all parts with it.
    current: Mutex<Option<Plan>>,
    panics: Gate<[Option<IoPanic>; PANICS]>,
    clock: Mutex<Option<UsedClock>>,
}

impl DeviceIo {
    /// One without a clock.
    pub(crate) fn new() -> Self {
        Self {
            plan: Published::new(),
            current: Mutex::new(None),
            panics: Gate::new([const { None }; PANICS]),
            counters: Arc::default(),
            cycles: Cycles::default(),
            clock: Mutex::new(None),
            stamps: Arc::new(Stamps::new()),
            authors_clock: Published::new(),
            has_authors_clock: AtomicBool::new(false),
            first_seed: AtomicU64::new(0),
            is_running: AtomicBool::new(false),
            declared: AtomicU64::new(Declared::default().bits()),
            is_silenced: AtomicBool::new(false),
        }
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

    /// Whether its time stamps are those of a clock of the author's.
    #[inline]
    pub(crate) fn has_authors_clock(&self) -> bool {
        self.has_authors_clock.load(Ordering::Relaxed)
    }

    /// The latest zero time stamp of a clock of the framework's (hal-facts C.10).
    #[inline]
    pub(crate) fn stamp(&self, now: u64) -> Option<ZeroTimeStamp> {
        self.stamps.at(now)
    }

    /// What the host knows a timeline by that is a clock's with this seed.
    #[inline]
    pub(crate) fn seed(&self, of_clock: u64) -> u64 {
        let first = self.first_seed.load(Ordering::Relaxed);
        of_clock.wrapping_add(first)
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
    pub(crate) fn start(&self, time: &TimeSource) -> Result<(), Status> {
        if let Some(clock) = self.clock() {
            let started = clock.start(&self.stamps, time.now());
            started.map_err(|_| Status::ILLEGAL_OPERATION)?;
        }
        self.cycles.restart();
        self.report_panics();
        self.is_silenced.store(false, Ordering::Relaxed);
        self.is_running.store(true, Ordering::Release);
        Ok(())
    }

    pub(crate) fn stop(&self, time: &TimeSource) {
        self.is_running.store(false, Ordering::Release);
        if let Some(clock) = self.clock() {
            clock.stop(&self.stamps, time.now());
        }
        self.report_panics();
        self.plan.reclaim();
        self.authors_clock.reclaim();
    }

    fn clock(&self) -> Option<SharedClock> {
        lock(&self.clock).as_ref().map(|used| used.clock.clone())
    }

    /// Uses the clock of a description, with its rate and period. If they are new, a new timeline begins: at once if I/O runs, else at the next start.
    ///
    /// Calls do not overlap: they are made in the device's turn, or before it is known.
    pub(crate) fn set_clock(
        &self,
        device: &Device,
        driver: &Arc<Driver>,
        arrival: Arrival,
    ) -> Result<(), Refusal> {
        let time = driver.time();
        let settings = Settings {
            sample_rate: device.current_rate(),
            period: device.period,
            timebase: time.timebase(),
        };
        let used = {
            let used = lock(&self.clock);
            used.as_ref()
                .map(|used| (used.clock.clone(), used.is_own, used.settings))
        };
        let kept = used.as_ref().filter(|(clock, is_own, _)| {
            let wanted = device.clock.as_ref();
            wanted.map_or(*is_own, |wanted| wanted.is_same(clock))
        });
        let clock = match (kept, &used) {
            (Some((_, _, known)), _) if *known == settings => return Ok(()),
            (Some((clock, _, _)), _) => {
                clock.configure(&self.stamps, settings)?;
                clock.clone()
            }
            (None, before) => {
                let clock = device.clock.clone().unwrap_or_else(SharedClock::system);
                let join = |clock: &SharedClock, settings, arrival| {
                    let driver = Arc::downgrade(driver);
                    let (stamps, counters) = (&self.stamps, &self.counters);
                    clock.join(&device.uid, &driver, stamps, counters, settings, arrival)
                };
                // One clock at a time publishes its time stamps here.
                if let Some((before, _, _)) = before {
                    before.stop(&self.stamps, time.now());
                    before.leave(&self.stamps);
                }
                if let Err(refusal) = join(&clock, settings, arrival) {
                    if let Some((before, _, settings)) = before {
                        let _ = join(before, *settings, Arrival::Again);
                        if self.is_running() {
                            let _ = before.start(&self.stamps, time.now());
                        }
                    }
                    return Err(refusal);
                }
                if before.is_some() {
                    self.first_seed.fetch_add(SEEDS, Ordering::Relaxed);
                }
                clock
            }
        };
        let checked = clock.checked(&settings);
        self.has_authors_clock
            .store(checked.is_some(), Ordering::Relaxed);
        if checked.is_some() {
            self.authors_clock.prepare(STRIPES);
        }
        self.authors_clock.replace(checked.map(Box::new));
        let is_own = device.clock.is_none();
        let used = UsedClock {
            clock: clock.clone(),
            is_own,
            settings,
        };
        // The author's clock may go with it, so no lock is held.
        let before = lock(&self.clock).replace(used);
        drop(before);
        if self.is_running() {
            clock.start(&self.stamps, time.now())?;
        }
        Ok(())
    }

    /// Ends the realtime side: its device is gone.
    pub(crate) fn retire(&self, time: &TimeSource) {
        self.stop(time);
        let used = lock(&self.clock).take();
        if let Some(UsedClock { clock, .. }) = used {
            clock.leave(&self.stamps);
        }
        self.authors_clock.replace(None);
        let current = lock(&self.current).take();
        self.plan.replace(None);
        drop(current);
    }

    /// Makes what was retired ready for another device, which gives it its clock.
    pub(crate) fn reuse(&self) {
        self.is_silenced.store(false, Ordering::Relaxed);
        self.first_seed.store(0, Ordering::Relaxed);
        self.counters.reset();
        self.cycles.reset();
    }
}
