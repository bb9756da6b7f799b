//! The trace: every call between the host and one instance, in words, for whoever looks for the reason why a device misbehaves.
//!
//! `TYMPAN_ASPL_TRACE` in the environment, or [`PlugIn::set_trace`](crate::PlugIn::set_trace), switches it on. A call makes one line, written when it is over: to
//! the system log on Apple systems, to the standard error stream elsewhere. Off, it costs a call one relaxed load: nothing is formatted, nothing allocated.
//!
//! Only calls of the control side are traced, in both directions. GetZeroTimeStamp, BeginIOOperation, DoIOOperation and EndIOOperation are not: formatting allocates and
//! a log blocks, neither of which the I/O path may do. Nothing here reads a pointer of the host's: what is shown was copied, or answered, for the call itself.

mod line;
mod names;
mod value;

use std::env;
use std::ffi::OsStr;
use std::panic::{self, AssertUnwindSafe};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Status;
use crate::panics::discard;
use crate::platform::log;

pub(crate) use line::Line;
pub(crate) use names::Code;

/// The environment variable that switches the trace on, unless it is empty or `0`.
const VARIABLE: &str = "TYMPAN_ASPL_TRACE";

/// Where lines go.
type Sink = Box<dyn Fn(&str) + Send + Sync>;

/// The trace of one instance.
#[derive(Default)]
pub(crate) struct Trace {
    is_on: AtomicBool,
    /// In the place of the log.
    sink: OnceLock<Sink>,
}

impl Trace {
    /// On or off as the environment says.
    pub(crate) fn from_environment() -> Self {
        let trace = Self::default();
        trace.switch(is_on(env::var_os(VARIABLE).as_deref()));
        trace
    }

    /// Switches it on or off for the calls that begin from now on.
    pub(crate) fn switch(&self, on: bool) {
        self.is_on.store(on, Ordering::Relaxed);
    }

    /// Sends the lines somewhere else; once.
    pub(crate) fn divert(&self, sink: Sink) -> bool {
        self.sink.set(sink).is_ok()
    }

    /// A call begins.
    #[inline]
    pub(crate) fn begin(&self, method: &'static str) -> Record {
        let is_on = self.is_on.load(Ordering::Relaxed);
        Record(is_on.then(|| Box::new(Line::new(method))))
    }

    /// A call is over.
    #[inline]
    pub(crate) fn end(&self, record: Record, outcome: Result<(), Status>) {
        if let Some(line) = record.0 {
            self.write(*line, outcome);
        }
    }

    #[cold]
    fn write(&self, line: Line, outcome: Result<(), Status>) {
        aside(|| {
            let line = line.end(outcome);
            match self.sink.get() {
                Some(sink) => sink(&line),
                None => log::write(&line),
            }
        });
    }
}

/// What the variable's value says.
fn is_on(value: Option<&OsStr>) -> bool {
    value.is_some_and(|value| !value.is_empty() && value != "0")
}

/// A call that is under way: its line, if the trace was on when it began.
pub(crate) struct Record(Option<Box<Line>>);

impl Record {
    /// Adds to the line what `write` says, which is not run without one.
    #[inline]
    pub(crate) fn note(&mut self, mut write: impl FnMut(&mut Line)) {
        if let Some(line) = &mut self.0 {
            note(line, &mut write);
        }
    }
}

/// One for all notes, most of which are never made.
#[cold]
fn note(line: &mut Line, write: &mut dyn FnMut(&mut Line)) {
    aside(|| line.aside(write));
}

/// A failure of the trace's is not the call's.
fn aside(work: impl FnOnce()) {
    if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(work)) {
        discard(panic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_on_unless_empty_or_zero() {
        for (value, on) in [("1", true), ("yes", true), ("", false), ("0", false)] {
            assert_eq!(is_on(Some(OsStr::new(value))), on, "{value:?}");
        }
        assert!(!is_on(None));
    }

    #[test]
    fn a_failing_sink_is_contained() {
        let trace = Trace::default();
        trace.switch(true);
        assert!(trace.divert(Box::new(|_| panic!("the disk is full"))));
        let mut record = trace.begin("StopIO");
        record.note(|_| panic!("a value that cannot be shown"));
        trace.end(record, Ok(()));
    }
}
