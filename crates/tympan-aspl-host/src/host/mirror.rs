//! The host's picture of the object tree (hal-facts A.10): which objects there are, and who owns them.
//!
//! It is read after Initialize, after each configuration change, and after the driver has announced a change of a list. What a
//! driver forgets to announce, the host does not see. Contradictions in the tree are violations; none of them stops the walk.

use std::collections::BTreeMap;

use tympan_aspl_sys::{
    AudioClassID, AudioObjectID, kAudioDevicePropertyDeviceUID, kAudioObjectPlugInObject,
    kAudioObjectPropertyClass, kAudioObjectPropertyOwnedObjects, kAudioObjectPropertyOwner,
    kAudioPlugInPropertyBoxList, kAudioPlugInPropertyClockDeviceList,
    kAudioPlugInPropertyDeviceList,
};

use tympan_aspl::cf::CfString;

use super::core::Core;
use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::interface::Argument;
use crate::violation::Rule;

/// More objects than any plug-in has.
const MAX_OBJECTS: usize = 1 << 14;

/// An object and what it owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MirroredObject {
    pub(crate) class: AudioClassID,
    pub(crate) owned: Vec<AudioObjectID>,
}

/// A published device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MirroredDevice {
    pub(crate) id: AudioObjectID,
    pub(crate) uid: String,
}

/// The object tree at one moment.
#[derive(Debug, Default)]
pub(crate) struct Mirror {
    pub(crate) objects: BTreeMap<AudioObjectID, MirroredObject>,
    pub(crate) devices: Vec<MirroredDevice>,
}

impl Mirror {
    pub(super) fn read(core: &Core) -> Result<Mirror, HostError> {
        let mut mirror = Mirror::default();
        mirror.add(core, kAudioObjectPlugInObject, 0)?;
        let device_list = Address::of(kAudioPlugInPropertyDeviceList);
        for id in list(core, kAudioObjectPlugInObject, device_list)? {
            mirror.add(core, id, kAudioObjectPlugInObject)?;
            mirror.add_device(core, id);
        }
        for selector in [
            kAudioPlugInPropertyBoxList,
            kAudioPlugInPropertyClockDeviceList,
        ] {
            let address = Address::of(selector);
            let driver = &core.instance.driver;
            if driver.has_property(kAudioObjectPlugInObject, 0, address)? {
                for id in list(core, kAudioObjectPlugInObject, address).unwrap_or_default() {
                    mirror.add(core, id, kAudioObjectPlugInObject)?;
                }
            }
        }
        Ok(mirror)
    }

    /// Adds an object and what it owns. Only the plug-in itself has to be readable.
    fn add(
        &mut self,
        core: &Core,
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
            let class = match core.object_u32(id, kAudioObjectPropertyClass) {
                Ok(class) => class,
                Err(error) if id == kAudioObjectPlugInObject => return Err(error),
                Err(error) => {
                    core.violations.record(Rule::ObjectTree, id, || {
                        format!("object {owner} lists object {id}, which has no class: {error}")
                    });
                    continue;
                }
            };
            if let Ok(named) = core.object_u32(id, kAudioObjectPropertyOwner) {
                if named != owner {
                    core.violations.record(Rule::ObjectTree, id, || {
                        format!("object {owner} lists object {id}, which says its owner is {named}")
                    });
                }
            }
            let owned =
                list(core, id, Address::of(kAudioObjectPropertyOwnedObjects)).unwrap_or_default();
            waiting.extend(owned.iter().rev().map(|child| (*child, id)));
            self.objects.insert(id, MirroredObject { class, owned });
        }
        Ok(())
    }

    fn add_device(&mut self, core: &Core, id: AudioObjectID) {
        if !self.objects.contains_key(&id) || self.devices.iter().any(|device| device.id == id) {
            return;
        }
        let address = Address::of(kAudioDevicePropertyDeviceUID);
        let uid = core
            .instance
            .driver
            .property_object(id, 0, address, Argument::None)
            .ok()
            .flatten()
            .and_then(|uid| uid.downcast::<CfString>())
            .map(|uid| uid.to_string())
            .unwrap_or_default();
        if uid.is_empty() || self.devices.iter().any(|device| device.uid == uid) {
            core.violations.record(Rule::ObjectTree, id, || {
                format!("device {id} has the UID {uid:?}, which is empty, missing or not its own")
            });
        }
        self.devices.push(MirroredDevice { id, uid });
    }
}

impl Core {
    fn object_u32(&self, object: AudioObjectID, selector: u32) -> Result<u32, HostError> {
        let address = Address::of(selector);
        let bytes = self.property_bytes(object, address, Argument::None)?;
        match bytes.len() {
            4 => Ok(decode::u32_at(&bytes, 0)),
            length => {
                let problem = format!("the value has {length} bytes instead of 4");
                Err(HostError::answer(object, address, problem))
            }
        }
    }
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
