//! `cargo aspl bundle`: what ships.

use std::path::PathBuf;

use serde::Serialize;
use tympan_aspl_bundle::Bundle;

use crate::Outcome;
use crate::cli::BundleArguments;
use crate::driver;
use crate::failure::{Exit, Result};
use crate::output::{Output, Style};

/// Builds and packs the driver, or checks a bundle, and tells what is in it.
///
/// # Errors
///
/// As [`driver::bundle`], and when the bundle cannot be written.
pub fn run(arguments: &BundleArguments, output: Output) -> Outcome {
    let mut bundle = driver::bundle(&arguments.source, "release", arguments.out.clone(), output)?;
    if arguments.source.bundle.is_some()
        && let Some(folder) = &arguments.out
    {
        bundle = bundle.copy_to(folder)?;
    }
    let summary = Summary::of(&bundle)?;
    if output.json() {
        output.print_json(&summary);
    } else {
        output.print(&summary.text(output));
    }
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct Summary<'a> {
    bundle: PathBuf,
    identifier: Option<&'a str>,
    version: Option<&'a str>,
    factory: &'a str,
    factory_uuid: &'a str,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: PathBuf,
    bytes: u64,
}

impl<'a> Summary<'a> {
    fn of(bundle: &'a Bundle) -> Result<Self> {
        let info = bundle.info();
        let files = bundle.files()?.into_iter();
        Ok(Self {
            bundle: bundle.path().to_owned(),
            identifier: info.identifier.as_deref(),
            version: info.version.as_deref(),
            factory: &info.factory,
            factory_uuid: &info.factory_uuid,
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
        for (name, value) in [
            ("identifier", identifier.as_str()),
            ("factory", self.factory),
            ("factory UUID", self.factory_uuid),
        ] {
            text.push_str(&format!("  {name:<14}{value}\n"));
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
