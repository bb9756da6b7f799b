//! The plain driver's clients, configuration changes and devices.

use super::*;

pub(super) unsafe extern "C" fn create_device(
    _: AudioServerPlugInDriverRef,
    _: CFDictionaryRef,
    _: *const AudioServerPlugInClientInfo,
    _: *mut AudioObjectID,
) -> OSStatus {
    kAudioHardwareUnsupportedOperationError
}

pub(super) unsafe extern "C" fn destroy_device(
    _: AudioServerPlugInDriverRef,
    _: AudioObjectID,
) -> OSStatus {
    kAudioHardwareUnsupportedOperationError
}

pub(super) unsafe extern "C" fn add_client(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    info: *const AudioServerPlugInClientInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's info, valid during the call.
    let info = unsafe { *info };
    // SAFETY: so is its string.
    let bundle = unsafe { CfString::from_get(info.mBundleID) };
    let bundle = bundle.map(|text| text.to_string());
    let call = Call::AddClient(info.mClientID, info.mProcessID, bundle);
    plain.options.log.add(call);
    0
}

pub(super) unsafe extern "C" fn remove_client(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    info: *const AudioServerPlugInClientInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's info, valid during the call.
    let client = unsafe { (*info).mClientID };
    plain.options.log.add(Call::RemoveClient(client));
    0
}

pub(super) unsafe extern "C" fn perform(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    action: u64,
    _: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Perform(action));
    match plain.fault() {
        Fault::RateNeverChanges => {}
        Fault::ChangesForEver => plain.request_change(),
        _ => {
            let mut state = plain.state();
            state.rate = state.wanted;
        }
    }
    0
}

pub(super) unsafe extern "C" fn abort(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    action: u64,
    _: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Abort(action));
    0
}
