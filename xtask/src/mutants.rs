//! `cargo xtask mutants`: whether the conformance suite would notice.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::command;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which mutants of `tests/mutants/mutants.json`; all if none is named.
    names: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut cargo = command::cargo(["run", "--package", "workos-mfa-mutants", "--bin", "mutants", "--"]);
    command::run(cargo.args(&arguments.names)).map(command::exit_code)
}
