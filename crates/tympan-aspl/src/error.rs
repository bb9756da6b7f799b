//! What can go wrong, told to the driver's author ([`Error`]) and to the host ([`Status`]).
//!
//! The two never mix: an [`Error`] is text for a person, a [`Status`] is one of the four-character codes of hal-facts A.9 that cross the
//! C edge. An [`Error`] that must be answered to the host becomes `kAudioHardwareUnspecifiedError`.

use core::fmt;

use tympan_aspl_sys as sys;

/// The result of a framework call.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Why a framework call failed.
///
/// # Examples
///
/// ```
/// use tympan_aspl::Error;
///
/// let error = Error::InvalidDevice {
///     uid: "com.example.silent".to_owned(),
///     problems: vec!["it has no sample rate: call `sample_rates`".to_owned()],
/// };
/// assert!(error.to_string().contains("no sample rate"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A device description does not hold together; every problem is listed.
    InvalidDevice {
        /// The UID of the device that was refused.
        uid: String,
        /// All that is wrong with it, one sentence each.
        problems: Vec<String>,
    },
    /// A property cannot be added to the plug-in; every problem is listed.
    InvalidProperty {
        /// All that is wrong with it, one sentence each.
        problems: Vec<String>,
    },
    /// A box does not hold together; every problem is listed.
    InvalidBox {
        /// The UID of the box that was refused.
        uid: String,
        /// All that is wrong with it, one sentence each.
        problems: Vec<String>,
    },
    /// Another device or box of this plug-in already has this UID.
    DuplicateUid(String),
    /// The object is not (or no longer) part of the plug-in.
    UnknownObject(crate::ObjectId),
    /// The plug-in instance is gone: its host has destroyed it.
    Gone,
    /// [`PlugIn::control`](crate::PlugIn::control) was called from inside an I/O callback.
    InsideIo,
    /// A control or custom property was given to a second object; it already belongs to this one.
    InUse(crate::ObjectId),
    /// The host did not let a configuration change be made.
    Refused,
    /// A device was to be changed from inside one of its own factories or destructors, or from inside another device's while it is being changed elsewhere.
    InsideFactory,
    /// A box was not acquired or released, for this reason.
    AcquisitionFailed(Status),
    /// Only a plug-in that is a [`TransportManager`](crate::TransportManager) has end points.
    NotATransportManager,
    /// This can only be done once, while the driver's function runs.
    TooLate,
    /// The host answered a call with an error.
    Host(Status),
    /// An error of the author's own, to be reported as it is.
    Other(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidDevice { uid, problems } => {
                write!(f, "the device \"{uid}\" cannot be added:")?;
                problems.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
            }
            Self::InvalidProperty { problems } => {
                f.write_str("the property cannot be added:")?;
                problems.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
            }
            Self::InvalidBox { uid, problems } => {
                write!(f, "the box \"{uid}\" cannot be added:")?;
                problems.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
            }
            Self::DuplicateUid(uid) => {
                write!(f, "the UID \"{uid}\" is already taken by another device of this plug-in; every device needs its own")
            }
            Self::UnknownObject(id) => write!(f, "object {id} is not part of this plug-in"),
            Self::Gone => f.write_str("the plug-in instance no longer exists"),
            Self::InsideIo => f.write_str(
                "a control context was asked for inside an I/O callback; hand the work to another thread",
            ),
            Self::InUse(id) => write!(
                f,
                "the control or property already belongs to object {id}; make one for each object"
            ),
            Self::Refused => f.write_str("the host did not let the configuration change be made"),
            Self::InsideFactory => f.write_str(
                "a device cannot be changed from inside its own factories; do it from a worker thread, later",
            ),
            Self::AcquisitionFailed(status) => {
                write!(f, "the box could not be acquired or released: {status}")
            }
            Self::NotATransportManager => f.write_str(
                "only a transport manager has end points; call `set_transport_manager` before",
            ),
            Self::TooLate => {
                f.write_str("this can only be done once, while the driver's function runs")
            }
            Self::Host(status) => write!(f, "the host answered {status}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl Error {
    /// What the host is told.
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::InvalidDevice { .. }
            | Self::InvalidProperty { .. }
            | Self::DuplicateUid(_)
            | Self::InUse(_) => Status::ILLEGAL_OPERATION,
            Self::UnknownObject(_) => Status::BAD_OBJECT,
            Self::Host(status) | Self::AcquisitionFailed(status) => *status,
            _ => Status::UNSPECIFIED,
        }
    }
}

impl std::error::Error for Error {}

impl From<String> for Error {
    fn from(text: String) -> Self {
        Self::Other(text)
    }
}

impl From<&str> for Error {
    fn from(text: &str) -> Self {
        Self::Other(text.to_owned())
    }
}

/// An `OSStatus` other than success: what the host is told.
///
/// The header says that hosts treat every non-zero value alike (hal-facts A.9); which code is used follows hal-facts C.2.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(i32);

impl Status {
    /// `kAudioHardwareBadObjectError`: unknown object id or wrong driver reference.
    pub const BAD_OBJECT: Self = Self(sys::kAudioHardwareBadObjectError);
    /// `kAudioHardwareUnknownPropertyError`: the address does not exist on the object.
    pub const UNKNOWN_PROPERTY: Self = Self(sys::kAudioHardwareUnknownPropertyError);
    /// `kAudioHardwareBadPropertySizeError`: data or qualifier of the wrong size.
    pub const BAD_SIZE: Self = Self(sys::kAudioHardwareBadPropertySizeError);
    /// `kAudioHardwareIllegalOperationError`: null argument, bad value, or a call out of turn.
    pub const ILLEGAL_OPERATION: Self = Self(sys::kAudioHardwareIllegalOperationError);
    /// `kAudioHardwareUnsupportedOperationError`: the plug-in has no such role.
    pub const UNSUPPORTED_OPERATION: Self = Self(sys::kAudioHardwareUnsupportedOperationError);
    /// `kAudioHardwareUnspecifiedError`: anything else, a panic in the driver included.
    pub const UNSPECIFIED: Self = Self(sys::kAudioHardwareUnspecifiedError);
    /// `kAudioHardwareNotRunningError`: the operation needs running I/O.
    pub const NOT_RUNNING: Self = Self(sys::kAudioHardwareNotRunningError);
    /// `kAudioHardwareNotReadyError`: the host or the driver is not that far yet (macOS 12).
    pub const NOT_READY: Self = Self(sys::kAudioHardwareNotReadyError);
    /// `kAudioDeviceUnsupportedFormatError`: a stream has no such format.
    pub const UNSUPPORTED_FORMAT: Self = Self(sys::kAudioDeviceUnsupportedFormatError);

    /// The status of a non-zero `OSStatus`; `None` for success.
    pub const fn new(code: i32) -> Option<Self> {
        if code == 0 { None } else { Some(Self(code)) }
    }

    /// The `OSStatus` itself.
    pub const fn code(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = u32::from_ne_bytes(self.0.to_ne_bytes());
        write!(f, "{}", sys::FourCc(bits))
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Status({self})")
    }
}
