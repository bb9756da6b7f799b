//! `cargo aspl sign`: signs a finished bundle, and says what is signed and what is not.
//!
//! A command of its own, not an option of `bundle`: what is signed is what ships, and signing again after a change needs no build.

use std::path::Path;

use serde::Serialize;
use tympan_aspl_bundle::ThisSystem;
use tympan_aspl_bundle::signing::{self, Identity, Signing, State};

use crate::Outcome;
use crate::cli::SignArguments;
use crate::failure::{Exit, Result};
use crate::output::{Output, Style};

/// Signs the bundle and tells what is signed; with credentials, has it notarised.
///
/// # Errors
///
/// Not loaded, when the bundle cannot be signed or notarised.
pub fn run(arguments: &SignArguments, output: Output) -> Outcome {
    let bundle = &arguments.bundle;
    let state = sign(arguments)?;
    if output.json() {
        output.print_json(&Summary::of(bundle, &state, arguments.notarise.is_some()));
        return Ok(Exit::Success);
    }
    let path = bundle.display().to_string();
    let notarised = match arguments.notarise {
        Some(_) => "; notarised and stapled",
        None => "; not notarised",
    };
    output.print(&format!(
        "{}\n  {state}{notarised}\n",
        output.styled(Style::Bold, &path)
    ));
    Ok(Exit::Success)
}

fn sign(arguments: &SignArguments) -> Result<State> {
    let identity = match (
        &arguments.identity,
        &arguments.p12,
        &arguments.p12_password_file,
    ) {
        (Some(name), _, _) => Identity::Keychain(name.clone()),
        (_, Some(p12), Some(password)) => Identity::File {
            p12: p12.clone(),
            password: password.clone(),
        },
        _ => Identity::AdHoc,
    };
    let mut signing = Signing::by(identity);
    signing.hardened_runtime |= arguments.hardened_runtime;
    let state = signing::sign(&ThisSystem, &arguments.bundle, &signing)?;
    if let Some(credentials) = &arguments.notarise {
        signing::notarise(&ThisSystem, signing.tool, &arguments.bundle, credentials)?;
    }
    Ok(state)
}

#[derive(Serialize)]
struct Summary<'a> {
    bundle: &'a Path,
    slices: Vec<SliceSummary<'a>>,
    sealed: bool,
    notarised: bool,
}

#[derive(Serialize)]
struct SliceSummary<'a> {
    architecture: &'a str,
    signature: Option<String>,
}

impl<'a> Summary<'a> {
    fn of(bundle: &'a Path, state: &'a State, notarised: bool) -> Self {
        let slices = state.slices.iter().map(|slice| SliceSummary {
            architecture: &slice.architecture,
            signature: slice.signature.as_ref().map(ToString::to_string),
        });
        Self {
            bundle,
            slices: slices.collect(),
            sealed: state.is_sealed,
            notarised,
        }
    }
}
