//! The storage a driver keeps settings in: property lists by key (hal-facts D.1), and what the host itself keeps about devices.
//!
//! Values are copied in and out, so no object of the driver lives on here. A [`Storage`] can be prepared before the driver
//! starts and handed from one host to the next, which is what a restart of the daemon looks like to a driver. [`file`] reads
//! and writes it.

mod file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tympan_aspl::cf::property_list::Value;
use tympan_aspl_sys::{OSStatus, kAudioHardwareNotReadyError, kAudioHardwareUnspecifiedError};

use crate::error::HostError;

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
pub struct Storage(Arc<Mutex<Contents>>);

/// What the host answers for a key instead of the truth.
///
/// ```
/// use tympan_aspl_host::{PropertyList, Storage, StorageFault};
///
/// let storage = Storage::new();
/// storage.set_fault("gain", StorageFault::Answers(PropertyList::String("loud".into())));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum StorageFault {
    /// CopyFromStorage finds nothing: an error, and NULL.
    Missing,
    /// CopyFromStorage finds nothing: NULL, but no error.
    MissingWithoutError,
    /// CopyFromStorage gives this value, of a wrong type perhaps.
    Answers(Value),
    /// CopyFromStorage, WriteToStorage and DeleteFromStorage answer with an error.
    Unavailable,
}

/// What is in a storage.
#[derive(Debug, Default)]
struct Contents {
    /// What the driver keeps.
    values: BTreeMap<String, Value>,
    /// What the host keeps: settings by the UID of their device.
    devices: BTreeMap<String, BTreeMap<String, Value>>,
    faults: BTreeMap<String, StorageFault>,
    file: Option<PathBuf>,
    /// The first time that the file could not be written.
    error: Option<HostError>,
}

impl Storage {
    /// An empty storage.
    #[must_use]
    pub fn new() -> Storage {
        Storage::default()
    }

    /// The storage in a file, which is a property list in XML. It is written anew, as a whole, after each change; a file that does
    /// not exist is made then.
    ///
    /// # Errors
    ///
    /// [`HostError::StorageFile`] when the file cannot be read or is no storage; it says where, and how to mend it.
    pub fn open(path: impl AsRef<Path>) -> Result<Storage, HostError> {
        let path = path.as_ref();
        let mut contents = file::read(path)?;
        contents.file = Some(path.into());
        Ok(Storage(Arc::new(Mutex::new(contents))))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.contents().values.get(key).cloned()
    }

    /// Sets a value, as WriteToStorage does.
    pub fn set(&self, key: impl Into<String>, value: Value) {
        self.change(|contents| contents.values.insert(key.into(), value));
    }

    /// Removes a value and gives it back, as DeleteFromStorage does.
    pub fn remove(&self, key: &str) -> Option<Value> {
        self.change(|contents| contents.values.remove(key))
    }

    /// All keys, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.contents().values.keys().cloned().collect()
    }

    /// Makes the host answer wrongly for a key.
    pub fn set_fault(&self, key: impl Into<String>, fault: StorageFault) {
        self.contents().faults.insert(key.into(), fault);
    }

    /// Makes the host answer for every key with the truth again.
    pub fn clear_faults(&self) {
        self.contents().faults.clear();
    }

    /// What the host keeps about the device with a UID, to set it again when the device appears: control values, rate and formats
    /// that clients have set (hal-facts D.5).
    #[must_use]
    pub fn device_settings(&self, uid: &str) -> Option<BTreeMap<String, Value>> {
        self.contents().devices.get(uid).cloned()
    }

    /// Forgets what the host keeps about the device with a UID.
    pub fn forget_device(&self, uid: &str) {
        self.change(|contents| contents.devices.remove(uid));
    }

    /// Writes the file, if there is one.
    ///
    /// # Errors
    ///
    /// [`HostError::StorageFile`] when it cannot be written, now or at an earlier change.
    pub fn save(&self) -> Result<(), HostError> {
        let mut contents = self.contents();
        let earlier = contents.error.take();
        contents.write()?;
        earlier.map_or(Ok(()), Err)
    }

    pub(crate) fn keep_setting(&self, uid: &str, key: &str, value: Value) {
        self.change(|contents| {
            let settings = contents.devices.entry(uid.into()).or_default();
            settings.insert(key.into(), value)
        });
    }

    /// What CopyFromStorage answers.
    pub(crate) fn answer(&self, key: &str) -> Result<Option<Value>, OSStatus> {
        let contents = self.contents();
        match contents.faults.get(key) {
            Some(StorageFault::Missing) => Err(kAudioHardwareUnspecifiedError),
            Some(StorageFault::MissingWithoutError) => Ok(None),
            Some(StorageFault::Answers(value)) => Ok(Some(value.clone())),
            Some(StorageFault::Unavailable) => Err(kAudioHardwareNotReadyError),
            None => match contents.values.get(key) {
                Some(value) => Ok(Some(value.clone())),
                None => Err(kAudioHardwareUnspecifiedError),
            },
        }
    }

    /// What WriteToStorage does.
    pub(crate) fn take_in(&self, key: &str, value: Value) -> Result<(), OSStatus> {
        self.check_available(key)?;
        self.set(key, value);
        Ok(())
    }

    /// What DeleteFromStorage does.
    pub(crate) fn delete(&self, key: &str) -> Result<(), OSStatus> {
        self.check_available(key)?;
        let removed = self.remove(key);
        removed.map(drop).ok_or(kAudioHardwareUnspecifiedError)
    }

    fn check_available(&self, key: &str) -> Result<(), OSStatus> {
        match self.contents().faults.get(key) {
            Some(StorageFault::Unavailable) => Err(kAudioHardwareNotReadyError),
            _ => Ok(()),
        }
    }

    /// Changes something and writes the file.
    fn change<T>(&self, change: impl FnOnce(&mut Contents) -> T) -> T {
        let mut contents = self.contents();
        let result = change(&mut contents);
        if let Err(error) = contents.write() {
            contents.error.get_or_insert(error);
        }
        result
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn write(&self) -> Result<(), HostError> {
        match &self.file {
            Some(path) => file::write(path, self),
            None => Ok(()),
        }
    }
}
