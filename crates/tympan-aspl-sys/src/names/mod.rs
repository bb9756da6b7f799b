//! Apple's names of codes, for logs, dumps and documentation.
//!
//! Several constants can have one value, and one code can mean different things in different places:
//! `'mute'` is a class and a selector, `'ltnc'` is the latency of a device, a stream or a clock device.
//! So there is one function for each kind of code, and [`selector_of`] also takes the object's class.
//! Where several names remain, the answer is the one that a plug-in's author uses.
//!
//! ```
//! use tympan_aspl_sys::{kAudioStreamClassID, names};
//!
//! let code = u32::from_be_bytes(*b"ltnc");
//! assert_eq!(names::selector(code), Some("kAudioDevicePropertyLatency"));
//! assert_eq!(names::selector_of(kAudioStreamClassID, code), Some("kAudioStreamPropertyLatency"));
//! assert_eq!(names::class(kAudioStreamClassID), Some("kAudioStreamClassID"));
//! assert_eq!(names::status(-50), Some("kAudio_ParamError"));
//! ```

use crate::constants::{
    channel, channel_layout, client_property, client_value, deprecated, device, format, object,
    operation, property, status, time_stamp,
};
use crate::{
    AudioChannelLabel, AudioChannelLayoutTag, AudioClassID, AudioDeviceClockAlgorithmSelector,
    AudioFormatID, AudioObjectPropertyElement, AudioObjectPropertyScope,
    AudioObjectPropertySelector, AudioServerPlugInCustomPropertyDataType,
    AudioServerPlugInIOOperation, HRESULT, OSStatus, SMPTETimeType, UInt32,
    kAudioAggregateDeviceClassID, kAudioBooleanControlClassID, kAudioBoxClassID,
    kAudioChannelLayoutTag_DiscreteInOrder, kAudioChannelLayoutTag_HOA_ACN_N3D,
    kAudioChannelLayoutTag_HOA_ACN_SN3D, kAudioChannelLayoutTag_Unknown, kAudioClockDeviceClassID,
    kAudioClockSourceControlClassID, kAudioControlClassID, kAudioDeviceClassID,
    kAudioEndPointDeviceClassID, kAudioLevelControlClassID, kAudioObjectClassID,
    kAudioPlugInClassID, kAudioProcessClassID, kAudioSelectorControlClassID,
    kAudioSliderControlClassID, kAudioStereoPanControlClassID, kAudioStreamClassID,
    kAudioSubDeviceClassID, kAudioSubTapClassID, kAudioSystemObjectClassID, kAudioTapClassID,
    kAudioTransportManagerClassID,
};

mod class_tree;

pub use class_tree::base_class;

/// One named constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Apple's name.
    pub name: &'static str,
    /// The value; for a status, the same 32 bits.
    pub value: u32,
}

/// Constants of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are.
    pub title: &'static str,
    /// The constants, in the order of the headers.
    pub entries: &'static [Entry],
}

/// Every group of selectors in use with its class: first what plug-ins answer, then what only the host answers.
const SELECTORS: &[(AudioClassID, Group)] = &[
    (kAudioObjectClassID, property::OBJECT),
    (kAudioPlugInClassID, property::PLUG_IN),
    (kAudioDeviceClassID, property::DEVICE),
    (kAudioStreamClassID, property::STREAM),
    (kAudioControlClassID, property::CONTROL),
    (kAudioSliderControlClassID, property::SLIDER_CONTROL),
    (kAudioLevelControlClassID, property::LEVEL_CONTROL),
    (kAudioBooleanControlClassID, property::BOOLEAN_CONTROL),
    (kAudioSelectorControlClassID, property::SELECTOR_CONTROL),
    (kAudioStereoPanControlClassID, property::STEREO_PAN_CONTROL),
    (kAudioBoxClassID, property::BOX),
    (kAudioClockDeviceClassID, property::CLOCK_DEVICE),
    (kAudioEndPointDeviceClassID, property::END_POINT_DEVICE),
    (kAudioTransportManagerClassID, property::TRANSPORT_MANAGER),
    (kAudioObjectClassID, client_property::CLIENT_OBJECT),
    (kAudioDeviceClassID, client_property::CLIENT_DEVICE),
    (kAudioDeviceClassID, client_property::CLIENT_DEVICE_CONTROL),
    (kAudioPlugInClassID, client_property::CLIENT_PLUG_IN),
    (
        kAudioTransportManagerClassID,
        client_property::CLIENT_TRANSPORT_MANAGER,
    ),
    (kAudioSystemObjectClassID, client_property::SYSTEM),
    (
        kAudioAggregateDeviceClassID,
        client_property::AGGREGATE_DEVICE,
    ),
    (kAudioSubDeviceClassID, client_property::SUB_DEVICE),
    (kAudioSubTapClassID, client_property::SUB_TAP),
    (kAudioProcessClassID, client_property::PROCESS),
    (kAudioTapClassID, client_property::TAP),
    (kAudioObjectClassID, object::SELECTOR_WILDCARD),
];

/// Every group of deprecated selectors with its class. Many are second names of selectors in use.
const DEPRECATED_SELECTORS: &[(AudioClassID, Group)] = &[
    (kAudioSystemObjectClassID, deprecated::DEPRECATED_SYSTEM),
    (kAudioDeviceClassID, deprecated::DEPRECATED_DEVICE),
    (
        kAudioAggregateDeviceClassID,
        deprecated::DEPRECATED_AGGREGATE_DEVICE,
    ),
    (kAudioStreamClassID, deprecated::DEPRECATED_STREAM),
    (kAudioControlClassID, deprecated::DEPRECATED_CONTROL),
    (
        kAudioLevelControlClassID,
        deprecated::DEPRECATED_LEVEL_CONTROL,
    ),
    (
        kAudioClockSourceControlClassID,
        deprecated::DEPRECATED_SELECTOR_CONTROL,
    ),
    (kAudioObjectClassID, deprecated::DEPRECATED_SELECTOR),
];

/// Every other group.
const OTHERS: &[Group] = &[
    object::CLASS,
    object::CLIENT_CLASS,
    object::DEPRECATED_CLASS,
    object::CLASS_WILDCARD,
    object::OBJECT_ID,
    object::SYSTEM_OBJECT_ID,
    object::CLIENT_ID,
    object::SCOPE,
    object::ELEMENT,
    status::HARDWARE_STATUS,
    status::GENERAL_STATUS,
    status::COM_RESULT,
    operation::OPERATION,
    operation::CUSTOM_PROPERTY_DATA_TYPE,
    operation::CLOCK_ALGORITHM,
    device::TRANSPORT_TYPE,
    device::TERMINAL_TYPE,
    device::ITEM_KIND,
    device::DATA_SOURCE,
    device::PORT_TYPE,
    format::FORMAT_ID,
    format::FORMAT_FLAG,
    format::FORMAT_FLAG_VALUE,
    format::LOSSLESS_FLAG,
    time_stamp::TIME_STAMP_FLAG,
    time_stamp::SMPTE_FLAG,
    time_stamp::SMPTE_TYPE,
    channel::CHANNEL_LABEL,
    channel::CHANNEL_BIT,
    channel::CHANNEL_FLAG,
    channel::CHANNEL_COORDINATE,
    channel_layout::LAYOUT_TAG,
    client_value::POWER_HINT,
    client_value::START_TIME_FLAG,
    client_value::AGGREGATE_DRIFT_QUALITY,
    client_value::SUB_DEVICE_DRIFT_QUALITY,
    deprecated::DEPRECATED_OBJECT_ID,
    deprecated::DEPRECATED_SCOPE,
    deprecated::DEPRECATED_ELEMENT,
    deprecated::DEPRECATED_SECTION,
    deprecated::TRANSFER_FUNCTION,
];

/// Every group of constants of this crate.
///
/// Not in it are UUIDs, dictionary keys and [`kAudioStreamAnyRate`](crate::kAudioStreamAnyRate).
pub fn all() -> impl Iterator<Item = Group> {
    selector_groups()
        .map(|&(_, group)| group)
        .chain(OTHERS.iter().copied())
}

/// The name of a property's selector.
#[must_use]
pub fn selector(code: AudioObjectPropertySelector) -> Option<&'static str> {
    selector_groups().find_map(|(_, group)| find(group, code))
}

fn selector_groups() -> impl Iterator<Item = &'static (AudioClassID, Group)> {
    SELECTORS.iter().chain(DEPRECATED_SELECTORS)
}

/// The name that a property's selector has on objects of a class.
///
/// That of the class itself, else of its base classes, else a deprecated one, else the same as from [`selector`].
#[must_use]
pub fn selector_of(class: AudioClassID, code: AudioObjectPropertySelector) -> Option<&'static str> {
    let of_class = |groups: &'static [(AudioClassID, Group)], class| {
        let groups = groups.iter().filter(move |(of, _)| *of == class);
        groups.into_iter().find_map(|(_, group)| find(group, code))
    };
    [SELECTORS, DEPRECATED_SELECTORS]
        .into_iter()
        .find_map(|groups| {
            let mut classes = core::iter::successors(Some(class), |&class| base_class(class));
            classes.find_map(|class| of_class(groups, class))
        })
        .or_else(|| selector(code))
}

/// The name of a class.
#[must_use]
pub fn class(code: AudioClassID) -> Option<&'static str> {
    first(
        &[
            object::CLASS,
            object::CLIENT_CLASS,
            object::DEPRECATED_CLASS,
            object::CLASS_WILDCARD,
        ],
        code,
    )
}

/// The name of a result.
#[must_use]
pub fn status(code: OSStatus) -> Option<&'static str> {
    first(
        &[status::HARDWARE_STATUS, status::GENERAL_STATUS],
        code as u32,
    )
}

/// The name of a result of `QueryInterface`.
#[must_use]
pub fn com_result(code: HRESULT) -> Option<&'static str> {
    find(&status::COM_RESULT, code as u32)
}

/// The name of a scope.
#[must_use]
pub fn scope(code: AudioObjectPropertyScope) -> Option<&'static str> {
    find(&object::SCOPE, code)
}

/// The name of an element: only the main one and the wildcard have any.
#[must_use]
pub fn element(code: AudioObjectPropertyElement) -> Option<&'static str> {
    find(&object::ELEMENT, code)
}

/// The name of an I/O operation.
#[must_use]
pub fn operation(code: AudioServerPlugInIOOperation) -> Option<&'static str> {
    find(&operation::OPERATION, code)
}

/// The name of a custom property's type.
#[must_use]
pub fn custom_property_data_type(
    code: AudioServerPlugInCustomPropertyDataType,
) -> Option<&'static str> {
    find(&operation::CUSTOM_PROPERTY_DATA_TYPE, code)
}

/// The name of a clock algorithm.
#[must_use]
pub fn clock_algorithm(code: AudioDeviceClockAlgorithmSelector) -> Option<&'static str> {
    find(&operation::CLOCK_ALGORITHM, code)
}

/// The name of a transport type.
#[must_use]
pub fn transport_type(code: UInt32) -> Option<&'static str> {
    find(&device::TRANSPORT_TYPE, code)
}

/// The name of a terminal type.
#[must_use]
pub fn terminal_type(code: UInt32) -> Option<&'static str> {
    find(&device::TERMINAL_TYPE, code)
}

/// The name of a selector item's kind.
#[must_use]
pub fn item_kind(code: UInt32) -> Option<&'static str> {
    find(&device::ITEM_KIND, code)
}

/// The name of a customary item of a data source or destination.
#[must_use]
pub fn data_source(code: UInt32) -> Option<&'static str> {
    find(&device::DATA_SOURCE, code)
}

/// The name of a format id.
#[must_use]
pub fn format_id(code: AudioFormatID) -> Option<&'static str> {
    find(&format::FORMAT_ID, code)
}

/// The name of a channel's label.
#[must_use]
pub fn channel_label(code: AudioChannelLabel) -> Option<&'static str> {
    find(&channel::CHANNEL_LABEL, code)
}

/// The name of a channel layout tag. A tag that takes a number of channels is found with any number.
#[must_use]
pub fn channel_layout_tag(code: AudioChannelLayoutTag) -> Option<&'static str> {
    let tag = match code & 0xFFFF_0000 {
        open @ (kAudioChannelLayoutTag_DiscreteInOrder
        | kAudioChannelLayoutTag_HOA_ACN_SN3D
        | kAudioChannelLayoutTag_HOA_ACN_N3D
        | kAudioChannelLayoutTag_Unknown) => open,
        _ => code,
    };
    find(&channel_layout::LAYOUT_TAG, tag)
}

/// The name of a frame rate of SMPTE time.
#[must_use]
pub fn smpte_type(code: SMPTETimeType) -> Option<&'static str> {
    find(&time_stamp::SMPTE_TYPE, code)
}

fn find(group: &Group, code: u32) -> Option<&'static str> {
    group
        .entries
        .iter()
        .find(|entry| entry.value == code)
        .map(|entry| entry.name)
}

fn first(groups: &[Group], code: u32) -> Option<&'static str> {
    groups.iter().find_map(|group| find(group, code))
}
