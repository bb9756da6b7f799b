//! `cargo aspl run` with drivers that work: what is played comes back, and the summary says how it went.

mod common;

use std::path::Path;
use std::sync::OnceLock;

use common::{Ran, aspl, aspl_with, folder, loopback, names, packed, samples, wav, wav_with};

/// A driver that does what the environment variable `SCRIPT` says.
fn scripted() -> &'static Path {
    static BUNDLE: OnceLock<std::path::PathBuf> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drivers/scripted");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers");
        packed(
            &package,
            "scripted",
            &[("CARGO_TARGET_DIR", target.to_str().unwrap())],
        )
    })
}

fn play_scripted(folder: &Path, script: &str, arguments: &[&str]) -> Ran {
    let mut all = vec!["run", scripted().to_str().unwrap()];
    all.extend(arguments);
    aspl_with(folder, &all, &[("SCRIPT", script)])
}

fn play(folder: &Path, arguments: &[&str]) -> Ran {
    let mut all = vec!["run", loopback().to_str().unwrap()];
    all.extend(arguments);
    aspl(folder, &all)
}

#[test]
fn with_nothing_at_hand_a_sweep_is_played_and_comes_back() {
    let folder = folder("run-sweep");
    let ran = play(&folder, &[]);
    ran.succeeds();
    for part in [
        "Minimal Loopback (com.example.minimal-loopback)\n",
        "built-in sweep",
        "44100 Hz, 2 output channels Float32, 2 input channels Float32",
        "overloads",
        "latency",
        "counted    cycles ",
        " 0 different\n",
        "ok: what came back is what was played\n",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }
    assert_eq!(ran.stderr, "", "no progress into a pipe");
}

#[test]
fn a_file_comes_back_with_its_rate_and_type() {
    let folder = folder("run-file");
    wav(&folder.join("in.wav"), 48_000, 2, 5000);
    play(&folder, &["--play", "in.wav", "--record", "out.wav"]).succeeds();
    assert_eq!(
        samples(&folder.join("in.wav")),
        samples(&folder.join("out.wav"))
    );
    let spec = hound::WavReader::open(folder.join("out.wav"))
        .unwrap()
        .spec();
    assert_eq!(
        (spec.sample_rate, spec.bits_per_sample, spec.channels),
        (48_000, 16, 2)
    );
    assert_eq!(names(&folder), ["in.wav", "out.wav"]);
}

#[test]
fn a_mono_file_is_played_to_all_channels() {
    let folder = folder("run-mono");
    wav(&folder.join("in.wav"), 44_100, 1, 3000);
    let ran = play(&folder, &["--play", "in.wav", "--record", "out.wav"]);
    ran.succeeds();
    assert!(ran.stdout.contains("mono to all 2 channels"), "{ran:#?}");
    let both: Vec<i16> = samples(&folder.join("in.wav"))
        .into_iter()
        .flat_map(|s| [s, s])
        .collect();
    assert_eq!(samples(&folder.join("out.wav")), both);
}

#[test]
fn the_summary_is_json_for_machines() {
    let folder = folder("run-json");
    wav(&folder.join("in.wav"), 44_100, 2, 1000);
    let arguments = [
        "--play",
        "in.wav",
        "--json",
        "--buffer-frames",
        "64",
        "--clients",
        "3",
    ];
    let ran = play(&folder, &arguments);
    ran.succeeds();
    let json = ran.json();
    assert_eq!(json["verdict"], "as-expected");
    assert_eq!(json["exit_code"], 0);
    assert_eq!(json["device"]["uid"], "com.example.minimal-loopback");
    assert_eq!(json["comparison"]["different"], 0);
    // Three clients, four cycles of 64 frames apart.
    assert_eq!(json["clients"][2]["start_frame"], 512);
    assert_eq!(json["comparison"]["samples"], (1000 + 512) * 2);
    assert!(json["cycles"].as_u64().unwrap() >= (1000 + 512) / 64);
    assert_eq!(json["overloads"], 0);
    assert!(json["diagnostics"]["cycles"].as_u64() >= json["cycles"].as_u64());
    assert_eq!(json["diagnostics"]["late_writes"], 0);
}

#[test]
fn several_clients_are_summed_under_both_thread_models() {
    let folder = folder("run-clients");
    wav(&folder.join("in.wav"), 44_100, 2, 2000);
    let input = samples(&folder.join("in.wav"));
    for threads in ["one", "per-client"] {
        let arguments = [
            "--play",
            "in.wav",
            "--record",
            "out.wav",
            "--clients",
            "2",
            "--threads",
            threads,
            "--buffer-frames",
            "100",
        ];
        play(&folder, &arguments).succeeds();
        let mut sum = input.clone();
        sum.resize(input.len() + 4 * 100 * 2, 0);
        for (total, sample) in sum[4 * 100 * 2..].iter_mut().zip(&input) {
            *total += sample;
        }
        assert_eq!(samples(&folder.join("out.wav")), sum, "{threads}");
    }
}

#[test]
fn a_run_in_real_time_takes_as_long_as_the_sound() {
    let folder = folder("run-wall");
    wav(&folder.join("in.wav"), 44_100, 1, 4410);
    let started = std::time::Instant::now();
    // A busy machine may be late; that it ran in real time is what counts here.
    let ran = play(
        &folder,
        &[
            "--play", "in.wav", "--clock", "wall", "--json", "--expect", "any",
        ],
    );
    ran.succeeds();
    assert!(started.elapsed().as_millis() >= 100);
    assert_eq!(ran.json()["clock"], "wall");
}

#[test]
fn another_rate_plays_the_same_samples() {
    let folder = folder("run-rate");
    wav(&folder.join("in.wav"), 44_100, 2, 1000);
    let arguments = [
        "--play", "in.wav", "--record", "out.wav", "--rate", "48000", "--json",
    ];
    let ran = play(&folder, &arguments);
    ran.succeeds();
    assert_eq!(ran.json()["device"]["sample_rate"], 48_000.0);
    assert_eq!(
        samples(&folder.join("in.wav")),
        samples(&folder.join("out.wav"))
    );
}

#[test]
fn what_comes_back_too_loud_for_the_file_is_limited_and_said() {
    let folder = folder("run-loud");
    wav_with(&folder.join("in.wav"), 44_100, 2, &[i16::MAX; 4000]);
    let arguments = [
        "--play",
        "in.wav",
        "--record",
        "out.wav",
        "--clients",
        "2",
        "--buffer-frames",
        "64",
        "--json",
    ];
    let ran = play(&folder, &arguments);
    ran.succeeds();
    assert!(
        ran.json()["recorded"]["limited"].as_u64().unwrap() > 0,
        "{ran:#?}"
    );
    assert_eq!(
        samples(&folder.join("out.wav")).into_iter().max(),
        Some(i16::MAX)
    );
}

#[test]
fn a_device_that_stays_silent_is_noticed_or_expected() {
    let folder = folder("run-silent");
    let ran = play_scripted(&folder, "silent", &["--record", "out.wav"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(
        ran.stdout
            .contains("different: what came back is not what was played"),
        "{ran:#?}"
    );
    assert!(ran.stdout.contains("first at frame"), "{ran:#?}");
    assert_eq!(
        names(&folder),
        ["out.wav"],
        "what was heard is there to be looked at"
    );
    play_scripted(&folder, "silent", &["--expect", "silence"]).succeeds();
    play_scripted(&folder, "silent", &["--expect", "any"]).succeeds();
    assert_eq!(play_scripted(&folder, "", &["--expect", "silence"]).code, 1);
}

#[test]
fn a_latency_that_is_reported_but_not_there_is_recognised_as_a_shift() {
    let folder = folder("run-late");
    let late = play_scripted(&folder, "late", &["--json"]);
    assert_eq!(late.code, 0, "{late:#?}");
    assert_eq!(late.json()["latency_frames"]["reported"], 32);
    let ran = play_scripted(&folder, "not late", &["--json"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    let json = ran.json();
    assert_eq!(json["latency_frames"]["reported"], 32);
    assert_eq!(json["comparison"]["shift_frames"], -32);
}

#[test]
fn a_file_says_what_is_expected() {
    let folder = folder("run-expect-file");
    wav(&folder.join("in.wav"), 44_100, 2, 1000);
    wav_with(&folder.join("other.wav"), 44_100, 2, &[7; 2000]);
    wav(&folder.join("longer.wav"), 44_100, 2, 1001);
    let expect = |file| play(&folder, &["--play", "in.wav", "--expect", file]).code;
    assert_eq!(expect("in.wav"), 0);
    assert_eq!(expect("other.wav"), 1);
    assert_eq!(expect("longer.wav"), 1);
}

#[test]
fn devices_of_other_shapes_work() {
    let folder = folder("run-shapes");
    wav(&folder.join("in.wav"), 44_100, 2, 1000);
    for script in ["mono", "uneven", "six"] {
        play_scripted(&folder, script, &[]).succeeds();
        play_scripted(&folder, script, &["--play", "in.wav"]).succeeds();
    }
    for script in ["output only", "input only"] {
        let ran = play_scripted(&folder, script, &["--json"]);
        ran.succeeds();
        assert_eq!(ran.json()["verdict"], "not-compared", "{script}");
    }
    play_scripted(&folder, "input only", &["--expect", "silence"]).succeeds();
    for (script, arguments, part) in [
        ("input only", ["--play", "in.wav"], "cannot play"),
        (
            "input only",
            ["--expect", "identical"],
            "nothing was played",
        ),
        ("output only", ["--record", "out.wav"], "nothing to record"),
        (
            "output only",
            ["--expect", "silence"],
            "nothing can be compared",
        ),
    ] {
        play_scripted(&folder, script, &arguments).fails(2, &[part]);
    }
    assert_eq!(names(&folder), ["in.wav"]);
}

#[test]
fn streams_of_every_kind_of_format_give_back_what_they_can_carry() {
    let folder = folder("run-formats");
    wav(&folder.join("in.wav"), 44_100, 2, 1000);
    for (script, format) in [
        ("int16", "16-bit integer"),
        ("int24 big-endian", "24-bit integer"),
        ("int24 in 32 low", "24-bit integer"),
        ("int24 in 32 high big-endian", "24-bit integer"),
        ("int32", "32-bit integer"),
        ("float32 big-endian", "Float32"),
        ("as float32", "24-bit integer"),
    ] {
        let ran = play_scripted(&folder, script, &["--json"]);
        ran.succeeds();
        let report = ran.json();
        assert_eq!(report["verdict"], "as-expected", "{script}");
        assert_eq!(report["device"]["output_format"], format, "{script}");
        play_scripted(&folder, script, &["--play", "in.wav"]).succeeds();
    }
}

#[test]
fn a_device_is_chosen_by_its_uid() {
    let folder = folder("run-device");
    let ran = play_scripted(&folder, "two", &["--device", "second", "--json"]);
    ran.succeeds();
    assert_eq!(ran.json()["device"]["name"], "Second");
    assert_eq!(ran.json()["device"]["sample_rate"], 8000.0);
    let ran = play_scripted(&folder, "two", &["--device", "third"]);
    ran.fails(2, &["\"third\"", "scripted, second"]);
}

#[test]
fn a_driver_that_fails_is_reported_and_leaves_no_file() {
    let folder = folder("run-failing");
    for (script, code, parts) in [
        ("error", 3, &["the script says so", "Initialize"][..]),
        ("panic", 3, &["the script says so", "Initialize"]),
        ("no device", 4, &["publishes no device"]),
        (
            "read panic",
            4,
            &["DoIOOperation", "'read'", "the script says so"],
        ),
        (
            "write panic",
            4,
            &["DoIOOperation", "'rite'", "the script says so"],
        ),
    ] {
        let ran = play_scripted(&folder, script, &["--record", "out.wav"]);
        assert_eq!(ran.code, code, "{script}: {ran:#?}");
        for part in parts {
            assert!(
                ran.stderr.contains(part),
                "{script}: no {part:?} in {ran:#?}"
            );
        }
        assert!(ran.stderr.contains("\n  hint: "), "{script}: {ran:#?}");
        assert!(names(&folder).is_empty(), "{script}");
    }
}
