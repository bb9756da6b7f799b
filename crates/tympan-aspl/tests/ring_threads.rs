//! The timeline ring under threads. Every frame carries its own number, so a reader can tell whether it got the right
//! frame; silence is allowed where the writer was not yet or no longer there, anything else is not.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use tympan_aspl::io::ring::TimelineRing;

/// Blocks that each writer writes; fewer under Miri.
const BLOCKS: u32 = if cfg!(miri) { 12 } else { 30_000 };

/// Longest block, in frames.
const LONGEST: i64 = if cfg!(miri) { 24 } else { 128 };

/// Blocks that each reader reads when the writers are done.
const BLOCKS_AFTERWARDS: u32 = 64;

const CAPACITY: usize = if cfg!(miri) { 64 } else { 512 };

/// What frame `frame` of lane `lane` contains: never 0, and another lane's cannot be taken for it.
fn number(lane: i64, frame: i64) -> f32 {
    (frame.rem_euclid(4096) + 1 + 5_000_000 * lane) as f32
}

fn next(state: &mut u64) -> i64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 33) as i64
}

/// Writes ahead, with gaps, overlaps and late blocks.
fn write_all(ring: &TimelineRing, lane: i64, head: &AtomicI64) {
    let mut random = 88_172_645_463_325_252 + lane as u64;
    let mut end = 0;
    for _ in 0..BLOCKS {
        let start = match next(&mut random) % 16 {
            0 => end + next(&mut random) % LONGEST,
            1 => end - next(&mut random) % LONGEST,
            2 => end - next(&mut random) % (2 * CAPACITY as i64),
            _ => end,
        };
        let length = 1 + next(&mut random) % LONGEST;
        let block: Vec<f32> = (start..start + length)
            .flat_map(|frame| [number(lane, frame), -number(lane, frame)])
            .collect();
        ring.write(lane as usize, start, &block);
        end = end.max(start + length);
        head.fetch_max(end, Ordering::Relaxed);
    }
}

/// Reads around the writer's head and towards the end of its memory; how many frames were heard. Some blocks are read
/// when the writer is done: it may be so before this thread has begun.
fn read_all(
    ring: &TimelineRing,
    head: &AtomicI64,
    done: &AtomicBool,
    allowed: impl Fn(i64, f32) -> bool,
) -> u64 {
    let mut random = 1_234_567;
    let mut heard = 0;
    let mut block = vec![f32::NAN; 2 * LONGEST as usize];
    let mut left = BLOCKS_AFTERWARDS;
    while left > 0 {
        left -= u32::from(done.load(Ordering::Acquire));
        let back = next(&mut random) % (CAPACITY as i64 + LONGEST);
        let start = head.load(Ordering::Relaxed) - back;
        ring.read(start, &mut block);
        for (frame, samples) in (start..).zip(block.chunks_exact(2)) {
            for sample in [samples[0], -samples[1]] {
                assert!(
                    sample == 0.0 || allowed(frame, sample),
                    "frame {frame} was read as {sample}"
                );
            }
            heard += u64::from(samples[0] != 0.0);
        }
    }
    heard
}

#[test]
fn readers_get_the_right_frame_or_silence() {
    let ring = TimelineRing::new(2, CAPACITY, 1);
    let (head, done) = (AtomicI64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let readers = [(); 2].map(|()| {
            scope.spawn(|| {
                read_all(&ring, &head, &done, |frame, sample| {
                    sample == number(0, frame)
                })
            })
        });
        write_all(&ring, 0, &head);
        done.store(true, Ordering::Release);
        for reader in readers {
            assert!(reader.join().unwrap() > 0, "a reader heard nothing at all");
        }
    });
    assert_eq!(
        ring.counters().snapshot().turned_away,
        0,
        "readers disturbed the writer"
    );
}

#[test]
fn writers_on_lanes_of_their_own_do_not_disturb_each_other() {
    let ring = TimelineRing::new(2, CAPACITY, 2);
    let (head, done) = (AtomicI64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            read_all(&ring, &head, &done, |frame, sample| {
                let (first, second) = (number(0, frame), number(1, frame));
                [first, second, first + second].contains(&sample)
            })
        });
        let writers = [0, 1].map(|lane| {
            let (ring, head) = (&ring, &head);
            scope.spawn(move || write_all(ring, lane, head))
        });
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Release);
        assert!(reader.join().unwrap() > 0);
    });
    assert_eq!(ring.counters().snapshot().turned_away, 0);
}

#[test]
fn two_writers_on_one_lane_are_kept_apart() {
    let ring = TimelineRing::new(2, CAPACITY, 1);
    let (head, done) = (AtomicI64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            read_all(&ring, &head, &done, |frame, sample| {
                sample == number(0, frame)
            })
        });
        let writers = [(); 2].map(|()| scope.spawn(|| write_all(&ring, 0, &head)));
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Release);
        reader.join().unwrap();
    });
}
