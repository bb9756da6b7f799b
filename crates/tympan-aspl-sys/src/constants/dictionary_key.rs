//! Keys of the dictionaries that describe devices to be made.

use core::ffi::CStr;

/// End-point device: its UID. `CFString`.
pub const kAudioEndPointDeviceUIDKey: &CStr = c"uid";
/// End-point device: its name. `CFString`.
pub const kAudioEndPointDeviceNameKey: &CStr = c"name";
/// End-point device: its end points. `CFArray` of `CFDictionary`.
pub const kAudioEndPointDeviceEndPointListKey: &CStr = c"endpoints";
/// End-point device: the UID of the end point that gives the time. `CFString`. macOS 12 and later.
pub const kAudioEndPointDeviceMainEndPointKey: &CStr = c"main";
/// Deprecated. The former key for the same.
pub const kAudioEndPointDeviceMasterEndPointKey: &CStr = c"master";
/// End-point device: whether only the creating process sees it. `CFNumber`.
pub const kAudioEndPointDeviceIsPrivateKey: &CStr = c"private";
/// End point: its UID. `CFString`.
pub const kAudioEndPointUIDKey: &CStr = c"uid";
/// End point: its name. `CFString`.
pub const kAudioEndPointNameKey: &CStr = c"name";
/// End point: its input channels. `CFNumber`.
pub const kAudioEndPointInputChannelsKey: &CStr = c"channels-in";
/// End point: its output channels. `CFNumber`.
pub const kAudioEndPointOutputChannelsKey: &CStr = c"channels-out";
/// Client side. Aggregate device: its UID. `CFString`.
pub const kAudioAggregateDeviceUIDKey: &CStr = c"uid";
/// Client side. Aggregate device: its name. `CFString`.
pub const kAudioAggregateDeviceNameKey: &CStr = c"name";
/// Client side. Aggregate device: its devices. `CFArray` of `CFDictionary`.
pub const kAudioAggregateDeviceSubDeviceListKey: &CStr = c"subdevices";
/// Client side. Aggregate device: the UID of the device that gives the time. `CFString`.
pub const kAudioAggregateDeviceMainSubDeviceKey: &CStr = c"master";
/// Deprecated. The former name for the same.
pub const kAudioAggregateDeviceMasterSubDeviceKey: &CStr = c"master";
/// Client side. Aggregate device: the UID of its clock device. `CFString`.
pub const kAudioAggregateDeviceClockDeviceKey: &CStr = c"clock";
/// Client side. Aggregate device: whether only the creating process sees it. `CFNumber`.
pub const kAudioAggregateDeviceIsPrivateKey: &CStr = c"private";
/// Client side. Aggregate device: whether all devices play the same. `CFNumber`.
pub const kAudioAggregateDeviceIsStackedKey: &CStr = c"stacked";
/// Client side. Aggregate device: its taps. `CFArray` of `CFDictionary`.
pub const kAudioAggregateDeviceTapListKey: &CStr = c"taps";
/// Client side. Aggregate device: whether it waits for tapped audio. `CFNumber`.
pub const kAudioAggregateDeviceTapAutoStartKey: &CStr = c"tapautostart";
/// Client side. Sub-device: its UID. `CFString`.
pub const kAudioSubDeviceUIDKey: &CStr = c"uid";
/// Client side. Sub-device: its name. `CFString`.
pub const kAudioSubDeviceNameKey: &CStr = c"name";
/// Client side. Sub-device: its input channels. `CFNumber`.
pub const kAudioSubDeviceInputChannelsKey: &CStr = c"channels-in";
/// Client side. Sub-device: its output channels. `CFNumber`.
pub const kAudioSubDeviceOutputChannelsKey: &CStr = c"channels-out";
/// Client side. Sub-device: input latency to add. `CFNumber`.
pub const kAudioSubDeviceExtraInputLatencyKey: &CStr = c"latency-in";
/// Client side. Sub-device: output latency to add. `CFNumber`.
pub const kAudioSubDeviceExtraOutputLatencyKey: &CStr = c"latency-out";
/// Client side. Sub-device: whether drift is compensated. `CFNumber`.
pub const kAudioSubDeviceDriftCompensationKey: &CStr = c"drift";
/// Client side. Sub-device: how well. `CFNumber`.
pub const kAudioSubDeviceDriftCompensationQualityKey: &CStr = c"drift quality";
/// Client side. Sub-tap: its UID. `CFString`.
pub const kAudioSubTapUIDKey: &CStr = c"uid";
/// Client side. Sub-tap: input latency to add. `CFNumber`.
pub const kAudioSubTapExtraInputLatencyKey: &CStr = c"latency-in";
/// Client side. Sub-tap: output latency to add. `CFNumber`.
pub const kAudioSubTapExtraOutputLatencyKey: &CStr = c"latency-out";
/// Client side. Sub-tap: whether drift is compensated. `CFNumber`.
pub const kAudioSubTapDriftCompensationKey: &CStr = c"drift";
/// Client side. Sub-tap: how well. `CFNumber`.
pub const kAudioSubTapDriftCompensationQualityKey: &CStr = c"drift quality";
/// Deprecated. Client side: the run loop mode of the HAL.
pub const kAudioHardwareRunLoopMode: &CStr = c"com.apple.audio.CoreAudio";
