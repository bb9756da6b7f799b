//! `cargo aspl new`: a project made from an example.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::Outcome;
use crate::cli::NewArguments;
use crate::failure::{Exit, Failure, Result};
use crate::output::{Output, Style};
use crate::templates::manifest::Framework;
use crate::templates::naming::Names;
use crate::templates::{self, File, Template};

/// Makes the project, or lists the templates.
///
/// # Errors
///
/// Bad input when the name, the template or the framework is wrong, or the folder cannot be made, which then is as it was before.
pub fn run(arguments: &NewArguments, output: Output) -> Outcome {
    match &arguments.path {
        Some(path) if !arguments.list => make(path, arguments, output),
        _ => list(output),
    }
}

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    description: String,
}

fn list(output: Output) -> Outcome {
    let mut listed = Vec::new();
    for template in templates::all() {
        let (name, description) = (template.name, template.description()?);
        listed.push(Listed { name, description });
    }
    if output.json() {
        output.print_json(&listed);
        return Ok(Exit::Success);
    }
    let lines = listed.iter().map(|Listed { name, description }| {
        let default = if *name == templates::DEFAULT {
            " [default]"
        } else {
            ""
        };
        format!("{name:<20}{description}{default}\n")
    });
    output.print(&lines.collect::<String>());
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct Summary<'a> {
    folder: &'a Path,
    name: &'a str,
    template: &'a str,
    bundle_id: &'a str,
    framework: String,
    files: Vec<&'a str>,
}

fn make(path: &Path, arguments: &NewArguments, output: Output) -> Outcome {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let names = Names::new(&name, arguments.bundle_id.as_deref())
        .map_err(|failure| failure.at_path(path))?;
    let template = Template::find(&arguments.template).ok_or_else(|| {
        let known: Vec<_> = templates::all().map(|template| template.name).collect();
        Failure::bad_input(format!("there is no template `{}`", arguments.template))
            .hint(format!("take one of these: {}", known.join(", ")))
    })?;
    let framework = match &arguments.framework {
        Some(text) => Framework::parse(text)?,
        None => Framework::of_this_program()?,
    };
    let files = template.project(&names, &framework)?;
    write(path, &files)?;
    let summary = Summary {
        folder: path,
        name: names.package(),
        template: template.name,
        bundle_id: names.bundle_id(),
        framework: framework.text(),
        files: files.iter().map(|file| file.path.as_str()).collect(),
    };
    if output.json() {
        output.print_json(&summary);
    } else {
        output.print(&summary.text(output));
    }
    Ok(Exit::Success)
}

impl Summary<'_> {
    fn text(&self, output: Output) -> String {
        let folder = self.folder.display().to_string();
        format!(
            "{}\n  {:<14}{}\n  {:<14}{}\n  {:<14}{}\n\n  cd {folder}\n  cargo test\n  cargo aspl run\n",
            output.styled(Style::Bold, &folder),
            "template",
            self.template,
            "bundle id",
            self.bundle_id,
            "framework",
            self.framework,
        )
    }
}

/// Writes the project into a folder that was not there, or leaves nothing.
fn write(folder: &Path, files: &[File]) -> Result<()> {
    fs::create_dir(folder).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::bad_input("there is something of that name already")
            .at_path(folder)
            .hint("choose another name, or move it away"),
        _ => cannot(&error, folder),
    })?;
    files.iter().try_for_each(|file| {
        let path: PathBuf = file
            .path
            .split('/')
            .fold(folder.into(), |path, part| path.join(part));
        let written = fs::create_dir_all(path.parent().unwrap_or(folder))
            .and_then(|()| fs::write(&path, &file.contents));
        written.map_err(|error| {
            // All in it is ours.
            let _ = fs::remove_dir_all(folder);
            cannot(&error, &path)
        })
    })
}

fn cannot(error: &std::io::Error, path: &Path) -> Failure {
    Failure::bad_input(format!("the project cannot be written: {error}"))
        .at_path(path)
        .hint("choose a folder that exists and that you may write to")
}
