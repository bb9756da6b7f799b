//! What the command prints: results to the standard output, errors and progress to the standard error stream.
//!
//! Colours and progress are for terminals only. A reader that goes away (`| head`) ends the printing, not the command.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::failure::Failure;

/// The two streams, and what they can show.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
    colour_out: bool,
    colour_err: bool,
    progress: bool,
}

/// The few styles there are.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    /// A heading.
    Bold,
    /// It went well.
    Good,
    /// It did not.
    Bad,
    /// Less important than the rest.
    Faint,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Good => "1;32",
            Self::Bad => "1;31",
            Self::Faint => "2",
        }
    }
}

impl Output {
    /// The streams of this process. With `json`, the standard output carries one JSON document and nothing else.
    #[must_use]
    pub fn new(json: bool) -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = !set("NO_COLOR") && !dumb;
        Self {
            json,
            colour_out: colour && std::io::stdout().is_terminal(),
            colour_err: colour && std::io::stderr().is_terminal(),
            progress: !dumb && std::io::stderr().is_terminal(),
        }
    }

    /// Whether results are to be printed as JSON.
    #[must_use]
    pub fn json(self) -> bool {
        self.json
    }

    /// Whether somebody watches.
    #[must_use]
    pub fn is_watched(self) -> bool {
        self.progress
    }

    /// The text in a style, for the standard output.
    #[must_use]
    pub fn styled(self, style: Style, text: &str) -> String {
        paint(self.colour_out, style, text)
    }

    /// Prints a result.
    pub fn print(self, text: &str) {
        let mut stream = std::io::stdout().lock();
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
    }

    /// Prints a result as JSON.
    pub fn print_json(self, value: &impl Serialize) {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.print(&format!("{text}\n")),
            Err(error) => self.note(&format!("the result cannot be written as JSON: {error}")),
        }
    }

    /// Tells the user something that is not part of the result.
    pub fn note(self, text: &str) {
        let mut stream = std::io::stderr().lock();
        let _ = writeln!(
            stream,
            "{}: {text}",
            paint(self.colour_err, Style::Bold, "note")
        );
    }

    /// Prints a failure: as lines for people, and as JSON when that was asked for.
    pub fn failure(self, failure: &Failure) {
        #[derive(Serialize)]
        struct Document<'a> {
            error: &'a Failure,
        }
        let _ = std::io::stderr()
            .lock()
            .write_all(self.failure_text(failure).as_bytes());
        if self.json {
            self.print_json(&Document { error: failure });
        }
    }

    fn failure_text(self, failure: &Failure) -> String {
        let mut text = format!(
            "{}: {}\n",
            paint(self.colour_err, Style::Bad, "error"),
            indented(&failure.what)
        );
        for (name, value) in [("where", &failure.place), ("hint", &failure.hint)] {
            if let Some(value) = value {
                let name = paint(self.colour_err, Style::Bold, name);
                text.push_str(&format!("  {name}: {}\n", indented(value)));
            }
        }
        text
    }
}

fn paint(colour: bool, style: Style, text: &str) -> String {
    if colour {
        format!("\x1b[{}m{text}\x1b[0m", style.code())
    } else {
        text.to_owned()
    }
}

/// Further lines stand under the first.
fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

/// One line on the terminal that is written over as the work goes on.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
    drawn: Option<Instant>,
}

impl Progress {
    const INTERVAL: Duration = Duration::from_millis(100);

    /// Progress is shown only on a terminal.
    #[must_use]
    pub fn new(output: Output) -> Self {
        Self {
            shown: output.progress,
            drawn: None,
        }
    }

    /// Draws how far it is, at most ten times a second.
    pub fn show(&mut self, done: f64, of: f64, what: &str) {
        let due = self
            .drawn
            .is_none_or(|drawn| drawn.elapsed() >= Self::INTERVAL);
        if !self.shown || !due {
            return;
        }
        self.drawn = Some(Instant::now());
        let share = if of > 0.0 {
            (done / of).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let mut stream = std::io::stderr().lock();
        let _ = write!(
            stream,
            "\r{what} {done:.1} of {of:.1} s ({:.0} %)\x1b[K",
            share * 100.0
        );
        let _ = stream.flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = std::io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Output = Output {
        json: false,
        colour_out: false,
        colour_err: false,
        progress: false,
    };

    #[test]
    fn a_failure_is_told_in_lines() {
        let failure = Failure::bad_input("it is wrong")
            .at("here")
            .hint("do this:\nand that");
        assert_eq!(
            PLAIN.failure_text(&failure),
            "error: it is wrong\n  where: here\n  hint: do this:\n    and that\n"
        );
    }

    #[test]
    fn colours_are_for_terminals() {
        assert_eq!(PLAIN.styled(Style::Good, "ok"), "ok");
        let terminal = Output {
            colour_out: true,
            ..PLAIN
        };
        assert_eq!(terminal.styled(Style::Good, "ok"), "\x1b[1;32mok\x1b[0m");
    }
}
