//! `[package.metadata.loopback]` in `Cargo.toml`: what the build script makes of it, and that the driver is published so.

mod common;
#[path = "../build/metadata.rs"]
mod metadata;

use std::borrow::Cow;

use common::{MAIN, MIRROR, Outcome, start};
use loopback::CONFIGURATION;
use loopback::configuration::{self, Configuration};
use tympan_aspl_host::{Direction, Storage};

fn read(lines: &str) -> Result<Configuration, String> {
    metadata::read(&format!("[package.metadata.loopback]\n{lines}"))
}

#[test]
fn without_a_table_everything_is_as_usual() {
    let usual = Configuration::DEFAULT;
    for manifest in [
        "",
        "[package]\nname = \"x\"\n",
        "[package.metadata.aspl]\nlanguage = \"de\"\n",
        "[package.metadata.loopback]\n",
    ] {
        assert_eq!(metadata::read(manifest), Ok(usual.clone()), "{manifest}");
    }
    let settings = &usual.settings;
    let delays = (settings.latency, settings.safety_offset);
    assert_eq!(
        (settings.channels, settings.mirror, delays),
        (2, true, (0, 0))
    );
    assert_eq!(
        (usual.sample_rates.len(), usual.sample_rate),
        (13, 48_000.0)
    );
}

#[test]
fn each_key_sets_what_it_says_and_nothing_else() {
    type Set = fn(&mut Configuration);
    let rows: [(&str, Set); 14] = [
        ("name = 'Cable'", |all| all.name = Cow::Borrowed("Cable")),
        ("mirror-name = 'Far End'", |all| {
            all.mirror_name = Cow::Borrowed("Far End");
        }),
        ("box-name = 'Case'", |all| {
            all.box_name = Cow::Borrowed("Case")
        }),
        ("manufacturer = 'Me'", |all| {
            all.manufacturer = Cow::Borrowed("Me");
        }),
        ("channels = 1", |all| all.settings.channels = 1),
        ("channels = 1024", |all| all.settings.channels = 1024),
        ("mirror = false", |all| all.settings.mirror = false),
        ("latency = 960000", |all| all.settings.latency = 960_000),
        ("safety-offset = 7", |all| all.settings.safety_offset = 7),
        ("safety-offset = 960000", |all| {
            all.settings.safety_offset = 960_000;
        }),
        ("sample-rates = [96000, 48000.0]", |all| {
            all.sample_rates = Cow::Borrowed(&[96_000.0, 48_000.0]);
        }),
        ("sample-rate = 44100", |all| all.sample_rate = 44_100.0),
        ("sample-rate = 768000.0", |all| all.sample_rate = 768_000.0),
        ("sample-rates = [8000]\nsample-rate = 8000", |all| {
            all.sample_rates = Cow::Borrowed(&[8_000.0]);
            all.sample_rate = 8_000.0;
        }),
    ];
    for (lines, set) in rows {
        let mut expected = Configuration::DEFAULT;
        set(&mut expected);
        assert_eq!(read(lines), Ok(expected), "{lines}");
    }
}

#[test]
fn a_mistake_is_refused_with_what_is_possible() {
    const CHANNELS: &str = "it can be a whole number from 1 to 1024";
    const FRAMES: &str = "it can be a whole number from 0 to 960000, in frames";
    const TEXT: &str = "it can be a string that users can read";
    const RATES: &str = "it can be a list of some of these, each once: 8000, 16000, 24000, 44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000, 705600, 768000";
    for (line, wrong, possible) in [
        ("colour = 1", "unknown field", "`mirror-name`"),
        ("Channels = 2", "unknown field", "`channels`"),
        ("safety_offset = 2", "unknown field", "`safety-offset`"),
        ("name = ''", "is not possible", TEXT),
        ("mirror-name = '  '", "is not possible", TEXT),
        ("box-name = \"a\\u0000\"", "is not possible", TEXT),
        ("manufacturer = 3", "expected a string", TEXT),
        ("channels = 0", "is not possible", CHANNELS),
        ("channels = 1025", "is not possible", CHANNELS),
        ("channels = -2", "`-2`", CHANNELS),
        ("channels = 4294967296", "`4294967296`", CHANNELS),
        ("channels = 2.0", "floating point", CHANNELS),
        ("channels = 'two'", "string \"two\"", CHANNELS),
        (
            "mirror = 1",
            "expected a boolean",
            "it can be true or false",
        ),
        ("latency = 960001", "is not possible", FRAMES),
        ("safety-offset = -1", "`-1`", FRAMES),
        ("sample-rates = 48000", "expected a sequence", RATES),
        ("sample-rates = []", "is not possible", RATES),
        ("sample-rates = [48000, 'x']", "string \"x\"", RATES),
        ("sample-rates = [48000, 48000]", "is not possible", RATES),
        ("sample-rates = [48000, 22050]", "is not possible", RATES),
        ("sample-rates = [nan]", "is not possible", RATES),
        (
            "sample-rate = 22050",
            "is not possible",
            "it can be one of `sample-rates`: 8000, 16000",
        ),
        (
            "sample-rate = true",
            "boolean",
            "it can be one of `sample-rates`",
        ),
    ] {
        let key = line.split(' ').next().unwrap_or_default();
        let refusal = read(line).expect_err(line);
        assert_eq!(refusal.lines().count(), 1, "{refusal}");
        let place = format!("[package.metadata.loopback] in Cargo.toml: `{key} = ");
        for part in [place.as_str(), wrong, possible] {
            assert!(refusal.contains(part), "no {part:?} in {refusal}");
        }
    }
}

#[test]
fn the_initial_rate_has_to_be_among_the_rates() {
    let rates = "sample-rates = [44100, 96000]";
    let absent = read(rates).unwrap_err();
    assert!(
        absent.contains("`sample-rate = 48000, since it is left out`"),
        "{absent}"
    );
    let other = read(&format!("sample-rate = 88200\n{rates}")).unwrap_err();
    assert!(other.contains("`sample-rate = 88200`"), "{other}");
    for refusal in [absent, other] {
        assert!(
            refusal.ends_with("it can be one of `sample-rates`: 44100, 96000"),
            "{refusal}"
        );
    }
}

#[test]
fn values_of_the_wrong_type_are_all_told_at_once() {
    let refusal = read("channels = 'two'\nmirror = 0\nname = 'Cable'").unwrap_err();
    let keys: Vec<_> = refusal
        .lines()
        .filter_map(|line| line.split('`').nth(1))
        .collect();
    assert_eq!(keys, ["channels = \"two\"", "mirror = 0"]);
}

#[test]
fn what_is_no_table_is_refused() {
    let refusal = metadata::read("[package.metadata]\nloopback = 3").unwrap_err();
    assert_eq!(
        refusal,
        "Cargo.toml: `package.metadata.loopback = 3` is no table"
    );
    assert!(metadata::read("[package").is_err());
}

#[test]
fn the_constant_holds_any_text() {
    let configuration = read("name = 'A \"b\" \\ \u{202e}\u{e9}'").unwrap();
    let expression = metadata::expression(&configuration);
    let line = r#"    name: Cow::Borrowed("A \"b\" \\ \u{202e}"#;
    assert!(expression.contains(line), "{expression}");
}

#[test]
fn the_driver_is_published_as_the_manifest_says() -> Outcome {
    let manifest = include_str!("../Cargo.toml");
    assert_eq!(metadata::read(manifest).as_ref(), Ok(&CONFIGURATION));
    let settings = CONFIGURATION.settings;
    let host = start(&Storage::new())?;
    assert_eq!(host.boxes()[0].name()?, CONFIGURATION.box_name);
    let main = host.device(MAIN)?;
    assert_eq!(main.name()?, CONFIGURATION.name);
    let rates = main.sample_rates()?;
    let rates: Vec<_> = rates.iter().map(|range| range.mMinimum).collect();
    assert_eq!(rates, *CONFIGURATION.sample_rates);
    if settings.mirror {
        let mirror = host.device(MIRROR)?;
        assert_eq!(mirror.name()?, CONFIGURATION.mirror_name);
    }
    let devices = host.devices();
    assert_eq!(devices.len(), 1 + usize::from(settings.mirror));
    for device in devices {
        assert_eq!(device.sample_rate()?, CONFIGURATION.sample_rate);
        assert_eq!(device.latency(Direction::Output)?, settings.latency);
        for direction in [Direction::Output, Direction::Input] {
            assert_eq!(device.channels(direction)?, settings.channels as usize);
            assert_eq!(device.safety_offset(direction)?, settings.safety_offset);
        }
    }
    Ok(())
}
