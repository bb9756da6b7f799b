//! How the command ends: the exit codes, and a failure told in up to three lines.
//!
//! ```text
//! error: the file has no RIFF header, so it is no WAV file
//!   where: notes.txt
//!   hint: give a WAV file with 16, 24 or 32-bit integer or 32-bit float samples
//! ```

use std::fmt;
use std::path::Path;

use serde::{Serialize, Serializer};
use tympan_aspl_bundle::ErrorKind;

/// The exit codes of the command. They are listed in its help, and they do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what it was asked, and what came back is what was expected.
    Success = 0,
    /// It ran, but what came back is not what was expected, or a check found something.
    Unexpected = 1,
    /// The arguments or the files given are wrong.
    BadInput = 2,
    /// The driver or its bundle could not be built or loaded.
    NotLoaded = 3,
    /// The driver failed while it was running.
    DriverFailed = 4,
}

impl Exit {
    /// The number the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl Serialize for Exit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.code())
    }
}

/// Why the command ends without having done what it was asked.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// The exit code.
    #[serde(rename = "exit_code")]
    pub exit: Exit,
    /// What is wrong.
    pub what: String,
    /// The file, folder, device or call it is about.
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// A failure without place and hint.
    pub fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            place: None,
            hint: None,
        }
    }

    /// Wrong arguments or files.
    pub fn bad_input(what: impl Into<String>) -> Self {
        Self::new(Exit::BadInput, what)
    }

    /// Adds the place, unless there is one that is nearer.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place.get_or_insert_with(|| place.to_string());
        self
    }

    /// Adds the file it is about.
    #[must_use]
    pub fn at_path(self, path: &Path) -> Self {
        self.at(path.display())
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

impl From<tympan_aspl_bundle::Error> for Failure {
    fn from(error: tympan_aspl_bundle::Error) -> Self {
        let exit = match error.kind() {
            ErrorKind::Package | ErrorKind::Metadata => Exit::BadInput,
            _ => Exit::NotLoaded,
        };
        Self {
            exit,
            what: error.what().to_owned(),
            place: error.place().map(|place| place.display().to_string()),
            hint: error.hint().map(str::to_owned),
        }
    }
}
