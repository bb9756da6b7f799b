//! Which threads a driver has, in a process of its own: none, unless I/O runs and there is an event queue.
#![cfg(all(target_os = "linux", not(miri)))]

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use mini_host::{MiniHost, PLUG_IN_TYPE, make};
use tympan_aspl::prelude::*;

/// How long a thread that has left its loop is given to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// The threads of this process, by name.
fn threads() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let name = |task: std::io::Result<fs::DirEntry>| {
        // A thread may end meanwhile.
        let name = fs::read_to_string(task.ok()?.path().join("comm")).ok()?;
        Some(name.trim().to_owned())
    };
    tasks.filter_map(name).collect()
}

/// Waits until the process has so many threads more than it had.
fn assert_threads(before: usize, more: usize) {
    let start = Instant::now();
    while threads().len() != before + more {
        assert!(start.elapsed() < PATIENCE, "{:?}", threads());
        thread::sleep(Duration::from_millis(1));
    }
}

fn device(uid: &str) -> Device {
    Device::new(uid, "Device")
        .sample_rates([48_000.0])
        .stream(Stream::output(2))
}

#[test]
fn a_driver_has_a_thread_only_while_io_runs_and_there_is_a_queue() {
    let before = threads().len();
    let host = MiniHost::with_system_clock(make(PLUG_IN_TYPE));
    let started = host.initialize(|plug_in, control| {
        let plain = Io::new(|_: &IoSetup| ()).write_mix(|(), _, _| {});
        plug_in.add_device(control, device("threads.plain").io(plain))?;
        let events = plug_in.event_queue(control, 1, |_, ()| ())?;
        let sending = Io::new(|_: &IoSetup| ())
            .mix_part(move |(), setup: &IoSetup| events.sender(setup))
            .write_mix(|(), _, _| {});
        plug_in.add_device(control, device("threads.sending").io(sending))?;
        Ok(())
    });
    assert_eq!(started, Ok(()));
    let devices = host.get_ids(1, *b"dev#");
    let [plain, sending] = devices[..] else {
        panic!("{devices:?} are not two devices");
    };
    assert_threads(before, 0);

    assert_eq!(host.start_io(plain, 1), Ok(()));
    // Longer than a worker would sleep.
    thread::sleep(Duration::from_millis(50));
    assert_threads(before, 0);

    assert_eq!(host.start_io(sending, 1), Ok(()));
    thread::sleep(Duration::from_millis(50));
    assert_threads(before, 1);
    assert!(threads().contains(&"tympan-aspl".to_owned()));

    // Any device's I/O may be what its events come from.
    assert_eq!(host.stop_io(sending, 1), Ok(()));
    assert_eq!(host.stop_io(plain, 1), Ok(()));
    assert_threads(before, 0);

    assert_eq!(host.start_io(sending, 1), Ok(()));
    assert_threads(before, 1);
    assert_eq!(host.destroy(), Ok(()));
    assert_threads(before, 0);
}
