//! The entry points of the I/O path. Nothing here allocates, locks or logs.

use core::ffi::c_void;
use core::{ptr, slice};

use tympan_aspl_sys as sys;

use super::door::{self, realtime};
use super::pointer::{Out, read};
use crate::error::Status;
use crate::format::{Direction, SampleType};
use crate::io::{DeviceIo, IoCycle, Operation, Samples, SamplesMut, StreamSetup};
use crate::realtime::RealtimeContext;
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
        let (sample_time, host_time) = (Out::new(out_sample_time)?, Out::new(out_host_time)?);
        let seed = Out::new(out_seed)?;
        let device = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        let stamp = device.zero_time_stamp(instance.driver.time())?;
        // SAFETY: not null, so the host promises room for a number; it need not be aligned.
        unsafe { sample_time.write(stamp.sample_time) };
        // SAFETY: as above.
        unsafe { host_time.write(stamp.host_time) };
        // SAFETY: as above.
        unsafe { seed.write(stamp.seed) };
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
        let io = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        let operation = Operation::from_id(operation).ok_or(Status::UNSUPPORTED_OPERATION)?;
        let buffer = Out::new(main_buffer.cast::<u8>())?;
        let (direction, frame_bytes) = io.frame(ObjectId(stream)).ok_or(Status::BAD_OBJECT)?;
        let bytes = frame_bytes
            .checked_mul(frames as usize)
            .filter(|bytes| isize::try_from(*bytes).is_ok())
            .ok_or(Status::BAD_SIZE)?;
        // SAFETY: the host promises null or a description of the cycle; it is copied before a buffer is written.
        let cycle = match unsafe { read(cycle) } {
            Ok(_) if direction != operation.direction() => Err(Status::ILLEGAL_OPERATION),
            cycle => cycle.map(IoCycle::new),
        };
        let call = cycle.map(|cycle| Call {
            stream: ObjectId(stream),
            client: ClientId(client),
            operation,
            cycle,
        });
        // SAFETY: the host promises a buffer of `frames` frames in the stream's format, its own during the call.
        let result = call.and_then(|call| unsafe { call.run(io, main_buffer, frames) });
        if result != Ok(Heard::Handler) && operation.direction() == Direction::Input {
            // Whoever listens hears silence, never what was in the buffer before (design rule 8).
            // SAFETY: the host promises a buffer of `frames` frames in the stream's format, which is `bytes`.
            unsafe { ptr::write_bytes(buffer.get(), 0, bytes) };
        }
        result.map(drop)
    })
}

/// What is in the buffer after a call.
#[derive(Clone, Copy, PartialEq)]
enum Heard {
    /// What the author's handler did.
    Handler,
    /// Nothing was done.
    Nothing,
}

/// A DoIOOperation call, without its buffer.
struct Call {
    stream: ObjectId,
    client: ClientId,
    operation: Operation,
    cycle: IoCycle,
}

impl Call {
    /// Calls the handler, if the device runs.
    ///
    /// # Safety
    ///
    /// `buffer` is valid for reads and writes of `frames` frames in the stream's format; nobody else uses it meanwhile.
    unsafe fn run(&self, io: &DeviceIo, buffer: *mut c_void, frames: u32) -> Result<Heard, Status> {
        let plan = io.plan.enter(self.client.0);
        let Some(plan) = plan.as_deref().filter(|_| io.is_audible()) else {
            return Ok(Heard::Nothing);
        };
        let stream = plan.stream(self.stream).ok_or(Status::BAD_OBJECT)?;
        if !is_aligned(stream, buffer) {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let rt = &RealtimeContext::new();
        let result = match self.operation {
            Operation::ReadInput => {
                // SAFETY: aligned as just checked, and valid by the caller's promise.
                let samples = unsafe { samples_mut(stream, buffer, frames) };
                door::contain(|| {
                    plan.read_input(rt, &io.counters, stream, self.client, &self.cycle, samples)
                })
            }
            Operation::WriteMix => {
                // SAFETY: as above.
                let samples = unsafe { samples(stream, buffer, frames) };
                door::contain(|| plan.write_mix(rt, &io.counters, stream, &self.cycle, samples))
            }
        };
        result.map_err(|panic| {
            io.panicked(panic);
            Status::UNSPECIFIED
        })?;
        Ok(Heard::Handler)
    }
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

/// # Safety
///
/// `buffer` is aligned for the stream's samples and valid for reads and writes of `frames` frames, at most `isize::MAX` bytes; nobody else uses it meanwhile.
unsafe fn samples_mut<'a>(
    stream: &StreamSetup,
    buffer: *mut c_void,
    frames: u32,
) -> SamplesMut<'a> {
    /// # Safety
    ///
    /// `buffer` is aligned for `T` and valid for `count` of them; any bits are a `T`.
    unsafe fn all<'a, T>(buffer: *mut c_void, count: usize) -> &'a mut [T] {
        // SAFETY: the caller's promise.
        unsafe { slice::from_raw_parts_mut(buffer.cast(), count) }
    }
    let count = frames as usize * stream.format.channels as usize;
    match stream.format.sample_type {
        // SAFETY: aligned and valid by the caller's promise; any bits are an `f32`.
        SampleType::Float32 => SamplesMut::Float32(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int16 => SamplesMut::Int16(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int24 => SamplesMut::Int24(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int32 => SamplesMut::Int32(unsafe { all(buffer, count) }),
    }
}

/// # Safety
///
/// `buffer` is aligned for the stream's samples and valid for reads of `frames` frames, at most `isize::MAX` bytes; nobody writes it meanwhile.
unsafe fn samples<'a>(stream: &StreamSetup, buffer: *mut c_void, frames: u32) -> Samples<'a> {
    /// # Safety
    ///
    /// `buffer` is aligned for `T` and valid for `count` of them; any bits are a `T`.
    unsafe fn all<'a, T>(buffer: *mut c_void, count: usize) -> &'a [T] {
        // SAFETY: the caller's promise.
        unsafe { slice::from_raw_parts(buffer.cast(), count) }
    }
    let count = frames as usize * stream.format.channels as usize;
    match stream.format.sample_type {
        // SAFETY: aligned and valid by the caller's promise; any bits are an `f32`.
        SampleType::Float32 => Samples::Float32(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int16 => Samples::Int16(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int24 => Samples::Int24(unsafe { all(buffer, count) }),
        // SAFETY: as above.
        SampleType::Int32 => Samples::Int32(unsafe { all(buffer, count) }),
    }
}
