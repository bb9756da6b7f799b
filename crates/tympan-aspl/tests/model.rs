//! Random lives of a driver against a small model of it: what clients, the author and the host do, what the driver then answers, and exactly what it announces.
//!
//! The host asks for everything from inside each announcement, on the announcing thread and on another one.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

#[allow(dead_code, reason = "as above")]
#[path = "abi/devices.rs"]
mod devices;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use tympan_aspl::control::{Mute, Volume, VolumeCurve};
use tympan_aspl::prelude::*;
use tympan_aspl::sys::names;

use mini_host::calls::Qualifier;
use mini_host::code::{Address, Code, GLOBAL, INPUT, OUTPUT};
use mini_host::{Event, MiniHost, bytes_of, code, err, words};

/// Random lives, and the most that happens in one.
const LIVES: u32 = if cfg!(miri) { 2 } else { 64 };
const LENGTH: usize = if cfg!(miri) { 6 } else { 40 };

/// Of so many selectors one is tried at the end of a life.
const SPARSENESS: usize = if cfg!(miri) { 200 } else { 7 };

const RATES: [f64; 3] = [44_100.0, 48_000.0, 96_000.0];

/// What an author's edit does.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Name(u8),
    Hidden(bool),
    Rate(usize),
    Latency(u32),
    Channels(u32),
    MoreStreams,
    FewerStreams,
}

/// What happens. The first number chooses a device.
#[derive(Clone, Copy, Debug)]
enum Step {
    Add(u8),
    Remove(usize),
    Edit(usize, Edit),
    SetRate(usize, usize),
    SetVolume(usize, u8),
    SetMute(usize, bool),
    SetActive(usize, bool),
    AddClient(usize, u32),
    RemoveClient(usize, u32),
    Start(usize),
    Stop(usize),
    Perform(usize),
    Abort(usize),
    Stale(usize),
}

fn edits() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0..3_u8).prop_map(Edit::Name),
        any::<bool>().prop_map(Edit::Hidden),
        (0..RATES.len()).prop_map(Edit::Rate),
        (0..3_u32).prop_map(Edit::Latency),
        (1..4_u32).prop_map(Edit::Channels),
        Just(Edit::MoreStreams),
        Just(Edit::FewerStreams),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let device = || 0..4_usize;
    prop_oneof![
        3 => (0..4_u8).prop_map(Step::Add),
        1 => device().prop_map(Step::Remove),
        4 => (device(), edits()).prop_map(|(device, edit)| Step::Edit(device, edit)),
        2 => (device(), 0..RATES.len()).prop_map(|(device, rate)| Step::SetRate(device, rate)),
        1 => (device(), 0..5_u8).prop_map(|(device, quarters)| Step::SetVolume(device, quarters)),
        1 => (device(), any::<bool>()).prop_map(|(device, on)| Step::SetMute(device, on)),
        1 => (device(), any::<bool>()).prop_map(|(device, on)| Step::SetActive(device, on)),
        1 => (device(), 0..3_u32).prop_map(|(device, client)| Step::AddClient(device, client)),
        1 => (device(), 0..3_u32).prop_map(|(device, client)| Step::RemoveClient(device, client)),
        1 => device().prop_map(Step::Start),
        1 => device().prop_map(Step::Stop),
        4 => (0..3_usize).prop_map(Step::Perform),
        1 => (0..3_usize).prop_map(Step::Abort),
        1 => device().prop_map(Step::Stale),
    ]
}

/// What an edit is about, as the model has it.
#[derive(Clone, Debug, PartialEq)]
struct Shape {
    name: u8,
    hidden: bool,
    rate: usize,
    latency: u32,
    /// The channels of the input streams.
    inputs: Vec<u32>,
}

impl Shape {
    fn edited(&self, edit: Edit) -> Self {
        let mut new = self.clone();
        match edit {
            Edit::Name(name) => new.name = name,
            Edit::Hidden(hidden) => new.hidden = hidden,
            Edit::Rate(rate) => new.rate = rate,
            Edit::Latency(latency) => new.latency = latency,
            Edit::Channels(channels) => new.inputs[0] = channels,
            Edit::MoreStreams => new.inputs.push(1),
            Edit::FewerStreams => new.inputs.truncate(1),
        }
        new
    }

    /// Whether the host has to be asked for the change to another.
    fn needs_leave(&self, new: &Self) -> bool {
        (self.rate, self.latency, &self.inputs) != (new.rate, new.latency, &new.inputs)
    }

    /// What the plug-in announces of the change to another (hal-facts B.6).
    fn announced(&self, new: &Self) -> BTreeSet<Address> {
        let channels = |shape: &Self| shape.inputs.iter().sum::<u32>();
        let mut announced = BTreeSet::new();
        let mut note = |is_changed: bool, address: Address| {
            if is_changed {
                announced.insert(address);
            }
        };
        note(self.name != new.name, (*b"lnam").into());
        note(self.hidden != new.hidden, (*b"hidn").into());
        note(channels(self) != channels(new), (*b"srnd", INPUT).into());
        // The first two channels, or the only one twice.
        let stereo = |shape: &Self| channels(shape).min(2);
        note(stereo(self) != stereo(new), (*b"dch2", INPUT).into());
        announced
    }
}

#[derive(Clone)]
struct ModelDevice {
    handle: DeviceHandle,
    uid: String,
    shape: Shape,
    quarters: u8,
    muted: bool,
    active: bool,
    clients: BTreeSet<u32>,
    starts: u32,
    is_alive: bool,
    volume: u32,
    mute: u32,
    first_stream: u32,
}

/// Whose wish a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asker {
    Author,
    Client,
}

/// A change that the host was asked for and has not answered.
struct Pending {
    device: u32,
    action: u64,
    edit: Edit,
    by: Asker,
}

struct World {
    host: MiniHost,
    plug_in: PlugIn,
    devices: BTreeMap<u32, ModelDevice>,
    pending: Vec<Pending>,
    answered: Vec<(u32, u64)>,
    last_id: u32,
}

type Announced = Vec<(u32, BTreeSet<Address>)>;

fn list_changed() -> (u32, BTreeSet<Address>) {
    (1, [*b"dev#", *b"ownd"].map(Address::from).into())
}

impl World {
    fn new() -> Self {
        let kept = Arc::new(OnceLock::new());
        let keeper = Arc::clone(&kept);
        let host = MiniHost::start(move |plug_in, _| {
            keeper.set(plug_in.clone()).unwrap();
            Ok(())
        });
        host.side().has_others_ask.store(true, Ordering::Relaxed);
        let plug_in = kept.get().unwrap().clone();
        Self {
            host,
            plug_in,
            devices: BTreeMap::new(),
            pending: Vec::new(),
            answered: Vec::new(),
            last_id: 1,
        }
    }

    /// The device that a number chooses, dead ones only where they are asked for.
    fn choose(&self, number: usize, alive_only: bool) -> Option<u32> {
        let devices = self.devices.iter();
        let candidates: Vec<_> = devices
            .filter(|(_, device)| device.is_alive || !alive_only)
            .map(|(id, _)| *id)
            .collect();
        candidates.get(number % candidates.len().max(1)).copied()
    }

    fn is_pending(&self, device: u32) -> bool {
        self.pending.iter().any(|pending| pending.device == device)
    }

    /// Compares what the host heard with what it should have heard.
    fn heard(&mut self, expected: Announced, asked: Option<(u32, Edit, Asker)>) {
        let mut announced = Announced::new();
        let mut asked = asked;
        for event in self.host.events() {
            match event {
                Event::Changed { object, addresses } => {
                    let number = addresses.len();
                    let addresses: BTreeSet<_> = addresses.into_iter().collect();
                    assert_eq!(addresses.len(), number, "each once");
                    announced.push((object, addresses));
                }
                Event::Requested { device, action } => {
                    let (expected, edit, by) = asked.take().expect("nothing to ask for");
                    assert_eq!(device, expected);
                    self.pending.push(Pending {
                        device,
                        action,
                        edit,
                        by,
                    });
                }
            }
        }
        assert!(asked.is_none(), "the host was not asked for {asked:?}");
        assert_eq!(announced, expected);
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Add(number) => self.add(number),
            Step::Perform(number) | Step::Abort(number) => {
                if !self.pending.is_empty() {
                    let pending = self.pending.remove(number % self.pending.len());
                    self.answer(&pending, matches!(step, Step::Perform(_)));
                }
            }
            Step::Remove(number)
            | Step::Edit(number, _)
            | Step::SetRate(number, _)
            | Step::SetVolume(number, _)
            | Step::SetMute(number, _)
            | Step::SetActive(number, _) => {
                if let Some(id) = self.choose(number, true) {
                    self.change(id, step);
                }
            }
            Step::AddClient(number, _)
            | Step::RemoveClient(number, _)
            | Step::Start(number)
            | Step::Stop(number)
            | Step::Stale(number) => {
                if let Some(id) = self.choose(number, false) {
                    self.use_device(id, step);
                }
            }
        }
    }

    fn add(&mut self, number: u8) {
        let uid = format!("model.{number}");
        let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
        let mute = Mute::new(Scope::Input);
        let device = Device::new(&uid, "Name 0")
            .sample_rates(RATES)
            .stream(Stream::input(2))
            .stream(Stream::output(2))
            .control(&volume.initial_scalar(0.0))
            .control(&mute);
        let device = devices::quiet(device);
        let added = self
            .plug_in
            .control(|control| self.plug_in.add_device(control, device))
            .unwrap();
        let is_taken = |device: &ModelDevice| device.is_alive && device.uid == uid;
        if self.devices.values().any(is_taken) {
            assert_eq!(added.map(drop), Err(Error::DuplicateUid(uid)));
            return self.heard(vec![], None);
        }
        let handle = added.unwrap();
        let id = handle.id().get();
        assert!(id > self.last_id, "ids are not used again");
        let streams = self.host.get_ids(id, *b"stm#");
        let controls = self.host.get_ids(id, *b"ctrl");
        self.last_id = *controls.iter().max().unwrap();
        let device = ModelDevice {
            handle,
            uid,
            shape: Shape {
                name: 0,
                hidden: false,
                rate: 0,
                latency: 0,
                inputs: vec![2],
            },
            quarters: 0,
            muted: false,
            active: true,
            clients: BTreeSet::new(),
            starts: 0,
            is_alive: true,
            volume: controls[0],
            mute: controls[1],
            first_stream: streams[0],
        };
        self.devices.insert(id, device);
        self.heard(vec![list_changed()], None);
    }

    /// The author's way to make an edit.
    fn edit(handle: &DeviceHandle, edit: Edit) -> impl Fn(Device) -> Device + Send + use<> {
        let handle = handle.clone();
        move |device| {
            let streams = handle.streams().unwrap();
            let mut inputs = streams
                .iter()
                .filter(|stream| stream.direction == Direction::Input);
            let first = inputs.next().unwrap().id;
            match edit {
                Edit::Name(name) => device.name(format!("Name {name}")),
                Edit::Hidden(hidden) => device.hidden(hidden),
                Edit::Rate(rate) => device.sample_rate(RATES[rate]),
                Edit::Latency(latency) => device.latency(Direction::Input, latency),
                Edit::Channels(channels) => {
                    device.edit_stream(first, |stream| stream.channels(channels))
                }
                Edit::MoreStreams => device.stream(Stream::input(1)),
                Edit::FewerStreams => {
                    inputs.fold(device, |device, stream| device.without_stream(stream.id))
                }
            }
        }
    }

    fn change(&mut self, id: u32, step: Step) {
        let is_pending = self.is_pending(id);
        let device = self.devices.get_mut(&id).unwrap();
        let mut announced = vec![];
        let mut asked = None;
        let mut note = |object: u32, is_changed: bool, selectors: &[[u8; 4]]| {
            if is_changed {
                let addresses = selectors.iter().map(|selector| Address::from(*selector));
                announced.push((object, addresses.collect()));
            }
        };
        match step {
            Step::Remove(_) => {
                let removed = self
                    .plug_in
                    .control(|control| device.handle.remove(control));
                assert_eq!(removed, Ok(Ok(())));
                device.is_alive = false;
                announced.push((id, [Address::from(*b"livn")].into()));
                announced.push(list_changed());
                self.pending.retain(|pending| pending.device != id);
            }
            Step::Edit(_, edit) => {
                let change = Self::edit(&device.handle, edit);
                let change = self
                    .plug_in
                    .control(|control| device.handle.reconfigure(control, change));
                let outcome = change.unwrap().unwrap().outcome();
                let new = device.shape.edited(edit);
                if is_pending || device.shape.needs_leave(&new) {
                    assert_eq!(outcome, None);
                    asked = Some((id, edit, Asker::Author));
                } else {
                    assert_eq!(outcome, Some(Ok(())));
                    let changed = device.shape.announced(&new);
                    if !changed.is_empty() {
                        announced.push((id, changed));
                    }
                    device.shape = new;
                }
            }
            Step::SetRate(_, rate) => {
                assert_eq!(self.host.set_rate(id, RATES[rate]), Ok(()));
                let mut pending = self.pending.iter_mut().rev();
                let last = pending.find(|pending| pending.device == id);
                if let Some(last) = last.filter(|last| last.by == Asker::Client) {
                    // Its request is still there to take the later rate along.
                    last.edit = Edit::Rate(rate);
                } else if is_pending || rate != device.shape.rate {
                    asked = Some((id, Edit::Rate(rate), Asker::Client));
                }
            }
            Step::SetVolume(_, quarters) => {
                let scalar = f32::from(quarters) / 4.0;
                let set = self
                    .host
                    .set(device.volume, *b"lcsv", &scalar.to_ne_bytes());
                assert_eq!(set, Ok(()));
                note(
                    device.volume,
                    device.quarters != quarters,
                    &[*b"lcsv", *b"lcdv"],
                );
                device.quarters = quarters;
            }
            Step::SetMute(_, muted) => {
                assert_eq!(
                    self.host.set_u32(device.mute, *b"bcvl", muted.into()),
                    Ok(())
                );
                note(device.mute, device.muted != muted, &[*b"bcvl"]);
                device.muted = muted;
            }
            Step::SetActive(_, active) => {
                let set = self
                    .host
                    .set_u32(device.first_stream, *b"sact", active.into());
                assert_eq!(set, Ok(()));
                note(device.first_stream, device.active != active, &[*b"sact"]);
                device.active = active;
            }
            other => unreachable!("{other:?}"),
        }
        self.heard(announced, asked);
        self.forget_unused(id);
    }

    /// What clients and a muddled host do, with devices on their way out too.
    fn use_device(&mut self, id: u32, step: Step) {
        let device = self.devices.get_mut(&id).unwrap();
        let or_nope = |is_right: bool| if is_right { Ok(()) } else { err(*b"nope") };
        match step {
            Step::AddClient(_, client) => {
                assert_eq!(self.host.add_client(id, client), Ok(()));
                device.clients.insert(client);
            }
            Step::RemoveClient(_, client) => {
                let removed = self.host.remove_client(id, client);
                assert_eq!(removed, or_nope(device.clients.remove(&client)));
            }
            Step::Start(_) => {
                assert_eq!(self.host.start_io(id, 1), Ok(()));
                device.starts += 1;
            }
            Step::Stop(_) => {
                assert_eq!(self.host.stop_io(id, 1), or_nope(device.starts > 0));
                device.starts = device.starts.saturating_sub(1);
            }
            Step::Stale(_) => {
                for (_, action) in &self.answered {
                    assert_eq!(self.host.perform(id, *action), Ok(()));
                    assert_eq!(self.host.abort(id, *action), Ok(()));
                }
            }
            other => unreachable!("{other:?}"),
        }
        self.heard(vec![], None);
        self.forget_unused(id);
    }

    fn forget_unused(&mut self, id: u32) {
        let device = &self.devices[&id];
        if !device.is_alive && device.clients.is_empty() && device.starts == 0 {
            for id in [id, device.first_stream, device.volume, device.mute] {
                assert!(!self.host.has(id, *b"clas"));
                assert_eq!(self.host.get(id, *b"clas"), err(*b"!obj"));
            }
            self.devices.remove(&id);
        }
    }

    fn answer(&mut self, pending: &Pending, is_performed: bool) {
        let (id, action) = (pending.device, pending.action);
        self.answered.push((id, action));
        let mut announced = vec![];
        if is_performed {
            assert_eq!(self.host.perform(id, action), Ok(()));
            let device = self.devices.get_mut(&id).unwrap();
            let new = device.shape.edited(pending.edit);
            let changed = device.shape.announced(&new);
            if !changed.is_empty() {
                announced.push((id, changed));
            }
            device.shape = new;
        } else {
            assert_eq!(self.host.abort(id, action), Ok(()));
        }
        self.heard(announced, None);
    }

    /// Compares everything the model knows.
    fn check(&self) {
        let host = &self.host;
        let alive = self.devices.iter().filter(|(_, device)| device.is_alive);
        let alive: Vec<_> = alive.map(|(id, _)| *id).collect();
        assert_eq!(host.get_ids(1, *b"dev#"), alive);
        assert_eq!(host.get_ids(1, *b"ownd"), alive);
        for (&id, device) in &self.devices {
            let shape = &device.shape;
            assert_eq!(host.get_u32(id, *b"livn"), device.is_alive.into());
            assert_eq!(host.get_u32(id, *b"goin"), (device.starts > 0).into());
            assert_eq!(host.get_text(id, *b"lnam"), format!("Name {}", shape.name));
            assert_eq!(host.get_u32(id, *b"hidn"), shape.hidden.into());
            assert_eq!(host.get_f64(id, *b"nsrt"), RATES[shape.rate]);
            assert_eq!(host.get_u32(id, (*b"ltnc", INPUT)), shape.latency);
            let inputs = host.get_ids(id, (*b"stm#", INPUT));
            let mut first_channel = 1;
            assert_eq!(inputs.len(), shape.inputs.len());
            for (stream, channels) in inputs.iter().zip(&shape.inputs) {
                let format = host.get_format(*stream);
                let has = (format.mSampleRate, format.mChannelsPerFrame);
                assert_eq!(has, (RATES[shape.rate], *channels));
                assert_eq!(host.get_u32(*stream, *b"schn"), first_channel);
                first_channel += channels;
            }
            assert_eq!(
                host.get_u32(device.first_stream, *b"sact"),
                device.active.into()
            );
            assert_eq!(host.get_u32(device.mute, *b"bcvl"), device.muted.into());
            let scalar = f32::from_bits(host.get_u32(device.volume, *b"lcsv"));
            assert!((scalar - f32::from(device.quarters) / 4.0).abs() < 1e-6);
            self.check_filters(id, device);
        }
    }

    /// Class filters: an object passes for its own class and for each above it (hal-facts A.10, B.2).
    fn check_filters(&self, id: u32, device: &ModelDevice) {
        let host = &self.host;
        let streams = host.get_ids(id, *b"stm#");
        let controls = vec![device.volume, device.mute];
        let everything = [streams.clone(), controls.clone()].concat();
        for (classes, expected) in [
            (&[][..], everything.clone()),
            (&[*b"aobj"], everything),
            (&[*b"astr"], streams),
            (&[*b"actl"], controls),
            (&[*b"levl"], vec![device.volume]),
            (&[*b"vlme"], vec![device.volume]),
            (&[*b"mute"], vec![device.mute]),
            (&[*b"togl", *b"vlme"], vec![device.volume, device.mute]),
            (&[*b"slct"], vec![]),
            (&[*b"adev"], vec![]),
        ] {
            let classes: Vec<_> = classes.iter().map(|class| code(*class)).collect();
            let bytes = bytes_of(&classes);
            let found = host.get_qualified(id, *b"ownd", Qualifier::Bytes(&bytes));
            assert_eq!(words(&found.unwrap()), expected, "{classes:x?}");
        }
        let odd = host.get_qualified(id, *b"ownd", Qualifier::Bytes(&[0; 6]));
        assert_eq!(odd, err(*b"!siz"));
    }

    /// HasProperty, the size and the value agree at every address, and lists are cut at whole items.
    fn check_every_address(&self, offset: usize) {
        let named = names::all().flat_map(|group| group.entries);
        let selectors: BTreeSet<_> = named.map(|entry| entry.value).collect();
        let mut objects = vec![1];
        for id in self.devices.keys() {
            objects.push(*id);
            objects.extend(self.host.get_ids(*id, *b"ownd"));
        }
        for object in objects {
            // Other ones for other lives.
            for selector in selectors.iter().skip(offset).step_by(SPARSENESS) {
                for scope in [GLOBAL, INPUT, OUTPUT] {
                    for element in [0, 1] {
                        self.check_address(object, (Code(*selector), Code::from(scope), element));
                    }
                }
            }
        }
    }

    fn check_address(&self, object: u32, address: (Code, Code, u32)) {
        const NEED_A_QUALIFIER: [[u8; 4]; 4] = [*b"uidd", *b"uidb", *b"uide", *b"uidc"];
        let host = &self.host;
        let has = host.has(object, address);
        assert_eq!(host.is_settable(object, address).is_ok(), has);
        if !has {
            assert_eq!(host.size(object, address), err(*b"who?"), "{address:?}");
            assert_eq!(host.get(object, address), err(*b"who?"), "{address:?}");
            return;
        }
        if NEED_A_QUALIFIER.map(Code::from).contains(&address.0) {
            return;
        }
        let size = host.size(object, address).unwrap();
        let whole = host.get_into(object, address, Qualifier::None, size.max(8));
        let whole = whole.unwrap().bytes;
        assert_eq!(whole.len(), size as usize, "{address:?} of {object}");
        if let Some(room) = size.checked_sub(1) {
            match host.get_into(object, address, Qualifier::None, room) {
                Ok(part) => assert!(whole.starts_with(&part.bytes) && part.bytes.len() % 4 == 0),
                Err(status) => assert_eq!(status, (*b"!siz").into(), "{address:?}"),
            }
        }
    }
}

/// A random life, and that nothing is left of it.
fn live(life: &[Step]) {
    let before = tympan_aspl::cf::live_objects();
    let mut world = World::new();
    for step in life {
        world.step(*step);
        world.check();
    }
    world.check_every_address(life.len() % SPARSENESS);
    drop(world);
    assert_eq!(
        tympan_aspl::cf::live_objects(),
        before,
        "retain counts balance"
    );
}

#[test]
fn random_lives_go_as_the_model_says() {
    let config = Config {
        cases: LIVES,
        // Miri has no files; elsewhere a failure is kept next to this file, to be committed with its repair.
        failure_persistence: (!cfg!(miri))
            .then(|| Box::new(FileFailurePersistence::WithSource("failures")) as Box<_>),
        ..Config::default()
    };
    proptest!(config, |(life in prop::collection::vec(steps(), 1..=LENGTH))| live(&life));
}
