//! Four-character codes: how they are written, and how they are shown.

use core::fmt;

/// The 32-bit value of a four-character code, first character in the most significant byte.
pub(crate) const fn code(characters: &[u8; 4]) -> u32 {
    u32::from_be_bytes(*characters)
}

/// The same for codes of type `OSStatus`.
pub(crate) const fn status(characters: &[u8; 4]) -> i32 {
    i32::from_be_bytes(*characters)
}

/// A number that may be a four-character code, for showing it.
///
/// Four printable characters are shown in quotes, blanks kept; 0xFFFF and less as a decimal number;
/// anything else in hexadecimal.
///
/// ```
/// use tympan_aspl_sys::{FourCc, kAudioDevicePropertyDeviceUID};
///
/// assert_eq!(FourCc(kAudioDevicePropertyDeviceUID).to_string(), "'uid '");
/// assert_eq!(FourCc(12).to_string(), "12");
/// assert_eq!(FourCc(0xF000_0001).to_string(), "0xF0000001");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FourCc(pub u32);

impl FourCc {
    /// From four characters.
    #[must_use]
    pub const fn from_bytes(characters: [u8; 4]) -> Self {
        Self(u32::from_be_bytes(characters))
    }

    /// The four characters.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl From<[u8; 4]> for FourCc {
    fn from(characters: [u8; 4]) -> Self {
        Self::from_bytes(characters)
    }
}

impl From<u32> for FourCc {
    fn from(code: u32) -> Self {
        Self(code)
    }
}

impl From<i32> for FourCc {
    /// From a status: the same bits.
    fn from(status: i32) -> Self {
        Self::from_bytes(status.to_be_bytes())
    }
}

impl From<FourCc> for u32 {
    fn from(code: FourCc) -> Self {
        code.0
    }
}

impl fmt::Display for FourCc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.to_bytes();
        let printable = characters.iter().all(|c| matches!(c, b' '..=b'~'));
        match core::str::from_utf8(&characters) {
            Ok(text) if printable => write!(f, "'{text}'"),
            _ if self.0 <= 0xFFFF => write!(f, "{}", self.0),
            _ => write!(f, "0x{:08X}", self.0),
        }
    }
}

impl fmt::Debug for FourCc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
