//! Flags and types of time stamps.

use crate::{AudioTimeStampFlags, SMPTETimeFlags, SMPTETimeType};

constants! {
    TIME_STAMP_FLAG: AudioTimeStampFlags = "Valid fields of a time stamp";

    /// None.
    kAudioTimeStampNothingValid = 0;
    /// `mSampleTime`.
    kAudioTimeStampSampleTimeValid = 1 << 0;
    /// `mHostTime`.
    kAudioTimeStampHostTimeValid = 1 << 1;
    /// `mRateScalar`.
    kAudioTimeStampRateScalarValid = 1 << 2;
    /// `mWordClockTime`.
    kAudioTimeStampWordClockTimeValid = 1 << 3;
    /// `mSMPTETime`.
    kAudioTimeStampSMPTETimeValid = 1 << 4;
    /// `mSampleTime` and `mHostTime`.
    kAudioTimeStampSampleHostTimeValid = kAudioTimeStampSampleTimeValid | kAudioTimeStampHostTimeValid;
}

constants! {
    SMPTE_FLAG: SMPTETimeFlags = "States of SMPTE time";

    /// Unknown.
    kSMPTETimeUnknown = 0;
    /// The time is valid.
    kSMPTETimeValid = 1 << 0;
    /// The time runs.
    kSMPTETimeRunning = 1 << 1;
}

constants! {
    SMPTE_TYPE: SMPTETimeType = "Frame rates of SMPTE time";

    /// 24 frames per second.
    kSMPTETimeType24 = 0;
    /// 25 frames per second.
    kSMPTETimeType25 = 1;
    /// 30 frames per second, drop frame.
    kSMPTETimeType30Drop = 2;
    /// 30 frames per second.
    kSMPTETimeType30 = 3;
    /// 29.97 frames per second.
    kSMPTETimeType2997 = 4;
    /// 29.97 frames per second, drop frame.
    kSMPTETimeType2997Drop = 5;
    /// 60 frames per second.
    kSMPTETimeType60 = 6;
    /// 59.94 frames per second.
    kSMPTETimeType5994 = 7;
    /// 60 frames per second, drop frame.
    kSMPTETimeType60Drop = 8;
    /// 59.94 frames per second, drop frame.
    kSMPTETimeType5994Drop = 9;
    /// 50 frames per second.
    kSMPTETimeType50 = 10;
    /// 23.98 frames per second.
    kSMPTETimeType2398 = 11;
}
