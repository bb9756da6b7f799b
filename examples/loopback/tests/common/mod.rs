//! What the tests need: the driver in a simulated HAL, and clients that play what can be told apart by device, sample time and channel.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::{Arc, Mutex};

use loopback::DRIVER;
use tympan_aspl_host::sys::FourCc;
use tympan_aspl_host::{
    ClientId, ClientIdentity, ClientIo, CustomProperty, Cycle, Device, Driver, Engine,
    EngineOptions, Host, HostError, PropertyList, Storage, ThreadModel,
};

pub const MAIN: &str = "com.example.loopback.main";
pub const MIRROR: &str = "com.example.loopback.mirror";

/// Frames of a cycle.
pub const BUFFER_FRAMES: u32 = if cfg!(miri) { 16 } else { 512 };

/// Cycles that tests run where it does not matter how many: the way through the devices takes three.
pub const CYCLES: usize = if cfg!(miri) { 6 } else { 100 };

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

pub fn start(storage: &Storage) -> Result<Host, Box<dyn std::error::Error>> {
    let builder = Host::builder().storage(storage.clone());
    Ok(builder.start(Driver::in_process(&DRIVER)?)?)
}

pub fn custom(device: &Device, selector: &[u8; 4]) -> Result<CustomProperty, HostError> {
    let selector = FourCc::from(*selector).0;
    let mut all = device.custom_properties()?.into_iter();
    let found = all.find(|property| property.selector() == selector);
    Ok(found.expect("the device lists it"))
}

/// Settings as a client sets them.
pub fn settings<const N: usize>(entries: [(&str, i64); N]) -> PropertyList {
    let entry = |(key, number): (&str, i64)| (key.to_owned(), PropertyList::Integer(number));
    PropertyList::Dictionary(entries.map(entry).into())
}

pub fn set_settings<const N: usize>(
    host: &Host,
    entries: [(&str, i64); N],
) -> Result<(), HostError> {
    custom(&host.device(MAIN)?, b"Sett")?.set(None, &settings(entries))
}

/// What a device is given at a sample time. Sums of two such numbers are exact.
fn tone(end: usize, time: i64, channel: usize) -> f32 {
    let number = time * 7 + channel as i64 * 13 + end as i64 * 500;
    number.rem_euclid(1009) as f32 / 1024.0 - 0.5
}

/// What a client has played and heard.
#[derive(Default)]
struct Log {
    played_from: Option<i64>,
    heard: Vec<(i64, Vec<f32>)>,
}

struct Client {
    engine: Engine,
    id: ClientId,
    log: Arc<Mutex<Log>>,
}

/// A client for each of some devices; they run side by side.
pub struct Bench {
    clients: Vec<Client>,
    /// The numbers of the devices that are played to.
    players: Vec<usize>,
}

impl Bench {
    pub fn new(
        devices: &[Device],
        players: &[usize],
        threads: ThreadModel,
    ) -> Result<Bench, HostError> {
        let mut clients = Vec::new();
        for (end, device) in devices.iter().enumerate() {
            let log: Arc<Mutex<Log>> = Arc::default();
            let options = EngineOptions::new().buffer_frames(BUFFER_FRAMES);
            let mut engine = Engine::new(device, options.threads(threads))?;
            let (kept, plays) = (Arc::clone(&log), players.contains(&end));
            let proc = move |io: &mut ClientIo<'_>| client(io, end, plays, &kept);
            let id = engine.add_client(&ClientIdentity::default(), proc)?;
            engine.start(id)?;
            clients.push(Client { engine, id, log });
        }
        let players = players.to_vec();
        Ok(Bench { clients, players })
    }

    /// Runs so many cycles of each device, in the order in which they are due.
    pub fn run(&mut self, cycles: usize) -> Result<Vec<Cycle>, HostError> {
        let mut done = Vec::new();
        for _ in 0..cycles * self.clients.len() {
            let mut due = Vec::new();
            for client in &self.clients {
                due.push(client.engine.next_cycle_at()?);
            }
            let earliest = (0..due.len()).min_by_key(|index| due[*index]);
            done.push(self.clients[earliest.unwrap()].engine.cycle()?);
        }
        Ok(done)
    }

    /// When the next cycle of the first device is due.
    pub fn next_cycle_at(&self) -> Result<u64, HostError> {
        self.clients[0].engine.next_cycle_at()
    }

    /// Forgets what was heard up to now.
    pub fn clear(&mut self) {
        for client in &self.clients {
            *client.log.lock().unwrap() = Log::default();
        }
    }

    /// Everybody has heard everything played since the start or the last `clear`, `latency` frames later, times `gain`: exactly, if that is 1.
    pub fn check(&self, latency: i64, gain: f32) {
        let logs = || self.clients.iter().map(|client| client.log.lock().unwrap());
        let starts = self
            .players
            .iter()
            .map(|end| logs().nth(*end).unwrap().played_from);
        let since = starts
            .map(|start| start.expect("it was played"))
            .max()
            .unwrap()
            + latency;
        for (end, log) in logs().enumerate() {
            let mut compared = 0;
            for (start, block) in &log.heard {
                let channels = block.len() / BUFFER_FRAMES as usize;
                for (frame, samples) in block.chunks(channels).enumerate() {
                    let time = start + frame as i64;
                    if time < since {
                        continue;
                    }
                    for (channel, sample) in samples.iter().enumerate() {
                        let played = self
                            .players
                            .iter()
                            .map(|end| tone(*end, time - latency, channel));
                        let expected = played.sum::<f32>() * gain;
                        let is_right = match gain {
                            1.0 => *sample == expected,
                            _ => (sample - expected).abs() <= 1e-6,
                        };
                        assert!(
                            is_right,
                            "{sample} instead of {expected} in channel {channel} of device {end} at {time}, after {since}"
                        );
                    }
                    compared += 1;
                }
            }
            assert!(compared > 0, "device {end} heard nothing after {since}");
        }
    }

    /// The channels of the latest block.
    pub fn channels(&self) -> usize {
        let log = self.clients[0].log.lock().unwrap();
        log.heard.last().unwrap().1.len() / BUFFER_FRAMES as usize
    }

    pub fn stop(mut self) -> Result<(), HostError> {
        for client in &mut self.clients {
            client.engine.remove(client.id)?;
        }
        Ok(())
    }
}

fn client(io: &mut ClientIo<'_>, end: usize, plays: bool, log: &Mutex<Log>) {
    let mut log = log.lock().unwrap();
    log.heard
        .push((io.input_time() as i64, io.input(0).to_vec()));
    if plays {
        let (time, frames) = (io.output_time() as i64, io.frames());
        log.played_from.get_or_insert(time);
        let channels = io.output(0).len() / frames;
        for (index, sample) in io.output(0).iter_mut().enumerate() {
            *sample = tone(end, time + (index / channels) as i64, index % channels);
        }
    }
}
