//! The entry points of the I/O path. Nothing here allocates, locks or logs.

use core::ffi::c_void;
use core::{ptr, slice};

use tympan_aspl_sys as sys;

use super::door::{self, realtime};
use super::pointer::{Out, read};
use crate::error::Status;
use crate::format::{ByteOrder, Direction, SampleType};
use crate::io::{
    DeviceIo, IoCycle, Operation, Samples, SamplesMut, StreamSetup, with_sample_types,
};
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
        let frame = instance.driver.stream_frame(device, stream);
        let (direction, frame_bytes) = frame.ok_or(Status::BAD_OBJECT)?;
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

macro_rules! buffers {
    ($($variant:ident($sample:ty): $sample_type:ident $byte_order:ident, $get:ident, $get_mut:ident;)*) => {
        /// Whether a buffer can be used as samples of the stream's type.
        fn is_aligned(stream: &StreamSetup, buffer: *mut c_void) -> bool {
            let format = stream.format.sample_format;
            match (format.sample_type, format.byte_order) {
                $((SampleType::$sample_type, ByteOrder::$byte_order) => buffer.cast::<$sample>().is_aligned(),)*
            }
        }

        /// # Safety
        ///
        /// `buffer` is aligned for the stream's samples and valid for reads and writes of `frames` frames, at most `isize::MAX` bytes; nobody else uses
        /// it meanwhile.
        unsafe fn samples_mut<'a>(stream: &StreamSetup, buffer: *mut c_void, frames: u32) -> SamplesMut<'a> {
            let format = stream.format.sample_format;
            let count = frames as usize * stream.format.channels as usize;
            match (format.sample_type, format.byte_order) {
                $((SampleType::$sample_type, ByteOrder::$byte_order) => SamplesMut::$variant(
                    // SAFETY: aligned and valid by the caller's promise; any bits are a sample.
                    unsafe { slice::from_raw_parts_mut(buffer.cast::<$sample>(), count) }
                ),)*
            }
        }

        /// # Safety
        ///
        /// `buffer` is aligned for the stream's samples and valid for reads of `frames` frames, at most `isize::MAX` bytes; nobody writes it meanwhile.
        unsafe fn samples<'a>(stream: &StreamSetup, buffer: *mut c_void, frames: u32) -> Samples<'a> {
            let format = stream.format.sample_format;
            let count = frames as usize * stream.format.channels as usize;
            match (format.sample_type, format.byte_order) {
                $((SampleType::$sample_type, ByteOrder::$byte_order) => Samples::$variant(
                    // SAFETY: aligned and valid by the caller's promise; any bits are a sample.
                    unsafe { slice::from_raw_parts(buffer.cast::<$sample>(), count) }
                ),)*
            }
        }

        // A sample takes the memory the format says, or the slices above would reach beyond the buffer.
        $(const _: () = assert!(size_of::<$sample>() == SampleType::$sample_type.bytes() as usize);)*
    };
}

with_sample_types!(buffers);
