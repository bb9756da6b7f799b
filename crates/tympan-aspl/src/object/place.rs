//! [`Place`]: what a handle of a device refers to, over all the times that the device is published.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::kind::List;
use crate::device::Device;
use crate::sync::lock;
use crate::types::ObjectId;

/// A device that is published, waits in its box to be, or is gone. Changed while the tree is, so that lists and places agree.
pub(crate) struct Place {
    pub(crate) list: List,
    /// The id it is or was last published under; that of no object while it waits.
    id: AtomicU32,
    /// Its description, while it waits.
    waiting: Mutex<Option<Box<Device>>>,
}

impl Place {
    pub(crate) fn new(list: List) -> Self {
        Self {
            list,
            id: AtomicU32::new(ObjectId::UNKNOWN.0),
            waiting: Mutex::new(None),
        }
    }

    pub(crate) fn id(&self) -> ObjectId {
        ObjectId(self.id.load(Ordering::Acquire))
    }

    /// It is published from now on. What it waited as is handed back, to be dropped without a lock.
    pub(crate) fn publish(&self, id: ObjectId) -> Option<Box<Device>> {
        self.id.store(id.0, Ordering::Release);
        lock(&self.waiting).take()
    }

    /// It waits from now on.
    pub(crate) fn wait(&self, description: Box<Device>) {
        self.id.store(ObjectId::UNKNOWN.0, Ordering::Release);
        let old = lock(&self.waiting).replace(description);
        debug_assert!(old.is_none());
    }

    /// Ends its waiting, if it waits.
    pub(crate) fn leave(&self) -> Option<Box<Device>> {
        lock(&self.waiting).take()
    }

    pub(crate) fn waits(&self) -> bool {
        lock(&self.waiting).is_some()
    }

    /// A copy of the description, if it waits.
    pub(crate) fn description(&self) -> Option<Device> {
        lock(&self.waiting).as_deref().cloned()
    }

    /// Puts another description in the place of the one it waits as; it comes back if the device no longer waits.
    pub(crate) fn edit(&self, description: Box<Device>) -> Result<Box<Device>, Box<Device>> {
        match &mut *lock(&self.waiting) {
            Some(waiting) => Ok(std::mem::replace(waiting, description)),
            None => Err(description),
        }
    }
}
