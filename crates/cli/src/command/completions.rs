//! `completions`

use clap_complete::Shell;

use super::written;
use crate::args::definition;
use crate::failure::Failure;
use crate::terminal::Console;

pub(super) fn run(shell: Shell, console: &Console) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(), "workos-mfa", &mut script);
    console.print(String::from_utf8_lossy(&script).trim_end());
    written(console)
}
