//! The devices under test.

use tympan_aspl::prelude::*;
use tympan_aspl::{ChannelLayout, ClockAlgorithm, TerminalType, TransportType, VoiceActivity};

/// Gives a device I/O: silence in, and nothing becomes of what goes out.
pub fn quiet(device: Device) -> Device {
    device.io(Io::new(|_: &IoSetup| ())
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {}))
}

/// The device of hal-facts B.12, without its controls.
pub fn loopback(uid: &str) -> Device {
    quiet(
        Device::new(uid, "Loopback")
            .manufacturer("Example")
            .sample_rates([44_100.0, 48_000.0])
            .sample_rate(48_000.0)
            .stream(Stream::input(2))
            .stream(Stream::output(2)),
    )
}

/// A device with everything that can be said about one.
pub fn full() -> Device {
    let device = Device::new("abi.full", "Full")
        .manufacturer("Maker")
        .model_uid("abi.model")
        .model_name("Model")
        .serial_number("S-1")
        .firmware_version("1.0")
        .sample_rates([44_100.0, 48_000.0, 96_000.0])
        .sample_rate(48_000.0)
        .stream(
            Stream::input(2)
                .name("In")
                .terminal_type(TerminalType::LINE)
                .formats([SampleType::Float32, SampleType::Int16])
                .latency(11)
                .element_name(1, "Left in"),
        )
        .stream(Stream::output(1).latency(5))
        .stream(Stream::output(2).name("Out").sample_type(SampleType::Int24))
        .transport_type(TransportType::USB)
        .clock_domain(77)
        .clock_algorithm(ClockAlgorithm::SIMPLE_IIR)
        .clock_is_stable(false)
        .zero_time_stamp_period(20_000)
        .hidden(true)
        .latency(Direction::Input, 100)
        .latency(Direction::Output, 200)
        .safety_offset(Direction::Input, 10)
        .safety_offset(Direction::Output, 20)
        .can_be_default(Direction::Input, false)
        .can_be_default(Direction::Output, true)
        .can_be_system_default(Direction::Input, false)
        .can_be_system_default(Direction::Output, false)
        .preferred_stereo_channels(Direction::Output, [2, 3])
        .preferred_channel_layout(Direction::Output, ChannelLayout::labels([1, 2, 4]))
        .element_name(Direction::Input, 0, "All")
        .element_name(Direction::Input, 1, "One")
        .element_category_name(Direction::Output, 3, "Analog")
        .element_number_name(Direction::Output, 2, "2")
        .configuration_application("com.example.settings")
        .on_identify(|_, _| {})
        .voice_activity(&VoiceActivity::new())
        .wants_controls_restored(false)
        .wants_stream_formats_restored(true);
    quiet(device)
}

/// Several streams in each direction, no two alike.
pub fn many_streams() -> Device {
    let device = Device::new("abi.many", "Many")
        .sample_rates([48_000.0, 44_100.0])
        .stream(Stream::input(1))
        .stream(Stream::output(2))
        .stream(Stream::input(2).formats([SampleType::Int16, SampleType::Int24]))
        .stream(Stream::output(1).sample_type(SampleType::Int24))
        .stream(Stream::input(4).sample_type(SampleType::Int32))
        .stream(Stream::output(6).sample_type(SampleType::Int16));
    quiet(device)
}

pub fn output_only() -> Device {
    quiet(
        Device::new("abi.output", "Output")
            .sample_rates([48_000.0])
            .stream(Stream::output(2)),
    )
}

pub fn input_only() -> Device {
    quiet(
        Device::new("abi.input", "Input")
            .sample_rates([48_000.0])
            .stream(Stream::input(1)),
    )
}

pub fn no_streams() -> Device {
    Device::new("abi.none", "None").sample_rates([48_000.0])
}

/// One of each.
pub fn all() -> [Device; 6] {
    [
        loopback("abi.loopback"),
        full(),
        many_streams(),
        output_only(),
        input_only(),
        no_streams(),
    ]
}
