//! Lists the files of the examples, which are the templates of `cargo aspl new`, for `src/templates` to include.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

pub(crate) fn write() -> io::Result<()> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut table = String::from("&[\n");
    for example in entries(&examples)? {
        if example.join("Cargo.toml").is_file() {
            list(&example, &example, &mut table)?;
        }
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("templates.rs"), table)
}

/// Adds a row for each file below `folder`: the example, the path in it, and what the file holds.
fn list(example: &Path, folder: &Path, table: &mut String) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for path in entries(folder)? {
        if path.is_dir() {
            list(example, &path, table)?;
            continue;
        }
        let name = example.file_name().unwrap_or_default().to_string_lossy();
        let parts = path.strip_prefix(example).unwrap_or(&path).components();
        let parts: Vec<_> = parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let (inside, whole) = (parts.join("/"), path.canonicalize()?);
        let _ = writeln!(
            table,
            "    ({name:?}, {inside:?}, include_bytes!({whole:?})),"
        );
    }
    Ok(())
}

/// What is in a folder, in order, but for hidden files and what a build leaves.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !["target", "Cargo.lock"].contains(&&*name) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}
