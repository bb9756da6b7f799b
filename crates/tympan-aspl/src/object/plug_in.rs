//! The plug-in object's properties (hal-facts B.3).

use std::sync::{Arc, RwLock};

use tympan_aspl_sys as sys;

use super::class::Owned;
use super::dispatch::{AnyObject, Class};
use super::extra::{ExtraProperty, Extras};
use super::home::Home;
use super::property::{Answer, Item, Property, QualifierType, ValueType, View};
use crate::error::Error;
use crate::sync::{read, write};
use crate::types::ObjectId;

/// Object 1. What it lists lives in the tree.
pub(crate) struct PlugInObject {
    pub(crate) bundle_id: String,
    pub(crate) name: String,
    pub(crate) manufacturer: String,
    /// What the author has added.
    pub(crate) extras: RwLock<Arc<Extras>>,
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
}

type Row = Property<PlugInObject>;

pub(super) const PROPERTIES: &[Row] = &[
    Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
        Ok(Answer::text(&view.object.name))
    }),
    Row::new(
        sys::kAudioObjectPropertyManufacturer,
        ValueType::Text,
        |view, _| Ok(Answer::text(&view.object.manufacturer)),
    ),
    Row::new(
        sys::kAudioPlugInPropertyDeviceList,
        ValueType::List(Item::Id),
        |view, _| {
            Ok(Answer::ids(
                view.driver.devices().iter().map(|device| device.id),
            ))
        },
    )
    .announced()
    .api("PlugIn::add_device"),
    Row::new(
        sys::kAudioPlugInPropertyTranslateUIDToDevice,
        ValueType::UInt32,
        |view, request| {
            let found = view.driver.device_with_uid(request.text()?);
            let id = found.map_or(ObjectId::UNKNOWN, |device| device.id);
            Ok(Answer::id(id))
        },
    )
    .qualifier(QualifierType::Text),
    // A plug-in without boxes answers an empty list, as Apple's sample does before its box is there.
    Row::new(
        sys::kAudioPlugInPropertyBoxList,
        ValueType::List(Item::Id),
        |_, _| Ok(Answer::ids([])),
    )
    .announced(),
    Row::new(
        sys::kAudioPlugInPropertyTranslateUIDToBox,
        ValueType::UInt32,
        |_, request| {
            request.text()?;
            Ok(Answer::id(ObjectId::UNKNOWN))
        },
    )
    .qualifier(QualifierType::Text),
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
        &[PROPERTIES]
    }

    fn class(&self) -> sys::AudioClassID {
        sys::kAudioPlugInClassID
    }

    fn owner(&self) -> ObjectId {
        ObjectId::UNKNOWN
    }

    fn owned(view: &View<'_, Self>, _: sys::AudioObjectPropertyScope) -> Vec<Owned> {
        let devices = view.driver.devices();
        devices.iter().map(|device| device.owned()).collect()
    }

    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras {
        &view.state
    }
}
