//! What the driver sees of the host: its vtable, its clock, and what it remembers of the driver's calls.

use core::ffi::c_void;
use core::ptr;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread::{self, JoinHandle, ThreadId};

use tympan_aspl::cf::{CfObject, CfString, CfType};
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
    /// Performs it on another thread, for which the request waits.
    OtherThreadMeanwhile,
    /// Performs and aborts all sorts of others first, then it, and then it again.
    Confused,
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
    pub interface: sys::AudioServerPlugInHostInterface,
    /// The host time in ticks.
    pub now: AtomicU64,
    pub answer: Mutex<Answer>,
    /// Whether the host asks for every property from inside each call of the driver's.
    pub is_curious: AtomicBool,
    /// Whether it then asks on another thread, for which the driver's call waits.
    pub has_others_ask: AtomicBool,
    pub events: Mutex<Vec<(Event, ThreadId)>>,
    /// What performing or aborting answered.
    pub performed: Mutex<Vec<Result<(), Code>>>,
    pub threads: Mutex<Vec<JoinHandle<()>>>,
    pub calls: OnceLock<Calls>,
    /// What the driver has stored.
    pub storage: Mutex<BTreeMap<String, CfObject>>,
    /// The status of CopyFromStorage where there is no value.
    pub missing_status: AtomicI32,
    /// The status of all other storage calls.
    pub storage_status: AtomicI32,
}

impl HostSide {
    pub fn new() -> Self {
        Self {
            interface: sys::AudioServerPlugInHostInterface {
                PropertiesChanged: Some(properties_changed),
                CopyFromStorage: Some(copy_from_storage),
                WriteToStorage: Some(write_to_storage),
                DeleteFromStorage: Some(delete_from_storage),
                RequestDeviceConfigurationChange: Some(request_device_configuration_change),
            },
            now: AtomicU64::new(1_000_000),
            answer: Mutex::new(Answer::Later),
            is_curious: AtomicBool::new(true),
            has_others_ask: AtomicBool::new(false),
            events: Mutex::default(),
            performed: Mutex::default(),
            threads: Mutex::default(),
            calls: OnceLock::new(),
            storage: Mutex::default(),
            missing_status: AtomicI32::new(0),
            storage_status: AtomicI32::new(0),
        }
    }

    /// Notes a call. A curious host then asks for everything.
    fn note(&self, event: Event) {
        let event = (event, thread::current().id());
        self.events.lock().unwrap().push(event);
        self.look_around();
    }

    /// Asks for everything if the host is curious, which hangs if the driver called with a lock held.
    fn look_around(&self) {
        if let Some(calls) = self.calls.get() {
            if self.is_curious.load(Ordering::Relaxed) {
                calls.ask_for_everything();
            }
            if self.has_others_ask.load(Ordering::Relaxed) {
                thread::scope(|scope| {
                    scope.spawn(|| calls.ask_for_everything());
                });
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
        Answer::OtherThreadMeanwhile => {
            let perform = move || calls.perform_with(device, action, info);
            let performed = thread::spawn(perform).join().unwrap();
            host.performed.lock().unwrap().push(performed);
        }
        Answer::Confused => {
            for other in [0, action.wrapping_sub(1), action + 1, action + 2, u64::MAX] {
                assert_eq!(calls.perform_with(device, other, info), Ok(()));
                assert_eq!(calls.abort(device, other), Ok(()));
            }
            let performed = calls.perform_with(device, action, info);
            host.performed.lock().unwrap().push(performed);
            assert_eq!(calls.perform_with(device, action, info), Ok(()));
            assert_eq!(calls.abort(device, action), Ok(()));
        }
        Answer::Abort => {
            let aborted = calls.abort(device, action);
            host.performed.lock().unwrap().push(aborted);
        }
        Answer::Refuse => return i32::from_be_bytes(*b"nope"),
    }
    0
}

/// The key of a storage call.
fn key(key: sys::CFStringRef) -> String {
    // SAFETY: the driver promises a string, valid during the call.
    let key = unsafe { CfString::from_get(key) };
    key.expect("a string").to_string()
}

unsafe extern "C" fn copy_from_storage(
    host: sys::AudioServerPlugInHostRef,
    in_key: sys::CFStringRef,
    out_data: *mut sys::CFPropertyListRef,
) -> sys::OSStatus {
    let host = host_side(host);
    host.look_around();
    let value = host.storage.lock().unwrap().get(&key(in_key)).cloned();
    let status = match value {
        Some(_) => host.storage_status.load(Ordering::Relaxed),
        None => host.missing_status.load(Ordering::Relaxed),
    };
    let value = value.map_or(ptr::null(), CfType::into_raw);
    // SAFETY: the driver promises room for a reference.
    unsafe { out_data.write(value) };
    status
}

unsafe extern "C" fn write_to_storage(
    host: sys::AudioServerPlugInHostRef,
    in_key: sys::CFStringRef,
    in_data: sys::CFPropertyListRef,
) -> sys::OSStatus {
    let host = host_side(host);
    host.look_around();
    // SAFETY: the driver promises an object, valid during the call.
    let value = unsafe { CfObject::from_get(in_data) }.expect("an object");
    let status = host.storage_status.load(Ordering::Relaxed);
    if status == 0 {
        let mut storage = host.storage.lock().unwrap();
        storage.insert(key(in_key), value.retain());
    }
    status
}

unsafe extern "C" fn delete_from_storage(
    host: sys::AudioServerPlugInHostRef,
    in_key: sys::CFStringRef,
) -> sys::OSStatus {
    let host = host_side(host);
    host.look_around();
    let status = host.storage_status.load(Ordering::Relaxed);
    if status == 0 {
        host.storage.lock().unwrap().remove(&key(in_key));
    }
    status
}

/// The clock that `HostClock` describes; `context` is the host side.
pub unsafe extern "C" fn now(context: *mut c_void) -> u64 {
    host_side(context.cast_const().cast())
        .now
        .load(Ordering::SeqCst)
}

/// Nobody follows this clock.
pub unsafe extern "C" fn join(_: *mut c_void) {}

/// Nobody follows this clock.
pub unsafe extern "C" fn leave(_: *mut c_void) {}

/// This clock never gets there.
pub unsafe extern "C" fn sleep_until(_: *mut c_void, _: u64) -> sys::Boolean {
    0
}
