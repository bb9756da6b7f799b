//! The driver in the simulated HAL, in this process: a test to copy for a driver of your own.

use minimal_loopback::DRIVER;
use tympan_aspl_host::{ClientPlan, Device, Driver, Host, HostError, Session, ThreadModel};

const UID: &str = "com.example.minimal-loopback";

/// Frames played: enough for the driver's ring to go round once, or a few cycles under Miri.
const FRAMES: u16 = if cfg!(miri) { 150 } else { 60_000 };

fn start() -> Result<(Host, Device), Box<dyn std::error::Error>> {
    let host = Host::new(Driver::in_process(&DRIVER)?)?;
    let device = host.device(UID)?;
    Ok((host, device))
}

/// Stereo, each frame with a number of its own, so that lost, repeated and shifted frames are told apart.
fn numbered_frames(offset: f32) -> Vec<f32> {
    let number = |frame: u16| f32::from(frame) / 65_536.0;
    (0..FRAMES)
        .flat_map(|frame| [number(frame) + offset, -number(frame)])
        .collect()
}

#[test]
fn what_is_played_is_recorded_at_every_rate() -> Result<(), Box<dyn std::error::Error>> {
    let (_host, device) = start()?;
    for rate in [44_100.0, 48_000.0] {
        device.set_sample_rate(rate)?;
        let played = numbered_frames(0.25);
        let outcome = Session::new(&device)
            .client(ClientPlan::play(played.clone()))
            .run()?;
        assert!(outcome.recorded == played, "at {rate} Hz");
    }
    Ok(())
}

#[test]
fn what_two_clients_play_is_recorded_as_their_sum() -> Result<(), HostError> {
    let (_host, device) = start().unwrap();
    for threads in [ThreadModel::One, ThreadModel::PerClient] {
        let first = numbered_frames(0.125);
        let second = numbered_frames(0.5);
        let sum: Vec<f32> = first
            .iter()
            .zip(&second)
            .map(|(first, second)| first + second)
            .collect();
        let outcome = Session::new(&device)
            .threads(threads)
            .client(ClientPlan::play(first))
            .client(ClientPlan::play(second))
            .run()?;
        assert!(outcome.recorded == sum, "with {threads:?}");
    }
    Ok(())
}

#[test]
fn without_anybody_playing_there_is_silence() -> Result<(), HostError> {
    let (_host, device) = start().unwrap();
    let outcome = Session::new(&device)
        .client(ClientPlan::listen())
        .frames(FRAMES.into())
        .run()?;
    assert!(outcome.recorded.iter().all(|sample| *sample == 0.0));
    Ok(())
}
