//! Stacks of findings, from the driver's call down to what it did.

use std::backtrace::Backtrace;

/// Frames that belong to the checks themselves, in the names of stacks.
const OWN: &str = "tympan_aspl_host::guard::";

/// Frames of the standard library between a driver and the allocator.
const ALLOCATOR: [&str; 4] = [
    "__rust_alloc",
    "__rust_realloc",
    "__rust_dealloc",
    "__rustc::",
];

/// Where a driver is called from.
const CALLER: &str = "tympan_aspl_host::interface::";

/// More frames than anybody reads.
const MAX_FRAMES: usize = 32;

/// The stack of this thread. Under Miri there is none: it would take longer than the test.
pub(super) fn capture() -> Option<Backtrace> {
    (!cfg!(miri)).then(Backtrace::force_capture)
}

/// The frames between the host's call and the check, the innermost first, one or two lines each.
pub(super) fn text(stack: &Backtrace) -> String {
    between(&stack.to_string())
}

fn between(text: &str) -> String {
    let mut frames: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        match (frames.last_mut(), is_place(line)) {
            (Some(frame), true) => frame.push(line.trim()),
            _ => frames.push(vec![without_number(line)]),
        }
    }
    let is_own = |frame: &Vec<&str>| {
        frame[0].contains(OWN) || ALLOCATOR.iter().any(|name| frame[0].contains(name))
    };
    let end = frames.iter().position(|frame| frame[0].contains(CALLER));
    let end = end.unwrap_or(frames.len());
    let start = frames[..end]
        .iter()
        .rposition(is_own)
        .map_or(0, |last| last + 1);
    let shown = frames[start..end].iter().take(MAX_FRAMES);
    let lines: Vec<String> = shown.map(|frame| frame.join(" ")).collect();
    lines.join("\n")
}

/// Whether a line says where the frame before it is.
fn is_place(line: &str) -> bool {
    line.trim_start().starts_with("at ")
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
    fn a_stack_without_names_is_shown_whole() {
        assert_eq!(between("   0: <unknown>\n   1: f\n"), "<unknown>\nf");
        assert_eq!(between(""), "");
    }
}
