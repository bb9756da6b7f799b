//! `cargo aspl`: see the library of this package.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_aspl::main(std::env::args_os())
}
