//! Property calls whose value is a CoreFoundation object, whatever the selector, and raw ones.

use core::ffi::c_void;
use core::ptr;

use tympan_aspl::cf::{CfObject, CfType};
use tympan_aspl::sys;

use super::Calls;
use super::calls::call;
use super::code::{Address, Code, outcome};

/// A qualifier that is an object; NULL without one.
fn with_reference<T>(object: Option<&CfObject>, call: impl FnOnce(*const c_void) -> T) -> T {
    let reference = object.map_or(ptr::null(), CfType::as_raw);
    call((&raw const reference).cast())
}

impl Calls {
    /// The value, with a reference of the caller's own.
    pub fn get_object(&self, object: u32, address: impl Into<Address>) -> Result<CfObject, Code> {
        let mut value: sys::CFTypeRef = ptr::null();
        let size = self.get_raw(
            object,
            address,
            (0, ptr::null()),
            8,
            (&raw mut value).cast(),
        )?;
        assert_eq!(size, 8);
        // SAFETY: the driver gave the host an object with a reference of its own (hal-facts B.1).
        Ok(unsafe { CfObject::from_create(value) }.expect("not null"))
    }

    /// As [`get_object`](Self::get_object), with a qualifier; a reference to NULL without one.
    pub fn get_object_for(
        &self,
        object: u32,
        address: impl Into<Address>,
        qualifier: Option<&CfObject>,
    ) -> Result<CfObject, Code> {
        let address = address.into();
        with_reference(qualifier, |qualifier| {
            let mut value: sys::CFTypeRef = ptr::null();
            let target = (&raw mut value).cast();
            let size = self.get_raw(object, address, (8, qualifier), 8, target)?;
            assert_eq!(size, 8);
            // SAFETY: as above.
            Ok(unsafe { CfObject::from_create(value) }.expect("not null"))
        })
    }

    /// GetPropertyData with any qualifier; the size it wrote. `target` has `room` bytes.
    pub fn get_raw(
        &self,
        object: u32,
        address: impl Into<Address>,
        (qualifier_size, qualifier): (u32, *const c_void),
        room: u32,
        target: *mut c_void,
    ) -> Result<u32, Code> {
        let address = address.into().to_sys();
        let mut size = 0xA5A5_A5A5;
        let status = call!(
            self,
            GetPropertyData(
                self.driver,
                object,
                0,
                &raw const address,
                qualifier_size,
                qualifier,
                room,
                &raw mut size,
                target
            )
        );
        outcome(status).map(|()| size)
    }

    /// SetPropertyData with an object, or with NULL.
    pub fn set_object(
        &self,
        object: u32,
        address: impl Into<Address>,
        value: Option<&CfObject>,
    ) -> Result<(), Code> {
        let address = address.into();
        with_reference(value, |data| {
            self.set_raw(object, address, (0, ptr::null()), (8, data))
        })
    }

    /// As [`set_object`](Self::set_object), with a qualifier; a reference to NULL without one.
    pub fn set_object_for(
        &self,
        object: u32,
        address: impl Into<Address>,
        qualifier: Option<&CfObject>,
        value: &CfObject,
    ) -> Result<(), Code> {
        let address = address.into();
        with_reference(qualifier, |qualifier| {
            with_reference(Some(value), |data| {
                self.set_raw(object, address, (8, qualifier), (8, data))
            })
        })
    }

    fn set_raw(
        &self,
        object: u32,
        address: impl Into<Address>,
        (qualifier_size, qualifier): (u32, *const c_void),
        (size, data): (u32, *const c_void),
    ) -> Result<(), Code> {
        let address = address.into().to_sys();
        outcome(call!(
            self,
            SetPropertyData(
                self.driver,
                object,
                0,
                &raw const address,
                qualifier_size,
                qualifier,
                size,
                data
            )
        ))
    }
}
