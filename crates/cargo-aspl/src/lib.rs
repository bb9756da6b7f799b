//! `cargo aspl`: packs an AudioServerPlugIn as a `.driver` bundle, plays sound through it in the simulated HAL, shows
//! its objects, examines bundles and installs them.
//!
//! The commands are in [`commands`], one module each; [`cli`] says what they accept, [`driver`] finds and builds the driver that is
//! meant, [`audio`] is about the sound itself, [`mac`] about what only a Mac has. Nothing here speaks to a driver: `tympan-aspl-host` does.
//!
//! # Exit codes
//!
//! | Code | Meaning |
//! |---|---|
//! | 0 | it did what it was asked, and what came back is what was expected |
//! | 1 | it ran, but what came back is not what was expected, or a check found something |
//! | 2 | the arguments or the files given are wrong |
//! | 3 | the driver or its bundle could not be built or loaded |
//! | 4 | the driver failed while it was running |
#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

pub mod audio;
pub mod cli;
pub mod commands;
pub mod driver;
pub mod failure;
pub mod mac;
pub mod output;
pub mod templates;

use cli::{Cli, Command};
use failure::Exit;
use output::Output;

/// Runs the command line, `arguments` beginning with the name of the program.
///
/// cargo passes its subcommand's own name on (`cargo-aspl aspl run`), the alias of a checkout does not (`cargo-aspl run`);
/// both are accepted.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|argument| argument == "aspl") {
        arguments.remove(1);
    }
    let command = Cli::parse_from(arguments).command;
    let output = Output::new(command.json());
    let result = match &command {
        Command::Bundle(arguments) => commands::bundle::run(arguments, output),
        Command::Run(arguments) => commands::run::run(arguments, output),
        Command::Info(arguments) => commands::info::run(arguments, output),
        Command::New(arguments) => commands::new::run(arguments, output),
        Command::Sign(arguments) => commands::sign::run(arguments, output),
        Command::Doctor(arguments) => commands::doctor::run(arguments, output),
        Command::Install(arguments) => commands::install::run(arguments, output),
        Command::Uninstall(arguments) => commands::uninstall::run(arguments, output),
        Command::Package(arguments) => commands::package::run(arguments, output),
    };
    let exit = result.unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit
    });
    ExitCode::from(exit.code())
}

/// What each command ends with when it did not fail.
type Outcome = failure::Result<Exit>;
