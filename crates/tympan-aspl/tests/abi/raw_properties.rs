//! Raw properties through the C ABI: any selector, the framework's own too, with addresses, qualifiers and bytes as the host passed them.

use std::ptr;
use std::sync::{Arc, Mutex};

use tympan_aspl::cf::{CfNumber, CfObject, CfString};
use tympan_aspl::prelude::*;
use tympan_aspl::property_value::DataType;
use tympan_aspl::{RawData, RawProperty, RawQualifier, RawValue, Status};

use crate::mini_host::calls::Qualifier;
use crate::mini_host::code::{INPUT, OUTPUT};
use crate::mini_host::{Event, MiniHost, bytes_of, code, err};

fn start(property: &RawProperty) -> MiniHost {
    let device = Device::new("abi.raw", "Raw").sample_rates([48_000.0]);
    let other = Device::new("abi.other", "Other").sample_rates([48_000.0]);
    let device = device.property(property);
    MiniHost::start(move |plug_in, control| {
        plug_in.add_device(control, device)?;
        plug_in.add_device(control, other)?;
        Ok(())
    })
}

/// Answers with the address and the qualifier it is asked with.
fn echo(selector: [u8; 4]) -> RawProperty {
    RawProperty::new(selector, |_, request| {
        let RawQualifier::Bytes(qualifier) = request.qualifier() else {
            return Err(Status::UNSPECIFIED);
        };
        let mut bytes = bytes_of(&[request.selector().0, request.scope().0, request.element()]);
        bytes.extend(qualifier);
        Ok(RawValue::Bytes(bytes))
    })
}

#[test]
fn address_and_qualifier_arrive_as_they_are() {
    let host = start(&echo(*b"Echo"));
    for (scope, element) in [(*b"glob", 0), (INPUT, 7), (*b"????", u32::MAX - 1)] {
        let address = (*b"Echo", scope, element);
        let expected = bytes_of(&[code(*b"Echo"), code(scope), element]);
        assert!(host.has(2, address));
        assert_eq!(host.size(2, address), Ok(12));
        assert_eq!(host.get(2, address), Ok(expected.clone()));
        for qualifier in [&b"x"[..], b"of any size"] {
            let got = host.get_qualified(2, address, Qualifier::Bytes(qualifier));
            assert_eq!(got, Ok([&expected, qualifier].concat()));
        }
    }
    // All or nothing.
    let got = host.get_into(2, *b"Echo", Qualifier::None, 11);
    assert_eq!(got.map(|value| value.bytes), err(*b"!siz"));
    assert_eq!(host.is_settable(2, *b"Echo"), Ok(false));
    assert_eq!(host.set(2, *b"Echo", &[1]), err(*b"unop"));
    assert!(!host.has(2, *b"cust"), "not listed");
    assert!(!host.has(3, *b"Echo"));
}

#[test]
fn one_of_the_frameworks_properties_can_be_replaced_on_one_object() {
    let latency = RawProperty::new(*b"ltnc", |_, request| {
        let is_input = request.scope().to_bytes() == INPUT;
        Ok(RawValue::from(if is_input { 24 } else { 48_u32 }))
    });
    let host = start(&latency);
    assert_eq!(host.get_u32(2, (*b"ltnc", INPUT)), 24);
    assert_eq!(host.get_u32(2, (*b"ltnc", OUTPUT)), 48);
    assert_eq!(host.get_u32(3, (*b"ltnc", OUTPUT)), 0);
}

#[test]
fn a_property_at_one_place_leaves_the_others_to_the_framework() {
    let name = RawProperty::new(*b"lnam", |_, _| {
        Ok(RawValue::Object(CfString::new("Side").into()))
    })
    .object()
    .at(INPUT, 0);
    let host = start(&name);
    assert_eq!(host.get_text(2, *b"lnam"), "Raw");
    assert_eq!(host.get_text(2, (*b"lnam", OUTPUT)), "Raw");
    assert_eq!(host.get_text(2, (*b"lnam", INPUT)), "Side");
}

#[test]
fn lists_are_cut_and_objects_are_handed_over() {
    let list = RawProperty::new(*b"List", |_, _| {
        Ok(RawValue::List {
            bytes: vec![1, 2, 3, 4, 5, 6],
            item_size: 3,
        })
    });
    let host = start(&list);
    assert_eq!(host.size(2, *b"List"), Ok(6));
    let got = host.get_into(2, *b"List", Qualifier::None, 5).unwrap();
    assert_eq!(got.bytes, [1, 2, 3]);
    drop(host);
    let object = RawProperty::new(*b"Objt", |_, request| match request.qualifier() {
        RawQualifier::Object(object) => Ok(RawValue::Object(object.clone())),
        _ => Err(Status::UNSPECIFIED),
    })
    .object()
    .object_qualifier()
    .listed(Some(DataType::PropertyList), None);
    let host = start(&object);
    assert_eq!(host.size(2, *b"cust"), Ok(12));
    let expected = bytes_of(&[code(*b"Objt"), code(*b"plst"), 0]);
    assert_eq!(host.get(2, *b"cust"), Ok(expected));
    let number = CfObject::from(CfNumber::from_i64(3));
    assert_eq!(host.get_object_for(2, *b"Objt", Some(&number)), Ok(number));
    assert_eq!(host.get_object_for(2, *b"Objt", None), err(*b"!siz"));
    assert_eq!(host.get_object(2, *b"Objt"), err(*b"!siz"));
}

#[test]
fn an_answer_that_is_not_as_described_is_the_drivers_fault() {
    let object = || RawValue::Object(CfString::new("x").into());
    let list = |bytes, item_size| RawValue::List { bytes, item_size };
    for (property, value) in [
        (false, object()),
        (true, RawValue::from(1_u32)),
        (true, list(vec![1], 1)),
        (false, list(vec![1, 2, 3], 2)),
        (false, list(vec![], 0)),
    ] {
        let raw = RawProperty::new(*b"Faul", move |_, _| Ok(value.clone()));
        let host = start(&if property { raw.object() } else { raw });
        let mut target = 0_u64;
        let got = host.get_raw(2, *b"Faul", (0, ptr::null()), 8, (&raw mut target).cast());
        assert_eq!(got, err(*b"what"));
    }
}

#[test]
fn what_is_set_arrives_as_it_is_and_the_author_announces() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sees = Arc::clone(&seen);
    // The closure has the handle, which is made only once the closure is there.
    let handle: Arc<Mutex<Option<RawProperty>>> = Arc::default();
    let own = Arc::clone(&handle);
    let property = echo(*b"Raw!").settable(move |control, request, data| {
        let RawData::Bytes(bytes) = data else {
            return Err(Status::UNSPECIFIED);
        };
        if bytes.is_empty() {
            return Err(Status::BAD_SIZE);
        }
        sees.lock().unwrap().push(bytes.to_vec());
        let own = own.lock().unwrap().clone();
        if let Some(own) = own {
            own.changed(control, request.scope(), request.element());
        }
        Ok(())
    });
    *handle.lock().unwrap() = Some(property.clone());
    let host = start(&property);
    let address = (*b"Raw!", OUTPUT, 3);
    assert_eq!(host.is_settable(2, address), Ok(true));
    assert_eq!(host.set(2, address, &[]), err(*b"!siz"));
    assert_eq!(host.set(2, address, &[1, 2, 3]), Ok(()));
    assert_eq!(*seen.lock().unwrap(), [[1, 2, 3]]);
    let changed = Event::Changed {
        object: 2,
        addresses: vec![address.into()],
    };
    assert_eq!(host.events(), [changed]);
    handle.lock().unwrap().take();
}

#[test]
fn two_properties_for_one_address_are_refused() {
    let host = MiniHost::new();
    let property = || echo(*b"Raw!");
    let refused = host.initialize(move |plug_in, control| {
        let device = Device::new("abi.raw", "Raw").sample_rates([48_000.0]);
        let device = device
            .property(&property())
            .property(&property().at(INPUT, 1));
        match plug_in.add_device(control, device) {
            Err(Error::InvalidDevice { problems, .. }) => {
                assert!(
                    problems[0].contains("two properties 'Raw!'"),
                    "{problems:?}"
                );
                Ok(())
            }
            other => panic!("{other:?}"),
        }
    });
    assert_eq!(refused, Ok(()));
}

#[test]
fn a_conversion_sees_what_is_passed_in() {
    let double = RawProperty::new(*b"Dbl!", |_, request| {
        let input = f32::from_ne_bytes(request.input());
        Ok(RawValue::Bytes((input * 2.0).to_ne_bytes().into()))
    })
    .takes_input();
    let host = start(&double);
    assert_eq!(host.size(2, *b"Dbl!"), Ok(4));
    let mut value = 1.5_f32;
    let target = (&raw mut value).cast();
    let got = host.get_raw(2, *b"Dbl!", (0, ptr::null()), 4, target);
    assert_eq!((got, value), (Ok(4), 3.0));
    let got = host.get_raw(2, *b"Dbl!", (0, ptr::null()), 3, target);
    assert_eq!((got, value), (err(*b"!siz"), 3.0));
}
