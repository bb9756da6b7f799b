//! Events of I/O handlers in the simulated HAL: handled before its clock moves on, and so at the same moment in each run; and what a device has counted.

mod common;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use common::{MODELS, numbered};
use tympan_aspl::prelude::*;
use tympan_aspl_host::{ClientPlan, Driver, Host, Session};

/// Cycles of a session, few under Miri.
const CYCLES: u64 = if cfg!(miri) { 6 } else { 200 };

const BUFFER_FRAMES: u32 = 64;

/// The operations done so far.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Which event was handled after how many operations.
static HANDLED: Mutex<Vec<(u64, u64)>> = Mutex::new(Vec::new());

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let events = plug_in.event_queue(control, 4, |_, number: u64| {
        let written = WRITTEN.load(Ordering::Relaxed);
        HANDLED.lock().unwrap().push((number, written));
    })?;
    let io = Io::new(|_: &IoSetup| ())
        .mix_part(move |(), setup: &IoSetup| events.sender(setup))
        .write_mix(|(), rt: &RealtimeContext<'_>, op: WriteMix<'_, _>| {
            let number = WRITTEN.fetch_add(1, Ordering::Relaxed) + 1;
            let _ = op.part.send(rt, number);
        });
    let device = Device::new("com.example.events", "Events")
        .sample_rates([48_000.0])
        .stream(Stream::output(2))
        .io(io);
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.events");

#[test]
fn each_event_is_handled_in_the_cycle_that_sent_it() {
    for model in MODELS {
        WRITTEN.store(0, Ordering::Relaxed);
        let host = Host::new(Driver::in_process(&DRIVER).unwrap()).unwrap();
        let device = host.device("com.example.events").unwrap();
        let frames = CYCLES as usize * BUFFER_FRAMES as usize;
        let outcome = Session::new(&device)
            .buffer_frames(BUFFER_FRAMES)
            .threads(model)
            .client(ClientPlan::play(numbered(frames, 2)))
            .run()
            .unwrap();
        assert!(outcome.cycles >= CYCLES);
        let counts = device.diagnostics().unwrap().unwrap();
        let count = |name: &str| {
            let found = counts.iter().find(|(found, _)| found == name);
            found.unwrap_or_else(|| panic!("{counts:?}")).1
        };
        assert_eq!(
            (count("cycles"), count("dropped_events")),
            (outcome.cycles, 0)
        );
        assert_eq!(host.shut_down().violations, []);
        let handled = std::mem::take(&mut *HANDLED.lock().unwrap());
        let in_time: Vec<_> = (1..=WRITTEN.load(Ordering::Relaxed))
            .map(|number| (number, number))
            .collect();
        assert_eq!(handled, in_time);
    }
}
