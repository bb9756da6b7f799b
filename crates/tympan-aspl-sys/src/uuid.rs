//! UUIDs as the ABI passes them: 16 bytes, by value, in text order.

/// The bytes of a UUID in the order of its text form (big-endian fields, unlike a Windows GUID).
///
/// Passed by value in `QueryInterface`.
///
/// ```
/// use tympan_aspl_sys::{CFUUIDBytes, IUnknownUUID};
///
/// let bytes = IUnknownUUID.to_bytes();
/// assert_eq!(bytes[15], 0x46);
/// assert_eq!(CFUUIDBytes::from_bytes(bytes), IUnknownUUID);
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct CFUUIDBytes {
    pub byte0: u8,
    pub byte1: u8,
    pub byte2: u8,
    pub byte3: u8,
    pub byte4: u8,
    pub byte5: u8,
    pub byte6: u8,
    pub byte7: u8,
    pub byte8: u8,
    pub byte9: u8,
    pub byte10: u8,
    pub byte11: u8,
    pub byte12: u8,
    pub byte13: u8,
    pub byte14: u8,
    pub byte15: u8,
}

impl CFUUIDBytes {
    /// From 16 bytes in text order.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        let [
            byte0,
            byte1,
            byte2,
            byte3,
            byte4,
            byte5,
            byte6,
            byte7,
            byte8,
            byte9,
            byte10,
            byte11,
            byte12,
            byte13,
            byte14,
            byte15,
        ] = bytes;
        Self {
            byte0,
            byte1,
            byte2,
            byte3,
            byte4,
            byte5,
            byte6,
            byte7,
            byte8,
            byte9,
            byte10,
            byte11,
            byte12,
            byte13,
            byte14,
            byte15,
        }
    }

    /// The 16 bytes in text order.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        [
            self.byte0,
            self.byte1,
            self.byte2,
            self.byte3,
            self.byte4,
            self.byte5,
            self.byte6,
            self.byte7,
            self.byte8,
            self.byte9,
            self.byte10,
            self.byte11,
            self.byte12,
            self.byte13,
            self.byte14,
            self.byte15,
        ]
    }
}

/// The type of an AudioServerPlugIn, which the factory is asked for:
/// `443ABAB8-E7B3-491A-B985-BEB9187030DB`.
pub const kAudioServerPlugInTypeUUID: CFUUIDBytes = CFUUIDBytes::from_bytes([
    0x44, 0x3A, 0xBA, 0xB8, 0xE7, 0xB3, 0x49, 0x1A, 0xB9, 0x85, 0xBE, 0xB9, 0x18, 0x70, 0x30, 0xDB,
]);

/// The interface of [`AudioServerPlugInDriverInterface`](crate::AudioServerPlugInDriverInterface):
/// `EEA5773D-CC43-49F1-8E00-8F96E7D23B17`.
pub const kAudioServerPlugInDriverInterfaceUUID: CFUUIDBytes = CFUUIDBytes::from_bytes([
    0xEE, 0xA5, 0x77, 0x3D, 0xCC, 0x43, 0x49, 0xF1, 0x8E, 0x00, 0x8F, 0x96, 0xE7, 0xD2, 0x3B, 0x17,
]);

/// The interface every COM object has: `00000000-0000-0000-C000-000000000046`.
pub const IUnknownUUID: CFUUIDBytes = CFUUIDBytes::from_bytes([
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46,
]);
