//! Sample formats in numbers: their AudioStreamBasicDescription (hal-facts A.9 and A.8), and the conversion of their samples.

use tympan_aspl::io::{BigEndian, Int24, Int24In32High, Int24In32Low, Sample, Samples, SamplesMut};
use tympan_aspl::sys::AudioStreamBasicDescription;
use tympan_aspl::{ByteOrder, SampleFormat, SampleType, StreamFormat};

/// Random descriptions; fewer under Miri.
const DESCRIPTIONS: usize = if cfg!(miri) { 200 } else { 200_000 };

/// Of so many integers one is tried.
const STEP: usize = if cfg!(miri) { 65_537 } else { 1 };

/// Flags, bytes and bits of every format, little endian and mixable.
const TYPES: [(SampleType, u32, u32, u32); 6] = [
    (SampleType::Float32, 0x9, 4, 32),
    (SampleType::Int16, 0xC, 2, 16),
    (SampleType::Int24, 0xC, 3, 24),
    (SampleType::Int24In32Low, 0x4, 4, 24),
    (SampleType::Int24In32High, 0x14, 4, 24),
    (SampleType::Int32, 0xC, 4, 32),
];

/// All formats: the four variants of each type add 0x2 for big endian and 0x40 for not mixable.
fn formats() -> impl Iterator<Item = (SampleFormat, u32, u32, u32)> {
    TYPES
        .into_iter()
        .flat_map(|(sample_type, flags, bytes, bits)| {
            [
                (SampleFormat::from(sample_type), flags),
                (sample_type.big_endian(), flags + 0x2),
                (sample_type.non_mixable(), flags + 0x40),
                (sample_type.big_endian().non_mixable(), flags + 0x42),
            ]
            .map(|(format, flags)| (format, flags, bytes, bits))
        })
}

fn fields(description: &AudioStreamBasicDescription) -> [u32; 8] {
    [
        description.mFormatID,
        description.mFormatFlags,
        description.mBytesPerPacket,
        description.mFramesPerPacket,
        description.mBytesPerFrame,
        description.mChannelsPerFrame,
        description.mBitsPerChannel,
        description.mReserved,
    ]
}

#[test]
fn every_format_has_its_description_and_comes_back_from_it() {
    let mut seen = Vec::new();
    for (sample_format, flags, bytes, bits) in formats() {
        for channels in [1, 2, 7, 1024] {
            let format = StreamFormat::new(sample_format, channels, 44_100.0);
            let description = format.to_description();
            let frame = bytes * channels;
            // 0x6C70636D is 'lpcm'.
            let expected = [0x6C70_636D, flags, frame, 1, frame, channels, bits, 0];
            assert_eq!(fields(&description), expected, "{sample_format}");
            assert_eq!(description.mSampleRate, 44_100.0);
            assert_eq!(format.bytes_per_frame(), frame);
            assert_eq!(StreamFormat::from_description(&description), Some(format));
        }
        assert!(!seen.contains(&sample_format));
        seen.push(sample_format);
    }
    assert_eq!(seen.len(), 24);
}

#[test]
fn a_type_alone_is_little_endian_and_mixable() {
    let format = SampleFormat::from(SampleType::Int16);
    assert_eq!(
        (format.byte_order, format.is_mixable),
        (ByteOrder::Little, true)
    );
    assert_eq!(SampleFormat::default(), SampleType::Float32.into());
}

#[test]
fn formats_are_named_in_words() {
    assert_eq!(SampleFormat::from(SampleType::Int16).to_string(), "Int16");
    assert_eq!(
        SampleType::Int24.big_endian().non_mixable().to_string(),
        "Int24 big-endian non-mixable"
    );
}

/// Numbers that look random and are the same in each run.
fn random() -> impl FnMut() -> u32 {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u32
    }
}

#[test]
fn a_description_that_is_no_format_of_a_stream_is_refused() {
    let mut next = random();
    let mut understood = 0;
    let known: Vec<_> = formats().collect();
    for _ in 0..DESCRIPTIONS {
        let (format, ..) = known[next() as usize % known.len()];
        let channels = [0, 1, 2, 1024, 1025, u32::MAX, next()][next() as usize % 7];
        let rate = [48_000.0, f64::NAN, -0.0, f64::INFINITY][next() as usize % 4];
        let mut description = StreamFormat::new(format, channels, rate).to_description();
        for _ in 0..next() % 3 {
            let wrong = [0, 1, u32::MAX, next(), 1 << (next() % 32)][next() as usize % 5];
            match next() % 7 {
                0 => description.mFormatID = wrong,
                1 => description.mFormatFlags ^= wrong,
                2 => description.mBytesPerPacket = wrong,
                3 => description.mFramesPerPacket = wrong,
                4 => description.mBytesPerFrame = wrong,
                5 => description.mChannelsPerFrame = wrong,
                _ => description.mBitsPerChannel = wrong,
            }
        }
        if let Some(format) = StreamFormat::from_description(&description) {
            understood += 1;
            assert!(format.channels <= 1024);
            assert_eq!(fields(&format.to_description()), fields(&description));
        }
    }
    assert!(understood > DESCRIPTIONS / 10);
}

#[test]
fn a_format_of_too_many_channels_has_a_description_that_is_refused() {
    let format = StreamFormat::new(SampleType::Int32, u32::MAX, 1.0);
    assert_eq!(
        StreamFormat::from_description(&format.to_description()),
        None
    );
}

/// Full scale by bits.
fn scale(bits: u32) -> f64 {
    (1_u64 << (bits - 1)) as f64
}

/// The integer nearest to a sample, by way of the definition.
fn nearest(sample: f32, bits: u32) -> i64 {
    let scaled = f64::from(sample) * scale(bits);
    let below = scaled.floor();
    let whole = match scaled - below {
        rest if rest > 0.5 => below + 1.0,
        0.5 if below % 2.0 != 0.0 => below + 1.0,
        _ => below,
    };
    if sample.is_nan() {
        0
    } else if whole >= scale(bits) {
        scale(bits) as i64 - 1
    } else if whole < -scale(bits) {
        -(scale(bits) as i64)
    } else {
        whole as i64
    }
}

/// The float so many steps farther from 0.
fn up(float: f32, steps: i32) -> f32 {
    f32::from_bits(float.to_bits().wrapping_add_signed(steps))
}

/// Floats that are hard to convert.
fn hard_floats() -> Vec<f32> {
    let mut floats = vec![
        0.0,
        -0.0,
        f32::NAN,
        -f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::MAX,
        f32::MIN,
        f32::MIN_POSITIVE,
        f32::from_bits(1),
        1.0,
        -1.0,
        up(1.0, -1),
        up(1.0, 1),
        up(-1.0, 1),
    ];
    // Halves between two integers of each width, and their neighbours.
    for bits in [16, 24, 32] {
        for odd in [1_i32, 3, 5, 32_767, 65_533, 65_535] {
            let half = (f64::from(odd) / 2.0 / scale(bits)) as f32;
            floats.extend([half, -half, up(half, 1), up(half, -1)]);
        }
    }
    let mut next = random();
    floats.extend((0..1000).map(|_| next() as i32 as f32 / 2_147_483_648.0));
    floats.extend((0..200).map(|_| f32::from_bits(next())));
    floats
}

fn converts<T: Sample>(bits: u32, get: impl Fn(T) -> i32) {
    for float in hard_floats() {
        let sample = T::from_float32(float);
        let value = i64::from(get(sample));
        assert_eq!(value, nearest(float, bits), "{float} in {bits} bits");
        let back = (value as f64 / scale(bits)) as f32;
        assert_eq!(sample.to_float32().to_bits(), back.to_bits());
    }
    assert_eq!(get(T::default()), 0);
}

#[test]
fn floats_become_the_nearest_integer_within_full_scale_and_nan_becomes_0() {
    converts::<i16>(16, i32::from);
    converts::<Int24>(24, Int24::get);
    converts::<Int24In32Low>(24, Int24In32Low::get);
    converts::<Int24In32High>(24, Int24In32High::get);
    converts::<i32>(32, |value| value);
    converts::<BigEndian<i16>>(16, |sample| sample.get().into());
    converts::<BigEndian<Int24>>(24, |sample| sample.get().get());
    converts::<BigEndian<Int24In32Low>>(24, |sample| sample.get().get());
    converts::<BigEndian<Int24In32High>>(24, |sample| sample.get().get());
    converts::<BigEndian<i32>>(32, BigEndian::get);
}

#[test]
fn every_integer_of_16_and_24_bits_survives_the_way_through_float32() {
    for value in (i16::MIN..=i16::MAX).step_by(STEP.min(997)) {
        assert_eq!(i16::from_float32(value.to_float32()), value);
        let other = BigEndian::new(value);
        assert_eq!(BigEndian::from_float32(other.to_float32()), other);
    }
    for value in (-8_388_608..=8_388_607).step_by(STEP) {
        let float = Int24::new(value).to_float32();
        assert_eq!(f64::from(float) * 8_388_608.0, f64::from(value));
        assert_eq!(Int24::from_float32(float).get(), value);
        assert_eq!(Int24In32Low::from_float32(float).get(), value);
        assert_eq!(Int24In32High::from_float32(float).get(), value);
    }
}

#[test]
fn an_integer_of_32_bits_keeps_the_24_that_a_float_holds() {
    for value in [
        1,
        -1,
        0x0012_3456,
        i32::MIN,
        -0x00FF_FFFF,
        0x7FFF_FF80,
        0x1234_5600,
    ] {
        assert_eq!(i32::from_float32(value.to_float32()), value);
    }
    assert_eq!(
        0x1234_5678_i32.to_float32(),
        0x1234_5680 as f32 / 2_147_483_648.0
    );
    assert_eq!(i32::MAX.to_float32(), 1.0);
}

#[test]
fn values_beyond_24_bits_are_clipped() {
    for (value, expected) in [
        (i32::MIN, -8_388_608),
        (-8_388_609, -8_388_608),
        (8_388_608, 8_388_607),
        (i32::MAX, 8_388_607),
    ] {
        assert_eq!(Int24::new(value).get(), expected);
        assert_eq!(Int24In32Low::new(value).get(), expected);
        assert_eq!(Int24In32High::new(value).get(), expected);
    }
}

#[test]
fn a_float_keeps_every_bit_in_either_order() {
    for bits in [0x7F80_0001_u32, 0xFFC1_2345, 0x8000_0000, 1] {
        let float = f32::from_bits(bits);
        let samples = [BigEndian::new(float)];
        let mut target = [0.0];
        Samples::BigEndianFloat32(&samples).to_float32(&mut target);
        assert_eq!(target[0].to_bits(), bits);
        let mut back = [BigEndian::default()];
        SamplesMut::BigEndianFloat32(&mut back).from_float32(&target);
        assert_eq!(back, samples);
    }
}

#[test]
fn buffers_convert_as_many_samples_as_both_sides_have() {
    let mut floats = [9.0; 3];
    Samples::Int16(&[16_384, -32_768]).to_float32(&mut floats);
    assert_eq!(floats, [0.5, -1.0, 9.0]);
    let mut samples = [BigEndian::new(Int24::new(7)); 3];
    SamplesMut::BigEndianInt24(&mut samples).from_float32(&[0.5, -0.5]);
    assert_eq!(
        samples.map(|sample| sample.get().get()),
        [4_194_304, -4_194_304, 7]
    );
}

#[test]
fn buffers_say_what_they_hold_and_only_that_is_got_from_them() {
    let samples = [BigEndian::new(Int24In32High::new(5))];
    let buffer = Samples::BigEndianInt24In32High(&samples);
    assert_eq!(buffer.sample_type(), SampleType::Int24In32High);
    assert_eq!(buffer.byte_order(), ByteOrder::Big);
    assert_eq!(buffer.big_endian_int24_in_32_high(), Some(&samples[..]));
    assert_eq!(buffer.int24_in_32_high(), None);
    assert_eq!(buffer.float32(), None);
    assert_eq!((buffer.len(), buffer.is_empty()), (1, false));

    let mut samples = [Int24In32Low::new(5); 2];
    let mut buffer = SamplesMut::Int24In32Low(&mut samples);
    assert_eq!(buffer.int32_mut(), None);
    assert!(buffer.int24_in_32_low_mut().is_some());
    buffer.silence();
    assert_eq!(samples, [Int24In32Low::default(); 2]);
}
