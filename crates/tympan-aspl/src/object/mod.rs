//! The object tree and the property protocol, in safe code.
//!
//! Each class of object has one table of [`Property`](property::Property) rows. HasProperty, IsPropertySettable, GetPropertyDataSize,
//! GetPropertyData and SetPropertyData are all answered from it by [`dispatch`], so they cannot disagree.
//!
//! This module knows nothing of pointers, `OSStatus` conventions at the C edge or the I/O path: [`raw`](crate::raw) calls it with copies of what the
//! host passed and writes its answers back.

mod class;
mod configuration;
mod device;
mod device_properties;
mod dispatch;
mod plug_in;
mod property;
mod stream;
mod tree;

pub(crate) use class::is_a;
pub(crate) use configuration::Change;
pub(crate) use device::DeviceObject;
pub(crate) use dispatch::{Address, Qualifier, Request};
pub(crate) use plug_in::PlugInObject;
pub(crate) use property::{Answer, Effect, QualifierType};
pub(crate) use stream::StreamObject;
pub(crate) use tree::{Object, Tree};
