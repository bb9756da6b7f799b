//! The plain driver's clock and audio.

use super::*;

impl Plain {
    /// Copies between a buffer and the ring, frame by frame at its sample time.
    fn ring(&self, sample_time: f64, frames: u32, mut copy: impl FnMut(&mut [u8], usize)) {
        let mut state = self.state();
        let size = self.bytes_per_frame();
        if state.ring.is_empty() {
            state.ring = vec![0; RING * size];
        }
        for frame in 0..frames as usize {
            let at = (sample_time as i64 + frame as i64).rem_euclid(RING as i64) as usize;
            copy(&mut state.ring[at * size..(at + 1) * size], frame * size);
        }
    }
}

pub(super) unsafe extern "C" fn start_io(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    if plain.is(Fault::StartIoFails) {
        return kAudioHardwareNotReadyError;
    }
    plain.options.log.add(Call::Start(client));
    let now = plain.time().0;
    let mut state = plain.state();
    if state.started == 0 {
        state.anchor = now;
    }
    state.started += 1;
    0
}

pub(super) unsafe extern "C" fn stop_io(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Stop(client));
    let mut state = plain.state();
    if state.started == 0 {
        return kAudioHardwareIllegalOperationError;
    }
    state.started -= 1;
    0
}

pub(super) unsafe extern "C" fn zero_time_stamp(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    _: u32,
    sample_time: *mut f64,
    host_time: *mut u64,
    seed: *mut u64,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    let (now, per_second) = plain.time();
    let mut state = plain.state();
    state.polls += 1;
    let ticks = per_second / state.rate * f64::from(PERIOD);
    let mut n = ((now - state.anchor) as f64 / ticks).floor();
    let mut shift = 0.0;
    let mut number = 1;
    match plain.fault() {
        Fault::StampInFuture => n += 1.0,
        Fault::StampOffPeriod if state.polls > 1 => shift = 100.0 * state.polls as f64,
        Fault::StampBackwards if state.polls > 1 => n -= state.polls as f64,
        Fault::StampStandsStill => n = 0.0,
        Fault::StampNotANumber => shift = f64::NAN,
        Fault::StampFarAway if state.polls > 1 => shift = -1e12,
        Fault::SeedChanges if state.polls > 10 => number = 2,
        _ => {}
    }
    let host = state.anchor as f64 + n * ticks + shift * ticks / f64::from(PERIOD);
    let sample = n * f64::from(PERIOD) + shift;
    // SAFETY: the host's place for the answer.
    unsafe { sample_time.write(sample) };
    // SAFETY: as above.
    unsafe { host_time.write(host as u64) };
    // SAFETY: as above.
    unsafe { seed.write(number) };
    0
}

pub(super) unsafe extern "C" fn will_do(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    _: u32,
    operation: u32,
    will_do: *mut Boolean,
    in_place: *mut Boolean,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    let extra = plain.options.operations.get(&operation);
    let usual = matches!(&operation.to_be_bytes(), b"read" | b"rite");
    let yes = (usual || extra.is_some()) && !plain.is(Fault::NothingToDo);
    // SAFETY: the host's place for the answer.
    unsafe { will_do.write(u8::from(yes)) };
    // SAFETY: as above.
    unsafe { in_place.write(u8::from(*extra.unwrap_or(&true))) };
    0
}

pub(super) unsafe extern "C" fn begin(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
    operation: u32,
    _: u32,
    _: *const AudioServerPlugInIOCycleInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Begin(client, operation));
    0
}

/// The bytes of a sample in a buffer.
///
/// # Safety
///
/// The buffer reaches that far.
unsafe fn get<const N: usize>(buffer: *mut u8, at: usize) -> [u8; N] {
    // SAFETY: the caller's promise; bytes have no alignment.
    unsafe { buffer.wrapping_add(at).cast::<[u8; N]>().read() }
}

/// Writes the bytes of a sample.
///
/// # Safety
///
/// The buffer reaches that far.
unsafe fn put<const N: usize>(buffer: *mut u8, at: usize, bytes: [u8; N]) {
    // SAFETY: the caller's promise; bytes have no alignment.
    unsafe { buffer.wrapping_add(at).cast::<[u8; N]>().write(bytes) }
}

pub(super) unsafe extern "C" fn do_io(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    stream: AudioObjectID,
    client: u32,
    operation: u32,
    frames: u32,
    cycle: *const AudioServerPlugInIOCycleInfo,
    main: *mut c_void,
    secondary: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's cycle info, valid during the call.
    let cycle = unsafe { *cycle };
    plain.options.log.add(Call::Do {
        client,
        stream,
        operation,
        frames,
        cycle: Box::new(cycle),
    });
    if plain.is(Fault::DoIoFails) {
        return kAudioHardwareUnspecifiedError;
    }
    if plain.is(Fault::CallsHostInIo) {
        plain.request_change();
    }
    let size = plain.bytes_per_frame();
    let main = main.cast::<u8>();
    match &operation.to_be_bytes() {
        b"read" => {
            let frames = match plain.fault() {
                Fault::LeavesFrames => frames.saturating_sub(2),
                Fault::WritesTooManyFrames => frames + 1,
                _ => frames,
            };
            plain.ring(cycle.mInputTime.mSampleTime, frames, |ring, at| {
                // SAFETY: the host's buffer holds `frames` frames of the stream's format.
                unsafe { ptr::copy(ring.as_ptr(), main.wrapping_add(at), size) };
            });
        }
        b"rite" => {
            plain.ring(cycle.mOutputTime.mSampleTime, frames, |ring, at| {
                // SAFETY: as above.
                unsafe { ptr::copy(main.wrapping_add(at).cast_const(), ring.as_mut_ptr(), size) };
            });
            if plain.is(Fault::ChangesMix) {
                // SAFETY: as above.
                unsafe { main.write(0x55) };
            }
        }
        b"mixo" => {
            // Its own mix: adds Float32 frames where they belong.
            plain.ring(cycle.mOutputTime.mSampleTime, frames, |ring, at| {
                for sample in (0..size).step_by(4) {
                    // SAFETY: as above.
                    let value = f32::from_ne_bytes(unsafe { get(main, at + sample) });
                    let old = f32::from_ne_bytes(ring[sample..sample + 4].try_into().unwrap());
                    ring[sample..sample + 4].copy_from_slice(&(old + value).to_ne_bytes());
                }
            });
        }
        b"pinp" | b"pout" | b"pmix" => {
            // Turns the signal upside down, here or there.
            let result = if secondary.is_null() {
                main
            } else {
                secondary.cast()
            };
            for index in 0..frames as usize * 2 {
                // SAFETY: canonical buffers hold two Float32 channels.
                let value = -f32::from_ne_bytes(unsafe { get(main, index * 4) });
                // SAFETY: as above.
                unsafe { put(result, index * 4, value.to_ne_bytes()) };
            }
        }
        b"cinp" => {
            // From Int16, backwards so that it can be done in place.
            let result = if secondary.is_null() {
                main
            } else {
                secondary.cast()
            };
            for index in (0..frames as usize * 2).rev() {
                // SAFETY: the native buffer holds two Int16 channels.
                let value = i16::from_ne_bytes(unsafe { get(main, index * 2) });
                let value = f32::from(value) / 32768.0;
                // SAFETY: the canonical buffer holds two Float32 channels.
                unsafe { put(result, index * 4, value.to_ne_bytes()) };
            }
        }
        b"cmix" => {
            let result = if secondary.is_null() {
                main
            } else {
                secondary.cast()
            };
            for index in 0..frames as usize * 2 {
                // SAFETY: as above.
                let value = f32::from_ne_bytes(unsafe { get(main, index * 4) });
                let value = (value * 32768.0) as i16;
                // SAFETY: as above.
                unsafe { put(result, index * 2, value.to_ne_bytes()) };
            }
        }
        _ => return kAudioHardwareUnspecifiedError,
    }
    0
}

pub(super) unsafe extern "C" fn end(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
    operation: u32,
    _: u32,
    _: *const AudioServerPlugInIOCycleInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::End(client, operation));
    0
}
