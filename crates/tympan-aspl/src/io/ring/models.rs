//! A model of the lane: loom tries every order of accesses of a writer that overtakes a reader.

use std::sync::Arc;

use super::lane::Lane;
use crate::realtime::Counters;
use crate::realtime::models::{check, spawn};

/// What frame `frame` contains: never 0.
fn number(frame: i64) -> f32 {
    frame as f32 + 0.5
}

#[test]
fn a_reader_hears_the_right_frame_or_silence() {
    check(2, || {
        let counters = Counters::new();
        let lane = Arc::new(Lane::new(1, 2));
        lane.write(0, &[number(0), number(1)], &counters);
        let writer = spawn(&lane, |lane| {
            let counters = Counters::new();
            // Each takes the place of the one two frames before it.
            for frame in 2..4 {
                lane.write(frame, &[number(frame)], &counters);
            }
        });
        let mut block = [7.0; 3];
        lane.read(0, &mut block);
        for (frame, sample) in (0..).zip(block) {
            assert!(
                sample == 0.0 || sample == number(frame),
                "frame {frame} is {sample}"
            );
        }
        writer.join().unwrap();
        let mut block = [7.0; 4];
        lane.read(1, &mut block);
        assert_eq!(block, [0.0, number(2), number(3), 0.0]);
    });
}
