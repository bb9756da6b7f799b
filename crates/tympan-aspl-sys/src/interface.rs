//! The two vtables: what the host calls in a driver, and what a driver calls in the host.
//!
//! Slots are `Option`s because a foreign table may hold NULL. No function may unwind into its
//! caller. All calls can come
//! on any thread; those marked *I/O* come on a realtime thread.

use core::ffi::c_void;

use crate::{
    AudioObjectID, AudioObjectPropertyAddress, AudioServerPlugInClientInfo,
    AudioServerPlugInIOCycleInfo, Boolean, CFAllocatorRef, CFDictionaryRef, CFPropertyListRef,
    CFStringRef, CFUUIDRef, Float64, HRESULT, LPVOID, OSStatus, REFIID, UInt32, UInt64, ULONG,
    pid_t,
};

/// What the host holds of a driver: a pointer to a cell whose first word points to the vtable.
///
/// The same pointer value is the first argument of every call.
pub type AudioServerPlugInDriverRef = *mut *mut AudioServerPlugInDriverInterface;

/// What a driver holds of the host: a pointer to its vtable, one indirection only and without
/// reference counting.
///
/// Valid from `Initialize` for as long as the plug-in lives.
pub type AudioServerPlugInHostRef = *const AudioServerPlugInHostInterface;

/// The factory function that a plug-in bundle exports: `(allocator, requested type)` to a
/// driver reference or NULL.
pub type CFPlugInFactoryFunction =
    Option<unsafe extern "C" fn(CFAllocatorRef, CFUUIDRef) -> *mut c_void>;

/// The part of a vtable that every COM object has.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IUnknownVTbl {
    /// NULL.
    pub _reserved: *mut c_void,
    /// Gives another interface of the object, with a reference of its own.
    pub QueryInterface: Option<
        unsafe extern "C" fn(this: *mut c_void, iid: REFIID, outInterface: *mut LPVOID) -> HRESULT,
    >,
    /// Counts one reference more; returns the count.
    pub AddRef: Option<unsafe extern "C" fn(this: *mut c_void) -> ULONG>,
    /// Counts one reference less; returns the count.
    pub Release: Option<unsafe extern "C" fn(this: *mut c_void) -> ULONG>,
}

/// The driver vtable: 23 slots, 184 bytes, unchanged since OS X 10.8.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AudioServerPlugInDriverInterface {
    /// NULL.
    pub _reserved: *mut c_void,
    /// Gives this same driver reference for `IUnknownUUID` and
    /// `kAudioServerPlugInDriverInterfaceUUID`.
    pub QueryInterface: Option<
        unsafe extern "C" fn(
            inDriver: *mut c_void,
            inUUID: REFIID,
            outInterface: *mut LPVOID,
        ) -> HRESULT,
    >,
    /// Counts one reference more; returns the count.
    pub AddRef: Option<unsafe extern "C" fn(inDriver: *mut c_void) -> ULONG>,
    /// Counts one reference less; returns the count.
    pub Release: Option<unsafe extern "C" fn(inDriver: *mut c_void) -> ULONG>,
    /// Called once, before anything else but the three calls above: gives the host's
    /// interface to the driver.
    pub Initialize: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inHost: AudioServerPlugInHostRef,
        ) -> OSStatus,
    >,
    /// Asks a transport manager to make a device of end points.
    pub CreateDevice: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDescription: CFDictionaryRef,
            inClientInfo: *const AudioServerPlugInClientInfo,
            outDeviceObjectID: *mut AudioObjectID,
        ) -> OSStatus,
    >,
    /// Asks a transport manager to take away a device that `CreateDevice` made.
    pub DestroyDevice: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
        ) -> OSStatus,
    >,
    /// Tells of a client that will use the device.
    pub AddDeviceClient: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientInfo: *const AudioServerPlugInClientInfo,
        ) -> OSStatus,
    >,
    /// Tells of a client that has stopped using the device.
    pub RemoveDeviceClient: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientInfo: *const AudioServerPlugInClientInfo,
        ) -> OSStatus,
    >,
    /// Grants a change that the driver asked for; I/O is stopped. Action and info come back
    /// as they were given.
    pub PerformDeviceConfigurationChange: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inChangeAction: UInt64,
            inChangeInfo: *mut c_void,
        ) -> OSStatus,
    >,
    /// Refuses a change that the driver asked for.
    pub AbortDeviceConfigurationChange: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inChangeAction: UInt64,
            inChangeInfo: *mut c_void,
        ) -> OSStatus,
    >,
    /// Whether the object has the property: a `Boolean`, not a status.
    pub HasProperty: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inObjectID: AudioObjectID,
            inClientProcessID: pid_t,
            inAddress: *const AudioObjectPropertyAddress,
        ) -> Boolean,
    >,
    /// Whether the property can be set.
    pub IsPropertySettable: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inObjectID: AudioObjectID,
            inClientProcessID: pid_t,
            inAddress: *const AudioObjectPropertyAddress,
            outIsSettable: *mut Boolean,
        ) -> OSStatus,
    >,
    /// The size of the property's value in bytes.
    pub GetPropertyDataSize: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inObjectID: AudioObjectID,
            inClientProcessID: pid_t,
            inAddress: *const AudioObjectPropertyAddress,
            inQualifierDataSize: UInt32,
            inQualifierData: *const c_void,
            outDataSize: *mut UInt32,
        ) -> OSStatus,
    >,
    /// The property's value. CoreFoundation objects come with a reference that the caller releases.
    pub GetPropertyData: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inObjectID: AudioObjectID,
            inClientProcessID: pid_t,
            inAddress: *const AudioObjectPropertyAddress,
            inQualifierDataSize: UInt32,
            inQualifierData: *const c_void,
            inDataSize: UInt32,
            outDataSize: *mut UInt32,
            outData: *mut c_void,
        ) -> OSStatus,
    >,
    /// Sets the property's value.
    pub SetPropertyData: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inObjectID: AudioObjectID,
            inClientProcessID: pid_t,
            inAddress: *const AudioObjectPropertyAddress,
            inQualifierDataSize: UInt32,
            inQualifierData: *const c_void,
            inDataSize: UInt32,
            inData: *const c_void,
        ) -> OSStatus,
    >,
    /// A client starts I/O.
    pub StartIO: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientID: UInt32,
        ) -> OSStatus,
    >,
    /// A client stops I/O.
    pub StopIO: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientID: UInt32,
        ) -> OSStatus,
    >,
    /// *I/O.* The newest point at which the device's clock passed a multiple of its period.
    pub GetZeroTimeStamp: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientID: UInt32,
            outSampleTime: *mut Float64,
            outHostTime: *mut UInt64,
            outSeed: *mut UInt64,
        ) -> OSStatus,
    >,
    /// Whether the device takes part in an I/O operation, and whether in place.
    pub WillDoIOOperation: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientID: UInt32,
            inOperationID: UInt32,
            outWillDo: *mut Boolean,
            outWillDoInPlace: *mut Boolean,
        ) -> OSStatus,
    >,
    /// *I/O.* An operation begins.
    pub BeginIOOperation: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientID: UInt32,
            inOperationID: UInt32,
            inIOBufferFrameSize: UInt32,
            inIOCycleInfo: *const AudioServerPlugInIOCycleInfo,
        ) -> OSStatus,
    >,
    /// *I/O.* Does an operation on one stream's buffer. Both buffers may be NULL.
    pub DoIOOperation: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inStreamObjectID: AudioObjectID,
            inClientID: UInt32,
            inOperationID: UInt32,
            inIOBufferFrameSize: UInt32,
            inIOCycleInfo: *const AudioServerPlugInIOCycleInfo,
            ioMainBuffer: *mut c_void,
            ioSecondaryBuffer: *mut c_void,
        ) -> OSStatus,
    >,
    /// *I/O.* An operation ends.
    pub EndIOOperation: Option<
        unsafe extern "C" fn(
            inDriver: AudioServerPlugInDriverRef,
            inDeviceObjectID: AudioObjectID,
            inClientID: UInt32,
            inOperationID: UInt32,
            inIOBufferFrameSize: UInt32,
            inIOCycleInfo: *const AudioServerPlugInIOCycleInfo,
        ) -> OSStatus,
    >,
}

/// The host vtable: 5 slots, 40 bytes. Called as `(*host).PropertiesChanged(host, ..)`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AudioServerPlugInHostInterface {
    /// Announces that properties of an object have changed.
    pub PropertiesChanged: Option<
        unsafe extern "C" fn(
            inHost: AudioServerPlugInHostRef,
            inObjectID: AudioObjectID,
            inNumberAddresses: UInt32,
            inAddresses: *const AudioObjectPropertyAddress,
        ) -> OSStatus,
    >,
    /// Reads a stored value: NULL when there is none, else with a reference that the caller
    /// releases.
    pub CopyFromStorage: Option<
        unsafe extern "C" fn(
            inHost: AudioServerPlugInHostRef,
            inKey: CFStringRef,
            outData: *mut CFPropertyListRef,
        ) -> OSStatus,
    >,
    /// Stores a value.
    pub WriteToStorage: Option<
        unsafe extern "C" fn(
            inHost: AudioServerPlugInHostRef,
            inKey: CFStringRef,
            inData: CFPropertyListRef,
        ) -> OSStatus,
    >,
    /// Removes a stored value.
    pub DeleteFromStorage: Option<
        unsafe extern "C" fn(inHost: AudioServerPlugInHostRef, inKey: CFStringRef) -> OSStatus,
    >,
    /// Asks to be called in `PerformDeviceConfigurationChange`. Action and info are opaque
    /// to the host.
    pub RequestDeviceConfigurationChange: Option<
        unsafe extern "C" fn(
            inHost: AudioServerPlugInHostRef,
            inDeviceObjectID: AudioObjectID,
            inChangeAction: UInt64,
            inChangeInfo: *mut c_void,
        ) -> OSStatus,
    >,
}
