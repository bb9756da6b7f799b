//! A driver instance from the factory to its end.

use std::path::Path;

use tympan_aspl_sys::{AudioObjectID, AudioServerPlugInDriverRef};

use super::driver::DriverInterface;
use super::simulation::Simulation;
use crate::clock::Clock;
use crate::error::HostError;

/// A driver's two interfaces: the one of the protocol, and the private one if it has it.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) driver: DriverInterface,
    simulation: Option<Simulation>,
}

impl Instance {
    /// Wraps a driver reference and asks it for the private interface.
    ///
    /// # Safety
    ///
    /// `reference` keeps the promises of [`interface`](super) until the instance is destroyed.
    pub(crate) unsafe fn new(reference: AudioServerPlugInDriverRef) -> Instance {
        // SAFETY: the caller's promise; the instance is destroyed by destroy alone.
        let driver = unsafe { DriverInterface::new(reference) };
        // SAFETY: as above.
        let simulation = unsafe { Simulation::query(reference) };
        Instance { driver, simulation }
    }

    /// Whether the driver has the private interface.
    pub(crate) fn is_simulated(&self) -> bool {
        self.simulation.is_some()
    }

    /// Gives the driver what it has to have before Initialize.
    pub(crate) fn prepare(
        &mut self,
        clock: &Clock,
        bundle: Option<&Path>,
    ) -> Result<(), HostError> {
        let Some(simulation) = &mut self.simulation else {
            return Ok(());
        };
        simulation.set_clock(clock)?;
        match bundle {
            Some(path) => simulation.set_bundle_path(path),
            None => Ok(()),
        }
    }

    /// Waits until the driver's worker thread has nothing left to do. False when there is no way to know.
    pub(crate) fn drain(&self) -> Result<bool, HostError> {
        let _inside = self.driver.enter()?;
        match &self.simulation {
            Some(simulation) => simulation.drain().map(|()| true),
            None => Ok(false),
        }
    }

    /// What has happened on a device's I/O path, if the driver tells.
    pub(crate) fn diagnostics(
        &self,
        device: AudioObjectID,
    ) -> Result<Option<Vec<(String, u64)>>, HostError> {
        let _inside = self.driver.enter()?;
        let simulation = self.simulation.as_ref();
        simulation
            .map(|simulation| simulation.diagnostics(device))
            .transpose()
    }

    /// CoreFoundation objects alive in the driver, if it counts them.
    pub(crate) fn live_objects(&self) -> Result<Option<u64>, HostError> {
        let _inside = self.driver.enter()?;
        match &self.simulation {
            Some(simulation) => simulation.live_objects(),
            None => Ok(None),
        }
    }

    /// Refuses further calls and takes the instance down. False when it has to stay in memory: because there is no way to take
    /// it down, because a call into it does not come back, or because this was tried before.
    pub(crate) fn destroy(&self) -> bool {
        if !self.driver.close() {
            return false;
        }
        let Some(simulation) = &self.simulation else {
            return false;
        };
        // SAFETY: close has refused further calls, and none is under way.
        unsafe { simulation.destroy() }.is_ok()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.destroy();
    }
}
