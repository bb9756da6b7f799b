//! The seam to the machine's other programs: everything that only a Mac can do is done by one of them, and goes through [`System`].
//!
//! So the steps can be tested anywhere, with outputs that were written down.

use std::fmt;
use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A program that is to be run, with its arguments.
///
/// # Examples
///
/// ```
/// use tympan_aspl_bundle::Call;
///
/// let call = Call::new("codesign").arg("--sign").args(["-", "My Driver.driver"]);
/// assert_eq!(call.to_string(), "codesign --sign - 'My Driver.driver'");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    program: String,
    arguments: Vec<String>,
}

impl Call {
    /// A program, by its path or by a name to be looked up.
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: Into<String>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Its arguments.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// The same as another user: `sudo PROGRAM ...`. It asks for a password on the terminal if need be.
    #[must_use]
    pub fn as_root(self) -> Self {
        Self::new("sudo").arg(self.program).args(self.arguments)
    }
}

/// As it is typed in a shell.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
        f.write_str(&self.program)?;
        for argument in &self.arguments {
            if !argument.is_empty() && argument.chars().all(plain) {
                write!(f, " {argument}")?;
            } else {
                write!(f, " '{}'", argument.replace('\'', r"'\''"))?;
            }
        }
        Ok(())
    }
}

/// What a program left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it printed as errors.
    pub stderr: String,
}

impl Ran {
    /// Whether it ended well.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// What it said last, for a message.
    #[must_use]
    pub fn complaint(&self) -> &str {
        let lines = |text| {
            str::lines(text)
                .map(str::trim)
                .filter(|line| !line.is_empty())
        };
        lines(&self.stderr)
            .next_back()
            .or(lines(&self.stdout).next_back())
            .unwrap_or("it said nothing")
    }
}

/// Runs other programs, and waits.
pub trait System {
    /// Runs a program to its end.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`] when there is no such program.
    fn run(&self, call: &Call) -> io::Result<Ran>;

    /// Waits.
    fn wait(&self, time: Duration);
}

/// The machine this runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThisSystem;

impl System for ThisSystem {
    fn run(&self, call: &Call) -> io::Result<Ran> {
        let output = Command::new(&call.program)
            .args(&call.arguments)
            .stdin(Stdio::null())
            .output()?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        })
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_run_to_its_end() {
        let call = Call::new("sh").args(["-c", "echo out; echo a b >&2; exit 3"]);
        let ran = ThisSystem.run(&call).unwrap();
        assert_eq!(ran.code, Some(3));
        assert_eq!(ran.stdout, "out\n");
        assert_eq!(ran.complaint(), "a b");
        let missing = ThisSystem.run(&Call::new("no-such-program-anywhere"));
        assert_eq!(missing.unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn calls_are_shown_as_typed() {
        let call = Call::new("rm").args(["-rf", "/a b/it's"]).as_root();
        assert_eq!(call.to_string(), r"sudo rm -rf '/a b/it'\''s'");
    }
}
