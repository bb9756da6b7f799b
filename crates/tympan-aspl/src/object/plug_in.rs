//! The plug-in object's properties (hal-facts B.3).

use tympan_aspl_sys as sys;

use super::dispatch::{Class, Qualifier, Request};
use super::property::{Answer, Property, QualifierType, ValueType, View};
use crate::error::Status;
use crate::types::ObjectId;

/// Object 1. What it lists lives in the tree.
pub(crate) struct PlugInObject {
    pub(crate) bundle_id: String,
    pub(crate) name: String,
    pub(crate) manufacturer: String,
}

type Row = Property<PlugInObject>;

impl Class for PlugInObject {
    const PROPERTIES: &'static [Property<Self>] = &[
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
            ValueType::List,
            |view, _| {
                Ok(Answer::ids(
                    view.driver.devices().iter().map(|device| device.id),
                ))
            },
        ),
        Row::new(
            sys::kAudioPlugInPropertyTranslateUIDToDevice,
            ValueType::UInt32,
            |view, request| {
                let uid = text(request)?;
                let found = view
                    .driver
                    .devices()
                    .iter()
                    .find(|device| device.uid() == uid)
                    .map(|device| device.id);
                Ok(Answer::id(found.unwrap_or(ObjectId::UNKNOWN)))
            },
        )
        .qualifier(QualifierType::Text),
        // A plug-in without boxes answers an empty list, as Apple's sample does before its box is there.
        Row::new(sys::kAudioPlugInPropertyBoxList, ValueType::List, |_, _| {
            Ok(Answer::ids([]))
        }),
        Row::new(
            sys::kAudioPlugInPropertyTranslateUIDToBox,
            ValueType::UInt32,
            |_, request| {
                text(request)?;
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

    fn class(&self) -> sys::AudioClassID {
        sys::kAudioPlugInClassID
    }

    fn owner(&self) -> ObjectId {
        ObjectId::UNKNOWN
    }

    fn owned(
        view: &View<'_, Self>,
        _: sys::AudioObjectPropertyScope,
    ) -> Vec<(ObjectId, sys::AudioClassID)> {
        view.driver
            .devices()
            .iter()
            .map(|device| (device.id, device.class()))
            .collect()
    }
}

fn text<'a>(request: &Request<'a>) -> Result<&'a str, Status> {
    match request.qualifier {
        Qualifier::Text(text) => Ok(text),
        _ => Err(Status::BAD_SIZE),
    }
}
