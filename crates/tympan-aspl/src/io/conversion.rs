//! Handlers that want Float32 of a stream that has another format: conversion at the edge, piece by piece.
//!
//! The pieces lie on the stack of the calling thread, so that any number of threads can be inside at the same time. The function is kept out of
//! line, so that calls without conversion do not pay for that stack.

use super::buffer::{Samples, SamplesMut};
use super::values::Buffers;
use crate::stream::MAX_CHANNELS;

/// Samples converted at a time: at least one frame, however many channels.
pub(super) const PIECE: usize = 2 * MAX_CHANNELS as usize;

/// Has the pieces of a call handled in Float32, of a call that either gives or takes samples; whether all have been handled. What the handler leaves
/// out is silent.
#[inline(never)]
pub(super) fn as_float32(
    buffers: Buffers<'_>,
    pieces: impl Iterator<Item = (usize, f64)>,
    mut handle: impl FnMut(Buffers<'_>, f64) -> bool,
) -> bool {
    let mut floats = [0.0; PIECE];
    let mut rest = buffers;
    for (length, sample_time) in pieces {
        let (piece, others) = rest.split_at(length);
        rest = others;
        let floats = &mut floats[..length];
        let is_handled = match piece {
            Buffers {
                target: Some(mut samples),
                ..
            } => {
                floats.fill(0.0);
                let target = Some(SamplesMut::Float32(floats));
                let source = None;
                let is_handled = handle(Buffers { source, target }, sample_time);
                samples.from_float32(floats);
                is_handled
            }
            Buffers {
                source: Some(samples),
                ..
            } => {
                samples.to_float32(floats);
                let source = Some(Samples::Float32(floats));
                let target = None;
                handle(Buffers { source, target }, sample_time)
            }
            _ => false,
        };
        if !is_handled {
            return false;
        }
    }
    true
}
