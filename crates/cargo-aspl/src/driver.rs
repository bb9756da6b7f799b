//! The driver that is meant: found, built and packed where that is needed, and started in a simulated host.

use std::path::PathBuf;

use tympan_aspl_bundle::{Bundle, Workspace};
use tympan_aspl_host::{Driver, Host, HostError, LoadError, Timebase};

use crate::cli::{ClockKind, Source};
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;

/// The bundle at the path given, or that of the package, which is built first. It goes to `folder`, or else to a folder
/// of the target folder.
///
/// # Errors
///
/// Bad input when no driver can be made out; not loaded when it does not build or is no driver.
pub fn bundle(
    source: &Source,
    profile: &str,
    folder: Option<PathBuf>,
    output: Output,
) -> Result<Bundle> {
    if let Some(path) = &source.bundle {
        return Ok(Bundle::open(path)?);
    }
    let workspace = Workspace::load(source.build.manifest_path.as_deref())?;
    let package = workspace.select(source.package.as_deref())?;
    let options = source.build.options(profile, !output.is_watched());
    let library = package.build(&options)?;
    let folder = folder.unwrap_or_else(|| workspace.bundle_folder(&options));
    Ok(Bundle::write(&library, &folder)?)
}

/// Loads the driver and initializes it.
///
/// # Errors
///
/// Not loaded, when the driver cannot be loaded or its own function fails.
pub fn start(bundle: &Bundle, clock: ClockKind) -> Result<Host> {
    let driver = Driver::from_bundle(bundle.path())?;
    let builder = match clock {
        ClockKind::Virtual => Host::builder().virtual_clock(Timebase::NANOSECONDS),
        ClockKind::Wall => Host::builder().wall_clock(),
    };
    builder.start(driver).map_err(|error| {
        Failure::new(Exit::NotLoaded, error.to_string())
            .at_path(bundle.path())
            .hint(
                "the function given to `tympan_aspl::export!` returned an error or panicked; what it said is above",
            )
    })
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::new(Exit::NotLoaded, error.to_string())
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        match &error {
            HostError::NoSuchDevice { known, .. } => {
                let known = known.join(", ");
                Self::bad_input(error.to_string())
                    .hint(format!("name one of these with `--device`: {known}"))
            }
            HostError::Invalid { .. } => Self::bad_input(error.to_string())
                .hint("`cargo aspl run --help` says what is possible"),
            _ => Self::new(Exit::DriverFailed, error.to_string())
                .hint("this is a fault of the driver; `cargo aspl info` shows what it publishes"),
        }
    }
}
