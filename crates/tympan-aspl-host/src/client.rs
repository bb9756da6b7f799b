//! Clients of a device: who they are.

use tympan_aspl::cf::CfString;

use crate::interface::ClientInfo;

/// The id of a client, which no other client of the same host has or gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(pub(crate) u32);

impl ClientId {
    /// The number the driver knows the client by.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// Who a client is: one process's use of a device.
///
/// ```
/// use tympan_aspl_host::ClientIdentity;
///
/// let player = ClientIdentity::new(4711).bundle_id("com.example.player");
/// # let _ = player;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct ClientIdentity {
    process_id: i32,
    bundle_id: Option<String>,
}

impl ClientIdentity {
    /// A process without a bundle.
    pub fn new(process_id: i32) -> ClientIdentity {
        ClientIdentity {
            process_id,
            bundle_id: None,
        }
    }

    /// The bundle id of the process's main bundle.
    pub fn bundle_id(mut self, bundle_id: impl Into<String>) -> ClientIdentity {
        self.bundle_id = Some(bundle_id.into());
        self
    }

    pub(crate) fn info(&self, id: u32) -> ClientInfo {
        ClientInfo {
            id,
            process_id: self.process_id,
            bundle_id: self.bundle_id.as_deref().map(CfString::new),
        }
    }
}

impl Default for ClientIdentity {
    /// A process that has not said anything about itself.
    fn default() -> ClientIdentity {
        ClientIdentity::new(1_000).bundle_id("com.example.client")
    }
}
