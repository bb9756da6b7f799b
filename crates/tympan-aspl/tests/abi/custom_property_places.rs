//! Where custom properties are: addresses, objects, coming and going, and what is wrong with them when they are added (hal-facts C.2, D.2).

use std::sync::{Arc, OnceLock};

use tympan_aspl::prelude::*;
use tympan_aspl::{CustomProperty, Property};

use crate::custom_properties::{PLST, changed, custom, device, number, start};
use crate::mini_host::code::{INPUT, OUTPUT};
use crate::mini_host::{Event, MiniHost, code, err};

/// All that is wrong with a device.
#[track_caller]
fn problems(device: Device) -> Vec<String> {
    let (_host, plug_in) = start(self::device("abi.other"));
    let added = plug_in.control(|control| plug_in.add_device(control, device));
    match added.unwrap() {
        Err(Error::InvalidDevice { problems, .. }) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_selector_can_be_at_several_addresses() {
    let general = CustomProperty::new(*b"Gain", 0_i32);
    let input = CustomProperty::new(*b"Gain", 1_i32).at(INPUT, 0);
    let second = CustomProperty::new(*b"Gain", 2_i32).at(INPUT, 2).settable();
    let only = CustomProperty::new(*b"Only", 3_i32).at(OUTPUT, 1);
    let (host, plug_in) = start(
        device("abi.custom")
            .property(&general)
            .property(&input)
            .property(&second)
            .property(&only),
    );
    for (scope, element, value) in [
        (*b"glob", 0, 0),
        (INPUT, 0, 1),
        (INPUT, 2, 2),
        (INPUT, 1, 0),
    ] {
        let address = (*b"Gain", scope, element);
        assert_eq!(host.get_object(2, address), Ok(number(value)));
        assert_eq!(host.is_settable(2, address), Ok(value == 2));
    }
    // One entry for each selector.
    let list = [
        custom(*b"Gain", code(PLST), 0),
        custom(*b"Only", code(PLST), 0),
    ];
    assert_eq!(host.get(2, *b"cust"), Ok(list.concat()));
    // Without one at the global scope, it is where it was put and nowhere else.
    assert!(host.has(2, (*b"Only", OUTPUT, 1)));
    assert!(!host.has(2, *b"Only"));
    assert_eq!(host.get_object(2, (*b"Only", OUTPUT)), err(*b"who?"));
    let set = plug_in.control(|control| second.set(control, 5));
    assert_eq!(set.unwrap(), Ok(()));
    let changed = Event::Changed {
        object: 2,
        addresses: vec![(*b"Gain", INPUT, 2).into()],
    };
    assert_eq!(host.events(), [changed]);
}

#[test]
fn what_is_wrong_is_said_when_a_property_is_added() {
    let new = |selector: [u8; 4]| CustomProperty::new(selector, 1_i32);
    let same = new(*b"Same");
    for (device, expected) in [
        (
            device("a")
                .property(&new(*b"Twic"))
                .property(&new(*b"Twic")),
            "two properties 'Twic' at the same address",
        ),
        (
            device("a").property(&same).property(&same),
            "two properties 'Same' at the same address",
        ),
        (
            device("a")
                .property(&new(*b"Type"))
                .property(&CustomProperty::new(*b"Type", "".to_owned()).at(INPUT, 1)),
            "properties 'Type' at different addresses have different types",
        ),
        (
            device("a").property(&new(*b"lnam")),
            "the selector 'lnam' of a custom property is kAudioObjectPropertyName; choose another, or put a `RawProperty` in its place",
        ),
        (
            device("a").property(&new(*b"****")),
            "the property '****' has a wildcard in its address",
        ),
        (
            device("a").property(&new(*b"Wild").at(*b"****", 0)),
            "the property 'Wild' has a wildcard in its address",
        ),
        (
            device("a").property(&CustomProperty::new(*b"Huge", u64::MAX)),
            "the value of the property 'Huge': expected an integer up to",
        ),
    ] {
        let problems = problems(device);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(expected), "{problems:?}");
    }
}

#[test]
fn a_property_belongs_to_one_object_and_its_description_can_be_used_again() {
    let gain = CustomProperty::new(*b"Gain", 1_i32).settable();
    let copy = gain.clone().at(INPUT, 0);
    let (host, plug_in) = start(device("abi.custom").property(&gain).property(&copy));
    let refused = plug_in
        .control(|control| plug_in.add_device(control, device("abi.second").property(&gain)));
    assert!(matches!(refused.unwrap(), Err(Error::InUse(_))));
    assert_eq!(host.get_ids(1, *b"dev#"), [2]);
    // The copy is a property of its own.
    assert_eq!(
        host.set_object(2, (*b"Gain", INPUT), Some(&number(2))),
        Ok(())
    );
    assert_eq!(host.get_object(2, *b"Gain"), Ok(number(1)));
    assert_eq!(host.get_object(2, (*b"Gain", INPUT)), Ok(number(2)));
}

#[test]
fn a_handle_without_an_object_keeps_its_value() {
    let gain = CustomProperty::new(*b"Gain", 1_i32);
    let extra: &dyn std::fmt::Debug = &gain;
    assert_eq!(
        format!("{extra:?}"),
        "CustomProperty { selector: 'Gain', value: 1, .. }"
    );
    let (host, plug_in) = start(device("abi.custom"));
    let set = |control: &ControlContext<'_>| {
        gain.set(control, 2).unwrap();
        gain.get(control)
    };
    assert_eq!(plug_in.control(set).unwrap(), 2);
    assert_eq!(host.events(), []);
    fn is_property(_: &impl Property) {}
    is_property(&gain);
}

#[test]
fn the_plug_in_and_its_streams_have_properties_too() {
    let of_stream = CustomProperty::new(*b"Strm", 1_i32).settable();
    let of_plug_in = CustomProperty::new(*b"Plug", 2_i32).settable();
    let stream = Stream::output(2).property(&of_stream);
    let device = device("abi.custom").stream(stream).io(Io::loopback());
    let (host, plug_in) = start(device);
    assert!(!host.has(1, *b"cust"));
    let add = || plug_in.control(|control| plug_in.add_property(control, &of_plug_in));
    assert_eq!(add().unwrap(), Ok(()));
    let list = || Event::Changed {
        object: 1,
        addresses: vec![(*b"cust").into()],
    };
    assert_eq!(host.events(), [list()]);
    for (object, selector, value) in [(1, *b"Plug", 2), (3, *b"Strm", 1)] {
        let list = custom(selector, code(PLST), 0);
        assert_eq!(host.get(object, *b"cust"), Ok(list));
        assert_eq!(host.get_object(object, selector), Ok(number(value)));
        assert_eq!(host.set_object(object, selector, Some(&number(5))), Ok(()));
        let changed = Event::Changed {
            object,
            addresses: vec![selector.into()],
        };
        assert_eq!(host.events(), [changed]);
    }
    assert!(!host.has(2, *b"cust"));
    let Err(Error::InvalidProperty { problems }) = add().unwrap() else {
        panic!("added twice");
    };
    assert!(
        problems[0].contains("two properties 'Plug'"),
        "{problems:?}"
    );
    let remove = || plug_in.control(|control| plug_in.remove_property(control, &of_plug_in));
    assert_eq!(remove().unwrap(), Ok(()));
    assert_eq!(host.events(), [list()]);
    assert!(!host.has(1, *b"Plug") && !host.has(1, *b"cust"));
    assert_eq!(remove().unwrap(), Ok(()));
    assert_eq!(host.events(), []);
    let elsewhere = plug_in.control(|control| plug_in.add_property(control, &of_stream));
    assert!(matches!(elsewhere.unwrap(), Err(Error::InUse(_))));
    assert_eq!(host.events(), []);
}

#[test]
fn properties_come_and_go_with_a_change_of_the_device() {
    let kept = CustomProperty::new(*b"Kept", 1_i32);
    let other = CustomProperty::new(*b"Othr", 2_i32);
    let slot = Arc::new(OnceLock::new());
    let handle = Arc::clone(&slot);
    let first = device("abi.custom").property(&kept);
    let host = MiniHost::start(move |plug_in, control| {
        let device = plug_in.add_device(control, first)?;
        assert!(handle.set((plug_in.clone(), device)).is_ok());
        Ok(())
    });
    let (plug_in, device) = slot.get().unwrap();
    let added = other.clone();
    let add = move |device: Device| device.property(&added);
    let changed_list = || assert_eq!(host.events(), [changed(*b"cust")]);
    let change = plug_in.control(|control| device.reconfigure(control, add));
    assert!(change.unwrap().is_ok());
    changed_list();
    assert_eq!(host.get_object(2, *b"Othr"), Ok(number(2)));
    plug_in
        .control(|control| other.set(control, 3))
        .unwrap()
        .unwrap();
    assert_eq!(host.events(), [changed(*b"Othr")]);
    let removed = other.clone();
    let change = plug_in.control(|control| {
        device.reconfigure(control, move |device| device.without_property(&removed))
    });
    assert!(change.unwrap().is_ok());
    changed_list();
    assert!(!host.has(2, *b"Othr"));
    assert!(host.has(2, *b"Kept"));
    plug_in
        .control(|control| other.set(control, 4))
        .unwrap()
        .unwrap();
    assert_eq!(host.events(), [], "it belongs to nothing");
    // And can be given to something else.
    let again = plug_in.control(|control| plug_in.add_property(control, &other));
    assert_eq!(again.unwrap(), Ok(()));
    assert_eq!(host.get_object(1, *b"Othr"), Ok(number(4)));
}

#[test]
fn a_property_stays_with_its_plug_in_until_that_is_gone() {
    let gain = CustomProperty::new(*b"Gain", 1_i32);
    let (first, first_plug_in) = start(device("abi.custom").property(&gain));
    let (second, second_plug_in) = start(device("abi.other"));
    let add = || {
        let device = device("abi.second").property(&gain);
        let added = second_plug_in.control(|control| second_plug_in.add_device(control, device));
        added.unwrap()
    };
    assert!(matches!(add(), Err(Error::InUse(_))));
    let set = first_plug_in.control(|control| gain.set(control, 2));
    assert_eq!(set.unwrap(), Ok(()));
    assert_eq!(first.events(), [changed(*b"Gain")]);
    assert_eq!(second.events(), []);
    drop(first);
    let id = add().unwrap().id().get();
    assert_eq!(second.get_object(id, *b"Gain"), Ok(number(2)));
}
