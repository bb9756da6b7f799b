//! One owned reference to an object.

use super::class;
use crate::cf::CFTypeRef;

/// Owns one reference and releases it when dropped. Compares and hashes the objects' values.
#[derive(Debug)]
#[repr(transparent)]
pub struct Reference(CFTypeRef);

// SAFETY: reference counts are atomic, and objects do not change or guard their changes themselves.
unsafe impl Send for Reference {}
// SAFETY: as above.
unsafe impl Sync for Reference {}

impl Reference {
    /// Takes over a reference.
    ///
    /// # Safety
    /// `raw` is an object, and the caller owns the reference that it gives away.
    #[must_use]
    pub unsafe fn adopt(raw: CFTypeRef) -> Self {
        Self(raw)
    }

    /// Adds a reference.
    ///
    /// # Safety
    /// `raw` is an object.
    #[must_use]
    pub unsafe fn to(raw: CFTypeRef) -> Self {
        // SAFETY: the caller's promise.
        unsafe { class::retain(raw) };
        Self(raw)
    }

    /// The object, valid as long as this reference.
    #[must_use]
    pub fn as_raw(&self) -> CFTypeRef {
        self.0
    }

    /// Gives the reference away.
    #[must_use]
    pub fn into_raw(self) -> CFTypeRef {
        std::mem::ManuallyDrop::new(self).0
    }
}

impl Clone for Reference {
    fn clone(&self) -> Self {
        // SAFETY: this reference keeps the object alive.
        unsafe { Self::to(self.0) }
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        // SAFETY: the reference is this value's own.
        unsafe { class::release(self.0) };
    }
}

impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: both are alive.
        unsafe { class::equal(self.0, other.0) }
    }
}
