//! The 22 methods of a driver as a well-behaved host calls them: valid pointers, and a check that nothing is written outside of them.

use core::ffi::c_void;
use core::ptr;
use core::sync::atomic::{AtomicU32, Ordering};

use tympan_aspl::cf::{CfObject, CfString, CfType};
use tympan_aspl::sys;

use super::code::{Address, Code, outcome};

/// Calls a method of the vtable.
macro_rules! call {
    ($calls:expr, $method:ident($($argument:expr),* $(,)?)) => {{
        let method = $calls.interface.$method.expect("the vtable has no empty slots");
        // SAFETY: each pointer argument is null or valid for its documented size during the call, and CoreFoundation references are objects of the documented
        // type or null: all that a host promises (hal-facts A.6).
        unsafe { method($($argument),*) }
    }};
}
pub(crate) use call;

/// A driver reference and its vtable.
#[derive(Clone, Copy)]
pub struct Calls {
    pub driver: sys::AudioServerPlugInDriverRef,
    pub interface: sys::AudioServerPlugInDriverInterface,
}

// SAFETY: a driver may be called on any thread (hal-facts C.1).
unsafe impl Send for Calls {}
// SAFETY: as above, also on several at once.
unsafe impl Sync for Calls {}

/// The selectors whose values are CoreFoundation objects (hal-facts B.2 to B.10).
const OBJECTS: [[u8; 4]; 18] = [
    *b"lnam", *b"lmod", *b"lmak", *b"lchn", *b"lccn", *b"lcnn", *b"snum", *b"fwvn", *b"rsrc",
    *b"piid", *b"uid ", *b"muid", *b"icon", *b"capp", *b"buid", *b"cuid", *b"acom", *b"scin",
];

/// Whether a property's value is a reference that the host has to release.
pub fn is_object(selector: Code) -> bool {
    OBJECTS.iter().any(|object| selector == (*object).into())
}

/// The next client that [`Calls::ask_for_everything`] adds.
static CURIOUS_CLIENT: AtomicU32 = AtomicU32::new(0xC000_0000);

/// What stands in memory before a call.
const PATTERN: u8 = 0xA5;

/// Whether bytes are as they were before. In long pieces, which Miri compares quickly.
fn untouched(bytes: &[u8]) -> bool {
    const PIECE: [u8; 4096] = [PATTERN; 4096];
    bytes
        .chunks(PIECE.len())
        .all(|piece| piece == &PIECE[..piece.len()])
}

/// Bytes on both sides of a buffer that must not change.
const MARGIN: usize = 24;

/// A property call's qualifier.
#[derive(Clone, Copy, Debug)]
pub enum Qualifier<'a> {
    None,
    /// A list of class ids, or bytes that are no such list.
    Bytes(&'a [u8]),
    /// A reference to a string.
    Text(&'a CfString),
}

impl Qualifier<'_> {
    /// Calls `call` with the qualifier's size and address.
    fn with<T>(self, call: impl FnOnce(u32, *const c_void) -> T) -> T {
        match self {
            Self::None => call(0, ptr::null()),
            Self::Bytes(bytes) => call(u32::try_from(bytes.len()).unwrap(), bytes.as_ptr().cast()),
            Self::Text(text) => {
                let reference = text.as_raw();
                call(8, (&raw const reference).cast())
            }
        }
    }
}

/// What GetPropertyData wrote.
#[derive(Debug, PartialEq)]
pub struct Value {
    /// As many bytes as it said it wrote.
    pub bytes: Vec<u8>,
    /// The object, if the value is one. Its reference is the caller's.
    pub object: Option<CfObject>,
}

impl Calls {
    pub fn has(&self, object: u32, address: impl Into<Address>) -> bool {
        let address = address.into().to_sys();
        match call!(
            self,
            HasProperty(self.driver, object, 0, &raw const address)
        ) {
            0 => false,
            1 => true,
            other => panic!("{other} is no Boolean"),
        }
    }

    pub fn is_settable(&self, object: u32, address: impl Into<Address>) -> Result<bool, Code> {
        let address = address.into().to_sys();
        let mut settable = PATTERN;
        let status = call!(
            self,
            IsPropertySettable(
                self.driver,
                object,
                0,
                &raw const address,
                &raw mut settable
            )
        );
        match (outcome(status), settable) {
            (Ok(()), 0) => Ok(false),
            (Ok(()), 1) => Ok(true),
            (Err(status), PATTERN) => Err(status),
            (outcome, settable) => panic!("{outcome:?} with {settable}"),
        }
    }

    pub fn size(&self, object: u32, address: impl Into<Address>) -> Result<u32, Code> {
        self.size_qualified(object, address, Qualifier::None)
    }

    pub fn size_qualified(
        &self,
        object: u32,
        address: impl Into<Address>,
        qualifier: Qualifier<'_>,
    ) -> Result<u32, Code> {
        let address = address.into().to_sys();
        let mut size = 0xA5A5_A5A5;
        let status = qualifier.with(|qualifier_size, qualifier| {
            call!(
                self,
                GetPropertyDataSize(
                    self.driver,
                    object,
                    0,
                    &raw const address,
                    qualifier_size,
                    qualifier,
                    &raw mut size
                )
            )
        });
        outcome(status).map(|()| size)
    }

    /// GetPropertyData with room for so many bytes. Nothing may be written beyond what it says, nor anything if it fails.
    pub fn get_into(
        &self,
        object: u32,
        address: impl Into<Address>,
        qualifier: Qualifier<'_>,
        room: u32,
    ) -> Result<Value, Code> {
        let address = address.into();
        let sys_address = address.to_sys();
        let mut memory = vec![PATTERN; MARGIN + room as usize + MARGIN];
        let data = memory[MARGIN..].as_mut_ptr();
        let mut size = 0xA5A5_A5A5;
        let status = qualifier.with(|qualifier_size, qualifier| {
            call!(
                self,
                GetPropertyData(
                    self.driver,
                    object,
                    0,
                    &raw const sys_address,
                    qualifier_size,
                    qualifier,
                    room,
                    &raw mut size,
                    data.cast()
                )
            )
        });
        if let Err(status) = outcome(status) {
            assert!(
                untouched(&memory),
                "{address:?} failed with {status:?}, but wrote"
            );
            assert_eq!(
                size, 0xA5A5_A5A5,
                "{address:?} failed with {status:?}, but gave a size"
            );
            return Err(status);
        }
        let end = MARGIN + size as usize;
        assert!(
            size <= room,
            "{address:?}: {size} bytes, but there was room for {room}"
        );
        assert!(
            untouched(&memory[..MARGIN]) && untouched(&memory[end..]),
            "{address:?} wrote beyond its {size} bytes"
        );
        let value = is_object(address.selector).then(|| {
            assert_eq!(size, 8);
            // SAFETY: the driver wrote a reference here, which need not be aligned.
            let raw = unsafe {
                memory[MARGIN..]
                    .as_ptr()
                    .cast::<sys::CFTypeRef>()
                    .read_unaligned()
            };
            // SAFETY: the driver gave the host a CoreFoundation object with a reference of its own (hal-facts B.1).
            unsafe { CfObject::from_create(raw) }.expect("not null")
        });
        Ok(Value {
            bytes: memory[MARGIN..end].to_vec(),
            object: value,
        })
    }

    /// The whole value.
    pub fn get(&self, object: u32, address: impl Into<Address>) -> Result<Vec<u8>, Code> {
        self.get_qualified(object, address, Qualifier::None)
    }

    pub fn get_qualified(
        &self,
        object: u32,
        address: impl Into<Address>,
        qualifier: Qualifier<'_>,
    ) -> Result<Vec<u8>, Code> {
        let address = address.into();
        let size = self.size_qualified(object, address, qualifier)?;
        self.get_into(object, address, qualifier, size)
            .map(|value| value.bytes)
    }

    /// The value, if it fits.
    fn get_up_to(&self, object: u32, address: impl Into<Address>, room: u32) -> Vec<u8> {
        let value = self.get_into(object, address, Qualifier::None, room);
        value.unwrap().bytes
    }

    pub fn get_u32(&self, object: u32, address: impl Into<Address>) -> u32 {
        u32::from_ne_bytes(self.get_up_to(object, address, 4).try_into().unwrap())
    }

    pub fn get_f64(&self, object: u32, address: impl Into<Address>) -> f64 {
        f64::from_ne_bytes(self.get_up_to(object, address, 8).try_into().unwrap())
    }

    /// A list of ids, which is not longer than the room for it.
    pub fn get_ids(&self, object: u32, address: impl Into<Address>) -> Vec<u32> {
        let ids = words(&self.get_up_to(object, address, 4 * 100));
        assert!(ids.len() < 100);
        ids
    }

    pub fn get_text(&self, object: u32, address: impl Into<Address>) -> String {
        let value = self
            .get_into(object, address, Qualifier::None, 8)
            .unwrap()
            .object
            .unwrap();
        value.downcast::<CfString>().unwrap().to_string()
    }

    /// The stream's format, virtual and physical alike.
    pub fn get_format(&self, stream: u32) -> sys::AudioStreamBasicDescription {
        let format = self.get_up_to(stream, *b"sfmt", 40);
        assert_eq!(self.get_up_to(stream, *b"pft ", 40), format);
        format_from(&format)
    }

    /// `'uidd'`.
    pub fn translate(&self, uid: &str) -> u32 {
        self.translate_with(*b"uidd", uid)
    }

    /// The id that one of object 1's translations has for a UID.
    pub fn translate_with(&self, selector: [u8; 4], uid: &str) -> u32 {
        let uid = CfString::new(uid);
        let id = self
            .get_qualified(1, selector, Qualifier::Text(&uid))
            .unwrap();
        u32::from_ne_bytes(id.try_into().unwrap())
    }

    /// CreateDevice for a client.
    pub fn create_device(
        &self,
        description: Option<&CfObject>,
        client: &sys::AudioServerPlugInClientInfo,
    ) -> Result<u32, Code> {
        let description = description.map_or(ptr::null(), CfType::as_raw);
        let mut device = 0xA5A5_A5A5;
        let created = outcome(call!(
            self,
            CreateDevice(self.driver, description.cast(), client, &raw mut device)
        ));
        assert_eq!(device == 0xA5A5_A5A5, created.is_err());
        created.map(|()| device)
    }

    /// DestroyDevice.
    pub fn destroy_device(&self, device: u32) -> Result<(), Code> {
        outcome(call!(self, DestroyDevice(self.driver, device)))
    }

    pub fn set(&self, object: u32, address: impl Into<Address>, data: &[u8]) -> Result<(), Code> {
        let address = address.into().to_sys();
        let size = u32::try_from(data.len()).unwrap();
        // A copy of the exact length, so that reading more would be noticed.
        let data: Box<[u8]> = data.into();
        outcome(call!(
            self,
            SetPropertyData(
                self.driver,
                object,
                0,
                &raw const address,
                0,
                ptr::null(),
                size,
                data.as_ptr().cast()
            )
        ))
    }

    pub fn set_u32(
        &self,
        object: u32,
        address: impl Into<Address>,
        value: u32,
    ) -> Result<(), Code> {
        self.set(object, address, &value.to_ne_bytes())
    }

    pub fn set_rate(&self, device: u32, rate: f64) -> Result<(), Code> {
        self.set(device, *b"nsrt", &rate.to_ne_bytes())
    }

    pub fn perform(&self, device: u32, action: u64) -> Result<(), Code> {
        self.perform_with(device, action, 0)
    }

    pub fn perform_with(&self, device: u32, action: u64, info: usize) -> Result<(), Code> {
        let info: *mut c_void = ptr::without_provenance_mut(info);
        outcome(call!(
            self,
            PerformDeviceConfigurationChange(self.driver, device, action, info)
        ))
    }

    pub fn abort(&self, device: u32, action: u64) -> Result<(), Code> {
        outcome(call!(
            self,
            AbortDeviceConfigurationChange(self.driver, device, action, ptr::null_mut())
        ))
    }

    /// Asks for all that is known of the driver's objects, as a host does when it is told of a change.
    pub fn ask_for_everything(&self) {
        for device in self.get_ids(1, *b"dev#") {
            self.get_ids(1, *b"ownd");
            self.get_text(device, *b"uid ");
            self.get_u32(device, *b"goin");
            self.get_f64(device, *b"nsrt");
            assert!(self.will_do(device, 1, *b"read").is_ok());
            // A client of its own, since it may be asked on several threads.
            let client = CURIOUS_CLIENT.fetch_add(1, Ordering::Relaxed);
            assert_eq!(self.add_client(device, client), Ok(()));
            assert_eq!(self.remove_client(device, client), Ok(()));
            let _ = self.zero_time_stamp(device);
            for stream in self.get_ids(device, *b"stm#") {
                self.get_format(stream);
                self.get_u32(stream, *b"sact");
            }
        }
    }
}

/// Bytes as 32-bit numbers.
pub fn words(bytes: &[u8]) -> Vec<u32> {
    assert_eq!(bytes.len() % 4, 0);
    let words = bytes.chunks_exact(4);
    words
        .map(|word| u32::from_ne_bytes(word.try_into().unwrap()))
        .collect()
}

/// 32-bit numbers as bytes.
pub fn bytes_of(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

/// An `AudioStreamBasicDescription` at its offsets of hal-facts A.8.
pub fn format_from(bytes: &[u8]) -> sys::AudioStreamBasicDescription {
    assert_eq!(bytes.len(), 40);
    let words = words(&bytes[8..]);
    sys::AudioStreamBasicDescription {
        mSampleRate: f64::from_ne_bytes(bytes[..8].try_into().unwrap()),
        mFormatID: words[0],
        mFormatFlags: words[1],
        mBytesPerPacket: words[2],
        mFramesPerPacket: words[3],
        mBytesPerFrame: words[4],
        mChannelsPerFrame: words[5],
        mBitsPerChannel: words[6],
        mReserved: words[7],
    }
}

/// The same the other way round.
pub fn format_bytes(format: &sys::AudioStreamBasicDescription) -> Vec<u8> {
    let words = [
        format.mFormatID,
        format.mFormatFlags,
        format.mBytesPerPacket,
        format.mFramesPerPacket,
        format.mBytesPerFrame,
        format.mChannelsPerFrame,
        format.mBitsPerChannel,
        format.mReserved,
    ];
    [&format.mSampleRate.to_ne_bytes()[..], &bytes_of(&words)].concat()
}
