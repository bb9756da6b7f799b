//! The environment variable of the trace, in a process of its own: the lines go to the standard error stream, Initialize included.
#![cfg(not(any(miri, target_vendor = "apple")))]

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

use std::process::Command;

use mini_host::MiniHost;

/// What the other process does: initialize a driver, and ask it for its class.
#[test]
fn a_driver_that_is_asked_for_its_class() {
    let host = MiniHost::start(|_, _| Ok(()));
    assert_eq!(host.get_u32(1, *b"clas"), u32::from_be_bytes(*b"aplg"));
}

/// The lines of the driver that another process with this environment has.
fn lines(value: &str) -> Vec<String> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_driver_that_is_asked_for_its_class",
            "--nocapture",
        ])
        .env("TYMPAN_ASPL_TRACE", value)
        .output()
        .unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("tympan-aspl: "));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_variable_switches_the_trace_on_from_the_start() {
    let lines = lines("1");
    let starts = [
        "QueryInterface <4d1c2a6e5b0f4e0b9c527a3f0e6b9d11>: S_OK in ",
        "Initialize: ok in ",
        "GetPropertyData 1 kAudioPlugInClassID, kAudioObjectPropertyClass 'clas' kAudioObjectPropertyScopeGlobal 'glob' \
         kAudioObjectPropertyElementMain: kAudioPlugInClassID 'aplg' in ",
    ];
    assert_eq!(lines.len(), starts.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn zero_leaves_it_off() {
    assert_eq!(lines("0"), Vec::<String>::new());
}
