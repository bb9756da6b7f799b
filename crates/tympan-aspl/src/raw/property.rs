//! The five property entry points: pointers in, table answers out.

use core::ffi::c_void;
use core::ptr;
use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::door::{traced, traced_status};
use super::pointer::{Out, read_address};
use crate::cf::{CfObject, CfString, CfType};
use crate::driver::Driver;
use crate::error::Status;
use crate::object::{Address, Answer, AnyObject, Data, Qualifier, QualifierType, Request, Shape};
use crate::trace::Record;
use crate::types::ObjectId;

/// The longest data or qualifier that is copied: far more than any property takes.
const MAX_BYTES: usize = 1 << 20;

/// Bytes of the host's, copied; without an allocation where they are few, as they nearly always are.
enum Copied {
    Few([u8; Self::FEW], usize),
    Many(Vec<u8>),
}

impl Copied {
    /// The longest scalar value: an `AudioStreamBasicDescription`.
    const FEW: usize = size_of::<sys::AudioStreamBasicDescription>();

    /// # Safety
    ///
    /// `data` is null or valid for reads of `size` bytes.
    unsafe fn read(data: *const c_void, size: u32) -> Result<Self, Status> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > MAX_BYTES {
            return Err(Status::BAD_SIZE);
        }
        let mut copied = if size <= Self::FEW {
            Self::Few([0; Self::FEW], size)
        } else {
            Self::Many(vec![0; size])
        };
        let target = match &mut copied {
            Self::Few(bytes, size) => &mut bytes[..*size],
            Self::Many(bytes) => bytes,
        };
        if !data.is_null() {
            // SAFETY: `data` is valid for `size` bytes by the caller's promise; `target` is as long and new.
            unsafe { ptr::copy_nonoverlapping(data.cast(), target.as_mut_ptr(), target.len()) };
        }
        Ok(copied)
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Few(bytes, size) => &bytes[..*size],
            Self::Many(bytes) => bytes,
        }
    }
}

/// Copies a reference to a CoreFoundation object, with a retain of its own; null is `'nope'`, a size that is no pointer's `'!siz'`.
///
/// # Safety
///
/// `data` is valid for reads of `size` bytes; if that is a pointer's size, they are null or a valid CoreFoundation reference.
unsafe fn read_object(data: *const c_void, size: u32) -> Result<CfObject, Status> {
    if size as usize != size_of::<sys::CFTypeRef>() {
        return Err(Status::BAD_SIZE);
    }
    // SAFETY: `data` is valid for a reference by the caller's promise; it need not be aligned.
    let object = unsafe { data.cast::<sys::CFTypeRef>().read_unaligned() };
    // SAFETY: null or a valid reference by the caller's promise.
    let object = unsafe { CfObject::from_get(object) };
    object
        .map(|object| object.retain())
        .ok_or(Status::ILLEGAL_OPERATION)
}

/// A property call's qualifier, copied.
enum OwnedQualifier {
    None,
    Classes(Copied),
    Text(String),
    UInt32(u32),
    Object(CfObject),
    Bytes(Copied),
}

impl OwnedQualifier {
    /// Copies what the property needs. A qualifier of the wrong size, or none where one is needed, is `'!siz'` (hal-facts C.2).
    ///
    /// # Safety
    ///
    /// `data` is null or valid for reads of `size` bytes, and holds a valid CoreFoundation reference or null where the property takes one.
    unsafe fn read(kind: QualifierType, size: u32, data: *const c_void) -> Result<Self, Status> {
        match kind {
            QualifierType::None => Ok(Self::None),
            QualifierType::Classes if size == 0 => Ok(Self::None),
            QualifierType::Classes if size % 4 != 0 => Err(Status::BAD_SIZE),
            // SAFETY: passed on.
            QualifierType::Bytes => unsafe { Copied::read(data, size) }.map(Self::Bytes),
            _ if data.is_null() => Err(Status::BAD_SIZE),
            // SAFETY: passed on.
            QualifierType::Classes => unsafe { Copied::read(data, size) }.map(Self::Classes),
            QualifierType::UInt32 => {
                // SAFETY: passed on.
                let copied = unsafe { Copied::read(data, size) }?;
                let value = copied.bytes().try_into().map(u32::from_ne_bytes);
                value.map(Self::UInt32).map_err(|_| Status::BAD_SIZE)
            }
            QualifierType::Text => {
                // SAFETY: passed on; not null.
                let object = unsafe { read_object(data, size) }.map_err(|_| Status::BAD_SIZE)?;
                let text = object.downcast_ref::<CfString>().ok_or(Status::BAD_SIZE)?;
                Ok(Self::Text(text.to_string()))
            }
            // SAFETY: passed on; not null.
            QualifierType::Object => unsafe { read_object(data, size) }
                .map(Self::Object)
                .map_err(|_| Status::BAD_SIZE),
        }
    }

    fn lend(&self) -> Qualifier<'_> {
        match self {
            Self::None => Qualifier::None,
            Self::Classes(classes) => Qualifier::Classes(classes.bytes()),
            Self::Text(text) => Qualifier::Text(text),
            Self::UInt32(value) => Qualifier::UInt32(*value),
            Self::Object(object) => Qualifier::Object(object),
            Self::Bytes(bytes) => Qualifier::Bytes(bytes.bytes()),
        }
    }
}

/// A property call as the host makes it: everything but its data.
struct Call {
    object: sys::AudioObjectID,
    client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
}

/// A property call, copied and looked up.
struct Found {
    object: Arc<dyn AnyObject>,
    address: Address,
    shape: Shape,
    qualifier: OwnedQualifier,
    process_id: sys::pid_t,
}

/// Copies a property's address and finds the object.
///
/// # Safety
///
/// The address is null or valid.
unsafe fn find_object(
    driver: &Driver,
    id: sys::AudioObjectID,
    process_id: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    record: &mut Record,
) -> Result<(Arc<dyn AnyObject>, Address), Status> {
    // SAFETY: passed on.
    let address = unsafe { read_address(address) };
    let object = driver.object(ObjectId(id));
    record.note(|line| {
        let found = object.as_ref().ok().map(|object| object.owned());
        line.object(ObjectId(id), found);
        if let Ok(address) = address {
            line.address(found, address);
        }
        line.process(process_id);
    });
    let address = address?;
    Ok((object?, address))
}

impl Call {
    /// Finds the property and copies the qualifier that it takes.
    ///
    /// # Safety
    ///
    /// The address is null or valid; the qualifier is as for [`OwnedQualifier::read`].
    unsafe fn find(self, driver: &Arc<Driver>, record: &mut Record) -> Result<Found, Status> {
        // SAFETY: passed on.
        let (object, address) = unsafe {
            find_object(
                driver,
                self.object,
                self.client_process,
                self.address,
                record,
            )
        }?;
        let shape = object
            .shape(driver, address)
            .ok_or(Status::UNKNOWN_PROPERTY)?;
        // SAFETY: passed on.
        let qualifier =
            unsafe { OwnedQualifier::read(shape.qualifier, self.qualifier_size, self.qualifier) }?;
        record.note(|line| line.qualifier(&qualifier.lend()));
        Ok(Found {
            object,
            address,
            shape,
            qualifier,
            process_id: self.client_process,
        })
    }
}

impl Found {
    fn request(&self) -> Request<'_> {
        Request {
            qualifier: self.qualifier.lend(),
            process_id: self.process_id,
            ..Request::at(self.address)
        }
    }
}

pub(super) unsafe extern "C" fn has_property(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
) -> sys::Boolean {
    let has = traced(driver.cast(), "HasProperty", |instance, _, record| {
        let driver = &instance.driver;
        // SAFETY: the host promises null or a valid address.
        let found = unsafe { find_object(driver, object, client_process, address, record) };
        let (object, address) = found?;
        let has = object.shape(driver, address).is_some();
        record.note(|line| line.yes_or_no(has));
        Ok(has)
    });
    has.unwrap_or(false).into()
}

pub(super) unsafe extern "C" fn is_property_settable(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    out_is_settable: *mut sys::Boolean,
) -> sys::OSStatus {
    traced_status(
        driver.cast(),
        "IsPropertySettable",
        |instance, _, record| {
            let driver = &instance.driver;
            // SAFETY: the host promises null or a valid address.
            let found = unsafe { find_object(driver, object, client_process, address, record) };
            let out_is_settable = Out::new(out_is_settable)?;
            let (object, address) = found?;
            let shape = object.shape(driver, address);
            let shape = shape.ok_or(Status::UNKNOWN_PROPERTY)?;
            record.note(|line| line.yes_or_no(shape.is_settable));
            // SAFETY: not null, so the host promises room for a byte.
            unsafe { out_is_settable.write(shape.is_settable.into()) };
            Ok(())
        },
    )
}

pub(super) unsafe extern "C" fn get_property_data_size(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
    out_size: *mut u32,
) -> sys::OSStatus {
    let call = Call {
        object,
        client_process,
        address,
        qualifier_size,
        qualifier,
    };
    traced_status(
        driver.cast(),
        "GetPropertyDataSize",
        |instance, _, record| {
            let out_size = Out::new(out_size)?;
            // SAFETY: the host promises null or valid pointers.
            let found = unsafe { call.find(&instance.driver, record) }?;
            let size = match found.shape.value.fixed_size() {
                Some(size) => size,
                None => {
                    let answer = found.object.read(&instance.driver, &found.request());
                    answer?.size()
                }
            };
            let size = u32::try_from(size).map_err(|_| Status::BAD_SIZE)?;
            record.note(|line| line.answer(format_args!("{size} bytes")));
            // SAFETY: not null, so the host promises room for a number.
            unsafe { out_size.write(size) };
            Ok(())
        },
    )
}

pub(super) unsafe extern "C" fn get_property_data(
    driver: sys::AudioServerPlugInDriverRef,
    object: sys::AudioObjectID,
    client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
    size: u32,
    out_size: *mut u32,
    out_data: *mut c_void,
) -> sys::OSStatus {
    let call = Call {
        object,
        client_process,
        address,
        qualifier_size,
        qualifier,
    };
    traced_status(driver.cast(), "GetPropertyData", |instance, _, record| {
        let (out_size, out_data) = (Out::new(out_size)?, Out::new(out_data)?);
        // SAFETY: the host promises null or valid pointers.
        let found = unsafe { call.find(&instance.driver, record) }?;
        let room = usize::try_from(size).unwrap_or(usize::MAX);
        let mut request = found.request();
        if found.shape.takes_input {
            if room < Request::INPUT {
                return Err(Status::BAD_SIZE);
            }
            // SAFETY: not null, so the host promises `size` bytes, which hold the input (hal-facts C.7).
            request.input = unsafe { out_data.get().cast::<[u8; Request::INPUT]>().read() };
            record.note(|line| line.input(found.address, found.shape.value, &request.input));
        }
        let answer = found.object.read(&instance.driver, &request)?;
        record.note(|line| line.value(found.address, found.shape.value, &answer, room));
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
    client_process: sys::pid_t,
    address: *const sys::AudioObjectPropertyAddress,
    qualifier_size: u32,
    qualifier: *const c_void,
    size: u32,
    data: *const c_void,
) -> sys::OSStatus {
    let call = Call {
        object,
        client_process,
        address,
        qualifier_size,
        qualifier,
    };
    traced_status(
        driver.cast(),
        "SetPropertyData",
        |instance, control, record| {
            if data.is_null() {
                return Err(Status::ILLEGAL_OPERATION);
            }
            // SAFETY: the host promises null or valid pointers.
            let found = unsafe { call.find(&instance.driver, record) }?;
            let mut set = |data: &Data<'_>| {
                record.note(|line| line.data(found.address, found.shape.value, data));
                let request = found.request();
                found
                    .object
                    .write(&instance.driver, control, &request, data)
            };
            if found.shape.value.is_object() && found.shape.is_settable {
                // SAFETY: not null, so the host promises `size` bytes, and in them a reference.
                let object = unsafe { read_object(data, size) }?;
                set(&Data::Object(object))
            } else {
                // SAFETY: not null, so the host promises `size` bytes.
                let data = unsafe { Copied::read(data, size) }?;
                set(&Data::Bytes(data.bytes()))
            }
        },
    )
}
