//! Small libraries that stand in for drivers, and folders to put them in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tympan_aspl_bundle::LibraryFormat;

pub const UUID: &str = "0A1B2C3D-0001-5002-8003-000000000004";

/// A folder of its own for each test, emptied at the start.
pub fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Compiles a library that exports `exported` and carries a record that names `recorded`.
pub fn library(folder: &Path, exported: &str, recorded: Option<&str>, name: &str) -> PathBuf {
    let section = match LibraryFormat::HOST {
        LibraryFormat::MachO => "__DATA,__aspl",
        _ => ".aspl",
    };
    let record = recorded.map_or(String::new(), |factory| {
        let text = format!(
            "tympan-aspl 1\\nfactory={factory}\\nfactory-uuid={UUID}\\nbundle-id=com.example.stand-in\\n\
             name={name}\\ncrate=stand-in\\nversion=1.0.0\\nframework=0.1.0\\n\\0"
        );
        format!(
            "const TEXT: &str = \"{text}\";
             #[used] #[unsafe(link_section = \"{section}\")]
             static RECORD: [u8; TEXT.len()] = {{
                 let (mut bytes, mut i) = ([0; TEXT.len()], 0);
                 while i < bytes.len() {{ bytes[i] = TEXT.as_bytes()[i]; i += 1; }}
                 bytes
             }};
             #[unsafe(no_mangle)] pub extern \"C\" fn record() -> *const u8 {{ RECORD.as_ptr() }}"
        )
    });
    let source = folder.join("stand_in.rs");
    fs::write(
        &source,
        format!("{record}\n#[unsafe(no_mangle)] pub extern \"C\" fn {exported}() {{}}\n"),
    )
    .unwrap();
    let output = folder.join("libstand_in.so");
    let status = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=cdylib", "-o"])
        .arg(&output)
        .arg(&source)
        .status()
        .unwrap();
    assert!(status.success());
    output
}
