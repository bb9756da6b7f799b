//! Transport managers: end points, and the devices that clients have made of them (hal-facts B.4, B.8, C.5).

use std::sync::{Arc, Mutex, OnceLock};

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{CfObject, CfString};
use tympan_aspl::prelude::*;
use tympan_aspl::{
    EndPoint, EndPointDeviceRequest, EndPointHandle, TransportManager, TransportType,
};

use crate::author_side::{changed, device_list_changed, start_and_keep};
use crate::mini_host::io_calls::client_info;
use crate::mini_host::{MiniHost, err};

type Seen = Arc<Mutex<Vec<EndPointDeviceRequest>>>;

fn quiet(request: &EndPointDeviceRequest) -> Device {
    let io = Io::new(|_: &IoSetup| ()).write_mix(|(), _, _| {});
    Device::new(&request.uid, &request.name)
        .sample_rates([48_000.0])
        .stream(Stream::output(request.channels(Direction::Output)))
        .io(io)
}

/// A transport manager with two end points.
fn start() -> (MiniHost, PlugIn, [EndPointHandle; 2], Seen) {
    let seen = Seen::default();
    let kept = Arc::new(OnceLock::new());
    let (log, keeper) = (Arc::clone(&seen), Arc::clone(&kept));
    let host = MiniHost::start(move |plug_in, control| {
        let manager = TransportManager::new()
            .transport_type(TransportType::AVB)
            .on_create_device(move |_, request| {
                log.lock().unwrap().push(request.clone());
                match &*request.name {
                    "refused" => Err(Error::Other("no".to_owned())),
                    "other" => Ok(Device::new("abi.other", "Other").sample_rates([48_000.0])),
                    _ => Ok(quiet(request)),
                }
            })
            .on_destroy_device(|_, device| {
                assert_ne!(device.id().get(), 0);
                Ok(())
            });
        plug_in.set_transport_manager(control, manager)?;
        let again = plug_in.set_transport_manager(control, TransportManager::new());
        assert_eq!(again, Err(Error::TooLate));
        let left = plug_in.add_end_point(control, EndPoint::new("abi.left", "Left"))?;
        let right = plug_in.add_end_point(control, EndPoint::new("abi.right", "Right"))?;
        let _ = keeper.set((plug_in.clone(), [left, right]));
        Ok(())
    });
    let (plug_in, end_points) = kept.get().unwrap().clone();
    (host, plug_in, end_points, seen)
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Dictionary(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

fn part(uid: &str) -> Value {
    dictionary([
        ("uid", text(uid)),
        ("name", text("Part")),
        ("channels-in", Value::Integer(0)),
        ("channels-out", Value::Integer(1)),
    ])
}

/// The dictionary of hal-facts B.8 for a device of both end points.
fn pair(name: &str) -> Value {
    dictionary([
        ("uid", text("abi.pair")),
        ("name", text(name)),
        (
            "endpoints",
            Value::Array(vec![part("abi.left"), part("abi.right")]),
        ),
        ("main", text("abi.right")),
        ("private", Value::Integer(0)),
    ])
}

/// The pair with one entry replaced, or taken away.
fn pair_with(key: &str, value: Option<Value>) -> CfObject {
    let Value::Dictionary(mut entries) = pair("Pair") else {
        unreachable!()
    };
    match value {
        Some(value) => entries.insert(key.to_owned(), value),
        None => entries.remove(key),
    };
    Value::Dictionary(entries).to_object()
}

#[test]
fn a_transport_manager_lists_its_end_points() {
    let (host, plug_in, [left, right], _) = start();
    let (left, right) = (left.id().get(), right.id().get());
    assert_eq!(host.get_u32(1, *b"clas"), u32::from_be_bytes(*b"trpm"));
    assert_eq!(host.get_u32(1, *b"bcls"), u32::from_be_bytes(*b"aplg"));
    assert_eq!(host.get_u32(1, *b"tran"), u32::from_be_bytes(*b"eavb"));
    assert_eq!(host.get_ids(1, *b"end#"), [left, right]);
    assert_eq!(host.get_ids(1, *b"ownd"), [left, right]);
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.translate_with(*b"uide", "abi.left"), left);
    assert_eq!(host.translate_with(*b"uide", "abi.none"), 0);
    assert_eq!(host.translate("abi.left"), 0, "it is no device");
    let late =
        plug_in.control(|control| plug_in.set_transport_manager(control, TransportManager::new()));
    assert_eq!(late, Ok(Err(Error::TooLate)));
}

#[test]
fn an_end_point_has_what_a_device_has_but_for_io() {
    let (host, _, [left, _], _) = start();
    let id = left.id().get();
    assert_eq!(host.get_u32(id, *b"clas"), u32::from_be_bytes(*b"endp"));
    assert_eq!(host.get_u32(id, *b"bcls"), u32::from_be_bytes(*b"adev"));
    assert_eq!(host.get_u32(id, *b"stdv"), 1);
    assert_eq!(host.get_text(id, *b"uid "), "abi.left");
    assert_eq!(host.get_text(id, *b"muid"), "abi.left");
    assert_eq!(host.get_text(id, *b"lnam"), "Left");
    assert_eq!(host.get_u32(id, *b"livn"), 1);
    assert_eq!(host.get_ids(id, *b"akin"), [id]);
    for side in [*b"inpt", *b"outp"] {
        assert_eq!(host.get_u32(id, (*b"dflt", side)), 0);
        assert_eq!(host.get_u32(id, (*b"sflt", side)), 0);
        for selector in [*b"ltnc", *b"saft", *b"dch2", *b"srnd"] {
            assert!(!host.has(id, (selector, side)));
        }
    }
    for selector in [
        *b"goin", *b"nsrt", *b"nsr#", *b"ring", *b"clok", *b"cstb", *b"stm#",
    ] {
        assert!(!host.has(id, selector));
        assert_eq!(host.get(id, selector), err(*b"who?"));
    }
    assert_eq!(host.set_rate(id, 48_000.0), err(*b"who?"));
    assert_eq!(host.start_io(id, 1), err(*b"unop"));
    assert_eq!(host.zero_time_stamp(id).map(drop), err(*b"stop"));
}

#[test]
fn a_client_has_a_device_made_and_destroyed() {
    let (host, plug_in, [left, right], seen) = start();
    let bundle_id = CfString::new("com.example.mixer");
    let client = client_info(0, Some(&bundle_id));
    let id = host
        .create_device(Some(&pair("Pair").to_object()), &client)
        .unwrap();
    assert_eq!(host.events(), [device_list_changed()]);
    {
        let seen = seen.lock().unwrap();
        assert_eq!(seen[0].client.bundle_id(), Some("com.example.mixer"));
        assert_eq!(seen[0].main.as_deref(), Some("abi.right"));
        assert_eq!(seen[0].end_points[1].uid, "abi.right");
        assert_eq!(seen[0].private_to, None);
    }
    assert_eq!(host.get_u32(id, *b"clas"), u32::from_be_bytes(*b"edev"));
    assert_eq!(host.get_u32(id, *b"bcls"), u32::from_be_bytes(*b"adev"));
    assert_eq!(host.get_u32(id, *b"priv"), 0);
    let ids = [left.id().get(), right.id().get()];
    assert_eq!(host.get_ids(id, *b"agrp"), ids);
    let composition = host.get_object(id, *b"acom").unwrap();
    assert_eq!(Value::from_object(&composition).unwrap(), pair("Pair"));
    assert_eq!(host.get_ids(1, *b"dev#"), [id]);
    assert_eq!(host.translate("abi.pair"), id);
    assert_eq!(host.start_io(id, 1), Ok(()));
    assert_eq!(host.stop_io(id, 1), Ok(()));
    // Its UID is taken now.
    let again = host.create_device(Some(&pair("Pair").to_object()), &client);
    assert_eq!(again, err(*b"nope"));
    let removed = plug_in.control(|control| left.remove(control));
    assert_eq!(removed, Ok(Ok(())));
    assert_eq!(
        host.events(),
        [
            changed(ids[0], [*b"livn"]),
            changed(1, [*b"end#", *b"ownd"]),
            changed(id, [*b"agrp"]),
        ]
    );
    assert_eq!(host.get_ids(id, *b"agrp"), [ids[1]]);
    assert_eq!(host.destroy_device(ids[1]), err(*b"nope"), "an end point");
    assert_eq!(host.destroy_device(ids[0]), err(*b"!obj"));
    assert_eq!(host.destroy_device(1), err(*b"!obj"));
    assert_eq!(host.destroy_device(id), Ok(()));
    assert_eq!(
        host.events(),
        [changed(id, [*b"livn"]), device_list_changed()]
    );
    assert_eq!(host.destroy_device(id), err(*b"!obj"));
    assert!(plug_in.device("abi.pair").unwrap().is_none());
}

#[test]
fn a_private_device_names_the_process() {
    let (host, _, _, seen) = start();
    let client = client_info(0, None);
    let private = pair_with("private", Some(Value::Integer(1)));
    let id = host.create_device(Some(&private), &client).unwrap();
    // The process id of `client_info`.
    assert_eq!(host.get_u32(id, *b"priv"), 4711);
    assert_eq!(seen.lock().unwrap()[0].private_to, Some(4711));
}

#[test]
fn dictionaries_that_make_no_device_are_refused() {
    let (host, _, _, seen) = start();
    let client = client_info(0, None);
    let list = |parts: Vec<Value>| Some(Value::Array(parts));
    let channels = |key: &str, value: Value| {
        let Value::Dictionary(mut entries) = part("abi.left") else {
            unreachable!()
        };
        entries.insert(key.to_owned(), value);
        list(vec![Value::Dictionary(entries)])
    };
    let refused = [
        pair_with("uid", None),
        pair_with("uid", Some(text(""))),
        pair_with("uid", Some(Value::Integer(1))),
        pair_with("name", None),
        pair_with("endpoints", None),
        pair_with("endpoints", list(vec![])),
        pair_with("endpoints", Some(text("abi.left"))),
        pair_with("endpoints", list(vec![text("abi.left")])),
        pair_with("endpoints", list(vec![part("abi.none")])),
        pair_with("endpoints", list(vec![part("abi.left"), part("abi.left")])),
        pair_with("endpoints", channels("channels-out", Value::Integer(0))),
        pair_with("endpoints", channels("channels-out", Value::Integer(-1))),
        pair_with(
            "endpoints",
            channels("channels-in", Value::Integer(i64::MAX)),
        ),
        pair_with("endpoints", channels("channels-in", Value::Real(1.5))),
        pair_with("endpoints", channels("name", Value::Integer(1))),
        pair_with("main", Some(text("abi.none"))),
        pair_with("main", Some(Value::Integer(1))),
        pair_with("private", Some(Value::Integer(2))),
        pair_with("private", Some(text("yes"))),
        Value::Array(vec![]).to_object(),
        CfString::new("abi.pair").into(),
    ];
    for (index, dictionary) in refused.iter().enumerate() {
        let made = host.create_device(Some(dictionary), &client);
        assert_eq!(made, err(*b"nope"), "{index}");
    }
    assert_eq!(host.create_device(None, &client), err(*b"nope"));
    let good = pair("Pair").to_object();
    assert!(seen.lock().unwrap().is_empty(), "the author is not asked");
    // What the author refuses, and a device of another UID.
    let refused = pair("refused").to_object();
    assert_eq!(host.create_device(Some(&refused), &client), err(*b"what"));
    let other = pair("other").to_object();
    assert_eq!(host.create_device(Some(&other), &client), err(*b"nope"));
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.events(), []);
    assert!(host.create_device(Some(&good), &client).is_ok());
}

#[test]
fn a_plug_in_that_is_no_transport_manager_has_no_end_points() {
    let (host, plug_in) = start_and_keep();
    for selector in [*b"end#", *b"uide", *b"tran"] {
        assert!(!host.has(1, selector));
    }
    let end_point = EndPoint::new("abi.left", "Left");
    let added = plug_in.control(|control| plug_in.add_end_point(control, end_point).map(drop));
    assert_eq!(added, Ok(Err(Error::NotATransportManager)));
    let client = client_info(0, None);
    assert_eq!(host.create_device(None, &client), err(*b"unop"));
}
