//! [`Keeper`]: what control threads know of a clock that keeps a [`Timeline`].

use super::timeline::WORDS;
use super::{ClockError, Timebase, Timeline};
use crate::realtime::seqlock::Seqlock;
use crate::realtime::sync::{Ordering, fence};

/// The seed of a clock that has not been started.
const NOT_STARTED: u64 = 0;

/// Turns of an empty loop that take longer than what a processor reads in advance: some tenths of a microsecond.
const HEAD_START: usize = 20;

/// What is published while there is no timeline.
pub(super) const STANDING: [u64; WORDS] = [0; WORDS];

/// The timeline that was published; `None` while the clock stands.
#[inline(always)]
pub(super) fn read(published: &Seqlock<WORDS>) -> Option<Timeline> {
    let timeline = Timeline::from_words(published.read()?);
    (timeline.seed() != NOT_STARTED).then_some(timeline)
}

/// What a device asks of its clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    pub(crate) sample_rate: f64,
    pub(crate) period: u32,
    pub(crate) timebase: Timebase,
}

impl Settings {
    fn cadence(&self) -> Result<Timeline, ClockError> {
        Timeline::new(self.sample_rate, self.period, self.timebase)
    }
}

/// A clock that is started, configured and adjusted; whoever owns it publishes [`words`](Self::words).
pub(super) struct Keeper {
    settings: Option<Settings>,
    scalar: f64,
    /// The cadence of the settings and the scalar.
    cadence: Option<Timeline>,
    /// The timeline that was last begun.
    current: Option<Timeline>,
    /// Whether `current` is still valid: it has been started, and nothing was configured since.
    is_anchored: bool,
}

impl Keeper {
    /// A clock without settings, which cannot start.
    pub(super) const fn new() -> Self {
        Self {
            settings: None,
            scalar: 1.0,
            cadence: None,
            current: None,
            is_anchored: false,
        }
    }

    /// Changes the settings. If they differ, the clock stands until the next start.
    pub(super) fn configure(&mut self, settings: Settings) -> Result<(), ClockError> {
        let cadence = settings.cadence()?.scaled(self.scalar)?;
        if self.settings != Some(settings) {
            self.settings = Some(settings);
            self.cadence = Some(cadence);
            self.is_anchored = false;
        }
        Ok(())
    }

    /// Sets the anchor if there is none.
    pub(super) fn start(&mut self, now: u64) {
        if !self.is_anchored {
            self.anchor(now);
        }
    }

    /// Sets another anchor if there is one.
    pub(super) fn discontinuity(&mut self, now: u64) {
        if self.is_anchored {
            self.anchor(now);
        }
    }

    fn anchor(&mut self, now: u64) {
        let Some(cadence) = self.cadence else { return };
        let (sample, seed) = match &self.current {
            None => (0, NOT_STARTED + 1),
            Some(last) => (last.continuation(now, cadence.period()), last.seed() + 1),
        };
        self.current = Some(cadence.anchored(now, sample, seed));
        self.is_anchored = true;
    }

    /// Changes the rate scalar. The new cadence begins at the latest time stamp: nobody who asked before, on whatever thread, has seen a later one, and
    /// none changes that was seen. Without a clock to ask, the timeline ends instead.
    ///
    /// Between two publications the old timeline is held: it gives no time stamp that is later than this moment's and those it has given. What it has given
    /// is over when `now` is asked for the second time, so all of it is up to that moment's stamp.
    pub(super) fn adjust(
        &mut self,
        scalar: f64,
        now: Option<impl Fn() -> u64>,
        publish: impl Fn([u64; WORDS]),
    ) -> Result<(), ClockError> {
        let unscaled = self
            .settings
            .map(|settings| settings.cadence())
            .transpose()?;
        let cadence = match unscaled {
            Some(cadence) => Some(cadence.scaled(scalar)?),
            // To check the scalar.
            None => Timeline::new(1.0, 1, Timebase::NANOSECONDS)?
                .scaled(scalar)
                .map(|_| None)?,
        };
        self.scalar = scalar;
        self.cadence = cadence;
        match (self.timeline(), cadence, now) {
            (Some(old), Some(cadence), Some(now)) => {
                publish(old.at_latest(now()).held().to_words());
                // Whoever looks at the clock after this sees that it is held. A processor may be some nanoseconds ahead with the memory it reads next.
                fence(Ordering::SeqCst);
                for _ in 0..HEAD_START {
                    core::hint::spin_loop();
                }
                self.current = Some(old.at_latest(now()).with_cadence_of(&cadence));
            }
            _ => self.is_anchored = false,
        }
        publish(self.words());
        Ok(())
    }

    fn timeline(&self) -> Option<Timeline> {
        self.current.filter(|_| self.is_anchored)
    }

    /// What readers are to see.
    pub(super) fn words(&self) -> [u64; WORDS] {
        self.timeline().map_or(STANDING, Timeline::to_words)
    }
}
