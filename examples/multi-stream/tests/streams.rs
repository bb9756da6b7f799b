//! The driver in the simulated HAL: every stream gives back what was played to it, and says what it is.

use multi_stream::DRIVER;
use tympan_aspl_host::sys::{
    kAudioDevicePropertyPreferredChannelLayout, kAudioDevicePropertyPreferredChannelsForStereo,
    kAudioObjectPropertyElementCategoryName, kAudioObjectPropertyElementName,
    kAudioObjectPropertyElementNumberName,
};
use tympan_aspl_host::{
    Address, ClientPlan, Device, Direction, Driver, Host, HostError, Outcome, Qualifier, Session,
    ThreadModel,
};

const UID: &str = "com.example.multi-stream";

/// 6 channels Int24, 2 Float32 and 2 Int16.
const CHANNELS: u32 = 10;

/// Frames played.
const FRAMES: u32 = if cfg!(miri) { 40 } else { 20_000 };

fn start() -> Result<(Host, Device), Box<dyn std::error::Error>> {
    let host = Host::new(Driver::in_process(&DRIVER)?)?;
    let device = host.device(UID)?;
    Ok((host, device))
}

const BUFFER_FRAMES: &[u32] = if cfg!(miri) { &[37] } else { &[15, 512, 4096] };

const THREADS: &[ThreadModel] = if cfg!(miri) {
    &[ThreadModel::PerClient]
} else {
    &[ThreadModel::One, ThreadModel::PerClient]
};

/// Samples that 16 bits are enough for, with the channel's number in each, so that channels that are swapped are told apart too.
fn numbered_samples() -> Vec<f32> {
    let sample = |frame: u32, channel: u32| {
        let number = (frame * CHANNELS + channel) % 65_536;
        number as f32 / 32_768.0 - 1.0
    };
    (0..FRAMES)
        .flat_map(|frame| (0..CHANNELS).map(move |channel| sample(frame, channel)))
        .collect()
}

fn play(device: &Device, frames: u32, threads: ThreadModel) -> Result<Outcome, HostError> {
    Session::new(device)
        .buffer_frames(frames)
        .threads(threads)
        .client(ClientPlan::play(numbered_samples()))
        .run()
}

#[test]
fn every_stream_gives_back_what_was_played_to_it() -> Result<(), Box<dyn std::error::Error>> {
    let (host, device) = start()?;
    for frames in BUFFER_FRAMES {
        for threads in THREADS {
            let outcome = play(&device, *frames, *threads)?;
            assert!(
                outcome.recorded == numbered_samples(),
                "{frames} frames, {threads:?}"
            );
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn a_client_can_choose_another_format_and_rate() -> Result<(), Box<dyn std::error::Error>> {
    let (host, device) = start()?;
    for direction in [Direction::Output, Direction::Input] {
        let line = &device.streams(direction)?[0];
        let formats = line.available_formats()?;
        let float = formats
            .iter()
            .find(|format| format.mFormat.mBitsPerChannel == 32);
        line.set_physical_format(&float.expect("Float32 is one of them").mFormat)?;
    }
    device.set_sample_rate(96_000.0)?;
    let outcome = play(&device, 128, ThreadModel::One)?;
    assert_eq!(outcome.sample_rate, 96_000.0);
    assert!(outcome.recorded == numbered_samples());
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn the_streams_have_their_formats() -> Result<(), Box<dyn std::error::Error>> {
    let (_host, device) = start()?;
    for direction in [Direction::Output, Direction::Input] {
        let mut formats = Vec::new();
        for stream in device.streams(direction)? {
            let format = stream.format()?;
            formats.push((format.mChannelsPerFrame, format.mBitsPerChannel));
        }
        assert_eq!(formats, [(6, 24), (2, 32), (2, 16)], "{direction:?}");
    }
    Ok(())
}

#[test]
fn channels_are_named_and_placed() -> Result<(), Box<dyn std::error::Error>> {
    let (_host, device) = start()?;
    let text = |selector| device.string(Address::of(selector).on(Direction::Output).at_element(4));
    assert_eq!(text(kAudioObjectPropertyElementName)?, "Subwoofer");
    assert_eq!(text(kAudioObjectPropertyElementCategoryName)?, "Speakers");
    assert_eq!(text(kAudioObjectPropertyElementNumberName)?, "4");

    let stereo = Address::of(kAudioDevicePropertyPreferredChannelsForStereo);
    assert_eq!(device.ids(stereo.on(Direction::Output))?, [7, 8]);
    assert_eq!(device.ids(stereo.on(Direction::Input))?, [1, 2]);

    // A header of 12 bytes, and 20 bytes per channel, each beginning with the loudspeaker's number.
    let layout = Address::of(kAudioDevicePropertyPreferredChannelLayout).on(Direction::Output);
    let bytes = device.bytes(layout, Qualifier::None)?;
    let labels: Vec<u32> = bytes[12..]
        .chunks(20)
        .map(|channel| u32::from_ne_bytes(channel[..4].try_into().unwrap()))
        .collect();
    assert_eq!(labels[..6], [1, 2, 3, 4, 5, 6]);
    assert_eq!(labels.len(), 10);
    Ok(())
}

#[test]
fn latencies_and_safety_offsets_are_told_per_direction() -> Result<(), Box<dyn std::error::Error>> {
    let (_host, device) = start()?;
    assert_eq!(device.latency(Direction::Output)?, 40);
    assert_eq!(device.latency(Direction::Input)?, 24);
    assert_eq!(device.safety_offset(Direction::Output)?, 64);
    assert_eq!(device.safety_offset(Direction::Input)?, 32);
    Ok(())
}
