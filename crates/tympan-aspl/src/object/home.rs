//! [`Home`]: where a handle that an author keeps (a control, a custom property) is published.

use std::sync::{Arc, Mutex, Weak};

use super::dispatch::Address;
use crate::driver::Driver;
use crate::error::Error;
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::ObjectId;

/// Whether two references are to the same handle: clones of a handle share one state.
pub(crate) fn is_same<T: ?Sized>(one: &Arc<T>, other: &Arc<T>) -> bool {
    std::ptr::addr_eq(Arc::as_ptr(one), Arc::as_ptr(other))
}

/// A published object.
#[derive(Clone)]
pub(crate) struct Home {
    pub(crate) driver: Weak<Driver>,
    pub(crate) object: ObjectId,
}

/// The place of a handle: at most one object at a time.
#[derive(Default)]
pub(crate) struct HomeCell(Mutex<Option<Home>>);

impl HomeCell {
    /// Takes the place.
    ///
    /// # Errors
    ///
    /// When the handle already belongs to an object of a plug-in that exists.
    pub(crate) fn attach(&self, home: Home) -> Result<(), Error> {
        let mut current = lock(&self.0);
        if let Some(current) = &*current {
            let is_same =
                current.object == home.object && Weak::ptr_eq(&current.driver, &home.driver);
            if current.driver.strong_count() > 0 && !is_same {
                return Err(Error::InUse(current.object));
            }
        }
        *current = Some(home);
        Ok(())
    }

    /// Gives the place up, if it is that of this object.
    pub(crate) fn detach(&self, object: ObjectId) {
        lock(&self.0).take_if(|home| home.object == object);
    }

    /// The driver and the object, if the handle is published.
    pub(crate) fn get(&self) -> Option<(Arc<Driver>, ObjectId)> {
        let home = lock(&self.0).clone()?;
        Some((home.driver.upgrade()?, home.object))
    }

    /// Notes that properties of the object changed, if it is published.
    pub(crate) fn announce(&self, control: &ControlContext<'_>, addresses: &[Address]) {
        if let Some((driver, object)) = self.get() {
            control.announce(&driver, object, addresses);
        }
    }
}
