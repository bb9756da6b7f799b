//! [`Property`]: what an author can add to an object's properties, and what is wrong with what was added.

use std::sync::Arc;

use tympan_aspl_sys as sys;

use crate::object::ExtraProperty;

/// A property that an author adds to an object: a [`CustomProperty`](crate::CustomProperty), a [`ComputedProperty`](crate::ComputedProperty) or a
/// [`RawProperty`](crate::RawProperty).
///
/// The framework's types have it; it cannot be implemented elsewhere.
pub trait Property: private::Sealed {}

pub(crate) mod private {
    use std::fmt;

    use super::{Arc, ExtraProperty};

    pub trait Sealed {
        #[doc(hidden)]
        fn extra(&self) -> Extra;
    }

    /// The property as its object's class sees it.
    pub struct Extra(pub(crate) Arc<dyn ExtraProperty>);

    impl fmt::Debug for Extra {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Extra")
        }
    }
}

/// The element that no property is at.
const WILDCARD_ELEMENT: u32 = sys::kAudioObjectPropertyElementWildcard;

/// What is wrong with the address that an author gave to a property of his own.
pub(crate) fn address_problem(place: Option<(u32, u32)>, selector: u32) -> Option<String> {
    let is_wildcard = selector == sys::kAudioObjectPropertySelectorWildcard
        || place.is_some_and(|(scope, element)| {
            scope == sys::kAudioObjectPropertyScopeWildcard || element == WILDCARD_ELEMENT
        });
    is_wildcard.then(|| {
        let selector = sys::FourCc(selector);
        format!("the property {selector} has a wildcard in its address; say where it is")
    })
}

/// What is wrong with the selector of a custom property: Apple's have a meaning already (hal-facts D.2).
pub(crate) fn selector_problem(selector: u32) -> Option<String> {
    let name = sys::names::selector(selector)?;
    let selector = sys::FourCc(selector);
    Some(format!(
        "the selector {selector} of a custom property is {name}; choose another, or put a `RawProperty` in its place"
    ))
}
