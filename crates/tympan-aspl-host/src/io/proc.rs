//! What a client does in a cycle: it gets the input and makes the output, as an application's IOProc does.

use std::fmt;

use crate::interface::Block;

/// A client's own code, called once per I/O cycle. It must not call the host.
///
/// Any closure that takes [`ClientIo`] is one.
pub trait IoProc: Send {
    /// Takes the input and makes the output of one cycle.
    fn cycle(&mut self, io: &mut ClientIo<'_>);
}

impl<F: FnMut(&mut ClientIo<'_>) + Send> IoProc for F {
    fn cycle(&mut self, io: &mut ClientIo<'_>) {
        self(io);
    }
}

/// One cycle as a client sees it: interleaved Float32, one buffer per stream.
pub struct ClientIo<'a> {
    pub(super) input: &'a [Block],
    pub(super) output: &'a mut [Block],
    pub(super) frames: usize,
    pub(super) input_time: f64,
    pub(super) output_time: f64,
}

impl ClientIo<'_> {
    /// Frames in this cycle.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// The sample time of the first input frame.
    #[must_use]
    pub fn input_time(&self) -> f64 {
        self.input_time
    }

    /// The sample time of the first output frame.
    #[must_use]
    pub fn output_time(&self) -> f64 {
        self.output_time
    }

    /// Input streams of the device.
    #[must_use]
    pub fn input_streams(&self) -> usize {
        self.input.len()
    }

    /// Output streams of the device.
    #[must_use]
    pub fn output_streams(&self) -> usize {
        self.output.len()
    }

    /// The samples of an input stream; empty when there is no such stream.
    #[must_use]
    pub fn input(&self, stream: usize) -> &[f32] {
        self.input.get(stream).map_or(&[], Block::floats)
    }

    /// The samples of an output stream, silent so far; empty when there is no such stream.
    pub fn output(&mut self, stream: usize) -> &mut [f32] {
        self.output
            .get_mut(stream)
            .map_or(&mut [], Block::floats_mut)
    }
}

impl fmt::Debug for ClientIo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientIo")
            .field("frames", &self.frames)
            .field("input_time", &self.input_time)
            .field("output_time", &self.output_time)
            .finish_non_exhaustive()
    }
}
