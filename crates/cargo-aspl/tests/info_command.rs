//! `cargo aspl info`: every object with its properties, for people and for machines.

mod common;

use common::{aspl, folder, loopback, root};
use serde_json::Value;

#[test]
fn the_tree_names_every_object_and_property() {
    let ran = aspl(
        &folder("info-text"),
        &["info", loopback().to_str().unwrap()],
    );
    ran.succeeds();
    for part in [
        "minimal-loopback.driver\n",
        "  identifier    com.example.minimal-loopback\n",
        "kAudioPlugInClassID",
        "kAudioDeviceClassID",
        "kAudioStreamClassID",
        "kAudioDevicePropertyDeviceUID = \"com.example.minimal-loopback\"",
        "kAudioDevicePropertyAvailableNominalSampleRates = [44100, 48000]",
        "kAudioDevicePropertyNominalSampleRate (settable) = 44100",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }
    assert!(!ran.stdout.contains("violation"), "{ran:#?}");
}

/// All objects, owners first.
fn objects<'a>(node: &'a Value, all: &mut Vec<&'a Value>) {
    all.push(node);
    for child in node["children"].as_array().unwrap() {
        objects(child, all);
    }
}

#[test]
fn the_tree_as_json_has_the_objects_of_the_example() {
    let ran = aspl(
        &folder("info-json"),
        &["info", loopback().to_str().unwrap(), "--json"],
    );
    ran.succeeds();
    let json = ran.json();
    let mut all = Vec::new();
    objects(&json["plug_in"], &mut all);
    let classes: Vec<&str> = all
        .iter()
        .map(|node| node["class_name"].as_str().unwrap())
        .collect();
    assert_eq!(
        classes,
        [
            "kAudioPlugInClassID",
            "kAudioDeviceClassID",
            "kAudioStreamClassID",
            "kAudioStreamClassID"
        ]
    );
    for node in all {
        for property in node["properties"].as_array().unwrap() {
            assert!(property["name"].is_string(), "{property}");
            assert!(property.get("error").is_none(), "{property}");
        }
    }
    assert_eq!(json["violations"], Value::Array(Vec::new()));
    assert_eq!(json["info_plist"]["minimum_macos"], "11.0");
    assert_eq!(json["info_plist"]["copyright"], Value::Null);
}

/// The manifest puts the icon into the bundle, the code names it: here they meet.
#[test]
fn a_device_finds_the_icon_that_its_manifest_names() {
    let ran = aspl(&root(), &["info", "-p", "null-device"]);
    ran.succeeds();
    let icon = ran
        .stdout
        .lines()
        .find(|line| line.contains("kAudioDevicePropertyIcon"));
    let icon = icon.expect("a device has an icon");
    assert!(
        icon.ends_with("Contents/Resources/null-device.icns\""),
        "{icon}"
    );
}
