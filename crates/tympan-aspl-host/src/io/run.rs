//! The clients of a device.

use tympan_aspl_sys::AudioObjectID;

use crate::client::ClientIdentity;
use crate::error::HostError;
use crate::host::Core;
use crate::interface::ClientInfo;

/// The clients of a device and what they are doing.
pub(crate) struct Run {
    device: AudioObjectID,
    clients: Vec<ClientInfo>,
}

impl Run {
    pub(crate) fn new(device: AudioObjectID) -> Run {
        Run {
            device,
            clients: Vec::new(),
        }
    }

    pub(crate) fn add_client(
        &mut self,
        core: &Core,
        identity: &ClientIdentity,
    ) -> Result<u32, HostError> {
        let info = identity.info(core.new_client_id());
        core.instance.driver.add_client(self.device, &info)?;
        let id = info.id;
        self.clients.push(info);
        Ok(id)
    }

    pub(crate) fn remove_client(&mut self, core: &Core, client: u32) -> Result<(), HostError> {
        let index = self.clients.iter().position(|info| info.id == client);
        let index = index.ok_or(HostError::NoSuchClient { client })?;
        let info = self.clients.remove(index);
        core.instance.driver.remove_client(self.device, &info)
    }

    /// Stops I/O for a configuration change.
    pub(crate) fn suspend(&mut self, _core: &Core) -> Result<(), HostError> {
        Ok(())
    }

    /// Starts I/O again after a configuration change.
    pub(crate) fn resume(&mut self, _core: &Core) -> Result<(), HostError> {
        Ok(())
    }

    /// Stops all I/O and removes all clients, whatever the driver answers.
    pub(crate) fn end(&mut self, core: &Core) {
        for info in self.clients.drain(..) {
            let _ = core.instance.driver.remove_client(self.device, &info);
        }
    }
}
