//! [`IoCycle`]: what the host says about the cycle a call belongs to.

use tympan_aspl_sys as sys;

/// A moment, as far as the host knows it (`AudioTimeStamp`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeStamp {
    /// The position on the device's timeline in frames. It can have a fraction.
    pub sample_time: Option<f64>,
    /// The host time in ticks.
    pub host_time: Option<u64>,
    /// Actual over nominal host ticks per frame.
    pub rate_scalar: Option<f64>,
}

impl TimeStamp {
    fn new(stamp: &sys::AudioTimeStamp) -> Self {
        let valid = |flag| stamp.mFlags & flag != 0;
        Self {
            sample_time: valid(sys::kAudioTimeStampSampleTimeValid).then_some(stamp.mSampleTime),
            host_time: valid(sys::kAudioTimeStampHostTimeValid).then_some(stamp.mHostTime),
            rate_scalar: valid(sys::kAudioTimeStampRateScalarValid).then_some(stamp.mRateScalar),
        }
    }

    /// The position on the timeline; not a number where the host does not give one, which every ring reads as silence.
    pub(crate) fn position(&self) -> f64 {
        self.sample_time.unwrap_or(f64::NAN)
    }
}

/// One pass of the host's I/O thread (`AudioServerPlugInIOCycleInfo`).
#[derive(Clone, Copy, Debug)]
#[doc(alias = "AudioServerPlugInIOCycleInfo")]
#[repr(transparent)]
pub struct IoCycle {
    info: sys::AudioServerPlugInIOCycleInfo,
}

impl IoCycle {
    /// 1 for the first cycle and again whenever the host resynchronises, one more each cycle.
    pub fn counter(&self) -> u64 {
        self.info.mIOCycleCounter
    }

    /// Whether it is the first cycle, or the first after the host has resynchronised: what was smoothed over time begins anew.
    pub fn is_restart(&self) -> bool {
        self.counter() == 1
    }

    /// Everything the host says.
    pub fn raw(&self) -> &sys::AudioServerPlugInIOCycleInfo {
        &self.info
    }

    /// The usual frames of a cycle. A call's own buffer may hold more or fewer.
    pub fn nominal_frames(&self) -> u32 {
        self.info.mNominalIOBufferFrameSize
    }

    /// Now.
    pub fn current_time(&self) -> TimeStamp {
        TimeStamp::new(&self.info.mCurrentTime)
    }

    /// When the input data of this cycle begin.
    pub fn input_time(&self) -> TimeStamp {
        TimeStamp::new(&self.info.mInputTime)
    }

    /// When the output data of this cycle begin.
    pub fn output_time(&self) -> TimeStamp {
        TimeStamp::new(&self.info.mOutputTime)
    }

    /// Measured host ticks per frame of this device.
    pub fn device_host_ticks_per_frame(&self) -> f64 {
        self.info.mDeviceHostTicksPerFrame
    }

    /// Measured host ticks per frame of the main device of the aggregate this device is in; its own if it is in none.
    pub fn main_host_ticks_per_frame(&self) -> f64 {
        self.info.mMainHostTicksPerFrame
    }
}
