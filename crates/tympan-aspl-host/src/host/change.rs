//! Configuration changes: from the driver's request to the answer (hal-facts C.8).
//!
//! To perform one, all I/O on the device is stopped, the driver changes it, everything but control values and custom
//! properties is read anew, and I/O goes on with the clients that were running.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tympan_aspl_sys::{
    AudioObjectID, OSStatus, kAudioHardwareIllegalOperationError, kAudioHardwareUnspecifiedError,
};

use super::RequestPolicy;
use super::core::{Core, PATIENCE, lock};
use super::event::EventKind;
use super::policy::Ending;
use crate::error::HostError;
use crate::interface::host::{ChangeInfo, HostServices, in_io};
use crate::io::is_in_device_io;
use crate::violation::Rule;

/// A configuration change that the driver has asked for.
#[derive(Debug)]
pub(super) struct Request {
    device: AudioObjectID,
    action: u64,
    info: ChangeInfo,
}

/// How often a device's requests were answered in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    performed: u64,
    aborted: u64,
    refused: u64,
    ignored: u64,
}

pub(super) type Tallies = BTreeMap<AudioObjectID, Tally>;

/// A thread that does something for a call of the driver.
#[derive(Debug)]
pub(super) struct Helper {
    done: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// More changes than one ever leads to.
const MAX_CHAIN: usize = 32;

/// How long a thread that works for a call of the driver is waited for, in time of the machine. Miri's passes faster than its work.
const HELP_PATIENCE: Duration = match cfg!(miri) {
    true => Duration::from_secs(120),
    false => PATIENCE,
};

impl Request {
    pub(super) fn is_for(&self, device: AudioObjectID) -> bool {
        self.device == device
    }
}

impl Core {
    /// Takes a request in the driver's call, as the policy says.
    pub(super) fn take_request(
        &self,
        device: AudioObjectID,
        action: u64,
        info: ChangeInfo,
    ) -> OSStatus {
        let policy = self.policy();
        if policy == RequestPolicy::Refuse {
            self.count(device, |tally| tally.refused += 1);
            return kAudioHardwareIllegalOperationError;
        }
        self.note(EventKind::ChangeRequested { device, action });
        let request = Request {
            device,
            action,
            info,
        };
        // A thread that is inside the I/O of a device would wait for itself.
        let free = !in_io() && !is_in_device_io();
        let me = self.me.upgrade();
        match (policy, me) {
            (RequestPolicy::Ignore, _) => {
                self.count(device, |tally| tally.ignored += 1);
                0
            }
            (RequestPolicy::Inside, Some(core)) if free => {
                core.answer_for_call(&request);
                0
            }
            (RequestPolicy::OtherThread, Some(core)) => {
                self.help(move || core.answer_for_call(&request));
                0
            }
            (RequestPolicy::OtherThreadWhileCallWaits, Some(core)) if free => {
                let work = move || core.answer_for_call(&request);
                self.help_while_call_waits("RequestDeviceConfigurationChange", device, work);
                0
            }
            _ if self.add_request(request) => 0,
            _ => {
                self.bad_call("more configuration changes requested than can be kept");
                kAudioHardwareUnspecifiedError
            }
        }
    }

    /// Answers a request where nobody can be given an error.
    fn answer_for_call(self: &Arc<Core>, request: &Request) {
        match self.answer(request) {
            Ok(()) | Err(HostError::ShutDown) => {}
            Err(error) => self
                .violations
                .record(Rule::ConfigurationChange, request.device, || {
                    format!("I/O does not go on after a configuration change: {error}")
                }),
        }
    }

    /// Starts a thread that works for a call of the driver. [`wait_for_helpers`](Core::wait_for_helpers) ends it.
    pub(super) fn help(&self, work: impl FnOnce() + Send + 'static) {
        let done = Arc::new(AtomicBool::new(false));
        let mark = Arc::clone(&done);
        let spawned = std::thread::Builder::new()
            .name("aspl host".into())
            .spawn(move || {
                work();
                mark.store(true, Ordering::Release);
            });
        match spawned {
            Ok(thread) => lock(&self.helpers).push(Helper { done, thread }),
            Err(error) => self.bad_call(&format!("no thread for an answer: {error}")),
        }
    }

    /// Lets a thread work while the driver's call waits; a driver in which it cannot go on holds a lock.
    pub(super) fn help_while_call_waits(
        &self,
        call: &'static str,
        object: AudioObjectID,
        work: impl FnOnce() + Send + 'static,
    ) {
        let (sender, receiver) = mpsc::channel();
        self.help(move || {
            work();
            let _ = sender.send(());
        });
        if receiver.recv_timeout(HELP_PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            self.violations.record(Rule::LockHeld, object, || {
                format!("while {call} is under way, the driver does not answer on other threads")
            });
        }
    }

    /// Waits for the threads that work for calls of the driver, but not for ever.
    pub(super) fn wait_for_helpers(&self) {
        let start = Instant::now();
        let me = std::thread::current().id();
        while !lock(&self.helpers).is_empty() && start.elapsed() < HELP_PATIENCE {
            let helpers = std::mem::take(&mut *lock(&self.helpers));
            for helper in helpers {
                if helper.done.load(Ordering::Acquire) {
                    let _ = helper.thread.join();
                } else {
                    lock(&self.helpers).push(helper);
                }
            }
            if lock(&self.helpers)
                .iter()
                .any(|helper| helper.thread.thread().id() == me)
            {
                return;
            }
            std::thread::yield_now();
        }
        // Those that do not come back are not waited for again.
        lock(&self.helpers).clear();
    }

    /// Answers all requests that wait, and those that come meanwhile.
    pub(crate) fn process(self: &Arc<Core>) -> Result<(), HostError> {
        // A driver that asks for a change in each Perform shall not keep the host busy for ever.
        for _ in 0..self.waiting_requests() + MAX_CHAIN {
            let Some(request) = self.next_request() else {
                return Ok(());
            };
            self.answer(&request)?;
            self.instance.drain()?;
        }
        self.violations.record(Rule::ConfigurationChange, 0, || {
            "each configuration change leads to the next one".into()
        });
        Ok(())
    }

    /// Whether requests that wait are to be answered now.
    pub(super) fn answers_now(&self) -> bool {
        match self.policy() {
            RequestPolicy::Hold => false,
            RequestPolicy::AfterRequests(count) => self.waiting_requests() >= count,
            _ => true,
        }
    }

    fn answer(self: &Arc<Core>, request: &Request) -> Result<(), HostError> {
        let Request { device, action, .. } = *request;
        let info = request.info.load(Ordering::Acquire);
        if self.policy() == RequestPolicy::Abort {
            let aborted = self.abort(device, action, info);
            return self.tolerate(aborted);
        }
        let (performed, resumed) = self.perform(device, action, info)?;
        self.tolerate(performed)?;
        resumed
    }

    /// Aborts a change; the driver's answer.
    pub(super) fn abort(
        &self,
        device: AudioObjectID,
        action: u64,
        info: *mut c_void,
    ) -> Result<(), HostError> {
        self.note(EventKind::ChangeAborted { device, action });
        let aborted = self.instance.driver.abort_change(device, action, info);
        self.count(device, |tally| tally.aborted += 1);
        aborted
    }

    /// Performs a change: the driver's answer, and whether I/O went on.
    #[allow(clippy::type_complexity, reason = "two results side by side")]
    pub(super) fn perform(
        self: &Arc<Core>,
        device: AudioObjectID,
        action: u64,
        info: *mut c_void,
    ) -> Result<(Result<(), HostError>, Result<(), HostError>), HostError> {
        let io = self.device_io(device);
        let mut io = io.lock();
        io.suspend(self)?;
        self.begin_perform(device);
        self.note(EventKind::ChangePerformed { device, action });
        let performed = self.instance.driver.perform_change(device, action, info);
        self.end_perform(device);
        let mirrored = self.refresh();
        let is_published = lock(&self.mirror).objects.contains_key(&device);
        let resumed = match is_published {
            true => io.resume(self),
            // Its clients are ended later, as those of any device that has gone.
            false => {
                io.abandon();
                Ok(())
            }
        };
        drop(io);
        self.count(device, |tally| tally.performed += 1);
        mirrored?;
        Ok((performed, resumed))
    }

    fn count(&self, device: AudioObjectID, add: impl FnOnce(&mut Tally)) {
        add(lock(&self.tallies).entry(device).or_default());
        self.arrived.notify_all();
    }

    pub(super) fn tally(&self, device: AudioObjectID) -> Tally {
        lock(&self.tallies)
            .get(&device)
            .copied()
            .unwrap_or_default()
    }

    /// Lets a client change a device's configuration with `set`, and waits until the change is over: until `done`, which asks the
    /// driver, says yes, or the host has answered the driver's request in another way.
    pub(crate) fn change(
        self: &Arc<Core>,
        device: AudioObjectID,
        what: impl FnOnce() -> String,
        set: impl FnOnce() -> Result<(), HostError>,
        mut done: impl FnMut() -> Result<bool, HostError>,
    ) -> Result<(), HostError> {
        let before = self.tally(device);
        set()?;
        let start = Instant::now();
        loop {
            self.settle()?;
            if done()? {
                return Ok(());
            }
            if let Some(ending) = self.ending(device, before) {
                return Err(HostError::NotChanged { device, ending });
            }
            let waited = start.elapsed();
            if waited > PATIENCE {
                let what = what();
                return Err(HostError::Timeout { what, waited });
            }
            self.wait_for_news();
        }
    }

    fn ending(&self, device: AudioObjectID, before: Tally) -> Option<Ending> {
        let now = self.tally(device);
        let keeps = !self.answers_now() && self.waits_for(device);
        if now.aborted > before.aborted {
            Some(Ending::Aborted)
        } else if now.refused > before.refused {
            Some(Ending::Refused)
        } else if now.ignored > before.ignored || keeps {
            Some(Ending::Unanswered)
        } else {
            None
        }
    }
}
