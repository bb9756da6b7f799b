//! Scalar types and opaque CoreFoundation references under their C names.
//!
//! Everything here is an alias, so that code reads as the C headers do and costs no
//! conversions. Sizes are those of LP64,
//! the only data model of current macOS.

#![allow(non_camel_case_types)]

use core::ffi::c_void;

/// Signed 8-bit integer.
pub type SInt8 = i8;
/// Unsigned 8-bit integer.
pub type UInt8 = u8;
/// Signed 16-bit integer.
pub type SInt16 = i16;
/// Unsigned 16-bit integer.
pub type UInt16 = u16;
/// Signed 32-bit integer.
pub type SInt32 = i32;
/// Unsigned 32-bit integer.
pub type UInt32 = u32;
/// Signed 64-bit integer.
pub type SInt64 = i64;
/// Unsigned 64-bit integer.
pub type UInt64 = u64;
/// IEEE 754 single precision.
pub type Float32 = f32;
/// IEEE 754 double precision.
pub type Float64 = f64;
/// One byte: 0 is false, any other value is true. Write 0 or 1. (Rust's `bool` would be unsound
/// for other values.)
pub type Boolean = u8;
/// Result of most calls: 0 or an error code, often a four-character code.
pub type OSStatus = i32;
/// A four-character code.
pub type OSType = u32;
/// A process id.
pub type pid_t = i32;

/// Result of `QueryInterface`. The codes are those of CFPlugInCOM, not those of Windows.
pub type HRESULT = i32;
/// Unsigned 32-bit integer (32 bits on every platform, whatever the name suggests).
pub type ULONG = u32;
/// An untyped pointer, the target of `QueryInterface`'s result.
pub type LPVOID = *mut c_void;
/// An interface id, passed **by value**: 16 bytes in two integer registers.
pub type REFIID = crate::CFUUIDBytes;

/// Any CoreFoundation object.
pub type CFTypeRef = *const c_void;
/// A `CFAllocator`; NULL means the default one.
pub type CFAllocatorRef = *const c_void;
/// A `CFString`.
pub type CFStringRef = *const c_void;
/// A `CFUUID`.
pub type CFUUIDRef = *const c_void;
/// A `CFURL`.
pub type CFURLRef = *const c_void;
/// A `CFNumber`.
pub type CFNumberRef = *const c_void;
/// A `CFBoolean`.
pub type CFBooleanRef = *const c_void;
/// A `CFData`.
pub type CFDataRef = *const c_void;
/// A `CFDate`.
pub type CFDateRef = *const c_void;
/// A `CFArray`.
pub type CFArrayRef = *const c_void;
/// A `CFDictionary`.
pub type CFDictionaryRef = *const c_void;
/// A `CFBundle`.
pub type CFBundleRef = *const c_void;
/// A `CFPlugIn`.
pub type CFPlugInRef = *const c_void;
/// A `CFError`.
pub type CFErrorRef = *const c_void;
/// A property list: a `CFString`, `CFNumber`, `CFBoolean`, `CFData`, `CFDate`, `CFArray` or
/// `CFDictionary`.
pub type CFPropertyListRef = *const c_void;

/// The id of an object. Chosen by the plug-in and unique inside it; 1 is the plug-in object, 0
/// is no object.
pub type AudioObjectID = u32;
/// The class of an object, a four-character code.
pub type AudioClassID = u32;
/// Which property, a four-character code.
pub type AudioObjectPropertySelector = u32;
/// Which side of an object, a four-character code.
pub type AudioObjectPropertyScope = u32;
/// Which channel of a scope: 0 is the main element, channels count from 1.
pub type AudioObjectPropertyElement = u32;

/// An I/O operation id, a four-character code.
pub type AudioServerPlugInIOOperation = u32;
/// How the host marshals a custom property, a four-character code or 0.
pub type AudioServerPlugInCustomPropertyDataType = u32;
/// How the host filters zero time stamps, a four-character code.
pub type AudioDeviceClockAlgorithmSelector = u32;
/// The power policy of a process.
pub type AudioHardwarePowerHint = u32;
/// The law between the scalar and the decibel value of a level control.
pub type AudioLevelControlTransferFunction = u32;

/// The kind of data in a stream, a four-character code.
pub type AudioFormatID = u32;
/// Flags whose meaning depends on the format id.
pub type AudioFormatFlags = u32;
/// The role of one channel.
pub type AudioChannelLabel = u32;
/// A named arrangement of channels: `(code << 16) | channel count`.
pub type AudioChannelLayoutTag = u32;
/// A set of channels, one bit each.
pub type AudioChannelBitmap = u32;
/// How the coordinates of a channel are given.
pub type AudioChannelFlags = u32;
/// Index into the coordinates of a channel.
pub type AudioChannelCoordinateIndex = u32;
/// Which fields of a time stamp are valid.
pub type AudioTimeStampFlags = u32;
/// The frame rate of a SMPTE time.
pub type SMPTETimeType = u32;
/// The state of a SMPTE time.
pub type SMPTETimeFlags = u32;
