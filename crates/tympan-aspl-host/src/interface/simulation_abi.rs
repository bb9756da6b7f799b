//! The C ABI of the private simulation interface.

use std::ffi::c_void;

use tympan_aspl_sys::{CFUUIDBytes, HRESULT, LPVOID, OSStatus, REFIID, ULONG};

pub(super) const SIMULATION_INTERFACE_UUID: CFUUIDBytes = CFUUIDBytes::from_bytes([0; 16]);
pub(super) const SIMULATION_INTERFACE_VERSION: u32 = 1;

#[repr(C)]
pub(super) struct SimulationInterface {
    pub _reserved: *mut c_void,
    pub QueryInterface: Option<unsafe extern "C" fn(*mut c_void, REFIID, *mut LPVOID) -> HRESULT>,
    pub AddRef: Option<unsafe extern "C" fn(*mut c_void) -> ULONG>,
    pub Release: Option<unsafe extern "C" fn(*mut c_void) -> ULONG>,
    pub version: u32,
    pub set_host_clock: Option<unsafe extern "C" fn(*mut c_void, *const HostClock) -> OSStatus>,
    pub set_bundle_path: Option<unsafe extern "C" fn(*mut c_void, *const u8, usize) -> OSStatus>,
    pub drain: Option<unsafe extern "C" fn(*mut c_void) -> OSStatus>,
    pub live_objects: Option<unsafe extern "C" fn(*mut c_void) -> i64>,
    pub destroy: Option<unsafe extern "C" fn(*mut c_void) -> OSStatus>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct HostClock {
    pub context: *mut c_void,
    pub now: Option<unsafe extern "C" fn(*mut c_void) -> u64>,
    pub numerator: u32,
    pub denominator: u32,
    pub sleep_until: Option<unsafe extern "C" fn(*mut c_void, u64)>,
}
