//! `cargo xtask bench`: what a call costs, in every language.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};
use xtask::say;

use crate::parts;
use crate::{command, tool};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which parts; all that are measured if none is named.
    #[arg(value_name = "PART", value_parser = parts::with(|part| part.bench.is_some()))]
    parts: Vec<String>,
    /// Passed on to the bench of each part, after `--`. All take `--quick`, `--only TEXT`, `--json` and `--check`.
    #[arg(last = true)]
    passed_on: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut ended = ExitCode::SUCCESS;
    for part in parts::chosen(&arguments.parts) {
        let Some(bench) = part.bench else { continue };
        let missing = tool::missing(part.needs);
        if !missing.is_empty() {
            let message = format!("{} needs {}", part.name, tool::with_hints(&missing));
            anyhow::ensure!(arguments.parts.is_empty(), message);
            say(&format!("skipped: {message}"));
            continue;
        }
        let status =
            bench(&arguments.passed_on).with_context(|| format!("{} could not be measured", part.name))?;
        // The others are measured all the same.
        if !status.success() {
            ended = command::exit_code(status);
        }
    }
    Ok(ended)
}
