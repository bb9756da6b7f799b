//! `Mixer`: what several writers play is added up, while writers come and go.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use proptest::prelude::*;
use tympan_aspl::io::{Mixer, MixerLane};

const CASES: u32 = if cfg!(miri) { 4 } else { 1_000 };

/// Steps of each.
const LENGTH: usize = if cfg!(miri) { 12 } else { 60 };

/// Writers of a thread that come, play and go while others read.
const LIVES: usize = if cfg!(miri) { 4 } else { 400 };

/// Frames that are remembered.
const CAPACITY: usize = 64;

#[derive(Clone, Debug)]
enum Step {
    Come,
    Go(usize),
    /// A writer writes so many frames, so far from where the newest are.
    Write(usize, i64, usize),
    Read(i64, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Come),
        (0..8_usize).prop_map(Step::Go),
        (0..8_usize, -30..40_i64, 0..40_usize)
            .prop_map(|(who, at, frames)| Step::Write(who, at, frames)),
        (0..8_usize, -30..40_i64, 0..40_usize)
            .prop_map(|(who, at, frames)| Step::Write(who, at, frames)),
        (-90..90_i64, 0..90_usize).prop_map(|(at, frames)| Step::Read(at, frames)),
    ];
    prop::collection::vec(step, 1..LENGTH)
}

/// What one writer has written, without a bound.
#[derive(Default)]
struct Written {
    frames: BTreeMap<i64, f32>,
    end: Option<i64>,
}

impl Written {
    /// The frame, if a ring would still have it.
    fn at(&self, time: i64) -> f32 {
        match self.end {
            Some(end) if time >= end - CAPACITY as i64 => {
                self.frames.get(&time).copied().unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_sum_is_that_of_everything_written_whoever_comes_and_goes(channels in 1..=3_usize, steps in steps()) {
        let mixer = Mixer::new(channels, CAPACITY);
        let mut here: Vec<(MixerLane, Written)> = Vec::new();
        let mut gone: Vec<Written> = Vec::new();
        let mut newest = 1_000;
        // Whole numbers, of which every sum is exact.
        let mut value = 0.0;
        for step in steps {
            match step {
                Step::Come if here.len() < 8 => here.push((mixer.lane(), Written::default())),
                Step::Go(who) if who < here.len() => gone.push(here.remove(who).1),
                Step::Write(who, at, frames) if who < here.len() && frames > 0 => {
                    let (lane, written) = &mut here[who];
                    let start = newest + at;
                    let mut block = Vec::new();
                    for frame in 0..frames {
                        value += 1.0;
                        block.extend((0..channels).map(|channel| value * (channel + 1) as f32));
                        written.frames.insert(start + frame as i64, value);
                    }
                    let end = start + frames as i64;
                    written.end = written.end.max(Some(end));
                    newest = newest.max(end);
                    lane.write_at(start as f64 + 0.5, &block);
                }
                Step::Read(at, frames) => {
                    let start = newest + at;
                    let mut block = vec![0.5; frames * channels];
                    mixer.read_at(start as f64 + 0.25, &mut block);
                    // What has gone is remembered as far back as from the newest of it.
                    let newest_gone = gone.iter().filter_map(|written| written.end).max();
                    let forgotten = newest_gone.map_or(i64::MIN, |end| end - CAPACITY as i64);
                    for (place, sample) in block.iter().enumerate() {
                        let time = start + (place / channels) as i64;
                        let left = gone.iter().filter(|_| time >= forgotten).map(|written| written.at(time));
                        let sum: f32 = here.iter().map(|(_, written)| written.at(time)).chain(left).sum();
                        prop_assert_eq!(*sample, sum * (place % channels + 1) as f32, "frame {}", time - newest);
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_sum_is_the_same_in_whatever_order_it_was_written() {
    let parts = [1.0e8_f32, 0.123, -1.0e8, 7.5e-3];
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]];
    for order in orders {
        let mixer = Mixer::new(1, CAPACITY);
        let mut lanes = [(); 4].map(|()| mixer.lane());
        for who in order {
            lanes[who].write_at(0.0, &[parts[who]]);
        }
        let mut sum = [0.0];
        mixer.read_at(0.0, &mut sum);
        let expected = ((parts[0] + parts[1]) + parts[2]) + parts[3];
        assert_eq!(sum[0].to_bits(), expected.to_bits(), "{order:?}");
    }
}

#[test]
fn one_writer_passes_bit_for_bit_and_no_writer_is_silence() {
    let mixer = Mixer::new(2, CAPACITY);
    let mut silent = [1.0; 5];
    mixer.read_at(0.0, &mut silent);
    assert_eq!(silent, [0.0; 5]);
    let idle = mixer.lane();
    let mut lane = mixer.lane();
    let bits = [
        0x8000_0000,
        1,
        0x7FC0_0001,
        0x7F80_0000,
        0x3F80_0000,
        0xFF7F_FFFF,
    ];
    lane.write_at(10.0, &bits.map(f32::from_bits));
    let heard = || {
        let mut block = [1.0; 6];
        mixer.read_at(10.0, &mut block);
        block.map(f32::to_bits)
    };
    assert_eq!(heard(), bits);
    drop(lane);
    assert_eq!(heard(), bits, "after it has gone");
    drop(idle);
    assert_eq!(heard(), bits);
}

#[test]
fn times_that_are_none_are_silence_and_change_nothing() {
    let mixer = Mixer::new(1, CAPACITY);
    let mut lane = mixer.lane();
    lane.write_at(5.0, &[0.5]);
    for time in [f64::NAN, f64::INFINITY, -1e300, 9.1e15] {
        lane.write_at(time, &[0.7]);
        let mut block = [1.0; 3];
        mixer.read_at(time, &mut block);
        assert_eq!(block, [0.0; 3], "{time}");
    }
    assert_eq!(lane.counters().snapshot().invalid_times, 4);
    let mut block = [1.0; 3];
    mixer.read_at(4.0, &mut block);
    assert_eq!(block, [0.0, 0.5, 0.0]);
    drop(lane);
    mixer.read_at(4.0, &mut block);
    assert_eq!(block, [0.0, 0.5, 0.0]);
}

#[test]
fn nothing_is_lost_or_heard_twice_while_writers_come_and_go() {
    let mixer = Mixer::new(1, 4096);
    let [started, finished] = [(); 2].map(|()| AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut block = [0.0; 512];
                while finished.load(Ordering::Acquire) < 2 * LIVES {
                    let least = finished.load(Ordering::Acquire);
                    mixer.read_at(100.0, &mut block);
                    let most = started.load(Ordering::Acquire);
                    assert!(block.iter().all(|sample| *sample == block[0]));
                    let heard = block[0] as usize;
                    assert!(least <= heard && heard <= most, "{least} {heard} {most}");
                }
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..LIVES {
                    let mut lane = mixer.lane();
                    started.fetch_add(1, Ordering::AcqRel);
                    lane.write_at(0.0, &[1.0; 1024]);
                    finished.fetch_add(1, Ordering::AcqRel);
                    drop(lane);
                }
            });
        }
    });
    let mut block = [0.5; 1026];
    mixer.read_at(-1.0, &mut block);
    assert_eq!([block[0], block[1025]], [0.0; 2]);
    assert_eq!(block[1..1025], [2.0 * LIVES as f32; 1024]);
}

#[test]
#[should_panic(expected = "1 to 1024 channels, not 1025")]
fn more_channels_than_a_ring_has_are_refused() {
    let _ = Mixer::new(1025, 1);
}
