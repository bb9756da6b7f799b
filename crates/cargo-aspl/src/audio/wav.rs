//! WAV files, read and written.
//!
//! Read are 16, 24 and 32-bit integers and 32-bit floats, plain or with an extensible header, with the chunks in any order and
//! other chunks in between. Integers of 16 and 24 bits and floats come through a round trip with every bit; 32-bit
//! integers are rounded to Float32's 24 bits. What is damaged is refused with what is wrong; nothing is repaired in silence.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use tympan_aspl_bundle::AtomicFile;

use super::Sound;
use crate::failure::{Failure, Result};

/// How a file stores a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SampleType {
    /// 16-bit integer.
    #[serde(rename = "int16")]
    Int16,
    /// 24-bit integer, in three bytes.
    #[serde(rename = "int24")]
    Int24,
    /// 32-bit integer.
    #[serde(rename = "int32")]
    Int32,
    /// 32-bit float.
    #[serde(rename = "float32")]
    Float32,
}

impl SampleType {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Int16 => "16-bit",
            Self::Int24 => "24-bit",
            Self::Int32 => "32-bit",
            Self::Float32 => "32-bit float",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Int16 => 2,
            Self::Int24 => 3,
            Self::Int32 | Self::Float32 => 4,
        }
    }

    /// The size of full scale, for integers.
    fn scale(self) -> f64 {
        match self {
            Self::Int16 => 32_768.0,
            Self::Int24 => 8_388_608.0,
            Self::Int32 => 2_147_483_648.0,
            Self::Float32 => 1.0,
        }
    }

    fn decode(self, bytes: &[u8]) -> f32 {
        let integer = match *bytes {
            [a, b] => i32::from(i16::from_le_bytes([a, b])),
            [a, b, c] => i32::from_le_bytes([0, a, b, c]) >> 8,
            [a, b, c, d] if self == Self::Int32 => i32::from_le_bytes([a, b, c, d]),
            [a, b, c, d] => return f32::from_le_bytes([a, b, c, d]),
            _ => unreachable!("samples are cut to 2, 3 or 4 bytes"),
        };
        // The quotient is exact in f64, so it is rounded once, and only for 32 bits.
        (f64::from(integer) / self.scale()) as f32
    }

    /// Appends a sample. True when it had to be limited to what the type can hold.
    fn encode(self, sample: f32, bytes: &mut Vec<u8>) -> bool {
        if self == Self::Float32 {
            bytes.extend_from_slice(&sample.to_le_bytes());
            return false;
        }
        let scaled = (f64::from(sample) * self.scale()).round();
        let limited = scaled.clamp(-self.scale(), self.scale() - 1.0);
        // A NaN becomes 0.
        let integer = limited as i32;
        bytes.extend_from_slice(&integer.to_le_bytes()[..self.bytes()]);
        limited != scaled
    }
}

/// Reads a file.
///
/// # Errors
///
/// Bad input: the file is missing, empty, truncated, no WAV file, or of an encoding that is not read.
pub fn read(path: &Path) -> Result<(Sound, SampleType)> {
    let bytes = fs::read(path).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "check the path of the sound file",
            io::ErrorKind::IsADirectory => "this is a folder; give the path of a sound file",
            _ => "the file has to be readable",
        };
        Failure::bad_input(format!("cannot read the sound file: {error}"))
            .at_path(path)
            .hint(hint)
    })?;
    parse(&bytes).map_err(|failure| failure.at_path(path))
}

/// Reads the bytes of a file.
///
/// # Errors
///
/// As [`read`].
pub fn parse(bytes: &[u8]) -> Result<(Sound, SampleType)> {
    let chunks = Chunks::find(bytes)?;
    let format = Format::parse(chunks.format)?;
    let data = chunks.data;
    if data.is_empty() {
        return Err(
            Failure::bad_input("the file is empty: it has no frame of sound")
                .hint("give a file with sound in it"),
        );
    }
    let frame = format.channels * format.sample.bytes();
    if data.len() % frame != 0 {
        return Err(truncated(format!(
            "the file is truncated: it ends {} bytes into a frame of {frame} bytes",
            data.len() % frame
        )));
    }
    let samples = data
        .chunks_exact(format.sample.bytes())
        .map(|sample| format.sample.decode(sample))
        .collect();
    let sound = Sound {
        rate: format.rate,
        channels: format.channels,
        samples,
    };
    Ok((sound, format.sample))
}

fn truncated(what: String) -> Failure {
    Failure::bad_input(what).hint("copy or export the file again")
}

/// The two chunks that matter.
struct Chunks<'a> {
    format: &'a [u8],
    data: &'a [u8],
}

impl<'a> Chunks<'a> {
    fn find(bytes: &'a [u8]) -> Result<Self> {
        let no_wav = |what: &str| {
            Failure::bad_input(what)
                .hint("give a WAV file with 16, 24 or 32-bit integer or 32-bit float samples")
        };
        if bytes.is_empty() {
            return Err(no_wav("the file is empty (0 bytes), so it is no WAV file"));
        }
        match bytes.get(..4) {
            Some(b"RIFF") => {}
            Some(b"RF64" | b"BW64") => {
                return Err(no_wav(
                    "the file is a 64-bit WAV file (RF64), which is not read",
                ));
            }
            Some(b"RIFX") => {
                return Err(no_wav(
                    "the file is a big-endian WAV file (RIFX), which is not read",
                ));
            }
            _ => return Err(no_wav("the file has no RIFF header, so it is no WAV file")),
        }
        match bytes.get(8..12) {
            Some(b"WAVE") => {}
            Some(_) => return Err(no_wav("the file is a RIFF file, but no WAV file")),
            None => {
                return Err(truncated(format!(
                    "the file is truncated: it has only {} bytes",
                    bytes.len()
                )));
            }
        }
        let (mut format, mut data) = (None, None);
        let mut rest = &bytes[12..];
        while let Some((header, after)) = rest.split_at_checked(8) {
            let id = &header[..4];
            let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
            let Some((content, after)) = after.split_at_checked(size) else {
                return Err(truncated(format!(
                    "the file is truncated: its `{}` chunk says {size} bytes, and {} are there",
                    id.escape_ascii(),
                    after.len()
                )));
            };
            match id {
                b"fmt " => format = format.or(Some(content)),
                b"data" => data = data.or(Some(content)),
                _ => {}
            }
            // A chunk of odd size is followed by a padding byte, except by some writers at the end of the file.
            rest = after.get(size % 2..).unwrap_or_default();
        }
        let missing = |chunk: &str| {
            truncated(format!(
                "the file has no `{chunk}` chunk: it is damaged or truncated"
            ))
        };
        Ok(Self {
            format: format.ok_or_else(|| missing("fmt "))?,
            data: data.ok_or_else(|| missing("data"))?,
        })
    }
}

/// What the format chunk says.
struct Format {
    rate: u32,
    channels: usize,
    sample: SampleType,
}

const PCM: u16 = 1;
const IEEE_FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xFFFE;

/// What follows the encoding's number in the subformat of an extensible header.
const SUBFORMAT_TAIL: [u8; 14] = [
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
];

impl Format {
    fn parse(chunk: &[u8]) -> Result<Self> {
        let damaged = |what: String| {
            Failure::bad_input(format!("the header of the file is damaged: {what}"))
                .hint("export the file again")
        };
        if chunk.len() < 16 {
            return Err(damaged(format!(
                "its `fmt ` chunk has {} bytes, not 16",
                chunk.len()
            )));
        }
        let short = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
        let channels = short(2);
        let rate = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
        let (frame, bits) = (short(12), short(14));
        let encoding = match short(0) {
            EXTENSIBLE if chunk.len() < 40 => {
                return Err(damaged(format!(
                    "its extensible `fmt ` chunk has {} bytes, not 40",
                    chunk.len()
                )));
            }
            EXTENSIBLE if chunk[26..40] != SUBFORMAT_TAIL => EXTENSIBLE,
            EXTENSIBLE => short(24),
            plain => plain,
        };
        let sample = match (encoding, bits) {
            (PCM, 16) => SampleType::Int16,
            (PCM, 24) => SampleType::Int24,
            (PCM, 32) => SampleType::Int32,
            (IEEE_FLOAT, 32) => SampleType::Float32,
            _ => {
                return Err(Failure::bad_input(format!(
                    "the file is {}, which is not read",
                    encoding_name(encoding, bits)
                ))
                .hint("convert it to 16, 24 or 32-bit integer or 32-bit float samples"));
            }
        };
        if channels == 0 || rate == 0 {
            return Err(damaged(format!("{channels} channels at {rate} Hz")));
        }
        let channels = usize::from(channels);
        if usize::from(frame) != channels * sample.bytes() {
            return Err(damaged(format!(
                "{channels} channels of {} samples cannot be {frame} bytes per frame",
                sample.name()
            )));
        }
        Ok(Self {
            rate,
            channels,
            sample,
        })
    }
}

fn encoding_name(encoding: u16, bits: u16) -> String {
    match encoding {
        PCM => format!("{bits}-bit integer"),
        IEEE_FLOAT => format!("{bits}-bit float"),
        2 | 0x11 => "ADPCM".to_owned(),
        6 => "A-law".to_owned(),
        7 => "mu-law".to_owned(),
        0x50 | 0x55 => "MPEG audio".to_owned(),
        other => format!("of encoding 0x{other:04X}"),
    }
}

/// Writes a file, whole or not at all, in place of an older one. Returns how many samples had to be limited to full scale.
///
/// # Errors
///
/// Bad input: the file cannot be written there, or the sound is too long for a WAV file.
pub fn write(path: &Path, sound: &Sound, sample: SampleType) -> Result<u64> {
    let mut limited = 0;
    let mut data = Vec::with_capacity(sound.samples.len() * sample.bytes());
    for &value in &sound.samples {
        limited += u64::from(sample.encode(value, &mut data));
    }
    let head = header(sound, sample, data.len()).ok_or_else(|| {
        Failure::bad_input("the recording is too long for a WAV file, which holds 4 GB")
            .at_path(path)
    })?;
    let mut file = create(path)?;
    let written = file
        .as_file_mut()
        .write_all(&head)
        .and_then(|()| file.as_file_mut().write_all(&data))
        .and_then(|()| file.as_file_mut().write_all(&[0][..data.len() % 2]))
        .and_then(|()| file.commit());
    written.map_err(|error| unwritable(path, &error))?;
    Ok(limited)
}

/// Checks that a file can be written to `path`, without leaving a trace.
///
/// # Errors
///
/// As [`write()`].
pub fn check_writable(path: &Path) -> Result<()> {
    create(path).map(drop)
}

fn create(path: &Path) -> Result<AtomicFile> {
    AtomicFile::create(path).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "the folder has to exist",
        io::ErrorKind::IsADirectory => "give the path of a file",
        _ => "choose a folder you may write to, with room for the file",
    };
    Failure::bad_input(format!("cannot write the recording: {error}"))
        .at_path(path)
        .hint(hint)
}

/// Everything before the samples; `None` when a size does not fit its field.
fn header(sound: &Sound, sample: SampleType, data: usize) -> Option<Vec<u8>> {
    let channels = u16::try_from(sound.channels).ok()?;
    let frame = u16::try_from(sound.channels * sample.bytes()).ok()?;
    let bits = (sample.bytes() * 8) as u16;
    let encoding = match sample {
        SampleType::Float32 => IEEE_FLOAT,
        _ => PCM,
    };
    // Only more than two channels need the extensible header, and not every reader knows it.
    let extensible = channels > 2;
    let mut format = Vec::new();
    format.extend(if extensible { EXTENSIBLE } else { encoding }.to_le_bytes());
    format.extend(channels.to_le_bytes());
    format.extend(sound.rate.to_le_bytes());
    format.extend(sound.rate.checked_mul(u32::from(frame))?.to_le_bytes());
    format.extend(frame.to_le_bytes());
    format.extend(bits.to_le_bytes());
    if extensible {
        format.extend(22u16.to_le_bytes());
        format.extend(bits.to_le_bytes());
        // No speaker is assigned to any channel.
        format.extend(0u32.to_le_bytes());
        format.extend(encoding.to_le_bytes());
        format.extend(SUBFORMAT_TAIL);
    } else if sample == SampleType::Float32 {
        format.extend(0u16.to_le_bytes());
    }
    let fact = (sample == SampleType::Float32)
        .then(|| u32::try_from(sound.frames()))
        .transpose()
        .ok()?;

    let fact_size = if fact.is_some() { 12 } else { 0 };
    let riff = 4 + 8 + format.len() + fact_size + 8 + data + data % 2;
    let mut head = Vec::new();
    head.extend(b"RIFF");
    head.extend(u32::try_from(riff).ok()?.to_le_bytes());
    head.extend(b"WAVEfmt ");
    head.extend((format.len() as u32).to_le_bytes());
    head.extend(format);
    if let Some(frames) = fact {
        head.extend(b"fact\x04\0\0\0");
        head.extend(frames.to_le_bytes());
    }
    head.extend(b"data");
    head.extend((data as u32).to_le_bytes());
    Some(head)
}

#[cfg(test)]
#[path = "wav_tests.rs"]
mod tests;
