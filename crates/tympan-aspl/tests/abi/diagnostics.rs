//! What has happened on a device's I/O path, as its author, a client and the simulated HAL read it.

use std::collections::BTreeMap;
use std::ptr;

use tympan_aspl::prelude::*;
use tympan_aspl::property_value::PropertyValue;
use tympan_aspl::raw::simulation::Diagnostic;
use tympan_aspl::realtime::{Event as Counted, EventCounts};

use crate::author_side::{add, edit, remove, start_with};
use crate::devices;
use crate::io::{READ, WRITE};
use crate::mini_host::code::Code;
use crate::mini_host::{MiniHost, Target, code, cycle, err, outcome};

/// The counts as a client gets them.
pub fn property(host: &MiniHost) -> BTreeMap<String, u64> {
    let object = host.get_object(2, *b"Diag").unwrap();
    BTreeMap::from_object(&object).unwrap()
}

/// The counts as the simulated HAL gets them.
fn simulated(host: &MiniHost, device: u32) -> Result<Vec<(String, u64)>, Code> {
    let ask = host.simulation().diagnostic.unwrap();
    let mut counts = Vec::new();
    loop {
        let mut found = Diagnostic {
            name: ptr::null(),
            name_length: 99,
            count: 99,
        };
        let place = counts.len() as u32;
        // SAFETY: the cell is that of a living instance; the place for the answer is there during the call.
        let status = unsafe { ask(host.simulation_cell(), device, place, &raw mut found) };
        outcome(status)?;
        if found.name.is_null() {
            assert_eq!((found.name_length, found.count), (0, 0));
            return Ok(counts);
        }
        // SAFETY: the driver promises a name of so many bytes.
        let name = unsafe { std::slice::from_raw_parts(found.name, found.name_length) };
        counts.push((String::from_utf8(name.to_vec()).unwrap(), found.count));
    }
}

fn write(host: &MiniHost, number: u64, time: f64) {
    let mut cycle = cycle(time, time);
    cycle.mIOCycleCounter = number;
    let written = host.do_io(WRITE, 2, &cycle, &mut [0.5_f32; 8]);
    assert_eq!(written, Ok(()));
}

/// The counts that are not 0.
fn seen(counts: EventCounts) -> Vec<(&'static str, u64)> {
    counts.iter().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn author_client_and_simulated_host_read_the_same_counts() {
    let device = devices::loopback("abi.diagnostics")
        .io(Io::loopback())
        .diagnostics_property(*b"Diag");
    let (host, plug_in, handle) = start_with(device);
    assert_eq!(seen(handle.diagnostics().unwrap()), []);
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    // Blocks of four frames: one, one that leaves a gap, one again, one that is too old.
    for (number, time) in [(1, 0.0), (2, 8.0), (3, 8.0), (3, -1_000_000.0)] {
        write(&host, number, time);
    }
    let expected = [
        ("cycles", 3),
        ("late_writes", 1),
        ("gaps", 1),
        ("overlaps", 1),
    ];
    let counts = handle.diagnostics().unwrap();
    assert_eq!(seen(counts), expected);
    let all: Vec<_> = counts
        .iter()
        .map(|(name, count)| (name.to_owned(), count))
        .collect();
    assert_eq!(simulated(&host, 2), Ok(all.clone()));
    assert_eq!(property(&host), all.into_iter().collect());
    assert_eq!(host.is_settable(2, *b"Diag"), Ok(false));
    assert_eq!(host.events(), [], "it is not announced");

    // A cycle counter that begins anew is a new cycle.
    assert_eq!(host.stop_io(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    write(&host, 3, 12.0);
    assert_eq!(handle.diagnostics().unwrap().cycles, 4);
    assert_eq!(host.stop_io(2, 1), Ok(()));

    // A change that makes the rings anew keeps the counts; another device has none.
    edit(&plug_in, &handle, |device| device.sample_rate(44_100.0)).unwrap();
    let change = host.requested_action();
    assert_eq!(host.perform(2, change), Ok(()));
    assert_eq!(handle.diagnostics().unwrap().cycles, 4);
    assert_eq!(host.remove_client(2, 1), Ok(()));
    remove(&plug_in, &handle).unwrap();
    host.events();
    assert!(matches!(handle.diagnostics(), Err(Error::UnknownObject(_))));
    let next = add(&plug_in, devices::loopback("abi.next"));
    assert_eq!(seen(next.diagnostics().unwrap()), []);
    assert_eq!(simulated(&host, 2), err(*b"!obj"));
    assert!(simulated(&host, next.id().get()).is_ok());
}

#[test]
fn every_client_has_cycles_of_its_own() {
    let (host, _plug_in, handle) = start_with(devices::loopback("abi.cycles"));
    assert_eq!(host.start_io(2, 1), Ok(()));
    for number in 1..=3 {
        for client in [1, 2, 2] {
            let mut cycle = cycle(0.0, 0.0);
            cycle.mIOCycleCounter = number;
            let read = host.do_io(Target { client, ..READ }, 2, &cycle, &mut [0.5_f32; 8]);
            assert_eq!(read, Ok(()));
        }
    }
    assert_eq!(seen(handle.diagnostics().unwrap()), [("cycles", 6)]);
}

#[test]
fn an_author_counts_in_the_devices_counters() {
    let io = Io::new(|setup: &IoSetup| setup.counters())
        .read_input(|counters, _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            counters.count(Counted::OvertakenRead);
            op.samples.silence();
        })
        .write_mix(|_, _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let (host, _plug_in, handle) = start_with(devices::loopback("abi.own").io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let read = host.do_io(READ, 2, &cycle(0.0, 0.0), &mut [0.5_f32; 8]);
    assert_eq!(read, Ok(()));
    let expected = [("cycles", 1), ("overtaken_reads", 1)];
    assert_eq!(seen(handle.diagnostics().unwrap()), expected);
}

#[test]
fn without_a_place_for_the_answer_there_is_none() {
    let host = MiniHost::with_device(devices::loopback("abi.no-place"));
    let ask = host.simulation().diagnostic.unwrap();
    // SAFETY: null is refused.
    let nowhere = unsafe { ask(host.simulation_cell(), 2, 0, ptr::null_mut()) };
    assert_eq!(outcome(nowhere), err(*b"nope"));
    // SAFETY: a wrong cell is compared and not followed.
    let nobody = unsafe { ask(ptr::null_mut(), 2, 0, ptr::null_mut()) };
    assert_eq!(outcome(nobody), err(*b"!obj"));
    assert_eq!(host.get(2, code(*b"Diag").to_be_bytes()), err(*b"who?"));
}
