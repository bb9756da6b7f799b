//! The seven I/O calls.

use std::ffi::c_void;

use tympan_aspl_sys::{AudioObjectID, AudioServerPlugInIOCycleInfo, AudioServerPlugInIOOperation};

use super::driver::{DriverInterface, check, slot};
use super::memory::Block;
use crate::error::HostError;
use crate::guard::IoSite;

/// An answer of WillDoIOOperation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WillDo {
    pub(crate) will_do: bool,
    pub(crate) in_place: bool,
}

/// A zero time stamp: the device's clock passed a sample at a host time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "GetZeroTimeStamp")]
#[non_exhaustive]
pub struct ZeroTimeStamp {
    /// The sample, a multiple of the device's period.
    pub sample_time: f64,
    /// When it passed, in host ticks.
    pub host_time: u64,
    /// Another one than before when the time line is a new one.
    pub seed: u64,
}

/// What Begin, Do and End of one operation have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IoCall<'a> {
    pub(crate) device: AudioObjectID,
    pub(crate) client: u32,
    pub(crate) operation: AudioServerPlugInIOOperation,
    pub(crate) frames: u32,
    pub(crate) cycle: &'a AudioServerPlugInIOCycleInfo,
}

impl IoCall<'_> {
    fn site(&self, entry: &'static str, stream: Option<AudioObjectID>) -> IoSite {
        IoSite {
            entry,
            operation: Some(self.operation),
            device: self.device,
            stream,
            client: self.client,
        }
    }
}

impl DriverInterface {
    /// Makes a call of the I/O path, in a cycle if it is in one, watched if it is to be.
    fn realtime<R>(&self, site: IoSite, io: Option<&IoCall<'_>>, call: impl FnOnce() -> R) -> R {
        #[cfg(rtsan)]
        let call = || crate::guard::rtsan::realtime(call);
        let Some(monitor) = &self.monitor else {
            return call();
        };
        let ticks = io.map_or(0.0, |io| {
            f64::from(io.frames) * io.cycle.mDeviceHostTicksPerFrame
        });
        monitor.watch(site, monitor.duration(ticks), call)
    }

    pub(crate) fn start_io(&self, device: AudioObjectID, client: u32) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, StartIO);
        // SAFETY: the reference is the driver's own; the ids may be any.
        let status = unsafe { call(self.reference(), device, client) };
        check("StartIO", device, status)
    }

    pub(crate) fn stop_io(&self, device: AudioObjectID, client: u32) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, StopIO);
        // SAFETY: as in start_io.
        let status = unsafe { call(self.reference(), device, client) };
        check("StopIO", device, status)
    }

    pub(crate) fn zero_time_stamp(
        &self,
        device: AudioObjectID,
        client: u32,
    ) -> Result<ZeroTimeStamp, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, GetZeroTimeStamp);
        let (mut sample_time, mut host_time, mut seed) = (0.0, 0, 0);
        let site = IoSite {
            entry: "GetZeroTimeStamp",
            operation: None,
            device,
            stream: None,
            client,
        };
        let status = self.realtime(site, None, || {
            // SAFETY: the reference is the driver's own; the three places are valid during the call.
            unsafe {
                call(
                    self.reference(),
                    device,
                    client,
                    &raw mut sample_time,
                    &raw mut host_time,
                    &raw mut seed,
                )
            }
        });
        check("GetZeroTimeStamp", device, status)?;
        Ok(ZeroTimeStamp {
            sample_time,
            host_time,
            seed,
        })
    }

    pub(crate) fn will_do(
        &self,
        device: AudioObjectID,
        client: u32,
        operation: AudioServerPlugInIOOperation,
    ) -> Result<WillDo, HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, WillDoIOOperation);
        // Defaults of hal-facts C.11, for a driver that writes only one of them.
        let (mut will_do, mut in_place) = (0, 1);
        // SAFETY: the reference is the driver's own; both places are valid during the call.
        let status = unsafe {
            call(
                self.reference(),
                device,
                client,
                operation,
                &raw mut will_do,
                &raw mut in_place,
            )
        };
        check("WillDoIOOperation", device, status)?;
        Ok(WillDo {
            will_do: will_do != 0,
            in_place: in_place != 0,
        })
    }

    pub(crate) fn begin_operation(&self, io: &IoCall<'_>) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, BeginIOOperation);
        let cycle: *const AudioServerPlugInIOCycleInfo = io.cycle;
        let status = self.realtime(io.site("BeginIOOperation", None), Some(io), || {
            // SAFETY: the reference is the driver's own; the cycle info is valid during the call.
            unsafe {
                call(
                    self.reference(),
                    io.device,
                    io.client,
                    io.operation,
                    io.frames,
                    cycle,
                )
            }
        });
        check("BeginIOOperation", io.device, status)
    }

    /// Does the operation on a stream's buffer, or with a second buffer for the result.
    pub(crate) fn do_operation(
        &self,
        io: &IoCall<'_>,
        stream: AudioObjectID,
        main: &mut Block,
        secondary: Option<&mut Block>,
    ) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, DoIOOperation);
        let cycle: *const AudioServerPlugInIOCycleInfo = io.cycle;
        let main = main.as_mut_ptr();
        let secondary: *mut c_void = secondary.map_or(std::ptr::null_mut(), Block::as_mut_ptr);
        let status = self.realtime(io.site("DoIOOperation", Some(stream)), Some(io), || {
            // SAFETY: the reference is the driver's own; the buffers have room for the operation's frames in the stream's format
            // (io::lane sizes them) and are borrowed exclusively for the call, as is the cycle info.
            unsafe {
                call(
                    self.reference(),
                    io.device,
                    stream,
                    io.client,
                    io.operation,
                    io.frames,
                    cycle,
                    main,
                    secondary,
                )
            }
        });
        check("DoIOOperation", io.device, status)
    }

    pub(crate) fn end_operation(&self, io: &IoCall<'_>) -> Result<(), HostError> {
        let _inside = self.enter()?;
        let call = slot!(self, EndIOOperation);
        let cycle: *const AudioServerPlugInIOCycleInfo = io.cycle;
        let status = self.realtime(io.site("EndIOOperation", None), Some(io), || {
            // SAFETY: as in begin_operation.
            unsafe {
                call(
                    self.reference(),
                    io.device,
                    io.client,
                    io.operation,
                    io.frames,
                    cycle,
                )
            }
        });
        check("EndIOOperation", io.device, status)
    }
}
