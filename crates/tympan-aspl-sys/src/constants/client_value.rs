//! Values that only clients of the HAL use.

use crate::{AudioHardwarePowerHint, UInt32};

constants! {
    POWER_HINT: AudioHardwarePowerHint = "Power policies";

    /// The default.
    kAudioHardwarePowerHintNone = 0;
    /// Saving power matters more than latency.
    kAudioHardwarePowerHintFavorSavingPower = 1;
}

constants! {
    START_TIME_FLAG: UInt32 = "Flags of the start time";

    /// The time is one of input, else of output.
    kAudioDeviceStartTimeIsInputFlag = 1 << 0;
    /// The device is not asked.
    kAudioDeviceStartTimeDontConsultDeviceFlag = 1 << 1;
    /// The HAL is not asked.
    kAudioDeviceStartTimeDontConsultHALFlag = 1 << 2;
}

constants! {
    AGGREGATE_DRIFT_QUALITY: UInt32 = "Qualities of drift compensation";

    /// The least.
    kAudioAggregateDriftCompensationMinQuality = 0;
    /// Low.
    kAudioAggregateDriftCompensationLowQuality = 0x20;
    /// Medium.
    kAudioAggregateDriftCompensationMediumQuality = 0x40;
    /// High.
    kAudioAggregateDriftCompensationHighQuality = 0x60;
    /// The best.
    kAudioAggregateDriftCompensationMaxQuality = 0x7F;
}

constants! {
    SUB_DEVICE_DRIFT_QUALITY: UInt32 = "Qualities of drift compensation under their deprecated names";

    /// Deprecated. The least.
    kAudioSubDeviceDriftCompensationMinQuality = 0;
    /// Deprecated. Low.
    kAudioSubDeviceDriftCompensationLowQuality = 0x20;
    /// Deprecated. Medium.
    kAudioSubDeviceDriftCompensationMediumQuality = 0x40;
    /// Deprecated. High.
    kAudioSubDeviceDriftCompensationHighQuality = 0x60;
    /// Deprecated. The best.
    kAudioSubDeviceDriftCompensationMaxQuality = 0x7F;
}
