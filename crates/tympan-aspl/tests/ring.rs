//! The timeline ring by itself: what was written is read, and nothing else, ever.

use tympan_aspl::io::ring::TimelineRing;

/// Frames of the long loops; few under Miri.
const FRAMES: i64 = if cfg!(miri) { 8 } else { 50_000 };

/// Reads `frames` frames of a mono ring.
fn read(ring: &TimelineRing, start: i64, frames: usize) -> Vec<f32> {
    let mut block = vec![f32::NAN; frames * ring.channels()];
    ring.read(start, &mut block);
    block
}

/// Frames that carry their own number.
fn numbered(start: i64, frames: usize) -> Vec<f32> {
    (start..start + frames as i64)
        .map(|frame| frame as f32 + 0.5)
        .collect()
}

#[test]
fn what_was_never_written_is_silence() {
    let ring = TimelineRing::new(2, 64, 3);
    assert_eq!(read(&ring, -1000, 1000), vec![0.0; 2000]);
    assert_eq!(read(&ring, 0, 64), vec![0.0; 128]);
    assert_eq!(ring.counters().snapshot(), Default::default());
}

#[test]
fn a_reader_one_frame_past_the_writer_loses_one_frame() {
    let ring = TimelineRing::new(1, 64, 1);
    ring.write(0, 0, &numbered(0, 32));
    let block = read(&ring, 1, 32);
    assert_eq!(block[..31], numbered(1, 31));
    assert_eq!(block[31], 0.0);
}

#[test]
fn reading_consumes_nothing() {
    let ring = TimelineRing::new(1, 64, 1);
    ring.write(0, 5, &numbered(5, 40));
    for _ in 0..3 {
        assert_eq!(read(&ring, 5, 40), numbered(5, 40));
    }
}

#[test]
fn nothing_is_heard_again_when_the_writer_has_stopped() {
    let ring = TimelineRing::new(1, 64, 1);
    for start in (0..640).step_by(32) {
        ring.write(0, start, &numbered(start, 32));
    }
    for start in (640..640 + FRAMES).step_by(7) {
        assert_eq!(read(&ring, start, 7), [0.0; 7]);
    }
    assert_eq!(read(&ring, 0, 576), [0.0; 576], "older than the capacity");
    assert_eq!(read(&ring, 576, 64), numbered(576, 64));
}

#[test]
fn a_reader_overtaken_by_a_lap_hears_silence_and_is_counted() {
    for lanes in [1, 3] {
        let ring = TimelineRing::new(1, 64, lanes);
        for start in (1000..1320).step_by(32) {
            for lane in 0..lanes {
                ring.write(lane, start, &numbered(start, 32));
            }
        }
        let counted = || ring.counters().snapshot().overtaken_reads;
        // The newest frame is 1319, so 1256 is the oldest.
        assert_eq!(read(&ring, 1256, 64).len(), 64);
        assert_eq!(counted(), 0);
        let block = read(&ring, 1255, 3);
        let sum = lanes as f32;
        assert_eq!(block, [0.0, sum * 1256.5, sum * 1257.5]);
        assert_eq!(counted(), 1);
        assert_eq!(read(&ring, 1000, 200), [0.0; 200]);
        assert_eq!(counted(), 2, "once for a block");
        assert_eq!(read(&ring, 1320, 64), [0.0; 64], "ahead of the writer");
        assert_eq!(counted(), 2);
    }
}

#[test]
fn every_place_of_the_wrap_is_seamless() {
    for capacity in [1, 2, 7, 16] {
        for length in 1..=capacity {
            for start in -4..FRAMES.min(20) {
                let ring = TimelineRing::new(1, capacity, 1);
                ring.write(0, start, &numbered(start, length));
                let block = read(&ring, start - 1, length + 2);
                assert_eq!(block[0], 0.0);
                assert_eq!(block[1..=length], numbered(start, length));
                assert_eq!(block[length + 1], 0.0);
            }
        }
    }
}

#[test]
fn block_sizes_may_differ_between_writer_and_reader() {
    let capacity = 512.min(FRAMES as usize);
    for written in [1, 15, 127, 509, 512].map(|size: usize| size.min(capacity)) {
        for read_size in [1, 64, 113, 512].map(|size: usize| size.min(capacity)) {
            let ring = TimelineRing::new(1, capacity, 1);
            let (mut head, mut tail) = (-30_i64, -30_i64);
            while tail < FRAMES {
                while head < tail + read_size as i64 {
                    ring.write(0, head, &numbered(head, written));
                    head += written as i64;
                }
                // What the writer has passed by more than the capacity is gone; the rest is exact.
                let oldest = head - capacity as i64;
                let expected: Vec<f32> = numbered(tail, read_size)
                    .into_iter()
                    .map(|sample| if sample < oldest as f32 { 0.0 } else { sample })
                    .collect();
                assert_eq!(read(&ring, tail, read_size), expected);
                tail += read_size as i64;
            }
            let counts = ring.counters().snapshot();
            assert_eq!(
                (counts.gaps, counts.overlaps, counts.late_writes),
                (0, 0, 0)
            );
        }
    }
}

#[test]
fn a_block_longer_than_the_ring_keeps_its_end() {
    let ring = TimelineRing::new(1, 16, 1);
    ring.write(0, -5, &numbered(-5, 50));
    assert_eq!(read(&ring, 29, 16), numbered(29, 16));
    assert_eq!(read(&ring, -5, 34), [0.0; 34]);
}

#[test]
fn a_skipped_range_is_silence_and_costs_nothing_else() {
    let ring = TimelineRing::new(1, 64, 1);
    ring.write(0, 0, &numbered(0, 10));
    ring.write(0, 20, &numbered(20, 10));
    let block = read(&ring, 0, 30);
    assert_eq!(block[..10], numbered(0, 10));
    assert_eq!(block[10..20], [0.0; 10]);
    assert_eq!(block[20..], numbered(20, 10));
    assert_eq!(ring.counters().snapshot().gaps, 1);

    ring.write(0, 10_000, &numbered(10_000, 10));
    assert_eq!(
        read(&ring, 0, 30),
        [0.0; 30],
        "a long way ahead, all of it is too old"
    );
    assert_eq!(read(&ring, 9_990, 20)[10..], numbered(10_000, 10));
}

#[test]
fn a_late_block_fills_its_gap_and_harms_no_other() {
    let ring = TimelineRing::new(1, 32, 1);
    ring.write(0, 0, &numbered(0, 8));
    ring.write(0, 16, &numbered(16, 8));
    ring.write(0, 8, &numbered(8, 8));
    assert_eq!(read(&ring, 0, 24), numbered(0, 24));
    assert_eq!(ring.counters().snapshot().late_writes, 0);

    // Newest is 24, so frames before -8 have no room: they would lie where 16 to 24 are.
    ring.write(0, -16, &numbered(-16, 20));
    assert_eq!(read(&ring, -8, 32), numbered(-8, 32));
    assert_eq!(read(&ring, -16, 8), [0.0; 8]);
    ring.write(0, -1000, &numbered(-1000, 8));
    assert_eq!(read(&ring, -1000, 8), [0.0; 8]);
    assert_eq!(read(&ring, -8, 32), numbered(-8, 32));
    assert_eq!(ring.counters().snapshot().late_writes, 2);
}

#[test]
fn an_overlapping_block_replaces() {
    let ring = TimelineRing::new(1, 64, 1);
    ring.write(0, 0, &[1.0; 20]);
    ring.write(0, 5, &[2.0; 10]);
    let block = read(&ring, 0, 20);
    assert_eq!(
        (&block[..5], &block[5..15], &block[15..]),
        (&[1.0; 5][..], &[2.0; 10][..], &[1.0; 5][..])
    );
    assert_eq!(ring.counters().snapshot().overlaps, 1);
}

#[test]
fn many_gaps_cost_the_oldest_frames_only() {
    let ring = TimelineRing::new(1, 1000, 1);
    for start in 0..20 {
        ring.write(0, start * 10, &numbered(start * 10, 5));
    }
    for start in 12..20 {
        assert_eq!(read(&ring, start * 10, 5), numbered(start * 10, 5));
    }
    assert_eq!(read(&ring, 0, 120), [0.0; 120]);
}

#[test]
fn lanes_are_added_in_their_order_each_with_its_own_frames() {
    let ring = TimelineRing::new(1, 64, 3);
    // In another order the sum of these is another number.
    ring.write(2, 2, &[1.0; 4]);
    ring.write(1, 0, &[-1e8; 4]);
    ring.write(0, 1, &[1e8; 4]);
    assert_eq!(read(&ring, 0, 7), [-1e8, 0.0, 1.0, 1.0, 1e8, 1.0, 0.0]);
}

#[test]
fn a_single_lane_keeps_every_bit() {
    let ring = TimelineRing::new(3, 8, 2);
    let block = [
        f32::from_bits(0x7fc0_1234),
        -0.0,
        1e-42,
        f32::INFINITY,
        -1.5,
        0.25,
    ];
    let single = TimelineRing::new(3, 8, 1);
    single.write(0, 7, &block);
    assert_eq!(
        read(&single, 7, 2)
            .iter()
            .map(|sample| sample.to_bits())
            .collect::<Vec<_>>(),
        block.map(f32::to_bits)
    );
    ring.write(0, 7, &block);
    assert_eq!(
        read(&ring, 7, 2)
            .iter()
            .map(|sample| sample.to_bits())
            .collect::<Vec<_>>(),
        block.map(f32::to_bits),
        "a lane without frames adds nothing"
    );
}

#[test]
fn lanes_with_many_channels_are_added_piece_by_piece() {
    for channels in [1, 5, 511, 700, 1024] {
        let ring = TimelineRing::new(channels, 8, 2);
        let block: Vec<f32> = (0..2 * channels).map(|index| index as f32).collect();
        ring.write(0, 3, &block);
        ring.write(1, 3, &block);
        let doubled: Vec<f32> = block.iter().map(|sample| sample * 2.0).collect();
        assert_eq!(read(&ring, 3, 2), doubled);
    }
}

#[test]
fn incomplete_frames_are_not_written_and_read_as_silence() {
    let ring = TimelineRing::new(2, 8, 1);
    ring.write(0, 0, &[1.0, 2.0, 3.0]);
    ring.write(0, 4, &[9.0]);
    ring.write(0, 4, &[]);
    let mut block = [7.0; 5];
    ring.read(0, &mut block);
    assert_eq!(block, [1.0, 2.0, 0.0, 0.0, 0.0]);
    ring.read(0, &mut []);
    ring.read(0, &mut block[..1]);
    assert_eq!(block[0], 0.0);
}

#[test]
fn sample_times_are_rounded_down() {
    let ring = TimelineRing::new(1, 16, 1);
    ring.write_at(0, -3.25, &[4.0, 5.0]);
    assert_eq!(read(&ring, -5, 4), [0.0, 4.0, 5.0, 0.0]);
    let mut block = [1.0; 2];
    ring.read_at(-3.999, &mut block);
    assert_eq!(block, [4.0, 5.0]);
}

#[test]
fn impossible_times_and_lanes_are_counted_and_do_no_harm() {
    let ring = TimelineRing::new(1, 16, 1);
    ring.write(0, 0, &[1.0; 4]);
    let wrong = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e300,
        -1e300,
        9_007_199_254_740_992.0,
    ];
    for time in wrong {
        ring.write_at(0, time, &[2.0; 4]);
        let mut block = [3.0; 4];
        ring.read_at(time, &mut block);
        assert_eq!(block, [0.0; 4]);
    }
    for time in [i64::MIN, i64::MAX, i64::MAX - 3] {
        ring.write(0, time, &[2.0; 4]);
        assert_eq!(read(&ring, time, 4), [0.0; 4]);
    }
    ring.write(1, 0, &[2.0; 4]);
    ring.write(usize::MAX, 0, &[2.0; 4]);
    assert_eq!(read(&ring, 0, 4), [1.0; 4]);
    let counts = ring.counters().snapshot();
    assert_eq!((counts.invalid_times, counts.unknown_targets), (18, 2));
}

#[test]
fn the_ends_of_the_time_line_are_ordinary_frames() {
    for start in [-(1 << 62), (1 << 62) - 4, 1 << 62] {
        let ring = TimelineRing::new(1, 10, 1);
        ring.write(0, start, &[1.0, 2.0, 3.0]);
        assert_eq!(read(&ring, start, 4), [1.0, 2.0, 3.0, 0.0]);
    }
}

#[test]
#[should_panic(expected = "needs a channel")]
fn a_ring_without_channels_is_refused() {
    let _ = TimelineRing::new(0, 16, 1);
}

#[test]
#[should_panic(expected = "does not fit in memory")]
fn a_ring_larger_than_memory_is_refused() {
    let _ = TimelineRing::new(2, usize::MAX / 2, 1);
}
