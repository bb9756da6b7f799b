//! The five property entry points: pointers in, table answers out.

use core::ffi::c_void;
use core::ptr;

use tympan_aspl_sys as sys;

use super::door::{self, control_status};
use super::pointer::{Out, read_address};
use crate::cf::{CfString, CfType};
use crate::driver::Driver;
use crate::error::Status;
use crate::object::{Address, Answer, Qualifier, QualifierType, Request};
use crate::types::ObjectId;

/// The longest data or qualifier that is copied: far more than any property takes.
const MAX_BYTES: usize = 1 << 20;

/// Copies bytes of the host's.
///
/// # Safety
///
/// `data` is null or valid for reads of `size` bytes.
unsafe fn read_bytes(data: *const c_void, size: u32) -> Result<Vec<u8>, Status> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size > MAX_BYTES {
        return Err(Status::BAD_SIZE);
    }
    let mut bytes = vec![0_u8; size];
    if size > 0 && !data.is_null() {
        // SAFETY: `data` is valid for `size` bytes by the caller's promise, and `bytes` is as long and new.
        unsafe { ptr::copy_nonoverlapping(data.cast(), bytes.as_mut_ptr(), size) };
    }
    Ok(bytes)
}

/// A property call's qualifier, copied.
enum OwnedQualifier {
    None,
    Classes(Vec<u8>),
    Text(String),
}

impl OwnedQualifier {
    /// Copies what the property needs.
    ///
    /// # Safety
    ///
    /// `data` is null or valid for reads of `size` bytes, and holds a valid CFString or null where the property takes one.
    unsafe fn read(kind: QualifierType, size: u32, data: *const c_void) -> Result<Self, Status> {
        match kind {
            QualifierType::None => Ok(Self::None),
            QualifierType::Classes if size == 0 => Ok(Self::None),
            QualifierType::Classes if size % 4 != 0 || data.is_null() => Err(Status::BAD_SIZE),
            // SAFETY: passed on.
            QualifierType::Classes => unsafe { read_bytes(data, size) }.map(Self::Classes),
            QualifierType::Text
                if size as usize != size_of::<sys::CFStringRef>() || data.is_null() =>
            {
                Err(Status::BAD_SIZE)
            }
            QualifierType::Text => {
                // SAFETY: `data` is valid for a reference by the caller's promise; it need not be aligned.
                let text = unsafe { data.cast::<sys::CFStringRef>().read_unaligned() };
                // SAFETY: null or a CFString by the caller's promise.
                let text = unsafe { CfString::from_get(text) }.ok_or(Status::BAD_SIZE)?;
                Ok(Self::Text(text.to_string()))
            }
        }
    }

    fn request(&self, address: Address) -> Request<'_> {
        let qualifier = match self {
            Self::None => Qualifier::None,
            Self::Classes(classes) => Qualifier::Classes(classes),
            Self::Text(text) => Qualifier::Text(text),
        };
        Request { address, qualifier }
    }
}

/// Copies a property call's address and the qualifier that the property at that address takes.
///
/// # Safety
///
/// As [`read_address`] and [`OwnedQualifier::read`].
unsafe fn read_request(
    driver: &Driver,
    object: ObjectId,
    address: *const sys::AudioObjectPropertyAddress,
    size: u32,
    qualifier: *const c_void,
) -> Result<(Address, OwnedQualifier), Status> {
    // SAFETY: passed on.
    let address = unsafe { read_address(address) }?;
    let kind = driver.qualifier_type(object, address)?;
    // SAFETY: passed on.
    let qualifier = unsafe { OwnedQualifier::read(kind, size, qualifier) }?;
    Ok((address, qualifier))
}

pub(super) unsafe extern "C" fn has_property(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    _client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
) -> sys::Boolean {
    let has = door::control(driver.cast(), "HasProperty", |instance| {
        // SAFETY: the host promises null or a valid address.
        let address = unsafe { read_address(address) }?;
        Ok(instance.driver.has_property(ObjectId(object), address))
    });
    has.unwrap_or(false).into()
}

pub(super) unsafe extern "C" fn is_property_settable(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    _client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    out_is_settable: *mut sys::Boolean,
) -> sys::OSStatus {
    control_status(driver.cast(), "IsPropertySettable", |instance| {
        let out_is_settable = Out::new(out_is_settable)?;
        // SAFETY: the host promises null or a valid address.
        let address = unsafe { read_address(address) }?;
        let settable = instance.driver.is_settable(ObjectId(object), address)?;
        // SAFETY: not null, so the host promises room for a byte.
        unsafe { out_is_settable.write(settable.into()) };
        Ok(())
    })
}

pub(super) unsafe extern "C" fn get_property_data_size(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    _client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
    out_size: *mut u32,
) -> sys::OSStatus {
    control_status(driver.cast(), "GetPropertyDataSize", |instance| {
        let out_size = Out::new(out_size)?;
        let object = ObjectId(object);
        // SAFETY: the host promises null or valid pointers.
        let request =
            unsafe { read_request(&instance.driver, object, address, qualifier_size, qualifier) }?;
        let (address, qualifier) = request;
        let size = instance
            .driver
            .property_size(object, &qualifier.request(address))?;
        let size = u32::try_from(size).map_err(|_| Status::BAD_SIZE)?;
        // SAFETY: not null, so the host promises room for a number.
        unsafe { out_size.write(size) };
        Ok(())
    })
}

pub(super) unsafe extern "C" fn get_property_data(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    _client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
    size: u32,
    out_size: *mut u32,
    out_data: *mut c_void,
) -> sys::OSStatus {
    control_status(driver.cast(), "GetPropertyData", |instance| {
        let (out_size, out_data) = (Out::new(out_size)?, Out::new(out_data)?);
        let object = ObjectId(object);
        // SAFETY: the host promises null or valid pointers.
        let request =
            unsafe { read_request(&instance.driver, object, address, qualifier_size, qualifier) }?;
        let (address, qualifier) = request;
        let answer = instance
            .driver
            .property(object, &qualifier.request(address))?;
        let room = usize::try_from(size).unwrap_or(usize::MAX);
        // SAFETY: not null, so the host promises `size` bytes of room.
        let written = unsafe { hand_over(answer, out_data.get(), room) }?;
        let written = u32::try_from(written).map_err(|_| Status::BAD_SIZE)?;
        // SAFETY: not null, so the host promises room for a number.
        unsafe { out_size.write(written) };
        Ok(())
    })
}

/// Writes a value, or as many whole items of a list as there is room for (hal-facts B.1), and says how many bytes that was.
///
/// # Safety
///
/// `target` is valid for writes of `room` bytes.
unsafe fn hand_over(answer: Answer, target: *mut c_void, room: usize) -> Result<usize, Status> {
    let bytes: &[u8] = match &answer {
        Answer::Value { bytes, length } => &bytes[..*length],
        Answer::Whole(bytes) => bytes,
        Answer::List { bytes, item_size } => {
            &bytes[..bytes.len().min(room / item_size * item_size)]
        }
        Answer::Object(_) => &[],
    };
    if answer.size() > room && !matches!(answer, Answer::List { .. }) {
        return Err(Status::BAD_SIZE);
    }
    if let Answer::Object(value) = answer {
        // The host gets the pointer, and with it the reference (hal-facts B.1).
        // SAFETY: there is room for a pointer.
        unsafe {
            target
                .cast::<sys::CFTypeRef>()
                .write_unaligned(value.into_raw())
        };
        return Ok(size_of::<sys::CFTypeRef>());
    }
    // SAFETY: `target` has `room` bytes by the caller's promise and `bytes` is no longer; the source is the framework's own, so they do not overlap.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), target.cast(), bytes.len()) };
    Ok(bytes.len())
}

pub(super) unsafe extern "C" fn set_property_data(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    _client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
    size: u32,
    data: *const c_void,
) -> sys::OSStatus {
    control_status(driver.cast(), "SetPropertyData", |instance| {
        if data.is_null() {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let object = ObjectId(object);
        // SAFETY: the host promises null or valid pointers.
        let request =
            unsafe { read_request(&instance.driver, object, address, qualifier_size, qualifier) }?;
        let (address, qualifier) = request;
        // SAFETY: not null, so the host promises `size` bytes.
        let data = unsafe { read_bytes(data, size) }?;
        let effect = instance
            .driver
            .set_property(object, &qualifier.request(address), &data)?;
        instance.driver.follow(object, effect);
        Ok(())
    })
}
