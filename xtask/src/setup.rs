//! `cargo xtask setup`: what the tests need.

use std::process::ExitCode;

use anyhow::{Context, Result};
use xtask::say;

use crate::lint;
use crate::parts::{self, Part};
use crate::tool::{self, Tool};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which parts; all, and what `lint` needs, if none is named.
    #[arg(value_name = "PART", value_parser = parts::with(|_| true))]
    parts: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut ready = true;
    if arguments.parts.is_empty() {
        ready &= has("lint", &lint::needs());
    }
    for part in parts::chosen(&arguments.parts) {
        if has(part.name, part.needs) {
            prepare(part)?;
        } else {
            ready = false;
        }
    }
    Ok(if ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Does what a part wants done before its tests. Done twice, it does nothing.
pub(crate) fn prepare(part: &Part) -> Result<()> {
    part.setup.map_or(Ok(()), |setup| setup()).with_context(|| format!("{} can't be set up", part.name))
}

/// Programs are the machine owner's to install; this only says how.
fn has(name: &str, needs: &[Tool]) -> bool {
    let missing = tool::missing(needs);
    if missing.is_empty() {
        say(&format!("{name}: has all the programs it needs"));
    } else {
        say(&format!("{name}: needs {}", tool::with_hints(&missing)));
    }
    missing.is_empty()
}
