//! Streams of every physical format: mixed in Float32 and converted on the way (hal-facts A.9, C.11).

mod common;

use common::{BUFFER_FRAMES, MODELS, USUAL_BUFFER_FRAMES, assert_identical};
use tympan_aspl::prelude::*;
use tympan_aspl_host::{ClientPlan, Driver, Host, Outcome, Session, ThreadModel};

/// Frames that each session plays; few under Miri.
const FRAMES: usize = if cfg!(miri) { 40 } else { 9_000 };

/// Which format is tried first, and of so many one: all, and under Miri a big-endian Int16 and a non-mixable 24 bits in 32.
const FIRST: usize = if cfg!(miri) { 5 } else { 0 };
const SPARSENESS: usize = if cfg!(miri) { 13 } else { 1 };

/// The thread models of the bit-exact loopback; both, or one under Miri.
const LOOPBACK_MODELS: &[ThreadModel] = MODELS.split_at(if cfg!(miri) { 1 } else { 2 }).0;

/// The rates to run at: the ends of a range and one between, or that one under Miri.
const RATES: &[f64] = if cfg!(miri) {
    &[12_345.25]
} else {
    &[8_000.0, 12_345.25, 96_000.0]
};

/// How often the format of a stream is changed.
const CHANGES: usize = if cfg!(miri) { 2 } else { TYPES.len() };

const TYPES: [SampleType; 6] = [
    SampleType::Float32,
    SampleType::Int16,
    SampleType::Int24,
    SampleType::Int24In32Low,
    SampleType::Int24In32High,
    SampleType::Int32,
];

/// Every format with the flags and bits of hal-facts A.9.
fn formats() -> impl Iterator<Item = (SampleFormat, u32, u32)> {
    let numbers = [
        (0x9, 32),
        (0xC, 16),
        (0xC, 24),
        (0x4, 24),
        (0x14, 24),
        (0xC, 32),
    ];
    let all = TYPES
        .into_iter()
        .zip(numbers)
        .flat_map(|(sample_type, (flags, bits))| {
            [
                (sample_type.into(), flags, bits),
                (sample_type.big_endian(), flags + 0x2, bits),
                (sample_type.non_mixable(), flags + 0x40, bits),
                (sample_type.big_endian().non_mixable(), flags + 0x42, bits),
            ]
        });
    all.skip(FIRST).step_by(SPARSENESS)
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    for (format, _, _) in formats() {
        for as_float32 in [false, true] {
            let stream = |stream: Stream| {
                let stream = stream.formats([format]);
                if as_float32 {
                    stream.as_float32()
                } else {
                    stream
                }
            };
            let device = Device::new(uid(format, as_float32), format.to_string())
                .sample_rates([48_000.0])
                .stream(stream(Stream::output(2)))
                .stream(stream(Stream::input(2)))
                .io(Io::loopback());
            plug_in.add_device(control, device)?;
        }
    }
    let several = Device::new("several", "Several")
        .sample_rates([48_000.0])
        .stream(Stream::output(2).formats(TYPES.map(SampleType::big_endian)))
        .stream(Stream::input(2).formats(TYPES))
        .io(Io::loopback());
    plug_in.add_device(control, several)?;
    let varispeed = Device::new("varispeed", "Varispeed")
        .sample_rate_range(8_000.0..=96_000.0)
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback());
    plug_in.add_device(control, varispeed)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.formats");

fn uid(format: SampleFormat, as_float32: bool) -> String {
    format!("{format}{}", if as_float32 { " as Float32" } else { "" })
}

fn start() -> Host {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    Host::new(driver).expect("the host starts")
}

/// A stereo signal of multiples of the smallest step that integers of so many bits have, or that 24 bits have; every frame has its own number as long as
/// there are some.
fn signal(bits: u32) -> Vec<f32> {
    let scale = (1_u64 << (bits.min(24) - 1)) as f64;
    let sample = |index: usize| {
        let spread = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        ((spread as f64 / 8_388_608.0 - 1.0) * scale).floor() / scale
    };
    (0..2 * FRAMES).map(|index| sample(index) as f32).collect()
}

fn run(host: &Host, uid: &str, signal: &[f32], buffer_frames: u32, model: ThreadModel) -> Outcome {
    let device = host.device(uid).expect("the device");
    Session::new(&device)
        .buffer_frames(buffer_frames)
        .threads(model)
        .client(ClientPlan::play(signal))
        .run()
        .expect("the session runs")
}

#[test]
fn the_host_sees_the_format_that_the_author_chose() {
    let host = start();
    for (format, flags, bits) in formats() {
        let device = host.device(&uid(format, false)).expect("the device");
        for direction in [
            tympan_aspl_host::Direction::Input,
            tympan_aspl_host::Direction::Output,
        ] {
            let seen = device.streams(direction).expect("streams")[0]
                .format()
                .expect("a format");
            assert_eq!((seen.mFormatFlags, seen.mBitsPerChannel), (flags, bits));
        }
    }
    assert_eq!(host.violations(), []);
}

#[test]
fn a_loopback_is_bit_exact_in_every_format_that_can_carry_the_signal() {
    for &model in LOOPBACK_MODELS {
        let host = start();
        for (format, _, bits) in formats() {
            let signal = signal(bits);
            for as_float32 in [false, true] {
                for &buffer_frames in BUFFER_FRAMES {
                    let uid = uid(format, as_float32);
                    let outcome = run(&host, &uid, &signal, buffer_frames, model);
                    assert_identical(&outcome.expected, &signal);
                    assert_identical(&outcome.recorded, &signal);
                    assert_eq!(outcome.overloads, 0);
                }
            }
        }
        assert_eq!(host.shut_down().violations, []);
    }
}

#[test]
fn what_a_format_cannot_carry_is_rounded_and_clipped() {
    let host = start();
    let step = 1.0 / 32_768.0;
    let played = [0.5 * step, 1.5 * step, -0.75 * step, 1.0, 2.5, -2.5];
    for (format, _, bits) in formats().filter(|(_, _, bits)| *bits == 16) {
        let outcome = run(&host, &uid(format, false), &played, 64, MODELS[0]);
        let expected = [0.0, 2.0 * step, -step, 1.0 - step, 1.0 - step, -1.0];
        assert_identical(&outcome.recorded, &expected);
        assert_eq!(bits, 16);
    }
    assert_eq!(host.violations(), []);
}

#[test]
fn clients_of_an_integer_device_are_mixed_before_they_are_converted() {
    let host = start();
    let half = 0.5 / 32_768.0;
    for (format, _, _) in formats().filter(|(_, _, bits)| *bits == 16) {
        let device = host.device(&uid(format, false)).expect("the device");
        let outcome = Session::new(&device)
            .client(ClientPlan::play([half, 0.75]))
            .client(ClientPlan::play([half, 0.75]))
            .run()
            .expect("the session runs");
        assert_identical(&outcome.recorded, &[2.0 * half, 1.0 - 2.0 * half]);
    }
}

#[test]
fn streams_of_one_device_may_have_different_formats_and_change_them() {
    let host = start();
    let device = host.device("several").expect("the device");
    let stream = |direction| device.streams(direction).expect("streams").remove(0);
    let (output, input) = (
        stream(tympan_aspl_host::Direction::Output),
        stream(tympan_aspl_host::Direction::Input),
    );
    for (number, format) in output
        .available_formats()
        .expect("formats")
        .iter()
        .enumerate()
        .take(CHANGES)
    {
        let other = &input.available_formats().expect("formats")[(number + 2) % TYPES.len()];
        output
            .set_physical_format(&format.mFormat)
            .expect("the format changes");
        input
            .set_physical_format(&other.mFormat)
            .expect("the format changes");
        assert_eq!(output.format().expect("a format"), format.mFormat);
        assert_eq!(input.format().expect("a format"), other.mFormat);
        let signal = signal(16);
        let outcome = run(&host, "several", &signal, USUAL_BUFFER_FRAMES, MODELS[0]);
        assert_identical(&outcome.recorded, &signal);
    }
    assert_eq!(host.shut_down().violations, []);
}

#[test]
fn a_device_runs_at_any_rate_of_its_range() {
    let host = start();
    let device = host.device("varispeed").expect("the device");
    for &rate in RATES {
        if device.sample_rate().expect("a rate") != rate {
            device.set_sample_rate(rate).expect("the rate changes");
        }
        let signal = signal(24);
        let outcome = run(&host, "varispeed", &signal, USUAL_BUFFER_FRAMES, MODELS[0]);
        assert_eq!(outcome.sample_rate, rate);
        assert_identical(&outcome.recorded, &signal);
    }
    assert!(device.set_sample_rate(96_001.0).is_err());
    assert_eq!(host.shut_down().violations, []);
}
