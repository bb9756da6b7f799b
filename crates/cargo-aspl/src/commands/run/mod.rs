//! `cargo aspl run`: plays sound through a driver, records what comes back, and judges it.
//!
//! What is expected is worked out here from the file alone: its channels spread over the device's, the clients' copies added in their order, the sum
//! converted to the format of the streams. The host's own mix is not asked.

mod device;
mod report;

use std::path::Path;

use tympan_aspl_bundle::Bundle;
use tympan_aspl_host::{ClientPlan, Device, Host, Outcome as Session, Rule, ThreadModel};

use self::device::Facts;
use self::report::{Client, Latency, Played, Recorded, Report, Verdict};
use crate::Outcome;
use crate::audio::compare::{self, Comparison};
use crate::audio::mix::{self, Part};
use crate::audio::wav::{self, SampleType};
use crate::audio::{Sound, channels, stream_format, sweep};
use crate::cli::{ClockKind, Expect, RunArguments, Threads};
use crate::driver;
use crate::failure::{Exit, Failure, Result};
use crate::output::{Output, Progress};

/// How many cycles after the client before it a client starts. Not one: with several, the clients of small buffers overlap in more
/// than the first cycle's special cases.
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
    let bundle = driver::bundle(&arguments.source, "dev", None, output)?;
    let host = driver::start(&bundle, arguments.clock)?;
    let device = device::choose(&host, arguments.device.as_deref())?;
    let rate = arguments.rate.or(files
        .played
        .as_ref()
        .map(|(sound, _)| f64::from(sound.rate)));
    if let Some(rate) = rate {
        device::set_rate(&device, rate)?;
    }
    let plan = Plan::new(arguments, files, Facts::of(&device)?)?;
    let session = plan.play(&device, arguments, output)?;
    check_calls(&host, &device)?;
    let report = plan.report(arguments, &bundle, &host, session)?;
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
    let Some(failed) = violations
        .iter()
        .find(|violation| violation.rule == Rule::CallFailed)
    else {
        return Ok(());
    };
    let times = if failed.count > 1 {
        format!(" ({} times)", failed.count)
    } else {
        String::new()
    };
    Err(Failure::new(Exit::DriverFailed, format!("{}{times}", failed.what))
        .at(device.uid())
        .hint("this is a fault of the driver: an I/O handler panicked or refused; if it panicked, what it said is above"))
}

/// The files of a run, read and checked.
struct Files {
    played: Option<(Sound, SampleType)>,
    expected: Option<Sound>,
}

impl Files {
    fn read(arguments: &RunArguments) -> Result<Self> {
        let played = arguments.play.as_deref().map(wav::read).transpose()?;
        let expected = match &arguments.expect {
            Some(Expect::File(file)) => Some(wav::read(file)?.0),
            _ => None,
        };
        if let Some(record) = &arguments.record {
            wav::check_writable(record)?;
            let replaces = |file: &Path| {
                let same =
                    |a: &Path, b: &Path| Some(a.canonicalize().ok()? == b.canonicalize().ok()?);
                same(file, record) == Some(true)
            };
            let expected_file = match &arguments.expect {
                Some(Expect::File(file)) => Some(file),
                _ => None,
            };
            if let Some(file) = arguments
                .play
                .iter()
                .chain(expected_file)
                .find(|file| replaces(file))
            {
                return Err(
                    Failure::bad_input("the recording would replace a file the run needs")
                        .at_path(file)
                        .hint("record to another file"),
                );
            }
        }
        Ok(Self { played, expected })
    }
}

/// What will be played, and what has to come back.
struct Plan {
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

/// What has to come back.
enum Target {
    Samples { samples: Vec<f32>, name: String },
    Silence,
    Any,
}

impl Plan {
    fn new(arguments: &RunArguments, files: Files, facts: Facts) -> Result<Self> {
        let from_file = files.played.is_some();
        let (sound, sample_type) = match files.played {
            Some(played) if facts.output.is_empty() => {
                drop(played);
                return Err(
                    Failure::bad_input("the device cannot play: it has no output stream")
                        .at(&facts.uid)
                        .hint("leave out `--play`, or choose another device with `--device`"),
                );
            }
            Some(played) => played,
            None => {
                let channels = facts.output.len().max(1);
                (
                    sweep::sweep(facts.rate.round() as u32, channels),
                    SampleType::Float32,
                )
            }
        };
        let frames = sound.frames();
        let samples = match facts.output.len() {
            0 => None,
            outputs => Some(
                channels::map(&sound.samples, sound.channels, outputs)
                    .map_err(|failure| failure.at(&facts.uid))?,
            ),
        };
        let apart = CYCLES_BETWEEN_CLIENTS as usize * arguments.buffer_frames as usize;
        let starts: Vec<usize> = (0..arguments.clients as usize)
            .map(|client| client * apart)
            .collect();
        let target = Target::new(
            arguments,
            files.expected,
            &facts,
            samples.as_deref(),
            &starts,
        )?;
        let played = samples.is_some().then(|| Played {
            file: arguments.play.clone(),
            sample_rate: sound.rate,
            channels: sound.channels,
            frames,
            sample_type,
            channel_mapping: from_file
                .then(|| channels::description(sound.channels, facts.output.len()))
                .flatten(),
        });
        Ok(Self {
            facts,
            played,
            rate: sound.rate,
            sample_type,
            samples,
            starts,
            frames,
            target,
        })
    }

    /// The frames from the first client's start to the last one's end.
    fn total_frames(&self) -> usize {
        self.starts.last().unwrap_or(&0) + self.frames
    }

    fn play(&self, device: &Device, arguments: &RunArguments, output: Output) -> Result<Session> {
        let mut progress = Progress::new(output);
        let rate = self.facts.rate;
        let threads = match arguments.threads {
            Threads::One => ThreadModel::One,
            Threads::PerClient => ThreadModel::PerClient,
        };
        let mut session = tympan_aspl_host::Session::new(device)
            .buffer_frames(arguments.buffer_frames)
            .threads(threads)
            .progress(move |at| {
                progress.show(at.frames as f64 / rate, at.total as f64 / rate, "running");
            })
            .frames(self.total_frames() as u64);
        for client in 0..arguments.clients {
            let start = u64::from(client * CYCLES_BETWEEN_CLIENTS);
            let mut plan = match &self.samples {
                Some(samples) => ClientPlan::play(samples.clone()),
                None => ClientPlan::listen(),
            };
            // Each stops when it has played and the next one has started; the last one stays until all has come back.
            if client + 1 < arguments.clients {
                let cycles = (self.frames as u64).div_ceil(arguments.buffer_frames.into());
                let next = u64::from(CYCLES_BETWEEN_CLIENTS) + 1;
                plan = plan.stopping_at_cycle(start + cycles.max(next));
            }
            session = session.client(plan.starting_at_cycle(start));
        }
        Ok(session.run()?)
    }

    fn report(
        &self,
        arguments: &RunArguments,
        bundle: &Bundle,
        host: &Host,
        session: Session,
    ) -> Result<Report> {
        let inputs = self.facts.input.len();
        let mut recorded = session.recorded;
        // The last cycle is not cut short; what it records after the end was not asked for.
        recorded.truncate(self.total_frames() * inputs);
        let comparison = match self.starts.len() {
            1 => self.target.compare(&recorded, inputs),
            // A client that plays silence beside another adds a positive zero, which takes the sign of a negative one.
            _ => self
                .target
                .without_signed_zeros()
                .compare(&unsigned_zeros(&recorded), inputs),
        };
        let verdict = match &comparison {
            None => Verdict::NotCompared,
            Some(comparison) if comparison.is_identical() && session.disagreements == 0 => {
                Verdict::AsExpected
            }
            Some(_) => Verdict::Different,
        };
        Ok(Report {
            bundle: bundle.path().to_owned(),
            device: self.facts.report(),
            clock: match arguments.clock {
                ClockKind::Virtual => "virtual",
                ClockKind::Wall => "wall",
            },
            threads: match arguments.threads {
                Threads::One => "one I/O thread",
                Threads::PerClient => "an I/O thread for each client",
            },
            buffer_frames: arguments.buffer_frames,
            clients: self
                .starts
                .iter()
                .map(|&start_frame| Client {
                    start_frame,
                    frames: self.frames,
                })
                .collect(),
            played: self.played.clone(),
            recorded: self.write(arguments, recorded)?,
            cycles: session.cycles,
            overloads: session.overloads,
            disagreements: session.disagreements,
            latency_frames: Latency {
                reported: session.reported_latency_frames,
                round_trip: session.round_trip_frames,
            },
            violations: host.violations().iter().map(ToString::to_string).collect(),
            expected: self.target.name().to_owned(),
            comparison,
            verdict,
            exit_code: verdict.exit(),
        })
    }

    /// Writes the recording where one is wanted.
    fn write(&self, arguments: &RunArguments, samples: Vec<f32>) -> Result<Option<Recorded>> {
        let inputs = self.facts.input.len();
        if inputs == 0 {
            return match &arguments.record {
                None => Ok(None),
                Some(file) => Err(Failure::bad_input(
                    "there is nothing to record: the device has no input stream",
                )
                .at_path(file)
                .hint("leave out `--record`, or choose another device with `--device`")),
            };
        }
        let sound = Sound {
            rate: self.rate,
            channels: inputs,
            samples,
        };
        let limited = match &arguments.record {
            Some(file) => wav::write(file, &sound, self.sample_type)?,
            None => 0,
        };
        Ok(Some(Recorded {
            file: arguments.record.clone(),
            sample_rate: sound.rate,
            channels: inputs,
            frames: sound.frames(),
            sample_type: self.sample_type,
            limited,
        }))
    }
}

impl Target {
    fn new(
        arguments: &RunArguments,
        file: Option<Sound>,
        facts: &Facts,
        played: Option<&[f32]>,
        starts: &[usize],
    ) -> Result<Self> {
        let (outputs, inputs) = (facts.output.len(), facts.input.len());
        let expect = arguments.expect.as_ref();
        let cannot =
            |what: &str, hint: &str| Err(Failure::bad_input(what).at(&facts.uid).hint(hint));
        if inputs == 0 {
            return match expect {
                None | Some(Expect::Any) => Ok(Self::Any),
                Some(_) => cannot(
                    "nothing can be compared: the device has no input stream",
                    "leave out `--expect`, or choose another device with `--device`",
                ),
            };
        }
        match (expect, played, file) {
            (Some(Expect::Any), ..) => Ok(Self::Any),
            (Some(Expect::Silence), ..) => Ok(Self::Silence),
            (Some(Expect::File(path)), _, Some(sound)) => {
                let samples = channels::map(&sound.samples, sound.channels, inputs)
                    .map_err(|failure| failure.at_path(path))?;
                Ok(Self::Samples {
                    samples,
                    name: format!("what is in {}", path.display()),
                })
            }
            (None, None, _) => Ok(Self::Any),
            (_, None, _) => cannot(
                "nothing was played that could come back: the device has no output stream",
                "expect `silence`, `any` or a file with `--expect`",
            ),
            (_, Some(samples), _) => {
                let parts: Vec<Part<'_>> = starts
                    .iter()
                    .map(|&start| Part { start, samples })
                    .collect();
                let mut sum = mix::mix(&parts, outputs);
                stream_format::convert(&mut sum, &facts.output);
                let mut sum = channels::returned(sum, outputs, inputs);
                stream_format::convert(&mut sum, &facts.input);
                Ok(Self::Samples {
                    samples: sum,
                    name: "what was played".to_owned(),
                })
            }
        }
    }

    fn without_signed_zeros(&self) -> Self {
        match self {
            Self::Samples { samples, name } => Self::Samples {
                samples: unsigned_zeros(samples),
                name: name.clone(),
            },
            Self::Silence => Self::Silence,
            Self::Any => Self::Any,
        }
    }

    fn compare(&self, recorded: &[f32], channels: usize) -> Option<Comparison> {
        match self {
            Self::Samples { samples, .. } => Some(compare::compare(samples, recorded, channels)),
            Self::Silence => Some(compare::silence(recorded, channels)),
            Self::Any => None,
        }
    }

    /// What came back is, or is not, this.
    fn name(&self) -> &str {
        match self {
            Self::Samples { name, .. } => name,
            Self::Silence => "silence",
            Self::Any => "anything",
        }
    }
}

fn unsigned_zeros(samples: &[f32]) -> Vec<f32> {
    samples.iter().map(|sample| sample + 0.0).collect()
}
