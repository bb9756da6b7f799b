//! UUIDs.

use std::fmt;

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// A universally unique identifier (`CFUUID`), printed as `443ABAB8-E7B3-491A-B985-BEB9187030DB`.
    #[doc(alias = "CFUUIDRef")]
    CfUuid, Uuid
}

impl CfUuid {
    /// Makes a UUID from its bytes, in the order in which they are printed.
    #[must_use]
    #[doc(alias = "CFUUIDCreateFromUUIDBytes")]
    pub fn new(bytes: [u8; 16]) -> Self {
        // SAFETY: a new object.
        Self(unsafe { Retained::made(provider::new_uuid(bytes)) })
    }

    /// The bytes, in the order in which they are printed.
    #[must_use]
    #[doc(alias = "CFUUIDGetUUIDBytes")]
    pub fn bytes(&self) -> [u8; 16] {
        // SAFETY: a UUID, alive.
        unsafe { provider::uuid_bytes(self.0.as_raw()) }
    }
}

impl fmt::Display for CfUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.bytes().into_iter().enumerate() {
            if [4, 6, 8, 10].contains(&index) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CfUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
