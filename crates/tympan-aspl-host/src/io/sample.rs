//! Conversion between a stream's format and the canonical format of the mix: native Float32, interleaved.
//!
//! Integers are scaled by a power of two, so what fits into Float32's 24 bits comes back bit for bit; values outside -1 to 1
//! are clipped. Works on plain bytes; knows nothing of streams or drivers.

use tympan_aspl_sys::{
    AudioStreamBasicDescription, FourCc, kAudioFormatFlagIsAlignedHigh,
    kAudioFormatFlagIsBigEndian, kAudioFormatFlagIsFloat, kAudioFormatFlagIsNonInterleaved,
    kAudioFormatFlagIsPacked, kAudioFormatFlagIsSignedInteger, kAudioFormatLinearPCM,
};

/// More channels in one stream than any device has.
const MAX_CHANNELS: u32 = 4096;

/// How one sample lies in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Float32,
    /// Signed integer of `bits` in a container of `bytes`, shifted up by `shift`.
    Integer {
        bytes: usize,
        bits: u32,
        shift: u32,
    },
}

/// A sample format that can be converted to and from Float32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SampleFormat {
    encoding: Encoding,
    big_endian: bool,
    channels: usize,
}

impl SampleFormat {
    /// The format of a stream, or a readable description when it is none that can be converted.
    pub(crate) fn of(format: &AudioStreamBasicDescription) -> Result<SampleFormat, String> {
        SampleFormat::known(format).ok_or_else(|| describe(format))
    }

    fn known(format: &AudioStreamBasicDescription) -> Option<SampleFormat> {
        let flags = format.mFormatFlags;
        let channels = format.mChannelsPerFrame;
        let interleaved = flags & kAudioFormatFlagIsNonInterleaved == 0 || channels == 1;
        if format.mFormatID != kAudioFormatLinearPCM
            || !(1..=MAX_CHANNELS).contains(&channels)
            || !interleaved
            || format.mFramesPerPacket != 1
            || format.mBytesPerPacket != format.mBytesPerFrame
            || format.mBytesPerFrame % channels != 0
        {
            return None;
        }
        let bytes = format.mBytesPerFrame / channels;
        let bits = format.mBitsPerChannel;
        let packed = bits == bytes * 8;
        let encoding = if flags & kAudioFormatFlagIsFloat != 0 {
            (bytes == 4 && bits == 32).then_some(Encoding::Float32)?
        } else {
            if flags & kAudioFormatFlagIsSignedInteger == 0 {
                return None;
            }
            let shift = match (bytes, bits) {
                (2, 16) | (3, 24) | (4, 32) => 0,
                // 24 bits in 32 (hal-facts A.9): high-aligned 0x14, low-aligned 0x4.
                (4, 24) if flags & kAudioFormatFlagIsAlignedHigh != 0 => 8,
                (4, 24) => 0,
                _ => return None,
            };
            if flags & kAudioFormatFlagIsPacked != 0 && !packed {
                return None;
            }
            Encoding::Integer {
                bytes: bytes as usize,
                bits,
                shift,
            }
        };
        Some(SampleFormat {
            encoding,
            big_endian: flags & kAudioFormatFlagIsBigEndian != 0,
            channels: channels as usize,
        })
    }

    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    pub(crate) fn bytes_per_frame(&self) -> usize {
        self.channels * self.bytes_per_sample()
    }

    /// Whether the bytes are canonical samples already.
    pub(crate) fn is_canonical(&self) -> bool {
        self.encoding == Encoding::Float32 && self.big_endian == cfg!(target_endian = "big")
    }

    fn bytes_per_sample(&self) -> usize {
        match self.encoding {
            Encoding::Float32 => 4,
            Encoding::Integer { bytes, .. } => bytes,
        }
    }

    /// Converts to Float32 as far as both slices reach.
    pub(crate) fn decode(&self, bytes: &[u8], samples: &mut [f32]) {
        let places = bytes.chunks_exact(self.bytes_per_sample());
        for (place, sample) in places.zip(samples) {
            let word = read(place, self.big_endian);
            *sample = match self.encoding {
                Encoding::Float32 => f32::from_bits(word),
                Encoding::Integer { bits, shift, .. } => {
                    // Sign-extended from the bits that count.
                    let value = (((word >> shift) << (32 - bits)) as i32) >> (32 - bits);
                    (f64::from(value) / scale(bits)) as f32
                }
            };
        }
    }

    /// Converts from Float32 as far as both slices reach.
    pub(crate) fn encode(&self, samples: &[f32], bytes: &mut [u8]) {
        let places = bytes.chunks_exact_mut(self.bytes_per_sample());
        for (place, sample) in places.zip(samples) {
            let word = match self.encoding {
                Encoding::Float32 => sample.to_bits(),
                Encoding::Integer { bits, shift, .. } => {
                    let scaled = (f64::from(*sample) * scale(bits)).round_ties_even();
                    let value = scaled.clamp(-scale(bits), scale(bits) - 1.0) as i32;
                    (value as u32) << shift
                }
            };
            write(place, word, self.big_endian);
        }
    }
}

/// What a full-scale integer of this many bits stands for.
fn scale(bits: u32) -> f64 {
    f64::from(1_u32 << (bits - 1))
}

fn read(place: &[u8], big_endian: bool) -> u32 {
    let byte = |word: u32, byte: &u8| word << 8 | u32::from(*byte);
    if big_endian {
        place.iter().fold(0, byte)
    } else {
        place.iter().rev().fold(0, byte)
    }
}

fn write(place: &mut [u8], word: u32, big_endian: bool) {
    let bytes = word.to_le_bytes();
    if big_endian {
        place
            .iter_mut()
            .rev()
            .zip(bytes)
            .for_each(|(place, byte)| *place = byte);
    } else {
        place
            .iter_mut()
            .zip(bytes)
            .for_each(|(place, byte)| *place = byte);
    }
}

/// A format in words: `Float32, 2 channels, 48000 Hz`.
pub(crate) fn describe(format: &AudioStreamBasicDescription) -> String {
    let flags = format.mFormatFlags;
    let kind = if format.mFormatID != kAudioFormatLinearPCM {
        FourCc(format.mFormatID).to_string()
    } else if flags & kAudioFormatFlagIsFloat != 0 {
        format!("Float{}", format.mBitsPerChannel)
    } else if flags & kAudioFormatFlagIsSignedInteger != 0 {
        format!("Int{}", format.mBitsPerChannel)
    } else {
        format!("UInt{}", format.mBitsPerChannel)
    };
    let container = format.mBytesPerFrame.checked_div(format.mChannelsPerFrame);
    let container = match container {
        Some(bytes) if bytes.saturating_mul(8) != format.mBitsPerChannel => {
            format!(" in {}", bytes.saturating_mul(8))
        }
        _ => String::new(),
    };
    let order = if flags & kAudioFormatFlagIsBigEndian != 0 {
        " big-endian"
    } else {
        ""
    };
    let channels = match format.mChannelsPerFrame {
        1 => "1 channel".to_string(),
        n => format!("{n} channels"),
    };
    let layout = if flags & kAudioFormatFlagIsNonInterleaved != 0 {
        ", not interleaved"
    } else {
        ""
    };
    format!(
        "{kind}{container}{order}, {channels}{layout}, {} Hz (flags 0x{flags:X})",
        format.mSampleRate
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every value, or some of them under Miri.
    const STEP: usize = if cfg!(miri) { 997 } else { 1 };

    fn format(flags: u32, bytes: u32, bits: u32, channels: u32) -> AudioStreamBasicDescription {
        AudioStreamBasicDescription {
            mSampleRate: 48_000.0,
            mFormatID: 0x6C70_636D,
            mFormatFlags: flags,
            mBytesPerPacket: bytes * channels,
            mFramesPerPacket: 1,
            mBytesPerFrame: bytes * channels,
            mChannelsPerFrame: channels,
            mBitsPerChannel: bits,
            mReserved: 0,
        }
    }

    fn encoded(flags: u32, bytes: u32, bits: u32, sample: f32) -> Vec<u8> {
        let format = SampleFormat::of(&format(flags, bytes, bits, 1)).expect("a known format");
        let mut place = vec![0; bytes as usize];
        format.encode(&[sample], &mut place);
        let mut back = [0.0];
        format.decode(&place, &mut back);
        assert_eq!(back[0], sample, "{sample} does not come back");
        place
    }

    // Flag words of hal-facts A.9; 0x2 more is big-endian, and 0x40 more not mixable, which says nothing about memory.
    #[test]
    fn samples_lie_in_memory_as_the_flags_say() {
        let rows: [(u32, u32, u32, f32, &[u8]); 7] = [
            (0x9, 4, 32, -0.375, &[0x00, 0x00, 0xC0, 0xBE]),
            (0xC, 2, 16, -0.375, &[0x00, 0xD0]),
            (0xC, 3, 24, -0.375, &[0x00, 0x00, 0xD0]),
            (0x4, 4, 24, -0.375, &[0x00, 0x00, 0xD0, 0xFF]),
            (0x4, 4, 24, 0.375, &[0x00, 0x00, 0x30, 0x00]),
            (0x14, 4, 24, -0.375, &[0x00, 0x00, 0x00, 0xD0]),
            (0xC, 4, 32, -0.375, &[0x00, 0x00, 0x00, 0xD0]),
        ];
        for (flags, bytes, bits, sample, memory) in rows {
            let mut reversed = memory.to_vec();
            reversed.reverse();
            for mixing in [0, 0x40] {
                assert_eq!(encoded(flags | mixing, bytes, bits, sample), memory);
                assert_eq!(encoded(flags | mixing | 0x2, bytes, bits, sample), reversed);
            }
        }
    }

    #[test]
    fn a_byte_that_does_not_count_is_not_heard() {
        let mut samples = [0.0];
        for (flags, place) in [
            (0x4, [0x00, 0x00, 0x40, 0x7F]),
            (0x6, [0x80, 0x40, 0x00, 0x00]),
            (0x14, [0xFF, 0x00, 0x00, 0x40]),
            (0x16, [0x40, 0x00, 0x00, 0xFF]),
        ] {
            let format = SampleFormat::of(&format(flags, 4, 24, 1)).expect("a known format");
            format.decode(&place, &mut samples);
            assert_eq!(samples, [0.5], "flags {flags:#x}");
        }
    }

    #[test]
    fn every_16_bit_value_survives() {
        let format = SampleFormat::of(&format(0xC, 2, 16, 1)).expect("a known format");
        for value in (i16::MIN..=i16::MAX).step_by(STEP) {
            let mut samples = [0.0];
            format.decode(&value.to_le_bytes(), &mut samples);
            let mut bytes = [0; 2];
            format.encode(&samples, &mut bytes);
            assert_eq!(i16::from_le_bytes(bytes), value);
        }
    }

    #[test]
    fn what_is_too_loud_is_clipped() {
        let format = SampleFormat::of(&format(0xC, 2, 16, 2)).expect("a known format");
        let mut bytes = [0; 4];
        format.encode(&[1.5, f32::NEG_INFINITY], &mut bytes);
        assert_eq!(bytes, [0xFF, 0x7F, 0x00, 0x80]);
        format.encode(&[f32::NAN, 1.0], &mut bytes);
        assert_eq!(bytes, [0x00, 0x00, 0xFF, 0x7F]);
    }

    #[test]
    fn formats_that_cannot_be_converted_are_described() {
        let planar = format(0x29, 4, 32, 2);
        let text = SampleFormat::of(&planar).expect_err("not interleaved");
        assert!(text.contains("not interleaved"), "{text}");
        assert!(SampleFormat::of(&format(0x9, 8, 64, 2)).is_err());
        assert!(SampleFormat::of(&format(0xC, 4, 24, 2)).is_err());
        assert!(SampleFormat::of(&format(0x9, 4, 32, 0)).is_err());
        assert!(SampleFormat::of(&AudioStreamBasicDescription::default()).is_err());
    }
}
