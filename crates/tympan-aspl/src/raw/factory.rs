//! The factory of a bundle and the instances it makes.

use core::ffi::c_void;
use core::ptr;
use core::sync::atomic::AtomicU32;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::simulation::SimulationCell;
use super::{control, io, property, registry, simulation, unknown};
use crate::bundle_record::Identity;
use crate::cf::{CfType, CfUuid};
use crate::driver::Driver;
use crate::error::Result;
use crate::panics::keep_io_quiet;
use crate::plug_in::PlugIn;
use crate::realtime::ControlContext;

/// What `export!` says about a driver: who it is, and the author's function.
#[derive(Clone, Copy, Debug)]
pub struct DriverDefinition {
    /// Who the driver is.
    pub identity: Identity,
    /// The author's function, called in Initialize.
    pub run: fn(&PlugIn, &ControlContext<'_>) -> Result<()>,
}

/// One instance, as the host holds it: the address of the first field is the driver reference.
#[repr(C)]
pub(super) struct Instance {
    interface: *const sys::AudioServerPlugInDriverInterface,
    pub(super) simulation: SimulationCell,
    pub(super) references: AtomicU32,
    pub(super) definition: DriverDefinition,
    pub(super) driver: Arc<Driver>,
}

/// A vtable in static memory. It holds nothing but function pointers and a null.
struct Interface(sys::AudioServerPlugInDriverInterface);

// SAFETY: the one pointer in the table is null and never used; the rest are functions.
unsafe impl Sync for Interface {}

static INTERFACE: Interface = Interface(sys::AudioServerPlugInDriverInterface {
    _reserved: ptr::null_mut(),
    QueryInterface: Some(unknown::query_interface),
    AddRef: Some(unknown::add_ref),
    Release: Some(unknown::release),
    Initialize: Some(control::initialize),
    CreateDevice: Some(control::create_device),
    DestroyDevice: Some(control::destroy_device),
    AddDeviceClient: Some(control::add_device_client),
    RemoveDeviceClient: Some(control::remove_device_client),
    PerformDeviceConfigurationChange: Some(control::perform_device_configuration_change),
    AbortDeviceConfigurationChange: Some(control::abort_device_configuration_change),
    HasProperty: Some(property::has_property),
    IsPropertySettable: Some(property::is_property_settable),
    GetPropertyDataSize: Some(property::get_property_data_size),
    GetPropertyData: Some(property::get_property_data),
    SetPropertyData: Some(property::set_property_data),
    StartIO: Some(control::start_io),
    StopIO: Some(control::stop_io),
    GetZeroTimeStamp: Some(io::get_zero_time_stamp),
    WillDoIOOperation: Some(control::will_do_io_operation),
    BeginIOOperation: Some(io::begin_io_operation),
    DoIOOperation: Some(io::do_io_operation),
    EndIOOperation: Some(io::end_io_operation),
});

/// Makes an instance, if it is an AudioServerPlugIn that is asked for; null otherwise.
///
/// Builds only memory; all that needs the host waits for Initialize (hal-facts A.1).
///
/// # Safety
///
/// `requested_type` is null or a `CFUUIDRef` that is valid during the call.
pub unsafe fn factory(
    requested_type: sys::CFUUIDRef,
    definition: &DriverDefinition,
) -> *mut c_void {
    let make = || {
        // SAFETY: the caller promises null or a valid CFUUID.
        let requested = unsafe { CfUuid::from_get(requested_type) }?;
        let is_ours = requested.bytes() == sys::kAudioServerPlugInTypeUUID.to_bytes();
        is_ours.then(|| Instance::new(definition))
    };
    let made = panic::catch_unwind(AssertUnwindSafe(make));
    made.ok()
        .flatten()
        .map_or(ptr::null_mut(), <*mut Instance>::cast)
}

impl Instance {
    fn new(definition: &DriverDefinition) -> *mut Self {
        keep_io_quiet();
        let instance = Box::into_raw(Box::new(Self {
            interface: &raw const INTERFACE.0,
            simulation: simulation::cell(),
            references: AtomicU32::new(1),
            definition: *definition,
            driver: Arc::new(Driver::new(&definition.identity)),
        }));
        registry::add(instance);
        instance
    }
}
