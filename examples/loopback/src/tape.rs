//! What the devices share: a timeline ring with a lane for each of them, so that neither overwrites what the other has played.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tympan_aspl::io::ring::TimelineRing;
use tympan_aspl::prelude::*;

/// How many devices write.
const LANES: usize = 2;

/// A ring, and the rate at which it was written.
#[derive(Debug)]
struct Tape {
    sample_rate: f64,
    ring: TimelineRing,
}

/// Where the factories of the devices' parts, on control threads, find the tapes in use. They belong to the parts: with its last one a tape is gone.
#[derive(Debug, Default)]
pub(crate) struct Reel(Mutex<Vec<Weak<Tape>>>);

/// The part of one device: it writes on a lane of its own and hears all lanes.
#[derive(Debug)]
pub(crate) struct Head {
    lane: usize,
    tape: Arc<Tape>,
}

impl Tape {
    fn shape(&self) -> (f64, usize, usize) {
        (self.sample_rate, self.ring.channels(), self.ring.capacity())
    }
}

impl Reel {
    /// A part for the device that writes on this lane. Devices of the same rate, channels and delays get the same tape.
    pub(crate) fn head(&self, lane: usize, setup: &IoSetup) -> Head {
        let channels = setup
            .streams()
            .first()
            .map_or(1, |stream| stream.format.channels as usize);
        let shape = (setup.sample_rate(), channels, setup.ring_frames());
        let mut tapes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tapes.retain(|tape| tape.strong_count() > 0);
        let fitting = tapes
            .iter()
            .filter_map(Weak::upgrade)
            .find(|tape| tape.shape() == shape);
        let tape = fitting.unwrap_or_else(|| {
            let tape = Arc::new(Tape {
                sample_rate: setup.sample_rate(),
                ring: setup.ring(channels, LANES),
            });
            tapes.push(Arc::downgrade(&tape));
            tape
        });
        Head { lane, tape }
    }
}

impl Head {
    pub(crate) fn write_mix(&self, _: &RealtimeContext<'_>, op: WriteMix<'_, GainStage>) {
        if let Some(samples) = op.samples.float32() {
            let time = op.sample_time + f64::from(op.stream.latency);
            self.tape.ring.write_at(self.lane, time, samples);
        }
    }

    pub(crate) fn read_input(&self, _: &RealtimeContext<'_>, mut op: ReadInput<'_>) {
        let time = op.sample_time - f64::from(op.stream.latency);
        match op.samples.float32_mut() {
            Some(samples) => self.tape.ring.read_at(time, samples),
            None => op.samples.silence(),
        }
    }
}
