//! Values of device, stream and control properties.

use crate::UInt32;
use crate::four_cc::code;

constants! {
    TRANSPORT_TYPE: UInt32 = "Transport types";

    /// Unknown.
    kAudioDeviceTransportTypeUnknown = 0;
    /// Built in.
    kAudioDeviceTransportTypeBuiltIn = code(b"bltn");
    /// An aggregate device.
    kAudioDeviceTransportTypeAggregate = code(b"grup");
    /// A device in software.
    kAudioDeviceTransportTypeVirtual = code(b"virt");
    /// PCI.
    kAudioDeviceTransportTypePCI = code(b"pci ");
    /// USB.
    kAudioDeviceTransportTypeUSB = code(b"usb ");
    /// FireWire.
    kAudioDeviceTransportTypeFireWire = code(b"1394");
    /// Bluetooth.
    kAudioDeviceTransportTypeBluetooth = code(b"blue");
    /// Bluetooth Low Energy.
    kAudioDeviceTransportTypeBluetoothLE = code(b"blea");
    /// HDMI.
    kAudioDeviceTransportTypeHDMI = code(b"hdmi");
    /// DisplayPort.
    kAudioDeviceTransportTypeDisplayPort = code(b"dprt");
    /// AirPlay.
    kAudioDeviceTransportTypeAirPlay = code(b"airp");
    /// AVB.
    kAudioDeviceTransportTypeAVB = code(b"eavb");
    /// Thunderbolt.
    kAudioDeviceTransportTypeThunderbolt = code(b"thun");
    /// Continuity Capture by cable. macOS 13 and later.
    kAudioDeviceTransportTypeContinuityCaptureWired = code(b"ccwd");
    /// Continuity Capture by radio. macOS 13 and later.
    kAudioDeviceTransportTypeContinuityCaptureWireless = code(b"ccwl");
    /// Deprecated. Continuity Capture, cable or radio.
    kAudioDeviceTransportTypeContinuityCapture = code(b"ccap");
    /// A remote screen. macOS 27; known at second hand only.
    kAudioDeviceTransportTypeRemoteScreen = code(b"rscr");
    /// Remote streaming. macOS 27; known at second hand only.
    kAudioDeviceTransportTypeRemoteStreaming = code(b"rstr");
    /// Deprecated. An aggregate device that the HAL made.
    kAudioDeviceTransportTypeAutoAggregate = code(b"fgrp");
}

constants! {
    TERMINAL_TYPE: UInt32 = "Terminal types";

    /// Unknown.
    kAudioStreamTerminalTypeUnknown = 0;
    /// Line level.
    kAudioStreamTerminalTypeLine = code(b"line");
    /// A digital interface such as S/PDIF.
    kAudioStreamTerminalTypeDigitalAudioInterface = code(b"spdf");
    /// A speaker.
    kAudioStreamTerminalTypeSpeaker = code(b"spkr");
    /// Headphones.
    kAudioStreamTerminalTypeHeadphones = code(b"hdph");
    /// A speaker for low-frequency effects.
    kAudioStreamTerminalTypeLFESpeaker = code(b"lfes");
    /// The ear piece of a telephone handset.
    kAudioStreamTerminalTypeReceiverSpeaker = code(b"rspk");
    /// A microphone.
    kAudioStreamTerminalTypeMicrophone = code(b"micr");
    /// The microphone of a headset.
    kAudioStreamTerminalTypeHeadsetMicrophone = code(b"hmic");
    /// The microphone of a telephone handset.
    kAudioStreamTerminalTypeReceiverMicrophone = code(b"rmic");
    /// A text telephone.
    kAudioStreamTerminalTypeTTY = code(b"tty_");
    /// HDMI.
    kAudioStreamTerminalTypeHDMI = code(b"hdmi");
    /// DisplayPort.
    kAudioStreamTerminalTypeDisplayPort = code(b"dprt");
}

constants! {
    ITEM_KIND: UInt32 = "Kinds of selector items";

    /// A separator, which cannot be chosen.
    kAudioSelectorControlItemKindSpacer = code(b"spcr");
    /// The device's own clock.
    kAudioClockSourceItemKindInternal = code(b"int ");
}

constants! {
    DATA_SOURCE: UInt32 = "Customary items of data sources and destinations (IOAudioTypes.h)";

    /// Internal speaker.
    kIOAudioOutputPortSubTypeInternalSpeaker = code(b"ispk");
    /// External speaker.
    kIOAudioOutputPortSubTypeExternalSpeaker = code(b"espk");
    /// Headphones.
    kIOAudioOutputPortSubTypeHeadphones = code(b"hdpn");
    /// Line output.
    kIOAudioOutputPortSubTypeLine = code(b"line");
    /// S/PDIF output.
    kIOAudioOutputPortSubTypeSPDIF = code(b"spdf");
    /// Internal microphone.
    kIOAudioInputPortSubTypeInternalMicrophone = code(b"imic");
    /// External microphone.
    kIOAudioInputPortSubTypeExternalMicrophone = code(b"emic");
    /// CD drive.
    kIOAudioInputPortSubTypeCD = code(b"cd  ");
    /// Line input.
    kIOAudioInputPortSubTypeLine = code(b"line");
    /// S/PDIF input.
    kIOAudioInputPortSubTypeSPDIF = code(b"spdf");
}

constants! {
    PORT_TYPE: UInt32 = "Port types of IOAudio, which plug-ins do not use (IOAudioTypes.h)";

    /// Output.
    kIOAudioPortTypeOutput = code(b"outp");
    /// Input.
    kIOAudioPortTypeInput = code(b"inpt");
    /// Mixer.
    kIOAudioPortTypeMixer = code(b"mixr");
    /// Pass through.
    kIOAudioPortTypePassThru = code(b"pass");
    /// Processing.
    kIOAudioPortTypeProcessing = code(b"proc");
}
