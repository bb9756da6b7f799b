//! Data, and mutable data.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::class::{self, Class};
use tympan_aspl::cf::portable::data::{self, Methods};
use tympan_aspl::cf::portable::object;

use super::abi::{Given, In, Index, NULL, Out, Range, index};
use super::{Symbol, complain, functions};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFDataCreate,
    CFDataCreateWithBytesNoCopy,
    CFDataCreateCopy,
    CFDataCreateMutable,
    CFDataCreateMutableCopy,
    CFDataGetLength,
    CFDataGetBytePtr,
    CFDataGetMutableBytePtr,
    CFDataGetBytes,
    CFDataSetLength,
    CFDataIncreaseLength,
    CFDataAppendBytes,
    CFDataReplaceBytes,
    CFDataDeleteBytes,
];

struct MutableData {
    /// The longest it may become; none for no limit.
    limit: Option<usize>,
    bytes: Mutex<Vec<u8>>,
}

impl MutableData {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static METHODS: Methods = Methods { length, bytes };
static CLASS: Class =
    object::class_of::<MutableData, _>(class::DATA, data::equal, data::hash, &METHODS);

fn create(bytes: Vec<u8>, limit: Index) -> CFTypeRef {
    let limit = usize::try_from(limit).ok().filter(|&limit| limit > 0);
    object::create(
        &CLASS,
        MutableData {
            limit,
            bytes: Mutex::new(bytes),
        },
    )
}

/// New mutable data.
pub(super) fn mutable(bytes: &[u8]) -> CFTypeRef {
    create(bytes.to_vec(), 0)
}

unsafe extern "C" fn length(raw: CFTypeRef) -> usize {
    // SAFETY: an object of this class.
    unsafe { object::body::<MutableData>(raw) }.bytes().len()
}

unsafe extern "C" fn bytes(raw: CFTypeRef) -> *const u8 {
    // SAFETY: an object of this class.
    unsafe { object::body::<MutableData>(raw) }
        .bytes()
        .as_mut_ptr()
        .cast_const()
}

#[unsafe(no_mangle)]
extern "C" fn CFDataCreate(_: Given, bytes: In<u8>, count: Index) -> CFTypeRef {
    data::create(&bytes.read(count))
}

#[unsafe(no_mangle)]
extern "C" fn CFDataCreateWithBytesNoCopy(
    _: Given,
    bytes: In<u8>,
    count: Index,
    deallocator: Given,
) -> CFTypeRef {
    let made = data::create(&bytes.read(count));
    // The bytes were copied, so they can go at once.
    super::allocator::deallocate(deallocator, bytes.address().cast_mut().cast());
    made
}

#[unsafe(no_mangle)]
extern "C" fn CFDataCreateCopy(_: Given, data: Given) -> CFTypeRef {
    data.data("CFDataCreateCopy")
        .map_or(NULL, |bytes| data::create(&bytes))
}

#[unsafe(no_mangle)]
extern "C" fn CFDataCreateMutable(_: Given, limit: Index) -> CFTypeRef {
    create(Vec::new(), limit)
}

#[unsafe(no_mangle)]
extern "C" fn CFDataCreateMutableCopy(_: Given, limit: Index, data: Given) -> CFTypeRef {
    data.data("CFDataCreateMutableCopy")
        .map_or(NULL, |bytes| create(bytes, limit))
}

#[unsafe(no_mangle)]
extern "C" fn CFDataGetLength(data: Given) -> Index {
    data.data("CFDataGetLength")
        .map_or(0, |bytes| index(bytes.len()))
}

#[unsafe(no_mangle)]
extern "C" fn CFDataGetBytePtr(data: Given) -> *const u8 {
    match data.methods::<Methods>("CFDataGetBytePtr", "CFData", class::DATA) {
        // SAFETY: data of this table.
        Some(methods) => unsafe { (methods.bytes)(data.raw()) },
        None => NULL.cast(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDataGetMutableBytePtr(data: Given) -> *mut u8 {
    match data.own::<MutableData>("CFDataGetMutableBytePtr", "CFMutableData", &CLASS) {
        Some(data) => data.bytes().as_mut_ptr(),
        None => NULL.cast_mut().cast(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFDataGetBytes(data: Given, range: Range, out: Out<u8>) {
    if let Some(bytes) = data.data("CFDataGetBytes") {
        out.write(&bytes[range.within(bytes.len())]);
    }
}

/// Changes mutable data; a change that would make it too long is not made.
fn change(data: Given, function: &str, more: usize, change: impl FnOnce(&mut Vec<u8>)) {
    let Some(data) = data.own::<MutableData>(function, "CFMutableData", &CLASS) else {
        return;
    };
    let mut bytes = data.bytes();
    if data
        .limit
        .is_some_and(|limit| bytes.len().saturating_add(more) > limit)
    {
        return complain(function, "would make the data longer than its limit");
    }
    change(&mut bytes);
}

#[unsafe(no_mangle)]
extern "C" fn CFDataSetLength(data: Given, length: Index) {
    let function = "CFDataSetLength";
    let length = usize::try_from(length).unwrap_or(0);
    let present = data.data(function).map_or(0, |bytes| bytes.len());
    change(data, function, length.saturating_sub(present), |bytes| {
        bytes.resize(length, 0)
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFDataIncreaseLength(data: Given, more: Index) {
    let more = usize::try_from(more).unwrap_or(0);
    change(data, "CFDataIncreaseLength", more, |bytes| {
        bytes.resize(bytes.len() + more, 0)
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFDataAppendBytes(data: Given, bytes: In<u8>, count: Index) {
    let more = bytes.read(count);
    change(data, "CFDataAppendBytes", more.len(), |bytes| {
        bytes.extend(more)
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFDataReplaceBytes(data: Given, range: Range, bytes: In<u8>, count: Index) {
    let more = bytes.read(count);
    let added = more
        .len()
        .saturating_sub(usize::try_from(range.length).unwrap_or(0));
    change(data, "CFDataReplaceBytes", added, |bytes| {
        let range = range.within(bytes.len());
        bytes.splice(range, more);
    });
}

#[unsafe(no_mangle)]
extern "C" fn CFDataDeleteBytes(data: Given, range: Range) {
    change(data, "CFDataDeleteBytes", 0, |bytes| {
        let range = range.within(bytes.len());
        bytes.drain(range);
    });
}
