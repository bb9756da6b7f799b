//! The realtime test: runs every device of a driver under all checks while the control side is busy, and probes it for locks.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::checks::{Check, RealtimeChecks};
use super::load::{Changes, Deed};
use super::monitor::Finding;
use super::probe::probe;
use crate::client::ClientIdentity;
use crate::device::Device;
use crate::engine::Engine;
use crate::error::HostError;
use crate::host::Host;
use crate::io::{ClientIo, EngineOptions, ThreadModel, USUAL_BUFFER_FRAMES};
use crate::loader::Driver;

/// How long a device that has gone is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// A test of what a driver does inside its I/O calls.
///
/// It runs each device with two clients in both thread models, while every property is read and set, clients, configurations and the
/// devices of boxes come and go, and the [`RealtimeChecks`] of the host watch. Then it stops a control thread in the middle of the driver
/// again and again, and sees whether I/O goes on.
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl_host::{Driver, GuardAllocator, RealtimeTest};
///
/// # fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
/// #     let device = Device::new("com.example.loopback", "Loopback")
/// #         .sample_rates([48_000.0])
/// #         .stream(Stream::output(2))
/// #         .stream(Stream::input(2))
/// #         .io(Io::loopback());
/// #     plug_in.add_device(control, device)?;
/// #     Ok(())
/// # }
/// # tympan_aspl::export!(driver, bundle_id = "com.example.loopback");
/// #[global_allocator]
/// static ALLOCATOR: GuardAllocator = GuardAllocator;
///
/// // In a test:
/// # fn main() {
/// RealtimeTest::new().assert_clean(Driver::in_process(&DRIVER).unwrap());
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RealtimeTest {
    checks: RealtimeChecks,
    cycles: u64,
    probes: u64,
    buffer_frames: u32,
    device: Option<String>,
}

impl RealtimeTest {
    /// All checks; 500 cycles for each device and thread model, and 200 probes for each property that can be set. Fewer under Miri.
    pub fn new() -> RealtimeTest {
        let (cycles, probes) = if cfg!(miri) { (3, 3) } else { (500, 200) };
        RealtimeTest {
            checks: RealtimeChecks::all(),
            cycles,
            probes,
            buffer_frames: USUAL_BUFFER_FRAMES,
            device: None,
        }
    }

    /// Does these checks.
    pub fn checks(mut self, checks: RealtimeChecks) -> RealtimeTest {
        self.checks = checks;
        self
    }

    /// How many cycles each device runs in each thread model.
    pub fn cycles(mut self, cycles: u64) -> RealtimeTest {
        self.cycles = cycles;
        self
    }

    /// How often a control thread is stopped in each setter while I/O has to go on; in each getter it is a tenth as often.
    pub fn probes(mut self, probes: u64) -> RealtimeTest {
        self.probes = probes;
        self
    }

    /// Tests one device only.
    pub fn device(mut self, uid: impl Into<String>) -> RealtimeTest {
        self.device = Some(uid.into());
        self
    }

    /// The frames of a cycle.
    pub fn buffer_frames(mut self, frames: u32) -> RealtimeTest {
        self.buffer_frames = frames;
        self
    }

    /// Tests a driver in a host of its own, in virtual time, and panics with the report when anything was found. This is what a driver's own
    /// test calls.
    ///
    /// # Panics
    ///
    /// When something was found, when the driver cannot be run, and when the program has no
    /// [`GuardAllocator`](crate::GuardAllocator) although allocations are to be seen.
    #[track_caller]
    pub fn assert_clean(&self, driver: Driver) {
        if self.checks.has(Check::Allocations) {
            if let Some(obstacle) = Check::Allocations.obstacle() {
                panic!("allocations cannot be seen: {obstacle}");
            }
        }
        let host = Host::builder().realtime_checks(self.checks).start(driver);
        let host = host.unwrap_or_else(|error| panic!("the driver does not start: {error}"));
        let report = self.run(&host);
        let report = report.unwrap_or_else(|error| panic!("the driver does not run: {error}"));
        assert!(
            report.is_clean(),
            "the driver is not fit for realtime:\n{report}"
        );
    }

    /// Tests the driver of a host that was started with [`realtime_checks`](crate::HostBuilder::realtime_checks); its checks count, not
    /// those of the test.
    ///
    /// # Errors
    ///
    /// What the driver answers when clients are added and started.
    pub fn run(&self, host: &Host) -> Result<RealtimeReport, HostError> {
        let checks = host.realtime_checks();
        let mut report = RealtimeReport::default();
        for device in host.devices() {
            if self.device.as_ref().is_some_and(|uid| uid != device.uid()) {
                continue;
            }
            report.devices.push(device.uid().to_owned());
            for threads in [ThreadModel::One, ThreadModel::PerClient] {
                self.disturb(host, &device, threads, &mut report)?;
            }
            if checks.has(Check::Locks) {
                report.probes += self.probe(host, device.uid())?;
            }
        }
        report.checks = Check::ALL
            .into_iter()
            .filter(|check| checks.has(*check))
            .map(|check| (check, check.obstacle()))
            .collect();
        report.findings = host.realtime_findings();
        Ok(report)
    }

    /// Probes a device for locks; when it has gone, the one that comes in its place.
    fn probe(&self, host: &Host, uid: &str) -> Result<u64, HostError> {
        let start = Instant::now();
        loop {
            let device = host.device(uid);
            match device.and_then(|device| probe(host.core(), &device, self.probes)) {
                Err(HostError::Gone { .. } | HostError::NoSuchDevice { .. }) => {
                    if start.elapsed() > PATIENCE {
                        return Ok(0);
                    }
                    host.advance(Duration::from_millis(10))?;
                }
                other => return other,
            }
        }
    }

    /// Runs a device while the control side is busy.
    fn disturb(
        &self,
        host: &Host,
        device: &Device,
        threads: ThreadModel,
        report: &mut RealtimeReport,
    ) -> Result<(), HostError> {
        let core = host.core();
        let deeds = Deed::all(core, None)?;
        let mut changes = Changes::new(device.clone(), host.boxes());
        let is_over = AtomicBool::new(false);
        let mut asked = 0;
        let result = thread::scope(|scope| {
            scope.spawn(|| {
                for deed in deeds.iter().cycle() {
                    if is_over.load(Ordering::Acquire) {
                        break;
                    }
                    deed.act(core, &deed.values(core));
                    asked += 1;
                }
            });
            scope.spawn(|| {
                while !is_over.load(Ordering::Acquire) {
                    changes.step();
                }
            });
            let result = self.cycle(host, device.uid(), threads);
            is_over.store(true, Ordering::Release);
            result
        });
        report.properties += asked;
        report.changes += changes.made;
        report.cycles += result?;
        Ok(())
    }

    /// Runs cycles; when the device goes, with the one that comes in its place.
    fn cycle(&self, host: &Host, uid: &str, threads: ThreadModel) -> Result<u64, HostError> {
        let (mut done, mut before) = (0, 0);
        let mut progress = Instant::now();
        while done < self.cycles {
            let result = self.cycles_of(host, uid, threads, &mut done);
            if done > before {
                (before, progress) = (done, Instant::now());
            }
            match result {
                // It has gone, or is going; a virtual clock has to move for some to come back.
                Err(_) if progress.elapsed() < PATIENCE => {
                    host.advance(Duration::from_millis(10))?;
                }
                Err(HostError::Gone { .. } | HostError::NoSuchDevice { .. }) => break,
                other => other?,
            }
        }
        Ok(done)
    }

    fn cycles_of(
        &self,
        host: &Host,
        uid: &str,
        threads: ThreadModel,
        done: &mut u64,
    ) -> Result<(), HostError> {
        let options = EngineOptions::new()
            .buffer_frames(self.buffer_frames)
            .threads(threads);
        let mut engine = Engine::new(&host.device(uid)?, options)?;
        for _ in 0..2 {
            let client = engine.add_client(&ClientIdentity::default(), play)?;
            engine.start(client)?;
        }
        while *done < self.cycles {
            engine.cycle()?;
            *done += 1;
        }
        Ok(())
    }
}

/// Something to hear on every output.
fn play(io: &mut ClientIo<'_>) {
    for stream in 0..io.output_streams() {
        io.output(stream).fill(0.25);
    }
}

impl Default for RealtimeTest {
    fn default() -> RealtimeTest {
        RealtimeTest::new()
    }
}

/// What a [`RealtimeTest`] did and found.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RealtimeReport {
    /// The checks that were asked for, and what stood in the way of each, if anything did.
    pub checks: Vec<(Check, Option<&'static str>)>,
    /// What was found, in the order of the checks.
    pub findings: Vec<Finding>,
    /// The UIDs of the devices that were run.
    pub devices: Vec<String>,
    /// Cycles of I/O.
    pub cycles: u64,
    /// Properties that were asked for and set meanwhile.
    pub properties: u64,
    /// Clients, configurations and devices that came and went meanwhile.
    pub changes: u64,
    /// Cycles of I/O that ran while a control thread was stopped in the driver.
    pub probes: u64,
}

impl RealtimeReport {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// What a check found.
    pub fn of(&self, check: Check) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.check == check)
    }
}

impl fmt::Display for RealtimeReport {
    /// A table of the checks, then the findings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (check, obstacle) in &self.checks {
            let result = match (self.of(*check).count(), obstacle) {
                (0, Some(obstacle)) => format!("not done: {obstacle}"),
                (0, None) => "ok".to_owned(),
                (1, _) => "1 finding".to_owned(),
                (count, _) => format!("{count} findings"),
            };
            writeln!(f, "{:<14} {result}", check.name())?;
        }
        for finding in &self.findings {
            writeln!(f, "{}: {finding} ({} times)", finding.check, finding.count)?;
        }
        Ok(())
    }
}
