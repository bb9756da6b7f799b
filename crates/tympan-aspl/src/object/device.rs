//! A device's life on the control side: configuration, clients, starts and stops.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use super::configuration::{Change, Configuration};
use crate::client::Client;
use crate::clock::ClockError;
use crate::device::Device;
use crate::driver::Driver;
use crate::error::Status;
use crate::format::StreamFormat;
use crate::io::{DeviceIo, IoSetup, Operation};
use crate::raw::TimeSource;
use crate::sync::{lock, read, write};
use crate::types::{ClientId, ObjectId};

/// A published device.
pub(crate) struct DeviceObject {
    pub(crate) id: ObjectId,
    /// What does not change.
    pub(crate) description: Device,
    /// The ids of the description's streams, in the same order.
    pub(crate) stream_ids: Vec<ObjectId>,
    /// What a configuration change changes, all at once.
    configuration: RwLock<Configuration>,
    lifecycle: Mutex<Lifecycle>,
    /// The realtime side.
    pub(crate) io: Arc<DeviceIo>,
}

/// The device's clients and how often I/O was started.
#[derive(Default)]
struct Lifecycle {
    clients: BTreeMap<ClientId, Client>,
    starts: u32,
}

impl DeviceObject {
    /// Makes an object of a description without problems.
    pub(crate) fn new(
        id: ObjectId,
        description: Device,
        stream_ids: Vec<ObjectId>,
        time: &TimeSource,
    ) -> Result<Self, ClockError> {
        let configuration = Configuration::initial(&description);
        let io = DeviceIo::new(&configuration.io_setup(&description, &stream_ids), time)?;
        Ok(Self {
            id,
            stream_ids,
            configuration: RwLock::new(configuration),
            lifecycle: Mutex::default(),
            io: Arc::new(io),
            description,
        })
    }

    pub(crate) fn uid(&self) -> &str {
        &self.description.uid
    }

    pub(crate) fn configuration(&self) -> Configuration {
        read(&self.configuration).clone()
    }

    pub(crate) fn sample_rate(&self) -> f64 {
        read(&self.configuration).sample_rate
    }

    pub(crate) fn stream_format(&self, index: usize) -> StreamFormat {
        read(&self.configuration).stream_format(&self.description, index)
    }

    /// Makes the realtime side for a configuration; the author's factories run here.
    fn prepare(&self, setup: IoSetup, lifecycle: &Lifecycle) {
        if let Some(io) = self.description.io.as_deref() {
            self.io.prepare(io, setup, lifecycle.clients.values());
        }
    }

    fn io_setup(&self, configuration: &Configuration) -> IoSetup {
        configuration.io_setup(&self.description, &self.stream_ids)
    }

    /// StartIO: prepares the realtime side the first time.
    pub(crate) fn start(&self, driver: &Driver) -> Result<(), Status> {
        let mut lifecycle = lock(&self.lifecycle);
        let starts = lifecycle
            .starts
            .checked_add(1)
            .ok_or(Status::ILLEGAL_OPERATION)?;
        if lifecycle.starts == 0 {
            if !self.io.is_prepared() {
                self.prepare(self.io_setup(&self.configuration()), &lifecycle);
            }
            self.io.start(driver.time());
        }
        lifecycle.starts = starts;
        Ok(())
    }

    /// StopIO.
    pub(crate) fn stop(&self) -> Result<(), Status> {
        let mut lifecycle = lock(&self.lifecycle);
        lifecycle.starts = lifecycle
            .starts
            .checked_sub(1)
            .ok_or(Status::ILLEGAL_OPERATION)?;
        if lifecycle.starts == 0 {
            self.io.stop();
        }
        Ok(())
    }

    pub(crate) fn add_client(&self, client: Client) {
        let mut lifecycle = lock(&self.lifecycle);
        self.io.add_client(&client);
        lifecycle.clients.insert(client.id, client);
    }

    pub(crate) fn remove_client(&self, id: ClientId) -> Result<(), Status> {
        let mut lifecycle = lock(&self.lifecycle);
        lifecycle
            .clients
            .remove(&id)
            .ok_or(Status::ILLEGAL_OPERATION)?;
        self.io.remove_client(id);
        Ok(())
    }

    /// Whether the device does the operation for the client. A host asks while it prepares the client's I/O.
    pub(crate) fn will_do(&self, client: ClientId, operation: Operation) -> bool {
        let client = lock(&self.lifecycle).clients.get(&client).cloned();
        let io = self.description.io.as_deref();
        self.description.has(operation.direction())
            && io.is_some_and(|io| io.will_do(client.as_ref(), operation))
    }

    /// Applies a configuration change: rate, formats, clock and realtime side together, or nothing if the author's factory panics.
    pub(crate) fn perform(&self, change: &Change, driver: &Driver) -> Result<(), Status> {
        let lifecycle = lock(&self.lifecycle);
        let old_rate = self.sample_rate();
        let configuration = self.configuration().with(change);
        let setup = self.io_setup(&configuration);
        if self.io.is_prepared() {
            self.prepare(setup.clone(), &lifecycle);
        }
        self.io.set_formats(&setup);
        if configuration.sample_rate.to_bits() != old_rate.to_bits() {
            let period = self.description.period;
            let changed = self
                .io
                .change_rate(configuration.sample_rate, period, driver.time());
            changed.map_err(|_| Status::UNSPECIFIED)?;
        }
        *write(&self.configuration) = configuration;
        Ok(())
    }
}
