//! `cargo aspl package`: an installer package of a bundle, on macOS.

use std::path::PathBuf;

use serde::Serialize;
use tympan_aspl_bundle::package::Package;
use tympan_aspl_bundle::{Bundle, ThisSystem};

use crate::Outcome;
use crate::cli::PackageArguments;
use crate::failure::Exit;
use crate::mac;
use crate::output::Output;

/// Packs the bundle and tells where the package is.
///
/// # Errors
///
/// Bad input on another system than macOS; else when the bundle cannot be used or the package cannot be made.
pub fn run(arguments: &PackageArguments, output: Output) -> Outcome {
    mac::require(
        "making an installer package",
        "what is possible here: `cargo aspl bundle --target universal`, `cargo aspl sign` and `cargo aspl doctor`; take the bundle to a Mac",
    )?;
    let bundle = Bundle::open(&arguments.bundle)?;
    let folder = arguments.out.clone().unwrap_or_else(|| PathBuf::from("."));
    let identity = arguments.identity.as_deref();
    let package = Package::write(&ThisSystem, &bundle, &folder, identity)?;
    let summary = Summary {
        installer: &package.installer,
        uninstaller: &package.uninstaller,
        signed: identity.is_some(),
    };
    if output.json() {
        output.print_json(&summary);
    } else {
        let signed = if summary.signed {
            "signed"
        } else {
            "not signed"
        };
        output.print(&format!(
            "{} ({signed})\n{}\n",
            summary.installer.display(),
            summary.uninstaller.display()
        ));
    }
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct Summary<'a> {
    installer: &'a PathBuf,
    uninstaller: &'a PathBuf,
    signed: bool,
}
