//! Arrays: `CFArrayCreate` and the like, with the callbacks that C asks for, and mutable ones.

use std::ffi::c_void;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::array::Methods;
use tympan_aspl::cf::portable::class::{self, Class};
use tympan_aspl::cf::portable::object;

use super::abi::{Boolean, Given, In, Index, NULL, Out, Range, Value, index};
use super::callbacks::{Treatment, ValueCallBacks};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFArrayCreate,
    CFArrayCreateCopy,
    CFArrayCreateMutable,
    CFArrayCreateMutableCopy,
    CFArrayGetCount,
    CFArrayGetValueAtIndex,
    CFArrayGetValues,
    CFArrayContainsValue,
    CFArrayGetFirstIndexOfValue,
    CFArrayGetCountOfValue,
    CFArrayApplyFunction,
    CFArrayAppendValue,
    CFArrayInsertValueAtIndex,
    CFArraySetValueAtIndex,
    CFArrayRemoveValueAtIndex,
    CFArrayRemoveAllValues,
];

struct Array {
    treatment: Treatment,
    is_mutable: bool,
    values: Mutex<Vec<Value>>,
}

// SAFETY: the values are behind a lock, and C says by its callbacks how to treat them, on any thread.
unsafe impl Send for Array {}
// SAFETY: as above.
unsafe impl Sync for Array {}

impl Array {
    /// The values; never locked while a callback runs.
    fn values(&self) -> MutexGuard<'_, Vec<Value>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        for value in std::mem::take(&mut *self.values()) {
            self.treatment.give_back(value);
        }
    }
}

static METHODS: Methods = Methods {
    holds_objects,
    count,
    get,
};
static CLASS: Class = object::class_of::<Array, _>(class::ARRAY, equal, hash, &METHODS);

/// Makes an array of values, which are kept as `treatment` says.
pub(super) fn create(values: &[Value], treatment: Treatment, is_mutable: bool) -> CFTypeRef {
    let values = values.iter().map(|&value| treatment.keep(value)).collect();
    object::create(
        &CLASS,
        Array {
            treatment,
            is_mutable,
            values: Mutex::new(values),
        },
    )
}

/// How an array compares its values.
fn treatment(array: Given) -> Treatment {
    array
        .body::<Array>(&CLASS)
        .map_or(Treatment::OBJECTS, |array| array.treatment)
}

unsafe extern "C" fn holds_objects(raw: CFTypeRef) -> u8 {
    // SAFETY: an object of this class.
    u8::from(unsafe { object::body::<Array>(raw) }.treatment.is_objects())
}

unsafe extern "C" fn count(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<Array>(raw) }.values().len()
}

unsafe extern "C" fn get(raw: CFTypeRef, index: usize) -> CFTypeRef {
    // SAFETY: an object of this class.
    unsafe { object::body::<Array>(raw) }
        .values()
        .get(index)
        .copied()
        .unwrap_or(NULL)
}

unsafe extern "C" fn equal(a: CFTypeRef, b: CFTypeRef) -> u8 {
    // SAFETY: an array (promise of the class table).
    let array = unsafe { Given::new(a) };
    // SAFETY: as above.
    let other = unsafe { Given::new(b) };
    let same = array
        .array("CFEqual")
        .zip(other.array("CFEqual"))
        .is_some_and(|(left, right)| {
            let (left, right) = (left.values(), right.values());
            let treatment = treatment(array);
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(&left, right)| treatment.equal(left, right))
        });
    u8::from(same)
}

unsafe extern "C" fn hash(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { count(raw) }
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayCreate(
    _: Given,
    values: In<Value>,
    count: Index,
    callbacks: In<ValueCallBacks>,
) -> CFTypeRef {
    create(&values.read(count), Treatment::of_values(callbacks), false)
}

fn copy(array: Given, is_mutable: bool, function: &str) -> CFTypeRef {
    match array.array(function) {
        Some(values) => create(&values.values(), treatment(array), is_mutable),
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayCreateCopy(_: Given, array: Given) -> CFTypeRef {
    copy(array, false, "CFArrayCreateCopy")
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayCreateMutable(
    _: Given,
    _capacity: Index,
    callbacks: In<ValueCallBacks>,
) -> CFTypeRef {
    create(&[], Treatment::of_values(callbacks), true)
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayCreateMutableCopy(_: Given, _capacity: Index, array: Given) -> CFTypeRef {
    copy(array, true, "CFArrayCreateMutableCopy")
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayGetCount(array: Given) -> Index {
    array
        .array("CFArrayGetCount")
        .map_or(0, |array| index(array.count()))
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayGetValueAtIndex(array: Given, place: Index) -> Value {
    let Some(array) = array.array("CFArrayGetValueAtIndex") else {
        return NULL;
    };
    match usize::try_from(place) {
        Ok(place) if place < array.count() => array.get(place),
        _ => {
            complain(
                "CFArrayGetValueAtIndex",
                &format!("got index {place} of {} elements", array.count()),
            );
            NULL
        }
    }
}

/// The values in a range, and where it begins.
fn values_within(array: Given, range: Range, function: &str) -> (usize, Vec<Value>) {
    let values = array
        .array(function)
        .map_or_else(Vec::new, |array| array.values());
    let range = range.within(values.len());
    (range.start, values[range].to_vec())
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayGetValues(array: Given, range: Range, values: Out<Value>) {
    values.write(&values_within(array, range, "CFArrayGetValues").1);
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayContainsValue(array: Given, range: Range, value: Value) -> Boolean {
    let treatment = treatment(array);
    let (_, values) = values_within(array, range, "CFArrayContainsValue");
    Boolean::from(
        values
            .into_iter()
            .any(|other| treatment.equal(value, other)),
    )
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayGetCountOfValue(array: Given, range: Range, value: Value) -> Index {
    let treatment = treatment(array);
    let (_, values) = values_within(array, range, "CFArrayGetCountOfValue");
    index(
        values
            .into_iter()
            .filter(|&other| treatment.equal(value, other))
            .count(),
    )
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayGetFirstIndexOfValue(array: Given, range: Range, value: Value) -> Index {
    let treatment = treatment(array);
    let (start, values) = values_within(array, range, "CFArrayGetFirstIndexOfValue");
    let found = values
        .into_iter()
        .position(|other| treatment.equal(value, other));
    found.map_or(-1, |found| index(start + found))
}

type Applier = unsafe extern "C" fn(Value, *mut c_void);

#[unsafe(no_mangle)]
extern "C" fn CFArrayApplyFunction(
    array: Given,
    range: Range,
    applier: Option<Applier>,
    context: *mut c_void,
) {
    let Some(applier) = applier else {
        return complain("CFArrayApplyFunction", "got NULL, needs a function");
    };
    for value in values_within(array, range, "CFArrayApplyFunction").1 {
        // SAFETY: C's function, with what C gave for it.
        unsafe { applier(value, context) };
    }
}

/// Changes a mutable array. `change` gets the values and returns what is to be given back, after the lock.
fn change(array: Given, function: &str, change: impl FnOnce(&mut Vec<Value>) -> Vec<Value>) {
    let Some(array) = array.own::<Array>(function, "CFMutableArray", &CLASS) else {
        return;
    };
    if !array.is_mutable {
        return complain(function, "got an array that is not mutable");
    }
    let removed = change(&mut array.values());
    for value in removed {
        array.treatment.give_back(value);
    }
}

/// The value to store in an array; its callback runs before the array is locked.
fn kept(array: Given, value: Value) -> Value {
    match array.body::<Array>(&CLASS) {
        Some(array) if array.is_mutable => array.treatment.keep(value),
        _ => value,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayAppendValue(array: Given, value: Value) {
    let value = kept(array, value);
    change(array, "CFArrayAppendValue", |values| {
        values.push(value);
        Vec::new()
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayInsertValueAtIndex(array: Given, place: Index, value: Value) {
    let value = kept(array, value);
    change(
        array,
        "CFArrayInsertValueAtIndex",
        |values| match usize::try_from(place) {
            Ok(place) if place <= values.len() => {
                values.insert(place, value);
                Vec::new()
            }
            _ => {
                complain(
                    "CFArrayInsertValueAtIndex",
                    &format!("got index {place} of {} elements", values.len()),
                );
                vec![value]
            }
        },
    );
}

#[unsafe(no_mangle)]
extern "C" fn CFArraySetValueAtIndex(array: Given, place: Index, value: Value) {
    let value = kept(array, value);
    change(
        array,
        "CFArraySetValueAtIndex",
        |values| match usize::try_from(place) {
            Ok(place) if place < values.len() => vec![std::mem::replace(&mut values[place], value)],
            // One beyond the end appends.
            Ok(place) if place == values.len() => {
                values.push(value);
                Vec::new()
            }
            _ => {
                complain(
                    "CFArraySetValueAtIndex",
                    &format!("got index {place} of {} elements", values.len()),
                );
                vec![value]
            }
        },
    );
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayRemoveValueAtIndex(array: Given, place: Index) {
    change(
        array,
        "CFArrayRemoveValueAtIndex",
        |values| match usize::try_from(place) {
            Ok(place) if place < values.len() => vec![values.remove(place)],
            _ => {
                complain(
                    "CFArrayRemoveValueAtIndex",
                    &format!("got index {place} of {} elements", values.len()),
                );
                Vec::new()
            }
        },
    );
}

#[unsafe(no_mangle)]
extern "C" fn CFArrayRemoveAllValues(array: Given) {
    change(array, "CFArrayRemoveAllValues", |values| {
        std::mem::take(values)
    });
}
