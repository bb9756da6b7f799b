//! When a device's clients are not in I/O cycles: they run its clock alone, they wait while its configuration changes, and they end
//! with it.

use std::sync::Arc;

use super::run::{Run, State};
use super::{StartCalls, timeline};
use crate::error::HostError;
use crate::host::Core;
use crate::interface::ZeroTimeStamp;

impl Run {
    /// Stops I/O for a configuration change; the clients stay as they are.
    pub(crate) fn suspend(&mut self, core: &Arc<Core>) -> Result<(), HostError> {
        self.suspend_clocks(core)?;
        if self.running.take().is_none() {
            return Ok(());
        }
        let calls = self.options()?.start_calls;
        for index in 0..self.slots.len() {
            if self.slots[index].lane().is_some() {
                self.end_thread(core, index)?;
            }
        }
        let mut clients = self.running_clients();
        if calls == StartCalls::FirstAndLast {
            clients.truncate(1);
        }
        for client in clients {
            core.tolerate(core.instance.driver.stop_io(self.device(), client))?;
        }
        Ok(())
    }

    /// Starts I/O again after a configuration change, with all that was read of the device before read anew.
    pub(crate) fn resume(&mut self, core: &Arc<Core>) -> Result<(), HostError> {
        let clients = self.running_clients();
        for slot in &mut self.slots {
            slot.halt();
        }
        let mut result = self.resume_clocks(core);
        for client in clients {
            result = result.and(self.start(core, client));
        }
        result
    }

    /// Leaves I/O stopped after [`suspend`](Run::suspend), as there is no device to start it again.
    pub(crate) fn abandon(&mut self) {
        for slot in &mut self.slots {
            slot.halt();
            if matches!(slot.state, State::Clocked) {
                slot.state = State::Idle;
            }
        }
    }

    /// Stops all I/O and removes all clients, whatever the driver answers.
    pub(crate) fn end(&mut self, core: &Arc<Core>) {
        self.detach(core);
        let _ = self.suspend_clocks(core);
        let device = self.device();
        for slot in self.slots.drain(..) {
            let _ = core.instance.driver.remove_client(device, &slot.info);
        }
    }

    /// Starts a device for a client that does no I/O: StartIO alone.
    pub(crate) fn start_clock(&mut self, core: &Arc<Core>, client: u32) -> Result<(), HostError> {
        let index = self.index(client)?;
        if !matches!(self.slots[index].state, State::Idle) {
            return Err(HostError::invalid(format!(
                "client {client} is doing I/O, or is about to"
            )));
        }
        core.instance.driver.start_io(self.device(), client)?;
        self.slots[index].state = State::Clocked;
        Ok(())
    }

    /// Stops what [`start_clock`](Run::start_clock) started.
    pub(crate) fn stop_clock(&mut self, core: &Arc<Core>, client: u32) -> Result<(), HostError> {
        let index = self.index(client)?;
        if !matches!(self.slots[index].state, State::Clocked) {
            return Err(HostError::invalid(format!(
                "client {client} has not started the clock"
            )));
        }
        self.slots[index].state = State::Idle;
        core.instance.driver.stop_io(self.device(), client)
    }

    /// The newest zero time stamp, for a client that has started the clock.
    pub(crate) fn read_clock(&self, core: &Core, client: u32) -> Result<ZeroTimeStamp, HostError> {
        let index = self.index(client)?;
        if !matches!(self.slots[index].state, State::Clocked) {
            return Err(HostError::invalid(format!(
                "client {client} has not started the clock"
            )));
        }
        let driver = &core.instance.driver;
        let stamp = driver.zero_time_stamp(self.device(), client)?;
        timeline::check(&stamp, self.device(), core.clock.now(), &core.violations);
        Ok(stamp)
    }

    fn clocked(&self) -> Vec<u32> {
        let clocked = self.slots.iter();
        let clocked = clocked.filter(|slot| matches!(slot.state, State::Clocked));
        clocked.map(|slot| slot.info.id).collect()
    }

    /// Stops the clock for a configuration change.
    fn suspend_clocks(&mut self, core: &Core) -> Result<(), HostError> {
        for client in self.clocked() {
            core.tolerate(core.instance.driver.stop_io(self.device(), client))?;
        }
        Ok(())
    }

    /// Starts the clock again after a configuration change.
    fn resume_clocks(&mut self, core: &Core) -> Result<(), HostError> {
        let mut result = Ok(());
        for client in self.clocked() {
            result = result.and(core.instance.driver.start_io(self.device(), client));
        }
        result
    }

    /// Ends all clients of a device that the driver has removed. The driver may know the device still or not (hal-facts D.4), so its
    /// answers mean nothing.
    pub(crate) fn vanish(&mut self, core: &Arc<Core>) {
        if self.gone {
            return;
        }
        for client in self.running_clients() {
            let _ = self.stop(core, client);
        }
        let (device, driver) = (self.device(), &core.instance.driver);
        for client in self.clocked() {
            let _ = driver.stop_io(device, client);
        }
        for slot in self.slots.drain(..) {
            let _ = driver.remove_client(device, &slot.info);
        }
        self.gone = true;
    }

    /// Whether the driver has removed the device.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone
    }
}
