//! A small host, written from hal-facts A.5 to A.8, C and D.3. It shares nothing with `tympan-aspl-host`.
//!
//! It gives the driver a clock that stands still until it is moved, remembers what the driver announces and requests, and asks for everything from inside those
//! calls. When it is dropped it destroys the driver, so that Miri and AddressSanitizer see what is left over.

pub mod calls;
pub mod code;
mod host_side;
pub mod io_calls;
pub mod objects;

use core::ffi::c_void;
use core::mem::ManuallyDrop;
use core::ptr;
use std::cell::RefCell;
use std::ops::Deref;
use std::sync::atomic::Ordering;
use std::thread::ThreadId;

use tympan_aspl::bundle_record::Identity;
use tympan_aspl::cf::{CfType, CfUuid};
use tympan_aspl::raw::DriverDefinition;
use tympan_aspl::raw::simulation::{HostClock, SIMULATION_INTERFACE_UUID, SimulationInterface};
use tympan_aspl::{ControlContext, Device, PlugIn, Result, sys};

use calls::call;
pub use calls::{Calls, bytes_of, words};
pub use code::{Code, code, err, outcome};
pub use host_side::{Answer, Event, HostSide};
pub use io_calls::{Target, cycle};

/// 443ABAB8-E7B3-491A-B985-BEB9187030DB (hal-facts A.3).
pub const PLUG_IN_TYPE: [u8; 16] = [
    0x44, 0x3A, 0xBA, 0xB8, 0xE7, 0xB3, 0x49, 0x1A, 0xB9, 0x85, 0xBE, 0xB9, 0x18, 0x70, 0x30, 0xDB,
];
/// EEA5773D-CC43-49F1-8E00-8F96E7D23B17 (hal-facts A.3).
pub const DRIVER_INTERFACE: [u8; 16] = [
    0xEE, 0xA5, 0x77, 0x3D, 0xCC, 0x43, 0x49, 0xF1, 0x8E, 0x00, 0x8F, 0x96, 0xE7, 0xD2, 0x3B, 0x17,
];
/// 00000000-0000-0000-C000-000000000046 (hal-facts A.3).
pub const UNKNOWN: [u8; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

/// What a driver's author wrote, with its surroundings.
type Setup = Box<dyn FnOnce(&PlugIn, &ControlContext<'_>) -> Result<()>>;

thread_local! {
    /// The function of the driver that this thread is about to initialize.
    static SETUP: RefCell<Option<Setup>> = const { RefCell::new(None) };
}

/// The driver under test: its function is whatever the test gave to [`MiniHost::initialize`].
pub const DEFINITION: DriverDefinition = DriverDefinition {
    identity: Identity {
        bundle_id: "com.example.abi",
        name: "ABI",
        manufacturer: "Example",
        version: "1.2.3",
        crate_name: "abi",
        factory: "TympanAsplFactory_abi",
        factory_uuid: [7; 16],
    },
    run: |plug_in, control| SETUP.take().expect("initialized by MiniHost")(plug_in, control),
};

/// Asks a factory for an instance of a type.
pub fn make(requested_type: [u8; 16]) -> *mut c_void {
    let uuid = CfUuid::new(requested_type);
    // SAFETY: the UUID lives through the call.
    unsafe { tympan_aspl::raw::factory(uuid.as_raw().cast(), &DEFINITION) }
}

/// An instance of the driver under test and its host.
pub struct MiniHost {
    calls: Calls,
    simulation: *mut c_void,
    side: *mut HostSide,
}

// SAFETY: the driver may be called on any thread, and so may the host side.
unsafe impl Send for MiniHost {}
// SAFETY: as above, also on several at once.
unsafe impl Sync for MiniHost {}

impl Deref for MiniHost {
    type Target = Calls;

    fn deref(&self) -> &Calls {
        &self.calls
    }
}

impl MiniHost {
    /// An instance that is not initialized yet. One tick of its clock is a nanosecond.
    pub fn new() -> Self {
        Self::with_timebase(1, 1)
    }

    /// An instance whose clock has `denominator` ticks in `numerator` nanoseconds.
    pub fn with_timebase(numerator: u32, denominator: u32) -> Self {
        Self::of(make(PLUG_IN_TYPE), numerator, denominator)
    }

    /// The host of an instance that a factory has just made.
    pub fn of(driver: *mut c_void, numerator: u32, denominator: u32) -> Self {
        Self::with_system_clock(driver).with_clock(numerator, denominator)
    }

    /// The host of such an instance, which reads the clock of the system.
    pub fn with_system_clock(driver: *mut c_void) -> Self {
        let driver: sys::AudioServerPlugInDriverRef = driver.cast();
        assert!(!driver.is_null());
        // SAFETY: the factory gave a pointer to a cell that holds a pointer to the vtable (hal-facts A.5).
        let interface = unsafe { *driver };
        // SAFETY: as above.
        let interface = unsafe { *interface };
        let calls = Calls { driver, interface };
        let side = Box::into_raw(Box::new(HostSide::new()));
        let mut simulation = ptr::null_mut();
        let status = call!(
            calls,
            QueryInterface(
                driver.cast(),
                SIMULATION_INTERFACE_UUID,
                &raw mut simulation
            )
        );
        assert_eq!(
            status, 0,
            "on Apple's systems the tests need the feature `simulation`"
        );
        let host = Self {
            calls,
            simulation,
            side,
        };
        assert!(host.side().calls.set(calls).is_ok());
        host
    }

    /// Gives the driver a clock that stands, with `denominator` ticks in `numerator` nanoseconds.
    fn with_clock(self, numerator: u32, denominator: u32) -> Self {
        let clock = HostClock {
            context: self.side.cast(),
            now: Some(host_side::now),
            numerator,
            denominator,
            join: Some(host_side::join),
            leave: Some(host_side::leave),
            sleep_until: Some(host_side::sleep_until),
        };
        let set_host_clock = self.simulation().set_host_clock.unwrap();
        // SAFETY: the cell is that of a living instance; the clock's context outlives it.
        let status = unsafe { set_host_clock(self.simulation, &raw const clock) };
        assert_eq!(status, 0);
        self
    }

    /// A running plug-in whose author's function is `setup`.
    pub fn start(setup: impl FnOnce(&PlugIn, &ControlContext<'_>) -> Result<()> + 'static) -> Self {
        let host = Self::new();
        assert_eq!(host.initialize(setup), Ok(()));
        host
    }

    /// A running plug-in with one device.
    pub fn with_device(device: Device) -> Self {
        Self::start(|plug_in, control| plug_in.add_device(control, device).map(drop))
    }

    /// Calls Initialize.
    pub fn initialize(
        &self,
        setup: impl FnOnce(&PlugIn, &ControlContext<'_>) -> Result<()> + 'static,
    ) -> Result<(), Code> {
        SETUP.set(Some(Box::new(setup)));
        let status = call!(self, Initialize(self.driver, self.side_reference()));
        SETUP.set(None);
        outcome(status)
    }

    /// The only device.
    pub fn device(&self) -> u32 {
        let devices = self.get_ids(1, *b"dev#");
        assert_eq!(devices.len(), 1);
        devices[0]
    }

    pub fn side(&self) -> &HostSide {
        // SAFETY: freed by `drop` only, and never borrowed mutably before.
        unsafe { &*self.side }
    }

    /// Takes the storage functions out of the host's vtable.
    pub fn remove_storage_functions(&mut self) {
        // SAFETY: nobody is inside the driver, since the host is borrowed mutably, so nobody reads the host side.
        let interface = unsafe { &mut (*self.side).interface };
        interface.CopyFromStorage = None;
        interface.WriteToStorage = None;
        interface.DeleteFromStorage = None;
    }

    /// The host as the driver knows it.
    pub fn side_reference(&self) -> sys::AudioServerPlugInHostRef {
        self.side.cast_const().cast()
    }

    /// What to do with requests from now on.
    pub fn answer(&self, answer: Answer) {
        *self.side().answer.lock().unwrap() = answer;
    }

    pub fn set_now(&self, ticks: u64) {
        self.side().now.store(ticks, Ordering::SeqCst);
    }

    pub fn now(&self) -> u64 {
        self.side().now.load(Ordering::SeqCst)
    }

    /// Waits until the driver and the host have nothing left to do, and takes what the driver said, with the threads it said it on.
    pub fn events_and_threads(&self) -> Vec<(Event, ThreadId)> {
        self.drain();
        let threads = std::mem::take(&mut *self.side().threads.lock().unwrap());
        for thread in threads {
            thread.join().unwrap();
        }
        std::mem::take(&mut *self.side().events.lock().unwrap())
    }

    /// As [`events_and_threads`](Self::events_and_threads), without the threads.
    pub fn events(&self) -> Vec<Event> {
        let events = self.events_and_threads();
        events.into_iter().map(|(event, _)| event).collect()
    }

    /// The action of the one request that the driver made of late.
    pub fn requested_action(&self) -> u64 {
        match self.events()[..] {
            [Event::Requested { action, .. }] => action,
            ref events => panic!("{events:?} is not one request"),
        }
    }

    /// The private interface of the simulated HAL.
    pub fn simulation(&self) -> SimulationInterface {
        // SAFETY: QueryInterface gave a pointer to a cell that holds a pointer to the vtable.
        let interface = unsafe { *self.simulation.cast::<*const SimulationInterface>() };
        // SAFETY: as above.
        unsafe { *interface }
    }

    /// Waits for the driver's worker thread.
    pub fn drain(&self) {
        let drain = self.simulation().drain.unwrap();
        // SAFETY: the cell is that of a living instance.
        let status = unsafe { drain(self.simulation) };
        assert_eq!(status, 0);
    }

    /// The private interface's cell.
    pub fn simulation_cell(&self) -> *mut c_void {
        self.simulation
    }
}

impl MiniHost {
    /// Destroys the instance.
    pub fn destroy(self) -> core::result::Result<(), Code> {
        let this = ManuallyDrop::new(self);
        this.tear_down()
    }

    fn tear_down(&self) -> core::result::Result<(), Code> {
        self.drain();
        let threads = std::mem::take(&mut *self.side().threads.lock().unwrap());
        for thread in threads {
            let _ = thread.join();
        }
        let destroy = self.simulation().destroy.unwrap();
        // SAFETY: nobody else has the host and its threads have ended, so nobody is inside the driver or will call it.
        let status = unsafe { destroy(self.simulation) };
        // SAFETY: the address of the box of `with_timebase`; the driver, which had it too, is gone. This is called once.
        drop(unsafe { Box::from_raw(self.side) });
        outcome(status)
    }
}

impl Drop for MiniHost {
    fn drop(&mut self) {
        let destroyed = self.tear_down();
        if !std::thread::panicking() {
            assert_eq!(destroyed, Ok(()));
        }
    }
}
