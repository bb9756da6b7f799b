//! Watches the I/O calls of one driver, and keeps what was found.

use std::backtrace::Backtrace;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::checks::{Check, RealtimeChecks};
use super::site::IoSite;
use super::time::{self, Stopwatch};
use super::watch::{Act, Seen, Watch};
use super::{stack, system_calls};
use crate::clock::Timebase;
use crate::violation::Violations;

/// What a check found in one kind of call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// The call of the I/O path, such as `DoIOOperation 'rite' of device 2, stream 3, client 1`: the first in which it was seen.
    pub call: String,
    /// What the driver did there.
    pub what: String,
    /// The frames from what the driver did up to its call, a line each. Empty when there is no stack.
    pub stack: String,
    /// In how many calls it was seen.
    pub count: u64,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call, self.what)?;
        for line in self.stack.lines() {
            write!(f, "\n    {line}")?;
        }
        Ok(())
    }
}

/// By check, call and kind of what was done in it.
type Found = BTreeMap<(Check, IoSite, &'static str), Finding>;

/// The checks of one host.
#[derive(Debug)]
pub(crate) struct Monitor {
    checks: RealtimeChecks,
    timebase: Timebase,
    violations: Arc<Violations>,
    found: Mutex<Found>,
    /// The call that was begun last, for the lock probe.
    last: Mutex<Option<IoSite>>,
}

impl Monitor {
    /// `None` when there is nothing to watch.
    pub(crate) fn new(
        checks: RealtimeChecks,
        timebase: Timebase,
        violations: &Arc<Violations>,
    ) -> Option<Monitor> {
        (checks != RealtimeChecks::none()).then(|| Monitor {
            checks,
            timebase,
            violations: Arc::clone(violations),
            found: Mutex::default(),
            last: Mutex::default(),
        })
    }

    /// Makes a call in a cycle of this length, and judges it.
    pub(crate) fn watch<R>(&self, site: IoSite, cycle: Duration, call: impl FnOnce() -> R) -> R {
        if self.checks.has(Check::Locks) {
            *self.last_call() = Some(site);
        }
        let watch = Watch::default();
        let stopwatch = self.checks.has(Check::Time).then(Stopwatch::start);
        let result = watch.during(self.checks.has(Check::SystemCalls), call);
        if let Some(spent) = stopwatch.map(Stopwatch::stop) {
            let spent = spent.without(watch.own());
            if let Some((kind, what)) = time::judge(&spent, self.checks.limit(cycle)) {
                self.add(Check::Time, site, kind, what, None);
            }
        }
        if self.checks.has(Check::Allocations) {
            self.judge(Check::Allocations, site, watch.allocations);
        }
        self.judge(Check::SystemCalls, site, watch.system_calls);
        result
    }

    fn judge(&self, check: Check, site: IoSite, seen: Seen) {
        let count = seen.count();
        let Some((act, stack)) = seen.into_first() else {
            return;
        };
        let more = match count {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        let what = format!("{}{more}", describe(act));
        self.add(check, site, act.kind(), what, stack.as_ref());
    }

    /// Keeps a finding. The stack is only worked out when it is new.
    pub(super) fn add(
        &self,
        check: Check,
        site: IoSite,
        kind: &'static str,
        what: String,
        stack: Option<&Backtrace>,
    ) {
        let key = (check, site.of_any_client(), kind);
        let known = self.found().get_mut(&key).map(|known| {
            known.count += 1;
            known.clone()
        });
        let finding = known.unwrap_or_else(|| {
            let new = Finding {
                check,
                call: site.to_string(),
                what,
                stack: stack.map(stack::text).unwrap_or_default(),
                count: 1,
            };
            self.found().entry(key).or_insert(new).clone()
        });
        if is_too_rare(&finding) {
            return;
        }
        let object = site.object();
        self.violations
            .record(check.rule(), object, || finding.to_string());
    }

    pub(crate) fn checks(&self) -> RealtimeChecks {
        self.checks
    }

    /// How long ticks are.
    pub(crate) fn duration(&self, ticks: f64) -> Duration {
        Duration::from_nanos(self.timebase.nanoseconds(ticks as u64))
    }

    /// What has been found so far.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let found = self.found();
        found
            .values()
            .filter(|finding| !is_too_rare(finding))
            .cloned()
            .collect()
    }

    /// The call that was begun last.
    pub(super) fn last(&self) -> Option<IoSite> {
        *self.last_call()
    }

    fn last_call(&self) -> MutexGuard<'_, Option<IoSite>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls in which time was lost before it is the driver's fault: now and then the kernel lets a thread wait for memory.
const LOST: u64 = 3;

fn is_too_rare(finding: &Finding) -> bool {
    finding.check == Check::Time && finding.count < LOST
}

fn describe(act: Act) -> String {
    match act {
        Act::Allocated { how, bytes } => format!("{how} of {bytes} bytes"),
        Act::Called { number } => format!("the system call {}", system_calls::name(number)),
    }
}
