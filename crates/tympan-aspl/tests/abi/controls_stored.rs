//! Controls and sample rates that keep themselves in the host's storage (hal-facts D.1).

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use tympan_aspl::cf::{CfNumber, CfObject, CfString};
use tympan_aspl::control::{DataSource, SliderControl, StereoPan};
use tympan_aspl::prelude::*;

use crate::author_side::{edit, start_and_keep};
use crate::controls::{FIRST, get_f32, set_f32};
use crate::devices;
use crate::mini_host::{Answer, MiniHost, bytes_of};

type Stored = BTreeMap<String, CfObject>;

/// The controls of a device whose driver keeps them all.
struct Controls {
    volume: Volume,
    mute: Mute,
    source: DataSource,
    slider: SliderControl,
    pan: StereoPan,
}

impl Controls {
    fn new() -> Self {
        let curve = VolumeCurve::decibels(-60.0..=0.0);
        let items = [(1, "One"), (2, "Two")];
        Self {
            volume: Volume::new(Scope::Output, curve).persistent("volume"),
            mute: Mute::new(Scope::Output).persistent("mute"),
            source: DataSource::new(Scope::Input, items).persistent("source"),
            slider: SliderControl::new(*b"sldr", Scope::Global, 1..=8).persistent("slider"),
            pan: StereoPan::new(Scope::Output, [1, 2]).persistent("pan"),
        }
    }

    fn device(&self) -> Device {
        devices::loopback("abi.stored")
            .persistent_sample_rate("rate")
            .control(&self.volume)
            .control(&self.mute)
            .control(&self.source)
            .control(&self.slider)
            .control(&self.pan)
    }

    /// An instance with the device, in a host that has stored this.
    fn start(&self, stored: &Stored) -> MiniHost {
        let host = MiniHost::new();
        host.side().storage.lock().unwrap().clone_from(stored);
        host.side().has_others_ask.store(true, Ordering::Relaxed);
        let device = self.device();
        let added =
            host.initialize(|plug_in, control| plug_in.add_device(control, device).map(drop));
        assert_eq!(added, Ok(()));
        assert_eq!(host.events(), [], "restoring comes before publication");
        host
    }

    fn values(&self) -> (f32, bool, u32, u32, f32) {
        (
            self.volume.decibels(),
            self.mute.get(),
            self.source.get(),
            self.slider.get(),
            self.pan.get(),
        )
    }
}

fn stored(host: &MiniHost) -> Stored {
    host.drain();
    host.side().storage.lock().unwrap().clone()
}

/// Where a device with [`Controls`] starts.
const INITIAL: (f32, bool, u32, u32, f32) = (0.0, false, 1, 1, 0.5);

#[test]
fn controls_come_back_in_the_next_instance() {
    let first = Controls::new();
    let host = first.start(&Stored::new());
    assert_eq!(first.values(), INITIAL);
    assert_eq!(stored(&host), Stored::new(), "nothing has changed");
    host.answer(Answer::AtOnce);
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -6.0), Ok(()));
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -12.0), Ok(()));
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 1), Ok(()));
    assert_eq!(host.set(FIRST + 2, *b"scci", &bytes_of(&[2])), Ok(()));
    assert_eq!(host.set_u32(FIRST + 3, *b"sdrv", 4), Ok(()));
    assert_eq!(set_f32(&host, FIRST + 4, *b"spcv", 0.25), Ok(()));
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    let kept = stored(&host);
    let keys: Vec<_> = kept.keys().map(String::as_str).collect();
    assert_eq!(keys, ["mute", "pan", "rate", "slider", "source", "volume"]);
    drop(host);

    let second = Controls::new();
    let host = second.start(&kept);
    assert_eq!(second.values(), (-12.0, true, 2, 4, 0.25));
    assert_eq!(get_f32(&host, FIRST, *b"lcdv"), -12.0);
    assert_eq!(host.get_f64(2, *b"nsrt"), 44_100.0);
    assert_eq!(host.get_format(3).mSampleRate, 44_100.0);
    assert_eq!(stored(&host), kept);
}

#[test]
fn controls_keep_their_first_values_when_what_is_stored_does_not_fit() {
    let text = || CfObject::from(CfString::new("loud"));
    let number = |value: f64| CfObject::from(CfNumber::from_f64(value));
    let of = |value: &dyn Fn() -> CfObject| {
        let keys = ["volume", "mute", "source", "slider", "pan", "rate"];
        keys.map(|key| (key.to_owned(), value())).into()
    };
    let unfit: [Stored; 3] = [
        of(&text),
        of(&|| number(f64::NAN)),
        of(&|| number(-7.5e300)),
    ];
    for stored in &unfit[..2] {
        let controls = Controls::new();
        let host = controls.start(stored);
        assert_eq!(controls.values().0, INITIAL.0);
        assert_eq!((controls.values().2, controls.values().3), (1, 1));
        assert_eq!(controls.values().4, INITIAL.4);
        assert_eq!(host.get_f64(2, *b"nsrt"), 48_000.0);
        assert_eq!(
            host.side().storage.lock().unwrap().len(),
            6,
            "it stays stored"
        );
    }
    let controls = Controls::new();
    let host = controls.start(&unfit[2]);
    assert!(controls.values().0 >= -60.0 && controls.values().4 >= 0.0);
    assert_eq!(host.get_f64(2, *b"nsrt"), 48_000.0);
}

#[test]
fn controls_go_on_with_a_storage_that_fails() {
    let controls = Controls::new();
    let host = controls.start(&Stored::new());
    host.side().storage_status.store(1, Ordering::Relaxed);
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 1), Ok(()));
    assert_eq!(stored(&host), Stored::new());
    assert!(controls.mute.get());
    host.side().storage_status.store(0, Ordering::Relaxed);
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 0), Ok(()));
    assert_eq!(stored(&host).len(), 1);
}

#[test]
fn controls_that_are_added_later_are_restored_then() {
    let (host, plug_in) = start_and_keep();
    let device = crate::author_side::add(&plug_in, devices::loopback("abi.stored"));
    host.events();
    host.side().has_others_ask.store(true, Ordering::Relaxed);
    let flag = CfNumber::from_i64(1).into();
    host.side()
        .storage
        .lock()
        .unwrap()
        .insert("mute".to_owned(), flag);
    host.answer(Answer::AtOnce);
    let mute = Mute::new(Scope::Output).persistent("mute");
    let added = mute.clone();
    let change = edit(&plug_in, &device, move |device| device.control(&added)).unwrap();
    host.events();
    assert_eq!(change.outcome(), Some(Ok(())));
    assert!(mute.get());
    let controls = host.get_ids(2, *b"ctrl");
    assert_eq!(host.get_u32(controls[0], *b"bcvl"), 1);
}

#[test]
fn controls_set_before_they_are_added_are_stored_unless_something_is() {
    for was_stored in [false, true] {
        let (host, plug_in) = start_and_keep();
        if was_stored {
            let number = CfNumber::from_i64(2).into();
            host.side()
                .storage
                .lock()
                .unwrap()
                .insert("slider".to_owned(), number);
        }
        let slider = SliderControl::new(*b"sldr", Scope::Global, 1..=8).persistent("slider");
        plug_in.control(|control| slider.set(control, 5)).unwrap();
        let device = devices::loopback("abi.stored").control(&slider);
        crate::author_side::add(&plug_in, device);
        assert_eq!(slider.get(), if was_stored { 2 } else { 5 });
        let expected = CfNumber::from_i64(slider.get().into()).into();
        assert_eq!(stored(&host).get("slider"), Some(&expected));
    }
}

#[test]
fn rates_that_the_author_sets_are_stored_with_the_controls() {
    let (host, plug_in) = start_and_keep();
    let device = devices::loopback("abi.stored").persistent_sample_rate("rate");
    let handle = crate::author_side::add(&plug_in, device);
    host.answer(Answer::OtherThread);
    for rate in [44_100.0, 48_000.0, 44_100.0] {
        let change = edit(&plug_in, &handle, move |device| device.sample_rate(rate)).unwrap();
        host.events();
        // A worker job that the change itself gave the worker.
        let kept = stored(&host);
        assert!(matches!(change.outcome(), None | Some(Ok(()))));
        if rate == 44_100.0 {
            assert_eq!(kept.get("rate"), Some(&CfNumber::from_f64(rate).into()));
        }
    }
    host.answer(Answer::Abort);
    assert_eq!(host.set_rate(2, 48_000.0), Ok(()));
    host.events();
    let kept = stored(&host);
    assert_eq!(kept.get("rate"), Some(&CfNumber::from_f64(44_100.0).into()));
}
