//! The plug-in object's properties (hal-facts B.3, B.4).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

use tympan_aspl_sys as sys;

use super::class::Owned;
use super::dispatch::{AnyObject, Class};
use super::extra::{ExtraProperty, Extras};
use super::home::Home;
use super::kind::List;
use super::property::{Answer, Item, Property, QualifierType, ValueType, View};
use crate::error::{Error, Status};
use crate::sync::{read, write};
use crate::transport_manager::TransportManager;
use crate::types::ObjectId;

/// Object 1. What it lists lives in the tree.
pub(crate) struct PlugInObject {
    pub(crate) bundle_id: String,
    pub(crate) name: String,
    pub(crate) manufacturer: String,
    /// What the author has added.
    pub(crate) extras: RwLock<Arc<Extras>>,
    /// What makes it a transport manager. Set before the host knows it.
    pub(crate) transport_manager: OnceLock<TransportManager>,
    /// Whether there is, or was, a clock device.
    pub(crate) has_clock_devices: AtomicBool,
}

impl PlugInObject {
    /// Adds a property of the author's.
    pub(crate) fn add_property(
        &self,
        property: Arc<dyn ExtraProperty>,
        home: Home,
    ) -> Result<(), Error> {
        let mut extras = write(&self.extras);
        let mut new = Extras::clone(&extras);
        new.add(Arc::clone(&property));
        let problems = new.problems();
        if !problems.is_empty() {
            return Err(Error::InvalidProperty { problems });
        }
        property.attach(home)?;
        *extras = Arc::new(new);
        Ok(())
    }

    /// Takes a property of the author's away; whether it was there.
    pub(crate) fn remove_property(&self, property: &Arc<dyn ExtraProperty>) -> bool {
        let mut extras = write(&self.extras);
        let mut new = Extras::clone(&extras);
        let was_there = new.remove(property);
        if was_there {
            property.detach(ObjectId::PLUG_IN);
            *extras = Arc::new(new);
        }
        was_there
    }

    /// There is a clock device.
    pub(crate) fn note_clock_devices(&self) {
        self.has_clock_devices.store(true, Ordering::Release);
    }

    /// The list of clock devices stays once it was there, so that the host can read it when the last of them goes.
    fn has_clock_devices(&self) -> bool {
        self.has_clock_devices.load(Ordering::Acquire)
    }
}

type Row = Property<PlugInObject>;

/// A row that lists what is published.
macro_rules! list {
    ($selector:ident, $list:ident, $api:literal) => {
        Row::new(sys::$selector, ValueType::List(Item::Id), |view, _| {
            let listed = view.driver.listed(List::$list);
            Ok(Answer::ids(listed.iter().map(|device| device.id)))
        })
        .announced()
        .api($api)
    };
}

/// A row that finds what is published by its UID. An unknown one is no error (hal-facts B.3).
macro_rules! translate {
    ($selector:ident, $list:ident) => {
        Row::new(sys::$selector, ValueType::UInt32, |view, request| {
            let found = view.driver.device_with_uid(List::$list, request.text()?);
            let id = found.map_or(ObjectId::UNKNOWN, |device| device.id);
            Ok(Answer::id(id))
        })
        .qualifier(QualifierType::Text)
    };
}

/// The rows that only a transport manager has (hal-facts B.4).
pub(super) const TRANSPORT_MANAGER: &[Row] = &[
    list!(
        kAudioTransportManagerPropertyEndPointList,
        EndPoints,
        "PlugIn::add_end_point"
    ),
    translate!(
        kAudioTransportManagerPropertyTranslateUIDToEndPoint,
        EndPoints
    ),
    Row::new(
        sys::kAudioTransportManagerPropertyTransportType,
        ValueType::UInt32,
        |view, _| {
            let manager = view.object.transport_manager.get();
            let manager = manager.ok_or(Status::UNKNOWN_PROPERTY)?;
            Ok(Answer::uint32(manager.transport_type.0))
        },
    )
    .api("TransportManager::transport_type"),
];

pub(super) const PROPERTIES: &[Row] = &[
    Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
        Ok(Answer::text(&view.object.name))
    }),
    Row::new(
        sys::kAudioObjectPropertyManufacturer,
        ValueType::Text,
        |view, _| Ok(Answer::text(&view.object.manufacturer)),
    ),
    list!(
        kAudioPlugInPropertyDeviceList,
        Devices,
        "PlugIn::add_device"
    ),
    translate!(kAudioPlugInPropertyTranslateUIDToDevice, Devices),
    // A plug-in without boxes answers an empty list, as Apple's sample does before its box is there.
    Row::new(
        sys::kAudioPlugInPropertyBoxList,
        ValueType::List(Item::Id),
        |view, _| {
            let boxes = view.driver.boxes();
            Ok(Answer::ids(boxes.iter().map(|audio_box| audio_box.id)))
        },
    )
    .announced()
    .api("PlugIn::add_box"),
    Row::new(
        sys::kAudioPlugInPropertyTranslateUIDToBox,
        ValueType::UInt32,
        |view, request| {
            let (boxes, uid) = (view.driver.boxes(), request.text()?);
            let found = boxes.iter().find(|own| own.audio_box.uid() == uid);
            Ok(Answer::id(found.map_or(ObjectId::UNKNOWN, |own| own.id)))
        },
    )
    .qualifier(QualifierType::Text),
    list!(
        kAudioPlugInPropertyClockDeviceList,
        ClockDevices,
        "PlugIn::add_clock_device"
    )
    .present_if(|view, _| view.object.has_clock_devices()),
    translate!(kAudioPlugInPropertyTranslateUIDToClockDevice, ClockDevices)
        .api("PlugIn::add_clock_device")
        .present_if(|view, _| view.object.has_clock_devices()),
    // The path of the resources inside the bundle: "" is the bundle itself.
    Row::new(
        sys::kAudioPlugInPropertyResourceBundle,
        ValueType::Text,
        |_, _| Ok(Answer::text("")),
    ),
    Row::new(
        sys::kAudioPlugInPropertyBundleID,
        ValueType::Text,
        |view, _| Ok(Answer::text(&view.object.bundle_id)),
    ),
];

impl Class for PlugInObject {
    type State = Arc<Extras>;

    fn id(&self) -> ObjectId {
        ObjectId::PLUG_IN
    }

    fn state(&self) -> Option<Arc<Extras>> {
        Some(Arc::clone(&read(&self.extras)))
    }

    fn tables(&self) -> &'static [&'static [Row]] {
        if self.transport_manager.get().is_some() {
            &[TRANSPORT_MANAGER, PROPERTIES]
        } else {
            &[PROPERTIES]
        }
    }

    fn class(&self) -> sys::AudioClassID {
        if self.transport_manager.get().is_some() {
            sys::kAudioTransportManagerClassID
        } else {
            sys::kAudioPlugInClassID
        }
    }

    fn owner(&self) -> ObjectId {
        ObjectId::UNKNOWN
    }

    fn owned(view: &View<'_, Self>, _: sys::AudioObjectPropertyScope) -> Vec<Owned> {
        let (boxes, devices) = (view.driver.boxes(), view.driver.devices());
        let boxes = boxes.iter().map(|audio_box| audio_box.owned());
        let devices = devices.iter().map(|device| device.owned());
        boxes.chain(devices).collect()
    }

    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras {
        &view.state
    }
}
