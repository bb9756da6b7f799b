//! Who owns a CoreFoundation object, and that nothing is left of a destroyed instance.
//!
//! Objects are counted for the whole process, so the tests take turns, and nothing else runs in this program.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the other C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

#[path = "abi/devices.rs"]
mod devices;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use tympan_aspl::cf::{CfArray, CfObject, CfString};
use tympan_aspl::{
    ControlContext, CustomProperty, Device, RawProperty, RawQualifier, RawValue, Status,
};

use mini_host::calls::Qualifier;
use mini_host::code::{INPUT, OUTPUT};
use mini_host::io_calls::client_info;
use mini_host::{Answer, MiniHost, Target, cycle, err};

/// Rounds of the long loops; few under Miri.
const STEPS: usize = if cfg!(miri) { 5 } else { 1_000 };

/// Objects that are alive in this process; nothing to count where they are CoreFoundation's own.
fn live() -> usize {
    tympan_aspl::cf::live_objects().unwrap_or(0)
}

/// One test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The CoreFoundation values of the device with everything: object, selector, scope and element.
const TEXTS: [(u32, [u8; 4], [u8; 4], u32); 18] = [
    (1, *b"lnam", *b"glob", 0),
    (1, *b"lmak", *b"glob", 0),
    (1, *b"rsrc", *b"glob", 0),
    (1, *b"piid", *b"glob", 0),
    (2, *b"lnam", *b"glob", 0),
    (2, *b"lmod", *b"glob", 0),
    (2, *b"lmak", *b"glob", 0),
    (2, *b"snum", *b"glob", 0),
    (2, *b"fwvn", *b"glob", 0),
    (2, *b"uid ", *b"glob", 0),
    (2, *b"muid", *b"glob", 0),
    (2, *b"capp", *b"glob", 0),
    (2, *b"lchn", INPUT, 0),
    (2, *b"lchn", INPUT, 1),
    (2, *b"lccn", OUTPUT, 3),
    (2, *b"lcnn", OUTPUT, 2),
    (3, *b"lnam", *b"glob", 0),
    (3, *b"lchn", *b"glob", 1),
];

#[test]
fn every_value_comes_with_a_reference_of_its_own() {
    let _turn = alone();
    let host = MiniHost::with_device(devices::full());
    let before = live();
    for (object, selector, scope, element) in TEXTS {
        let get = || {
            let value = host.get_into(object, (selector, scope, element), Qualifier::None, 8);
            value.unwrap().object.unwrap()
        };
        let (first, second) = (get(), get());
        assert_eq!(first, second);
        drop(first);
        assert!(second.downcast_ref::<CfString>().is_some(), "still alive");
        drop(second);
        assert_eq!(live(), before, "{}", selector.escape_ascii());
    }
}

#[test]
fn a_value_outlives_its_driver() {
    let _turn = alone();
    let before = live();
    let host = MiniHost::with_device(devices::full());
    let uid = host
        .get_into(2, *b"uid ", Qualifier::None, 8)
        .unwrap()
        .object
        .unwrap();
    drop(host);
    assert_eq!(uid.downcast::<CfString>().unwrap().to_string(), "abi.full");
    drop(uid);
    assert_eq!(live(), before);
}

#[test]
fn a_failed_call_leaves_no_object_behind() {
    let _turn = alone();
    let host = MiniHost::with_device(devices::full());
    let before = live();
    for (object, selector, scope, element) in TEXTS {
        for room in [0, 4, 7] {
            let value = host.get_into(object, (selector, scope, element), Qualifier::None, room);
            assert_eq!(value.map(drop), err(*b"!siz"));
        }
        assert_eq!(host.size(object, (selector, scope, element)), Ok(8));
        assert!(
            host.set(object, (selector, scope, element), &[0; 8])
                .is_err()
        );
    }
    assert_eq!(live(), before);
}

#[test]
fn what_the_host_passes_in_stays_the_hosts() {
    let _turn = alone();
    let host = MiniHost::with_device(devices::full());
    let before = live();
    let uid = CfString::new("abi.full");
    let array = CfArray::new([CfObject::from(uid.clone())]);
    for _ in 0..3 {
        assert_eq!(host.translate("abi.full"), 2);
        let id = host.get_qualified(1, *b"uidd", Qualifier::Text(&uid));
        assert_eq!(id, Ok(2_u32.to_ne_bytes().to_vec()));
        assert_eq!(host.add_client_with(2, &client_info(1, Some(&uid))), Ok(()));
        assert_eq!(host.remove_client(2, 1), Ok(()));
        // One reference here and one in the array, as before.
        assert_eq!(uid.to_string(), "abi.full");
        assert_eq!(array.len(), 1);
    }
    drop(array);
    assert_eq!(uid.to_string(), "abi.full", "nobody released it");
    drop(uid);
    assert_eq!(live(), before, "nobody kept it");
}

#[test]
fn a_client_keeps_a_copy_of_its_bundle_id() {
    let _turn = alone();
    let host = MiniHost::with_device(devices::loopback("abi.bundle"));
    let before = live();
    let bundle_id = CfString::new("com.example.player");
    assert_eq!(
        host.add_client_with(2, &client_info(1, Some(&bundle_id))),
        Ok(())
    );
    drop(bundle_id);
    assert_eq!(live(), before);
    assert!(host.will_do(2, 1, *b"read").is_ok());
}

#[test]
fn values_are_handed_over_on_many_threads() {
    let _turn = alone();
    let host = MiniHost::with_device(devices::full());
    let before = live();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for (object, selector, scope, element) in TEXTS.into_iter().cycle().take(STEPS) {
                    host.get_text(object, (selector, scope, element));
                    assert_eq!(host.translate("abi.full"), 2);
                }
            });
        }
    });
    assert_eq!(live(), before);
}

#[test]
fn nothing_is_left_of_a_destroyed_instance() {
    let _turn = alone();
    let before = live();
    for answer in [
        Answer::Later,
        Answer::AtOnce,
        Answer::OtherThread,
        Answer::Abort,
        Answer::Refuse,
    ] {
        let host = MiniHost::start(|plug_in, control| {
            for device in devices::all() {
                plug_in.add_device(control, device)?;
            }
            Ok(())
        });
        host.answer(answer);
        let device = host.translate("abi.loopback");
        assert_eq!(host.add_client(device, 1), Ok(()));
        assert_eq!(host.start_io(device, 1), Ok(()));
        let stream = host.get_ids(device, (*b"stm#", INPUT))[0];
        let target = Target {
            device,
            stream,
            client: 1,
            operation: *b"read",
        };
        assert_eq!(
            host.do_io(target, 2, &cycle(0.0, 0.0), &mut [0.5_f32; 8]),
            Ok(())
        );
        // Destroyed while it runs, with a request under way: Miri and AddressSanitizer see what leaks.
        assert_eq!(host.set_rate(device, 44_100.0), Ok(()));
        drop(host);
        assert_eq!(live(), before);
    }
}

#[test]
fn the_private_interface_counts_the_same_objects() {
    let _turn = alone();
    let host = MiniHost::new();
    let count = || {
        let live_objects = host.simulation().live_objects.unwrap();
        // SAFETY: the cell is that of a living instance.
        unsafe { live_objects(host.simulation_cell()) }
    };
    let expected =
        || tympan_aspl::cf::live_objects().map_or(-1, |count| i64::try_from(count).unwrap());
    assert_eq!(count(), expected());
    let text = CfString::new("one more");
    assert_eq!(count(), expected());
    drop(text);
    assert_eq!(count(), expected());
}

#[test]
fn what_is_copied_from_the_storage_is_released() {
    let _turn = alone();
    let before = live();
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, _| {
        keeper.set(plug_in.clone()).unwrap();
        Ok(())
    });
    let plug_in = kept.get().unwrap();
    let storage = plug_in.storage();
    let names = vec!["left".to_owned(), "right".to_owned()];
    let use_storage = |control: &ControlContext<'_>| {
        storage.set(control, "names", &names).unwrap();
        let stored = live();
        // Of the right type, of another, and with an error.
        assert_eq!(storage.get(control, "names"), Ok(names.clone()));
        assert!(storage.get::<Vec<f64>>(control, "names").is_err());
        assert!(storage.get::<String>(control, "nothing").is_err());
        let status = &host.side().storage_status;
        status.store(1, Ordering::Relaxed);
        assert!(storage.get::<Vec<String>>(control, "names").is_err());
        assert!(storage.set(control, "other", &names).is_err());
        status.store(0, Ordering::Relaxed);
        assert_eq!(live(), stored);
        storage.delete(control, "names").unwrap();
    };
    plug_in.control(use_storage).unwrap();
    drop(host);
    assert_eq!(live(), before);
}

#[test]
fn custom_properties_keep_and_leak_nothing_of_the_hosts() {
    let _turn = alone();
    let before = live();
    let list = CustomProperty::new(*b"List", vec!["a".to_owned()])
        .settable()
        .validate(|list| match list.len() {
            0..=2 => Ok(()),
            _ => Err(Status::ILLEGAL_OPERATION),
        });
    let echo = CustomProperty::qualified(*b"Echo", |_, text: String| Ok(text));
    let raw = RawProperty::new(*b"Raw!", |_, request| match request.qualifier() {
        RawQualifier::Object(object) => Ok(RawValue::Object(object.clone())),
        _ => Err(Status::UNSPECIFIED),
    })
    .object()
    .object_qualifier()
    .settable(|_, _, _| Ok(()));
    let device = Device::new("abi.custom", "Custom")
        .sample_rates([48_000.0])
        .property(&list)
        .property(&echo)
        .property(&raw);
    let host = MiniHost::with_device(device);
    let text = |text: &str| CfObject::from(CfString::new(text));
    {
        let two: CfObject = CfArray::new([text("x"), text("y")]).into();
        let three: CfObject = CfArray::new([text("x"), text("y"), text("z")]).into();
        let wrong: CfObject = CfArray::new([two.clone()]).into();
        let qualifier = text("q");
        let made = live();
        for _ in 0..STEPS {
            assert_eq!(host.set_object(2, *b"List", Some(&two)), Ok(()));
            assert_eq!(host.set_object(2, *b"List", Some(&three)), err(*b"nope"));
            assert_eq!(host.set_object(2, *b"List", Some(&wrong)), err(*b"nope"));
            assert_eq!(host.set_object(2, *b"List", None), err(*b"nope"));
            assert_eq!(host.get_object(2, *b"List").as_ref(), Ok(&two));
            for selector in [*b"Echo", *b"Raw!"] {
                let value = host.get_object_for(2, selector, Some(&qualifier));
                assert_eq!(value.as_ref(), Ok(&qualifier));
            }
            let set = host.set_object_for(2, *b"Raw!", Some(&qualifier), &two);
            assert_eq!(set, Ok(()));
            assert!(host.get_object_for(2, *b"Echo", Some(&two)).is_err());
            // Too small for a reference.
            assert!(host.get_into(2, *b"List", Qualifier::None, 7).is_err());
        }
        // The property's own list of two, in the place of that of one.
        assert_eq!(live(), made + 1);
    }
    drop(host);
    drop(list);
    assert_eq!(live(), before);
}
