//! What a session found.

use crate::client::ClientId;

/// What came of a [`Session`](crate::Session).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// The device's sample rate.
    pub sample_rate: f64,
    /// Channels of `recorded`.
    pub input_channels: usize,
    /// Channels of `expected`.
    pub output_channels: usize,
    /// What came back, interleaved with all input channels. Frame 0 is where the first frame played comes back, by the latency the
    /// device reports. Empty without input streams.
    pub recorded: Vec<f32>,
    /// What the device was given, interleaved with all output channels: the mix of the clients in their order, converted to the
    /// stream's format and back. Empty without output streams.
    pub expected: Vec<f32>,
    /// Cycles run.
    pub cycles: u64,
    /// Cycles that ended after their output was due.
    pub overloads: u64,
    /// Times that frames were skipped because a cycle came too late.
    pub resynchronisations: u64,
    /// Times that the device began a new time line.
    pub rebasings: u64,
    /// Cycles in which clients that run at the same time read different input from one stream.
    pub disagreements: u64,
    /// Frames from a client's output to the same client's input: the distance in a cycle, plus the reported latency.
    pub round_trip_frames: u64,
    /// The part of it that device and streams report as their latency.
    pub reported_latency_frames: u64,
    /// The clients, in the order in which they were added.
    pub clients: Vec<ClientOutcome>,
}

impl Outcome {
    /// How many frames differ between what was recorded and what was expected, a missing frame being a difference. For devices with
    /// as many input as output channels.
    #[must_use]
    pub fn different_frames(&self) -> usize {
        let channels = self.output_channels.max(1);
        let recorded = self.recorded.chunks(channels);
        let expected = self.expected.chunks(channels);
        let missing = recorded.len().abs_diff(expected.len());
        let same = |(a, b): (&[f32], &[f32])| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
        };
        missing + recorded.zip(expected).filter(|pair| !same(*pair)).count()
    }
}

/// What one client of a session did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientOutcome {
    /// Its id.
    pub id: ClientId,
    /// Cycles it took part in.
    pub cycles: u64,
    /// Frames of its samples that it played.
    pub played_frames: u64,
}
