//! The realtime test: what it finds of each fault is what the table in `docs/realtime-checks.md` says, and it tells what it did.

#[path = "common/offender.rs"]
mod offender;

use offender::{DRIVER, Fault};
use tympan_aspl_host::{
    Check, Driver, GuardAllocator, Host, RealtimeChecks, RealtimeReport, RealtimeTest,
};

#[global_allocator]
static ALLOCATOR: GuardAllocator = GuardAllocator;

fn host(checks: RealtimeChecks) -> Host {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    Host::builder()
        .realtime_checks(checks)
        .start(driver)
        .expect("the host starts")
}

/// Tests the device of a fault.
fn test(fault: Fault, checks: RealtimeChecks) -> RealtimeReport {
    let test = RealtimeTest::new().device(fault.uid());
    let test = match fault {
        // Each cycle takes as long as it works.
        Fault::Work => test.cycles(3).probes(0),
        _ if cfg!(miri) => test,
        _ => test.cycles(200).probes(100),
    };
    test.run(&host(checks)).expect("the test runs")
}

/// The checks that find something on Linux on x86-64, the most demanding platform.
#[cfg(all(target_os = "linux", target_arch = "x86_64", not(miri)))]
#[test]
fn each_fault_is_found_by_the_checks_that_the_table_names() {
    const TABLE: &str = include_str!("../../../docs/realtime-checks.md");
    const COLUMNS: [Check; 4] = [
        Check::Allocations,
        Check::SystemCalls,
        Check::Time,
        Check::Locks,
    ];
    // With a sanitizer in the program there is less to see.
    if Check::SystemCalls.obstacle().is_some() {
        return;
    }
    for fault in offender::FAULTS {
        let report = test(fault, RealtimeChecks::all());
        let row = TABLE
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", fault.uid())))
            .unwrap_or_else(|| panic!("{fault:?} is not in the table"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        for (check, cell) in COLUMNS.iter().zip(&cells[3..]) {
            let found = report.of(*check).count() > 0;
            match *cell {
                "found" => assert!(found, "{fault:?}, {check}:\n{report}"),
                "-" => assert!(!found, "{fault:?}, {check}:\n{report}"),
                // It depends on who comes first.
                "may be" => {}
                other => panic!("{fault:?}, {check}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_lock_that_is_held_while_the_host_is_called_is_found_everywhere() {
    let checks = RealtimeChecks::none().with(Check::Locks);
    let report = test(Fault::LockHeldInHostCall, checks);
    let [finding] = report.findings.as_slice() else {
        panic!("{report}");
    };
    assert_eq!(finding.check, Check::Locks);
    assert!(
        finding.call.starts_with("DoIOOperation 'read'"),
        "{finding}"
    );
    assert!(finding.what.contains("WriteToStorage"), "{finding}");
    assert!(
        finding.what.contains("SetPropertyData of object"),
        "{finding}"
    );
    if Check::SystemCalls.obstacle().is_none() {
        // Both stacks: who holds the lock, and who waits.
        assert!(finding.what.contains("offender::Shared::set"), "{finding}");
        assert!(finding.stack.contains("misbehave"), "{finding}");
    }
}

#[test]
fn a_clean_driver_is_clean_and_the_report_says_what_was_done() {
    let report = test(
        Fault::Nothing,
        RealtimeChecks::all().without(Check::Sanitizer),
    );
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.devices, [Fault::Nothing.uid()]);
    assert!(report.cycles > 0 && report.properties > 0, "{report:?}");
    let names: Vec<Check> = report.checks.iter().map(|(check, _)| *check).collect();
    assert_eq!(
        names,
        [
            Check::Allocations,
            Check::SystemCalls,
            Check::Time,
            Check::Locks
        ]
    );
    assert!(
        report.to_string().starts_with("allocations    ok\n"),
        "{report}"
    );
}

#[test]
#[should_panic(expected = "not fit for realtime")]
fn a_finding_fails_a_test() {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    RealtimeTest::new()
        .checks(RealtimeChecks::none().with(Check::Allocations))
        .device(Fault::Allocation.uid())
        .cycles(3)
        .assert_clean(driver);
}
