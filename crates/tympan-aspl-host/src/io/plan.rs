//! What the I/O of a device is made of: its streams with their formats, its offsets, and which operations it takes part in.
//!
//! A [`Plan`] is read from the driver before I/O starts and again after each configuration change; during I/O it does not change.

use tympan_aspl_sys::{
    AudioObjectID, kAudioDevicePropertyLatency, kAudioDevicePropertyNominalSampleRate,
    kAudioDevicePropertySafetyOffset, kAudioDevicePropertyStreams,
    kAudioDevicePropertyZeroTimeStampPeriod, kAudioServerPlugInIOOperationConvertInput,
    kAudioServerPlugInIOOperationConvertMix, kAudioServerPlugInIOOperationCycle,
    kAudioServerPlugInIOOperationMixOutput, kAudioServerPlugInIOOperationProcessInput,
    kAudioServerPlugInIOOperationProcessMix, kAudioServerPlugInIOOperationProcessOutput,
    kAudioServerPlugInIOOperationReadInput, kAudioServerPlugInIOOperationThread,
    kAudioServerPlugInIOOperationWriteMix, kAudioStreamPropertyIsActive,
    kAudioStreamPropertyPhysicalFormat, kAudioStreamPropertyStartingChannel,
};

use super::sample::SampleFormat;
use crate::address::{Address, Direction};
use crate::decode;
use crate::error::HostError;
use crate::host::Core;
use crate::interface::{Argument, WillDo};
use crate::violation::Rule;

/// More streams than any device has.
const MAX_STREAMS: usize = 256;

/// A stream as I/O sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamPlan {
    pub(crate) id: AudioObjectID,
    pub(crate) format: SampleFormat,
    /// The device channel, from 0, of the stream's first channel.
    pub(crate) first_channel: usize,
    pub(crate) latency: u32,
}

/// One side of a device.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SidePlan {
    pub(crate) streams: Vec<StreamPlan>,
    pub(crate) latency: u32,
    pub(crate) safety_offset: u32,
}

impl SidePlan {
    /// The channels of all streams.
    pub(crate) fn channels(&self) -> usize {
        let ends = self
            .streams
            .iter()
            .map(|stream| stream.first_channel + stream.format.channels());
        ends.max().unwrap_or(0)
    }

    /// The latency a client sees: the device's and the first stream's (hal-facts B.6).
    pub(crate) fn total_latency(&self) -> u32 {
        let stream = self.streams.first().map_or(0, |stream| stream.latency);
        self.latency.saturating_add(stream)
    }
}

/// A device as I/O sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) device: AudioObjectID,
    pub(crate) rate: f64,
    pub(crate) period: u32,
    pub(crate) input: SidePlan,
    pub(crate) output: SidePlan,
}

impl Plan {
    pub(crate) fn read(core: &Core, device: AudioObjectID) -> Result<Plan, HostError> {
        let rate_address = Address::of(kAudioDevicePropertyNominalSampleRate);
        let rate = decode::f64_at(
            &core.property_bytes(device, rate_address, Argument::None)?,
            0,
        );
        if !(rate.is_finite() && rate >= 1.0) {
            let problem = format!("{rate} is no sample rate");
            return Err(HostError::answer(device, rate_address, problem));
        }
        let period = number(
            core,
            device,
            Address::of(kAudioDevicePropertyZeroTimeStampPeriod),
        );
        if period == 0 {
            core.violations.record(Rule::PropertyValue, device, || {
                "the zero time stamp period is missing or 0".into()
            });
        }
        Ok(Plan {
            device,
            rate,
            period,
            input: side(core, device, Direction::Input)?,
            output: side(core, device, Direction::Output)?,
        })
    }

    pub(crate) fn side(&self, direction: Direction) -> &SidePlan {
        match direction {
            Direction::Input => &self.input,
            Direction::Output => &self.output,
        }
    }
}

fn side(core: &Core, device: AudioObjectID, direction: Direction) -> Result<SidePlan, HostError> {
    let list = Address::of(kAudioDevicePropertyStreams).on(direction);
    let bytes = core.property_bytes(device, list, Argument::None)?;
    let ids = decode::u32s(&bytes).unwrap_or_default();
    if ids.len() > MAX_STREAMS {
        let problem = format!("{} streams are more than the host can handle", ids.len());
        return Err(HostError::answer(device, list, problem));
    }
    let mut streams: Vec<StreamPlan> = Vec::with_capacity(ids.len());
    for id in ids {
        let inactive = Address::of(kAudioStreamPropertyIsActive);
        let active = core.property_bytes(id, inactive, Argument::None);
        if active.is_ok_and(|value| decode::u32_at(&value, 0) == 0) {
            continue;
        }
        let format = Address::of(kAudioStreamPropertyPhysicalFormat);
        let bytes = core.property_bytes(id, format, Argument::None)?;
        let format = SampleFormat::of(&decode::format(&bytes))
            .map_err(|format| HostError::UnsupportedFormat { stream: id, format })?;
        let next = streams
            .last()
            .map_or(0, |last| last.first_channel + last.format.channels());
        // Channels count from 1; a missing or impossible answer means behind the stream before.
        let first = number(core, id, Address::of(kAudioStreamPropertyStartingChannel)) as usize;
        let first_channel = match first {
            1..=0xFFFF => first - 1,
            _ => next,
        };
        streams.push(StreamPlan {
            id,
            format,
            first_channel,
            latency: number(core, id, Address::of(kAudioDevicePropertyLatency)),
        });
    }
    Ok(SidePlan {
        streams,
        latency: number(
            core,
            device,
            Address::of(kAudioDevicePropertyLatency).on(direction),
        ),
        safety_offset: number(
            core,
            device,
            Address::of(kAudioDevicePropertySafetyOffset).on(direction),
        ),
    })
}

/// A 32-bit property that counts as 0 when it is missing.
fn number(core: &Core, object: AudioObjectID, address: Address) -> u32 {
    let bytes = core.property_bytes(object, address, Argument::None);
    bytes.map_or(0, |bytes| decode::u32_at(&bytes, 0))
}

/// The answers of WillDoIOOperation for one client, asked once before its I/O (hal-facts C.11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Operations {
    pub(crate) thread: bool,
    pub(crate) cycle: bool,
    pub(crate) read_input: bool,
    pub(crate) convert_input: WillDo,
    pub(crate) process_input: WillDo,
    pub(crate) process_output: WillDo,
    pub(crate) mix_output: bool,
    pub(crate) process_mix: WillDo,
    pub(crate) convert_mix: WillDo,
    pub(crate) write_mix: bool,
}

impl Operations {
    pub(crate) fn ask(core: &Core, plan: &Plan, client: u32) -> Result<Operations, HostError> {
        let device = plan.device;
        let ask = |operation| -> Result<WillDo, HostError> {
            match core.instance.driver.will_do(device, client, operation) {
                Ok(answer) => Ok(answer),
                Err(error @ HostError::ShutDown) => Err(error),
                Err(error) => {
                    core.tolerate(Err(error))?;
                    Ok(WillDo::default())
                }
            }
        };
        let operations = Operations {
            thread: ask(kAudioServerPlugInIOOperationThread)?.will_do,
            cycle: ask(kAudioServerPlugInIOOperationCycle)?.will_do,
            read_input: ask(kAudioServerPlugInIOOperationReadInput)?.will_do,
            convert_input: ask(kAudioServerPlugInIOOperationConvertInput)?,
            process_input: ask(kAudioServerPlugInIOOperationProcessInput)?,
            process_output: ask(kAudioServerPlugInIOOperationProcessOutput)?,
            mix_output: ask(kAudioServerPlugInIOOperationMixOutput)?.will_do,
            process_mix: ask(kAudioServerPlugInIOOperationProcessMix)?,
            convert_mix: ask(kAudioServerPlugInIOOperationConvertMix)?,
            write_mix: ask(kAudioServerPlugInIOOperationWriteMix)?.will_do,
        };
        let no_input = !plan.input.streams.is_empty() && !operations.read_input;
        let no_output =
            !plan.output.streams.is_empty() && !operations.write_mix && !operations.mix_output;
        if no_input || no_output {
            core.violations.record(Rule::WillDoIncomplete, device, || {
                let missing = match (no_input, no_output) {
                    (true, true) => "ReadInput, and neither WriteMix nor MixOutput",
                    (true, false) => "ReadInput, though it has input streams",
                    _ => "WriteMix or MixOutput, though it has output streams",
                };
                format!("the device does not do {missing}")
            });
        }
        Ok(operations)
    }
}
