//! What a stream's format does to a Float32 sample on its way through.

/// How the samples of one channel are stored in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As they are.
    Float32,
    /// As signed integers of so many bits.
    Integer(u32),
}

impl Precision {
    /// In words.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Float32 => "Float32".to_owned(),
            Self::Integer(bits) => format!("{bits}-bit integer"),
        }
    }

    /// The sample after conversion to the format and back: the nearest integer (the even one of two), within full scale.
    fn pass(self, sample: f32) -> f32 {
        match self {
            Self::Float32 => sample,
            Self::Integer(bits) => {
                let scale = f64::from(bits - 1).exp2();
                let scaled = (f64::from(sample) * scale).round_ties_even();
                // A NaN becomes 0, as in every conversion to an integer.
                let whole = scaled.clamp(-scale, scale - 1.0) as i64;
                (whole as f64 / scale) as f32
            }
        }
    }
}

/// Passes interleaved samples through the formats of their channels.
pub fn convert(samples: &mut [f32], channels: &[Precision]) {
    if channels
        .iter()
        .all(|precision| *precision == Precision::Float32)
    {
        return;
    }
    for (sample, precision) in samples.iter_mut().zip(channels.iter().cycle()) {
        *sample = precision.pass(*sample);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_keep_every_bit() {
        let mut samples = [f32::NAN, -0.0, 2.5];
        let before = samples.map(f32::to_bits);
        convert(&mut samples, &[Precision::Float32]);
        assert_eq!(samples.map(f32::to_bits), before);
    }

    #[test]
    fn integers_round_to_even_and_stay_within_full_scale() {
        let step = 1.0 / 32_768.0;
        for (sample, expected) in [
            (0.5 * step, 0.0),
            (1.5 * step, 2.0 * step),
            (-0.6 * step, -step),
            (1.0, 1.0 - step),
            (-7.0, -1.0),
            (f32::NAN, 0.0),
        ] {
            assert_eq!(Precision::Integer(16).pass(sample), expected, "{sample}");
        }
    }

    #[test]
    fn every_channel_has_its_own_format() {
        let third = 1.0 / 3.0;
        let mut samples = [third; 4];
        convert(&mut samples, &[Precision::Float32, Precision::Integer(16)]);
        assert_eq!(
            samples,
            [third, 10_923.0 / 32_768.0, third, 10_923.0 / 32_768.0]
        );
    }
}
