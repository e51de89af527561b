//! `cargo xtask bench`: what a call costs.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::command;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Passed on to the bench program; `--help` tells what it takes.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    passed_on: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut cargo =
        command::cargo(["run", "--release", "--package", "workos-mfa-bench", "--bin", "bench", "--"]);
    command::run(cargo.args(&arguments.passed_on)).map(command::exit_code)
}
