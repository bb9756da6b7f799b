//! The signal that is played when no file is given.

use super::Sound;

/// Seconds.
const LENGTH: u32 = 2;

/// The frequency at the start, in hertz.
const LOWEST: f64 = 20.0;

/// Half of full scale: two clients' sum still fits.
const AMPLITUDE: f64 = 0.5;

/// Two seconds of a sine that rises from 20 Hz to 45 % of the rate, with short ramps at both ends.
///
/// Every channel starts in another phase, so that exchanged channels are noticed.
#[must_use]
pub fn sweep(rate: u32, channels: usize) -> Sound {
    let frames = (rate * LENGTH) as usize;
    let rate_f = f64::from(rate);
    let seconds = f64::from(LENGTH);
    let growth = (0.45 * rate_f / LOWEST).max(2.0).ln();
    let ramp = 0.01 * rate_f;
    let mut samples = Vec::with_capacity(frames * channels);
    for frame in 0..frames {
        let position = frame as f64;
        let progress = position / frames as f64;
        let cycles = LOWEST * seconds / growth * ((progress * growth).exp() - 1.0);
        let edge = position.min((frames - 1 - frame) as f64);
        let gain = AMPLITUDE * (edge / ramp).min(1.0);
        for channel in 0..channels {
            let phase = channel as f64 / (2.0 * channels as f64);
            let angle = std::f64::consts::TAU * (cycles + phase).fract();
            samples.push((gain * angle.sin()) as f32);
        }
    }
    Sound {
        rate,
        channels,
        samples,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_two_seconds_at_half_scale_without_clicks_at_the_ends() {
        let sound = sweep(48_000, 2);
        assert_eq!(sound.frames(), 96_000);
        assert!(sound.samples.iter().all(|sample| sample.abs() <= 0.5));
        assert!(sound.samples.iter().any(|sample| sample.abs() > 0.49));
        assert_eq!(sound.samples[0], 0.0);
        assert_eq!(*sound.samples.last().unwrap(), 0.0);
    }

    #[test]
    fn channels_differ() {
        let sound = sweep(44_100, 4);
        let frame = &sound.samples[4000..4004];
        for (channel, sample) in frame.iter().enumerate() {
            assert!(!frame[channel + 1..].contains(sample), "{frame:?}");
        }
    }

    #[test]
    fn a_very_low_rate_is_no_problem() {
        assert_eq!(sweep(8, 1).frames(), 16);
    }
}
