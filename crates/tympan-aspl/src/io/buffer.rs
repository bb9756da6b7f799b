//! The samples of one I/O call, in the sample type of their stream.

use super::sample::{Int24, Int24In32High, Int24In32Low, Sample, Word};
use crate::format::{ByteOrder, SampleType};

/// Calls a macro with the table of all variants: the element of each, its sample type and byte order, and its two accessors.
macro_rules! with_sample_types {
    ($callback:ident) => {
        $callback! {
            Float32(f32): Float32 Little, float32, float32_mut;
            Int16(i16): Int16 Little, int16, int16_mut;
            Int24($crate::io::Int24): Int24 Little, int24, int24_mut;
            Int24In32Low($crate::io::Int24In32Low): Int24In32Low Little, int24_in_32_low, int24_in_32_low_mut;
            Int24In32High($crate::io::Int24In32High): Int24In32High Little, int24_in_32_high, int24_in_32_high_mut;
            Int32(i32): Int32 Little, int32, int32_mut;
            BigEndianFloat32($crate::io::BigEndian<f32>): Float32 Big, big_endian_float32, big_endian_float32_mut;
            BigEndianInt16($crate::io::BigEndian<i16>): Int16 Big, big_endian_int16, big_endian_int16_mut;
            BigEndianInt24($crate::io::BigEndian<$crate::io::Int24>): Int24 Big, big_endian_int24, big_endian_int24_mut;
            BigEndianInt24In32Low($crate::io::BigEndian<$crate::io::Int24In32Low>):
                Int24In32Low Big, big_endian_int24_in_32_low, big_endian_int24_in_32_low_mut;
            BigEndianInt24In32High($crate::io::BigEndian<$crate::io::Int24In32High>):
                Int24In32High Big, big_endian_int24_in_32_high, big_endian_int24_in_32_high_mut;
            BigEndianInt32($crate::io::BigEndian<i32>): Int32 Big, big_endian_int32, big_endian_int32_mut;
        }
    };
}

pub(crate) use with_sample_types;

macro_rules! buffers {
    ($($variant:ident($sample:ty): $sample_type:ident $byte_order:ident, $get:ident, $get_mut:ident;)*) => {
        /// Interleaved samples to read, in the stream's own sample type, or in Float32 where [the stream asks for it](crate::Stream::as_float32).
        ///
        /// ```
        /// use tympan_aspl::io::{Int24, Sample, Samples};
        ///
        /// fn peak(samples: Samples<'_>) -> f32 {
        ///     match samples {
        ///         Samples::Float32(samples) => samples.iter().fold(0.0, |peak, sample| sample.abs().max(peak)),
        ///         Samples::Int24(samples) => samples.iter().fold(0.0, |peak, sample| sample.to_float32().abs().max(peak)),
        ///         _ => 0.0,
        ///     }
        /// }
        ///
        /// assert_eq!(peak(Samples::Int24(&[Int24::new(-4_194_304), Int24::new(7)])), 0.5);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Samples<'a> {
            $(
                #[doc = concat!(
                    "Samples of a stream of [`SampleType::", stringify!($sample_type), "`] in [`ByteOrder::", stringify!($byte_order), "`]."
                )]
                $variant(&'a [$sample]),
            )*
        }

        /// Interleaved samples to fill, in the stream's own sample type, or in Float32 where [the stream asks for it](crate::Stream::as_float32).
        ///
        /// What is not written keeps what the host had left there, so a handler writes all of it or calls [`silence`](Self::silence) first.
        #[derive(Debug, PartialEq)]
        #[non_exhaustive]
        pub enum SamplesMut<'a> {
            $(
                #[doc = concat!(
                    "Samples of a stream of [`SampleType::", stringify!($sample_type), "`] in [`ByteOrder::", stringify!($byte_order), "`]."
                )]
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
                    $(Self::$variant(_) => SampleType::$sample_type,)*
                }
            }

            /// The byte order.
            pub fn byte_order(&self) -> ByteOrder {
                match self {
                    $(Self::$variant(_) => ByteOrder::$byte_order,)*
                }
            }

            $(
                #[doc = concat!("The samples, if they are `", stringify!($variant), "`.")]
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

            /// Writes the samples as Float32 (full scale is 1.0) into `target`, as many as both have.
            ///
            /// Exact for all but [`SampleType::Int32`]; see [`Sample::to_float32`].
            pub fn to_float32(&self, target: &mut [f32]) {
                match self {
                    $(Self::$variant(samples) => convert(samples, target, Sample::to_float32),)*
                }
            }

            /// Writes the samples' [`Word`]s into `target`, as many as both have.
            pub(super) fn to_words(self, target: &mut [f32]) {
                match self {
                    $(Self::$variant(samples) => convert(samples, target, |sample| f32::from_word(sample.to_word())),)*
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
                    $(Self::$variant(_) => SampleType::$sample_type,)*
                }
            }

            /// The byte order.
            pub fn byte_order(&self) -> ByteOrder {
                match self {
                    $(Self::$variant(_) => ByteOrder::$byte_order,)*
                }
            }

            $(
                #[doc = concat!("The samples, if they are `", stringify!($variant), "`.")]
                pub fn $get_mut(&mut self) -> Option<&mut [$sample]> {
                    match self {
                        Self::$variant(samples) => Some(samples),
                        _ => None,
                    }
                }
            )*

            /// The samples to be read.
            pub fn as_samples(&self) -> Samples<'_> {
                match self {
                    $(Self::$variant(samples) => Samples::$variant(samples),)*
                }
            }

            /// The same samples for a shorter time, so that they can be lent and used again.
            pub fn reborrow(&mut self) -> SamplesMut<'_> {
                match self {
                    $(Self::$variant(samples) => SamplesMut::$variant(samples),)*
                }
            }

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

            /// Fills the samples from Float32 (full scale is 1.0), as many as both have; integers are rounded and clipped, and NaN becomes
            /// silence: see [`Sample::from_float32`].
            pub fn from_float32(&mut self, source: &[f32]) {
                match self {
                    $(Self::$variant(samples) => convert(source, samples, Sample::from_float32),)*
                }
            }

            /// Fills the samples from [`Word`]s of their sample type, as many as both have.
            pub(super) fn set_words(&mut self, source: &[f32]) {
                match self {
                    $(Self::$variant(samples) => convert(source, samples, |word| Word::from_word(word.to_word())),)*
                }
            }
        }
    };
}

with_sample_types!(buffers);

impl Samples<'_> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl SamplesMut<'_> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Makes Float32 of the [`Word`]s of samples of a type.
pub(super) fn words_to_float32(sample_type: SampleType, samples: &mut [f32]) {
    fn all<T: Sample>(samples: &mut [f32]) {
        for sample in samples {
            *sample = T::from_word(sample.to_word()).to_float32();
        }
    }
    match sample_type {
        SampleType::Float32 => {}
        SampleType::Int16 => all::<i16>(samples),
        SampleType::Int24 => all::<Int24>(samples),
        SampleType::Int24In32Low => all::<Int24In32Low>(samples),
        SampleType::Int24In32High => all::<Int24In32High>(samples),
        SampleType::Int32 => all::<i32>(samples),
    }
}

fn convert<S: Copy, T>(source: &[S], target: &mut [T], convert: impl Fn(S) -> T) {
    for (target, source) in target.iter_mut().zip(source) {
        *target = convert(*source);
    }
}
