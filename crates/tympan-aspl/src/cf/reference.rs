//! The one owned reference that all types wrap, and the trait that seals them.

use std::ffi::c_void;
use std::hash::{Hash, Hasher};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use super::{CFTypeRef, Kind, provider};

/// Owns one reference to an object that the provider can handle.
#[derive(Debug)]
#[repr(transparent)]
pub struct Retained(NonNull<c_void>);

// SAFETY: reference counts are atomic, and the object does not change (promise of `from_create` and `from_get`).
unsafe impl Send for Retained {}
// SAFETY: as above.
unsafe impl Sync for Retained {}

impl Retained {
    /// Takes over a reference; none for NULL and for what the provider cannot handle.
    ///
    /// # Safety
    /// `raw` is NULL or an object of which the caller owns a reference.
    pub unsafe fn adopt(raw: CFTypeRef) -> Option<Self> {
        let object = NonNull::new(raw.cast_mut())?;
        // SAFETY: the caller's promise.
        unsafe { provider::kind(raw) }.map(|_| Self(object))
    }

    /// Adds a reference; none for NULL and for what the provider cannot handle.
    ///
    /// # Safety
    /// `raw` is NULL or an object.
    pub unsafe fn to(raw: CFTypeRef) -> Option<Self> {
        // SAFETY: the caller's promise; the reference that is missing is added before anything can release it.
        let lent = ManuallyDrop::new(unsafe { Self::adopt(raw) }?);
        Some(Self::clone(&lent))
    }

    /// Takes over what a provider made.
    ///
    /// # Safety
    /// `raw` is NULL or a new object.
    ///
    /// # Panics
    /// The provider made nothing: it is out of memory.
    #[track_caller]
    pub unsafe fn made(raw: CFTypeRef) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Self::adopt(raw) }.expect("CoreFoundation made no object")
    }

    pub fn as_raw(&self) -> CFTypeRef {
        self.0.as_ptr().cast_const()
    }

    pub fn into_raw(self) -> CFTypeRef {
        ManuallyDrop::new(self).as_raw()
    }

    pub fn kind(&self) -> Kind {
        // SAFETY: alive.
        unsafe { provider::kind(self.as_raw()) }.unwrap_or(Kind::Other)
    }
}

impl Clone for Retained {
    fn clone(&self) -> Self {
        // SAFETY: alive.
        unsafe { provider::retain(self.as_raw()) };
        Self(self.0)
    }
}

impl Drop for Retained {
    fn drop(&mut self) {
        // SAFETY: the reference is this value's own.
        unsafe { provider::release(self.as_raw()) };
    }
}

impl PartialEq for Retained {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: both are alive.
        unsafe { provider::equal(self.as_raw(), other.as_raw()) }
    }
}

impl Eq for Retained {}

impl Hash for Retained {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // SAFETY: alive.
        state.write_usize(unsafe { provider::hash(self.as_raw()) });
    }
}

/// Seals [`CfType`](super::CfType): only types of this crate wrap a reference.
pub trait Sealed: Sized {
    /// Whether an object of this kind is one of this type.
    fn accepts(kind: Kind) -> bool;
    fn from_retained(retained: Retained) -> Self;
    fn retained(&self) -> &Retained;
    fn into_retained(self) -> Retained;
}

/// Defines a type that wraps a reference to objects of one kind.
macro_rules! cf_type {
    ($(#[$attribute:meta])* $name:ident, $kind:ident) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct $name($crate::cf::reference::Retained);

        impl $crate::cf::reference::Sealed for $name {
            fn accepts(kind: $crate::cf::Kind) -> bool {
                kind == $crate::cf::Kind::$kind
            }

            fn from_retained(retained: $crate::cf::reference::Retained) -> Self {
                Self(retained)
            }

            fn retained(&self) -> &$crate::cf::reference::Retained {
                &self.0
            }

            fn into_retained(self) -> $crate::cf::reference::Retained {
                self.0
            }
        }

        impl From<$name> for $crate::cf::CfObject {
            fn from(value: $name) -> Self {
                <Self as $crate::cf::reference::Sealed>::from_retained(value.0)
            }
        }
    };
}
pub(super) use cf_type;
