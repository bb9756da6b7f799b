//! A running loopback device behind the C ABI, and its cycles one by one.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "../../../crates/tympan-aspl/tests/abi/mini_host/mod.rs"]
mod mini_host;

use tympan_aspl::control::{Volume, VolumeCurve};
use tympan_aspl::io::{Gain, GainStage, Io, IoSetup, Loopback};
use tympan_aspl::{Device, Scope, Stream, sys};

use mini_host::{MiniHost, Target};

const DEVICE: u32 = 2;
const INPUT: u32 = 3;
const OUTPUT: u32 = 4;

/// A device that runs, and the buffers of its host.
pub struct Cycles {
    host: MiniHost,
    cycle: sys::AudioServerPlugInIOCycleInfo,
    channels: u32,
    recorded: Vec<f32>,
    played: Vec<f32>,
}

impl Cycles {
    /// A loopback with a volume at so many decibels, which has gone through a few cycles.
    pub fn new(channels: u32, frames: u32, decibels: f32) -> Self {
        let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0))
            .initial_decibels(decibels);
        let gain = Gain::new().volume(&volume);
        let io = Io::new(Loopback::new)
            .mix_part(move |_: &Loopback, setup: &IoSetup| gain.stage(setup))
            .read_input(Loopback::read_input)
            .process_mix(GainStage::process_mix)
            .write_mix(Loopback::write_mix);
        let device = Device::new("com.example.instructions", "Instructions")
            .sample_rates([48_000.0])
            .stream(Stream::input(channels))
            .stream(Stream::output(channels))
            .control(&volume)
            .io(io);
        let host = MiniHost::with_device(device);
        host.add_client(DEVICE, 1).expect("the client is new");
        host.start_io(DEVICE, 1).expect("the device starts");
        let samples = (channels * frames) as usize;
        let mut cycles = Self {
            host,
            cycle: mini_host::cycle(-1024.0, 0.0),
            channels,
            recorded: vec![0.0; samples],
            played: vec![0.25; samples],
        };
        for _ in 0..4 {
            cycles.run();
        }
        cycles
    }

    /// ReadInput, ProcessMix and WriteMix, each with Begin and End.
    pub fn run(&mut self) {
        let frames = self.played.len() as u32 / self.channels;
        self.cycle.mIOCycleCounter += 1;
        self.cycle.mInputTime.mSampleTime += f64::from(frames);
        self.cycle.mOutputTime.mSampleTime += f64::from(frames);
        self.operation(*b"read", INPUT, frames);
        self.operation(*b"pmix", OUTPUT, frames);
        self.operation(*b"rite", OUTPUT, frames);
    }

    fn operation(&mut self, operation: [u8; 4], stream: u32, frames: u32) {
        let target = Target {
            device: DEVICE,
            stream,
            client: 1,
            operation,
        };
        let buffer = match stream {
            INPUT => &mut self.recorded,
            _ => &mut self.played,
        };
        let begun = self.host.begin(target, frames);
        let done = self
            .host
            .do_io(target, self.channels as usize, &self.cycle, buffer);
        let ended = self.host.end(target, frames);
        assert_eq!((begun, done, ended), (Ok(()), Ok(()), Ok(())));
    }
}
