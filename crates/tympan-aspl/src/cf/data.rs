//! Data.

use std::fmt;

use super::provider;
use super::reference::{Retained, cf_type};

cf_type! {
    /// Bytes (`CFData`).
    #[doc(alias = "CFDataRef")]
    CfData, Data
}

impl CfData {
    /// Makes a data object with a copy of the bytes.
    #[must_use]
    #[doc(alias = "CFDataCreate")]
    pub fn new(bytes: &[u8]) -> Self {
        // SAFETY: a new object.
        Self(unsafe { Retained::made(provider::new_data(bytes)) })
    }

    /// A copy of the bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        // SAFETY: data, alive.
        unsafe { provider::data_bytes(self.0.as_raw()) }
    }
}

impl fmt::Debug for CfData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.to_vec();
        write!(f, "<{} bytes:", bytes.len())?;
        for byte in bytes.iter().take(16) {
            write!(f, " {byte:02x}")?;
        }
        f.write_str(if bytes.len() > 16 { " ...>" } else { ">" })
    }
}
