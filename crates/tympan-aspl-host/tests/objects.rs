//! Handles for everything a driver publishes, against a driver that was not made with the framework.

mod common;

use std::sync::Arc;

use common::plain_driver::rich::{
    BOX, BOX_UID, CLOCK, CLOCK_UID, COMBINED, END_POINT, MUTE, VOLUME, code, rich, rich_with,
};
use common::plain_driver::{Call, DEVICE, Fault, Options, UID, start};
use tympan_aspl_host::{
    Address, ClientIdentity, Control, Device, Direction, Host, HostError, PropertyList,
};

fn device(host: &Host) -> Device {
    host.device(UID).expect("the device")
}

fn control(host: &Host, class: &[u8; 4]) -> Control {
    let scope = code(b"outp");
    let control = device(host).control(code(class), scope, 0);
    control.expect("the control")
}

#[test]
fn a_level_has_scalar_decibels_range_and_conversions() {
    let host = start(rich()).expect("the host starts");
    let volume = control(&host, b"vlme");
    assert_eq!((volume.id(), volume.element()), (VOLUME, 0));
    assert_eq!(volume.decibel_range(), Ok(-60.0..=0.0));
    volume.set_scalar(0.5).expect("the scalar is set");
    assert_eq!(volume.decibels(), Ok(-30.0));
    volume.set_decibels(-15.0).expect("the decibels are set");
    assert_eq!(volume.scalar(), Ok(0.75));
    assert_eq!(volume.to_decibels(0.25), Ok(-45.0));
    assert_eq!(volume.to_scalar(-45.0), Ok(0.25));
    assert_eq!(volume.scalar(), Ok(0.75), "a conversion changes nothing");
    assert_eq!(host.violations(), []);
}

#[test]
fn the_other_controls_have_values_of_their_own() {
    let host = start(rich()).expect("the host starts");
    let mute = control(&host, b"mute");
    assert_eq!(mute.is_on(), Ok(false));
    mute.set_on(true).expect("the mute is set");
    assert_eq!(mute.is_on(), Ok(true));
    let slider = control(&host, b"sldr");
    assert_eq!((slider.value(), slider.range()), (Ok(4), Ok(1..=9)));
    slider.set_value(7).expect("the slider is set");
    assert_eq!(slider.value(), Ok(7));
    let pan = control(&host, b"span");
    pan.set_pan(0.25).expect("the pan is set");
    assert_eq!((pan.pan(), pan.panning_channels()), (Ok(0.25), Ok([1, 2])));
    let source = control(&host, b"dsrc");
    assert_eq!(source.selected(), Ok(vec![2]));
    source.select(&[3]).expect("the source is chosen");
    assert_eq!(source.selected(), Ok(vec![3]));
    let items = source.items().expect("the items");
    let names: Vec<(u32, &str)> = items.iter().map(|i| (i.id, i.name.as_str())).collect();
    assert_eq!(names, [(1, "Item 1"), (2, "Item 2"), (3, "Item 3")]);
    assert_eq!(items[0].kind, Some(code(b"int ")));
    assert_eq!(host.violations(), []);
}

#[test]
fn a_control_that_is_not_there_is_named_with_those_that_are() {
    let host = start(rich()).expect("the host starts");
    let error = device(&host).control(code(b"solo"), code(b"inpt"), 1);
    let error = error.expect_err("no such control").to_string();
    assert!(
        error.contains("'solo' in scope 'inpt' at element 1"),
        "{error}"
    );
    assert!(
        error.contains("'vlme' in scope 'outp' at element 0"),
        "{error}"
    );
}

#[test]
fn a_box_can_be_renamed_acquired_and_identified() {
    let host = start(rich()).expect("the host starts");
    let [found] = &host.boxes()[..] else {
        panic!("there is one box");
    };
    assert_eq!((found.id(), found.uid()), (BOX, BOX_UID));
    assert_eq!(found.name().as_deref(), Ok("Box"));
    found.set_name("Mine").expect("the name is set");
    assert_eq!(found.name().as_deref(), Ok("Mine"));
    assert_eq!(found.is_acquired(), Ok(true));
    found.set_acquired(false).expect("the box is released");
    assert_eq!(found.is_acquired(), Ok(false));
    assert_eq!(found.acquisition_failed(), Ok(0));
    assert_eq!((found.has_audio(), found.has_midi()), (Ok(true), Ok(false)));
    found.identify(true).expect("the box shows itself");
    let devices = found.devices().expect("the devices");
    assert_eq!(devices, [device(&host)]);
    let clocks = found.clock_devices().expect("the clock devices");
    assert_eq!(clocks, host.clock_devices());
    assert_eq!(host.violations(), []);
}

#[test]
fn a_clock_device_is_started_and_read() {
    let options = rich();
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    let [clock] = &host.clock_devices()[..] else {
        panic!("there is one clock device");
    };
    assert_eq!((clock.id(), clock.uid()), (CLOCK, CLOCK_UID));
    assert_eq!(clock.sample_rate(), Ok(48_000.0));
    let client = clock.add_client(&ClientIdentity::new(5)).expect("a client");
    assert!(matches!(
        clock.zero_time_stamp(client),
        Err(HostError::Invalid { .. })
    ));
    clock.start(client).expect("the clock starts");
    assert!(clock.start(client).is_err());
    // 16384 frames at 48 kHz are 341.3 ms.
    host.clock().advance_to(host.clock().now() + 400_000_000);
    let stamp = clock.zero_time_stamp(client).expect("a time stamp");
    assert_eq!(stamp.sample_time, 16_384.0);
    log.take();
    host.perform_change(CLOCK, 1).expect("the change is made");
    let id = client.get();
    assert_eq!(
        log.take(),
        [Call::Stop(id), Call::Perform(1), Call::Start(id)],
        "a change stops the clock too"
    );
    clock.stop(client).expect("the clock stops");
    clock.remove_client(client).expect("the client is removed");
    assert_eq!(log.take(), [Call::Stop(id), Call::RemoveClient(id)]);
}

#[test]
fn custom_properties_are_read_and_set_with_and_without_qualifier() {
    let host = start(rich()).expect("the host starts");
    let device = device(&host);
    let custom = device.custom_properties().expect("the list");
    let [first, second] = &custom[..] else {
        panic!("there are two");
    };
    assert_eq!(first.selector(), code(b"Cst1"));
    assert_eq!(first.get(None), Ok(PropertyList::String("first".into())));
    let new = PropertyList::String("new".into());
    first.set(None, &new).expect("the value is set");
    assert_eq!(first.get(None), Ok(new));
    assert!(first.set(None, &PropertyList::Integer(1)).is_err());
    let qualifier = PropertyList::String("left".into());
    let value = second.get(Some(&qualifier));
    assert_eq!(value, Ok(PropertyList::String("second of left".into())));
    assert!(matches!(second.get(None), Err(HostError::Invalid { .. })));
    let stray = first.get(Some(&qualifier));
    assert!(matches!(stray, Err(HostError::Invalid { .. })));
    assert_eq!(host.plug_in().custom_properties(), Ok(vec![]));
}

#[test]
fn a_stream_is_taken_out_of_io_and_has_both_formats() {
    let host = start(rich()).expect("the host starts");
    let streams = device(&host).streams(Direction::Output).expect("streams");
    let stream = &streams[0];
    assert_eq!(stream.virtual_format(), stream.format());
    assert_eq!(stream.is_active(), Ok(true));
    stream.set_active(false).expect("the stream is set");
    assert_eq!(stream.is_active(), Ok(false));
    assert_eq!(host.violations(), []);
}

/// A description with the keys of hal-facts B.8.
fn description() -> PropertyList {
    let text = |text: &str| PropertyList::String(text.into());
    let end_point = PropertyList::Dictionary(
        [
            ("uid".to_string(), text("com.example.end-point")),
            ("name".to_string(), text("End point")),
            ("channels-in".to_string(), PropertyList::Integer(0)),
            ("channels-out".to_string(), PropertyList::Integer(2)),
        ]
        .into(),
    );
    PropertyList::Dictionary(
        [
            ("uid".to_string(), text("com.example.combined")),
            ("name".to_string(), text("Combined")),
            (
                "endpoints".to_string(),
                PropertyList::Array(vec![end_point]),
            ),
            ("main".to_string(), text("com.example.end-point")),
            ("private".to_string(), PropertyList::Integer(0)),
        ]
        .into(),
    )
}

#[test]
fn a_transport_manager_makes_and_ends_devices_of_end_points() {
    let options = rich();
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    assert_eq!(host.end_points()[0].id(), END_POINT);
    let client = ClientIdentity::new(42);
    let combined = host.create_end_point_device(&description(), &client);
    let combined = combined.expect("the device is made");
    assert_eq!(combined.id(), COMBINED);
    assert_eq!(combined.uid(), "com.example.combined");
    assert_eq!(host.devices().len(), 2);
    let PropertyList::Dictionary(entries) = description() else {
        panic!("it is a dictionary");
    };
    assert_eq!(log.take(), [Call::Create(entries, 42)]);
    host.destroy_end_point_device(&combined)
        .expect("the device is ended");
    assert_eq!(host.devices().len(), 1);
    let gone = HostError::Gone { object: COMBINED };
    assert_eq!(host.destroy_end_point_device(&combined), Err(gone));
}

#[test]
fn a_device_that_create_device_does_not_publish_is_an_error() {
    let host = start(rich_with(Fault::CreatesNothing)).expect("the host starts");
    let made = host.create_end_point_device(&description(), &ClientIdentity::new(1));
    assert!(matches!(made, Err(HostError::Answer { .. })), "{made:?}");
}

#[test]
fn whoever_is_no_transport_manager_makes_no_devices() {
    let host = start(Options::default()).expect("the host starts");
    let made = host.create_end_point_device(&description(), &ClientIdentity::new(1));
    assert_eq!(made.unwrap_err().status(), Some(code(b"unop") as i32));
    let wrong = host.create_end_point_device(&PropertyList::Integer(1), &ClientIdentity::new(1));
    assert!(matches!(wrong, Err(HostError::Invalid { .. })));
}

#[test]
fn a_dump_decodes_every_kind_of_object() {
    let host = start(rich()).expect("the host starts");
    let tree = host.tree().expect("the tree");
    let value = |object: u32, selector: &[u8; 4]| {
        let node = tree.objects().find(|node| node.id == object).expect("it");
        let property = node.property(Address::of(code(selector))).expect("it");
        property.value.as_ref().expect("a value").text.clone()
    };
    assert_eq!(value(VOLUME, b"lcdr"), "-60 to 0");
    assert_eq!(value(VOLUME, b"lcsd"), "{0 -> -60, 0.5 -> -30, 1 -> 0}");
    assert_eq!(value(VOLUME, b"lcds"), "{-60 -> 0, -30 -> 0.5, 0 -> 1}");
    assert_eq!(value(MUTE, b"bcvl"), "no");
    assert_eq!(
        value(MUTE, b"cscp"),
        "'outp' kAudioObjectPropertyScopeOutput"
    );
    assert_eq!(value(BOX, b"bxon"), "yes");
    assert_eq!(value(BOX, b"bdv#"), "[2]");
    assert_eq!(value(CLOCK, b"nsrt"), "48000");
    assert_eq!(value(END_POINT, b"uid "), "\"com.example.end-point\"");
    assert_eq!(value(1, b"end#"), "[12]");
    assert_eq!(value(1, b"tran"), "'virt' kAudioDeviceTransportTypeVirtual");
    assert_eq!(value(DEVICE, b"Cst1"), "\"first\"");
    let text = tree.to_string();
    for expected in [
        "kAudioSelectorControlPropertyItemName = {1 -> \"Item 1\", 2 -> \"Item 2\", 3 -> \"Item 3\"}",
        "kAudioStereoPanControlPropertyPanningChannels = [1, 2]",
        "kAudioSliderControlPropertyRange = [1, 9]",
        "kAudioTransportManagerPropertyEndPointList = [12]",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
    assert_eq!(host.violations(), []);
}
