//! [`SharedClock`]: a clock that one or several devices use.

use core::fmt;
use std::sync::{Arc, Mutex, Weak};

use super::author::CheckedClock;
use super::keeper::{Keeper, STANDING, Settings};
use super::stamps::Stamps;
use super::{Clock, ClockError};
use crate::driver::Driver;
use crate::realtime::{Counters, Event};
use crate::sync::lock;

/// A clock for one or several devices. Clones are the same clock.
///
/// Devices that have the same clock have the same time stamps, so that they can exchange audio by sample time without any drift. Sample time starts
/// with the first of them and goes on while others start and stop. It is the author who tells the host about it, with the same
/// [`clock_domain`](crate::Device::clock_domain), which must not be 0, for all of them.
///
/// Sample rate and zero time stamp period of the devices have to agree: one that differs from another is not added. The rate can only be
/// [changed](crate::DeviceHandle::reconfigure), by the author or a client, while none of the others runs at another one; a device whose rate differs
/// from that of one that runs does not start. So to change the rate of all, change one after the other while none runs. Devices that come back with their
/// box have the rates they had.
///
/// # Examples
///
/// ```
/// use tympan_aspl::clock::SharedClock;
/// use tympan_aspl::Device;
///
/// let clock = SharedClock::system();
/// let [main, mirror] = ["Main", "Mirror"].map(|name| {
///     Device::new(format!("com.example.{name}"), name)
///         .sample_rates([48_000.0])
///         .clock(&clock)
///         .clock_domain(1)
/// });
/// ```
#[derive(Clone)]
#[doc(alias = "kAudioDevicePropertyClockDomain")]
pub struct SharedClock(Arc<Shared>);

struct Shared {
    author: Option<Arc<dyn Clock>>,
    state: Mutex<State>,
}

/// What control threads know.
struct State {
    keeper: Keeper,
    users: Vec<User>,
}

/// A device that uses the clock.
struct User {
    uid: String,
    driver: Weak<Driver>,
    stamps: Arc<Stamps>,
    counters: Arc<Counters>,
    settings: Settings,
    is_running: bool,
}

/// How a device comes to a clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Arrival {
    /// It has to agree with all that use the clock.
    New,
    /// It had the clock before, but the others may have been given another rate meanwhile. Where one of them runs, the clock goes on as it is.
    Again,
}

/// Undoes something when the author's code refuses or panics.
struct Undo<F: Fn()>(F);

impl<F: Fn()> Undo<F> {
    fn not(self) {
        core::mem::forget(self);
    }
}

impl<F: Fn()> Drop for Undo<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Why a device cannot use a clock as it wants to.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Another device does it differently.
    Disagreement(String),
    Clock(ClockError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disagreement(text) => f.write_str(text),
            Self::Clock(error) => error.fmt(f),
        }
    }
}

impl From<ClockError> for Refusal {
    fn from(error: ClockError) -> Self {
        Self::Clock(error)
    }
}

impl State {
    fn publish(&self) {
        let words = self.keeper.words();
        for user in &self.users {
            user.stamps.publish(words);
        }
    }

    fn user(&mut self, stamps: &Arc<Stamps>) -> Option<&mut User> {
        let mut users = self.users.iter_mut();
        users.find(|user| Arc::ptr_eq(&user.stamps, stamps))
    }

    /// Whether a device can have these settings, next to the others that matter.
    fn check(
        &self,
        stamps: &Arc<Stamps>,
        settings: &Settings,
        matters: impl Fn(&User) -> bool,
    ) -> Result<(), Refusal> {
        let mut others = self.users.iter();
        let other = others.find(|user| {
            !Arc::ptr_eq(&user.stamps, stamps) && user.settings != *settings && matters(user)
        });
        let Some(User {
            uid,
            settings: theirs,
            is_running,
            ..
        }) = other
        else {
            return Ok(());
        };
        let does = if *is_running { "runs" } else { "is there" };
        Err(Refusal::Disagreement(format!(
            "its sample rate is {} Hz and its zero time stamp period {} frames, but \"{uid}\", which has the same clock, {does} with {} Hz and {} frames",
            settings.sample_rate, settings.period, theirs.sample_rate, theirs.period
        )))
    }
}

impl SharedClock {
    /// A clock that runs at the nominal sample rate on the host's clock, as a device has one of its own if it is given none.
    #[must_use]
    pub fn system() -> Self {
        Self::with(None)
    }

    /// A clock of the author's. To keep a hand on it, give it in an [`Arc`].
    #[must_use]
    pub fn new(clock: impl Clock) -> Self {
        Self::with(Some(Arc::new(clock)))
    }

    fn with(author: Option<Arc<dyn Clock>>) -> Self {
        Self(Arc::new(Shared {
            author,
            state: Mutex::new(State {
                keeper: Keeper::new(),
                users: Vec::new(),
            }),
        }))
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What a device asks for time stamps, if the clock is the author's.
    pub(crate) fn checked(&self, settings: &Settings) -> Option<CheckedClock> {
        let author = self.0.author.clone();
        author.map(|clock| CheckedClock::new(clock, settings.period))
    }

    /// A device begins to use the clock.
    pub(crate) fn join(
        &self,
        uid: &str,
        driver: &Weak<Driver>,
        stamps: &Arc<Stamps>,
        counters: &Arc<Counters>,
        settings: Settings,
        arrival: Arrival,
    ) -> Result<(), Refusal> {
        let is_new = arrival == Arrival::New;
        let agrees = {
            let mut state = lock(&self.0.state);
            let agreement = state.check(stamps, &settings, |other| is_new || other.is_running);
            let agrees = agreement.is_ok();
            if is_new {
                agreement?;
            }
            if state.users.iter().any(|user| !user.driver.ptr_eq(driver)) {
                let text = "its clock belongs to another plug-in".to_owned();
                return Err(Refusal::Disagreement(text));
            }
            if agrees && self.0.author.is_none() {
                state.keeper.configure(settings)?;
            }
            state.users.push(User {
                uid: uid.to_owned(),
                driver: Weak::clone(driver),
                stamps: Arc::clone(stamps),
                counters: Arc::clone(counters),
                settings,
                is_running: false,
            });
            state.publish();
            agrees
        };
        // The author's code runs without the lock.
        let undo = Undo(|| self.leave(stamps));
        if agrees {
            self.configure_author(&settings)?;
        }
        undo.not();
        Ok(())
    }

    /// A device does not use it any more.
    pub(crate) fn leave(&self, stamps: &Arc<Stamps>) {
        let mut state = lock(&self.0.state);
        let index = state
            .users
            .iter()
            .position(|user| Arc::ptr_eq(&user.stamps, stamps));
        let left = index.map(|index| state.users.swap_remove(index));
        if left.is_some() {
            stamps.publish(STANDING);
        }
        drop(state);
    }

    /// A device is given other settings.
    pub(crate) fn configure(
        &self,
        stamps: &Arc<Stamps>,
        settings: Settings,
    ) -> Result<(), Refusal> {
        let before = {
            let mut state = lock(&self.0.state);
            state.check(stamps, &settings, |other| other.is_running)?;
            if self.0.author.is_none() {
                state.keeper.configure(settings)?;
                state.publish();
            }
            let user = state.user(stamps);
            user.map(|user| core::mem::replace(&mut user.settings, settings))
        };
        let undo = Undo(|| {
            if let (Some(user), Some(before)) = (lock(&self.0.state).user(stamps), before) {
                user.settings = before;
            }
        });
        self.configure_author(&settings)?;
        undo.not();
        Ok(())
    }

    /// A device starts, or goes on with other settings.
    pub(crate) fn start(&self, stamps: &Arc<Stamps>, now: u64) -> Result<(), Refusal> {
        let settings = {
            let mut state = lock(&self.0.state);
            let Some(user) = state.user(stamps) else {
                return Ok(());
            };
            let settings = user.settings;
            state.check(stamps, &settings, |other| other.is_running)?;
            if self.0.author.is_none() {
                // Another device may have had it otherwise meanwhile.
                state.keeper.configure(settings)?;
                state.keeper.start(now);
                state.publish();
            }
            if let Some(user) = state.user(stamps) {
                user.is_running = true;
            }
            settings
        };
        let undo = Undo(|| {
            if let Some(user) = lock(&self.0.state).user(stamps) {
                user.is_running = false;
            }
        });
        self.configure_author(&settings)?;
        if let Some(author) = &self.0.author {
            author.start(now);
        }
        undo.not();
        Ok(())
    }

    pub(crate) fn stop(&self, stamps: &Arc<Stamps>, now: u64) {
        let was_running = lock(&self.0.state)
            .user(stamps)
            .is_some_and(|user| core::mem::take(&mut user.is_running));
        if let (true, Some(author)) = (was_running, &self.0.author) {
            author.stop(now);
        }
    }

    fn configure_author(&self, settings: &Settings) -> Result<(), ClockError> {
        let Some(author) = &self.0.author else {
            return Ok(());
        };
        author.configure(settings.sample_rate, settings.period, settings.timebase)
    }

    /// Changes the rate scalar, and counts that for each device.
    pub(super) fn adjust(&self, scalar: f64, adjusted: impl FnOnce()) -> Result<(), ClockError> {
        // Kept until the lock is released: it may be the last owner.
        let driver = {
            let state = lock(&self.0.state);
            state.users.first().and_then(|user| user.driver.upgrade())
        };
        let now = driver.as_ref().map(|driver| || driver.time().now());
        let mut state = lock(&self.0.state);
        let State { keeper, users } = &mut *state;
        keeper.adjust(scalar, now, |words| {
            for user in &*users {
                user.stamps.publish(words);
            }
        })?;
        adjusted();
        for user in &*users {
            user.counters.count(Event::ClockCorrection);
        }
        Ok(())
    }
}

impl From<&SharedClock> for SharedClock {
    fn from(clock: &SharedClock) -> Self {
        clock.clone()
    }
}

impl fmt::Debug for SharedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.0.state);
        let uids = state.users.iter().map(|user| &user.uid);
        f.debug_list().entries(uids).finish()
    }
}
