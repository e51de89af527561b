//! `cargo xtask generate`: the generated client.

use std::process::ExitCode;

use anyhow::Result;

use crate::command;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Change nothing; fail, with the differences, if what is committed is not what would be written.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    generate(arguments.check)
}

/// Whether `crates/api` is what the generator makes of the description.
pub(crate) fn is_up_to_date() -> Result<bool> {
    generate(true).map(|code| code == ExitCode::SUCCESS)
}

fn generate(check: bool) -> Result<ExitCode> {
    // A program of its own, so that nobody waits for the generator's dependencies who doesn't generate.
    let mut cargo =
        command::cargo(["run", "--package", "xtask", "--features", "generator", "--bin", "generate"]);
    if check {
        cargo.args(["--", "--check"]);
    }
    command::run(&mut cargo).map(command::exit_code)
}
