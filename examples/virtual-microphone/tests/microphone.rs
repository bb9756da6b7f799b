//! The driver in the simulated HAL: what is played to the feed, and what is recorded from the microphone at the same time.

use std::sync::{Arc, Mutex};

use tympan_aspl_host::sys::{
    kAudioDevicePropertyDeviceCanBeDefaultDevice, kAudioDevicePropertyIsHidden,
};
use tympan_aspl_host::{
    Address, ClientIdentity, ClientIo, ClientPlan, Device, Direction, Driver, Engine,
    EngineOptions, Host, Session, ThreadModel,
};
use virtual_microphone::DRIVER;

const MICROPHONE: &str = "com.example.virtual-microphone";
const FEED: &str = "com.example.virtual-microphone.feed";

/// Cycles of each device.
const CYCLES: usize = if cfg!(miri) { 6 } else { 200 };

/// Frames of a cycle of the feed and of the microphone.
const BUFFER_FRAMES: [u32; 2] = if cfg!(miri) { [16, 15] } else { [512, 441] };

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn start() -> Result<(Host, Device, Device), Box<dyn std::error::Error>> {
    let host = Host::new(Driver::in_process(&DRIVER)?)?;
    let (microphone, feed) = (host.device(MICROPHONE)?, host.device(FEED)?);
    Ok((host, microphone, feed))
}

/// What a player plays at a sample time. The sum of two such numbers is exact.
fn tone(player: i64, time: i64) -> f32 {
    (time * 7 + player * 500).rem_euclid(1009) as f32 / 1024.0 - 0.5
}

fn engine(
    device: &Device,
    frames: u32,
    threads: ThreadModel,
) -> Result<Engine, Box<dyn std::error::Error>> {
    let options = EngineOptions::new().buffer_frames(frames).threads(threads);
    Ok(Engine::new(device, options)?)
}

/// Blocks that the microphone has given, with the sample times of their first frames.
type Heard = Vec<(i64, Vec<f32>)>;

/// Plays to the feed and records from the microphone, each in its own time. Gives the sample time from which on all players played, and what was heard.
fn play(
    microphone: &Device,
    feed: &Device,
    players: i64,
    threads: ThreadModel,
) -> Result<(i64, Heard), Box<dyn std::error::Error>> {
    let since = Arc::new(Mutex::new(i64::MIN));
    let mut playing = engine(feed, BUFFER_FRAMES[0], threads)?;
    for player in 0..players {
        let (since, mut first) = (Arc::clone(&since), None);
        let proc = move |io: &mut ClientIo<'_>| {
            let time = io.output_time() as i64;
            if first.is_none() {
                first = Some(time);
                let mut since = since.lock().unwrap();
                *since = time.max(*since);
            }
            for (frame, sample) in io.output(0).iter_mut().enumerate() {
                *sample = tone(player, time + frame as i64);
            }
        };
        let client = playing.add_client(&ClientIdentity::new(player as i32 + 1), proc)?;
        playing.start(client)?;
    }
    let heard: Arc<Mutex<Heard>> = Arc::default();
    let log = Arc::clone(&heard);
    let mut recording = engine(microphone, BUFFER_FRAMES[1], threads)?;
    let proc = move |io: &mut ClientIo<'_>| {
        let block = (io.input_time() as i64, io.input(0).to_vec());
        log.lock().unwrap().push(block);
    };
    let listener = recording.add_client(&ClientIdentity::new(99), proc)?;
    recording.start(listener)?;
    for _ in 0..2 * CYCLES {
        // Whichever is due first.
        if playing.next_cycle_at()? <= recording.next_cycle_at()? {
            playing.cycle()?;
        } else {
            recording.cycle()?;
        }
    }
    let heard = std::mem::take(&mut *heard.lock().unwrap());
    let since = *since.lock().unwrap();
    Ok((since, heard))
}

#[test]
fn the_microphone_hears_the_sum_of_what_is_played_to_the_feed() -> Outcome {
    for threads in [ThreadModel::One, ThreadModel::PerClient] {
        for players in [1, 2] {
            let (host, microphone, feed) = start()?;
            let (since, heard) = play(&microphone, &feed, players, threads)?;
            let mut compared = 0;
            for (start, block) in heard {
                for (time, sample) in (start..).zip(block) {
                    if time >= since {
                        let expected: f32 = (0..players).map(|player| tone(player, time)).sum();
                        assert_eq!(
                            sample, expected,
                            "at {time}, with {players} and {threads:?}"
                        );
                        compared += 1;
                    }
                }
            }
            assert!(compared > CYCLES, "{compared} frames");
            assert_eq!(host.violations(), []);
        }
    }
    Ok(())
}

#[test]
fn the_microphone_is_silent_while_nobody_plays() -> Outcome {
    let (host, microphone, _feed) = start()?;
    let frames = if cfg!(miri) { 50_u16 } else { 20_000 };
    let outcome = Session::new(&microphone)
        .client(ClientPlan::listen())
        .frames(frames.into())
        .run()?;
    assert_eq!(outcome.recorded, vec![0.0; frames.into()]);
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn lists_have_the_microphone_and_only_those_who_know_find_the_feed() -> Outcome {
    let (_host, microphone, feed) = start()?;
    let channels = |device: &Device| -> Result<_, Box<dyn std::error::Error>> {
        Ok([
            device.channels(Direction::Input)?,
            device.channels(Direction::Output)?,
        ])
    };
    assert_eq!(channels(&microphone)?, [1, 0]);
    assert_eq!(channels(&feed)?, [0, 1]);
    let hidden = Address::of(kAudioDevicePropertyIsHidden);
    assert_eq!(microphone.u32(hidden)?, 0);
    assert_eq!(feed.u32(hidden)?, 1);
    let default = Address::of(kAudioDevicePropertyDeviceCanBeDefaultDevice);
    assert_eq!(microphone.u32(default.on(Direction::Input))?, 1);
    assert_eq!(feed.u32(default.on(Direction::Output))?, 0);
    Ok(())
}
