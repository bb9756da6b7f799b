//! No constant escapes the comparison of `tests/oracle`. That target is compiled for Apple targets only;
//! this one runs everywhere and takes the names from its tables.

use tympan_aspl_sys::names;

macro_rules! equal {
    ($oracle:ident, $count:literal; $( $name:ident; )+) => {
        pub const EQUAL: &[&str] = &[$( stringify!($name) ),+];
    };
}

macro_rules! equal_enumerated {
    ($oracle:ident, $count:literal; $( $name:ident = $type:ident::$value:ident; )+) => {
        pub const ENUMERATED: &[&str] = &[$( stringify!($name) ),+];
    };
}

macro_rules! equal_keys {
    ($oracle:ident, $count:literal; $( $name:ident; )+) => {
        pub const KEYS: &[&str] = &[$( stringify!($name) ),+];
    };
}

#[path = "oracle/core_audio.rs"]
mod core_audio;
#[path = "oracle/core_audio_types.rs"]
mod core_audio_types;

/// Compared one by one, outside of the tables.
const COMPARED_ALONE: &[&str] = &["kAudioObjectSystemObject", "kAudioStreamAnyRate"];

/// What the oracle does not have: the codes of CFPlugInCOM.h, those of IOAudioTypes.h, and what is
/// new in the macOS 27 SDK.
const NOT_IN_THE_ORACLE: &[&str] = &[
    "S_OK",
    "S_FALSE",
    "E_UNEXPECTED",
    "E_NOTIMPL",
    "E_OUTOFMEMORY",
    "E_INVALIDARG",
    "E_NOINTERFACE",
    "E_POINTER",
    "E_HANDLE",
    "E_ABORT",
    "E_FAIL",
    "E_ACCESSDENIED",
    "kIOAudioOutputPortSubTypeInternalSpeaker",
    "kIOAudioOutputPortSubTypeExternalSpeaker",
    "kIOAudioOutputPortSubTypeHeadphones",
    "kIOAudioOutputPortSubTypeLine",
    "kIOAudioOutputPortSubTypeSPDIF",
    "kIOAudioInputPortSubTypeInternalMicrophone",
    "kIOAudioInputPortSubTypeExternalMicrophone",
    "kIOAudioInputPortSubTypeCD",
    "kIOAudioInputPortSubTypeLine",
    "kIOAudioInputPortSubTypeSPDIF",
    "kIOAudioPortTypeOutput",
    "kIOAudioPortTypeInput",
    "kIOAudioPortTypeMixer",
    "kIOAudioPortTypePassThru",
    "kIOAudioPortTypeProcessing",
    "kAudioDevicePropertySuggestedReferenceDevice",
    "kAudioDeviceTransportTypeRemoteScreen",
    "kAudioDeviceTransportTypeRemoteStreaming",
];

/// Constants of this crate that are not numbers and so have no name table.
const WITHOUT_NAME_TABLE: &[&str] = &["kAudioStreamAnyRate"];

#[test]
fn every_constant_is_compared_or_listed_as_unknown_to_the_oracle() {
    let compared = [
        core_audio::EQUAL,
        core_audio::ENUMERATED,
        core_audio::KEYS,
        core_audio_types::EQUAL,
        core_audio_types::ENUMERATED,
        COMPARED_ALONE,
    ]
    .concat();
    assert_eq!(compared.len(), 904);
    let mut accounted = [&compared, NOT_IN_THE_ORACLE].concat();
    accounted.sort_unstable();

    let named = names::all()
        .flat_map(|group| group.entries)
        .map(|entry| entry.name);
    let mut ours: Vec<_> = named
        .chain(core_audio::KEYS.iter().copied())
        .chain(WITHOUT_NAME_TABLE.iter().copied())
        .collect();
    ours.sort_unstable();
    assert_eq!(ours.len(), 934);
    assert_eq!(ours, accounted);
}
