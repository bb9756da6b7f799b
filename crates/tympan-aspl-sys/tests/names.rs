//! Names of codes.

use tympan_aspl_sys::{
    kAudioBoxClassID, kAudioDeviceClassID, kAudioEndPointClassID, kAudioMuteControlClassID,
    kAudioObjectClassID, kAudioProcessClassID, kAudioStreamClassID, kAudioTransportManagerClassID,
    kAudioVolumeControlClassID, names,
};

const fn code(characters: [u8; 4]) -> u32 {
    u32::from_be_bytes(characters)
}

#[test]
fn a_selector_has_the_name_of_the_objects_class() {
    let transport = code(*b"tran");
    let names = [
        (kAudioDeviceClassID, "kAudioDevicePropertyTransportType"),
        (kAudioBoxClassID, "kAudioBoxPropertyTransportType"),
        (
            kAudioTransportManagerClassID,
            "kAudioTransportManagerPropertyTransportType",
        ),
    ];
    for (class, name) in names {
        assert_eq!(names::selector_of(class, transport), Some(name));
    }
    assert_eq!(
        names::selector_of(kAudioStreamClassID, code(*b"ltnc")),
        Some("kAudioStreamPropertyLatency")
    );
}

#[test]
fn a_selector_that_a_class_inherits_has_the_name_of_the_base_class() {
    let of = names::selector_of;
    assert_eq!(
        of(kAudioEndPointClassID, code(*b"uid ")),
        Some("kAudioDevicePropertyDeviceUID")
    );
    assert_eq!(
        of(kAudioVolumeControlClassID, code(*b"lcsv")),
        Some("kAudioLevelControlPropertyScalarValue")
    );
    assert_eq!(
        of(kAudioMuteControlClassID, code(*b"cscp")),
        Some("kAudioControlPropertyScope")
    );
    assert_eq!(
        of(kAudioTransportManagerClassID, code(*b"lnam")),
        Some("kAudioObjectPropertyName")
    );
}

#[test]
fn a_selector_foreign_to_the_class_has_its_usual_name() {
    assert_eq!(
        names::selector_of(kAudioStreamClassID, code(*b"dflt")),
        Some("kAudioDevicePropertyDeviceCanBeDefaultDevice")
    );
    assert_eq!(
        names::selector_of(code(*b"priv"), code(*b"nsrt")),
        Some("kAudioDevicePropertyNominalSampleRate")
    );
    assert_eq!(
        names::selector_of(kAudioDeviceClassID, code(*b"zzzz")),
        None
    );
}

#[test]
fn among_several_names_the_authors_own_is_chosen() {
    assert_eq!(
        names::selector(code(*b"dev#")),
        Some("kAudioPlugInPropertyDeviceList")
    );
    assert_eq!(
        names::selector(code(*b"ltnc")),
        Some("kAudioDevicePropertyLatency")
    );
    assert_eq!(
        names::selector(code(*b"lnam")),
        Some("kAudioObjectPropertyName")
    );
    assert_eq!(
        names::selector(code(*b"sfmt")),
        Some("kAudioStreamPropertyVirtualFormat")
    );
    assert_eq!(
        names::selector(code(*b"mute")),
        Some("kAudioDevicePropertyMute")
    );
    assert_eq!(names::element(0), Some("kAudioObjectPropertyElementMain"));
    assert_eq!(names::status(0), Some("kAudioHardwareNoError"));
}

#[test]
fn each_kind_of_code_has_its_names() {
    let cases = [
        (names::class(code(*b"clnt")), "kAudioProcessClassID"),
        (
            names::class(code(*b"pram")),
            "kAudioBootChimeVolumeControlClassID",
        ),
        (
            names::status(i32::from_be_bytes(*b"nope")),
            "kAudioHardwareIllegalOperationError",
        ),
        (names::status(-108), "kAudio_MemFullError"),
        (names::com_result(-2_147_483_644), "E_NOINTERFACE"),
        (
            names::scope(code(*b"ptru")),
            "kAudioObjectPropertyScopePlayThrough",
        ),
        (
            names::operation(code(*b"rite")),
            "kAudioServerPlugInIOOperationWriteMix",
        ),
        (
            names::custom_property_data_type(code(*b"plst")),
            "kAudioServerPlugInCustomPropertyDataTypeCFPropertyList",
        ),
        (
            names::clock_algorithm(code(*b"iirf")),
            "kAudioDeviceClockAlgorithmSimpleIIR",
        ),
        (
            names::transport_type(code(*b"virt")),
            "kAudioDeviceTransportTypeVirtual",
        ),
        (
            names::terminal_type(code(*b"hdph")),
            "kAudioStreamTerminalTypeHeadphones",
        ),
        (
            names::item_kind(code(*b"int ")),
            "kAudioClockSourceItemKindInternal",
        ),
        (
            names::data_source(code(*b"ispk")),
            "kIOAudioOutputPortSubTypeInternalSpeaker",
        ),
        (names::format_id(code(*b"lpcm")), "kAudioFormatLinearPCM"),
        (names::channel_label(1), "kAudioChannelLabel_Left"),
        (names::smpte_type(4), "kSMPTETimeType2997"),
    ];
    for (found, name) in cases {
        assert_eq!(found, Some(name));
    }
    assert_eq!(names::class(1), None);
    assert_eq!(names::operation(code(*b"wmix")), None);
    assert_eq!(names::element(3), None);
}

#[test]
fn a_layout_tag_with_an_open_number_of_channels_is_found_with_any_number() {
    let tag = names::channel_layout_tag;
    assert_eq!(tag((101 << 16) | 2), Some("kAudioChannelLayoutTag_Stereo"));
    assert_eq!(
        tag((147 << 16) | 24),
        Some("kAudioChannelLayoutTag_DiscreteInOrder")
    );
    assert_eq!(tag(0xFFFF_0000 | 7), Some("kAudioChannelLayoutTag_Unknown"));
    assert_eq!(
        tag((190 << 16) | 16),
        Some("kAudioChannelLayoutTag_HOA_ACN_SN3D")
    );
    assert_eq!(tag((101 << 16) | 3), None);
    assert_eq!(tag(5), None);
}

#[test]
fn the_class_tree_ends_at_the_object() {
    let chain = |class| {
        std::iter::successors(Some(class), |&class| names::base_class(class)).collect::<Vec<_>>()
    };
    assert_eq!(
        chain(code(*b"vlme")),
        [
            code(*b"vlme"),
            code(*b"levl"),
            code(*b"actl"),
            code(*b"aobj")
        ]
    );
    assert_eq!(
        chain(code(*b"hipf")),
        [
            code(*b"hipf"),
            code(*b"slct"),
            code(*b"actl"),
            code(*b"aobj")
        ]
    );
    assert_eq!(
        chain(code(*b"trpm")),
        [code(*b"trpm"), code(*b"aplg"), code(*b"aobj")]
    );
    assert_eq!(
        chain(code(*b"endp")),
        [code(*b"endp"), code(*b"adev"), code(*b"aobj")]
    );
    assert_eq!(names::base_class(kAudioObjectClassID), None);
    assert_eq!(names::base_class(kAudioProcessClassID), None);

    let published = names::all()
        .find(|group| group.title.contains("can publish"))
        .expect("group");
    for entry in published.entries {
        assert_eq!(
            chain(entry.value).last(),
            Some(&kAudioObjectClassID),
            "{}",
            entry.name
        );
    }
}

#[test]
fn every_name_is_listed_once() {
    let mut titles: Vec<_> = names::all().map(|group| group.title).collect();
    let entries = names::all().flat_map(|group| group.entries);
    let mut names: Vec<_> = entries.map(|entry| entry.name).collect();
    for list in [&mut titles, &mut names] {
        let listed = list.len();
        list.sort_unstable();
        list.dedup();
        assert_eq!(list.len(), listed);
    }
    assert!(names::all().all(|group| !group.entries.is_empty()));
}

#[test]
fn a_name_in_use_comes_before_a_deprecated_one_of_a_nearer_class() {
    let device = u32::from_be_bytes(*b"adev");
    let name = u32::from_be_bytes(*b"lnam");
    assert_eq!(
        names::selector_of(device, name),
        Some("kAudioObjectPropertyName")
    );
}
