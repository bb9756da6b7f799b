//! How one sample is stored: its type, its byte order, and whether the HAL may mix it (hal-facts A.9, "Format ids and flags").

use core::fmt;

use tympan_aspl_sys as sys;

/// The kind of number a sample is, and the memory it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SampleType {
    /// 32-bit float, the HAL's own type.
    #[default]
    #[doc(alias = "kAudioFormatFlagIsFloat")]
    Float32,
    /// 16-bit signed integer.
    #[doc(alias = "kAudioFormatFlagIsSignedInteger")]
    Int16,
    /// 24-bit signed integer in three bytes.
    #[doc(alias = "kAudioFormatFlagIsPacked")]
    Int24,
    /// 24-bit signed integer in the low three of four bytes, which are sign-extended.
    Int24In32Low,
    /// 24-bit signed integer in the high three of four bytes.
    #[doc(alias = "kAudioFormatFlagIsAlignedHigh")]
    Int24In32High,
    /// 32-bit signed integer.
    Int32,
}

impl SampleType {
    const ALL: [Self; 6] = [
        Self::Float32,
        Self::Int16,
        Self::Int24,
        Self::Int24In32Low,
        Self::Int24In32High,
        Self::Int32,
    ];

    /// Bytes of one sample.
    pub const fn bytes(self) -> u32 {
        match self {
            Self::Int16 => 2,
            Self::Int24 => 3,
            Self::Float32 | Self::Int24In32Low | Self::Int24In32High | Self::Int32 => 4,
        }
    }

    /// The bits of them that count (`mBitsPerChannel`).
    #[doc(alias = "mBitsPerChannel")]
    pub const fn bits(self) -> u32 {
        match self {
            Self::Int16 => 16,
            Self::Int24 | Self::Int24In32Low | Self::Int24In32High => 24,
            Self::Float32 | Self::Int32 => 32,
        }
    }

    /// This type with the most significant byte first.
    pub const fn big_endian(self) -> SampleFormat {
        SampleFormat::new(self).big_endian()
    }

    /// This type in a form that the HAL does not mix; see [`SampleFormat::is_mixable`].
    pub const fn non_mixable(self) -> SampleFormat {
        SampleFormat::new(self).non_mixable()
    }

    const fn flags(self) -> u32 {
        let signed = sys::kAudioFormatFlagIsSignedInteger;
        match self {
            Self::Float32 => sys::kAudioFormatFlagIsFloat | sys::kAudioFormatFlagIsPacked,
            Self::Int16 | Self::Int24 | Self::Int32 => signed | sys::kAudioFormatFlagIsPacked,
            Self::Int24In32Low => signed,
            Self::Int24In32High => signed | sys::kAudioFormatFlagIsAlignedHigh,
        }
    }
}

/// The order of the bytes of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// Least significant byte first, the order of every Mac that runs these drivers.
    #[default]
    Little,
    /// Most significant byte first (`kAudioFormatFlagIsBigEndian`).
    #[doc(alias = "kAudioFormatFlagIsBigEndian")]
    Big,
}

impl ByteOrder {
    const ALL: [Self; 2] = [Self::Little, Self::Big];

    const fn flags(self) -> u32 {
        match self {
            Self::Little => 0,
            Self::Big => sys::kAudioFormatFlagIsBigEndian,
        }
    }
}

/// How one sample is stored. A [`SampleType`] alone stands for its little-endian, mixable form.
///
/// # Examples
///
/// ```
/// use tympan_aspl::{ByteOrder, SampleFormat, SampleType};
///
/// let usual = SampleFormat::from(SampleType::Int24);
/// assert_eq!((usual.byte_order, usual.is_mixable), (ByteOrder::Little, true));
///
/// let raw = SampleType::Int24.big_endian().non_mixable();
/// assert_eq!((raw.byte_order, raw.is_mixable), (ByteOrder::Big, false));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SampleFormat {
    /// The kind of number.
    pub sample_type: SampleType,
    /// The order of its bytes.
    pub byte_order: ByteOrder,
    /// Whether the HAL may mix several clients in this format. Where it may not, the first client has the stream to itself (hal-facts C.11).
    #[doc(alias = "kAudioFormatFlagIsNonMixable")]
    pub is_mixable: bool,
}

impl SampleFormat {
    /// The little-endian, mixable form of a type.
    pub const fn new(sample_type: SampleType) -> Self {
        Self {
            sample_type,
            byte_order: ByteOrder::Little,
            is_mixable: true,
        }
    }

    /// The same with the most significant byte first.
    pub const fn big_endian(mut self) -> Self {
        self.byte_order = ByteOrder::Big;
        self
    }

    /// The same in a form that the HAL does not mix.
    pub const fn non_mixable(mut self) -> Self {
        self.is_mixable = false;
        self
    }

    /// Every sample format there is.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        SampleType::ALL.into_iter().flat_map(|sample_type| {
            ByteOrder::ALL.into_iter().flat_map(move |byte_order| {
                [true, false].into_iter().map(move |is_mixable| Self {
                    sample_type,
                    byte_order,
                    is_mixable,
                })
            })
        })
    }

    pub(super) const fn flags(self) -> u32 {
        let mixing = if self.is_mixable {
            0
        } else {
            sys::kAudioFormatFlagIsNonMixable
        };
        self.sample_type.flags() | self.byte_order.flags() | mixing
    }
}

impl Default for SampleFormat {
    fn default() -> Self {
        Self::new(SampleType::default())
    }
}

impl From<SampleType> for SampleFormat {
    fn from(sample_type: SampleType) -> Self {
        Self::new(sample_type)
    }
}

/// In words: `Int16`, `Int24 big-endian`, `Float32 non-mixable`.
impl fmt::Display for SampleFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.sample_type, f)?;
        if self.byte_order == ByteOrder::Big {
            f.write_str(" big-endian")?;
        }
        if !self.is_mixable {
            f.write_str(" non-mixable")?;
        }
        Ok(())
    }
}
