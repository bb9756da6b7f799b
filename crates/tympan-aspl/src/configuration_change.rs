//! [`ConfigurationChange`]: a change of a device that waits for the host's leave, and what became of it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::device::Device;
use crate::error::{Error, Result};
use crate::format::SampleFormat;
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::ObjectId;

/// What makes the new description of the one that is in force when the host lets the change be made.
pub(crate) enum Edit {
    /// The author's.
    Author(Box<dyn Fn(Device) -> Device + Send>),
    /// What clients have chosen.
    Clients(Choice),
}

impl Edit {
    pub(crate) fn apply(&self, device: Device) -> Device {
        match self {
            Self::Author(edit) => edit(device),
            Self::Clients(choice) => choice.apply(device),
        }
    }
}

/// The rate and the formats that clients have chosen, all of them already checked against what the device offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Choice {
    pub(crate) sample_rate: Option<f64>,
    pub(crate) formats: BTreeMap<ObjectId, SampleFormat>,
}

impl Choice {
    /// Lets a later choice have the last word.
    pub(crate) fn add(&mut self, later: Self) {
        self.sample_rate = later.sample_rate.or(self.sample_rate);
        self.formats.extend(later.formats);
    }

    fn apply(&self, device: Device) -> Device {
        let device = match self.sample_rate {
            Some(rate) => device.sample_rate(rate),
            None => device,
        };
        let formats = self.formats.iter();
        formats.fold(device, |device, (stream, format)| {
            device.edit_stream(*stream, |stream| stream.chosen(*format))
        })
    }
}

/// A change that the host has been asked for.
pub(crate) struct Requested {
    pub(crate) device: ObjectId,
    pub(crate) edit: Edit,
    pub(crate) outcome: Arc<Outcome>,
}

/// Where the outcome is found.
#[derive(Default)]
pub(crate) struct Outcome {
    result: Mutex<Option<Result<()>>>,
    known: Condvar,
}

impl Outcome {
    /// The first outcome counts.
    pub(crate) fn set(&self, result: Result<()>) {
        lock(&self.result).get_or_insert(result);
        self.known.notify_all();
    }
}

/// A change of a device that has been asked for (`RequestDeviceConfigurationChange`, hal-facts C.8).
///
/// The host stops I/O on the device, lets the change be made and starts I/O again, or refuses. It may do so before the asking call returns, later, or
/// never. Dropping this value does not withdraw the request.
#[derive(Clone)]
#[doc(alias("RequestDeviceConfigurationChange", "PerformDeviceConfigurationChange"))]
pub struct ConfigurationChange {
    outcome: Arc<Outcome>,
}

impl ConfigurationChange {
    pub(crate) fn new(outcome: Arc<Outcome>) -> Self {
        Self { outcome }
    }

    /// What became of it; `None` as long as the host has not answered.
    ///
    /// The errors are [`Error::Refused`] if the host did not let it be made, [`Error::UnknownObject`] if the device was removed meanwhile, and those of
    /// [`DeviceHandle::reconfigure`](crate::DeviceHandle::reconfigure) if the description had changed so that the edit no longer fits.
    #[must_use]
    pub fn outcome(&self) -> Option<Result<()>> {
        lock(&self.outcome.result).clone()
    }

    /// Waits for the host's answer, at most for `timeout`; `None` if there is none by then.
    ///
    /// For a worker thread of the author's. Inside a call of the host, such as a hook, the answer may need this very thread.
    #[must_use]
    pub fn wait(&self, _: &ControlContext<'_>, timeout: Duration) -> Option<Result<()>> {
        let end = Instant::now().checked_add(timeout);
        let mut result = lock(&self.outcome.result);
        while result.is_none() {
            let left = match end {
                Some(end) => end.checked_duration_since(Instant::now())?,
                None => timeout,
            };
            let waited = self.outcome.known.wait_timeout(result, left);
            result = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        result.clone()
    }
}

impl fmt::Debug for ConfigurationChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigurationChange")
            .field("outcome", &self.outcome())
            .finish()
    }
}

impl Drop for Requested {
    /// Nobody will answer a request that is dropped.
    fn drop(&mut self) {
        self.outcome.set(Err(Error::Refused));
    }
}
