//! The entry points of the I/O path. Nothing here allocates, locks or logs.

use core::ffi::c_void;
use core::{ptr, slice};

use tympan_aspl_sys as sys;

use super::door::{self, realtime};
use super::pointer::{Out, read};
use crate::clock::ZeroTimeStamp;
use crate::error::Status;
use crate::format::{ByteOrder, SampleFormat, SampleType};
use crate::io::{
    Bracket, Buffers, DeviceIo, Edge, IoCall, IoCycle, Operation, Plan, Samples, SamplesMut, Shape,
    Stage, StreamFrame, StreamSetup, with_sample_types,
};
use crate::realtime::RealtimeContext;
use crate::types::{ClientId, ObjectId};

pub(super) unsafe extern "C" fn get_zero_time_stamp(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: u32,
    out_sample_time: *mut f64,
    out_host_time: *mut u64,
    out_seed: *mut u64,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        let (sample_time, host_time) = (Out::new(out_sample_time)?, Out::new(out_host_time)?);
        let seed = Out::new(out_seed)?;
        // First, because a processor can look the device up while it waits for the clock, but not the other way round.
        let now = instance.driver.time().now();
        let device = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        if !device.is_running() {
            return Err(Status::NOT_RUNNING);
        }
        let stamp = if device.has_authors_clock() {
            authors_stamp(device, client, now)?
        } else {
            device.stamp(now).ok_or(Status::NOT_RUNNING)?
        };
        // SAFETY: not null, so the host promises room for a number; it need not be aligned.
        unsafe { sample_time.write(stamp.sample_time) };
        // SAFETY: as above.
        unsafe { host_time.write(stamp.host_time) };
        // SAFETY: as above.
        unsafe { seed.write(device.seed(stamp.seed)) };
        Ok(())
    })
}

/// Asks a clock of the author's. If that panics, it is not asked again before the next start.
#[inline(never)]
fn authors_stamp(io: &DeviceIo, client: u32, now: u64) -> Result<ZeroTimeStamp, Status> {
    let clock = io.authors_clock.enter(client);
    let clock = clock.filter(|_| !io.is_silenced());
    let clock = clock.ok_or(Status::NOT_RUNNING)?;
    let stamp = contained(io, || clock.ask(now))?;
    let checked = stamp.and_then(|stamp| clock.check(stamp, now, &io.counters));
    checked.ok_or(Status::NOT_RUNNING)
}

pub(super) unsafe extern "C" fn begin_io_operation(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: u32,
    operation: u32,
    frames: u32,
    cycle: *const sys::AudioServerPlugInIOCycleInfo,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        let io = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        // SAFETY: the host promises null or a description of the cycle.
        unsafe { hook(io, Edge::Begin, operation, client, frames, cycle) }
    })
}

pub(super) unsafe extern "C" fn end_io_operation(
    driver: sys::AudioServerPlugInDriverRef,
    device: sys::AudioObjectID,
    client: u32,
    operation: u32,
    frames: u32,
    cycle: *const sys::AudioServerPlugInIOCycleInfo,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        let io = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        // SAFETY: the host promises null or a description of the cycle.
        unsafe { hook(io, Edge::End, operation, client, frames, cycle) }
    })
}

/// Calls the hook of an operation, if there is one.
///
/// # Safety
///
/// `cycle` is null or valid for reads.
#[inline]
unsafe fn hook(
    io: &DeviceIo,
    edge: Edge,
    operation: u32,
    client: u32,
    frames: u32,
    cycle: *const sys::AudioServerPlugInIOCycleInfo,
) -> Result<(), Status> {
    // Few devices have any.
    if !io.declared().has_hooks(edge) {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    unsafe { call_hook(io, edge, operation, client, frames, cycle) }
}

/// As [`hook`], for a device that has some.
///
/// # Safety
///
/// `cycle` is null or valid for reads.
#[inline(never)]
unsafe fn call_hook(
    io: &DeviceIo,
    edge: Edge,
    operation: u32,
    client: u32,
    frames: u32,
    cycle: *const sys::AudioServerPlugInIOCycleInfo,
) -> Result<(), Status> {
    let operation = Operation::from_id(operation);
    let Some(operation) = operation.filter(|known| io.declared().has_hook(*known, edge)) else {
        return Ok(());
    };
    let plan = io.plan.enter(client);
    let Some(plan) = plan.as_deref().filter(|_| !io.is_silenced()) else {
        return Ok(());
    };
    // SAFETY: the caller's promise.
    let cycle = unsafe { read(cycle.cast::<IoCycle>()) };
    let bracket = Bracket {
        operation,
        client: ClientId(client),
        frames,
        cycle: cycle.as_ref().ok(),
    };
    let rt = &RealtimeContext::new();
    contained(io, || plan.hook(rt, edge, &bracket))
}

/// Runs author code. If it panics, the device is silent from then on.
fn contained<T>(io: &DeviceIo, call: impl FnOnce() -> T) -> Result<T, Status> {
    door::contain(call, |panic| io.panicked(panic))
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
    secondary_buffer: *mut c_void,
) -> sys::OSStatus {
    realtime(driver.cast(), |instance| {
        let io = instance.driver.io.get(device).ok_or(Status::BAD_OBJECT)?;
        let declared = io.declared();
        let operation = Operation::from_id(operation)
            .filter(|operation| declared.handles(*operation))
            .ok_or(Status::UNSUPPORTED_OPERATION)?;
        let shape = operation.shape().ok_or(Status::UNSUPPORTED_OPERATION)?;
        let is_separate = declared.is_separate(operation);
        let main = Out::new(main_buffer)?.get();
        let target = if is_separate {
            Out::new(secondary_buffer)?.get()
        } else {
            main
        };
        let plan = io.plan.enter(client);
        let place = plan
            .as_deref()
            .and_then(|plan| Some((plan, plan.stream(ObjectId(stream))?)));
        let frame = match place {
            Some((_, stream)) => StreamFrame::new(stream.direction, &stream.format),
            // Silence needs a size before the first start too.
            None => {
                let known = instance.driver.stream_frame(device, stream);
                known.ok_or(Status::BAD_OBJECT)?
            }
        };
        let block = |stage: Stage, start: *mut c_void| {
            let bytes = frame.bytes(stage, frames).ok_or(Status::BAD_SIZE)?;
            let samples = frame.samples(frames);
            Ok::<_, Status>(Block {
                start,
                bytes,
                samples,
                stage,
            })
        };
        let target = shape.gives.map(|stage| block(stage, target)).transpose()?;
        let source = match shape.takes {
            Some(stage) if is_separate || target.is_none() => Some(block(stage, main)?),
            _ => None,
        };
        // SAFETY: the host promises null or a description of the cycle; it is copied before a buffer is written.
        let cycle = unsafe { read(cycle.cast::<IoCycle>()) };
        let result = match (&cycle, place) {
            (Err(status), _) => Err(*status),
            _ if frame.direction != shape.direction => Err(Status::ILLEGAL_OPERATION),
            (Ok(cycle), Some((plan, stream))) if io.is_audible() => {
                let call = DoOperation {
                    plan,
                    operation,
                    shape,
                    stream,
                    client: ClientId(client),
                    cycle,
                };
                // SAFETY: the host promises for each buffer memory for the frames in the format of its stage, its own during the call.
                unsafe { call.run(io, source, target) }
            }
            _ => Ok(Heard::Nothing),
        };
        if let (Some(target), false) = (target, result == Ok(Heard::Handler)) {
            // Whoever listens hears silence, never what was in the buffer before (design rule 8).
            // SAFETY: the host promises a buffer of as many bytes.
            unsafe { ptr::write_bytes(target.start.cast::<u8>(), 0, target.bytes) };
        }
        result.map(drop)
    })
}

/// A buffer of the host.
#[derive(Clone, Copy)]
struct Block {
    start: *mut c_void,
    bytes: usize,
    samples: usize,
    stage: Stage,
}

impl Block {
    fn overlaps(&self, other: &Self) -> bool {
        let (start, other_start) = (self.start.addr(), other.start.addr());
        start < other_start + other.bytes && other_start < start + self.bytes
    }

    /// The format of its samples, those of a stream.
    fn format(&self, stream: &StreamSetup) -> SampleFormat {
        match self.stage {
            Stage::Native => stream.format.sample_format,
            Stage::Canonical => SampleFormat::default(),
        }
    }
}

/// What is in the buffer after a call.
#[derive(Clone, Copy, PartialEq)]
enum Heard {
    /// What the author's handler did.
    Handler,
    /// Nothing was done.
    Nothing,
}

/// A DoIOOperation call of a device that runs, without its buffers.
struct DoOperation<'a> {
    plan: &'a Plan,
    operation: Operation,
    shape: Shape,
    stream: &'a StreamSetup,
    client: ClientId,
    cycle: &'a IoCycle,
}

impl DoOperation<'_> {
    /// Calls the handler.
    ///
    /// # Safety
    ///
    /// The buffers are valid for reads and writes of their bytes; nobody else uses them meanwhile.
    unsafe fn run(
        &self,
        io: &DeviceIo,
        source: Option<Block>,
        target: Option<Block>,
    ) -> Result<Heard, Status> {
        let stream = self.stream;
        let is_usable = |block: &Block| is_aligned(block.format(stream), block.start);
        let is_apart = match (&source, &target) {
            (Some(source), Some(target)) => !source.overlaps(target),
            _ => true,
        };
        if !is_apart || !source.iter().chain(&target).all(is_usable) {
            return Err(Status::ILLEGAL_OPERATION);
        }
        let buffers = Buffers {
            // SAFETY: aligned as just checked, valid by the caller's promise, and apart from the target.
            source: source.map(|block| unsafe { samples(block.format(stream), block) }),
            // SAFETY: aligned as just checked, valid by the caller's promise, and apart from the source.
            target: target.map(|block| unsafe { samples_mut(block.format(stream), block) }),
        };
        let call = IoCall {
            operation: self.operation,
            shape: self.shape,
            stream,
            client: self.client,
            cycle: self.cycle,
            buffers,
        };
        io.note_cycle(self.client, self.cycle);
        let rt = &RealtimeContext::new();
        let is_handled = contained(io, || self.plan.run(rt, &io.counters, call))?;
        Ok(if is_handled {
            Heard::Handler
        } else {
            Heard::Nothing
        })
    }
}

macro_rules! buffers {
    ($($variant:ident($sample:ty): $sample_type:ident $byte_order:ident, $get:ident, $get_mut:ident;)*) => {
        /// Whether a buffer can be used as samples of a format.
        fn is_aligned(format: SampleFormat, buffer: *mut c_void) -> bool {
            match (format.sample_type, format.byte_order) {
                $((SampleType::$sample_type, ByteOrder::$byte_order) => buffer.cast::<$sample>().is_aligned(),)*
            }
        }

        /// # Safety
        ///
        /// The block is aligned for samples of the format and valid for reads and writes of its bytes, which they fill; nobody else uses it meanwhile.
        unsafe fn samples_mut<'a>(format: SampleFormat, block: Block) -> SamplesMut<'a> {
            match (format.sample_type, format.byte_order) {
                $((SampleType::$sample_type, ByteOrder::$byte_order) => SamplesMut::$variant(
                    // SAFETY: aligned and valid by the caller's promise; any bits are a sample.
                    unsafe { slice::from_raw_parts_mut(block.start.cast::<$sample>(), block.samples) }
                ),)*
            }
        }

        /// # Safety
        ///
        /// The block is aligned for samples of the format and valid for reads of its bytes, which they fill; nobody writes it meanwhile.
        unsafe fn samples<'a>(format: SampleFormat, block: Block) -> Samples<'a> {
            match (format.sample_type, format.byte_order) {
                $((SampleType::$sample_type, ByteOrder::$byte_order) => Samples::$variant(
                    // SAFETY: aligned and valid by the caller's promise; any bits are a sample.
                    unsafe { slice::from_raw_parts(block.start.cast::<$sample>(), block.samples) }
                ),)*
            }
        }

        // A sample takes the memory the format says, or the slices above would reach beyond the buffer.
        $(const _: () = assert!(size_of::<$sample>() == SampleType::$sample_type.bytes() as usize);)*
    };
}

with_sample_types!(buffers);
