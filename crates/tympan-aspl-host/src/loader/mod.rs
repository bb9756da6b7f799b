//! Getting a driver into the process, in the order of CFPlugIn (hal-facts A.1).
//!
//! A [`Driver`] is an instance that its factory has made and that has answered QueryInterface, but that has not been
//! initialized yet: that is what [`Host`](crate::Host) does with it. It comes from a factory linked into the program (for
//! tests), or from a `.driver` bundle.
//!
//! [`bundle`] reads the bundle (safe code), [`library`] loads its executable.

mod bundle;
mod error;
mod library;

use std::fmt;
use std::path::{Path, PathBuf};

use tympan_aspl::DriverEntry;
use tympan_aspl::cf::{CfType, CfUuid};
use tympan_aspl_sys::{
    AudioServerPlugInDriverRef, IUnknownVTbl, LPVOID, kAudioServerPlugInDriverInterfaceUUID,
    kAudioServerPlugInTypeUUID,
};

pub use error::LoadError;
pub use tympan_aspl::Factory;

use crate::interface::Instance;

/// A driver instance, loaded but not initialized.
pub struct Driver {
    pub(crate) instance: Instance,
    pub(crate) bundle: Option<PathBuf>,
}

impl Driver {
    /// Makes an instance of a driver that is linked into this program: the `DRIVER` that `tympan_aspl::export!` defines.
    ///
    /// Nothing is loaded, so this works on every platform and under Miri.
    ///
    /// # Errors
    ///
    /// [`LoadError`] when the factory or QueryInterface refuses.
    pub fn in_process(entry: &DriverEntry) -> Result<Driver, LoadError> {
        // SAFETY: a DriverEntry's factory is one that export! has made, which keeps the contract of a factory.
        unsafe { Driver::from_factory(entry.factory()) }
    }

    /// Loads the driver in a `.driver` bundle.
    ///
    /// Its executable is looked for at `Contents/MacOS/NAME` on a Mac and at the places where CoreFoundation looks on Linux,
    /// first `Contents/Linux/NAME`, elsewhere. It stays loaded until the process ends. A driver that was not made with
    /// `tympan-aspl` can only be loaded once, as it has no way to be taken down again, and such a driver's CoreFoundation calls
    /// need a host that exports them, which `cargo aspl` does.
    ///
    /// # Errors
    ///
    /// [`LoadError`] says which step failed, and how to mend it.
    pub fn from_bundle(path: impl AsRef<Path>) -> Result<Driver, LoadError> {
        let info = bundle::read(path.as_ref())?;
        let factory = library::load(&info)?;
        // SAFETY: the bundle's Info.plist declares the symbol as a factory of this plug-in type.
        let mut driver = unsafe { Driver::from_factory(factory) }?;
        if !driver.instance.is_simulated() {
            library::claim_only_foreign(&info.path)?;
        }
        driver.bundle = Some(info.path);
        Ok(driver)
    }

    /// Makes an instance with a factory function, in the order of hal-facts A.1: factory, QueryInterface, Release.
    ///
    /// # Errors
    ///
    /// [`LoadError`] when the factory or QueryInterface refuses.
    ///
    /// # Safety
    ///
    /// `factory` keeps the contract of an AudioServerPlugIn factory: what it returns is NULL or a reference to a cell whose first
    /// word points to a driver vtable, valid as long as the process lives or until the instance is destroyed through the
    /// simulation interface, and it may be called from any thread.
    pub unsafe fn from_factory(factory: Factory) -> Result<Driver, LoadError> {
        let kind = CfUuid::new(kAudioServerPlugInTypeUUID.to_bytes());
        // SAFETY: the promise of this function; a NULL allocator is the default one, the UUID is valid during the call.
        let made = unsafe { factory(std::ptr::null(), kind.as_raw()) };
        if made.is_null() {
            return Err(LoadError::FactoryReturnedNull);
        }
        let unknown = made.cast::<*const IUnknownVTbl>();
        // SAFETY: a factory's result points to a cell (the promise of this function).
        let table = unsafe { unknown.read() };
        if table.is_null() {
            return Err(LoadError::NoVtable);
        }
        // SAFETY: the cell points to a vtable that begins with the slots of IUnknown.
        let query = unsafe { (*table).QueryInterface };
        let query = query.ok_or(LoadError::NoQueryInterface)?;
        let mut out: LPVOID = std::ptr::null_mut();
        // SAFETY: the reference is the instance's own; the place for the answer is valid during the call.
        let status = unsafe { query(made, kAudioServerPlugInDriverInterfaceUUID, &raw mut out) };
        // SAFETY: as for QueryInterface above.
        let release = unsafe { (*table).Release };
        if let Some(release) = release {
            // SAFETY: gives back the reference that the factory made, also when QueryInterface refused; what QueryInterface gave is
            // ours (hal-facts A.1).
            unsafe { release(made) };
        }
        if status != 0 || out.is_null() {
            return Err(LoadError::QueryInterface { status });
        }
        if out != made {
            return Err(LoadError::AnotherReference);
        }
        let reference: AudioServerPlugInDriverRef = made.cast();
        // SAFETY: QueryInterface has vouched for the reference.
        let instance = unsafe { Instance::new(reference) };
        Ok(Driver {
            instance,
            bundle: None,
        })
    }

    /// Whether the driver takes its time from the host, so that it can be run in virtual time.
    ///
    /// Drivers made with `tympan-aspl` do, when their feature `simulation` is on. Others do when they are loaded from a bundle by a
    /// program that has this crate's feature `c-symbols`, as far as they read `mach_absolute_time`.
    #[must_use]
    pub fn follows_host_clock(&self) -> bool {
        self.instance.is_simulated() || reads_exported_clock(self.bundle_path())
    }

    /// The bundle it was loaded from.
    #[must_use]
    pub fn bundle_path(&self) -> Option<&Path> {
        self.bundle.as_deref()
    }

    /// The instance, for calls through the C ABI past the host.
    #[must_use]
    pub fn raw(&self) -> AudioServerPlugInDriverRef {
        self.instance.driver.reference()
    }
}

/// Whether a driver without the private interface reads the clock that this program exports.
pub(crate) fn reads_exported_clock(bundle: Option<&Path>) -> bool {
    cfg!(all(feature = "c-symbols", target_os = "linux")) && bundle.is_some()
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("reference", &self.raw())
            .field("bundle", &self.bundle)
            .field("follows_host_clock", &self.follows_host_clock())
            .finish()
    }
}
