//! `cargo aspl bundle`: what ships.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tympan_aspl_bundle::{Bundle, LibraryFormat, Target, Toolchain, signing};

use crate::Outcome;
use crate::cli::BundleArguments;
use crate::driver;
use crate::failure::{Exit, Failure, Result};
use crate::output::{Output, Style};

/// Builds and packs the driver, or checks a bundle, and tells what is in it.
///
/// # Errors
///
/// As [`driver::make`], and when the bundle cannot be written.
pub fn run(arguments: &BundleArguments, output: Output) -> Outcome {
    let (bundle, debug_symbols) = match &arguments.source.bundle {
        Some(path) => (given(path, arguments.out.as_deref())?, None),
        None => made(arguments, output)?,
    };
    let summary = Summary::of(&bundle, debug_symbols)?;
    if output.json() {
        output.print_json(&summary);
    } else {
        output.print(&summary.text(output));
    }
    Ok(Exit::Success)
}

/// A bundle that is there already, or its copy.
fn given(path: &Path, folder: Option<&Path>) -> Result<Bundle> {
    let bundle = Bundle::open(path)?;
    match folder {
        Some(folder) => Ok(bundle.copy_to(folder)?),
        None => Ok(bundle),
    }
}

fn made(arguments: &BundleArguments, output: Output) -> Result<(Bundle, Option<PathBuf>)> {
    let build = &arguments.source.build;
    let mut options = build.options("release", !output.is_watched());
    options.target = match arguments.target {
        Some(target) => target,
        None => usual_target(output)?,
    };
    options.linker = arguments.linker;
    options.debug_symbols = arguments.dsym;
    if arguments.dsym && options.target.triples().is_empty() {
        return Err(Failure::bad_input("`--dsym` is for bundles for macOS")
            .hint("add `--target universal`; on Linux, debug information stays in the library"));
    }
    driver::make(&arguments.source, &options, arguments.out.as_deref())
}

/// Both processors of macOS if they can be built for; else this machine, with a word on how to get there.
fn usual_target(output: Output) -> Result<Target> {
    let toolchain = Toolchain::ask()?;
    let target = Target::usual(&toolchain);
    if target == Target::Host {
        let missing = toolchain.missing(Target::Universal).join(" ");
        output.note(&format!(
            "this bundle is for this machine; for one that runs on every Mac: rustup target add {missing}"
        ));
    }
    Ok(target)
}

#[derive(Serialize)]
struct Summary<'a> {
    bundle: PathBuf,
    identifier: Option<&'a str>,
    version: Option<&'a str>,
    factory: &'a str,
    factory_uuid: &'a str,
    architectures: Vec<&'static str>,
    /// Of a bundle for macOS: what is signed and what is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    debug_symbols: Option<PathBuf>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: PathBuf,
    bytes: u64,
}

impl<'a> Summary<'a> {
    fn of(bundle: &'a Bundle, debug_symbols: Option<PathBuf>) -> Result<Self> {
        let info = bundle.info();
        let signature = match bundle.library().format() {
            LibraryFormat::MachO => Some(signing::state(bundle.path())?.to_string()),
            _ => None,
        };
        let files = bundle.files()?.into_iter();
        Ok(Self {
            bundle: bundle.path().to_owned(),
            identifier: info.identifier.as_deref(),
            version: info.version.as_deref(),
            factory: &info.factory,
            factory_uuid: &info.factory_uuid,
            architectures: bundle.library().architectures(),
            signature,
            debug_symbols,
            files: files.map(|(path, bytes)| File { path, bytes }).collect(),
        })
    }

    fn text(&self, output: Output) -> String {
        let path = self.bundle.display().to_string();
        let mut text = format!("{}\n", output.styled(Style::Bold, &path));
        let identifier = match (self.identifier, self.version) {
            (Some(identifier), Some(version)) => format!("{identifier} {version}"),
            (identifier, version) => identifier.or(version).unwrap_or("none").to_owned(),
        };
        let architectures = self.architectures.join(", ");
        let debug_symbols = self
            .debug_symbols
            .as_ref()
            .map(|path| path.display().to_string());
        for (name, value) in [
            ("identifier", Some(identifier.as_str())),
            ("factory", Some(self.factory)),
            ("factory UUID", Some(self.factory_uuid)),
            ("processors", Some(architectures.as_str())),
            ("signature", self.signature.as_deref()),
            ("debug symbols", debug_symbols.as_deref()),
        ] {
            if let Some(value) = value {
                text.push_str(&format!("  {name:<14}{value}\n"));
            }
        }
        for file in &self.files {
            let size = size(file.bytes);
            text.push_str(&format!("  {size:>12}  {}\n", file.path.display()));
        }
        text
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(1234), "1234 B");
        assert_eq!(size(350_123), "350 kB");
        assert_eq!(size(12_345_678), "12.3 MB");
    }
}
