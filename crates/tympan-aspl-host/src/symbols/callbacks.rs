//! How a container treats what it holds: the callback structures of C (hal-facts A.12).

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::{class, string};

use super::abi::{Boolean, Given, In, NULL, Value};
use super::{Symbol, variables};

pub(super) static SYMBOLS: &[Symbol] = variables![
    kCFTypeArrayCallBacks,
    kCFTypeDictionaryKeyCallBacks,
    kCFTypeDictionaryValueCallBacks,
    kCFCopyStringDictionaryKeyCallBacks,
    kCFTypeSetCallBacks,
];

type Retain = unsafe extern "C" fn(CFTypeRef, Value) -> Value;
type Release = unsafe extern "C" fn(CFTypeRef, Value);
type CopyDescription = unsafe extern "C" fn(Value) -> CFTypeRef;
type Equal = unsafe extern "C" fn(Value, Value) -> Boolean;
type Hash = unsafe extern "C" fn(Value) -> usize;

/// `CFArrayCallBacks` and `CFDictionaryValueCallBacks`.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct ValueCallBacks {
    version: isize,
    retain: Option<Retain>,
    release: Option<Release>,
    copy_description: Option<CopyDescription>,
    equal: Option<Equal>,
}

/// `CFDictionaryKeyCallBacks` and `CFSetCallBacks`.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct KeyCallBacks {
    value: ValueCallBacks,
    hash: Option<Hash>,
}

const OBJECTS: ValueCallBacks = ValueCallBacks {
    version: 0,
    retain: Some(retain),
    release: Some(release),
    copy_description: Some(copy_description),
    equal: Some(equal),
};
const KEYS: KeyCallBacks = KeyCallBacks {
    value: OBJECTS,
    hash: Some(hash),
};

#[unsafe(no_mangle)]
static kCFTypeArrayCallBacks: ValueCallBacks = OBJECTS;
#[unsafe(no_mangle)]
static kCFTypeDictionaryValueCallBacks: ValueCallBacks = OBJECTS;
#[unsafe(no_mangle)]
static kCFTypeDictionaryKeyCallBacks: KeyCallBacks = KEYS;
#[unsafe(no_mangle)]
static kCFTypeSetCallBacks: KeyCallBacks = KEYS;
#[unsafe(no_mangle)]
static kCFCopyStringDictionaryKeyCallBacks: KeyCallBacks = KeyCallBacks {
    value: ValueCallBacks {
        retain: Some(copy_string),
        ..OBJECTS
    },
    hash: Some(hash),
};

unsafe extern "C" fn retain(_: CFTypeRef, value: Value) -> Value {
    // SAFETY: a container with these callbacks holds objects.
    unsafe { class::retain(value) };
    value
}

unsafe extern "C" fn release(_: CFTypeRef, value: Value) {
    // SAFETY: as above; the reference is the container's.
    unsafe { class::release(value) };
}

unsafe extern "C" fn copy_description(value: Value) -> CFTypeRef {
    // SAFETY: as above.
    let object = unsafe { Given::new(value) };
    string::create(&super::base::description(object))
}

unsafe extern "C" fn equal(a: Value, b: Value) -> Boolean {
    // SAFETY: as above.
    Boolean::from(unsafe { class::equal(a, b) })
}

unsafe extern "C" fn hash(value: Value) -> usize {
    // SAFETY: as above.
    unsafe { class::hash(value) }
}

unsafe extern "C" fn copy_string(_: CFTypeRef, value: Value) -> Value {
    // SAFETY: as above.
    match unsafe { string::utf16(value) } {
        Some(units) => string::create_utf16(&units),
        None => NULL,
    }
}

/// What a container does with its values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Treatment {
    retain: Option<Retain>,
    release: Option<Release>,
    equal: Option<Equal>,
    hash: Option<Hash>,
}

impl Treatment {
    /// Values are objects.
    pub(super) const OBJECTS: Self = Self::new(KEYS);

    const fn new(callbacks: KeyCallBacks) -> Self {
        let KeyCallBacks { value, hash } = callbacks;
        Self {
            retain: value.retain,
            release: value.release,
            equal: value.equal,
            hash,
        }
    }

    /// As C asks for; without callbacks, values are bare pointers.
    pub(super) fn of_values(callbacks: In<ValueCallBacks>) -> Self {
        let bare = ValueCallBacks {
            version: 0,
            retain: None,
            release: None,
            copy_description: None,
            equal: None,
        };
        Self::new(KeyCallBacks {
            value: callbacks.get().unwrap_or(bare),
            hash: None,
        })
    }

    /// As C asks for; without callbacks, keys are bare pointers.
    pub(super) fn of_keys(callbacks: In<KeyCallBacks>) -> Self {
        callbacks
            .get()
            .map_or_else(|| Self::of_values(In::NULL), Self::new)
    }

    /// Whether the values are objects.
    pub(super) fn is_objects(&self) -> bool {
        let address = |function: Option<Retain>| function.map(|function| function as usize);
        let this = address(self.retain);
        let known = [
            &kCFTypeArrayCallBacks,
            &kCFCopyStringDictionaryKeyCallBacks.value,
        ];
        known.into_iter().any(|known| this == address(known.retain))
    }

    /// What to store for a value.
    pub(super) fn keep(&self, value: Value) -> Value {
        match self.retain {
            // SAFETY: C says with the callbacks what the values are.
            Some(retain) => unsafe { retain(NULL, value) },
            None => value,
        }
    }

    /// Gives back what was stored.
    pub(super) fn give_back(&self, value: Value) {
        if let Some(release) = self.release {
            // SAFETY: as above.
            unsafe { release(NULL, value) };
        }
    }

    pub(super) fn equal(&self, a: Value, b: Value) -> bool {
        match self.equal {
            // SAFETY: as above.
            Some(equal) if a != b => unsafe { equal(a, b) != 0 },
            _ => a == b,
        }
    }

    pub(super) fn hash(&self, value: Value) -> usize {
        match self.hash {
            // SAFETY: as above.
            Some(hash) => unsafe { hash(value) },
            // Without a hash of its own a key can only be told by comparing.
            None if self.equal.is_some() => 0,
            None => value.addr(),
        }
    }
}
