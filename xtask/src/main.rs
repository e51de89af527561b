//! Developer tasks: `cargo xtask help` lists them.

mod bench;
mod command;
mod demo;
mod dist;
mod fuzz;
mod generate;
mod lint;
mod mutants;
mod parts;
mod readme;
mod setup;
mod tally;
mod test;
mod tool;
mod version;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::say;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Developer tasks of this repository.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Enrol, read and delete a factor against an emulator on this machine, or against the real API if `WORKOS_API_KEY` is set.
    Demo(demo::Arguments),
    /// Run the tests: all, or those of some parts. The last line counts them.
    Test(test::Arguments),
    /// Check format, warnings, documentation, generated code, licences and a few house rules.
    Lint,
    /// Write the generated client from its OpenAPI description.
    Generate(generate::Arguments),
    /// Get ready what the tests of all or some parts need.
    Setup(setup::Arguments),
    /// Measure what a call costs: of all parts, or of some.
    Bench(bench::Arguments),
    /// Feed the decoders of replies with broken input for a while.
    Fuzz(fuzz::Arguments),
    /// Break the core in known ways, and show which scenarios of the conformance suite notice.
    Mutants(mutants::Arguments),
    /// Look whether all packages have one version, and a tag the same.
    Version(version::Arguments),
    /// Build what is shipped, into `dist/`.
    Dist(dist::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Lint => lint::run(),
        Task::Generate(arguments) => generate::run(&arguments),
        Task::Setup(arguments) => setup::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::Version(arguments) => version::run(&arguments),
        Task::Dist(arguments) => dist::run(&arguments),
    };
    done.unwrap_or_else(|error| {
        say(&format!("error: {error:#}"));
        ExitCode::FAILURE
    })
}
