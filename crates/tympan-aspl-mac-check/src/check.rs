//! The order of a check: wait for the device, and for each rate and buffer size set it, play, record and look.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Failure;
use crate::arguments::{Check, Request};
use crate::hal::{self, Device};
use crate::io::Run;
use crate::report::Result as Outcome;
use crate::signal::look;

/// How often a run is repeated in which the host left out frames.
const ATTEMPTS: u32 = 3;

/// How often things that change by themselves are looked at.
const INTERVAL: Duration = Duration::from_millis(50);

/// How long a rate or a buffer size may take to be set.
const SETTLING: Duration = Duration::from_secs(5);

pub(crate) fn run(request: &Request) -> Result<u8, Failure> {
    let check = match request {
        Request::List => {
            for device in hal::devices()? {
                println!("{}", device.uid()?);
            }
            return Ok(0);
        }
        Request::Check(check) => check,
    };
    let device = wait_for(check)?;
    let rates = match check.rates.as_slice() {
        [] => vec![device.sample_rate()?],
        rates => rates.to_vec(),
    };
    let mut is_good = true;
    for rate in rates {
        device.set_sample_rate(rate)?;
        settle("the sample rate", || Ok(device.sample_rate()? == rate))?;
        for frames in &check.buffer_frames {
            is_good &= check_once(&device, check, rate, *frames)?;
        }
    }
    Ok(if is_good { 0 } else { 1 })
}

/// The device, once it is there.
fn wait_for(check: &Check) -> Result<Device, Failure> {
    let started = Instant::now();
    loop {
        let mut uids = Vec::new();
        for device in hal::devices()? {
            // One that goes away meanwhile has none.
            let uid = device.uid().unwrap_or_default();
            if uid == check.uid {
                let seconds = started.elapsed().as_secs_f32();
                println!("{uid} is there after {seconds:.1} s");
                return Ok(device);
            }
            uids.push(uid);
        }
        if started.elapsed() > check.wait {
            let what = format!(
                "no device {} in {} s; there are: {}",
                check.uid,
                check.wait.as_secs(),
                uids.join(", ")
            );
            return Err(Failure { code: 3, what });
        }
        sleep(INTERVAL);
    }
}

fn settle(what: &str, is_set: impl Fn() -> Result<bool, Failure>) -> Result<(), Failure> {
    let started = Instant::now();
    while !is_set()? {
        if started.elapsed() > SETTLING {
            let what = format!("{what} is not what it was set to");
            return Err(Failure { code: 4, what });
        }
        sleep(INTERVAL);
    }
    Ok(())
}

fn check_once(device: &Device, check: &Check, rate: f64, frames: u32) -> Result<bool, Failure> {
    device.set_buffer_frames(frames)?;
    settle("the buffer size", || Ok(device.buffer_frames()? == frames))?;
    let channels = device.output_channels()?.min(device.input_channels()?);
    if channels == 0 {
        let what = "the device does not both play and record".to_owned();
        return Err(Failure { code: 2, what });
    }
    let mut attempt = 1;
    loop {
        let run = Run::new(channels, (rate * f64::from(check.seconds)) as usize);
        // A few of these are made, and a cycle that the HAL runs late has to find its own.
        let run: &'static Run = Box::leak(Box::new(run));
        let io = device.start(run)?;
        let limit = Duration::from_secs(u64::from(check.seconds) + 10);
        let started = Instant::now();
        while !run.is_full() && started.elapsed() < limit {
            sleep(INTERVAL);
        }
        drop(io);
        let (cycles, gaps) = run.counts();
        let outcome = Outcome {
            rate,
            buffer_frames: frames,
            cycles,
            gaps,
            heard: look(&run.recorded(), channels),
        };
        print!("{}", outcome.text());
        if !outcome.is_doubtful() || attempt == ATTEMPTS {
            return Ok(outcome.is_good());
        }
        attempt += 1;
    }
}
