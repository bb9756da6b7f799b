//! The Cargo.toml of a new project, made from the example's: what it takes from this workspace is written out.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value, value};

use super::naming::Names;
use crate::failure::{Exit, Failure, Result};

/// The manifest of the workspace that the examples are members of.
const WORKSPACE: &str = include_str!("../../../../Cargo.toml");

/// Tables with dependencies, at the top and below `[target.*]`.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Where a project gets the framework from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Framework {
    /// A checkout on this machine.
    Path(PathBuf),
    /// A repository.
    Git(String),
}

impl Framework {
    /// What `--framework` was given: a URL, or the path of a checkout.
    ///
    /// # Errors
    ///
    /// Bad input when there is no checkout at the path.
    pub fn parse(text: &str) -> Result<Self> {
        if text.contains("://") {
            return Ok(Self::Git(text.to_owned()));
        }
        Self::checkout(Path::new(text)).ok_or_else(|| {
            Failure::bad_input(
                "there is no checkout of tympan-aspl, with `crates/tympan-aspl` in it",
            )
            .at(text)
            .hint("give the path of a checkout, or the URL of a repository")
        })
    }

    /// The checkout that this program was built from, if it is there to stay. What cargo has checked out for itself is not: it may
    /// be cleaned away at any time.
    ///
    /// # Errors
    ///
    /// Bad input when it is gone.
    pub fn of_this_program() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let is_cargos = root
            .components()
            .any(|part| part.as_os_str() == "checkouts");
        let checkout = if is_cargos {
            None
        } else {
            Self::checkout(&root)
        };
        checkout.ok_or_else(|| {
            Failure::bad_input(
                "the checkout that cargo-aspl was built from is gone, and nothing is published",
            )
            .hint("name the framework with `--framework PATH|GIT-URL`")
        })
    }

    fn checkout(root: &Path) -> Option<Self> {
        let root = root.canonicalize().ok()?;
        let framework = root.join("crates/tympan-aspl/Cargo.toml");
        framework.is_file().then_some(Self::Path(root))
    }

    /// As it is told to users.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Git(url) => url.clone(),
        }
    }
}

/// The description in an example's manifest.
///
/// # Errors
///
/// When the manifest cannot be read, which the tests rule out.
pub fn description(manifest: &str) -> Result<String> {
    let document = parsed(manifest)?;
    let description = document
        .get("package")
        .and_then(|package| package.get("description"));
    Ok(description
        .and_then(Item::as_str)
        .unwrap_or_default()
        .to_owned())
}

/// The manifest of a project with these names.
///
/// # Errors
///
/// When the example's manifest cannot be read, which the tests rule out.
pub fn standing_alone(manifest: &str, names: &Names, framework: &Framework) -> Result<String> {
    let mut document = parsed(manifest)?;
    let workspace = parsed(WORKSPACE)?;
    let root = document.as_table_mut();
    if let Some(package) = root.get_mut("package").and_then(Item::as_table_like_mut) {
        write_out(package, &workspace["workspace"]["package"]);
        package.insert("name", value(names.package()));
    }
    write_out_dependencies(root, &workspace, framework);
    if let Some(targets) = root.get_mut("target").and_then(Item::as_table_mut) {
        for (_, target) in targets.iter_mut() {
            if let Some(target) = target.as_table_mut() {
                write_out_dependencies(target, &workspace, framework);
            }
        }
    }
    // The lints are this repository's taste.
    root.remove("lints");
    let mut text = document.to_string();
    text.push_str("\n# A workspace of its own, whatever folder it is in.\n[workspace]\n");
    let mut profiles = DocumentMut::new();
    if let Some(table) = workspace.get("profile") {
        profiles.insert("profile", table.clone());
    }
    text.push_str(&profiles.to_string());
    Ok(text)
}

fn parsed(text: &str) -> Result<DocumentMut> {
    text.parse()
        .map_err(|error| Failure::new(Exit::BadInput, format!("a template is broken: {error}")))
}

fn is_inherited(item: &Item) -> bool {
    item.as_table_like()
        .and_then(|table| table.get("workspace"))
        .and_then(Item::as_bool)
        .unwrap_or(false)
}

/// Gives each key that says `workspace = true` the workspace's value.
fn write_out(table: &mut dyn TableLike, workspace: &Item) {
    for (key, item) in table.iter_mut() {
        if is_inherited(item) {
            *item = workspace[key.get()].clone();
        }
    }
}

fn write_out_dependencies(table: &mut Table, workspace: &DocumentMut, framework: &Framework) {
    let known = &workspace["workspace"]["dependencies"];
    for kind in DEPENDENCIES {
        let Some(dependencies) = table.get_mut(kind).and_then(Item::as_table_like_mut) else {
            continue;
        };
        for (name, item) in dependencies.iter_mut() {
            if !is_inherited(item) {
                continue;
            }
            let mut source = inline(&known[name.get()]);
            if let Some(path) = source.remove("path") {
                match framework {
                    Framework::Path(root) => {
                        let path = root.join(path.as_str().unwrap_or_default());
                        source.insert("path", path.display().to_string().into());
                    }
                    Framework::Git(url) => {
                        source.insert("git", url.as_str().into());
                    }
                }
            }
            let of_example = inline(item);
            for (key, setting) in of_example.iter().filter(|(key, _)| *key != "workspace") {
                source.insert(key, setting.clone());
            }
            *item = Item::Value(Value::InlineTable(source));
        }
    }
}

/// The settings of a dependency, of which a bare version is one.
fn inline(item: &Item) -> toml_edit::InlineTable {
    let mut table = toml_edit::InlineTable::new();
    if let Some(version) = item.as_str() {
        table.insert("version", version.into());
    }
    for (key, item) in item.as_table_like().into_iter().flat_map(TableLike::iter) {
        if let Some(setting) = item.as_value() {
            let mut setting = setting.clone();
            setting.decor_mut().clear();
            table.insert(key, setting);
        }
    }
    table
}
