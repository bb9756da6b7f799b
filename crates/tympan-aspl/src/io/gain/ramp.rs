//! [`GainRamp`]: a gain per channel that goes from one value to the next without a click.
//!
//! Gains are on a straight line from where they were to where they go, and each sample's place on it is computed from the frames since the change, not
//! added up; so the way is the same whatever the blocks, and its end is the target exactly.
//!
//! Both loops run over *tiles*, whole frames in a row with a gain for each sample, so that one loop is vectorised for any number of channels.

use core::fmt;

use crate::io::buffer::SamplesMut;
use crate::stream::MAX_CHANNELS;

/// Samples in a tile, unless a frame has more: long enough for its loop to pay.
const TILE: usize = 128;

/// Samples converted at a time where they are not Float32: at least one frame, however many channels.
const PIECE: usize = MAX_CHANNELS as usize;

/// The most frames a ramp takes: beyond them a Float32 does not count every frame.
const LONGEST: usize = 1 << 24;

/// A gain per channel, which a new gain is reached from in a straight line and in a fixed time.
///
/// Where all channels have settled at exactly 1, samples are not touched. Elsewhere a sample is its product with the gain, rounded once; products too small
/// for a normal Float32 are 0, and so is what is not a number. A channel settled at 0 is exact silence.
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
    /// The gain that all channels go to or are at, if it is one.
    common_target: Option<f32>,
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
    /// Each channel has its own gain, which the tile has.
    Settled,
}

/// The lines of the channels, one for each sample of a tile.
struct Tile {
    frames: usize,
    from: Box<[f32]>,
    step: Box<[f32]>,
    /// The frame of the ramp at which the sample is.
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
        let length = frames.clamp(1, LONGEST) as u32;
        let line = Line {
            from: 1.0,
            step: 0.0,
            to: 1.0,
            done: length,
        };
        let frames = (TILE / channels).max(1);
        let samples = || vec![0.0; frames * channels].into_boxed_slice();
        Self {
            length,
            channels: vec![line; channels].into_boxed_slice(),
            common_target: Some(1.0),
            state: State::SettledAt(1.0),
            tile: Tile {
                frames,
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
        if self.common_target == Some(gain) {
            return;
        }
        self.common_target = None;
        self.aim(channel, gain);
    }

    /// Lets all channels go to one gain.
    pub fn set_all(&mut self, gain: f32) {
        let gain = sane(gain);
        if self.common_target == Some(gain) {
            return;
        }
        for channel in 0..self.channels.len() {
            self.aim(channel, gain);
        }
        self.common_target = Some(gain);
    }

    fn aim(&mut self, channel: usize, gain: f32) {
        let length = self.length;
        let Some(line) = self.channels.get_mut(channel) else {
            return;
        };
        if line.to == gain {
            return;
        }
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
            State::SettledAt(gain) => rest
                .iter_mut()
                .for_each(|sample| *sample = normal(*sample * gain)),
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
        let first = self.channels.first().map_or(1.0, |line| line.to);
        let is_one = self.channels.iter().all(|line| line.to == first);
        if is_one {
            self.common_target = Some(first);
            self.state = State::SettledAt(first);
        } else {
            self.tile.fill(&self.channels);
            self.state = State::Settled;
        }
    }

    /// Multiplies whole frames during which no channel settles.
    fn ramp(&mut self, samples: &mut [f32]) {
        let channels = self.channels.len();
        self.tile.fill(&self.channels);
        let Tile {
            frames,
            from,
            step,
            at,
        } = &self.tile;
        let mut before = 0.0;
        for tile in samples.chunks_mut(from.len()) {
            let length = tile.len();
            let (from, step, at) = (&from[..length], &step[..length], &at[..length]);
            for place in 0..length {
                let gain = from[place] + step[place] * (at[place] + before);
                tile[place] = normal(tile[place] * gain);
            }
            before += *frames as f32;
        }
        for line in &mut self.channels {
            if line.done < self.length {
                line.done += (samples.len() / channels) as u32;
            }
        }
    }
}

impl Tile {
    fn fill(&mut self, channels: &[Line]) {
        let samples = self.from.iter_mut().zip(&mut self.step).zip(&mut self.at);
        let lines =
            (0..self.frames).flat_map(|frame| channels.iter().map(move |line| (frame, line)));
        for (((from, step), at), (frame, line)) in samples.zip(lines) {
            *from = line.from;
            *step = line.step;
            *at = (line.done + 1) as f32 + frame as f32;
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

/// The number, or 0 if it is too small for a normal one or not a number: the framework makes no subnormal numbers, which some processors are slow with.
fn normal(number: f32) -> f32 {
    if number.abs() >= f32::MIN_POSITIVE {
        number
    } else {
        0.0
    }
}
