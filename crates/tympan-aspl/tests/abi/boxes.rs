//! Boxes: their properties, what acquiring and releasing them does to the devices in them, and what is announced and stored (hal-facts B.5, D.3).

use std::sync::{Arc, Mutex};

use tympan_aspl::cf::{CfBoolean, CfObject, CfString};
use tympan_aspl::prelude::*;
use tympan_aspl::{AudioBox, ClockDevice, Status, TransportType, VoiceActivity};

use crate::author_side::{add, changed, device_list_changed, edit, remove, start_and_keep};
use crate::devices;
use crate::mini_host::{Event, MiniHost, err};

/// A running plug-in with a box.
fn start_with_box(audio_box: &AudioBox) -> (MiniHost, PlugIn, u32) {
    let (host, plug_in) = start_and_keep();
    let added = plug_in.control(|control| plug_in.add_box(control, audio_box));
    assert_eq!(added, Ok(Ok(())));
    host.events();
    let boxes = host.get_ids(1, *b"box#");
    assert_eq!(boxes.len(), 1);
    (host, plug_in, boxes[0])
}

fn text(text: &str) -> CfObject {
    CfString::new(text).into()
}

#[test]
fn a_box_answers_for_every_property_of_its_class() {
    let case = AudioBox::new("abi.case", "Case")
        .model_name("Model")
        .manufacturer("Maker")
        .serial_number("S-1")
        .firmware_version("1.0")
        .transport_type(TransportType::USB)
        .has_video(true)
        .has_midi(true)
        .is_protected(true);
    let (host, _, id) = start_with_box(&case);
    let texts = [
        (*b"lnam", "Case"),
        (*b"lmod", "Model"),
        (*b"lmak", "Maker"),
        (*b"snum", "S-1"),
        (*b"fwvn", "1.0"),
        (*b"buid", "abi.case"),
    ];
    for (selector, expected) in texts {
        assert_eq!(host.get_text(id, selector), expected);
        assert_eq!(host.size(id, selector), Ok(8));
    }
    let numbers = [
        (*b"bcls", u32::from_be_bytes(*b"aobj")),
        (*b"clas", u32::from_be_bytes(*b"abox")),
        (*b"stdv", 1),
        (*b"iden", 0),
        (*b"tran", u32::from_be_bytes(*b"usb ")),
        (*b"bhau", 1),
        (*b"bhvi", 1),
        (*b"bhmi", 1),
        (*b"bpro", 1),
        (*b"bxon", 1),
        (*b"bxof", 0),
    ];
    for (selector, expected) in numbers {
        assert_eq!(host.get_u32(id, selector), expected);
        assert_eq!(host.size(id, selector), Ok(4));
    }
    for selector in [*b"ownd", *b"bdv#"] {
        assert_eq!(host.get(id, selector), Ok(vec![]));
    }
    assert!(!host.has(id, *b"bcl#"), "there are no clock devices");
    let settable = [*b"lnam", *b"iden", *b"bxon"];
    let selectors = texts.iter().map(|(selector, _)| *selector);
    let selectors = selectors.chain(numbers.iter().map(|(selector, _)| *selector));
    for selector in selectors {
        let expected = settable.contains(&selector);
        assert_eq!(host.is_settable(id, selector), Ok(expected));
    }
    assert_eq!(host.get_ids(1, *b"ownd"), [id]);
    assert_eq!(host.translate_with(*b"uidb", "abi.case"), id);
    assert_eq!(host.translate_with(*b"uidb", "abi.cas"), 0);
    assert_eq!(host.translate("abi.case"), 0, "it is no device");
}

#[test]
fn releasing_and_acquiring_takes_devices_away_and_brings_them_back() {
    let case = AudioBox::new("abi.case", "Case");
    let (host, plug_in, id) = start_with_box(&case);
    let voice = VoiceActivity::new();
    let device = devices::loopback("abi.boxed")
        .voice_activity(&voice)
        .in_box(&case);
    let handle = add(&plug_in, device);
    let first = handle.id().get();
    assert_eq!(
        host.events(),
        [device_list_changed(), changed(id, [*b"bdv#"])]
    );
    assert_eq!(host.get_ids(id, *b"bdv#"), [first]);
    assert_eq!(host.get_ids(1, *b"ownd"), [id, first]);
    assert_eq!(host.get_u32(first, *b"stdv"), 1, "the plug-in owns it");
    // A setting of the user's, to be found again.
    assert_eq!(host.set_rate(first, 44_100.0), Ok(()));
    let action = host.requested_action();
    assert_eq!(host.perform(first, action), Ok(()));
    host.events();

    assert_eq!(host.set_u32(id, *b"bxon", 0), Ok(()));
    assert_eq!(
        host.events(),
        [
            changed(first, [*b"livn"]),
            device_list_changed(),
            changed(id, [*b"bdv#", *b"bxon"]),
        ]
    );
    assert!(!case.is_acquired());
    assert_eq!(host.get_u32(id, *b"bxon"), 0);
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.get_ids(1, *b"ownd"), [id]);
    assert_eq!(host.get_ids(id, *b"bdv#"), []);
    assert_eq!(host.translate("abi.boxed"), 0);
    assert!(!host.has(first, *b"clas"));
    assert_eq!(handle.id().get(), 0);
    assert_eq!(host.set_u32(id, *b"bxon", 0), Ok(()));
    assert_eq!(host.events(), [], "nothing changed");
    // It can be changed while it waits.
    let renamed = edit(&plug_in, &handle, |device| device.name("Renamed")).unwrap();
    assert_eq!(renamed.outcome(), Some(Ok(())));
    assert!(edit(&plug_in, &handle, |device| device.name("")).is_err());

    assert_eq!(host.set_u32(id, *b"bxon", 2), Ok(()), "any but 0 is yes");
    let second = handle.id().get();
    assert!(second > first, "ids are never used again");
    assert_eq!(
        host.events(),
        [device_list_changed(), changed(id, [*b"bdv#", *b"bxon"])]
    );
    assert_eq!(host.get_u32(id, *b"bxon"), 1);
    assert_eq!(host.translate("abi.boxed"), second);
    assert_eq!(host.get_f64(second, *b"nsrt"), 44_100.0);
    assert_eq!(host.get_text(second, *b"lnam"), "Renamed");
    // The author's handles have moved with it.
    plug_in
        .control(|control| voice.set_detected(control, true))
        .unwrap();
    assert_eq!(host.events(), [changed(second, [(*b"vAdS", *b"inpt")])]);
    assert_eq!(remove(&plug_in, &handle), Ok(()));
    assert_eq!(host.get_ids(id, *b"bdv#"), []);
}

#[test]
fn a_device_in_use_goes_and_comes_back_while_the_host_lets_go_of_the_old_one() {
    let case = AudioBox::new("abi.case", "Case");
    let (host, plug_in, id) = start_with_box(&case);
    let handle = add(&plug_in, devices::loopback("abi.boxed").in_box(&case));
    let first = handle.id().get();
    assert_eq!(host.add_client(first, 7), Ok(()));
    assert_eq!(host.start_io(first, 7), Ok(()));
    assert_eq!(host.set_u32(id, *b"bxon", 0), Ok(()));
    assert_eq!(host.get_u32(first, *b"livn"), 0);
    assert_eq!(host.get_u32(first, *b"goin"), 1);
    assert!(host.zero_time_stamp(first).is_ok());
    assert_eq!(host.set_u32(id, *b"bxon", 1), Ok(()));
    let second = handle.id().get();
    assert_eq!(host.get_ids(1, *b"dev#"), [second]);
    assert_eq!(host.get_u32(second, *b"goin"), 0);
    assert_eq!(host.add_client(second, 8), Ok(()));
    assert_eq!(host.start_io(second, 8), Ok(()));
    assert_eq!(host.stop_io(first, 7), Ok(()));
    assert_eq!(host.remove_client(first, 7), Ok(()));
    assert!(!host.has(first, *b"clas"));
    assert_eq!(host.get_u32(second, *b"livn"), 1);
    assert!(host.zero_time_stamp(second).is_ok());
    assert_eq!(host.stop_io(second, 8), Ok(()));
    assert_eq!(host.remove_client(second, 8), Ok(()));
}

#[test]
fn a_refused_acquisition_says_why_and_changes_nothing() {
    let refusal = Arc::new(Mutex::new(None));
    let answer = Arc::clone(&refusal);
    let case = AudioBox::new("abi.case", "Case").on_acquire(move |_, _| {
        let refusal: Option<Status> = *answer.lock().unwrap();
        refusal.map_or(Ok(()), Err)
    });
    let (host, plug_in, id) = start_with_box(&case);
    let device = add(&plug_in, devices::loopback("abi.boxed").in_box(&case));
    host.events();
    *refusal.lock().unwrap() = Some(Status::NOT_READY);
    assert_eq!(host.set_u32(id, *b"bxon", 0), err(*b"nrdy"));
    assert_eq!(host.events(), [changed(id, [*b"bxof"])]);
    assert_eq!(
        host.get_u32(id, *b"bxof"),
        u32::from_be_bytes(*b"nrdy"),
        "an OSStatus"
    );
    assert_eq!(host.get_u32(id, *b"bxon"), 1);
    assert_eq!(host.get_ids(1, *b"dev#"), [device.id().get()]);
    *refusal.lock().unwrap() = None;
    assert_eq!(host.set_u32(id, *b"bxon", 0), Ok(()));
    let events = host.events();
    let own = changed(id, [*b"bdv#", *b"bxon", *b"bxof"]);
    assert!(events.contains(&own), "{events:?}");
    assert_eq!(host.get_u32(id, *b"bxof"), 0);
}

#[test]
fn a_hook_fills_the_box_before_it_is_published() {
    let (host, plug_in) = start_and_keep();
    let slot: Arc<Mutex<Option<AudioBox>>> = Arc::default();
    let (own, in_hook) = (plug_in.clone(), Arc::clone(&slot));
    let case = AudioBox::new("abi.case", "Case")
        .acquired(false)
        .on_acquire(move |control, acquire| {
            let case = in_hook.lock().unwrap().clone();
            if let Some(case) = case.filter(|_| acquire) {
                let device = devices::loopback("abi.found").in_box(&case);
                own.add_device(control, device).unwrap();
                let again = case.set_acquired(control, true);
                assert_eq!(again, Err(Error::InsideFactory), "it is under way");
            }
            Ok(())
        });
    let added = plug_in.control(|control| plug_in.add_box(control, &case));
    assert_eq!(added, Ok(Ok(())));
    let id = case.id().unwrap().get();
    *slot.lock().unwrap() = Some(case.clone());
    assert_eq!(host.get_u32(id, *b"bxon"), 0);
    assert_eq!(host.set_u32(id, *b"bxon", 1), Ok(()));
    assert_eq!(host.get_ids(id, *b"bdv#").len(), 1);
    assert_eq!(host.get_ids(1, *b"dev#"), host.get_ids(id, *b"bdv#"));
    // The box and its hook refer to each other.
    *slot.lock().unwrap() = None;
}

#[test]
fn a_box_that_is_not_acquired_keeps_the_uids_of_its_devices() {
    let case = AudioBox::new("abi.case", "Case").acquired(false);
    let (host, plug_in, id) = start_with_box(&case);
    let waiting = add(&plug_in, devices::loopback("abi.boxed").in_box(&case));
    assert_eq!(host.events(), [], "nobody sees it");
    let device = devices::loopback("abi.boxed");
    let taken = plug_in.control(|control| plug_in.add_device(control, device).map(drop));
    assert_eq!(taken, Ok(Err(Error::DuplicateUid("abi.boxed".to_owned()))));
    assert_eq!(remove(&plug_in, &waiting), Ok(()));
    assert_eq!(
        remove(&plug_in, &waiting),
        Err(Error::UnknownObject(waiting.id()))
    );
    add(&plug_in, devices::loopback("abi.boxed"));
    assert_eq!(host.set_u32(id, *b"bxon", 1), Ok(()));
    assert_eq!(host.get_ids(id, *b"bdv#"), []);
}

#[test]
fn clients_rename_and_identify_a_box() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (named, identified) = (Arc::clone(&seen), Arc::clone(&seen));
    let case = AudioBox::new("abi.case", "Case")
        .on_rename(move |_, name| {
            named.lock().unwrap().push(name.to_owned());
            if name == "Bad" {
                return Err(Status::ILLEGAL_OPERATION);
            }
            Ok(())
        })
        .on_identify(move |_, start| identified.lock().unwrap().push(start.to_string()));
    let (host, plug_in, id) = start_with_box(&case);
    let rename = |name: &str| host.set_object(id, *b"lnam", Some(&text(name)));
    assert_eq!(rename("Good"), Ok(()));
    assert_eq!(host.events(), [changed(id, [*b"lnam"])]);
    assert_eq!(rename("Good"), Ok(()));
    assert_eq!(rename("Bad"), err(*b"nope"));
    assert_eq!(host.events(), []);
    assert_eq!(host.get_text(id, *b"lnam"), "Good");
    assert_eq!(host.set_object(id, *b"lnam", None), err(*b"nope"));
    let number = CfBoolean::new(true).into();
    assert_eq!(host.set_object(id, *b"lnam", Some(&number)), err(*b"nope"));
    assert_eq!(host.set_u32(id, *b"iden", 1), Ok(()));
    assert_eq!(host.events(), []);
    assert_eq!(*seen.lock().unwrap(), ["Good", "Good", "Bad", "true"]);
    plug_in
        .control(|control| case.set_name(control, "Own"))
        .unwrap();
    assert_eq!(host.events(), [changed(id, [*b"lnam"])]);
    assert_eq!(case.name(), "Own");
}

#[test]
fn a_persistent_box_is_as_it_was_left() {
    let make = || AudioBox::new("abi.case", "Case").persistent("case");
    let (host, _, id) = start_with_box(&make());
    let name = host.set_object(id, *b"lnam", Some(&text("Left")));
    assert_eq!(name, Ok(()));
    assert_eq!(host.set_u32(id, *b"bxon", 0), Ok(()));
    let stored = host.side().storage.lock().unwrap().clone();
    assert_eq!(
        stored.keys().collect::<Vec<_>>(),
        ["case.acquired", "case.name"]
    );
    drop(host);

    let host = MiniHost::new();
    *host.side().storage.lock().unwrap() = stored;
    let case = make();
    let started = host.initialize(move |plug_in, control| plug_in.add_box(control, &case));
    assert_eq!(started, Ok(()));
    let id = host.get_ids(1, *b"box#")[0];
    assert_eq!(host.get_text(id, *b"lnam"), "Left");
    assert_eq!(host.get_u32(id, *b"bxon"), 0);
    drop(host);

    // What is no name and no flag is left alone.
    let host = MiniHost::new();
    host.side().storage.lock().unwrap().extend([
        ("case.name".to_owned(), CfBoolean::new(true).into()),
        ("case.acquired".to_owned(), text("yes")),
    ]);
    let case = make();
    let started = host.initialize(move |plug_in, control| plug_in.add_box(control, &case));
    assert_eq!(started, Ok(()));
    let id = host.get_ids(1, *b"box#")[0];
    assert_eq!(host.get_text(id, *b"lnam"), "Case");
    assert_eq!(host.get_u32(id, *b"bxon"), 1);
}

#[test]
fn a_removed_box_takes_its_devices_with_it() {
    let case = AudioBox::new("abi.case", "Case");
    let (host, plug_in, id) = start_with_box(&case);
    let device = add(&plug_in, devices::loopback("abi.boxed").in_box(&case));
    let device = device.id().get();
    host.events();
    let removed = plug_in.control(|control| case.remove(control));
    assert_eq!(removed, Ok(Ok(())));
    let events = host.events();
    assert!(events.contains(&changed(device, [*b"livn"])), "{events:?}");
    let lists = |event: &Event| match event {
        Event::Changed {
            object: 1,
            addresses,
        } => addresses.clone(),
        _ => Vec::new(),
    };
    let lists: Vec<_> = events.iter().flat_map(lists).collect();
    assert_eq!(
        lists,
        [(*b"dev#").into(), (*b"ownd").into(), (*b"box#").into()]
    );
    assert_eq!(host.get_ids(1, *b"ownd"), []);
    assert!(!host.has(id, *b"clas"));
    assert_eq!(host.set_u32(id, *b"bxon", 1), err(*b"!obj"));
    let again = plug_in.control(|control| case.remove(control));
    assert_eq!(again, Ok(Err(Error::Gone)));
    // It can come back, and so can a device of that UID.
    let added = plug_in.control(|control| plug_in.add_box(control, &case));
    assert_eq!(added, Ok(Ok(())));
    add(&plug_in, devices::loopback("abi.boxed").in_box(&case));
    assert!(host.get_ids(1, *b"box#")[0] > id);
}

#[test]
fn boxes_that_cannot_be_are_refused() {
    let case = AudioBox::new("abi.case", "Case");
    let (host, plug_in, _) = start_with_box(&case);
    let add_box = |other: &AudioBox| {
        plug_in
            .control(|control| plug_in.add_box(control, other))
            .unwrap()
    };
    assert_eq!(add_box(&case), Err(Error::InUse(case.id().unwrap())));
    let same = AudioBox::new("abi.case", "Other");
    assert_eq!(
        add_box(&same),
        Err(Error::DuplicateUid("abi.case".to_owned()))
    );
    assert!(same.is_acquired(), "as it was described");
    let nameless = add_box(&AudioBox::new("", "None"));
    assert!(matches!(nameless, Err(Error::InvalidBox { .. })));
    let device = devices::loopback("abi.lost").in_box(&same);
    let lost = plug_in.control(|control| plug_in.add_device(control, device).map(drop));
    assert!(matches!(lost, Ok(Err(Error::InvalidDevice { .. }))));
    assert_eq!(host.events(), []);
}

#[test]
fn clock_devices_come_in_boxes_too() {
    let case = AudioBox::new("abi.case", "Case");
    let (host, plug_in, id) = start_with_box(&case);
    let clock = ClockDevice::new("abi.clock", "Clock")
        .sample_rates([48_000.0])
        .in_box(&case);
    let handle = plug_in
        .control(|control| plug_in.add_clock_device(control, clock))
        .unwrap()
        .unwrap();
    assert_eq!(
        host.events(),
        [changed(1, [*b"clk#", *b"ownd"]), changed(id, [*b"bcl#"])]
    );
    assert_eq!(host.get_ids(id, *b"bcl#"), [handle.id().get()]);
    assert_eq!(host.get_ids(id, *b"bdv#"), []);
    assert_eq!(host.set_u32(id, *b"bxon", 0), Ok(()));
    assert_eq!(host.get(id, *b"bcl#"), Ok(vec![]));
    assert_eq!(host.get(1, *b"clk#"), Ok(vec![]));
    assert_eq!(host.translate_with(*b"uidc", "abi.clock"), 0);
}
