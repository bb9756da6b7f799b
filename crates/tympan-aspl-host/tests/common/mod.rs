//! What several tests need.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod plain_driver;

use tympan_aspl_host::{ClientPlan, Device, Outcome, Session, ThreadModel};

/// Frames that tests play: enough for several wraps of any ring, and few enough for Miri.
pub const FRAMES: usize = if cfg!(miri) { 200 } else { 40_000 };

/// The buffer sizes a loopback has to do at: small, usual, prime and large, or one under Miri.
pub const BUFFER_FRAMES: &[u32] = if cfg!(miri) {
    &[64]
} else {
    &[15, 64, 512, 1021, 4096]
};

/// The usual buffer size.
pub const USUAL_BUFFER_FRAMES: u32 = if cfg!(miri) { 64 } else { 512 };

/// Both thread models, as every behaviour has to hold in both.
pub const MODELS: [ThreadModel; 2] = [ThreadModel::One, ThreadModel::PerClient];

/// A signal in which every frame carries its own number, and every channel its own sign: what is lost, repeated or shifted shows.
pub fn numbered(frames: usize, channels: usize) -> Vec<f32> {
    let sample = |index: usize| {
        let number = (index / channels + 1) as f32 / (1 << 22) as f32;
        if index % channels % 2 == 0 {
            number
        } else {
            -number
        }
    };
    (0..frames * channels).map(sample).collect()
}

/// Plays the numbered signal through a stereo loopback.
pub fn loop_numbered(device: &Device, buffer_frames: u32, model: ThreadModel) -> Outcome {
    let signal = numbered(FRAMES, 2);
    let outcome = Session::new(device)
        .buffer_frames(buffer_frames)
        .threads(model)
        .client(ClientPlan::play(signal.clone()))
        .run()
        .expect("the session runs");
    assert_eq!(
        outcome.expected, signal,
        "what was sent is not what was played"
    );
    outcome
}

/// Fails with the first difference, not with thousands of numbers.
pub fn assert_identical(recorded: &[f32], expected: &[f32]) {
    let differs = |(a, b): (&f32, &f32)| a.to_bits() != b.to_bits();
    if let Some(index) = recorded.iter().zip(expected).position(differs) {
        panic!(
            "sample {index} is {} instead of {}",
            recorded[index], expected[index]
        );
    }
    assert_eq!(recorded.len(), expected.len(), "the length differs");
}
