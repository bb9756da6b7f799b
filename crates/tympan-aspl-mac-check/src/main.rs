//! A client of the HAL on a Mac: waits for a device, plays a numbered signal to it, and looks for it in what it records.
//! **It has not run yet**: it compiles for both Apple targets, and its logic is tested on any OS.
//!
//! ```sh
//! tympan-aspl-mac-check --list
//! tympan-aspl-mac-check com.example.minimal-loopback --rate 44100 --rate 48000 --buffer-frames 64 --buffer-frames 512
//! ```
//!
//! [`arguments`] says what is asked, [`signal`] what is played and how it is found again, [`io`] is what the I/O thread and this one share, [`report`]
//! tells how it went; `hal` speaks to the HAL, on Macs only.
//!
//! | Exit code | Meaning |
//! |---|---|
//! | 0 | everything came back, bit for bit; or the devices were listed |
//! | 1 | something else came back, or nothing |
//! | 2 | the arguments are wrong, or this is no Mac |
//! | 3 | the device did not appear in time |
//! | 4 | a call to the HAL failed |
#![deny(unsafe_code)]
#![cfg_attr(
    not(target_os = "macos"),
    allow(dead_code, reason = "used by `hal`, which is for Macs, and by tests")
)]

use std::process::ExitCode;

mod arguments;
#[cfg(target_os = "macos")]
mod check;
#[cfg(target_os = "macos")]
#[allow(unsafe_code, reason = "the one place that calls the HAL")]
mod hal;
mod io;
mod report;
mod signal;

use arguments::Request;

/// Why it ends, other than with what was asked for.
#[derive(Debug)]
struct Failure {
    code: u8,
    what: String,
}

fn main() -> ExitCode {
    let request = match Request::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(wrong) => {
            eprintln!("error: {wrong}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(&request) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("error: {}", failure.what);
            ExitCode::from(failure.code)
        }
    }
}

#[cfg(target_os = "macos")]
fn run(request: &Request) -> Result<u8, Failure> {
    check::run(request)
}

#[cfg(not(target_os = "macos"))]
fn run(_: &Request) -> Result<u8, Failure> {
    let what = "this needs macOS: it plays through the real HAL, and there is none here".to_owned();
    Err(Failure { code: 2, what })
}
