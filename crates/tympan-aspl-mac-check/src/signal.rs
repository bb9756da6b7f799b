//! What is played, each sample with a number of its own, and how it is found again in a recording.

/// The numbers go from 1 to this, and then from 1 again.
const NUMBERS: u64 = 1 << 22;

/// The sample of a frame and a channel: above 0 and at most 0.5, and exact in Float32 and in 24-bit integers.
pub(crate) fn sample(frame: u64, channel: usize, channels: usize) -> f32 {
    let place = frame * channels as u64 + channel as u64;
    (place % NUMBERS + 1) as f32 / (2 * NUMBERS) as f32
}

/// What a recording holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// Nothing but zeros.
    Silence {
        /// How many frames of it.
        frames: usize,
    },
    /// Zeros, and then the signal to the end.
    Exact {
        /// How many frames of silence come first: the way through the device and its host.
        delay: usize,
        /// The frame of the signal that is heard first; others before it were lost while I/O started.
        first: u64,
        /// How many frames of the signal follow.
        frames: usize,
    },
    /// Something else.
    Different {
        /// The first frame of the recording that is wrong.
        frame: usize,
        /// Its channel.
        channel: usize,
        /// What should be there; none, if what comes first is no sample of the signal.
        expected: Option<f32>,
        /// What is there.
        found: f32,
    },
}

/// Looks for the signal in a recording of so many interleaved channels.
pub(crate) fn look(recorded: &[f32], channels: usize) -> Heard {
    let mut frames = recorded.chunks_exact(channels.max(1)).enumerate();
    let is_silent = |frame: &[f32]| frame.iter().all(|sample| *sample == 0.0);
    let count = frames.len();
    let Some((delay, start)) = frames.by_ref().find(|(_, frame)| !is_silent(frame)) else {
        return Heard::Silence { frames: count };
    };
    let number = f64::from(start[0]) * (2 * NUMBERS) as f64 - 1.0;
    let first = number as u64 / channels as u64;
    if number < 0.0 || sample(first, 0, channels).to_bits() != start[0].to_bits() {
        return Heard::Different {
            frame: delay,
            channel: 0,
            expected: None,
            found: start[0],
        };
    }
    for (frame, samples) in std::iter::once((delay, start)).chain(frames) {
        for (channel, found) in samples.iter().enumerate() {
            let expected = sample(first + (frame - delay) as u64, channel, channels);
            if expected.to_bits() != found.to_bits() {
                return Heard::Different {
                    frame,
                    channel,
                    expected: Some(expected),
                    found: *found,
                };
            }
        }
    }
    Heard::Exact {
        delay,
        first,
        frames: count - delay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(from: u64, frames: u64, channels: usize) -> Vec<f32> {
        let frame = |frame| (0..channels).map(move |channel| sample(frame, channel, channels));
        (from..from + frames).flat_map(frame).collect()
    }

    #[test]
    fn samples_differ_and_survive_24_bits() {
        let samples = signal(0, 10_000, 2);
        assert!(samples.windows(2).all(|pair| pair[0] < pair[1]));
        for sample in samples {
            assert!(sample > 0.0 && sample <= 0.5);
            assert_eq!((f64::from(sample) * 8_388_608.0).fract(), 0.0);
        }
        assert_eq!(sample(NUMBERS / 2 - 1, 1, 2), 0.5);
        assert_eq!(sample(NUMBERS / 2, 0, 2), sample(0, 0, 2));
    }

    #[test]
    fn the_signal_is_found_after_silence_whatever_it_begins_with() {
        for channels in [1, 2, 7] {
            for first in [0, 3, 600] {
                let mut recorded = vec![0.0; 5 * channels];
                recorded.extend(signal(first, 100, channels));
                let exact = Heard::Exact {
                    delay: 5,
                    first,
                    frames: 100,
                };
                assert_eq!(look(&recorded, channels), exact);
            }
        }
        assert_eq!(look(&[0.0; 8], 2), Heard::Silence { frames: 4 });
        assert_eq!(look(&[], 2), Heard::Silence { frames: 0 });
    }

    #[test]
    fn lost_repeated_changed_and_exchanged_samples_are_told() {
        let good = signal(0, 100, 2);
        type Change = fn(&mut Vec<f32>);
        let cases: [(&str, Change); 5] = [
            ("lost", |samples| drop(samples.drain(20..22))),
            ("repeated", |samples| samples.copy_within(18..20, 20)),
            ("changed", |samples| {
                samples[20] = f32::from_bits(samples[20].to_bits() + 1)
            }),
            ("exchanged", |samples| samples.swap(20, 21)),
            ("silent", |samples| samples[20] = 0.0),
        ];
        for (what, change) in cases {
            let mut samples = good.clone();
            change(&mut samples);
            match look(&samples, 2) {
                Heard::Different { frame, channel, .. } => {
                    assert_eq!((frame, channel), (10, 0), "{what}");
                }
                other => panic!("{what}: {other:?}"),
            }
        }
    }

    #[test]
    fn noise_and_what_is_no_number_are_not_the_signal() {
        for noise in [-0.25, 1e-9, f32::NAN, f32::INFINITY, 0.75] {
            let heard = look(&[0.0, 0.0, noise, noise], 2);
            assert!(
                matches!(heard, Heard::Different { frame: 1, .. }),
                "{noise}: {heard:?}"
            );
        }
    }
}
