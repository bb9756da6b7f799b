//! What the host has to hear, collected while author code or a call of the host runs and told when it is over.
//!
//! A [`ControlContext`] carries it. So the host is never called while a lock is held or author code is half-way through, everything that changed in one
//! call is announced together, and each address once (hal-facts D.3).

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use crate::driver::Driver;
use crate::object::Address;
use crate::realtime::ControlContext;
use crate::types::ObjectId;

/// The changes of one call.
#[derive(Default)]
pub(crate) struct Announcements {
    entries: RefCell<Vec<Entry>>,
    /// Devices that were removed: to be forgotten once the host has heard of it, so that it can still ask them.
    retired: RefCell<Vec<(Arc<Driver>, ObjectId)>>,
}

struct Entry {
    driver: Arc<Driver>,
    object: ObjectId,
    addresses: Vec<Address>,
}

impl Announcements {
    fn add(&self, driver: &Arc<Driver>, object: ObjectId, addresses: &[Address]) {
        let mut entries = self.entries.borrow_mut();
        let found = entries
            .iter_mut()
            .find(|entry| entry.object == object && Arc::ptr_eq(&entry.driver, driver));
        let known = match found {
            Some(entry) => &mut entry.addresses,
            None => {
                let driver = Arc::clone(driver);
                entries.push(Entry {
                    driver,
                    object,
                    addresses: Vec::new(),
                });
                &mut entries.last_mut().expect("just pushed").addresses
            }
        };
        for address in addresses {
            if !known.contains(address) {
                known.push(*address);
            }
        }
    }

    /// Tells the hosts. Where a factory of the author's is running on this thread, the worker does, because the host may answer with a call that
    /// waits for that factory.
    fn tell(self) {
        for Entry {
            driver,
            object,
            addresses,
        } in self.entries.into_inner()
        {
            if driver.is_in_factory() {
                let later = Arc::clone(&driver);
                driver
                    .worker
                    .run(move |_| later.tell_host(object, &addresses));
            } else {
                driver.tell_host(object, &addresses);
            }
        }
        for (driver, device) in self.retired.into_inner() {
            driver.forget_if_unused(device);
        }
    }
}

impl ControlContext<'_> {
    /// Runs work that may block and tells the host afterwards what it has changed.
    pub(crate) fn lend<T>(work: impl FnOnce(&ControlContext<'_>) -> T) -> T {
        let control = ControlContext::new();
        // What changed before a panic has changed none the less.
        let result = panic::catch_unwind(AssertUnwindSafe(|| work(&control)));
        control.into_announcements().tell();
        result.unwrap_or_else(|panic| panic::resume_unwind(panic))
    }

    /// Notes that a device was removed.
    pub(crate) fn retire(&self, driver: &Arc<Driver>, device: ObjectId) {
        let mut retired = self.announcements().retired.borrow_mut();
        retired.push((Arc::clone(driver), device));
    }

    /// Notes that properties of an object changed. Before the plug-in is published, nobody needs to hear of it (hal-facts D.3).
    pub(crate) fn announce(&self, driver: &Arc<Driver>, object: ObjectId, addresses: &[Address]) {
        if driver.is_published() && !addresses.is_empty() {
            self.announcements().add(driver, object, addresses);
        }
    }
}
