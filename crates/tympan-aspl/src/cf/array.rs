//! Arrays.

use std::fmt;

use super::reference::{Retained, cf_type};
use super::{Borrowed, CFTypeRef, CfObject, CfType, provider};

cf_type! {
    /// A list of objects (`CFArray` with the callbacks for objects).
    ///
    /// ```
    /// use tympan_aspl::cf::{CfArray, CfObject, CfString};
    ///
    /// let names = CfArray::new(["left", "right"].map(|name| CfString::new(name).into()));
    /// assert_eq!(names.len(), 2);
    /// assert_eq!(*names.get(1).unwrap(), CfObject::from(CfString::new("right")));
    /// ```
    #[doc(alias = "CFArrayRef")]
    CfArray, Array
}

impl CfArray {
    /// Makes an array.
    #[must_use]
    #[doc(alias = "CFArrayCreate")]
    pub fn new(elements: impl IntoIterator<Item = CfObject>) -> Self {
        Self::of(&elements.into_iter().collect::<Vec<_>>())
    }

    fn of(elements: &[CfObject]) -> Self {
        let raw: Vec<CFTypeRef> = elements.iter().map(CfType::as_raw).collect();
        // SAFETY: `elements` keeps the objects alive; the array adds references of its own.
        let array = unsafe { provider::new_array(&raw) };
        // SAFETY: a new object.
        Self(unsafe { Retained::made(array) })
    }

    /// The number of elements.
    #[must_use]
    #[doc(alias = "CFArrayGetCount")]
    pub fn len(&self) -> usize {
        // SAFETY: an array, alive.
        unsafe { provider::array_len(self.0.as_raw()) }
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An element, kept alive by the array.
    #[must_use]
    #[doc(alias = "CFArrayGetValueAtIndex")]
    pub fn get(&self, index: usize) -> Option<Borrowed<'_, CfObject>> {
        if index >= self.len() {
            return None;
        }
        // SAFETY: an array, alive, and the index is below its length.
        let raw = unsafe { provider::array_get(self.0.as_raw(), index) };
        // SAFETY: an element of an array of objects, which keeps it alive and does not change.
        unsafe { CfObject::from_get(raw) }
    }

    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = Borrowed<'_, CfObject>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

impl FromIterator<CfObject> for CfArray {
    fn from_iter<I: IntoIterator<Item = CfObject>>(elements: I) -> Self {
        Self::new(elements)
    }
}

impl fmt::Debug for CfArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::object::write(&self.clone().into(), f, 0)
    }
}
