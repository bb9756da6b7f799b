//! Results: the HAL's errors, Core Audio's general errors, and the COM codes of `QueryInterface`.
//!
//! The host treats every non-zero status alike; the exact code matters for logs and tests.

use crate::four_cc::status;
use crate::{HRESULT, OSStatus};

/// The codes of CFPlugInCOM.h are written as unsigned numbers.
const fn hresult(bits: u32) -> HRESULT {
    HRESULT::from_be_bytes(bits.to_be_bytes())
}

constants! {
    HARDWARE_STATUS: OSStatus = "Errors of the HAL";

    /// Success.
    kAudioHardwareNoError = 0;
    /// The operation needs running I/O.
    kAudioHardwareNotRunningError = status(b"stop");
    /// Anything that has no code of its own.
    kAudioHardwareUnspecifiedError = status(b"what");
    /// The object has no property at this address.
    kAudioHardwareUnknownPropertyError = status(b"who?");
    /// A buffer or a qualifier has the wrong size.
    kAudioHardwareBadPropertySizeError = status(b"!siz");
    /// A NULL argument, a bad value, a count that would overflow or underflow.
    kAudioHardwareIllegalOperationError = status(b"nope");
    /// An unknown object id, or the wrong driver reference.
    kAudioHardwareBadObjectError = status(b"!obj");
    /// The id is no device.
    kAudioHardwareBadDeviceError = status(b"!dev");
    /// The id is no stream.
    kAudioHardwareBadStreamError = status(b"!str");
    /// The driver does not support the operation.
    kAudioHardwareUnsupportedOperationError = status(b"unop");
    /// Not ready yet. macOS 12 and later.
    kAudioHardwareNotReadyError = status(b"nrdy");
    /// The stream does not support the format.
    kAudioDeviceUnsupportedFormatError = status(b"!dat");
    /// No permission, because another process hogs the device.
    kAudioDevicePermissionsError = status(b"!hog");
}

constants! {
    GENERAL_STATUS: OSStatus = "General errors of Core Audio";

    /// Success.
    kAudio_NoError = 0;
    /// Not implemented.
    kAudio_UnimplementedError = -4;
    /// File not found.
    kAudio_FileNotFoundError = -43;
    /// No permission for the file.
    kAudio_FilePermissionError = -54;
    /// Too many open files.
    kAudio_TooManyFilesOpenError = -42;
    /// The path is malformed.
    kAudio_BadFilePathError = status(b"!pth");
    /// Bad argument.
    kAudio_ParamError = -50;
    /// Out of memory.
    kAudio_MemFullError = -108;
}

constants! {
    COM_RESULT: HRESULT = "COM results";

    /// Success.
    S_OK = 0;
    /// Success, with the answer no.
    S_FALSE = 1;
    /// Unexpected failure.
    E_UNEXPECTED = hresult(0x8000_FFFF);
    /// Not implemented.
    E_NOTIMPL = hresult(0x8000_0001);
    /// Out of memory.
    E_OUTOFMEMORY = hresult(0x8000_0002);
    /// Bad argument.
    E_INVALIDARG = hresult(0x8000_0003);
    /// The object does not have the interface.
    E_NOINTERFACE = hresult(0x8000_0004);
    /// Bad pointer.
    E_POINTER = hresult(0x8000_0005);
    /// Bad handle.
    E_HANDLE = hresult(0x8000_0006);
    /// Aborted.
    E_ABORT = hresult(0x8000_0007);
    /// Unspecified failure.
    E_FAIL = hresult(0x8000_0008);
    /// Access denied.
    E_ACCESSDENIED = hresult(0x8000_0009);
}
