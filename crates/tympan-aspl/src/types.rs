//! Types for the numbers of Core Audio: object and client ids, scopes, transport and terminal types, clock algorithms.

use core::fmt;

use tympan_aspl_sys as sys;

/// The id of an object of this plug-in (`AudioObjectID`). Never used for a second object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub(crate) u32);

impl ObjectId {
    /// The plug-in object itself (`kAudioObjectPlugInObject`).
    pub const PLUG_IN: Self = Self(sys::kAudioObjectPlugInObject);
    /// No object (`kAudioObjectUnknown`).
    pub(crate) const UNKNOWN: Self = Self(sys::kAudioObjectUnknown);

    /// The number the host knows the object by.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of a client of a device: one process's use of it. The host chooses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(pub(crate) u32);

impl ClientId {
    /// The number the host knows the client by.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// The side of a device that something is for (`AudioObjectPropertyScope`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "AudioObjectPropertyScope")]
pub enum Scope {
    /// The device as a whole.
    #[doc(alias = "kAudioObjectPropertyScopeGlobal")]
    Global,
    /// What comes in through the device.
    #[doc(alias = "kAudioObjectPropertyScopeInput")]
    Input,
    /// What goes out through the device.
    #[doc(alias = "kAudioObjectPropertyScopeOutput")]
    Output,
    /// What the hardware passes from its inputs to its outputs.
    #[doc(alias = "kAudioObjectPropertyScopePlayThrough")]
    PlayThrough,
}

impl Scope {
    /// The four-character code.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::Global => sys::kAudioObjectPropertyScopeGlobal,
            Self::Input => sys::kAudioObjectPropertyScopeInput,
            Self::Output => sys::kAudioObjectPropertyScopeOutput,
            Self::PlayThrough => sys::kAudioObjectPropertyScopePlayThrough,
        }
    }
}

macro_rules! code_type {
    ($(#[$doc:meta])* $name:ident { $($(#[$constant_doc:meta])* $constant:ident = $value:ident;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(pub u32);

        impl $name {
            $(
                $(#[$constant_doc])*
                pub const $constant: Self = Self(sys::$value);
            )*
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), sys::FourCc(self.0))
            }
        }
    };
}

code_type! {
    /// How a device is connected (`kAudioDevicePropertyTransportType`). Any other 32-bit value is legal too.
    TransportType {
        /// Not known.
        #[doc(alias = "kAudioDeviceTransportTypeUnknown")]
        UNKNOWN = kAudioDeviceTransportTypeUnknown;
        /// Built into the machine.
        #[doc(alias = "kAudioDeviceTransportTypeBuiltIn")]
        BUILT_IN = kAudioDeviceTransportTypeBuiltIn;
        /// Made of software alone: the default.
        #[doc(alias = "kAudioDeviceTransportTypeVirtual")]
        VIRTUAL = kAudioDeviceTransportTypeVirtual;
        /// PCI.
        #[doc(alias = "kAudioDeviceTransportTypePCI")]
        PCI = kAudioDeviceTransportTypePCI;
        /// USB.
        #[doc(alias = "kAudioDeviceTransportTypeUSB")]
        USB = kAudioDeviceTransportTypeUSB;
        /// FireWire.
        #[doc(alias = "kAudioDeviceTransportTypeFireWire")]
        FIRE_WIRE = kAudioDeviceTransportTypeFireWire;
        /// Bluetooth.
        #[doc(alias = "kAudioDeviceTransportTypeBluetooth")]
        BLUETOOTH = kAudioDeviceTransportTypeBluetooth;
        /// Bluetooth Low Energy.
        #[doc(alias = "kAudioDeviceTransportTypeBluetoothLE")]
        BLUETOOTH_LE = kAudioDeviceTransportTypeBluetoothLE;
        /// HDMI.
        #[doc(alias = "kAudioDeviceTransportTypeHDMI")]
        HDMI = kAudioDeviceTransportTypeHDMI;
        /// DisplayPort.
        #[doc(alias = "kAudioDeviceTransportTypeDisplayPort")]
        DISPLAY_PORT = kAudioDeviceTransportTypeDisplayPort;
        /// AirPlay.
        #[doc(alias = "kAudioDeviceTransportTypeAirPlay")]
        AIR_PLAY = kAudioDeviceTransportTypeAirPlay;
        /// Audio Video Bridging.
        #[doc(alias = "kAudioDeviceTransportTypeAVB")]
        AVB = kAudioDeviceTransportTypeAVB;
        /// Thunderbolt.
        #[doc(alias = "kAudioDeviceTransportTypeThunderbolt")]
        THUNDERBOLT = kAudioDeviceTransportTypeThunderbolt;
    }
}

code_type! {
    /// What is at the other end of a stream (`kAudioStreamPropertyTerminalType`).
    TerminalType {
        /// Not known.
        #[doc(alias = "kAudioStreamTerminalTypeUnknown")]
        UNKNOWN = kAudioStreamTerminalTypeUnknown;
        /// A line-level connection.
        #[doc(alias = "kAudioStreamTerminalTypeLine")]
        LINE = kAudioStreamTerminalTypeLine;
        /// A digital audio interface.
        #[doc(alias = "kAudioStreamTerminalTypeDigitalAudioInterface")]
        DIGITAL_AUDIO_INTERFACE = kAudioStreamTerminalTypeDigitalAudioInterface;
        /// A speaker.
        #[doc(alias = "kAudioStreamTerminalTypeSpeaker")]
        SPEAKER = kAudioStreamTerminalTypeSpeaker;
        /// Headphones.
        #[doc(alias = "kAudioStreamTerminalTypeHeadphones")]
        HEADPHONES = kAudioStreamTerminalTypeHeadphones;
        /// A speaker for low-frequency effects.
        #[doc(alias = "kAudioStreamTerminalTypeLFESpeaker")]
        LFE_SPEAKER = kAudioStreamTerminalTypeLFESpeaker;
        /// The speaker of a telephone handset.
        #[doc(alias = "kAudioStreamTerminalTypeReceiverSpeaker")]
        RECEIVER_SPEAKER = kAudioStreamTerminalTypeReceiverSpeaker;
        /// A microphone.
        #[doc(alias = "kAudioStreamTerminalTypeMicrophone")]
        MICROPHONE = kAudioStreamTerminalTypeMicrophone;
        /// The microphone of a headset.
        #[doc(alias = "kAudioStreamTerminalTypeHeadsetMicrophone")]
        HEADSET_MICROPHONE = kAudioStreamTerminalTypeHeadsetMicrophone;
        /// The microphone of a telephone handset.
        #[doc(alias = "kAudioStreamTerminalTypeReceiverMicrophone")]
        RECEIVER_MICROPHONE = kAudioStreamTerminalTypeReceiverMicrophone;
        /// A teletype.
        #[doc(alias = "kAudioStreamTerminalTypeTTY")]
        TTY = kAudioStreamTerminalTypeTTY;
        /// HDMI.
        #[doc(alias = "kAudioStreamTerminalTypeHDMI")]
        HDMI = kAudioStreamTerminalTypeHDMI;
        /// DisplayPort.
        #[doc(alias = "kAudioStreamTerminalTypeDisplayPort")]
        DISPLAY_PORT = kAudioStreamTerminalTypeDisplayPort;
    }
}

code_type! {
    /// How the host filters a device's zero time stamps (`kAudioDevicePropertyClockAlgorithm`).
    ClockAlgorithm {
        /// Not at all: for time stamps that are computed, as the framework's own clocks' are.
        #[doc(alias = "kAudioDeviceClockAlgorithmRaw")]
        RAW = kAudioDeviceClockAlgorithmRaw;
        /// A simple IIR filter: what the host uses for a device that does not say.
        #[doc(alias = "kAudioDeviceClockAlgorithmSimpleIIR")]
        SIMPLE_IIR = kAudioDeviceClockAlgorithmSimpleIIR;
        /// A moving average over 12 time stamps.
        #[doc(alias = "kAudioDeviceClockAlgorithm12PtMovingWindowAverage")]
        MOVING_WINDOW_AVERAGE = kAudioDeviceClockAlgorithm12PtMovingWindowAverage;
    }
}
