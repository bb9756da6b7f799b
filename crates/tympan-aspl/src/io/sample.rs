//! The elements of sample buffers: one type per sample type and byte order, with their conversion to Float32 and back.

use core::fmt;

use private::Bytes as _;

/// A sample as it lies in a stream's buffer.
///
/// Full scale of an integer of n bits is 2^(n-1), the value that stands for -1.0, so that the conversion only moves the binary point.
///
/// *Realtime safety*: everything here takes constant time and touches no memory but the sample.
pub trait Sample: Copy + Default + Word {
    /// The sample as Float32. Exact, but for 32-bit integers: of them the 24 highest significant bits remain, rounded to the nearest.
    fn to_float32(self) -> f32;

    /// The sample nearest to a Float32: rounded to the nearest integer (of two, the even one), and clipped to full scale. NaN becomes 0.
    ///
    /// A float keeps every bit.
    fn from_float32(sample: f32) -> Self;
}

/// A sample in the processor's own byte order.
pub trait NativeSample: Sample + private::Native {}

pub(super) use private::Word;

/// What samples are made of; nobody else can add to them.
mod private {
    /// A sample as a number without a meaning: the same for either byte order, and 0 for 0.
    pub trait Word: Sized {
        fn to_word(self) -> u32;

        /// Bits there is no room for are dropped.
        fn from_word(word: u32) -> Self;
    }

    /// A sample that can be stored the other way round.
    pub trait Native: Word {
        type Bytes: Bytes;
    }

    /// The low bytes of a word, the most significant one first.
    pub trait Bytes: Copy + PartialEq {
        fn to_word(self) -> u32;
        fn from_word(word: u32) -> Self;
    }

    impl<const N: usize> Bytes for [u8; N] {
        fn to_word(self) -> u32 {
            self.iter()
                .fold(0, |word, byte| word << 8 | u32::from(*byte))
        }

        fn from_word(word: u32) -> Self {
            core::array::from_fn(|index| (word >> (8 * (N - 1 - index))) as u8)
        }
    }
}

impl Sample for f32 {
    fn to_float32(self) -> f32 {
        self
    }

    fn from_float32(sample: f32) -> Self {
        sample
    }
}

impl Word for f32 {
    fn to_word(self) -> u32 {
        self.to_bits()
    }

    fn from_word(word: u32) -> Self {
        Self::from_bits(word)
    }
}

impl Sample for i16 {
    fn to_float32(self) -> f32 {
        f32::from(self) / 32_768.0
    }

    fn from_float32(sample: f32) -> Self {
        // This cast and those below clip, and make 0 of NaN.
        (sample * 32_768.0).round_ties_even() as i16
    }
}

impl Word for i16 {
    fn to_word(self) -> u32 {
        u32::from(self as u16)
    }

    fn from_word(word: u32) -> Self {
        word as i16
    }
}

impl Sample for i32 {
    fn to_float32(self) -> f32 {
        self as f32 / 2_147_483_648.0
    }

    fn from_float32(sample: f32) -> Self {
        (sample * 2_147_483_648.0).round_ties_even() as i32
    }
}

impl Word for i32 {
    fn to_word(self) -> u32 {
        self as u32
    }

    fn from_word(word: u32) -> Self {
        word as i32
    }
}

/// A 24-bit integer in three bytes, the least significant one first: a sample of [`SampleType::Int24`](crate::SampleType::Int24).
///
/// ```
/// use tympan_aspl::io::{Int24, Sample};
///
/// assert_eq!(Int24::new(-3).get(), -3);
/// assert_eq!(Int24::new(9_000_000).get(), 8_388_607);
/// assert_eq!(Int24::from_float32(-0.5).get(), -4_194_304);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Int24([u8; 3]);

impl Int24 {
    /// The sample of this value, which is clipped to 24 bits.
    pub const fn new(value: i32) -> Self {
        let [low, middle, high, _] = clipped(value).to_le_bytes();
        Self([low, middle, high])
    }

    /// The value, from -8388608 to 8388607.
    pub const fn get(self) -> i32 {
        let [low, middle, high] = self.0;
        i32::from_le_bytes([0, low, middle, high]) >> 8
    }
}

impl Word for Int24 {
    fn to_word(self) -> u32 {
        let [low, middle, high] = self.0;
        u32::from_le_bytes([low, middle, high, 0])
    }

    fn from_word(word: u32) -> Self {
        let [low, middle, high, _] = word.to_le_bytes();
        Self([low, middle, high])
    }
}

/// A 24-bit integer in the low bits of a word: a sample of [`SampleType::Int24In32Low`](crate::SampleType::Int24In32Low).
///
/// The highest byte is written as the sign says, and not looked at when it is read.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Int24In32Low(i32);

impl Int24In32Low {
    /// The sample of this value, which is clipped to 24 bits.
    pub const fn new(value: i32) -> Self {
        Self(clipped(value))
    }

    /// The value, from -8388608 to 8388607.
    pub const fn get(self) -> i32 {
        self.0 << 8 >> 8
    }
}

impl Word for Int24In32Low {
    fn to_word(self) -> u32 {
        self.0 as u32
    }

    fn from_word(word: u32) -> Self {
        Self(word as i32)
    }
}

/// A 24-bit integer in the high bits of a word: a sample of [`SampleType::Int24In32High`](crate::SampleType::Int24In32High).
///
/// The lowest byte is written as 0, and not looked at when it is read.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Int24In32High(i32);

impl Int24In32High {
    /// The sample of this value, which is clipped to 24 bits.
    pub const fn new(value: i32) -> Self {
        Self(clipped(value) << 8)
    }

    /// The value, from -8388608 to 8388607.
    pub const fn get(self) -> i32 {
        self.0 >> 8
    }
}

impl Word for Int24In32High {
    fn to_word(self) -> u32 {
        self.0 as u32
    }

    fn from_word(word: u32) -> Self {
        Self(word as i32)
    }
}

/// The nearest 24-bit integer.
const fn clipped(value: i32) -> i32 {
    match value {
        ..-8_388_608 => -8_388_608,
        8_388_608.. => 8_388_607,
        _ => value,
    }
}

macro_rules! int24 {
    ($($name:ident)*) => {
        $(
            impl Sample for $name {
                fn to_float32(self) -> f32 {
                    self.get() as f32 / 8_388_608.0
                }

                fn from_float32(sample: f32) -> Self {
                    Self::new((sample * 8_388_608.0).round_ties_even() as i32)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.get().fmt(f)
                }
            }
        )*
    };
}

int24!(Int24 Int24In32Low Int24In32High);

macro_rules! native {
    ($($name:ty: $bytes:literal;)*) => {
        $(
            impl NativeSample for $name {}

            impl private::Native for $name {
                type Bytes = [u8; $bytes];
            }
        )*
    };
}

native! {
    f32: 4;
    i16: 2;
    Int24: 3;
    Int24In32Low: 4;
    Int24In32High: 4;
    i32: 4;
}

/// A sample whose most significant byte comes first in memory, where it has the alignment of a byte.
///
/// ```
/// use tympan_aspl::io::{BigEndian, Sample};
///
/// let sample = BigEndian::new(0x0102_i16);
/// assert_eq!(sample.get(), 0x0102);
/// assert_eq!(BigEndian::<i16>::from_float32(0.5).get(), 0x4000);
/// ```
#[repr(transparent)]
pub struct BigEndian<T: NativeSample>(T::Bytes);

impl<T: NativeSample> BigEndian<T> {
    /// The sample of this value.
    pub fn new(value: T) -> Self {
        Self::from_word(value.to_word())
    }

    /// The value.
    pub fn get(self) -> T {
        T::from_word(self.to_word())
    }
}

impl<T: NativeSample> Clone for BigEndian<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: NativeSample> Copy for BigEndian<T> {}

impl<T: NativeSample> Default for BigEndian<T> {
    fn default() -> Self {
        Self::from_word(0)
    }
}

/// Equal bytes.
impl<T: NativeSample> PartialEq for BigEndian<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: NativeSample + fmt::Debug> fmt::Debug for BigEndian<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: NativeSample> Sample for BigEndian<T> {
    fn to_float32(self) -> f32 {
        self.get().to_float32()
    }

    fn from_float32(sample: f32) -> Self {
        Self::new(T::from_float32(sample))
    }
}

impl<T: NativeSample> Word for BigEndian<T> {
    fn to_word(self) -> u32 {
        self.0.to_word()
    }

    fn from_word(word: u32) -> Self {
        Self(private::Bytes::from_word(word))
    }
}
