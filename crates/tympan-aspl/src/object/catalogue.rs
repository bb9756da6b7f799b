//! Every class with its tables, without their types: what `docs/properties.md` is made of, and what holds for all of them.
//!
//! A class that is added gets one line in [`published`], one in [`facts`], and a new page (see `docs/testing.md`).

mod facts;
mod page;
mod rules;

use tympan_aspl_sys::{self as sys, AudioClassID, AudioObjectPropertySelector};

use super::control_properties::ControlTables;
use super::dispatch::Class;
use super::object_properties::Inherited;
use super::property::{At, Notify, Property, QualifierType, ValueType};
use super::{DeviceObject, audio_box, device_kinds, plug_in, stream};
use crate::control::{Boolean, Leveled, Pan, Selector, Slider};

/// The classes, each with its tables from the most derived one down.
fn published() -> Vec<Published> {
    vec![
        of(&[sys::kAudioPlugInClassID], &[plug_in::PROPERTIES]),
        of(
            &[sys::kAudioTransportManagerClassID],
            &[plug_in::TRANSPORT_MANAGER, plug_in::PROPERTIES],
        ),
        of(&[sys::kAudioBoxClassID], &[audio_box::PROPERTIES]),
        of(&[sys::kAudioDeviceClassID], device_kinds::DEVICE),
        of(
            &[sys::kAudioEndPointDeviceClassID],
            device_kinds::END_POINT_DEVICE,
        ),
        of(&[sys::kAudioEndPointClassID], device_kinds::END_POINT),
        of(&[sys::kAudioClockDeviceClassID], device_kinds::CLOCK_DEVICE),
        of(&[sys::kAudioStreamClassID], &[stream::PROPERTIES]),
        of(LEVELS, Leveled::tables(true)),
        of(BOOLEANS, Boolean::tables(true)),
        of(&[sys::kAudioJackControlClassID], Boolean::tables(false)),
        of(SELECTORS, Selector::tables(true)),
        of(&[sys::kAudioSliderControlClassID], Slider::tables(true)),
        of(&[sys::kAudioStereoPanControlClassID], Pan::tables(true)),
    ]
}

const LEVELS: &[AudioClassID] = &[
    sys::kAudioLevelControlClassID,
    sys::kAudioVolumeControlClassID,
    sys::kAudioLFEVolumeControlClassID,
];

const BOOLEANS: &[AudioClassID] = &[
    sys::kAudioBooleanControlClassID,
    sys::kAudioMuteControlClassID,
    sys::kAudioSoloControlClassID,
    sys::kAudioLFEMuteControlClassID,
    sys::kAudioPhantomPowerControlClassID,
    sys::kAudioPhaseInvertControlClassID,
    sys::kAudioClipLightControlClassID,
    sys::kAudioTalkbackControlClassID,
    sys::kAudioListenbackControlClassID,
];

const SELECTORS: &[AudioClassID] = &[
    sys::kAudioSelectorControlClassID,
    sys::kAudioDataSourceControlClassID,
    sys::kAudioDataDestinationControlClassID,
    sys::kAudioClockSourceControlClassID,
    sys::kAudioLineLevelControlClassID,
    sys::kAudioHighPassFilterControlClassID,
];

/// The rows that every class inherits.
fn inherited() -> Vec<Row> {
    of::<DeviceObject>(&[], &[Inherited::PROPERTIES]).rows
}

/// Classes that share their tables.
struct Published {
    classes: &'static [AudioClassID],
    rows: Vec<Row>,
}

/// A row of a table.
struct Row {
    selector: AudioObjectPropertySelector,
    value: ValueType,
    at: At,
    qualifier: QualifierType,
    notify: Notify,
    api: &'static str,
    takes_input: bool,
    is_settable: bool,
    /// Whether only some objects of the class have it.
    is_optional: bool,
}

fn of<T: Class>(classes: &'static [AudioClassID], tables: &[&[Property<T>]]) -> Published {
    let row = |property: &Property<T>| Row {
        selector: property.selector,
        value: property.value,
        at: property.at,
        qualifier: property.qualifier,
        notify: property.notify,
        api: property.api,
        takes_input: property.takes_input,
        is_settable: property.write.is_some(),
        is_optional: property.present.is_some(),
    };
    Published {
        classes,
        rows: tables.iter().copied().flatten().map(row).collect(),
    }
}
