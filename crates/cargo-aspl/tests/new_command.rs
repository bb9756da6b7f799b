//! `cargo aspl new`: projects that work at once, and what it refuses.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Ran, aspl, aspl_with, folder, names, run};

/// A folder outside any workspace, gone at the end of the test.
struct Elsewhere(PathBuf);

impl Elsewhere {
    fn new(test: &str) -> Self {
        let name = format!("cargo-aspl-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// One target folder for all, so that the framework is compiled only once.
fn target() -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers");
    target.to_str().unwrap().to_owned()
}

fn cargo(folder: &Path, arguments: &[&str]) -> Ran {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target());
    run(cargo)
}

fn aspl_there(folder: &Path, arguments: &[&str]) -> Ran {
    aspl_with(folder, arguments, &[("CARGO_TARGET_DIR", &target())])
}

#[test]
fn a_new_project_tests_runs_and_bundles() {
    let elsewhere = Elsewhere::new("new-project");
    let made = aspl(&elsewhere.0, &["new", "my-demo"]);
    made.succeeds();
    for part in ["com.example.my-demo", "minimal-loopback", "cargo aspl run"] {
        assert!(made.stdout.contains(part), "{part}: {made:#?}");
    }
    let project = elsewhere.0.join("my-demo");
    let top = [
        ".github",
        ".gitignore",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "src",
        "tests",
    ];
    assert_eq!(names(&project), top);

    let tests = cargo(&project, &["test", "--offline"]);
    tests.succeeds();
    assert!(
        tests
            .stdout
            .contains("what_is_played_is_recorded_at_every_rate ... ok"),
        "{tests:#?}"
    );

    let ran = aspl_there(&project, &["run", "--offline"]);
    ran.succeeds();
    assert!(
        ran.stdout.contains("what came back is what was played"),
        "{ran:#?}"
    );

    let shown = aspl_there(&project, &["info", "--offline"]);
    shown.succeeds();
    for part in ["com.example.my-demo", "My Demo"] {
        assert!(shown.stdout.contains(part), "{part}: {shown:#?}");
    }

    let bundle = "bundle --target host --profile dev --offline --out bundle";
    let bundle: Vec<_> = bundle.split(' ').collect();
    aspl_there(&project, &bundle).succeeds();
    assert_eq!(names(&project.join("bundle")), ["my-demo.driver"]);
}

#[test]
fn a_new_loopback_is_what_its_manifest_says() {
    let elsewhere = Elsewhere::new("new-loopback");
    let arguments = ["new", "my-cable", "--template", "loopback"];
    aspl(&elsewhere.0, &arguments).succeeds();
    let project = elsewhere.0.join("my-cable");
    let manifest = project.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("[package.metadata.loopback]\n"), "{text}");
    let edited = [
        ("name = \"My Cable\"", "name = \"Studio\""),
        ("channels = 2", "channels = 6"),
        ("mirror = true", "mirror = false"),
        ("sample-rate = 48000", "sample-rate = 96000"),
    ]
    .into_iter()
    .fold(text, |text, (line, other)| {
        let lines = [line, other].map(|line| format!("\n{line}\n"));
        assert!(text.contains(&lines[0]), "no {line} in {text}");
        text.replace(&lines[0], &lines[1])
    });

    fs::write(&manifest, &edited).unwrap();
    let shown = aspl_there(&project, &["info", "--offline"]);
    shown.succeeds();
    for part in [
        "kAudioObjectPropertyName = \"Studio\"",
        "\"com.example.my-cable.main\"",
        "kAudioDevicePropertyNominalSampleRate (settable) = 96000",
        "kAudioChannelLabel_Discrete_5]",
    ] {
        assert!(shown.stdout.contains(part), "{part}: {shown:#?}");
    }
    assert!(!shown.stdout.contains("my-cable.mirror"), "{shown:#?}");

    fs::write(&manifest, edited.replace("channels = 6", "channels = 0")).unwrap();
    let refused = cargo(&project, &["check", "--offline"]);
    assert_ne!(refused.code, 0, "{refused:#?}");
    for part in ["`channels = 0`", "from 1 to 1024"] {
        assert!(refused.stderr.contains(part), "{part}: {refused:#?}");
    }
}

#[test]
fn every_template_compiles() {
    let elsewhere = Elsewhere::new("new-templates");
    let listed = aspl(&elsewhere.0, &["new", "--list", "--json"]).json();
    let templates = listed.as_array().unwrap();
    assert!(templates.len() >= 7, "{listed}");
    for template in templates {
        let template = template["name"].as_str().unwrap();
        // The hardest names: one cannot be a path in Rust, the other no part of a bundle id.
        let name = format!("a-{template}_too");
        aspl(&elsewhere.0, &["new", &name, "--template", template]).succeeds();
        let project = elsewhere.0.join(name);
        cargo(&project, &["check", "--tests", "--offline"]).succeeds();
    }
}

#[test]
fn the_templates_are_listed_with_what_they_are() {
    let ran = aspl(&folder("new-list"), &["new", "--list"]);
    ran.succeeds();
    for part in [
        "minimal-loopback",
        "The smallest useful driver",
        "gain",
        "[default]",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {ran:#?}");
    }
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = folder("new-existing");
    fs::create_dir(folder.join("demo")).unwrap();
    fs::write(folder.join("demo/mine"), "precious").unwrap();
    fs::write(folder.join("file"), "precious").unwrap();
    for name in ["demo", "file"] {
        aspl(&folder, &["new", name]).fails(2, &["already", name]);
    }
    assert_eq!(names(&folder), ["demo", "file"]);
    assert_eq!(names(&folder.join("demo")), ["mine"]);
    assert_eq!(fs::read_to_string(folder.join("file")).unwrap(), "precious");
}

#[test]
fn what_cannot_be_leaves_nothing() {
    let folder = folder("new-refused");
    for arguments in [
        &["new", "2d"][..],
        &["new", "fn"],
        &["new", ".."],
        &["new", "demo", "--template", "nonsense"],
        &["new", "demo", "--bundle-id", "nonsense"],
        &["new", "demo", "--framework", "no/such/checkout"],
        &["new", "no/such/folder/demo"],
    ] {
        aspl(&folder, arguments).fails(2, &[]);
    }
    assert_eq!(names(&folder), [""; 0]);
    let ran = aspl(
        &folder,
        &["new", "demo", "--template", "nonsense", "--json"],
    );
    assert_eq!(ran.json()["error"]["exit_code"], 2);
}

#[test]
fn the_framework_can_be_a_repository_and_the_folder_anywhere() {
    let folder = folder("new-git");
    let url = "https://example.org/framework.git";
    let arguments = [
        "new",
        "./demo",
        "--framework",
        url,
        "--bundle-id",
        "org.mine.demo",
        "--template",
        "gain",
        "--json",
    ];
    let ran = aspl(&folder, &arguments);
    ran.succeeds();
    assert_eq!(ran.json()["bundle_id"], "org.mine.demo");
    assert_eq!(ran.json()["framework"], url);
    let text = |path| fs::read_to_string(folder.join("demo").join(path)).unwrap();
    assert!(text("Cargo.toml").contains(&format!("tympan-aspl = {{ git = \"{url}\" }}")));
    assert!(text(".github/workflows/ci.yml").contains(url));
    assert!(text("src/lib.rs").contains("Device::new(\"org.mine.demo\", \"Demo\")"));
}
