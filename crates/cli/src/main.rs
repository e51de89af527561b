//! WorkOS multi-factor authentication from a shell.

#![forbid(unsafe_code)]

mod args;
mod client;
mod command;
mod failure;
mod hint;
mod interrupt;
mod qr_file;
mod session;
mod terminal;
mod usage;
mod wire;

use std::process::ExitCode;

use terminal::Console;

fn main() -> ExitCode {
    let cli = match args::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error),
    };
    let console = Console::new(cli.json);
    match command::run(cli, &console) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(&console);
            ExitCode::from(failure.exit_code())
        }
    }
}
