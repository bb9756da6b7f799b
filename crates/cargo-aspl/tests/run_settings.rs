//! `cargo aspl run --set`: the custom properties of the examples, heard.

mod common;

use common::{Ran, aspl, folder, root, samples, wav_with};

/// Plays multiples of ten at 48 kHz in stereo, and gives them and what came back.
fn heard(name: &str, example: &str, arguments: &[&str]) -> (Ran, Vec<i16>, Vec<i16>) {
    let folder = folder(name);
    let [input, output] = ["in.wav", "out.wav"].map(|file| folder.join(file));
    let played: Vec<i16> = (0..4000).map(|number| number % 1000 * 10).collect();
    wav_with(&input, 48_000, 2, &played);
    let mut all = vec!["run", "-p", example, "--play", input.to_str().unwrap()];
    all.extend(["--record", output.to_str().unwrap()]);
    all.extend(arguments);
    let ran = aspl(&root(), &all);
    ran.succeeds();
    let recorded = samples(&output);
    (ran, played, recorded)
}

const PLAYER: &str = r#"Apps={"com.example.player": {"decibels": -20}}"#;

#[test]
fn an_application_is_heard_as_it_is_set_and_others_are_not_touched() {
    for (client, divisor) in [("com.example.player", 10), ("com.example.other", 1)] {
        let arguments = [
            "--set",
            PLAYER,
            "--client-bundle-id",
            client,
            "--expect",
            "any",
        ];
        let (_, played, recorded) = heard("set-app", "app-volume", &arguments);
        let expected: Vec<i16> = played.iter().map(|sample| sample / divisor).collect();
        assert!(recorded == expected, "{client}");
    }
}

#[test]
fn a_setting_that_changes_the_device_holds_before_the_run() {
    let arguments = ["--set", r#"Sett={"channels": 4, "mirror": 0}"#, "--json"];
    let (ran, ..) = heard("set-channels", "loopback", &arguments);
    let json = ran.json();
    assert_eq!(json["device"]["output_channels"], 4);
    assert_eq!(json["verdict"], "as-expected");
}

#[test]
fn what_cannot_be_set_is_said_with_what_can() {
    for (example, setting, parts) in [
        (
            "app-volume",
            "Volu=1",
            ["no custom property `Volu`", "set one of these: Apps"],
        ),
        (
            "app-volume",
            "Clnt=1",
            ["`Clnt` cannot be set", "set one of these: Apps"],
        ),
        ("app-volume", "Apps=[1,", ["no value for `Apps`", "as JSON"]),
        (
            "app-volume",
            "Apps=loud",
            ["refuses loud for `Apps`", "cargo aspl info"],
        ),
        ("app-volume", "Apps", ["SELECTOR=VALUE", "--set"]),
        ("app-volume", "Volume=1", ["four characters", "--set"]),
        (
            "minimal-loopback",
            "Apps=1",
            ["no custom property `Apps`", "leave out `--set`"],
        ),
    ] {
        let ran = aspl(&root(), &["run", "-p", example, "--set", setting]);
        assert_eq!(ran.code, 2, "{ran:#?}");
        for part in parts {
            assert!(ran.stderr.contains(part), "{part}: {ran:#?}");
        }
    }
}
