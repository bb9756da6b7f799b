//! [`Kind`]: the classes whose objects are described as a [`Device`](crate::Device) is, and how clients find them.

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::dispatch::Address;
use crate::end_point::EndPointDeviceRequest;

/// The class of an object that is like a device (hal-facts B.6 to B.8).
#[derive(Clone, Default)]
pub(crate) enum Kind {
    #[default]
    Device,
    ClockDevice,
    EndPoint,
    /// With what it was asked to be made of.
    EndPointDevice(Arc<EndPointDeviceRequest>),
}

impl Kind {
    pub(crate) const fn class(&self) -> sys::AudioClassID {
        match self {
            Self::Device => sys::kAudioDeviceClassID,
            Self::ClockDevice => sys::kAudioClockDeviceClassID,
            Self::EndPoint => sys::kAudioEndPointClassID,
            Self::EndPointDevice(_) => sys::kAudioEndPointDeviceClassID,
        }
    }

    pub(crate) const fn list(&self) -> List {
        match self {
            Self::Device | Self::EndPointDevice(_) => List::Devices,
            Self::ClockDevice => List::ClockDevices,
            Self::EndPoint => List::EndPoints,
        }
    }
}

/// A list of the plug-in object's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Devices,
    ClockDevices,
    EndPoints,
}

impl List {
    /// The list's place on the plug-in object.
    pub(crate) const fn address(self) -> Address {
        Address::global(match self {
            Self::Devices => sys::kAudioPlugInPropertyDeviceList,
            Self::ClockDevices => sys::kAudioPlugInPropertyClockDeviceList,
            Self::EndPoints => sys::kAudioTransportManagerPropertyEndPointList,
        })
    }

    /// The list of the same on a box.
    pub(crate) const fn box_address(self) -> Address {
        Address::global(match self {
            Self::ClockDevices => sys::kAudioBoxPropertyClockDeviceList,
            Self::Devices | Self::EndPoints => sys::kAudioBoxPropertyDeviceList,
        })
    }
}
