//! The device a run is about: chosen, set to its rate, and described as far as the run needs it.

use tympan_aspl_host::sys::{
    AudioStreamBasicDescription, AudioValueRange, kAudioFormatFlagIsFloat,
};
use tympan_aspl_host::{Device, Direction, Host, HostError};

use super::report;
use crate::audio::stream_format::Precision;
use crate::cli::RunArguments;
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

/// Sets the device to the rate that is asked for, else to that of the file; without either it keeps its own.
pub(super) fn set_rate(device: &Device, asked: Option<f64>, file: Option<u32>) -> Result<()> {
    let Some(rate) = asked.or(file.map(f64::from)) else {
        return Ok(());
    };
    if device.sample_rate()? == rate {
        return Ok(());
    }
    let rates = device.sample_rates()?;
    let has = |range: &AudioValueRange| (range.mMinimum..=range.mMaximum).contains(&rate);
    if rates.iter().any(has) {
        return Ok(device.set_sample_rate(rate)?);
    }
    let name = |range: &AudioValueRange| match range.mMinimum == range.mMaximum {
        true => range.mMinimum.to_string(),
        false => format!("{} to {}", range.mMinimum, range.mMaximum),
    };
    let has = rates.iter().map(name).collect::<Vec<_>>().join(", ");
    let hint = match asked {
        Some(_) => format!("it has {has} Hz: ask for one of them"),
        None => format!(
            "it has {has} Hz: convert the file to one of them, or play it at another rate with `--rate`"
        ),
    };
    Err(
        Failure::bad_input(format!("the device has no sample rate of {rate} Hz"))
            .at(device.uid())
            .hint(hint),
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

    /// Checks that the device has the directions that the arguments need.
    pub(super) fn check_directions(&self, arguments: &RunArguments) -> Result<()> {
        let missing = |what: &str, option: &str| {
            Err(Failure::bad_input(what).at(&self.uid).hint(format!(
                "leave out `{option}`, or choose another device with `--device`"
            )))
        };
        if self.output.is_empty() && arguments.play.is_some() {
            return missing("the device cannot play: it has no output stream", "--play");
        }
        if self.input.is_empty() && arguments.record.is_some() {
            return missing(
                "there is nothing to record: the device has no input stream",
                "--record",
            );
        }
        Ok(())
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
