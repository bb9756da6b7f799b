//! The I/O engine of a device, stepped cycle by cycle.

use std::fmt;
use std::sync::Arc;

use crate::client::{ClientId, ClientIdentity};
use crate::device::Device;
use crate::error::HostError;

use crate::io::{Cycle, DeviceIo, EngineOptions, IoProc, Run};

/// Runs a device's I/O, one cycle per call. For a whole run in one call see [`Session`](crate::Session).
///
/// An engine waits for nobody: each [`cycle`](Engine::cycle) first lets the driver's worker finish and answers its requests, then
/// moves the clock to the time the cycle is due (or waits until then, on a wall clock), and then does it. Dropping the engine
/// stops and removes its clients.
///
/// A device has one engine at a time. Engines of several devices on one virtual clock are to be stepped in the order of
/// [`next_cycle_at`](Engine::next_cycle_at), or one finds itself late when another has moved the clock.
pub struct Engine {
    device: Device,
    io: Arc<DeviceIo>,
    clients: Vec<ClientId>,
}

impl Engine {
    /// An engine for a device.
    ///
    /// # Errors
    ///
    /// [`HostError::Busy`] when the device has one, [`HostError::Invalid`] for options that cannot be.
    pub fn new(device: &Device, options: EngineOptions) -> Result<Engine, HostError> {
        options.check()?;
        let io = device.core().device_io(device.id());
        io.lock().attach(options)?;
        Ok(Engine {
            device: device.clone(),
            io,
            clients: Vec::new(),
        })
    }

    /// Adds a client that will run `io_proc` in each cycle once it is started.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "AddDeviceClient")]
    pub fn add_client(
        &mut self,
        identity: &ClientIdentity,
        io_proc: impl IoProc + 'static,
    ) -> Result<ClientId, HostError> {
        let mut run = self.io.lock();
        let id = run.add_client(self.device.core(), identity)?;
        run.set_proc(id, Box::new(io_proc))?;
        self.clients.push(ClientId(id));
        Ok(ClientId(id))
    }

    /// Starts a client's I/O.
    ///
    /// # Errors
    ///
    /// What the driver answers; [`HostError::UnsupportedFormat`] when a stream cannot be converted.
    #[doc(alias = "StartIO")]
    pub fn start(&mut self, client: ClientId) -> Result<(), HostError> {
        self.io.lock().start(self.device.core(), client.get())
    }

    /// Stops a client's I/O.
    ///
    /// # Errors
    ///
    /// What the driver answers. The client is stopped even so.
    #[doc(alias = "StopIO")]
    pub fn stop(&mut self, client: ClientId) -> Result<(), HostError> {
        self.io.lock().stop(self.device.core(), client.get())
    }

    /// Removes a client, after stopping it.
    ///
    /// # Errors
    ///
    /// What the driver answers. The client is removed even so.
    #[doc(alias = "RemoveDeviceClient")]
    pub fn remove(&mut self, client: ClientId) -> Result<(), HostError> {
        self.clients.retain(|known| *known != client);
        self.io
            .lock()
            .remove_client(self.device.core(), client.get())
    }

    /// The host time in ticks at which the next cycle is due.
    ///
    /// # Errors
    ///
    /// [`HostError::Invalid`] when no client is started.
    pub fn next_cycle_at(&self) -> Result<u64, HostError> {
        self.io.lock().next_wake(self.device.core())
    }

    /// Does the next cycle for all clients that are started.
    ///
    /// # Errors
    ///
    /// [`HostError::Invalid`] when none is. An operation that the driver refuses is a violation, not an error: the client hears
    /// silence.
    pub fn cycle(&mut self) -> Result<Cycle, HostError> {
        self.approach()?;
        self.perform()
    }

    /// Attends to what the driver wants, and waits until the next cycle is due.
    pub(crate) fn approach(&mut self) -> Result<(), HostError> {
        let core = self.device.core();
        loop {
            core.settle()?;
            self.io.let_others_in();
            let wake = self.io.lock().next_wake(core)?;
            // What the driver's own threads do on the way may concern this device.
            if core.clock.step_to(wake) {
                return Ok(());
            }
        }
    }

    /// Does the cycle that is due.
    pub(crate) fn perform(&mut self) -> Result<Cycle, HostError> {
        self.io.lock().cycle(self.device.core())
    }

    /// What a client read from an input stream in the last cycle, as Float32; empty when it does not run.
    #[must_use]
    pub fn input(&self, client: ClientId, stream: usize) -> Vec<f32> {
        let run = self.io.lock();
        let lane = run.lanes().find(|lane| lane.client == client.get());
        let block = lane.and_then(|lane| lane.input.get(stream));
        block.map_or_else(Vec::new, |block| block.floats().to_vec())
    }

    /// What was written to an output stream in the last cycle: the mix of the clients, converted to the stream's format and back.
    #[must_use]
    pub fn sent(&self, stream: usize) -> Vec<f32> {
        self.io
            .lock()
            .sent()
            .get(stream)
            .cloned()
            .unwrap_or_default()
    }

    /// Looks at the state of the last cycle.
    pub(crate) fn inspect<T>(&self, look: impl FnOnce(&Run) -> T) -> T {
        look(&self.io.lock())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let mut run = self.io.lock();
        run.detach(self.device.core());
        for client in self.clients.drain(..) {
            let _ = run.remove_client(self.device.core(), client.get());
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("device", &self.device)
            .field("clients", &self.clients)
            .finish_non_exhaustive()
    }
}
