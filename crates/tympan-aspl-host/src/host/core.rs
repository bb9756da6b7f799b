//! What all handles of one host share: the instance, the clock, the mirror of the object tree, the requests that wait, and the I/O
//! side of each device.
//!
//! No lock of this module is held while the driver is called, except that a device's I/O side is locked for a whole cycle and
//! for a whole configuration change, which the driver's callbacks never touch.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tympan_aspl_sys::AudioObjectID;

use super::event::Event;
use super::mirror::Mirror;
use super::services::Request;
use super::{NotificationPolicy, RequestPolicy};
use crate::address::Address;
use crate::clock::Clock;
use crate::error::HostError;
use crate::interface::host::HostCell;
use crate::interface::{Argument, Block, Instance};
use crate::io::DeviceIo;
use crate::storage::Storage;
use crate::violation::{Rule, Violation, Violations};

/// How long something that the driver does on its own is waited for, in time of the machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// More events than anyone reads; the oldest go first.
const MAX_EVENTS: usize = 1 << 16;

/// More requests than a driver can mean in earnest.
const MAX_REQUESTS: usize = 1 << 10;

/// The shared state of a host.
pub(crate) struct Core {
    /// First, so that it is taken down before what it uses.
    pub(crate) instance: Instance,
    pub(crate) bundle: Option<PathBuf>,
    pub(crate) clock: Clock,
    pub(crate) storage: Storage,
    pub(crate) violations: Violations,
    pub(crate) notifications: NotificationPolicy,
    policy: Mutex<RequestPolicy>,
    inbox: Mutex<Inbox>,
    arrived: Condvar,
    stale: AtomicBool,
    mirror: Mutex<Arc<Mirror>>,
    io: Mutex<BTreeMap<AudioObjectID, Arc<DeviceIo>>>,
    next_client: AtomicU32,
    pub(crate) cell: HostCell,
}

/// What the driver has told the host.
#[derive(Default)]
struct Inbox {
    events: VecDeque<Event>,
    requests: VecDeque<Request>,
}

pub(super) struct Parts {
    pub(super) instance: Instance,
    pub(super) bundle: Option<PathBuf>,
    pub(super) clock: Clock,
    pub(super) storage: Storage,
    pub(super) notifications: NotificationPolicy,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    pub(super) fn new(parts: Parts) -> Core {
        Core {
            instance: parts.instance,
            bundle: parts.bundle,
            clock: parts.clock,
            storage: parts.storage,
            violations: Violations::default(),
            notifications: parts.notifications,
            policy: Mutex::new(RequestPolicy::Perform),
            inbox: Mutex::default(),
            arrived: Condvar::new(),
            stale: AtomicBool::new(true),
            mirror: Mutex::default(),
            io: Mutex::default(),
            next_client: AtomicU32::new(1),
            cell: HostCell::new(),
        }
    }

    /// A client id that no client of this host has had.
    pub(crate) fn new_client_id(&self) -> u32 {
        self.next_client.fetch_add(1, Ordering::Relaxed)
    }

    /// The I/O side of a device.
    pub(crate) fn device_io(&self, device: AudioObjectID) -> Arc<DeviceIo> {
        let mut all = lock(&self.io);
        let io = all
            .entry(device)
            .or_insert_with(|| Arc::new(DeviceIo::new(device)));
        Arc::clone(io)
    }

    pub(super) fn all_device_io(&self) -> Vec<Arc<DeviceIo>> {
        lock(&self.io).values().cloned().collect()
    }

    /// The object tree as the host knows it: read anew when the driver has announced a change of a list.
    pub(crate) fn mirror(&self) -> Result<Arc<Mirror>, HostError> {
        if self.stale.swap(false, Ordering::AcqRel) {
            match Mirror::read(self) {
                Ok(mirror) => *lock(&self.mirror) = Arc::new(mirror),
                Err(error) => {
                    self.mark_stale();
                    return Err(error);
                }
            }
        }
        Ok(Arc::clone(&lock(&self.mirror)))
    }

    pub(crate) fn mark_stale(&self) {
        self.stale.store(true, Ordering::Release);
    }

    pub(crate) fn policy(&self) -> RequestPolicy {
        *lock(&self.policy)
    }

    pub(super) fn set_policy(&self, policy: RequestPolicy) {
        *lock(&self.policy) = policy;
    }

    pub(super) fn add_event(&self, event: Event) {
        let mut inbox = lock(&self.inbox);
        if inbox.events.len() == MAX_EVENTS {
            inbox.events.pop_front();
        }
        inbox.events.push_back(event);
        drop(inbox);
        self.arrived.notify_all();
    }

    pub(super) fn take_events(&self) -> Vec<Event> {
        lock(&self.inbox).events.drain(..).collect()
    }

    /// Queues a request; false when there are too many.
    pub(super) fn add_request(&self, request: Request) -> bool {
        let mut inbox = lock(&self.inbox);
        if inbox.requests.len() >= MAX_REQUESTS {
            return false;
        }
        inbox.requests.push_back(request);
        drop(inbox);
        self.arrived.notify_all();
        true
    }

    pub(super) fn next_request(&self) -> Option<Request> {
        lock(&self.inbox).requests.pop_front()
    }

    pub(super) fn waiting_requests(&self) -> usize {
        lock(&self.inbox).requests.len()
    }

    /// Waits until the driver tells the host something, or a moment has passed.
    fn wait_for_news(&self, moment: Duration) {
        let inbox = lock(&self.inbox);
        if inbox.requests.is_empty() {
            drop(self.arrived.wait_timeout(inbox, moment));
        }
    }

    /// Lets the driver's worker finish and does what the driver has asked for, unless requests are to be held.
    pub(crate) fn settle(self: &Arc<Core>) -> Result<(), HostError> {
        self.instance.drain()?;
        if self.policy() != RequestPolicy::Hold {
            self.process()?;
        }
        Ok(())
    }

    /// Settles until `done`, which asks the driver, says yes.
    pub(crate) fn settle_until(
        self: &Arc<Core>,
        what: impl FnOnce() -> String,
        mut done: impl FnMut() -> Result<bool, HostError>,
    ) -> Result<(), HostError> {
        let start = Instant::now();
        loop {
            self.settle()?;
            if done()? {
                return Ok(());
            }
            let waited = start.elapsed();
            if waited > PATIENCE {
                let what = what();
                return Err(HostError::Timeout { what, waited });
            }
            self.wait_for_news(Duration::from_millis(1));
        }
    }

    /// Reads a property of any size.
    pub(crate) fn property_bytes(
        &self,
        object: AudioObjectID,
        address: Address,
        qualifier: Argument<'_>,
    ) -> Result<Vec<u8>, HostError> {
        let driver = &self.instance.driver;
        let size = driver.property_size(object, 0, address, qualifier)?;
        let mut block = Block::default();
        block.resize(size as usize);
        block.bytes_mut().fill(0);
        let result = driver.property_bytes(object, 0, address, qualifier, &mut block);
        if !block.is_intact() {
            self.violations.record(Rule::PropertyOverrun, object, || {
                format!("GetPropertyData for {address} wrote outside its buffer of {size} bytes")
            });
        }
        result?;
        let written = block.bytes().len();
        if written != size as usize {
            self.violations.record(Rule::PropertySize, object, || {
                format!("{address}: GetPropertyDataSize says {size} bytes, GetPropertyData gave {written}")
            });
        }
        Ok(block.bytes().to_vec())
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        self.violations.list()
    }
}
