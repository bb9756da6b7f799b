//! [`Client`]: a process's use of a device.

use crate::types::ClientId;

/// One process's use of a device (`AudioServerPlugInClientInfo`). A process can have several.
///
/// # Examples
///
/// ```
/// use tympan_aspl::Client;
///
/// fn is_music_player(client: &Client) -> bool {
///     client.bundle_id() == Some("com.example.music")
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias = "AudioServerPlugInClientInfo")]
pub struct Client {
    pub(crate) id: ClientId,
    pub(crate) process_id: i32,
    pub(crate) bundle_id: Option<String>,
}

impl Client {
    /// The id that the client's I/O calls carry.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// The id of its process.
    pub fn process_id(&self) -> i32 {
        self.process_id
    }

    /// The bundle id of its process; a process need not have one.
    pub fn bundle_id(&self) -> Option<&str> {
        self.bundle_id.as_deref()
    }
}
