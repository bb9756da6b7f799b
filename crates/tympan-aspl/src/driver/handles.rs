//! Which handles of the author's (controls, properties, voice activity) a device has, and what becomes of them when it changes.

use std::sync::Arc;

use super::Driver;
use crate::control::AnyControl;
use crate::error::Result;
use crate::object::{DeviceState, ExtraProperty, Home, is_same};
use crate::types::ObjectId;
use crate::voice_activity::VoiceActivity;

/// A handle of the author's that belongs to an object as long as a device has it.
enum Handle<'a> {
    Control(&'a Arc<dyn AnyControl>),
    VoiceActivity(&'a VoiceActivity),
    Property(&'a Arc<dyn ExtraProperty>),
}

impl Handle<'_> {
    fn attach(&self, home: Home) -> Result<()> {
        match self {
            Self::Control(control) => Arc::clone(control).attach(home),
            Self::VoiceActivity(voice_activity) => voice_activity.home().attach(home),
            Self::Property(property) => property.attach(home),
        }
    }

    fn detach(&self, object: ObjectId) {
        match self {
            Self::Control(control) => control.detach(object),
            Self::VoiceActivity(voice_activity) => voice_activity.home().detach(object),
            Self::Property(property) => property.detach(object),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Control(one), Self::Control(other)) => is_same(one, other),
            (Self::VoiceActivity(one), Self::VoiceActivity(other)) => one.is_same(other),
            (Self::Property(one), Self::Property(other)) => is_same(one, other),
            _ => false,
        }
    }
}

impl DeviceState {
    /// The handles with the objects they belong to. `id` is the device's own.
    fn handles(&self, id: ObjectId) -> Vec<(ObjectId, Handle<'_>)> {
        let controls = self.controls.iter();
        let controls = controls.map(|(id, control)| (*id, Handle::Control(control)));
        let voice_activity = self.device.voice_activity.iter();
        let voice_activity = voice_activity.map(|handle| (id, Handle::VoiceActivity(handle)));
        let properties = self.device.extras.iter();
        let properties = properties.map(|property| (id, Handle::Property(property)));
        let of_streams = self.streams.iter().zip(&self.device.streams);
        let of_streams = of_streams.flat_map(|(id, stream)| {
            let properties = stream.extras.iter();
            properties.map(|property| (*id, Handle::Property(property)))
        });
        let of_device = controls.chain(voice_activity).chain(properties);
        of_device.chain(of_streams).collect()
    }

    /// The handles that another state does not have at the same object.
    fn handles_beyond(&self, id: ObjectId, other: Option<&Self>) -> Vec<(ObjectId, Handle<'_>)> {
        let others = other.map_or_else(Vec::new, |other| other.handles(id));
        let mut handles = self.handles(id);
        handles.retain(|(object, handle)| {
            let mut others = others.iter();
            !others.any(|(other, same)| other == object && handle.is(same))
        });
        handles
    }
}

impl Driver {
    /// Gives the author's handles of a state their place: those that were not in `old`. All, or none if one of them has another place.
    pub(super) fn attach(
        self: &Arc<Self>,
        id: ObjectId,
        new: &DeviceState,
        old: Option<&DeviceState>,
    ) -> Result<()> {
        let handles = new.handles_beyond(id, old);
        for (index, (object, handle)) in handles.iter().enumerate() {
            let attached = handle.attach(Home {
                driver: Arc::downgrade(self),
                object: *object,
            });
            if let Err(error) = attached {
                for (object, handle) in &handles[..index] {
                    handle.detach(*object);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Frees the author's handles that are part of one state of a device and not of the other.
    pub(super) fn detach(device: ObjectId, from: &DeviceState, other: Option<&DeviceState>) {
        for (object, handle) in from.handles_beyond(device, other) {
            handle.detach(object);
        }
    }
}
