//! Dictionaries.

use std::collections::BTreeMap;
use std::fmt;

use super::reference::{Retained, cf_type};
use super::{Borrowed, CFTypeRef, CfObject, CfString, CfType, provider};

cf_type! {
    /// A dictionary with strings for keys (`CFDictionary` with the callbacks for objects).
    ///
    /// ```
    /// use tympan_aspl::cf::{CfBoolean, CfDictionary, CfString};
    ///
    /// let settings = CfDictionary::new([(CfString::new("muted"), CfBoolean::new(true).into())]);
    /// assert!(settings.get("muted").unwrap().downcast::<CfBoolean>().unwrap().get());
    /// assert!(settings.get("volume").is_none());
    /// ```
    #[doc(alias = "CFDictionaryRef")]
    CfDictionary, Dictionary
}

impl CfDictionary {
    /// Makes a dictionary. Of several entries with the same key the last one counts.
    #[must_use]
    #[doc(alias = "CFDictionaryCreate")]
    pub fn new(entries: impl IntoIterator<Item = (CfString, CfObject)>) -> Self {
        Self::of(entries.into_iter().collect())
    }

    fn of(entries: Vec<(CfString, CfObject)>) -> Self {
        let mut unique = BTreeMap::new();
        for (key, value) in entries {
            unique.insert(key.to_string(), (key, value));
        }
        let raw: Vec<(CFTypeRef, CFTypeRef)> = unique
            .values()
            .map(|(key, value)| (key.as_raw(), value.as_raw()))
            .collect();
        // SAFETY: `unique` keeps the objects alive; the dictionary adds references of its own.
        let dictionary = unsafe { provider::new_dictionary(&raw) };
        // SAFETY: a new object.
        Self(unsafe { Retained::made(dictionary) })
    }

    /// The number of entries.
    #[must_use]
    #[doc(alias = "CFDictionaryGetCount")]
    pub fn len(&self) -> usize {
        // SAFETY: a dictionary, alive.
        unsafe { provider::dictionary_len(self.0.as_raw()) }
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key, kept alive by the dictionary.
    #[must_use]
    #[doc(alias = "CFDictionaryGetValue")]
    pub fn get(&self, key: &str) -> Option<Borrowed<'_, CfObject>> {
        let key = CfString::new(key);
        // SAFETY: a dictionary and a string, alive.
        let raw = unsafe { provider::dictionary_get(self.0.as_raw(), key.as_raw()) };
        // SAFETY: a value of a dictionary of objects, which keeps it alive and does not change.
        unsafe { CfObject::from_get(raw) }
    }

    /// The entries whose keys are strings, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Borrowed<'_, CfString>, Borrowed<'_, CfObject>)> {
        // SAFETY: a dictionary, alive.
        let entries = unsafe { provider::dictionary_entries(self.0.as_raw()) };
        entries.into_iter().filter_map(|(key, value)| {
            // SAFETY: a key of a dictionary of objects, which keeps it alive and does not change.
            let key = unsafe { CfString::from_get(key) };
            // SAFETY: as above.
            let value = unsafe { CfObject::from_get(value) };
            key.zip(value)
        })
    }
}

impl FromIterator<(CfString, CfObject)> for CfDictionary {
    fn from_iter<I: IntoIterator<Item = (CfString, CfObject)>>(entries: I) -> Self {
        Self::new(entries)
    }
}

impl fmt::Debug for CfDictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::object::write(&self.clone().into(), f, 0)
    }
}
