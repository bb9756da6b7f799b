//! An audio interface with several streams per direction, of different formats, and named channels.
//!
//! What is played to an output stream is recorded from the input stream in the same place, as if a cable led from each socket to the one below it.
#![forbid(unsafe_code)]

use tympan_aspl::prelude::*;
use tympan_aspl::{ChannelLayout, TerminalType, TransportType, sys};

/// From playing to the socket, in frames: what converters and their filters take. The ready-made loopback is late by what its device reports.
const OUTPUT_LATENCY: u32 = 40;
/// From the socket to recording, in frames.
const INPUT_LATENCY: u32 = 24;

/// The channels of a direction: the name, the category that the system groups channels by, and the number in it.
const CHANNELS: [(&str, &str, &str); 10] = [
    ("Left", "Speakers", "1"),
    ("Right", "Speakers", "2"),
    ("Center", "Speakers", "3"),
    ("Subwoofer", "Speakers", "4"),
    ("Left Surround", "Speakers", "5"),
    ("Right Surround", "Speakers", "6"),
    ("Headphones Left", "Headphones", "1"),
    ("Headphones Right", "Headphones", "2"),
    ("Optical 1", "Optical", "1"),
    ("Optical 2", "Optical", "2"),
];

/// What the outputs are for: 5.1 surround, headphones, and two channels without a place in the room.
const LOUDSPEAKERS: [u32; 10] = [
    sys::kAudioChannelLabel_Left,
    sys::kAudioChannelLabel_Right,
    sys::kAudioChannelLabel_Center,
    sys::kAudioChannelLabel_LFEScreen,
    sys::kAudioChannelLabel_LeftSurround,
    sys::kAudioChannelLabel_RightSurround,
    sys::kAudioChannelLabel_HeadphonesLeft,
    sys::kAudioChannelLabel_HeadphonesRight,
    sys::kAudioChannelLabel_Discrete_0,
    sys::kAudioChannelLabel_Discrete_1,
];

/// The streams of a direction. The first one starts at channel 1, each of the others after the one before it.
fn streams(direction: Direction) -> [Stream; 3] {
    let (stream, names): (fn(u32) -> Stream, _) = match direction {
        Direction::Output => (Stream::output, ["Speakers", "Headphones", "Optical Out"]),
        Direction::Input => (Stream::input, ["Line In", "Talkback", "Optical In"]),
    };
    [
        // Clients choose between the formats of a stream; the first one is in use until they do.
        stream(6)
            .name(names[0])
            .terminal_type(TerminalType::LINE)
            .formats([SampleType::Int24, SampleType::Float32]),
        stream(2).name(names[1]).sample_type(SampleType::Float32),
        stream(2)
            .name(names[2])
            .terminal_type(TerminalType::DIGITAL_AUDIO_INTERFACE)
            .formats([SampleType::Int16.big_endian()]),
    ]
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let mut device = Device::new("com.example.multi-stream", "Multi-Stream Interface")
        .manufacturer("Example")
        .model_uid("com.example.multi-stream.model")
        .transport_type(TransportType::VIRTUAL)
        .sample_rates([44_100.0, 48_000.0, 96_000.0])
        .sample_rate(48_000.0)
        .latency(Direction::Output, OUTPUT_LATENCY)
        .latency(Direction::Input, INPUT_LATENCY)
        .safety_offset(Direction::Output, 64)
        .safety_offset(Direction::Input, 32)
        .preferred_stereo_channels(Direction::Output, [7, 8])
        .preferred_channel_layout(Direction::Output, ChannelLayout::labels(LOUDSPEAKERS))
        .io(Io::loopback());
    for direction in Direction::BOTH {
        for stream in streams(direction) {
            device = device.stream(stream);
        }
        for (channel, (name, category, number)) in (1..).zip(CHANNELS) {
            device = device
                .element_name(direction, channel, name)
                .element_category_name(direction, channel, category)
                .element_number_name(direction, channel, number);
        }
    }
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.multi-stream");
