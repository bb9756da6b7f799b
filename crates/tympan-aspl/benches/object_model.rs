//! What property calls through the C ABI cost, with 1 and with 1000 devices, what adding devices costs, and the memory of an idle one.
//!
//! `cargo bench -p tympan-aspl` prints a table of medians; the ratios say whether the targets are met.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "../tests/abi/mini_host/mod.rs"]
mod mini_host;

mod allocations;

use core::ffi::c_void;
use core::hint::black_box;
use core::ptr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tympan_aspl::control::{Mute, Volume, VolumeCurve};
use tympan_aspl::prelude::*;
use tympan_aspl::sys;

use mini_host::calls::call;
use mini_host::code::Address;
use mini_host::{Event, MiniHost};

#[global_allocator]
static ALLOCATOR: allocations::Counting = allocations::Counting;

/// Calls in one measurement.
const CALLS: u32 = 2_000;

/// Measurements of a round, of which the median counts.
const SAMPLES: usize = 21;

/// Rounds, of which again the median counts.
const ROUNDS: usize = 9;

/// A device as drivers have it.
fn device(number: usize) -> Device {
    Device::new(
        format!("com.example.bench.{number}"),
        format!("Bench {number}"),
    )
    .manufacturer("Example")
    .sample_rates([44_100.0, 48_000.0])
    .stream(Stream::input(2))
    .stream(Stream::output(2))
    .control(&Volume::new(
        Scope::Output,
        VolumeCurve::decibels(-64.0..=0.0),
    ))
    .control(&Mute::new(Scope::Output))
    .io(Io::loopback())
}

fn start() -> (MiniHost, PlugIn) {
    let kept = Arc::new(OnceLock::new());
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, _| {
        keeper.set(plug_in.clone()).unwrap();
        Ok(())
    });
    host.side().is_curious.store(false, Ordering::Relaxed);
    let plug_in = kept.get().unwrap().clone();
    (host, plug_in)
}

fn add(plug_in: &PlugIn, devices: Vec<Device>) {
    let added = plug_in.control(|control| plug_in.add_devices(control, devices));
    added.unwrap().unwrap();
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median of nanoseconds a call.
fn time(mut call: impl FnMut(u32)) -> f64 {
    let sample = |_| {
        let start = Instant::now();
        (0..CALLS).for_each(&mut call);
        start.elapsed().as_nanos() as f64 / f64::from(CALLS)
    };
    median((0..SAMPLES).map(sample).collect())
}

/// The objects of the driver that the calls are about, one after another.
struct Targets {
    devices: Vec<u32>,
    volumes: Vec<u32>,
}

impl Targets {
    fn of(host: &MiniHost) -> Self {
        let devices = host.get(1, *b"dev#").unwrap();
        let devices = mini_host::words(&devices);
        let volume = |device: &u32| host.get_ids(*device, *b"ctrl")[0];
        Self {
            volumes: devices.iter().map(volume).collect(),
            devices,
        }
    }
}

/// The kinds of calls, in the order of the table.
const KINDS: [&str; 7] = [
    "empty call (AddRef)",
    "HasProperty",
    "GetPropertyDataSize",
    "scalar get",
    "list get",
    "string get",
    "scalar set",
];

/// All of [`KINDS`], in nanoseconds. The objects are asked in turn.
fn property_calls(host: &MiniHost) -> [f64; 7] {
    let Targets { devices, volumes } = Targets::of(host);
    let device = |step: u32| devices[step as usize % devices.len()];
    let address = |selector: [u8; 4]| Address::from(selector).to_sys();
    let [rate, streams, name, scalar] = [*b"nsrt", *b"stm#", *b"lnam", *b"lcsv"].map(address);
    let get =
        |object: u32, address: &sys::AudioObjectPropertyAddress, room: u32, data: *mut c_void| {
            let mut size = 0;
            let status = call!(
                host,
                GetPropertyData(
                    host.driver,
                    object,
                    0,
                    address,
                    0,
                    ptr::null(),
                    room,
                    &raw mut size,
                    data
                )
            );
            assert_eq!(status, 0);
        };
    let empty = time(|_| {
        black_box(call!(host, AddRef(host.driver.cast())));
    });
    let has = time(|step| {
        let has = call!(
            host,
            HasProperty(host.driver, device(step), 0, &raw const rate)
        );
        assert_eq!(has, 1);
    });
    let size = time(|step| {
        let mut size = 0;
        let object = device(step);
        let status = call!(
            host,
            GetPropertyDataSize(
                host.driver,
                object,
                0,
                &raw const rate,
                0,
                ptr::null(),
                &raw mut size
            )
        );
        assert_eq!((status, size), (0, 8));
    });
    let scalar_get = time(|step| {
        let mut value = 0.0_f64;
        get(device(step), &rate, 8, (&raw mut value).cast());
        black_box(value);
    });
    let list_get = time(|step| {
        let mut value = [0_u32; 8];
        get(device(step), &streams, 32, value.as_mut_ptr().cast());
        black_box(value);
    });
    let string_get = time(|step| {
        let mut value: sys::CFTypeRef = ptr::null();
        get(device(step), &name, 8, (&raw mut value).cast());
        // SAFETY: the driver gave a reference, which is the caller's (hal-facts B.1).
        let text: Option<tympan_aspl::cf::CfString> =
            unsafe { tympan_aspl::cf::CfType::from_create(value) };
        drop(text);
    });
    let scalar_set = time(|step| {
        // Always another value, so that each is announced.
        let (round, index) = (step as usize / volumes.len(), step as usize % volumes.len());
        let (value, volume) = ((round % 2) as f32, volumes[index]);
        let status = call!(
            host,
            SetPropertyData(
                host.driver,
                volume,
                0,
                &raw const scalar,
                0,
                ptr::null(),
                4,
                (&raw const value).cast()
            )
        );
        assert_eq!(status, 0);
    });
    host.side().events.lock().unwrap().clear();
    [
        empty, has, size, scalar_get, list_get, string_get, scalar_set,
    ]
}

/// The milliseconds of adding so many devices to a plug-in without any.
fn adding(number: usize) -> f64 {
    let samples = if number >= 1000 { 9 } else { 31 };
    let sample = |_| {
        let (host, plug_in) = start();
        let devices = (0..number).map(device).collect();
        let start = Instant::now();
        add(&plug_in, devices);
        let elapsed = start.elapsed().as_secs_f64() * 1e3;
        let events = host.events();
        assert!(
            matches!(events[..], [Event::Changed { object: 1, .. }]),
            "{events:?}"
        );
        elapsed
    };
    median((0..samples).map(sample).collect())
}

/// The bytes of each of a thousand idle devices.
fn memory() -> usize {
    const DEVICES: usize = 1000;
    let (host, plug_in) = start();
    let before = allocations::bytes();
    add(&plug_in, (0..DEVICES).map(device).collect());
    let used = allocations::bytes() - before;
    drop(host);
    used / DEVICES
}

fn main() {
    let with = |number: usize| {
        let (host, plug_in) = start();
        add(&plug_in, (0..number).map(device).collect());
        host.drain();
        host
    };
    let (few_devices, many_devices) = (with(1), with(1000));
    // In turns, so that whatever else the computer does is shared by both.
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| [&few_devices, &many_devices].map(property_calls))
        .collect();
    let of = |devices: usize, kind: usize| {
        median(rounds.iter().map(|round| round[devices][kind]).collect())
    };
    println!(
        "{:<22}{:>12}{:>14}{:>9}",
        "ns a call", "1 device", "1000 devices", "ratio"
    );
    for (index, kind) in KINDS.iter().enumerate() {
        let (one, many) = (of(0, index), of(1, index));
        println!("{kind:<22}{one:>12.1}{many:>14.1}{:>9.2}", many / one);
    }
    println!(
        "\n{:<22}{:>12}{:>14}",
        "adding in one batch", "ms", "us a device"
    );
    let times = [1, 10, 100, 1000].map(|number| (number, adding(number)));
    for (number, time) in times {
        let each = time * 1e3 / number as f64;
        println!(
            "{:<22}{time:>12.3}{each:>14.2}",
            format!("{number} devices")
        );
    }
    println!(
        "t(1000) / t(100): {:.1} (at most 15)",
        times[3].1 / times[2].1
    );
    println!(
        "memory of an idle device: {} bytes (less than 8192)",
        memory()
    );
}
