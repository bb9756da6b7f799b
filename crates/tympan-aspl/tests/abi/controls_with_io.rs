//! Controls while I/O runs: handlers read them, and they come and go (hal-facts B.10, C.8, design section 2).

use std::thread;

use tympan_aspl::CustomProperty;
use tympan_aspl::prelude::*;

use crate::author_side::{changed, edit, start_with};
use crate::controls::{FIRST, set_f32};
use crate::devices;
use crate::io::{READ, read};
use crate::mini_host::{Answer, MiniHost};

/// Sets of each thread.
const SETS: u32 = if cfg!(miri) { 20 } else { 2_000 };

/// A device whose input is the gain, or 0 while it is muted.
fn gained(volume: &Volume, mute: &Mute) -> Device {
    let handles = (volume.clone(), mute.clone());
    devices::loopback("abi.controls").io(Io::new(move |_: &IoSetup| handles.clone())
        .read_input(
            |(volume, mute): &(Volume, Mute), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
                let gain = if mute.get() { 0.0 } else { volume.gain() };
                op.samples.from_float32(&[gain; 8]);
            },
        )
        .write_mix(|_: &(Volume, Mute), _: &RealtimeContext<'_>, _: WriteMix<'_>| {}))
}

/// What handlers make of the controls.
fn heard(host: &MiniHost) -> f32 {
    let (outcome, buffer) = read(host, READ, 4);
    assert_eq!(outcome, Ok(()));
    buffer[0]
}

fn pair() -> (Volume, Mute) {
    let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-60.0..=0.0));
    (volume, Mute::new(Scope::Output))
}

#[test]
fn controls_that_clients_set_are_what_handlers_read() {
    let (volume, mute) = pair();
    let device = gained(&volume, &mute).control(&volume).control(&mute);
    let (host, ..) = start_with(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(heard(&host), 1.0);
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -20.0), Ok(()));
    assert!((heard(&host) - 0.1).abs() < 1e-6);
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 1), Ok(()));
    assert_eq!(heard(&host), 0.0);
    assert_eq!(host.stop_io(2, 1), Ok(()));
}

#[test]
fn controls_are_read_by_handlers_while_several_threads_set_them() {
    let (volume, mute) = pair();
    let device = gained(&volume, &mute).control(&volume).control(&mute);
    let (host, plug_in, _device) = start_with(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    thread::scope(|scope| {
        scope.spawn(|| {
            for step in 0..SETS {
                let decibels = if step % 2 == 0 { -60.0 } else { -20.0 };
                assert_eq!(set_f32(&host, FIRST, *b"lcdv", decibels), Ok(()));
            }
        });
        scope.spawn(|| {
            for step in 0..SETS {
                let set = |control: &ControlContext<'_>| mute.set(control, step % 2 == 0);
                plug_in.control(set).unwrap();
            }
        });
        for _ in 0..SETS {
            let gain = heard(&host);
            let possible = [0.0_f32, 0.001, 0.1, 1.0];
            assert!(
                possible.iter().any(|one| (one - gain).abs() < 1e-6),
                "{gain}"
            );
            let level = volume.level();
            let position = 1.0 + level.decibels / 60.0;
            assert!((level.scalar - position).abs() < 1e-6, "{level:?}");
        }
    });
    assert_eq!(volume.decibels(), -20.0);
    assert!((volume.gain() - 0.1).abs() < 1e-6, "the last one set");
    assert_eq!(host.stop_io(2, 1), Ok(()));
}

#[test]
fn controls_come_and_go_during_io_and_keep_their_values() {
    let (volume, mute) = pair();
    let (host, plug_in, device) = start_with(gained(&volume, &mute).control(&volume));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -20.0), Ok(()));
    host.events();
    host.answer(Answer::OtherThread);
    let reconfigure = |change: Box<dyn Fn(Device) -> Device + Send>| {
        let change = edit(&plug_in, &device, change).unwrap();
        host.events();
        assert_eq!(change.outcome(), Some(Ok(())));
        host.get_ids(2, *b"ctrl")
    };
    let added = mute.clone();
    let controls = reconfigure(Box::new(move |device| device.control(&added)));
    assert_eq!(controls.len(), 2);
    assert_eq!(controls[0], FIRST, "what stays keeps its id");
    assert_eq!(host.set_u32(controls[1], *b"bcvl", 1), Ok(()));
    assert_eq!(host.events(), [changed(controls[1], [*b"bcvl"])]);
    assert_eq!(heard(&host), 0.0);

    let removed = volume.clone();
    let controls = reconfigure(Box::new(move |device| device.without_control(&removed)));
    assert_eq!(controls.len(), 1);
    assert!(!host.has(FIRST, *b"lcdv"));
    assert!(mute.get());
    plug_in
        .control(|control| volume.set_decibels(control, -60.0))
        .unwrap();
    assert_eq!(host.events(), [], "nobody has it now");

    let again = volume.clone();
    let controls = reconfigure(Box::new(move |device| device.control(&again)));
    assert_eq!(controls.len(), 2);
    assert!(!controls.contains(&FIRST), "ids are not used again");
    let decibels = host.get(controls[1], *b"lcdv").unwrap();
    assert_eq!(decibels, (-60.0_f32).to_ne_bytes());
    assert_eq!(host.get_u32(2, *b"goin"), 1);
    assert_eq!(host.stop_io(2, 1), Ok(()));
}

#[test]
fn controls_have_properties_of_their_authors() {
    let text = CustomProperty::new(*b"Text", "a".to_owned()).settable();
    let mute = Mute::new(Scope::Output).property(&text);
    let (host, ..) = start_with(devices::loopback("abi.controls").control(&mute));
    assert_eq!(host.size(FIRST, *b"cust"), Ok(12));
    let value = host.get_object(FIRST, *b"Text").unwrap();
    let value = value.downcast::<tympan_aspl::cf::CfString>().unwrap();
    assert_eq!(value.to_string(), "a");
    let value = tympan_aspl::cf::CfString::new("b").into();
    assert_eq!(host.set_object(FIRST, *b"Text", Some(&value)), Ok(()));
    assert_eq!(host.events(), [changed(FIRST, [*b"Text"])]);
}
