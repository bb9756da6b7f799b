//! The device a run is about: chosen, set to its rate, and described as far as the run needs it.

use tympan_aspl_host::sys::{AudioStreamBasicDescription, kAudioFormatFlagIsFloat};
use tympan_aspl_host::{Device, Direction, Host, HostError};

use super::report;
use crate::audio::stream_format::Precision;
use crate::failure::{Exit, Failure, Result};

/// The device with the UID, or the first one.
pub(super) fn choose(host: &Host, uid: Option<&str>) -> Result<Device> {
    match uid {
        Some(uid) => Ok(host.device(uid)?),
        None => host.devices().into_iter().next().ok_or_else(|| {
            Failure::new(Exit::DriverFailed, "the driver publishes no device")
                .hint("`plug_in.add_device(control, device)` in its function publishes one; `cargo aspl info` shows what there is")
        }),
    }
}

/// Sets the device to a rate it has.
pub(super) fn set_rate(device: &Device, rate: f64) -> Result<()> {
    if device.sample_rate()? == rate {
        return Ok(());
    }
    let rates = device.sample_rates()?;
    if rates
        .iter()
        .any(|range| (range.mMinimum..=range.mMaximum).contains(&rate))
    {
        return Ok(device.set_sample_rate(rate)?);
    }
    let list: Vec<String> = rates
        .iter()
        .map(|range| match range.mMinimum == range.mMaximum {
            true => range.mMinimum.to_string(),
            false => format!("{} to {}", range.mMinimum, range.mMaximum),
        })
        .collect();
    Err(
        Failure::bad_input(format!("the device has no sample rate of {rate} Hz"))
            .at(device.uid())
            .hint(format!(
                "it has {} Hz: convert the file to one of them, or play it at another rate with `--rate`",
                list.join(", ")
            )),
    )
}

/// What the run needs to know of a device, read once its rate is set.
pub(super) struct Facts {
    pub(super) name: String,
    pub(super) uid: String,
    pub(super) rate: f64,
    /// The format of each channel that plays.
    pub(super) output: Vec<Precision>,
    /// The format of each channel that records.
    pub(super) input: Vec<Precision>,
}

impl Facts {
    pub(super) fn of(device: &Device) -> Result<Self> {
        Ok(Self {
            name: device.name()?,
            uid: device.uid().to_owned(),
            rate: device.sample_rate()?,
            output: formats(device, Direction::Output)?,
            input: formats(device, Direction::Input)?,
        })
    }

    pub(super) fn report(&self) -> report::Device {
        report::Device {
            uid: self.uid.clone(),
            name: self.name.clone(),
            sample_rate: self.rate,
            output_channels: self.output.len(),
            input_channels: self.input.len(),
            output_format: names(&self.output),
            input_format: names(&self.input),
        }
    }
}

fn formats(device: &Device, direction: Direction) -> Result<Vec<Precision>, HostError> {
    let mut formats = Vec::new();
    for stream in device.streams(direction)? {
        let format = stream.format()?;
        let channels = format.mChannelsPerFrame as usize;
        formats.extend(std::iter::repeat_n(precision(&format), channels));
    }
    Ok(formats)
}

fn precision(format: &AudioStreamBasicDescription) -> Precision {
    if format.mFormatFlags & kAudioFormatFlagIsFloat != 0 {
        Precision::Float32
    } else {
        Precision::Integer(format.mBitsPerChannel)
    }
}

/// Each format that occurs, once; `None` without channels.
fn names(formats: &[Precision]) -> Option<String> {
    let mut names: Vec<String> = formats.iter().map(|format| format.name()).collect();
    names.dedup();
    (!names.is_empty()).then(|| names.join(" and "))
}
