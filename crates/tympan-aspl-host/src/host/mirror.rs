//! The host's picture of the objects (hal-facts A.10): which there are, who owns them, and what their properties were when they
//! were last read.
//!
//! A new picture is made from the one before: what has not been announced and was not part of a configuration change is
//! taken over as it is, so what a driver forgets to announce, the host does not see. Contradictions in the tree are
//! violations; none of them stops the walk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tympan_aspl_sys::{
    AudioClassID, AudioObjectID, kAudioBoxPropertyBoxUID, kAudioClockDevicePropertyDeviceUID,
    kAudioDevicePropertyDeviceUID, kAudioObjectPlugInObject, kAudioObjectPropertyBaseClass,
    kAudioObjectPropertyClass, kAudioObjectPropertyOwnedObjects, kAudioObjectPropertyOwner,
    kAudioPlugInPropertyBoxList, kAudioPlugInPropertyClockDeviceList,
    kAudioPlugInPropertyDeviceList, kAudioTransportManagerPropertyEndPointList,
};

use tympan_aspl::cf::CfString;

use super::core::Core;
use super::values::Values;
use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::interface::Argument;
use crate::violation::Rule;

/// More objects than any plug-in has.
const MAX_OBJECTS: usize = 1 << 16;

/// An object, what it owns, and its values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MirroredObject {
    pub(crate) class: AudioClassID,
    pub(crate) base: Option<AudioClassID>,
    pub(crate) owned: Vec<AudioObjectID>,
    pub(crate) values: Values,
}

/// An object of one of the plug-in's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) id: AudioObjectID,
    pub(crate) uid: String,
}

/// The objects at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mirror {
    pub(crate) objects: BTreeMap<AudioObjectID, Arc<MirroredObject>>,
    pub(crate) devices: Vec<Listed>,
    pub(crate) boxes: Vec<Listed>,
    pub(crate) clock_devices: Vec<Listed>,
    pub(crate) end_points: Vec<Listed>,
}

/// What of the picture before cannot be taken over.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// The plug-in's lists are read anew.
    pub(super) lists: bool,
    /// Objects that are read anew.
    pub(super) reread: BTreeSet<AudioObjectID>,
    /// Objects whose list of owned objects is read anew.
    pub(super) relist: BTreeSet<AudioObjectID>,
}

/// The plug-in's lists: selector, and the selector of their objects' UIDs.
const LISTS: [(u32, u32); 4] = [
    (
        kAudioPlugInPropertyDeviceList,
        kAudioDevicePropertyDeviceUID,
    ),
    (kAudioPlugInPropertyBoxList, kAudioBoxPropertyBoxUID),
    (
        kAudioPlugInPropertyClockDeviceList,
        kAudioClockDevicePropertyDeviceUID,
    ),
    (
        kAudioTransportManagerPropertyEndPointList,
        kAudioDevicePropertyDeviceUID,
    ),
];

impl Mirror {
    /// The lists in the order of [`LISTS`].
    fn lists(&self) -> [&Vec<Listed>; 4] {
        [
            &self.devices,
            &self.boxes,
            &self.clock_devices,
            &self.end_points,
        ]
    }

    /// An object and everything below it.
    pub(crate) fn family(&self, root: AudioObjectID) -> BTreeSet<AudioObjectID> {
        let mut family = BTreeSet::new();
        let mut waiting = vec![root];
        while let Some(id) = waiting.pop() {
            if family.insert(id) {
                let object = self.objects.get(&id);
                waiting.extend(object.iter().flat_map(|object| &object.owned));
            }
        }
        family
    }

    /// Reads what is in doubt and what is new.
    pub(super) fn renew(core: &Core, old: &Mirror, doubts: &Doubts) -> Result<Mirror, HostError> {
        let mut mirror = Mirror::default();
        mirror.add(core, old, doubts, kAudioObjectPlugInObject, 0)?;
        for (index, (selector, uid)) in LISTS.into_iter().enumerate() {
            let ids = match doubts.lists {
                true => listed_ids(core, selector)?,
                false => old.lists()[index].iter().map(|item| item.id).collect(),
            };
            let mut listed: Vec<Listed> = Vec::with_capacity(ids.len());
            let (mut seen, mut uids) = (BTreeSet::new(), BTreeSet::new());
            let known: BTreeMap<AudioObjectID, &Listed> = old.lists()[index]
                .iter()
                .map(|item| (item.id, item))
                .collect();
            for id in ids {
                mirror.add(core, old, doubts, id, kAudioObjectPlugInObject)?;
                if !mirror.objects.contains_key(&id) || !seen.insert(id) {
                    continue;
                }
                let item = match known.get(&id) {
                    Some(known) if !doubts.reread.contains(&id) => (*known).clone(),
                    _ => Listed::read(core, id, uid),
                };
                let own = uids.insert(item.uid.clone()) && !item.uid.is_empty();
                if !own && !known.contains_key(&id) {
                    core.violations.record(Rule::ObjectTree, id, || {
                        let uid = &item.uid;
                        format!("object {id} has the UID {uid:?}, which is empty, missing or not its own")
                    });
                }
                listed.push(item);
            }
            match index {
                0 => mirror.devices = listed,
                1 => mirror.boxes = listed,
                2 => mirror.clock_devices = listed,
                _ => mirror.end_points = listed,
            }
        }
        Ok(mirror)
    }

    /// Adds an object and what it owns. Only the plug-in itself has to be readable.
    fn add(
        &mut self,
        core: &Core,
        old: &Mirror,
        doubts: &Doubts,
        id: AudioObjectID,
        owner: AudioObjectID,
    ) -> Result<(), HostError> {
        let mut waiting = vec![(id, owner)];
        while let Some((id, owner)) = waiting.pop() {
            if id == 0 || self.objects.len() == MAX_OBJECTS {
                core.violations.record(Rule::ObjectTree, owner, || {
                    format!("object {owner} lists object {id}")
                });
                continue;
            }
            if self.objects.contains_key(&id) {
                continue;
            }
            let known = old.objects.get(&id);
            let object = match known {
                Some(known) if !doubts.reread.contains(&id) => {
                    let mut known = Arc::clone(known);
                    let lists = doubts.lists && id == kAudioObjectPlugInObject;
                    if lists || doubts.relist.contains(&id) {
                        let owned = owned(core, id);
                        if owned != known.owned {
                            Arc::make_mut(&mut known).owned = owned;
                        }
                    }
                    Ok(known)
                }
                _ => read(core, id, owner, known.map(|known| &**known)).map(Arc::new),
            };
            match object {
                Ok(object) => {
                    let children = object.owned.iter().rev();
                    waiting.extend(children.map(|child| (*child, id)));
                    self.objects.insert(id, object);
                }
                Err(error) if id == kAudioObjectPlugInObject => return Err(error),
                Err(error @ HostError::ShutDown) => return Err(error),
                Err(error) => core.violations.record(Rule::ObjectTree, id, || {
                    format!("object {owner} lists object {id}, which has no class: {error}")
                }),
            }
        }
        Ok(())
    }
}

impl Listed {
    pub(crate) fn read(core: &Core, id: AudioObjectID, selector: u32) -> Listed {
        let address = Address::of(selector);
        let uid = core
            .instance
            .driver
            .property_object(id, 0, address, Argument::None)
            .ok()
            .flatten()
            .and_then(|uid| uid.downcast::<CfString>())
            .map(|uid| uid.to_string())
            .unwrap_or_default();
        Listed { id, uid }
    }
}

/// Reads an object that `owner` lists. Of one that is known already, what has to be announced is not read (hal-facts C.8).
fn read(
    core: &Core,
    id: AudioObjectID,
    owner: AudioObjectID,
    known: Option<&MirroredObject>,
) -> Result<MirroredObject, HostError> {
    let class = core.object_u32(id, kAudioObjectPropertyClass)?;
    let base = core.object_u32(id, kAudioObjectPropertyBaseClass).ok();
    if let Ok(named) = core.object_u32(id, kAudioObjectPropertyOwner) {
        if named != owner {
            core.violations.record(Rule::ObjectTree, id, || {
                format!("object {owner} lists object {id}, which says its owner is {named}")
            });
        }
    }
    let mut values = match core.keeps_values {
        true => core.values(id, class, base)?,
        false => Values::new(),
    };
    if let Some(known) = known {
        for (address, kept) in &mut values {
            match known.values.get(address) {
                Some(before) if kept.property.needs_announcement(class, base) => {
                    kept.content = before.content.clone();
                }
                _ => {}
            }
        }
    }
    Ok(MirroredObject {
        class,
        base,
        owned: owned(core, id),
        values,
    })
}

/// One of the plug-in's lists, of which only that of the devices has to be there.
fn listed_ids(core: &Core, selector: u32) -> Result<Vec<AudioObjectID>, HostError> {
    let address = Address::of(selector);
    if selector == kAudioPlugInPropertyDeviceList {
        return list(core, kAudioObjectPlugInObject, address);
    }
    let driver = &core.instance.driver;
    match driver.has_property(kAudioObjectPlugInObject, 0, address)? {
        true => Ok(list(core, kAudioObjectPlugInObject, address).unwrap_or_default()),
        false => Ok(Vec::new()),
    }
}

fn owned(core: &Core, id: AudioObjectID) -> Vec<AudioObjectID> {
    list(core, id, Address::of(kAudioObjectPropertyOwnedObjects)).unwrap_or_default()
}

/// A list of object ids; a ragged one is a violation and read as far as it goes.
fn list(
    core: &Core,
    object: AudioObjectID,
    address: Address,
) -> Result<Vec<AudioObjectID>, HostError> {
    let bytes = core.property_bytes(object, address, Argument::None)?;
    if bytes.len() % 4 != 0 {
        core.violations.record(Rule::PropertySize, object, || {
            format!(
                "{address} has {} bytes, no whole number of ids",
                bytes.len()
            )
        });
    }
    let whole = bytes.len() / 4 * 4;
    Ok(decode::u32s(&bytes[..whole]).unwrap_or_default())
}
