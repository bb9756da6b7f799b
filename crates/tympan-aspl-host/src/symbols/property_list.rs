//! Property lists.

use std::fmt::Display;

use tympan_aspl::cf::portable::{Reference, boolean, data, date, number, string};
use tympan_aspl::cf::property_list::{self, Value};
use tympan_aspl::cf::{CFTypeRef, CfObject, CfType};

use super::abi::{Boolean, Given, Index, NULL, Out};
use super::callbacks::Treatment;
use super::{Symbol, array, complain, dictionary, functions, string_mutable};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFPropertyListCreateWithData,
    CFPropertyListCreateFromXMLData,
    CFPropertyListCreateData,
    CFPropertyListCreateXMLData,
    CFPropertyListCreateDeepCopy,
    CFPropertyListIsValid,
];

const OPEN_STEP: Index = 1;
const XML: Index = 100;
const BINARY: Index = 200;

/// `CFPropertyListMutabilityOptions`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mutability {
    Immutable,
    Containers,
    ContainersAndLeaves,
}

impl Mutability {
    fn new(options: usize) -> Self {
        match options & 3 {
            0 => Self::Immutable,
            1 => Self::Containers,
            _ => Self::ContainersAndLeaves,
        }
    }
}

/// The objects of a property list, of the classes of this module: C may change them as far as `mutability` says.
pub(super) fn to_object(value: &Value, mutability: Mutability) -> Reference {
    let raw = match value {
        Value::String(text) if mutability == Mutability::ContainersAndLeaves => {
            string_mutable::of_text(text)
        }
        Value::String(text) => string::create(text),
        Value::Integer(value) => number::create_i64(*value),
        Value::Real(value) => number::create_f64(*value),
        Value::Boolean(value) => boolean::object(*value),
        Value::Data(bytes) if mutability == Mutability::ContainersAndLeaves => {
            super::data::mutable(bytes)
        }
        Value::Data(bytes) => data::create(bytes),
        Value::Date(seconds) => date::create(*seconds),
        Value::Array(values) => {
            let values: Vec<Reference> = values
                .iter()
                .map(|value| to_object(value, mutability))
                .collect();
            let raw: Vec<CFTypeRef> = values.iter().map(Reference::as_raw).collect();
            array::create(
                &raw,
                Treatment::OBJECTS,
                mutability != Mutability::Immutable,
            )
        }
        Value::Dictionary(entries) => {
            let key = |key: &String| to_object(&Value::String(key.clone()), Mutability::Immutable);
            let entries: Vec<(Reference, Reference)> = entries
                .iter()
                .map(|(name, value)| (key(name), to_object(value, mutability)))
                .collect();
            let raw: Vec<_> = entries
                .iter()
                .map(|(key, value)| (key.as_raw(), value.as_raw()))
                .collect();
            let treatments = (Treatment::OBJECTS, Treatment::OBJECTS);
            dictionary::create(raw, treatments, mutability != Mutability::Immutable)
        }
    };
    // SAFETY: a new object, or a boolean, which is immortal.
    unsafe { Reference::adopt(raw) }
}

/// The value of an object; none, with a word on stderr, if it is no property list.
fn value(object: Given, function: &str) -> Option<Value> {
    object.type_id(function)?;
    // SAFETY: an object that lives as long as the call (promise of `Given`).
    let object = unsafe { CfObject::from_get(object.raw()) }?;
    Value::from_object(&object)
        .map_err(|error| complain(function, &error.to_string()))
        .ok()
}

fn report<T, E: Display>(result: Result<T, E>, function: &str) -> Option<T> {
    result
        .map_err(|error| complain(function, &format!("got no property list: {error}")))
        .ok()
}

/// Reads a property list, and says in which form it is.
fn read(data: Given, options: usize, function: &str) -> Option<(CFTypeRef, Index)> {
    let bytes = data.data(function)?;
    let list = report(property_list::parse(&bytes), function)?;
    let form = if bytes.starts_with(b"bplist") {
        BINARY
    } else {
        XML
    };
    Some((to_object(&list, Mutability::new(options)).into_raw(), form))
}

#[unsafe(no_mangle)]
extern "C" fn CFPropertyListCreateWithData(
    _: Given,
    data: Given,
    options: usize,
    form: Out<Index>,
    error: Out<CFTypeRef>,
) -> CFTypeRef {
    // There are no error objects here; the error is on stderr.
    error.set(NULL);
    match read(data, options, "CFPropertyListCreateWithData") {
        Some((list, found)) => {
            form.set(found);
            list
        }
        None => NULL,
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFPropertyListCreateFromXMLData(
    _: Given,
    data: Given,
    options: usize,
    error: Out<CFTypeRef>,
) -> CFTypeRef {
    error.set(NULL);
    read(data, options, "CFPropertyListCreateFromXMLData").map_or(NULL, |(list, _)| list)
}

/// Writes a property list in a form.
fn write(object: Given, form: Index, function: &str) -> CFTypeRef {
    let Some(list) = value(object, function) else {
        return NULL;
    };
    match form {
        XML => data::create(property_list::to_xml(&list).as_bytes()),
        BINARY => data::create(&property_list::to_binary(&list)),
        _ => {
            complain(
                function,
                &format!("got form {form}; only XML (100) and binary (200) can be written"),
            );
            NULL
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFPropertyListCreateData(
    _: Given,
    object: Given,
    form: Index,
    _options: usize,
    error: Out<CFTypeRef>,
) -> CFTypeRef {
    error.set(NULL);
    write(object, form, "CFPropertyListCreateData")
}

#[unsafe(no_mangle)]
extern "C" fn CFPropertyListCreateXMLData(_: Given, object: Given) -> CFTypeRef {
    write(object, XML, "CFPropertyListCreateXMLData")
}

#[unsafe(no_mangle)]
extern "C" fn CFPropertyListCreateDeepCopy(_: Given, object: Given, options: usize) -> CFTypeRef {
    let list = value(object, "CFPropertyListCreateDeepCopy");
    list.map_or(NULL, |list| {
        to_object(&list, Mutability::new(options)).into_raw()
    })
}

#[unsafe(no_mangle)]
extern "C" fn CFPropertyListIsValid(object: Given, form: Index) -> Boolean {
    fn has_only_text(list: &Value) -> bool {
        match list {
            Value::String(_) | Value::Data(_) => true,
            Value::Array(values) => values.iter().all(has_only_text),
            Value::Dictionary(entries) => entries.values().all(has_only_text),
            _ => false,
        }
    }
    // SAFETY: an object or NULL that lives as long as the call (promise of `Given`).
    let object = unsafe { CfObject::from_get(object.raw()) };
    let list = object.and_then(|object| Value::from_object(&object).ok());
    Boolean::from(list.is_some_and(|list| match form {
        XML | BINARY => true,
        OPEN_STEP => has_only_text(&list),
        _ => false,
    }))
}
