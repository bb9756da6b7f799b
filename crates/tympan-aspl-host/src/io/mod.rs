//! The I/O side of a device: its clients and its cycles.
//!
//! [`plan`] is what I/O is made of, [`lane`] one client's part of a cycle, [`mix`] the part of all, [`cycle`] both in order, on one
//! thread or many, [`run`] the state that lasts, [`standby`] clients without cycles, [`timeline`] the device's clock as the host
//! reads it.

mod cycle;
mod lane;
mod mix;
mod plan;
mod proc;
mod run;
mod sample;
mod standby;
mod timeline;
mod worker;

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use tympan_aspl_sys::AudioObjectID;

pub use cycle::Cycle;
pub(crate) use lane::Lane;
pub(crate) use plan::{Plan, SidePlan, StreamPlan};
pub use proc::{ClientIo, IoProc};
pub(crate) use run::Run;
pub(crate) use sample::describe;

use crate::error::HostError;
use crate::host::lock;

/// The most frames a cycle may have.
const MAX_BUFFER_FRAMES: u32 = 1 << 16;

/// Which threads do the I/O of a device. The protocol does not say, so a driver has to be right with both (hal-facts G.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ThreadModel {
    /// One thread for the device: all clients, then the mix.
    #[default]
    One,
    /// A thread per client, all at once, and one more for the mix.
    PerClient,
}

/// For which clients StartIO and StopIO are called. The protocol does not say (hal-facts G.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum StartCalls {
    /// For each client.
    #[default]
    EachClient,
    /// Only for the first that starts and the last that stops.
    FirstAndLast,
}

/// Frames of a cycle unless chosen. Miri's time grows with the square of a buffer's length.
pub(crate) const USUAL_BUFFER_FRAMES: u32 = if cfg!(miri) { 64 } else { 512 };

/// How an [`Engine`](crate::Engine) runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct EngineOptions {
    pub(crate) buffer_frames: u32,
    pub(crate) pattern: Vec<u32>,
    pub(crate) threads: ThreadModel,
    pub(crate) start_calls: StartCalls,
}

impl EngineOptions {
    /// 512 frames (64 under Miri), one thread, StartIO for each client.
    pub fn new() -> EngineOptions {
        EngineOptions {
            buffer_frames: USUAL_BUFFER_FRAMES,
            pattern: Vec::new(),
            threads: ThreadModel::default(),
            start_calls: StartCalls::default(),
        }
    }

    /// The nominal frames of a cycle.
    pub fn buffer_frames(mut self, frames: u32) -> EngineOptions {
        self.buffer_frames = frames;
        self
    }

    /// The actual frames of the cycles, over and over; empty for the nominal number always (hal-facts C.11).
    pub fn frame_counts(mut self, pattern: impl Into<Vec<u32>>) -> EngineOptions {
        self.pattern = pattern.into();
        self
    }

    /// Which threads do the I/O.
    pub fn threads(mut self, threads: ThreadModel) -> EngineOptions {
        self.threads = threads;
        self
    }

    /// For which clients StartIO is called.
    pub fn start_calls(mut self, start_calls: StartCalls) -> EngineOptions {
        self.start_calls = start_calls;
        self
    }

    pub(crate) fn check(&self) -> Result<(), HostError> {
        let counts = self.pattern.iter().chain([&self.buffer_frames]);
        for count in counts {
            if !(1..=MAX_BUFFER_FRAMES).contains(count) {
                return Err(HostError::invalid(format!(
                    "{count} frames are no buffer size; it has to be 1 to {MAX_BUFFER_FRAMES}"
                )));
            }
        }
        Ok(())
    }

    /// The frames of a cycle.
    pub(crate) fn frames_of(&self, cycle: u64) -> u32 {
        match self.pattern.len() as u64 {
            0 => self.buffer_frames,
            length => self.pattern[(cycle % length) as usize],
        }
    }

    /// How far ahead output is made, and how far back input begins: as many frames as any cycle has.
    pub(crate) fn lead(&self) -> u32 {
        let longest = self.pattern.iter().max().copied().unwrap_or(0);
        longest.max(self.buffer_frames)
    }
}

impl Default for EngineOptions {
    fn default() -> EngineOptions {
        EngineOptions::new()
    }
}

/// The I/O side of one device, shared by its engine and by whoever changes its configuration.
pub(crate) struct DeviceIo {
    run: Mutex<Run>,
    /// Threads that wait for the lock: an engine that runs cycle after cycle lets them in between.
    waiting: AtomicUsize,
}

impl DeviceIo {
    pub(crate) fn new(device: AudioObjectID) -> DeviceIo {
        DeviceIo {
            run: Mutex::new(Run::new(device)),
            waiting: AtomicUsize::new(0),
        }
    }

    pub(crate) fn lock(&self) -> RunGuard<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let run = lock(&self.run);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        HELD.set(HELD.get() + 1);
        RunGuard(run)
    }

    /// Lets threads that wait for the lock go first.
    pub(crate) fn let_others_in(&self) {
        while self.waiting.load(Ordering::Relaxed) > 0 {
            std::thread::yield_now();
        }
    }
}

thread_local! {
    /// How many devices' I/O sides this thread has locked.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// Whether this thread is at work on the I/O side of a device, so that it must not wait for one.
pub(crate) fn is_in_device_io() -> bool {
    HELD.get() > 0
}

/// The locked I/O side of a device.
pub(crate) struct RunGuard<'a>(MutexGuard<'a, Run>);

impl Deref for RunGuard<'_> {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.0
    }
}

impl DerefMut for RunGuard<'_> {
    fn deref_mut(&mut self) -> &mut Run {
        &mut self.0
    }
}

impl Drop for RunGuard<'_> {
    fn drop(&mut self) {
        HELD.set(HELD.get() - 1);
    }
}
