//! When the picture of the objects is read anew, and what is a violation about it.
//!
//! A notification only says what is in doubt; the driver is asked later, by the next one who wants to know, with no lock held
//! that the driver's calls to the host need. [`Core::check_mirrors`] asks for everything, to find what was not announced.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, MutexGuard};
use std::time::{Duration, Instant};

use tympan_aspl_sys::{
    AudioObjectID, kAudioDevicePropertyStreams, kAudioObjectPlugInObject,
    kAudioObjectPropertyControlList, kAudioObjectPropertyElementWildcard,
    kAudioObjectPropertyOwnedObjects, kAudioObjectPropertyScopeWildcard,
    kAudioObjectPropertySelectorWildcard, kAudioPlugInPropertyBoxList,
    kAudioPlugInPropertyClockDeviceList, kAudioPlugInPropertyDeviceList,
    kAudioTransportManagerPropertyEndPointList,
};

use super::core::{Core, lock};
use super::mirror::{Doubts, Mirror};
use super::values::{Content, Property};
use crate::address::Address;
use crate::error::HostError;
use crate::table::Change;
use crate::violation::Rule;

/// How long a notification may take, in time of the machine, when there is no way to wait for the driver's worker.
const LATE_NEWS: Duration = Duration::from_millis(200);

/// More differences than are looked at twice.
const MAX_ROUNDS: usize = 8;

/// What has happened since the picture was read.
#[derive(Debug, Default)]
pub(super) struct News {
    /// The plug-in's lists have been announced.
    lists: bool,
    /// Devices whose configuration was changed.
    performed: BTreeSet<AudioObjectID>,
    /// What was announced.
    announced: BTreeSet<(AudioObjectID, Address)>,
    /// Devices whose configuration is being changed, each with how many times.
    performing: BTreeMap<AudioObjectID, usize>,
    /// Whether news that were taken are still being read.
    reading: bool,
}

impl News {
    fn is_none(&self) -> bool {
        !self.lists && self.performed.is_empty() && self.announced.is_empty() && !self.reading
    }

    /// Everything but what is still under way.
    fn take(&mut self) -> News {
        News {
            lists: std::mem::take(&mut self.lists),
            performed: std::mem::take(&mut self.performed),
            announced: std::mem::take(&mut self.announced),
            performing: self.performing.clone(),
            reading: std::mem::replace(&mut self.reading, true),
        }
    }

    fn put_back(&mut self, old: News) {
        self.lists |= old.lists;
        self.performed.extend(old.performed);
        self.announced.extend(old.announced);
        self.reading = false;
    }
}

/// Lists of the plug-in object.
const PLUG_IN_LISTS: [u32; 5] = [
    kAudioObjectPropertyOwnedObjects,
    kAudioPlugInPropertyDeviceList,
    kAudioPlugInPropertyBoxList,
    kAudioPlugInPropertyClockDeviceList,
    kAudioTransportManagerPropertyEndPointList,
];

/// Lists of a device's objects.
const DEVICE_LISTS: [u32; 3] = [
    kAudioObjectPropertyOwnedObjects,
    kAudioDevicePropertyStreams,
    kAudioObjectPropertyControlList,
];

fn covers(announced: Address, address: Address) -> bool {
    announced.selector == address.selector
        || announced.selector == kAudioObjectPropertySelectorWildcard
}

fn is_wildcard(address: Address) -> bool {
    address.selector == kAudioObjectPropertySelectorWildcard
        || address.scope == kAudioObjectPropertyScopeWildcard
        || address.element == kAudioObjectPropertyElementWildcard
}

thread_local! {
    /// Whether this thread is reading the picture: a driver that calls the host meanwhile gets no second reading.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// The right to read the picture, which one thread has at a time.
struct Reading<'a> {
    _turn: MutexGuard<'a, ()>,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        READING.set(false);
    }
}

/// A value that is not what the picture says.
#[derive(Debug, Clone)]
struct Difference {
    object: AudioObjectID,
    property: Property,
    found: Content,
}

impl Core {
    /// Notes what the driver has announced.
    pub(super) fn add_news(&self, object: AudioObjectID, addresses: &[Address]) {
        let mut news = lock(&self.news);
        for address in addresses {
            let is_list = |lists: &[u32]| {
                lists
                    .iter()
                    .any(|list| covers(*address, Address::of(*list)))
            };
            news.lists |= object == kAudioObjectPlugInObject && is_list(&PLUG_IN_LISTS);
            news.announced.insert((object, *address));
        }
    }

    /// Puts the plug-in's lists in doubt.
    pub(crate) fn doubt_lists(&self) {
        lock(&self.news).lists = true;
    }

    pub(super) fn begin_perform(&self, device: AudioObjectID) {
        *lock(&self.news).performing.entry(device).or_default() += 1;
    }

    pub(super) fn end_perform(&self, device: AudioObjectID) {
        let mut news = lock(&self.news);
        news.performed.insert(device);
        if let Some(count) = news.performing.get_mut(&device) {
            *count -= 1;
            if *count == 0 {
                news.performing.remove(&device);
            }
        }
    }

    /// The picture of the objects, read anew as far as there are news.
    pub(crate) fn mirror(&self) -> Result<Arc<Mirror>, HostError> {
        self.refresh()?;
        Ok(Arc::clone(&lock(&self.mirror)))
    }

    fn begin_reading(&self) -> Option<Reading<'_>> {
        if READING.replace(true) {
            return None;
        }
        Some(Reading {
            _turn: lock(&self.reading),
        })
    }

    pub(super) fn refresh(&self) -> Result<(), HostError> {
        if lock(&self.news).is_none() {
            return Ok(());
        }
        match self.begin_reading() {
            Some(_reading) => self.take_in_news(),
            None => Ok(()),
        }
    }

    /// Reads what is in doubt. Only with the right to read.
    fn take_in_news(&self) -> Result<(), HostError> {
        let news = {
            let mut news = lock(&self.news);
            if news.is_none() {
                return Ok(());
            }
            news.take()
        };
        let old = Arc::clone(&lock(&self.mirror));
        match self.renew(&old, &news) {
            Ok(new) => {
                self.publish(&old, new);
                lock(&self.news).reading = false;
                Ok(())
            }
            Err(error) => {
                lock(&self.news).put_back(news);
                Err(error)
            }
        }
    }

    fn renew(&self, old: &Mirror, news: &News) -> Result<Mirror, HostError> {
        let mut doubts = Doubts {
            lists: news.lists,
            ..Doubts::default()
        };
        for device in &news.performed {
            doubts.reread.extend(old.family(*device));
        }
        for (object, address) in &news.announced {
            let mut lists = DEVICE_LISTS.iter();
            if lists.any(|list| covers(*address, Address::of(*list))) {
                doubts.relist.insert(*object);
            }
        }
        let mut new = if news.lists || !doubts.reread.is_empty() || !doubts.relist.is_empty() {
            Mirror::renew(self, old, &doubts)?
        } else {
            old.clone()
        };
        for (object, address) in &news.announced {
            self.take_in(old, &mut new, news, &doubts, *object, *address)?;
        }
        Ok(new)
    }

    /// Reads what one announcement is about.
    fn take_in(
        &self,
        old: &Mirror,
        new: &mut Mirror,
        news: &News,
        doubts: &Doubts,
        object: AudioObjectID,
        address: Address,
    ) -> Result<(), HostError> {
        let Some(known) = new.objects.get_mut(&object) else {
            // It may have been published for a moment, when the lists have changed.
            if !news.lists && !old.objects.contains_key(&object) {
                self.unknown_notification(object, address, "there is no such object");
            }
            return Ok(());
        };
        let has = is_wildcard(address) || self.instance.driver.has_property(object, 0, address)?;
        if !has {
            self.unknown_notification(object, address, "HasProperty says no");
        }
        let changes_configuration = doubts.reread.contains(&object)
            || news
                .performing
                .keys()
                .any(|device| old.family(*device).contains(&object));
        let values = &known.values;
        let concerned = values
            .values()
            .filter(|kept| covers(address, kept.property.address));
        let properties: Vec<Property> = concerned.map(|kept| kept.property).collect();
        for property in properties {
            let content = self.content(object, &property);
            let Some(kept) = known.values.get(&property.address) else {
                continue;
            };
            if kept.content == content {
                continue;
            }
            let is_new = !old.objects.contains_key(&object);
            if property.change == Change::Configuration && !changes_configuration && !is_new {
                self.change_outside_configuration(object, &property);
            }
            if let Some(kept) = Arc::make_mut(known).values.get_mut(&property.address) {
                kept.content = content;
            }
        }
        let appeared = has && !is_wildcard(address) && !known.values.contains_key(&address);
        if appeared && self.keeps_values {
            self.take_in_appeared(Arc::make_mut(known), object, address)?;
        }
        Ok(())
    }

    /// Reads a property that an announced object did not have before.
    fn take_in_appeared(
        &self,
        known: &mut super::mirror::MirroredObject,
        object: AudioObjectID,
        address: Address,
    ) -> Result<(), HostError> {
        let properties = self.properties(object, known.class, known.base)?;
        let found = properties
            .into_iter()
            .find(|property| property.address == address && property.change != Change::Question);
        if let Some(property) = found {
            let content = self.content(object, &property);
            let kept = super::values::Kept { property, content };
            known.values.insert(address, kept);
        }
        Ok(())
    }

    /// Makes a new picture the host's, and notes who came and who went.
    fn publish(&self, old: &Mirror, new: Mirror) {
        let ids = |mirror: &Mirror| -> BTreeSet<AudioObjectID> {
            let listed = mirror.devices.iter().chain(&mirror.clock_devices);
            listed.map(|item| item.id).collect()
        };
        let (before, now) = (ids(old), ids(&new));
        *lock(&self.mirror) = Arc::new(new);
        let mut moves = lock(&self.moves);
        moves.gone.extend(before.difference(&now));
        moves.come.extend(now.difference(&before));
    }

    /// Compares the picture with the driver's answers. What differs was not announced.
    pub(crate) fn check_mirrors(self: &Arc<Core>) -> Result<(), HostError> {
        if !self.keeps_values {
            return Err(HostError::invalid(
                "values are not kept, so they cannot be compared: use HostBuilder::keep_values",
            ));
        }
        self.settle()?;
        let start = Instant::now();
        for _ in 0..MAX_ROUNDS {
            let differences = self.differences()?;
            if differences.is_empty() {
                return Ok(());
            }
            // A notification may be on its way.
            let waited_for = self.instance.drain()?;
            while !waited_for && start.elapsed() < LATE_NEWS && lock(&self.news).is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            if lock(&self.news).is_none() && self.waiting_requests() == 0 {
                return self.report(differences);
            }
            self.settle()?;
            self.refresh()?;
        }
        let differences = self.differences()?;
        self.report(differences)
    }

    fn differences(&self) -> Result<Vec<Difference>, HostError> {
        let Some(_reading) = self.begin_reading() else {
            return Ok(Vec::new());
        };
        self.take_in_news()?;
        let mirror = Arc::clone(&lock(&self.mirror));
        let performing: BTreeSet<AudioObjectID> = lock(&self.news)
            .performing
            .keys()
            .flat_map(|device| mirror.family(*device))
            .collect();
        let mut differences = Vec::new();
        for (id, object) in &mirror.objects {
            for kept in object.values.values() {
                let property = kept.property;
                if property.change == Change::Host || performing.contains(id) {
                    continue;
                }
                let found = self.content(*id, &property);
                if found != kept.content {
                    differences.push(Difference {
                        object: *id,
                        property,
                        found,
                    });
                }
            }
        }
        // Answers of a driver that has been taken down meanwhile are no differences.
        drop(self.instance.driver.enter()?);
        Ok(differences)
    }

    /// Records differences that nothing has announced, and takes them over.
    fn report(&self, differences: Vec<Difference>) -> Result<(), HostError> {
        let Some(_reading) = self.begin_reading() else {
            return Ok(());
        };
        let mut mirror = Mirror::clone(&lock(&self.mirror));
        for Difference {
            object,
            property,
            found,
        } in differences
        {
            let address = property.address;
            let Some(kept) = mirror
                .objects
                .get_mut(&object)
                .and_then(|object| Arc::make_mut(object).values.get_mut(&address))
            else {
                continue;
            };
            match property.change {
                Change::Configuration => self.change_outside_configuration(object, &property),
                change => self.violations.record(Rule::UnannouncedChange, object, || {
                    let constant = match change {
                        Change::Constant => ", though it is constant",
                        _ => ", and PropertiesChanged was not called",
                    };
                    format!("{address} has changed{constant}")
                }),
            }
            kept.content = found;
        }
        *lock(&self.mirror) = Arc::new(mirror);
        Ok(())
    }

    fn unknown_notification(&self, object: AudioObjectID, address: Address, problem: &str) {
        self.violations
            .record(Rule::UnknownNotification, object, || {
                format!("PropertiesChanged for {address} of object {object}: {problem}")
            });
    }

    fn change_outside_configuration(&self, object: AudioObjectID, property: &Property) {
        let address = property.address;
        self.violations
            .record(Rule::ChangeOutsideConfiguration, object, || {
                format!("{address} has changed without a configuration change")
            });
    }
}
