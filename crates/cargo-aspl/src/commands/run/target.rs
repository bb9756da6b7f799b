//! What has to come back, worked out from the files alone: the file's channels spread over the device's, the clients' copies added
//! in their order, the sum converted to the format of the streams. The host's own mix is not asked.

use super::device::Facts;
use crate::audio::compare::{self, Comparison};
use crate::audio::mix::{self, Part};
use crate::audio::{Sound, channels, stream_format};
use crate::cli::Expect;
use crate::failure::{Failure, Result};

/// What has to come back.
pub(super) enum Target {
    /// These samples.
    Samples { samples: Vec<f32>, name: String },
    /// Nothing but zeros.
    Silence,
    /// Whatever it is.
    Any,
}

/// What the clients play: the same samples, each from a frame of its own on.
pub(super) struct Playing<'a> {
    pub(super) samples: &'a [f32],
    pub(super) starts: &'a [usize],
}

impl Target {
    /// `playing` is `None` for a device without output; `file` is the one that `expect` names, `rate` that of the recording.
    pub(super) fn new(
        expect: Option<&Expect>,
        file: Option<Sound>,
        facts: &Facts,
        playing: Option<&Playing<'_>>,
        rate: u32,
    ) -> Result<Self> {
        let cannot =
            |what: &str, hint: &str| Err(Failure::bad_input(what).at(&facts.uid).hint(hint));
        if facts.input.is_empty() {
            return match expect {
                None | Some(Expect::Any) => Ok(Self::Any),
                Some(_) => cannot(
                    "nothing can be compared: the device has no input stream",
                    "leave out `--expect`, or choose another device with `--device`",
                ),
            };
        }
        match (expect, playing, file) {
            (Some(Expect::Any), ..) | (None, None, _) => Ok(Self::Any),
            (Some(Expect::Silence), ..) => Ok(Self::Silence),
            (Some(Expect::File(path)), _, Some(sound)) => Self::file(&sound, facts, rate)
                .map(|samples| Self::Samples {
                    samples,
                    name: format!("what is in {}", path.display()),
                })
                .map_err(|failure| failure.at_path(path)),
            (_, None, _) => cannot(
                "nothing was played that could come back: the device has no output stream",
                "expect `silence`, `any` or a file with `--expect`",
            ),
            (_, Some(playing), _) => Ok(Self::Samples {
                samples: returned(playing, facts),
                name: "what was played".to_owned(),
            }),
        }
    }

    fn file(sound: &Sound, facts: &Facts, rate: u32) -> Result<Vec<f32>> {
        if sound.rate != rate {
            return Err(Failure::bad_input(format!(
                "the file to compare with has a rate of {} Hz, and the recording one of {rate} Hz",
                sound.rate
            ))
            .hint("give a file with the rate of the recording"));
        }
        channels::map(&sound.samples, sound.channels, facts.input.len())
    }

    /// `None` where nothing is compared.
    pub(super) fn compare(&self, recorded: &[f32], channels: usize) -> Option<Comparison> {
        match self {
            Self::Samples { samples, .. } => Some(compare::compare(samples, recorded, channels)),
            Self::Silence => Some(compare::silence(recorded, channels)),
            Self::Any => None,
        }
    }

    /// The same, with zeros of one sign only.
    pub(super) fn without_signed_zeros(&self) -> Self {
        match self {
            Self::Samples { samples, name } => Self::Samples {
                samples: unsigned_zeros(samples),
                name: name.clone(),
            },
            Self::Silence => Self::Silence,
            Self::Any => Self::Any,
        }
    }

    /// What came back is, or is not, this.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Samples { name, .. } => name,
            Self::Silence => "silence",
            Self::Any => "anything",
        }
    }
}

fn returned(playing: &Playing<'_>, facts: &Facts) -> Vec<f32> {
    let (outputs, inputs) = (facts.output.len(), facts.input.len());
    let part = |&start: &usize| Part {
        start,
        samples: playing.samples,
    };
    let parts: Vec<Part<'_>> = playing.starts.iter().map(part).collect();
    let mut sum = mix::mix(&parts, outputs);
    stream_format::convert(&mut sum, &facts.output);
    let mut returned = channels::returned(sum, outputs, inputs);
    stream_format::convert(&mut returned, &facts.input);
    returned
}

pub(super) fn unsigned_zeros(samples: &[f32]) -> Vec<f32> {
    samples.iter().map(|sample| sample + 0.0).collect()
}
