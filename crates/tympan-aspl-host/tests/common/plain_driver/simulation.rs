//! The plain driver's own answer to the private simulation interface.

use super::*;

pub(super) unsafe extern "C" fn set_clock(this: *mut c_void, clock: *const HostClock) -> OSStatus {
    // SAFETY: the cell is ours.
    let plain = unsafe { plain(base(this)) };
    // SAFETY: the host's clock, valid during the call.
    *plain.clock.lock().unwrap() = Some(Time(unsafe { *clock }));
    0
}

pub(super) unsafe extern "C" fn set_bundle_path(
    _: *mut c_void,
    _: *const u8,
    _: usize,
) -> OSStatus {
    0
}

pub(super) unsafe extern "C" fn drain(_: *mut c_void) -> OSStatus {
    0
}

/// It has counted one thing, as often as its device's id says.
pub(super) unsafe extern "C" fn diagnostic(
    _: *mut c_void,
    device: AudioObjectID,
    place: u32,
    out: *mut Diagnostic,
) -> OSStatus {
    const NAME: &str = "questions";
    let (name, count) = match place {
        0 => (NAME.as_ptr(), u64::from(device)),
        _ => (ptr::null(), 0),
    };
    let found = Diagnostic {
        name,
        name_length: NAME.len(),
        count,
    };
    // SAFETY: the host's place for the answer.
    unsafe { out.write(found) };
    0
}

pub(super) unsafe extern "C" fn live_objects(this: *mut c_void) -> i64 {
    // SAFETY: the cell is ours.
    let plain = unsafe { plain(base(this)) };
    match tympan_aspl_host::cf::live_objects() {
        Some(count) if plain.options.counts_objects => count as i64,
        _ => -1,
    }
}

pub(super) unsafe extern "C" fn destroy(this: *mut c_void) -> OSStatus {
    let plain = base(this).cast::<Plain>();
    // SAFETY: the factory made it with a Box; the host promises that nobody is inside.
    let plain = unsafe { Box::from_raw(plain) };
    plain.options.log.instances.fetch_sub(1, Ordering::Relaxed);
    0
}
