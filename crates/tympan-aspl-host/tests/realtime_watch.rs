//! What the checks see that only watch: each fault is found in the call that has it, and nothing where there is none.

mod common;
#[path = "common/offender.rs"]
mod offender;

use std::time::Duration;

use offender::{DRIVER, Fault};
use tympan_aspl_host::{
    Check, ClientPlan, Driver, GuardAllocator, Host, RealtimeChecks, Rule, Session, ThreadModel,
    Violation,
};

#[global_allocator]
static ALLOCATOR: GuardAllocator = GuardAllocator;

const FRAMES: u64 = if cfg!(miri) { 64 } else { 2048 };

/// Runs the device of a fault with one check and returns what was found.
fn found(fault: Fault, check: Check, threads: ThreadModel) -> Vec<Violation> {
    let checks = RealtimeChecks::none()
        .with(check)
        .budget(0.1, Duration::from_micros(500));
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    let host = Host::builder()
        .realtime_checks(checks)
        .start(driver)
        .expect("the host starts");
    let device = host.device(&fault.uid()).expect("the device");
    Session::new(&device)
        .buffer_frames(64)
        .threads(threads)
        .client(ClientPlan::listen())
        .frames(FRAMES)
        .run()
        .expect("the session runs");
    host.shut_down().violations
}

#[track_caller]
fn assert_found(fault: Fault, check: Check, rule: Rule, words: &[&str]) {
    for threads in common::MODELS {
        let violations = found(fault, check, threads);
        let [violation] = violations.as_slice() else {
            panic!("{fault:?}: {violations:#?}");
        };
        assert_eq!(violation.rule, rule);
        for word in words {
            assert!(violation.what.contains(word), "{violation}");
        }
    }
}

#[test]
fn an_allocation_is_found_with_its_stack() {
    let mut words = vec![
        "DoIOOperation 'read' of device ",
        ", client 1",
        "alloc of 100 bytes",
    ];
    if !cfg!(miri) {
        words.push("misbehave");
    }
    assert_found(
        Fault::Allocation,
        Check::Allocations,
        Rule::AllocationInIo,
        &words,
    );
}

#[test]
fn memory_that_is_given_back_is_found() {
    assert_found(
        Fault::LastOwner,
        Check::Allocations,
        Rule::AllocationInIo,
        &["dealloc of"],
    );
}

#[test]
fn a_clean_handler_is_clean() {
    for check in [Check::Allocations, Check::SystemCalls, Check::Time] {
        for threads in common::MODELS {
            assert_eq!(found(Fault::Nothing, check, threads), [], "{check}");
        }
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64", not(miri)))]
#[test]
fn system_calls_are_found_with_their_stacks() {
    // With a sanitizer in the program they are not looked for.
    if Check::SystemCalls.obstacle().is_some() {
        return;
    }
    for (fault, name) in [
        (Fault::SystemCall, "the system call getpid"),
        (Fault::Sleep, "the system call clock_nanosleep"),
    ] {
        let words = [name, "misbehave"];
        assert_found(fault, Check::SystemCalls, Rule::SystemCallInIo, &words);
    }
}

#[cfg(all(target_os = "linux", not(miri)))]
#[test]
fn a_wait_is_found_however_short_it_is() {
    assert_found(
        Fault::Sleep,
        Check::Time,
        Rule::IoTooSlow,
        &["it waited once"],
    );
}

#[cfg(all(unix, not(miri)))]
#[test]
fn work_beyond_the_budget_is_found() {
    assert_found(
        Fault::Work,
        Check::Time,
        Rule::IoTooSlow,
        &["more than its budget of 500"],
    );
}

#[test]
fn only_what_is_asked_for_is_checked() {
    for (fault, check) in [
        (Fault::Allocation, Check::Time),
        (Fault::Work, Check::Allocations),
    ] {
        assert_eq!(found(fault, check, ThreadModel::One), []);
    }
}
