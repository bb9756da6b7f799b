//! Which call of the I/O path it is about.

use std::fmt;

use tympan_aspl_sys::{AudioObjectID, AudioServerPlugInIOOperation, FourCc};

/// A call of the I/O path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct IoSite {
    /// The slot of the vtable.
    pub(crate) entry: &'static str,
    pub(crate) operation: Option<AudioServerPlugInIOOperation>,
    pub(crate) device: AudioObjectID,
    pub(crate) stream: Option<AudioObjectID>,
    pub(crate) client: u32,
}

impl IoSite {
    /// The object a violation of this call is noted at.
    pub(crate) fn object(&self) -> AudioObjectID {
        self.stream.unwrap_or(self.device)
    }

    /// The same call, whoever the client is.
    pub(super) fn of_any_client(self) -> IoSite {
        IoSite { client: 0, ..self }
    }
}

impl fmt::Display for IoSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.entry)?;
        if let Some(operation) = self.operation {
            write!(f, " {}", FourCc(operation))?;
        }
        write!(f, " of device {}", self.device)?;
        if let Some(stream) = self.stream {
            write!(f, ", stream {stream}")?;
        }
        match self.client {
            0 => Ok(()),
            client => write!(f, ", client {client}"),
        }
    }
}
