//! What all handles of one host share: the instance, the clock, the picture of the objects, the requests that wait, and the I/O
//! side of each device.
//!
//! No lock of this module is held while the driver is called, except that a device's I/O side is locked for a whole cycle and
//! for a whole configuration change, which the driver's callbacks never touch.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tympan_aspl_sys::AudioObjectID;

use super::change::{Helper, Request, Tallies};
use super::event::Event;
use super::mirror::Mirror;
use super::refresh::News;
use super::{NotificationPolicy, RequestPolicy};
use crate::address::Address;
use crate::clock::Clock;
use crate::error::HostError;
use crate::guard::Pause;
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

/// More rounds of changes that lead to changes than there are in earnest.
const MAX_ROUNDS: usize = 8;

/// The shared state of a host.
pub(crate) struct Core {
    /// First, so that it is taken down before what it uses.
    pub(crate) instance: Instance,
    pub(crate) bundle: Option<PathBuf>,
    pub(crate) clock: Clock,
    pub(crate) storage: Storage,
    pub(crate) violations: Arc<Violations>,
    /// Whether the picture of the objects includes their values.
    pub(super) keeps_values: bool,
    /// The CoreFoundation objects that were alive before Initialize, if they are counted.
    pub(super) objects_before: Option<u64>,
    /// The host itself, for threads that work for a call of the driver.
    pub(super) me: Weak<Core>,
    notifications: Mutex<NotificationPolicy>,
    policy: Mutex<RequestPolicy>,
    inbox: Mutex<Inbox>,
    pub(super) arrived: Condvar,
    pub(super) tallies: Mutex<Tallies>,
    pub(super) helpers: Mutex<Vec<Helper>>,
    pub(super) mirror: Mutex<Arc<Mirror>>,
    pub(super) news: Mutex<News>,
    /// Held by the thread that reads the picture of the objects.
    pub(super) reading: Mutex<()>,
    pub(super) moves: Mutex<Moves>,
    io: Mutex<BTreeMap<AudioObjectID, Arc<DeviceIo>>>,
    next_client: AtomicU32,
    /// Where the lock probe holds the driver's calls.
    pub(crate) pause: Pause,
    pub(crate) cell: HostCell,
}

/// What the driver has told the host.
#[derive(Default)]
struct Inbox {
    events: VecDeque<Event>,
    requests: VecDeque<Request>,
}

/// Devices and clock devices that have come or gone, and that nothing has been done about yet.
#[derive(Debug, Default)]
pub(super) struct Moves {
    pub(super) come: BTreeSet<AudioObjectID>,
    pub(super) gone: BTreeSet<AudioObjectID>,
}

pub(super) struct Parts {
    pub(super) instance: Instance,
    pub(super) bundle: Option<PathBuf>,
    pub(super) clock: Clock,
    pub(super) storage: Storage,
    pub(super) notifications: NotificationPolicy,
    pub(super) requests: RequestPolicy,
    pub(super) objects_before: Option<u64>,
    pub(super) keeps_values: bool,
    pub(super) violations: Arc<Violations>,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    pub(super) fn new(parts: Parts, me: Weak<Core>) -> Core {
        Core {
            instance: parts.instance,
            bundle: parts.bundle,
            clock: parts.clock,
            storage: parts.storage,
            violations: parts.violations,
            objects_before: parts.objects_before,
            keeps_values: parts.keeps_values,
            me,
            notifications: Mutex::new(parts.notifications),
            policy: Mutex::new(parts.requests),
            inbox: Mutex::default(),
            arrived: Condvar::new(),
            tallies: Mutex::default(),
            helpers: Mutex::default(),
            mirror: Mutex::default(),
            news: Mutex::default(),
            reading: Mutex::default(),
            moves: Mutex::default(),
            io: Mutex::default(),
            next_client: AtomicU32::new(1),
            pause: Pause::default(),
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

    /// Lets an id that was a removed device's be a new device's.
    pub(super) fn forget_ended_io(&self, device: AudioObjectID) {
        let io = self.device_io(device);
        if io.lock().is_gone() {
            lock(&self.io).remove(&device);
        }
    }

    pub(super) fn all_device_io(&self) -> Vec<Arc<DeviceIo>> {
        lock(&self.io).values().cloned().collect()
    }

    pub(crate) fn policy(&self) -> RequestPolicy {
        *lock(&self.policy)
    }

    pub(super) fn set_policy(&self, policy: RequestPolicy) {
        *lock(&self.policy) = policy;
    }

    pub(super) fn notification_policy(&self) -> NotificationPolicy {
        *lock(&self.notifications)
    }

    pub(super) fn set_notification_policy(&self, policy: NotificationPolicy) {
        *lock(&self.notifications) = policy;
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

    pub(super) fn waits_for(&self, device: AudioObjectID) -> bool {
        lock(&self.inbox)
            .requests
            .iter()
            .any(|request| request.is_for(device))
    }

    /// Waits until the driver tells the host something, or a moment has passed.
    pub(super) fn wait_for_news(&self) {
        let inbox = lock(&self.inbox);
        if inbox.requests.is_empty() {
            drop(self.arrived.wait_timeout(inbox, Duration::from_millis(1)));
        }
    }

    /// Lets the driver's worker finish and does what the driver has asked for, unless requests are to be held.
    pub(crate) fn settle(self: &Arc<Core>) -> Result<(), HostError> {
        for _ in 0..MAX_ROUNDS {
            self.wait_for_helpers();
            self.clock.settle();
            self.instance.drain()?;
            if self.answers_now() {
                self.process()?;
            }
            if !self.attend()? {
                break;
            }
        }
        Ok(())
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
