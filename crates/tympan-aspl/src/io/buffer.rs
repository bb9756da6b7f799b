//! The samples of one I/O call, in the sample type of their stream.

use crate::format::SampleType;

macro_rules! sample_types {
    ($($variant:ident($sample:ty), $get:ident, $get_mut:ident;)*) => {
        /// Interleaved samples to read, in the stream's own sample type.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Samples<'a> {
            $(
                #[doc = concat!("Samples of a stream of [`SampleType::", stringify!($variant), "`].")]
                $variant(&'a [$sample]),
            )*
        }

        /// Interleaved samples to fill, in the stream's own sample type.
        ///
        /// What is not written keeps what the host had left there, so a handler writes all of it or calls [`silence`](Self::silence) first.
        #[derive(Debug, PartialEq)]
        #[non_exhaustive]
        pub enum SamplesMut<'a> {
            $(
                #[doc = concat!("Samples of a stream of [`SampleType::", stringify!($variant), "`].")]
                $variant(&'a mut [$sample]),
            )*
        }

        impl<'a> Samples<'a> {
            /// The number of samples: frames times channels.
            pub fn len(&self) -> usize {
                match self {
                    $(Self::$variant(samples) => samples.len(),)*
                }
            }

            /// The sample type.
            pub fn sample_type(&self) -> SampleType {
                match self {
                    $(Self::$variant(_) => SampleType::$variant,)*
                }
            }

            $(
                #[doc = concat!("The samples, if they are [`SampleType::", stringify!($variant), "`].")]
                pub fn $get(&self) -> Option<&'a [$sample]> {
                    match self {
                        Self::$variant(samples) => Some(samples),
                        _ => None,
                    }
                }
            )*

            /// The first `middle` samples and the rest; everything if there are fewer.
            pub(crate) fn split_at(self, middle: usize) -> (Self, Self) {
                match self {
                    $(Self::$variant(samples) => {
                        let (first, rest) = samples.split_at(middle.min(samples.len()));
                        (Self::$variant(first), Self::$variant(rest))
                    })*
                }
            }
        }

        impl<'a> SamplesMut<'a> {
            /// The number of samples: frames times channels.
            pub fn len(&self) -> usize {
                match self {
                    $(Self::$variant(samples) => samples.len(),)*
                }
            }

            /// The sample type.
            pub fn sample_type(&self) -> SampleType {
                match self {
                    $(Self::$variant(_) => SampleType::$variant,)*
                }
            }

            $(
                #[doc = concat!("The samples, if they are [`SampleType::", stringify!($variant), "`].")]
                pub fn $get_mut(&mut self) -> Option<&mut [$sample]> {
                    match self {
                        Self::$variant(samples) => Some(samples),
                        _ => None,
                    }
                }
            )*

            /// Makes every sample silent.
            pub fn silence(&mut self) {
                match self {
                    $(Self::$variant(samples) => samples.fill(<$sample>::default()),)*
                }
            }

            /// The first `middle` samples and the rest; everything if there are fewer.
            pub(crate) fn split_at(self, middle: usize) -> (Self, Self) {
                match self {
                    $(Self::$variant(samples) => {
                        let middle = middle.min(samples.len());
                        let (first, rest) = samples.split_at_mut(middle);
                        (Self::$variant(first), Self::$variant(rest))
                    })*
                }
            }
        }
    };
}

sample_types! {
    Float32(f32), float32, float32_mut;
    Int16(i16), int16, int16_mut;
    Int24([u8; 3]), int24, int24_mut;
    Int32(i32), int32, int32_mut;
}

impl Samples<'_> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the samples as Float32 (full scale is 1.0) into `target`, as many as both have.
    ///
    /// Exact for all but [`SampleType::Int32`], which keeps the 24 bits that a Float32 holds.
    pub fn to_float32(&self, target: &mut [f32]) {
        match self {
            Self::Float32(samples) => convert(samples, target, |sample| sample),
            Self::Int16(samples) => convert(samples, target, |sample| f32::from(sample) / 32_768.0),
            Self::Int24(samples) => convert(samples, target, |[low, middle, high]| {
                int32_to_float32(i32::from_le_bytes([0, low, middle, high]))
            }),
            Self::Int32(samples) => convert(samples, target, int32_to_float32),
        }
    }
}

impl SamplesMut<'_> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills the samples from Float32 (full scale is 1.0), as many as both have; integers are rounded and clipped, and NaN becomes silence.
    pub fn from_float32(&mut self, source: &[f32]) {
        match self {
            Self::Float32(samples) => convert(source, samples, |sample| sample),
            // A float-to-integer `as` saturates and turns NaN into 0.
            Self::Int16(samples) => convert(source, samples, |sample| {
                (sample * 32_768.0).round_ties_even() as i16
            }),
            Self::Int24(samples) => convert(source, samples, |sample| {
                let value = (sample * 8_388_608.0).round_ties_even() as i32;
                let [low, middle, high, _] = value.clamp(-8_388_608, 8_388_607).to_le_bytes();
                [low, middle, high]
            }),
            Self::Int32(samples) => convert(source, samples, |sample| {
                (sample * 2_147_483_648.0).round_ties_even() as i32
            }),
        }
    }
}

fn int32_to_float32(sample: i32) -> f32 {
    sample as f32 / 2_147_483_648.0
}

fn convert<S: Copy, T>(source: &[S], target: &mut [T], convert: impl Fn(S) -> T) {
    for (target, source) in target.iter_mut().zip(source) {
        *target = convert(*source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_survive_the_way_through_float32() {
        let mut floats = [0.0; 4];
        let samples = [i16::MIN, -1, 1, i16::MAX];
        let mut back = [0; 4];
        Samples::Int16(&samples).to_float32(&mut floats);
        SamplesMut::Int16(&mut back).from_float32(&floats);
        assert_eq!(back, samples);

        let samples = [
            [0, 0, 0x80],
            [0xFF, 0xFF, 0xFF],
            [1, 0, 0],
            [0xFF, 0xFF, 0x7F],
        ];
        let mut back = [[0; 3]; 4];
        Samples::Int24(&samples).to_float32(&mut floats);
        assert_eq!(
            floats,
            [
                -1.0,
                -1.0 / 8_388_608.0,
                1.0 / 8_388_608.0,
                8_388_607.0 / 8_388_608.0
            ]
        );
        SamplesMut::Int24(&mut back).from_float32(&floats);
        assert_eq!(back, samples);
    }

    #[test]
    fn floats_beyond_full_scale_are_clipped_and_nan_is_silent() {
        let source = [2.0, -2.0, f32::NAN, f32::INFINITY];
        let mut int16 = [7; 4];
        SamplesMut::Int16(&mut int16).from_float32(&source);
        assert_eq!(int16, [i16::MAX, i16::MIN, 0, i16::MAX]);
        let mut int32 = [7; 4];
        SamplesMut::Int32(&mut int32).from_float32(&source);
        assert_eq!(int32, [i32::MAX, i32::MIN, 0, i32::MAX]);
        let mut int24 = [[7; 3]; 4];
        SamplesMut::Int24(&mut int24).from_float32(&source);
        assert_eq!(
            int24,
            [[0xFF, 0xFF, 0x7F], [0, 0, 0x80], [0; 3], [0xFF, 0xFF, 0x7F]]
        );
    }
}
