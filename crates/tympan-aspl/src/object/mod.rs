//! The object tree and the property protocol, in safe code.
//!
//! Each class of object has tables of [`Property`](property::Property) rows, its own and those of the classes it is derived from. HasProperty,
//! IsPropertySettable, GetPropertyDataSize, GetPropertyData and SetPropertyData are all answered from them by [`dispatch`], so they cannot disagree; what
//! a change has to announce is found by comparing what the rows answer before and after it.
//!
//! This module knows nothing of pointers, `OSStatus` conventions at the C edge or the I/O path: [`raw`](crate::raw) calls it with copies of what the
//! host passed and writes its answers back.

mod audio_box;
#[cfg(test)]
mod catalogue;
mod class;
mod control;
mod control_properties;
mod device;
mod device_kinds;
mod device_properties;
mod device_state;
mod dispatch;
mod extra;
mod home;
mod kind;
mod object_properties;
mod place;
mod plug_in;
mod property;
mod stream;
mod tree;

pub(crate) use audio_box::BoxObject;
pub(crate) use class::Owned;
pub(crate) use control::ControlObject;
pub(crate) use control_properties::ControlTables;
pub(crate) use device::DeviceObject;
pub(crate) use device_state::DeviceState;
pub(crate) use dispatch::{Address, AnyObject, Qualifier, Request, Shape};
pub(crate) use extra::{ExtraProperty, Extras};
pub(crate) use home::{Home, HomeCell, is_same};
pub(crate) use kind::{Kind, List};
pub(crate) use place::Place;
pub(crate) use plug_in::PlugInObject;
pub(crate) use property::{Answer, Data, Item, Notify, QualifierType, ValueType};
pub(crate) use stream::StreamObject;
pub(crate) use tree::Tree;
