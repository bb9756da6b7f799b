//! [`Storage`]: what a driver keeps from one start of the host to the next (hal-facts A.7, D.1).

use std::fmt;
use std::sync::{Arc, Weak};

use crate::cf::{CfObject, CfString};
use crate::driver::Driver;
use crate::error::{Error, Status};
use crate::property_value::{PropertyValue, ValueError, checked_object};
use crate::raw::{Host, Stored};
use crate::realtime::ControlContext;

/// The values the host stores for this plug-in by key. Cheap to clone, and can be kept and sent.
///
/// Keys are the plug-in's own: no other plug-in sees them. Values outlive the host and the computer's being switched off. Usable as soon as the driver's
/// function runs, from any control thread.
///
/// # Examples
///
/// ```
/// use tympan_aspl::StorageError;
/// use tympan_aspl::prelude::*;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let storage = plug_in.storage();
///     let starts: u32 = match storage.get(control, "starts") {
///         Err(StorageError::Missing { .. }) => 0,
///         starts => starts?,
///     };
///     storage.set(control, "starts", &(starts + 1))?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Storage {
    driver: Weak<Driver>,
}

impl Storage {
    pub(crate) fn new(driver: Weak<Driver>) -> Self {
        Self { driver }
    }

    /// The value of a key.
    ///
    /// # Errors
    ///
    /// [`StorageError::Missing`] if there is none, [`StorageError::Mistyped`] if it is of another type (it stays where it is, and can be got as a
    /// [`Value`](crate::cf::property_list::Value)), [`StorageError::Unavailable`] if the host has no storage for the plug-in.
    #[doc(alias = "CopyFromStorage")]
    pub fn get<T: PropertyValue>(
        &self,
        _: &ControlContext<'_>,
        key: &str,
    ) -> Result<T, StorageError> {
        T::from_object(&self.stored(key)?).map_err(|error| mistyped(key, error))
    }

    fn stored(&self, key: &str) -> Result<CfObject, StorageError> {
        let stored = self.call(key, |host| host.copy_from_storage(&CfString::new(key)))?;
        match stored {
            Stored::Object(object) => Ok(object),
            Stored::Unknown => {
                let error = ValueError::new("a property list", "an unknown object");
                Err(mistyped(key, error))
            }
            Stored::Nothing(Some(status)) if is_failure(status) => {
                Err(unavailable(key, Unavailable::Host(status)))
            }
            Stored::Nothing(status) => Err(StorageError::Missing {
                key: key.to_owned(),
                status,
            }),
        }
    }

    /// Stores a value, in the place of the one that the key has.
    ///
    /// # Errors
    ///
    /// [`StorageError::NotStorable`] if the value is no property list, [`StorageError::Unavailable`] if the host does not take it.
    #[doc(alias = "WriteToStorage")]
    pub fn set<T: PropertyValue>(
        &self,
        _: &ControlContext<'_>,
        key: &str,
        value: &T,
    ) -> Result<(), StorageError> {
        let object = checked_object(value).map_err(|error| StorageError::NotStorable {
            key: key.to_owned(),
            error,
        })?;
        self.store(key, &object)
    }

    fn store(&self, key: &str, object: &CfObject) -> Result<(), StorageError> {
        self.call(key, |host| {
            host.write_to_storage(&CfString::new(key), object)
        })
    }

    /// Removes a key and its value.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if the host does not do it; whether it answers so for a key that has no value is the host's choice.
    #[doc(alias = "DeleteFromStorage")]
    pub fn delete(&self, _: &ControlContext<'_>, key: &str) -> Result<(), StorageError> {
        self.call(key, |host| host.delete_from_storage(&CfString::new(key)))
    }

    /// Calls the host; no lock is held, since it may call back.
    fn call<T>(
        &self,
        key: &str,
        call: impl FnOnce(&Host) -> Result<T, Unavailable>,
    ) -> Result<T, StorageError> {
        let driver: Arc<Driver> = self
            .driver
            .upgrade()
            .ok_or_else(|| unavailable(key, Unavailable::Gone))?;
        let host = driver
            .host()
            .ok_or_else(|| unavailable(key, Unavailable::NoFunction))?;
        call(host).map_err(|reason| unavailable(key, reason))
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Storage")
    }
}

/// Whether a status that came without a value says that the storage failed. Hosts may answer a missing key with a status (hal-facts D.1), and nobody has
/// written down which: the codes here are those that cannot mean it.
fn is_failure(status: Status) -> bool {
    const MEMORY_FULL: i32 = -108;
    [
        Status::UNSUPPORTED_OPERATION,
        Status::BAD_OBJECT,
        Status::NOT_READY,
    ]
    .contains(&status)
        || status.code() == MEMORY_FULL
}

fn mistyped(key: &str, error: ValueError) -> StorageError {
    StorageError::Mistyped {
        key: key.to_owned(),
        error,
    }
}

fn unavailable(key: &str, reason: Unavailable) -> StorageError {
    StorageError::Unavailable {
        key: key.to_owned(),
        reason,
    }
}

/// Why a value was not got or stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StorageError {
    /// The key has no value.
    Missing {
        /// The key.
        key: String,
        /// The status the host gave instead, if it gave one. Hosts differ in it.
        status: Option<Status>,
    },
    /// The key's value is of another type. It is still stored.
    Mistyped {
        /// The key.
        key: String,
        /// What was expected and what was found.
        error: ValueError,
    },
    /// The value to be stored is no property list.
    NotStorable {
        /// The key.
        key: String,
        /// What is wrong with it.
        error: ValueError,
    },
    /// The storage could not be used.
    Unavailable {
        /// The key.
        key: String,
        /// Why.
        reason: Unavailable,
    },
}

/// Why the storage could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unavailable {
    /// The plug-in instance no longer exists.
    Gone,
    /// The host has no such function.
    NoFunction,
    /// The host answered with this status.
    Host(Status),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("the plug-in instance no longer exists"),
            Self::NoFunction => f.write_str("the host has no function for it"),
            Self::Host(status) => write!(f, "the host answered {status}"),
        }
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { key, .. } => write!(f, "nothing is stored for {key:?}"),
            Self::Mistyped { key, error } => write!(f, "what is stored for {key:?}: {error}"),
            Self::NotStorable { key, error } => {
                write!(f, "what was to be stored for {key:?}: {error}")
            }
            Self::Unavailable { key, reason } => {
                write!(f, "the storage could not be used for {key:?}: {reason}")
            }
        }
    }
}

impl std::error::Error for StorageError {}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable {
                reason: Unavailable::Gone,
                ..
            } => Self::Gone,
            StorageError::Unavailable {
                reason: Unavailable::Host(status),
                ..
            } => Self::Host(status),
            error => Self::Other(error.to_string()),
        }
    }
}
