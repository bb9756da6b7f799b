//! Stacks of findings, from the driver's call down to what it did.

use std::backtrace::Backtrace;
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Frames that belong to the host, in the names of stacks.
const OWN: &str = "tympan_aspl_host::";

/// Frames of the standard library between a driver and the allocator.
const ALLOCATOR: [&str; 4] = [
    "__rust_alloc",
    "__rust_realloc",
    "__rust_dealloc",
    "__rustc::",
];

/// Where a driver is called from. Of a method, older compilers name the module that it is in, newer ones its type.
const CALLERS: [&str; 3] = [
    "tympan_aspl_host::interface::io::",
    "tympan_aspl_host::interface::property::",
    "<tympan_aspl_host::interface::driver::DriverInterface>::",
];

/// The handlers of signals that look at a stack. Between them and the thread's own frames the kernel leaves one without a name.
const SIGNAL: &str = "on_signal";

/// More frames than anybody reads.
const MAX_FRAMES: usize = 16;

thread_local! {
    static IS_TAKEN: Cell<bool> = const { Cell::new(false) };
}

/// Threads that are taking their stacks, which takes memory.
static TAKING: AtomicUsize = AtomicUsize::new(0);

/// The stack of this thread. There is none while one is being taken, and none under Miri: it would take longer than the test.
pub(super) fn capture() -> Option<Backtrace> {
    if cfg!(miri) || IS_TAKEN.replace(true) {
        return None;
    }
    TAKING.fetch_add(1, Ordering::Relaxed);
    let stack = Backtrace::force_capture();
    TAKING.fetch_sub(1, Ordering::Relaxed);
    IS_TAKEN.set(false);
    Some(stack)
}

/// Whether some thread is taking its stack.
pub(super) fn is_being_taken() -> bool {
    TAKING.load(Ordering::Relaxed) > 0
}

/// The frames between the host's call and the check, the innermost first, one or two lines each.
pub(super) fn text(stack: &Backtrace) -> String {
    between(&stack.to_string())
}

fn between(text: &str) -> String {
    let mut frames: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        match (frames.last_mut(), is_place(line)) {
            (Some(frame), true) => frame.push(without_hash(line.trim())),
            _ => frames.push(vec![without_number(line)]),
        }
    }
    let is_own = |frame: &Vec<&str>| {
        frame[0].contains(OWN)
            || frame[0] == SIGNAL
            || ALLOCATOR.iter().any(|name| frame[0].contains(name))
    };
    let is_caller = |frame: &Vec<&str>| CALLERS.iter().any(|name| frame[0].contains(name));
    let end = frames.iter().position(is_caller);
    let end = end.unwrap_or(frames.len());
    let start = match frames[..end].iter().rposition(is_own) {
        Some(last) if frames[last][0] == SIGNAL => last + 2,
        Some(last) => last + 1,
        None => 0,
    };
    let shown = frames[start.min(end)..end].iter().take(MAX_FRAMES);
    let lines: Vec<String> = shown.map(|frame| frame.join(" ")).collect();
    lines.join("\n")
}

/// Whether a line says where the frame before it is.
fn is_place(line: &str) -> bool {
    line.trim_start().starts_with("at ")
}

/// The standard library's files lie under the hash of its version.
fn without_hash(place: &str) -> &str {
    match place
        .strip_prefix("at /rustc/")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((_, rest)) => rest,
        None => place,
    }
}

fn without_number(line: &str) -> &str {
    match line.split_once(": ") {
        Some((number, name)) if number.trim().parse::<u32>().is_ok() => name.trim(),
        _ => line.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_the_call_and_the_check_is_shown() {
        let text = "   0: std::backtrace::Backtrace::force_capture\n             at /rustc/x.rs:1:2\n   \
            1: tympan_aspl_host::guard::stack::capture\n   2: __rustc::__rust_alloc\n   3: alloc::vec::Vec<T>::push\n             \
            at /rustc/vec.rs:7:8\n   4: driver::read\n   5: tympan_aspl_host::interface::io::do_operation\n   6: main\n";
        assert_eq!(
            between(text),
            "alloc::vec::Vec<T>::push at /rustc/vec.rs:7:8\ndriver::read"
        );
    }

    #[test]
    fn the_names_of_newer_compilers_are_known_too() {
        let text = "   0: <tympan_aspl_host::guard::allocator::GuardAllocator as core::alloc::GlobalAlloc>::alloc\n   1: driver::read\n   \
            2: <tympan_aspl_host::interface::driver::DriverInterface>::do_io_operation\n   3: main\n";
        assert_eq!(between(text), "driver::read");
    }

    #[test]
    fn a_stack_without_names_is_shown_whole() {
        assert_eq!(between("   0: <unknown>\n   1: f\n"), "<unknown>\nf");
        assert_eq!(between(""), "");
    }
}
