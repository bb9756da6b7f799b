//! The examples with the commands of their READMEs.

mod common;

use std::path::{Path, PathBuf};

use common::{aspl, folder, root, samples, wav_with};

/// The commands of a README that begin with `cargo aspl`, without that, as a shell takes them apart.
fn commands(example: &str) -> Vec<Vec<String>> {
    let readme = root().join("examples").join(example).join("README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let commands = text.lines().filter_map(|line| {
        let command = line.strip_prefix("cargo aspl ")?;
        Some(shlex::split(command).unwrap_or_else(|| panic!("an open quote: {line}")))
    });
    commands.collect()
}

/// What `in.wav` holds: multiples of ten, of which a tenth is a whole number too.
fn played() -> Vec<i16> {
    (0..4000).map(|number| number % 1000 * 10).collect()
}

/// Runs the commands with an `in.wav`, and gives the place of the `out.wav` that they may have made.
fn readme_of(example: &str) -> PathBuf {
    let commands = commands(example);
    let names: Vec<&str> = commands.iter().map(|command| command[0].as_str()).collect();
    assert!(
        names.contains(&"run") && names.contains(&"info"),
        "{names:?}"
    );
    let folder = folder(&format!("readme-{example}"));
    let [input, output] = ["in.wav", "out.wav"].map(|file| folder.join(file));
    wav_with(&input, 48_000, 2, &played());
    for mut command in commands {
        for argument in &mut command {
            match argument.as_str() {
                "in.wav" => *argument = input.display().to_string(),
                "out.wav" => *argument = output.display().to_string(),
                _ => {}
            }
        }
        let ran = aspl(&root(), &command);
        ran.succeeds();
        assert!(!ran.stdout.contains("violation"), "{command:?}: {ran:#?}");
    }
    output
}

/// Checks that what was recorded is a tenth of what was played.
fn is_a_tenth(output: &Path) {
    let expected: Vec<i16> = played().iter().map(|sample| sample / 10).collect();
    assert!(samples(output) == expected, "{}", output.display());
}

#[test]
fn minimal_loopback_runs_as_its_readme_says() {
    readme_of("minimal-loopback");
}

#[test]
fn multi_stream_runs_as_its_readme_says() {
    readme_of("multi-stream");
}

#[test]
fn null_device_runs_as_its_readme_says() {
    readme_of("null-device");
}

#[test]
fn hot_plug_runs_as_its_readme_says() {
    readme_of("hot-plug");
}

#[test]
fn gain_runs_as_its_readme_says() {
    is_a_tenth(&readme_of("gain"));
}

#[test]
fn app_volume_runs_as_its_readme_says() {
    is_a_tenth(&readme_of("app-volume"));
}

#[test]
fn loopback_runs_as_its_readme_says() {
    readme_of("loopback");
}

#[test]
fn virtual_microphone_runs_as_its_readme_says() {
    readme_of("virtual-microphone");
}
