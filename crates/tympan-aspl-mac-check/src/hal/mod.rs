//! The HAL's client interface, as far as it is needed: devices, their properties, and an IOProc. Unsafe code is in this folder only.
//!
//! The promises come from Core Audio's headers: a call reads and writes no more than the sizes it is given, and an IOProc gets buffer lists that are valid until it returns.

mod io_proc;

use std::ffi::c_void;
use std::mem::size_of;
use std::ptr::{NonNull, null};

use objc2_core_audio::{
    AudioObjectGetPropertyData, AudioObjectGetPropertyDataSize, AudioObjectID,
    AudioObjectPropertyAddress, AudioObjectPropertyScope, AudioObjectPropertySelector,
    AudioObjectSetPropertyData, kAudioDevicePropertyBufferFrameSize, kAudioDevicePropertyDeviceUID,
    kAudioDevicePropertyNominalSampleRate, kAudioDevicePropertyStreamConfiguration,
    kAudioHardwarePropertyDevices, kAudioObjectPropertyElementMain,
    kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput, kAudioObjectSystemObject,
};
use objc2_core_foundation::{CFRetained, CFString};

pub(crate) use io_proc::Io;

use crate::Failure;
use crate::io::Run;

/// A device of the HAL.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Device(AudioObjectID);

/// All devices that are there.
pub(crate) fn devices() -> Result<Vec<Device>, Failure> {
    let system = Object(kAudioObjectSystemObject as AudioObjectID);
    let bytes = system.data(
        kAudioHardwarePropertyDevices,
        kAudioObjectPropertyScopeGlobal,
    )?;
    Ok(words(&bytes).map(Device).collect())
}

impl Device {
    pub(crate) fn uid(&self) -> Result<String, Failure> {
        let selector = kAudioDevicePropertyDeviceUID;
        let mut string: *const CFString = null();
        self.object().read(selector, &mut string)?;
        let Some(string) = NonNull::new(string.cast_mut()) else {
            return Err(failed("the UID", 0));
        };
        // SAFETY: the header says that the caller releases this string.
        let string = unsafe { CFRetained::from_raw(string) };
        Ok(string.to_string())
    }

    pub(crate) fn sample_rate(&self) -> Result<f64, Failure> {
        let mut rate = 0.0;
        self.object()
            .read(kAudioDevicePropertyNominalSampleRate, &mut rate)?;
        Ok(rate)
    }

    pub(crate) fn set_sample_rate(&self, rate: f64) -> Result<(), Failure> {
        self.object()
            .write(kAudioDevicePropertyNominalSampleRate, &rate)
    }

    pub(crate) fn buffer_frames(&self) -> Result<u32, Failure> {
        let mut frames = 0;
        self.object()
            .read(kAudioDevicePropertyBufferFrameSize, &mut frames)?;
        Ok(frames)
    }

    pub(crate) fn set_buffer_frames(&self, frames: u32) -> Result<(), Failure> {
        self.object()
            .write(kAudioDevicePropertyBufferFrameSize, &frames)
    }

    pub(crate) fn input_channels(&self) -> Result<usize, Failure> {
        self.channels(kAudioObjectPropertyScopeInput)
    }

    pub(crate) fn output_channels(&self) -> Result<usize, Failure> {
        self.channels(kAudioObjectPropertyScopeOutput)
    }

    /// Starts I/O, which ends when what is returned is dropped.
    pub(crate) fn start(&self, run: &'static Run) -> Result<Io, Failure> {
        Io::start(self.0, run)
    }

    fn object(&self) -> Object {
        Object(self.0)
    }

    /// The channels of an AudioBufferList, read from its bytes: the number of buffers, four bytes of padding, and 16 bytes for each buffer, of
    /// which the first four are its channels.
    fn channels(&self, scope: AudioObjectPropertyScope) -> Result<usize, Failure> {
        let bytes = self
            .object()
            .data(kAudioDevicePropertyStreamConfiguration, scope)?;
        let buffers = words(&bytes).next().unwrap_or(0) as usize;
        let each = bytes
            .get(8..)
            .unwrap_or_default()
            .chunks_exact(16)
            .take(buffers);
        Ok(each
            .filter_map(|buffer| words(buffer).next())
            .map(|word| word as usize)
            .sum())
    }
}

/// Values that any bits are valid for, so that the HAL may write them.
trait Plain: Copy {}

impl Plain for u32 {}
impl Plain for f64 {}
impl Plain for *const CFString {}

/// Any object.
struct Object(AudioObjectID);

impl Object {
    /// The bytes of a property of any size.
    fn data(
        &self,
        selector: AudioObjectPropertySelector,
        scope: AudioObjectPropertyScope,
    ) -> Result<Vec<u8>, Failure> {
        let mut address = address(selector, scope);
        let mut size = 0_u32;
        // SAFETY: the address and the size are values of this frame, and there is no qualifier.
        let status = unsafe {
            AudioObjectGetPropertyDataSize(
                self.0,
                NonNull::from(&mut address),
                0,
                null(),
                NonNull::from(&mut size),
            )
        };
        check("the size of a property", selector, status)?;
        // Words of 8 bytes, for the pointers in an AudioBufferList.
        let mut words = vec![0_u64; (size as usize).div_ceil(8).max(1)];
        // SAFETY: `words` has room for `size` bytes and is aligned for what Core Audio writes.
        let status = unsafe {
            AudioObjectGetPropertyData(
                self.0,
                NonNull::from(&mut address),
                0,
                null(),
                NonNull::from(&mut size),
                NonNull::from(&mut words[0]).cast(),
            )
        };
        check("a property", selector, status)?;
        let bytes = words.iter().flat_map(|word| word.to_ne_bytes());
        Ok(bytes.take(size as usize).collect())
    }

    fn read<T: Plain>(
        &self,
        selector: AudioObjectPropertySelector,
        value: &mut T,
    ) -> Result<(), Failure> {
        let mut address = address(selector, kAudioObjectPropertyScopeGlobal);
        let mut size = size_of::<T>() as u32;
        // SAFETY: `value` has room for `size` bytes, and any bits are a value of its type.
        let status = unsafe {
            AudioObjectGetPropertyData(
                self.0,
                NonNull::from(&mut address),
                0,
                null(),
                NonNull::from(&mut size),
                NonNull::from(value).cast(),
            )
        };
        check("a property", selector, status)
    }

    fn write<T: Plain>(
        &self,
        selector: AudioObjectPropertySelector,
        value: &T,
    ) -> Result<(), Failure> {
        let mut address = address(selector, kAudioObjectPropertyScopeGlobal);
        // SAFETY: `value` is as long as is said, and is only read.
        let status = unsafe {
            AudioObjectSetPropertyData(
                self.0,
                NonNull::from(&mut address),
                0,
                null(),
                size_of::<T>() as u32,
                NonNull::from(value).cast::<c_void>(),
            )
        };
        check("setting a property", selector, status)
    }
}

fn address(
    selector: AudioObjectPropertySelector,
    scope: AudioObjectPropertyScope,
) -> AudioObjectPropertyAddress {
    AudioObjectPropertyAddress {
        mSelector: selector,
        mScope: scope,
        mElement: kAudioObjectPropertyElementMain,
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes
        .chunks_exact(4)
        .filter_map(|word| word.try_into().ok())
        .map(u32::from_ne_bytes)
}

fn check(what: &str, selector: AudioObjectPropertySelector, status: i32) -> Result<(), Failure> {
    if status == 0 {
        return Ok(());
    }
    let name = selector.to_be_bytes().escape_ascii().to_string();
    Err(failed(&format!("{what} '{name}'"), status))
}

/// A failed call, with its status also as the four characters that Core Audio makes it of.
fn failed(what: &str, status: i32) -> Failure {
    let code = status.to_be_bytes().escape_ascii().to_string();
    let what = format!("{what}: the HAL answered {status} ('{code}')");
    Failure { code: 4, what }
}
