//! A panic on the I/O path, in a process of its own: nothing is printed where it happens, and it is reported once, with its place, when I/O stops.
#![cfg(not(any(miri, target_vendor = "apple")))]

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

use std::process::Command;

use mini_host::{MiniHost, Target, cycle};
use tympan_aspl::prelude::*;

fn panic_in_a_handler() -> ! {
    panic!("{} was asked to panic", "the handler");
}

/// The line in there.
const LINE: u32 = line!() - 4;

/// What the other process does: a panic in I/O, then one outside of it.
#[test]
fn a_driver_that_panics() {
    let device = Device::new("panic.report", "Panic")
        .sample_rates([48_000.0])
        .stream(Stream::input(2))
        .io(Io::new(|_: &IoSetup| ()).read_input(|(), _, _| panic_in_a_handler()));
    let host = MiniHost::with_device(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    let target = Target {
        device: 2,
        stream: 3,
        client: 1,
        operation: *b"read",
    };
    for _ in 0..3 {
        let _ = host.do_io(target, 2, &cycle(0.0, 0.0), &mut [0.0_f32; 4]);
    }
    eprintln!("I/O is over");
    assert_eq!(host.stop_io(2, 1), Ok(()));
    let elsewhere = std::panic::catch_unwind(|| panic!("outside"));
    assert!(elsewhere.is_err());
}

#[test]
fn it_is_quiet_where_it_happens_and_reported_once_with_its_place() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_driver_that_panics", "--nocapture"])
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    let (during, after) = text.split_once("I/O is over").unwrap();
    assert!(!during.contains("panic"), "{during}");
    let report = format!("an I/O handler panicked at {}:{LINE}, and", file!());
    assert_eq!(after.matches(&report).count(), 1, "{after}");
    assert_eq!(
        after.matches("the handler was asked to panic").count(),
        1,
        "{after}"
    );
    assert!(
        after.contains("outside"),
        "panics elsewhere are printed: {after}"
    );
}
