//! What a run was, and how it ended: for people, and as JSON.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use tympan_aspl_host::RealtimeReport;

use super::realtime::Realtime;
use crate::audio::compare::Comparison;
use crate::audio::wav::SampleType;
use crate::failure::Exit;
use crate::output::{Output, Style};

/// The summary of one run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) bundle: PathBuf,
    pub(super) device: Device,
    pub(super) clock: &'static str,
    pub(super) threads: &'static str,
    pub(super) buffer_frames: u32,
    pub(super) clients: Vec<Client>,
    pub(super) played: Option<Played>,
    pub(super) recorded: Option<Recorded>,
    pub(super) cycles: u64,
    pub(super) overloads: u64,
    /// Cycles in which clients that ran at the same time recorded different input.
    pub(super) disagreements: u64,
    pub(super) latency_frames: Latency,
    /// `None` for drivers that do not tell what they count.
    pub(super) diagnostics: Option<Diagnostics>,
    pub(super) violations: Vec<String>,
    /// `None` when no realtime checks were asked for.
    pub(super) realtime: Option<Realtime>,
    pub(super) expected: String,
    pub(super) comparison: Option<Comparison>,
    pub(super) verdict: Verdict,
    pub(super) exit_code: Exit,
}

#[derive(Debug, Serialize)]
pub(super) struct Device {
    pub(super) uid: String,
    pub(super) name: String,
    pub(super) sample_rate: f64,
    pub(super) output_channels: usize,
    pub(super) input_channels: usize,
    pub(super) output_format: Option<String>,
    pub(super) input_format: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Client {
    /// The frame of the recording in which it starts.
    pub(super) start_frame: usize,
    pub(super) frames: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Played {
    /// `None` for the built-in sweep.
    pub(super) file: Option<PathBuf>,
    pub(super) sample_rate: u32,
    pub(super) channels: usize,
    pub(super) frames: usize,
    pub(super) sample_type: SampleType,
    pub(super) channel_mapping: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Recorded {
    /// `None` when the recording was only compared.
    pub(super) file: Option<PathBuf>,
    pub(super) sample_rate: u32,
    pub(super) channels: usize,
    pub(super) frames: usize,
    pub(super) sample_type: SampleType,
    /// Samples beyond full scale, which an integer file cannot hold.
    pub(super) limited: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Latency {
    /// What the driver says: latencies and safety offsets of both directions.
    pub(super) reported: u64,
    /// From the cycle a frame is played in to the cycle it is recorded in.
    pub(super) round_trip: u64,
}

/// What the driver has counted on its I/O path: names and how often.
#[derive(Debug)]
pub(super) struct Diagnostics(pub(super) Vec<(String, u64)>);

impl Serialize for Diagnostics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, count)| (name, count)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    AsExpected,
    Different,
    NotCompared,
}

impl Verdict {
    pub(super) fn exit(self) -> Exit {
        match self {
            Self::AsExpected | Self::NotCompared => Exit::Success,
            Self::Different => Exit::Unexpected,
        }
    }
}

impl Report {
    pub(super) fn text(&self, output: Output) -> String {
        let device = &self.device;
        let title = format!("{} ({})", device.name, device.uid);
        let mut text = format!("{}\n", output.styled(Style::Bold, &title));
        let mut line = |name: &str, value: String| {
            text.push_str(&format!("  {name:<10} {value}\n"));
        };
        line("format", device.text());
        if let Some(played) = &self.played {
            line("played", played.text(&self.clients));
        }
        if let Some(recorded) = &self.recorded {
            line("recorded", recorded.text());
        }
        line(
            "cycles",
            format!(
                "{} of {} frames; {} clock; {}",
                self.cycles, self.buffer_frames, self.clock, self.threads
            ),
        );
        line("overloads", self.overloads_text());
        let latency = &self.latency_frames;
        line(
            "latency",
            format!(
                "{} frames reported by the device; {} ({:.1} ms) from playing to recording",
                latency.reported,
                latency.round_trip,
                latency.round_trip as f64 * 1000.0 / device.sample_rate
            ),
        );
        if self.disagreements > 0 {
            let cycles = self.disagreements;
            line(
                "clients",
                format!("recorded different input in {cycles} cycles"),
            );
        }
        if let Some(diagnostics) = &self.diagnostics {
            line("counted", diagnostics.text());
        }
        for violation in &self.violations {
            line("violation", violation.clone());
        }
        if let Some(realtime) = &self.realtime {
            realtime.lines(&mut line);
        }
        if let Some(comparison) = &self.comparison {
            line(
                "compared",
                format!(
                    "{} samples, {} different",
                    comparison.samples, comparison.different
                ),
            );
            if let Some(first) = &comparison.first {
                let value = |value: Option<f32>| {
                    value.map_or("nothing".to_owned(), |value| format!("{value:e}"))
                };
                line(
                    "",
                    format!(
                        "first at frame {} ({:.6} s), channel {}: expected {}, recorded {}",
                        first.frame,
                        first.frame as f64 / device.sample_rate,
                        first.channel + 1,
                        value(first.expected),
                        value(first.recorded)
                    ),
                );
            }
            if let Some(shift) = comparison.shift_frames {
                let direction = if shift < 0 { "early" } else { "late" };
                line(
                    "",
                    format!(
                        "it is {} frames {direction}: does the driver report the latency it has?",
                        shift.unsigned_abs()
                    ),
                );
            }
        }
        text.push_str(&self.conclusion(output));
        text
    }

    /// Adds what the realtime checks found, which decides too how the run ends.
    pub(super) fn add_realtime(&mut self, report: &RealtimeReport) {
        if !report.is_clean() {
            self.exit_code = Exit::Unexpected;
        }
        self.realtime = Some(Realtime::new(report));
    }

    fn overloads_text(&self) -> String {
        match self.overloads {
            0 => "0".to_owned(),
            some => format!(
                "{some}: cycles ended too late to be heard whole; more frames per cycle leave more time"
            ),
        }
    }

    fn conclusion(&self, output: Output) -> String {
        let expected = &self.expected;
        let findings = self
            .realtime
            .as_ref()
            .map_or(0, |realtime| realtime.findings.len());
        if findings > 0 && self.verdict != Verdict::Different {
            let word = output.styled(Style::Bad, "not fit for realtime");
            return format!(
                "{word}: {findings} finding{}\n",
                if findings == 1 { "" } else { "s" }
            );
        }
        match self.verdict {
            Verdict::AsExpected => {
                let word = output.styled(Style::Good, "ok");
                format!("{word}: what came back is {expected}\n")
            }
            Verdict::Different => {
                let word = output.styled(Style::Bad, "different");
                format!("{word}: what came back is not {expected}\n")
            }
            Verdict::NotCompared => {
                let word = output.styled(Style::Good, "ok");
                format!("{word}: it ran; nothing was compared\n")
            }
        }
    }
}

impl Device {
    fn text(&self) -> String {
        let side = |channels: usize, direction: &str, format: &Option<String>| {
            format.as_ref().map(|format| {
                let plural = if channels == 1 { "" } else { "s" };
                format!("{channels} {direction} channel{plural} {format}")
            })
        };
        let sides = [
            Some(format!("{} Hz", self.sample_rate)),
            side(self.output_channels, "output", &self.output_format),
            side(self.input_channels, "input", &self.input_format),
        ];
        sides.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Diagnostics {
    fn text(&self) -> String {
        let seen = self.0.iter().filter(|(_, count)| *count > 0);
        let seen: Vec<_> = seen
            .map(|(name, count)| format!("{} {count}", name.replace('_', " ")))
            .collect();
        match &seen[..] {
            [] => "nothing".to_owned(),
            seen => seen.join(", "),
        }
    }
}

impl Played {
    fn text(&self, clients: &[Client]) -> String {
        let mut text = match &self.file {
            Some(file) => format!(
                "{}: {}, {}, {}",
                file.display(),
                self.sample_type.name(),
                channels(self.channels),
                length(self.frames, self.sample_rate)
            ),
            None => format!("built-in sweep, {}", length(self.frames, self.sample_rate)),
        };
        if let Some(mapping) = &self.channel_mapping {
            text.push_str(&format!("; {mapping}"));
        }
        if let [_, second, ..] = clients {
            text.push_str(&format!(
                "; {} clients, each {} frames after the one before",
                clients.len(),
                second.start_frame
            ));
        }
        text
    }
}

impl Recorded {
    fn text(&self) -> String {
        let mut text = match &self.file {
            Some(file) => format!("{}: {}, ", file.display(), self.sample_type.name()),
            None => String::new(),
        };
        text.push_str(&length(self.frames, self.sample_rate));
        if self.limited > 0 {
            text.push_str(&format!(
                "; {} samples beyond full scale are limited in the file",
                self.limited
            ));
        }
        text
    }
}

fn channels(count: usize) -> String {
    match count {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    }
}

fn length(frames: usize, rate: u32) -> String {
    format!("{frames} frames ({:.3} s)", frames as f64 / f64::from(rate))
}
