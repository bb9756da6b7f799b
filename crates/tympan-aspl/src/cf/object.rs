//! Objects of any type.

use std::fmt;

use super::reference::{Retained, Sealed};
use super::{
    Borrowed, CfArray, CfBoolean, CfBundle, CfData, CfDate, CfDictionary, CfNumber, CfString,
    CfType, CfUrl, CfUuid,
};

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A [`CfString`].
    String,
    /// A [`CfNumber`].
    Number,
    /// A [`CfBoolean`].
    Boolean,
    /// A [`CfData`].
    Data,
    /// A [`CfDate`].
    Date,
    /// A [`CfArray`].
    Array,
    /// A [`CfDictionary`].
    Dictionary,
    /// A [`CfUrl`].
    Url,
    /// A [`CfUuid`].
    Uuid,
    /// A [`CfBundle`].
    Bundle,
    /// Something that has no type here.
    Other,
}

/// An object of any type (`CFTypeRef`).
///
/// ```
/// use tympan_aspl::cf::{CfNumber, CfObject, CfString, Kind};
///
/// let object = CfObject::from(CfString::new("Loopback"));
/// assert_eq!(object.kind(), Kind::String);
/// assert_eq!(object.downcast_ref::<CfString>().unwrap().to_string(), "Loopback");
/// assert!(object.downcast::<CfNumber>().is_none());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[repr(transparent)]
#[doc(alias = "CFTypeRef")]
#[doc(alias = "CFPropertyListRef")]
pub struct CfObject(Retained);

impl Sealed for CfObject {
    fn accepts(_: Kind) -> bool {
        true
    }

    fn from_retained(retained: Retained) -> Self {
        Self(retained)
    }

    fn retained(&self) -> &Retained {
        &self.0
    }

    fn into_retained(self) -> Retained {
        self.0
    }
}

impl CfObject {
    /// What the object is.
    #[must_use]
    #[doc(alias = "CFGetTypeID")]
    pub fn kind(&self) -> Kind {
        self.0.kind()
    }

    /// The object as one of type `T`, with a reference of its own; `None` if it is something else.
    #[must_use]
    pub fn downcast<T: CfType>(&self) -> Option<T> {
        T::accepts(self.kind()).then(|| T::from_retained(self.0.clone()))
    }

    /// The object as one of type `T`; `None` if it is something else.
    #[must_use]
    pub fn downcast_ref<T: CfType>(&self) -> Option<Borrowed<'_, T>> {
        // SAFETY: this value keeps the object alive and unchanged for the lifetime of the result.
        unsafe { T::from_get(self.as_raw()) }
    }
}

impl fmt::Debug for CfObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, f, 0)
    }
}

/// Prints an object. Containers are printed to a limited depth: foreign ones can hold themselves.
pub(super) fn write(object: &CfObject, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    const DEEPEST: usize = 16;
    /// One element, one level deeper.
    struct Element<'a>(&'a CfObject, usize);
    impl fmt::Debug for Element<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write(self.0, f, self.1)
        }
    }
    fn leaf<T: CfType + fmt::Debug>(object: &CfObject, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        object
            .downcast_ref::<T>()
            .map_or(Ok(()), |value| T::fmt(&value, f))
    }
    match object.kind() {
        Kind::Array | Kind::Dictionary if depth == DEEPEST => f.write_str("..."),
        Kind::Array => {
            let mut list = f.debug_list();
            if let Some(array) = object.downcast_ref::<CfArray>() {
                for element in array.iter() {
                    list.entry(&Element(&element, depth + 1));
                }
            }
            list.finish()
        }
        Kind::Dictionary => {
            let mut map = f.debug_map();
            if let Some(dictionary) = object.downcast_ref::<CfDictionary>() {
                for (key, value) in dictionary.iter() {
                    map.entry(&*key, &Element(&value, depth + 1));
                }
            }
            map.finish()
        }
        Kind::String => leaf::<CfString>(object, f),
        Kind::Number => leaf::<CfNumber>(object, f),
        Kind::Boolean => leaf::<CfBoolean>(object, f),
        Kind::Data => leaf::<CfData>(object, f),
        Kind::Date => leaf::<CfDate>(object, f),
        Kind::Url => leaf::<CfUrl>(object, f),
        Kind::Uuid => leaf::<CfUuid>(object, f),
        Kind::Bundle => leaf::<CfBundle>(object, f),
        Kind::Other => f.write_str("CfObject"),
    }
}
