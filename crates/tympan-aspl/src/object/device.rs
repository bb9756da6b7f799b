//! A device's life on the control side: its state, clients, starts, stops and configuration changes.
//!
//! The author's code (factories, hooks, destructors) runs here inside the device's [`Turn`] but with no lock held, so it may ask the framework and the
//! host anything. Property calls take no turn: they read the published [`DeviceState`].

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

use super::device_state::DeviceState;
use super::kind::Kind;
use super::place::Place;
use crate::client::Client;
use crate::clock::Arrival;
use crate::driver::Driver;
use crate::error::{Error, Status};
use crate::io::{DeviceIo, Operation, Plan};
use crate::panics::discard;
use crate::realtime::ControlContext;
use crate::sync::{lock, read, write};
use crate::turn::Turn;
use crate::types::{ClientId, ObjectId};

/// A realtime side that is about to be published, and the clients it was made for.
struct Prepared {
    plan: Plan,
    clients: BTreeMap<ClientId, Client>,
}

/// A published device.
pub(crate) struct DeviceObject {
    pub(crate) id: ObjectId,
    uid: String,
    kind: Kind,
    /// What the author's handles refer to it by.
    pub(crate) place: Arc<Place>,
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
    /// Those of them that the realtime side knows.
    prepared: BTreeMap<ClientId, Client>,
    starts: u32,
    /// The device was removed and nobody uses it any more; its realtime side may serve another one.
    is_gone: bool,
}

impl Lifecycle {
    fn is_in_use(&self) -> bool {
        !self.clients.is_empty() || self.starts > 0
    }
}

impl DeviceObject {
    pub(crate) fn new(
        id: ObjectId,
        place: Arc<Place>,
        state: DeviceState,
        io: Arc<DeviceIo>,
    ) -> Self {
        io.declare(state.declared());
        Self {
            id,
            uid: state.device.uid.clone(),
            kind: state.device.kind.clone(),
            place,
            state: RwLock::new(Arc::new(state)),
            turn: Turn::default(),
            lifecycle: Mutex::default(),
            io,
        }
    }

    pub(crate) fn uid(&self) -> &str {
        &self.uid
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The state now. It does not change; a configuration change puts another in its place.
    pub(crate) fn state(&self) -> Arc<DeviceState> {
        Arc::clone(&read(&self.state))
    }

    /// Runs what needs the turn and may run the author's code. `None` if the author's code has called it on the thread that has the turn, or on one that
    /// has another device's while this one's is taken.
    fn in_turn<T>(&self, driver: &Driver, work: impl FnOnce() -> T) -> Option<T> {
        let turn = self.turn.take(!driver.is_in_factory())?;
        let _factory = driver.enter_factory();
        let result = panic::catch_unwind(AssertUnwindSafe(work));
        while turn.goes_on() {
            // Whoever was turned away has been answered already, so there is nobody to tell of a panic.
            if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(|| self.prepare_clients())) {
                discard(panic);
            }
        }
        drop(turn);
        match result {
            Ok(result) => Some(result),
            Err(panic) => panic::resume_unwind(panic),
        }
    }

    /// Makes the realtime side for a state; the author's factories run here.
    fn plan(&self, state: &DeviceState) -> Option<Prepared> {
        let io = state.device.io.as_deref()?;
        let clients = lock(&self.lifecycle).clients.clone();
        let plan = self.io.make(io, state.io_setup(), clients.values());
        Some(Prepared { plan, clients })
    }

    fn publish(&self, Prepared { plan, clients }: Prepared) {
        {
            let mut lifecycle = lock(&self.lifecycle);
            lifecycle.prepared = clients;
        }
        self.io.publish(plan);
        // The factories may have let clients come and go.
        self.prepare_clients();
    }

    /// Makes the parts of clients that the realtime side does not know yet, and frees those of clients that are gone.
    fn prepare_clients(&self) {
        while let Some(change) = self.next_client() {
            match change {
                Ok(client) => self.io.add_client(&client),
                Err(gone) => self.io.remove_client(gone),
            }
        }
    }

    /// The next client to prepare or, as an error, to forget. It counts as done from now on, so that one whose part panics is not tried for ever.
    fn next_client(&self) -> Option<Result<Client, ClientId>> {
        let mut lifecycle = lock(&self.lifecycle);
        let Lifecycle {
            clients, prepared, ..
        } = &mut *lifecycle;
        if let Some(gone) = prepared
            .keys()
            .find(|id| !clients.contains_key(id))
            .copied()
        {
            prepared.remove(&gone);
            return Some(Err(gone));
        }
        let new = clients
            .values()
            .find(|client| prepared.get(&client.id) != Some(client))?
            .clone();
        prepared.insert(new.id, new.clone());
        Some(Ok(new))
    }

    /// StartIO: prepares the realtime side the first time.
    pub(crate) fn start(&self, driver: &Driver) -> Result<(), Status> {
        if matches!(self.kind, Kind::EndPoint) {
            return Err(Status::UNSUPPORTED_OPERATION);
        }
        let started = self.in_turn(driver, || {
            let starts = self.while_there()?.starts;
            let more = starts.checked_add(1).ok_or(Status::ILLEGAL_OPERATION)?;
            if starts == 0 {
                if !self.io.is_prepared() {
                    if let Some(plan) = self.plan(&self.state()) {
                        self.publish(plan);
                    }
                }
                self.io.start(driver.time())?;
                let is_simulated = driver.time().is_simulated();
                driver.worker.io_started(&self.io, is_simulated);
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
                self.io.stop(driver.time());
                driver.worker.io_stopped(&self.io);
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
        {
            let mut lifecycle = self.while_there()?;
            lifecycle.clients.insert(id, client);
            // A client that is added again gets a part anew.
            lifecycle.prepared.remove(&id);
        }
        // Without the turn, whoever has it makes the client's part.
        let prepare = || self.in_turn(driver, || self.prepare_clients());
        if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(prepare)) {
            // A client that could not be added is not there.
            lock(&self.lifecycle).clients.remove(&id);
            self.in_turn(driver, || self.prepare_clients());
            panic::resume_unwind(panic);
        }
        Ok(())
    }

    /// RemoveDeviceClient.
    pub(crate) fn remove_client(
        &self,
        driver: &Driver,
        control: &ControlContext<'_>,
        id: ClientId,
    ) -> Result<(), Status> {
        let removed = self.while_there()?.clients.remove(&id);
        let client = removed.ok_or(Status::ILLEGAL_OPERATION)?;
        self.in_turn(driver, || self.prepare_clients());
        if let Some(hook) = &self.state().device.client_removed {
            hook(control, &client);
        }
        Ok(())
    }

    fn while_there(&self) -> Result<MutexGuard<'_, Lifecycle>, Status> {
        let lifecycle = lock(&self.lifecycle);
        if lifecycle.is_gone {
            Err(Status::BAD_OBJECT)
        } else {
            Ok(lifecycle)
        }
    }

    /// Ends a device that was removed, once the host uses it no longer; whether that was now. `None` as for [`in_turn`](Self::in_turn).
    pub(crate) fn end(&self, driver: &Driver) -> Option<bool> {
        if lock(&self.lifecycle).is_in_use() {
            return Some(false);
        }
        self.in_turn(driver, || {
            let mut lifecycle = lock(&self.lifecycle);
            if lifecycle.is_gone || lifecycle.is_in_use() {
                return false;
            }
            lifecycle.is_gone = true;
            drop(lifecycle);
            self.io.retire(driver.time());
            true
        })
    }

    /// Whether the device does the operation for the client. A host asks while it prepares the client's I/O.
    pub(crate) fn will_do(&self, client: ClientId, operation: Operation) -> bool {
        let client = lock(&self.lifecycle).clients.get(&client).cloned();
        let state = self.state();
        let direction = operation.direction();
        direction.is_none_or(|direction| state.device.has(direction))
            && state
                .device
                .io
                .as_ref()
                .is_some_and(|io| io.will_do(client.as_ref(), operation))
    }

    /// Whether the result of the operation stays in the main buffer.
    pub(crate) fn is_in_place(&self, operation: Operation) -> bool {
        !self.state().declared().is_separate(operation)
    }

    /// Puts a new state in the place of the old one: `edit` makes it of the current one, and `commit` is told of both once the realtime side is in place.
    /// All of it happens or, if `edit` refuses or a factory panics, nothing. `None` if the author's code called on the thread that has the turn.
    pub(crate) fn change(
        &self,
        driver: &Arc<Driver>,
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
            let configured = self.io.set_clock(&new.device, driver, Arrival::New);
            configured.map_err(|refusal| Error::InvalidDevice {
                uid: self.uid.clone(),
                problems: vec![refusal.to_string()],
            })?;
            *write(&self.state) = Arc::clone(&new);
            self.io.declare(new.declared());
            commit(&old, &new);
            if let Some(plan) = plan {
                self.publish(plan);
            }
            Ok(())
        })
    }
}
