//! A device's life on the control side: its state, clients, starts, stops and configuration changes.
//!
//! The author's code (factories, hooks, destructors) runs here inside the device's [`Turn`] but with no lock held, so it may ask the framework and the
//! host anything. Property calls take no turn: they read the published [`DeviceState`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use super::device_state::DeviceState;
use crate::client::Client;
use crate::driver::Driver;
use crate::error::{Error, Status};
use crate::io::{DeviceIo, Operation, Plan};
use crate::realtime::ControlContext;
use crate::sync::{lock, read, write};
use crate::turn::Turn;
use crate::types::{ClientId, ObjectId};

/// A published device.
pub(crate) struct DeviceObject {
    pub(crate) id: ObjectId,
    uid: String,
    state: RwLock<Arc<DeviceState>>,
    turn: Turn,
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
    pub(crate) fn new(id: ObjectId, state: DeviceState, io: Arc<DeviceIo>) -> Self {
        Self {
            id,
            uid: state.device.uid.clone(),
            state: RwLock::new(Arc::new(state)),
            turn: Turn::default(),
            lifecycle: Mutex::default(),
            io,
        }
    }

    pub(crate) fn uid(&self) -> &str {
        &self.uid
    }

    /// The state now. It does not change; a configuration change puts another in its place.
    pub(crate) fn state(&self) -> Arc<DeviceState> {
        Arc::clone(&read(&self.state))
    }

    /// Runs what needs the turn and may run the author's code. `None` if the author's code has called it on the thread that has the turn.
    fn in_turn<T>(&self, driver: &Driver, work: impl FnOnce() -> T) -> Option<T> {
        let _turn = self.turn.take()?;
        let _factory = driver.enter_factory();
        Some(work())
    }

    /// Makes the realtime side for a state; the author's factories run here.
    fn plan(&self, state: &DeviceState) -> Option<Plan> {
        let io = state.device.io.as_deref()?;
        let clients = lock(&self.lifecycle).clients.clone();
        let plan = self.io.make(io, state.io_setup(), clients.values());
        Some(self.with_latecomers(plan, clients))
    }

    /// The factories may have let clients come and go, which then found no plan to be part of.
    fn with_latecomers(&self, mut plan: Plan, mut known: BTreeMap<ClientId, Client>) -> Plan {
        loop {
            let now = lock(&self.lifecycle).clients.clone();
            if now == known {
                return plan;
            }
            for id in known.keys().filter(|id| !now.contains_key(id)) {
                plan = plan.without_client(*id).unwrap_or(plan);
            }
            for client in now.values().filter(|new| known.get(&new.id) != Some(new)) {
                plan = plan.with_client(client).unwrap_or(plan);
            }
            known = now;
        }
    }

    /// StartIO: prepares the realtime side the first time.
    pub(crate) fn start(&self, driver: &Driver) -> Result<(), Status> {
        let started = self.in_turn(driver, || {
            let starts = lock(&self.lifecycle).starts;
            let more = starts.checked_add(1).ok_or(Status::ILLEGAL_OPERATION)?;
            if starts == 0 {
                if !self.io.is_prepared() {
                    if let Some(plan) = self.plan(&self.state()) {
                        self.io.publish(plan);
                    }
                }
                self.io.start(driver.time());
            }
            lock(&self.lifecycle).starts = more;
            Ok(())
        });
        started.unwrap_or(Err(Status::NOT_READY))
    }

    /// StopIO.
    pub(crate) fn stop(&self, driver: &Driver) -> Result<(), Status> {
        let stopped = self.in_turn(driver, || {
            let starts = lock(&self.lifecycle).starts;
            let fewer = starts.checked_sub(1).ok_or(Status::ILLEGAL_OPERATION)?;
            if fewer == 0 {
                self.io.stop();
            }
            lock(&self.lifecycle).starts = fewer;
            Ok(())
        });
        stopped.unwrap_or(Err(Status::NOT_READY))
    }

    /// AddDeviceClient.
    pub(crate) fn add_client(
        &self,
        driver: &Driver,
        control: &ControlContext<'_>,
        client: Client,
    ) -> Result<(), Status> {
        if let Some(hook) = &self.state().device.client_added {
            hook(control, &client)?;
        }
        let id = client.id;
        lock(&self.lifecycle).clients.insert(id, client.clone());
        // Without the turn: the plan that is being made on this thread will look for latecomers.
        self.in_turn(driver, || self.io.add_client(&client));
        Ok(())
    }

    /// RemoveDeviceClient.
    pub(crate) fn remove_client(
        &self,
        driver: &Driver,
        control: &ControlContext<'_>,
        id: ClientId,
    ) -> Result<(), Status> {
        let removed = lock(&self.lifecycle).clients.remove(&id);
        let client = removed.ok_or(Status::ILLEGAL_OPERATION)?;
        self.in_turn(driver, || self.io.remove_client(id));
        if let Some(hook) = &self.state().device.client_removed {
            hook(control, &client);
        }
        Ok(())
    }

    /// Whether the host still uses the device.
    pub(crate) fn is_in_use(&self) -> bool {
        let lifecycle = lock(&self.lifecycle);
        !lifecycle.clients.is_empty() || lifecycle.starts > 0
    }

    /// Whether the device does the operation for the client. A host asks while it prepares the client's I/O.
    pub(crate) fn will_do(&self, client: ClientId, operation: Operation) -> bool {
        let client = lock(&self.lifecycle).clients.get(&client).cloned();
        let state = self.state();
        state.device.has(operation.direction())
            && state
                .device
                .io
                .as_ref()
                .is_some_and(|io| io.will_do(client.as_ref(), operation))
    }

    /// Puts a new state in the place of the old one: `edit` makes it of the current one, and `commit` is told of both once the realtime side is in place.
    /// All of it happens or, if `edit` refuses or a factory panics, nothing. `None` if the author's code called on the thread that has the turn.
    pub(crate) fn change(
        &self,
        driver: &Driver,
        edit: impl FnOnce(&DeviceState) -> Result<DeviceState, Error>,
        commit: impl FnOnce(&DeviceState, &DeviceState),
    ) -> Option<Result<(), Error>> {
        self.in_turn(driver, || {
            let old = self.state();
            let new = Arc::new(edit(&old)?);
            let is_same_io = old.io_setup() == new.io_setup() && old.has_io_of(&new);
            let plan = if self.io.is_prepared() && !is_same_io {
                self.plan(&new)
            } else {
                None
            };
            let (rate, period) = (new.device.current_rate(), new.device.period);
            let configured = self.io.configure(rate, period, driver.time());
            configured.map_err(|error| Error::Other(error.to_string()))?;
            *write(&self.state) = Arc::clone(&new);
            commit(&old, &new);
            if let Some(plan) = plan {
                self.io.publish(plan);
            }
            Ok(())
        })
    }
}
