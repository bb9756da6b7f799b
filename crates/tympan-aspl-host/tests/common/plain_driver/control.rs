//! The plain driver's clients, configuration changes and devices.

use super::*;

pub(super) unsafe extern "C" fn create_device(
    this: AudioServerPlugInDriverRef,
    description: CFDictionaryRef,
    client: *const AudioServerPlugInClientInfo,
    device: *mut AudioObjectID,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    let mut extra = plain.options.log.extra.lock().unwrap();
    if !extra.values.contains_key(&(1, rich::code(b"end#"))) {
        return kAudioHardwareUnsupportedOperationError;
    }
    // SAFETY: the host's description, valid during the call.
    let description = unsafe { CfObject::from_get(description) }.expect("a description");
    let Ok(PropertyList::Dictionary(entries)) = PropertyList::from_object(&description) else {
        return kAudioHardwareIllegalOperationError;
    };
    // SAFETY: the host's info, valid during the call.
    let process = unsafe { (*client).mProcessID };
    plain.options.log.add(Call::Create(entries, process));
    if !plain.is(Fault::CreatesNothing) {
        rich::combine(&mut extra);
    }
    // SAFETY: the host's place for the answer.
    unsafe { device.write(rich::COMBINED) };
    0
}

pub(super) unsafe extern "C" fn destroy_device(
    this: AudioServerPlugInDriverRef,
    device: AudioObjectID,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    let mut extra = plain.options.log.extra.lock().unwrap();
    if device != rich::COMBINED || extra.gone.contains(&device) {
        return kAudioHardwareUnsupportedOperationError;
    }
    plain.options.log.add(Call::Destroy(device));
    rich::remove(&mut extra, device);
    0
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
            let mut extra = plain.options.log.extra.lock().unwrap();
            for (object, selector, value) in std::mem::take(&mut extra.at_perform) {
                extra.values.insert((object, selector), value);
            }
            drop(extra);
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
