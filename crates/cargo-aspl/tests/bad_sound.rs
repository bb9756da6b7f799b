//! Sound files and settings that cannot be: the message says what and how to mend it, and no file is left behind.

mod common;

use std::fs;
use std::path::Path;

use common::{Ran, aspl, folder, loopback, names, wav};

fn play(folder: &Path, arguments: &[&str]) -> Ran {
    let mut all = vec!["run", loopback().to_str().unwrap()];
    all.extend(arguments);
    aspl(folder, &all)
}

#[test]
fn files_that_cannot_be_played() {
    let folder = folder("bad-files");
    wav(&folder.join("whole.wav"), 44_100, 2, 100);
    let whole = fs::read(folder.join("whole.wav")).unwrap();
    fs::write(folder.join("empty.wav"), "").unwrap();
    fs::write(folder.join("text.wav"), "This is no sound.").unwrap();
    fs::write(folder.join("truncated.wav"), &whole[..whole.len() - 100]).unwrap();
    wav(&folder.join("silent.wav"), 44_100, 2, 0);
    fs::create_dir(folder.join("folder.wav")).unwrap();
    let before = names(&folder);
    for (file, parts) in [
        (
            "missing.wav",
            &["cannot read the sound file", "missing.wav"][..],
        ),
        ("empty.wav", &["empty (0 bytes)"]),
        ("text.wav", &["no RIFF header", "text.wav"]),
        (
            "truncated.wav",
            &["truncated", "400 bytes", "300 are there"],
        ),
        ("silent.wav", &["empty"]),
        ("folder.wav", &["folder"]),
    ] {
        play(&folder, &["--play", file, "--record", "out.wav"]).fails(2, parts);
        play(&folder, &["--expect", &format!("./{file}")]).fails(2, parts);
    }
    assert_eq!(names(&folder), before);
}

#[test]
fn a_rate_the_device_lacks() {
    let folder = folder("bad-rate");
    wav(&folder.join("in.wav"), 22_050, 2, 100);
    let rates = ["22050", "44100", "48000"];
    play(&folder, &["--play", "in.wav", "--record", "out.wav"]).fails(2, &rates);
    play(&folder, &["--rate", "22050", "--record", "out.wav"]).fails(2, &rates);
    assert_eq!(names(&folder), ["in.wav"]);
}

#[test]
fn a_file_to_compare_with_that_has_another_rate() {
    let folder = folder("bad-expected-rate");
    wav(&folder.join("in.wav"), 44_100, 2, 100);
    wav(&folder.join("other.wav"), 48_000, 2, 100);
    let arguments = ["--play", "in.wav", "--expect", "other.wav"];
    play(&folder, &arguments).fails(2, &["48000", "44100", "other.wav"]);
}

#[test]
fn more_channels_than_the_device_has() {
    let folder = folder("bad-channels");
    wav(&folder.join("in.wav"), 44_100, 6, 100);
    let parts = ["6 channels", "the device 2"];
    play(&folder, &["--play", "in.wav", "--record", "out.wav"]).fails(2, &parts);
    assert_eq!(names(&folder), ["in.wav"]);
}

#[test]
fn outputs_that_cannot_be_written() {
    let folder = folder("bad-output");
    wav(&folder.join("in.wav"), 44_100, 2, 100);
    fs::create_dir(folder.join("folder")).unwrap();
    let input = fs::read(folder.join("in.wav")).unwrap();
    for (record, part) in [
        ("missing/out.wav", "the folder has to exist"),
        ("folder", "folder"),
        ("in.wav/out.wav", "cannot write"),
        ("in.wav", "would replace"),
        ("folder/../in.wav", "would replace"),
    ] {
        play(&folder, &["--play", "in.wav", "--record", record]).fails(2, &[part]);
    }
    if cfg!(unix) {
        let ran = play(&folder, &["--record", "/dev/null"]);
        ran.fails(2, &["not an ordinary file"]);
    }
    assert_eq!(fs::read(folder.join("in.wav")).unwrap(), input);
    assert_eq!(names(&folder), ["folder", "in.wav"]);
    assert!(names(&folder.join("folder")).is_empty());
}

#[test]
fn settings_that_cannot_be() {
    let folder = folder("bad-settings");
    for arguments in [
        &["--rate", "0"][..],
        &["--buffer-frames", "0"],
        &["--buffer-frames", "1000000"],
        &["--clients", "0"],
        &["--threads", "none"],
        &["--clock", "stopped"],
        &["--no-such-option"],
    ] {
        let ran = play(&folder, arguments);
        assert_eq!(ran.code, 2, "{ran:#?}");
        assert!(ran.stderr.starts_with("error: "), "{ran:#?}");
    }
}
