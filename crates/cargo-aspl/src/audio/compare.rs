//! Whether what came back is what was expected, sample by sample.
//!
//! Two samples are the same when they have the same bits, or are both NaN (a sum of NaNs may have another payload). A frame that
//! is missing, or too many, differs in every channel.

use serde::Serialize;

/// The outcome of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The number of samples compared.
    pub samples: u64,
    /// How many of them are not the same.
    pub different: u64,
    /// The first of those.
    pub first: Option<Difference>,
    /// By how many frames what came back is late (negative: early), where a shift explains the differences.
    pub shift_frames: Option<i64>,
}

/// A sample that is not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Counted from the first frame played.
    pub frame: u64,
    /// Counted from 0.
    pub channel: usize,
    /// `None` after the end of what was expected.
    pub expected: Option<f32>,
    /// `None` after the end of the recording.
    pub recorded: Option<f32>,
}

impl Comparison {
    /// Whether no sample differs.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.different == 0
    }
}

/// Compares two interleaved signals of the same channel count.
#[must_use]
pub fn compare(expected: &[f32], recorded: &[f32], channels: usize) -> Comparison {
    let samples = expected.len().max(recorded.len());
    let mut different = 0;
    let mut first = None;
    for index in 0..samples {
        let (wanted, got) = (expected.get(index).copied(), recorded.get(index).copied());
        if !wanted
            .zip(got)
            .is_some_and(|(wanted, got)| same(wanted, got))
        {
            different += 1;
            first.get_or_insert(Difference {
                frame: (index / channels) as u64,
                channel: index % channels,
                expected: wanted,
                recorded: got,
            });
        }
    }
    Comparison {
        samples: samples as u64,
        different,
        first,
        shift_frames: first.and_then(|_| shift(expected, recorded, channels)),
    }
}

fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// How far a recording may be shifted for it to be noticed, in frames.
const FARTHEST: i64 = 1 << 14;

/// How many samples have to agree for it to be a shift and no accident.
const WITNESSES: usize = 512;

/// Looks for a part of what was expected elsewhere in the recording: one from the middle, which is not lost in any direction, and the
/// start of a short signal.
fn shift(expected: &[f32], recorded: &[f32], channels: usize) -> Option<i64> {
    let middle = expected.len() / channels / 2 * channels;
    [middle, 0].into_iter().find_map(|from| {
        // Silence agrees with silence at every distance, so it starts at a sound.
        let sound = from + expected[from..].iter().position(|&sample| sample != 0.0)?;
        shift_of(expected, recorded, channels, sound / channels * channels)
    })
}

fn shift_of(expected: &[f32], recorded: &[f32], channels: usize, start: usize) -> Option<i64> {
    let witnesses = &expected[start..expected.len().min(start + WITNESSES)];
    let agrees = |frames: i64| {
        let from = start as i64 + frames * channels as i64;
        let place = usize::try_from(from)
            .ok()
            .and_then(|from| recorded.get(from..from + witnesses.len()));
        place.is_some_and(|place| place.iter().zip(witnesses).all(|(&a, &b)| same(a, b)))
    };
    (1..=FARTHEST)
        .flat_map(|frames| [frames, -frames])
        .find(|&frames| agrees(frames))
}

/// Compares a recording with silence, positive or negative zeros alike.
#[must_use]
pub fn silence(recorded: &[f32], channels: usize) -> Comparison {
    let sounding = |sample: &f32| *sample != 0.0;
    let first = recorded.iter().position(sounding);
    Comparison {
        samples: recorded.len() as u64,
        different: recorded.iter().filter(|sample| sounding(sample)).count() as u64,
        first: first.map(|index| Difference {
            frame: (index / channels) as u64,
            channel: index % channels,
            expected: Some(0.0),
            recorded: Some(recorded[index]),
        }),
        shift_frames: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(frames: usize) -> Vec<f32> {
        (0..frames * 2).map(|index| (index + 1) as f32).collect()
    }

    #[test]
    fn the_same_is_the_same() {
        let comparison = compare(&numbered(100), &numbered(100), 2);
        assert_eq!((comparison.samples, comparison.different), (200, 0));
        assert!(comparison.is_identical());
    }

    #[test]
    fn nan_is_nan_whatever_its_payload_and_zero_has_a_sign() {
        let other = f32::from_bits(f32::NAN.to_bits() ^ 1);
        assert!(compare(&[f32::NAN], &[other], 1).is_identical());
        assert!(!compare(&[f32::NAN], &[0.0], 1).is_identical());
        assert!(!compare(&[-0.0], &[0.0], 1).is_identical());
    }

    #[test]
    fn the_first_difference_is_named() {
        let mut recorded = numbered(100);
        recorded[41] = 0.5;
        recorded[90] = 0.5;
        let comparison = compare(&numbered(100), &recorded, 2);
        assert_eq!(comparison.different, 2);
        let first = comparison.first.unwrap();
        assert_eq!((first.frame, first.channel), (20, 1));
        assert_eq!((first.expected, first.recorded), (Some(42.0), Some(0.5)));
        assert_eq!(comparison.shift_frames, None);
    }

    #[test]
    fn missing_and_surplus_frames_differ() {
        let comparison = compare(&numbered(100), &numbered(99), 2);
        assert_eq!((comparison.samples, comparison.different), (200, 2));
        assert_eq!(comparison.first.unwrap().recorded, None);
        let comparison = compare(&numbered(99), &numbered(100), 2);
        assert_eq!(comparison.first.unwrap().expected, None);
    }

    #[test]
    fn a_shifted_recording_is_recognised() {
        let signal = numbered(2000);
        let late = [&[0.0; 30][..], &signal[..signal.len() - 30]].concat();
        assert_eq!(compare(&signal, &late, 2).shift_frames, Some(15));
        let early = [&signal[30..], &[0.0; 30][..]].concat();
        assert_eq!(compare(&signal, &early, 2).shift_frames, Some(-15));
        let with_lead = [&[0.0; 64][..], &signal[..]].concat();
        assert_eq!(compare(&with_lead, &signal, 2).shift_frames, Some(-32));
    }

    #[test]
    fn silence_may_be_of_either_sign() {
        assert!(silence(&[0.0, -0.0], 2).is_identical());
        let comparison = silence(&[0.0, 0.0, 0.0, f32::NAN], 2);
        assert_eq!(comparison.different, 1);
        assert_eq!(comparison.first.unwrap().frame, 1);
    }
}
