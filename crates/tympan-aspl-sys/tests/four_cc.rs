//! How codes are shown.

use tympan_aspl_sys::{
    FourCc, kAudioHardwareUnknownPropertyError, kAudioStreamPropertyPhysicalFormat,
};

#[test]
fn four_printable_characters_are_quoted_and_blanks_kept() {
    assert_eq!(
        FourCc(kAudioStreamPropertyPhysicalFormat).to_string(),
        "'pft '"
    );
    assert_eq!(FourCc(0x7E20_2021).to_string(), "'~  !'");
    assert_eq!(format!("{:?}", FourCc(0x7769_6465)), "'wide'");
}

#[test]
fn other_numbers_are_decimal_when_small_and_hexadecimal_when_not() {
    assert_eq!(FourCc(0).to_string(), "0");
    assert_eq!(FourCc(0xFFFF).to_string(), "65535");
    assert_eq!(FourCc(0x1_0000).to_string(), "0x00010000");
    assert_eq!(FourCc(0x6D73_0011).to_string(), "0x6D730011");
    assert_eq!(FourCc(0x7F41_4141).to_string(), "0x7F414141");
    assert_eq!(FourCc(u32::MAX).to_string(), "0xFFFFFFFF");
}

#[test]
fn a_status_is_shown_by_its_bits() {
    assert_eq!(
        FourCc::from(kAudioHardwareUnknownPropertyError).to_string(),
        "'who?'"
    );
    assert_eq!(FourCc::from(-50).to_string(), "0xFFFFFFCE");
}

#[test]
fn characters_number_and_back() {
    let code = FourCc::from_bytes(*b"uid ");
    assert_eq!(code.0, 0x7569_6420);
    assert_eq!(code.to_bytes(), *b"uid ");
    assert_eq!(u32::from(code), 0x7569_6420);
    assert_eq!(FourCc::from(0x7569_6420_u32), code);
}
