//! The timeline ring against a model that remembers each frame by itself, over many random operations.

use std::collections::BTreeMap;

use tympan_aspl::io::ring::TimelineRing;

/// Operations tried for each shape of ring; fewer under Miri.
const OPERATIONS: u64 = if cfg!(miri) { 20 } else { 2_000 };

/// Largest ring tried.
const LARGEST: usize = if cfg!(miri) { 20 } else { 1_000 };

/// Ranges a lane is able to tell apart.
const RANGES: usize = 8;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low) as u64) as i64
    }
}

/// A lane as the documentation describes it, frame by frame.
#[derive(Default)]
struct Model {
    frames: BTreeMap<i64, Vec<f32>>,
    newest_end: Option<i64>,
}

impl Model {
    fn write(&mut self, capacity: i64, channels: usize, start: i64, block: &[f32]) {
        let frames = (block.len() / channels) as i64;
        let newest = self.newest_end.unwrap_or(i64::MIN).max(start + frames);
        self.newest_end = Some(newest);
        for (frame, samples) in (start..).zip(block.chunks_exact(channels)) {
            self.frames.insert(frame, samples.to_vec());
        }
        self.frames.retain(|&frame, _| frame >= newest - capacity);
        while self.runs() > RANGES {
            let mut frame = *self.frames.keys().next().unwrap();
            while self.frames.remove(&frame).is_some() {
                frame += 1;
            }
        }
    }

    /// Uninterrupted runs of frames.
    fn runs(&self) -> usize {
        let begins = |frame: &&i64| !self.frames.contains_key(&(**frame - 1));
        self.frames.keys().filter(begins).count()
    }
}

#[test]
fn any_sequence_of_writes_is_read_as_the_model_says() {
    let shapes = [
        (1, 1, 1),
        (1, 64, 1),
        (2, 37, 1),
        (3, 100, 2),
        (1, 256, 3),
        (2, LARGEST, 1),
    ];
    let mut heard = 0;
    for (seed, (channels, capacity, lanes)) in (1..).zip(shapes) {
        let capacity = LARGEST.min(capacity);
        let ring = TimelineRing::new(channels, capacity, lanes);
        let mut models: Vec<Model> = (0..lanes).map(|_| Model::default()).collect();
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ seed);
        let window = capacity as i64;
        let mut head = -2 * window;
        for operation in 0..OPERATIONS {
            let lane = random.below(lanes as u64) as usize;
            let start = match random.below(10) {
                0..=4 => head,
                5 => head + random.between(0, window / 8 + 2),
                6 => head - random.between(0, window + 4),
                7 => random.between(head - 3 * window, head + 1),
                8 if random.below(20) == 0 => head + random.between(0, 3 * window),
                _ => head - random.between(0, window / 4 + 1),
            };
            let frames = match random.below(8) {
                0 => 1,
                1 => window,
                2 => random.between(1, 2 * window + 2),
                _ => random.between(1, window / 6 + 2),
            };
            let block: Vec<f32> = (0..frames as u64 * channels as u64)
                .map(|index| (operation % 1000 * 4000 + index % 4000) as f32 + 1.0)
                .collect();
            ring.write(lane, start, &block);
            models[lane].write(window, channels, start, &block);
            head = head.max(start + frames);

            let from = random.between(head - 2 * window - 3, head + window + 3);
            let length = random.between(1, 2 * window + 3) as usize;
            let mut samples = vec![f32::NAN; length * channels];
            ring.read(from, &mut samples);
            for (frame, samples) in (from..).zip(samples.chunks_exact(channels)) {
                let mut expected = vec![0.0; channels];
                for model in &models {
                    if let Some(frame) = model.frames.get(&frame) {
                        expected
                            .iter_mut()
                            .zip(frame)
                            .for_each(|(sum, sample)| *sum += sample);
                    }
                }
                assert_eq!(
                    samples, expected,
                    "frame {frame} after operation {operation} of shape {seed}"
                );
                heard += u64::from(samples[0] != 0.0);
            }
        }
    }
    assert!(heard > OPERATIONS, "the test listens where nothing is");
}
