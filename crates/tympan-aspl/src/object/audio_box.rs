//! A box's table of properties (hal-facts B.5).

use std::sync::{Arc, Mutex};

use tympan_aspl_sys as sys;

use super::device::DeviceObject;
use super::dispatch::{Address, Class};
use super::extra::Extras;
use super::kind::List;
use super::place::Place;
use super::property::{Answer, Item, Property, ValueType, View};
use crate::audio_box::AudioBox;
use crate::error::{Error, Status};
use crate::sync::lock;
use crate::turn::Turn;
use crate::types::ObjectId;

/// A published box.
pub(crate) struct BoxObject {
    pub(crate) id: ObjectId,
    pub(crate) audio_box: AudioBox,
    /// Who acquires or releases it, or changes what waits in it.
    pub(crate) turn: Turn,
    /// The devices in it, published or not. Changed while the tree is.
    contents: Mutex<Vec<Arc<Place>>>,
}

impl BoxObject {
    pub(crate) fn new(id: ObjectId, audio_box: AudioBox) -> Self {
        Self {
            id,
            audio_box,
            turn: Turn::default(),
            contents: Mutex::default(),
        }
    }

    pub(crate) fn contents(&self) -> Vec<Arc<Place>> {
        lock(&self.contents).clone()
    }

    pub(crate) fn put(&self, place: &Arc<Place>) {
        let mut contents = lock(&self.contents);
        if !contents.iter().any(|own| Arc::ptr_eq(own, place)) {
            contents.push(Arc::clone(place));
        }
    }

    pub(crate) fn take(&self, place: &Arc<Place>) {
        lock(&self.contents).retain(|own| !Arc::ptr_eq(own, place));
    }

    fn has_clock_devices(&self) -> bool {
        let contents = lock(&self.contents);
        contents
            .iter()
            .any(|place| place.list == List::ClockDevices)
    }
}

type Row = Property<BoxObject>;

/// A row whose text does not change.
macro_rules! text {
    ($selector:ident, $field:ident) => {
        Row::new(sys::$selector, ValueType::Text, |view, _| {
            let description = view.object.audio_box.description();
            Ok(Answer::text(&description.$field))
        })
        .api(concat!("AudioBox::", stringify!($field)))
    };
}

/// A row whose flag does not change.
macro_rules! flag {
    ($selector:ident, $field:ident) => {
        Row::new(sys::$selector, ValueType::UInt32, |view, _| {
            let description = view.object.audio_box.description();
            Ok(Answer::flag(description.$field))
        })
        .api(concat!("AudioBox::", stringify!($field)))
    };
}

/// The ids of the box's devices that are in one of the plug-in's lists.
fn devices(view: &View<'_, BoxObject>, list: List) -> Answer {
    let devices = view.driver.listed(list);
    let own = |device: &&Arc<DeviceObject>| {
        let state = device.state();
        let audio_box = state.device.audio_box.as_ref();
        audio_box.is_some_and(|own| Arc::ptr_eq(&own.shared, &view.object.audio_box.shared))
    };
    Answer::ids(devices.iter().filter(own).map(|device| device.id))
}

pub(super) const PROPERTIES: &[Row] = &[
    Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
        Ok(Answer::text(&view.object.audio_box.name()))
    })
    .announced()
    .api("AudioBox::set_name")
    .settable(|view, control, _, data| {
        let (audio_box, name) = (&view.object.audio_box, data.text()?);
        if let Some(hook) = &audio_box.description().on_rename {
            hook(control, &name)?;
        }
        audio_box.set_name(control, name);
        Ok(())
    }),
    text!(kAudioObjectPropertyModelName, model_name),
    text!(kAudioObjectPropertyManufacturer, manufacturer),
    text!(kAudioObjectPropertySerialNumber, serial_number),
    text!(kAudioObjectPropertyFirmwareVersion, firmware_version),
    Row::new(
        sys::kAudioObjectPropertyIdentify,
        ValueType::UInt32,
        |_, _| Ok(Answer::flag(false)),
    )
    .api("AudioBox::on_identify")
    .settable(|view, control, _, data| {
        let start = data.flag()?;
        if let Some(hook) = &view.object.audio_box.description().on_identify {
            hook(control, start);
        }
        Ok(())
    }),
    Row::new(sys::kAudioBoxPropertyBoxUID, ValueType::Text, |view, _| {
        Ok(Answer::text(view.object.audio_box.uid()))
    })
    .api("AudioBox::new"),
    Row::new(
        sys::kAudioBoxPropertyTransportType,
        ValueType::UInt32,
        |view, _| {
            let description = view.object.audio_box.description();
            Ok(Answer::uint32(description.transport_type.0))
        },
    )
    .api("AudioBox::transport_type"),
    flag!(kAudioBoxPropertyHasAudio, has_audio),
    flag!(kAudioBoxPropertyHasVideo, has_video),
    flag!(kAudioBoxPropertyHasMIDI, has_midi),
    flag!(kAudioBoxPropertyIsProtected, is_protected),
    Row::new(
        sys::kAudioBoxPropertyAcquired,
        ValueType::UInt32,
        |view, _| Ok(Answer::flag(view.object.audio_box.is_acquired())),
    )
    .announced()
    .api("AudioBox::set_acquired")
    .settable(|view, control, _, data| {
        let acquired = view
            .driver
            .acquire_box(control, view.object.id, data.flag()?);
        acquired.map_err(|error| match error {
            Error::InsideFactory => Status::NOT_READY,
            error => error.status(),
        })
    }),
    Row::new(
        sys::kAudioBoxPropertyAcquisitionFailed,
        ValueType::UInt32,
        |view, _| {
            let failure = view.object.audio_box.failure();
            let code = failure.map_or(0, Status::code);
            Ok(Answer::uint32(code as u32))
        },
    )
    .announced()
    .api("AudioBox::on_acquire"),
    Row::new(
        sys::kAudioBoxPropertyDeviceList,
        ValueType::List(Item::Id),
        |view, _| Ok(devices(view, List::Devices)),
    )
    .announced()
    .api("Device::in_box"),
    Row::new(
        sys::kAudioBoxPropertyClockDeviceList,
        ValueType::List(Item::Id),
        |view, _| Ok(devices(view, List::ClockDevices)),
    )
    .announced()
    .api("ClockDevice::in_box")
    .present_if(|view, _| view.object.has_clock_devices()),
];

impl Class for BoxObject {
    type State = ();

    fn id(&self) -> ObjectId {
        self.id
    }

    fn state(&self) -> Option<()> {
        Some(())
    }

    fn tables(&self) -> &'static [&'static [Row]] {
        &[PROPERTIES]
    }

    fn class(&self) -> sys::AudioClassID {
        sys::kAudioBoxClassID
    }

    fn owner(&self) -> ObjectId {
        ObjectId::PLUG_IN
    }

    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras {
        &view.object.audio_box.description().extras
    }
}

impl BoxObject {
    /// What the host hears of when it is acquired or released, besides the lists of devices.
    pub(crate) const ACQUIRED: Address = Address::global(sys::kAudioBoxPropertyAcquired);
    pub(crate) const FAILED: Address = Address::global(sys::kAudioBoxPropertyAcquisitionFailed);
}
