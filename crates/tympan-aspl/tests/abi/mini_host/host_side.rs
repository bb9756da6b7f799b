//! What the driver sees of the host: its vtable, its clock, and what it remembers of the driver's calls.

use core::ffi::c_void;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread::{self, JoinHandle, ThreadId};

use tympan_aspl::sys;

use super::Calls;
use super::code::{Address, Code};

/// How the host treats a request for a configuration change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Takes note of it and leaves the rest to the test.
    Later,
    /// Performs it before the request returns.
    AtOnce,
    /// Performs it on another thread.
    OtherThread,
    /// Accepts it and aborts it before the request returns.
    Abort,
    /// Answers with an error.
    Refuse,
}

/// A call that the driver made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// PropertiesChanged.
    Changed {
        object: u32,
        addresses: Vec<Address>,
    },
    /// RequestDeviceConfigurationChange.
    Requested { device: u32, action: u64 },
}

/// The driver's host reference points to this, whose first field is the vtable.
#[repr(C)]
pub struct HostSide {
    interface: sys::AudioServerPlugInHostInterface,
    /// The host time in ticks.
    pub now: AtomicU64,
    pub answer: Mutex<Answer>,
    /// Whether the host asks for every property from inside each call of the driver's.
    pub is_curious: AtomicBool,
    pub events: Mutex<Vec<(Event, ThreadId)>>,
    /// What performing or aborting answered.
    pub performed: Mutex<Vec<Result<(), Code>>>,
    pub threads: Mutex<Vec<JoinHandle<()>>>,
    pub calls: OnceLock<Calls>,
}

impl HostSide {
    pub fn new() -> Self {
        Self {
            interface: sys::AudioServerPlugInHostInterface {
                PropertiesChanged: Some(properties_changed),
                CopyFromStorage: None,
                WriteToStorage: None,
                DeleteFromStorage: None,
                RequestDeviceConfigurationChange: Some(request_device_configuration_change),
            },
            now: AtomicU64::new(1_000_000),
            answer: Mutex::new(Answer::Later),
            is_curious: AtomicBool::new(true),
            events: Mutex::default(),
            performed: Mutex::default(),
            threads: Mutex::default(),
            calls: OnceLock::new(),
        }
    }

    /// Notes a call. A curious host then asks for everything, which hangs if the driver made the call with a lock held.
    fn note(&self, event: Event) {
        let event = (event, thread::current().id());
        self.events.lock().unwrap().push(event);
        if let Some(calls) = self.calls.get() {
            if self.is_curious.load(Ordering::Relaxed) {
                calls.ask_for_everything();
            }
        }
    }
}

/// The host behind a reference that the driver gave back.
fn host_side<'a>(host: sys::AudioServerPlugInHostRef) -> &'a HostSide {
    // SAFETY: `MiniHost` gave the driver the address of a whole `HostSide`, which lives until the driver is destroyed.
    unsafe { &*host.cast::<HostSide>() }
}

unsafe extern "C" fn properties_changed(
    host: sys::AudioServerPlugInHostRef,
    object: sys::AudioObjectID,
    count: u32,
    addresses: *const sys::AudioObjectPropertyAddress,
) -> sys::OSStatus {
    assert!(!addresses.is_null());
    // SAFETY: the driver promises `count` addresses, valid during the call.
    let addresses = unsafe { core::slice::from_raw_parts(addresses, count as usize) };
    let addresses = addresses.iter().map(Address::from).collect();
    host_side(host).note(Event::Changed { object, addresses });
    0
}

unsafe extern "C" fn request_device_configuration_change(
    host: sys::AudioServerPlugInHostRef,
    device: sys::AudioObjectID,
    action: u64,
    info: *mut c_void,
) -> sys::OSStatus {
    let host = host_side(host);
    host.note(Event::Requested { device, action });
    let answer = *host.answer.lock().unwrap();
    let calls = *host.calls.get().unwrap();
    // The driver's own business; it comes back as it was given.
    let info = info.addr();
    match answer {
        Answer::Later => {}
        Answer::AtOnce => {
            let performed = calls.perform_with(device, action, info);
            host.performed.lock().unwrap().push(performed);
        }
        Answer::OtherThread => {
            let thread = thread::spawn(move || {
                let performed = calls.perform_with(device, action, info);
                host.performed.lock().unwrap().push(performed);
            });
            host.threads.lock().unwrap().push(thread);
        }
        Answer::Abort => {
            let aborted = calls.abort(device, action);
            host.performed.lock().unwrap().push(aborted);
        }
        Answer::Refuse => return i32::from_be_bytes(*b"nope"),
    }
    0
}

/// The clock that `HostClock` describes; `context` is the host side.
pub unsafe extern "C" fn now(context: *mut c_void) -> u64 {
    host_side(context.cast_const().cast())
        .now
        .load(Ordering::SeqCst)
}
