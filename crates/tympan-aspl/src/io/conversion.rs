//! Handlers that want Float32 of a stream that has another format: conversion at the edge, piece by piece.
//!
//! The pieces lie on the stack of the calling thread, so that any number of threads can be inside at the same time. The functions are kept out of
//! line, so that calls without conversion do not pay for that stack.

use super::buffer::{Samples, SamplesMut};
use crate::stream::MAX_CHANNELS;

/// Samples converted at a time: at least one frame, however many channels.
pub(super) const PIECE: usize = 2 * MAX_CHANNELS as usize;

/// Has the pieces of `target` filled in Float32. What the handler leaves out is silent.
#[inline(never)]
pub(super) fn fill_as_float32(
    target: SamplesMut<'_>,
    pieces: impl Iterator<Item = (usize, f64)>,
    mut handle: impl FnMut(SamplesMut<'_>, f64),
) {
    let mut floats = [0.0; PIECE];
    let mut rest = target;
    for (length, sample_time) in pieces {
        let (mut samples, others) = rest.split_at(length);
        rest = others;
        let floats = &mut floats[..samples.len()];
        handle(SamplesMut::Float32(floats), sample_time);
        samples.from_float32(floats);
        floats.fill(0.0);
    }
}

/// Hands out the pieces of `source` in Float32.
#[inline(never)]
pub(super) fn take_as_float32(
    source: Samples<'_>,
    pieces: impl Iterator<Item = (usize, f64)>,
    mut handle: impl FnMut(Samples<'_>, f64),
) {
    let mut floats = [0.0; PIECE];
    let mut rest = source;
    for (length, sample_time) in pieces {
        let (samples, others) = rest.split_at(length);
        rest = others;
        let floats = &mut floats[..samples.len()];
        samples.to_float32(floats);
        handle(Samples::Float32(floats), sample_time);
    }
}
