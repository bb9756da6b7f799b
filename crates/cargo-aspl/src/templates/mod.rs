//! What `cargo aspl new` writes: an example of this repository as a project of its own.
//!
//! The files of the examples are in the program as they are. [`naming`] replaces the example's names, [`manifest`] makes a manifest that stands
//! alone out of the example's, and what a project has around its code is in text files next to this one.

pub mod manifest;
pub mod naming;

use naming::Names;

use crate::failure::Result;
use manifest::Framework;

/// All files of all examples: the example, the path in it, and what the file holds.
const FILES: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The template that is used when none is named.
pub const DEFAULT: &str = "minimal-loopback";

const README: &str = include_str!("README.md");
const WORKFLOW: &str = include_str!("ci.yml");
const MIT: &str = include_str!("../../../../LICENSE-MIT");
const APACHE: &str = include_str!("../../../../LICENSE-APACHE");

/// The line of [`MIT`] that says whose work it is.
const COPYRIGHT: &str = "Copyright (c) the tympan-aspl authors";

/// One example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name, which is that of the example's folder and package.
    pub name: &'static str,
}

/// A file of a new project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is in the project, with slashes.
    pub path: String,
    /// What it holds.
    pub contents: Vec<u8>,
}

/// All templates, in alphabetical order.
pub fn all() -> impl Iterator<Item = Template> {
    let mut names: Vec<&'static str> = FILES.iter().map(|(name, ..)| *name).collect();
    names.dedup();
    names.into_iter().map(|name| Template { name })
}

impl Template {
    /// The template of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        all().find(|template| template.name == name)
    }

    fn files(self) -> impl Iterator<Item = (&'static str, &'static [u8])> {
        let files = FILES.iter().filter(move |(name, ..)| *name == self.name);
        files.map(|(_, path, contents)| (*path, *contents))
    }

    fn text(self, wanted: &str) -> &'static str {
        let file = self.files().find(|(path, _)| *path == wanted);
        file.and_then(|(_, contents)| std::str::from_utf8(contents).ok())
            .unwrap_or_default()
    }

    /// What it is, in a sentence.
    ///
    /// # Errors
    ///
    /// As [`manifest::description`].
    pub fn description(self) -> Result<String> {
        manifest::description(self.text("Cargo.toml"))
    }

    /// The files of a project with these names.
    ///
    /// # Errors
    ///
    /// As [`manifest::standing_alone`].
    pub fn project(self, names: &Names, framework: &Framework) -> Result<Vec<File>> {
        let mut files = Vec::new();
        for (path, contents) in self.files() {
            let contents = match (path, std::str::from_utf8(contents)) {
                ("Cargo.toml", Ok(text)) => {
                    let text = names.replaced(self.name, text);
                    manifest::standing_alone(&text, names, framework)?.into_bytes()
                }
                ("README.md", _) => continue,
                (_, Ok(text)) => names.replaced(self.name, text).into_bytes(),
                // A picture, say.
                (_, Err(_)) => contents.to_vec(),
            };
            let path = names.path(self.name, path);
            files.push(File { path, contents });
        }
        let copyright = format!("Copyright (c) the {} authors\n{COPYRIGHT}", names.package());
        for (path, text) in [
            ("README.md", self.readme(names)?),
            (".gitignore", "/target/\n".to_owned()),
            (
                ".github/workflows/ci.yml",
                filled(WORKFLOW, names, framework),
            ),
            ("LICENSE-MIT", MIT.replace(COPYRIGHT, &copyright)),
            ("LICENSE-APACHE", APACHE.to_owned()),
        ] {
            let (path, contents) = (path.to_owned(), text.into_bytes());
            files.push(File { path, contents });
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// How a project is used, and then what the example says of itself.
    fn readme(self, names: &Names) -> Result<String> {
        let mut text = README
            .replace("@TITLE@", &names.title())
            .replace("@NAME@", names.package())
            .replace("@BUNDLE_ID@", names.bundle_id())
            .replace("@DESCRIPTION@", &self.description()?);
        let mut of_example = self.text("README.md").lines();
        if of_example.next().is_some() {
            text.push_str("\n## The driver\n");
        }
        let mut is_code = false;
        for line in of_example {
            is_code ^= line.starts_with("```");
            let is_heading = !is_code && line.starts_with('#');
            text.push_str(if is_heading { "#" } else { "" });
            text.push_str(&names.replaced(self.name, line));
            text.push('\n');
        }
        Ok(text)
    }
}

fn filled(text: &str, names: &Names, framework: &Framework) -> String {
    let repository = match framework {
        Framework::Git(url) => url.as_str(),
        Framework::Path(_) => "",
    };
    text.replace("@NAME@", names.package())
        .replace("@REPOSITORY@", repository)
}

#[cfg(test)]
mod tests;
