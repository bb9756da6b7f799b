//! No constant escapes the comparison of `tests/oracle`. That target is compiled for Apple targets only;
//! this one runs everywhere and reads it as text.

use std::collections::HashSet;

use tympan_aspl_sys::names;

/// What the oracle does not have: the codes of CFPlugInCOM.h, those of IOAudioTypes.h, and three
/// selectors and types of the macOS 27 SDK.
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

#[test]
fn every_constant_is_compared_or_listed_as_unknown_to_the_oracle() {
    let sources = [
        include_str!("oracle/core_audio.rs"),
        include_str!("oracle/core_audio_types.rs"),
    ];
    let compared: HashSet<&str> = sources
        .iter()
        .flat_map(|source| source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .collect();

    for entry in names::all().flat_map(|group| group.entries) {
        let listed = NOT_IN_THE_ORACLE.contains(&entry.name);
        assert_ne!(compared.contains(entry.name), listed, "{}", entry.name);
    }
}

#[test]
fn the_crate_has_as_many_constants_as_are_compared_and_listed() {
    // 934 constants, of which dictionary keys (34) and one rate are not numbers with a name table.
    let named = names::all().map(|group| group.entries.len()).sum::<usize>();
    assert_eq!(named + 34 + 1, 904 + NOT_IN_THE_ORACLE.len());
}
