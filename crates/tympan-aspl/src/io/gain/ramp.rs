//! [`GainRamp`]: a gain per channel that goes from one value to the next without a click.
//!
//! Gains are on a straight line from where they were to where they go, and each sample's place on it is computed from the frames since the change, not
//! added up; so the way is the same whatever the blocks, and its end is the target exactly.
//!
//! Loops run over *tiles*, whole frames in a row with numbers for each sample, so that one loop is vectorised for any number of channels. Where all channels
//! do the same, which is the usual case, there is less to load.

use core::fmt;

use crate::io::buffer::SamplesMut;
use crate::platform::wide::widely;
use crate::stream::MAX_CHANNELS;

/// Samples in a tile, unless a frame has more: long enough for its loop to pay.
const TILE: usize = 128;

/// Samples converted at a time where they are not Float32: at least one frame, however many channels.
const PIECE: usize = MAX_CHANNELS as usize;

/// Bytes of the widest register that loops use.
const REGISTER: usize = 32;

/// The most frames a ramp takes: beyond them a Float32 does not count every frame.
const LONGEST: usize = 1 << 24;

/// A gain per channel, which a new gain is reached from in a straight line and in a fixed time.
///
/// Where all channels have settled at exactly 1, samples are not touched. Elsewhere a sample is its product with the gain, rounded once; products too small
/// for a normal Float32 are 0. A channel settled at 0 is exact silence, whatever comes.
///
/// *Realtime safety*: all methods but [`new`](Self::new) are fit for the I/O path.
///
/// # Examples
///
/// ```
/// use tympan_aspl::io::GainRamp;
///
/// // A mono signal, and ramps of four frames.
/// let mut gain = GainRamp::new(1, 4);
/// gain.set(0, 0.5);
/// let mut samples = [1.0; 6];
/// gain.apply(&mut samples);
/// assert_eq!(samples, [0.875, 0.75, 0.625, 0.5, 0.5, 0.5]);
/// ```
pub struct GainRamp {
    length: u32,
    channels: Box<[Line]>,
    /// Whether all channels are on the same line.
    is_common: bool,
    state: State,
    tile: Tile,
}

/// Where a channel is between two gains.
#[derive(Clone, Copy)]
struct Line {
    from: f32,
    step: f32,
    to: f32,
    /// Frames since the change; the length of a ramp if the channel has settled.
    done: u32,
}

/// What is to be done with samples.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Some channel is still on its way.
    Ramping,
    /// All channels have the same gain.
    SettledAt(f32),
    /// Each channel has its own gain, where the tile begins its lines.
    Settled,
}

/// For each sample of a tile, what its channel's line is computed from.
struct Tile {
    frames: usize,
    /// The frame of the tile that the sample is in.
    frame: Box<[f32]>,
    from: Box<[f32]>,
    step: Box<[f32]>,
    /// The frame of the channel's ramp.
    at: Box<[f32]>,
}

impl Line {
    /// The gain of the latest frame.
    fn gain(&self, length: u32) -> f32 {
        if self.done >= length {
            self.to
        } else {
            self.from + self.step * self.done as f32
        }
    }

    fn settle(&mut self, length: u32) {
        *self = Self {
            from: self.to,
            step: 0.0,
            to: self.to,
            done: length,
        };
    }
}

impl GainRamp {
    /// Ramps of so many frames for so many channels, which are at 1. At least one frame and at most 2^24; with one, gains jump.
    ///
    /// Control threads only: it allocates.
    ///
    /// # Panics
    /// If there is no channel, or more than 1024.
    #[must_use]
    pub fn new(channels: usize, frames: usize) -> Self {
        assert!(
            (1..=PIECE).contains(&channels),
            "a gain has 1 to {PIECE} channels, not {channels}"
        );
        // Before an I/O thread does.
        scale(&mut [], 1.0);
        let length = frames.clamp(1, LONGEST) as u32;
        let line = Line {
            from: 1.0,
            step: 0.0,
            to: 1.0,
            done: length,
        };
        let frames = (TILE / channels).max(1);
        let samples = || vec![0.0; frames * channels].into_boxed_slice();
        let places = 0..frames * channels;
        Self {
            length,
            channels: vec![line; channels].into_boxed_slice(),
            is_common: true,
            state: State::SettledAt(1.0),
            tile: Tile {
                frames,
                frame: places.map(|place| (place / channels) as f32).collect(),
                from: samples(),
                step: samples(),
                at: samples(),
            },
        }
    }

    /// The number of channels.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels.len()
    }

    /// Lets a channel, counted from 0, go to a gain from where it is. Nothing happens if it goes there already, or if there is no such channel.
    ///
    /// A negative gain turns the phase. What is not a number, and what is too small for a normal Float32, is 0; what is infinite the largest Float32.
    pub fn set(&mut self, channel: usize, gain: f32) {
        let gain = sane(gain);
        if self
            .channels
            .get(channel)
            .is_some_and(|line| line.to != gain)
        {
            self.is_common = self.channels.len() == 1;
            self.aim(channel, gain);
        }
    }

    /// Lets all channels go to one gain.
    pub fn set_all(&mut self, gain: f32) {
        let gain = sane(gain);
        if !self.is_common {
            for channel in 0..self.channels.len() {
                self.set(channel, gain);
            }
        } else if self.channels[0].to != gain {
            self.aim(0, gain);
            let line = self.channels[0];
            self.channels.fill(line);
        }
    }

    fn aim(&mut self, channel: usize, gain: f32) {
        let length = self.length;
        let line = &mut self.channels[channel];
        let from = line.gain(length);
        // Divided apart, since the difference of two large gains may be infinite.
        let step = gain / length as f32 - from / length as f32;
        *line = Line {
            from,
            step,
            to: gain,
            done: 0,
        };
        // A way so short that its steps are not normal numbers is no way.
        if !step.is_normal() {
            line.settle(length);
        }
        self.state = State::Ramping;
    }

    /// Ends all ramps where they go, at once.
    pub fn jump(&mut self) {
        for line in &mut self.channels {
            line.settle(self.length);
        }
        self.settle();
    }

    /// The gain of a channel, counted from 0, as of the latest frame; `None` if there is no such channel.
    #[must_use]
    pub fn gain(&self, channel: usize) -> Option<f32> {
        Some(self.channels.get(channel)?.gain(self.length))
    }

    /// Whether all channels have reached their gains.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.state != State::Ramping
    }

    /// Multiplies interleaved samples, whole frames, by the gains, which go on to where they go.
    pub fn apply(&mut self, samples: &mut [f32]) {
        let mut rest = samples;
        while self.state == State::Ramping {
            if rest.is_empty() {
                return;
            }
            let frames = self.frames_until_a_channel_settles();
            if frames == 0 {
                self.settle();
                continue;
            }
            let middle = rest.len().min(frames * self.channels.len());
            let (ramped, others) = rest.split_at_mut(middle);
            self.ramp(ramped);
            rest = others;
        }
        match self.state {
            State::SettledAt(1.0) => {}
            State::SettledAt(0.0) => rest.fill(0.0),
            State::SettledAt(gain) => scale(rest, gain),
            _ => {
                for tile in rest.chunks_mut(self.tile.from.len()) {
                    for (sample, gain) in tile.iter_mut().zip(&self.tile.from) {
                        *sample = normal(*sample * gain);
                    }
                }
            }
        }
    }

    /// As [`apply`](Self::apply), for samples of any type. Integers are converted to Float32 and back, rounded and clipped; see [`Sample`](crate::io::Sample).
    pub fn apply_to(&mut self, samples: SamplesMut<'_>) {
        if self.state == State::SettledAt(1.0) {
            return;
        }
        let mut rest = match samples {
            SamplesMut::Float32(samples) => return self.apply(samples),
            samples => samples,
        };
        let mut piece = [0.0; PIECE];
        let length = PIECE - PIECE % self.channels.len();
        while !rest.is_empty() {
            let (mut samples, others) = rest.split_at(length);
            let piece = &mut piece[..samples.len()];
            samples.as_samples().to_float32(piece);
            self.apply(piece);
            samples.from_float32(piece);
            rest = others;
        }
    }

    /// Frames before the first of the channels that are on their way is where it goes; 0 if none is on its way.
    fn frames_until_a_channel_settles(&mut self) -> usize {
        let mut frames = 0;
        for line in &mut self.channels {
            // At the last frame of the ramp the gain is the target.
            if line.done + 1 >= self.length {
                line.settle(self.length);
            } else {
                let left = self.length - 1 - line.done;
                frames = if frames == 0 { left } else { frames.min(left) };
            }
        }
        frames as usize
    }

    /// Notes what there is to do now that all channels have settled.
    fn settle(&mut self) {
        let first = self.channels[0].to;
        self.is_common = self.channels.iter().all(|line| line.to == first);
        if self.is_common {
            self.state = State::SettledAt(first);
        } else {
            self.tile.fill(&self.channels);
            self.state = State::Settled;
        }
    }

    /// Multiplies whole frames during which no channel settles.
    fn ramp(&mut self, samples: &mut [f32]) {
        if self.is_common {
            self.tile.ramp_one(self.channels[0], samples);
        } else {
            self.tile.fill(&self.channels);
            self.tile.ramp(samples);
        }
        let frames = samples.len() / self.channels.len();
        for line in &mut self.channels {
            if line.done < self.length {
                line.done += frames as u32;
            }
        }
    }
}

impl Tile {
    /// Lets each sample of the tile know its line.
    fn fill(&mut self, channels: &[Line]) {
        for first in (0..self.from.len()).step_by(channels.len()) {
            let frame = self.frame[first];
            let frames = first..first + channels.len();
            let (from, step, at) = (
                &mut self.from[frames.clone()],
                &mut self.step[frames.clone()],
                &mut self.at[frames],
            );
            for (place, line) in channels.iter().enumerate() {
                from[place] = line.from;
                step[place] = line.step;
                at[place] = (line.done + 1) as f32 + frame;
            }
        }
    }

    /// Multiplies samples of which all channels are on one line.
    fn ramp_one(&self, line: Line, samples: &mut [f32]) {
        let mut before = (line.done + 1) as f32;
        for tile in samples.chunks_mut(self.frame.len()) {
            for (sample, frame) in tile.iter_mut().zip(&self.frame) {
                let gain = line.from + line.step * (before + frame);
                *sample = flushed(*sample * gain);
            }
            before += self.frames as f32;
        }
    }

    /// Multiplies samples of which each channel is on its own line, which the tile was filled with.
    fn ramp(&self, samples: &mut [f32]) {
        let mut before = 0.0;
        for tile in samples.chunks_mut(self.from.len()) {
            let length = tile.len();
            let (from, step, at) = (
                &self.from[..length],
                &self.step[..length],
                &self.at[..length],
            );
            for place in 0..length {
                let gain = from[place] + step[place] * (at[place] + before);
                tile[place] = flushed(tile[place] * gain);
            }
            before += self.frames as f32;
        }
    }
}

impl fmt::Debug for GainRamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gains = self
            .channels
            .iter()
            .map(|line| line.gain(self.length)..line.to);
        f.debug_list().entries(gains).finish()
    }
}

/// A number that a gain can be.
fn sane(gain: f32) -> f32 {
    normal(gain).clamp(f32::MIN, f32::MAX)
}

/// Multiplies samples by one gain.
fn scale(samples: &mut [f32], gain: f32) {
    // Beside the multiplication there are three more operations, which wide registers make up for.
    widely(|| scale_all(samples, gain));
}

#[inline(always)]
fn scale_all(samples: &mut [f32], gain: f32) {
    let scale = |samples: &mut [f32]| {
        for sample in samples {
            *sample = flushed(*sample * gain);
        }
    };
    // A register that lies in two cache lines costs twice.
    let before = samples.as_ptr().align_offset(REGISTER).min(samples.len());
    let (before, aligned) = samples.split_at_mut(before);
    scale(before);
    // Whole blocks of a fixed size are what the compiler unrolls.
    let mut blocks = aligned.chunks_exact_mut(64);
    for block in &mut blocks {
        scale(block);
    }
    scale(blocks.into_remainder());
}

/// The number, or 0 if it is too small for a normal one: the framework makes no subnormal numbers, which some processors are slow with.
///
/// A comparison of integers: processors have more units for it than for one of floating-point numbers.
fn flushed(number: f32) -> f32 {
    const LARGEST_SUBNORMAL: i32 = 0x007F_FFFF;
    let bits = number.to_bits();
    if (bits & 0x7FFF_FFFF) as i32 > LARGEST_SUBNORMAL {
        number
    } else {
        0.0
    }
}

/// As [`flushed`], and 0 for what is not a number.
fn normal(number: f32) -> f32 {
    if number.abs() >= f32::MIN_POSITIVE {
        number
    } else {
        0.0
    }
}
