//! [`export!`](crate::export): makes a crate a driver.

use core::ffi::c_void;

use tympan_aspl_sys as sys;

/// A factory function, as a bundle exports it (hal-facts A.3).
pub type Factory = unsafe extern "C" fn(sys::CFAllocatorRef, sys::CFUUIDRef) -> *mut c_void;

/// A driver that is linked into the same program: what a simulated host in a test starts from. Only [`export!`](crate::export) makes one.
#[derive(Clone, Copy, Debug)]
pub struct DriverEntry {
    factory: Factory,
    record: &'static [u8],
}

impl DriverEntry {
    /// For [`export!`](crate::export) alone.
    ///
    /// # Safety
    ///
    /// `factory` keeps the contract of a CFPlugIn factory for AudioServerPlugIns: hosts call it, and the interface it gives, without further checks.
    #[doc(hidden)]
    pub const unsafe fn new(factory: Factory, record: &'static [u8]) -> Self {
        Self { factory, record }
    }

    /// The factory function that a bundle would export.
    pub fn factory(&self) -> Factory {
        self.factory
    }

    /// The record that a tool would read from the bundle's binary; see [`bundle_record`](crate::bundle_record).
    pub fn record(&self) -> &'static [u8] {
        self.record
    }
}

/// Makes a crate a driver: exports the factory that the bundle names, and leaves a record of it for tools.
///
/// The first argument is the function that sets the driver up. It runs once, when the host initializes the plug-in. `bundle_id` is required;
/// `name`, `manufacturer` and `factory_uuid` have defaults (the package's name, the name, and a UUID derived from the bundle id).
///
/// A static `DRIVER` of type [`DriverEntry`] is defined too, for tests that run the driver in their own process.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     plug_in.add_device(control, Device::new("com.example.clock", "Clock").sample_rates([48_000.0]))?;
///     Ok(())
/// }
///
/// tympan_aspl::export!(driver, bundle_id = "com.example.clock", manufacturer = "Example");
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! export {
    ($run:path, $($key:ident = $value:expr),+ $(,)?) => {
        #[cfg(panic = "abort")]
        ::core::compile_error!(
            "a driver must be built with panic = \"unwind\": otherwise a panic ends the host's process instead of one call"
        );

        /// The driver, for a host in the same process.
        pub static DRIVER: $crate::DriverEntry = {
            const IDENTITY: $crate::bundle_record::Identity = $crate::bundle_record::Identity::new(
                $crate::bundle_record::Options { $($key: $value,)+ ..$crate::bundle_record::Options::DEFAULT },
                ::core::env!("CARGO_PKG_NAME"),
                ::core::env!("CARGO_PKG_VERSION"),
                ::core::env!("CARGO_CRATE_NAME"),
                ::core::concat!("TympanAsplFactory_", ::core::env!("CARGO_CRATE_NAME")),
            );

            #[used]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__aspl"))]
            #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".aspl"))]
            static RECORD: [u8; IDENTITY.record_length()] = IDENTITY.record();

            #[unsafe(export_name = ::core::concat!("TympanAsplFactory_", ::core::env!("CARGO_CRATE_NAME")))]
            unsafe extern "C" fn factory(
                _allocator: $crate::sys::CFAllocatorRef,
                requested_type: $crate::sys::CFUUIDRef,
            ) -> *mut ::core::ffi::c_void {
                static DEFINITION: $crate::raw::DriverDefinition =
                    $crate::raw::DriverDefinition { identity: IDENTITY, run: $run };
                // SAFETY: the host of a CFPlugIn passes null or a CFUUID that is valid during the call.
                unsafe { $crate::raw::factory(requested_type, &DEFINITION) }
            }

            // SAFETY: `factory` above hands every call to the framework's, which keeps the contract.
            unsafe { $crate::DriverEntry::new(factory, &RECORD) }
        };
    };
}
