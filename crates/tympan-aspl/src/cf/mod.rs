//! CoreFoundation: strings, numbers, property lists and the other objects a driver exchanges with its host.
//!
//! One API over two providers. On Apple's systems the objects are CoreFoundation's own. Everywhere else they are made in
//! Rust (`cf::portable`), so that a driver runs, and is tested, anywhere; the feature `core-foundation` selects CoreFoundation
//! there too, for a host that supplies its symbols.
//!
//! Every type owns one reference, like a smart pointer: `Clone` is `CFRetain`, `Drop` is `CFRelease`, `==` is `CFEqual`,
//! `Hash` is `CFHash`. A reference that comes from C is taken in by the rule of its name: what a function named *Create* or
//! *Copy* returned belongs to the caller ([`CfType::from_create`]), everything else is only lent ([`CfType::from_get`]).
//!
//! ```
//! use tympan_aspl::cf::{CfDictionary, CfNumber, CfObject, CfString};
//!
//! let settings = CfDictionary::new([
//!     (CfString::new("name"), CfObject::from(CfString::new("Loopback"))),
//!     (CfString::new("channels"), CfNumber::from_i64(2).into()),
//! ]);
//! let channels = settings.get("channels").unwrap();
//! assert_eq!(channels.downcast::<CfNumber>().unwrap().as_i64(), Some(2));
//! ```
//!
//! Objects do not change, so they may be used from any thread. Nothing here is for the I/O thread: making and releasing
//! objects takes and gives back memory.

use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;

mod array;
mod boolean;
mod bundle;
mod data;
mod date;
mod dictionary;
mod number;
mod object;
#[cfg(not(target_vendor = "apple"))]
pub mod portable;
pub mod property_list;
mod reference;
mod string;
mod url;
mod uuid;

#[cfg(any(target_vendor = "apple", feature = "core-foundation"))]
#[path = "apple.rs"]
mod provider;
#[cfg(not(any(target_vendor = "apple", feature = "core-foundation")))]
use portable::provider;

pub use array::CfArray;
pub use boolean::CfBoolean;
pub use bundle::CfBundle;
pub use data::CfData;
pub use date::CfDate;
pub use dictionary::CfDictionary;
pub use number::CfNumber;
pub use object::{CfObject, Kind};
use reference::{Retained, Sealed};
pub use string::CfString;
pub use tympan_aspl_sys::CFTypeRef;
pub use url::CfUrl;
pub use uuid::CfUuid;

/// What all CoreFoundation types have in common. Implemented by the types of this module only.
pub trait CfType: Sealed {
    /// The object as C sees it, lent: valid as long as this value.
    fn as_raw(&self) -> CFTypeRef {
        self.retained().as_raw()
    }

    /// The object as C sees it, given away: whoever takes it must release it.
    #[must_use = "the reference leaks if nobody takes it"]
    fn into_raw(self) -> CFTypeRef {
        self.into_retained().into_raw()
    }

    /// Takes over a reference that C gave away (the *Create* rule).
    ///
    /// `None` for NULL and for an object of another type, which is released. `None` also for an object of a portable class
    /// table of an unknown version; that one cannot be released.
    ///
    /// # Safety
    /// `raw` is NULL or a CoreFoundation object of which the caller owns a reference. An object of a mutable type must not
    /// be changed as long as the value exists.
    #[must_use]
    unsafe fn from_create(raw: CFTypeRef) -> Option<Self> {
        // SAFETY: the caller's promise.
        let retained = unsafe { Retained::adopt(raw) }?;
        Self::accepts(retained.kind()).then(|| Self::from_retained(retained))
    }

    /// Looks at a reference that C lent (the *Get* rule): it is not released.
    ///
    /// `None` for NULL, for an object of another type, and for one of a portable class table of an unknown version.
    ///
    /// ```
    /// use tympan_aspl::cf::{CfNumber, CfString, CfType};
    ///
    /// let name = CfString::new("Loopback");
    /// // SAFETY: `name` keeps the string alive and unchanged.
    /// let lent = unsafe { CfString::from_get(name.as_raw()) };
    /// assert_eq!(lent.unwrap().to_string(), "Loopback");
    /// // SAFETY: as above.
    /// assert!(unsafe { CfNumber::from_get(name.as_raw()) }.is_none());
    /// ```
    ///
    /// # Safety
    /// `raw` is NULL or a CoreFoundation object that stays alive for `'a`. An object of a mutable type must not be changed
    /// as long as the value, or a value retained from it, exists.
    #[must_use]
    unsafe fn from_get<'a>(raw: CFTypeRef) -> Option<Borrowed<'a, Self>> {
        // SAFETY: the caller's promise. The reference is not this value's to release, so it is never dropped.
        let retained = ManuallyDrop::new(unsafe { Retained::adopt(raw) }?);
        Self::accepts(retained.kind()).then(|| Borrowed {
            value: ManuallyDrop::new(Self::from_retained(ManuallyDrop::into_inner(retained))),
            lender: PhantomData,
        })
    }
}

impl<T: Sealed> CfType for T {}

/// An object that somebody else keeps alive: used like the object, never released.
#[derive(Debug)]
pub struct Borrowed<'a, T> {
    value: ManuallyDrop<T>,
    lender: PhantomData<&'a T>,
}

impl<T: Clone> Borrowed<'_, T> {
    /// A reference of one's own.
    #[must_use]
    pub fn retain(&self) -> T {
        T::clone(&self.value)
    }
}

impl<T> Deref for Borrowed<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Borrowed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

/// How many objects this library made that are not freed yet; `None` where the objects are CoreFoundation's.
///
/// Constant objects, such as the booleans, do not count.
#[must_use]
pub fn live_objects() -> Option<usize> {
    provider::live_objects()
}
