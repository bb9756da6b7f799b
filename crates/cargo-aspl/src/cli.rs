//! What the command accepts.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tympan_aspl_bundle::{BuildOptions, Linker, Target};

use crate::templates;

const EXIT_CODES: &str = "\
Exit codes:
  0  it did what it was asked, and what came back is what was expected
  1  it ran, but what came back is not what was expected, or a check found something
  2  the arguments or the files given are wrong
  3  the driver or its bundle could not be built or loaded
  4  the driver failed while it was running";

/// The heading in the help under which the options of [`Build`] stand.
const BUILD: &str = "Build options";

/// Build, run and inspect AudioServerPlugIn drivers
#[derive(Debug, Parser)]
#[command(name = "cargo aspl", bin_name = "cargo aspl", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build a driver in release mode and pack it as a .driver bundle
    ///
    /// With the path of a bundle, check that one; with --out as well, copy it.
    #[command(after_help = EXIT_CODES)]
    Bundle(BundleArguments),
    /// Play sound through a driver in the simulated HAL and record what comes back
    ///
    /// The file's channels go to the device's: as many as the device has each to its own; mono to all of them; stereo
    /// to a mono device as the mean of both; fewer to the first ones. Nothing is resampled: the device is set to the file's
    /// rate. The recording has the channels of the device, and the rate and sample type of the file (32-bit integers to the
    /// precision of Float32).
    ///
    /// With several clients, all play the same, each starting four cycles after the one before. Samples are the same when they
    /// have the same bits, or are both NaN; with several clients, zeros of either sign are the same.
    #[command(after_help = EXIT_CODES)]
    Run(RunArguments),
    /// Show the objects of a driver with all their properties
    #[command(after_help = EXIT_CODES)]
    Info(InfoArguments),
    /// Make a project for a driver, from one of the examples
    ///
    /// It has a package with tests, a README, licences and a workflow, and is a workspace of its own. As nothing is published, it depends on the checkout that this
    /// program was built from, or on what --framework names.
    #[command(after_help = EXIT_CODES)]
    New(NewArguments),
    /// Sign a bundle with codesign or rcodesign, ad hoc unless an identity is given
    ///
    /// Signing is done by codesign on macOS, and by rcodesign elsewhere or with --p12. Ad hoc signatures are for development; what is distributed needs a Developer ID
    /// and notarisation.
    #[command(after_help = EXIT_CODES)]
    Sign(SignArguments),
    /// Say what is wrong with bundles, with a remedy for each finding
    ///
    /// Without a path, on macOS: with the installed drivers, and what the host, its helper processes and its log say.
    #[command(after_help = EXIT_CODES)]
    Doctor(DoctorArguments),
    /// Install a driver, restart coreaudiod and wait for the driver's devices (macOS)
    #[command(after_help = EXIT_CODES)]
    Install(InstallArguments),
    /// Remove an installed driver and what earlier versions of it left (macOS)
    #[command(after_help = EXIT_CODES)]
    Uninstall(UninstallArguments),
    /// Make an installer package of a bundle, with pkgbuild (macOS)
    #[command(after_help = EXIT_CODES)]
    Package(PackageArguments),
}

impl Command {
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Bundle(arguments) => arguments.json,
            Self::Run(arguments) => arguments.json,
            Self::Info(arguments) => arguments.json,
            Self::New(arguments) => arguments.json,
            Self::Sign(arguments) => arguments.json,
            Self::Doctor(arguments) => arguments.json,
            Self::Install(arguments) => arguments.json,
            Self::Uninstall(arguments) => arguments.json,
            Self::Package(arguments) => arguments.json,
        }
    }
}

/// Which driver is meant.
#[derive(Debug, Args)]
pub struct Source {
    /// The path of a .driver bundle, instead of a package
    #[arg(value_name = "PATH.driver", conflicts_with_all = ["package", "manifest_path"])]
    pub bundle: Option<PathBuf>,
    /// The package that makes the driver [default: the one here, or the only one]
    #[arg(short, long, value_name = "PACKAGE")]
    pub package: Option<String>,
    /// How the package is built.
    #[command(flatten)]
    pub build: Build,
}

/// How a package is built.
#[derive(Debug, Args)]
pub struct Build {
    /// Build with this profile
    #[arg(help_heading = BUILD, long, value_name = "NAME", conflicts_with = "release")]
    pub profile: Option<String>,
    /// Build with the release profile
    #[arg(help_heading = BUILD, long)]
    pub release: bool,
    /// Features of the package to activate
    #[arg(help_heading = BUILD, short = 'F', long, value_name = "FEATURES")]
    pub features: Vec<String>,
    /// Activate all features
    #[arg(help_heading = BUILD, long)]
    pub all_features: bool,
    /// Leave out the default feature
    #[arg(help_heading = BUILD, long)]
    pub no_default_features: bool,
    /// The Cargo.toml of the workspace or package
    #[arg(help_heading = BUILD, long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// Build with Cargo.lock as it is
    #[arg(help_heading = BUILD, long)]
    pub locked: bool,
    /// Build without the network
    #[arg(help_heading = BUILD, long)]
    pub offline: bool,
}

impl Build {
    /// What cargo is to be given; `profile` is used when none is asked for.
    #[must_use]
    pub fn options(&self, profile: &str, quiet: bool) -> BuildOptions {
        let profile = match &self.profile {
            Some(profile) => profile,
            None if self.release => "release",
            None => profile,
        };
        let mut options = BuildOptions::profile(profile);
        options.features.clone_from(&self.features);
        options.all_features = self.all_features;
        options.no_default_features = self.no_default_features;
        options.locked = self.locked;
        options.offline = self.offline;
        options.quiet = quiet;
        options
    }
}

/// `cargo aspl bundle`
#[derive(Debug, Args)]
pub struct BundleArguments {
    /// Which driver.
    #[command(flatten)]
    pub source: Source,
    /// What to build for: this machine, or macOS with one processor or both [default: universal if rustup has both Apple targets, else host]
    #[arg(long, value_name = "TARGET", conflicts_with = "bundle", value_parser = targets())]
    pub target: Option<Target>,
    /// The program that links for macOS; Apple's is on macOS only
    #[arg(help_heading = BUILD, long, value_name = "LINKER", default_value = "rust-lld", conflicts_with = "bundle", value_parser = linkers())]
    pub linker: Linker,
    /// Put debug symbols beside a bundle for macOS, with dsymutil
    #[arg(help_heading = BUILD, long, conflicts_with = "bundle")]
    pub dsym: bool,
    /// The folder to put the bundle in [default: one in the target folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

fn targets() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name)).try_map(|name| name.parse())
}

fn linkers() -> impl TypedValueParser<Value = Linker> {
    PossibleValuesParser::new(["rust-lld", "apple"]).map(|name| match name.as_str() {
        "apple" => Linker::Apple,
        _ => Linker::RustLld,
    })
}

/// `cargo aspl info`
#[derive(Debug, Args)]
pub struct InfoArguments {
    /// Which driver.
    #[command(flatten)]
    pub source: Source,
    /// Print the tree as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl new`
#[derive(Debug, Args)]
pub struct NewArguments {
    /// The folder to make; its name becomes the package's
    #[arg(value_name = "NAME", required_unless_present = "list")]
    pub path: Option<PathBuf>,
    /// The example to begin with
    #[arg(short, long, value_name = "NAME", default_value = templates::DEFAULT)]
    pub template: String,
    /// List the templates
    #[arg(long, conflicts_with = "path")]
    pub list: bool,
    /// The id of the bundle, with which the UIDs of the devices begin [default: com.example.NAME]
    #[arg(long, value_name = "ID")]
    pub bundle_id: Option<String>,
    /// A checkout or repository of tympan-aspl [default: the checkout that this program was built from]
    #[arg(long, value_name = "PATH|GIT-URL")]
    pub framework: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl sign`
#[derive(Debug, Args)]
pub struct SignArguments {
    /// The bundle
    #[arg(value_name = "PATH.driver")]
    pub bundle: PathBuf,
    /// Sign with this identity of a keychain (macOS)
    #[arg(long, value_name = "NAME", conflicts_with = "p12")]
    pub identity: Option<String>,
    /// Sign with the certificate and key in this file, with rcodesign
    #[arg(long, value_name = "FILE", requires = "p12_password_file")]
    pub p12: Option<PathBuf>,
    /// The file with the password of the --p12 file
    #[arg(long, value_name = "FILE", requires = "p12")]
    pub p12_password_file: Option<PathBuf>,
    /// Ask for the hardened runtime also ad hoc; with an identity it always is
    #[arg(long)]
    pub hardened_runtime: bool,
    /// Have it notarised, and staple the ticket: a keychain profile of notarytool, or with --p12 an API key file of rcodesign
    #[arg(long, value_name = "CREDENTIALS", alias = "notarize")]
    pub notarise: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl doctor`
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Bundles, or folders with bundles [default: what is installed]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Print the findings as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl install`
#[derive(Debug, Args)]
pub struct InstallArguments {
    /// Which driver.
    #[command(flatten)]
    pub source: Source,
    /// How many seconds to wait for the driver's devices
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u32,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl uninstall`
#[derive(Debug, Args)]
pub struct UninstallArguments {
    /// Its name, its bundle identifier, or the path of a bundle of it
    #[arg(value_name = "DRIVER")]
    pub driver: String,
    /// Remove without asking
    #[arg(short, long)]
    pub yes: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl package`
#[derive(Debug, Args)]
pub struct PackageArguments {
    /// The bundle, signed
    #[arg(value_name = "PATH.driver")]
    pub bundle: PathBuf,
    /// The folder to put the package in [default: this one]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Sign the package with this "Developer ID Installer" of a keychain
    #[arg(long, value_name = "NAME")]
    pub identity: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// `cargo aspl run`
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Which driver.
    #[command(flatten)]
    pub source: Source,
    /// The WAV file to play [default: a built-in sweep of two seconds]
    #[arg(long, value_name = "IN.wav")]
    pub play: Option<PathBuf>,
    /// Write what comes back to this file
    #[arg(long, value_name = "OUT.wav")]
    pub record: Option<PathBuf>,
    /// The device, by its UID [default: the first]
    #[arg(long, value_name = "UID")]
    pub device: Option<String>,
    /// Set the device to this rate [default: the file's; the device's own for the sweep]
    #[arg(long, value_name = "HZ", value_parser = rate)]
    pub rate: Option<f64>,
    /// Frames per cycle, 1 to 16384
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=16_384))]
    pub buffer_frames: u32,
    /// As fast as possible in virtual time, or in real time
    #[arg(long, value_enum, default_value_t = ClockKind::Virtual)]
    pub clock: ClockKind,
    /// How many clients play and record at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub clients: u32,
    /// One I/O thread for the device, or one for each client
    #[arg(long, value_enum, default_value_t = Threads::One)]
    pub threads: Threads,
    /// Set a custom property of the device before the run: 'Apps={"com.example.player": {"decibels": -20}}', Rate=1.001
    ///
    /// SELECTOR is its four characters, as `cargo aspl info` shows them. VALUE is a number, true, false, a string, or an array or dictionary as JSON. It is set as a
    /// client would, and what it changes about the device is done before the run. The option can be given several times.
    #[arg(long, value_name = "SELECTOR=VALUE")]
    pub set: Vec<Setting>,
    /// The bundle id that the clients have
    #[arg(long, value_name = "ID")]
    pub client_bundle_id: Option<String>,
    /// What has to come back: identical, silence, any, or what is in a WAV file [default: identical where the device plays and
    /// records, else any]
    #[arg(long, value_name = "identical|silence|any|FILE")]
    pub expect: Option<Expect>,
    /// Look for what no realtime thread may do in the driver's I/O calls: while the sound is played, and then under load
    ///
    /// Every device of the driver runs again with two clients in both thread models, while all properties are read and set, clients and configurations
    /// come and go, and control threads are stopped in the middle of the driver. Properties are not what they were afterwards.
    #[arg(long)]
    pub realtime_checks: bool,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
}

/// Which time the run happens in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// As fast as possible, and the same each time
    Virtual,
    /// As long as the sound lasts
    Wall,
}

/// Which threads the I/O runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Threads {
    /// One for the device
    One,
    /// One for each client, at the same time, and one for the mix
    PerClient,
}

/// What has to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// What was played.
    Identical,
    /// Nothing but zeros.
    Silence,
    /// Anything.
    Any,
    /// What is in this file.
    File(PathBuf),
}

impl FromStr for Expect {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "identical" => Self::Identical,
            "silence" => Self::Silence,
            "any" => Self::Any,
            file => Self::File(file.into()),
        })
    }
}

/// A custom property and what it is to be set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The selector.
    pub selector: [u8; 4],
    /// The value, as it was given.
    pub value: String,
}

impl FromStr for Setting {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (selector, value) = text
            .split_once('=')
            .ok_or("write SELECTOR=VALUE, like Rate=1.001")?;
        let selector = selector.as_bytes().try_into();
        Ok(Self {
            selector: selector.map_err(|_| "a selector has four characters, like Rate")?,
            value: value.to_owned(),
        })
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("a rate is a positive number of hertz".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    fn run(arguments: &[&str]) -> Result<RunArguments, clap::Error> {
        let arguments = ["cargo-aspl", "run"].iter().chain(arguments);
        match Cli::try_parse_from(arguments)?.command {
            Command::Run(arguments) => Ok(arguments),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_plain_run_has_defaults() {
        let arguments = run(&[]).unwrap();
        assert_eq!(arguments.buffer_frames, 512);
        assert_eq!(arguments.clients, 1);
        assert_eq!(arguments.clock, ClockKind::Virtual);
        assert_eq!(arguments.threads, Threads::One);
        assert_eq!(arguments.expect, None);
    }

    #[test]
    fn what_is_expected_is_a_word_or_a_file() {
        let expect = |text| run(&["--expect", text]).unwrap().expect.unwrap();
        assert_eq!(expect("silence"), Expect::Silence);
        assert_eq!(expect("any"), Expect::Any);
        assert_eq!(expect("./any"), Expect::File("./any".into()));
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for wrong in [
            ["--rate", "0"],
            ["--rate", "-1"],
            ["--rate", "nan"],
            ["--rate", "fast"],
            ["--buffer-frames", "0"],
            ["--clients", "0"],
            ["--threads", "many"],
        ] {
            let argument = format!("{}={}", wrong[0], wrong[1]);
            assert!(run(&[&argument]).is_err(), "{argument}");
        }
        assert!(run(&["X.driver", "-p", "x"]).is_err());
    }

    #[test]
    fn the_help_lists_the_exit_codes() {
        for command in ["run", "info", "bundle", "new"] {
            let error = Cli::try_parse_from(["cargo-aspl", command, "--help"]).unwrap_err();
            assert!(error.to_string().contains("Exit codes:"), "{command}");
        }
    }
}
