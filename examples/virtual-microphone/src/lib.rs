//! A microphone that hears what another program plays to a hidden device.
//!
//! Applications record from the microphone as from any other. Your own program finds the other device, the feed, by its UID and plays to it; no list shows it.
#![forbid(unsafe_code)]

use std::sync::Arc;

use tympan_aspl::clock::SharedClock;
use tympan_aspl::io::ring::TimelineRing;
use tympan_aspl::prelude::*;
use tympan_aspl::{TerminalType, TransportType};

/// One rate, so that both devices always have the same; the host converts for programs that want another.
const RATE: f64 = 48_000.0;

const CHANNELS: u32 = 1;

/// More than a second: far more than there is between what is played and what is recorded.
const RING_FRAMES: usize = 65_536;

/// A number of our own for the clock that both devices have.
const CLOCK_DOMAIN: u32 = 0x4d69_6372;

/// What both devices hold on to: the feed writes at its sample times, and the microphone reads at its own, which are the same.
struct Line(Arc<TimelineRing>);

impl Line {
    fn write_mix(&self, _: &RealtimeContext<'_>, op: WriteMix<'_>) {
        if let Some(samples) = op.samples.float32() {
            self.0.write_at(0, op.sample_time, samples);
        }
    }

    /// What nobody has written is silence.
    fn read_input(&self, _: &RealtimeContext<'_>, mut op: ReadInput<'_>) {
        match op.samples.float32_mut() {
            Some(samples) => self.0.read_at(op.sample_time, samples),
            None => op.samples.silence(),
        }
    }
}

fn device(uid: &str, name: &str, clock: &SharedClock) -> Device {
    Device::new(uid, name)
        .manufacturer("Example")
        .transport_type(TransportType::VIRTUAL)
        .sample_rates([RATE])
        .clock(clock)
        .clock_domain(CLOCK_DOMAIN)
}

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let clock = SharedClock::system();
    let ring = Arc::new(TimelineRing::new(CHANNELS as usize, RING_FRAMES, 1));

    let line = Arc::clone(&ring);
    let microphone = device(
        "com.example.virtual-microphone",
        "Virtual Microphone",
        &clock,
    )
    .stream(Stream::input(CHANNELS).terminal_type(TerminalType::MICROPHONE))
    .io(Io::new(move |_: &IoSetup| Line(Arc::clone(&line))).read_input(Line::read_input));
    plug_in.add_device(control, microphone)?;

    let feed = device(
        "com.example.virtual-microphone.feed",
        "Virtual Microphone Feed",
        &clock,
    )
    .hidden(true)
    .can_be_default(Direction::Output, false)
    .can_be_system_default(Direction::Output, false)
    .stream(Stream::output(CHANNELS))
    .io(Io::new(move |_: &IoSetup| Line(Arc::clone(&ring))).write_mix(Line::write_mix));
    plug_in.add_device(control, feed)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.virtual-microphone");
