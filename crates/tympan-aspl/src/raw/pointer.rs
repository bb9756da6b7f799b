//! Pointers of the host: checked for null in one place, read and written without assuming alignment.

use tympan_aspl_sys as sys;

use crate::error::Status;
use crate::object::Address;

/// Where an answer goes: not null.
pub(super) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// A null pointer is `'nope'` (hal-facts C.2).
    pub(super) fn new(pointer: *mut T) -> Result<Self, Status> {
        if pointer.is_null() {
            Err(Status::ILLEGAL_OPERATION)
        } else {
            Ok(Self(pointer))
        }
    }

    pub(super) fn get(&self) -> *mut T {
        self.0
    }

    /// # Safety
    ///
    /// The pointer is valid for writes of a `T`, aligned or not.
    pub(super) unsafe fn write(self, value: T) {
        // SAFETY: the caller's promise.
        unsafe { self.0.write_unaligned(value) };
    }
}

/// Copies what the host points at; null is `'nope'` (hal-facts C.2).
///
/// # Safety
///
/// `pointer` is null or valid for reads of a `T`, aligned or not, all bits of which are a `T`.
pub(super) unsafe fn read<T: Copy>(pointer: *const T) -> Result<T, Status> {
    if pointer.is_null() {
        return Err(Status::ILLEGAL_OPERATION);
    }
    // SAFETY: not null, so valid by the caller's promise.
    Ok(unsafe { pointer.read_unaligned() })
}

/// Copies a property's address.
///
/// # Safety
///
/// As [`read`].
pub(super) unsafe fn read_address(
    address: *const sys::AudioObjectPropertyAddress,
) -> Result<Address, Status> {
    // SAFETY: the caller's promise.
    let address = unsafe { read(address) }?;
    Ok(Address {
        selector: address.mSelector,
        scope: address.mScope,
        element: address.mElement,
    })
}
