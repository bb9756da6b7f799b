//! The five property calls.
//!
//! Sizes that a driver reports are bounded and checked against what it wrote; every buffer it writes to is guarded.

use std::ffi::c_void;

use tympan_aspl::cf::{CfObject, CfType};
use tympan_aspl_sys::{AudioObjectID, AudioObjectPropertyAddress, CFTypeRef, pid_t};

use super::driver::{DriverInterface, check_at, slot};
use super::memory::Block;
use crate::address::Address;
use crate::error::HostError;

/// The largest value a property may claim to have.
pub(crate) const MAX_PROPERTY_SIZE: u32 = 64 << 20;

/// Data that go into a property call: a qualifier, or the value to set.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Argument<'a> {
    /// Nothing: NULL and size 0.
    None,
    /// Plain bytes.
    Bytes(&'a [u8]),
    /// A CoreFoundation object, passed as a pointer, borrowed.
    Object(&'a CfObject),
}

impl Argument<'_> {
    /// Calls `call` with size and address, both valid until it returns.
    fn with<R>(self, call: impl FnOnce(u32, *const c_void) -> R) -> R {
        match self {
            Argument::None => call(0, std::ptr::null()),
            Argument::Bytes(bytes) => {
                let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                // A copy in a block, so that the driver may read it as any type whatever the slice's alignment.
                let mut block = Block::default();
                block.resize(bytes.len());
                block.bytes_mut().copy_from_slice(bytes);
                call(size, block.as_mut_ptr())
            }
            Argument::Object(object) => {
                let raw = object.as_raw();
                let address: *const CFTypeRef = &raw const raw;
                call(POINTER_SIZE, address.cast())
            }
        }
    }
}

const POINTER_SIZE: u32 = size_of::<CFTypeRef>() as u32;

impl DriverInterface {
    pub(crate) fn has_property(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
    ) -> Result<bool, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, HasProperty);
        let raw = AudioObjectPropertyAddress::from(address);
        // SAFETY: the reference is the driver's own; the address is valid during the call.
        let has = unsafe { call(self.reference(), object, process, &raw const raw) };
        Ok(has != 0)
    }

    pub(crate) fn is_settable(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
    ) -> Result<bool, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, IsPropertySettable);
        let raw = AudioObjectPropertyAddress::from(address);
        let mut settable = 0;
        // SAFETY: the reference is the driver's own; both pointers are valid during the call.
        let status = unsafe {
            call(
                self.reference(),
                object,
                process,
                &raw const raw,
                &raw mut settable,
            )
        };
        check_at("IsPropertySettable", object, Some(address), status)?;
        Ok(settable != 0)
    }

    pub(crate) fn property_size(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
        qualifier: Argument<'_>,
    ) -> Result<u32, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, GetPropertyDataSize);
        let raw = AudioObjectPropertyAddress::from(address);
        let mut size = 0;
        let status = qualifier.with(|qualifier_size, qualifier_data| {
            // SAFETY: the reference is the driver's own; all pointers are valid during the call.
            unsafe {
                call(
                    self.reference(),
                    object,
                    process,
                    &raw const raw,
                    qualifier_size,
                    qualifier_data,
                    &raw mut size,
                )
            }
        });
        check_at("GetPropertyDataSize", object, Some(address), status)?;
        if size > MAX_PROPERTY_SIZE {
            return Err(HostError::answer(
                object,
                address,
                format!("GetPropertyDataSize says {size} bytes, more than any property has"),
            ));
        }
        Ok(size)
    }

    /// Reads a property without objects in it into `block`, whose contents on entry the driver sees (hal-facts C.7: conversion
    /// properties take their input there), and makes the block as long as what was written.
    pub(crate) fn property_bytes(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
        qualifier: Argument<'_>,
        block: &mut Block,
    ) -> Result<(), HostError> {
        let capacity = u32::try_from(block.len()).unwrap_or(u32::MAX);
        let data = block.as_mut_ptr();
        let written = self.property_raw(object, process, address, qualifier, capacity, data)?;
        if !block.is_intact() {
            return Err(HostError::answer(
                object,
                address,
                format!("GetPropertyData wrote outside the buffer of {capacity} bytes"),
            ));
        }
        if written > capacity {
            return Err(HostError::answer(
                object,
                address,
                format!(
                    "GetPropertyData says it wrote {written} bytes into a buffer of {capacity}"
                ),
            ));
        }
        block.resize(written as usize);
        Ok(())
    }

    /// Reads a property that is a CoreFoundation object; `None` when the driver gave NULL.
    pub(crate) fn property_object(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
        qualifier: Argument<'_>,
    ) -> Result<Option<CfObject>, HostError> {
        let mut value: CFTypeRef = std::ptr::null();
        let place: *mut CFTypeRef = &raw mut value;
        let written = self.property_raw(
            object,
            process,
            address,
            qualifier,
            POINTER_SIZE,
            place.cast(),
        )?;
        if written != POINTER_SIZE {
            return Err(HostError::answer(
                object,
                address,
                format!(
                    "GetPropertyData wrote {written} bytes where a CoreFoundation object has {POINTER_SIZE}"
                ),
            ));
        }
        // SAFETY: the driver returned an object with a reference for us (module promise), or NULL.
        Ok(unsafe { CfObject::from_create(value) })
    }

    fn property_raw(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
        qualifier: Argument<'_>,
        capacity: u32,
        data: *mut c_void,
    ) -> Result<u32, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, GetPropertyData);
        let raw = AudioObjectPropertyAddress::from(address);
        let mut written = 0;
        let status = qualifier.with(|qualifier_size, qualifier_data| {
            // SAFETY: the reference is the driver's own; data has the capacity given; all pointers are valid during the call.
            unsafe {
                call(
                    self.reference(),
                    object,
                    process,
                    &raw const raw,
                    qualifier_size,
                    qualifier_data,
                    capacity,
                    &raw mut written,
                    data,
                )
            }
        });
        check_at("GetPropertyData", object, Some(address), status)?;
        Ok(written)
    }

    pub(crate) fn set_property(
        &self,
        object: AudioObjectID,
        process: pid_t,
        address: Address,
        qualifier: Argument<'_>,
        value: Argument<'_>,
    ) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, SetPropertyData);
        let raw = AudioObjectPropertyAddress::from(address);
        let status = qualifier.with(|qualifier_size, qualifier_data| {
            value.with(|size, data| {
                // SAFETY: the reference is the driver's own; all pointers are valid during the call, objects are borrowed.
                unsafe {
                    call(
                        self.reference(),
                        object,
                        process,
                        &raw const raw,
                        qualifier_size,
                        qualifier_data,
                        size,
                        data,
                    )
                }
            })
        });
        check_at("SetPropertyData", object, Some(address), status)
    }
}
