//! Controls that act: what a client hears is its samples by the gain of the reported decibels, at every stage, without a click (hal-facts B.10, C.11).

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tympan_aspl::prelude::*;

use crate::author_side::start_with;
use crate::controls::{FIRST, get_f32, set_f32};
use crate::devices;
use crate::mini_host::{MiniHost, Target, cycle};

/// Frames in 10 ms at the rate of the device.
const RAMP: usize = 480;

/// Sizes of blocks that are tried.
const BLOCKS: &[usize] = if cfg!(miri) {
    &[64, 480]
} else {
    &[1, 7, 64, 480, 2048]
};

const MIX: Target = Target {
    device: 2,
    stream: 4,
    client: 1,
    operation: *b"pmix",
};
const OUTPUT: Target = Target {
    operation: *b"pout",
    ..MIX
};
const INPUT: Target = Target {
    stream: 3,
    operation: *b"pinp",
    ..MIX
};
const READ: Target = Target {
    operation: *b"read",
    ..INPUT
};

/// Blocks while other threads turn the controls.
const TURNED_BLOCKS: u64 = if cfg!(miri) { 10 } else { 3_000 };

/// What ReadInput reads from this device.
fn fill(_: &(), _: &RealtimeContext<'_>, mut op: ReadInput<'_, GainStage>) {
    let samples: Vec<f32> = signal(op.samples.len());
    op.samples.from_float32(&samples);
}

/// Samples of both signs, none of them equal.
fn signal(length: usize) -> Vec<f32> {
    let sample = |place: usize| (place as f32 * 0.7) % 1.8 - 0.9;
    (0..length).map(sample).collect()
}

/// A running device with two channels in each direction that applies a gain at one stage.
fn start(gain: &Gain, stage: [u8; 4], describe: impl Fn(Device) -> Device) -> MiniHost {
    let gain = gain.clone();
    let io = Io::new(|_: &IoSetup| ());
    let io = if &stage == b"pmix" {
        io.mix_part(move |(), setup| gain.stage(setup))
            .process_mix(GainStage::process_mix)
            .read_input(|_, _, mut op| op.samples.silence())
            .write_mix(|_, _, _| {})
            .into_device()
    } else {
        let io = io
            .client_part(move |(), setup, _| gain.stage(setup))
            .write_mix(|_, _, _| {});
        match &stage {
            b"pout" => io
                .process_output(GainStage::process_output)
                .read_input(fill)
                .into_device(),
            b"pinp" => io
                .process_input(GainStage::process_input)
                .read_input(fill)
                .into_device(),
            _ => io.read_input(GainStage::after(fill)).into_device(),
        }
    };
    let (host, ..) = start_with(describe(io));
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    host
}

/// Puts the different types of I/O into the same device.
trait IntoDevice {
    fn into_device(self) -> Device;
}

impl<D: Send + Sync + 'static, C: Send + 'static, M: Send + 'static, S: 'static> IntoDevice
    for Io<D, C, M, S>
{
    fn into_device(self) -> Device {
        devices::loopback("abi.gain").io(self)
    }
}

/// An operation in the n-th cycle.
fn operate(host: &MiniHost, target: Target, counter: u64, buffer: &mut [f32]) {
    let mut cycle = cycle(0.0, 0.0);
    cycle.mIOCycleCounter = counter;
    assert_eq!(host.do_io(target, 2, &cycle, buffer), Ok(()));
}

/// What an operation in the n-th cycle makes of so many frames of one number.
fn level(host: &MiniHost, target: Target, counter: u64, frames: usize) -> Vec<[f32; 2]> {
    let mut buffer = vec![1.0; 2 * frames];
    operate(host, target, counter, &mut buffer);
    buffer.chunks(2).map(|frame| [frame[0], frame[1]]).collect()
}

fn volume() -> Volume {
    Volume::new(Scope::Output, VolumeCurve::power(-96.0..=6.0, 2.0))
}

#[test]
fn samples_are_multiplied_by_the_gain_of_the_reported_decibels_at_every_stage() {
    for target in [MIX, OUTPUT, INPUT, READ] {
        let volume = volume();
        let gain = Gain::new().volume(&volume);
        let host = start(&gain, target.operation, |device| device.control(&volume));
        let settings = [
            (*b"lcdv", -20.0),
            (*b"lcdv", 6.0),
            (*b"lcsv", 0.3),
            (*b"lcdv", -96.0),
            (*b"lcsv", 0.970_142_5),
        ];
        for (selector, value) in settings {
            assert_eq!(set_f32(&host, FIRST, selector, value), Ok(()));
            let mut buffer = signal(128);
            operate(&host, target, 1, &mut buffer);
            let factor = 10_f64.powf(f64::from(get_f32(&host, FIRST, *b"lcdv")) / 20.0);
            for (before, after) in signal(128).into_iter().zip(buffer) {
                let exact = f64::from(before) * factor;
                let error = (f64::from(after) - exact).abs();
                assert!(
                    error <= exact.abs() * 2.0_f64.powi(-23),
                    "{target:?} {value}: {before} became {after}, not {exact}"
                );
            }
        }
    }
}

#[test]
fn at_zero_decibels_every_bit_passes() {
    let volume = volume();
    let pan = StereoPan::new(Scope::Output, [1, 2]);
    let mutes = [0, 1, 2].map(|channel| Mute::new(Scope::Output).element(channel));
    let mut gain = Gain::new().volume(&volume).pan(&pan);
    for mute in &mutes {
        gain = gain.mute(mute);
    }
    for gain in [Gain::new(), gain] {
        let host = start(&gain, *b"pmix", |device| device.control(&volume));
        let bits = |place: u32| place.wrapping_mul(0x9E37_79B9);
        let mut buffer: Vec<f32> = (0..2048).map(|place| f32::from_bits(bits(place))).collect();
        for counter in 1..4 {
            operate(&host, MIX, counter, &mut buffer);
        }
        let is_same = |(place, sample): (usize, &f32)| sample.to_bits() == bits(place as u32);
        assert!(buffer.iter().enumerate().all(is_same));
    }
}

#[test]
fn a_change_during_io_is_heard_as_a_slope_of_ten_milliseconds_whatever_the_blocks() {
    let slopes = BLOCKS.iter().map(|&block| {
        let volume = volume();
        let host = start(&Gain::new().volume(&volume), *b"pmix", |device| {
            device.control(&volume)
        });
        assert_eq!(level(&host, MIX, 1, 10), [[1.0; 2]; 10]);
        assert_eq!(set_f32(&host, FIRST, *b"lcdv", -20.0), Ok(()));
        let mut slope = vec![[1.0; 2]];
        while slope.len() <= RAMP + 100 {
            slope.extend(level(&host, MIX, 2 + slope.len() as u64, block));
        }
        slope.truncate(RAMP + 100);
        slope
    });
    let slopes: Vec<_> = slopes.collect();
    for slope in &slopes {
        for (frame, pair) in slope.windows(2).enumerate() {
            let step = pair[0][0] - pair[1][0];
            let expected = if frame < RAMP { 0.9 / 480.0 } else { 0.0 };
            assert!((step - expected).abs() < 1e-6, "frame {frame}: {step}");
        }
        assert_eq!(slope[RAMP], [0.1; 2], "exactly where it goes");
        assert_eq!(*slope, slopes[0]);
    }
}

#[test]
fn no_step_is_larger_than_the_slope_while_controls_are_turned() {
    let (volume, mute) = (volume(), Mute::new(Scope::Output));
    let gain = Gain::new().volume(&volume).mute(&mute);
    let host = start(&gain, *b"pmix", |device| {
        device.control(&volume).control(&mute)
    });
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for step in 0_u32.. {
                let value = step.wrapping_mul(0x9E37_79B9) as f32 / u32::MAX as f32;
                assert_eq!(set_f32(&host, FIRST, *b"lcsv", value), Ok(()));
                if step % 16 == 0 {
                    let is_on = step / 16 % 2;
                    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", is_on), Ok(()));
                }
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let mut last = level(&host, MIX, 1, 1)[0][0];
        for counter in 2..TURNED_BLOCKS {
            for [left, right] in level(&host, MIX, counter, counter as usize % 70) {
                assert_eq!(left, right);
                // From silence to 6 dB in 480 frames.
                let step = left - last;
                assert!(step.abs() <= 1.995_27 / 480.0, "{last} {left}");
                last = left;
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_muted_device_is_exactly_silent_after_the_ramp() {
    let (volume, mute) = (volume(), Mute::new(Scope::Output));
    let gain = Gain::new().volume(&volume).mute(&mute);
    let host = start(&gain, *b"pmix", |device| {
        device.control(&volume).control(&mute)
    });
    level(&host, MIX, 1, 16);
    assert_eq!(host.set_u32(FIRST + 1, *b"bcvl", 1), Ok(()));
    let way = level(&host, MIX, 2, RAMP);
    assert!((way[RAMP / 2 - 1][0] - 0.5).abs() < 1e-6);
    assert_eq!(way[RAMP - 1], [0.0; 2]);
    let mut buffer = [0.5, f32::NAN, -1.0, f32::INFINITY];
    operate(&host, MIX, 3, &mut buffer);
    assert!(buffer.iter().all(|sample| sample.to_bits() == 0));
    // The volume turned meanwhile does not sound.
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", 6.0), Ok(()));
    assert_eq!(level(&host, MIX, 4, 600), [[0.0; 2]; 600]);
}

#[test]
fn a_restart_begins_at_the_gain_that_the_controls_have() {
    let volume = volume();
    let host = start(&Gain::new().volume(&volume), *b"pmix", |device| {
        device.control(&volume)
    });
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -20.0), Ok(()));
    assert_eq!(level(&host, MIX, 77, 4), [[0.1; 2]; 4], "the first call");
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", 0.0), Ok(()));
    assert!(level(&host, MIX, 78, 4)[3][0] < 0.11);
    assert_eq!(level(&host, MIX, 1, 4), [[1.0; 2]; 4]);
}

#[test]
fn each_client_has_ramps_of_its_own() {
    let volume = volume();
    let host = start(&Gain::new().volume(&volume), *b"pout", |device| {
        device.control(&volume)
    });
    assert_eq!(host.add_client(2, 2), Ok(()));
    let other = Target {
        client: 2,
        ..OUTPUT
    };
    for target in [OUTPUT, other] {
        assert_eq!(level(&host, target, 1, 4), [[1.0; 2]; 4]);
    }
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -20.0), Ok(()));
    assert_eq!(level(&host, OUTPUT, 2, RAMP)[RAMP - 1], [0.1; 2]);
    let way = level(&host, other, 2, RAMP);
    assert!((way[0][0] - (1.0 - 0.9 / 480.0)).abs() < 1e-6);
    assert_eq!(way[RAMP - 1], [0.1; 2]);
}

#[test]
fn controls_act_on_the_channels_they_are_for() {
    let volume = volume();
    let right = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0)).element(2);
    let left = Mute::new(Scope::Output).element(1);
    let elsewhere = Mute::new(Scope::Output).element(3).initial(true);
    let gain = Gain::new()
        .volume(&volume)
        .volume(&right)
        .mute(&left)
        .mute(&elsewhere);
    let host = start(&gain, *b"pmix", |device| {
        device.control(&volume).control(&right).control(&left)
    });
    let heard = || level(&host, MIX, 1, 1)[0];
    assert_eq!(heard(), [1.0, 1.0]);
    assert_eq!(set_f32(&host, FIRST + 1, *b"lcdv", -20.0), Ok(()));
    assert_eq!(heard(), [1.0, 0.1]);
    assert_eq!(set_f32(&host, FIRST, *b"lcdv", -20.0), Ok(()));
    let [one, other] = heard();
    assert!(one == 0.1 && (other - 0.01).abs() < 1e-9);
    assert_eq!(host.set_u32(FIRST + 2, *b"bcvl", 1), Ok(()));
    assert_eq!(heard()[0], 0.0);
}

#[test]
fn a_solo_silences_the_channels_without_one() {
    let solos = [1, 2].map(|channel| Solo::new(Scope::Output).element(channel));
    let everything = Solo::new(Scope::Output);
    let gain = Gain::new()
        .solo(&solos[0])
        .solo(&solos[1])
        .solo(&everything);
    let host = start(&gain, *b"pmix", |device| {
        device
            .control(&solos[0])
            .control(&solos[1])
            .control(&everything)
    });
    let heard = |on: [u32; 3]| {
        for (index, is_on) in on.into_iter().enumerate() {
            let control = FIRST + index as u32;
            assert_eq!(host.set_u32(control, *b"bcvl", is_on), Ok(()));
        }
        level(&host, MIX, 1, 1)[0]
    };
    assert_eq!(heard([0, 0, 0]), [1.0, 1.0]);
    assert_eq!(heard([1, 0, 0]), [1.0, 0.0]);
    assert_eq!(heard([0, 1, 0]), [0.0, 1.0]);
    assert_eq!(heard([1, 1, 0]), [1.0, 1.0]);
    assert_eq!(heard([1, 0, 1]), [1.0, 1.0]);
}

#[test]
fn a_pan_is_a_balance_of_its_two_channels() {
    let pan = StereoPan::new(Scope::Output, [2, 1]);
    let host = start(&Gain::new().pan(&pan), *b"pmix", |device| {
        device.control(&pan)
    });
    let cases = [
        (0.5, [1.0, 1.0]),
        (0.0, [0.0, 1.0]),
        (1.0, [1.0, 0.0]),
        (0.25, [0.5, 1.0]),
        (0.75, [1.0, 0.5]),
    ];
    for (place, gains) in cases {
        assert_eq!(set_f32(&host, FIRST, *b"spcv", place), Ok(()));
        assert_eq!(level(&host, MIX, 1, 1)[0], gains, "{place}");
    }
}

#[test]
fn channels_are_counted_over_the_streams_of_a_direction() {
    let third = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0))
        .element(3)
        .initial_decibels(-20.0);
    let solo = Solo::new(Scope::Output).element(3);
    let gain = Gain::new().volume(&third).solo(&solo);
    let device = Device::new("abi.gain", "Gain")
        .sample_rates([48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::output(2))
        .control(&solo)
        .io(Io::new(|_: &IoSetup| ())
            .mix_part(move |(), setup| gain.stage(setup))
            .process_mix(GainStage::process_mix)
            .write_mix(|_, _, _| {}));
    let (host, plug_in, _device) = start_with(device);
    assert_eq!(host.start_io(2, 1), Ok(()));
    let streams = host.get_ids(2, *b"stm#");
    let heard = || {
        [0, 1].map(|index| {
            let stream = streams[index];
            level(&host, Target { stream, ..MIX }, 1, 1)[0]
        })
    };
    assert_eq!(heard(), [[1.0, 1.0], [0.1, 1.0]]);
    plug_in.control(|control| solo.set(control, true)).unwrap();
    assert_eq!(heard(), [[0.0, 0.0], [0.1, 0.0]]);
}

#[test]
fn input_in_the_format_of_the_stream_is_multiplied_as_it_is_read() {
    let volume = volume();
    let gain = Gain::new().volume(&volume);
    let device = Device::new("abi.gain", "Gain")
        .sample_rates([48_000.0])
        .stream(Stream::input(2).sample_type(SampleType::Int16))
        .control(&volume)
        .io(Io::new(|_: &IoSetup| ())
            .client_part(move |(), setup, _| gain.stage(setup))
            .read_input(GainStage::after(fill)));
    let (host, ..) = start_with(device);
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let control = host.get_ids(2, *b"ctrl")[0];
    for (decibels, factor) in [(0.0, 1.0), (-20.0, 0.1), (6.0, 1.995_262_3)] {
        assert_eq!(set_f32(&host, control, *b"lcdv", decibels), Ok(()));
        let mut buffer = [0_i16; 64];
        let outcome = host.do_io(READ, 2, &cycle(0.0, 0.0), &mut buffer);
        assert_eq!(outcome, Ok(()));
        for (sample, read) in signal(64).into_iter().zip(buffer) {
            let read_first = (sample * 32_768.0).round_ties_even();
            let exact = (read_first * factor).clamp(-32_768.0, 32_767.0);
            assert!((f32::from(read) - exact).abs() <= 0.501, "{sample} {read}");
        }
    }
}

#[test]
fn factors_of_the_author_act_like_controls() {
    let gain = Gain::new().factor(0, || 0.5).factor(2, || f32::NAN);
    let host = start(&gain, *b"pmix", |device| device);
    assert_eq!(level(&host, MIX, 1, 2), [[0.5, 0.0]; 2]);
}
