//! This program, started again with another role, or another that does the same. Both ends speak in lines.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// A process that lives as long as this value.
pub(crate) struct Subprocess {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Subprocess {
    pub(crate) fn start(arguments: &[&str]) -> Result<Self> {
        Self::start_program(&std::env::current_exe()?, arguments)
    }

    pub(crate) fn start_program(program: &Path, arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let input = child.stdin.take();
        let output = child.stdout.take().map(BufReader::new).context("no output")?;
        Ok(Self { child, input, output })
    }

    pub(crate) fn send(&mut self, line: &str) -> Result<()> {
        let input = self.input.as_mut().context("no input")?;
        writeln!(input, "{line}").context("a subprocess is gone")
    }

    pub(crate) fn receive(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            bail!("a subprocess ended early; what it said is above");
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Subprocess {
    fn drop(&mut self) {
        // The end of its input tells it to end.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// In a subprocess: a line for the parent.
pub(crate) fn say(line: &str) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}

/// In a subprocess that serves: ends it when the parent is gone, however it went.
pub(crate) fn live_as_long_as_parent() {
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(0);
    });
}
