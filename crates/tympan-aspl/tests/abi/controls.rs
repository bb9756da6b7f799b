//! Controls of every class as a host meets them (hal-facts A.10, B.10, D.3).

use std::sync::{Arc, Mutex};

use tympan_aspl::control::{
    BooleanControl, ClipLight, ClockSource, Control, DataDestination, DataSource, HighPassFilter,
    Jack, LevelControl, LfeMute, LfeVolume, LineLevel, Listenback, PhantomPower, PhaseInvert,
    SelectorControl, SelectorItem, SliderControl, Solo, StereoPan, Talkback,
};
use tympan_aspl::prelude::*;

use crate::author_side::{changed, start_with};
use crate::devices;
use crate::mini_host::calls::Qualifier;
use crate::mini_host::{Code, MiniHost, bytes_of, code, err, words};

/// Of so many controls one is tried: all, but for Miri.
const SPARSENESS: usize = if cfg!(miri) { 4 } else { 1 };

/// The object that the first control of a device with two streams becomes.
pub const FIRST: u32 = 5;

/// A running plug-in with this control.
pub fn start(control: &impl Control) -> (MiniHost, PlugIn, DeviceHandle) {
    start_with(devices::loopback("abi.controls").control(control))
}

pub fn get_f32(host: &MiniHost, object: u32, selector: [u8; 4]) -> f32 {
    f32::from_ne_bytes(host.get(object, selector).unwrap().try_into().unwrap())
}

pub fn set_f32(host: &MiniHost, object: u32, selector: [u8; 4], value: f32) -> Result<(), Code> {
    host.set(object, selector, &value.to_ne_bytes())
}

/// NullAudio's curve.
fn curve() -> VolumeCurve {
    VolumeCurve::power(-96.0..=6.0, 2.0)
}

/// Selector, size of its value, and whether clients can set it.
type Rows = &'static [([u8; 4], u32, bool)];

const LEVEL: Rows = &[
    (*b"lcsv", 4, true),
    (*b"lcdv", 4, true),
    (*b"lcdr", 16, false),
    (*b"lcsd", 4, false),
    (*b"lcds", 4, false),
];
const BOOLEAN: Rows = &[(*b"bcvl", 4, true)];
const JACK: Rows = &[(*b"bcvl", 4, false)];
const SELECTOR: Rows = &[(*b"scci", 4, true), (*b"scai", 8, false)];
const SLIDER: Rows = &[(*b"sdrv", 4, true), (*b"sdrr", 8, false)];
const PAN: Rows = &[(*b"spcv", 4, true), (*b"spcc", 8, false)];
const COMMON: Rows = &[
    (*b"bcls", 4, false),
    (*b"clas", 4, false),
    (*b"stdv", 4, false),
    (*b"ownd", 0, false),
    (*b"cscp", 4, false),
    (*b"celm", 4, false),
];

/// Class, base class, scope, element, and what else it has.
type Class = ([u8; 4], [u8; 4], [u8; 4], u32, Rows);

/// In the order of [`everything`].
const CLASSES: [Class; 25] = [
    (*b"vlme", *b"levl", *b"outp", 0, LEVEL),
    (*b"subv", *b"levl", *b"outp", 2, LEVEL),
    (*b"levl", *b"actl", *b"inpt", 0, LEVEL),
    (*b"Trim", *b"levl", *b"glob", 0, LEVEL),
    (*b"mute", *b"togl", *b"outp", 0, BOOLEAN),
    (*b"solo", *b"togl", *b"inpt", 1, BOOLEAN),
    (*b"jack", *b"togl", *b"inpt", 0, JACK),
    (*b"subm", *b"togl", *b"outp", 2, BOOLEAN),
    (*b"phan", *b"togl", *b"inpt", 2, BOOLEAN),
    (*b"phsi", *b"togl", *b"inpt", 0, BOOLEAN),
    (*b"clip", *b"togl", *b"outp", 0, BOOLEAN),
    (*b"talb", *b"togl", *b"ptru", 0, BOOLEAN),
    (*b"lsnb", *b"togl", *b"ptru", 0, BOOLEAN),
    (*b"togl", *b"actl", *b"glob", 0, BOOLEAN),
    (*b"Limt", *b"togl", *b"glob", 0, BOOLEAN),
    (*b"dsrc", *b"slct", *b"inpt", 0, SELECTOR),
    (*b"dest", *b"slct", *b"outp", 0, SELECTOR),
    (*b"clck", *b"slct", *b"glob", 0, SELECTOR),
    (*b"nlvl", *b"slct", *b"outp", 1, SELECTOR),
    (*b"hipf", *b"slct", *b"inpt", 1, SELECTOR),
    (*b"slct", *b"actl", *b"glob", 0, SELECTOR),
    (*b"Mode", *b"slct", *b"glob", 0, SELECTOR),
    (*b"sldr", *b"actl", *b"glob", 0, SLIDER),
    (*b"Lamp", *b"sldr", *b"glob", 0, SLIDER),
    (*b"span", *b"actl", *b"outp", 0, PAN),
];

fn everything() -> Device {
    let items = || [(1, "One"), (2, "Two")];
    let (input, output) = (Scope::Input, Scope::Output);
    devices::loopback("abi.everything")
        .control(&Volume::new(output, curve()))
        .control(&LfeVolume::new(output, curve()).element(2))
        .control(&LevelControl::new(*b"levl", input, curve()))
        .control(&LevelControl::new(*b"Trim", Scope::Global, curve()))
        .control(&Mute::new(output))
        .control(&Solo::new(input).element(1))
        .control(&Jack::new(input))
        .control(&LfeMute::new(output).element(2))
        .control(&PhantomPower::new(input).element(2))
        .control(&PhaseInvert::new(input))
        .control(&ClipLight::new(output))
        .control(&Talkback::new(Scope::PlayThrough))
        .control(&Listenback::new(Scope::PlayThrough))
        .control(&BooleanControl::new(*b"togl", Scope::Global))
        .control(&BooleanControl::new(*b"Limt", Scope::Global))
        .control(&DataSource::new(input, items()))
        .control(&DataDestination::new(output, items()))
        .control(&ClockSource::new(Scope::Global, items()))
        .control(&LineLevel::new(output, items()).element(1))
        .control(&HighPassFilter::new(input, items()).element(1))
        .control(&SelectorControl::new(*b"slct", Scope::Global, items()))
        .control(&SelectorControl::new(*b"Mode", Scope::Global, items()))
        .control(&SliderControl::new(*b"sldr", Scope::Global, 1..=8))
        .control(&SliderControl::new(*b"Lamp", Scope::Global, 1..=8))
        .control(&StereoPan::new(output, [1, 2]))
}

#[test]
fn controls_of_every_class_answer_what_their_class_has_and_nothing_else() {
    let host = MiniHost::with_device(everything());
    let controls = host.get_ids(2, *b"ctrl");
    assert_eq!(controls.len(), CLASSES.len());
    let all = [LEVEL, BOOLEAN, SELECTOR, SLIDER, PAN].concat();
    for (id, (class, base, scope, element, rows)) in
        controls.into_iter().zip(CLASSES).step_by(SPARSENESS)
    {
        let class_name = Code::from(class);
        for (selector, expected) in [
            (*b"clas", code(class)),
            (*b"bcls", code(base)),
            (*b"cscp", code(scope)),
            (*b"celm", element),
            (*b"stdv", 2),
        ] {
            assert_eq!(host.get_u32(id, selector), expected, "{class_name:?}");
        }
        for (selector, size, is_settable) in [COMMON, rows].concat() {
            // At the global scope and main element, whatever the control is about (hal-facts B.10).
            assert!(host.has(id, selector), "{class_name:?}");
            assert_eq!(host.size(id, selector), Ok(size), "{class_name:?}");
            assert_eq!(host.is_settable(id, selector), Ok(is_settable));
            if !is_settable && size == 4 {
                let set = host.set_u32(id, selector, 1);
                assert!(set.is_err(), "{class_name:?} {:?}", Code::from(selector));
            }
        }
        for (selector, ..) in &all {
            let belongs = rows.iter().any(|row| row.0 == *selector);
            assert_eq!(host.has(id, *selector), belongs, "{class_name:?}");
        }
        assert!(!host.has(id, *b"lnam") && !host.has(id, *b"clkk"));
    }
    assert_eq!(host.events(), []);
}

#[test]
fn controls_of_a_level_keep_position_decibels_and_gain_together() {
    let volume = Volume::new(Scope::Output, curve()).name("Main");
    let (host, plug_in, _device) = start(&volume);
    assert_eq!(host.get_text(FIRST, *b"lnam"), "Main");
    let both = [changed(FIRST, [*b"lcsv", *b"lcdv"])];
    // Selector, what is set, and what the position and the decibels are then.
    for (selector, value, scalar, decibels) in [
        (*b"lcsv", 0.5_f32, 0.5_f32, -70.5_f32),
        (*b"lcdv", -96.0, 0.0, -96.0),
        (*b"lcsv", 7.0, 1.0, 6.0),
        (*b"lcdv", -70.5, 0.5, -70.5),
        (*b"lcdv", f32::INFINITY, 1.0, 6.0),
        (*b"lcsv", f32::NAN, 0.0, -96.0),
        (*b"lcdv", 6.0, 1.0, 6.0),
        (*b"lcdv", f32::NAN, 0.0, -96.0),
    ] {
        assert_eq!(set_f32(&host, FIRST, selector, value), Ok(()));
        assert_eq!(get_f32(&host, FIRST, *b"lcsv"), scalar);
        assert_eq!(get_f32(&host, FIRST, *b"lcdv"), decibels);
        assert_eq!((volume.scalar(), volume.decibels()), (scalar, decibels));
        let gain = 10_f32.powf(decibels / 20.0);
        assert!((volume.gain() - gain).abs() <= gain * 1e-5);
        assert_eq!(host.events(), both);
        assert_eq!(set_f32(&host, FIRST, selector, value), Ok(()));
        assert_eq!(host.events(), [], "it is there already");
    }
    // The author's changes, several in one call.
    let author = plug_in.control(|control| {
        volume.set_scalar(control, 0.25);
        volume.set_decibels(control, 0.0);
        volume.set_decibels(control, 0.0);
    });
    author.unwrap();
    assert_eq!(volume.gain(), 1.0);
    assert_eq!(host.events(), both);
    assert_eq!(
        host.get(FIRST, *b"lcdr"),
        Ok([(-96.0_f64).to_ne_bytes(), 6.0_f64.to_ne_bytes()].concat())
    );
}

#[test]
fn controls_of_a_level_convert_what_is_in_the_buffer() {
    let (host, ..) = start(&Volume::new(Scope::Output, curve()));
    let convert = |selector: [u8; 4], mut value: f32| {
        let target = (&raw mut value).cast();
        let size = host.get_raw(FIRST, selector, (0, std::ptr::null()), 4, target);
        assert_eq!(size, Ok(4));
        value
    };
    for (scalar, decibels) in [(0.0, -96.0), (0.5, -70.5), (1.0, 6.0)] {
        assert_eq!(convert(*b"lcsd", scalar), decibels);
        assert_eq!(convert(*b"lcds", decibels), scalar);
    }
    assert_eq!(convert(*b"lcsd", 2.0), 6.0);
    assert_eq!(convert(*b"lcsd", f32::NAN), -96.0);
    assert_eq!(convert(*b"lcds", 200.0), 1.0);
    assert_eq!(convert(*b"lcds", f32::NEG_INFINITY), 0.0);
    let mut three = [0_u8; 3];
    let target = three.as_mut_ptr().cast();
    let result = host.get_raw(FIRST, *b"lcsd", (0, std::ptr::null()), 3, target);
    assert_eq!(result, err(*b"!siz"));
    assert_eq!(get_f32(&host, FIRST, *b"lcdv"), 0.0, "nothing was set");
}

#[test]
fn controls_refuse_values_of_another_size() {
    let host = MiniHost::with_device(everything());
    host.events();
    for (id, (.., rows)) in host
        .get_ids(2, *b"ctrl")
        .into_iter()
        .zip(CLASSES)
        .step_by(SPARSENESS)
    {
        for (selector, ..) in rows.iter().filter(|row| row.2) {
            let before = host.get(id, *selector);
            for size in [0, 1, 3, 5, 6] {
                let set = host.set(id, *selector, &vec![0; size]);
                assert_eq!(set, err(*b"!siz"), "{:?} {size}", Code::from(*selector));
            }
            assert_eq!(host.get(id, *selector), before);
        }
    }
    assert_eq!(host.events(), []);
}

#[test]
fn controls_that_are_on_or_off_are_announced_when_they_turn() {
    let mute = Mute::new(Scope::Output);
    let (host, plug_in, _device) = start(&mute);
    for (value, is_on, is_change) in [(1, 1, true), (1, 1, false), (7, 1, false), (0, 0, true)] {
        assert_eq!(host.set_u32(FIRST, *b"bcvl", value), Ok(()));
        assert_eq!(host.get_u32(FIRST, *b"bcvl"), is_on);
        assert_eq!(mute.get(), is_on == 1);
        assert_eq!(host.events() == [changed(FIRST, [*b"bcvl"])], is_change);
    }
    plug_in.control(|control| mute.set(control, true)).unwrap();
    assert_eq!(host.events(), [changed(FIRST, [*b"bcvl"])]);
    assert_eq!(host.get_u32(FIRST, *b"bcvl"), 1);
}

#[test]
fn controls_that_show_something_are_not_set_by_clients() {
    let (jack, clip) = (Jack::new(Scope::Input), ClipLight::new(Scope::Output));
    let fixed = Mute::new(Scope::Output).settable(false);
    let device = devices::loopback("abi.controls");
    let (host, plug_in, _device) = start_with(device.control(&jack).control(&clip).control(&fixed));
    for id in [FIRST, FIRST + 2] {
        assert_eq!(host.is_settable(id, *b"bcvl"), Ok(false));
        assert!(host.set_u32(id, *b"bcvl", 1).is_err());
    }
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 1), err(*b"nope"));
    assert_eq!(host.events(), []);
    let both = plug_in.control(|control| {
        jack.set(control, true);
        clip.set(control, true);
    });
    both.unwrap();
    let expected = [FIRST, FIRST + 1].map(|id| changed(id, [*b"bcvl"]));
    assert_eq!(host.events(), expected);
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 1), Ok(()), "it is on");
    assert_eq!(host.events(), []);
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 0), Ok(()));
    assert_eq!(host.events(), [changed(FIRST + 1, [*b"bcvl"])]);
    assert!(!clip.get() && jack.get());
}

#[test]
fn controls_that_choose_know_their_items() {
    let items = [
        SelectorItem::new(10, "Internal").kind(*b"int "),
        SelectorItem::separator(11),
        SelectorItem::new(12, "S/PDIF"),
    ];
    let clock = ClockSource::new(Scope::Global, items);
    let (host, plug_in, _device) = start(&clock);
    assert_eq!(host.get_ids(FIRST, *b"scai"), [10, 11, 12]);
    assert_eq!(host.get_ids(FIRST, *b"scci"), [10]);
    let of = |selector: [u8; 4], id: &[u8]| {
        let qualifier = Qualifier::Bytes(id);
        host.get_into(FIRST, selector, qualifier, 8)
    };
    for (id, name, kind) in [(10_u32, "Internal", *b"int "), (12, "S/PDIF", [0; 4])] {
        let found = of(*b"scin", &id.to_ne_bytes()).unwrap().object.unwrap();
        let found = found.downcast::<tympan_aspl::cf::CfString>().unwrap();
        assert_eq!(found.to_string(), name);
        let found = of(*b"clkk", &id.to_ne_bytes()).unwrap().bytes;
        assert_eq!(words(&found), [code(kind)]);
    }
    for selector in [*b"scin", *b"clkk"] {
        assert_eq!(of(selector, &13_u32.to_ne_bytes()), err(*b"nope"));
        for wrong in [&[][..], &[0; 3], &[0; 5], &[0; 8]] {
            assert_eq!(of(selector, wrong), err(*b"!siz"));
        }
    }
    for refused in [11, 13, u32::MAX] {
        assert_eq!(host.set_u32(FIRST, *b"scci", refused), err(*b"nope"));
    }
    assert_eq!(
        host.set(FIRST, *b"scci", &bytes_of(&[10, 12])),
        err(*b"!siz")
    );
    assert_eq!(host.events(), []);
    assert_eq!(host.set_u32(FIRST, *b"scci", 12), Ok(()));
    assert_eq!(host.set_u32(FIRST, *b"scci", 12), Ok(()));
    assert_eq!(host.events(), [changed(FIRST, [*b"scci"])]);
    assert_eq!(clock.get(), 12);

    let set = |items: &[(u32, &str)]| {
        let items = items.to_vec();
        plug_in.control(|control| clock.set_items(control, items))
    };
    assert_eq!(set(&[(12, "S/PDIF"), (14, "ADAT")]), Ok(Ok(())));
    assert_eq!(
        host.events(),
        [changed(FIRST, [*b"scai"])],
        "12 is still there"
    );
    assert!(!host.has(FIRST, *b"clkk"));
    assert_eq!(set(&[(15, "Word clock")]), Ok(Ok(())));
    assert_eq!(host.events(), [changed(FIRST, [*b"scai", *b"scci"])]);
    assert_eq!(host.get_ids(FIRST, *b"scci"), [15]);
    assert_eq!(set(&[(15, "Word clock")]), Ok(Ok(())));
    for refused in [&[][..], &[(1, "a"), (1, "b")]] {
        assert!(set(refused).unwrap().is_err());
    }
    assert_eq!(host.events(), []);
    assert_eq!(host.get_ids(FIRST, *b"scai"), [15]);
}

#[test]
fn controls_that_choose_several_take_lists() {
    let items = [(1, "One"), (2, "Two"), (3, "Three")];
    let source = DataSource::new(Scope::Input, items).multiple_choice();
    let (host, ..) = start(&source);
    assert_eq!(host.set(FIRST, *b"scci", &bytes_of(&[3, 1])), Ok(()));
    assert_eq!(host.events(), [changed(FIRST, [*b"scci"])]);
    assert_eq!(host.size(FIRST, *b"scci"), Ok(8));
    assert_eq!(host.get_ids(FIRST, *b"scci"), [3, 1]);
    assert_eq!(
        [1, 2, 3].map(|id| source.is_chosen(id)),
        [true, false, true]
    );
    for refused in [&[1, 1][..], &[1, 4], &[2, 11, 3]] {
        let set = host.set(FIRST, *b"scci", &bytes_of(refused));
        assert_eq!(set, err(*b"nope"));
    }
    assert_eq!(host.set(FIRST, *b"scci", &[]), err(*b"!siz"));
    assert_eq!(host.events(), []);
}

#[test]
fn controls_that_slide_or_pan_clamp() {
    let slider = SliderControl::new(*b"sldr", Scope::Global, 3..=8);
    let pan = StereoPan::new(Scope::Output, [1, 2]);
    let device = devices::loopback("abi.controls");
    let (host, ..) = start_with(device.control(&slider).control(&pan));
    assert_eq!(host.get(FIRST, *b"sdrr"), Ok(bytes_of(&[3, 8])));
    for (set, value) in [(u32::MAX, 8), (0, 3), (5, 5)] {
        assert_eq!(host.set_u32(FIRST, *b"sdrv", set), Ok(()));
        assert_eq!(
            (host.get_u32(FIRST, *b"sdrv"), slider.get()),
            (value, value)
        );
        assert_eq!(host.events(), [changed(FIRST, [*b"sdrv"])]);
    }
    let id = FIRST + 1;
    assert_eq!(host.get(id, *b"spcc"), Ok(bytes_of(&[1, 2])));
    for (set, value) in [(9.0, 1.0), (f32::NAN, 0.5), (-1.0, 0.0), (0.25, 0.25)] {
        assert_eq!(set_f32(&host, id, *b"spcv", set), Ok(()));
        assert_eq!((get_f32(&host, id, *b"spcv"), pan.get()), (value, value));
        assert_eq!(host.events(), [changed(id, [*b"spcv"])]);
    }
}

#[test]
fn controls_of_channels_that_are_not_there_are_refused() {
    let (host, plug_in, _device) = start(&Mute::new(Scope::Output).element(2));
    let refused = |device: Device| {
        let added = plug_in.control(|control| plug_in.add_device(control, device).map(drop));
        assert!(
            matches!(added, Ok(Err(Error::InvalidDevice { .. }))),
            "{added:?}"
        );
    };
    let device = || devices::loopback("abi.refused");
    refused(device().control(&Mute::new(Scope::Output).element(3)));
    refused(device().control(&StereoPan::new(Scope::Input, [1, 3])));
    refused(device().control(&StereoPan::new(Scope::Output, [1, 1])));
    refused(device().control(&BooleanControl::new(*b"vlme", Scope::Output)));
    refused(device().control(&Volume::new(
        Scope::Output,
        VolumeCurve::decibels(0.0..=0.0),
    )));
    refused(device().control(&DataSource::new(Scope::Input, [(1, "One")]).initial(2)));
    assert_eq!(host.events(), []);
}

#[test]
fn controls_tell_their_author_with_no_lock_held() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mute = Mute::new(Scope::Output);
    let (hears, follows) = (Arc::clone(&heard), mute.clone());
    let volume = Volume::new(Scope::Output, curve());
    let volume = volume.on_change(move |control, level| {
        hears.lock().unwrap().push(level.decibels);
        follows.set(control, level.scalar == 0.0);
    });
    let device = devices::loopback("abi.controls");
    let (host, plug_in, _device) = start_with(device.control(&volume).control(&mute));
    assert_eq!(set_f32(&host, FIRST, *b"lcsv", 0.0), Ok(()));
    assert!(mute.get());
    let expected = [
        changed(FIRST, [*b"lcsv", *b"lcdv"]),
        changed(FIRST + 1, [*b"bcvl"]),
    ];
    assert_eq!(host.events(), expected);
    plug_in
        .control(|control| volume.set_decibels(control, -70.5))
        .unwrap();
    assert_eq!(host.events(), expected);
    assert_eq!(set_f32(&host, FIRST, *b"lcsv", 0.5), Ok(()));
    assert_eq!(*heard.lock().unwrap(), [-96.0, -70.5]);
    assert_eq!(host.events(), []);
}
