//! The clients of a device and its I/O cycles.
//!
//! One thread at a time works on a [`Run`], under the lock of its [`DeviceIo`](super::DeviceIo): the one that steps the engine, or
//! one that changes the device's configuration.

use std::sync::Arc;

use tympan_aspl_sys::{AudioObjectID, AudioServerPlugInIOCycleInfo};

use super::cycle::{Cycle, cycle_of_all, cycle_per_client};
use super::lane::{CycleInfo, Lane};
use super::mix::Mixer;
use super::plan::{Operations, Plan};
use super::proc::IoProc;
use super::timeline::{self, Timeline};
use super::worker::Worker;
use super::{EngineOptions, StartCalls, ThreadModel};
use crate::client::ClientIdentity;
use crate::error::HostError;
use crate::host::Core;
use crate::interface::ClientInfo;

/// A client and what it is doing.
pub(super) struct Slot {
    pub(super) info: ClientInfo,
    pub(super) state: State,
    pub(super) worker: Option<Worker>,
}

pub(super) enum State {
    /// It does no I/O.
    Idle,
    /// It runs the clock of a device, without I/O.
    Clocked,
    /// It could do I/O.
    Stopped(Box<dyn IoProc>),
    /// It does I/O.
    Running(Box<Lane>),
}

impl Slot {
    pub(super) fn lane(&self) -> Option<&Lane> {
        match &self.state {
            State::Running(lane) => Some(lane),
            _ => None,
        }
    }

    pub(super) fn lane_mut(&mut self) -> Option<&mut Lane> {
        match &mut self.state {
            State::Running(lane) => Some(lane),
            _ => None,
        }
    }

    /// Takes a running client out of I/O.
    pub(super) fn halt(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Idle) {
            State::Running(lane) => State::Stopped(lane.into_proc()),
            other => other,
        };
        self.worker = None;
    }
}

/// What exists while at least one client does I/O.
pub(super) struct Running {
    pub(super) plan: Arc<Plan>,
    pub(super) line: Timeline,
    pub(super) mixer: Box<Mixer>,
    pub(super) mix_worker: Option<Worker>,
    /// The sample time at which the next cycle is due.
    pub(super) position: i64,
    pub(super) counter: u64,
    /// No cycle has run on this time line yet.
    fresh: bool,
}

/// The clients of a device and its I/O.
pub(crate) struct Run {
    device: AudioObjectID,
    options: Option<EngineOptions>,
    pub(super) slots: Vec<Slot>,
    pub(super) running: Option<Running>,
    /// Cycles since the engine was made, for the pattern of frame counts.
    cycles: u64,
    last_cycle: CycleInfo,
    /// The device is not published any more.
    pub(super) gone: bool,
}

impl Run {
    pub(crate) fn new(device: AudioObjectID) -> Run {
        Run {
            device,
            options: None,
            slots: Vec::new(),
            running: None,
            cycles: 0,
            last_cycle: CycleInfo {
                raw: AudioServerPlugInIOCycleInfo::default(),
                frames: 0,
            },
            gone: false,
        }
    }

    pub(super) fn device(&self) -> AudioObjectID {
        self.device
    }

    /// An error when the driver has removed the device.
    pub(crate) fn check_published(&self) -> Result<(), HostError> {
        match self.gone {
            true => Err(HostError::Gone {
                object: self.device,
            }),
            false => Ok(()),
        }
    }

    /// Makes this engine the device's.
    pub(crate) fn attach(&mut self, options: EngineOptions) -> Result<(), HostError> {
        self.check_published()?;
        if self.options.is_some() {
            return Err(HostError::Busy {
                device: self.device,
            });
        }
        self.options = Some(options);
        self.cycles = 0;
        Ok(())
    }

    /// Ends the engine: stops everything, whatever the driver answers.
    pub(crate) fn detach(&mut self, core: &Arc<Core>) {
        for client in self.running_clients() {
            let _ = self.stop(core, client);
        }
        self.options = None;
    }

    pub(super) fn options(&self) -> Result<&EngineOptions, HostError> {
        self.check_published()?;
        self.options
            .as_ref()
            .ok_or_else(|| HostError::invalid("the device has no engine"))
    }

    pub(crate) fn add_client(
        &mut self,
        core: &Core,
        identity: &ClientIdentity,
    ) -> Result<u32, HostError> {
        self.check_published()?;
        let info = identity.info(core.new_client_id());
        core.instance.driver.add_client(self.device, &info)?;
        let id = info.id;
        self.slots.push(Slot {
            info,
            state: State::Idle,
            worker: None,
        });
        Ok(id)
    }

    pub(crate) fn remove_client(&mut self, core: &Arc<Core>, client: u32) -> Result<(), HostError> {
        let index = self.index(client)?;
        let stopped = match self.slots[index].state {
            State::Running(_) => self.stop(core, client),
            State::Clocked => self.stop_clock(core, client),
            _ => Ok(()),
        };
        let slot = self.slots.remove(index);
        core.instance
            .driver
            .remove_client(self.device, &slot.info)?;
        stopped
    }

    /// Gives a client the code that its I/O runs.
    pub(crate) fn set_proc(
        &mut self,
        client: u32,
        io_proc: Box<dyn IoProc>,
    ) -> Result<(), HostError> {
        let index = self.index(client)?;
        match &mut self.slots[index].state {
            State::Running(_) | State::Clocked => {
                Err(HostError::invalid(format!("client {client} is doing I/O")))
            }
            state => {
                *state = State::Stopped(io_proc);
                Ok(())
            }
        }
    }

    pub(super) fn index(&self, client: u32) -> Result<usize, HostError> {
        self.check_published()?;
        let index = self.slots.iter().position(|slot| slot.info.id == client);
        index.ok_or(HostError::NoSuchClient { client })
    }

    pub(crate) fn running_clients(&self) -> Vec<u32> {
        self.lanes().map(|lane| lane.client).collect()
    }

    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> + Clone {
        self.slots.iter().filter_map(Slot::lane)
    }

    /// What the last cycle gave to WriteMix, per stream.
    pub(crate) fn sent(&self) -> &[Vec<f32>] {
        self.running
            .as_ref()
            .map_or(&[], |running| &running.mixer.sent)
    }

    /// Starts a client's I/O: asks for its operations, then StartIO (hal-facts C.9).
    pub(crate) fn start(&mut self, core: &Arc<Core>, client: u32) -> Result<(), HostError> {
        let options = self.options()?.clone();
        let index = self.index(client)?;
        if !matches!(self.slots[index].state, State::Stopped(_)) {
            return Err(HostError::invalid(match self.slots[index].state {
                State::Idle => format!("client {client} has nothing to do in I/O"),
                _ => format!("client {client} is doing I/O already"),
            }));
        }
        let plan = match &self.running {
            Some(running) => Arc::clone(&running.plan),
            None => Arc::new(Plan::read(core, self.device)?),
        };
        let operations = Operations::ask(core, &plan, client)?;
        let first = self.running.is_none();
        if first || options.start_calls == StartCalls::EachClient {
            core.instance.driver.start_io(self.device, client)?;
        }
        if let Err(error) = self.enter_io(core, index, &options, plan, operations) {
            if first || options.start_calls == StartCalls::EachClient {
                let _ = core.instance.driver.stop_io(self.device, client);
            }
            return Err(error);
        }
        Ok(())
    }

    /// What follows a successful StartIO: the time line, the threads, the buffers.
    fn enter_io(
        &mut self,
        core: &Arc<Core>,
        index: usize,
        options: &EngineOptions,
        plan: Arc<Plan>,
        operations: Operations,
    ) -> Result<(), HostError> {
        let client = self.slots[index].info.id;
        if self.running.is_none() {
            self.running = Some(begin(core, &plan, client, options)?);
        }
        let slot = &mut self.slots[index];
        if options.threads == ThreadModel::PerClient {
            slot.worker = Some(Worker::new(format!("aspl I/O of client {client}"))?);
        }
        slot.state = match std::mem::replace(&mut slot.state, State::Idle) {
            State::Stopped(io_proc) => {
                State::Running(Box::new(Lane::new(client, plan, operations, io_proc)))
            }
            other => other,
        };
        Ok(())
    }

    /// Stops a client's I/O.
    pub(crate) fn stop(&mut self, core: &Arc<Core>, client: u32) -> Result<(), HostError> {
        let index = self.index(client)?;
        if self.slots[index].lane().is_none() {
            return Err(HostError::invalid(format!(
                "client {client} is not doing I/O"
            )));
        }
        let ended = self.end_thread(core, index);
        self.slots[index].halt();
        let last = self.lanes().next().is_none();
        if last {
            self.running = None;
        }
        let calls = self.options()?.start_calls;
        if last || calls == StartCalls::EachClient {
            core.instance.driver.stop_io(self.device, client)?;
        }
        ended
    }

    pub(super) fn end_thread(&mut self, core: &Arc<Core>, index: usize) -> Result<(), HostError> {
        let cycle = self.last_cycle;
        let slot = &mut self.slots[index];
        let Slot { state, worker, .. } = slot;
        let State::Running(lane) = state else {
            return Ok(());
        };
        lane.end_thread(core, &cycle, worker.as_mut())
    }

    /// The host time at which the next cycle is due.
    pub(crate) fn next_wake(&self, core: &Core) -> Result<u64, HostError> {
        self.check_published()?;
        let running = self.running.as_ref().ok_or_else(nobody_runs)?;
        running.wake(core)
    }

    /// One cycle, which is due now.
    pub(crate) fn cycle(&mut self, core: &Arc<Core>) -> Result<Cycle, HostError> {
        let options = self.options()?.clone();
        let client = self.lanes().next().ok_or_else(nobody_runs)?.client;
        let running = self.running.as_mut().ok_or_else(nobody_runs)?;
        let rebased = running.poll(core, client, &options)? | std::mem::take(&mut running.fresh);
        let frames = options.frames_of(self.cycles);
        let resynchronised = running.catch_up(core, &options, frames);
        let info = running.info(core, &options, frames);
        self.cycles += 1;
        self.last_cycle = info;
        match options.threads {
            ThreadModel::One => cycle_of_all(core, &mut self.slots, running, &info)?,
            ThreadModel::PerClient => cycle_per_client(core, &mut self.slots, running, &info)?,
        }
        let output_time = info.raw.mOutputTime.mSampleTime;
        let late = running.line.sample_at(core.clock.now()) > output_time;
        running.position = running.position.saturating_add(i64::from(frames));
        running.counter += 1;
        Ok(Cycle {
            counter: info.raw.mIOCycleCounter,
            frames,
            input_time: info.raw.mInputTime.mSampleTime as i64,
            output_time: output_time as i64,
            rebased,
            resynchronised,
            late,
        })
    }
}

fn nobody_runs() -> HostError {
    HostError::invalid("no client of the device is doing I/O")
}

/// Reads the first zero time stamp and places the first cycle so that its input begins after the start.
fn begin(
    core: &Arc<Core>,
    plan: &Arc<Plan>,
    client: u32,
    options: &EngineOptions,
) -> Result<Running, HostError> {
    let stamp = core.instance.driver.zero_time_stamp(plan.device, client)?;
    let now = core.clock.now();
    timeline::check(&stamp, plan.device, now, &core.violations);
    if !stamp.sample_time.is_finite() {
        let problem = format!("the zero time stamp is {}", stamp.sample_time);
        return Err(HostError::answer(plan.device, None, problem));
    }
    let timebase = core.clock.timebase();
    let line = Timeline::new(plan.device, plan.rate, plan.period, timebase, stamp);
    let mix_worker = match options.threads {
        ThreadModel::One => None,
        ThreadModel::PerClient => Some(Worker::new(format!("aspl mix of device {}", plan.device))?),
    };
    let mut running = Running {
        plan: Arc::clone(plan),
        line,
        mixer: Box::new(Mixer::new(Arc::clone(plan))),
        mix_worker,
        position: 0,
        counter: 1,
        fresh: true,
    };
    running.place(core, options);
    Ok(running)
}

/// A cycle further ahead than this, in seconds, is not waited for: the driver's clock is wrong.
const MAX_WAIT: f64 = 60.0;

impl Running {
    /// When the next cycle is due.
    fn wake(&self, core: &Core) -> Result<u64, HostError> {
        let wake = self.line.host_at(self.position as f64);
        let ahead = core
            .clock
            .timebase()
            .nanoseconds(wake.saturating_sub(core.clock.now()));
        let seconds = ahead as f64 / 1e9;
        if seconds > MAX_WAIT {
            let problem =
                format!("by the zero time stamps the next cycle is due in {seconds:.0} s");
            return Err(HostError::answer(self.plan.device, None, problem));
        }
        Ok(wake)
    }

    /// Puts the next cycle at the first sample from now on whose input does not reach back before now.
    fn place(&mut self, core: &Core, options: &EngineOptions) {
        let now = self.line.sample_at(core.clock.now()).ceil() as i64;
        let lead = i64::from(options.lead()) + i64::from(self.plan.input.safety_offset);
        self.position = now.saturating_add(lead);
        self.counter = 1;
    }

    /// Takes the newest zero time stamp. True when the time line is a new one; then the clock moves on to its first cycle.
    fn poll(
        &mut self,
        core: &Core,
        client: u32,
        options: &EngineOptions,
    ) -> Result<bool, HostError> {
        let stamp = match core
            .instance
            .driver
            .zero_time_stamp(self.plan.device, client)
        {
            Ok(stamp) => stamp,
            Err(error) => {
                core.tolerate(Err(error))?;
                return Ok(false);
            }
        };
        let rebased = self.line.update(stamp, core.clock.now(), &core.violations);
        if rebased {
            self.place(core, options);
            core.clock
                .advance_to(self.line.host_at(self.position as f64));
        }
        Ok(rebased)
    }

    /// Skips what can no longer be played: true when the cycle had to be moved (an overload that lost audio).
    fn catch_up(&mut self, core: &Core, options: &EngineOptions, frames: u32) -> bool {
        let now = self.line.sample_at(core.clock.now());
        let output = self.position as f64
            + f64::from(options.lead())
            + f64::from(self.plan.output.safety_offset);
        if now <= output + f64::from(frames) {
            return false;
        }
        self.position = now.ceil() as i64;
        self.counter = 1;
        true
    }

    /// The cycle's info: input begins at now - frames - offset, output at now + frames + offset, where frames is the nominal
    /// number. The protocol has no formula (hal-facts C.11); this one keeps input in the past and output in the future.
    fn info(&self, core: &Core, options: &EngineOptions, frames: u32) -> CycleInfo {
        let lead = f64::from(options.lead());
        let position = self.position as f64;
        let input = position - lead - f64::from(self.plan.input.safety_offset);
        let output = position + lead + f64::from(self.plan.output.safety_offset);
        let now = core.clock.now();
        let at = |sample: f64| self.line.stamp(sample, self.line.host_at(sample));
        CycleInfo {
            raw: AudioServerPlugInIOCycleInfo {
                mIOCycleCounter: self.counter,
                mNominalIOBufferFrameSize: options.buffer_frames,
                mCurrentTime: self.line.stamp(self.line.sample_at(now), now),
                mInputTime: at(input),
                mOutputTime: at(output),
                mMainHostTicksPerFrame: self.line.ticks_per_frame(),
                mDeviceHostTicksPerFrame: self.line.ticks_per_frame(),
            },
            frames,
        }
    }
}
