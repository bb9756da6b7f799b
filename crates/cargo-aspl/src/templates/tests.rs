//! Every template, made into a project whose names nothing else has.

use std::path::PathBuf;

use super::*;

const PACKAGE: &str = "zz-other";
const BUNDLE_ID: &str = "org.elsewhere.zz";

fn names() -> Names {
    Names::new(PACKAGE, Some(BUNDLE_ID)).unwrap()
}

fn project(template: Template, framework: &Framework) -> Vec<(String, String)> {
    let files = template.project(&names(), framework).unwrap();
    let text = |contents| String::from_utf8_lossy(contents).into_owned();
    files
        .iter()
        .map(|file| (file.path.clone(), text(&file.contents)))
        .collect()
}

fn checkout() -> Framework {
    Framework::Path(PathBuf::from("/some/checkout"))
}

/// Examples whose names are words of the trade too. In them only what can be nothing but a name must not be left.
const ORDINARY_WORDS: [&str; 2] = ["gain", "loopback"];

#[test]
fn nothing_is_left_of_the_examples_names() {
    for template in all() {
        let (name, krate) = (template.name, template.name.replace('-', "_"));
        let words = name.replace('-', " ");
        let title = Names::new(name, None).unwrap().title();
        let mut left = vec![
            format!("com.example.{name}"),
            format!("-p {name}"),
            format!("use {krate}::"),
            format!("&{krate}::"),
            format!("\"{name}\""),
            format!("\"{title}"),
            format!("# {title}"),
            format!("examples/{name}"),
        ];
        if !ORDINARY_WORDS.contains(&name) {
            left.extend([name.to_owned(), krate, words, title]);
        }
        for (path, text) in project(template, &checkout()) {
            assert!(!path.contains(name), "{path}");
            for (number, line) in text.lines().enumerate() {
                for name in &left {
                    let place = format!("{}: {path}:{}: {line}", template.name, number + 1);
                    assert!(!line.contains(name.as_str()), "{name:?} in {place}");
                }
                let is_inherited = path == "Cargo.toml" && line.contains("workspace = true");
                assert!(!is_inherited && !line.contains("../.."), "{path}: {line}");
            }
        }
    }
}

#[test]
fn every_project_has_what_projects_have_and_its_own_names() {
    for template in all() {
        let files = project(template, &checkout());
        let text = |wanted: &str| {
            let found = files.iter().find(|(path, _)| path == wanted);
            found
                .unwrap_or_else(|| panic!("{}: {wanted}", template.name))
                .1
                .as_str()
        };
        assert!(text("Cargo.toml").contains("name = \"zz-other\"\n"));
        assert!(text("src/lib.rs").contains("bundle_id = \"org.elsewhere.zz\""));
        assert!(text("README.md").starts_with("# Zz Other\n"));
        assert!(text("LICENSE-MIT").contains("the zz-other authors"));
        assert!(text("LICENSE-APACHE").contains("Apache License"));
        assert!(text(".github/workflows/ci.yml").contains("not run yet"));
        assert!(text(".gitignore").contains("target"));
        assert!(files.iter().any(|(path, _)| path.starts_with("tests/")));
        for (path, text) in &files {
            assert!(
                !text.contains("@NAME@") && !text.contains("@TITLE@"),
                "{path}"
            );
            assert!(text.ends_with('\n') || path.ends_with(".icns"), "{path}");
        }
    }
}

#[test]
fn the_manifest_stands_alone() {
    let template = Template::find(DEFAULT).unwrap();
    let manifest = |framework: &Framework| {
        let files = project(template, framework);
        files
            .into_iter()
            .find(|(path, _)| path == "Cargo.toml")
            .unwrap()
            .1
    };
    let text = manifest(&checkout());
    for line in [
        "version = \"0.1.0\"",
        "edition = \"2024\"",
        "license = \"MIT OR Apache-2.0\"",
        "publish = false",
        "crate-type = [\"cdylib\", \"rlib\"]",
        "tympan-aspl = { path = \"/some/checkout/crates/tympan-aspl\" }",
        "tympan-aspl-host = { path = \"/some/checkout/crates/tympan-aspl-host\" }",
        "[workspace]",
        "[profile.dev]",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}:\n{text}");
    }
    assert!(!text.contains("lints"), "{text}");
    let text = manifest(&Framework::Git("https://example.org/t.git".into()));
    let line = "tympan-aspl = { git = \"https://example.org/t.git\" }";
    assert!(text.lines().any(|found| found == line), "{text}");
}

#[test]
fn a_framework_is_a_repository_or_a_checkout_that_is_there() {
    let url = "https://example.org/t.git";
    assert_eq!(Framework::parse(url).unwrap(), Framework::Git(url.into()));
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    assert_eq!(
        Framework::parse(root).unwrap(),
        Framework::of_this_program().unwrap()
    );
    assert!(
        Framework::parse("/no/such/checkout")
            .unwrap_err()
            .hint
            .is_some()
    );
}
