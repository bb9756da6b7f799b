//! What can go wrong between host and driver, and whose fault it is.
//!
//! [`LoadError`](crate::LoadError) is about getting a driver into the process; [`HostError`] about everything afterwards. Both say what was
//! done, where, and what came back. A breach of the contract that does not stop the host is a
//! [`Violation`](crate::Violation) instead.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use tympan_aspl_sys::{AudioObjectID, FourCc, OSStatus, names};

use crate::address::Address;
use crate::host::Ending;

/// A failed exchange with a loaded driver.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum HostError {
    /// The driver answered a call with an error.
    Status {
        /// The vtable function.
        call: &'static str,
        /// The object it was called on.
        object: AudioObjectID,
        /// The property, for property calls.
        address: Option<Address>,
        /// What came back.
        status: OSStatus,
    },
    /// A slot of the driver's vtable is NULL.
    MissingSlot {
        /// The vtable function.
        slot: &'static str,
    },
    /// The driver answered, but with something that cannot be used.
    Answer {
        /// The object that was asked.
        object: AudioObjectID,
        /// The property it was asked for, if it was one.
        address: Option<Address>,
        /// What is wrong with it.
        problem: String,
    },
    /// No published device has this UID.
    NoSuchDevice {
        /// The UID asked for.
        uid: String,
        /// The UIDs that exist.
        known: Vec<String>,
    },
    /// The driver does not publish the object any more.
    Gone {
        /// The object.
        object: AudioObjectID,
    },
    /// A configuration change that a client asked for was not made.
    NotChanged {
        /// The device.
        device: AudioObjectID,
        /// How the driver's request ended.
        ending: Ending,
    },
    /// The file of a storage cannot be read or written.
    StorageFile {
        /// The file.
        path: PathBuf,
        /// What is wrong, and how to mend it.
        problem: String,
    },
    /// No client of the device has this id.
    NoSuchClient {
        /// The client id.
        client: u32,
    },
    /// The stream has a format that the host cannot convert to and from Float32.
    UnsupportedFormat {
        /// The stream.
        stream: AudioObjectID,
        /// The format, readable.
        format: String,
    },
    /// Something the driver promised did not happen in time.
    Timeout {
        /// What was waited for.
        what: String,
        /// How long.
        waited: Duration,
    },
    /// Another engine runs this device.
    Busy {
        /// The device.
        device: AudioObjectID,
    },
    /// The caller asked for something impossible.
    Invalid {
        /// What, and what would be possible.
        what: String,
    },
    /// The host has been shut down.
    ShutDown,
}

impl HostError {
    pub(crate) fn answer(
        object: AudioObjectID,
        address: impl Into<Option<Address>>,
        problem: impl Into<String>,
    ) -> HostError {
        HostError::Answer {
            object,
            address: address.into(),
            problem: problem.into(),
        }
    }

    pub(crate) fn invalid(what: impl Into<String>) -> HostError {
        HostError::Invalid { what: what.into() }
    }

    /// The status that the driver answered with, if that is the error.
    #[must_use]
    pub fn status(&self) -> Option<OSStatus> {
        match self {
            HostError::Status { status, .. } => Some(*status),
            _ => None,
        }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostError::Status {
                call,
                object,
                address,
                status,
            } => {
                write!(
                    f,
                    "the driver's {call} failed with {}",
                    status_name(*status)
                )?;
                write_place(f, *object, *address)
            }
            HostError::MissingSlot { slot } => {
                write!(
                    f,
                    "the driver has no {slot}: that slot of its vtable is NULL"
                )
            }
            HostError::Answer {
                object,
                address,
                problem,
            } => {
                write!(f, "the driver's answer cannot be used: {problem}")?;
                write_place(f, *object, *address)
            }
            HostError::NoSuchDevice { uid, known } if known.is_empty() => {
                write!(
                    f,
                    "no device has the UID {uid:?}: the driver publishes none"
                )
            }
            HostError::NoSuchDevice { uid, known } => {
                write!(
                    f,
                    "no device has the UID {uid:?}; there are: {}",
                    known.join(", ")
                )
            }
            HostError::Gone { object } => {
                write!(f, "the driver has removed object {object}")
            }
            HostError::NotChanged { device, ending } => write!(
                f,
                "the configuration of device {device} was not changed: {}",
                match ending {
                    Ending::Aborted => "the host aborted the change",
                    Ending::Refused => "the host refused the driver's request",
                    Ending::Unanswered => "the host has not answered the driver's request",
                }
            ),
            HostError::StorageFile { path, problem } => {
                write!(f, "the storage file {}: {problem}", path.display())
            }
            HostError::NoSuchClient { client } => {
                write!(f, "the device has no client with the id {client}")
            }
            HostError::UnsupportedFormat { stream, format } => write!(
                f,
                "stream {stream} has the format {format}, which the host cannot convert to Float32"
            ),
            HostError::Timeout { what, waited } => {
                write!(f, "waited {:.1} s in vain: {what}", waited.as_secs_f64())
            }
            HostError::Busy { device } => {
                write!(
                    f,
                    "device {device} is in use by another engine of this host"
                )
            }
            HostError::Invalid { what } => f.write_str(what),
            HostError::ShutDown => f.write_str("the host has been shut down"),
        }
    }
}

impl std::error::Error for HostError {}

fn write_place(
    f: &mut fmt::Formatter<'_>,
    object: AudioObjectID,
    address: Option<Address>,
) -> fmt::Result {
    match (object, address) {
        (0, None) => Ok(()),
        (_, None) => write!(f, " (object {object})"),
        (_, Some(address)) => write!(f, " (object {object}, {address})"),
    }
}

/// A status as code and, where it is a known one, name.
pub(crate) fn status_name(status: OSStatus) -> String {
    match names::status(status) {
        Some(name) => format!("{} ({name})", FourCc::from(status)),
        None if status.unsigned_abs() < 0x0100_0000 => status.to_string(),
        None => FourCc::from(status).to_string(),
    }
}
