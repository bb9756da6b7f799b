//! The driver that is meant: found, built and packed where that is needed, and started in a simulated host.

use std::path::{Path, PathBuf};

use tympan_aspl_bundle::{BuildOptions, Bundle, Workspace};
use tympan_aspl_host::{Clock, Driver, Host, HostError, LoadError, RealtimeChecks, Timebase};

use crate::cli::{ClockKind, Source};
use crate::failure::{Exit, Failure, Result};
use crate::output::Output;

/// The bundle at the path given, or that of the package, which is built first, for this machine. It goes to a folder of the target folder.
///
/// # Errors
///
/// Bad input when no driver can be made out; not loaded when it does not build or is no driver.
pub fn bundle(source: &Source, profile: &str, output: Output) -> Result<Bundle> {
    if let Some(path) = &source.bundle {
        return Ok(Bundle::open(path)?);
    }
    let options = source.build.options(profile, !output.is_watched());
    Ok(make(source, &options, None)?.0)
}

/// Builds the package and packs it into `folder`, or else into a folder of the target folder. The second path is that of the debug symbols, if
/// they are kept.
///
/// # Errors
///
/// As [`bundle`].
pub fn make(
    source: &Source,
    options: &BuildOptions,
    folder: Option<&Path>,
) -> Result<(Bundle, Option<PathBuf>)> {
    let workspace = Workspace::load(source.build.manifest_path.as_deref())?;
    let package = workspace.select(source.package.as_deref())?;
    // Before the build, which takes longer.
    let metadata = package.metadata()?;
    let built = package.build(options)?;
    let usual = workspace.bundle_folder(options);
    let bundle = Bundle::write(built.library(), &metadata, folder.unwrap_or(&usual))?;
    let debug_symbols = built.keep_debug_symbols(&bundle)?;
    Ok((bundle, debug_symbols))
}

/// Loads the driver and initializes it. Called once per process: a driver that was not made with `tympan-aspl` has no way to be
/// taken down again.
///
/// # Errors
///
/// Not loaded, when the driver cannot be loaded or its own function fails.
pub fn start(bundle: &Bundle, clock: ClockKind, checks: RealtimeChecks) -> Result<Host> {
    bundle.check_host()?;
    let clock = match clock {
        ClockKind::Virtual => Clock::virtual_time(Timebase::NANOSECONDS),
        ClockKind::Wall => Clock::wall_time(),
    };
    supply_symbols(bundle, &clock)?;
    let driver = Driver::from_bundle(bundle.path())
        .map_err(|error| not_loaded(&error).at_path(bundle.path()))?;
    if clock.is_virtual() && !driver.follows_host_clock() && !SUPPLIES_SYMBOLS {
        return Err(Failure::bad_input("the driver keeps its own time, so it cannot be run in virtual time")
            .at_path(bundle.path())
            .hint("run it with `--clock wall`; one made with `tympan-aspl` follows with the feature `simulation`"));
    }
    let builder = Host::builder().clock(clock).realtime_checks(checks);
    builder.start(driver).map_err(|error| {
        Failure::new(Exit::NotLoaded, error.to_string())
            .at_path(bundle.path())
            .hint("the driver's own code failed in setting up; what it said is above")
    })
}

/// Whether this program has what a driver not made with `tympan-aspl` leaves undefined: CoreFoundation and the kernel's clock.
const SUPPLIES_SYMBOLS: bool = cfg!(target_os = "linux");

#[cfg(target_os = "linux")]
fn supply_symbols(bundle: &Bundle, clock: &Clock) -> Result<()> {
    use tympan_aspl_host::{cf, symbols};

    symbols::keep();
    #[cfg(all(target_env = "gnu", not(rtsan)))]
    let _ = tympan_aspl_host::guard::malloc::keep();
    symbols::set_clock(clock);
    if bundle.info().identifier.is_none() {
        return Ok(());
    }
    cf::portable::register_bundle(bundle.path())
        .map(drop)
        .map_err(|error| {
            Failure::new(Exit::NotLoaded, error.to_string())
                .at_path(bundle.path())
                .hint("`cargo aspl bundle` writes bundles that can be read")
        })
}

#[cfg(not(target_os = "linux"))]
fn supply_symbols(_: &Bundle, _: &Clock) -> Result<()> {
    Ok(())
}

/// Most texts of the loader end with how to mend it, after a semicolon.
fn not_loaded(error: &LoadError) -> Failure {
    let text = error.to_string();
    let (what, hint) = text
        .split_once("; ")
        .unwrap_or((&text, "this is a fault of the driver's factory or vtable"));
    Failure::new(Exit::NotLoaded, what).hint(hint)
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
