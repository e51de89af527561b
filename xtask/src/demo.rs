//! `cargo xtask demo`: the main job, start to end.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use xtask::say;

use crate::command;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Passed on to `workos-mfa demo`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    passed_on: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let program =
        command::target_dir()?.join("debug").join(format!("workos-mfa{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        say("Building the command line program. The first time, that takes a minute or two.");
    }
    let mut cargo =
        command::cargo(["run", "--package", "workos-mfa-cli", "--bin", "workos-mfa", "--", "demo"]);
    command::run(cargo.args(&arguments.passed_on)).map(command::exit_code)
}
