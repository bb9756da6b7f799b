//! The examples with the commands of their READMEs.

mod common;

use common::{aspl, root};

/// The commands of a README that begin with `cargo aspl`, without that.
fn commands(example: &str) -> Vec<Vec<String>> {
    let readme = root().join("examples").join(example).join("README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let commands = text.lines().filter_map(|line| {
        let command = line.strip_prefix("cargo aspl ")?.split('#').next()?;
        Some(command.split_whitespace().map(str::to_owned).collect())
    });
    commands.collect()
}

fn readme_of(example: &str) {
    let commands = commands(example);
    let names: Vec<&str> = commands.iter().map(|command| command[0].as_str()).collect();
    assert!(
        names.contains(&"run") && names.contains(&"info"),
        "{names:?}"
    );
    for command in commands {
        let ran = aspl(&root(), &command);
        ran.succeeds();
        assert!(!ran.stdout.contains("violation"), "{command:?}: {ran:#?}");
    }
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
    readme_of("gain");
}

#[test]
fn app_volume_runs_as_its_readme_says() {
    readme_of("app-volume");
}

#[test]
fn loopback_runs_as_its_readme_says() {
    readme_of("loopback");
}

#[test]
fn virtual_microphone_runs_as_its_readme_says() {
    readme_of("virtual-microphone");
}
