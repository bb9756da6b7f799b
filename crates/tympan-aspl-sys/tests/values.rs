//! The values of hal-facts A.4 and A.9, transcribed from its text: an oracle for what Appendix 1 lacks.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use tympan_aspl_sys::names;

fn value_of(name: &str) -> u32 {
    static VALUES: OnceLock<BTreeMap<&str, u32>> = OnceLock::new();
    let values = VALUES.get_or_init(|| {
        let entries = names::all().flat_map(|group| group.entries);
        entries.map(|entry| (entry.name, entry.value)).collect()
    });
    *values.get(name).unwrap_or_else(|| panic!("{name}"))
}

fn check(prefix: &str, rows: &[(&str, u32)]) {
    for (name, value) in rows {
        assert_eq!(
            value_of(&format!("{prefix}{name}")),
            *value,
            "{prefix}{name}"
        );
    }
}

#[test]
fn com_results() {
    check(
        "",
        &[
            ("S_OK", 0),
            ("S_FALSE", 1),
            ("E_UNEXPECTED", 0x8000_FFFF),
            ("E_NOTIMPL", 0x8000_0001),
            ("E_OUTOFMEMORY", 0x8000_0002),
            ("E_INVALIDARG", 0x8000_0003),
            ("E_NOINTERFACE", 0x8000_0004),
            ("E_POINTER", 0x8000_0005),
            ("E_HANDLE", 0x8000_0006),
            ("E_ABORT", 0x8000_0007),
            ("E_FAIL", 0x8000_0008),
            ("E_ACCESSDENIED", 0x8000_0009),
        ],
    );
    assert_eq!(tympan_aspl_sys::E_NOINTERFACE, -2_147_483_644);
}

#[test]
fn status_codes_as_signed_numbers() {
    use tympan_aspl_sys as sys;
    let rows = [
        (sys::kAudioHardwareNoError, 0),
        (sys::kAudioHardwareNotRunningError, 1_937_010_544),
        (sys::kAudioHardwareUnspecifiedError, 2_003_329_396),
        (sys::kAudioHardwareUnknownPropertyError, 2_003_332_927),
        (sys::kAudioHardwareBadPropertySizeError, 561_211_770),
        (sys::kAudioHardwareIllegalOperationError, 1_852_797_029),
        (sys::kAudioHardwareBadObjectError, 560_947_818),
        (sys::kAudioHardwareBadDeviceError, 560_227_702),
        (sys::kAudioHardwareBadStreamError, 561_214_578),
        (sys::kAudioHardwareUnsupportedOperationError, 1_970_171_760),
        (sys::kAudioHardwareNotReadyError, 1_852_990_585),
        (sys::kAudioDeviceUnsupportedFormatError, 560_226_676),
        (sys::kAudioDevicePermissionsError, 560_492_391),
        (sys::kAudio_UnimplementedError, -4),
        (sys::kAudio_FileNotFoundError, -43),
        (sys::kAudio_FilePermissionError, -54),
        (sys::kAudio_TooManyFilesOpenError, -42),
        (sys::kAudio_BadFilePathError, 561_017_960),
        (sys::kAudio_ParamError, -50),
        (sys::kAudio_MemFullError, -108),
    ];
    for (ours, fact) in rows {
        assert_eq!(ours, fact);
    }
}

#[test]
fn formats() {
    check(
        "kAudioFormat",
        &[
            ("LinearPCM", 0x6C70_636D),
            ("60958AC3", 0x6361_6333),
            ("AES3", 0x6165_7333),
            ("AC3", 0x6163_2D33),
            ("EnhancedAC3", 0x6563_2D33),
            ("FLAC", 0x666C_6163),
            ("Opus", 0x6F70_7573),
            ("FlagIsFloat", 0x1),
            ("FlagIsBigEndian", 0x2),
            ("FlagIsSignedInteger", 0x4),
            ("FlagIsPacked", 0x8),
            ("FlagIsAlignedHigh", 0x10),
            ("FlagIsNonInterleaved", 0x20),
            ("FlagIsNonMixable", 0x40),
            ("FlagsAreAllClear", 0x8000_0000),
            ("FlagsNativeEndian", 0),
            ("FlagsNativeFloatPacked", 0x9),
        ],
    );
    check(
        "kLinearPCMFormatFlags",
        &[
            ("SampleFractionShift", 7),
            ("SampleFractionMask", 0x1F80),
            ("AreAllClear", 0x8000_0000),
        ],
    );
    assert_eq!(tympan_aspl_sys::kAudioStreamAnyRate.to_bits(), 0);
}

#[test]
fn time_stamps() {
    check(
        "kAudioTimeStamp",
        &[
            ("NothingValid", 0),
            ("SampleTimeValid", 1),
            ("HostTimeValid", 2),
            ("RateScalarValid", 4),
            ("WordClockTimeValid", 8),
            ("SMPTETimeValid", 16),
            ("SampleHostTimeValid", 3),
        ],
    );
    check(
        "kSMPTETime",
        &[("Unknown", 0), ("Valid", 1), ("Running", 2)],
    );
    let types = [
        "24", "25", "30Drop", "30", "2997", "2997Drop", "60", "5994", "60Drop", "5994Drop", "50",
        "2398",
    ];
    for (value, name) in types.iter().enumerate() {
        assert_eq!(
            value_of(&format!("kSMPTETimeType{name}")) as usize,
            value,
            "{name}"
        );
    }
}

#[test]
fn channel_labels() {
    check(
        "kAudioChannelLabel_",
        &[
            ("Unknown", 0xFFFF_FFFF),
            ("Unused", 0),
            ("UseCoordinates", 100),
            ("Left", 1),
            ("Right", 2),
            ("Center", 3),
            ("LFEScreen", 4),
            ("LeftSurround", 5),
            ("RightSurround", 6),
            ("LeftCenter", 7),
            ("RightCenter", 8),
            ("CenterSurround", 9),
            ("LeftSurroundDirect", 10),
            ("RightSurroundDirect", 11),
            ("TopCenterSurround", 12),
            ("VerticalHeightLeft", 13),
            ("VerticalHeightCenter", 14),
            ("VerticalHeightRight", 15),
            ("TopBackLeft", 16),
            ("TopBackCenter", 17),
            ("TopBackRight", 18),
            ("RearSurroundLeft", 33),
            ("RearSurroundRight", 34),
            ("LeftWide", 35),
            ("RightWide", 36),
            ("LFE2", 37),
            ("LeftTotal", 38),
            ("RightTotal", 39),
            ("HearingImpaired", 40),
            ("Narration", 41),
            ("Mono", 42),
            ("DialogCentricMix", 43),
            ("CenterSurroundDirect", 44),
            ("Haptic", 45),
            ("LeftTopMiddle", 49),
            ("RightTopMiddle", 51),
            ("LeftTopRear", 52),
            ("CenterTopRear", 53),
            ("RightTopRear", 54),
            ("LeftSideSurround", 55),
            ("RightEdgeOfScreen", 66),
            ("Ambisonic_W", 200),
            ("Ambisonic_X", 201),
            ("Ambisonic_Y", 202),
            ("Ambisonic_Z", 203),
            ("MS_Mid", 204),
            ("MS_Side", 205),
            ("XY_X", 206),
            ("XY_Y", 207),
            ("BinauralLeft", 208),
            ("BinauralRight", 209),
            ("HeadphonesLeft", 301),
            ("HeadphonesRight", 302),
            ("ClickTrack", 304),
            ("ForeignLanguage", 305),
            ("Discrete", 400),
            ("Discrete_0", 1 << 16),
            ("Discrete_15", (1 << 16) | 15),
            ("HOA_ACN", 500),
            ("HOA_ACN_0", 2 << 16),
            ("HOA_ACN_15", (2 << 16) | 15),
            ("HOA_N3D", 3 << 16),
            ("Object", 4 << 16),
            ("BeginReserved", 0xF000_0000),
            ("EndReserved", 0xFFFF_FFFE),
        ],
    );
}

#[test]
fn channel_bits_and_flags() {
    let in_order = [
        "Left",
        "Right",
        "Center",
        "LFEScreen",
        "LeftSurround",
        "RightSurround",
        "LeftCenter",
        "RightCenter",
        "CenterSurround",
        "LeftSurroundDirect",
        "RightSurroundDirect",
        "TopCenterSurround",
        "VerticalHeightLeft",
        "VerticalHeightCenter",
        "VerticalHeightRight",
        "TopBackLeft",
        "TopBackCenter",
        "TopBackRight",
    ];
    for (bit, name) in in_order.iter().enumerate() {
        check("kAudioChannelBit_", &[(name, 1 << bit)]);
    }
    check(
        "kAudioChannelBit_",
        &[
            ("LeftTopMiddle", 1 << 21),
            ("RightTopMiddle", 1 << 23),
            ("LeftTopRear", 1 << 24),
            ("CenterTopRear", 1 << 25),
            ("RightTopRear", 1 << 26),
        ],
    );
    check(
        "kAudioChannelFlags_",
        &[
            ("AllOff", 0),
            ("RectangularCoordinates", 1),
            ("SphericalCoordinates", 2),
            ("Meters", 4),
        ],
    );
}

#[test]
fn channel_layout_tags() {
    let rows = [
        ("Mono", 100, 1),
        ("Stereo", 101, 2),
        ("StereoHeadphones", 102, 2),
        ("MatrixStereo", 103, 2),
        ("MidSide", 104, 2),
        ("XY", 105, 2),
        ("Binaural", 106, 2),
        ("Ambisonic_B_Format", 107, 4),
        ("Quadraphonic", 108, 4),
        ("Pentagonal", 109, 5),
        ("Hexagonal", 110, 6),
        ("Octagonal", 111, 8),
        ("Cube", 112, 8),
        ("MPEG_3_0_A", 113, 3),
        ("MPEG_3_0_B", 114, 3),
        ("MPEG_4_0_A", 115, 4),
        ("MPEG_4_0_B", 116, 4),
        ("MPEG_5_0_A", 117, 5),
        ("MPEG_5_0_B", 118, 5),
        ("MPEG_5_0_C", 119, 5),
        ("MPEG_5_0_D", 120, 5),
        ("MPEG_5_1_A", 121, 6),
        ("MPEG_5_1_B", 122, 6),
        ("MPEG_5_1_C", 123, 6),
        ("MPEG_5_1_D", 124, 6),
        ("MPEG_6_1_A", 125, 7),
        ("MPEG_7_1_A", 126, 8),
        ("MPEG_7_1_B", 127, 8),
        ("MPEG_7_1_C", 128, 8),
        ("Emagic_Default_7_1", 129, 8),
        ("SMPTE_DTV", 130, 8),
        ("ITU_2_1", 131, 3),
        ("ITU_2_2", 132, 4),
        ("DVD_4", 133, 3),
        ("DVD_5", 134, 4),
        ("DVD_6", 135, 5),
        ("DVD_10", 136, 4),
        ("DVD_11", 137, 5),
        ("DVD_18", 138, 5),
        ("AudioUnit_6_0", 139, 6),
        ("AudioUnit_7_0", 140, 7),
        ("AudioUnit_7_0_Front", 148, 7),
        ("AAC_6_0", 141, 6),
        ("AAC_6_1", 142, 7),
        ("AAC_7_0", 143, 7),
        ("AAC_Octagonal", 144, 8),
        ("TMH_10_2_std", 145, 16),
        ("TMH_10_2_full", 146, 21),
        ("DiscreteInOrder", 147, 0),
        ("WAVE_7_1", 189, 8),
        ("HOA_ACN_SN3D", 190, 0),
        ("HOA_ACN_N3D", 191, 0),
        ("Atmos_7_1_4", 192, 12),
        ("Atmos_9_1_6", 193, 16),
        ("Atmos_5_1_2", 194, 8),
        ("Atmos_5_1_4", 195, 10),
        ("Atmos_7_1_2", 196, 10),
        ("UseChannelDescriptions", 0, 0),
        ("UseChannelBitmap", 1, 0),
        ("BeginReserved", 0xF000, 0),
        ("EndReserved", 0xFFFE, 0xFFFF),
        ("Unknown", 0xFFFF, 0),
    ];
    for (name, code, channels) in rows {
        let name = format!("kAudioChannelLayoutTag_{name}");
        assert_eq!(value_of(&name), (code << 16) | channels, "{name}");
        let count = tympan_aspl_sys::AudioChannelLayoutTag_GetNumberOfChannels(value_of(&name));
        assert_eq!(count, channels, "{name}");
    }
}

#[test]
fn data_sources() {
    check(
        "kIOAudio",
        &[
            ("OutputPortSubTypeInternalSpeaker", 0x6973_706B),
            ("OutputPortSubTypeExternalSpeaker", 0x6573_706B),
            ("OutputPortSubTypeHeadphones", 0x6864_706E),
            ("OutputPortSubTypeLine", 0x6C69_6E65),
            ("OutputPortSubTypeSPDIF", 0x7370_6466),
            ("InputPortSubTypeInternalMicrophone", 0x696D_6963),
            ("InputPortSubTypeExternalMicrophone", 0x656D_6963),
            ("InputPortSubTypeCD", 0x6364_2020),
            ("InputPortSubTypeLine", 0x6C69_6E65),
            ("InputPortSubTypeSPDIF", 0x7370_6466),
        ],
    );
}

#[test]
fn keys_of_end_point_dictionaries() {
    use tympan_aspl_sys as sys;
    let rows = [
        (sys::kAudioEndPointDeviceUIDKey, c"uid"),
        (sys::kAudioEndPointDeviceNameKey, c"name"),
        (sys::kAudioEndPointDeviceEndPointListKey, c"endpoints"),
        (sys::kAudioEndPointDeviceMainEndPointKey, c"main"),
        (sys::kAudioEndPointDeviceMasterEndPointKey, c"master"),
        (sys::kAudioEndPointDeviceIsPrivateKey, c"private"),
        (sys::kAudioEndPointUIDKey, c"uid"),
        (sys::kAudioEndPointNameKey, c"name"),
        (sys::kAudioEndPointInputChannelsKey, c"channels-in"),
        (sys::kAudioEndPointOutputChannelsKey, c"channels-out"),
    ];
    for (ours, fact) in rows {
        assert_eq!(ours, fact);
    }
}
