//! Puts what was sent and what was read at its place in time.

use super::outcome::{ClientOutcome, Outcome};
use crate::interface::Block;
use crate::io::{Cycle, Lane, Plan, Run, SidePlan};

/// A gap between two cycles that is not recorded as silence: the driver's clock has leapt.
const MAX_GAP: i64 = 1 << 22;

/// The recording of a session. Frames count from the first one that was played.
pub(super) struct Recorder {
    input: Track,
    output: Track,
    /// The sample time of frame 0, once a cycle has run.
    base: Option<i64>,
    /// Reported latency of both sides.
    latency: i64,
    lead: i64,
    offsets: i64,
    /// The end of the last frame that held samples of a client.
    played: u64,
    /// The end of the output so far.
    end: i64,
    cycles: u64,
    overloads: u64,
    resynchronisations: u64,
    rebasings: u64,
    disagreements: u64,
}

/// One side's frames, interleaved.
struct Track {
    samples: Vec<f32>,
    channels: usize,
    /// First channel and channels of each stream.
    streams: Vec<(usize, usize)>,
    /// The end of what has been placed.
    end: i64,
}

impl Track {
    fn new(side: &SidePlan) -> Track {
        let streams = side.streams.iter();
        Track {
            samples: Vec::new(),
            channels: side.channels(),
            streams: streams
                .map(|stream| (stream.first_channel, stream.format.channels()))
                .collect(),
            end: 0,
        }
    }

    /// Places a cycle's frames of all streams; what lies before frame 0 is left out, gaps are silent.
    fn place<'a>(&mut self, at: i64, frames: u32, streams: impl Iterator<Item = &'a [f32]>) {
        let end = at + i64::from(frames);
        self.end = self.end.max(end);
        if end <= 0 || self.channels == 0 {
            return;
        }
        let skipped = usize::try_from(-at).unwrap_or(0);
        let start = usize::try_from(at).unwrap_or(0);
        let needed = end as usize * self.channels;
        if self.samples.len() < needed {
            self.samples.resize(needed, 0.0);
        }
        let place = &mut self.samples[start * self.channels..needed];
        for ((first, count), samples) in self.streams.iter().zip(streams) {
            let frames = place.chunks_exact_mut(self.channels);
            for (frame, from) in frames.zip(samples.chunks_exact(*count).skip(skipped)) {
                frame[*first..*first + *count].copy_from_slice(from);
            }
        }
    }

    fn truncate(&mut self, frames: u64) {
        let length = usize::try_from(frames).unwrap_or(usize::MAX);
        self.samples.truncate(length.saturating_mul(self.channels));
    }
}

impl Recorder {
    pub(super) fn new(plan: &Plan, lead: u32) -> Recorder {
        let latency = |side: &SidePlan| i64::from(side.total_latency());
        Recorder {
            input: Track::new(&plan.input),
            output: Track::new(&plan.output),
            base: None,
            latency: latency(&plan.input) + latency(&plan.output),
            lead: i64::from(lead),
            offsets: i64::from(plan.input.safety_offset) + i64::from(plan.output.safety_offset),
            played: 0,
            end: 0,
            cycles: 0,
            overloads: 0,
            resynchronisations: 0,
            rebasings: 0,
            disagreements: 0,
        }
    }

    /// Takes what a cycle has left in the buffers.
    pub(super) fn take(&mut self, run: &Run, cycle: &Cycle) {
        self.cycles += 1;
        self.overloads += u64::from(cycle.late);
        self.resynchronisations += u64::from(cycle.resynchronised);
        let base = match self.base {
            Some(base) if self.continues(cycle, base) => base,
            // A new time line goes on where the output of the old one ended.
            old => {
                self.rebasings += u64::from(old.is_some());
                cycle.output_time.saturating_sub(self.end)
            }
        };
        self.base = Some(base);
        let sent = run.sent().iter().map(Vec::as_slice);
        self.output
            .place(cycle.output_time - base, cycle.frames, sent);
        self.end = cycle.output_time - base + i64::from(cycle.frames);
        let mut lanes = run.lanes();
        if let Some(first) = lanes.next() {
            let at = cycle.input_time - base - self.latency;
            let streams = first.input.iter().map(Block::floats);
            self.input.place(at, cycle.frames, streams);
            let disagree = lanes.any(|other| !same_input(first, other));
            self.disagreements += u64::from(disagree);
        }
    }

    /// Whether a cycle is on the time line of the one before, and not an impossible distance from it.
    fn continues(&self, cycle: &Cycle, base: i64) -> bool {
        let gap = cycle
            .output_time
            .saturating_sub(base)
            .saturating_sub(self.end);
        !cycle.rebased && (0..MAX_GAP).contains(&gap)
    }

    /// Notes that the first `frames` of a cycle's output held samples of a client.
    pub(super) fn note_played(&mut self, cycle: &Cycle, frames: u64) {
        let start = cycle.output_time - self.base.unwrap_or(cycle.output_time);
        if frames > 0 {
            self.played = self.played.max(u64::try_from(start).unwrap_or(0) + frames);
        }
    }

    pub(super) fn played(&self) -> u64 {
        self.played
    }

    pub(super) fn cycles(&self) -> u64 {
        self.cycles
    }

    /// Frames of output that time has passed over.
    pub(super) fn passed(&self) -> u64 {
        u64::try_from(self.end).unwrap_or(0)
    }

    /// Frames of the result that have been recorded, or played on a device without input.
    pub(super) fn complete(&self) -> u64 {
        let end = if self.input.channels == 0 {
            self.end
        } else {
            self.input.end
        };
        u64::try_from(end).unwrap_or(0)
    }

    pub(super) fn is_complete(&self, total: u64) -> bool {
        self.cycles > 0 && self.complete() >= total
    }

    /// Cuts the result to its length.
    pub(super) fn finish(&mut self, total: u64) {
        self.input.truncate(total);
        self.output.truncate(total);
    }

    pub(super) fn into_outcome(self, plan: &Plan, clients: Vec<ClientOutcome>) -> Outcome {
        let latency = u64::try_from(self.latency).unwrap_or(0);
        let distance = u64::try_from(2 * self.lead + self.offsets).unwrap_or(0);
        Outcome {
            sample_rate: plan.rate,
            input_channels: self.input.channels,
            output_channels: self.output.channels,
            recorded: self.input.samples,
            expected: self.output.samples,
            cycles: self.cycles,
            overloads: self.overloads,
            resynchronisations: self.resynchronisations,
            rebasings: self.rebasings,
            disagreements: self.disagreements,
            round_trip_frames: distance + latency,
            reported_latency_frames: latency,
            clients,
        }
    }
}

/// Whether two clients read the same, bit for bit.
fn same_input(a: &Lane, b: &Lane) -> bool {
    let pairs = a.input.iter().zip(&b.input);
    pairs.into_iter().all(|(a, b)| a.bytes() == b.bytes())
}
