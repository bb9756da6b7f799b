//! Custom properties through the C ABI: the list of them, their values, qualifiers, notifications, and values that do not fit (hal-facts B.1, B.2, C.2, D.2).

use std::collections::BTreeMap;
use std::ptr;
use std::sync::{Arc, Mutex, OnceLock};

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{CfArray, CfBoolean, CfNumber, CfObject, CfString, CfUuid};
use tympan_aspl::prelude::*;
use tympan_aspl::property_value::Data;
use tympan_aspl::{ComputedProperty, CustomProperty, Status};

use crate::mini_host::code::OUTPUT;
use crate::mini_host::{Event, MiniHost, bytes_of, code, err};

const CFST: [u8; 4] = *b"cfst";
pub const PLST: [u8; 4] = *b"plst";

pub fn device(uid: &str) -> Device {
    Device::new(uid, "Custom").sample_rates([48_000.0])
}

/// A host whose driver has the device, and the author's hold on it. The device is object 2.
pub fn start(device: Device) -> (MiniHost, PlugIn) {
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, control| {
        plug_in.add_device(control, device)?;
        assert!(keeper.set(plug_in.clone()).is_ok());
        Ok(())
    });
    let plug_in = kept.get().unwrap().clone();
    (host, plug_in)
}

pub fn text(text: &str) -> CfObject {
    CfString::new(text).into()
}

pub fn number(value: i64) -> CfObject {
    CfNumber::from_i64(value).into()
}

pub fn changed(selector: [u8; 4]) -> Event {
    Event::Changed {
        object: 2,
        addresses: vec![selector.into()],
    }
}

pub fn custom(selector: [u8; 4], data: u32, qualifier: u32) -> Vec<u8> {
    bytes_of(&[code(selector), data, qualifier])
}

#[test]
fn the_list_names_selector_and_types() {
    let words = CustomProperty::qualified(*b"Leng", |_, word: String| Ok(word.len() as u64));
    let sum = CustomProperty::qualified(*b"Sum ", |_, list: Vec<i64>| {
        Ok(list.iter().sum::<i64>().to_string())
    });
    let (host, _) = start(
        device("abi.custom")
            .property(&CustomProperty::new(*b"Text", "a".to_owned()))
            .property(&CustomProperty::new(*b"Gain", 0.5_f64))
            .property(&words)
            .property(&sum),
    );
    let expected = [
        custom(*b"Text", code(CFST), 0),
        custom(*b"Gain", code(PLST), 0),
        custom(*b"Leng", code(PLST), code(CFST)),
        custom(*b"Sum ", code(CFST), code(PLST)),
    ];
    assert_eq!(host.size(2, *b"cust"), Ok(48));
    assert_eq!(host.get(2, *b"cust"), Ok(expected.concat()));
    // As many whole entries as there is room for.
    let value = host.get_into(2, *b"cust", crate::mini_host::calls::Qualifier::None, 35);
    assert_eq!(value.unwrap().bytes, expected[..2].concat());
    assert_eq!(host.is_settable(2, *b"cust"), Ok(false));
    assert!(!host.has(1, *b"cust"), "the plug-in has none");
}

#[test]
fn a_property_is_read_as_an_object_of_its_type() {
    let device = device("abi.custom")
        .property(&CustomProperty::new(*b"Text", "a".to_owned()))
        .property(&CustomProperty::new(*b"Flag", true))
        .property(&CustomProperty::new(*b"Numb", 7_i32))
        .property(&CustomProperty::new(*b"Data", Data(vec![1, 2])))
        .property(&CustomProperty::new(*b"List", vec![1_i64, 2]))
        .property(&CustomProperty::new(
            *b"Dict",
            BTreeMap::from([("a".to_owned(), Value::Date(1.0))]),
        ));
    let (host, _) = start(device);
    let list = CfArray::new([number(1), number(2)]);
    for (selector, expected) in [
        (*b"Text", text("a")),
        (*b"Flag", CfBoolean::new(true).into()),
        (*b"Numb", number(7)),
        (*b"Data", Value::Data(vec![1, 2]).to_object()),
        (*b"List", list.into()),
        (
            *b"Dict",
            Value::Dictionary(BTreeMap::from([("a".to_owned(), Value::Date(1.0))])).to_object(),
        ),
    ] {
        assert!(host.has(2, selector));
        assert_eq!(host.is_settable(2, selector), Ok(false));
        assert_eq!(host.size(2, selector), Ok(8));
        assert_eq!(host.get_object(2, selector), Ok(expected.clone()));
        // Not settable, whatever the value.
        assert_eq!(host.set_object(2, selector, Some(&expected)), err(*b"unop"));
        // Any scope and element means the global one (hal-facts C.2).
        let elsewhere = (selector, OUTPUT, 1);
        assert!(host.has(2, elsewhere));
        assert_eq!(host.get_object(2, elsewhere), Ok(expected));
        // Other objects do not have it.
        assert!(!host.has(1, selector));
    }
    for room in [0, 4, 7] {
        let mut target = [0_u64; 2];
        let target = target.as_mut_ptr().cast();
        let got = host.get_raw(2, *b"Numb", (0, ptr::null()), room, target);
        assert_eq!(got, err(*b"!siz"));
    }
    assert_eq!(host.events(), []);
}

#[test]
fn clients_and_the_author_see_each_others_values_and_the_host_hears_of_changes_only() {
    let gain = CustomProperty::new(*b"Gain", 0.5_f64).settable();
    let (host, plug_in) = start(device("abi.custom").property(&gain));
    let get = || plug_in.control(|control| gain.get(control)).unwrap();
    let set = |value| plug_in.control(|control| gain.set(control, value)).unwrap();
    assert_eq!(host.is_settable(2, *b"Gain"), Ok(true));
    assert_eq!(host.set_object(2, *b"Gain", Some(&number(1))), Ok(()));
    assert_eq!(get(), 1.0);
    assert_eq!(host.events(), [changed(*b"Gain")]);
    assert_eq!(host.set_object(2, *b"Gain", Some(&number(1))), Ok(()));
    assert_eq!(set(1.0), Ok(()));
    assert_eq!(host.events(), [], "the value was there already");
    assert_eq!(set(0.25), Ok(()));
    assert_eq!(host.events(), [changed(*b"Gain")]);
    assert_eq!(
        host.get_object(2, *b"Gain"),
        Ok(CfNumber::from_f64(0.25).into())
    );
    // Several changes in one call are told once.
    let twice = |control: &ControlContext<'_>| {
        gain.set(control, 1.0)?;
        gain.set(control, 2.0)
    };
    assert_eq!(plug_in.control(twice).unwrap(), Ok(()));
    assert_eq!(host.events(), [changed(*b"Gain")]);
}

#[test]
fn values_of_the_wrong_size_class_or_range_are_refused() {
    let count = CustomProperty::new(*b"Cont", 3_u32).settable();
    let name = CustomProperty::new(*b"Word", "x".to_owned()).settable();
    let list = CustomProperty::new(*b"List", vec![0.5_f64]).settable();
    let (host, plug_in) = start(
        device("abi.custom")
            .property(&count)
            .property(&name)
            .property(&list),
    );
    for selector in [*b"Cont", *b"Word", *b"List"] {
        for size in [0, 1, 4, 7, 9, 16, 4096] {
            assert_eq!(
                host.set(2, selector, &vec![0; size]),
                err(*b"!siz"),
                "{size}"
            );
        }
        assert_eq!(host.set_object(2, selector, None), err(*b"nope"), "NULL");
        for wrong in [
            CfBoolean::new(true).into(),
            Value::Data(vec![1]).to_object(),
            Value::Date(0.0).to_object(),
            CfUuid::new([1; 16]).into(),
            CfArray::new([text("a")]).into(),
            Value::Dictionary(BTreeMap::new()).to_object(),
        ] {
            assert_eq!(host.set_object(2, selector, Some(&wrong)), err(*b"nope"));
        }
    }
    for wrong in [number(-1), number(1 << 32), CfNumber::from_f64(0.5).into()] {
        assert_eq!(host.set_object(2, *b"Cont", Some(&wrong)), err(*b"nope"));
    }
    assert_eq!(
        host.set_object(2, *b"Word", Some(&number(1))),
        err(*b"nope")
    );
    let get = |control: &ControlContext<'_>| (count.get(control), name.get(control));
    assert_eq!(plug_in.control(get).unwrap(), (3, "x".to_owned()));
    assert_eq!(host.events(), []);
}

#[test]
fn a_validation_error_reaches_the_caller() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&seen);
    let name = CustomProperty::new(*b"Word", "x".to_owned())
        .settable()
        .validate(|name| match name.len() {
            0 => Err(Status::ILLEGAL_OPERATION),
            1..=3 => Ok(()),
            _ => Err(Status::UNSUPPORTED_FORMAT),
        })
        .on_set(move |_, name| sees.lock().unwrap().push(name.clone()));
    let (host, plug_in) = start(device("abi.custom").property(&name));
    assert_eq!(host.set_object(2, *b"Word", Some(&text(""))), err(*b"nope"));
    assert_eq!(
        host.set_object(2, *b"Word", Some(&text("long"))),
        err(*b"!dat")
    );
    assert_eq!(host.events(), []);
    assert_eq!(host.set_object(2, *b"Word", Some(&text("new"))), Ok(()));
    assert_eq!(host.set_object(2, *b"Word", Some(&text("new"))), Ok(()));
    assert_eq!(host.events(), [changed(*b"Word")]);
    // The author's own values are not asked about.
    let set = plug_in.control(|control| name.set(control, "longer".to_owned()));
    assert_eq!(set.unwrap(), Ok(()));
    assert_eq!(host.get_object(2, *b"Word"), Ok(text("longer")));
    assert_eq!(*seen.lock().unwrap(), ["new"], "of clients' changes only");
}

/// A table of gains by name.
fn table(gains: &Arc<Mutex<BTreeMap<String, f64>>>) -> ComputedProperty<f64, String> {
    let (reads, writes) = (Arc::clone(gains), Arc::clone(gains));
    CustomProperty::qualified(*b"Tabl", move |_, name: String| {
        let gain = reads.lock().unwrap().get(&name).copied();
        gain.ok_or(Status::UNKNOWN_PROPERTY)
    })
    .settable_qualified(move |_, name, gain| {
        Ok(writes.lock().unwrap().insert(name, gain) != Some(gain))
    })
}

#[test]
fn a_qualifier_chooses_the_value() {
    let gains = Arc::new(Mutex::new(BTreeMap::from([("left".to_owned(), 0.5)])));
    let (host, _) = start(device("abi.custom").property(&table(&gains)));
    let (left, right) = (text("left"), text("right"));
    let half = CfObject::from(CfNumber::from_f64(0.5));
    let get = |qualifier: Option<&CfObject>| host.get_object_for(2, *b"Tabl", qualifier);
    assert_eq!(get(Some(&left)), Ok(half.clone()));
    assert_eq!(get(Some(&right)), err(*b"who?"), "the author's answer");
    let set = |qualifier: Option<&CfObject>, value: &CfObject| {
        host.set_object_for(2, *b"Tabl", qualifier, value)
    };
    assert_eq!(set(Some(&right), &number(1)), Ok(()));
    assert_eq!(host.events(), [changed(*b"Tabl")]);
    assert_eq!(set(Some(&right), &number(1)), Ok(()));
    assert_eq!(host.events(), []);
    assert_eq!(gains.lock().unwrap()["right"], 1.0);
    // A wrong class, NULL, a wrong size, none.
    assert_eq!(get(Some(&number(1))), err(*b"nope"));
    assert_eq!(get(None), err(*b"!siz"));
    assert_eq!(set(None, &half), err(*b"!siz"));
    assert_eq!(set(Some(&left), &left), err(*b"nope"));
    assert_eq!(host.get_object(2, *b"Tabl"), err(*b"!siz"));
    assert_eq!(host.set_object(2, *b"Tabl", Some(&half)), err(*b"!siz"));
    let short = [0_u32; 2];
    let mut target = 0_u64;
    let target = (&raw mut target).cast();
    for size in [1, 4, 7, 9] {
        let qualifier = (size, short.as_ptr().cast());
        let got = host.get_raw(2, *b"Tabl", qualifier, 8, target);
        assert_eq!(got, err(*b"!siz"));
    }
    assert_eq!(host.events(), []);
}

#[test]
fn a_computed_value_is_asked_for_each_time() {
    let count = Arc::new(Mutex::new(0_u32));
    let (reads, writes) = (Arc::clone(&count), Arc::clone(&count));
    let property = CustomProperty::computed(*b"Comp", move |_| {
        let mut count = reads.lock().unwrap();
        *count += 1;
        Ok(*count)
    })
    .settable(move |_, value: u32| {
        if value > 100 {
            return Err(Status::NOT_RUNNING);
        }
        *writes.lock().unwrap() = value;
        Ok(true)
    });
    let broken = CustomProperty::computed(*b"Brok", |_| Ok(u64::MAX));
    let (host, plug_in) = start(device("abi.custom").property(&property).property(&broken));
    assert_eq!(host.size(2, *b"Comp"), Ok(8));
    assert_eq!(host.get_object(2, *b"Comp"), Ok(number(1)));
    assert_eq!(host.get_object(2, *b"Comp"), Ok(number(2)));
    assert_eq!(host.set_object(2, *b"Comp", Some(&number(50))), Ok(()));
    assert_eq!(
        host.set_object(2, *b"Comp", Some(&number(101))),
        err(*b"stop")
    );
    assert_eq!(host.events(), [changed(*b"Comp")]);
    assert_eq!(host.get_object(2, *b"Comp"), Ok(number(51)));
    plug_in
        .control(|control| property.changed(control))
        .unwrap();
    assert_eq!(host.events(), [changed(*b"Comp")]);
    // A value without an object is the driver's fault.
    assert_eq!(host.get_object(2, *b"Brok"), err(*b"what"));
}

#[test]
fn a_getter_may_change_other_properties() {
    let reads = CustomProperty::new(*b"Reds", 0_u32);
    let counter = reads.clone();
    let watched = CustomProperty::computed(*b"Wtch", move |control| {
        let count = counter.get(control) + 1;
        counter.set(control, count)?;
        Ok(count)
    });
    let (host, _) = start(device("abi.custom").property(&reads).property(&watched));
    assert_eq!(host.get_object(2, *b"Wtch"), Ok(number(1)));
    assert_eq!(host.events(), [changed(*b"Reds")]);
    assert_eq!(host.get_object(2, *b"Reds"), Ok(number(1)));
}

#[test]
fn a_closure_that_panics_is_contained() {
    let property = CustomProperty::computed(*b"Pnic", |_| -> Result<u32, Status> {
        panic!("asked to panic")
    })
    .settable(|_, _| panic!("asked to panic"));
    let checked = CustomProperty::new(*b"Chck", 1_u32)
        .settable()
        .validate(|_| panic!("asked to panic"));
    let (host, _) = start(device("abi.custom").property(&property).property(&checked));
    assert_eq!(host.get_object(2, *b"Pnic"), err(*b"what"));
    assert_eq!(
        host.set_object(2, *b"Pnic", Some(&number(2))),
        err(*b"what")
    );
    assert_eq!(
        host.set_object(2, *b"Chck", Some(&number(2))),
        err(*b"what")
    );
    assert_eq!(host.get_object(2, *b"Chck"), Ok(number(1)));
    assert_eq!(host.events(), []);
}

#[test]
fn several_threads_set_and_read_at_once() {
    let gain = CustomProperty::new(*b"Gain", 0_i64).settable();
    let (host, plug_in) = start(device("abi.custom").property(&gain));
    let steps = i64::try_from(crate::STEPS.div_ceil(20) + 1).unwrap();
    std::thread::scope(|scope| {
        for thread in 1..=2 {
            let host = &host;
            scope.spawn(move || {
                for step in 0..steps {
                    let value = number(step * thread);
                    assert_eq!(host.set_object(2, *b"Gain", Some(&value)), Ok(()));
                    assert!(host.get_object(2, *b"Gain").is_ok());
                }
            });
        }
        for step in 0..steps {
            let set = plug_in.control(|control| gain.set(control, -step));
            assert_eq!(set.unwrap(), Ok(()));
        }
    });
    let last = plug_in.control(|control| gain.get(control)).unwrap();
    assert_eq!(host.get_object(2, *b"Gain"), Ok(number(last)));
    let events = host.events();
    assert!(!events.is_empty() && events.iter().all(|event| *event == changed(*b"Gain")));
}
