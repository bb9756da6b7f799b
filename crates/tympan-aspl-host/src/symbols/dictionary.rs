//! Dictionaries: `CFDictionaryCreate` and the like, with the callbacks that C asks for, and mutable ones.

use std::ffi::c_void;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::class::{self, Class};
use tympan_aspl::cf::portable::dictionary::Methods;
use tympan_aspl::cf::portable::object;

use super::abi::{Boolean, Given, In, Index, NULL, Out, Value, index};
use super::callbacks::{KeyCallBacks, Treatment, ValueCallBacks};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFDictionaryCreate,
    CFDictionaryCreateCopy,
    CFDictionaryCreateMutable,
    CFDictionaryCreateMutableCopy,
    CFDictionaryGetCount,
    CFDictionaryContainsKey,
    CFDictionaryGetValue,
    CFDictionaryGetValueIfPresent,
    CFDictionaryGetKeysAndValues,
    CFDictionaryApplyFunction,
    CFDictionaryAddValue,
    CFDictionarySetValue,
    CFDictionaryReplaceValue,
    CFDictionaryRemoveValue,
    CFDictionaryRemoveAllValues,
];

#[derive(Clone, Copy)]
struct Entry {
    hash: usize,
    key: Value,
    value: Value,
}

struct Dictionary {
    keys: Treatment,
    values: Treatment,
    is_mutable: bool,
    entries: Mutex<Vec<Entry>>,
}

// SAFETY: the entries are behind a lock, and C says by its callbacks how to treat them, on any thread.
unsafe impl Send for Dictionary {}
// SAFETY: as above.
unsafe impl Sync for Dictionary {}

impl Dictionary {
    /// The entries; never locked while a callback runs.
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entry of a key, and where it is.
    fn find(&self, key: Value) -> Option<(usize, Entry)> {
        let hash = self.keys.hash(key);
        let entries = self.entries().clone();
        let is_it = |entry: &Entry| entry.hash == hash && self.keys.equal(entry.key, key);
        entries
            .into_iter()
            .enumerate()
            .find(|(_, entry)| is_it(entry))
    }

    /// Adds or replaces an entry, as `mode` says.
    fn put(&self, key: Value, value: Value, mode: Mode) {
        match (self.find(key), mode) {
            (None, Mode::Add | Mode::Set) => {
                let key = self.keys.keep(key);
                let entry = Entry {
                    hash: self.keys.hash(key),
                    key,
                    value: self.values.keep(value),
                };
                self.entries().push(entry);
            }
            (Some((place, _)), Mode::Set | Mode::Replace) => {
                let value = self.values.keep(value);
                let replaced = self
                    .entries()
                    .get_mut(place)
                    .map(|entry| std::mem::replace(&mut entry.value, value));
                self.values.give_back(replaced.unwrap_or(value));
            }
            (None, Mode::Replace) | (Some(_), Mode::Add) => {}
        }
    }

    fn give_back(&self, entry: Entry) {
        self.keys.give_back(entry.key);
        self.values.give_back(entry.value);
    }
}

impl Drop for Dictionary {
    fn drop(&mut self) {
        let entries = std::mem::take(&mut *self.entries());
        for entry in entries {
            self.give_back(entry);
        }
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Add,
    Set,
    Replace,
}

static METHODS: Methods = Methods {
    holds_objects,
    count,
    get,
    entries,
};
static CLASS: Class = object::class_of::<Dictionary, _>(class::DICTIONARY, equal, hash, &METHODS);

/// Makes a dictionary of entries, which are kept as the treatments say. Of entries with equal keys the first one stays.
pub(super) fn create(
    entries: impl IntoIterator<Item = (Value, Value)>,
    (keys, values): (Treatment, Treatment),
    is_mutable: bool,
) -> CFTypeRef {
    let dictionary = Dictionary {
        keys,
        values,
        is_mutable,
        entries: Mutex::new(Vec::new()),
    };
    for (key, value) in entries {
        dictionary.put(key, value, Mode::Add);
    }
    object::create(&CLASS, dictionary)
}

/// How a dictionary treats its keys and values.
fn treatments(dictionary: Given) -> (Treatment, Treatment) {
    match dictionary.body::<Dictionary>(&CLASS) {
        Some(dictionary) => (dictionary.keys, dictionary.values),
        None => (Treatment::OBJECTS, Treatment::OBJECTS),
    }
}

/// The value of a key in any dictionary; none if it has no such key.
fn value(dictionary: Given, key: Value, function: &str) -> Option<Value> {
    if let Some(own) = dictionary.body::<Dictionary>(&CLASS) {
        return own.find(key).map(|(_, entry)| entry.value);
    }
    let view = dictionary.dictionary(function)?;
    view.entries()
        .into_iter()
        .find(|&(other, _)| Treatment::OBJECTS.equal(other, key))
        .map(|(_, value)| value)
}

unsafe extern "C" fn holds_objects(raw: CFTypeRef) -> u8 {
    // SAFETY: an object of this class.
    let dictionary = unsafe { object::body::<Dictionary>(raw) };
    u8::from(dictionary.keys.is_objects() && dictionary.values.is_objects())
}

unsafe extern "C" fn count(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<Dictionary>(raw) }.entries().len()
}

unsafe extern "C" fn get(raw: CFTypeRef, key: CFTypeRef) -> CFTypeRef {
    // SAFETY: an object of this class.
    unsafe { object::body::<Dictionary>(raw) }
        .find(key)
        .map_or(NULL, |(_, entry)| entry.value)
}

unsafe extern "C" fn entries(
    raw: CFTypeRef,
    keys: *mut CFTypeRef,
    values: *mut CFTypeRef,
    capacity: usize,
) -> usize {
    // SAFETY: an object of this class.
    let entries = unsafe { object::body::<Dictionary>(raw) }.entries().clone();
    let count = entries.len().min(capacity);
    for (index, entry) in entries.iter().take(count).enumerate() {
        // SAFETY: there is room for `capacity` entries (promise of the method).
        let key = unsafe { keys.add(index) };
        // SAFETY: as above.
        unsafe { key.write_unaligned(entry.key) };
        // SAFETY: as above.
        let value = unsafe { values.add(index) };
        // SAFETY: as above.
        unsafe { value.write_unaligned(entry.value) };
    }
    count
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: a dictionary (promise of the class table).
    let left = unsafe { Given::new(a) };
    // SAFETY: as above.
    let right = unsafe { Given::new(b) };
    let views = left.dictionary("CFEqual").zip(right.dictionary("CFEqual"));
    let same = views.is_some_and(|(mine, theirs)| {
        let (_, values) = treatments(left);
        let is_same = |(key, mine)| {
            value(right, key, "CFEqual").is_some_and(|theirs| values.equal(mine, theirs))
        };
        mine.count() == theirs.count() && mine.entries().into_iter().all(is_same)
    });
    u8::from(same)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { count(raw) }
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryCreate(
    _: Given,
    keys: In<Value>,
    values: In<Value>,
    count: Index,
    key_callbacks: In<KeyCallBacks>,
    value_callbacks: In<ValueCallBacks>,
) -> CFTypeRef {
    let treatments = (
        Treatment::of_keys(key_callbacks),
        Treatment::of_values(value_callbacks),
    );
    create(
        keys.read(count).into_iter().zip(values.read(count)),
        treatments,
        false,
    )
}

fn copy(dictionary: Given, is_mutable: bool, function: &str) -> CFTypeRef {
    match dictionary.dictionary(function) {
        Some(view) => create(view.entries(), treatments(dictionary), is_mutable),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryCreateCopy(_: Given, dictionary: Given) -> CFTypeRef {
    copy(dictionary, false, "CFDictionaryCreateCopy")
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryCreateMutable(
    _: Given,
    _capacity: Index,
    key_callbacks: In<KeyCallBacks>,
    value_callbacks: In<ValueCallBacks>,
) -> CFTypeRef {
    create(
        [],
        (
            Treatment::of_keys(key_callbacks),
            Treatment::of_values(value_callbacks),
        ),
        true,
    )
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryCreateMutableCopy(
    _: Given,
    _capacity: Index,
    dictionary: Given,
) -> CFTypeRef {
    copy(dictionary, true, "CFDictionaryCreateMutableCopy")
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryGetCount(dictionary: Given) -> Index {
    dictionary
        .dictionary("CFDictionaryGetCount")
        .map_or(0, |dictionary| index(dictionary.count()))
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryContainsKey(dictionary: Given, key: Value) -> Boolean {
    Boolean::from(value(dictionary, key, "CFDictionaryContainsKey").is_some())
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryGetValue(dictionary: Given, key: Value) -> Value {
    value(dictionary, key, "CFDictionaryGetValue").unwrap_or(NULL)
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryGetValueIfPresent(
    dictionary: Given,
    key: Value,
    out: Out<Value>,
) -> Boolean {
    let value = value(dictionary, key, "CFDictionaryGetValueIfPresent");
    if let Some(value) = value {
        out.set(value);
    }
    Boolean::from(value.is_some())
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryGetKeysAndValues(
    dictionary: Given,
    keys: Out<Value>,
    values: Out<Value>,
) {
    if let Some(dictionary) = dictionary.dictionary("CFDictionaryGetKeysAndValues") {
        let entries: (Vec<Value>, Vec<Value>) = dictionary.entries().into_iter().unzip();
        keys.write(&entries.0);
        values.write(&entries.1);
    }
}

type Applier = unsafe extern "C" fn(Value, Value, *mut c_void);

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryApplyFunction(
    dictionary: Given,
    applier: Option<Applier>,
    context: *mut c_void,
) {
    let Some(applier) = applier else {
        return complain("CFDictionaryApplyFunction", "got NULL, needs a function");
    };
    if let Some(dictionary) = dictionary.dictionary("CFDictionaryApplyFunction") {
        for (key, value) in dictionary.entries() {
            // SAFETY: C's function, with what C gave for it.
            unsafe { applier(key, value, context) };
        }
    }
}

/// The body of a mutable dictionary.
fn mutable<'a>(dictionary: Given, function: &str) -> Option<&'a Dictionary> {
    let dictionary = dictionary.own::<Dictionary>(function, "CFMutableDictionary", &CLASS)?;
    if !dictionary.is_mutable {
        complain(function, "got a dictionary that is not mutable");
        return None;
    }
    Some(dictionary)
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryAddValue(dictionary: Given, key: Value, value: Value) {
    if let Some(dictionary) = mutable(dictionary, "CFDictionaryAddValue") {
        dictionary.put(key, value, Mode::Add);
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionarySetValue(dictionary: Given, key: Value, value: Value) {
    if let Some(dictionary) = mutable(dictionary, "CFDictionarySetValue") {
        dictionary.put(key, value, Mode::Set);
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryReplaceValue(dictionary: Given, key: Value, value: Value) {
    if let Some(dictionary) = mutable(dictionary, "CFDictionaryReplaceValue") {
        dictionary.put(key, value, Mode::Replace);
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryRemoveValue(dictionary: Given, key: Value) {
    let Some(dictionary) = mutable(dictionary, "CFDictionaryRemoveValue") else {
        return;
    };
    if let Some((_, found)) = dictionary.find(key) {
        let place = dictionary
            .entries()
            .iter()
            .position(|entry| entry.key == found.key);
        let removed = place.map(|place| dictionary.entries().remove(place));
        if let Some(entry) = removed {
            dictionary.give_back(entry);
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDictionaryRemoveAllValues(dictionary: Given) {
    if let Some(dictionary) = mutable(dictionary, "CFDictionaryRemoveAllValues") {
        let entries = std::mem::take(&mut *dictionary.entries());
        for entry in entries {
            dictionary.give_back(entry);
        }
    }
}
