//! A driver whose I/O handler does what a realtime thread must not do: a device for each fault, with the fault's name as its UID.

use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tympan_aspl::CustomProperty;
use tympan_aspl::prelude::*;

/// What a handler does in each ReadInput.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Nothing,
    /// Takes memory and gives it back.
    Allocation,
    /// Drops the last owner of something.
    LastOwner,
    /// Makes a system call that does not wait.
    SystemCall,
    /// Sleeps for a microsecond.
    Sleep,
    /// Works for longer than it may.
    Work,
    /// Takes a lock that nobody else ever takes.
    PrivateLock,
    /// Takes a lock that a property's setter holds for some microseconds.
    SharedLock,
    /// Takes a lock that a property's setter holds for a millisecond.
    ContendedLock,
    /// Takes a lock that a property's setter holds while it calls the host.
    LockHeldInHostCall,
    /// Waits, without the kernel, until a setter is through.
    Spin,
}

/// All of them.
pub const FAULTS: [Fault; 11] = [
    Fault::Nothing,
    Fault::Allocation,
    Fault::LastOwner,
    Fault::SystemCall,
    Fault::Sleep,
    Fault::Work,
    Fault::PrivateLock,
    Fault::SharedLock,
    Fault::ContendedLock,
    Fault::LockHeldInHostCall,
    Fault::Spin,
];

impl Fault {
    /// The UID of the device that does it.
    pub fn uid(self) -> String {
        format!("{self:?}")
    }
}

/// How long [`Fault::Work`] works.
pub const WORK: Duration = Duration::from_millis(10);

/// What the handler and the property's setter share.
struct Shared {
    fault: Fault,
    lock: Mutex<u64>,
    is_set: AtomicBool,
}

impl Shared {
    fn with_lock(&self, work: impl FnOnce(&mut u64)) {
        work(&mut self.lock.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn misbehave(&self) {
        match self.fault {
            Fault::Nothing | Fault::LastOwner => {}
            Fault::Allocation => drop(black_box(Box::new([0_u8; 100]))),
            Fault::SystemCall => drop(black_box(std::process::id())),
            Fault::Sleep => thread::sleep(Duration::from_micros(1)),
            Fault::Work => {
                let start = Instant::now();
                while start.elapsed() < WORK {}
            }
            Fault::PrivateLock
            | Fault::SharedLock
            | Fault::ContendedLock
            | Fault::LockHeldInHostCall => self.with_lock(|count| *count += 1),
            Fault::Spin => {
                while self.is_set.load(Ordering::Acquire) {
                    spin_loop();
                }
            }
        }
    }

    fn set(&self, plug_in: &PlugIn, control: &ControlContext<'_>, value: f64) {
        match self.fault {
            Fault::SharedLock => self.with_lock(|count| *count = moment(value)),
            Fault::ContendedLock => self.with_lock(|_| thread::sleep(Duration::from_millis(1))),
            Fault::LockHeldInHostCall => self.with_lock(|_| {
                let _ = plug_in.storage().set(control, "value", &value);
            }),
            Fault::Spin => {
                self.is_set.store(true, Ordering::Release);
                black_box(moment(value));
                self.is_set.store(false, Ordering::Release);
            }
            _ => {}
        }
    }
}

/// Some microseconds of work.
fn moment(value: f64) -> u64 {
    let work = if cfg!(miri) { 1 } else { 2000 };
    (0..work).fold(value as u64, |sum, step| black_box(sum ^ step))
}

/// The device's part: what it shares, and last owners to drop.
struct Part {
    shared: Arc<Shared>,
    owned: Mutex<Vec<Arc<[u8; 64]>>>,
}

impl Part {
    fn read_input(&self, _: &RealtimeContext<'_>, mut op: ReadInput<'_>) {
        op.samples.silence();
        if self.shared.fault == Fault::LastOwner {
            // Never waits, so that nothing else is wrong.
            let owned = self.owned.try_lock().ok().and_then(|mut owned| owned.pop());
            drop(owned);
        }
        self.shared.misbehave();
    }
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    for fault in FAULTS {
        let shared = Arc::new(Shared {
            fault,
            lock: Mutex::new(0),
            is_set: false.into(),
        });
        let setter = Arc::clone(&shared);
        let storage = plug_in.clone();
        let value = CustomProperty::new(*b"Valu", 0.0_f64)
            .settable()
            .on_set(move |control, value| setter.set(&storage, control, *value));
        let device = Device::new(fault.uid(), fault.uid())
            .sample_rates([48_000.0])
            .stream(Stream::input(1))
            .property(&value)
            .io(Io::new(move |_: &IoSetup| Part {
                shared: Arc::clone(&shared),
                owned: Mutex::new((0..1000).map(|_| Arc::new([0; 64])).collect()),
            })
            .read_input(Part::read_input));
        plug_in.add_device(control, device)?;
    }
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.offender");
