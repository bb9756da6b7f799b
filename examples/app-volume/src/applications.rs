//! [`Applications`]: which application has which setting, and which clients it acts on.
//!
//! An application is known by its bundle id, so that it keeps its setting however often it is started, with all its processes: a helper's bundle id
//! begins with that of its application and a dot. A process without a bundle, or one that is to be told apart, is known by its process id, until it is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::prelude::*;
use tympan_aspl::property_value::{DataType, PropertyValue};
use tympan_aspl::realtime::Latest;
use tympan_aspl::{
    ComputedProperty, CustomProperty, RawData, RawProperty, RawValue, Status, Storage,
};

use crate::setting::{Change, Gains, Setting, UNCHANGED};

/// Where the settings are kept from one start to the next.
const KEY: &str = "applications";

/// As many applications as any computer has. What clients can fill has to end somewhere.
const MOST: usize = 1_000;

/// Where clients find both properties.
const SCOPE: [u8; 4] = *b"glob";
const ELEMENT: u32 = 0;

/// The settings by bundle id or process id.
type Settings = BTreeMap<String, Setting>;

/// The applications table. It is never touched by I/O threads: they have the gains of their client in hand.
pub(crate) struct Applications {
    state: Mutex<State>,
    storage: Storage,
    settings_property: RawProperty,
    clients_property: ComputedProperty<Value>,
}

#[derive(Default)]
struct State {
    settings: Settings,
    clients: BTreeMap<u32, Seat>,
    is_unsaved: bool,
    is_being_saved: bool,
}

/// A client, and the gains that its part reads.
struct Seat {
    client: Client,
    gains: Latest<Gains>,
}

impl Applications {
    /// The applications as they were stored, with no clients yet.
    pub(crate) fn new(storage: Storage, control: &ControlContext<'_>) -> Arc<Self> {
        // Nothing is stored at the first start. What another version of the driver has stored may not all be a setting here: the rest still is.
        let stored: BTreeMap<String, Value> = storage.get(control, KEY).unwrap_or_default();
        let settings = stored.into_iter().filter_map(|(key, value)| {
            let change = Change::from_object(&value.to_object()).ok()?;
            let setting = change.0.filter(|_| is_application(&key))?;
            Some((key, setting))
        });
        let settings = settings.collect();
        let state = State {
            settings,
            ..State::default()
        };
        // The properties are held here, so they hold this weakly.
        Arc::new_cyclic(|applications| Self {
            state: Mutex::new(state),
            storage,
            settings_property: settings_property(applications),
            clients_property: clients_property(applications.clone()),
        })
    }

    /// `Apps`: the settings.
    pub(crate) fn settings_property(&self) -> &RawProperty {
        &self.settings_property
    }

    /// `Clnt`: who plays, for whoever shows them with their volumes.
    pub(crate) fn clients_property(&self) -> &ComputedProperty<Value> {
        &self.clients_property
    }

    /// Called before the client's part is made.
    pub(crate) fn client_added(&self, control: &ControlContext<'_>, client: &Client) {
        let mut state = self.state();
        let seat = Seat {
            client: client.clone(),
            gains: Latest::new(gains(&state.settings, client)),
        };
        state.clients.insert(client.id().get(), seat);
        drop(state);
        self.clients_property.changed(control);
    }

    /// The gains of a client, now and in future.
    pub(crate) fn gains_of(&self, client: &Client) -> Latest<Gains> {
        let state = self.state();
        let seat = state.clients.get(&client.id().get());
        seat.map_or_else(|| Latest::new(UNCHANGED), |seat| seat.gains.clone())
    }

    /// With the last client of a process its own setting ends: another process may get the id.
    pub(crate) fn client_removed(&self, control: &ControlContext<'_>, client: &Client) {
        let mut state = self.state();
        let seat = state.clients.remove(&client.id().get());
        let process = client.process_id();
        let mut others = state.clients.values();
        let is_gone = others.all(|seat| seat.client.process_id() != process);
        let had_setting = is_gone && state.settings.remove(&process.to_string()).is_some();
        drop(state);
        drop(seat);
        self.clients_property.changed(control);
        if had_setting {
            self.settings_changed(control);
        }
    }

    /// Takes the changes all together, or none of them.
    fn change(
        &self,
        control: &ControlContext<'_>,
        changes: BTreeMap<String, Change>,
    ) -> Result<(), Status> {
        if !changes.keys().all(|key| is_application(key)) {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let mut state = self.state();
        let mut settings = state.settings.clone();
        for (key, change) in changes {
            match change.0 {
                Some(setting) => settings.insert(key, setting),
                None => settings.remove(&key),
            };
        }
        if settings.len() > MOST {
            return Err(Status::ILLEGAL_OPERATION);
        }
        if settings == state.settings {
            return Ok(());
        }
        // Whoever sets last is heard: the gains are set before anybody else can change the settings.
        for seat in state.clients.values() {
            let gains = gains(&settings, &seat.client);
            if *seat.gains.read() != gains {
                seat.gains.set(control, gains);
            }
        }
        state.settings = settings;
        state.is_unsaved = true;
        drop(state);
        self.settings_changed(control);
        self.clients_property.changed(control);
        self.save(control);
        Ok(())
    }

    fn settings_changed(&self, control: &ControlContext<'_>) {
        self.settings_property.changed(control, SCOPE, ELEMENT);
    }

    /// Stores the settings of bundle ids. The host is not called with the lock held; a thread that finds another one at it leaves the rest to that.
    fn save(&self, control: &ControlContext<'_>) {
        let mut state = self.state();
        while state.is_unsaved && !state.is_being_saved {
            state.is_unsaved = false;
            state.is_being_saved = true;
            let lasting = state.settings.iter().filter(|(key, _)| !is_process(key));
            let lasting = as_changes(lasting);
            drop(state);
            // If the host cannot store it, it holds until the driver is unloaded.
            let _ = self.storage.set(control, KEY, &lasting);
            state = self.state();
            state.is_being_saved = false;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic is done halfway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a client is multiplied by.
fn gains(settings: &Settings, client: &Client) -> Gains {
    let setting = application(settings, client).and_then(|key| settings.get(&key));
    setting.map_or(UNCHANGED, Setting::gains)
}

/// The key of the setting that acts on a client: its process id, its bundle id, or the most of its bundle id up to a dot.
fn application(settings: &Settings, client: &Client) -> Option<String> {
    let process = client.process_id().to_string();
    if settings.contains_key(&process) {
        return Some(process);
    }
    let mut bundle_id = client.bundle_id()?;
    while !settings.contains_key(bundle_id) {
        bundle_id = bundle_id.rsplit_once('.')?.0;
    }
    Some(bundle_id.to_owned())
}

/// Whether a key is a process id. No bundle id is a mere number.
fn is_process(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a key is a bundle id or a process id as processes have it.
fn is_application(key: &str) -> bool {
    match key.parse::<i32>() {
        Ok(process) => process > 0 && process.to_string() == key,
        Err(_) => !key.is_empty() && !is_process(key),
    }
}

fn as_changes<'a>(
    settings: impl Iterator<Item = (&'a String, &'a Setting)>,
) -> BTreeMap<String, Change> {
    settings
        .map(|(key, setting)| (key.clone(), Change(Some(*setting))))
        .collect()
}

/// A dictionary of settings. What is set names the applications that change, so that two clients that set different ones do not undo each other's work.
fn settings_property(applications: &Weak<Applications>) -> RawProperty {
    let [reader, writer] = [(); 2].map(|()| applications.clone());
    RawProperty::new(*b"Apps", move |_, _| {
        let applications = reader.upgrade().ok_or(Status::BAD_OBJECT)?;
        let settings = as_changes(applications.state().settings.iter());
        Ok(RawValue::Object(settings.to_object()?))
    })
    .settable(move |control, _, data| {
        let applications = writer.upgrade().ok_or(Status::BAD_OBJECT)?;
        let RawData::Object(object) = data else {
            return Err(Status::ILLEGAL_OPERATION);
        };
        applications.change(control, BTreeMap::from_object(object)?)
    })
    .at(SCOPE, ELEMENT)
    .object()
    .listed(Some(DataType::PropertyList), None)
}

/// An array of dictionaries, one for each client: its `process`, its `bundle`, and the `application` whose setting acts on it, if there are any.
fn clients_property(applications: Weak<Applications>) -> ComputedProperty<Value> {
    CustomProperty::computed(*b"Clnt", move |_| {
        let applications = applications.upgrade().ok_or(Status::BAD_OBJECT)?;
        let state = applications.state();
        let clients = state.clients.values().map(|Seat { client, .. }| {
            let bundle = client.bundle_id().map(str::to_owned);
            let entries = [
                ("process", Some(Value::Integer(client.process_id().into()))),
                ("bundle", bundle.map(Value::String)),
                (
                    "application",
                    application(&state.settings, client).map(Value::String),
                ),
            ];
            let entries = entries.into_iter();
            let entries = entries.filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Value::Dictionary(entries.collect())
        });
        Ok(Value::Array(clients.collect()))
    })
}
