//! The commands.

mod completions;
mod delete;
mod demo;
mod emulator;
mod enroll;
mod get;

use std::io;

use crate::args::{Cli, Command};
use crate::client;
use crate::failure::Failure;
use crate::session::Session;
use crate::terminal::Console;

/// Carries out what the command line asks for.
pub(crate) fn run(cli: Cli, console: &Console) -> Result<(), Failure> {
    if let Command::Completions { shell } = cli.command {
        return completions::run(shell, console);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|problem| Failure::config("runtime", format!("the program can't be set up: {problem}")))?;
    let result = runtime.block_on(dispatch(cli, console));
    // A name look-up that hangs must not keep the program from ending.
    runtime.shutdown_background();
    result
}

async fn dispatch(cli: Cli, console: &Console) -> Result<(), Failure> {
    let client = || client::build(&cli.client);
    match cli.command {
        Command::Demo => demo::run(&cli.client, console).await,
        Command::Enroll(kind) => enroll::run(kind, Session::new(console, client()?)?).await,
        Command::Get { id } => get::run(&id, Session::new(console, client()?)?).await,
        Command::Delete { id } => delete::run(&id, Session::new(console, client()?)?).await,
        Command::Emulator(arguments) => emulator::run(&arguments, console).await,
        Command::Completions { shell } => completions::run(shell, console),
    }
}

/// Whether all could be printed. Whoever closes a pipe has read enough, so that is no failure.
fn written(console: &Console) -> Result<(), Failure> {
    match console.finish() {
        Err(problem) if problem.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output(format!("the output can't be written: {problem}"), None))
        }
        _ => Ok(()),
    }
}
