//! The methods about clients and I/O.

use core::ffi::c_void;
use core::ptr;

use tympan_aspl::cf::{CfString, CfType};
use tympan_aspl::sys;

use super::calls::{Calls, call};
use super::code::{Code, code, outcome};

/// What one DoIOOperation is about.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub device: u32,
    pub stream: u32,
    pub client: u32,
    pub operation: [u8; 4],
}

/// A zero time stamp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stamp {
    pub sample_time: f64,
    pub host_time: u64,
    pub seed: u64,
}

/// A cycle whose input begins at one sample time and whose output at another.
pub fn cycle(input: f64, output: f64) -> sys::AudioServerPlugInIOCycleInfo {
    let stamp = |sample_time| sys::AudioTimeStamp {
        mSampleTime: sample_time,
        mHostTime: 1,
        mRateScalar: 1.0,
        mFlags: 7,
        ..Default::default()
    };
    sys::AudioServerPlugInIOCycleInfo {
        mIOCycleCounter: 1,
        mNominalIOBufferFrameSize: 512,
        mCurrentTime: stamp(input),
        mInputTime: stamp(input),
        mOutputTime: stamp(output),
        mMainHostTicksPerFrame: 20_833.0,
        mDeviceHostTicksPerFrame: 20_833.0,
    }
}

/// The description of a client.
pub fn client_info(client: u32, bundle_id: Option<&CfString>) -> sys::AudioServerPlugInClientInfo {
    sys::AudioServerPlugInClientInfo {
        mClientID: client,
        mProcessID: 4711,
        mIsNativeEndian: 1,
        mBundleID: bundle_id.map_or(ptr::null(), CfString::as_raw),
    }
}

impl Calls {
    /// Adds a client without a bundle id.
    pub fn add_client(&self, device: u32, client: u32) -> Result<(), Code> {
        self.add_client_with(device, &client_info(client, None))
    }

    pub fn add_client_with(
        &self,
        device: u32,
        client: &sys::AudioServerPlugInClientInfo,
    ) -> Result<(), Code> {
        outcome(call!(self, AddDeviceClient(self.driver, device, client)))
    }

    pub fn remove_client(&self, device: u32, client: u32) -> Result<(), Code> {
        let client = client_info(client, None);
        outcome(call!(
            self,
            RemoveDeviceClient(self.driver, device, &raw const client)
        ))
    }

    pub fn start_io(&self, device: u32, client: u32) -> Result<(), Code> {
        outcome(call!(self, StartIO(self.driver, device, client)))
    }

    pub fn stop_io(&self, device: u32, client: u32) -> Result<(), Code> {
        outcome(call!(self, StopIO(self.driver, device, client)))
    }

    pub fn zero_time_stamp(&self, device: u32) -> Result<Stamp, Code> {
        let (mut sample_time, mut host_time, mut seed) = (0.0, 0, 0);
        let status = call!(
            self,
            GetZeroTimeStamp(
                self.driver,
                device,
                1,
                &raw mut sample_time,
                &raw mut host_time,
                &raw mut seed
            )
        );
        outcome(status).map(|()| Stamp {
            sample_time,
            host_time,
            seed,
        })
    }

    /// Whether the operation is done, and whether in place.
    pub fn will_do(
        &self,
        device: u32,
        client: u32,
        operation: [u8; 4],
    ) -> Result<(bool, bool), Code> {
        let (mut will_do, mut in_place) = (0xA5, 0xA5);
        let status = call!(
            self,
            WillDoIOOperation(
                self.driver,
                device,
                client,
                code(operation),
                &raw mut will_do,
                &raw mut in_place
            )
        );
        let flag = |byte| match byte {
            0 => false,
            1 => true,
            other => panic!("{other} is no Boolean"),
        };
        outcome(status).map(|()| (flag(will_do), flag(in_place)))
    }

    pub fn begin(&self, target: Target, frames: u32) -> Result<(), Code> {
        let Target {
            device,
            client,
            operation,
            ..
        } = target;
        let cycle = cycle(0.0, 0.0);
        outcome(call!(
            self,
            BeginIOOperation(
                self.driver,
                device,
                client,
                code(operation),
                frames,
                &raw const cycle
            )
        ))
    }

    pub fn end(&self, target: Target, frames: u32) -> Result<(), Code> {
        let Target {
            device,
            client,
            operation,
            ..
        } = target;
        let cycle = cycle(0.0, 0.0);
        outcome(call!(
            self,
            EndIOOperation(
                self.driver,
                device,
                client,
                code(operation),
                frames,
                &raw const cycle
            )
        ))
    }

    /// DoIOOperation on a buffer of the stream's samples, `channels` in a frame.
    pub fn do_io<T: Copy>(
        &self,
        target: Target,
        channels: usize,
        cycle: &sys::AudioServerPlugInIOCycleInfo,
        buffer: &mut [T],
    ) -> Result<(), Code> {
        assert_eq!(buffer.len() % channels, 0);
        let frames = buffer.len() / channels;
        self.do_io_frames(target, frames, cycle, buffer.as_mut_ptr().cast())
    }

    /// DoIOOperation on any buffer.
    pub fn do_io_frames(
        &self,
        target: Target,
        frames: usize,
        cycle: &sys::AudioServerPlugInIOCycleInfo,
        buffer: *mut c_void,
    ) -> Result<(), Code> {
        self.do_io_between(target, frames, cycle, buffer, ptr::null_mut())
    }

    /// DoIOOperation with a secondary buffer.
    pub fn do_io_between(
        &self,
        target: Target,
        frames: usize,
        cycle: &sys::AudioServerPlugInIOCycleInfo,
        main: *mut c_void,
        secondary: *mut c_void,
    ) -> Result<(), Code> {
        let frames = u32::try_from(frames).unwrap();
        let Target {
            device,
            stream,
            client,
            operation,
        } = target;
        outcome(call!(
            self,
            DoIOOperation(
                self.driver,
                device,
                stream,
                client,
                code(operation),
                frames,
                cycle,
                main,
                secondary
            )
        ))
    }
}
