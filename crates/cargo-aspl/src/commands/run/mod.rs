//! `cargo aspl run`: plays sound through a driver, records what comes back, and judges it.
//!
//! `files` reads what is given, `device` chooses and sets the device, `settings` sets its properties, `target` works out what has to come back, `report` tells how it
//! went. This file is the order of it all.

mod device;
mod files;
mod realtime;
mod report;
mod settings;
mod target;

use tympan_aspl_bundle::Bundle;
use tympan_aspl_host::{
    ClientIdentity, ClientPlan, Device, Host, Outcome as Session, RealtimeChecks, RealtimeTest,
    Rule, ThreadModel,
};

use self::device::Facts;
use self::files::Files;
use self::report::{Client, Diagnostics, Latency, Played, Recorded, Report, Verdict};
use self::target::{Playing, Target, unsigned_zeros};
use crate::Outcome;
use crate::audio::compare::Comparison;
use crate::audio::wav::{self, SampleType};
use crate::audio::{Sound, channels, sweep};
use crate::cli::{ClockKind, RunArguments, Threads};
use crate::driver;
use crate::failure::{Exit, Failure, Result};
use crate::output::{Output, Progress};

/// How many cycles after the client before it a client starts: far enough apart that starting is one thing and running another.
const CYCLES_BETWEEN_CLIENTS: u32 = 4;

/// Runs the driver once.
///
/// # Errors
///
/// Bad input for files and settings that cannot be; else as [`driver::bundle`] and [`driver::start`], and when the driver fails in
/// the run.
pub fn run(arguments: &RunArguments, output: Output) -> Outcome {
    // What is wrong with the files is said before anything is built.
    let files = Files::read(arguments)?;
    let bundle = driver::bundle(&arguments.source, "dev", output)?;
    let checks = match arguments.realtime_checks {
        true => RealtimeChecks::all(),
        false => RealtimeChecks::none(),
    };
    let host = driver::start(&bundle, arguments.clock, checks)?;
    let device = device::choose(&host, arguments.device.as_deref())?;
    settings::apply(&device, &arguments.set)?;
    // A setting may have replaced it.
    let device = host.device(device.uid())?;
    let file_rate = files.played.as_ref().map(|(sound, _)| sound.rate);
    device::set_rate(&device, arguments.rate, file_rate)?;
    let plan = Plan::new(arguments, files, Facts::of(&device)?)?;
    let session = plan.play(&device, output)?;
    check_calls(&host, &device)?;
    let mut report = plan.report(&bundle, &host, &device, session)?;
    if arguments.realtime_checks {
        let test = RealtimeTest::new().buffer_frames(arguments.buffer_frames);
        report.add_realtime(&test.run(&host)?);
    }
    if output.json() {
        output.print_json(&report);
    } else {
        output.print(&report.text(output));
    }
    Ok(report.exit_code)
}

/// The engine goes on when a call fails in I/O, with silence in its place; a run is not worth judging then.
fn check_calls(host: &Host, device: &Device) -> Result<()> {
    let violations = host.violations();
    let failed = violations
        .iter()
        .find(|violation| violation.rule == Rule::CallFailed);
    let Some(failed) = failed else {
        return Ok(());
    };
    let times = match failed.count {
        1 => String::new(),
        count => format!(" ({count} times)"),
    };
    Err(Failure::new(Exit::DriverFailed, format!("{}{times}", failed.what))
        .at(device.uid())
        .hint("this is a fault of the driver: an I/O handler panicked or refused; if it panicked, what it said is above"))
}

/// What the driver did against the contract, without what is told as a finding.
fn violations(host: &Host) -> Vec<String> {
    let violations = host.violations();
    let others = violations
        .iter()
        .filter(|violation| !realtime::is_finding(violation.rule));
    others.map(ToString::to_string).collect()
}

/// What will be played, and what has to come back.
struct Plan<'a> {
    arguments: &'a RunArguments,
    facts: Facts,
    played: Option<Played>,
    /// The rate in the header of the recording.
    rate: u32,
    sample_type: SampleType,
    /// One client's samples for the channels of the device; `None` for a device that only records.
    samples: Option<Vec<f32>>,
    /// The frame in which each client starts.
    starts: Vec<usize>,
    /// How long each client plays or records.
    frames: usize,
    target: Target,
}

impl<'a> Plan<'a> {
    fn new(arguments: &'a RunArguments, files: Files, facts: Facts) -> Result<Self> {
        facts.check_directions(arguments)?;
        let (sound, sample_type) = files.played.unwrap_or_else(|| {
            let channels = facts.output.len().max(1);
            let sweep = sweep::sweep(facts.rate.round() as u32, channels);
            (sweep, SampleType::Float32)
        });
        let outputs = facts.output.len();
        let samples = (outputs > 0)
            .then(|| channels::map(&sound.samples, sound.channels, outputs))
            .transpose()
            .map_err(|failure| failure.at(&facts.uid))?;
        let apart = CYCLES_BETWEEN_CLIENTS as usize * arguments.buffer_frames as usize;
        let clients = 0..arguments.clients as usize;
        let starts: Vec<usize> = clients.map(|client| client * apart).collect();
        let playing = samples.as_deref().map(|samples| Playing {
            samples,
            starts: &starts,
        });
        let expect = arguments.expect.as_ref();
        let target = Target::new(expect, files.expected, &facts, playing.as_ref(), sound.rate)?;
        let played = samples.is_some().then(|| Played {
            file: arguments.play.clone(),
            sample_rate: sound.rate,
            channels: sound.channels,
            frames: sound.frames(),
            sample_type,
            channel_mapping: channels::description(sound.channels, outputs),
        });
        Ok(Self {
            arguments,
            facts,
            played,
            rate: sound.rate,
            sample_type,
            samples,
            starts,
            frames: sound.frames(),
            target,
        })
    }

    /// The frames from the first client's start to the last one's end.
    fn total_frames(&self) -> usize {
        self.starts.last().unwrap_or(&0) + self.frames
    }

    fn play(&self, device: &Device, output: Output) -> Result<Session> {
        let mut progress = Progress::new(output);
        let rate = self.facts.rate;
        let threads = match self.arguments.threads {
            Threads::One => ThreadModel::One,
            Threads::PerClient => ThreadModel::PerClient,
        };
        let mut session = tympan_aspl_host::Session::new(device)
            .buffer_frames(self.arguments.buffer_frames)
            .threads(threads)
            .progress(move |at| {
                progress.show(at.frames as f64 / rate, at.total as f64 / rate, "running");
            })
            .frames(self.total_frames() as u64);
        for client in 0..self.arguments.clients {
            session = session.client(self.client(client));
        }
        Ok(session.run()?)
    }

    fn client(&self, client: u32) -> ClientPlan {
        let start = u64::from(client * CYCLES_BETWEEN_CLIENTS);
        let plan = match &self.samples {
            Some(samples) => ClientPlan::play(samples.clone()),
            None => ClientPlan::listen(),
        };
        let mut identity = ClientIdentity::default();
        if let Some(bundle_id) = &self.arguments.client_bundle_id {
            identity = identity.bundle_id(bundle_id);
        }
        let plan = plan.starting_at_cycle(start).identity(identity);
        if client + 1 == self.arguments.clients {
            // The last one stays until everything has come back.
            return plan;
        }
        // The others stop when they have played, but not before the next one runs.
        let played = (self.frames as u64).div_ceil(self.arguments.buffer_frames.into());
        let next_runs = u64::from(CYCLES_BETWEEN_CLIENTS) + 1;
        plan.stopping_at_cycle(start + played.max(next_runs))
    }

    fn report(
        &self,
        bundle: &Bundle,
        host: &Host,
        device: &Device,
        session: Session,
    ) -> Result<Report> {
        let inputs = self.facts.input.len();
        let recorded = session.recorded;
        let comparison = match self.starts.len() {
            1 => self.target.compare(&recorded, inputs),
            // A client that plays silence beside another adds a positive zero, which takes the sign of a negative one.
            _ => {
                let target = self.target.without_signed_zeros();
                target.compare(&unsigned_zeros(&recorded), inputs)
            }
        };
        let verdict = match comparison.as_ref().map(Comparison::is_identical) {
            None => Verdict::NotCompared,
            // All clients have to have recorded the same; the recording is the first one's.
            Some(true) if session.disagreements == 0 => Verdict::AsExpected,
            Some(_) => Verdict::Different,
        };
        let client = |&start_frame: &usize| Client {
            start_frame,
            frames: self.frames,
        };
        Ok(Report {
            bundle: bundle.path().to_owned(),
            device: self.facts.report(),
            clock: match self.arguments.clock {
                ClockKind::Virtual => "virtual",
                ClockKind::Wall => "wall",
            },
            threads: match self.arguments.threads {
                Threads::One => "one I/O thread",
                Threads::PerClient => "an I/O thread for each client",
            },
            buffer_frames: self.arguments.buffer_frames,
            clients: self.starts.iter().map(client).collect(),
            played: self.played.clone(),
            recorded: self.write(recorded)?,
            cycles: session.cycles,
            overloads: session.overloads,
            disagreements: session.disagreements,
            latency_frames: Latency {
                reported: session.reported_latency_frames,
                round_trip: session.round_trip_frames,
            },
            diagnostics: device.diagnostics()?.map(Diagnostics),
            violations: violations(host),
            realtime: None,
            expected: self.target.name().to_owned(),
            comparison,
            verdict,
            exit_code: verdict.exit(),
        })
    }

    /// Writes the recording where one is wanted. A device without input has none.
    fn write(&self, samples: Vec<f32>) -> Result<Option<Recorded>> {
        let channels = self.facts.input.len();
        if channels == 0 {
            return Ok(None);
        }
        let sound = Sound {
            rate: self.rate,
            channels,
            samples,
        };
        let file = self.arguments.record.clone();
        let limited = match &file {
            Some(file) => wav::write(file, &sound, self.sample_type)?,
            None => 0,
        };
        Ok(Some(Recorded {
            file,
            sample_rate: sound.rate,
            channels,
            frames: sound.frames(),
            sample_type: self.sample_type,
            limited,
        }))
    }
}
