//! Which channel of a file goes to which channel of a device.

use crate::failure::{Failure, Result};

/// Spreads interleaved frames of `from` channels over a device with `to` channels.
///
/// * As many as the device has: each to its own.
/// * One: to every channel of the device.
/// * Two, for a device with one: their mean, in Float32.
/// * Fewer than the device has: to the first ones; the others are silent.
///
/// # Errors
///
/// Any other file has channels the device lacks; leaving some out would not be what was asked.
pub fn map(samples: &[f32], from: usize, to: usize) -> Result<Vec<f32>> {
    let frames = samples.chunks_exact(from);
    Ok(match (from, to) {
        _ if from == to => samples.to_vec(),
        (1, _) => frames
            .flat_map(|frame| std::iter::repeat_n(frame[0], to))
            .collect(),
        (2, 1) => frames.map(|frame| (frame[0] + frame[1]) * 0.5).collect(),
        _ if from < to => frames
            .flat_map(|frame| {
                let silent = std::iter::repeat_n(0.0, to - from);
                frame.iter().copied().chain(silent)
            })
            .collect(),
        _ => {
            return Err(Failure::bad_input(format!(
                "the file has {from} channels, and the device {to}"
            ))
            .hint(format!(
                "give a file with at most {to} channels, or choose another device with `--device`"
            )));
        }
    })
}

/// In words, what [`map`] does; `None` where each channel has its own.
#[must_use]
pub fn description(from: usize, to: usize) -> Option<String> {
    match (from, to) {
        _ if from == to => None,
        (1, _) => Some(format!("mono to all {to} channels")),
        (2, 1) => Some("the mean of both channels".to_owned()),
        _ => Some(format!(
            "{from} channels to the first of {to}, the others silent"
        )),
    }
}

/// What a device with `inputs` channels records of what was played to its `outputs` channels, each channel coming back in its own
/// place: one that cannot be recorded is left out, one that was not played is silent.
#[must_use]
pub fn returned(samples: Vec<f32>, outputs: usize, inputs: usize) -> Vec<f32> {
    if outputs == inputs {
        return samples;
    }
    samples
        .chunks_exact(outputs)
        .flat_map(|frame| {
            let silent = std::iter::repeat_n(0.0, inputs.saturating_sub(outputs));
            frame.iter().copied().take(inputs).chain(silent)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_count_is_left_alone() {
        assert_eq!(
            map(&[1.0, 2.0, 3.0, 4.0], 2, 2).unwrap(),
            [1.0, 2.0, 3.0, 4.0]
        );
        assert_eq!(description(2, 2), None);
    }

    #[test]
    fn mono_goes_everywhere() {
        assert_eq!(
            map(&[1.0, 2.0], 1, 3).unwrap(),
            [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]
        );
    }

    #[test]
    fn stereo_becomes_its_mean_on_one_channel() {
        assert_eq!(map(&[1.0, 0.5, -1.0, 1.0], 2, 1).unwrap(), [0.75, 0.0]);
    }

    #[test]
    fn missing_channels_are_silent() {
        assert_eq!(map(&[1.0, 2.0], 2, 4).unwrap(), [1.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn channels_the_device_lacks_are_an_error_that_names_both_counts() {
        let failure = map(&[0.0; 6], 6, 2).unwrap_err();
        assert!(failure.what.contains('6') && failure.what.contains('2'));
        assert!(failure.hint.is_some());
        assert!(map(&[0.0; 3], 3, 1).is_err());
    }

    #[test]
    fn channels_come_back_in_their_places() {
        let played = || vec![1.0, 2.0, 3.0, 4.0];
        assert_eq!(returned(played(), 2, 2), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(returned(played(), 2, 1), [1.0, 3.0]);
        assert_eq!(returned(played(), 2, 3), [1.0, 2.0, 0.0, 3.0, 4.0, 0.0]);
    }

    #[test]
    fn a_nan_survives() {
        assert!(map(&[f32::NAN], 1, 2).unwrap().iter().all(|s| s.is_nan()));
    }
}
