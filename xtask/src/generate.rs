//! `cargo xtask generate`: the generated client, and the sources of the languages that uniffi serves.

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::{command, parts};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Change nothing; fail, with the differences, if what is committed is not what would be written.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    generate(arguments.check)
}

/// Whether what is committed is what the generators make of the description and of `bindings/uniffi/src`.
pub(crate) fn is_up_to_date() -> Result<bool> {
    generate(true).map(|code| code == ExitCode::SUCCESS)
}

/// Programs of their own, so that nobody waits for the generators' dependencies who doesn't generate.
fn generate(check: bool) -> Result<ExitCode> {
    let mut client =
        command::cargo(["run", "--package", "xtask", "--features", "generator", "--bin", "generate", "--"]);
    let mut languages =
        command::cargo(["run", "--package", "xtask", "--features", "bindings", "--bin", "bindings", "--"]);
    languages.arg(parts::uniffi_library(false)?);
    let mut fine = true;
    for generator in [&mut client, &mut languages] {
        if check {
            generator.arg("--check");
        }
        fine &= command::run(generator)?.success();
    }
    ensure!(check || fine, "not everything could be written");
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
