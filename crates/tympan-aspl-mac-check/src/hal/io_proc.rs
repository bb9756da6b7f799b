//! The IOProc: plays and records on the HAL's I/O thread.

use std::ffi::c_void;
use std::ptr::NonNull;
use std::slice;

use objc2_core_audio::{
    AudioDeviceCreateIOProcID, AudioDeviceDestroyIOProcID, AudioDeviceIOProcID, AudioDeviceStart,
    AudioDeviceStop, AudioObjectID,
};
use objc2_core_audio_types::{AudioBuffer, AudioBufferList, AudioTimeStamp};

use super::failed;
use crate::Failure;
use crate::io::Run;

/// I/O that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Io {
    device: AudioObjectID,
    io_proc: AudioDeviceIOProcID,
}

impl Io {
    pub(super) fn start(device: AudioObjectID, run: &'static Run) -> Result<Self, Failure> {
        let mut io_proc: AudioDeviceIOProcID = None;
        let data = std::ptr::from_ref(run).cast_mut().cast::<c_void>();
        // SAFETY: `cycle` takes this client data, which lives for ever and is only read through shared references.
        let status = unsafe {
            AudioDeviceCreateIOProcID(device, Some(cycle), data, NonNull::from(&mut io_proc))
        };
        if status != 0 {
            return Err(failed("AudioDeviceCreateIOProcID", status));
        }
        let io = Self { device, io_proc };
        // SAFETY: the IOProc was made for this device just now.
        let status = unsafe { AudioDeviceStart(device, io_proc) };
        match status {
            0 => Ok(io),
            _ => Err(failed("AudioDeviceStart", status)),
        }
    }
}

impl Drop for Io {
    fn drop(&mut self) {
        // SAFETY: the IOProc was made for this device, and is destroyed only here.
        let _ = unsafe { AudioDeviceStop(self.device, self.io_proc) };
        // SAFETY: as above.
        let _ = unsafe { AudioDeviceDestroyIOProcID(self.device, self.io_proc) };
    }
}

/// One cycle.
unsafe extern "C-unwind" fn cycle(
    _: AudioObjectID,
    _now: NonNull<AudioTimeStamp>,
    input: NonNull<AudioBufferList>,
    _input_time: NonNull<AudioTimeStamp>,
    output: NonNull<AudioBufferList>,
    output_time: NonNull<AudioTimeStamp>,
    data: *mut c_void,
) -> i32 {
    // SAFETY: `Io::start` gave the HAL this pointer, to a value that lives for ever.
    let run = unsafe { &*data.cast_const().cast::<Run>() };
    // SAFETY: the HAL's lists and time stamps are valid until this returns.
    let time = unsafe { output_time.as_ref() }.mSampleTime;
    // SAFETY: as above.
    let outputs = unsafe { buffers(output) };
    let first = run.begin_cycle(time, frames(outputs));
    let mut channel = 0;
    for buffer in outputs {
        // SAFETY: the buffer belongs to this call, and nothing else refers to its samples.
        let samples = unsafe { samples_mut(buffer) };
        let channels = buffer.mNumberChannels as usize;
        for (frame, samples) in samples.chunks_exact_mut(channels.max(1)).enumerate() {
            for (offset, sample) in samples.iter_mut().enumerate() {
                *sample = run.sample(first + frame as u64, channel + offset);
            }
        }
        channel += channels;
    }
    // SAFETY: as above.
    let inputs = unsafe { buffers(input) };
    channel = 0;
    for buffer in inputs {
        // SAFETY: the HAL has filled the buffer, and writes to it no more until this returns.
        let samples = unsafe { samples(buffer) };
        let channels = buffer.mNumberChannels as usize;
        for (frame, samples) in samples.chunks_exact(channels.max(1)).enumerate() {
            for (offset, sample) in samples.iter().enumerate() {
                run.record(frame, channel + offset, *sample);
            }
        }
        channel += channels;
    }
    run.end_cycle(frames(inputs));
    0
}

fn frames(buffers: &[AudioBuffer]) -> usize {
    let frames = |buffer: &AudioBuffer| buffer.mDataByteSize / 4 / buffer.mNumberChannels.max(1);
    buffers.iter().map(frames).max().unwrap_or(0) as usize
}

/// The buffers of a list.
///
/// # Safety
///
/// The list is valid, with as many buffers as it says, as long as the result is used.
unsafe fn buffers<'a>(list: NonNull<AudioBufferList>) -> &'a [AudioBuffer] {
    let list = list.as_ptr();
    // SAFETY: the caller's promise.
    let count = unsafe { (*list).mNumberBuffers } as usize;
    // SAFETY: as above; the field is inside the list.
    let first = unsafe { &raw const (*list).mBuffers };
    // SAFETY: as above; the pointer is the list's, so it reaches the buffers behind the first.
    unsafe { slice::from_raw_parts(first.cast(), count) }
}

/// The samples of a buffer, to be read.
///
/// # Safety
///
/// What the buffer points to is valid for its size, holds Float32, and is not written, as long as the result is used.
unsafe fn samples(buffer: &AudioBuffer) -> &[f32] {
    if buffer.mData.is_null() {
        return &[];
    }
    let count = buffer.mDataByteSize as usize / 4;
    // SAFETY: the caller's promise.
    unsafe { slice::from_raw_parts(buffer.mData.cast_const().cast(), count) }
}

/// The samples of a buffer, to be written.
///
/// # Safety
///
/// As [`samples`], and nothing else refers to them.
#[allow(clippy::mut_from_ref, reason = "the buffer only points to them")]
unsafe fn samples_mut(buffer: &AudioBuffer) -> &mut [f32] {
    if buffer.mData.is_null() {
        return &mut [];
    }
    let count = buffer.mDataByteSize as usize / 4;
    // SAFETY: the caller's promise.
    unsafe { slice::from_raw_parts_mut(buffer.mData.cast(), count) }
}
