//! The storage a driver keeps settings in: property lists by key (hal-facts D.1).
//!
//! Values are copied in and out, so no object of the driver lives on here. A [`Storage`] can be prepared before the driver
//! starts and handed from one host to the next, which is what a restart of the daemon looks like to a driver.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tympan_aspl::cf::property_list::Value;

/// Settings of one plug-in. Clones are the same storage.
///
/// ```
/// use tympan_aspl_host::{PropertyList, Storage};
///
/// let storage = Storage::new();
/// storage.set("gain", PropertyList::Real(0.5));
/// assert_eq!(storage.get("gain"), Some(PropertyList::Real(0.5)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Storage(Arc<Mutex<BTreeMap<String, Value>>>);

impl Storage {
    /// An empty storage.
    #[must_use]
    pub fn new() -> Storage {
        Storage::default()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.values().get(key).cloned()
    }

    /// Sets a value, as WriteToStorage does.
    pub fn set(&self, key: impl Into<String>, value: Value) {
        self.values().insert(key.into(), value);
    }

    /// Removes a value and gives it back, as DeleteFromStorage does.
    pub fn remove(&self, key: &str) -> Option<Value> {
        self.values().remove(key)
    }

    /// All keys, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.values().keys().cloned().collect()
    }

    fn values(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
