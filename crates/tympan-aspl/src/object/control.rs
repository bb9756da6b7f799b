//! A control's object: what answers for a handle of the author's while a device has it (hal-facts B.10).

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::control_properties::ControlTables;
use super::dispatch::Class;
use super::extra::Extras;
use super::property::{Property, View};
use crate::control::{Description, Shared};
use crate::types::ObjectId;

/// A published control. Its value is in the handle, so it is the same whether the control is published or not.
pub(crate) struct ControlObject<K: ControlTables> {
    id: ObjectId,
    owner: ObjectId,
    shared: Arc<Shared<K>>,
}

impl<K: ControlTables> ControlObject<K> {
    pub(crate) fn new(id: ObjectId, owner: ObjectId, shared: Arc<Shared<K>>) -> Self {
        Self { id, owner, shared }
    }

    pub(super) fn shared(&self) -> &Arc<Shared<K>> {
        &self.shared
    }

    pub(super) fn description(&self) -> &Description {
        &self.shared.description
    }

    pub(super) fn kind(&self) -> &K {
        &self.shared.kind
    }
}

impl<K: ControlTables> Class for ControlObject<K> {
    type State = ();

    fn id(&self) -> ObjectId {
        self.id
    }

    fn state(&self) -> Option<()> {
        Some(())
    }

    fn tables(&self) -> &'static [&'static [Property<Self>]] {
        K::tables(self.description().is_settable)
    }

    fn class(&self) -> sys::AudioClassID {
        self.description().class
    }

    fn base_class(&self) -> sys::AudioClassID {
        self.shared.base_class()
    }

    fn owner(&self) -> ObjectId {
        self.owner
    }

    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras {
        &view.object.description().extras
    }
}
