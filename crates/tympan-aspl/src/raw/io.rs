//! The entry points of the I/O path. Nothing here allocates, locks or logs.

use core::ffi::c_void;
use core::{ptr, slice};

use tympan_aspl_sys as sys;

use super::door::{self, realtime};
use crate::error::Status;
use crate::format::{Direction, SampleType};
use crate::io::{IoCycle, Operation, Plan, Samples, SamplesMut, StreamSetup};
use crate::realtime::{Event, RealtimeContext};
use crate::types::{ClientId, ObjectId};

pub(super) unsafe extern "C" fn get_zero_time_stamp(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    _client: u32,
    out_sample_time: *mut f64,
    out_host_time: *mut u64,
    out_seed: *mut u64,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        if out_sample_time.is_null() || out_host_time.is_null() || out_seed.is_null() {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let device = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        let stamp = device.zero_time_stamp(instance.driver.time())?;
        // SAFETY: not null, so the host promises room for a number; it need not be aligned.
        unsafe { out_sample_time.write_unaligned(stamp.sample_time) };
        // SAFETY: as above.
        unsafe { out_host_time.write_unaligned(stamp.host_time) };
        // SAFETY: as above.
        unsafe { out_seed.write_unaligned(stamp.seed) };
        Ok(())
    })
}

pub(super) unsafe extern "C" fn begin_io_operation(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    _client: u32,
    _operation: u32,
    _frames: u32,
    _cycle: *const sys::AudioServerPlugInIOCycleInfo,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        known(instance.driver.io.get(device))
    })
}

pub(super) unsafe extern "C" fn end_io_operation(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    _client: u32,
    _operation: u32,
    _frames: u32,
    _cycle: *const sys::AudioServerPlugInIOCycleInfo,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        known(instance.driver.io.get(device))
    })
}

fn known<T>(device: Option<T>) -> Result<(), Status> {
    device.map(drop).ok_or(Status::BAD_OBJECT)
}

pub(super) unsafe extern "C" fn do_io_operation(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    stream: sys::AudioObjectID,
    client: u32,
    operation: u32,
    frames: u32,
    cycle: *const sys::AudioServerPlugInIOCycleInfo,
    main_buffer: *mut c_void,
    _secondary_buffer: *mut c_void,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        if cycle.is_null() || main_buffer.is_null() {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let io = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        let operation = Operation::from_id(operation).ok_or(Status::UNSUPPORTED_OPERATION)?;
        // SAFETY: not null, so the host promises a description of the cycle; it need not be aligned, and is copied before a buffer is written.
        let cycle = IoCycle::new(unsafe { cycle.read_unaligned() });
        let plan = io.plan.enter(client).ok_or(Status::NOT_RUNNING)?;
        let plan: &Plan = &plan;
        let stream = plan.stream(ObjectId(stream)).ok_or(Status::BAD_OBJECT)?;
        if stream.direction != operation.direction() {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let bytes = (stream.format.bytes_per_frame() as usize)
            .checked_mul(frames as usize)
            .ok_or(Status::BAD_SIZE)?;
        let result = if io.is_audible() {
            let call = || {
                let rt = &RealtimeContext::new();
                match operation {
                    Operation::ReadInput => {
                        // SAFETY: the host promises a buffer of `frames` frames in the stream's format, its own during the call.
                        if let Some(samples) = unsafe { samples_mut(stream, main_buffer, frames) } {
                            plan.read_input(
                                rt,
                                &io.counters,
                                stream,
                                ClientId(client),
                                &cycle,
                                samples,
                            );
                        }
                    }
                    Operation::WriteMix => {
                        // SAFETY: as above; it is only read.
                        if let Some(samples) = unsafe { samples(stream, main_buffer, frames) } {
                            plan.write_mix(rt, &io.counters, stream, &cycle, samples);
                        }
                    }
                }
            };
            if is_aligned(stream, main_buffer) {
                door::contain(call)
            } else {
                Err(Status::ILLEGAL_OPERATION)
            }
        } else {
            Ok(())
        };
        if result == Err(Status::UNSPECIFIED) {
            io.silence();
            io.counters.count(Event::Panic);
        }
        if (result.is_err() || !io.is_audible()) && operation.direction() == Direction::Input {
            // Whoever listens hears silence, never what was in the buffer before (design rule 8).
            // SAFETY: the host promises a buffer of `frames` frames in the stream's format.
            unsafe { ptr::write_bytes(main_buffer.cast::<u8>(), 0, bytes) };
        }
        result
    })
}

/// Whether a buffer can be used as samples of the stream's type.
fn is_aligned(stream: &StreamSetup, buffer: *mut c_void) -> bool {
    match stream.format.sample_type {
        SampleType::Float32 => buffer.cast::<f32>().is_aligned(),
        SampleType::Int16 => buffer.cast::<i16>().is_aligned(),
        SampleType::Int24 => true,
        SampleType::Int32 => buffer.cast::<i32>().is_aligned(),
    }
}

/// The number of samples in `frames` frames, if so many bytes can be one buffer.
fn count(stream: &StreamSetup, frames: u32) -> Option<usize> {
    let samples = (stream.format.channels as usize).checked_mul(frames as usize)?;
    let bytes = samples.checked_mul(stream.format.sample_type.bytes() as usize)?;
    isize::try_from(bytes).is_ok().then_some(samples)
}

/// # Safety
///
/// `buffer` is aligned for the stream's samples and valid for reads and writes of `frames` frames; nobody else uses it meanwhile.
unsafe fn samples_mut<'a>(
    stream: &StreamSetup,
    buffer: *mut c_void,
    frames: u32,
) -> Option<SamplesMut<'a>> {
    /// # Safety
    ///
    /// `buffer` is aligned for `T` and valid for `count` of them; any bits are a `T`.
    unsafe fn all<'a, T>(buffer: *mut c_void, count: usize) -> &'a mut [T] {
        // SAFETY: the caller's promise.
        unsafe { slice::from_raw_parts_mut(buffer.cast(), count) }
    }
    let count = count(stream, frames)?;
    Some(match stream.format.sample_type {
        // SAFETY: aligned and valid by the caller's promise; any bits are an `f32`.
        SampleType::Float32 => SamplesMut::Float32(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int16 => SamplesMut::Int16(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int24 => SamplesMut::Int24(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int32 => SamplesMut::Int32(unsafe { all(buffer, count) }),
    })
}

/// # Safety
///
/// `buffer` is aligned for the stream's samples and valid for reads of `frames` frames; nobody writes it meanwhile.
unsafe fn samples<'a>(
    stream: &StreamSetup,
    buffer: *mut c_void,
    frames: u32,
) -> Option<Samples<'a>> {
    /// # Safety
    ///
    /// `buffer` is aligned for `T` and valid for `count` of them; any bits are a `T`.
    unsafe fn all<'a, T>(buffer: *mut c_void, count: usize) -> &'a [T] {
        // SAFETY: the caller's promise.
        unsafe { slice::from_raw_parts(buffer.cast(), count) }
    }
    let count = count(stream, frames)?;
    Some(match stream.format.sample_type {
        // SAFETY: aligned and valid by the caller's promise; any bits are an `f32`.
        SampleType::Float32 => Samples::Float32(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int16 => Samples::Int16(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int24 => Samples::Int24(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int32 => Samples::Int32(unsafe { all(buffer, count) }),
    })
}
