//! The only place that writes.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// Standard output and standard error. Texts may hold colours: they are dropped where they can't be seen or are not wanted
/// (`NO_COLOR`, pipes, dumb terminals).
pub(crate) struct Console {
    json: bool,
    problem: RefCell<Option<io::Error>>,
}

impl Console {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, problem: RefCell::new(None) }
    }

    /// Whether a program reads the output.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// Prints a line, or several, on standard output.
    ///
    /// If that fails, what is left to do is still done (a demonstration deletes its factor); [`finish`](Self::finish) tells.
    pub(crate) fn print(&self, text: &str) {
        if self.problem.borrow().is_some() {
            return;
        }
        let mut out = AutoStream::auto(io::stdout().lock());
        if let Err(problem) = writeln!(out, "{text}").and_then(|()| out.flush()) {
            *self.problem.borrow_mut() = Some(problem);
        }
    }

    /// Prints a line for people only.
    pub(crate) fn say(&self, text: &str) {
        if !self.json {
            self.print(text);
        }
    }

    /// Prints a line on standard error. If that fails there is nobody to tell.
    #[expect(clippy::unused_self, reason = "all writing is asked of the console")]
    pub(crate) fn note(&self, text: &str) {
        let mut out = AutoStream::auto(io::stderr().lock());
        let _ = writeln!(out, "{text}").and_then(|()| out.flush());
    }

    /// Whether all could be printed.
    pub(crate) fn finish(&self) -> io::Result<()> {
        self.problem.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Whether a spinner would be seen, and disturb nobody.
    pub(crate) fn spins(&self) -> bool {
        let dumb = std::env::var_os("TERM").is_some_and(|kind| kind == "dumb");
        !self.json && !dumb && io::stderr().is_terminal()
    }

    /// How many columns a line on standard output may have; `None` if it is not a terminal.
    #[expect(clippy::unused_self, reason = "all that is known of the terminal is asked of the console")]
    pub(crate) fn columns(&self) -> Option<usize> {
        // The size is that of whichever standard stream is a terminal, and a pipe has no width.
        if !io::stdout().is_terminal() {
            return None;
        }
        terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
    }
}
