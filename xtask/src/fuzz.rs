//! `cargo xtask fuzz`: what the client makes of any bytes a server may send.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::command;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long to run each target.
    #[arg(long)]
    seconds: Option<u32>,
    /// Which targets; all if none is named.
    targets: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut cargo = command::cargo(["run", "--package", "workos-mfa-fuzz", "--bin", "fuzz-driver", "--"]);
    if let Some(seconds) = arguments.seconds {
        cargo.arg("--seconds").arg(seconds.to_string());
    }
    command::run(cargo.args(&arguments.targets)).map(command::exit_code)
}
