//! The IUnknown part of the vtable.
//!
//! Identity is stable: both interfaces of hal-facts A.3 give back the driver reference itself. The count is kept, but does not end the instance's life:
//! hosts differ in where they start counting (hal-facts A.1).

use core::ffi::c_void;
use core::ptr;
use core::sync::atomic::Ordering;

use tympan_aspl_sys as sys;

use super::door;
use super::pointer::Out;
use super::simulation::{self, SIMULATION_INTERFACE_UUID};

/// What `QueryInterface` answers with; a missing out pointer is `'nope'` as in Apple's sample (hal-facts C.2).
pub(super) unsafe extern "C" fn query_interface(
    driver: *mut c_void,
    uuid: sys::REFIID,
    out: *mut sys::LPVOID,
) -> sys::HRESULT {
    let found = door::traced(driver, "QueryInterface", |instance, _, record| {
        record.note(|line| line.uuid(&uuid.to_bytes()));
        let out = Out::new(out)?;
        let interface = match uuid {
            sys::IUnknownUUID | sys::kAudioServerPlugInDriverInterfaceUUID => driver,
            SIMULATION_INTERFACE_UUID if simulation::AVAILABLE => {
                (&raw const instance.simulation).cast_mut().cast()
            }
            _ => ptr::null_mut(),
        };
        let found = !interface.is_null();
        if found {
            instance.references.fetch_add(1, Ordering::Relaxed);
        }
        record.note(|line| line.answer(if found { "S_OK" } else { "E_NOINTERFACE" }));
        // SAFETY: `out` is not null, so the host promises room for a pointer; it need not be aligned.
        unsafe { out.write(interface) };
        Ok(found)
    });
    match found {
        Ok(true) => sys::S_OK,
        Ok(false) => sys::E_NOINTERFACE,
        Err(status) => status.code(),
    }
}

pub(super) unsafe extern "C" fn add_ref(driver: *mut c_void) -> sys::ULONG {
    count(driver, "AddRef", |references| references.checked_add(1))
}

pub(super) unsafe extern "C" fn release(driver: *mut c_void) -> sys::ULONG {
    count(driver, "Release", |references| references.checked_sub(1))
}

/// Changes the count, which stops at its ends.
fn count(
    driver: *mut c_void,
    method: &'static str,
    change: impl Fn(u32) -> Option<u32>,
) -> sys::ULONG {
    let counted = door::traced(driver, method, |instance, _, record| {
        let before =
            instance
                .references
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, &change);
        let now = before.map_or_else(
            |unchanged| unchanged,
            |before| change(before).unwrap_or(before),
        );
        record.note(|line| line.answer(now));
        Ok(now)
    });
    counted.unwrap_or(0)
}
