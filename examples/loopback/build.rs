//! Writes what `[package.metadata.loopback]` in `Cargo.toml` asks for as a constant that the driver includes.
#![forbid(unsafe_code)]

#[path = "src/configuration.rs"]
mod configuration;
#[path = "build/metadata.rs"]
mod metadata;

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=Cargo.toml");
    if let Err(mistakes) = write() {
        for line in mistakes.lines() {
            println!("cargo::error={line}");
        }
    }
}

fn write() -> Result<(), String> {
    let folder = |name| env::var_os(name).ok_or_else(|| format!("cargo has not set {name}"));
    let manifest = Path::new(&folder("CARGO_MANIFEST_DIR")?).join("Cargo.toml");
    let failure = |error| format!("the configuration cannot be read and written: {error}");
    let text = fs::read_to_string(manifest).map_err(failure)?;
    let configuration = metadata::read(&text)?;
    let written = Path::new(&folder("OUT_DIR")?).join("configuration.rs");
    fs::write(written, metadata::expression(&configuration)).map_err(failure)
}
