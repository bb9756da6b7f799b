//! What the realtime checks of a run found: for people, and as JSON.

use serde::Serialize;
use tympan_aspl_host::{RealtimeReport, Rule};

/// The realtime checks of a run.
#[derive(Debug, Serialize)]
pub(super) struct Realtime {
    pub(super) checks: Vec<Check>,
    pub(super) findings: Vec<Finding>,
    /// Cycles under load.
    cycles: u64,
    /// Properties read and set meanwhile.
    properties: u64,
    /// Clients, configurations and devices that came and went meanwhile.
    changes: u64,
    /// Cycles that ran while a control thread was stopped in the driver.
    probes: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Check {
    name: &'static str,
    findings: usize,
    /// Why it could not be done, if it could not.
    not_done: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Finding {
    check: &'static str,
    call: String,
    what: String,
    stack: Vec<String>,
    count: u64,
}

/// Whether a violation is told as a finding.
pub(super) fn is_finding(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::AllocationInIo | Rule::SystemCallInIo | Rule::IoTooSlow | Rule::LockSharedWithIo
    )
}

impl Realtime {
    pub(super) fn new(report: &RealtimeReport) -> Self {
        let checks = report.checks.iter().map(|(check, not_done)| Check {
            name: check.name(),
            findings: report.of(*check).count(),
            not_done: *not_done,
        });
        let findings = report.findings.iter().map(|finding| Finding {
            check: finding.check.name(),
            call: finding.call.clone(),
            what: finding.what.clone(),
            stack: finding.stack.lines().map(str::to_owned).collect(),
            count: finding.count,
        });
        Self {
            checks: checks.collect(),
            findings: findings.collect(),
            cycles: report.cycles,
            properties: report.properties,
            changes: report.changes,
            probes: report.probes,
        }
    }

    /// The table of checks, then the findings, by name and text of each line.
    pub(super) fn lines(&self, line: &mut impl FnMut(&str, String)) {
        let load = format!(
            "{} cycles while {} properties were read or set and {} changes made, {} while a control thread was stopped",
            self.cycles, self.properties, self.changes, self.probes
        );
        line("realtime", load);
        for check in &self.checks {
            let result = match (check.findings, check.not_done) {
                (0, Some(obstacle)) => format!("not done: {obstacle}"),
                (0, None) => "ok".to_owned(),
                (1, _) => "1 finding".to_owned(),
                (more, _) => format!("{more} findings"),
            };
            line("", format!("{:<14}{result}", check.name));
        }
        for finding in &self.findings {
            let Finding {
                check,
                call,
                what,
                count,
                ..
            } = finding;
            line(
                "finding",
                format!("{check}: {call}: {what} ({count} times)"),
            );
            for frame in &finding.stack {
                line("", format!("  {frame}"));
            }
        }
    }
}
