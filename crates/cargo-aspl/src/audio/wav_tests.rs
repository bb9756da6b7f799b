//! Files made by hand, and by `hound` as a second opinion.

use super::*;
use std::io::Cursor;

fn chunk(id: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = id.to_vec();
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes.extend(content);
    bytes.extend(vec![0; content.len() % 2]);
    bytes
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WAVE".to_vec(), chunks.concat()].concat();
    chunk(b"RIFF", &body)
}

fn format(encoding: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let frame = channels * bits.div_ceil(8);
    let mut content = Vec::new();
    content.extend(encoding.to_le_bytes());
    content.extend(channels.to_le_bytes());
    content.extend(rate.to_le_bytes());
    content.extend((rate * u32::from(frame)).to_le_bytes());
    content.extend(frame.to_le_bytes());
    content.extend(bits.to_le_bytes());
    chunk(b"fmt ", &content)
}

fn extensible(encoding: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let mut content = format(0xFFFE, channels, rate, bits)[8..].to_vec();
    content.extend(22u16.to_le_bytes());
    content.extend(bits.to_le_bytes());
    content.extend(3u32.to_le_bytes());
    content.extend(encoding.to_le_bytes());
    content.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    chunk(b"fmt ", &content)
}

const PCM16: &[u8] = &[0x00, 0x80, 0xFF, 0x7F, 0x01, 0x00, 0x00, 0x00];

#[test]
fn integers_are_fractions_of_full_scale() {
    let file = riff(&[format(1, 2, 44_100, 16), chunk(b"data", PCM16)]);
    let (sound, sample) = parse(&file).unwrap();
    assert_eq!(sample, SampleType::Int16);
    assert_eq!((sound.rate, sound.channels, sound.frames()), (44_100, 2, 2));
    assert_eq!(
        sound.samples,
        [-1.0, 32_767.0 / 32_768.0, 1.0 / 32_768.0, 0.0]
    );
    let file = riff(&[
        format(1, 1, 8000, 24),
        chunk(b"data", &[0, 0, 0x80, 0xFF, 0xFF, 0xFF]),
    ]);
    assert_eq!(parse(&file).unwrap().0.samples, [-1.0, -1.0 / 8_388_608.0]);
    let file = riff(&[
        format(1, 1, 8000, 32),
        chunk(b"data", &[0, 0, 0, 0x40, 0xFF, 0xFF, 0xFF, 0x7F]),
    ]);
    assert_eq!(parse(&file).unwrap().0.samples, [0.5, 1.0]);
}

#[test]
fn an_extensible_header_is_read() {
    for (encoding, bits, expected) in [
        (1, 16, SampleType::Int16),
        (1, 24, SampleType::Int24),
        (1, 32, SampleType::Int32),
        (3, 32, SampleType::Float32),
    ] {
        let file = riff(&[
            extensible(encoding, 2, 48_000, bits),
            chunk(b"data", &[0; 24]),
        ]);
        assert_eq!(parse(&file).unwrap().1, expected);
    }
}

#[test]
fn chunks_may_come_in_any_order_and_be_of_odd_size() {
    let plain = riff(&[format(1, 2, 44_100, 16), chunk(b"data", PCM16)]);
    let odd = riff(&[
        chunk(b"LIST", b"odd"),
        chunk(b"data", PCM16),
        chunk(b"junk", b""),
        format(1, 2, 44_100, 16),
        chunk(b"LIST", b"x"),
    ]);
    assert_eq!(parse(&odd).unwrap(), parse(&plain).unwrap());
}

#[test]
fn the_padding_byte_at_the_end_may_be_missing() {
    let mut file = riff(&[format(1, 1, 8000, 24), chunk(b"data", &[1, 2, 3])]);
    file.pop();
    assert_eq!(parse(&file).unwrap().0.frames(), 1);
}

#[test]
fn a_wrong_riff_size_does_not_matter() {
    let mut file = riff(&[format(1, 2, 44_100, 16), chunk(b"data", PCM16)]);
    file[4..8].fill(0xFF);
    assert!(parse(&file).is_ok());
}

#[test]
fn each_kind_of_damage_is_named() {
    let whole = riff(&[format(1, 2, 44_100, 16), chunk(b"data", PCM16)]);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "empty (0 bytes)"),
        (b"hello, world".to_vec(), "no RIFF header"),
        (b"RIFF\0\0".to_vec(), "truncated"),
        (b"RIFF\0\0\0\0AVI LIST".to_vec(), "no WAV file"),
        (b"RF64\xFF\xFF\xFF\xFFWAVE".to_vec(), "RF64"),
        (
            whole[..whole.len() - 3].to_vec(),
            "says 8 bytes, and 5 are there",
        ),
        (whole[..36].to_vec(), "no `data` chunk"),
        (riff(&[chunk(b"data", PCM16)]), "no `fmt ` chunk"),
        (
            riff(&[format(1, 2, 44_100, 16), chunk(b"data", b"")]),
            "no frame",
        ),
        (
            riff(&[format(1, 2, 44_100, 16), chunk(b"data", &[0; 6])]),
            "2 bytes into a frame of 4",
        ),
        (
            riff(&[chunk(b"fmt ", &[1, 0]), chunk(b"data", PCM16)]),
            "has 2 bytes",
        ),
        (
            riff(&[format(1, 0, 44_100, 16), chunk(b"data", PCM16)]),
            "0 channels",
        ),
        (
            riff(&[format(1, 2, 0, 16), chunk(b"data", PCM16)]),
            "at 0 Hz",
        ),
        (
            riff(&[format(1, 1, 8000, 8), chunk(b"data", PCM16)]),
            "8-bit integer",
        ),
        (
            riff(&[format(3, 1, 8000, 64), chunk(b"data", PCM16)]),
            "64-bit float",
        ),
        (
            riff(&[format(2, 1, 8000, 4), chunk(b"data", PCM16)]),
            "ADPCM",
        ),
        (
            riff(&[format(0x161, 1, 8000, 16), chunk(b"data", PCM16)]),
            "0x0161",
        ),
        (
            riff(&[format(0xFFFE, 1, 8000, 16), chunk(b"data", PCM16)]),
            "not 40",
        ),
    ];
    for (file, expected) in cases {
        let failure = parse(&file).unwrap_err();
        assert!(failure.what.contains(expected), "{expected}: {failure}");
        assert!(failure.hint.is_some(), "{expected}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_or_shorter_but_never_a_panic() {
    let whole = riff(&[
        chunk(b"LIST", b"odd"),
        extensible(3, 2, 48_000, 32),
        chunk(b"data", &[0; 32]),
    ]);
    for length in 0..whole.len() {
        assert!(parse(&whole[..length]).is_err(), "{length}");
    }
    assert!(parse(&whole).is_ok());
}

#[test]
fn a_frame_size_that_cannot_be_is_refused() {
    let mut file = riff(&[format(1, 2, 44_100, 16), chunk(b"data", PCM16)]);
    file[32] = 3;
    let failure = parse(&file).unwrap_err();
    assert!(failure.what.contains("3 bytes per frame"), "{failure}");
}

fn written(sound: &Sound, sample: SampleType) -> Vec<u8> {
    let name = format!(
        "cargo-aspl-wav-{}-{sample:?}-{}.wav",
        std::process::id(),
        sound.channels
    );
    let path = std::env::temp_dir().join(name);
    write(&path, sound, sample).unwrap();
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    bytes
}

#[test]
fn what_hound_writes_is_read() {
    for (bits, sample_format, expected) in [
        (16, hound::SampleFormat::Int, SampleType::Int16),
        (24, hound::SampleFormat::Int, SampleType::Int24),
        (32, hound::SampleFormat::Float, SampleType::Float32),
    ] {
        for channels in [1, 2, 6] {
            let spec = hound::WavSpec {
                channels,
                sample_rate: 48_000,
                bits_per_sample: bits,
                sample_format,
            };
            let mut bytes = Cursor::new(Vec::new());
            let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
            for index in 0..60 {
                match sample_format {
                    hound::SampleFormat::Int => writer.write_sample(index * 500 - 15_000).unwrap(),
                    hound::SampleFormat::Float => {
                        writer.write_sample(index as f32 / 64.0).unwrap();
                    }
                }
            }
            writer.finalize().unwrap();
            let (sound, sample) = parse(bytes.get_ref()).unwrap();
            assert_eq!((sample, sound.channels), (expected, usize::from(channels)));
            let second = match sample {
                SampleType::Float32 => 1.0 / 64.0,
                _ => (-14_500.0 / expected.scale()) as f32,
            };
            assert_eq!(sound.samples[1], second);
        }
    }
}

#[test]
fn what_is_written_hound_reads_and_so_do_we() {
    let whole: Vec<f32> = (-60..60).map(|index| index as f32 / 64.0).collect();
    for channels in [1, 2, 3] {
        for sample in [
            SampleType::Int16,
            SampleType::Int24,
            SampleType::Int32,
            SampleType::Float32,
        ] {
            let sound = Sound {
                rate: 44_100,
                channels,
                samples: whole.clone(),
            };
            let bytes = written(&sound, sample);
            assert_eq!(parse(&bytes).unwrap(), (sound, sample));
            let mut reader = hound::WavReader::new(Cursor::new(&bytes)).unwrap();
            assert_eq!(usize::from(reader.spec().channels), channels);
            assert_eq!(reader.duration() as usize, 120 / channels);
            let samples: Vec<f32> = match sample {
                SampleType::Float32 => reader.samples::<f32>().map(Result::unwrap).collect(),
                _ => reader
                    .samples::<i32>()
                    .map(|value| (f64::from(value.unwrap()) / sample.scale()) as f32)
                    .collect(),
            };
            assert_eq!(samples, whole);
        }
    }
}

#[test]
fn every_16_bit_value_and_many_of_24_bits_survive() {
    for value in i16::MIN..=i16::MAX {
        let mut bytes = Vec::new();
        SampleType::Int16.encode(SampleType::Int16.decode(&value.to_le_bytes()), &mut bytes);
        assert_eq!(bytes, value.to_le_bytes());
    }
    for value in (-8_388_608i32..8_388_608)
        .step_by(997)
        .chain([8_388_607, -1, 0, 1])
    {
        let mut bytes = Vec::new();
        let original = &value.to_le_bytes()[..3];
        SampleType::Int24.encode(SampleType::Int24.decode(original), &mut bytes);
        assert_eq!(bytes, original);
    }
}

#[test]
fn too_loud_is_limited_and_counted_and_nan_is_no_number() {
    for (sample, low, high) in [
        (SampleType::Int16, i32::from(i16::MIN), i32::from(i16::MAX)),
        (SampleType::Int24, -8_388_608, 8_388_607),
        (SampleType::Int32, i32::MIN, i32::MAX),
    ] {
        for (value, expected) in [
            (1.5, high),
            (-1.5, low),
            (1.0, high),
            (f32::INFINITY, high),
            (f32::NEG_INFINITY, low),
        ] {
            let mut bytes = Vec::new();
            assert!(sample.encode(value, &mut bytes), "{value}");
            assert_eq!(bytes, expected.to_le_bytes()[..sample.bytes()]);
        }
        let mut bytes = Vec::new();
        assert!(!sample.encode(-1.0, &mut bytes));
        bytes.clear();
        sample.encode(f32::NAN, &mut bytes);
        assert_eq!(bytes, vec![0; sample.bytes()]);
    }
}

#[test]
fn float_keeps_every_bit() {
    for bits in [0, 0x8000_0000, 1, 0x7F80_0000, 0x7FC0_0001, 0xFFC0_1234] {
        let mut bytes = Vec::new();
        SampleType::Float32.encode(f32::from_bits(bits), &mut bytes);
        assert_eq!(SampleType::Float32.decode(&bytes).to_bits(), bits);
    }
}

#[test]
fn an_unwritable_place_is_named_and_nothing_is_left() {
    let sound = Sound {
        rate: 8000,
        channels: 1,
        samples: vec![0.0],
    };
    let missing = std::env::temp_dir().join("no such folder/out.wav");
    let failure = write(&missing, &sound, SampleType::Int16).unwrap_err();
    assert!(failure.hint.unwrap().contains("folder"));
    assert!(check_writable(&std::env::temp_dir()).is_err());
}
