//! The files of a run: read, and checked as far as they can be before anything is built.

use std::path::{Path, PathBuf};

use crate::audio::Sound;
use crate::audio::wav::{self, SampleType};
use crate::cli::{Expect, RunArguments};
use crate::failure::{Failure, Result};

pub(super) struct Files {
    /// `None` when the built-in sweep is to be played.
    pub(super) played: Option<(Sound, SampleType)>,
    /// What `--expect FILE` names.
    pub(super) expected: Option<Sound>,
}

impl Files {
    pub(super) fn read(arguments: &RunArguments) -> Result<Self> {
        let played = arguments.play.as_deref().map(wav::read).transpose()?;
        let expected_path = expected_path(arguments);
        let expected = expected_path.map(wav::read).transpose()?;
        if let Some(record) = &arguments.record {
            wav::check_writable(record)?;
            let mut needed = arguments.play.as_deref().into_iter().chain(expected_path);
            if let Some(file) = needed.find(|file| are_same(file, record)) {
                return Err(
                    Failure::bad_input("the recording would replace a file the run needs")
                        .at_path(file)
                        .hint("record to another file"),
                );
            }
        }
        Ok(Self {
            played,
            expected: expected.map(|(sound, _)| sound),
        })
    }
}

fn expected_path(arguments: &RunArguments) -> Option<&Path> {
    match &arguments.expect {
        Some(Expect::File(file)) => Some(file),
        _ => None,
    }
}

fn are_same(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| -> Option<PathBuf> { path.canonicalize().ok() };
    whole(a).is_some_and(|a| Some(a) == whole(b))
}
