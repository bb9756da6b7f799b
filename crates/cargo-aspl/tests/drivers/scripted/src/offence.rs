//! What no realtime thread may do, in ReadInput.

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tympan_aspl::CustomProperty;
use tympan_aspl::prelude::*;

/// What handler and setter share.
struct Shared {
    offence: String,
    lock: Mutex<u64>,
}

impl Shared {
    fn read_input(self: &Arc<Self>, _: &RealtimeContext<'_>, mut op: ReadInput<'_>) {
        op.samples.silence();
        match self.offence.as_str() {
            "allocation" => drop(black_box(Box::new([0_u8; 100]))),
            "file" => drop(black_box(std::fs::File::open("/"))),
            "sleep" => std::thread::sleep(Duration::from_micros(1)),
            "lock" => *self.lock.lock().unwrap() += 1,
            _ => {}
        }
    }
}

/// A device that does it.
pub fn commit(device: Device, offence: &str) -> Device {
    let shared = Arc::new(Shared {
        offence: offence.to_owned(),
        lock: Mutex::new(0),
    });
    let setter = Arc::clone(&shared);
    let value = CustomProperty::new(*b"Valu", 0.0_f64)
        .settable()
        .on_set(move |_, _| {
            let mut count = setter.lock.lock().unwrap();
            (0..2000).for_each(|step| *count = black_box(*count ^ step));
        });
    device
        .stream(Stream::input(1))
        .property(&value)
        .io(Io::new(move |_: &IoSetup| Arc::clone(&shared)).read_input(Shared::read_input))
}
