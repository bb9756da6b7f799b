//! Several threads use everything of a driver at once: properties, I/O, clients, configuration changes, devices that come and go.
//!
//! It is for ThreadSanitizer and Miri to look at (`.ci/nightly`); here it shows that nothing hangs, fails or is left behind.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

#[allow(dead_code, reason = "as above")]
#[path = "abi/devices.rs"]
mod devices;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use tympan_aspl::control::{Mute, Volume, VolumeCurve};
use tympan_aspl::prelude::*;
use tympan_aspl::sys::names;

use mini_host::calls::{Calls, Qualifier};
use mini_host::code::{Code, GLOBAL, INPUT, OUTPUT};
use mini_host::{Answer, MiniHost, Target, cycle};

/// Rounds of each thread.
const ROUNDS: usize = if cfg!(miri) { 1 } else { 40 };

/// Of so many selectors one is asked for in a round.
const SPARSENESS: usize = if cfg!(miri) { 150 } else { 3 };

/// The frames of an I/O call.
const FRAMES: usize = 64;

fn selectors() -> Vec<u32> {
    let named = names::all().flat_map(|group| group.entries);
    let values: BTreeSet<_> = named.map(|entry| entry.value).collect();
    let mut selectors = values.into_iter().collect::<Vec<_>>();
    selectors.retain(|value| names::selector(*value).is_some());
    selectors
}

/// Whether the host would be asked for a change. Each takes a while, so they are few: those of the author come after them.
fn is_asked_for(selector: u32, round: usize) -> bool {
    let asked_for = [*b"nsrt", *b"sfmt", *b"pft "].map(Code::from);
    asked_for.contains(&Code(selector)) && round % 20 != 7
}

/// Asks an object for everything and sets what can be set to what it is. It may go meanwhile.
fn use_properties(calls: &Calls, object: u32, selectors: &[u32], round: usize) {
    for selector in selectors
        .iter()
        .skip(round % SPARSENESS)
        .step_by(SPARSENESS)
    {
        for scope in [GLOBAL, INPUT, OUTPUT] {
            let address = (Code(*selector), Code::from(scope), 0);
            if !calls.has(object, address) {
                continue;
            }
            let Ok(size) = calls.size(object, address) else {
                continue;
            };
            let value = calls.get_into(object, address, Qualifier::None, size.max(8));
            if let (Ok(value), Ok(true)) = (value, calls.is_settable(object, address)) {
                if value.object.is_none() && !is_asked_for(*selector, round) {
                    let _ = calls.set(object, address, &value.bytes);
                }
            }
        }
    }
}

/// The ids in a list of an object that may be gone.
fn ids(calls: &Calls, object: u32, selector: [u8; 4]) -> Vec<u32> {
    let value = calls.get_into(object, selector, Qualifier::None, 4 * 64);
    value.map_or_else(|_| Vec::new(), |value| mini_host::words(&value.bytes))
}

fn properties(calls: &Calls, over: &AtomicBool) {
    let selectors = selectors();
    let mut round = 0;
    while !over.load(Ordering::Relaxed) {
        let mut objects = vec![1];
        for device in ids(calls, 1, *b"dev#") {
            objects.push(device);
            objects.extend(ids(calls, device, *b"ownd"));
        }
        for object in objects {
            use_properties(calls, object, &selectors, round);
        }
        round += 1;
    }
}

fn io(calls: &Calls, client: u32, over: &AtomicBool) {
    let mut buffer = [0.0_f32; FRAMES * 4];
    while !over.load(Ordering::Relaxed) {
        for device in ids(calls, 1, *b"dev#") {
            let added = calls.add_client(device, client).is_ok();
            let started = calls.start_io(device, client).is_ok();
            for step in 0..4 {
                let _ = calls.zero_time_stamp(device);
                for stream in ids(calls, device, *b"stm#") {
                    for operation in [*b"rite", *b"read"] {
                        let target = Target {
                            device,
                            stream,
                            client,
                            operation,
                        };
                        let time = (step * FRAMES) as f64;
                        let _ = calls.do_io(target, 4, &cycle(time, time), &mut buffer);
                    }
                }
            }
            if started {
                assert_eq!(calls.stop_io(device, client), Ok(()));
            }
            if added {
                assert_eq!(calls.remove_client(device, client), Ok(()));
            }
        }
    }
}

/// A device with everything, whose streams take up to four channels of 32 bits.
fn device(uid: &str, volume: &Volume, mute: &Mute) -> Device {
    Device::new(uid, "Hammered")
        .sample_rates([44_100.0, 48_000.0])
        .stream(Stream::input(2).name("In").element_name(1, "Left"))
        .stream(Stream::output(2).formats([SampleType::Float32, SampleType::Int16]))
        .element_name(Direction::Input, 1, "One")
        .related_devices(["hammer.flicker"])
        .control(volume)
        .control(mute)
        .on_client_added(|_, _| Ok(()))
        .io(
            Io::rebuilt(|setup: &IoSetup, _: Option<&Loopback>| Loopback::new(setup))
                .client_part(|_: &Loopback, _: &IoSetup, client: &Client| client.id().get())
                .read_input(
                    |_: &Loopback, _: &RealtimeContext<'_>, mut op: ReadInput<'_, u32>| {
                        *op.part += 1;
                        op.samples.silence();
                    },
                )
                .write_mix(Loopback::write_mix),
        )
}

fn controls() -> (Volume, Mute) {
    let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
    (volume, Mute::new(Scope::Input))
}

fn author(plug_in: &PlugIn, steady: &DeviceHandle, volume: &Volume) {
    let (flickering_volume, mute) = controls();
    let streams = steady.streams().unwrap();
    let first = streams[0].id;
    for round in 0..ROUNDS {
        let change = plug_in.control(|control| {
            volume.set_scalar(control, (round % 7) as f32 / 7.0);
            let change = steady.reconfigure(control, move |device| {
                let rate = [44_100.0, 48_000.0][round % 2];
                let channels = 1 + u32::try_from(round % 4).unwrap();
                let device = device.name(format!("Round {round}"));
                let device = device.sample_rate(rate).latency(Direction::Input, channels);
                device.edit_stream(first, |stream| stream.channels(channels))
            });
            change.unwrap().wait(control, Duration::from_secs(60))
        });
        assert_eq!(change, Ok(Some(Ok(()))));
        let flicker = plug_in.control(|control| {
            let flicker = device("hammer.flicker", &flickering_volume, &mute);
            plug_in.add_device(control, flicker)
        });
        // The one before it may still be used, with its controls.
        if let Ok(flicker) = flicker.unwrap() {
            thread::yield_now();
            let removed = plug_in.control(|control| flicker.remove(control));
            assert_eq!(removed, Ok(Ok(())));
        }
    }
}

#[test]
fn everything_at_once() {
    let kept = Arc::new(OnceLock::new());
    let (volume, mute) = controls();
    let (keeper, heard) = (Arc::clone(&kept), volume.clone());
    let host = MiniHost::start(move |plug_in, control| {
        let steady = plug_in.add_device(control, device("hammer.steady", &heard, &mute))?;
        keeper.set((plug_in.clone(), steady)).unwrap();
        Ok(())
    });
    host.side().is_curious.store(false, Ordering::Relaxed);
    host.answer(Answer::OtherThreadMeanwhile);
    let (plug_in, steady) = kept.get().unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let (calls, over) = (&*host, &over);
        for client in [1, 2] {
            scope.spawn(move || io(calls, client, over));
            scope.spawn(move || properties(calls, over));
        }
        let author = scope.spawn(|| author(plug_in, steady, &volume));
        let result = author.join();
        over.store(true, Ordering::Relaxed);
        result.unwrap();
    });
    host.drain();
    assert_eq!(host.get_ids(1, *b"dev#"), [steady.id().get()]);
    let rate = host.get_f64(steady.id().get(), *b"nsrt");
    for stream in host.get_ids(steady.id().get(), *b"stm#") {
        assert_eq!(host.get_format(stream).mSampleRate, rate);
    }
}
