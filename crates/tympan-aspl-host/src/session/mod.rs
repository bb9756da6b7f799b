//! A whole run in one call: clients that play, a recording of what comes back, and what should have come back.
//!
//! Everything is placed by sample time, so a frame that is lost, repeated or late shows as a difference at its place. Frame 0 of
//! the result is the first frame that any client played.

mod outcome;
mod recorder;

use std::fmt;

pub use outcome::{ClientOutcome, Outcome};

use crate::address::Direction;
use crate::client::{ClientId, ClientIdentity};
use crate::device::Device;
use crate::engine::Engine;
use crate::error::HostError;
use crate::io::{
    ClientIo, EngineOptions, IoProc, Plan, SidePlan, StartCalls, StreamPlan, ThreadModel,
};
use recorder::Recorder;

/// What one client of a [`Session`] does.
///
/// ```
/// use tympan_aspl_host::ClientPlan;
///
/// // One second of stereo, from the fourth cycle on.
/// let plan = ClientPlan::play(vec![0.5; 96_000]).starting_at_cycle(3);
/// # let _ = plan;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct ClientPlan {
    samples: Vec<f32>,
    start: u64,
    stop: Option<u64>,
    identity: ClientIdentity,
}

impl ClientPlan {
    /// Plays samples, interleaved with all output channels of the device, then silence until the session ends.
    pub fn play(samples: impl Into<Vec<f32>>) -> ClientPlan {
        ClientPlan {
            samples: samples.into(),
            start: 0,
            stop: None,
            identity: ClientIdentity::default(),
        }
    }

    /// Plays nothing, only listens.
    pub fn listen() -> ClientPlan {
        ClientPlan::play(Vec::new())
    }

    /// Starts just before this cycle of the session, the first one being 0.
    pub fn starting_at_cycle(mut self, cycle: u64) -> ClientPlan {
        self.start = cycle;
        self
    }

    /// Stops just before this cycle of the session.
    pub fn stopping_at_cycle(mut self, cycle: u64) -> ClientPlan {
        self.stop = Some(cycle);
        self
    }

    /// Who the client is.
    pub fn identity(mut self, identity: ClientIdentity) -> ClientPlan {
        self.identity = identity;
        self
    }
}

/// How far a [`Session`] has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Cycles done.
    pub cycles: u64,
    /// Frames of the result that are complete.
    pub frames: u64,
    /// Frames that the result will have, as far as is known by now.
    pub total: u64,
}

/// Plays through a device and records what comes back.
///
/// ```no_run
/// # fn run(device: &tympan_aspl_host::Device) -> Result<(), tympan_aspl_host::HostError> {
/// use tympan_aspl_host::{ClientPlan, Session};
///
/// let outcome = Session::new(device)
///     .client(ClientPlan::play(vec![0.5; 96_000]))
///     .run()?;
/// assert_eq!(outcome.recorded, outcome.expected);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Session<'a> {
    device: &'a Device,
    options: EngineOptions,
    plans: Vec<ClientPlan>,
    frames: u64,
    progress: Option<Box<dyn FnMut(Progress) + 'a>>,
}

/// Cycles between two reports of progress.
const REPORT_EVERY: u64 = 64;

/// Frames in flight that no device has; a session that long has lost its way.
const MAX_TAIL: u64 = 1 << 22;

impl<'a> Session<'a> {
    /// A session on a device, with the [usual options](EngineOptions::new).
    pub fn new(device: &'a Device) -> Session<'a> {
        Session {
            device,
            options: EngineOptions::new(),
            plans: Vec::new(),
            frames: 0,
            progress: None,
        }
    }

    /// The nominal frames of a cycle.
    pub fn buffer_frames(mut self, frames: u32) -> Session<'a> {
        self.options = self.options.buffer_frames(frames);
        self
    }

    /// The actual frames of the cycles, over and over.
    pub fn frame_counts(mut self, pattern: impl Into<Vec<u32>>) -> Session<'a> {
        self.options = self.options.frame_counts(pattern);
        self
    }

    /// Which threads do the I/O.
    pub fn threads(mut self, threads: ThreadModel) -> Session<'a> {
        self.options = self.options.threads(threads);
        self
    }

    /// For which clients StartIO is called.
    pub fn start_calls(mut self, start_calls: StartCalls) -> Session<'a> {
        self.options = self.options.start_calls(start_calls);
        self
    }

    /// Adds a client. The mix is made in the order in which clients are added.
    pub fn client(mut self, plan: ClientPlan) -> Session<'a> {
        self.plans.push(plan);
        self
    }

    /// Records at least this many frames, also when nothing is played that long.
    pub fn frames(mut self, frames: u64) -> Session<'a> {
        self.frames = frames;
        self
    }

    /// Tells how far the session has come, from time to time.
    pub fn progress(mut self, report: impl FnMut(Progress) + 'a) -> Session<'a> {
        self.progress = Some(Box::new(report));
        self
    }

    /// Runs until everything played has come back.
    ///
    /// # Errors
    ///
    /// [`HostError::Invalid`] for a session without clients or with a broken plan, and what the driver answers to AddDeviceClient,
    /// StartIO, StopIO and RemoveDeviceClient. Refused I/O operations are violations instead.
    pub fn run(mut self) -> Result<Outcome, HostError> {
        self.device.core().settle()?;
        let plan = Plan::read(self.device.core(), self.device.id())?;
        let channels = plan.side(Direction::Output).channels();
        self.check(channels)?;
        let mut engine = Engine::new(self.device, self.options.clone())?;
        let mut players = Vec::with_capacity(self.plans.len());
        for client in std::mem::take(&mut self.plans) {
            players.push(Player::join(&mut engine, client, &plan.output)?);
        }
        let mut recorder = Recorder::new(&plan, self.options.lead());
        self.perform(&mut engine, &mut players, &mut recorder)?;
        for player in &mut players {
            player.leave(&mut engine)?;
        }
        let clients = players.iter().map(Player::outcome).collect();
        Ok(recorder.into_outcome(&plan, clients))
    }

    fn check(&self, channels: usize) -> Result<(), HostError> {
        if self.plans.is_empty() {
            return Err(HostError::invalid("a session needs at least one client"));
        }
        for plan in &self.plans {
            if !plan.samples.is_empty() && channels == 0 {
                return Err(HostError::invalid(format!(
                    "the device {:?} has no output streams to play to",
                    self.device.uid()
                )));
            }
            if channels != 0 && plan.samples.len() % channels != 0 {
                return Err(HostError::invalid(format!(
                    "{} samples are no whole number of frames of {channels} channels",
                    plan.samples.len()
                )));
            }
            if plan.stop.is_some_and(|stop| stop <= plan.start) {
                return Err(HostError::invalid("a client has to start before it stops"));
            }
        }
        Ok(())
    }

    /// Cycle after cycle until all clients have played and all that was played has been recorded.
    fn perform(
        &mut self,
        engine: &mut Engine,
        players: &mut [Player],
        recorder: &mut Recorder,
    ) -> Result<(), HostError> {
        let first = players.iter().map(|player| player.start).min().unwrap_or(0);
        let mut cycle = first;
        loop {
            for player in players.iter_mut() {
                player.turn(engine, cycle)?;
            }
            let waiting = players.iter().any(Player::will_start);
            let running = players.iter().any(|player| player.running);
            if !running && !waiting {
                return Ok(());
            }
            if running {
                let done = engine.cycle()?;
                engine.inspect(|run| recorder.take(run, &done));
                for player in players.iter_mut().filter(|player| player.running) {
                    let played = player.advance(done.frames);
                    recorder.note_played(&done, played);
                }
            }
            cycle += 1;
            let playing = players
                .iter()
                .any(|player| player.running && !player.is_done());
            let total = recorder.played().max(self.frames);
            self.report(recorder, total);
            if !playing && !waiting && recorder.is_complete(total) {
                recorder.finish(total);
                return Ok(());
            }
            if !playing && !waiting && recorder.passed() > total + MAX_TAIL {
                return Err(HostError::invalid(
                    "what was played does not come back within the latency the device reports",
                ));
            }
        }
    }

    fn report(&mut self, recorder: &Recorder, total: u64) {
        if let Some(report) = &mut self.progress {
            if recorder.cycles() % REPORT_EVERY == 0 || recorder.is_complete(total) {
                report(Progress {
                    cycles: recorder.cycles(),
                    frames: recorder.complete().min(total),
                    total,
                });
            }
        }
    }
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("device", self.device)
            .field("options", &self.options)
            .field("clients", &self.plans.len())
            .finish_non_exhaustive()
    }
}

/// A client during the session.
struct Player {
    id: ClientId,
    start: u64,
    stop: Option<u64>,
    total: u64,
    played: u64,
    cycles: u64,
    started: bool,
    running: bool,
}

impl Player {
    fn join(engine: &mut Engine, plan: ClientPlan, output: &SidePlan) -> Result<Player, HostError> {
        let channels = output.channels();
        let total = plan.samples.len().checked_div(channels).unwrap_or(0) as u64;
        let place = |stream: &StreamPlan| (stream.first_channel, stream.format.channels());
        let score = Score {
            samples: plan.samples,
            channels,
            position: 0,
            streams: output.streams.iter().map(place).collect(),
        };
        Ok(Player {
            id: engine.add_client(&plan.identity, score)?,
            start: plan.start,
            stop: plan.stop,
            total,
            played: 0,
            cycles: 0,
            started: false,
            running: false,
        })
    }

    /// Starts or stops before a cycle.
    fn turn(&mut self, engine: &mut Engine, cycle: u64) -> Result<(), HostError> {
        if !self.started && cycle >= self.start {
            engine.start(self.id)?;
            self.started = true;
            self.running = true;
        }
        if self.running && self.stop.is_some_and(|stop| cycle >= stop) {
            self.running = false;
            engine.stop(self.id)?;
        }
        Ok(())
    }

    fn will_start(&self) -> bool {
        !self.started
    }

    fn is_done(&self) -> bool {
        self.played >= self.total
    }

    /// Counts a cycle; how many frames of it had samples.
    fn advance(&mut self, frames: u32) -> u64 {
        self.cycles += 1;
        let played = (self.total - self.played).min(u64::from(frames));
        self.played += played;
        played
    }

    fn leave(&mut self, engine: &mut Engine) -> Result<(), HostError> {
        if std::mem::take(&mut self.running) {
            engine.stop(self.id)?;
        }
        engine.remove(self.id)
    }

    fn outcome(&self) -> ClientOutcome {
        ClientOutcome {
            id: self.id,
            cycles: self.cycles,
            played_frames: self.played,
        }
    }
}

/// A client's code: plays samples from the start.
struct Score {
    samples: Vec<f32>,
    channels: usize,
    position: usize,
    /// First device channel and channels of each output stream.
    streams: Vec<(usize, usize)>,
}

impl IoProc for Score {
    fn cycle(&mut self, io: &mut ClientIo<'_>) {
        let frames = io.frames();
        let begin = self.position * self.channels;
        let rest = self.samples.get(begin..).unwrap_or_default();
        for (index, (first, count)) in self.streams.iter().enumerate() {
            let places = io.output(index).chunks_exact_mut(*count);
            for (place, frame) in places.zip(rest.chunks_exact(self.channels.max(1))) {
                place.copy_from_slice(&frame[*first..*first + *count]);
            }
        }
        self.position += frames;
    }
}
