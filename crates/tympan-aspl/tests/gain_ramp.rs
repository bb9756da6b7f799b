//! `GainRamp`: the straight line from one gain to the next, against a line in double precision, whatever the channels and the blocks.

use proptest::prelude::*;
use tympan_aspl::io::{BigEndian, GainRamp, Int24, Sample, SamplesMut};

const CASES: u32 = if cfg!(miri) { 4 } else { 1_000 };

/// Gains of integers.
const GAINS: &[f32] = if cfg!(miri) {
    &[1.7]
} else {
    &[0.0, 0.3, 1.0, 1.7]
};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What is done to a ramp, one thing after another.
#[derive(Clone, Debug)]
enum Step {
    Set(usize, f32),
    SetAll(f32),
    Jump,
    Frames(usize),
}

fn gains() -> impl Strategy<Value = f32> {
    prop_oneof![
        Just(0.0_f32),
        Just(1.0),
        0.0_f32..1.0,
        -4.0_f32..4.0,
        (-40.0_f32..0.0).prop_map(f32::exp2)
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..12_usize, gains()).prop_map(|(channel, gain)| Step::Set(channel, gain)),
        gains().prop_map(Step::SetAll),
        Just(Step::Jump),
        (0..200_usize).prop_map(Step::Frames),
        (0..200_usize).prop_map(Step::Frames),
    ];
    prop::collection::vec(step, 1..12)
}

/// Samples of any size, never subnormal, that differ from place to place.
fn signal(start: usize, length: usize) -> impl Iterator<Item = f32> {
    (start..start + length).map(|place| {
        let spread = (place as u32).wrapping_mul(0x9E37_79B9);
        let sample = f32::from_bits(spread & 0xBFFF_FFFF);
        if sample.is_normal() { sample } else { 0.25 }
    })
}

/// The same line, in double precision.
#[derive(Clone, Copy)]
struct Line {
    from: f64,
    to: f64,
    done: usize,
}

impl Line {
    fn gain(&self, length: usize) -> f64 {
        if self.done >= length {
            return self.to;
        }
        let part = self.done as f64 / length as f64;
        self.from + (self.to - self.from) * part
    }

    fn aim(&mut self, gain: f32, length: usize) {
        if self.to != f64::from(gain) {
            *self = Line {
                from: self.gain(length),
                to: f64::from(gain),
                done: 0,
            };
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn gains_are_on_a_straight_line_that_ends_at_the_target(
        channels in 1..=9_usize,
        length in 1..300_usize,
        steps in steps(),
    ) {
        let mut ramp = GainRamp::new(channels, length);
        let mut lines = vec![Line { from: 1.0, to: 1.0, done: length }; channels];
        let mut time = 0;
        for step in steps {
            match step {
                Step::Set(channel, gain) => {
                    ramp.set(channel, gain);
                    if let Some(line) = lines.get_mut(channel) {
                        line.aim(gain, length);
                    }
                }
                Step::SetAll(gain) => {
                    ramp.set_all(gain);
                    lines.iter_mut().for_each(|line| line.aim(gain, length));
                }
                Step::Jump => {
                    ramp.jump();
                    lines.iter_mut().for_each(|line| line.done = length);
                }
                Step::Frames(frames) => {
                    let before: Vec<f32> = signal(time, frames * channels).collect();
                    let mut after = before.clone();
                    ramp.apply(&mut after);
                    for (place, (before, after)) in before.iter().zip(&after).enumerate() {
                        let line = &mut lines[place % channels];
                        line.done += 1;
                        let (gain, sample) = (line.gain(length), f64::from(*before));
                        let error = (f64::from(*after) - gain * sample).abs();
                        // Between gains of at most 4, the step and the places on this line and those before it are rounded.
                        let tolerance = if line.done >= length { gain.abs() } else { 32.0 };
                        prop_assert!(
                            error <= tolerance * sample.abs() * 2.0_f64.powi(-24) + f64::from(f32::MIN_POSITIVE),
                            "channel {} frame {}: {sample} became {after}, not by {gain}", place % channels, line.done,
                        );
                    }
                    for (channel, line) in lines.iter().enumerate() {
                        if line.done >= length {
                            prop_assert_eq!(f64::from(ramp.gain(channel).unwrap()), line.to);
                        }
                    }
                    time += after.len();
                }
            }
        }
    }

    #[test]
    fn the_way_is_the_same_whatever_the_blocks(
        channels in 1..=9_usize,
        length in 1..300_usize,
        steps in steps(),
        blocks in prop::collection::vec(1..70_usize, 1..8),
    ) {
        let mut ramps = [(); 2].map(|()| GainRamp::new(channels, length));
        let mut blocks = blocks.into_iter().cycle();
        let mut time = 0;
        for step in steps {
            for ramp in &mut ramps {
                match step {
                    Step::Set(channel, gain) => ramp.set(channel, gain),
                    Step::SetAll(gain) => ramp.set_all(gain),
                    Step::Jump => ramp.jump(),
                    Step::Frames(_) => {}
                }
            }
            if let Step::Frames(frames) = step {
                let mut whole: Vec<f32> = signal(time, frames * channels).collect();
                let mut parts = whole.clone();
                ramps[0].apply(&mut whole);
                let mut rest = &mut parts[..];
                while !rest.is_empty() {
                    let middle = rest.len().min(blocks.next().unwrap() * channels);
                    let (block, others) = rest.split_at_mut(middle);
                    ramps[1].apply(block);
                    rest = others;
                }
                let bits = |samples: &[f32]| samples.iter().map(|sample| sample.to_bits()).collect::<Vec<_>>();
                prop_assert_eq!(bits(&whole), bits(&parts));
                time += whole.len();
            }
        }
    }

    #[test]
    fn no_subnormal_comes_of_normal_samples(
        channels in 1..=4_usize,
        exponent in -126..-90_i32,
        targets in prop::collection::vec(prop_oneof![(-126.0_f32..2.0).prop_map(f32::exp2), Just(0.0)], 1..5),
    ) {
        let mut ramp = GainRamp::new(channels, 50);
        for (turn, target) in targets.into_iter().enumerate() {
            if turn % 2 == 0 {
                ramp.set_all(target);
            } else {
                ramp.set(turn % channels, target);
            }
            let mut samples = vec![1.1 * 2.0_f32.powi(exponent); 60 * channels];
            ramp.apply(&mut samples);
            prop_assert!(samples.iter().all(|sample| !sample.is_subnormal()));
            for channel in 0..channels {
                prop_assert!(!ramp.gain(channel).unwrap().is_subnormal());
            }
        }
    }
}

#[test]
fn at_a_gain_of_one_no_bit_changes() {
    let any: Vec<f32> = (0..=255_u32)
        .flat_map(|high| [0, 1, 0x7F_FFFF, 0x40_0000].map(|low| f32::from_bits(high << 23 | low)))
        .flat_map(|sample| [sample, f32::from_bits(sample.to_bits() | 1 << 31)])
        .collect();
    let mut ramp = GainRamp::new(2, 10);
    let bits = |samples: &[f32]| samples.iter().map(|s| s.to_bits()).collect::<Vec<_>>();
    let mut samples = any.clone();
    ramp.apply(&mut samples);
    assert_eq!(bits(&samples), bits(&any));
    // After a way there and back too.
    ramp.set(1, 0.0);
    ramp.apply(&mut [0.5; 100]);
    ramp.set(1, 1.0);
    ramp.apply(&mut [0.5; 20]);
    ramp.apply(&mut samples);
    assert_eq!(bits(&samples), bits(&any));
}

#[test]
fn a_channel_settled_at_zero_is_exact_silence_whatever_comes() {
    let hostile = [
        0.5,
        -0.5,
        f32::NAN,
        f32::INFINITY,
        f32::MIN,
        f32::from_bits(1),
    ];
    let mut ramp = GainRamp::new(1, 480);
    ramp.set(0, 0.0);
    ramp.apply(&mut [1.0; 480]);
    assert!(ramp.is_settled());
    let mut samples = hostile;
    ramp.apply(&mut samples);
    assert!(samples.iter().all(|sample| sample.to_bits() == 0));
    // With a neighbour that is heard.
    let mut ramp = GainRamp::new(2, 480);
    ramp.set(0, 0.0);
    ramp.set(1, 0.5);
    ramp.jump();
    let mut samples = hostile;
    ramp.apply(&mut samples);
    let silent: Vec<f32> = samples.iter().step_by(2).copied().collect();
    assert!(silent.iter().all(|sample| sample.to_bits() == 0));
    assert_eq!(samples[1], -0.25);
}

#[test]
fn no_step_is_larger_than_the_slope() {
    let mut ramp = GainRamp::new(1, 480);
    let mut last = 1.0;
    for (turn, gain) in [0.0, 1.0, 0.3, 0.9, 0.0].into_iter().enumerate() {
        ramp.set_all(gain);
        let mut samples = vec![1.0; 137 + 100 * turn];
        ramp.apply(&mut samples);
        for sample in samples {
            let step: f32 = sample - last;
            assert!(step.abs() <= 1.000_1 / 480.0, "{last} {sample}");
            last = sample;
        }
    }
    assert_eq!(last, 0.0);
}

#[test]
fn gains_that_are_none_become_the_nearest_that_is_one() {
    let mut ramp = GainRamp::new(1, 10);
    let cases = [
        (f32::NAN, 0.0),
        (f32::from_bits(1), 0.0),
        (f32::INFINITY, f32::MAX),
        (f32::NEG_INFINITY, f32::MIN),
        (-1.0, -1.0),
    ];
    for (gain, expected) in cases {
        ramp.set(0, gain);
        ramp.apply(&mut [0.0; 4]);
        let way = ramp.gain(0).unwrap();
        assert!(way.is_finite(), "{gain}: {way}");
        ramp.apply(&mut [0.0; 6]);
        assert_eq!(ramp.gain(0), Some(expected));
    }
    ramp.set(1, 0.5);
    assert_eq!((ramp.channels(), ramp.gain(1)), (1, None));
}

#[test]
fn integers_are_multiplied_as_float32_and_clipped() {
    fn check<T: Sample + PartialEq + std::fmt::Debug>(
        variant: impl Fn(&mut [T]) -> SamplesMut<'_>,
        gain: f32,
    ) {
        let mut ramp = GainRamp::new(3, 1);
        ramp.set_all(gain);
        let sample = |place: usize| T::from_float32((place as f32 * 0.37) % 2.0 - 1.0);
        let mut samples: Vec<T> = (0..3 * 400).map(sample).collect();
        ramp.apply_to(variant(&mut samples));
        for (place, after) in samples.iter().enumerate() {
            let expected = T::from_float32(sample(place).to_float32() * gain);
            assert_eq!(*after, expected, "{place}");
        }
    }
    for &gain in GAINS {
        check::<i16>(|samples| SamplesMut::Int16(samples), gain);
        check::<Int24>(|samples| SamplesMut::Int24(samples), gain);
        check::<i32>(
            |samples| SamplesMut::Int32(samples),
            if gain == 1.0 { 0.5 } else { gain },
        );
        check::<BigEndian<i16>>(|samples| SamplesMut::BigEndianInt16(samples), gain);
        check::<f32>(|samples| SamplesMut::Float32(samples), gain);
    }
    // At 1 not even the bits that a Float32 has no room for.
    let mut samples = [i32::MAX - 1; 2];
    GainRamp::new(2, 1).apply_to(SamplesMut::Int32(&mut samples));
    assert_eq!(samples, [i32::MAX - 1; 2]);
}

#[test]
#[should_panic(expected = "1 to 1024 channels, not 0")]
fn a_gain_without_channels_is_refused() {
    let _ = GainRamp::new(0, 1);
}
