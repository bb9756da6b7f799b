//! The C file with which this crate is compared with Apple's headers on a Mac: it is complete, it is C, and its assertions find what is wrong.
//! The headers here are stand-ins that say what this crate says, so the values themselves are not judged.
#![cfg(not(miri))]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tympan_aspl_sys::names;

#[path = "../examples/c_assertions.rs"]
mod generator;

/// A header in place of all that the file includes.
fn stand_in() -> String {
    let mut text = String::from("#define __MAC_27_0 1\n");
    for layout in generator::layouts() {
        // Fields as long as the way to the next one.
        let ends = layout.fields.iter().skip(1).map(|(_, offset)| *offset);
        let _ = write!(text, "typedef struct {} {{", layout.name);
        for ((field, offset), end) in layout.fields.iter().zip(ends.chain([layout.size])) {
            let _ = write!(text, " char {field}[{}];", end - offset);
        }
        let _ = writeln!(
            text,
            " }} __attribute__((aligned({}))) {};",
            layout.align, layout.name
        );
    }
    for entry in names::all().flat_map(|group| group.entries) {
        let _ = writeln!(text, "#define {} ((int){}u)", entry.name, entry.value);
    }
    text
}

/// What the compiler says to the file, with this header in place of Apple's.
fn compile(folder: &str, header: &str) -> Output {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let file = generator::file();
    let includes = file
        .lines()
        .filter_map(|line| line.strip_prefix("#include <")?.strip_suffix('>'));
    for include in includes.filter(|include| !include.starts_with("std")) {
        let path: PathBuf = folder.join(include);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "#include \"stand_in.h\"\n").unwrap();
    }
    let header = format!("#ifndef STAND_IN\n#define STAND_IN\n{header}#endif\n");
    fs::write(folder.join("stand_in.h"), header).unwrap();
    fs::write(folder.join("assertions.c"), file).unwrap();
    let mut compiler = Command::new(std::env::var("CC").unwrap_or("cc".to_owned()));
    compiler.args(["-fsyntax-only", "-std=c11", "-I", "."]);
    compiler
        .arg("assertions.c")
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn the_file_has_every_structure_and_every_constant() {
    let file = generator::file();
    let count = |part: &str| file.matches(part).count();
    // The structures and vtables of hal-facts A.4 to A.8, and the kernel's timebase.
    assert_eq!(count("sizeof("), 22);
    assert!(file.contains("(offsetof(AudioServerPlugInDriverInterface, DoIOOperation) == 168,"));
    assert!(file.contains("(kAudioHardwareUnknownPropertyError) == 0x77686F3Fu"));
    let constants = names::all().flat_map(|group| group.entries).count();
    assert_eq!(count("_Static_assert((uint32_t)"), constants);
}

#[test]
fn it_compiles_and_one_wrong_number_does_not() {
    let header = stand_in();
    let good = compile("c-assertions-good", &header);
    assert!(
        good.status.success(),
        "{}",
        String::from_utf8_lossy(&good.stderr)
    );
    for (name, from, to) in [
        (
            "constant",
            "#define kAudioDeviceClassID ((int)",
            "#define kAudioDeviceClassID ((int)1",
        ),
        (
            "offset",
            "char mElement[4];",
            "char mElement[4]; char more[4];",
        ),
    ] {
        assert!(header.contains(from), "{from}");
        let bad = compile(&format!("c-assertions-{name}"), &header.replace(from, to));
        assert!(!bad.status.success(), "{name}");
    }
}
